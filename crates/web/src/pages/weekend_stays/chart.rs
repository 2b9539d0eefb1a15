//! The stacked months: largest cause at the bottom as in the legend (UI design 8).

use brygga_documents::diagram::{Bar, Diagram, Form};
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::report::{Cell, Figures, MonthFigures, WeekendStays};
use brygga_i18n::Texts;

use super::figures;
use crate::documents::language;
use crate::views::{Chart, LegendRow};

/// A part of a bar: medical and other reasons stand together, so that there are six.
struct Part {
    class: &'static str,
    key: &'static str,
    causes: &'static [Cause],
}

const PARTS: [Part; 6] = [
    Part { class: "c1", key: "cause-short_term_place", causes: &[Cause::ShortTermPlace] },
    Part { class: "c2", key: "cause-safe_homecoming", causes: &[Cause::SafeHomecoming] },
    Part { class: "c3", key: "cause-aids", causes: &[Cause::Aids] },
    Part { class: "c4", key: "cause-sip_late", causes: &[Cause::SipLate] },
    Part { class: "c5", key: "cause-services_after_sip", causes: &[Cause::ServicesAfterSip] },
    Part { class: "c6", key: "cause-medical-or-other", causes: &[Cause::Medical, Cause::Other] },
];

/// The parts with their numbers, in order from below.
pub(crate) fn parts(t: Texts, figures: &Figures) -> Vec<(&'static str, String, Cell)> {
    let of = |part: &Part| {
        let numbers = part.causes.iter().map(|cause| figures.causes.get(*cause));
        numbers.sum::<Option<u32>>()
    };
    PARTS.iter().map(|part| (part.class, t.text(part.key).into_owned(), of(part))).collect()
}

/// What is written above a month.
fn total(t: Texts, month: &MonthFigures) -> String {
    let star = if month.running { "*" } else { "" };
    match month.figures.stayed {
        _ if month.no_data => String::new(),
        Some(stayed) => format!("{}{star}", figures::number(u64::from(stayed))),
        None => t.text("stays-hidden").into_owned(),
    }
}

/// The stacked months.
pub(crate) fn diagram(t: Texts, report: &WeekendStays) -> Diagram {
    let bar = |month: &MonthFigures| Bar {
        name: figures::month_short(t, month.month),
        parts: (parts(t, &month.figures).into_iter())
            .map(|(_, _, number)| number.map(f64::from))
            .collect(),
        sum: month.figures.stayed.map(f64::from),
        labels: vec![total(t, month)],
        running: month.running,
    };
    let average = report.average_per_month.filter(|it| *it > 0.0);
    let running = report.months.iter().any(|month| month.running).then_some("document-running");
    let hidden = report.suppressed.then_some("stays-hidden-text");
    Diagram {
        language: language(t),
        title: t.text("stays-chart-title").into_owned(),
        description: description(t, report),
        form: Form::Stacked,
        parts: parts(t, &report.total).into_iter().map(|(_, word, _)| word).collect(),
        rest: t.text("stays-hidden-cause").into_owned(),
        bars: report.months.iter().map(bar).collect(),
        line: average.map(|it| (it, t.fill("stays-mean", "n", &figures::mean(t, it)))),
        notes: running.into_iter().chain(hidden).map(|key| t.text(key).into_owned()).collect(),
    }
}

pub(super) fn chart(t: Texts, report: &WeekendStays) -> Chart {
    Chart {
        legend_title: t.count("stays-causes", report.months.len()),
        legend: legend(t, report),
        ..Chart::from(&diagram(t, report))
    }
}

/// The last part on top, as it lies in the bars.
fn legend(t: Texts, report: &WeekendStays) -> Vec<LegendRow> {
    let total = &report.total;
    let rows = parts(t, total).into_iter().rev();
    let mut legend: Vec<LegendRow> = rows
        .map(|(class, label, n)| LegendRow {
            class,
            label,
            number: figures::cell(t, n),
            share: match (n, total.stayed) {
                (Some(n), Some(stayed)) if stayed > 0 => {
                    figures::percent(f64::from(n) / f64::from(stayed))
                }
                _ => String::new(),
            },
        })
        .collect();
    let hides = |figures: &Figures| figures.causes.values().any(|it| it.is_none());
    if report.months.iter().any(|month| month.figures.stayed.is_some() && hides(&month.figures)) {
        let label = t.text("stays-hidden-cause").into_owned();
        legend.insert(0, LegendRow { class: "c0", label, ..LegendRow::default() });
    }
    legend
}

fn description(t: Texts, report: &WeekendStays) -> String {
    let whole = report.months.iter().filter(|month| !month.running && !month.no_data);
    let shown: Vec<_> = whole.filter_map(|it| Some((it.month, it.figures.stayed?))).collect();
    let period = figures::period(t, report.period);
    let most = shown.iter().max_by_key(|(_, n)| *n);
    let least = shown.iter().min_by_key(|(_, n)| *n);
    let (Some(most), Some(least)) = (most, least) else {
        return t.fill("stays-chart-none", "period", &period);
    };
    let month = |month| figures::month_and_year(t, month);
    t.with(
        "stays-chart-text",
        &[
            ("period", period),
            ("most", most.1.to_string()),
            ("most_month", month(most.0)),
            ("least", least.1.to_string()),
            ("least_month", month(least.0)),
        ],
    )
}
