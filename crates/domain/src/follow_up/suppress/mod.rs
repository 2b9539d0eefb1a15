//! Suppression of small groups in what leaves the parties concerned (facts 6; product, principles):
//! a group of fewer than five is hidden, and so are as many other numbers as it takes that none can
//! be had back by subtraction from a sum.
//!
//! It protects the groups of one report: of those who stayed, of their causes, and of all chains of
//! a row. Two reports over other choices, subtracted from each other, are not weighed against each
//! other. What is hidden does not say why: a reader cannot tell a small number from one that is
//! hidden to protect it.

mod capacity;
mod lead_times;
mod payment;
mod table;

use super::causes::Cause;
use super::report::{Cell, Dimension, Figures, Group, WeekendStays, average};
pub use capacity::capacity;
pub use lead_times::lead_times;
pub use payment::payment;
pub use table::SMALLEST;
use table::{Sum, Table};

/// The reader is a party to these chains and sees their row as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Own<'a> {
    /// The reader's ward, by HSA-id.
    pub ward: Option<&'a str>,
    /// The reader's municipality, by code.
    pub municipality: Option<&'a str>,
}

// Where each number stands in a row.
const CHAINS: usize = 0;
const READY_WEEKDAYS: usize = 2;
const STAYED: usize = 3;
const BEFORE: usize = 4;
const NOT_BEFORE: usize = 5;
const SHOULD_STAY: usize = 7;
const COULD_HAVE_LEFT: usize = 8;
const DECEASED: usize = 9;
const WEEKENDS: usize = 10;
const IMPORTED: usize = 11;
const CAUSES: usize = 13;
const CAUSES_ANY: usize = CAUSES + Cause::ALL.len();
const WIDTH: usize = CAUSES_ANY + Cause::ALL.len();

fn numbers(figures: &mut Figures) -> Vec<&mut Cell> {
    let mut cells = vec![
        &mut figures.chains,
        &mut figures.ready,
        &mut figures.ready_weekdays,
        &mut figures.stayed,
        &mut figures.municipality_ready_before,
        &mut figures.municipality_not_ready_before,
        &mut figures.still_there,
        &mut figures.should_stay,
        &mut figures.could_have_left,
        &mut figures.deceased,
        &mut figures.weekends,
        &mut figures.imported,
        &mut figures.overridden,
    ];
    cells.extend(figures.causes.values_mut());
    cells.extend(figures.causes_any.values_mut());
    cells
}

fn group_numbers(group: &mut Group) -> [&mut Cell; 3] {
    [&mut group.ready_weekdays, &mut group.stayed, &mut group.left]
}

/// The report as it may leave the parties concerned. The reader's own rows stay as they are, and the
/// others are hidden so that they cannot be worked out from these either.
#[must_use]
pub fn weekend_stays(mut report: WeekendStays, own: Own<'_>) -> WeekendStays {
    if report.suppressed {
        return report;
    }
    let mut plan = Plan::default();
    let total = plan.row(&mut report.total, false);
    let rows = report.months.iter_mut();
    let months: Vec<_> = rows.map(|row| plan.row(&mut row.figures, false)).collect();
    let is = |code: &Option<String>, own: Option<&str>| own.is_some() && code.as_deref() == own;
    let rows = report.by_ward.iter_mut();
    let wards: Vec<_> =
        rows.map(|row| plan.row(&mut row.figures, is(&row.code, own.ward))).collect();
    let rows = report.by_municipality.iter_mut();
    let municipalities: Vec<_> =
        rows.map(|row| plan.row(&mut row.figures, is(&row.code, own.municipality))).collect();
    for column in 0..WIDTH {
        for rows in [&months, &wards, &municipalities] {
            // A total of nothing, as where no ward has a chain, is no sum.
            let parts = rows.iter().map(|row| row + column).collect();
            plan.table.sum(Sum { total: total + column, parts });
        }
    }
    let whole = plan.table.cell(report.stayed_in_whole_months.unwrap_or(0), false);
    let of_whole = months.iter().zip(&report.months).filter(|(_, month)| !month.running);
    let of_whole: Vec<_> = of_whole.map(|(row, _)| row + STAYED).collect();
    plan.table.sum(Sum { total: whole, parts: of_whole });
    let groups = plan.pattern(&mut report, total, own);

    plan.table.suppress();
    let hidden = |at: usize| plan.table.is_hidden(at);
    let rows = std::iter::once((&total, &mut report.total))
        .chain(months.iter().zip(report.months.iter_mut().map(|row| &mut row.figures)))
        .chain(wards.iter().zip(report.by_ward.iter_mut().map(|row| &mut row.figures)))
        .chain(
            municipalities
                .iter()
                .zip(report.by_municipality.iter_mut().map(|row| &mut row.figures)),
        );
    for (at, figures) in rows {
        for (n, cell) in numbers(figures).into_iter().enumerate() {
            *cell = cell.filter(|_| !hidden(at + n));
        }
        figures.set_shares(report.definition);
    }
    for (at, group) in groups.into_iter().zip(report.pattern.values_mut().flatten()) {
        for (n, cell) in group_numbers(group).into_iter().enumerate() {
            *cell = cell.filter(|_| !hidden(at + n));
        }
        group.set_share();
    }
    report.stayed_in_whole_months = report.stayed_in_whole_months.filter(|_| !hidden(whole));
    report.average_per_month = average(report.stayed_in_whole_months, report.whole_months);
    report.suppressed = true;
    report
}

