//! Of G9: payment liability and short-term places over the fact tables.

use anyhow::ensure;
use brygga_app::follow_up::{AskedCapacity, AskedTimes, Lines, count_capacity, count_liability};
use brygga_domain::calendar::start_of_day;
use brygga_domain::follow_up::capacity::Capacity;
use brygga_domain::follow_up::payment::{Figures, LiabilityReport, Thousandths};
use brygga_domain::follow_up::report::Selection;
use serde_json::Value;

use super::reports::{Tables, Took, begin, months, since, wall};
use super::{Bench, Round, Side};
use crate::pairs::duck::Duck;
use crate::report::{Part, Wanted};
use crate::rows::{municipalities, period};
use crate::site::opened_at;

/// What a question counts, in the order of [`figures`].
const COUNTS: &str = "count(*), count(*) FILTER (WHERE liable), sum(days)::BIGINT, \
    sum(amount_sek)::BIGINT, count(*) FILTER (WHERE before_start)";

fn figures(of: &Figures) -> Option<[u64; 5]> {
    let reason = of.reasons.get("before_start").copied().unwrap_or(Some(0));
    let whole = |number: Option<Thousandths>| number.map(|it| it.0 / 1_000);
    let (days, amount) = (whole(of.days)?, whole(of.amount_sek)?);
    Some([of.cases?.into(), of.liable?.into(), days, amount, reason?.into()])
}

fn numbers(row: &[Value]) -> Option<[u64; 5]> {
    row.iter().map(Value::as_u64).collect::<Option<Vec<_>>>()?.try_into().ok()
}

pub(super) fn parts(bench: &Bench, tables: &mut Tables) -> anyhow::Result<Vec<Part>> {
    let one = Some(municipalities()[17].clone());
    let mut parts = Vec::new();
    for (what, municipality, wanted) in [
        ("payment liability per month and municipality, 2 threads", None, Wanted::AtMost(0.6)),
        ("payment liability of one municipality, 2 threads", one, Wanted::AtMost(0.1)),
    ] {
        let rounds = liability(bench, tables, municipality)?;
        parts.push(wall(what, wanted, &rounds));
    }
    let rounds = capacity(bench, tables)?;
    let what = "who waited for a short-term place, per year and municipality, 2 threads";
    parts.push(wall(what, Wanted::AtMost(0.6), &rounds));
    Ok(parts)
}

fn abba(
    bench: &Bench,
    duck: &mut Duck,
    sql: &str,
    ours: impl Fn() -> anyhow::Result<Took>,
) -> anyhow::Result<Vec<Round<Took>>> {
    bench.abba(|side| match side {
        Side::Ours => ours(),
        Side::Pair => {
            let answer = duck.ask(sql, 2)?;
            Ok(Took { wall: answer.seconds, cpu: answer.cpu })
        }
    })
}

/// The whole report of figures.
fn liability(
    bench: &Bench,
    tables: &mut Tables,
    municipality: Option<String>,
) -> anyhow::Result<Vec<Round<Took>>> {
    let chosen = municipality.as_ref().map(|code| format!("AND municipality = '{code}'"));
    let sql = format!(
        "SELECT month, municipality, {COUNTS} FROM accounts WHERE {} {} GROUP BY 1, 2 ORDER BY 2, 1",
        months(),
        chosen.unwrap_or_default()
    );
    let selection = Selection { municipality, ..Selection::default() };
    let asked = AskedTimes { period: period(), selection };
    let Tables { app, duck, .. } = tables;
    let count = || {
        let counted = count_liability(app, &asked, opened_at(), None, Lines::Counted);
        bench.runtime.block_on(counted)
    };
    agrees(&count()?, &duck.ask(&sql, 2)?.rows)?;
    abba(bench, duck, &sql, || {
        let began = begin();
        count()?;
        Ok(since(began))
    })
}

/// Each month of each municipality.
fn agrees(report: &LiabilityReport, rows: &[Vec<Value>]) -> anyhow::Result<()> {
    let of = |it: &brygga_domain::follow_up::payment::MunicipalityCases| {
        let months = it.months.iter().filter(|month| month.figures.cases > Some(0));
        months.map(|month| figures(&month.figures)).collect::<Vec<_>>()
    };
    let ours: Vec<_> = report.municipalities.iter().flat_map(of).collect();
    let theirs: Vec<_> = rows.iter().map(|row| numbers(&row[2..])).collect();
    ensure!(!ours.is_empty() && ours.iter().all(Option::is_some), "figures are missing");
    let first = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
    ensure!(ours == theirs, "{} and {} months, {first:?}", ours.len(), theirs.len());
    Ok(())
}

/// The whole report.
fn capacity(bench: &Bench, tables: &mut Tables) -> anyhow::Result<Vec<Round<Took>>> {
    let (first, last) = (period().from(), period().to());
    let new_year = |year: i16| jiff::civil::Date::constant(year, 1, 1);
    let end = last.last_day().tomorrow()?;
    let now = opened_at().as_millisecond();
    // DuckDB is asked in the way that is fastest for it: one pass, without joining the years.
    let years = (first.year()..=last.year()).map(|year| {
        let from = start_of_day(new_year(year).max(first.first_day())).as_millisecond();
        let to = start_of_day(new_year(year + 1).min(end)).as_millisecond().min(now);
        let within =
            format!("greatest(least(coalesce(ends, {now}), {to}) - greatest(begins, {from}), 0)");
        format!("count(*) FILTER (WHERE {within} > 0), sum({within})::BIGINT")
    });
    let years: Vec<String> = years.collect();
    let sql = format!("SELECT municipality, {} FROM waits GROUP BY 1 ORDER BY 1", years.join(", "));
    let asked = AskedCapacity { period: period(), municipality: None };
    let Tables { app, duck, .. } = tables;
    let count = || bench.runtime.block_on(count_capacity(app, &asked, opened_at()));
    waits_agree(&count()?, &duck.ask(&sql, 2)?.rows)?;
    abba(bench, duck, &sql, || {
        let began = begin();
        count()?;
        Ok(since(began))
    })
}

/// How many waited and for how long, each year of each municipality.
fn waits_agree(report: &Capacity, rows: &[Vec<Value>]) -> anyhow::Result<()> {
    let told = |days: f64| (days * 86_400_000.0).round() as u64;
    let ours =
        report.municipalities.iter().filter(|it| it.years.iter().any(|it| it.timed > Some(0)));
    let ours: Vec<Vec<Option<u64>>> = ours
        .map(|it| {
            let years = it.years.iter();
            years.flat_map(|it| [it.timed.map(u64::from), it.wait_days.map(told)]).collect()
        })
        .collect();
    let theirs: Vec<Vec<Option<u64>>> =
        rows.iter().map(|row| row[1..].iter().map(Value::as_u64).collect()).collect();
    ensure!(!ours.is_empty() && ours == theirs, "{:?} and {:?}", ours.first(), theirs.first());
    Ok(())
}
