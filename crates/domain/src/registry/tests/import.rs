//! Time-limited assignments, imports, events as bytes and sentences, properties.

use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::care_chain::EVENT_TYPES;
use crate::envelope::{Origin, from_slice, to_vec};

fn new_assignment() -> NewAssignment {
    NewAssignment {
        id: "extra".into(),
        user: id("TEST-KIM"),
        units: vec![id("TEST-W2")],
        role: Role::WardNurse,
        care_contact: false,
        purpose: "Vård och behandling".into(),
        from: DAY,
        to: date(2026, 11, 22),
    }
}

#[test]
fn a_lead_gives_an_assignment_in_the_own_units_until_a_day() {
    let mut registry = imported(&file());
    let event = give_assignment(registry.at(DAY), "lead", new_assignment()).unwrap();
    registry.apply(&event);
    let active = |day| registry.at(day).assignments_of(&id("TEST-KIM")).count();
    assert_eq!((active(DAY), active(date(2026, 11, 22)), active(date(2026, 11, 23))), (2, 2, 1));
    let given = registry.at(DAY).active_assignment("extra").unwrap();
    assert_eq!((given.given_by.as_ref(), given.lead), (Some(&id("TEST-LEAD")), false));
}

#[test]
fn an_assignment_that_a_lead_may_not_give_is_refused() {
    let mut with_vc = file();
    with_vc.assignment[1].to = Some(date(2026, 12, 1));
    let registry = imported(&with_vc);
    let refused = |day, giver: &str, change: &dyn Fn(&mut NewAssignment)| {
        let mut new = new_assignment();
        change(&mut new);
        give_assignment(registry.at(day), giver, new).unwrap_err()
    };
    use AssignmentRefused as R;
    assert_eq!(refused(DAY, "kim", &|_| ()), R::NotLead);
    assert_eq!(refused(DAY, "nobody", &|_| ()), R::NotActive);
    assert_eq!(refused(date(2026, 12, 2), "lead", &|_| ()), R::NotActive);
    assert_eq!(refused(DAY, "lead", &|new| new.units = vec![id("TEST-VC1")]), R::OtherUnit);
    assert_eq!(refused(DAY, "lead", &|new| new.units.clear()), R::OtherUnit);
    assert_eq!(refused(DAY, "lead", &|new| new.role = Role::Administrator), R::RoleNotGiven);
    assert_eq!(refused(DAY, "lead", &|new| new.user = id("TEST-XX")), R::UnknownPerson);
    assert_eq!(refused(DAY, "lead", &|new| new.to = date(2026, 11, 19)), R::Dates);
    assert_eq!(refused(DAY, "lead", &|new| new.from = date(2026, 11, 19)), R::Dates);
    assert_eq!(refused(DAY, "lead", &|new| new.id = "kim".into()), R::KnownId);
}

#[test]
fn an_import_leaves_alone_what_people_did_in_brygga() {
    let mut registry = imported(&file());
    registry.apply(&give_assignment(registry.at(DAY), "lead", new_assignment()).unwrap());
    let ward = WardCode { facility: "BLS".into(), code: "THX".into(), unit: Some(id("TEST-W2")) };
    registry.apply(&RegistryEvent::WardMapped(WardMapped { from: DAY, ward }));
    let setting =
        SettingSet { from: DAY, name: "follow_up_hours".into(), value: SettingValue::Number(48) };
    registry.apply(&RegistryEvent::SettingSet(setting));
    assert_eq!(diff(&registry, &file(), DAY), []);
}

#[test]
fn a_person_who_is_gone_from_the_file_has_no_assignment_left() {
    let mut registry = imported(&file());
    registry.apply(&give_assignment(registry.at(DAY), "lead", new_assignment()).unwrap());
    let mut without = file();
    without.staff.retain(|staff| staff.user != id("TEST-KIM"));
    without.assignment.retain(|it| it.user != id("TEST-KIM"));
    let events = import(&mut registry, &without, DAY);
    assert_eq!(events.len(), 2, "the one of the file and the one that the lead gave");
    assert_eq!(registry.at(DAY).assignments_of(&id("TEST-KIM")).count(), 0);
    assert!(registry.at(DAY).staff(&id("TEST-KIM")).is_some(), "old facts name the person");
}

