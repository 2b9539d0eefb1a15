use jiff::Span;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::compare::{Difference, compare};
use super::invoice::{State, basis};
use super::*;
use crate::care_chain::{LiabilitySide, LiabilityStatus};
use crate::follow_up::facts::{
    ChainFacts, MunicipalityFacts, NoticeTo, PartyFacts, PositionFacts, SipCall, UnitReady,
};
use crate::follow_up::suppress::{self, Own};
use crate::follow_up::testing::{chain, local, unit};
use crate::registry::{
    Branch, CountyData, Organisation, OrganisationKind, OrganisationSet, Outage, OutageSet,
    PaymentRate, PaymentRateSet, Problem, Registry, RegistryEvent, SettingSet, SettingValue,
};

mod explained;
mod kept;
mod settled;

const START: Date = date(2020, 1, 1);

fn word(word: &str) -> SettingValue {
    SettingValue::Word(word.to_owned())
}

fn set(from: Date, name: &str, value: SettingValue) -> RegistryEvent {
    RegistryEvent::SettingSet(SettingSet { from, name: name.to_owned(), value })
}

fn average(from: Date) -> RegistryEvent {
    set(from, "liability_model", word("average-month"))
}

fn rate(year: i16, amount_sek: u32) -> PaymentRate {
    PaymentRate {
        year,
        amount_sek,
        regulation: String::from("HSLF-FS"),
        source: String::from("test"),
        confirmed_by: Some(String::from("Ekonomi")),
        confirmed_on: Some(START),
    }
}

fn registry(more: &[RegistryEvent]) -> Registry {
    let municipality = |name: &str, code: &str| {
        RegistryEvent::OrganisationSet(OrganisationSet {
            from: START,
            organisation: Organisation {
                id: unit(name),
                name: name.to_owned(),
                kind: OrganisationKind::Municipality,
                municipality_code: Some(code.to_owned()),
                hospital: false,
                inhabitants: None,
            },
        })
    };
    let rate_of = |year, amount| {
        RegistryEvent::PaymentRateSet(PaymentRateSet { from: START, rate: rate(year, amount) })
    };
    let first = [
        municipality("KOMMUN", "1081"),
        municipality("ANNAN", "1082"),
        municipality("TREDJE", "1083"),
        rate_of(2023, 10_500),
        rate_of(2024, 11_000),
    ];
    Registry::fold(first.iter().chain(more))
}

/// A chain for a municipality with everything in order: notified, no SIP, no outpatient care.
fn of(number: u32, municipality: (&str, &str), ready: &str, left: Option<&str>) -> ChainFacts {
    let mut chain = chain(number, ready, left);
    let (name, code) = municipality;
    let assessor = unit(&format!("BIST{name}"));
    chain.municipality = Some(code.to_owned());
    chain.parties.push(PartyFacts {
        unit: assessor.clone(),
        organisation: unit(name),
        branch: Branch::SocialServices,
        supplier: false,
        from: chain.notices[0].sent_at,
        until: None,
    });
    chain.notices[0].to.push(NoticeTo {
        unit: assessor.clone(),
        seen_at: None,
        answered_at: None,
        answer: None,
        taken_over_at: None,
    });
    let notified_at = Some(chain.ready[0].sent_at);
    chain.ready[0].municipalities = vec![MunicipalityFacts {
        organisation: unit(name),
        units: vec![UnitReady {
            unit: assessor,
            notified_at,
            ready_at: None,
            can_receive_from: None,
            refused_at: None,
        }],
    }];
    chain
}

const KOMMUN: (&str, &str) = ("KOMMUN", "1081");
const ANNAN: (&str, &str) = ("ANNAN", "1082");

/// Patients of the worked example of facts 2.4, ready on 5 June 2023.
fn example() -> Vec<ChainFacts> {
    let left = |days: i32| (date(2023, 6, 5) + Span::new().days(days)).to_string();
    let days = [0, 0, 1, 2, 3, 3, 4, 8, 9];
    let one = |(n, days): (usize, &i32)| {
        let left = format!("{} 15:00", left(*days));
        of(n as u32, KOMMUN, "2023-06-05 10:15", Some(&left))
    };
    days.iter().enumerate().map(one).collect()
}

