//! Capacity, chain by chain and from what was gathered.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::super::causes::Cause;
use super::super::facts::{ClosedFacts, ItemFacts, SourceFacts};
use super::super::report::Month;
use super::super::suppress::{self, Own};
use super::super::testing::{chain, chain_at, local};
use super::*;
use crate::care_chain::{ChecklistItem, EndReason, ItemState};

fn scope(from: &str, to: &str) -> Scope {
    let month = |text| Month::parse(text).unwrap();
    Scope {
        period: Period::new(month(from), month(to)).unwrap(),
        as_of: local("2027-03-01 00:00"),
        municipality: None,
        municipalities: vec![String::from("1081"), String::from("1082")],
    }
}

/// Waits from the notice until the place is there.
fn waits(number: u32, ready: &str, place: &str, left: &str) -> ChainFacts {
    let mut waits = chain(number, ready, Some(left));
    let set = |at, state| ItemFacts {
        item: ChecklistItem::ShortTermPlace,
        at: local(at),
        state,
        unit: None,
    };
    waits.items = vec![set(ready, ItemState::Missing), set(place, ItemState::Done)];
    waits
}

fn counted(scope: Scope, chains: &[ChainFacts]) -> Capacity {
    counted_by(scope, chains, |code, year| match (code, year) {
        ("1081", 2025) => Some(12),
        ("1081", 2026) => Some(10),
        ("1082", 2026) => Some(3),
        _ => None,
    })
}

fn counted_by(
    scope: Scope,
    chains: &[ChainFacts],
    places: impl Fn(&str, i16) -> Option<u32>,
) -> Capacity {
    let mut counter = Counter::new(scope);
    chains.iter().for_each(|chain| counter.add(chain));
    counter.finish(places)
}

#[test]
fn a_wait_over_new_year_is_counted_in_both_years_by_its_days_in_each() {
    let chain = waits(1, "2025-12-30 12:00", "2026-01-02 00:00", "2026-01-05 10:00");
    let report = counted(scope("2025-01", "2026-12"), &[chain]);
    let years = &report.municipalities[0].years;
    let read = |n: usize| (years[n].year, years[n].waited, years[n].wait_days);
    assert_eq!(read(0), (2025, Some(1), Some(1.5)));
    assert_eq!(read(1), (2026, Some(1), Some(1.0)));
    assert_eq!((years[0].days_covered, years[1].days_covered), (365, 365));
    assert_eq!(years[0].waiting_a_day, Some(1.5 / 365.0));
    assert_eq!(report.total[0].wait_days, Some(1.5));
}

#[test]
fn places_stand_beside_with_their_change_and_are_summed_only_when_all_are_known() {
    let report = counted(scope("2025-01", "2026-12"), &[]);
    let places =
        |years: &[YearFigures]| years.iter().map(|it| (it.places, it.change)).collect::<Vec<_>>();
    assert_eq!(places(&report.municipalities[0].years), [(Some(12), None), (Some(10), Some(-2))]);
    assert_eq!(places(&report.municipalities[1].years), [(None, None), (Some(3), None)]);
    assert_eq!(places(&report.total), [(None, None), (Some(13), None)]);
    assert_eq!(report.municipalities[2].code, None, "the others have no places");
    assert_eq!(places(&report.municipalities[2].years), [(None, None); 2]);
}

#[test]
fn a_year_that_is_not_over_counts_the_days_until_now_and_a_leap_day_is_a_day() {
    let report = counted(scope("2027-01", "2027-12"), &[]);
    assert_eq!(report.total[0].days_covered, 59);
    let report = counted(scope("2024-01", "2024-12"), &[]);
    assert_eq!(report.total[0].days_covered, 366);
    let report = counted(scope("2024-02", "2024-02"), &[]);
    assert_eq!(report.total[0].days_covered, 29);
}

#[test]
fn an_imported_chain_that_says_so_is_among_those_who_waited_without_a_time() {
    let mut imported = chain(1, "2026-05-05 10:00", Some("2026-05-09 10:00"));
    let causes = vec![Cause::ShortTermPlace];
    imported.source = Some(SourceFacts { case: String::from("K-1"), causes });
    let report = counted(scope("2026-01", "2026-12"), &[imported]);
    let year = &report.total[0];
    assert_eq!((year.waited, year.timed, year.wait_days), (Some(1), Some(0), Some(0.0)));
}

