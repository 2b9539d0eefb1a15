//! G9 and G10: reports over fact tables, against DuckDB on the same rows in the same run.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use brygga_app::App;
use brygga_app::follow_up::{AskedTimes, count_lead_times, count_measure, count_weekend_stays};
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::lead_times::{LeadTimes, Measure, OneMeasure};
use brygga_domain::follow_up::report::{Figures, GroupFigures, Scope, Selection, WeekendStays};
use brygga_domain::follow_up::weekend::Variant;
use serde_json::Value;

use super::append::processor_time;
use super::fact_tables::{cost_of_the_tables, import_rate};
use super::payments;
use super::{Bench, Round, Side, part};
use crate::pairs::duck::Duck;
use crate::report::{Goal, Part, Wanted};
use crate::rows::{Rows, municipalities, period, rows, ward};
use crate::site::{now, opened_at, sqlite_in};

/// Rows without `--large`, and with it.
pub(super) const CHAINS: [u64; 2] = [200_000, 10_000_000];

/// Seconds of one count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Took {
    pub(super) wall: f64,
    pub(super) cpu: f64,
}

pub(super) fn since((began, cpu): (Instant, std::time::Duration)) -> Took {
    let spent = processor_time().saturating_sub(cpu);
    Took { wall: began.elapsed().as_secs_f64(), cpu: spent.as_secs_f64() }
}

pub(super) fn begin() -> (Instant, std::time::Duration) {
    (now(), processor_time())
}

/// Fact tables on our side and in DuckDB.
pub(super) struct Tables {
    pub(super) app: App,
    pub(super) duck: Duck,
    /// Beside the goals.
    notes: Vec<String>,
}

impl Tables {
    fn open(bench: &Bench) -> anyhow::Result<Self> {
        let chains = CHAINS[usize::from(bench.large)];
        let Rows { folder } = bench.runtime.block_on(rows(&bench.base, chains))?;
        let duck = Duck::load(&folder)?;
        ensure!(duck.rows == chains, "DuckDB has {} rows", duck.rows);
        let app = bench.runtime.block_on(crate::site::app_on(sqlite_in(&folder)?))?;
        let (began, before) = (begin(), resident());
        bench
            .runtime
            .block_on(count_weekend_stays(&app, scope(Variant::V1, Selection::default())))?;
        let took = since(began);
        let notes = vec![format!(
            "{chains} chains of {} months, {} municipalities and 600 wards. The first report after a \
             start reads every row: {:.1} s, {:.1} µs of CPU a chain; then the process has {:.0} more \
             bytes a chain.",
            period().len(),
            municipalities().len(),
            took.wall,
            took.cpu * 1e6 / chains as f64,
            (resident() - before).max(0.0) / chains as f64,
        )];
        Ok(Self { app, duck, notes })
    }

    fn stays(
        &self,
        bench: &Bench,
        variant: Variant,
        chosen: &Selection,
    ) -> anyhow::Result<(WeekendStays, Took)> {
        let began = begin();
        let counted = count_weekend_stays(&self.app, scope(variant, chosen.clone()));
        let report = bench.runtime.block_on(counted)?;
        Ok((report, since(began)))
    }

    /// Our report against a question, on so many threads, after both have said the same.
    fn compare(
        &mut self,
        bench: &Bench,
        asked: &Asked<'_>,
        threads: u32,
    ) -> anyhow::Result<Vec<Round<Took>>> {
        let (report, _) = self.stays(bench, asked.variant, &asked.chosen)?;
        let answer = self.duck.ask(&asked.sql, threads)?.rows;
        (asked.agrees)(&report, &answer).with_context(|| asked.sql.clone())?;
        bench.abba(|side| match side {
            Side::Ours => Ok(self.stays(bench, asked.variant, &asked.chosen)?.1),
            Side::Pair => {
                let answer = self.duck.ask(&asked.sql, threads)?;
                Ok(Took { wall: answer.seconds, cpu: answer.cpu })
            }
        })
    }
}

/// Fails where a report does not have the numbers of an answer.
type Agrees = dyn Fn(&WeekendStays, &[Vec<Value>]) -> anyhow::Result<()>;

/// A report and the question that has the same numbers in its answer.
struct Asked<'a> {
    variant: Variant,
    chosen: Selection,
    sql: String,
    agrees: &'a Agrees,
}

fn scope(variant: Variant, selection: Selection) -> Scope {
    let (as_of, municipalities) = (opened_at(), municipalities());
    Scope { period: period(), variant, as_of, selection, municipalities }
}

