//! Lead times measured by hand, and added up.

use super::*;
use crate::care_chain::{ChecklistItem, ItemState};
use crate::follow_up::causes::Cause;
use crate::follow_up::facts::{
    ChainFacts, EstimateFacts, ItemFacts, JudgedFacts, NoticeTo, PartyFacts, SipCall, SourceFacts,
    UnitAt, WardFrom,
};
use crate::follow_up::testing::{chain, local, municipality_ready, unit};
use crate::registry::Branch;

fn period() -> Period {
    let month = Month::parse("2026-11").unwrap();
    Period::new(month, month).unwrap()
}

fn report(chains: &[ChainFacts]) -> LeadTimes {
    let scope = Scope {
        period: period(),
        as_of: local("2027-01-15 12:00"),
        selection: Selection::default(),
        municipalities: vec!["1081".to_owned()],
    };
    lead_times(chains, scope)
}

fn report_of(chain: &ChainFacts) -> LeadTimes {
    report(std::slice::from_ref(chain))
}

fn measured(chains: &[ChainFacts]) -> Figures {
    report(chains).total
}

#[test]
fn a_way_home_measured_by_hand() {
    let mut one = chain(1, "2026-11-19 10:00", Some("2026-11-24 11:00"));
    municipality_ready(&mut one, local("2026-11-20 10:00"));
    one.notices[0].due_from = local("2026-11-16 08:00");
    one.notices[0].sent_at = local("2026-11-16 10:00");
    one.notices[0].to = vec![NoticeTo {
        unit: unit("BISTAND"),
        seen_at: Some(local("2026-11-16 10:30")),
        answered_at: Some(local("2026-11-16 14:00")),
        answer: None,
        taken_over_at: None,
    }];
    let whole = report(&[one]);
    let report = &whole.total;
    let of = |measure| report.measures[&measure].median;
    assert_eq!(of(Measure::AdmissionToNotice), 2.0);
    assert_eq!(of(Measure::NoticeToSeen), 0.5);
    assert_eq!(of(Measure::NoticeToAnswered), 4.0);
    assert!(!report.measures.contains_key(&Measure::NoticeToTakenOver));
    assert_eq!(of(Measure::ReadyToMunicipalityReady), 24.0);
    assert_eq!(of(Measure::MunicipalityReadyToLeft), 97.0);
    assert_eq!(of(Measure::ReadyToLeft), 121.0);
    assert_eq!(report.rules[&Rule::NoticeInTime], Kept { of: 1, kept: 1 });
    assert_eq!(whole.left_by_weekday, [0, 1, 0, 0, 0, 0, 0].map(Some));
    assert_eq!(whole.left_by_hour[11], Some(1));
    assert_eq!(report.days_ready.skr_mean_days, Some(5.0));
}

#[test]
fn seen_within_four_hours_after_fifteen_and_on_a_friday_are_shares_and_no_duties() {
    let mut first = chain(1, "2026-11-19 10:00", Some("2026-11-20 15:00"));
    let to = |seen: Option<&str>| NoticeTo {
        unit: unit("BISTAND"),
        seen_at: seen.map(local),
        answered_at: None,
        answer: None,
        taken_over_at: None,
    };
    let sent = first.notices[0].sent_at;
    assert_eq!(sent, local("2026-11-16 10:00"));
    first.notices[0].to =
        vec![to(Some("2026-11-16 14:00")), to(Some("2026-11-16 14:01")), to(None)];
    let second = chain(2, "2026-11-19 10:00", Some("2026-11-20 15:01"));
    let report = report(&[first, second]);
    let rule = |rule| report.total.rules[&rule];
    assert_eq!(rule(Rule::SeenInTime), Kept { of: 3, kept: 1 });
    assert_eq!(rule(Rule::LeftLate), Kept { of: 2, kept: 1 });
    assert_eq!(rule(Rule::LeftOnFriday), Kept { of: 2, kept: 2 });
    assert!(report.breaches.iter().all(|it| it.rule != Rule::SeenInTime));
}

