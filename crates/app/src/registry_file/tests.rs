use brygga_domain::registry::{Branch, Registry, RegistryEvent, Role, UnitKind, diff};
use jiff::civil::date;

use super::*;

/// A small file without fault; each test changes one thing.
const GOOD: &str = r#"
[[organisation]]
id = "TST1-REG"
name = "Region"
kind = "region"

[[organisation]]
id = "TST2-KOM"
name = "Kommun"
kind = "municipality"
municipality_code = "9901"

[[unit]]
id = "TST1-A"
name = "Avdelning A"
short_name = "A"
organisation = "TST1-REG"
branch = "inpatient"
kind = "ward"
staffed_hours = "always"

[[unit]]
id = "TST1-S"
name = "Sjukresor"
short_name = "Resor"
organisation = "TST1-REG"
branch = "outpatient"
kind = "transport"
staffed_hours = "mon-fri 08:00-16:00"

[[staff]]
user = "TST1-P1"
name = "Kim Demosson"
title = "Sjuksköterska"

[[assignment]]
id = "kim-1"
user = "TST1-P1"
units = ["TST1-A"]
role = "ward-nurse"
purpose = "Vård och behandling"
from = "2026-01-01"
to = "2026-12-31"

[[routing]]
municipality_code = "9901"
branch = "inpatient"
unit = "TST1-A"

[[ward_code]]
facility = "BLS"
code = "A"
unit = "TST1-A"

[county]
answer_notice_minutes = 240
"#;

#[test]
fn terms_to_be_tried_are_settings_of_liability_and_rates_and_nothing_else() {
    let good = "[county]\nlast_day_counts = \"yes\"\n\n[[payment_rate]]\nyear = 2026\n\
                amount_sek = 9000\nregulation = \"prövas\"\nsource = \"prövas\"\n";
    let read = read_what_if(good).unwrap();
    assert_eq!((read.settings.len(), read.rates[0].amount_sek), (1, 9_000));
    assert!(read_what_if("").unwrap().is_empty());
    let said = |text: &str| read_what_if(text).unwrap_err().to_string();
    let foreign = said("[county]\nlast_day_counts = \"yes\"\nanswer_notice_minutes = 5\n");
    assert!(foreign.contains("line 3, [county], answer_notice_minutes: payment liability is not"));
    let unknown = said("[county]\nlast_day_count = \"yes\"\n");
    assert!(unknown.contains("did you mean last_day_counts?"), "{unknown}");
    let more = said(GOOD);
    assert!(more.contains("[[organisation]] 1 (TST1-REG): terms are [county]"), "{more}");
}

fn faults(text: &str) -> String {
    read_registry_file(text).unwrap_err().to_string()
}

/// What is said when `from` is written as `to`, at the line where `to` begins.
#[track_caller]
fn says(from: &str, to: &str, expected: &str) {
    assert!(GOOD.contains(from), "{from}");
    let text = GOOD.replacen(from, to, 1);
    let said = faults(&text);
    assert!(said.contains(expected), "{said}");
    assert!(said.starts_with("the registry file cannot be imported\n  line "), "{said}");
}

#[test]
fn a_file_without_fault_is_read() {
    let file = read_registry_file(GOOD).unwrap();
    assert_eq!(file.unit[0].kind, UnitKind::Ward);
    assert_eq!(file.assignment[0].role, Role::WardNurse);
    let hyphens =
        GOOD.replace("short_name", "short-name").replace("municipality_c", "municipality-c");
    assert_eq!(read_registry_file(&hyphens), Ok(file), "an event's spelling of keys is read too");
}

#[test]
fn what_is_not_toml_says_the_line() {
    let said = faults("[[unit]]\nid = \n");
    assert!(said.contains("line 2: cannot be read as TOML"), "{said}");
}

#[test]
fn an_unknown_word_names_the_nearest() {
    says(
        "\"inpatient\"",
        "\"inpatint\"",
        "line 18, [[unit]] 1 (TST1-A), branch: \"inpatint\" is not a known word; did you mean \
         inpatient?",
    );
    says("\"ward\"", "\"wart\"", "did you mean ward?");
    says("\"ward-nurse\"", "\"ward_nurs\"", "did you mean ward-nurse?");
    says("\"region\"", "\"landsting\"", "known are region, municipality, private");
}

#[test]
fn an_unknown_key_names_the_nearest() {
    says("short_name", "shortname", "there is no key shortname; did you mean short_name?");
    says("[[ward_code]]", "[[wardcode]]", "did you mean ward_code?");
    says(
        "answer_notice_minutes",
        "answer_notis_minutes",
        "[county], answer_notis_minutes: no setting has that name; did you mean \
         answer_notice_minutes?",
    );
}

#[test]
fn a_missing_key_is_named() {
    says("short_name = \"A\"\n", "", "line 13, [[unit]] 1 (TST1-A): short_name is missing; add it");
}

