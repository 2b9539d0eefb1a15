//! What is tried, marked, disputed, agreed on, invoiced and hidden.

use super::*;

#[test]
fn other_terms_are_tried_on_history_and_say_so() {
    let registry = registry(&[]);
    let scope = || scope("2023-06", "2023-06", "2023-08-01 08:00");
    let in_force = counted(&example(), &registry, scope());
    // Start on 8 June: of 3 to 9 days 0, 0, 1, 5 and 6 are liable.
    assert_eq!((in_force.what_if, in_force.model), (false, "statutory"));
    assert_eq!(in_force.total.amount_sek, sek((1 + 5 + 6) * 10_500));
    let what_if = WhatIf {
        settings: [("liability_model".to_owned(), word("average-month"))].into(),
        rates: vec![PaymentRate { confirmed_by: None, confirmed_on: None, ..rate(2023, 9_000) }],
    };
    assert_eq!(what_if.check(), []);
    let tried = counted_if(&example(), &registry, scope(), Some(&what_if));
    assert_eq!((tried.what_if, tried.model), (true, "average-month"));
    assert_eq!(tried.total.amount_sek, sek(3 * 9_000));
    let switch = WhatIf {
        settings: [("last_day_counts".to_owned(), word("yes"))].into(),
        rates: Vec::new(),
    };
    let tried = counted_if(&example(), &registry, scope(), Some(&switch));
    assert_eq!(tried.total.days, sek(1 + 1 + 2 + 6 + 7));
    let wrong =
        WhatIf { settings: [("liability_modell".to_owned(), word("x"))].into(), rates: Vec::new() };
    assert_eq!(wrong.check().len(), 1);
    let foreign = WhatIf {
        settings: [("answer_notice_minutes".to_owned(), SettingValue::Number(1))].into(),
        rates: Vec::new(),
    };
    assert_eq!(foreign.check()[0].problem, Problem::NotOfLiability);
    let county = CountyData::default();
    for (name, words) in WhatIf::settings() {
        assert!(county.get(name).is_some(), "{name}");
        for it in *words {
            assert!(county.with(name, &word(it)).is_ok(), "{name} {it}");
        }
    }
    let named = |name: &String| WhatIf::settings().iter().any(|(known, _)| known == name);
    let mut of_means = CountyData::names().into_iter().filter(|name| name.starts_with("average_"));
    assert!(of_means.all(|name| named(&name)), "each can be tried");
}

#[test]
fn a_case_that_overlaps_an_outage_is_to_be_reconciled() {
    let outage = |from: &str, to: Option<&str>| {
        RegistryEvent::OutageSet(OutageSet {
            from: START,
            outage: Outage {
                id: String::from("juni"),
                from: local(from),
                to: to.map(local),
                what: String::from("Driften låg nere"),
                withdrawn: false,
            },
        })
    };
    // Admitted on 2 June, ready on the 5th, home on the 10th.
    let chains = [of(1, KOMMUN, "2023-06-05 10:00", Some("2023-06-10 10:00"))];
    let marked = |outage| {
        let report =
            counted(&chains, &registry(&[outage]), scope("2023-06", "2023-06", "2023-08-01 08:00"));
        let case = &report.municipalities[0].cases[0];
        assert_eq!(case.days, 2, "the days are counted all the same");
        assert_eq!(report.total.to_be_reconciled, Some(u32::from(case.is_to_be_reconciled())));
        case.outages.join(" ")
    };
    assert_eq!(marked(outage("2023-06-04 22:00", Some("2023-06-05 06:00"))), "juni");
    assert_eq!(marked(outage("2023-05-30 22:00", Some("2023-06-02 10:00"))), "");
    assert_eq!(marked(outage("2023-06-10 10:00", None)), "", "it had ended");
    assert_eq!(marked(outage("2023-06-10 09:59", None)), "juni", "it goes on");
}

