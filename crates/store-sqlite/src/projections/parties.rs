//! One row per (chain, unit), and the counters of the units, kept by difference.

use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{
    ChainRow, Columns as _, Cursor, Listed, OwnAnswerRow, Page, PartyRow, UnitCount, chain_columns,
    own_answer_row, party_columns, party_row,
};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::build::Set;
use crate::columns::collect;
use crate::fault::Fault;

/// A row as it is stored, and whether it is named by the act.
struct Stored {
    unit: String,
    indexed: Listed,
    named: bool,
}

/// Writes the rows of all units of a chain; units that are not named lose theirs.
pub(super) fn save(
    db: &Connection,
    set: Set,
    chain: &ChainRow,
    parties: &[PartyRow],
) -> Result<(), Fault> {
    let mut rows = stored(db, set, chain.chain)?;
    for party in parties {
        let unit = party.unit.as_str();
        let new = Listed::of(chain, party);
        let old = rows.iter_mut().find(|row| row.unit == unit);
        let before = old.as_ref().map_or_else(UnitCount::default, |row| row.indexed.count());
        count(db, set, unit, new.count().minus(before))?;
        match old {
            Some(row) if row.indexed == new => {
                row.named = true;
                execute(db, &set.sql(UPDATE_OUTSIDE_INDEXES), chain, party, &new)?;
            }
            Some(row) => {
                execute(db, &set.sql(SAVE), chain, party, &new)?;
                (row.indexed, row.named) = (new, true);
            }
            None => {
                execute(db, &set.sql(SAVE), chain, party, &new)?;
                rows.push(Stored { unit: unit.to_owned(), indexed: new, named: true });
            }
        }
    }
    for gone in rows.into_iter().filter(|row| !row.named) {
        let sql = "DELETE FROM chain_party WHERE chain = ?1 AND unit = ?2";
        db.prepare_cached(&set.sql(sql))?.execute(params![&chain.chain.bytes()[..], gone.unit])?;
        count(db, set, &gone.unit, UnitCount::default().minus(gone.indexed.count()))?;
    }
    Ok(())
}

fn stored(db: &Connection, set: Set, chain: ChainId) -> Result<Vec<Stored>, Fault> {
    let sql = "SELECT unit, list, order_group, order_ms, reads_until, answered_at, unseen,
                   untaken, area, weekend_from, weekend_until, name_folded
               FROM chain_party WHERE chain = ?1";
    collect(db, &set.sql(sql), [&chain.bytes()[..]], |c| {
        Ok(Stored {
            unit: c.text()?,
            indexed: Listed {
                list: c.number()?,
                order_group: c.number()?,
                order_ms: c.int()?,
                reads_until: c.opt_int()?,
                answered_at: c.opt_int()?,
                unseen: c.number()?,
                untaken: c.bool()?,
                area: c.opt_text()?,
                weekend_from: c.opt_int()?,
                weekend_until: c.opt_int()?,
                name_folded: c.text()?,
            },
            named: false,
        })
    })
}

/// Adds a difference to the unit's counters.
fn count(db: &Connection, set: Set, unit: &str, difference: UnitCount) -> Result<(), Fault> {
    if difference == UnitCount::default() {
        return Ok(());
    }
    let sql = "INSERT INTO unit_counter (unit, open, ours, unseen, untaken)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET open = open + excluded.open, ours = ours + excluded.ours,
             unseen = unseen + excluded.unseen, untaken = untaken + excluded.untaken";
    db.prepare_cached(&set.sql(sql))?.execute(params![
        unit,
        difference.open,
        difference.ours,
        difference.unseen,
        difference.untaken
    ])?;
    Ok(())
}

const SAVE: &str =
    "INSERT INTO chain_party (chain, unit, organisation, branch, active, reads_until,
             group_no, step_code, step_detail, step_unit, step_role, step_due, step_statutory,
             unseen, taken_by, is_new, list, order_group, order_ms, untaken, area, weekend_from,
             weekend_until, name_folded, changed_at, municipalities_ready, municipalities, answer,
             answered_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)
         ON CONFLICT DO UPDATE SET organisation = excluded.organisation,
             branch = excluded.branch, active = excluded.active,
             reads_until = excluded.reads_until, group_no = excluded.group_no,
             step_code = excluded.step_code, step_detail = excluded.step_detail,
             step_unit = excluded.step_unit, step_role = excluded.step_role,
             step_due = excluded.step_due, step_statutory = excluded.step_statutory,
             unseen = excluded.unseen, taken_by = excluded.taken_by, is_new = excluded.is_new,
             list = excluded.list, order_group = excluded.order_group,
             order_ms = excluded.order_ms, untaken = excluded.untaken, area = excluded.area,
             weekend_from = excluded.weekend_from, weekend_until = excluded.weekend_until,
             name_folded = excluded.name_folded, changed_at = excluded.changed_at,
             municipalities_ready = excluded.municipalities_ready,
             municipalities = excluded.municipalities, answer = excluded.answer,
             answered_at = excluded.answered_at";

