use jiff::civil::{Date, date};

use super::*;
use crate::ids::HsaId;

mod import;

const DAY: Date = date(2026, 11, 20);

fn id(text: &str) -> HsaId {
    HsaId::parse(text).unwrap()
}

fn hospital() -> Organisation {
    Organisation {
        id: id("TEST-HOSP"),
        name: "Länssjukhuset".into(),
        kind: OrganisationKind::Region,
        municipality_code: None,
        hospital: true,
        inhabitants: None,
    }
}

fn municipality() -> Organisation {
    Organisation {
        id: id("TEST-KOM"),
        name: "Björkvik kommun".into(),
        kind: OrganisationKind::Municipality,
        municipality_code: Some("9901".into()),
        hospital: false,
        inhabitants: Some(52_000),
    }
}

fn unit(name: &str, organisation: &str, branch: Branch, kind: UnitKind) -> Unit {
    Unit {
        id: id(name),
        name: format!("Enhet {name}"),
        short_name: name.into(),
        organisation: id(organisation),
        branch,
        kind,
        neutral: true,
        psychiatric: false,
        staffed_hours: StaffedHoursSpec::parse("mon-fri 08:00-16:30").unwrap(),
        out_of_hours_unit: None,
        out_of_hours_phone: None,
        phone: Some("0100-00 00 37".into()),
        municipality_code: None,
        area: None,
        reserve_oids: Vec::new(),
    }
}

fn staff(user: &str) -> Staff {
    let (name, title) = ("Kim Demosson".into(), "Sjuksköterska".into());
    Staff { user: id(user), name, protected: false, title }
}

fn assignment(name: &str, user: &str, units: &[&str], role: Role) -> Assignment {
    Assignment {
        id: name.into(),
        user: id(user),
        units: units.iter().map(|unit| id(unit)).collect(),
        role,
        care_contact: false,
        lead: role == Role::UnitLead,
        purpose: "Vård och behandling".into(),
        from: date(2026, 1, 1),
        to: None,
        given_by: None,
    }
}

fn row(area: Option<&str>, branch: Branch, unit: &str) -> RoutingRow {
    let area = area.map(str::to_owned);
    RoutingRow { municipality_code: "9901".into(), area, branch, unit: id(unit) }
}

fn rate(year: i16, confirmed: bool) -> PaymentRate {
    PaymentRate {
        year,
        amount_sek: 7_800,
        regulation: "HSLF-FS 2018:67".into(),
        source: "socialstyrelsen.se".into(),
        confirmed_by: confirmed.then(|| "Ekonomi".into()),
        confirmed_on: confirmed.then_some(DAY),
    }
}

fn file() -> RegistryFile {
    use Branch::{Inpatient, MunicipalHealthCare, Outpatient, SocialServices};
    RegistryFile {
        organisation: vec![hospital(), municipality()],
        unit: vec![
            unit("TEST-W1", "TEST-HOSP", Inpatient, UnitKind::Ward),
            unit("TEST-W2", "TEST-HOSP", Inpatient, UnitKind::Ward),
            unit("TEST-VC1", "TEST-HOSP", Outpatient, UnitKind::PrimaryCareCentre),
            unit("TEST-VC2", "TEST-HOSP", Outpatient, UnitKind::PrimaryCareCentre),
            unit("TEST-PSY", "TEST-HOSP", Outpatient, UnitKind::OutpatientClinic),
            unit("TEST-NA", "TEST-KOM", SocialServices, UnitKind::NeedsAssessment),
            unit("TEST-HH", "TEST-KOM", SocialServices, UnitKind::HomeHelp),
            unit("TEST-HC", "TEST-KOM", MunicipalHealthCare, UnitKind::HomeHealthCare),
        ],
        staff: vec![staff("TEST-KIM"), staff("TEST-LEAD")],
        assignment: vec![
            assignment("kim", "TEST-KIM", &["TEST-W1"], Role::WardNurse),
            assignment("lead", "TEST-LEAD", &["TEST-W1", "TEST-W2"], Role::UnitLead),
        ],
        routing: vec![
            row(None, Outpatient, "TEST-VC1"),
            row(Some("Syd"), Outpatient, "TEST-VC2"),
            row(None, Outpatient, "TEST-PSY"),
            row(None, SocialServices, "TEST-NA"),
            row(None, SocialServices, "TEST-HH"),
            row(None, MunicipalHealthCare, "TEST-HC"),
        ],
        ward_code: vec![WardCode {
            facility: "BLS".into(),
            code: "AVD1".into(),
            unit: Some(id("TEST-W1")),
        }],
        payment_rate: vec![rate(2019, true)],
        outage: vec![outage("2026-01-20T21:00:00Z", Some("2026-01-23T05:00:00Z"))],
        county: [("answer_notice_minutes".to_owned(), SettingValue::Number(60))].into(),
    }
}

