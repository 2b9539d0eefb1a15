//! Rows as they stand before a batch: what it writes is the difference. They are read under the lock of
//! their chain's partition, so they are what the batch finds.

use std::collections::BTreeSet;

use brygga_domain::ids::ChainId;
use brygga_store::{Change, Columns as _};

use super::parties::{self, StoredParty};
use crate::columns::{Columns, each};
use crate::connection::Connection;
use crate::fault::Fault;

/// What a batch has to know of the rows that it replaces.
#[derive(Default)]
pub(crate) struct Stored {
    pub(super) parties: Vec<StoredParty>,
    pub(super) takers: Vec<StoredTaker>,
}

/// Whose own a chain is: chain, unit and key.
pub(super) type StoredTaker = (ChainId, String, String);

const TAKERS: &str = "SELECT chain, unit, who FROM chain_taker WHERE chain = ANY($1)";

/// The chains that are asked about, each once.
pub(crate) struct Asked {
    parties: Vec<Vec<u8>>,
    takers: Vec<Vec<u8>>,
}

impl Asked {
    pub(crate) fn by<'c>(changes: impl Iterator<Item = &'c Change>) -> Self {
        let (mut parties, mut takers) = (BTreeSet::new(), BTreeSet::new());
        for change in changes {
            match change {
                Change::Chain(row, _) => drop(parties.insert(row.chain)),
                Change::Takers { chain, .. } => drop(takers.insert(*chain)),
                _ => {}
            }
        }
        let bytes = |chains: BTreeSet<ChainId>| {
            chains.into_iter().map(|chain| chain.bytes().to_vec()).collect()
        };
        Self { parties: bytes(parties), takers: bytes(takers) }
    }

    /// The statements, to be prepared before [`Asked::read`] is on its way with others.
    pub(crate) const STATEMENTS: [&str; 2] = [parties::STORED, TAKERS];

    /// All in one trip: the first poll sends the questions.
    pub(crate) async fn read(&self, db: &Connection) -> Result<Stored, Fault> {
        let of = async |sql, chains: &Vec<Vec<u8>>| {
            if chains.is_empty() { Ok(Vec::new()) } else { db.rows(sql, &[chains]).await }
        };
        let (parties, takers) =
            futures::join!(of(parties::STORED, &self.parties), of(TAKERS, &self.takers));
        let taker = |c: &mut Columns| Ok((c.chain()?, c.text()?, c.text()?));
        Ok(Stored { parties: each(&parties?, parties::stored)?, takers: each(&takers?, taker)? })
    }
}