fn scope(from: &str, to: &str, as_of: &str) -> Scope {
    let month = |text| Month::parse(text).unwrap();
    Scope {
        period: Period::new(month(from), month(to)).unwrap(),
        as_of: local(as_of),
        selection: Selection::default(),
        municipalities: vec![String::from("1081"), String::from("1082")],
    }
}

fn counted(chains: &[ChainFacts], registry: &Registry, scope: Scope) -> LiabilityReport {
    counted_if(chains, registry, scope, None)
}

fn counted_if(
    chains: &[ChainFacts],
    registry: &Registry,
    scope: Scope,
    what_if: Option<&WhatIf>,
) -> LiabilityReport {
    let book = TermsBook::new(registry, date(2030, 1, 1), what_if);
    let mut counter = Counter::new(scope, registry, book);
    chains.iter().for_each(|chain| counter.add(chain));
    counter.finish(1)
}

fn june(chains: &[ChainFacts], more: &[RegistryEvent]) -> LiabilityReport {
    let registry = registry(&[&[average(START)], more].concat());
    counted(chains, &registry, scope("2023-06", "2023-06", "2023-08-01 08:00"))
}

fn sek(number: u64) -> Option<Thousandths> {
    Some(Thousandths::whole(number))
}

/// Facts 2.4, each step.
#[test]
fn a_mean_above_the_threshold_is_paid_for_and_each_step_is_told() {
    let report = june(&example(), &[]);
    assert_eq!(report.model, "average-month");
    let municipality = &report.municipalities[0];
    assert_eq!(municipality.code.as_deref(), Some("1081"));
    let [mean] = municipality.means.as_slice() else { panic!("{:?}", municipality.means) };
    assert_eq!((mean.patients, mean.patient_days), (9, 30));
    assert_eq!(mean.mean_days, Some(30.0 / 9.0));
    assert_eq!(mean.threshold_days, Thousandths(3_000));
    assert_eq!((mean.free_days, mean.excess_days), (Thousandths(27_000), Thousandths(3_000)));
    assert_eq!((mean.rate_sek, mean.amount_sek), (Some(10_500), sek(31_500)));
    assert_eq!((mean.to_pay_sek, mean.reason), (sek(31_500), None));
    assert_eq!(municipality.figures.amount_sek, sek(31_500));
    assert_eq!(municipality.figures.liable, Some(9));
    assert!(municipality.cases.iter().all(|case| case.reason == Some(WEIGHED)));
    assert!(municipality.cases.iter().all(|case| case.amount_sek.is_none()));
    let days: Vec<u64> = municipality.cases.iter().map(|case| case.days).collect();
    assert_eq!(days.iter().sum::<u64>(), 30);
    assert!(report.municipalities[1].means.is_empty());
}

#[test]
fn one_patient_that_outpatient_care_holds_decides_the_amount() {
    let mut chains = example();
    chains[8].ready[0].outpatient_needed = true;
    let report = june(&chains, &[]);
    let municipality = &report.municipalities[0];
    let mean = &municipality.means[0];
    assert_eq!((mean.patients, mean.patient_days), (8, 21));
    assert_eq!((mean.amount_sek, mean.reason), (sek(0), Some("at_or_below_threshold")));
    assert_eq!(municipality.figures.reasons["outpatient_unclear"], Some(1));
    // An agreement over everybody counts the patient.
    let all = set(START, "average_population", word("all"));
    assert_eq!(june(&chains, &[all]).municipalities[0].means[0].amount_sek, sek(31_500));
    // Öppenvårdsklar on the fourth day: the days from then on count.
    chains[8].ready[0].outpatient = vec![UnitReady {
        unit: unit("VC"),
        notified_at: None,
        ready_at: Some(local("2023-06-09 08:00")),
        can_receive_from: None,
        refused_at: None,
    }];
    let case = &june(&chains, &[]).municipalities[0].cases[8];
    assert_eq!((case.counted_from, case.days), (Some(date(2023, 6, 9)), 5));
    let population = set(START, "average_population", word("preconditions"));
    assert_eq!(june(&chains, &[population]).municipalities[0].cases[8].days, 9);
}

