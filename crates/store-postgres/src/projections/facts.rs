//! The fact table: one row a chain. Each read is one range of one index.

use std::collections::BTreeMap;

use brygga_domain::ids::ChainId;
use brygga_store::{
    Columns as _, FactMark, FactMarks, FactMonths, FactPage, FactPlace, FactQuery, FactRow,
    MonthNumber, Position, SHORT_MONTHS,
};

use crate::columns::{Columns, collect, one};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::statement::{Plain as _, Write, owned};

/// Rows of a page at the most.
const MAX_PAGE: u32 = 2_000;

macro_rules! columns {
    () => {
        "chain, month, first_month, last_month, ward, municipality, version, facts"
    };
}

const SAVE: &str = "INSERT INTO chain_fact (chain, month, first_month, last_month, long, ward,
         municipality, version, facts, mark)
     SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[],
         $6::text[], $7::text[], $8::bigint[], $9::bytea[], $10::bigint[])
     ON CONFLICT (chain) DO UPDATE SET month = excluded.month,
         first_month = excluded.first_month, last_month = excluded.last_month,
         long = excluded.long, ward = excluded.ward, municipality = excluded.municipality,
         version = excluded.version, facts = excluded.facts,
         mark = excluded.mark";

/// Changes the marks of the months that rows leave and come to, before the rows themselves are written.
const MARKED: &str = "INSERT INTO fact_month AS kept (month, part, chains, mark)
     SELECT month, part, sum(chains)::bigint, bit_xor(mark) FROM (
         SELECT month, (get_byte(chain, 15) & 15)::smallint AS part, -1 AS chains, mark
         FROM chain_fact WHERE chain = ANY($1)
         UNION ALL
         SELECT month, (get_byte(chain, 15) & 15)::smallint, 1, mark
         FROM unnest($2::bytea[], $3::bigint[], $4::bigint[]) AS new (chain, month, mark)
     ) AS moved GROUP BY month, part ORDER BY month, part
     ON CONFLICT (month, part) DO UPDATE SET chains = kept.chains + excluded.chains,
         mark = kept.mark # excluded.mark";

pub(super) async fn marks(
    db: &Connection,
    from: MonthNumber,
    to: MonthNumber,
) -> Result<FactMarks, Fault> {
    let sql = "SELECT month, sum(chains)::bigint, bit_xor(mark) FROM fact_month
               WHERE month BETWEEN $1 AND $2 GROUP BY month HAVING sum(chains) <> 0 ORDER BY month";
    let (from, to) = (i64::from(from.get()), i64::from(to.get()));
    let months = collect(db, sql, &[&from, &to], |c| {
        let (month, chains) = (MonthNumber::from_number(c.number()?), c.int()?.cast_unsigned());
        Ok(FactMark { month, chains, mark: c.int()?.cast_unsigned() })
    })
    .await?;
    Ok(FactMarks { months, revision: revision(db).await? })
}

async fn revision(db: &Connection) -> Result<Vec<Position>, Fault> {
    let sql = "SELECT part, seq FROM head WHERE seq > 0 ORDER BY part";
    let position = |c: &mut Columns| -> Result<Position, Fault> {
        Ok(Position { part: c.number()?, pos: c.int()?.cast_unsigned() })
    };
    collect(db, sql, &[], position).await
}

/// Writes rows of different chains, and takes away those that are none.
pub(super) fn save(rows: &BTreeMap<ChainId, Option<FactRow>>) -> Vec<Write> {
    let gone: Vec<Vec<u8>> = rows
        .iter()
        .filter(|(_, row)| row.is_none())
        .map(|(chain, _)| chain.bytes().to_vec())
        .collect();
    let all: Vec<Vec<u8>> = rows.keys().map(|chain| chain.bytes().to_vec()).collect();
    let rows: Vec<&FactRow> = rows.values().flatten().collect();
    let mut writes = Vec::new();
    if !all.is_empty() {
        let come = rows.iter().map(|row| row.chain.bytes().to_vec()).collect::<Vec<_>>();
        let months = rows.iter().map(|row| i64::from(row.month.get())).collect::<Vec<_>>();
        let marks = rows.iter().map(|row| row.mark().cast_signed()).collect::<Vec<_>>();
        writes.push(Write { sql: MARKED, params: owned![all, come, months, marks] });
    }
    if !gone.is_empty() {
        let sql = "DELETE FROM chain_fact WHERE chain = ANY($1)";
        writes.push(Write { sql, params: owned![gone] });
    }
    if !rows.is_empty() {
        macro_rules! column {
            ($row:ident => $value:expr) => {
                rows.iter().map(|$row| $value).collect::<Vec<_>>()
            };
        }
        let params = owned![
            column!(row => row.chain.bytes().to_vec()),
            column!(row => i64::from(row.month.get())),
            column!(row => i64::from(row.first_month.get())),
            column!(row => row.last_month.map(|month| i64::from(month.get()))),
            column!(row => row.is_long()),
            column!(row => row.ward.as_str().to_owned()),
            column!(row => row.municipality.plain()),
            column!(row => row.version.cast_signed()),
            column!(row => row.facts.clone()),
            column!(row => row.mark().cast_signed()),
        ];
        writes.push(Write { sql: SAVE, params });
    }
    writes
}

