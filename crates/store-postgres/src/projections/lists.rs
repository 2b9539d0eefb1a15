//! A unit's lists and counters. Each query is one range of one index.

use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{
    Columns as _, Counters, Cursor, GroupBy, GroupCount, Neighbours, Page, Who, WorklistFilter,
    WorklistQuery, WorklistRow, chain_columns, chain_row, party_columns, party_row,
};
use jiff::Timestamp;

use crate::columns::{Columns, collect, one};
use crate::connection::{Connection, Params};
use crate::fault::Fault;
use crate::statement::Plain as _;

/// Rows of a page at the most.
const MAX_PAGE: u32 = 500;
/// Changed chains of one answer at the most: whoever missed more loads the page again.
const MAX_CHANGED: i64 = 1_000;

/// Which way from a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Onward,
    Back,
}

/// The keys of a list's rows on one side of a place, in order. In the order by step they are one range
/// of the index; only rows that are shown are fetched. Other orders sort the unit's open rows, never a
/// history. Every query takes all the parameters.
fn keys_sql(filter: WorklistFilter, by: GroupBy, way: Way, rest: &str) -> String {
    let (list, wanted) = match filter {
        WorklistFilter::All | WorklistFilter::Mine => (1, ""),
        WorklistFilter::Ours => (1, "AND p.order_group = 0"),
        WorklistFilter::Overdue => (1, "AND p.order_ms < $5"),
        WorklistFilter::WeekendRisk => (1, "AND p.weekend_from <= $5 AND p.weekend_until > $5"),
        WorklistFilter::Unseen => (1, "AND p.unseen > 0"),
        WorklistFilter::Untaken => (1, "AND p.order_group = 0 AND p.untaken"),
        WorklistFilter::Closed => (2, ""),
    };
    let from = if filter == WorklistFilter::Mine {
        "(SELECT DISTINCT chain FROM chain_taker WHERE unit = $1 AND who IN ($8, $9)) t
             JOIN chain_party p ON p.chain = t.chain"
    } else {
        "chain_party p"
    };
    let key = if list == 1 { key_sql(by) } else { None };
    let chain = if key.is_some() { "JOIN chain c ON c.chain = p.chain" } else { "" };
    let (place, start) = match &key {
        None => (String::new(), ""),
        Some(key) => (format!("{key}, "), "$10, "),
    };
    let (than, order) = match way {
        Way::Onward => (">", ""),
        Way::Back => ("<", "DESC"),
    };
    let key_order = if key.is_some() { format!("k {order}, ") } else { String::new() };
    let key = key.unwrap_or_else(|| "''::text".to_owned());
    format!(
        "SELECT {key} AS k, p.order_group AS g, p.order_ms AS ms, p.chain AS chain
         FROM {from} {chain}
         WHERE p.unit = $1::text AND p.list = {list}
             AND ({place}p.order_group, p.order_ms, p.chain)
                 {than} ({start}$2::smallint, $3::bigint, $4::bytea)
             AND (p.reads_until IS NULL OR p.reads_until >= $5::bigint)
             AND ($6::text IS NULL OR p.area = $6) {wanted} {rest}
             AND $8::text IS NOT NULL AND $9::text IS NOT NULL AND $10::text IS NOT NULL
         ORDER BY {key_order}p.order_group {order}, p.order_ms {order}, p.chain {order}
         LIMIT $7::bigint"
    )
}

/// What the rows of a group have in common, as an expression over the chain that compares by its
/// bytes; none in the order by step.
fn key_sql(by: GroupBy) -> Option<String> {
    let none = GroupBy::NONE;
    let key = match by {
        GroupBy::Step => return None,
        GroupBy::Municipality => format!("coalesce(c.municipality, '{none}')"),
        GroupBy::Stage => {
            let places = GroupBy::STAGES.iter().enumerate();
            let whens: Vec<String> = places
                .map(|(at, stage)| format!("WHEN '{}' THEN '{at}'", stage.as_str()))
                .collect();
            format!("CASE c.stage {} ELSE '{none}' END", whens.join(" "))
        }
        // Of equal length, so that 9 comes before 12.
        GroupBy::Room => format!(
            "CASE WHEN coalesce(c.place, '') = '' THEN '{none}'
             ELSE right(repeat(' ', 12) || split_part(c.place, ':', 1), 12) END"
        ),
        GroupBy::Ward => "c.ward".to_owned(),
    };
    Some(format!("({key}) COLLATE \"C\""))
}

