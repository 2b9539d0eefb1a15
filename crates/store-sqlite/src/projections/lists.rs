//! A unit's lists and counters. Each query is one range of one index.

use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{
    Columns as _, Counters, Cursor, GroupBy, GroupCount, Neighbours, Page, Who, WorklistFilter,
    WorklistQuery, WorklistRow, chain_columns, chain_row, party_columns, party_row,
};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::columns::{Columns, collect, one};
use crate::fault::Fault;

/// Rows of a page at the most.
const MAX_PAGE: u32 = 500;
/// Changed chains of one answer at the most: whoever missed more loads the page again.
const MAX_CHANGED: u32 = 1_000;

/// Which way from a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Onward,
    Back,
}

/// The keys of a list's rows on one side of a place, in order. In the order by step they come from
/// the covering index alone; only rows that are shown are fetched. Other orders sort the unit's open
/// rows, never a history. Every query takes all the parameters.
fn keys_sql(filter: WorklistFilter, by: GroupBy, way: Way, rest: &str) -> String {
    let (list, wanted) = match filter {
        WorklistFilter::All | WorklistFilter::Mine => (1, ""),
        WorklistFilter::Ours => (1, "AND p.order_group = 0"),
        WorklistFilter::Overdue => (1, "AND p.order_ms < ?5"),
        WorklistFilter::WeekendRisk => (1, "AND p.weekend_from <= ?5 AND p.weekend_until > ?5"),
        WorklistFilter::Unseen => (1, "AND p.unseen > 0"),
        WorklistFilter::Untaken => (1, "AND p.order_group = 0 AND p.untaken = 1"),
        WorklistFilter::Closed => (2, ""),
    };
    let from = if filter == WorklistFilter::Mine {
        "(SELECT DISTINCT chain FROM chain_taker WHERE unit = ?1 AND who IN (?8, ?9)) t
             CROSS JOIN chain_party p ON p.chain = t.chain"
    } else {
        "chain_party p"
    };
    let key = if list == 1 { key_sql(by) } else { None };
    let chain = if key.is_some() { "CROSS JOIN chain c ON c.chain = p.chain" } else { "" };
    let (place, start) = match &key {
        None => (String::new(), ""),
        Some(key) => (format!("{key}, "), "?10, "),
    };
    let (than, order) = match way {
        Way::Onward => (">", ""),
        Way::Back => ("<", "DESC"),
    };
    let key_order = if key.is_some() { format!("k {order}, ") } else { String::new() };
    let key = key.unwrap_or_else(|| "''".to_owned());
    format!(
        "SELECT {key} AS k, p.order_group AS g, p.order_ms AS ms, p.chain AS chain
         FROM {from} {chain}
         WHERE p.unit = ?1 AND p.list = {list}
             AND ({place}p.order_group, p.order_ms, p.chain) {than} ({start}?2, ?3, ?4)
             AND (p.reads_until IS NULL OR p.reads_until >= ?5)
             AND (?6 IS NULL OR p.area = ?6) {wanted} {rest}
             AND ?8 IS NOT NULL AND ?9 IS NOT NULL AND ?10 IS NOT NULL
         ORDER BY {key_order}p.order_group {order}, p.order_ms {order}, p.chain {order} LIMIT ?7"
    )
}

/// What the rows of a group have in common, as an expression over the chain; none in the order by
/// step.
fn key_sql(by: GroupBy) -> Option<String> {
    let none = GroupBy::NONE;
    match by {
        GroupBy::Step => None,
        GroupBy::Municipality => Some(format!("coalesce(c.municipality, '{none}')")),
        GroupBy::Stage => {
            let places = GroupBy::STAGES.iter().enumerate();
            let whens: Vec<String> = places
                .map(|(at, stage)| format!("WHEN '{}' THEN '{at}'", stage.as_str()))
                .collect();
            Some(format!("CASE c.stage {} ELSE '{none}' END", whens.join(" ")))
        }
        // Of equal length, so that 9 comes before 12.
        GroupBy::Room => Some(format!(
            "CASE WHEN coalesce(c.place, '') = '' THEN '{none}'
             ELSE substr('            ' || substr(c.place, 1, instr(c.place || ':', ':') - 1), -12)
             END"
        )),
        GroupBy::Ward => Some("c.ward".to_owned()),
    }
}

