//! One row per (chain, unit), and the counters of the units, kept by difference.

use std::collections::BTreeMap;

use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{
    ChainRow, Columns as _, Cursor, Listed, OwnAnswerRow, Page, PartyRow, UnitCount, chain_columns,
    own_answer_row, party_columns, party_row,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::columns::{Columns, collect};
use crate::connection::{Connection, Params};
use crate::fault::Fault;
use crate::log::part_of;
use crate::statement::{Plain as _, Write, owned};

/// A row as it is stored, before the batch: what it counts for.
pub(super) struct StoredParty {
    chain: ChainId,
    unit: String,
    count: UnitCount,
}

/// Finds the rows of some chains.
pub(super) const STORED: &str = "SELECT chain, unit, list, order_group, unseen, untaken
     FROM chain_party WHERE chain = ANY($1)";

pub(super) fn stored(c: &mut Columns) -> Result<StoredParty, Fault> {
    let (chain, unit) = (c.chain()?, c.text()?);
    let (list, order_group) = (c.number()?, c.number()?);
    let (unseen, untaken) = (c.number()?, c.bool()?);
    Ok(StoredParty { chain, unit, count: UnitCount::of(list, order_group, unseen, untaken) })
}

/// Writes the rows of all units of some chains; units that are not named lose theirs.
pub(super) fn save(
    chains: &BTreeMap<ChainId, (ChainRow, Vec<PartyRow>)>,
    stored: Vec<StoredParty>,
) -> Vec<Write> {
    let mut before: BTreeMap<(ChainId, String), UnitCount> =
        stored.into_iter().map(|row| ((row.chain, row.unit), row.count)).collect();
    // A unit that is named twice has one row, the last.
    let mut rows: BTreeMap<(ChainId, &str), (&ChainRow, &PartyRow, Listed)> = BTreeMap::new();
    for (chain, parties) in chains.values() {
        for party in parties {
            let row = (chain, party, Listed::of(chain, party));
            rows.insert((chain.chain, party.unit.as_str()), row);
        }
    }
    let mut differences: BTreeMap<(String, i16), UnitCount> = BTreeMap::new();
    let mut count = |chain: ChainId, unit: &str, difference: UnitCount| {
        let part = part_of(Uuid::from_bytes(chain.bytes())).cast_signed();
        let sum = differences.entry((unit.to_owned(), part)).or_default();
        *sum = sum.plus(difference);
    };
    for ((chain, unit), (_, _, indexed)) in &rows {
        let old = before.remove(&(*chain, (*unit).to_owned())).unwrap_or_default();
        count(*chain, unit, indexed.count().minus(old));
    }
    // What is left is not named any more.
    for ((chain, unit), old) in &before {
        count(*chain, unit, UnitCount::default().minus(*old));
    }
    let mut writes = Vec::new();
    if !rows.is_empty() {
        writes.push(save_rows(&rows.into_values().collect::<Vec<_>>()));
    }
    if !before.is_empty() {
        let (chains, units): (Vec<Vec<u8>>, Vec<String>) =
            before.into_keys().map(|(chain, unit)| (chain.bytes().to_vec(), unit)).unzip();
        writes.push(Write { sql: DELETE, params: owned![chains, units] });
    }
    differences.retain(|_, difference| *difference != UnitCount::default());
    if !differences.is_empty() {
        writes.push(save_counters(differences));
    }
    writes
}

const DELETE: &str = "DELETE FROM chain_party p
     USING unnest($1::bytea[], $2::text[]) AS gone (chain, unit)
     WHERE p.chain = gone.chain AND p.unit = gone.unit";

/// Adds differences to the units' counters.
fn save_counters(differences: BTreeMap<(String, i16), UnitCount>) -> Write {
    let sql = "INSERT INTO unit_counter AS kept (unit, part, open, ours, unseen, untaken)
         SELECT * FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[],
             $6::bigint[])
         ON CONFLICT (unit, part) DO UPDATE SET open = kept.open + excluded.open,
             ours = kept.ours + excluded.ours, unseen = kept.unseen + excluded.unseen,
             untaken = kept.untaken + excluded.untaken";
    let (keys, counts): (Vec<_>, Vec<UnitCount>) = differences.into_iter().unzip();
    let (units, parts): (Vec<String>, Vec<i16>) = keys.into_iter().unzip();
    let column = |read: fn(&UnitCount) -> i64| counts.iter().map(read).collect::<Vec<i64>>();
    let params = owned![
        units,
        parts,
        column(|count| count.open),
        column(|count| count.ours),
        column(|count| count.unseen),
        column(|count| count.untaken),
    ];
    Write { sql, params }
}