#[test]
fn an_hsa_id_that_is_none_says_how_one_looks() {
    says(
        "id = \"TST1-A\"",
        "id = \"TST1\"",
        "line 14, [[unit]] 1 (TST1), id: \"TST1\" is not an HSA-id; write prefix",
    );
}

#[test]
fn a_date_that_is_none_says_how_one_is_written() {
    says("\"2026-01-01\"", "\"2026-02-30\"", "from: \"2026-02-30\" is not a date; write year");
    says("\"2026-01-01\"", "2026-01-01", "write the date in quotation marks: \"2026-01-01\"");
    says("\"2026-12-31\"", "\"2025-12-31\"", "to: the last day is before the first one");
}

#[test]
fn a_text_without_quotation_marks_and_hours_that_are_none_are_told() {
    says("\"9901\"", "9901", "write it in quotation marks");
    says("\"always\"", "\"sometimes\"", "staffed_hours: staffed hours are written like \"mon-fri");
    says("= 240", "= 2.5", "answer_notice_minutes: a setting is a whole number or a word");
    says(
        "= 240",
        "= \"mark\"",
        "answer_notice_minutes: the value does not fit; the default is 480",
    );
}

#[test]
fn what_stands_twice_is_told() {
    says("id = \"TST2-KOM\"", "id = \"TST1-REG\"", "TST1-REG stands twice; keep one of them");
    says(
        "id = \"TST1-S\"",
        "id = \"TST1-A\"",
        "line 23, [[unit]] 2 (TST1-A), id: TST1-A stands twice",
    );
    let twice = |part: &str| {
        let start = GOOD.find(part).unwrap();
        let length = GOOD[start..].find("\n\n").unwrap();
        faults(&format!("{}\n\n{GOOD}", &GOOD[start..start + length]))
    };
    assert!(twice("[[staff]]").contains("TST1-P1 stands twice"));
    assert!(twice("[[assignment]]").contains("kim-1 stands twice"));
    assert!(twice("[[routing]]").contains("this row stands twice"));
    assert!(twice("[[ward_code]]").contains("code A of BLS stands twice"));
    let codes = twice("[[organisation]]\nid = \"TST2").replace("TST2-KOM stands", "");
    assert!(codes.contains("9901 stands twice"), "{codes}");
}

#[test]
fn what_is_named_must_be_in_the_file() {
    says(
        "organisation = \"TST1-REG\"",
        "organisation = \"TST9-REG\"",
        "line 17, [[unit]] 1 (TST1-A), organisation: there is no organisation TST9-REG; add \
         [[organisation]] with that id or correct it",
    );
    says(
        "units = [\"TST1-A\"]",
        "units = [\"TST1-B\"]",
        "units: there is no unit TST1-B; add [[unit]]",
    );
    says("user = \"TST1-P1\"\nunits", "user = \"TST1-P2\"\nunits", "there is no staff TST1-P2");
    says("\nunit = \"TST1-A\"\n\n[[ward", "\nunit = \"TST1-X\"\n\n[[ward", "no unit TST1-X");
    says("code = \"A\"\nunit = \"TST1-A\"", "code = \"A\"\nunit = \"TST1-Y\"", "no unit TST1-Y");
    let hours = "staffed_hours = \"always\"";
    says(hours, &format!("{hours}\nout_of_hours_unit = \"TST1-Z\""), "no unit TST1-Z");
    says(hours, &format!("{hours}\nout_of_hours_unit = \"TST1-A\""), "its own out_of_hours_unit");
}

#[test]
fn what_cannot_be_is_told() {
    says("name = \"Avdelning A\"", "name = \" \"", "name: must have 1 to 120 characters");
    says("municipality_code = \"9901\"", "municipality_code = \"99\"", "four digits, such as");
    says(
        "municipality_code = \"9901\"\n\n[[unit",
        "\n[[unit",
        "a municipality needs municipality_code",
    );
    says(
        "kind = \"ward\"",
        "kind = \"needs-assessment\"",
        "a needs-assessment cannot have the branch inpatient; use social-services",
    );
    says("units = [\"TST1-A\"]", "units = []", "an assignment needs at least one unit");
    says("units = [\"TST1-A\"]", "units = [\"TST1-S\"]", "TST1-S is a supplier without sign-in");
    says(
        "to = \"2026",
        "given_by = \"TST1-P1\"\nto = \"2026",
        "given_by: is written by Brygga itself",
    );
    says(
        "branch = \"inpatient\"\nunit =",
        "branch = \"outpatient\"\nunit =",
        "unit TST1-A has the branch inpatient",
    );
    says(
        "code = \"A\"\nunit = \"TST1-A\"",
        "code = \"A\"\nunit = \"TST1-S\"",
        "TST1-S is a transport; a ward code means",
    );
}

#[test]
fn all_errors_of_content_come_at_once() {
    let text = GOOD.replace("organisation = \"TST1-REG\"", "organisation = \"TST9-REG\"");
    assert_eq!(read_registry_file(&text).unwrap_err().faults.len(), 2);
}