#[derive(Default)]
struct Plan {
    table: Table,
}

impl Plan {
    /// Puts in the numbers of a row and what holds between them; answers where they begin.
    fn row(&mut self, figures: &mut Figures, own: bool) -> usize {
        let table = &mut self.table;
        table.next_row(own);
        let at = table.len();
        for (n, cell) in numbers(figures).into_iter().enumerate() {
            table.cell(cell.unwrap_or(0), n != WEEKENDS);
        }
        let causes = (0..Cause::ALL.len()).map(|n| at + CAUSES + n);
        table.sum(Sum { total: at + STAYED, parts: causes.collect() });
        table.sum(Sum { total: at + STAYED, parts: vec![at + BEFORE, at + NOT_BEFORE] });
        // A medical reason is always the main one: three names of one number.
        for same in [CAUSES, CAUSES_ANY] {
            let medical = at + same + Cause::Medical as usize;
            table.sum(Sum { total: at + SHOULD_STAY, parts: vec![medical] });
        }
        for n in (0..WIDTH).filter(|n| *n != CHAINS) {
            table.follows_if_small(at + CHAINS, at + n);
        }
        for n in (BEFORE..WIDTH).filter(|n| !matches!(*n, DECEASED | IMPORTED)) {
            table.follows(at + STAYED, at + n);
        }
        // Numbers that are equal wherever a third is 0.
        table.follows(at + BEFORE, at + COULD_HAVE_LEFT);
        table.follows(at + COULD_HAVE_LEFT, at + BEFORE);
        for n in 0..Cause::ALL.len() {
            table.follows(at + CAUSES + n, at + CAUSES_ANY + n);
        }
        at
    }

    /// Puts in the groups of the pattern; answers where each begins.
    fn pattern(&mut self, report: &mut WeekendStays, total: usize, own: Own<'_>) -> Vec<usize> {
        let all_stayed = report.total.stayed;
        let mut begins = Vec::new();
        let mut left = None;
        let mut stayed = None;
        for (dimension, groups) in &mut report.pattern {
            let first = begins.len();
            for group in &mut *groups {
                let own = match dimension {
                    Dimension::Ward => own.ward == Some(group.key.as_str()),
                    Dimension::Municipality => own.municipality == Some(group.key.as_str()),
                    _ => false,
                };
                self.table.next_row(own);
                let at = self.table.len();
                for cell in group_numbers(group) {
                    self.table.cell(cell.unwrap_or(0), true);
                }
                self.table.sum(Sum { total: at, parts: vec![at + 1, at + 2] });
                self.table.follows_if_small(at, at + 1);
                self.table.follows_if_small(at, at + 2);
                begins.push(at);
            }
            let parts = |n: usize| begins[first..].iter().map(|at| at + n).collect::<Vec<_>>();
            let sum = |of: fn(&Group) -> Cell| groups.iter().filter_map(of).sum::<u32>();
            self.table.sum(Sum { total: total + READY_WEEKDAYS, parts: parts(0) });
            // Those who stayed without being ready on a weekday are in the total alone.
            let here = sum(|group| group.stayed);
            let stayed = *stayed.get_or_insert_with(|| {
                let same = all_stayed == Some(here);
                if same { total + STAYED } else { self.table.unshown(here) }
            });
            let left = *left.get_or_insert_with(|| self.table.unshown(sum(|group| group.left)));
            self.table.sum(Sum { total: stayed, parts: parts(1) });
            self.table.sum(Sum { total: left, parts: parts(2) });
        }
        begins
    }
}

#[cfg(test)]
mod tests;