/// Every worklist query, for the test of their plans too.
pub(super) fn worklist_sql(filter: WorklistFilter, by: GroupBy) -> String {
    let keys = keys_sql(filter, by, Way::Onward, "");
    let columns = concat!(chain_columns!(), ", ", party_columns!());
    format!(
        "WITH hit AS MATERIALIZED ({keys})
         SELECT hit.k, hit.g, hit.ms, hit.chain, look.at, {columns}
         FROM hit
         CROSS JOIN chain_party p ON p.chain = hit.chain AND p.unit = ?1
         CROSS JOIN chain c ON c.chain = hit.chain
         LEFT JOIN chain_look look ON look.user = ?8 AND look.chain = hit.chain"
    )
}

/// Runs a query of a list from a place on.
fn run<T>(
    db: &Connection,
    sql: &str,
    query: &WorklistQuery,
    after: Option<&Cursor>,
    limit: i64,
    read: impl Fn(&mut Columns) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    // Before every row: no group is below 0, and no key is empty.
    let (key, group, due_ms, chain) = match after {
        None => ("", -1, i64::MIN, [0; 16]),
        Some(at) => (at.key.as_str(), i64::from(at.group), at.due_ms, at.chain.bytes()),
    };
    let params = params![
        query.unit.as_str(),
        group,
        due_ms,
        &chain[..],
        query.now.as_millisecond(),
        query.area,
        limit,
        Who::User(query.user.clone()).key(),
        Who::Named(query.user_name.clone()).key(),
        key,
    ];
    collect(db, sql, params, read)
}

fn place(c: &mut Columns) -> Result<Cursor, Fault> {
    Ok(Cursor { key: c.text()?, group: c.number()?, due_ms: c.int()?, chain: c.chain()? })
}

pub(super) fn worklist(db: &Connection, query: &WorklistQuery) -> Result<Page<WorklistRow>, Fault> {
    let limit = query.limit.clamp(1, MAX_PAGE);
    let sql = worklist_sql(query.filter, query.by);
    // One more than asked for says whether there is a next page.
    let asked = i64::from(limit) + 1;
    let mut rows = run(db, &sql, query, query.after.as_ref(), asked, |c| {
        let (place, looked_at) = (place(c)?, c.opt_time()?);
        Ok(WorklistRow { chain: chain_row(c)?, party: party_row(c)?, place, looked_at })
    })?;
    // The outer query promises no order.
    rows.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(Page::cut(rows, limit, |row| row.place.clone()))
}

/// Counts the rows of each group in all.
pub(super) fn group_counts_sql(filter: WorklistFilter, by: GroupBy) -> String {
    let keys = keys_sql(filter, by, Way::Onward, "");
    let key = if by == GroupBy::Step { "CAST(g AS TEXT)" } else { "k" };
    format!("SELECT {key}, count(*) FROM ({keys}) GROUP BY 1 ORDER BY 1")
}

pub(super) fn group_counts(
    db: &Connection,
    query: &WorklistQuery,
) -> Result<Vec<GroupCount>, Fault> {
    let sql = group_counts_sql(query.filter, query.by);
    run(db, &sql, query, None, -1, |c| Ok(GroupCount { key: c.text()?, count: c.number()? }))
}

/// The row that had the place, which may have moved since, is left out.
const OTHERS: &str = "AND p.chain <> ?4";

pub(super) fn neighbours(
    db: &Connection,
    query: &WorklistQuery,
) -> Result<Option<Neighbours>, Fault> {
    let Some(at) = &query.after else { return Ok(None) };
    let side = |way| -> Result<(Option<Cursor>, u32), Fault> {
        let keys = keys_sql(query.filter, query.by, way, OTHERS);
        let nearest = run(db, &keys, query, Some(at), 1, place)?.into_iter().next();
        let count = format!("SELECT count(*) FROM ({keys})");
        let count = run(db, &count, query, Some(at), -1, |c| c.number())?;
        Ok((nearest, count.first().copied().unwrap_or_default()))
    };
    let (previous, before) = side(Way::Back)?;
    let (next, after) = side(Way::Onward)?;
    Ok(Some(Neighbours { previous, next, position: before + 1, total: before + 1 + after }))
}

