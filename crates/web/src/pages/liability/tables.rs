//! The report as rows of words.

use brygga_app::on_day;
use brygga_domain::follow_up::payment::{Figures, LiabilityReport, Mean, MunicipalityCases};
use brygga_domain::follow_up::report::Cell;
use brygga_i18n::Texts;

use super::super::weekend_stays::address::Chosen;
use super::super::weekend_stays::figures;
use super::words;
use crate::caller::Caller;
use crate::labels;
use crate::urls;
use crate::views::{FigureRow, FigureTable, Kpi, KpiLine, MeanView};

/// What nobody knows: a year without a confirmed rate, a disputed notice.
const UNKNOWN: &str = "–";

pub(super) fn kpis(t: Texts, report: &LiabilityReport) -> Vec<Kpi> {
    let total = &report.total;
    let kpi = |key: &str, number: String, unit: &str, line: Option<String>| Kpi {
        label: t.text(key).into_owned(),
        number,
        unit: unit.to_owned(),
        lines: line.map(|text| KpiLine { icon: None, text }).into_iter().collect(),
    };
    let of = t.fill("liability-of-cases", "n", &figures::cell(t, total.cases));
    let amount = total.amount_sek.filter(|_| total.amount_sek != total.to_pay_sek);
    let amount = amount.map(|it| t.fill("liability-not-rounded", "n", &words::number(t, it)));
    vec![
        kpi("liability-liable", figures::cell(t, total.liable), "", Some(of)),
        kpi("liability-days", days(t, total, report.suppressed), "", None),
        kpi("liability-to-pay", to_pay(t, total, report.suppressed), "", amount),
        kpi("liability-model", labels::word(t, "liability-model", report.model), "", None),
    ]
}

/// Days. There is no number where small groups are hidden, and where a mean has none: over all patients
/// of a municipality, it has no part of one ward.
pub(super) fn days(t: Texts, figures: &Figures, suppressed: bool) -> String {
    figures.days.map_or_else(|| none(t, suppressed), |it| words::number(t, it))
}

pub(super) fn to_pay(t: Texts, figures: &Figures, suppressed: bool) -> String {
    match (figures.to_pay_sek, figures.days) {
        (Some(it), _) => words::sek(t, it),
        (None, days) => none(t, suppressed && days.is_none()),
    }
}

fn none(t: Texts, suppressed: bool) -> String {
    if suppressed { t.text("stays-hidden").into_owned() } else { UNKNOWN.to_owned() }
}

fn row(t: Texts, label: String, of: &Figures, suppressed: bool) -> FigureRow {
    let cell = |cell: Cell| figures::cell(t, cell);
    let mut cells =
        vec![cell(of.cases), cell(of.liable), days(t, of, suppressed), to_pay(t, of, suppressed)];
    cells.extend([of.disputed, of.agreed, of.to_be_reconciled].map(cell));
    FigureRow { label, cells, ..FigureRow::default() }
}

pub(super) fn tables(
    caller: &Caller,
    chosen: &Chosen,
    report: &LiabilityReport,
) -> Vec<FigureTable> {
    let (t, suppressed) = (caller.texts, report.suppressed);
    let columns = || {
        let keys = [
            "liability-cases",
            "liability-liable",
            "liability-days",
            "liability-to-pay",
            "liability-status-disputed",
            "liability-status-agreed",
            "liability-to-be-reconciled",
        ];
        keys.map(|key| t.text(key).into_owned()).to_vec()
    };
    let sum = || row(t, t.text("stays-everybody").into_owned(), &report.total, suppressed);
    let table = |title: &str, column: &str, rows: Vec<FigureRow>, sum| FigureTable {
        title: t.text(title).into_owned(),
        column: t.text(column).into_owned(),
        columns: columns(),
        rows,
        sum,
    };
    let registry = caller.state.app.registry();
    let own = on_day(&registry, caller.now).organisation(&caller.actor.organisation);
    let own = own.and_then(|it| it.municipality_code.clone());
    let own = own.filter(|_| caller.actor.branch.is_municipal());
    let municipalities = report.municipalities.iter().map(|it| FigureRow {
        url: it.code.as_deref().map(|code| chosen.municipality_url(urls::LIABILITY, code)),
        own: it.code.is_some() && it.code == own,
        ..row(t, name(t, it), &it.figures, suppressed)
    });
    let months = report
        .months
        .iter()
        .map(|it| row(t, month(t, it.month, it.running), &it.figures, suppressed));
    let mut tables = vec![
        table("stays-by-municipality", "stays-municipality", municipalities.collect(), Some(sum())),
        table("times-by-month", "times-month", months.collect(), Some(sum())),
    ];
    let both = report.municipalities.iter().flat_map(|it| {
        let some = it.months.iter().filter(|of| of.figures.cases != Some(0));
        some.map(move |of| {
            row(
                t,
                format!("{}, {}", name(t, it), month(t, of.month, of.running)),
                &of.figures,
                suppressed,
            )
        })
    });
    let both: Vec<FigureRow> = both.collect();
    if report.municipalities.len() > 1 && !both.is_empty() {
        let column = "liability-municipality-and-month";
        tables.push(table("liability-by-both", column, both, Some(sum())));
    }
    tables.push(reasons(t, report));
    tables
}