#[test]
fn every_parameter_of_the_agreement_counts() {
    let mean = |name: &str, value: SettingValue| {
        june(&example(), &[set(START, name, value)]).municipalities[0].means[0].clone()
    };
    let number = SettingValue::Number;
    let day_zero = mean("average_day_zero_included", word("no"));
    assert_eq!((day_zero.patients, day_zero.excess_days), (7, Thousandths(9_000)));
    let lower = mean("average_threshold_thousandths", number(2_500));
    assert_eq!((lower.excess_days, lower.amount_sek), (Thousandths(7_500), sek(78_750)));
    // Monday to Monday and to Wednesday of the week after are 5 and 6 weekdays fewer or more.
    assert_eq!(mean("average_count", word("weekdays")).patient_days, 1 + 2 + 3 + 3 + 4 + 6 + 7);
    // 10:15 is after ten: Tuesday is day 0.
    assert_eq!(mean("average_cut_off", word("10:00")).patient_days, 1 + 2 + 2 + 3 + 7 + 8);
    assert_eq!(mean("average_cut_off", word("12:00")).patient_days, 30);
    let few = mean("average_minimum_patients", number(10));
    assert_eq!((few.amount_sek, few.reason), (sek(0), Some("too_few_patients")));
    let agreed = june(
        &example(),
        &[
            set(START, "average_rate", word("agreed")),
            set(START, "average_agreed_rate_sek", number(4_000)),
        ],
    );
    assert_eq!(agreed.total.amount_sek, sek(12_000));
    // 0.1 of a day for each of nine: 3.9 days.
    let threshold = set(START, "average_threshold_thousandths", number(2_900));
    let rounded = |rounding: &str| {
        let rounding = set(START, "average_rounding", word(rounding));
        june(&example(), &[threshold.clone(), rounding]).municipalities[0].means[0].to_pay_sek
    };
    assert_eq!(rounded("none"), sek(40_950));
    assert_eq!(rounded("whole-days"), sek(3 * 10_500));
    let odd = set(START, "average_threshold_thousandths", number(2_999));
    let krona = set(START, "average_rounding", word("krona"));
    let odd = &june(&example(), &[odd, krona]).municipalities[0].means[0];
    assert_eq!((odd.amount_sek, odd.to_pay_sek), (Some(Thousandths(31_594_500)), sek(31_595)));
}

#[test]
fn a_psychiatric_ward_has_what_the_agreement_says() {
    let mut ward = serde_json::json!({
        "id": unit("W37").as_str(), "name": "Avdelning 37", "short-name": "37",
        "organisation": unit("SJH").as_str(), "branch": "inpatient", "kind": "ward",
        "psychiatric": true, "staffed-hours": "always",
    });
    let marked = serde_json::from_value(ward.clone()).unwrap();
    let set_unit = |unit| RegistryEvent::UnitSet(crate::registry::UnitSet { from: START, unit });
    let psychiatric = set_unit(marked);
    let says = |word_of: &str| set(START, "average_psychiatric", word(word_of));
    let own = set(START, "average_psychiatric_threshold_thousandths", SettingValue::Number(2_000));
    let mean = |more: &[RegistryEvent]| june(&example(), more).municipalities[0].clone();
    assert_eq!(mean(std::slice::from_ref(&psychiatric)).means[0].patients, 9);
    let excluded = mean(&[psychiatric.clone(), says("excluded")]);
    assert_eq!(excluded.figures.reasons["psychiatric_excluded"], Some(9));
    let own = mean(&[psychiatric, says("own-threshold"), own]);
    assert_eq!(own.means[0].free_days, Thousandths(18_000));
    ward["psychiatric"] = serde_json::Value::Bool(false);
    let somatic = set_unit(serde_json::from_value(ward).unwrap());
    assert_eq!(mean(&[somatic, says("excluded")]).means[0].patients, 9);
}

#[test]
fn who_has_not_left_alive_is_in_no_mean_and_the_month_runs() {
    let mut chains = example();
    chains[8].left = None;
    chains[7].left = None;
    chains[7].deceased_at = Some(local("2023-06-13 03:00"));
    chains[6].ready[0].ended_at = Some(local("2023-06-08 09:00"));
    chains[6].ready[0].stands = false;
    let registry = registry(&[average(START)]);
    let report = counted(&chains, &registry, scope("2023-06", "2023-07", "2023-07-02 08:00"));
    let figures = &report.months[0].figures;
    assert_eq!(figures.liable, Some(6));
    assert_eq!(
        (figures.reasons["not_discharged"], figures.reasons["withdrawn"]),
        (Some(1), Some(1))
    );
    assert_eq!(report.months[1].figures.reasons["still_there"], Some(1));
    assert_eq!((report.months[0].running, report.months[1].running), (false, true));
}