#[test]
fn the_mean_of_skr_leaves_out_who_left_the_same_day_and_that_of_payment_does_not() {
    let report = measured(&[
        chain(1, "2026-11-19 10:00", Some("2026-11-19 15:00")),
        chain(2, "2026-11-19 10:00", Some("2026-11-23 15:00")),
    ]);
    let days = report.days_ready;
    assert_eq!((days.skr_mean_days, days.skr_stays), (Some(4.0), Some(1)));
    assert_eq!((days.mean_days_with_day_zero, days.stays_with_day_zero), (Some(2.0), Some(2)));
    assert_eq!(report.rules[&Rule::SameDay], Kept { of: 2, kept: 1 });
}

#[test]
fn what_the_law_asks_for_is_kept_or_not() {
    let mut late = chain(1, "2026-11-19 10:00", Some("2026-11-26 11:00"));
    late.sip.needed = true;
    late.sip.calls = vec![SipCall {
        at: local("2026-11-24 09:00"),
        unit: None,
        on_behalf: false,
        meeting_at: local("2026-11-25 09:00"),
    }];
    late.care_contacts = vec![UnitAt { unit: unit("VC"), at: local("2026-11-20 09:00") }];
    late.items = vec![ItemFacts {
        item: ChecklistItem::MedicationList,
        at: local("2026-11-26 12:00"),
        state: ItemState::Done,
        unit: None,
    }];
    late.estimates = ["2026-11-20 10:00", "2026-11-23 10:00"]
        .map(|to| EstimateFacts { at: local("2026-11-18 10:00"), estimate: local(to) })
        .into();
    let report = measured(&[late.clone()]);
    // Thursday and three days is Sunday: Monday is the last lawful day.
    assert_eq!(report.rules[&Rule::SipCalledInTime], Kept { of: 1, kept: 0 });
    assert_eq!(report.rules[&Rule::CareContactInTime], Kept { of: 1, kept: 1 });
    assert_eq!(report.rules[&Rule::MedicationList], Kept { of: 1, kept: 0 });
    assert_eq!(report.rules[&Rule::DateKept], Kept { of: 1, kept: 0 });
    assert_eq!(report.changes_per_case, Some(1.0));
    assert_eq!(report.measures[&Measure::ChangeBeforeEstimate].mean, 48.0);
    late.sip.calls[0].at = local("2026-11-23 09:00");
    assert_eq!(measured(&[late]).rules[&Rule::SipCalledInTime], Kept { of: 1, kept: 1 });
}

#[test]
fn a_readmission_is_the_same_person_within_thirty_days() {
    let first = chain(1, "2026-11-02 10:00", Some("2026-11-03 11:00"));
    let mut again = chain(2, "2026-11-20 10:00", Some("2026-11-21 11:00"));
    again.person = first.person;
    let other = chain(3, "2026-11-20 10:00", Some("2026-11-21 11:00"));
    let report = measured(&[first, again, other]);
    assert_eq!(report.rules[&Rule::NotReadmitted], Kept { of: 3, kept: 2 });
}

/// Chains of two wards and two municipalities over two months.
fn county() -> Vec<ChainFacts> {
    let mut chains = Vec::new();
    for n in 1..=12_u32 {
        let month = if n % 3 == 0 { 10 } else { 11 };
        let (ready, left) = (
            format!("2026-{month}-0{} 10:00", n % 4 + 1),
            format!("2026-{month}-1{} 11:00", n % 5),
        );
        let mut one = chain(n, &ready, Some(&left));
        one.ward = unit(if n % 2 == 0 { "AVD5" } else { "AVD9" });
        one.municipality = Some(if n % 5 == 0 { "9999" } else { "1081" }.to_owned());
        municipality_ready(&mut one, local(&format!("2026-{month}-0{} 09:00", n % 4 + 3)));
        chains.push(one);
    }
    chains
}