const SAVE: &str =
    "INSERT INTO chain_party (chain, unit, organisation, branch, active, reads_until,
         group_no, step_code, step_detail, step_unit, step_role, step_due, step_statutory, unseen,
         taken_by, is_new, list, order_group, order_ms, untaken, area, weekend_from, weekend_until,
         name_folded, changed_at, municipalities_ready, municipalities, answer, answered_at)
     SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::boolean[],
         $6::bigint[], $7::smallint[], $8::text[], $9::text[], $10::text[], $11::text[],
         $12::bigint[], $13::boolean[], $14::bigint[], $15::text[], $16::boolean[], $17::smallint[],
         $18::smallint[], $19::bigint[], $20::boolean[], $21::text[], $22::bigint[], $23::bigint[],
         $24::text[], $25::bigint[], $26::bigint[], $27::bigint[], $28::text[], $29::bigint[])
     ON CONFLICT (chain, unit) DO UPDATE SET organisation = excluded.organisation,
         branch = excluded.branch, active = excluded.active, reads_until = excluded.reads_until,
         group_no = excluded.group_no, step_code = excluded.step_code,
         step_detail = excluded.step_detail, step_unit = excluded.step_unit,
         step_role = excluded.step_role, step_due = excluded.step_due,
         step_statutory = excluded.step_statutory, unseen = excluded.unseen,
         taken_by = excluded.taken_by, is_new = excluded.is_new, list = excluded.list,
         order_group = excluded.order_group, order_ms = excluded.order_ms,
         untaken = excluded.untaken, area = excluded.area, weekend_from = excluded.weekend_from,
         weekend_until = excluded.weekend_until, name_folded = excluded.name_folded,
         changed_at = excluded.changed_at,
         municipalities_ready = excluded.municipalities_ready,
         municipalities = excluded.municipalities, answer = excluded.answer,
         answered_at = excluded.answered_at";

fn save_rows(rows: &[(&ChainRow, &PartyRow, Listed)]) -> Write {
    macro_rules! column {
        ($row:pat => $value:expr) => {
            rows.iter().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    let steps = column!((_, row, _) => row.step.as_ref());
    macro_rules! step {
        ($step:ident => $value:expr) => {
            steps.iter().map(|step| step.and_then(|$step| $value)).collect::<Vec<_>>()
        };
    }
    let params = owned![
        column!((chain, _, _) => chain.chain.bytes().to_vec()),
        column!((_, row, _) => row.unit.as_str().to_owned()),
        column!((_, row, _) => row.organisation.as_str().to_owned()),
        column!((_, row, _) => row.branch.as_str()),
        column!((_, row, _) => row.active),
        column!((_, _, indexed) => indexed.reads_until),
        column!((_, row, _) => row.group as i16),
        step!(step => Some(step.code.plain())),
        step!(step => step.detail.plain()),
        step!(step => Some(step.unit.as_str().to_owned())),
        step!(step => step.role.map(|role| role.as_str())),
        step!(step => step.due.map(Timestamp::as_millisecond)),
        step!(step => Some(step.statutory)),
        column!((_, _, indexed) => i64::from(indexed.unseen)),
        column!((_, row, _) => row.taken_by.plain()),
        column!((_, row, _) => row.is_new),
        column!((_, _, indexed) => i16::from(indexed.list)),
        column!((_, _, indexed) => i16::from(indexed.order_group)),
        column!((_, _, indexed) => indexed.order_ms),
        column!((_, _, indexed) => indexed.untaken),
        column!((chain, _, _) => chain.area.plain()),
        column!((_, _, indexed) => indexed.weekend_from),
        column!((_, _, indexed) => indexed.weekend_until),
        column!((chain, _, _) => chain.name_folded.plain()),
        column!((_, row, _) => row.changed_at.as_millisecond()),
        column!((_, row, _) => i64::from(row.municipalities.0)),
        column!((_, row, _) => i64::from(row.municipalities.1)),
        column!((_, row, _) => row.answered.map(|answered| answered.answer.as_str())),
        column!((_, _, indexed) => indexed.answered_at),
    ];
    Write { sql: SAVE, params }
}

pub(super) async fn rows(db: &Connection, chain: ChainId) -> Result<Vec<PartyRow>, Fault> {
    let sql = concat!(
        "SELECT ",
        party_columns!(),
        " FROM chain_party p WHERE p.chain = $1 ORDER BY p.unit"
    );
    collect(db, sql, &[&&chain.bytes()[..]], |c| party_row(c)).await
}

/// Bounded by the index on answers: the newest first.
const OWN_ANSWERS: &str = concat!(
    "SELECT p.active, ",
    chain_columns!(),
    ", p.answer, p.answered_at
     FROM chain_party p JOIN chain c ON c.chain = p.chain
     WHERE p.unit = $1 AND p.answered_at IS NOT NULL AND p.reads_until < $2
         AND (p.answered_at, p.chain) < ($3, $4)
     ORDER BY p.answered_at DESC, p.chain DESC LIMIT $5"
);

pub(super) async fn own_answers(
    db: &Connection,
    unit: &HsaId,
    now: Timestamp,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<OwnAnswerRow>, Fault> {
    let (at, chain) =
        after.map_or((i64::MAX, [u8::MAX; 16]), |place| (place.due_ms, place.chain.bytes()));
    // One more than asked for says whether there is a next page.
    let asked = i64::from(limit) + 1;
    let params: Params = &[&unit.as_str(), &now.as_millisecond(), &at, &&chain[..], &asked];
    let rows = collect(db, OWN_ANSWERS, params, |c| own_answer_row(c)).await?;
    Ok(Page::cut(rows, limit, |row| row.place.clone()))
}

pub(super) async fn following_registry(
    db: &Connection,
    after: Option<ChainId>,
    limit: u32,
) -> Result<Vec<ChainId>, Fault> {
    let after = after.map_or([0; 16], |chain| chain.bytes());
    let sql = "SELECT DISTINCT chain FROM chain_party
         WHERE chain > $1 AND (list = 1 OR reads_until IS NOT NULL) ORDER BY chain LIMIT $2";
    collect(db, sql, &[&&after[..], &i64::from(limit)], |c| c.chain()).await
}
