//! Chains of one admission (M12).

use std::collections::{BTreeMap, BTreeSet};

use brygga_domain::ids::ChainId;
use brygga_store::Columns as _;

use crate::columns::collect;
use crate::connection::Connection;
use crate::fault::Fault;
use crate::statement::{Write, owned};

/// Two ranges, each of its own index.
pub(super) const LINKED: &str = "SELECT other FROM chain_link WHERE chain = $1
     UNION SELECT chain FROM chain_link WHERE other = $1 ORDER BY 1 LIMIT $2";

pub(super) async fn linked(
    db: &Connection,
    chain: ChainId,
    limit: u32,
) -> Result<Vec<ChainId>, Fault> {
    collect(db, LINKED, &[&&chain.bytes()[..], &i64::from(limit)], |c| c.chain()).await
}

/// The marks that each chain holds; those that are not named are gone.
pub(super) fn save(links: &BTreeMap<ChainId, BTreeSet<ChainId>>) -> [Write; 2] {
    let all: Vec<Vec<u8>> = links.keys().map(|chain| chain.bytes().to_vec()).collect();
    let pairs = links.iter().flat_map(|(chain, others)| others.iter().map(move |to| (chain, to)));
    let (chains, others): (Vec<_>, Vec<_>) =
        pairs.map(|(chain, other)| (chain.bytes().to_vec(), other.bytes().to_vec())).unzip();
    let gone = "DELETE FROM chain_link l WHERE l.chain = ANY($1) AND NOT EXISTS (
             SELECT 1 FROM unnest($2::bytea[], $3::bytea[]) AS new (chain, other)
             WHERE new.chain = l.chain AND new.other = l.other
         )";
    let new = "INSERT INTO chain_link (chain, other)
         SELECT * FROM unnest($1::bytea[], $2::bytea[]) ON CONFLICT DO NOTHING";
    [
        Write { sql: gone, params: owned![all, chains.clone(), others.clone()] },
        Write { sql: new, params: owned![chains, others] },
    ]
}
