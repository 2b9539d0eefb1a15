//! The stacked months as coordinates: largest cause at the bottom as in the legend, two pixels
//! between parts, the axis from zero (UI design 8).

use brygga_documents::months::Bar as Month;
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::report::{Cell, Figures, MonthFigures, WeekendStays};
use brygga_i18n::Texts;

use super::figures;
use crate::views::{AverageLine, Bar, BarPart, Chart, GridLine, LegendRow};

/// The picture: 880 wide, the axis at 240 and its top at 22.
pub(in crate::pages) const LEFT: f64 = 34.0;
const RIGHT: f64 = 880.0;
pub(in crate::pages) const BOTTOM: f64 = 240.0;
pub(in crate::pages) const HEIGHT: f64 = 218.0;
const LINES: u32 = 4;
/// More months have only some of their names below.
const NAMES: usize = 12;

/// Where the bars of so many months stand.
pub(in crate::pages) struct Slots {
    slot: f64,
    width: f64,
    every: usize,
}

impl Slots {
    pub(in crate::pages) fn of(months: usize) -> Self {
        let slot = (RIGHT - LEFT) / months as f64;
        Self { slot, width: (slot * 0.624).min(44.0), every: months.div_ceil(NAMES) }
    }

    /// The n-th bar, with nothing in it yet.
    pub(in crate::pages) fn bar(&self, n: usize, name: String) -> Bar {
        let x = LEFT + self.slot * n as f64 + (self.slot - self.width) / 2.0;
        Bar {
            x: coordinate(x),
            width: coordinate(self.width),
            middle: coordinate(x + self.width / 2.0),
            label: if n.is_multiple_of(self.every) { name } else { String::new() },
            ..Bar::default()
        }
    }
}

/// The lines behind the bars, to the top of the axis.
pub(in crate::pages) fn lines(top: u32) -> Vec<GridLine> {
    let line = |n| {
        let value = top / LINES * n;
        let y = BOTTOM - f64::from(value) * HEIGHT / f64::from(top);
        GridLine {
            y: coordinate(y),
            text_y: coordinate(y + 4.0),
            label: figures::number(u64::from(value)),
        }
    };
    (0..=LINES).map(line).collect()
}

/// A line across at a value.
pub(in crate::pages) fn average_line(y: f64, label: String) -> AverageLine {
    AverageLine {
        y: coordinate(y),
        label_y: coordinate(y - 8.0),
        box_y: coordinate(y - 20.0),
        label,
    }
}

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
        let numbers = part.causes.iter().map(|cause| figures.causes.get(cause).copied().flatten());
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

/// The months for a picture that is a file of its own.
pub(crate) fn months(t: Texts, report: &WeekendStays) -> Vec<Month> {
    let month = |month: &MonthFigures| Month {
        name: figures::month_short(t, month.month),
        parts: parts(t, &month.figures).into_iter().map(|(_, _, number)| number).collect(),
        sum: month.figures.stayed,
        label: total(t, month),
        running: month.running,
    };
    report.months.iter().map(month).collect()
}

/// The mean of a whole month, and what is written at its line.
pub(crate) fn average(t: Texts, report: &WeekendStays) -> Option<(f64, String)> {
    let average = report.average_per_month.filter(|it| *it > 0.0)?;
    Some((average, t.fill("stays-mean", "n", &figures::mean(t, average))))
}

pub(super) fn chart(t: Texts, report: &WeekendStays) -> Chart {
    let most = report.months.iter().filter_map(|month| month.figures.stayed).max().unwrap_or(0);
    let top = axis(f64::from(most));
    let scale = HEIGHT / f64::from(top);
    let slots = Slots::of(report.months.len());
    let bars = report.months.iter().enumerate().map(|(n, month)| {
        let stayed = month.figures.stayed;
        Bar {
            parts: stack(t, &month.figures, scale),
            total: total(t, month),
            total_y: coordinate(BOTTOM - f64::from(stayed.unwrap_or(0)) * scale - 6.0),
            running: month.running,
            ..slots.bar(n, figures::month_short(t, month.month))
        }
    });
    Chart {
        title: t.text("stays-chart-title").into_owned(),
        description: description(t, report),
        lines: lines(top),
        bars: bars.collect(),
        average: average(t, report).map(|(mean, label)| average_line(BOTTOM - mean * scale, label)),
        legend_title: t.count("stays-causes", report.months.len()),
        legend: legend(t, report),
        ..Chart::default()
    }
}

/// The parts that are shown, and above them what is left of the sum: numbers that are hidden.
fn stack(t: Texts, figures: &Figures, scale: f64) -> Vec<BarPart> {
    let Some(stayed) = figures.stayed else { return Vec::new() };
    let shown: Vec<(&'static str, u32)> =
        parts(t, figures).into_iter().filter_map(|(class, _, n)| Some((class, n?))).collect();
    let rest = stayed.saturating_sub(shown.iter().map(|(_, n)| n).sum());
    let mut below = 0;
    let all = shown.into_iter().chain([("c0", rest)]).filter(|(_, n)| *n > 0);
    all.map(|(class, n)| {
        below += n;
        BarPart {
            class,
            y: coordinate(BOTTOM - f64::from(below) * scale + 1.0),
            height: coordinate((f64::from(n) * scale - 2.0).max(0.5)),
        }
    })
    .collect()
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
    let hides = |figures: &Figures| figures.causes.values().any(Option::is_none);
    if report.months.iter().any(|month| month.figures.stayed.is_some() && hides(&month.figures)) {
        let label = t.text("stays-hidden-cause").into_owned();
        legend.insert(0, LegendRow { class: "c0", label, ..LegendRow::default() });
    }
    legend
}

pub(crate) fn description(t: Texts, report: &WeekendStays) -> String {
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

/// The top of the axis: a number that four lines divide evenly.
pub(in crate::pages) fn axis(most: f64) -> u32 {
    let steps = [1, 2, 5, 10, 15, 20, 25, 50, 75, 100, 125, 150, 200, 250];
    let thousands = (1..=1_000).map(|n| n * 1_000);
    let tops = steps.into_iter().map(|step| step * LINES).chain(thousands);
    tops.into_iter().find(|top| f64::from(*top) >= most).unwrap_or(1_000_000)
}

pub(in crate::pages) fn coordinate(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_has_lines_at_whole_numbers_and_room_for_the_highest_month() {
        for (most, top) in
            [(0, 4), (4, 4), (5, 8), (83, 100), (100, 100), (101, 200), (1_001, 2_000)]
        {
            assert_eq!(axis(f64::from(most)), top, "{most}");
        }
    }
}