fn imported(file: &RegistryFile) -> Registry {
    assert_eq!(file.check(), []);
    Registry::fold(&diff(&Registry::default(), file, DAY))
}

fn names(units: Vec<&Unit>) -> Vec<&str> {
    units.into_iter().map(|unit| unit.id.as_str()).collect()
}

fn import(registry: &mut Registry, file: &RegistryFile, effect: Date) -> Vec<RegistryEvent> {
    let events = diff(registry, file, effect);
    events.iter().for_each(|event| registry.apply(event));
    assert_eq!(diff(registry, file, effect), [], "the same file again gives no events");
    events
}

#[test]
fn a_unit_is_as_the_newest_version_of_the_day_says() {
    let mut registry = imported(&file());
    let mut renamed = file();
    renamed.unit[0].name = "Avdelning 1".into();
    let events = import(&mut registry, &renamed, date(2027, 1, 1));
    assert_eq!(events.len(), 1);

    let name = |day| registry.at(day).unit(&id("TEST-W1")).map(|unit| unit.name.as_str());
    assert_eq!(name(date(2026, 11, 19)), None, "before the first version");
    assert_eq!(name(DAY), Some("Enhet TEST-W1"));
    assert_eq!(name(date(2026, 12, 31)), Some("Enhet TEST-W1"));
    assert_eq!(name(date(2027, 1, 1)), Some("Avdelning 1"));
}

#[test]
fn a_version_written_late_does_not_change_a_later_one() {
    let mut registry = imported(&file());
    let mut at = |from: Date, name: &str| {
        let unit = Unit { name: name.into(), ..file().unit[0].clone() };
        registry.apply(&RegistryEvent::UnitSet(UnitSet { from, unit }));
    };
    at(date(2027, 3, 1), "mars");
    at(date(2027, 2, 1), "februari");
    at(date(2027, 2, 1), "februari igen");
    let name = |day| &registry.at(day).unit(&id("TEST-W1")).unwrap().name;
    assert_eq!(name(date(2027, 2, 15)), "februari igen");
    assert_eq!(name(date(2027, 3, 1)), "mars");
}

#[test]
fn a_unit_that_is_gone_from_the_file_is_closed_and_keeps_its_name() {
    let mut registry = imported(&file());
    let mut smaller = file();
    smaller.unit.retain(|unit| unit.id != id("TEST-W2"));
    smaller.assignment[1].units = vec![id("TEST-W1")];
    let later = date(2026, 12, 1);
    import(&mut registry, &smaller, later);

    let (before, after) = (registry.at(DAY), registry.at(later));
    assert!(before.is_open(&id("TEST-W2")) && !after.is_open(&id("TEST-W2")));
    assert_eq!(after.unit(&id("TEST-W2")).unwrap().name, "Enhet TEST-W2");
    let of =
        |view: RegistryAt<'_>| names(view.units_of_organisation(&id("TEST-HOSP")).collect()).len();
    assert_eq!((of(before), of(after)), (5, 4));

    import(&mut registry, &file(), date(2027, 1, 1));
    assert!(registry.at(date(2027, 1, 1)).is_open(&id("TEST-W2")), "a mistake can be mended");
    assert!(!registry.at(later).is_open(&id("TEST-W2")));
    let since = |day| registry.at(day).open_since(&id("TEST-W2"));
    assert_eq!(since(later), None);
    assert_eq!(since(date(2027, 2, 1)), Some(date(2027, 1, 1)), "not since the first time");
    assert_eq!(since(DAY), Some(DAY));
}

#[test]
fn a_unit_that_moves_is_in_its_new_organisation_only() {
    let mut registry = imported(&file());
    let mut moved = file();
    moved.unit[6].organisation = id("TEST-HOSP");
    import(&mut registry, &moved, date(2027, 1, 1));
    let of = |day, organisation| {
        registry
            .at(day)
            .units_of_organisation(&id(organisation))
            .any(|unit| unit.id == id("TEST-HH"))
    };
    assert!(of(DAY, "TEST-KOM") && !of(DAY, "TEST-HOSP"));
    assert!(!of(date(2027, 1, 1), "TEST-KOM") && of(date(2027, 1, 1), "TEST-HOSP"));
    let organisation = registry.at(DAY).organisation_of(&id("TEST-HH"));
    assert_eq!(organisation.map(|it| it.name.as_str()), Some("Björkvik kommun"));
}