#[test]
fn small_groups_are_hidden_and_cannot_be_had_back_from_the_sum() {
    let ready = "2026-05-05 10:00";
    let of = |numbers: std::ops::Range<u32>, code: &str| {
        let one = |number| ChainFacts {
            municipality: Some(code.to_owned()),
            ..waits(number, ready, "2026-05-07 10:00", "2026-05-08 10:00")
        };
        numbers.map(one).collect::<Vec<_>>()
    };
    let chains = [of(0..3, "1081"), of(10..19, "1082"), of(20..28, "0180")].concat();
    let report = counted(scope("2026-01", "2026-12"), &chains);
    let public = suppress::capacity(report.clone(), Own::default());
    assert!(public.suppressed);
    let rows = |report: &Capacity| {
        let years = report.municipalities.iter().map(|it| it.years[0].clone());
        years.map(|it| (it.waited, it.wait_days.is_some(), it.places)).collect::<Vec<_>>()
    };
    let shown = rows(&public);
    assert_eq!(shown[0], (None, false, Some(10)), "places are no secret");
    assert_eq!(shown.iter().filter(|row| row.0.is_none()).count(), 2);
    assert_eq!(public.total[0].waited, Some(20));
    let own = Own { ward: None, municipality: Some("1081") };
    assert_eq!(rows(&suppress::capacity(report, own))[0].0, Some(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Every year of every municipality, whatever is asked for, whenever it was gathered.
    #[test]
    fn the_report_of_who_has_waited_is_that_of_the_chains(
        drawn in prop::collection::vec(
            (0_u32..500, 0_u32..60, 0_u32..40, prop::option::of(0_u32..90), 0_u8..10), 0..40,
        ),
        made in 0_u32..700, later in 0_u32..200,
        municipality in prop::option::of(prop::sample::select(vec!["1081", "0180"])),
        months in 0_i32..20,
    ) {
        let after = |days: u32| local("2025-06-01 08:00") + SignedDuration::from_hours(24 * i64::from(days));
        let chains: Vec<ChainFacts> = drawn.into_iter().zip(0..).map(|(it, number)| {
            let (ready, place, again, left, kind) = it;
            let mut chain = chain_at(number, after(ready), left.map(|days| after(ready + days)));
            let codes = ["1081", "1082", "0180"];
            chain.municipality = codes.get(usize::from(kind % 4)).map(|code| (*code).to_owned());
            let set = |days, state| ItemFacts {
                item: ChecklistItem::ShortTermPlace,
                at: after(ready + days),
                state,
                unit: None,
            };
            chain.items = vec![set(0, ItemState::Missing), set(place, ItemState::Done)];
            if kind % 3 == 0 {
                chain.items.push(set(place + again, ItemState::UnderWay));
            }
            if kind == 7 {
                let causes = vec![Cause::ShortTermPlace];
                chain.source = Some(SourceFacts { case: format!("K{number}"), causes });
                chain.items.truncate(usize::from(place % 2 == 0) * 2);
            }
            if kind == 8 {
                let at = after(ready + 1);
                chain.closed = Some(ClosedFacts { at, reason: EndReason::CreatedInError });
            }
            chain
        }).collect();
        let (first, made) = (Month::parse("2025-05").unwrap(), after(made));
        let scope = Scope {
            period: Period::new(first, first.plus(months)).unwrap(),
            as_of: made + SignedDuration::from_hours(24 * i64::from(later)),
            municipality: municipality.map(str::to_owned),
            municipalities: vec![String::from("1081"), String::from("1082")],
        };
        let mut gathered = Gathering::default();
        let mut counter = Counter::new(scope.clone());
        for chain in &chains {
            // What is known when it is gathered is all that lies before.
            if chain.ended_at().is_some_and(|at| at > made) || !gathered.add(chain) {
                counter.add(chain);
            }
        }
        counter.add_waits(&gathered.finish());
        prop_assert_eq!(counter.finish(|_, _| None), counted_by(scope, &chains, |_, _| None));
    }
}