fn of_two_months(chains: &[ChainFacts]) -> LeadTimes {
    let month = |text| Month::parse(text).unwrap();
    let scope = Scope {
        period: Period::new(month("2026-10"), month("2026-11")).unwrap(),
        as_of: local("2027-01-15 12:00"),
        selection: Selection::default(),
        municipalities: vec!["1081".to_owned()],
    };
    lead_times(chains, scope)
}

#[test]
fn wards_municipalities_and_months_each_add_up_to_the_whole() {
    let report = of_two_months(&county());
    let sets: [Vec<&Figures>; 3] = [
        report.months.iter().map(|row| &row.figures).collect(),
        report.by_ward.iter().map(|row| &row.figures).collect(),
        report.by_municipality.iter().map(|row| &row.figures).collect(),
    ];
    assert!(report.total.measures.len() >= 3 && report.total.rules.len() >= 5);
    for rows in sets {
        assert_eq!(rows.len(), 2);
        for (measure, whole) in &report.total.measures {
            let parts = rows.iter().filter_map(|row| row.measures.get(measure)).map(|it| it.n);
            assert_eq!(parts.sum::<u32>(), whole.n, "{measure}");
        }
        for (rule, whole) in &report.total.rules {
            let parts = || rows.iter().filter_map(|row| row.rules.get(rule));
            assert_eq!(parts().map(|it| it.of).sum::<u32>(), whole.of, "{rule}");
            assert_eq!(parts().map(|it| it.kept).sum::<u32>(), whole.kept, "{rule}");
        }
    }
}

#[test]
fn a_breach_stands_with_its_rule_the_unit_that_answers_and_its_month() {
    let report = of_two_months(&county());
    for (rule, kept) in report.total.rules.iter().filter(|(rule, _)| rule.is_duty()) {
        let cases = report.breaches.iter().filter(|it| it.rule == *rule).map(|it| it.cases);
        assert_eq!(cases.sum::<u32>(), kept.of - kept.kept, "{rule}");
    }
    assert!(report.breaches.iter().all(|it| it.rule.is_duty()));
    // Moved to another ward after the notice; outpatient care is a party and named nobody.
    let mut one = chain(1, "2026-11-19 10:00", Some("2026-11-26 11:00"));
    one.wards.push(WardFrom { ward: unit("AVD9"), at: local("2026-11-20 08:00") });
    one.notices[0].sent_at = local("2026-11-18 11:00");
    one.sip.needed = true;
    let party = |name: &str, from: &str| PartyFacts {
        unit: unit(name),
        organisation: unit("REGION"),
        branch: Branch::Outpatient,
        supplier: false,
        from: local(from),
        until: None,
    };
    one.parties = vec![party("VC2", "2026-11-19 09:00"), party("VC", "2026-11-18 11:00")];
    let found = |chain: &ChainFacts| {
        let breaches = report_of(chain).breaches;
        breaches.iter().map(|it| (it.rule, it.unit.to_owned(), it.cases)).collect::<Vec<_>>()
    };
    let broken = |rule, name: &str| (rule, unit(name).to_string(), 1);
    assert_eq!(
        found(&one),
        [
            broken(Rule::NoticeInTime, "W37"),
            broken(Rule::SipCalledInTime, "VC"),
            broken(Rule::CareContactInTime, "VC"),
            broken(Rule::MedicationList, "AVD9"),
            broken(Rule::DischargeSummary, "AVD9"),
        ]
    );
    // The unit whose contact was named answers for the call; where nobody takes part, the ward.
    one.care_contacts = vec![UnitAt { unit: unit("VC2"), at: local("2026-11-19 09:00") }];
    assert_eq!(found(&one)[1], broken(Rule::SipCalledInTime, "VC2"));
    (one.care_contacts, one.parties) = (Vec::new(), Vec::new());
    assert_eq!(
        found(&one)[1..3],
        [broken(Rule::SipCalledInTime, "W37"), broken(Rule::CareContactInTime, "AVD9"),]
    );
}

