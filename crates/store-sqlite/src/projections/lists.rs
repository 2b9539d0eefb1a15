//! A unit's lists and counters. Each query is one range of one index.

use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{Counters, Cursor, Page, WorklistFilter, WorklistQuery, WorklistRow};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::rows::{self, chain_columns, party_columns};
use crate::columns::{Columns, collect, one};
use crate::fault::Fault;

/// Rows of a page at the most.
const MAX_PAGE: u32 = 500;
/// Changed chains of one answer at the most: whoever missed more loads the page again.
const MAX_CHANGED: u32 = 1_000;

/// A list with its filter. The page's keys come from the covering index alone; only rows that are
/// shown are fetched.
macro_rules! worklist_sql {
    ($list:literal, $filter:literal) => {
        concat!(
            "WITH hit AS MATERIALIZED (
                 SELECT chain, order_group, order_ms FROM chain_party
                 WHERE unit = ?1 AND list = ",
            $list,
            "    AND (order_group, order_ms, chain) > (?2, ?3, ?4)
                 AND (reads_until IS NULL OR reads_until >= ?5)
                 AND (?6 IS NULL OR area = ?6) ",
            $filter,
            "    ORDER BY order_group, order_ms, chain LIMIT ?7
             )
             SELECT hit.order_group, hit.order_ms, ",
            chain_columns!(),
            ", ",
            party_columns!(),
            " FROM hit
             CROSS JOIN chain_party p ON p.chain = hit.chain AND p.unit = ?1
             CROSS JOIN chain c ON c.chain = hit.chain"
        )
    };
}

/// Every worklist query, for the test of their plans too.
pub(super) const fn worklist_sql(filter: WorklistFilter) -> &'static str {
    match filter {
        WorklistFilter::All => worklist_sql!("1", ""),
        WorklistFilter::Ours => worklist_sql!("1", "AND order_group = 0"),
        WorklistFilter::Overdue => worklist_sql!("1", "AND order_ms < ?5"),
        WorklistFilter::WeekendRisk => {
            worklist_sql!("1", "AND weekend_from <= ?5 AND weekend_until > ?5")
        }
        WorklistFilter::Unseen => worklist_sql!("1", "AND unseen > 0"),
        WorklistFilter::Untaken => worklist_sql!("1", "AND order_group = 0 AND untaken = 1"),
        WorklistFilter::Closed => worklist_sql!("2", ""),
    }
}

pub(super) fn worklist(db: &Connection, query: &WorklistQuery) -> Result<Page<WorklistRow>, Fault> {
    let limit = query.limit.clamp(1, MAX_PAGE);
    // Before every row: no group is below 0.
    let (group, due_ms, chain) = match &query.after {
        None => (-1, i64::MIN, [0; 16]),
        Some(cursor) => (i64::from(cursor.group), cursor.due_ms, cursor.chain.bytes()),
    };
    let mut found = collect(
        db,
        worklist_sql(query.filter),
        params![
            query.unit.as_str(),
            group,
            due_ms,
            &chain[..],
            query.now.as_millisecond(),
            query.area,
            // One more than asked for says whether there is a next page.
            limit + 1,
        ],
        |c| {
            let (group, due_ms) = (c.number()?, c.int()?);
            let row = WorklistRow { chain: rows::chain(c)?, party: rows::party(c)? };
            Ok((Cursor { group, due_ms, chain: row.chain.chain }, row))
        },
    )?;
    // The outer query promises no order.
    found.sort_by_key(|(place, _)| (place.group, place.due_ms, place.chain));
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|(place, _)| place.clone());
    Ok(Page { rows: found.into_iter().map(|(_, row)| row).collect(), next })
}

pub(super) const COUNTER_SQL: [&str; 5] = [
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
];

pub(super) fn counters(db: &Connection, unit: &HsaId, now: Timestamp) -> Result<Counters, Fault> {
    let [kept, ended, overdue, weekend, stays] = COUNTER_SQL;
    let (unit, now) = (unit.as_str(), now.as_millisecond());
    let four = |c: &mut Columns| Ok([c.int()?, c.int()?, c.int()?, c.int()?]);
    let kept = one(db, kept, [unit], four)?.unwrap_or_default();
    let ended = one(db, ended, params![unit, now], four)?.unwrap_or_default();
    let overdue = one(db, overdue, params![unit, now], |c| c.number())?;
    let weekend = one(db, weekend, params![unit, now], |c| Ok((c.number()?, c.number()?)))?;
    let (weekend_risk, weekend_risk_ours) = weekend.unwrap_or_default();
    let stays = one(db, stays, [unit], |c| c.number())?;
    let [all, ours, unseen, untaken] = [0, 1, 2, 3].map(|at: usize| {
        u32::try_from(kept[at] - ended[at]).map_err(|_| {
            Fault::Damaged("a counter is below zero; rebuild the projections".to_owned())
        })
    });
    Ok(Counters {
        all: all?,
        ours: ours?,
        overdue: overdue.unwrap_or_default(),
        weekend_risk,
        weekend_risk_ours,
        unseen: unseen?,
        untaken: untaken?,
        stays: stays.unwrap_or_default(),
    })
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