#[test]
fn a_quarter_is_weighed_as_one_and_told_in_its_last_month() {
    let quarter = set(START, "liability_model", word("average-quarter"));
    let registry = registry(&[quarter]);
    // Over the end of a year: the month of leaving decides, 29 February among its days.
    let chains = [
        of(1, KOMMUN, "2023-12-29 09:00", Some("2024-01-02 15:00")),
        of(2, KOMMUN, "2024-02-26 09:00", Some("2024-03-01 15:00")),
        of(3, KOMMUN, "2023-12-27 09:00", Some("2023-12-31 15:00")),
    ];
    let report = counted(&chains, &registry, scope("2023-10", "2024-03", "2024-05-01 08:00"));
    let [first, second] = report.municipalities[0].means.as_slice() else {
        panic!("{:?}", report.municipalities[0].means)
    };
    assert_eq!(
        (first.to.to_string(), first.patients, first.patient_days),
        ("2023-12".into(), 1, 4)
    );
    assert_eq!((second.from.to_string(), second.patient_days), ("2024-01".into(), 4 + 4));
    assert_eq!((first.amount_sek, second.amount_sek), (sek(10_500), sek(2 * 11_000)));
    let amounts = report.months.iter().map(|it| it.figures.amount_sek.unwrap().0 / 1_000);
    assert_eq!(amounts.collect::<Vec<_>>(), [0, 0, 10_500, 0, 0, 22_000]);
    // While it runs it is told in the month that it has come to.
    let running = counted(&chains, &registry, scope("2024-01", "2024-02", "2024-02-10 08:00"));
    assert_eq!(running.months[1].figures.liable, Some(2));
    assert!(running.municipalities[0].means[0].running);
}

#[test]
fn the_notice_decides_the_model_and_nobody_is_counted_twice() {
    let registry = registry(&[average(date(2023, 7, 1))]);
    // Ready under the statute and left under the mean; the other way round there is nobody.
    let chains = [
        of(1, KOMMUN, "2023-06-28 09:00", Some("2023-07-05 15:00")),
        of(2, KOMMUN, "2023-07-03 09:00", Some("2023-07-10 15:00")),
    ];
    let report = counted(&chains, &registry, scope("2023-06", "2023-07", "2023-09-01 08:00"));
    assert_eq!(report.model, "mixed");
    let [june, july] = report.months.as_slice() else { panic!() };
    // 1 to 4 July by the statute, in the month of the notice.
    assert_eq!((june.figures.days, june.figures.amount_sek), (sek(4), sek(42_000)));
    assert_eq!((july.figures.days, july.figures.amount_sek), (sek(4), sek(42_000)));
    assert_eq!(report.total.cases, Some(2));
    let cases = &report.municipalities[0].cases;
    assert_eq!((cases[0].model, cases[1].model), ("statutory", "average-month"));
    assert_eq!((cases[0].terms_since, cases[1].terms_since), (None, Some(date(2023, 7, 1))));
}

#[test]
fn a_new_threshold_holds_for_all_who_leave_from_its_month_on() {
    let lower = set(date(2023, 7, 1), "average_threshold_thousandths", SettingValue::Number(2_000));
    let registry = registry(&[average(START), lower]);
    let chains = [of(1, KOMMUN, "2023-06-28 09:00", Some("2023-07-05 15:00"))];
    let report = counted(&chains, &registry, scope("2023-07", "2023-07", "2023-09-01 08:00"));
    let mean = &report.municipalities[0].means[0];
    assert_eq!((mean.threshold_days, mean.excess_days), (Thousandths(2_000), Thousandths(5_000)));
    assert_eq!(mean.terms_since, Some(date(2023, 7, 1)));
}

#[test]
fn days_are_dates_whatever_the_clocks_do() {
    // Summer time begins on 26 March 2023 and ends on 29 October; ISO week 53 of 2020.
    for (ready, left, days) in [
        ("2023-03-25 23:30", "2023-03-26 03:30", 1),
        ("2023-10-28 23:30", "2023-10-29 02:30", 1),
        ("2020-12-31 09:00", "2021-01-04 09:00", 4),
        ("2024-02-28 09:00", "2024-03-01 09:00", 2),
    ] {
        let registry = registry(&[average(START)]);
        let chains = [of(1, KOMMUN, ready, Some(left))];
        let month = &left[..7];
        let report = counted(&chains, &registry, scope(month, month, "2025-01-01 08:00"));
        assert_eq!(report.municipalities[0].cases[0].days, days, "{ready}");
    }
}

