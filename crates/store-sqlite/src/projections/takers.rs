//! Whose own an open case is.

use std::collections::BTreeSet;

use brygga_domain::ids::ChainId;
use brygga_store::Taker;
use rusqlite::{Connection, params};

use crate::columns::collect;
use crate::fault::Fault;

/// Writes a chain's rows; those that are not named are gone. Most acts change none.
pub(super) fn save(db: &Connection, chain: ChainId, takers: &[Taker]) -> Result<(), Fault> {
    let id = chain.bytes();
    let sql = "SELECT unit, who FROM chain_taker WHERE chain = ?1";
    let old: BTreeSet<(String, String)> =
        collect(db, sql, [&id[..]], |c| Ok((c.text()?, c.text()?)))?.into_iter().collect();
    let new: BTreeSet<(String, String)> =
        takers.iter().map(|taker| (taker.unit.to_string(), taker.who.key())).collect();
    for (unit, who) in old.difference(&new) {
        db.prepare_cached("DELETE FROM chain_taker WHERE unit = ?1 AND who = ?2 AND chain = ?3")?
            .execute(params![unit, who, &id[..]])?;
    }
    for (unit, who) in new.difference(&old) {
        db.prepare_cached("INSERT INTO chain_taker (unit, who, chain) VALUES (?1, ?2, ?3)")?
            .execute(params![unit, who, &id[..]])?;
    }
    Ok(())
}
