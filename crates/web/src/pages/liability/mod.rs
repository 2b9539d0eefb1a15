//! "Betalningsansvar": payment liability by municipality and month. The choices are those of "Kvar över
//! helgen", so that they go with the reader from one page to the other.

pub(crate) mod case;
pub(crate) mod cases;
pub(crate) mod export;
mod tables;
mod tries;
pub(crate) mod words;

use axum::extract::Query;
use brygga_app::care_chain::may;
use brygga_app::follow_up::{AskedTimes, is_party_to_all, liability, try_terms};
use brygga_app::on_day;
use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::payment::LiabilityReport;
use brygga_domain::follow_up::report::{Month, Selection};
use brygga_i18n::Texts;
use brygga_policy::Action;

use super::figures_head::head;
use super::weekend_stays::address::{Asked, Chosen, period_code};
use super::weekend_stays::{figures, filters, on_paper};
use crate::caller::{Caller, PageResult, html};
use crate::documents;
use crate::labels;
use crate::urls;
use crate::views::{Chart, FileLink, LiabilityPage, LiabilityView, NavPlace};

/// The choices of the address that are choices here too.
const FILTERS: [&str; 3] = ["period", "ward", "municipality"];

/// The version of the definition that the report names.
const VERSION: &str = "2";

pub(crate) async fn get(
    caller: Caller,
    Query(asked): Query<Asked>,
    Query(query): Query<tries::Query>,
) -> PageResult {
    let (app, actor) = (&caller.state.app, &caller.actor);
    let chosen = asked.read(caller.now);
    let months = asked_months(&chosen);
    let tried = tries::read(caller.texts, &query, months.period);
    let mut tried_note = None;
    let (report, compared) = match tried.terms.clone() {
        None => (liability(app, actor, &months, None).await?, None),
        Some(terms) => {
            let compared = try_terms(app, actor, &months, terms).await?;
            tried_note = no_mean(caller.texts, &compared.tried);
            (compared.in_force.clone(), Some(tries::table(caller.texts, &compared)))
        }
    };
    let shell = caller.shell(NavPlace::FollowUp);
    let it = LiabilityView {
        trying: tried.asked,
        tries: tried.fields,
        tried: compared,
        tried_note,
        plain_url: chosen.url(urls::LIABILITY),
        carried: carried(&chosen),
        ..view(&caller, &chosen, &report)
    };
    html(&LiabilityPage { t: caller.texts, shell, it })
}

/// The choices of the page, for a form that has others.
fn carried(chosen: &Chosen) -> Vec<(String, String)> {
    let selection = &chosen.stays.selection;
    let ward = selection.ward.as_ref().map(ToString::to_string);
    let all = [
        ("period", Some(period_code(chosen.stays.period))),
        ("ward", ward),
        ("municipality", selection.municipality.clone()),
    ];
    let all = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    all.collect()
}

pub(in crate::pages) fn asked_months(chosen: &Chosen) -> AskedTimes {
    let selection = Selection { cause: None, ..chosen.stays.selection.clone() };
    AskedTimes { period: chosen.stays.period, selection }
}

fn view(caller: &Caller, chosen: &Chosen, report: &LiabilityReport) -> LiabilityView {
    let t = caller.texts;
    let registry = caller.state.app.registry();
    let mut filters = filters(caller, chosen, on_day(&registry, caller.now));
    filters.retain(|filter| FILTERS.contains(&filter.name));
    let definition = definition(caller, report);
    let at = labels::when(t, caller.now, caller.now);
    LiabilityView {
        version: t.fill("times-version", "version", VERSION),
        chosen: on_paper(&filters),
        unclear: chosen.unclear,
        filters,
        kpis: tables::kpis(t, report),
        warnings: warnings(caller, report),
        chart: Chart::from(&documents::liability_diagram(t, report)),
        tables: tables::tables(caller, chosen, report),
        means: tables::means(t, report),
        footnotes: footnotes(caller, report),
        how: how(caller, report),
        // Who reads no cases has no link to them.
        cases_url: may(&caller.state.app, &caller.actor, Action::ViewWorklist)
            .then(|| chosen.url(urls::LIABILITY_CASES)),
        head: head(caller, ("liability", urls::LIABILITY), chosen, files(caller, chosen)),
        print_foot: t.with(
            "stays-print-foot",
            &[
                ("definition", definition.as_str()),
                ("time", at.as_str()),
                ("name", caller.signed_in.name.as_str()),
            ],
        ),
        definition,
        ..LiabilityView::default()
    }
}

