//! Whose own an open case is.

use std::collections::BTreeSet;

use brygga_domain::ids::ChainId;
use brygga_store::{Columns as _, Taker};
use rusqlite::{Connection, params};

use super::build::Set;
use crate::columns::collect;
use crate::fault::Fault;

/// Writes a chain's rows; those that are not named are gone. Most acts change none.
pub(super) fn save(
    db: &Connection,
    set: Set,
    chain: ChainId,
    takers: &[Taker],
) -> Result<(), Fault> {
    let id = chain.bytes();
    let sql = "SELECT unit, who FROM chain_taker WHERE chain = ?1";
    let old: BTreeSet<(String, String)> =
        collect(db, &set.sql(sql), [&id[..]], |c| Ok((c.text()?, c.text()?)))?
            .into_iter()
            .collect();
    let new: BTreeSet<(String, String)> =
        takers.iter().map(|taker| (taker.unit.to_string(), taker.who.key())).collect();
    for (unit, who) in old.difference(&new) {
        let sql = "DELETE FROM chain_taker WHERE unit = ?1 AND who = ?2 AND chain = ?3";
        db.prepare_cached(&set.sql(sql))?.execute(params![unit, who, &id[..]])?;
    }
    for (unit, who) in new.difference(&old) {
        let sql = "INSERT INTO chain_taker (unit, who, chain) VALUES (?1, ?2, ?3)";
        db.prepare_cached(&set.sql(sql))?.execute(params![unit, who, &id[..]])?;
    }
    Ok(())
}