/// What a question counts, in the order of [`figures`].
const COUNTS: &str = "count(*), count(*) FILTER (WHERE ready), count(*) FILTER (WHERE weekday), \
    count(*) FILTER (WHERE stayed_v1), count(*) FILTER (WHERE deceased), \
    count(*) FILTER (WHERE imported), count(*) FILTER (WHERE stayed_v1 AND cause = 'aids')";

fn figures(of: &Figures) -> [Option<u32>; 7] {
    let aids = of.causes.get(Cause::Aids);
    [of.chains, of.ready, of.ready_weekdays, of.stayed, of.deceased, of.imported, aids]
}

pub(super) fn months() -> String {
    let number = |month: brygga_domain::follow_up::report::Month| {
        i32::from(month.year()) * 100 + i32::from(month.month())
    };
    format!("month BETWEEN {} AND {}", number(period().from()), number(period().to()))
}

fn numbers(row: &[Value]) -> Vec<Option<u32>> {
    row.iter().map(|it| u32::try_from(it.as_u64()?).ok()).collect()
}

/// Each row of months, in order: the numbers after the month.
fn months_agree(report: &WeekendStays, rows: &[Vec<Value>]) -> anyhow::Result<()> {
    let ours = report.months.iter().filter(|it| it.figures.chains > Some(0));
    let ours: Vec<_> = ours.map(|it| figures(&it.figures).to_vec()).collect();
    let theirs: Vec<_> = rows.iter().map(|row| numbers(&row[1..])).collect();
    ensure!(ours == theirs, "the months differ: {:?} and {:?}", ours.first(), theirs.first());
    Ok(())
}

/// The cells of month and municipality, added up to our rows of municipalities and of months.
fn cells_agree(report: &WeekendStays, rows: &[Vec<Value>]) -> anyhow::Result<()> {
    let mut by_code = std::collections::BTreeMap::<&str, [u32; 7]>::new();
    for row in rows {
        let sums = by_code.entry(row[1].as_str().unwrap_or_default()).or_default();
        for (sum, number) in sums.iter_mut().zip(numbers(&row[2..])) {
            *sum += number.unwrap_or_default();
        }
    }
    let all: u32 = by_code.values().map(|sums| sums[0]).sum();
    ensure!(report.total.chains == Some(all), "{all} chains in all cells");
    groups_agree(&report.by_municipality, |code| by_code.get(code).copied())
}

fn groups_agree(
    ours: &[GroupFigures],
    theirs: impl Fn(&str) -> Option<[u32; 7]>,
) -> anyhow::Result<()> {
    for row in ours.iter().filter(|row| row.figures.chains > Some(0)) {
        let code = row.code.as_deref().context("a row without a code")?;
        let theirs = theirs(code).map(|numbers| numbers.map(Some));
        ensure!(Some(figures(&row.figures)) == theirs, "{code} differs: {theirs:?}");
    }
    Ok(())
}

/// The tables of the whole report: months, wards and municipalities, marked by a number each.
fn tables_agree(report: &WeekendStays, rows: &[Vec<Value>]) -> anyhow::Result<()> {
    let of = |set: u64| rows.iter().filter(move |row| row[0].as_u64() == Some(set));
    let by_code = |set: u64, at: usize| {
        move |code: &str| {
            let row = of(set).find(|row| row[at].as_str() == Some(code))?;
            let numbers = numbers(&row[4..]).into_iter().collect::<Option<Vec<_>>>()?;
            numbers.try_into().ok()
        }
    };
    let months: Vec<_> = of(3).map(|row| row[3..].to_vec()).collect();
    months_agree(report, &months)?;
    groups_agree(&report.by_ward, by_code(5, 2))?;
    groups_agree(&report.by_municipality, by_code(6, 3))
}

/// Both goals, and what stands beside them.
pub(crate) fn measure(bench: &mut Bench) -> anyhow::Result<Vec<Goal>> {
    let mut tables = Tables::open(bench)?;
    let ad_hoc = ad_hoc(bench, &mut tables)?;
    let fixed = fixed(bench, &mut tables)?;
    drop(tables);
    let import = bench.runtime.block_on(import_rate(bench))?;
    let kept = bench.runtime.block_on(cost_of_the_tables(bench))?;
    bench.facts.extend([import, kept]);
    Ok(vec![fixed, ad_hoc])
}