/// Takes the same parameters, for a row whose place in the lists stays: only the index of changes is
/// touched.
const UPDATE_OUTSIDE_INDEXES: &str = "UPDATE chain_party
     SET organisation = ?3, branch = ?4, active = ?5, group_no = ?7, step_code = ?8,
         step_detail = ?9, step_unit = ?10, step_role = ?11, step_due = ?12,
         step_statutory = ?13, taken_by = ?15, is_new = ?16, changed_at = ?25,
         municipalities_ready = ?26, municipalities = ?27, answer = ?28
     WHERE chain = ?1 AND unit = ?2 AND answered_at IS ?29";

fn execute(
    db: &Connection,
    sql: &str,
    chain: &ChainRow,
    row: &PartyRow,
    indexed: &Listed,
) -> Result<(), Fault> {
    let step = row.step.as_ref();
    db.prepare_cached(sql)?.execute(params![
        &chain.chain.bytes()[..],
        row.unit.as_str(),
        row.organisation.as_str(),
        row.branch.as_str(),
        row.active,
        indexed.reads_until,
        row.group as u8,
        step.map(|step| step.code.as_str()),
        step.and_then(|step| step.detail.as_deref()),
        step.map(|step| step.unit.as_str()),
        step.and_then(|step| step.role).map(|role| role.as_str()),
        step.and_then(|step| step.due).map(Timestamp::as_millisecond),
        step.map(|step| step.statutory),
        indexed.unseen,
        row.taken_by,
        row.is_new,
        indexed.list,
        indexed.order_group,
        indexed.order_ms,
        indexed.untaken,
        indexed.area,
        indexed.weekend_from,
        indexed.weekend_until,
        indexed.name_folded,
        row.changed_at.as_millisecond(),
        row.municipalities.0,
        row.municipalities.1,
        row.answered.map(|answered| answered.answer.as_str()),
        indexed.answered_at,
    ])?;
    Ok(())
}

pub(super) fn rows(db: &Connection, chain: ChainId) -> Result<Vec<PartyRow>, Fault> {
    let sql = concat!(
        "SELECT ",
        party_columns!(),
        " FROM chain_party p WHERE p.chain = ?1 ORDER BY p.unit"
    );
    collect(db, sql, [&chain.bytes()[..]], |c| party_row(c))
}

/// Bounded by the index on answers: the newest first.
pub(super) const OWN_ANSWERS: &str = concat!(
    "SELECT p.active, ",
    chain_columns!(),
    ", p.answer, p.answered_at
     FROM chain_party p CROSS JOIN chain c ON c.chain = p.chain
     WHERE p.unit = ?1 AND p.answered_at IS NOT NULL AND p.reads_until < ?2
         AND (p.answered_at, p.chain) < (?3, ?4)
     ORDER BY p.answered_at DESC, p.chain DESC LIMIT ?5"
);

pub(super) fn own_answers(
    db: &Connection,
    unit: &HsaId,
    now: Timestamp,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<OwnAnswerRow>, Fault> {
    let (at, chain) =
        after.map_or((i64::MAX, [u8::MAX; 16]), |place| (place.due_ms, place.chain.bytes()));
    // One more than asked for says whether there is a next page.
    let params = params![unit.as_str(), now.as_millisecond(), at, &chain[..], i64::from(limit) + 1];
    let rows = collect(db, OWN_ANSWERS, params, |c| own_answer_row(c))?;
    Ok(Page::cut(rows, limit, |row| row.place.clone()))
}

/// In the order of the key.
pub(super) const FOLLOWING_REGISTRY: &str = "SELECT DISTINCT chain FROM chain_party
     WHERE chain > ?1 AND (list = 1 OR reads_until IS NOT NULL) ORDER BY chain LIMIT ?2";

pub(super) fn following_registry(
    db: &Connection,
    after: Option<ChainId>,
    limit: u32,
) -> Result<Vec<ChainId>, Fault> {
    let after = after.map_or([0; 16], |chain| chain.bytes());
    collect(db, FOLLOWING_REGISTRY, params![&after[..], limit], |c| c.chain())
}
