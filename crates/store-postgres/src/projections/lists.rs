//! A unit's lists and counters. Each query is one range of one index.

use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{Counters, Cursor, Page, WorklistFilter, WorklistQuery, WorklistRow};
use jiff::Timestamp;

use super::rows::{self, chain_columns, party_columns};
use crate::columns::{collect, one};
use crate::connection::Connection;
use crate::fault::Fault;

/// Rows of a page at the most.
const MAX_PAGE: u32 = 500;
/// Changed chains of one answer at the most: whoever missed more loads the page again.
const MAX_CHANGED: i64 = 1_000;

/// A list with its filter. The page's keys come from a range of the index; only chains that are
/// shown are fetched.
macro_rules! worklist_sql {
    ($list:literal, $filter:literal) => {
        concat!(
            "WITH hit AS MATERIALIZED (
                 SELECT * FROM chain_party
                 WHERE unit = $1 AND list = ",
            $list,
            "    AND (order_group, order_ms, chain) > ($2, $3, $4)
                 AND (reads_until IS NULL OR reads_until >= $5)
                 AND ($6::text IS NULL OR area = $6) ",
            $filter,
            "    ORDER BY order_group, order_ms, chain LIMIT $7
             )
             SELECT p.order_group, p.order_ms, ",
            chain_columns!(),
            ", ",
            party_columns!(),
            " FROM hit p JOIN chain c ON c.chain = p.chain"
        )
    };
}

/// Every worklist query, for the test of their plans too.
pub(super) const fn worklist_sql(filter: WorklistFilter) -> &'static str {
    match filter {
        WorklistFilter::All => worklist_sql!("1", ""),
        WorklistFilter::Ours => worklist_sql!("1", "AND order_group = 0"),
        WorklistFilter::Overdue => worklist_sql!("1", "AND order_ms < $5"),
        WorklistFilter::WeekendRisk => {
            worklist_sql!("1", "AND weekend_from <= $5 AND weekend_until > $5")
        }
        WorklistFilter::Unseen => worklist_sql!("1", "AND unseen > 0"),
        WorklistFilter::Untaken => worklist_sql!("1", "AND order_group = 0 AND untaken"),
        WorklistFilter::Closed => worklist_sql!("2", ""),
    }
}

pub(super) async fn worklist(
    db: &Connection,
    query: &WorklistQuery,
) -> Result<Page<WorklistRow>, Fault> {
    let limit = query.limit.clamp(1, MAX_PAGE);
    // Before every row: no group is below 0.
    let (group, due_ms, chain) = match &query.after {
        None => (-1i16, i64::MIN, [0; 16]),
        Some(cursor) => (i16::from(cursor.group), cursor.due_ms, cursor.chain.bytes()),
    };
    let mut found = collect(
        db,
        worklist_sql(query.filter),
        &[
            &query.unit.as_str(),
            &group,
            &due_ms,
            &&chain[..],
            &query.now.as_millisecond(),
            &query.area,
            // One more than asked for says whether there is a next page.
            &i64::from(limit + 1),
        ],
        |c| {
            let (group, due_ms) = (c.number()?, c.int()?);
            let row = WorklistRow { chain: rows::chain(c)?, party: rows::party(c)? };
            Ok((Cursor { group, due_ms, chain: row.chain.chain }, row))
        },
    )
    .await?;
    // The outer query promises no order.
    found.sort_by_key(|(place, _)| (place.group, place.due_ms, place.chain));
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|(place, _)| place.clone());
    Ok(Page { rows: found.into_iter().map(|(_, row)| row).collect(), next })
}

/// All counters of a unit, over one state of the database.
pub(super) const COUNTER_SQL: &str = "SELECT
     coalesce(kept.open, 0) - ended.open, coalesce(kept.ours, 0) - ended.ours,
     coalesce(kept.unseen, 0) - ended.unseen, coalesce(kept.untaken, 0) - ended.untaken,
     overdue.rows, weekend.rows, weekend.ours, stays.rows
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
 ) stays";

pub(super) async fn counters(
    db: &Connection,
    unit: &HsaId,
    now: Timestamp,
) -> Result<Counters, Fault> {
    let params: crate::connection::Params = &[&unit.as_str(), &now.as_millisecond()];
    let counters = one(db, COUNTER_SQL, params, |c| {
        let mut kept = [0; 4];
        for count in &mut kept {
            *count = u32::try_from(c.int()?).map_err(|_| {
                Fault::Damaged("a counter is below zero; rebuild the projections".to_owned())
            })?;
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
        })
    });
    Ok(counters.await?.unwrap_or_default())
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