fn fixed(bench: &Bench, tables: &mut Tables) -> anyhow::Result<Goal> {
    let all = Selection::default;
    let within = months();
    let by_month =
        format!("SELECT month, {COUNTS} FROM chains WHERE {within} GROUP BY 1 ORDER BY 1");
    let by_cell = format!(
        "SELECT month, municipality, {COUNTS} FROM chains WHERE {within} GROUP BY 1, 2 ORDER BY 1, 2"
    );
    let tables_of = format!(
        "SELECT grouping(month, ward, municipality), ward, ward, coalesce(municipality::VARCHAR, month::VARCHAR), \
         {COUNTS} FROM chains WHERE {within} GROUP BY GROUPING SETS ((month), (ward), (municipality)) \
         ORDER BY 1, month, ward, municipality"
    );
    let one = municipalities()[17].clone();
    let of_one = format!(
        "SELECT month, {COUNTS} FROM chains WHERE {within} AND municipality = '{one}' \
         GROUP BY 1 ORDER BY 1"
    );
    let chosen = Selection { municipality: Some(one), ..all() };
    let variant = Variant::V1;
    let month = Asked { variant, chosen: all(), sql: by_month, agrees: &months_agree };
    let cell = Asked { variant, chosen: all(), sql: by_cell, agrees: &cells_agree };
    let whole = Asked { variant, chosen: all(), sql: tables_of, agrees: &tables_agree };
    let single = Asked { variant, chosen, sql: of_one, agrees: &months_agree };
    let mut parts = Vec::new();
    for (what, asked, threads, wanted) in [
        ("to DuckDB per month, 2 threads", &month, 2, Wanted::AtMost(0.6)),
        ("to DuckDB per month and municipality, 2 threads", &cell, 2, Wanted::AtMost(0.6)),
        ("one municipality, 2 threads", &single, 2, Wanted::AtMost(0.1)),
        ("to DuckDB per month, 1 thread", &month, 1, Wanted::Nothing),
        ("to DuckDB with the same tables, 2 threads", &whole, 2, Wanted::Nothing),
    ] {
        let rounds = tables.compare(bench, asked, threads)?;
        parts.push(wall(what, wanted, &rounds));
        if threads == 2 {
            parts.push(part(&format!("{what}: CPU"), Wanted::Nothing, &rounds, "ms", |it| {
                it.cpu * 1e3
            }));
        }
    }
    parts.extend(payments::parts(bench, tables)?);
    let mut notes = vec![
        "Ours is the report \"Kvar över helgen\" whole: months, wards, municipalities, causes and the \
         pattern, on one thread; the question is named in each line. Payment liability \
         and capacity are whole reports too, and DuckDB has the account of each ready notice and the periods \
         of waiting as the export makes them. Both gave the same numbers before they were timed."
            .to_owned(),
    ];
    notes.extend(tables.notes.clone());
    Ok(Goal { key: "G9", title: "fixed reports over the fact tables", parts, notes })
}

pub(super) fn wall(what: &str, wanted: Wanted, rounds: &[Round<Took>]) -> Part {
    part(what, wanted, rounds, "ms", |it| it.wall * 1e3)
}

fn ad_hoc(bench: &Bench, tables: &mut Tables) -> anyhow::Result<Goal> {
    let within = months();
    let ward = ward(34)?;
    let filtered = |stayed: &str| {
        format!(
            "SELECT month, count(*), count(*) FILTER (WHERE {stayed} AND cause = 'aids') FROM chains \
             WHERE {within} AND ward = '{ward}' GROUP BY 1 ORDER BY 1"
        )
    };
    let agrees = |report: &WeekendStays, rows: &[Vec<Value>]| {
        let ours = report.months.iter().filter(|it| it.figures.chains > Some(0));
        let ours: Vec<_> = ours.map(|it| vec![it.figures.chains, it.figures.stayed]).collect();
        let theirs: Vec<_> = rows.iter().map(|row| numbers(&row[1..])).collect();
        ensure!(ours == theirs, "the months differ: {ours:?} and {theirs:?}");
        Ok(())
    };
    let cause = Some(Cause::Aids);
    let of_ward = Selection { ward: Some(ward.clone()), cause, ..Selection::default() };
    let of_all = Selection { cause, ..Selection::default() };
    let everywhere = format!(
        "SELECT month, count(*), count(*) FILTER (WHERE stayed_v1 AND cause = 'aids') FROM chains \
         WHERE {within} GROUP BY 1 ORDER BY 1"
    );
    let variant = Variant::V1;
    let narrow = Asked { variant, chosen: of_ward, sql: filtered("stayed_v1"), agrees: &agrees };
    let wide = Asked { variant, chosen: of_all, sql: everywhere, agrees: &agrees };
    let mut parts = Vec::new();
    for (what, asked) in
        [("one ward, one cause, 1 thread", &narrow), ("one cause everywhere, 1 thread", &wide)]
    {
        parts.push(wall(what, Wanted::AtMost(2.0), &tables.compare(bench, asked, 1)?));
    }
    parts.extend(quantiles(bench, tables)?);
    Ok(Goal {
        key: "G10",
        title: "ad hoc filters and quantiles over the fact tables",
        parts,
        notes: vec![
            "Weekend stays are asked as whole reports; the median and p90 of one time per month as \
             `brygga report lead-times --measure`. The whole report of lead times has eight times and \
             twelve rules per month, ward and municipality, with readmissions and breaches, and DuckDB is \
             asked for three times in the same tables. Both gave the same numbers before they were timed."
                .to_owned(),
        ],
    })
}

