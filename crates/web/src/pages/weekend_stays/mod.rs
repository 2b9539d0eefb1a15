//! "Kvar över helgen" (definition 8): key figures, stacked months, wards and municipalities, all from
//! one report. Works without script: the choices are a form, diagram and table are radio buttons.

pub(super) mod address;
pub(crate) mod cases;
pub(crate) mod chart;
pub(crate) mod export;
pub(crate) mod figures;
pub(crate) mod tables;

use axum::extract::Query;
use brygga_app::care_chain::may;
use brygga_app::follow_up::{ReadStays, county_municipalities, county_wards, weekend_stays};
use brygga_app::on_day;
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::report::{Month, Period, WeekendStays};
use brygga_domain::follow_up::weekend::Variant;
use brygga_domain::registry::{Branch, RegistryAt};
use brygga_policy::Action;

use self::address::{Asked, Chosen, Compare, period_code};
use super::figures_head::head;
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::urls;
use crate::views::{
    FileLink, Filter, FilterOption, KeyHint, NavPlace, StaysView, WeekendStaysPage,
};

pub(crate) async fn get(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let chosen = asked.read(caller.now);
    let read = weekend_stays(&caller.state.app, &caller.actor, &chosen.stays).await?;
    let mut shell = caller.shell(NavPlace::FollowUp);
    shell.key_hints = KeyHint::FIGURES.to_vec();
    html(&WeekendStaysPage { t: caller.texts, shell, stays: view(&caller, &chosen, &read) })
}