/// "Betalningsansvar, version 2 (enligt lagen) · läget idag 13:42 · revision 4 711".
fn definition(caller: &Caller, report: &LiabilityReport) -> String {
    let t = caller.texts;
    t.with(
        "liability-definition",
        &[
            ("version", VERSION.to_owned()),
            ("model", labels::word(t, "liability-model", report.model)),
            ("time", labels::when(t, report.as_of, caller.now)),
            ("revision", figures::number(report.revision)),
        ],
    )
}

fn files(caller: &Caller, chosen: &Chosen) -> Vec<FileLink> {
    let file = |url: &str, key: &str, first| FileLink {
        url: chosen.url(url),
        label: caller.texts.text(key).into_owned(),
        first,
    };
    let mut files = vec![
        file(urls::LIABILITY_JSON, "stays-file-json", false),
        file(urls::LIABILITY_SVG, "stays-file-svg", false),
        file(urls::LIABILITY_PDF, "stays-file-pdf", false),
        file(urls::LIABILITY_XLSX, "stays-file-xlsx", false),
        file(urls::LIABILITY_CSV, "stays-file-csv", true),
    ];
    // The basis of an invoice is for the parties of the payment alone.
    let (app, actor) = (&caller.state.app, &caller.actor);
    let reads_cases = may(app, actor, Action::ViewWorklist);
    if reads_cases && is_party_to_all(app, actor, &asked_months(chosen)) {
        files.insert(0, file(urls::INVOICE_CSV, "liability-file-invoice", false));
        files.insert(1, file(urls::INVOICE_PDF, "liability-file-invoice-pdf", false));
    }
    files
}

fn warnings(caller: &Caller, report: &LiabilityReport) -> Vec<String> {
    let year = |year: &i16| caller.texts.fill("liability-no-rate", "year", &year.to_string());
    let years = report.years_without_rate.iter().map(year);
    years.chain(no_mean(caller.texts, report)).collect()
}

/// A mean is over all patients of a municipality: none of one ward is told.
fn no_mean(t: Texts, report: &LiabilityReport) -> Option<String> {
    let of_one_ward = report.model != "statutory" && report.selection.ward.is_some();
    of_one_ward.then(|| t.text("liability-no-mean").into_owned())
}

fn footnotes(caller: &Caller, report: &LiabilityReport) -> Vec<String> {
    let t = caller.texts;
    let this_month = Month::of(local_date(report.as_of));
    let day = labels::when(t, report.as_of, caller.now);
    // A month to come is told by none.
    let running = report.months.iter().filter(|it| it.running && it.month <= this_month);
    let names: Vec<String> = running.map(|it| figures::month_and_year(t, it.month)).collect();
    let mut notes = Vec::new();
    if !names.is_empty() {
        let values = [("months", names.join(", ")), ("time", day)];
        notes.push(t.with("liability-running", &values));
    }
    let hidden = if report.suppressed { "stays-hidden-text" } else { "stays-own-text" };
    notes.push(t.text(hidden).into_owned());
    notes
}

fn how(caller: &Caller, report: &LiabilityReport) -> Vec<String> {
    let t = caller.texts;
    let mut keys = vec!["liability-how-statute"];
    if report.model != "statutory" {
        keys.push("liability-how-mean");
    }
    keys.extend(["liability-how-terms", "liability-how-sums"]);
    keys.into_iter().map(|key| t.text(key).into_owned()).collect()
}