#[test]
fn the_difference_stands_beside_both_per_municipality_and_in_all() {
    let registry = registry(&[]);
    let scope = || scope("2023-06", "2023-06", "2023-08-01 08:00");
    let what_if = WhatIf {
        settings: [("last_day_counts".to_owned(), word("yes"))].into(),
        rates: Vec::new(),
    };
    let mut chains = example();
    chains.push(of(77, ANNAN, "2023-06-05 10:15", Some("2023-06-10 09:00")));
    let in_force = counted(&chains, &registry, scope());
    let tried = counted_if(&chains, &registry, scope(), Some(&what_if));
    let compared = compare(in_force, tried, what_if);
    assert!(compared.what_if && compared.tried.what_if && !compared.in_force.what_if);
    let days: Vec<_> = compared.municipalities.iter().map(|it| it.days.unwrap().0).collect();
    assert_eq!(days, [5_000, 1_000]);
    assert_eq!(compared.total.days, Some(Difference(6_000)));
    assert_eq!(compared.total.to_pay_sek, Some(Difference(63_000_000)));
    // Less is a minus, and nothing is invoiced by terms that were only tried.
    let back = compare(compared.tried, compared.in_force, WhatIf::default());
    assert_eq!(serde_json::to_string(&back.total.to_pay_sek).unwrap(), "-63000");
    assert!(basis(&back.in_force).is_empty() && !basis(&back.tried).is_empty());
}

#[test]
fn what_is_disputed_or_to_be_reconciled_or_goes_on_is_in_no_invoice() {
    let outage = RegistryEvent::OutageSet(OutageSet {
        from: START,
        outage: Outage {
            id: String::from("juni"),
            from: local("2023-06-19 22:00"),
            to: Some(local("2023-06-20 06:00")),
            what: String::from("Driften låg nere"),
            withdrawn: false,
        },
    });
    let registry = registry(&[outage]);
    let says = |side, status| PositionFacts { at: local("2023-07-01 08:00"), side, status };
    let case = |n| of(n, KOMMUN, "2023-06-05 10:15", Some("2023-06-13 10:00"));
    let mut chains = vec![case(1), case(2), case(3)];
    chains[1].ready[0].positions =
        vec![says(LiabilitySide::Municipality, LiabilityStatus::Disputed)];
    chains[2].ready[0].positions = [LiabilitySide::Region, LiabilitySide::Municipality]
        .map(|side| says(side, LiabilityStatus::Agreed))
        .to_vec();
    chains.push(of(4, KOMMUN, "2023-06-12 10:00", Some("2023-06-20 10:00")));
    chains.push(of(5, KOMMUN, "2023-06-26 10:00", None));
    chains.push(of(6, KOMMUN, "2023-06-05 10:15", Some("2023-06-06 10:00")));
    let report = counted(&chains, &registry, scope("2023-06", "2023-06", "2023-07-03 08:00"));
    let all = basis(&report);
    let [june] = all.as_slice() else { panic!("{all:?}") };
    let states: Vec<_> = june.lines.iter().map(|line| line.state.as_str()).collect();
    assert_eq!(states, ["open", "disputed", "agreed", "to_be_reconciled", "running"]);
    assert_eq!(june.to_invoice_sek, Thousandths::whole(2 * 52_500));
    assert_eq!(june.to_invoice_sek.0 + june.outside_sek.0, report.total.to_pay_sek.unwrap().0);
    let first = &june.lines[0];
    assert_eq!((first.from, first.to), (Some(date(2023, 6, 8)), Some(date(2023, 6, 12))));
}

#[test]
fn one_disputed_patient_holds_the_invoice_of_a_mean() {
    let registry = registry(&[average(START)]);
    let state = |chains: &[ChainFacts]| {
        let report = counted(chains, &registry, scope("2023-06", "2023-06", "2023-08-01 08:00"));
        let all = basis(&report);
        (all[0].lines[0].state, all[0].to_invoice_sek)
    };
    let mut chains = example();
    assert_eq!(state(&chains), (State::Open, Thousandths::whole(31_500)));
    chains[8].ready[0].positions = vec![PositionFacts {
        at: local("2023-07-01 08:00"),
        side: LiabilitySide::Municipality,
        status: LiabilityStatus::Disputed,
    }];
    assert_eq!(state(&chains), (State::Disputed, Thousandths(0)));
}

