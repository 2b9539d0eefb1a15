//! A report from what was measured before, against one from the chains themselves.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::super::report::tests::any_chains;
use super::super::report::{Month, Period, Selection};
use super::{Counter, Measure, Measuring, OneMeasure, Scope, lead_times};
use crate::care_chain::{ChecklistItem, EndReason, ItemState};
use crate::follow_up::causes::Cause;
use crate::follow_up::facts::{
    ChainFacts, ClosedFacts, EstimateFacts, ItemFacts, JudgedFacts, NoticeFacts, NoticeTo, SipCall,
    UnitAt,
};
use crate::follow_up::testing::{local, municipality_ready, unit};

/// As an application counts: what is measured alike from a time on was measured then, in parts.
fn from_parts(chains: &[ChainFacts], made: Timestamp, scope: Scope) -> Counter {
    let as_of = scope.as_of;
    let mut counter = Counter::new(scope);
    // So few names together that one part has several columns.
    let mut parts = [60_000, 5, 3].map(Measuring::with_most);
    for (n, chain) in chains.iter().enumerate() {
        if chain.is_measured_alike_from() <= made {
            parts[n % 3].add(chain, made);
        } else {
            counter.add(chain);
        }
    }
    assert!(made <= as_of);
    parts.into_iter().for_each(|part| counter.add_measured(Arc::new(part.finish())));
    counter
}

fn after(at: Timestamp, hours: i64) -> Timestamp {
    at + SignedDuration::from_hours(hours)
}

/// What an index stands for in a chain, so that every measure and rule has something to count.
fn told(chain: &mut ChainFacts, number: u16, persons: &[crate::ids::PersonId]) {
    let hours = i64::from(number % 97);
    let sent = chain.notices[0].sent_at;
    let to = |seen: Option<i64>| NoticeTo {
        unit: unit("BISTAND"),
        seen_at: seen.map(|hours| after(sent, hours)),
        answered_at: seen.filter(|hours| hours % 2 == 0).map(|hours| after(sent, hours + 5)),
        answer: None,
        taken_over_at: seen.filter(|hours| hours % 3 == 0).map(|hours| after(sent, hours + 7)),
    };
    chain.notices[0].to = vec![to(Some(hours / 9)), to((hours % 4 > 0).then_some(2))];
    chain.person = persons[usize::from(number) % persons.len()];
    let item = |item, at, state| ItemFacts { item, at, state, unit: None };
    if number.is_multiple_of(2) {
        chain.sip.needed = true;
        chain.sip.declined = number.is_multiple_of(14);
        let call = |at| SipCall { at, unit: None, on_behalf: false, meeting_at: after(at, 30) };
        chain.sip.calls =
            (!number.is_multiple_of(3)).then(|| call(after(sent, hours))).into_iter().collect();
        municipality_ready_later(chain, after(sent, hours));
    }
    if number.is_multiple_of(3) {
        chain.items.push(item(ChecklistItem::MedicationList, after(sent, hours), ItemState::Done));
        chain.care_contacts = vec![UnitAt { unit: unit("VC"), at: after(sent, 2 * hours) }];
    }
    if number.is_multiple_of(5) {
        let estimate = |n| EstimateFacts { at: after(sent, n), estimate: after(sent, hours + n) };
        chain.estimates = (0..i64::from(number % 4)).map(estimate).collect();
        chain.notices.push(NoticeFacts { sent_at: after(sent, 50), ..chain.notices[0].clone() });
    }
    match number % 13 {
        0 => chain.imported = true,
        1 => chain.notices.clear(),
        2 => {
            let closed = ClosedFacts { at: sent, reason: EndReason::CreatedInError };
            chain.closed = Some(closed);
        }
        3 => {
            let at = after(sent, hours);
            chain.judged = Some(JudgedFacts { unit: unit("W37"), cause: Cause::Medical, at });
        }
        4 => chain.protected = true,
        _ => {}
    }
}

fn municipality_ready_later(chain: &mut ChainFacts, at: Timestamp) {
    if !chain.ready.is_empty() {
        municipality_ready(chain, at);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Every number, share, percentile and breach, whatever is asked for and whenever.
    #[test]
    fn the_report_from_what_was_measured_before_is_that_of_the_chains(
        mut chains in any_chains(),
        numbers in prop::collection::vec(any::<u16>(), 120),
        made in 0_i64..24 * 90, later in 0_i64..24 * 40,
        ward in prop::option::of(prop::sample::select(vec!["W37", "M9", "W99"])),
        municipality in prop::option::of(prop::sample::select(vec!["1081", "0180"])),
        first in 0_i32..4, months in 0_i32..4,
    ) {
        let persons: Vec<_> = chains.iter().take(40).map(|chain| chain.person).collect();
        for (chain, number) in chains.iter_mut().zip(numbers) {
            told(chain, number, &persons);
        }
        let first = Month::parse("2026-09").unwrap().plus(first);
        let made = after(local("2026-10-01 00:00"), made);
        let scope = Scope {
            period: Period::new(first, first.plus(months)).unwrap(),
            as_of: after(made, later),
            selection: Selection {
                ward: ward.map(unit),
                municipality: municipality.map(str::to_owned),
                cause: None,
            },
            municipalities: vec![String::from("1081"), String::from("1082")],
        };
        let counted = lead_times(&chains, scope.clone());
        let counter = from_parts(&chains, made, scope);
        for measure in Measure::ALL {
            let one = counter.clone().finish_one(*measure);
            prop_assert_eq!(one, OneMeasure::of(&counted, *measure));
        }
        prop_assert_eq!(counter.finish(), counted);
    }

    /// A chain counts once in a period, in however many of its months.
    #[test]
    fn a_chain_counts_once_in_each_period(mut chains in any_chains(), first in 0_i32..3) {
        for (number, chain) in (0_u16..).zip(&mut chains) {
            let person = chain.person;
            told(chain, number, &[person]);
        }
        let first = Month::parse("2026-09").unwrap().plus(first);
        let scope = |period| Scope {
            period,
            as_of: local("2027-06-01 00:00"),
            selection: Selection::default(),
            municipalities: Vec::new(),
        };
        let period = Period::new(first, first.plus(2)).unwrap();
        let whole = lead_times(&chains, scope(period)).total;
        let each = chains.iter().filter_map(|chain| {
            lead_times(std::slice::from_ref(chain), scope(period)).total.chains
        });
        prop_assert_eq!(whole.chains, Some(each.sum()));
    }
}
