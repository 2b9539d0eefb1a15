//! Numbers, shares and months in words; and the key figures.

use brygga_app::follow_up::ReadStays;
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::report::{Cell, Figures, Month, MonthFigures, Period, WeekendStays};
use brygga_i18n::{Language, Texts};

use crate::labels;
use crate::views::{Kpi, KpiLine};

/// A number, or that it is hidden. Thousands stand apart as in Swedish print.
pub(crate) fn cell(t: Texts, cell: Cell) -> String {
    cell.map_or_else(|| t.text("stays-hidden").into_owned(), |it| number(u64::from(it)))
}

/// "12 345", with spaces that do not break.
pub(crate) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + 4);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// "17 %", or that it is hidden; a dash where there is nothing to be a share of.
pub(super) fn share(t: Texts, share: Option<f64>, whole: Cell) -> String {
    match (share, whole) {
        (Some(share), _) => percent(share),
        (None, Some(0)) => String::from("–"),
        (None, _) => t.text("stays-hidden").into_owned(),
    }
}

pub(crate) fn percent(share: f64) -> String {
    format!("{:.0}\u{a0}%", share * 100.0)
}

/// A mean of persons: one decimal below ten, as a Swedish or an English reader writes it.
pub(crate) fn mean(t: Texts, mean: f64) -> String {
    if mean >= 10.0 {
        return format!("{mean:.0}");
    }
    let text = format!("{mean:.1}");
    match t.language() {
        Language::Swedish => text.replace('.', ","),
        Language::English => text,
    }
}

/// "november 2026".
pub(crate) fn month_and_year(t: Texts, month: Month) -> String {
    format!("{} {}", labels::word(t, "month", &month.month().to_string()), month.year())
}

/// "nov".
pub(crate) fn month_short(t: Texts, month: Month) -> String {
    labels::word(t, "month-short", &month.month().to_string())
}

/// "dec 2025 – nov 2026".
pub(crate) fn period(t: Texts, period: Period) -> String {
    let of = |month: Month| format!("{} {}", month_short(t, month), month.year());
    if period.from() == period.to() {
        return of(period.from());
    }
    format!("{} – {}", of(period.from()), of(period.to()))
}

/// How many of the chains are a history of another system; nothing where none is.
pub(in crate::pages) fn imported(t: Texts, imported: Cell, chains: Cell) -> Option<String> {
    let values = [("n", cell(t, imported)), ("all", cell(t, chains))];
    (imported != Some(0)).then(|| t.with("stays-imported", &values))
}

/// A cause.
pub(crate) fn cause(t: Texts, cause: Cause) -> String {
    labels::word(t, "cause", cause.as_str())
}

/// What the report's share of those ready is a share of.
pub(super) fn ready(report: &WeekendStays, figures: &Figures) -> Cell {
    if report.definition.share_of_ready_of == "ready" {
        figures.ready
    } else {
        figures.ready_weekdays
    }
}

pub(super) fn kpis(t: Texts, read: &ReadStays) -> Vec<Kpi> {
    let report = &read.report;
    vec![
        last_month(t, report),
        share_of_ready(t, read),
        average(t, read),
        most_common_cause(t, report),
    ]
}

/// The last whole month against the one before it; without a whole month the running one.
fn last_month(t: Texts, report: &WeekendStays) -> Kpi {
    let whole = report.months.iter().rposition(|month| !month.running && !month.no_data);
    let at = whole.unwrap_or(report.months.len() - 1);
    let month = &report.months[at];
    let before = at.checked_sub(1).and_then(|before| report.months.get(before));
    let star = if month.running { "*" } else { "" };
    let stayed = |month: &MonthFigures| month.figures.stayed;
    let line = before.filter(|before| !before.no_data).and_then(|before| {
        let (now, then) = (stayed(month)?, stayed(before)?);
        let name = labels::word(t, "month", &before.month.month().to_string());
        let (key, icon) = match now.cmp(&then) {
            std::cmp::Ordering::Less => ("stays-fewer", Some("down")),
            std::cmp::Ordering::Equal => ("stays-as-many", None),
            std::cmp::Ordering::Greater => ("stays-more", Some("up")),
        };
        let n = number(u64::from(now.abs_diff(then)));
        let text = t.with(key, &[("n", n.as_str()), ("month", name.as_str())]);
        Some(KpiLine { icon, text })
    });
    let name = labels::word(t, "month", &month.month.month().to_string());
    Kpi {
        label: t.fill("stays-in-month", "month", &name),
        number: format!("{}{star}", cell(t, stayed(month))),
        unit: t.text("stays-persons").into_owned(),
        lines: line.into_iter().collect(),
    }
}

