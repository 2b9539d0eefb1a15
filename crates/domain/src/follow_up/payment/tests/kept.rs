//! Reports from what was settled before, against reports from the chains and from their lines.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::care_chain::Destination;
use crate::follow_up::facts::{LeftFacts, SourceFacts, WardFrom};
use crate::follow_up::payment::figures::sum;
use crate::follow_up::payment::{Grounds, Settling};
use crate::ids::ChainId;

/// What a chain is drawn from: hours until ready, hours of waiting, and two numbers for the rest.
type Drawn = (i64, Option<i64>, u8, u16);

const FIRST: &str = "2023-11-01 00:00";

fn after(at: Timestamp, hours: i64) -> Timestamp {
    at + SignedDuration::from_hours(hours)
}

fn drawn(number: u32, (ready, stayed, kind, rest): Drawn) -> ChainFacts {
    let at = after(local(FIRST), ready);
    let mut chain = of(number, if kind % 3 == 0 { ANNAN } else { KOMMUN }, FIRST, None);
    chain.admitted_at = Some(after(at, -72));
    chain.wards[0].at = after(at, -72);
    chain.notices[0].sent_at = after(at, if rest % 7 == 0 { -20 } else { -70 });
    chain.notices[0].due_from = after(at, -72);
    chain.ready[0].sent_at = at;
    chain.ready[0].municipalities[0].units[0].notified_at = Some(at);
    let end = stayed.map(|hours| after(at, hours));
    chain.left = end.map(|at| LeftFacts { at, destination: Destination::Home });
    chain.sip.needed = rest % 5 == 0;
    let call = |at| SipCall { at, unit: None, on_behalf: rest % 2 == 0, meeting_at: at };
    chain.sip.calls =
        (rest % 10 == 0).then(|| call(after(at, i64::from(rest % 90)))).into_iter().collect();
    match kind {
        0 => chain.deceased_at = Some(end.unwrap_or_else(|| after(at, 30))),
        1 => chain.municipality = None,
        2 => chain.municipality = Some(String::from("0180")),
        3 => chain.ready_disputed = true,
        4 => {
            // Withdrawn, and ready again.
            let mut again = chain.ready[0].clone();
            chain.ready[0].ended_at = Some(after(at, 5));
            chain.ready[0].stands = false;
            again.sent_at = after(at, i64::from(rest % 40 + 20) * 24);
            again.municipalities[0].units[0].notified_at = Some(again.sent_at);
            let left = after(again.sent_at, 100);
            chain.left = chain.left.map(|it| LeftFacts { at: left, ..it });
            chain.ready.push(again);
        }
        5 => {
            let says = |side, status, n| PositionFacts { at: after(at, n), side, status };
            let status =
                if rest % 2 == 0 { LiabilityStatus::Agreed } else { LiabilityStatus::Disputed };
            chain.ready[0].positions = vec![
                says(LiabilitySide::Region, status, 400),
                says(LiabilitySide::Municipality, status, 401),
            ];
        }
        6 => chain.wards.push(WardFrom { ward: unit("M9"), at: after(at, -1) }),
        7 => chain.source = Some(SourceFacts { case: format!("K{number}"), causes: Vec::new() }),
        8 => chain.ready[0].outpatient_needed = true,
        _ => {}
    }
    chain
}

fn any_terms() -> impl Strategy<Value = Vec<RegistryEvent>> {
    let model = prop::sample::select(vec!["statutory", "average-month", "average-quarter"]);
    let models = prop::collection::vec((prop::sample::select(vec![0_i32, 150, 400]), model), 0..3);
    let switches = prop::sample::subsequence(
        vec![
            ("late_notice_blocks", "yes"),
            ("last_day_counts", "yes"),
            ("average_day_zero_included", "no"),
            ("average_population", "all"),
            ("average_count", "weekdays"),
            ("average_psychiatric", "own-threshold"),
            ("average_month_by", "notice"),
        ],
        0..5,
    );
    (models, switches, any::<bool>()).prop_map(|(models, switches, outage)| {
        let on = |days: i32| date(2023, 1, 1) + Span::new().days(days);
        let models =
            models.into_iter().map(|(day, model)| set(on(day), "liability_model", word(model)));
        let switches = switches.into_iter().map(|(name, value)| set(START, name, word(value)));
        let outage = outage.then(|| {
            let (from, to) = (local("2023-12-10 00:00"), Some(local("2023-12-12 00:00")));
            let (id, what) = (String::from("december"), String::from("Driften låg nere"));
            let outage = Outage { id, from, to, what, withdrawn: false };
            RegistryEvent::OutageSet(OutageSet { from: START, outage })
        });
        models.chain(switches).chain(outage).collect()
    })
}