pub(super) const COUNTER_SQL: [&str; 6] = [
    "SELECT open, ours, unseen, untaken FROM unit_counter WHERE unit = ?1",
    // Rows that count there although the unit may not read them any more.
    "SELECT count(*), coalesce(sum(order_group = 0), 0), coalesce(sum(unseen > 0), 0),
         coalesce(sum(untaken), 0)
     FROM chain_party WHERE unit = ?1 AND list = 1 AND reads_until < ?2",
    "SELECT count(*) FROM chain_party
     WHERE unit = ?1 AND list = 1 AND order_group IN (0, 1, 2, 3, 4) AND order_ms < ?2
         AND (reads_until IS NULL OR reads_until >= ?2)",
    "SELECT count(*), coalesce(sum(order_group = 0), 0) FROM chain_party
     WHERE unit = ?1 AND list = 1 AND weekend_until > ?2 AND weekend_from <= ?2
         AND (reads_until IS NULL OR reads_until >= ?2)",
    "SELECT count(*) FROM stay WHERE ward = ?1 AND waiting = 1",
    // A person's own cases are few.
    "SELECT count(DISTINCT t.chain) FROM chain_taker t
     CROSS JOIN chain_party p ON p.chain = t.chain AND p.unit = ?1
     WHERE t.unit = ?1 AND t.who IN (?3, ?4) AND p.list = 1
         AND (p.reads_until IS NULL OR p.reads_until >= ?2)",
];

pub(super) fn counters(
    db: &Connection,
    unit: &HsaId,
    user: &HsaId,
    user_name: &str,
    now: Timestamp,
) -> Result<Counters, Fault> {
    let [kept, ended, overdue, weekend, stays, mine] = COUNTER_SQL;
    let (user, named) = (Who::User(user.clone()).key(), Who::Named(user_name.to_owned()).key());
    let (unit, now) = (unit.as_str(), now.as_millisecond());
    let [all, ours, unseen, untaken] = kept_less_ended(db, [kept, ended], unit, now)?;
    let overdue = one(db, overdue, params![unit, now], |c| c.number())?;
    let weekend = one(db, weekend, params![unit, now], |c| Ok((c.number()?, c.number()?)))?;
    let (weekend_risk, weekend_risk_ours) = weekend.unwrap_or_default();
    let stays = one(db, stays, [unit], |c| c.number())?;
    let mine = one(db, mine, params![unit, now, user, named], |c| c.number())?;
    Ok(Counters {
        all,
        ours,
        overdue: overdue.unwrap_or_default(),
        weekend_risk,
        weekend_risk_ours,
        unseen,
        untaken,
        mine: mine.unwrap_or_default(),
        stays: stays.unwrap_or_default(),
    })
}

/// The counters that are kept, without the rows that have ended since: `open`, `ours`, `unseen`,
/// `untaken`.
fn kept_less_ended(
    db: &Connection,
    [kept, ended]: [&str; 2],
    unit: &str,
    now: i64,
) -> Result<[u32; 4], Fault> {
    let four = |c: &mut Columns| Ok([c.int()?, c.int()?, c.int()?, c.int()?]);
    let kept = one(db, kept, [unit], four)?.unwrap_or_default();
    let ended = one(db, ended, params![unit, now], four)?.unwrap_or_default();
    let mut left = [0; 4];
    for (left, (kept, ended)) in left.iter_mut().zip(kept.into_iter().zip(ended)) {
        *left = u32::try_from(kept - ended).map_err(|_| {
            Fault::Damaged("a counter is below zero; rebuild the projections".to_owned())
        })?;
    }
    Ok(left)
}

pub(super) fn ours(db: &Connection, unit: &HsaId, now: Timestamp) -> Result<u32, Fault> {
    let [kept, ended, ..] = COUNTER_SQL;
    let [_, ours, ..] = kept_less_ended(db, [kept, ended], unit.as_str(), now.as_millisecond())?;
    Ok(ours)
}

pub(super) const CHANGED_SQL: &str = "SELECT chain FROM chain_party
     WHERE unit = ?1 AND list > 0 AND changed_at > ?2
         AND (reads_until IS NULL OR reads_until >= ?2)
     ORDER BY changed_at, chain LIMIT ?3";

pub(super) fn changed_since(
    db: &Connection,
    unit: &HsaId,
    since: Timestamp,
) -> Result<Vec<ChainId>, Fault> {
    let params = params![unit.as_str(), since.as_millisecond(), MAX_CHANGED];
    collect(db, CHANGED_SQL, params, |c| c.chain())
}
