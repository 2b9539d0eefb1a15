//! Lead times as they may leave the parties concerned: no spread and no share of fewer than five, and
//! none of which a group of fewer than five could be had back by subtraction.

use super::Own;
use super::table::{SMALLEST, Sum, Table};
use crate::follow_up::lead_times::{Breaches, Figures, LeadTimes, Measure, Rule};
use crate::follow_up::report::Cell;

// Where each number stands in a row: how many each measure was measured of, then of each rule to how
// many it applies, by how many it was kept and by how many not, then the stays of both means, then
// chains and those of them that were imported.
const RULES: usize = Measure::ALL.len();
const DAYS: usize = RULES + 3 * Rule::ALL.len();
const CHAINS: usize = DAYS + 2;
const WIDTH: usize = CHAINS + 2;

fn numbers(figures: &Figures) -> Vec<u32> {
    let measures = Measure::ALL.iter().map(|it| figures.measures.get(it).map_or(0, |it| it.n));
    let rules = Rule::ALL.iter().map(|it| figures.rules.get(it).copied().unwrap_or_default());
    let rules = rules.flat_map(|it| [it.of, it.kept, it.of - it.kept]);
    let days = &figures.days_ready;
    let days = [days.skr_stays, days.stays_with_day_zero].map(Option::unwrap_or_default);
    let chains = [figures.chains, figures.imported].map(Option::unwrap_or_default);
    measures.chain(rules).chain(days).chain(chains).collect()
}

/// The report as it may leave the parties concerned: what is hidden is not there. The reader's own
/// rows stay as they are, and the others are hidden so that they cannot be worked out from these
/// either. Breaches by ward and month are too fine for anybody else.
#[must_use]
pub fn lead_times(mut report: LeadTimes, own: Own<'_>) -> LeadTimes {
    if report.suppressed {
        return report;
    }
    let mut table = Table::default();
    let is = |code: &Option<String>, own: Option<&str>| own.is_some() && code.as_deref() == own;
    let total = row(&mut table, &report.total, false);
    let rows = report.months.iter();
    let months: Vec<_> = rows.map(|it| row(&mut table, &it.figures, false)).collect();
    let rows = report.by_ward.iter();
    let wards: Vec<_> =
        rows.map(|it| row(&mut table, &it.figures, is(&it.code, own.ward))).collect();
    let rows = report.by_municipality.iter();
    let municipalities: Vec<_> =
        rows.map(|it| row(&mut table, &it.figures, is(&it.code, own.municipality))).collect();
    for (rows, width) in [(&months, CHAINS), (&wards, WIDTH), (&municipalities, WIDTH)] {
        // A chain may count in several months: those do not add up to all chains.
        for column in 0..width {
            let parts = rows.iter().map(|at| at + column).collect();
            table.sum(Sum { total: total + column, parts });
        }
    }
    let times = [&report.left_by_weekday, &report.left_by_hour].map(|times| {
        table.next_row(false);
        let cells = times.iter().map(|cell| table.cell(cell.unwrap_or(0), true));
        let cells: Vec<usize> = cells.collect();
        // All who left stand under several rules, so that their number is known.
        let whole = table.cell(times.iter().flatten().sum(), false);
        table.sum(Sum { total: whole, parts: cells.clone() });
        cells
    });

    table.suppress();
    let hidden = |at: usize| table.is_hidden(at);
    hide(&mut report.total, total, hidden);
    let figures = report.months.iter_mut().map(|it| &mut it.figures);
    let figures = figures.chain(report.by_ward.iter_mut().map(|it| &mut it.figures));
    let figures = figures.chain(report.by_municipality.iter_mut().map(|it| &mut it.figures));
    let places = months.iter().chain(&wards).chain(&municipalities);
    for (figures, at) in figures.zip(places) {
        hide(figures, *at, hidden);
    }
    let [weekdays, hours] = times;
    for (cells, places) in
        [(&mut report.left_by_weekday, weekdays), (&mut report.left_by_hour, hours)]
    {
        for (cell, at) in cells.iter_mut().zip(places) {
            *cell = cell.filter(|_| !hidden(at));
        }
    }
    for split in &mut report.split {
        // They overlap, and are parts of no sum.
        split.by_cause.retain(|_, spread| spread.n >= SMALLEST);
        split.by_turn.retain(|_, spread| spread.n >= SMALLEST);
    }
    // Neither those whose cause was changed nor the others are few.
    report.causes_overridden = report.causes_overridden.filter(|it| {
        let few = |number: u32| (1..SMALLEST).contains(&number);
        !few(it.chains) && !few(it.overridden) && !few(it.chains - it.overridden)
    });
    report.breaches = Breaches::default();
    report.suppressed = true;
    report
}