fn share_of_ready(t: Texts, read: &ReadStays) -> Kpi {
    let of =
        |report: &WeekendStays| share(t, report.total.share_of_ready, ready(report, &report.total));
    let total = &read.report.total;
    let all = share(t, total.share_of_chains, total.chains);
    let mut lines = vec![line(t.fill("stays-of-all-chains", "share", &all))];
    if let Some(compared) = &read.compared {
        lines.push(against(t, compared, of(compared)));
    }
    Kpi {
        label: t.text("stays-share-of-ready").into_owned(),
        number: of(&read.report),
        unit: t.count("stays-months", read.report.months.len()),
        lines,
    }
}

fn average(t: Texts, read: &ReadStays) -> Kpi {
    let of = |report: &WeekendStays| match report.average_per_month {
        Some(average) => mean(t, average),
        None if report.whole_months == 0 => String::from("–"),
        None => t.text("stays-hidden").into_owned(),
    };
    let mut lines = vec![line(t.count("stays-whole-months", read.report.whole_months))];
    if let Some(compared) = &read.compared {
        lines.push(against(t, compared, of(compared)));
    }
    Kpi {
        label: t.text("stays-average").into_owned(),
        number: of(&read.report),
        unit: t.text("stays-persons").into_owned(),
        lines,
    }
}

fn most_common_cause(t: Texts, report: &WeekendStays) -> Kpi {
    let total = &report.total;
    let shown = total.causes.iter().filter_map(|(cause, number)| Some((cause, number?)));
    // The first of several: the order of the review.
    let most = shown.filter(|(_, n)| *n > 0).min_by_key(|(_, n)| std::cmp::Reverse(*n));
    let label = t.text("stays-most-common-cause").into_owned();
    match (most, total.stayed) {
        (Some((most, n)), Some(stayed)) => {
            let (n_text, all) = (number(u64::from(n)), number(u64::from(stayed)));
            let text = t.with("stays-n-of-all", &[("n", n_text.as_str()), ("all", all.as_str())]);
            Kpi {
                label,
                number: percent(f64::from(n) / f64::from(stayed)),
                unit: cause(t, most),
                lines: vec![line(text)],
            }
        }
        (_, Some(0)) => Kpi { label, number: String::from("–"), ..Kpi::default() },
        _ => Kpi { label, number: t.text("stays-hidden").into_owned(), ..Kpi::default() },
    }
}

fn against(t: Texts, compared: &WeekendStays, value: String) -> KpiLine {
    let period = period(t, compared.period);
    line(t.with("stays-compared", &[("period", period.as_str()), ("value", value.as_str())]))
}

const fn line(text: String) -> KpiLine {
    KpiLine { icon: None, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_swedish_print() {
        let t = Texts::of(Language::Swedish);
        assert_eq!(number(7), "7");
        assert_eq!(number(12_345), "12\u{a0}345");
        assert_eq!(number(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(percent(0.174), "17\u{a0}%");
        assert_eq!(mean(t, 4.25), "4,2");
        assert_eq!(mean(t, 69.4), "69");
        assert_eq!(share(t, None, Some(0)), "–");
        assert_eq!(share(t, None, None), cell(t, None));
    }
}
