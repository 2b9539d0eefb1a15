//! From the ready notice to leaving, month by month: the median of those who left in it.

use brygga_app::follow_up::ReadTimes;
use brygga_documents::diagram::{Bar, Diagram, Form};
use brygga_domain::follow_up::lead_times::{Figures, LeadTimes, Measure, MonthFigures};
use brygga_i18n::Texts;

use super::super::weekend_stays::figures;
use super::tables::{HOURS_IN_DAYS_FROM, duration};
use crate::documents::language;
use crate::labels;
use crate::views::{Chart, LegendRow};

/// What is compared with the other period.
const COMPARED: [Measure; 3] =
    [Measure::ReadyToMunicipalityReady, Measure::MunicipalityReadyToLeft, Measure::ReadyToLeft];

fn median(figures: &Figures, measure: Measure) -> Option<f64> {
    figures.measures.get(&measure).map(|spread| spread.median)
}

/// The medians of the months, in hours or, where one is long, in days.
pub(crate) fn diagram(t: Texts, report: &LeadTimes) -> Diagram {
    let of = |figures: &Figures| median(figures, Measure::ReadyToLeft);
    let whole = of(&report.total);
    let most = report.months.iter().filter_map(|month| of(&month.figures)).chain(whole);
    let in_days = most.fold(0.0, f64::max) >= HOURS_IN_DAYS_FROM;
    let unit = if in_days { 24.0 } else { 1.0 };
    let bar = |month: &MonthFigures| {
        let value = of(&month.figures).map(|hours| hours / unit);
        let star = if month.running { "*" } else { "" };
        let label = value.map(|it| format!("{}{star}", figures::mean(t, it)));
        Bar {
            name: figures::month_short(t, month.month),
            parts: vec![value],
            sum: value,
            labels: vec![label.unwrap_or_default()],
            running: month.running,
        }
    };
    let dash = if report.suppressed { "times-hidden-text" } else { "times-own-text" };
    let running = report.months.iter().any(|month| month.running).then_some("document-running");
    let line = whole.map(|hours| hours / unit);
    Diagram {
        language: language(t),
        title: t.text(if in_days { "times-chart-days" } else { "times-chart-hours" }).into_owned(),
        description: description(t, report),
        form: Form::Stacked,
        parts: vec![labels::word(t, "times-measure", Measure::ReadyToLeft.as_str())],
        rest: String::new(),
        bars: report.months.iter().map(bar).collect(),
        line: line.map(|it| (it, t.fill("times-chart-all", "n", &figures::mean(t, it)))),
        notes: running.into_iter().chain([dash]).map(|key| t.text(key).into_owned()).collect(),
    }
}

pub(super) fn chart(t: Texts, read: &ReadTimes) -> Chart {
    let report = &read.report;
    let (split_title, split) = compared(t, read);
    let diagram = diagram(t, report);
    let whole = median(&report.total, Measure::ReadyToLeft);
    Chart {
        legend_title: diagram.title.clone(),
        legend: vec![LegendRow {
            class: "c1",
            label: figures::period(t, report.period),
            number: whole.map(|hours| duration(t, hours)).unwrap_or_default(),
            ..LegendRow::default()
        }],
        split_title,
        split,
        ..Chart::from(&diagram)
    }
}

/// The medians of the other period.
fn compared(t: Texts, read: &ReadTimes) -> (String, Vec<LegendRow>) {
    let Some(compared) = &read.compared else { return (String::new(), Vec::new()) };
    let row = |measure: &Measure| LegendRow {
        label: labels::word(t, "times-measure", measure.as_str()),
        number: median(&compared.total, *measure)
            .map_or_else(|| "–".to_owned(), |hours| duration(t, hours)),
        ..LegendRow::default()
    };
    let period = figures::period(t, compared.period);
    (t.fill("times-chart-compared", "period", &period), COMPARED.iter().map(row).collect())
}

fn description(t: Texts, report: &LeadTimes) -> String {
    let of = |month: &MonthFigures| median(&month.figures, Measure::ReadyToLeft);
    let shown = report.months.iter().filter(|month| !month.running);
    let shown = || shown.clone().filter_map(|month| Some((month.month, of(month)?)));
    let most = shown().max_by(|a, b| a.1.total_cmp(&b.1));
    let least = shown().min_by(|a, b| a.1.total_cmp(&b.1));
    let period = figures::period(t, report.period);
    let (Some(most), Some(least)) = (most, least) else {
        return t.fill("stays-chart-none", "period", &period);
    };
    t.with(
        "stays-chart-text",
        &[
            ("period", period),
            ("most", duration(t, most.1)),
            ("most_month", figures::month_and_year(t, most.0)),
            ("least", duration(t, least.1)),
            ("least_month", figures::month_and_year(t, least.0)),
        ],
    )
}