/// Every worklist query, for the test of their plans too.
pub(super) fn worklist_sql(filter: WorklistFilter, by: GroupBy) -> String {
    let keys = keys_sql(filter, by, Way::Onward, "");
    let columns = concat!(chain_columns!(), ", ", party_columns!());
    format!(
        "WITH hit AS MATERIALIZED ({keys})
         SELECT hit.k, hit.g, hit.ms, hit.chain, look.at, {columns}
         FROM hit
         JOIN chain_party p ON p.chain = hit.chain AND p.unit = $1
         JOIN chain c ON c.chain = hit.chain
         LEFT JOIN chain_look look ON look.user_id = $8 AND look.chain = hit.chain"
    )
}

/// Runs a query of a list from a place on; without a limit all of them.
async fn run<T>(
    db: &Connection,
    sql: &str,
    query: &WorklistQuery,
    after: Option<&Cursor>,
    limit: Option<i64>,
    read: impl Fn(&mut Columns) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    // Before every row: no group is below 0, and no key is empty.
    let (key, group, due_ms, chain) = match after {
        None => ("", -1i16, i64::MIN, [0; 16]),
        Some(at) => (at.key.as_str(), i16::from(at.group), at.due_ms, at.chain.bytes()),
    };
    let params: Params = &[
        &query.unit.as_str(),
        &group,
        &due_ms,
        &&chain[..],
        &query.now.as_millisecond(),
        &query.area.plain(),
        &limit,
        &Who::User(query.user.clone()).key(),
        &Who::Named(query.user_name.clone()).key().plain(),
        &key,
    ];
    collect(db, sql, params, read).await
}

fn place(c: &mut Columns) -> Result<Cursor, Fault> {
    Ok(Cursor { key: c.text()?, group: c.number()?, due_ms: c.int()?, chain: c.chain()? })
}

pub(super) async fn worklist(
    db: &Connection,
    query: &WorklistQuery,
) -> Result<Page<WorklistRow>, Fault> {
    let limit = query.limit.clamp(1, MAX_PAGE);
    let sql = worklist_sql(query.filter, query.by);
    // One more than asked for says whether there is a next page.
    let asked = Some(i64::from(limit) + 1);
    let mut rows = run(db, &sql, query, query.after.as_ref(), asked, |c| {
        let (place, looked_at) = (place(c)?, c.opt_time()?);
        Ok(WorklistRow { chain: chain_row(c)?, party: party_row(c)?, place, looked_at })
    })
    .await?;
    // The outer query promises no order.
    rows.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(Page::cut(rows, limit, |row| row.place.clone()))
}

/// Counts the rows of each group in all.
pub(super) fn group_counts_sql(filter: WorklistFilter, by: GroupBy) -> String {
    let keys = keys_sql(filter, by, Way::Onward, "");
    let key = if by == GroupBy::Step { "g::text COLLATE \"C\"" } else { "k" };
    format!("SELECT {key}, count(*) FROM ({keys}) keys GROUP BY 1 ORDER BY 1")
}

pub(super) async fn group_counts(
    db: &Connection,
    query: &WorklistQuery,
) -> Result<Vec<GroupCount>, Fault> {
    let sql = group_counts_sql(query.filter, query.by);
    let read = |c: &mut Columns| Ok(GroupCount { key: c.text()?, count: c.number()? });
    run(db, &sql, query, None, None, read).await
}

/// The row that had the place, which may have moved since, is left out.
const OTHERS: &str = "AND p.chain <> $4";

pub(super) async fn neighbours(
    db: &Connection,
    query: &WorklistQuery,
) -> Result<Option<Neighbours>, Fault> {
    let Some(at) = &query.after else { return Ok(None) };
    let (previous, before) = side(db, query, at, Way::Back).await?;
    let (next, after) = side(db, query, at, Way::Onward).await?;
    Ok(Some(Neighbours { previous, next, position: before + 1, total: before + 1 + after }))
}

/// The nearest row on one side of a place, and how many there are.
async fn side(
    db: &Connection,
    query: &WorklistQuery,
    at: &Cursor,
    way: Way,
) -> Result<(Option<Cursor>, u32), Fault> {
    let keys = keys_sql(query.filter, query.by, way, OTHERS);
    let nearest = run(db, &keys, query, Some(at), Some(1), place).await?.into_iter().next();
    let count = format!("SELECT count(*) FROM ({keys}) keys");
    let count = run(db, &count, query, Some(at), None, |c| c.number()).await?;
    Ok((nearest, count.first().copied().unwrap_or_default()))
}