#[test]
fn an_assignment_holds_from_its_first_to_its_last_day() {
    let mut timed = file();
    timed.assignment[0].from = date(2026, 12, 1);
    timed.assignment[0].to = Some(date(2026, 12, 24));
    let registry = imported(&timed);
    let active = |day| registry.at(day).active_assignment("kim").is_some();
    assert!(!active(date(2026, 11, 30)));
    assert!(active(date(2026, 12, 1)) && active(date(2026, 12, 24)));
    assert!(!active(date(2026, 12, 25)), "expired");
    assert_eq!(registry.at(date(2026, 12, 25)).assignments_of(&id("TEST-KIM")).count(), 0);
}

#[test]
fn an_ended_assignment_gives_no_access_from_that_day_on() {
    let mut registry = imported(&file());
    let ended = AssignmentEnded { from: DAY, assignment: "kim".into() };
    registry.apply(&RegistryEvent::AssignmentEnded(ended));
    assert_eq!(registry.at(DAY).active_assignment("kim"), None);
    assert_eq!(registry.at(DAY).assignments_of(&id("TEST-KIM")).count(), 0);
    assert_eq!(registry.at(DAY).assignments_of(&id("TEST-LEAD")).count(), 1);
}

#[test]
fn an_assignment_in_a_closed_unit_gives_no_access() {
    let mut registry = imported(&file());
    let closed = UnitClosed { from: DAY, unit: id("TEST-W1") };
    registry.apply(&RegistryEvent::UnitClosed(closed));
    assert_eq!(registry.at(DAY).active_assignment("kim"), None);
    assert!(registry.at(DAY).active_assignment("lead").is_some(), "its other unit is open");
}

#[test]
fn an_assignment_that_gets_another_person_is_no_longer_the_first_ones() {
    let mut registry = imported(&file());
    let mut other = file();
    other.assignment[0].user = id("TEST-LEAD");
    import(&mut registry, &other, DAY);
    assert_eq!(registry.at(DAY).assignments_of(&id("TEST-KIM")).count(), 0);
    assert_eq!(registry.at(DAY).assignments_of(&id("TEST-LEAD")).count(), 2);
}

#[test]
fn the_row_that_names_the_area_wins_within_its_kind_of_unit() {
    let registry = imported(&file());
    let routed = |area| names(registry.at(DAY).routing("9901", area, Branch::Outpatient));
    assert_eq!(routed(Some("Syd")), ["TEST-PSY", "TEST-VC2"]);
    assert_eq!(routed(Some("Norr")), ["TEST-PSY", "TEST-VC1"]);
    assert_eq!(routed(None), ["TEST-PSY", "TEST-VC1"]);
    assert!(registry.at(DAY).routing("9902", None, Branch::Outpatient).is_empty());
    assert!(registry.at(DAY).routing("9901", None, Branch::DisabilityServices).is_empty());
}

#[test]
fn a_closed_unit_receives_nothing_and_does_not_hide_the_one_for_the_municipality() {
    let mut registry = imported(&file());
    registry.apply(&RegistryEvent::UnitClosed(UnitClosed { from: DAY, unit: id("TEST-VC2") }));
    let routed = registry.at(DAY).routing("9901", Some("Syd"), Branch::Outpatient);
    assert_eq!(names(routed), ["TEST-PSY", "TEST-VC1"]);
}

#[test]
fn municipal_health_care_is_never_suggested_without_outpatient_care() {
    let registry = imported(&file());
    let suggested = |area| names(registry.at(DAY).recipients_for("9901", area));
    assert_eq!(suggested(Some("Syd")), ["TEST-NA", "TEST-HC", "TEST-VC2"]);
    assert_eq!(suggested(None), ["TEST-NA", "TEST-HC", "TEST-VC1"]);
}

#[test]
fn a_routing_row_that_is_gone_from_the_file_ends() {
    let mut registry = imported(&file());
    let mut fewer = file();
    fewer.routing.retain(|row| row.unit != id("TEST-VC2"));
    let later = date(2027, 1, 1);
    import(&mut registry, &fewer, later);
    let routed = |day| names(registry.at(day).routing("9901", Some("Syd"), Branch::Outpatient));
    assert_eq!(routed(DAY), ["TEST-PSY", "TEST-VC2"]);
    assert_eq!(routed(later), ["TEST-PSY", "TEST-VC1"]);
}

