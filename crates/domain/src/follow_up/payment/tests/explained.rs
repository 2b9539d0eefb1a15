//! Each precondition and each day, explained.

use super::*;
use crate::follow_up::payment::explain::{Met, Precondition, Told};

fn explained(chain: &ChainFacts, more: &[RegistryEvent]) -> Explained {
    let registry = registry(more);
    let book = TermsBook::new(&registry, date(2030, 1, 1), None);
    let counter = Counter::new(scope("2023-06", "2023-06", "2023-08-01 08:00"), &registry, book);
    counter.explain(chain, 1).unwrap()
}

fn met(explained: &Explained) -> [&'static str; 5] {
    explained.preconditions.map(|it| it.met.code())
}

fn days(explained: &Explained) -> Vec<(String, &'static str)> {
    explained.days.iter().map(|day| (day.on.to_string(), day.is.code())).collect()
}

#[test]
fn every_precondition_is_told_in_the_order_of_the_act_with_its_fact() {
    let mut chain = of(1, KOMMUN, "2023-06-05 10:15", Some("2023-06-13 10:00"));
    let good = explained(&chain, &[]);
    assert_eq!(met(&good), ["yes", "yes", "yes", "not_a_condition", "not_a_condition"]);
    let paragraphs = good.preconditions.map(|it| it.precondition.paragraph());
    assert_eq!(paragraphs[1..4], ["5 kap. 3 § 1", "5 kap. 3 § 2", "5 kap. 3 § 3"]);
    assert_eq!(good.preconditions[1].at, Some(local("2023-06-02 10:15")));
    assert_eq!(good.preconditions[2].at, Some(local("2023-06-05 10:15")));

    // A late notice and a call by the head of the unit may be contested, or do not count.
    chain.notices[0].sent_at = local("2023-06-03 10:16");
    chain.sip.needed = true;
    chain.sip.calls = vec![SipCall {
        at: local("2023-06-06 10:00"),
        unit: None,
        on_behalf: true,
        meeting_at: local("2023-06-07 10:00"),
    }];
    chain.ready[0].outpatient_needed = true;
    let contested = explained(&chain, &[]);
    assert_eq!(met(&contested), ["yes", "contestable", "yes", "contestable", "no"]);
    assert_eq!(contested.preconditions[3].due_at.map(local_day), Some(date(2023, 6, 8)));
    let strict = [
        set(START, "late_notice_blocks", word("yes")),
        set(START, "sip_call_on_behalf_counts", word("no")),
    ];
    assert_eq!(met(&explained(&chain, &strict)), ["yes", "no", "yes", "no", "no"]);
    chain.notices.clear();
    chain.municipality = None;
    chain.ready[0].municipalities.clear();
    chain.sip.calls.clear();
    assert_eq!(met(&explained(&chain, &[])), ["no"; 5]);
    assert_eq!(Precondition::ALL.len(), 5);
    assert_eq!(Met::No.code(), "no");
}

fn local_day(at: Timestamp) -> Date {
    crate::calendar::local_date(at)
}

#[test]
fn each_day_says_what_it_is_and_costs_the_rate_of_its_year() {
    // Over a year end with a leap day to come, and over the week of summer time.
    let chain = of(1, KOMMUN, "2023-12-28 10:00", Some("2024-01-03 10:00"));
    let it = explained(&chain, &[]);
    let told = days(&it);
    let expected = [
        ("2023-12-29", "before_start"),
        ("2023-12-30", "before_start"),
        ("2023-12-31", "liable"),
        ("2024-01-01", "liable"),
        ("2024-01-02", "liable"),
    ];
    assert_eq!(told, expected.map(|(day, is)| (day.to_owned(), is)));
    let rates: Vec<_> = it.days.iter().filter_map(|day| day.rate_sek).collect();
    assert_eq!(rates, [10_500, 11_000, 11_000]);
    assert_eq!(it.rates.iter().map(|(year, _)| *year).collect::<Vec<_>>(), [2023, 2024]);
    assert_eq!(it.days[0].is.paragraph(), Some("5 kap. 4 §"));

    let leap = of(1, KOMMUN, "2024-02-25 09:00", Some("2024-03-01 09:00"));
    let last = days(&explained(&leap, &[])).pop();
    assert_eq!(last, Some((String::from("2024-02-29"), "liable")));
    let spring = of(1, KOMMUN, "2023-03-23 13:00", Some("2023-03-29 09:00"));
    let told = days(&explained(&spring, &[]));
    assert_eq!((told.len(), told[3].clone()), (5, (String::from("2023-03-27"), "liable")));
    // Week 53 of 2020 ends on 3 January.
    let long = of(1, KOMMUN, "2020-12-30 10:00", Some("2021-01-04 09:00"));
    let liable = explained(&long, &[]);
    let start = (liable.line.start_on, liable.line.end_on);
    assert_eq!(start, (Some(date(2021, 1, 2)), Some(date(2021, 1, 3))));
}

#[test]
fn by_a_mean_each_day_is_counted_or_says_why_not() {
    let chain = of(1, KOMMUN, "2023-06-08 10:00", Some("2023-06-12 10:00"));
    let weekdays = [average(START), set(START, "average_count", word("weekdays"))];
    let it = explained(&chain, &weekdays);
    let expected = [
        ("2023-06-09", "counted"),
        ("2023-06-10", "weekend_not_counted"),
        ("2023-06-11", "weekend_not_counted"),
        ("2023-06-12", "counted"),
    ];
    assert_eq!(days(&it), expected.map(|(day, is)| (day.to_owned(), is)));
    assert_eq!(it.line.days, 2);
    assert!(it.agreement.is_some() && it.days.iter().all(|day| day.rate_sek.is_none()));
    let after_noon = [average(START), set(START, "average_cut_off", word("09:00"))];
    assert_eq!(explained(&chain, &after_noon).days[0].is, Told::DayZero);
    let there = of(1, KOMMUN, "2023-06-08 10:00", None);
    let it = explained(&there, &[average(START)]);
    assert!(it.days.iter().all(|day| day.is.code() == "still_there"));
    assert_eq!(it.days.last().unwrap().on, date(2023, 8, 1));
}