/// Puts in the numbers of a row and what holds between them; answers where they begin.
fn row(table: &mut Table, figures: &Figures, own: bool) -> usize {
    table.next_row(own);
    let at = table.len();
    for number in numbers(figures) {
        table.cell(number, true);
    }
    for rule in 0..Rule::ALL.len() {
        let of = at + RULES + 3 * rule;
        table.sum(Sum { total: of, parts: vec![of + 1, of + 2] });
    }
    at
}

/// Takes out what is hidden: a spread with its number, a share with all three of its numbers.
fn hide(figures: &mut Figures, at: usize, hidden: impl Fn(usize) -> bool) {
    for (n, measure) in Measure::ALL.iter().enumerate() {
        if hidden(at + n) {
            figures.measures.remove(measure);
        }
    }
    for (n, rule) in Rule::ALL.iter().enumerate() {
        let of = at + RULES + 3 * n;
        if (of..of + 3).any(&hidden) {
            figures.rules.remove(rule);
        }
    }
    // How often a date changed is told of those who had one, and not of fewer.
    if !figures.rules.contains_key(&Rule::DateKept) {
        figures.changes_per_case = None;
    }
    let days = &mut figures.days_ready;
    let mean = |stays: &mut Cell, mean: &mut Option<f64>, at: usize| {
        if hidden(at) {
            (*stays, *mean) = (None, None);
        }
    };
    if hidden(at + CHAINS) {
        figures.chains = None;
    }
    if hidden(at + CHAINS + 1) {
        figures.imported = None;
    }
    mean(&mut days.skr_stays, &mut days.skr_mean_days, at + DAYS);
    mean(&mut days.stays_with_day_zero, &mut days.mean_days_with_day_zero, at + DAYS + 1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow_up::facts::ChainFacts;
    use crate::follow_up::lead_times::{Scope, lead_times as measure};
    use crate::follow_up::report::{Month, Period, Selection};
    use crate::follow_up::testing::{chain, local, municipality_ready, unit};

    /// Nine in one ward and three in another.
    fn report() -> LeadTimes {
        let month = Month::parse("2026-11").unwrap();
        let chains = (1..=12_u32).map(|n| {
            let mut one = chain(n, "2026-11-03 10:00", Some("2026-11-05 11:00"));
            one.ward = unit(if n <= 9 { "AVD5" } else { "AVD9" });
            one.municipality = Some("1081".to_owned());
            municipality_ready(&mut one, local("2026-11-04 09:00"));
            one
        });
        let chains: Vec<ChainFacts> = chains.collect();
        let scope = Scope {
            period: Period::new(month, month).unwrap(),
            as_of: local("2027-01-15 12:00"),
            selection: Selection::default(),
            municipalities: vec!["1081".to_owned()],
        };
        measure(&chains, scope)
    }

    #[test]
    fn a_small_ward_is_hidden_and_so_is_the_one_that_would_give_it_away() {
        let whole = report();
        assert!(
            whole
                .by_ward
                .iter()
                .all(|row| row.figures.measures.contains_key(&Measure::ReadyToLeft))
        );
        let public = lead_times(whole, Own::default());
        assert!(public.suppressed && public.breaches.is_empty());
        assert_eq!(public.total.measures[&Measure::ReadyToLeft].n, 12);
        for row in &public.by_ward {
            assert!(!row.figures.measures.contains_key(&Measure::ReadyToLeft), "{:?}", row.code);
            assert_eq!(row.figures.days_ready.skr_stays, None);
        }
    }

    #[test]
    fn the_own_ward_is_read_and_no_help_against_the_other() {
        let small = unit("AVD9").to_string();
        let public = lead_times(report(), Own { ward: Some(&small), municipality: None });
        let has = |code: &str| {
            let row = public.by_ward.iter().find(|row| row.code.as_deref() == Some(code)).unwrap();
            row.figures.measures.contains_key(&Measure::ReadyToLeft)
        };
        assert!(has(&small) && has(&unit("AVD5").to_string()));
        // A large group beside the own one is no secret; a small one is.
        let large = unit("AVD5").to_string();
        let public = lead_times(report(), Own { ward: Some(&large), municipality: None });
        let other = public.by_ward.iter().find(|row| row.code.as_deref() != Some(&large)).unwrap();
        assert!(!other.figures.measures.contains_key(&Measure::ReadyToLeft));
        assert!(
            !public.total.measures.contains_key(&Measure::ReadyToLeft),
            "less the own ward it is three"
        );
    }

    #[test]
    fn a_share_of_few_who_did_not_keep_it_is_hidden() {
        let mut whole = report();
        whole
            .total
            .rules
            .insert(Rule::SameDay, crate::follow_up::lead_times::Kept { of: 12, kept: 10 });
        let public = lead_times(whole, Own::default());
        assert!(!public.total.rules.contains_key(&Rule::SameDay));
    }
}
