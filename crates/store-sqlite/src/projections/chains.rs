//! One row per chain.

use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{ChainRow, Columns as _, PartyRow, chain_columns, chain_row};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::build::Set;
use super::parties;
use crate::columns::{collect, one};
use crate::fault::Fault;

/// Chains of one round at the most.
const MAX_DUE: u32 = 1_000;

/// Writes a chain's row with those of all its units.
pub(super) fn save(
    db: &Connection,
    set: Set,
    chain: &ChainRow,
    units: &[PartyRow],
) -> Result<(), Fault> {
    if !update_outside_indexes(db, set, chain)? {
        save_chain(db, set, chain)?;
    }
    parties::save(db, set, chain, units)
}

/// Most acts leave the columns of the indexes as they are: then no index is touched. False when
/// the row is new or one of them changes.
fn update_outside_indexes(db: &Connection, set: Set, row: &ChainRow) -> Result<bool, Fault> {
    let sql = "UPDATE chain
         SET family = ?3, given = ?4, name_folded = ?5, birth_date = ?8, protected = ?9,
             municipality = ?10, area = ?11, ward = ?12, place = ?13, stage = ?14,
             stage_since = ?15, admitted_at = ?16, estimate = ?17, ready_at = ?18,
             municipality_ready = ?19, outpatient_ready = ?20, discharged_at = ?21,
             liability_from = ?22, prepared = ?23, prepared_of = ?24, weekend_from = ?25,
             weekend_until = ?26, conflict = ?27, owner = ?28, changed_at = ?31, version = ?32
         WHERE chain = ?1 AND person = ?2 AND identifier_system = ?6 AND identifier = ?7
             AND active = ?29 AND recompute_at IS ?30";
    Ok(execute(db, &set.sql(sql), row)? > 0)
}

fn save_chain(db: &Connection, set: Set, row: &ChainRow) -> Result<(), Fault> {
    let sql = "INSERT INTO chain (chain, person, family, given, name_folded, identifier_system,
             identifier, birth_date, protected, municipality, area, ward, place, stage,
             stage_since, admitted_at, estimate, ready_at, municipality_ready, outpatient_ready,
             discharged_at, liability_from, prepared, prepared_of, weekend_from, weekend_until,
             conflict, owner, active, recompute_at, changed_at, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)
         ON CONFLICT DO UPDATE SET person = excluded.person, family = excluded.family,
             given = excluded.given, name_folded = excluded.name_folded,
             identifier_system = excluded.identifier_system, identifier = excluded.identifier,
             birth_date = excluded.birth_date, protected = excluded.protected,
             municipality = excluded.municipality, area = excluded.area, ward = excluded.ward,
             place = excluded.place, stage = excluded.stage, stage_since = excluded.stage_since,
             admitted_at = excluded.admitted_at, estimate = excluded.estimate,
             ready_at = excluded.ready_at, municipality_ready = excluded.municipality_ready,
             outpatient_ready = excluded.outpatient_ready,
             discharged_at = excluded.discharged_at, liability_from = excluded.liability_from,
             prepared = excluded.prepared, prepared_of = excluded.prepared_of,
             weekend_from = excluded.weekend_from, weekend_until = excluded.weekend_until,
             conflict = excluded.conflict, owner = excluded.owner, active = excluded.active,
             recompute_at = excluded.recompute_at, changed_at = excluded.changed_at,
             version = excluded.version";
    execute(db, &set.sql(sql), row).map(drop)
}

/// Runs a statement whose parameters are the columns of [`chain_columns`] in their order.
fn execute(db: &Connection, sql: &str, row: &ChainRow) -> Result<usize, Fault> {
    let ms = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
    let changed = db.prepare_cached(sql)?.execute(params![
        &row.chain.bytes()[..],
        &row.person.bytes()[..],
        row.family,
        row.given,
        row.name_folded,
        row.identifier_system,
        row.identifier,
        row.birth_date.map(|date| date.to_string()),
        row.protected,
        row.municipality,
        row.area,
        row.ward.as_str(),
        row.place,
        row.stage.as_str(),
        row.stage_since.as_millisecond(),
        ms(row.admitted_at),
        ms(row.estimate),
        ms(row.ready_at),
        row.municipality_ready,
        row.outpatient_ready,
        ms(row.discharged_at),
        row.liability_from.map(|date| date.to_string()),
        row.prepared,
        row.prepared_of,
        ms(row.weekend_from),
        ms(row.weekend_until),
        row.conflict,
        row.owner.as_ref().map(HsaId::as_str),
        row.active,
        ms(row.recompute_at),
        row.changed_at.as_millisecond(),
        row.version.cast_signed(),
    ])?;
    Ok(changed)
}

pub(super) fn row(db: &Connection, chain: ChainId) -> Result<Option<ChainRow>, Fault> {
    let sql = concat!("SELECT ", chain_columns!(), " FROM chain c WHERE c.chain = ?1");
    one(db, sql, [&chain.bytes()[..]], |c| chain_row(c))
}

/// Open chains whose steps change their order with time.
pub(super) fn due_for_projection(
    db: &Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<ChainId>, Fault> {
    let sql = "SELECT chain FROM chain WHERE active = 1 AND recompute_at <= ?1
               ORDER BY recompute_at LIMIT ?2";
    let params = params![now.as_millisecond(), limit.min(MAX_DUE)];
    collect(db, sql, params, |c| c.chain())
}
