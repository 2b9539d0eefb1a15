//! Public corpora and Swedish streams beside the repository: every message has its code and
//! state in `testdata/corpus.csv`. Without the folder the tests say so and pass.

mod feed;

use brygga_hl7::adt::{AckCode, AdtInput};
use brygga_hl7::file::split_file;
use brygga_hl7::message::Message;
use brygga_hl7::reading::{Reading, read};
use feed::{Feed, read_stream, state_name};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Too many messages for a line each: counted per type, code and state.
const SUMMED: &str = "simhospital-messages.hl7";

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/hl7v2");
    if !folder.is_dir() {
        println!("not run: no shared data");
        return None;
    }
    Some(folder)
}

fn files_under(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            files_under(&path, files);
        } else if matches!(path.extension().and_then(|end| end.to_str()), Some("hl7" | "txt")) {
            files.push(path);
        }
    }
    files.sort();
}

fn message_type(message: Option<&Message>) -> String {
    let Some(message) = message else { return "-".to_owned() };
    let kind = message.field("MSH", 9);
    let code = kind.component(2).text_or_empty();
    format!("{}^{code}", kind.component(1).text_or_empty())
}

/// One row a message: type, code, and the state of its visit after the whole file.
fn rows(readings: &[Reading]) -> Vec<[String; 3]> {
    let mut feed = Feed::default();
    for reading in readings {
        feed.take(reading);
    }
    let states = feed.states();
    let state_of = |input: &AdtInput| {
        let visit = input.stay_fact(0).visit?;
        states.get(&visit).map(state_name)
    };
    readings
        .iter()
        .map(|reading| {
            let state = reading.result.as_ref().ok().and_then(state_of).unwrap_or("-");
            let kind = message_type(reading.message.as_ref());
            [kind, reading.code().as_str().to_owned(), state.to_owned()]
        })
        .collect()
}

#[test]
fn every_message_of_the_corpora_has_its_code_and_state() {
    let Some(folder) = corpus() else { return };
    let mut files = Vec::new();
    files_under(&folder, &mut files);
    let mut table = String::from("file,message,type,code,state,count\n");
    for file in &files {
        let name = file.strip_prefix(&folder).unwrap().to_str().unwrap();
        let readings: Vec<_> = split_file(&fs::read(file).unwrap()).into_iter().map(read).collect();
        assert!(!readings.is_empty(), "{name} has no message");
        if name == SUMMED {
            let mut counts: BTreeMap<[String; 3], usize> = BTreeMap::new();
            for row in rows(&readings) {
                *counts.entry(row).or_default() += 1;
            }
            for (row, count) in counts {
                table.push_str(&format!("{name},*,{},{count}\n", row.join(",")));
            }
        } else {
            for (index, row) in rows(&readings).iter().enumerate() {
                table.push_str(&format!("{name},{},{},1\n", index + 1, row.join(",")));
            }
        }
    }
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/corpus.csv");
    let committed = fs::read_to_string(committed).unwrap_or_default();
    if committed != table {
        let actual = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus.csv");
        fs::write(&actual, &table).unwrap();
        let differing = table.lines().zip(committed.lines()).find(|(now, then)| now != then);
        panic!("testdata/corpus.csv differs from {}: {differing:?}", actual.display());
    }
}

#[test]
fn the_swedish_streams_end_as_expected() {
    let Some(folder) = corpus() else { return };
    let folder = folder.join("swedish");
    let expected = fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: serde_json::Map<String, Value> = serde_json::from_str(&expected).unwrap();
    for (file, expected) in &expected {
        let bytes = fs::read(folder.join(file)).unwrap();
        let readings = read_stream(&bytes, 100);
        assert_eq!(readings.len() as u64, expected["messages"].as_u64().unwrap(), "{file}");
        let mut feed = Feed::default();
        for reading in &readings {
            assert_eq!(feed.take(reading).0, AckCode::Aa, "{file}");
        }
        let states = feed.states();
        assert_eq!(states.len(), 1, "{file}");
        let state = &states[expected["visit"].as_str().unwrap()];
        let is_stay = |state: &str| !["parked", "cancelled"].contains(&state);
        if let Some(stays) = expected.get("stays").and_then(Value::as_u64) {
            assert_eq!(u64::from(is_stay(state_name(state))), stays, "{file}");
        }
        let end = expected["final"].as_str().unwrap();
        let fits = match state_name(state) {
            "parked" => end.contains("parked"),
            "cancelled" => end.contains("admission cancelled"),
            name => end.starts_with(name),
        };
        assert!(fits, "{file}: {} is not {end}", state_name(state));
        let Some(stay) = state.stay() else { continue };
        assert_eq!(stay.name.as_ref().unwrap().display(), expected["name"], "{file}");
        assert_eq!(stay.municipality.as_deref(), expected["kommun"].as_str(), "{file}");
        assert_eq!(stay.identifier.as_ref().unwrap().value, expected["pnr"], "{file}");
        if let Some(ward) = expected.get("ward") {
            assert_eq!(stay.location.ward.as_deref(), ward.as_str(), "{file}");
        }
        if let Some(discharged) = expected.get("discharged") {
            let local =
                |at: jiff::Timestamp| at.in_tz("Europe/Stockholm").unwrap().datetime().to_string();
            assert_eq!(stay.discharged_at.map(local).as_deref(), discharged.as_str(), "{file}");
        }
    }
}