/// Medians and 90th percentiles: of one time per month, and of three times in all tables of the report.
fn quantiles(bench: &Bench, tables: &mut Tables) -> anyhow::Result<Vec<Part>> {
    let within = |month: &str| months().replace("month", month);
    let spread = |of: &str| format!("count({of}), quantile_disc({of}, [0.5, 0.9])");
    let by_month = format!(
        "SELECT left_month, {} FROM chains WHERE {} AND ready_to_left >= 0 GROUP BY 1 ORDER BY 1",
        spread("ready_to_left"),
        within("left_month")
    );
    let sets = |month: &str, spreads: &str| {
        format!(
            "SELECT {month}, ward, municipality, {spreads} FROM chains WHERE {} \
             GROUP BY GROUPING SETS (({month}), (ward), (municipality), ())",
            within(month)
        )
    };
    let left = [spread("ready_to_left"), spread("municipality_to_left")].join(", ");
    let tables_of = [sets("left_month", &left), sets("month", &spread("ready_to_municipality"))];
    let asked = AskedTimes { period: period(), selection: Selection::default() };
    let ours = |app: &App| -> anyhow::Result<(LeadTimes, Took)> {
        let began = begin();
        let report = bench.runtime.block_on(count_lead_times(app, &asked, opened_at()))?;
        Ok((report, since(began)))
    };
    let alone = |app: &App| -> anyhow::Result<(OneMeasure, Took)> {
        let began = begin();
        let counted = count_measure(app, &asked, Measure::ReadyToLeft, opened_at());
        let one = bench.runtime.block_on(counted)?;
        Ok((one, since(began)))
    };
    let began = begin();
    let report = ours(&tables.app)?.0;
    tables.notes.push(format!("The first report of lead times took {:.1} s.", since(began).wall));
    let one = alone(&tables.app)?.0;
    ensure!(one == OneMeasure::of(&report, Measure::ReadyToLeft), "the report says otherwise");
    spreads_agree(&one, &tables.duck.ask(&by_month, 1)?.rows)?;
    let mut parts = Vec::new();
    for (what, wanted, is_whole, questions) in [
        (
            "median and p90 per month, 1 thread",
            Wanted::AtMost(2.0),
            false,
            std::slice::from_ref(&by_month),
        ),
        (
            "the same with our whole report, 1 thread",
            Wanted::Nothing,
            true,
            std::slice::from_ref(&by_month),
        ),
        ("median and p90 of three times, all tables, 1 thread", Wanted::Nothing, true, &tables_of),
    ] {
        let rounds = bench.abba(|side| match side {
            Side::Ours if is_whole => Ok(ours(&tables.app)?.1),
            Side::Ours => Ok(alone(&tables.app)?.1),
            Side::Pair => {
                let mut sum = Took { wall: 0.0, cpu: 0.0 };
                for sql in questions {
                    let answer = tables.duck.ask(sql, 1)?;
                    sum = Took { wall: sum.wall + answer.seconds, cpu: sum.cpu + answer.cpu };
                }
                Ok(sum)
            }
        })?;
        parts.push(wall(what, wanted, &rounds));
    }
    Ok(parts)
}

/// Months, in order, of the time from ready to leaving: how many, median and p90 in milliseconds.
fn spreads_agree(one: &OneMeasure, rows: &[Vec<Value>]) -> anyhow::Result<()> {
    let told = |hours: f64| (hours * 3_600_000.0).round() as i64;
    let months = one.months.iter().filter_map(|it| it.spread);
    let ours: Vec<_> = months.map(|it| (u64::from(it.n), told(it.median), told(it.p90))).collect();
    let theirs: Option<Vec<_>> = rows
        .iter()
        .map(|row| Some((row[1].as_u64()?, row[2][0].as_i64()?, row[2][1].as_i64()?)))
        .collect();
    ensure!(Some(&ours) == theirs.as_ref(), "{:?} and {:?}", ours.first(), theirs.map(|it| it[0]));
    Ok(())
}

/// Memory of this process, in bytes.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    kilobytes.map_or(f64::NAN, |kilobytes: f64| kilobytes * 1024.0)
}
