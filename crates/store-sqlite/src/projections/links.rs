//! Chains of one admission (M12).

use brygga_domain::ids::ChainId;
use brygga_store::Columns as _;
use rusqlite::{Connection, params};

use super::build::Set;
use crate::columns::collect;
use crate::fault::Fault;

/// Two ranges, each in the order of its key.
pub(super) const LINKED: &str = "SELECT other FROM chain_link WHERE chain = ?1
     UNION SELECT chain FROM chain_link WHERE other = ?1 ORDER BY 1 LIMIT ?2";

pub(super) fn linked(db: &Connection, chain: ChainId, limit: u32) -> Result<Vec<ChainId>, Fault> {
    collect(db, LINKED, params![&chain.bytes()[..], limit], |c| c.chain())
}

/// Writes the marks that a chain holds; those that are not named are gone.
pub(super) fn save(
    db: &Connection,
    set: Set,
    chain: ChainId,
    others: &[ChainId],
) -> Result<(), Fault> {
    let id = chain.bytes();
    db.prepare_cached(&set.sql("DELETE FROM chain_link WHERE chain = ?1"))?.execute([&id[..]])?;
    for other in others {
        let sql = "INSERT INTO chain_link (chain, other) VALUES (?1, ?2)";
        db.prepare_cached(&set.sql(sql))?.execute(params![&id[..], &other.bytes()[..]])?;
    }
    Ok(())
}
