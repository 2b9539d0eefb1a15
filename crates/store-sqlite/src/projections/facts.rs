//! The fact table: one row a chain. Each read is one range of one index.

use brygga_domain::ids::ChainId;
use brygga_store::{
    Columns as _, FactMark, FactMarks, FactMonths, FactPage, FactPlace, FactQuery, FactRow,
    MonthNumber, Position, SHORT_MONTHS,
};
use rusqlite::{Connection, params};

use super::build::Set;
use crate::columns::{Columns, collect, one};
use crate::fault::Fault;

/// Rows of a page at the most.
const MAX_PAGE: u32 = 2_000;

macro_rules! columns {
    () => {
        "chain, month, first_month, last_month, ward, municipality, version, facts"
    };
}

/// Changes the mark of a month. SQLite has no xor: what only one of the two has.
macro_rules! marked {
    () => {
        "ON CONFLICT (month) DO UPDATE SET chains = chains + excluded.chains,
             mark = (mark | excluded.mark) - (mark & excluded.mark)"
    };
}

const LEAVES: &str = concat!(
    "INSERT INTO fact_month (month, chains, mark)
     SELECT month, -1, mark FROM chain_fact WHERE chain = ?1 ",
    marked!()
);

const COMES: &str =
    concat!("INSERT INTO fact_month (month, chains, mark) VALUES (?1, 1, ?2) ", marked!());

pub(super) fn marks(
    db: &Connection,
    from: MonthNumber,
    to: MonthNumber,
) -> Result<FactMarks, Fault> {
    let sql = "SELECT month, chains, mark FROM fact_month
               WHERE month BETWEEN ?1 AND ?2 AND chains <> 0 ORDER BY month";
    let months = collect(db, sql, [from.get(), to.get()], |c| {
        let (month, chains) = (MonthNumber::from_number(c.number()?), c.int()?.cast_unsigned());
        Ok(FactMark { month, chains, mark: c.int()?.cast_unsigned() })
    })?;
    Ok(FactMarks { months, revision: revision(db)? })
}

fn revision(db: &Connection) -> Result<Vec<Position>, Fault> {
    let sql = "SELECT part, seq FROM head WHERE seq > 0 ORDER BY part";
    collect(db, sql, [], |c| Ok(Position { part: c.number()?, pos: c.int()?.cast_unsigned() }))
}

pub(super) fn save(
    db: &Connection,
    set: Set,
    chain: ChainId,
    row: Option<&FactRow>,
) -> Result<(), Fault> {
    let id = chain.bytes();
    db.prepare_cached(&set.sql(LEAVES))?.execute([&id[..]])?;
    let Some(row) = row else {
        let sql = "DELETE FROM chain_fact WHERE chain = ?1";
        db.prepare_cached(&set.sql(sql))?.execute([&id[..]])?;
        return Ok(());
    };
    let mark = row.mark().cast_signed();
    db.prepare_cached(&set.sql(COMES))?.execute(params![row.month.get(), mark])?;
    let sql = "INSERT INTO chain_fact (chain, month, first_month, last_month, long, ward,
             municipality, version, facts, mark)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (chain) DO UPDATE SET month = excluded.month,
             first_month = excluded.first_month, last_month = excluded.last_month,
             long = excluded.long, ward = excluded.ward, municipality = excluded.municipality,
             version = excluded.version, facts = excluded.facts,
             mark = excluded.mark";
    db.prepare_cached(&set.sql(sql))?.execute(params![
        &id[..],
        row.month.get(),
        row.first_month.get(),
        row.last_month.map(MonthNumber::get),
        row.is_long(),
        row.ward.as_str(),
        row.municipality,
        row.version.cast_signed(),
        row.facts,
        mark,
    ])?;
    Ok(())
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

pub(super) fn row(db: &Connection, chain: ChainId) -> Result<Option<FactRow>, Fault> {
    let sql = concat!("SELECT ", columns!(), " FROM chain_fact WHERE chain = ?1");
    one(db, sql, [&chain.bytes()[..]], read)
}

/// What every read filters by, after its range: wards and municipalities as JSON lists.
macro_rules! filters {
    () => {
        "AND (?5 IS NULL OR ward IN (SELECT value FROM json_each(?5)))
         AND (?6 IS NULL OR municipality IN (SELECT value FROM json_each(?6)))"
    };
}

/// Chains that count in months until ?2, from a place on.
pub(super) const COUNTED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chain_fact WHERE month <= ?2 AND (month, chain) > (?3, ?4) AND ?1 IS NOT NULL ",
    filters!(),
    " ORDER BY month, chain LIMIT ?7"
);

/// Short stays that touch months ?1 to ?2, from a place on.
pub(super) const SHORT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chain_fact WHERE long = 0 AND first_month <= ?2
         AND (first_month, chain) > (?3, ?4) AND last_month >= ?1 ",
    filters!(),
    " ORDER BY first_month, chain LIMIT ?7"
);

/// Long stays that touch months ?1 to ?2, from a place on, and those that go on.
pub(super) const LONG: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM chain_fact WHERE long = 1 AND first_month <= ?2
         AND (first_month, chain) > (?3, ?4) AND (last_month IS NULL OR last_month >= ?1) ",
    filters!(),
    " ORDER BY first_month, chain LIMIT ?7"
);

pub(super) fn page(db: &Connection, query: &FactQuery) -> Result<FactPage, Fault> {
    let limit = query.limit.clamp(1, MAX_PAGE);
    let after = query.after;
    let mut rows = match query.months {
        FactMonths::CountedIn => range(db, COUNTED, query, query.place(query.from), limit)?,
        FactMonths::Touching if after.is_some_and(|place| place.long) => Vec::new(),
        FactMonths::Touching => {
            range(db, SHORT, query, query.place(query.from.back(SHORT_MONTHS - 1)), limit)?
        }
    };
    let full = |rows: &[FactRow]| rows.len() as u64 >= u64::from(limit);
    if query.months == FactMonths::Touching && !full(&rows) {
        let rest = limit - u32::try_from(rows.len()).unwrap_or(limit);
        let place = match after {
            Some(place) if place.long => query.place(place.month),
            _ => (MonthNumber::from_number(0), Vec::new()),
        };
        rows.extend(range(db, LONG, query, place, rest)?);
    }
    let next = rows.last().filter(|_| full(&rows)).map(|row| FactPlace::of(row, query.months));
    Ok(FactPage { rows, next, revision: revision(db)? })
}

fn range(
    db: &Connection,
    sql: &str,
    query: &FactQuery,
    (month, chain): (MonthNumber, Vec<u8>),
    limit: u32,
) -> Result<Vec<FactRow>, Fault> {
    let list = |values: Vec<&str>| (!values.is_empty()).then(|| json(&values));
    let params = params![
        query.from.get(),
        query.to.get(),
        month.get(),
        chain,
        list(query.wards.iter().map(|ward| ward.as_str()).collect()),
        list(query.municipalities.iter().map(String::as_str).collect()),
        limit,
    ];
    collect(db, sql, params, read)
}

/// A JSON list of texts.
fn json(values: &[&str]) -> String {
    let texts: Vec<String> = values
        .iter()
        .map(|value| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
        .collect();
    format!("[{}]", texts.join(","))
}