#[test]
fn both_registries_of_the_repository_can_be_imported() {
    for text in [DEMO_REGISTRY, NEUTRAL_REGISTRY] {
        let file = read_registry_file(text).unwrap_or_else(|error| panic!("{error}"));
        let day = date(2026, 11, 20);
        let events = diff(&Registry::default(), &file, day);
        for event in &events {
            let sentence = event.sentence();
            assert!(sentence.chars().count() <= 500, "{sentence}");
            let (kind, data) = (event.event_type(), event.data().unwrap());
            assert_eq!(RegistryEvent::read(kind.name, kind.ver, &data), Some(Ok(event.clone())));
        }
        assert_eq!(diff(&Registry::fold(&events), &file, day), []);
    }
}

#[test]
fn the_simulated_county_has_every_role_and_every_municipality_is_reached() {
    let file = read_registry_file(DEMO_REGISTRY).unwrap();
    let day = date(2026, 11, 20);
    let registry = Registry::fold(&diff(&Registry::default(), &file, day));
    let now = registry.at(day);

    for role in Role::ALL {
        assert!(file.assignment.iter().any(|it| it.role == *role), "{role:?} has nobody");
    }
    for kind in UnitKind::ALL {
        assert!(now.units().any(|unit| unit.kind == *kind), "{kind:?} has no unit");
    }
    let inhabitants: u32 = now.municipalities().filter_map(|it| it.inhabitants).sum();
    assert_eq!((now.municipalities().count(), inhabitants), (5, 158_000));
    for municipality in now.municipalities() {
        let code = municipality.municipality_code.as_deref().unwrap();
        let mut areas: Vec<Option<&str>> = now.areas(code).into_iter().map(Some).collect();
        areas.push(None);
        for area in areas {
            let kinds: Vec<_> =
                now.recipients_for(code, area).into_iter().map(|unit| unit.kind).collect();
            let expected =
                [UnitKind::NeedsAssessment, UnitKind::HomeHealthCare, UnitKind::PrimaryCareCentre];
            assert_eq!(kinds, expected, "{code} {area:?}");
        }
        for branch in [Branch::SocialServices, Branch::MunicipalHealthCare] {
            for unit in now.routing(code, None, branch) {
                let staffed = file.assignment.iter().any(|it| it.units.contains(&unit.id));
                assert!(staffed, "nobody signs in at {}", unit.id);
            }
        }
    }
    assert_eq!(now.areas("9901"), ["Norr", "Syd", "Väst"]);
    assert_eq!(now.ward_by_code("BLS", "ORT").unwrap().name, "Ortopedi");
    assert!(now.ward_by_code("BLS", "THX").is_none(), "stays unmapped to show the list");
    let masked: Vec<&str> =
        now.units().filter(|u| u.is_masked_outside()).map(|u| u.name.as_str()).collect();
    assert_eq!(masked, ["Infektion", "Psykiatri 2"]);
    let supplied: Vec<_> = now.units().filter(|unit| unit.kind.is_supplier()).collect();
    assert_eq!(supplied.len(), 2);
}

#[test]
fn the_times_of_an_outage_are_local_or_have_an_offset_and_a_wrong_one_says_how() {
    let with = |from: &str| {
        format!(
            "{GOOD}\n[[outage]]\nid = \"2026-01\"\nfrom = \"{from}\"\nwhat = \"Driften låg nere\"\n"
        )
    };
    let from = |text: &str| read_registry_file(&with(text)).unwrap().outage[0].from.to_string();
    assert_eq!(from("2026-01-20T22:00"), "2026-01-20T21:00:00Z");
    assert_eq!(from("2026-01-20T22:00:00+02:00"), "2026-01-20T20:00:00Z");
    // In the night of 25 October 2026 half past two comes twice.
    assert_eq!(from("2026-10-25T02:30"), "2026-10-25T00:30:00Z");
    let said = faults(&with("i går"));
    assert!(said.contains("[[outage]] 1 (2026-01), from: \"i går\" is not a time;"), "{said}");
    assert!(said.contains("2026-01-20T22:00"), "{said}");
}

#[test]
fn a_file_with_thousands_of_faults_is_read_in_time_that_grows_with_its_length() {
    let unit = "name = \"\"\nshort_name = \"A\"\norganisation = \"TST1-REG\"\n\
        branch = \"inpatient\"\nkind = \"ward\"\nstaffed_hours = \"always\"\n";
    let units: String =
        (0..4_000).map(|n| format!("[[unit]]\nid = \"TST3-{n}\"\n{unit}")).collect();
    let faults = read_registry_file(&format!("{GOOD}\n{units}")).unwrap_err().faults;
    assert_eq!(faults.len(), 4_000);
    // Eight lines an entry; the name is the third.
    let first = faults[0].line;
    assert!(faults.iter().zip(0..).all(|(fault, n)| fault.line == first + 8 * n));
    assert!(faults[3_999].to_string().contains("(TST3-3999), name: "), "{}", faults[3_999]);
}
