//! From the ready notice to leaving, month by month: the median of those who left in it.

use brygga_app::follow_up::ReadTimes;
use brygga_domain::follow_up::lead_times::{Figures, LeadTimes, Measure, MonthFigures};
use brygga_i18n::Texts;

use super::super::weekend_stays::chart::{
    BOTTOM, HEIGHT, Slots, average_line, axis, coordinate, lines,
};
use super::super::weekend_stays::figures;
use super::tables::{HOURS_IN_DAYS_FROM, duration};
use crate::views::{Bar, BarPart, Chart, LegendRow};

/// What is compared with the other period.
const COMPARED: [Measure; 3] =
    [Measure::ReadyToMunicipalityReady, Measure::MunicipalityReadyToLeft, Measure::ReadyToLeft];

fn median(figures: &Figures, measure: Measure) -> Option<f64> {
    figures.measures.get(&measure).map(|spread| spread.median)
}

pub(super) fn chart(t: Texts, read: &ReadTimes) -> Chart {
    let report = &read.report;
    let of = |figures: &Figures| median(figures, Measure::ReadyToLeft);
    let whole = of(&report.total);
    let most = report.months.iter().filter_map(|month| of(&month.figures)).chain(whole);
    let most = most.fold(0.0, f64::max);
    let unit = if most < HOURS_IN_DAYS_FROM { 1.0 } else { 24.0 };
    let top = axis(most / unit);
    let scale = HEIGHT / f64::from(top) / unit;
    let slots = Slots::of(report.months.len());
    let bar = |(n, month): (usize, &MonthFigures)| {
        let hours = of(&month.figures);
        let star = if month.running { "*" } else { "" };
        let y = BOTTOM - hours.unwrap_or(0.0) * scale;
        let part = |hours: f64| BarPart {
            class: "c1",
            y: coordinate(y + 1.0),
            height: coordinate((hours * scale - 2.0).max(0.5)),
        };
        let label = |hours: f64| format!("{}{star}", figures::mean(t, hours / unit));
        Bar {
            parts: hours.map(part).into_iter().collect(),
            total: hours.map(label).unwrap_or_default(),
            total_y: coordinate(y - 6.0),
            running: month.running,
            ..slots.bar(n, figures::month_short(t, month.month))
        }
    };
    let (split_title, split) = compared(t, read);
    let title = t.text(if unit > 1.0 { "times-chart-days" } else { "times-chart-hours" });
    Chart {
        title: title.to_string(),
        description: description(t, report),
        lines: lines(top),
        bars: report.months.iter().enumerate().map(bar).collect(),
        average: whole.map(|hours| {
            let label = t.fill("times-chart-all", "n", &figures::mean(t, hours / unit));
            average_line(BOTTOM - hours * scale, label)
        }),
        legend_title: title.into_owned(),
        legend: vec![LegendRow {
            class: "c1",
            label: figures::period(t, report.period),
            number: whole.map(|hours| duration(t, hours)).unwrap_or_default(),
            ..LegendRow::default()
        }],
        split_title,
        split,
    }
}

/// The medians of the other period.
fn compared(t: Texts, read: &ReadTimes) -> (String, Vec<LegendRow>) {
    let Some(compared) = &read.compared else { return (String::new(), Vec::new()) };
    let row = |measure: &Measure| LegendRow {
        label: crate::labels::word(t, "times-measure", measure.as_str()),
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