/// As it was counted at first: line by line, without sums on the way.
fn recounted(lines: &[&CaseLine], of_one_ward: bool) -> Figures {
    let count = |is: &dyn Fn(&CaseLine) -> bool| {
        Some(u32::try_from(lines.iter().filter(|line| is(line)).count()).unwrap())
    };
    let by_statute = || lines.iter().filter(|line| line.model == "statutory");
    let in_mean = lines.iter().any(|line| line.model != "statutory" && line.is_liable());
    let known = !(of_one_ward && in_mean);
    let days = by_statute().map(|line| Thousandths::whole(line.days)).sum();
    let amount: Option<u64> = by_statute().map(|line| line.amount_sek).sum();
    let mut reasons = std::collections::BTreeMap::new();
    for line in lines.iter().filter(|line| !line.is_liable()) {
        let n = reasons.entry(line.reason.unwrap()).or_insert(Some(0_u32));
        *n = n.map(|n| n + 1);
    }
    let amount = amount.map(Thousandths::whole).filter(|_| known);
    Figures {
        cases: count(&|_| true),
        liable: count(&CaseLine::is_liable),
        days: Some(days).filter(|_| known),
        amount_sek: amount,
        to_pay_sek: amount,
        reasons,
        to_be_reconciled: count(&CaseLine::is_to_be_reconciled),
        disputed: count(&|line| line.status == LiabilityStatus::Disputed),
        agreed: count(&CaseLine::is_agreed),
    }
}

fn json(report: &LiabilityReport) -> serde_json::Value {
    serde_json::to_value(report).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Every figure, mean, reason and year, whatever is asked for, whenever it was settled.
    #[test]
    fn the_report_of_what_was_settled_is_that_of_the_chains(
        hours in prop::collection::vec(
            (0_i64..24 * 120, prop::option::of(0_i64..24 * 40), 0_u8..12, any::<u16>()), 0..40,
        ),
        terms in any_terms(),
        made in 0_i64..24 * 150, later in 0_i64..24 * 60,
        ward in prop::option::of(prop::sample::select(vec!["W37", "M9", "W99"])),
        municipality in prop::option::of(prop::sample::select(vec!["1081", "0180", "1083"])),
        first in 0_i32..5, months in 0_i32..5,
    ) {
        let registry = registry(&terms);
        let chains: Vec<ChainFacts> = hours.into_iter().zip(0..).map(|(it, n)| drawn(n, it)).collect();
        let made = after(local(FIRST), made);
        let as_of = after(made, later);
        let first = Month::parse("2023-10").unwrap().plus(first);
        let scope = Scope {
            period: Period::new(first, first.plus(months)).unwrap(),
            as_of,
            selection: Selection {
                ward: ward.map(unit),
                municipality: municipality.map(str::to_owned),
                cause: None,
            },
            municipalities: vec![String::from("1081"), String::from("1082")],
        };
        let today = crate::calendar::local_date(as_of);
        let counter =
            || Counter::new(scope.clone(), &registry, TermsBook::new(&registry, today, None));

        // In two parts, as months are.
        let mut parts = [Settling::new(&registry, made), Settling::new(&registry, made)];
        let mut open = Vec::new();
        for (n, chain) in chains.iter().enumerate() {
            // What is known when it is made is all that lies before.
            if chain.ended_at().is_some_and(|at| at > made) || !parts[n % 2].add(chain) {
                open.push(chain);
            }
        }
        let parts = parts.map(Settling::finish);
        let mut kept = counter().without_lines();
        parts.iter().for_each(|part| kept.add_settled(part));
        open.iter().for_each(|chain| kept.add(chain));
        let kept = kept.finish(7);

        let mut whole = counter();
        chains.iter().for_each(|chain| whole.add(chain));
        let mut whole = whole.finish(7);
        for of in &whole.municipalities {
            for (n, month) in of.months.iter().enumerate() {
                let lines: Vec<_> = of.cases.iter().filter(|it| it.month == month.month).collect();
                let mut figures = recounted(&lines, scope.selection.ward.is_some());
                for mean in of.means.iter().filter(|mean| mean.counted_in == month.month) {
                    figures.add(&Figures {
                        days: Some(mean.excess_days),
                        amount_sek: mean.amount_sek,
                        to_pay_sek: mean.to_pay_sek,
                        ..Figures::nothing()
                    });
                }
                prop_assert_eq!(&of.months[n].figures, &figures);
            }
        }
        for of in &whole.municipalities {
            prop_assert_eq!(&of.figures, &sum(of.months.iter().map(|it| &it.figures)));
        }
        for (n, month) in whole.months.iter().enumerate() {
            let own = whole.municipalities.iter().map(|it| &it.months[n]);
            let none = whole.municipalities.is_empty();
            prop_assert!(none || month.running == own.clone().any(|it| it.running));
            prop_assert_eq!(&month.figures, &sum(own.map(|it| &it.figures)));
        }
        let listed: std::collections::BTreeSet<ChainId> =
            whole.municipalities.iter().flat_map(|it| &it.cases).map(|line| line.chain).collect();
        whole.municipalities.iter_mut().for_each(|it| it.cases.clear());
        // A municipality that the county does not have is in the report for its cases.
        prop_assert_eq!(json(&kept), json(&whole));

        let chosen = parts.iter().flat_map(|it| it.chains(&scope.selection, scope.period));
        let chosen: std::collections::BTreeSet<ChainId> = chosen.collect();
        let of_open: std::collections::BTreeSet<ChainId> = open.iter().map(|it| it.chain).collect();
        prop_assert_eq!(chosen, listed.difference(&of_open).copied().collect());
    }
}