fn every_event() -> Vec<RegistryEvent> {
    let mut events = diff(&Registry::default(), &file(), DAY);
    let from = date(2026, 12, 1);
    events.push(RegistryEvent::UnitClosed(UnitClosed { from, unit: id("TEST-W2") }));
    let assignment = "kim".to_owned();
    events.push(RegistryEvent::AssignmentEnded(AssignmentEnded { from, assignment }));
    let row = row(None, Branch::Outpatient, "TEST-PSY");
    events.push(RegistryEvent::RoutingRowEnded(RoutingRowEnded { from, row }));
    let places = YearPlaces {
        municipality_code: "9901".into(),
        year: 2026,
        short_term_places: 12,
        source: Some("Socialnämnden".into()),
    };
    events.push(RegistryEvent::PlacesSet(PlacesSet { from, places }));
    let taken = SnapshotTaken {
        from,
        id: Uuid::from_bytes([8; 16]),
        report: "weekend-stays".into(),
        title: "Kvar över helgen".into(),
        definition: "weekend_stay 1 V1".into(),
        as_of: jiff::Timestamp::UNIX_EPOCH,
        revision: 4_711,
        query: "period=2026-01_2026-11".into(),
        taken_at: jiff::Timestamp::UNIX_EPOCH,
        taken_by: id("TEST-KIM"),
        unit: id("TEST-W1"),
        digest: "00".repeat(32),
    };
    events.push(RegistryEvent::SnapshotTaken(taken));
    let text = "{}".to_owned();
    events.push(RegistryEvent::SnapshotPage(SnapshotPage { from, number: 0, text }));
    let marked = OriginMarkedSimulated { from, node: Uuid::from_bytes([7; 16]), epoch: 9 };
    events.push(RegistryEvent::OriginMarkedSimulated(marked));
    events
}

#[test]
fn every_event_reads_back_from_its_bytes() {
    let events = every_event();
    for row in REGISTRY_EVENT_TYPES {
        assert!(events.iter().any(|event| event.event_type().name == row.name), "{}", row.name);
        let in_chain = EVENT_TYPES.iter().any(|other| other.name == row.name);
        assert!(!in_chain, "{} is a type of a chain", row.name);
    }
    for event in events {
        let kind = event.event_type();
        let bytes = to_vec(&event.data().unwrap());
        let data = from_slice(&bytes).unwrap();
        assert_eq!(RegistryEvent::read(kind.name, kind.ver, &data), Some(Ok(event)));
        assert_eq!(RegistryEvent::read(kind.name, 99, &data), None);
        assert_eq!(RegistryEvent::read("of-another-version", 1, &data), None);
    }
}

#[test]
fn every_sentence_is_short_even_when_the_names_are_not() {
    let long = "å".repeat(2_000);
    for mut event in every_event() {
        match &mut event {
            RegistryEvent::OrganisationSet(data) => {
                data.organisation.name.clone_from(&long);
                data.organisation.municipality_code = Some(long.clone());
            }
            RegistryEvent::UnitSet(data) => {
                data.unit.name.clone_from(&long);
                data.unit.phone = Some(long.clone());
            }
            RegistryEvent::StaffSet(data) => data.staff.title.clone_from(&long),
            RegistryEvent::AssignmentGiven(data) => {
                data.assignment.id.clone_from(&long);
                data.assignment.units = vec![id("TEST-W1"); 500];
            }
            RegistryEvent::PaymentRateSet(data) => {
                data.rate.regulation.clone_from(&long);
                data.rate.source.clone_from(&long);
                data.rate.confirmed_by = Some(long.clone());
            }
            RegistryEvent::PlacesSet(data) => data.places.source = Some(long.clone()),
            RegistryEvent::SnapshotTaken(data) => data.definition.clone_from(&long),
            RegistryEvent::OutageSet(data) => data.outage.what.clone_from(&long),
            _ => {}
        }
        let sentence = event.sentence();
        let length = sentence.chars().count();
        assert!((20..=500).contains(&length), "{length} {sentence}");
        assert!(!sentence.contains("Kim Demosson"), "people are named by id and role");
    }
}