#[test]
fn an_admission_notice_that_was_due_and_never_came_is_a_breach() {
    let mut one = chain(1, "2026-11-19 10:00", None);
    one.notices.clear();
    let found = |chain: &ChainFacts| {
        let report = report_of(chain);
        let breach = report.breaches.iter().find(|it| it.rule == Rule::NoticeSent);
        (report.total.rules.get(&Rule::NoticeSent).copied(), breach.map(|it| it.unit.to_owned()))
    };
    assert_eq!(found(&one), (None, None), "nobody else is known to be needed");
    let missing = (Some(Kept { of: 1, kept: 0 }), Some(unit("W37").to_string()));
    let mut ready = one.clone();
    municipality_ready(&mut ready, local("2026-11-20 10:00"));
    let mut needed = one.clone();
    needed.sip.needed = true;
    for due in [&ready, &needed] {
        assert_eq!(found(due), missing);
    }
    needed.sip.declined = true;
    ready.ready[0].secrecy_hinders = true;
    let mut protected = one.clone();
    (protected.protected, protected.sip.needed) = (true, true);
    for not_due in [&ready, &needed, &protected] {
        assert_eq!(found(not_due), (None, None));
    }
    let sent = chain(1, "2026-11-19 10:00", None);
    assert_eq!(found(&sent), (Some(Kept { of: 1, kept: 1 }), None));
}

#[test]
fn a_cause_that_was_changed_is_counted_where_the_ways_are_split_by_cause() {
    let mut one = chain(1, "2026-11-19 10:00", Some("2026-11-24 11:00"));
    municipality_ready(&mut one, local("2026-11-20 10:00"));
    let at = local("2026-11-25 10:00");
    let mut other = one.clone();
    other.judged = Some(JudgedFacts { unit: unit("W37"), cause: Cause::Medical, at });
    let elsewhere = chain(3, "2026-11-19 10:00", None);
    let found = report(&[one, other, elsewhere]).causes_overridden.unwrap();
    assert_eq!((found.chains, found.overridden, found.share()), (2, 1, Some(0.5)));
}

#[test]
fn what_is_not_chosen_is_not_measured_and_still_a_readmission() {
    let first = chain(1, "2026-11-02 10:00", Some("2026-11-03 11:00"));
    let mut elsewhere = chain(2, "2026-11-20 10:00", Some("2026-11-21 11:00"));
    (elsewhere.person, elsewhere.ward) = (first.person, unit("AVD9"));
    let scope = Scope {
        period: period(),
        as_of: local("2027-01-15 12:00"),
        selection: Selection { ward: Some(first.ward.clone()), ..Selection::default() },
        municipalities: Vec::new(),
    };
    let report = lead_times(&[first, elsewhere], scope);
    assert_eq!(report.total.rules[&Rule::NotReadmitted], Kept { of: 1, kept: 0 });
    assert_eq!(report.by_ward.len(), 1);
}

#[test]
fn a_chain_of_another_system_breaks_no_rule_that_its_file_is_silent_about() {
    let own = chain(1, "2026-11-19 10:00", Some("2026-11-24 11:00"));
    let mut imported = own.clone();
    imported.source = Some(SourceFacts { case: "K1".to_owned(), causes: Vec::new() });
    let said = |chain: &ChainFacts| report(std::slice::from_ref(chain));
    let of = |report: &LeadTimes, rule| report.total.rules.get(&rule).map_or(0, |kept| kept.of);
    for rule in [Rule::CareContactInTime, Rule::MedicationList, Rule::DischargeSummary] {
        assert_eq!((of(&said(&own), rule), of(&said(&imported), rule)), (1, 0), "{rule}");
    }
    assert!(said(&imported).breaches.iter().all(|it| it.rule == Rule::NoticeInTime));
    assert_eq!(said(&imported).total.changes_per_case, None);
    assert_eq!(of(&said(&imported), Rule::SameDay), 1, "what the file says is measured");
}
