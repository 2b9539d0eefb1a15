//! Payment liability as it may leave the parties concerned: no case, and no figure of fewer than
//! five.

use super::Own;
use super::table::{Sum, Table};
use crate::follow_up::payment::{Figures, LiabilityReport};

/// The report as it may leave the parties concerned. The reader's own municipality stays as it is, and
/// the others are hidden so that they cannot be worked out from it either. Days and amounts follow the
/// number of liable cases.
#[must_use]
pub fn payment(mut report: LiabilityReport, own: Own<'_>) -> LiabilityReport {
    if report.suppressed {
        return report;
    }
    let mut reasons: Vec<&'static str> = report.total.reasons.keys().copied().collect();
    reasons.sort_unstable();
    let mut table = Table::default();
    let mut row = |figures: &Figures, known: bool| {
        table.next_row(known);
        let at = table.len();
        table.cell(figures.cases.unwrap_or(0), true);
        table.cell(figures.liable.unwrap_or(0), true);
        for reason in &reasons {
            table.cell(figures.reasons.get(reason).copied().flatten().unwrap_or(0), true);
        }
        table.sum(Sum { total: at, parts: (at + 1..table.len()).collect() });
        // Some of all: the rest of them is no number of the report, and could be worked out.
        let all = figures.cases.unwrap_or(0);
        for some in [figures.to_be_reconciled, figures.disputed, figures.agreed] {
            let some = some.unwrap_or(0);
            let parts = vec![table.cell(some, true), table.cell(all - some, true)];
            table.sum(Sum { total: at, parts });
        }
        at
    };
    let total = row(&report.total, false);
    let months: Vec<usize> = report.months.iter().map(|it| row(&it.figures, false)).collect();
    let is_own =
        |code: &Option<String>| own.municipality.is_some() && code.as_deref() == own.municipality;
    let municipalities: Vec<usize> =
        report.municipalities.iter().map(|it| row(&it.figures, is_own(&it.code))).collect();
    for rows in [&months, &municipalities] {
        for column in 0..reasons.len() + 8 {
            let parts = rows.iter().map(|at| at + column).collect();
            table.sum(Sum { total: total + column, parts });
        }
    }
    table.suppress();

    let hide = |figures: &mut Figures, at: usize| {
        figures.cases = figures.cases.filter(|_| !table.is_hidden(at));
        if table.is_hidden(at + 1) {
            (figures.liable, figures.days) = (None, None);
            (figures.amount_sek, figures.to_pay_sek) = (None, None);
        }
        let marks = at + reasons.len() + 2;
        let cells = [&mut figures.to_be_reconciled, &mut figures.disputed, &mut figures.agreed];
        for (n, cell) in cells.into_iter().enumerate() {
            let place = marks + 2 * n;
            *cell = cell.filter(|_| !table.is_hidden(place) && !table.is_hidden(place + 1));
        }
        for (n, reason) in reasons.iter().enumerate() {
            // A reason that is not there is 0, and says so like the others.
            let cell = figures.reasons.entry(reason).or_insert(Some(0));
            *cell = cell.filter(|_| !table.is_hidden(at + 2 + n));
        }
    };
    hide(&mut report.total, total);
    for (month, at) in report.months.iter_mut().zip(months) {
        hide(&mut month.figures, at);
        // That a case goes on says that there is one.
        month.running = report.as_of < end_of(month.month);
    }
    for (municipality, at) in report.municipalities.iter_mut().zip(municipalities) {
        hide(&mut municipality.figures, at);
        municipality.cases.clear();
        municipality.months.clear();
        municipality.means.clear();
    }
    report.suppressed = true;
    report
}

/// When a month is over.
fn end_of(month: crate::follow_up::report::Month) -> jiff::Timestamp {
    let first = month.plus(1).first_day();
    first
        .to_zoned(crate::calendar::stockholm().clone())
        .map_or(jiff::Timestamp::MAX, |it| it.timestamp())
}
