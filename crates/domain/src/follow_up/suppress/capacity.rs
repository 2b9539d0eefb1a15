//! Capacity as it may leave the parties concerned: who waited is hidden where they were few, with the
//! time that they waited; places are no secret.

use super::Own;
use super::table::{Sum, Table};
use crate::follow_up::capacity::{Capacity, YearFigures};

/// The report as it may leave the parties concerned. The reader's own municipality stays as it is.
#[must_use]
pub fn capacity(mut report: Capacity, own: Own<'_>) -> Capacity {
    if report.suppressed {
        return report;
    }
    let mut table = Table::default();
    for n in 0..report.total.len() {
        let total = row(&mut table, &report.total[n], false);
        let mut rows = Vec::new();
        for of in &report.municipalities {
            let is_own = own.municipality.is_some() && of.code.as_deref() == own.municipality;
            rows.push(row(&mut table, &of.years[n], is_own));
        }
        for column in 0..WIDTH {
            let parts = rows.iter().map(|at| at + column).collect();
            table.sum(Sum { total: total + column, parts });
        }
    }
    table.suppress();
    let mut at = 0;
    for n in 0..report.total.len() {
        hide(&table, &mut at, &mut report.total[n]);
        for of in &mut report.municipalities {
            hide(&table, &mut at, &mut of.years[n]);
        }
    }
    report.suppressed = true;
    report
}

/// Those who waited, those of them with a time, those without.
const WIDTH: usize = 3;

fn row(table: &mut Table, of: &YearFigures, own: bool) -> usize {
    table.next_row(own);
    let (waited, timed) = (of.waited.unwrap_or(0), of.timed.unwrap_or(0));
    let at = table.cell(waited, true);
    table.cell(timed, true);
    table.cell(waited.saturating_sub(timed), true);
    table.sum(Sum { total: at, parts: vec![at + 1, at + 2] });
    table.follows(at, at + 1);
    at
}

fn hide(table: &Table, at: &mut usize, of: &mut YearFigures) {
    of.waited = of.waited.filter(|_| !table.is_hidden(*at));
    of.timed = of.timed.filter(|_| !table.is_hidden(*at + 1));
    // How long is told of as many as are told.
    of.wait_days = of.wait_days.filter(|_| of.timed.is_some());
    of.set_mean();
    *at += WIDTH;
}