fn view(caller: &Caller, chosen: &Chosen, read: &ReadStays) -> StaysView {
    let t = caller.texts;
    let report = &read.report;
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let municipality = today.organisation(&caller.actor.organisation);
    let municipality = municipality.and_then(|it| it.municipality_code.as_deref());
    let municipality = municipality.filter(|_| caller.actor.branch.is_municipal());
    let own_ward = match caller.actor.branch {
        Branch::Inpatient => caller.actor.unit.as_str(),
        _ => "",
    };
    let filters = filters(caller, chosen, today);
    let definition = definition(caller, report);
    let at = labels::when(t, caller.now, caller.now);
    let mut chart = chart::chart(t, report);
    chart.split_title = t.text("stays-of-them").into_owned();
    chart.split = tables::split(t, &report.total);
    StaysView {
        version: t.with(
            "stays-version",
            &[
                ("version", report.definition.version.to_string().as_str()),
                ("variant", report.definition.variant.as_str()),
            ],
        ),
        subtitle: variant_text(caller, report.definition.variant),
        chosen: on_paper(&filters),
        unclear: chosen.unclear,
        filters,
        kpis: figures::kpis(t, read),
        chart,
        causes: tables::causes(t, report),
        groups: vec![
            tables::wards(t, report, chosen, own_ward),
            tables::municipalities(t, report, chosen, municipality),
        ],
        patterns: tables::patterns(t, report),
        footnotes: footnotes(caller, report),
        how: how(caller, report),
        // Who reads no cases has no link to them.
        cases_url: may(&caller.state.app, &caller.actor, Action::ViewWorklist)
            .then(|| chosen.url(urls::WEEKEND_CASES)),
        head: head(caller, ("weekend-stays", urls::WEEKEND_STAYS), chosen, files(caller, chosen)),
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

/// "Kvar över helgen, version 1 (V1) · läget idag 13:42 · revision 4 711".
fn definition(caller: &Caller, report: &WeekendStays) -> String {
    let t = caller.texts;
    let at = labels::when(t, report.as_of, caller.now);
    t.with(
        "stays-definition",
        &[
            ("version", report.definition.version.to_string()),
            ("variant", report.definition.variant.as_str().to_owned()),
            ("time", at),
            ("revision", figures::number(report.revision.unwrap_or(0))),
        ],
    )
}

fn variant_text(caller: &Caller, variant: Variant) -> String {
    labels::word(caller.texts, "stays-is", variant.as_str())
}

fn files(caller: &Caller, chosen: &Chosen) -> Vec<FileLink> {
    let file = |url: &str, key: &str, first| FileLink {
        url: chosen.url(url),
        label: caller.texts.text(key).into_owned(),
        first,
    };
    vec![
        file(urls::WEEKEND_STAYS_JSON, "stays-file-json", false),
        file(urls::WEEKEND_STAYS_SVG, "stays-file-svg", false),
        file(urls::WEEKEND_STAYS_PDF, "stays-file-pdf", false),
        file(urls::WEEKEND_STAYS_XLSX, "stays-file-xlsx", false),
        file(urls::WEEKEND_STAYS_CSV, "stays-file-csv", true),
    ]
}

fn footnotes(caller: &Caller, report: &WeekendStays) -> Vec<String> {
    let t = caller.texts;
    let mut notes = Vec::new();
    for month in report.months.iter().filter(|month| month.running) {
        // A month to come is told by none.
        if month.month <= Month::of(brygga_domain::calendar::local_date(report.as_of)) {
            let name = labels::word(t, "month", &month.month.month().to_string());
            let day = labels::when(t, report.as_of, caller.now);
            let values = [("month", labels::capital(&name)), ("time", day)];
            notes.push(t.with("stays-running", &values));
        }
    }
    notes.extend(figures::imported(t, report.total.imported, report.total.chains));
    if report.suppressed {
        notes.push(t.text("stays-hidden-text").into_owned());
    } else {
        notes.push(t.text("stays-own-text").into_owned());
    }
    notes
}

fn how(caller: &Caller, report: &WeekendStays) -> Vec<String> {
    let t = caller.texts;
    let mut texts = vec![variant_text(caller, report.definition.variant)];
    texts.extend(
        ["stays-how-time", "stays-how-denominators", "stays-how-causes", "stays-how-sums"]
            .map(|key| t.text(key).into_owned()),
    );
    texts
}

pub(super) fn filters(caller: &Caller, chosen: &Chosen, today: RegistryAt<'_>) -> Vec<Filter> {
    let t = caller.texts;
    let stays = &chosen.stays;
    let option = |value: &str, label: String, is: bool| FilterOption {
        value: value.to_owned(),
        label,
        chosen: is,
    };
    let periods = chosen.periods().into_iter().map(|period| {
        option(&period_code(period), figures::period(t, period), period == stays.period)
    });
    let wards = county_wards(today);
    let selected = stays.selection.ward.as_ref();
    let everywhere = option("", t.count("stays-all-wards", wards.len()), selected.is_none());
    let mut by_ward = vec![everywhere];
    by_ward.extend(wards.into_iter().map(|(id, name)| {
        option(id.as_str(), name.to_owned(), selected.is_some_and(|chosen| chosen == id))
    }));
    let municipalities = county_municipalities(today);
    let selected = stays.selection.municipality.as_deref();
    let all = t.count("stays-all-municipalities", municipalities.len());
    let mut by_municipality = vec![option("", all, selected.is_none())];
    by_municipality.extend(
        municipalities
            .into_iter()
            .map(|(code, name)| option(code, name.to_owned(), selected == Some(code))),
    );
    let selected = stays.selection.cause;
    let all = t.text("stays-all-causes").into_owned();
    let mut causes = vec![option("", all, selected.is_none())];
    causes.extend(
        Cause::ALL.iter().map(|cause| {
            option(cause.as_str(), figures::cause(t, *cause), selected == Some(*cause))
        }),
    );
    let variants = Variant::ALL.map(|variant| {
        let label = labels::word(t, "stays-variant", variant.as_str());
        option(variant.as_str(), label, variant == stays.variant)
    });
    let compare = Compare::ALL.map(|compare| {
        option(compare.code(), compare_label(caller, compare, stays.period), {
            compare == chosen.compare
        })
    });
    vec![
        choice(caller, "period", "stays-period", periods.collect()),
        choice(caller, "ward", "stays-ward", by_ward),
        choice(caller, "municipality", "stays-municipality", by_municipality),
        choice(caller, "cause", "stays-cause", causes),
        choice(caller, "compare", "stays-compare", compare.into()),
        choice(caller, "variant", "stays-variant", variants.into()),
    ]
}

fn choice(caller: &Caller, name: &'static str, label: &str, options: Vec<FilterOption>) -> Filter {
    Filter { name, label: caller.texts.text(label).into_owned(), options }
}

fn compare_label(caller: &Caller, compare: Compare, period: Period) -> String {
    match compare {
        Compare::Before => caller.texts.count("stays-compare-before", period.len()),
        Compare::YearBefore => caller.texts.text("stays-compare-year").into_owned(),
        Compare::Nothing => caller.texts.text("stays-compare-none").into_owned(),
    }
}

/// What was chosen, for paper.
pub(super) fn on_paper(filters: &[Filter]) -> String {
    let chosen = filters.iter().filter_map(|choice| {
        let option = choice.options.iter().find(|option| option.chosen)?;
        Some(format!("{}: {}", choice.label, option.label))
    });
    chosen.collect::<Vec<_>>().join(" · ")
}