#[test]
fn a_ward_code_is_mapped_and_taken_away_with_a_date() {
    let mut registry = imported(&file());
    let mut without = file();
    without.ward_code[0].unit = None;
    import(&mut registry, &without, date(2027, 1, 1));
    let ward = |day, facility, code| {
        registry.at(day).ward_by_code(facility, code).map(|unit| unit.id.as_str())
    };
    assert_eq!(ward(DAY, "BLS", "AVD1"), Some("TEST-W1"));
    assert_eq!(ward(DAY, "XXX", "AVD1"), None);
    assert_eq!(ward(DAY, "BLS", "THX"), None);
    assert_eq!(ward(date(2027, 1, 1), "BLS", "AVD1"), None);
}

#[test]
fn a_setting_holds_from_its_day_and_an_unknown_one_changes_nothing() {
    let mut registry = imported(&file());
    let mut set = |from: Date, name: &str, value: SettingValue| {
        registry.apply(&RegistryEvent::SettingSet(SettingSet { from, name: name.into(), value }));
    };
    set(date(2027, 1, 1), "test_identities", SettingValue::Word("refuse".into()));
    set(date(2027, 1, 1), "of_another_version", SettingValue::Number(1));
    set(date(2027, 1, 1), "follow_up_hours", SettingValue::Word("soon".into()));
    let before = registry.at(date(2026, 1, 1)).county_data();
    assert_eq!(before, &CountyData::default());
    let now = registry.at(DAY).county_data();
    assert_eq!((now.answer_notice_minutes, now.test_identities), (60, TestIdentities::Mark));
    let later = registry.at(date(2027, 1, 1)).county_data();
    assert_eq!((later.answer_notice_minutes, later.follow_up_hours), (60, 72));
    assert_eq!(later.test_identities, TestIdentities::Refuse);
}

#[test]
fn a_rate_is_confirmed_by_somebody_or_is_none() {
    let mut wanted = file();
    wanted.payment_rate.push(rate(2023, false));
    let mut registry = imported(&wanted);
    let now = registry.at(DAY);
    assert_eq!(now.confirmed_rate(2019), Some(7_800));
    assert_eq!((now.confirmed_rate(2023), now.confirmed_rate(2024)), (None, None));
    assert_eq!(now.payment_rates().map(|rate| rate.year).collect::<Vec<_>>(), [2019, 2023]);
    wanted.payment_rate[1] = PaymentRate { amount_sek: 10_500, ..rate(2023, true) };
    let later = date(2026, 12, 1);
    assert_eq!(import(&mut registry, &wanted, later).len(), 1);
    assert_eq!(registry.at(later).confirmed_rate(2023), Some(10_500));
    assert_eq!(registry.at(DAY).confirmed_rate(2023), None, "what held then is kept");
    // Half a confirmation, no amount, a year twice.
    let wrong = |change: fn(&mut PaymentRate)| {
        let mut wanted = file();
        wanted.payment_rate.push(rate(2023, true));
        change(&mut wanted.payment_rate[1]);
        wanted.check().into_iter().map(|fault| (fault.field, fault.problem)).collect::<Vec<_>>()
    };
    let half = ("confirmed_by".to_owned(), Problem::HalfConfirmed);
    assert_eq!(wrong(|rate| rate.confirmed_by = None), [half]);
    assert_eq!(wrong(|rate| rate.amount_sek = 0), [("amount_sek".to_owned(), Problem::Amount)]);
    let twice = ("year".to_owned(), Problem::Duplicate("2019".to_owned()));
    assert_eq!(wrong(|rate| rate.year = 2019), [twice]);
}

fn outage(from: &str, to: Option<&str>) -> Outage {
    Outage {
        id: "2026-01".to_owned(),
        from: from.parse().unwrap(),
        to: to.map(|to| to.parse().unwrap()),
        what: "Driften låg nere".to_owned(),
        withdrawn: false,
    }
}

