//! Finding a chain among the unit's own, by identifier or by the beginning of a name.

use brygga_domain::ids::HsaId;
use brygga_store::{Columns as _, SearchHit, chain_columns, chain_row};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::columns::{Columns, collect};
use crate::fault::Fault;

/// Hits at the most (decision 28).
const MAX_HITS: u32 = 50;

/// By the identifier that the chain shows, or by any that its person has: a reserve number still
/// finds the chain after the person is identified.
pub(super) const BY_IDENTIFIER: &str = concat!(
    "SELECT p.active, ",
    chain_columns!(),
    " FROM (
         SELECT chain FROM chain WHERE identifier = ?3 AND identifier_system = ?2
         UNION
         SELECT chain FROM chain
         WHERE person = (SELECT person FROM person_identifier WHERE value = ?3 AND system = ?2)
     ) hit
     CROSS JOIN chain_party p ON p.chain = hit.chain AND p.unit = ?1
     CROSS JOIN chain c ON c.chain = hit.chain
     WHERE p.list > 0 AND (p.reads_until IS NULL OR p.reads_until >= ?4)
     ORDER BY p.list, c.changed_at DESC, c.chain LIMIT ?5"
);

/// A range of the unit's own part of the index: other units' names are never read.
pub(super) const BY_NAME: &str = concat!(
    "SELECT p.active, ",
    chain_columns!(),
    " FROM chain_party p CROSS JOIN chain c ON c.chain = p.chain
     WHERE p.unit = ?1 AND p.list > 0 AND p.name_folded >= ?2 AND p.name_folded < ?3
         AND (p.reads_until IS NULL OR p.reads_until >= ?4)
     ORDER BY p.name_folded, p.chain LIMIT ?5"
);

pub(super) fn by_identifier(
    db: &Connection,
    unit: &HsaId,
    system: &str,
    value: &str,
    now: Timestamp,
) -> Result<Vec<SearchHit>, Fault> {
    let params = params![unit.as_str(), system, value, now.as_millisecond(), MAX_HITS];
    collect(db, BY_IDENTIFIER, params, hit)
}

pub(super) fn by_name(
    db: &Connection,
    unit: &HsaId,
    prefix: &str,
    now: Timestamp,
) -> Result<Vec<SearchHit>, Fault> {
    // After every text that begins with the prefix: no character is greater.
    let end = format!("{prefix}{}", char::MAX);
    let params = params![unit.as_str(), prefix, end, now.as_millisecond(), MAX_HITS];
    collect(db, BY_NAME, params, hit)
}

fn hit(c: &mut Columns) -> Result<SearchHit, Fault> {
    Ok(SearchHit { active: c.bool()?, row: chain_row(c)? })
}