fn read(c: &mut Columns) -> Result<FactRow, Fault> {
    Ok(FactRow {
        chain: c.chain()?,
        month: MonthNumber::from_number(c.number()?),
        first_month: MonthNumber::from_number(c.number()?),
        last_month: c
            .opt_int()?
            .map(|number| MonthNumber::from_number(u32::try_from(number).unwrap_or(u32::MAX))),
        ward: c.unit()?,
        municipality: c.opt_text()?,
        version: c.int()?.cast_unsigned(),
        facts: c.bytes()?.to_vec(),
    })
}

pub(super) async fn row(db: &Connection, chain: ChainId) -> Result<Option<FactRow>, Fault> {
    let sql = concat!("SELECT ", columns!(), " FROM chain_fact WHERE chain = $1");
    one(db, sql, &[&&chain.bytes()[..]], read).await
}

/// What every read filters by, after its range. Every read takes all the parameters.
macro_rules! filters {
    () => {
        "AND (cardinality($5::text[]) = 0 OR ward = ANY($5))
         AND (cardinality($6::text[]) = 0 OR municipality = ANY($6))"
    };
}

/// Chains that count in months until $2, from a place on.
pub(super) const COUNTED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chain_fact WHERE month <= $2 AND (month, chain) > ($3, $4::bytea)
         AND $1::bigint IS NOT NULL ",
    filters!(),
    " ORDER BY month, chain LIMIT $7"
);

/// Short stays that touch months $1 to $2, from a place on.
pub(super) const SHORT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chain_fact WHERE NOT long AND first_month <= $2
         AND (first_month, chain) > ($3, $4::bytea) AND last_month >= $1 ",
    filters!(),
    " ORDER BY first_month, chain LIMIT $7"
);

/// Long stays that touch months $1 to $2, from a place on, and those that go on.
pub(super) const LONG: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chain_fact WHERE long AND first_month <= $2
         AND (first_month, chain) > ($3, $4::bytea) AND (last_month IS NULL OR last_month >= $1) ",
    filters!(),
    " ORDER BY first_month, chain LIMIT $7"
);

/// A page and the end of the log, inside one snapshot.
pub(super) async fn page(db: &Connection, query: &FactQuery) -> Result<FactPage, Fault> {
    let limit = query.limit.clamp(1, MAX_PAGE);
    let after = query.after;
    let mut rows = match query.months {
        FactMonths::CountedIn => range(db, COUNTED, query, query.place(query.from), limit).await?,
        FactMonths::Touching if after.is_some_and(|place| place.long) => Vec::new(),
        FactMonths::Touching => {
            range(db, SHORT, query, query.place(query.from.back(SHORT_MONTHS - 1)), limit).await?
        }
    };
    let full = |rows: &[FactRow]| rows.len() as u64 >= u64::from(limit);
    if query.months == FactMonths::Touching && !full(&rows) {
        let rest = limit - u32::try_from(rows.len()).unwrap_or(limit);
        let place = match after {
            Some(place) if place.long => query.place(place.month),
            _ => (MonthNumber::from_number(0), Vec::new()),
        };
        rows.extend(range(db, LONG, query, place, rest).await?);
    }
    let next = rows.last().filter(|_| full(&rows)).map(|row| FactPlace::of(row, query.months));
    Ok(FactPage { rows, next, revision: revision(db).await? })
}

async fn range(
    db: &Connection,
    sql: &str,
    query: &FactQuery,
    (month, chain): (MonthNumber, Vec<u8>),
    limit: u32,
) -> Result<Vec<FactRow>, Fault> {
    let number = |month: MonthNumber| i64::from(month.get());
    let wards: Vec<String> = query.wards.iter().map(ToString::to_string).collect();
    collect(
        db,
        sql,
        &[
            &number(query.from),
            &number(query.to),
            &number(month),
            &chain,
            &wards,
            &query.municipalities,
            &i64::from(limit),
        ],
        read,
    )
    .await
}