#[test]
fn what_may_change_with_time_is_not_settled() {
    let quarter = registry(&[set(START, "liability_model", word("average-quarter"))]);
    let left = of(1, KOMMUN, "2024-01-10 09:00", Some("2024-01-15 15:00"));
    let settles = |registry: &Registry, as_of: &str, chain: &ChainFacts| {
        Settling::new(registry, local(as_of)).add(chain)
    };
    assert!(!settles(&quarter, "2024-02-20 08:00", &left), "it counts in the month that it is");
    assert!(settles(&quarter, "2024-03-01 08:00", &left), "its last month has come");
    assert!(settles(&registry(&[]), "2024-02-20 08:00", &left));
    let mut open = left;
    open.left = None;
    assert!(!settles(&registry(&[]), "2024-02-20 08:00", &open), "days may come");
}

#[test]
fn what_a_case_is_accounted_by_changes_with_its_grounds_and_with_nothing_else() {
    let as_of = local("2024-01-10 09:00");
    let grounds = |more: &[RegistryEvent]| Grounds::of(&registry(more), as_of);
    let other = |more: RegistryEvent| {
        assert_ne!(grounds(&[]), grounds(std::slice::from_ref(&more)), "{more:?}")
    };
    other(average(date(2024, 3, 1)));
    other(RegistryEvent::PaymentRateSet(PaymentRateSet { from: START, rate: rate(2024, 1) }));
    let (from, what) = (local("2023-12-10 00:00"), String::from("Driften låg nere"));
    let outage = Outage { id: String::from("d"), from, to: None, what, withdrawn: false };
    other(RegistryEvent::OutageSet(OutageSet { from: START, outage }));
    let ward = |name: &str, psychiatric: bool| {
        let unit = serde_json::json!({
            "id": unit("W37").as_str(), "name": name, "short-name": "37",
            "organisation": unit("SJH").as_str(), "branch": "inpatient", "kind": "ward",
            "psychiatric": psychiatric, "staffed-hours": "always",
        });
        let unit = serde_json::from_value(unit).unwrap();
        RegistryEvent::UnitSet(crate::registry::UnitSet { from: START, unit })
    };
    other(ward("Avdelning 37", true));
    assert_eq!(grounds(&[]), grounds(&[ward("Avdelning 37", false)]));
    let organisation = |code: &str| {
        let organisation = Organisation {
            id: unit("KOMMUN"),
            name: String::from("Annat namn"),
            kind: OrganisationKind::Municipality,
            municipality_code: Some(code.to_owned()),
            hospital: false,
            inhabitants: None,
        };
        RegistryEvent::OrganisationSet(OrganisationSet { from: START, organisation })
    };
    other(organisation("1084"));
    assert_eq!(grounds(&[]), grounds(&[organisation("1081")]));
}
