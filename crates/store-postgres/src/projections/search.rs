//! Finding a chain among the unit's own, by identifier or by the beginning of a name.

use brygga_domain::ids::HsaId;
use brygga_store::{Columns as _, SearchHit, chain_columns, chain_row};
use jiff::Timestamp;

use crate::columns::{Columns, collect};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::statement::Plain as _;

/// Hits at the most (decision 28).
const MAX_HITS: i64 = 50;

/// By the identifier that the chain shows, or by any that its person has: a reserve number still
/// finds the chain after the person is identified.
pub(super) const BY_IDENTIFIER: &str = concat!(
    "SELECT p.active, ",
    chain_columns!(),
    " FROM (
         SELECT chain FROM chain WHERE identifier = $3 AND identifier_system = $2
         UNION
         SELECT chain FROM chain
         WHERE person = (SELECT person FROM person_identifier WHERE value = $3 AND system = $2)
     ) hit
     JOIN chain_party p ON p.chain = hit.chain AND p.unit = $1
     JOIN chain c ON c.chain = hit.chain
     WHERE p.list > 0 AND (p.reads_until IS NULL OR p.reads_until >= $4)
     ORDER BY p.list, c.changed_at DESC, c.chain LIMIT $5"
);

/// A range of the unit's own part of the index: other units' names are never read.
pub(super) const BY_NAME: &str = concat!(
    "WITH hit AS MATERIALIZED (
         SELECT chain, name_folded, active FROM chain_party
         WHERE unit = $1 AND list > 0 AND name_folded >= $2 AND name_folded < $3
             AND (reads_until IS NULL OR reads_until >= $4)
         ORDER BY name_folded, chain LIMIT $5
     )
     SELECT hit.active, ",
    chain_columns!(),
    " FROM hit JOIN chain c ON c.chain = hit.chain
     ORDER BY hit.name_folded, hit.chain"
);

pub(super) async fn by_identifier(
    db: &Connection,
    unit: &HsaId,
    system: &str,
    value: &str,
    now: Timestamp,
) -> Result<Vec<SearchHit>, Fault> {
    let now = now.as_millisecond();
    let (system, value) = (system.to_owned().plain(), value.to_owned().plain());
    let params: crate::connection::Params = &[&unit.as_str(), &system, &value, &now, &MAX_HITS];
    collect(db, BY_IDENTIFIER, params, hit).await
}

pub(super) async fn by_name(
    db: &Connection,
    unit: &HsaId,
    prefix: &str,
    now: Timestamp,
) -> Result<Vec<SearchHit>, Fault> {
    // After every text that begins with the prefix: no character is greater.
    let prefix = prefix.to_owned().plain();
    let end = format!("{prefix}{}", char::MAX);
    let now = now.as_millisecond();
    let params: crate::connection::Params = &[&unit.as_str(), &prefix, &end, &now, &MAX_HITS];
    collect(db, BY_NAME, params, hit).await
}

fn hit(c: &mut Columns) -> Result<SearchHit, Fault> {
    Ok(SearchHit { active: c.bool()?, row: chain_row(c)? })
}