#[test]
fn an_outage_is_recorded_ended_and_taken_away_by_a_file_and_never_deleted() {
    let mut wanted = file();
    wanted.outage = vec![outage("2026-01-20T21:00:00Z", None)];
    let mut registry = imported(&wanted);
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let touches = |registry: &Registry, day, from: &str, until: &str| {
        registry.at(day).outages().any(|outage| outage.touches(at(from), at(until)))
    };
    let march = ("2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z");
    assert!(touches(&registry, DAY, march.0, march.1), "it goes on");
    // What ended when it began, and what began when it ended, lie outside.
    assert!(!touches(&registry, DAY, "2026-01-19T08:00:00Z", "2026-01-20T21:00:00Z"));
    wanted.outage = vec![outage("2026-01-20T21:00:00Z", Some("2026-01-23T05:00:00Z"))];
    let later = date(2026, 12, 1);
    assert_eq!(import(&mut registry, &wanted, later).len(), 1);
    assert!(!touches(&registry, later, march.0, march.1));
    assert!(!touches(&registry, later, "2026-01-23T05:00:00Z", "2026-01-24T05:00:00Z"));
    assert!(touches(&registry, later, "2026-01-23T04:59:00Z", "2026-01-24T05:00:00Z"));
    assert!(touches(&registry, DAY, march.0, march.1), "what was known then is kept");
    // A file that is silent about it leaves it.
    wanted.outage.clear();
    assert_eq!(import(&mut registry, &wanted, date(2026, 12, 2)), []);
    wanted.outage = vec![Outage { withdrawn: true, ..outage("2026-01-20T21:00:00Z", None) }];
    assert_eq!(import(&mut registry, &wanted, date(2026, 12, 3)).len(), 1);
    assert!(!touches(&registry, date(2026, 12, 3), march.0, march.1));

    wanted.outage = vec![outage("2026-01-20T21:00:00Z", Some("2026-01-20T21:00:00Z")); 2];
    wanted.outage[1].what.clear();
    let faults = wanted.check().into_iter().map(|fault| (fault.index, fault.field));
    let fields = [(0, "to"), (1, "id"), (1, "what"), (1, "to")];
    assert_eq!(faults.collect::<Vec<_>>(), fields.map(|(n, field)| (n, field.to_owned())));
}

#[test]
fn every_setting_can_be_set_by_its_name() {
    let county = CountyData::default();
    for name in CountyData::names() {
        let value = county.get(&name).unwrap();
        assert_eq!(county.with(&name, &value).as_ref(), Ok(&county));
    }
    let number = SettingValue::Number(1);
    assert_eq!(county.with("nothing", &number), Err(SettingRefused::UnknownName));
    assert_eq!(county.with("test_identities", &number), Err(SettingRefused::WrongValue));
}

#[test]
fn a_ward_that_is_not_neutral_is_the_hospital_to_others() {
    let mut masked = file();
    masked.unit[0].neutral = false;
    masked.unit[5].neutral = false;
    let registry = imported(&masked);
    let shown = |unit: &str, viewer: Option<&str>| {
        let shown = registry.at(DAY).unit_name_for(&id(unit), viewer.map(id).as_ref()).unwrap();
        assert_eq!(shown.phone, Some("0100-00 00 37"));
        (shown.name.to_owned(), shown.masked)
    };
    assert_eq!(shown("TEST-W1", Some("TEST-KOM")), ("Länssjukhuset".into(), true));
    assert_eq!(shown("TEST-W1", None), ("Länssjukhuset".into(), true));
    assert_eq!(shown("TEST-W1", Some("TEST-HOSP")), ("Enhet TEST-W1".into(), false));
    assert_eq!(
        shown("TEST-W2", Some("TEST-KOM")),
        ("Enhet TEST-W2".into(), false),
        "a neutral ward"
    );
    assert_eq!(shown("TEST-NA", Some("TEST-HOSP")), ("Enhet TEST-NA".into(), false), "not a ward");
    assert_eq!(registry.at(DAY).unit_name_for(&id("TEST-NO"), None), None);
}

#[test]
fn a_ward_is_not_neutral_unless_the_file_says_so() {
    let json = r#"{"id":"TEST-W","name":"W","short-name":"W","organisation":"TEST-H","branch":"inpatient",
        "kind":"ward","staffed-hours":"always"}"#;
    let unit: Unit = serde_json::from_str(json).unwrap();
    assert!(unit.is_masked_outside());
}

#[test]
fn the_name_of_protected_staff_is_never_shown() {
    let protected = Staff { protected: true, ..staff("TEST-KIM") };
    assert_eq!(
        (protected.shown_name(), staff("TEST-KIM").shown_name()),
        (None, Some("Kim Demosson"))
    );
    let event = RegistryEvent::StaffSet(StaffSet { from: DAY, staff: protected });
    assert!(!event.sentence().contains("Demosson"));
}
