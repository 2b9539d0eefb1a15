//! "Ledtider": lead times and compliance, from one report. The choices are those of "Kvar över helgen",
//! so that they go with the reader from one page to the other.

pub(crate) mod chart;
pub(crate) mod export;
pub(crate) mod tables;

use axum::extract::Query;
use brygga_app::follow_up::{AskedTimes, ReadTimes, lead_times};
use brygga_app::on_day;
use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::lead_times::LeadTimes;
use brygga_domain::follow_up::report::{Month, Selection};

use super::figures_head::head;
use super::weekend_stays::address::{Asked, Chosen};
use super::weekend_stays::{figures, filters, on_paper};
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::urls;
use crate::views::{FileLink, KeyHint, LeadTimesPage, NavPlace, TimesView};

/// The choices of the address that are choices here too.
const FILTERS: [&str; 4] = ["period", "ward", "municipality", "compare"];

pub(crate) async fn get(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let chosen = asked.read(caller.now);
    let (asked, compared) = (asked_times(&chosen), chosen.stays.compared);
    let read = lead_times(&caller.state.app, &caller.actor, &asked, compared).await?;
    let mut shell = caller.shell(NavPlace::FollowUp);
    shell.key_hints = KeyHint::FIGURES.to_vec();
    html(&LeadTimesPage { t: caller.texts, shell, times: view(&caller, &chosen, &read) })
}

fn asked_times(chosen: &Chosen) -> AskedTimes {
    let selection = Selection { cause: None, ..chosen.stays.selection.clone() };
    AskedTimes { period: chosen.stays.period, selection }
}

fn view(caller: &Caller, chosen: &Chosen, read: &ReadTimes) -> TimesView {
    let t = caller.texts;
    let report = &read.report;
    let [months, wards, municipalities] = tables::groups(caller, chosen, report);
    let registry = caller.state.app.registry();
    let mut filters = filters(caller, chosen, on_day(&registry, caller.now));
    filters.retain(|filter| FILTERS.contains(&filter.name));
    let definition = definition(caller, report);
    let at = labels::when(t, caller.now, caller.now);
    TimesView {
        version: t.fill("times-version", "version", &report.definition.version.to_string()),
        chosen: on_paper(&filters),
        unclear: chosen.unclear,
        filters,
        kpis: tables::kpis(t, read),
        chart: chart::chart(t, read),
        months,
        splits: tables::splits(t, report),
        measures: tables::measures(t, &report.total),
        rules: tables::rules(t, &report.total),
        days: tables::days(t, &report.total),
        groups: vec![wards, municipalities],
        left: tables::left(t, report),
        breaches: (!report.suppressed).then(|| tables::breaches(t, report)),
        footnotes: footnotes(caller, report),
        head: head(caller, ("lead-times", urls::LEAD_TIMES), chosen, files(caller, chosen)),
        print_foot: t.with(
            "stays-print-foot",
            &[
                ("definition", definition.as_str()),
                ("time", at.as_str()),
                ("name", caller.signed_in.name.as_str()),
            ],
        ),
        definition,
    }
}

/// "Ledtider, version 1 · läget idag 13:42 · revision 4 711".
fn definition(caller: &Caller, report: &LeadTimes) -> String {
    caller.texts.with(
        "times-definition",
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
        file(urls::LEAD_TIMES_JSON, "stays-file-json", false),
        file(urls::LEAD_TIMES_SVG, "stays-file-svg", false),
        file(urls::LEAD_TIMES_PDF, "stays-file-pdf", false),
        file(urls::LEAD_TIMES_XLSX, "stays-file-xlsx", false),
        file(urls::COMPLIANCE_CSV, "times-file-compliance", false),
        file(urls::LEAD_TIMES_CSV, "stays-file-csv", true),
    ]
}

fn footnotes(caller: &Caller, report: &LeadTimes) -> Vec<String> {
    let t = caller.texts;
    let this_month = Month::of(local_date(report.as_of));
    // A month to come is told by none.
    let running = report.months.iter().filter(|it| it.running && it.month <= this_month);
    let mut notes: Vec<String> = running
        .map(|month| {
            let name = labels::word(t, "month", &month.month.month().to_string());
            let day = labels::when(t, report.as_of, caller.now);
            t.with("times-running", &[("month", labels::capital(&name)), ("time", day)])
        })
        .collect();
    notes.extend(tables::empty_months(t, report));
    notes.extend(figures::imported(t, report.total.imported, report.total.chains));
    let dash = if report.suppressed { "times-hidden-text" } else { "times-own-text" };
    notes.push(t.text(dash).into_owned());
    notes
}