/// All counters of a unit, over one state of the database.
pub(super) const COUNTER_SQL: &str = "SELECT
     coalesce(kept.open, 0) - ended.open, coalesce(kept.ours, 0) - ended.ours,
     coalesce(kept.unseen, 0) - ended.unseen, coalesce(kept.untaken, 0) - ended.untaken,
     overdue.rows, weekend.rows, weekend.ours, stays.rows, mine.rows
 FROM (
     SELECT sum(open)::bigint AS open, sum(ours)::bigint AS ours, sum(unseen)::bigint AS unseen,
         sum(untaken)::bigint AS untaken
     FROM unit_counter WHERE unit = $1
 ) kept, (
     -- Rows that count there although the unit may not read them any more.
     SELECT count(*) AS open, count(*) FILTER (WHERE order_group = 0) AS ours,
         count(*) FILTER (WHERE unseen > 0) AS unseen, count(*) FILTER (WHERE untaken) AS untaken
     FROM chain_party WHERE unit = $1 AND list = 1 AND reads_until < $2
 ) ended, (
     SELECT count(*) AS rows FROM chain_party
     WHERE unit = $1 AND list = 1 AND order_group IN (0, 1, 2, 3, 4) AND order_ms < $2
         AND (reads_until IS NULL OR reads_until >= $2)
 ) overdue, (
     SELECT count(*) AS rows, count(*) FILTER (WHERE order_group = 0) AS ours FROM chain_party
     WHERE unit = $1 AND list = 1 AND weekend_until > $2 AND weekend_from <= $2
         AND (reads_until IS NULL OR reads_until >= $2)
 ) weekend, (
     SELECT count(*) AS rows FROM stay WHERE ward = $1 AND waiting
 ) stays, (
     -- A person's own cases are few.
     SELECT count(DISTINCT t.chain) AS rows FROM chain_taker t
     JOIN chain_party p ON p.chain = t.chain AND p.unit = $1
     WHERE t.unit = $1 AND t.who IN ($3, $4) AND p.list = 1
         AND (p.reads_until IS NULL OR p.reads_until >= $2)
 ) mine";

pub(super) async fn counters(
    db: &Connection,
    unit: &HsaId,
    user: &HsaId,
    user_name: &str,
    now: Timestamp,
) -> Result<Counters, Fault> {
    let (user, named) =
        (Who::User(user.clone()).key(), Who::Named(user_name.to_owned()).key().plain());
    let params: Params = &[&unit.as_str(), &now.as_millisecond(), &user, &named];
    let counters = one(db, COUNTER_SQL, params, |c| {
        let mut kept = [0; 4];
        for count in &mut kept {
            *count = self::count(c)?;
        }
        let [all, ours, unseen, untaken] = kept;
        Ok(Counters {
            all,
            ours,
            unseen,
            untaken,
            overdue: c.number()?,
            weekend_risk: c.number()?,
            weekend_risk_ours: c.number()?,
            stays: c.number()?,
            mine: c.number()?,
        })
    });
    Ok(counters.await?.unwrap_or_default())
}

/// One of the counters, with what has ended since.
pub(super) const OURS_SQL: &str = "SELECT
     coalesce((SELECT sum(ours) FROM unit_counter WHERE unit = $1), 0)::bigint
     - (SELECT count(*) FROM chain_party
        WHERE unit = $1 AND list = 1 AND reads_until < $2 AND order_group = 0)";

pub(super) async fn ours(db: &Connection, unit: &HsaId, now: Timestamp) -> Result<u32, Fault> {
    let params: Params = &[&unit.as_str(), &now.as_millisecond()];
    let ours = one(db, OURS_SQL, params, count).await?;
    Ok(ours.unwrap_or_default())
}

/// A counter that is kept.
fn count(c: &mut Columns) -> Result<u32, Fault> {
    u32::try_from(c.int()?)
        .map_err(|_| Fault::Damaged("a counter is below zero; rebuild the projections".to_owned()))
}

pub(super) const CHANGED_SQL: &str = "SELECT chain FROM chain_party
     WHERE unit = $1 AND list > 0 AND changed_at > $2
         AND (reads_until IS NULL OR reads_until >= $2)
     ORDER BY changed_at, chain LIMIT $3";

pub(super) async fn changed_since(
    db: &Connection,
    unit: &HsaId,
    since: Timestamp,
) -> Result<Vec<ChainId>, Fault> {
    let since = since.as_millisecond();
    collect(db, CHANGED_SQL, &[&unit.as_str(), &since, &MAX_CHANGED], |c| c.chain()).await
}
