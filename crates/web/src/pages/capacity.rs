//! "Korttidsplatser": places per municipality over years, beside the waiting for them. The choices are
//! those of "Kvar över helgen"; without a period it is the last five years.

use axum::extract::Query;
use brygga_app::follow_up::{AskedCapacity, capacity, capacity_csv};
use brygga_app::on_day;
use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::capacity::Capacity;
use brygga_domain::follow_up::report::{Month, Period};

use super::figures_head::head;
use super::weekend_stays::address::{Asked, Chosen, period_code};
use super::weekend_stays::export::{as_pdf, as_svg, as_xlsx, file};
use super::weekend_stays::{figures, filters, on_paper};
use crate::caller::{Caller, PageResult, html};
use crate::documents;
use crate::labels;
use crate::page_error::PageError;
use crate::urls;
use crate::views::{CapacityPage, FileLink, FilterOption, NavPlace};

/// Calendar years of the page when nothing is chosen, the running one among them.
const YEARS: i16 = 5;

pub(crate) async fn get(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (chosen, report) = read(&caller, &asked).await?;
    let t = caller.texts;
    let registry = caller.state.app.registry();
    let mut filters = filters(&caller, &chosen, on_day(&registry, caller.now));
    filters.retain(|filter| ["period", "municipality"].contains(&filter.name));
    if let Some(periods) = filters.iter_mut().find(|filter| filter.name == "period") {
        offer_years(&caller, report.period, &mut periods.options);
    }
    let definition = definition(&caller, &report);
    let at = labels::when(t, caller.now, caller.now);
    let print_foot = t.with(
        "stays-print-foot",
        &[
            ("definition", definition.as_str()),
            ("time", at.as_str()),
            ("name", caller.signed_in.name.as_str()),
        ],
    );
    html(&CapacityPage {
        t,
        shell: caller.shell(NavPlace::FollowUp),
        definition,
        chosen: on_paper(&filters),
        unclear: chosen.unclear,
        filters,
        document: (&documents::capacity(t, &report)).into(),
        head: head(&caller, ("capacity", urls::CAPACITY), &chosen, files(&caller, &chosen)),
        print_foot,
    })
}

pub(crate) async fn csv(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (_, report) = read(&caller, &asked).await?;
    let t = caller.texts;
    let comment =
        format!("{} · {}", definition(&caller, &report), figures::period(t, report.period));
    let word = |column: &str| match column {
        "group" | "code" | "name" | "total" | "municipality" | "others" | "hidden" => {
            labels::word(t, "stays-column", column)
        }
        _ => labels::word(t, "capacity-column", column),
    };
    let csv = capacity_csv(&report, &comment, &word);
    Ok(file(csv, "text/csv; charset=utf-8", &file_name(&report, "csv")))
}

pub(crate) async fn json(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (_, report) = read(&caller, &asked).await?;
    let json = serde_json::to_vec_pretty(&report).map_err(|_| PageError::Panic)?;
    Ok(file(json, "application/json", &file_name(&report, "json")))
}

pub(crate) async fn xlsx(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (_, report) = read(&caller, &asked).await?;
    as_xlsx(&documents::capacity(caller.texts, &report), &file_name(&report, "xlsx"))
}

pub(crate) async fn pdf(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (_, report) = read(&caller, &asked).await?;
    Ok(as_pdf(&documents::capacity(caller.texts, &report), &file_name(&report, "pdf")))
}

pub(crate) async fn svg(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let (_, report) = read(&caller, &asked).await?;
    as_svg(&documents::capacity(caller.texts, &report), &file_name(&report, "svg"))
}

async fn read(caller: &Caller, asked: &Asked) -> Result<(Chosen, Capacity), PageError> {
    let mut chosen = asked.read(caller.now);
    chosen.stays.period = period(caller, asked, &chosen);
    let municipality = chosen.stays.selection.municipality.clone();
    let asked = AskedCapacity { period: chosen.stays.period, municipality };
    let report = capacity(&caller.state.app, &caller.actor, &asked).await?;
    Ok((chosen, report))
}

/// The chosen period, otherwise the last years.
pub(in crate::pages) fn period(caller: &Caller, asked: &Asked, chosen: &Chosen) -> Period {
    if asked.has_period() { chosen.stays.period } else { years(caller, YEARS) }
}

/// The last calendar years, to the end of the running one.
fn years(caller: &Caller, count: i16) -> Period {
    let year = local_date(caller.now).year();
    let month = |year: i16, month: i8| Month::parse(&format!("{year:04}-{month:02}"));
    let period = month(year - count + 1, 1).zip(month(year, 12));
    period
        .and_then(|(from, to)| Period::new(from, to))
        .unwrap_or_else(|| Period::ending(Month::of(local_date(caller.now)), 12))
}

/// Whole years before the months that other pages offer.
fn offer_years(caller: &Caller, chosen: Period, options: &mut Vec<FilterOption>) {
    let offered: Vec<FilterOption> = [YEARS, 3, 10]
        .into_iter()
        .map(|count| years(caller, count))
        .map(|period| FilterOption {
            value: period_code(period),
            label: figures::period(caller.texts, period),
            chosen: period == chosen,
        })
        .collect();
    options.retain(|option| offered.iter().all(|year| year.value != option.value));
    options.splice(0..0, offered);
}

/// "Korttidsplatser, version 1 · läget idag 13:42 · revision 4 711".
fn definition(caller: &Caller, report: &Capacity) -> String {
    caller.texts.with(
        "capacity-definition",
        &[
            ("version", report.definition.version.to_string()),
            ("time", labels::when(caller.texts, report.as_of, caller.now)),
            ("revision", figures::number(report.revision.unwrap_or(0))),
        ],
    )
}

fn files(caller: &Caller, chosen: &Chosen) -> Vec<FileLink> {
    let file = |url: &str, key: &str, first| FileLink {
        url: chosen.url(url),
        label: caller.texts.text(key).into_owned(),
        first,
    };
    vec![
        file(urls::CAPACITY_JSON, "stays-file-json", false),
        file(urls::CAPACITY_SVG, "stays-file-svg", false),
        file(urls::CAPACITY_PDF, "stays-file-pdf", false),
        file(urls::CAPACITY_XLSX, "stays-file-xlsx", false),
        file(urls::CAPACITY_CSV, "stays-file-csv", true),
    ]
}

/// The choice stands in the name, which is made of codes.
fn file_name(report: &Capacity, ending: &str) -> String {
    let code = report.municipality.as_deref().map(|code| format!("_{code}"));
    format!("korttidsplatser_{}{}.{ending}", period_code(report.period), code.unwrap_or_default())
}
