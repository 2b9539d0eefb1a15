//! The whole published corpus of identity numbers, when it lies beside the repository.
//!
//! A clone that has no `../shared` runs on the vendored numbers alone and says so.

use std::collections::BTreeSet;
use std::path::PathBuf;

use brygga_domain::identification::{
    CoordinationNumber, IdentifierError, IdentifierKind, PersonIdentifier, PersonalIdentityNumber,
    testnumbers,
};
use jiff::civil::{Date, date};
use serde_json::Value;

fn today() -> Date {
    date(2026, 11, 20)
}

/// Reads a file of the shared corpus, or says that it is not there.
fn shared(file: &str) -> Option<Value> {
    let folder = std::env::var_os("BRYGGA_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(folder.join("data/identity").join(file)) else {
        eprintln!("not run: no shared data ({file})");
        return None;
    };
    Some(serde_json::from_str(&text).expect("a file of the corpus is JSON"))
}

fn texts(value: &Value) -> Vec<&str> {
    let list = value.as_array().expect("a list");
    list.iter().map(|text| text.as_str().expect("a text")).collect()
}

/// The four ways in which one number of a case can be written.
fn written(case: &Value) -> Vec<&str> {
    ["long_format", "short_format", "separated_format", "separated_long"]
        .iter()
        .filter_map(|format| case[format].as_str())
        .collect()
}

/// The national rule for the two kinds that the cases ask about.
fn is_valid(text: &str, kind: &str) -> bool {
    match kind {
        "con" => CoordinationNumber::parse(text, today()).is_ok(),
        _ => PersonalIdentityNumber::parse(text, today()).is_ok(),
    }
}

#[test]
fn vendored_test_numbers_are_read_and_marked() {
    let personal = testnumbers::OFFICIAL_TEST_NUMBERS.lines();
    let coordination = testnumbers::OFFICIAL_TEST_COORDINATION_NUMBERS.lines();
    let mut counts = (0, 0);
    for text in personal.chain(coordination) {
        let number = PersonIdentifier::parse(text, today()).unwrap();
        assert!(number.is_test_number());
        assert_eq!(number.value(), text);
        match number.kind() {
            IdentifierKind::PersonalIdentityNumber => counts.0 += 1,
            _ => counts.1 += 1,
        }
    }
    assert!(counts.0 >= 200 && counts.1 >= 60, "{counts:?}");
}

#[test]
fn every_published_test_personal_identity_number_is_read_and_marked() {
    let Some(list) = shared("skatteverket_testpersonnummer_all.json") else { return };
    for text in texts(&list) {
        let number = PersonalIdentityNumber::parse(text, today()).unwrap();
        assert!(number.is_test_number(), "not marked: {text}");
        let display = number.display();
        assert_eq!(PersonalIdentityNumber::parse(&display, today()), Ok(number));
    }
}

#[test]
fn every_published_test_coordination_number_is_read_and_marked() {
    let Some(list) = shared("skatteverket_testsamordningsnummer_all.json") else { return };
    let mut unknown_birth_dates = 0;
    for text in texts(&list) {
        let number = CoordinationNumber::parse(text, today()).unwrap();
        assert!(number.is_test_number(), "not marked: {text}");
        assert_eq!(number.value(), text);
        unknown_birth_dates += u32::from(number.birth_date().is_none());
    }
    assert_eq!(unknown_birth_dates, 194);
}

#[test]
fn a_number_outside_the_published_lists_is_not_marked() {
    let Some(list) = shared("skatteverket_testpersonnummer_all.json") else { return };
    let published: BTreeSet<&str> = texts(&list).into_iter().collect();
    // Every possible number of the two series with gaps, born 1960–2026.
    let mut born = date(1960, 1, 1);
    let mut others = 0;
    while born <= today() {
        for birth_number in [238, 239] {
            let front = format!("{}{birth_number}", born.strftime("%Y%m%d"));
            let number = (0..10)
                .find_map(|check| {
                    PersonalIdentityNumber::parse(&format!("{front}{check}"), today()).ok()
                })
                .unwrap();
            assert_eq!(number.is_test_number(), published.contains(number.value()));
            others += u32::from(!number.is_test_number());
        }
        born = born.tomorrow().unwrap();
    }
    assert!(others > 10_000);
}

#[test]
fn the_cases_with_answers_are_answered_alike() {
    let Some(cases) = shared("list.json") else { return };
    for case in cases.as_array().unwrap() {
        for text in written(case) {
            let expected = case["valid"].as_bool().unwrap();
            assert_eq!(is_valid(text, case["type"].as_str().unwrap()), expected, "{text}");
        }
    }
    let Some(cases) = shared("structured.json") else { return };
    for kind in ["ssn", "con"] {
        for (answer, expected) in [("valid", true), ("invalid", false)] {
            for text in texts(&cases[kind]["string"][answer]) {
                assert_eq!(is_valid(text, kind), expected, "{text}");
            }
        }
    }
}

#[test]
fn an_interim_number_is_not_a_personal_identity_number() {
    let Some(cases) = shared("interim.json") else { return };
    for case in cases.as_array().unwrap() {
        let is_interim = case["valid"].as_bool().unwrap();
        for text in written(case) {
            let error = PersonIdentifier::parse(text, today()).unwrap_err();
            assert_eq!(error == IdentifierError::InterimNumber, is_interim, "{text}");
        }
    }
}

#[test]
fn an_organisation_number_is_not_a_personal_identity_number() {
    let Some(cases) = shared("orgnumber.json") else { return };
    for case in cases.as_array().unwrap() {
        for text in written(case) {
            assert_eq!(
                PersonIdentifier::parse(text, today()),
                Err(IdentifierError::OrganisationNumber)
            );
        }
    }
}

#[test]
fn the_example_of_every_reserve_system_is_read() {
    let Some(kinds) = shared("reserve_number_kinds.json") else { return };
    for kind in kinds.as_array().unwrap() {
        let (system, example) =
            (kind["system"].as_str().unwrap(), kind["example"].as_str().unwrap());
        let number = PersonIdentifier::parse_with_system(system, example, today()).unwrap();
        let expected = match kind["kind"].as_str().unwrap() {
            "personnummer" => IdentifierKind::PersonalIdentityNumber,
            "samordningsnummer" => IdentifierKind::CoordinationNumber,
            _ => {
                // A known system has a rule: something else in it is refused.
                assert_eq!(
                    PersonIdentifier::parse_with_system(system, "?", today()),
                    Err(IdentifierError::ReserveFormat)
                );
                assert!(number.system().starts_with("1.2.752."));
                assert_eq!(
                    PersonIdentifier::parse_with_system(system, &number.display(), today()),
                    Ok(number.clone())
                );
                IdentifierKind::ReserveNumber
            }
        };
        assert_eq!(number.kind(), expected, "{}", kind["kind"]);
    }
}