#[test]
fn a_year_without_a_confirmed_rate_is_named_and_has_days() {
    let registry = registry(&[]);
    let chains = [of(1, KOMMUN, "2024-12-28 10:00", Some("2025-01-03 10:00"))];
    let report = counted(&chains, &registry, scope("2024-12", "2024-12", "2025-03-01 08:00"));
    assert_eq!(report.years_without_rate, [2025]);
    assert_eq!((report.total.days, report.total.amount_sek), (sek(3), None));
    assert_eq!(report.municipalities[0].cases[0].reason, Some(NO_RATE));
    let registry = self::registry(&[average(START)]);
    let left = [of(1, KOMMUN, "2025-01-02 10:00", Some("2025-01-09 10:00"))];
    let report = counted(&left, &registry, scope("2025-01", "2025-01", "2025-03-01 08:00"));
    assert_eq!(report.years_without_rate, [2025]);
    assert_eq!((report.total.days, report.total.amount_sek), (sek(4), None));
}

proptest! {
    /// Municipalities are months are all, by either model.
    #[test]
    fn the_totals_agree(
        hours in proptest::collection::vec((0_i64..24 * 60, 0_i64..24 * 20, any::<bool>(), any::<bool>()), 0..20),
        by_mean in any::<bool>(),
    ) {
        let terms = if by_mean { vec![average(START)] } else { Vec::new() };
        let registry = registry(&terms);
        let first = local("2023-12-01 00:00");
        let chains: Vec<ChainFacts> = hours.iter().enumerate().map(|(n, (ready, stayed, other, sip))| {
            let mut chain = of(n as u32, if *other { ANNAN } else { KOMMUN }, "2023-12-01 00:00", None);
            let at = first + jiff::SignedDuration::from_hours(*ready);
            chain.ready[0].sent_at = at;
            chain.ready[0].municipalities[0].units[0].notified_at = Some(at);
            chain.sip.needed = *sip;
            chain.left = Some(crate::follow_up::facts::LeftFacts {
                at: at + jiff::SignedDuration::from_hours(*stayed),
                destination: crate::care_chain::Destination::Home,
            });
            chain
        }).collect();
        let report = counted(&chains, &registry, scope("2023-12", "2024-03", "2024-06-01 08:00"));
        let sums = |figures: &[&Figures]| {
            let of = |number: fn(&Figures) -> u64| figures.iter().map(|it| number(it)).sum::<u64>();
            (of(|it| it.cases.unwrap().into()), of(|it| it.liable.unwrap().into()),
             of(|it| it.days.unwrap().0), of(|it| it.to_pay_sek.unwrap().0),
             of(|it| it.reasons.values().map(|n| u64::from(n.unwrap())).sum()))
        };
        let total = sums(&[&report.total]);
        prop_assert_eq!(total.0, chains.len() as u64);
        prop_assert_eq!(total.0, total.1 + total.4, "each is liable or has a reason");
        let months: Vec<_> = report.months.iter().map(|it| &it.figures).collect();
        prop_assert_eq!(sums(&months), total);
        let municipalities: Vec<_> = report.municipalities.iter().map(|it| &it.figures).collect();
        prop_assert_eq!(sums(&municipalities), total);
        let lines: usize = report.municipalities.iter().map(|it| it.cases.len()).sum();
        prop_assert_eq!(lines, chains.len());
    }
}

#[test]
fn a_sip_that_was_called_late_is_no_patient_unless_the_county_counts_from_the_call() {
    let mut chains = example();
    chains[8].sip.needed = true;
    let missing = june(&chains, &[]);
    assert_eq!(missing.total.reasons["sip_not_called"], Some(1));
    chains[8].sip.calls = vec![SipCall {
        at: local("2023-06-10 10:00"),
        unit: None,
        on_behalf: false,
        meeting_at: local("2023-06-12 10:00"),
    }];
    assert_eq!(june(&chains, &[]).total.reasons["sip_called_late"], Some(1));
    let from_its_day = set(START, "late_sip_call_counts_from_its_day", word("yes"));
    let case = &june(&chains, &[from_its_day]).municipalities[0].cases[8];
    assert_eq!((case.counted_from, case.days), (Some(date(2023, 6, 10)), 4));
}
