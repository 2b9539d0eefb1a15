//! Ten streams of our own with the state that they must end in. Patients are synthetic, their
//! numbers are official test numbers.

mod feed;

use brygga_hl7::stay::{Stay, StayState};
use feed::{Feed, read_stream, state_name};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

fn testdata(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

#[test]
fn our_own_streams_end_as_expected_whatever_the_packets() {
    let expected = fs::read_to_string(testdata("expected.json")).unwrap();
    let expected: serde_json::Map<String, Value> = serde_json::from_str(&expected).unwrap();
    assert_eq!(expected.len(), 10);
    for (file, expected) in &expected {
        let bytes = fs::read(testdata(file)).unwrap();
        for packet_bytes in [1, 7, 1460, usize::MAX] {
            let mut feed = Feed::default();
            let answers: Vec<_> = read_stream(&bytes, packet_bytes.min(bytes.len()))
                .iter()
                .map(|reading| feed.take(reading))
                .collect();
            let codes: Vec<_> = answers.iter().map(|(code, _)| code.as_str()).collect();
            assert_eq!(json!(codes), expected["codes"], "{file}: {answers:?}");
            let states: serde_json::Map<String, Value> =
                feed.states().iter().map(|(visit, state)| (visit.clone(), told(state))).collect();
            for (visit, expected) in expected["stays"].as_object().unwrap() {
                let told = states.get(visit).unwrap_or(&Value::Null);
                for (key, expected) in expected.as_object().unwrap() {
                    assert_eq!(&told[key], expected, "{file}, {visit}, {key}: {told}");
                }
            }
            assert_eq!(states.len(), expected["stays"].as_object().unwrap().len(), "{file}");
        }
    }
}

fn told(state: &StayState) -> Value {
    let Some(stay) = state.stay() else { return json!({ "state": state_name(state) }) };
    json!({
        "state": stay.status.as_str(),
        "ward": stay.location.ward,
        "identifier": stay.identifier.as_ref().map(|identifier| &identifier.value),
        "name": stay.name.as_ref().map(|name| name.display()),
        "municipality": stay.municipality,
        "phone": stay.phone,
        "admitted_at": stay.admitted_at.to_string(),
        "discharged_at": stay.discharged_at.map(|at| at.to_string()),
        "deceased": stay.is_deceased,
        "wards": wards(stay),
    })
}

fn wards(stay: &Stay) -> Vec<&str> {
    stay.history.iter().filter_map(|period| period.location.ward.as_deref()).collect()
}

#[test]
fn no_problem_text_contains_anything_of_the_patient() {
    let expected = fs::read_to_string(testdata("expected.json")).unwrap();
    let expected: serde_json::Map<String, Value> = serde_json::from_str(&expected).unwrap();
    for file in expected.keys() {
        let mut feed = Feed::default();
        for reading in read_stream(&fs::read(testdata(file)).unwrap(), 1000) {
            let (_, reason) = feed.take(&reading);
            let words = reason.split(|c: char| !c.is_ascii_digit());
            assert!(words.into_iter().all(|digits| digits.len() < 4), "{reason}");
        }
    }
}