#[test]
fn a_case_is_disputed_by_one_side_and_agreed_on_by_both() {
    use LiabilitySide::{Municipality, Region};
    use LiabilityStatus::{Agreed, Disputed, Open};
    let after = |said: &[(LiabilitySide, LiabilityStatus, &str)]| {
        let mut chain = of(1, KOMMUN, "2023-06-05 10:00", Some("2023-06-10 10:00"));
        let position = |(side, status, at): &(LiabilitySide, LiabilityStatus, &str)| {
            PositionFacts { at: local(at), side: *side, status: *status }
        };
        chain.ready[0].positions = said.iter().map(position).collect();
        chain.ready[0].position()
    };
    let (first, second) = ("2023-07-01 10:00", "2023-07-02 10:00");
    assert_eq!(after(&[]), (Open, None));
    assert_eq!(after(&[(Region, Agreed, first)]), (Open, None), "one side alone agrees on nothing");
    let both = [(Region, Agreed, first), (Municipality, Agreed, second)];
    assert_eq!(after(&both), (Agreed, Some(local(second))));
    let disputes = [(Municipality, Disputed, first), (Region, Agreed, second)];
    assert_eq!(after(&disputes), (Disputed, Some(local(first))), "only the side itself ends it");
    let ended = [(Municipality, Disputed, first), (Municipality, Open, second)];
    assert_eq!(after(&ended), (Open, None));
}

#[test]
fn what_both_have_agreed_on_after_an_outage_is_reconciled() {
    let outage = RegistryEvent::OutageSet(OutageSet {
        from: START,
        outage: Outage {
            id: String::from("juni"),
            from: local("2023-06-04 22:00"),
            to: Some(local("2023-06-12 06:00")),
            what: String::from("Driften låg nere"),
            withdrawn: false,
        },
    });
    let registry = registry(&[outage]);
    let agreed = |at: &str| {
        let mut chain = of(1, KOMMUN, "2023-06-05 10:00", Some("2023-06-10 10:00"));
        let says = |side| PositionFacts { at: local(at), side, status: LiabilityStatus::Agreed };
        chain.ready[0].positions =
            [LiabilitySide::Region, LiabilitySide::Municipality].map(says).to_vec();
        let total =
            counted(&[chain], &registry, scope("2023-06", "2023-06", "2023-08-01 08:00")).total;
        (total.to_be_reconciled, total.agreed)
    };
    assert_eq!(agreed("2023-07-01 10:00"), (Some(0), Some(1)));
    assert_eq!(agreed("2023-06-11 10:00"), (Some(1), Some(0)), "before it was over");
}

#[test]
fn the_public_version_shows_no_case_and_no_figure_of_few() {
    let registry = registry(&[]);
    let many = |from: u32, to: u32, of_whom| {
        (from..to).map(move |n| of(n, of_whom, "2023-06-05 10:00", Some("2023-06-10 10:00")))
    };
    let mut scope = scope("2023-06", "2023-06", "2023-08-01 08:00");
    scope.municipalities.push(String::from("1083"));
    let chains: Vec<_> = many(0, 4, KOMMUN)
        .chain(many(10, 20, ANNAN))
        .chain(many(20, 26, ("TREDJE", "1083")))
        .collect();
    let report = counted(&chains, &registry, scope);
    assert_eq!(report.total.liable, Some(20));
    let public = suppress::payment(report.clone(), Own::default());
    assert!(public.suppressed);
    let shown = public.municipalities.iter().map(|it| (it.figures.days, it.cases.len()));
    // The four cannot be had back: another one is hidden with them.
    assert_eq!(shown.collect::<Vec<_>>(), [(None, 0), (sek(20), 0), (None, 0)]);
    assert_eq!((public.total.days, public.months[0].figures.liable), (sek(40), Some(20)));
    assert!(public.municipalities.iter().all(|it| it.months.is_empty() && it.means.is_empty()));
    // A municipality reads its own row as it is.
    let own = suppress::payment(report, Own { ward: None, municipality: Some("1081") });
    assert_eq!(own.municipalities[0].figures.liable, Some(4));
}