fn reasons(t: Texts, report: &LiabilityReport) -> FigureTable {
    let one = |label: String, cell: Cell| FigureRow {
        label,
        cells: vec![figures::cell(t, cell)],
        ..FigureRow::default()
    };
    let mut rows = vec![one(t.text("liability-liable").into_owned(), report.total.liable)];
    let reasons = report.total.reasons.iter();
    rows.extend(reasons.map(|(code, cell)| one(words::reason(t, code), *cell)));
    FigureTable {
        title: t.text("liability-reasons").into_owned(),
        column: t.text("liability-reason").into_owned(),
        columns: vec![t.text("liability-cases").into_owned()],
        rows,
        sum: Some(one(t.text("stays-everybody").into_owned(), report.total.cases)),
    }
}

fn name(t: Texts, it: &MunicipalityCases) -> String {
    let unknown = || t.text("liability-unknown-municipality").into_owned();
    it.name.clone().or_else(|| it.code.clone()).unwrap_or_else(unknown)
}

fn month(t: Texts, month: brygga_domain::follow_up::report::Month, running: bool) -> String {
    let star = if running { "*" } else { "" };
    format!("{}{star}", labels::capital(&figures::month_and_year(t, month)))
}

/// Each mean, step by step.
pub(super) fn means(t: Texts, report: &LiabilityReport) -> Vec<MeanView> {
    let all = report.municipalities.iter();
    all.flat_map(|it| it.means.iter().map(move |mean| mean_view(t, it, mean))).collect()
}

fn mean_view(t: Texts, of: &MunicipalityCases, mean: &Mean) -> MeanView {
    let period = brygga_domain::follow_up::report::Period::new(mean.from, mean.to);
    let period = period.map_or_else(String::new, |period| figures::period(t, period));
    let star = if mean.running { "*" } else { "" };
    let none = || UNKNOWN.to_owned();
    let mut steps = vec![
        ("patients", figures::number(mean.patients.into())),
        ("patient_days", figures::number(mean.patient_days.into())),
        ("mean", mean.mean_days.map_or_else(none, |it| decimals(t, it))),
        ("threshold", words::number(t, mean.threshold_days)),
        ("free", words::number(t, mean.free_days)),
        ("excess", words::number(t, mean.excess_days)),
        ("rate", mean.rate_sek.map_or_else(none, |it| figures::number(it.into()))),
        ("amount", mean.amount_sek.map_or_else(none, |it| words::number(t, it))),
        ("to_pay", mean.to_pay_sek.map_or_else(none, |it| words::sek(t, it))),
    ];
    if let Some(reason) = mean.reason {
        steps.push(("why", words::reason(t, reason)));
    }
    let since = mean.terms_since.map(|day| words::day(t, day));
    let since = since.unwrap_or_else(|| t.text("liability-defaults").into_owned());
    steps.push(("terms", since));
    let steps = steps.into_iter();
    MeanView {
        title: format!("{}, {period}{star}", name(t, of)),
        steps: steps.map(|(key, value)| (labels::word(t, "liability-step", key), value)).collect(),
    }
}

/// "3,333": what a reader compares with the threshold.
fn decimals(t: Texts, number: f64) -> String {
    let text = format!("{number:.3}");
    match t.language() {
        brygga_i18n::Language::Swedish => text.replace('.', ","),
        brygga_i18n::Language::English => text,
    }
}