#[test]
fn a_seeded_origin_is_known_as_simulated() {
    let registry = Registry::fold(&every_event());
    assert!(registry.is_simulated(&Origin { node: Uuid::from_bytes([7; 16]), epoch: 9 }));
    assert!(!registry.is_simulated(&Origin { node: Uuid::from_bytes([7; 16]), epoch: 8 }));
}

/// A fact about one of a few things on one of a few days, known or not.
fn any_event() -> impl Strategy<Value = RegistryEvent> {
    (0..every_event().len(), 1_i8..6, 0_u32..3).prop_map(|(which, day, number)| {
        let mut event = every_event().swap_remove(which);
        let day = date(2026, 12, day);
        match &mut event {
            RegistryEvent::OrganisationSet(data) => {
                data.from = day;
                data.organisation.inhabitants = Some(number);
            }
            RegistryEvent::UnitSet(data) => {
                data.from = day;
                data.unit.name = number.to_string();
            }
            RegistryEvent::UnitClosed(data) => data.from = day,
            RegistryEvent::StaffSet(data) => {
                data.from = day;
                data.staff.title = number.to_string();
            }
            RegistryEvent::AssignmentGiven(data) => {
                data.from = day;
                data.assignment.purpose = number.to_string();
            }
            RegistryEvent::AssignmentEnded(data) => data.from = day,
            RegistryEvent::RoutingRowSet(data) => data.from = day,
            RegistryEvent::RoutingRowEnded(data) => data.from = day,
            RegistryEvent::WardMapped(data) => data.from = day,
            RegistryEvent::SettingSet(data) => {
                data.from = day;
                data.value = SettingValue::Number(number);
            }
            RegistryEvent::PaymentRateSet(data) => {
                data.from = day;
                data.rate.amount_sek = number;
            }
            RegistryEvent::PlacesSet(data) => {
                data.from = day;
                data.places.short_term_places = number;
            }
            // There is one fact about each snapshot, so that no order of days can change it.
            RegistryEvent::SnapshotTaken(data) => data.from = date(2026, 12, 1),
            RegistryEvent::SnapshotPage(data) => data.number = number,
            RegistryEvent::OutageSet(data) => {
                data.from = day;
                data.outage.what = number.to_string();
            }
            RegistryEvent::OriginMarkedSimulated(data) => data.from = day,
        }
        event
    })
}

proptest! {
    #[test]
    fn events_in_order_fold_the_same_in_any_batches(
        events in prop::collection::vec(any_event(), 0..40),
        cuts in prop::collection::vec(0_usize..40, 0..5),
    ) {
        let whole = Registry::fold(&events);
        let mut registry = Registry::default();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(events.len())).collect();
        cuts.sort_unstable();
        let mut start = 0;
        for end in cuts.into_iter().chain([events.len()]) {
            // What an answered request sees in between changes nothing.
            let _ = registry.at(DAY).county_data();
            events[start..end].iter().for_each(|event| registry.apply(event));
            start = end;
        }
        prop_assert_eq!(registry, whole);
    }

    #[test]
    fn whatever_stands_there_an_import_makes_it_as_the_file_says(
        events in prop::collection::vec(any_event(), 0..40),
        day in 1_i8..7,
    ) {
        let mut registry = Registry::fold(&events);
        let effect = date(2026, 12, day);
        import(&mut registry, &file(), effect);
        let now = registry.at(effect);
        for unit in &file().unit {
            prop_assert_eq!(now.unit(&unit.id), Some(unit));
            prop_assert!(now.is_open(&unit.id));
        }
        for it in &file().assignment {
            prop_assert_eq!(now.active_assignment(&it.id), Some(it));
        }
        let routed = now.recipients_for("9901", Some("Syd"));
        prop_assert_eq!(names(routed), ["TEST-NA", "TEST-HC", "TEST-VC2"]);
        prop_assert_eq!(now.county_data().answer_notice_minutes, 60);
    }
}
