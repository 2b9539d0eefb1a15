//! Files in, stays out.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::harness::{brygga, corpora, export, import, streams, text};

fn read_expected(path: &Path) -> Map<String, Value> {
    serde_json::from_str(&fs::read_to_string(path).expect("a file of this repository"))
        .expect("a file of this repository")
}

fn codes(lines: &[String]) -> Vec<&str> {
    lines.iter().map(|line| &line[..2]).collect()
}

#[test]
fn the_swedish_streams_end_as_expected() {
    let Some(folder) = corpora().map(|folder| folder.join("swedish")) else { return };
    let data = tempfile::tempdir().unwrap();
    let expected = read_expected(&folder.join("expected.json"));
    for (file, expected) in &expected {
        let lines = import(&folder.join(file), data.path());
        assert_eq!(lines.len() as u64, expected["messages"].as_u64().unwrap(), "{file}");
        assert!(lines.iter().all(|line| line.starts_with("AA ")), "{file}: {lines:?}");
    }
    let stays = export(data.path(), &[]);
    for (file, expected) in &expected {
        let found: Vec<_> =
            stays.iter().filter(|stay| stay["visit"] == expected["visit"]).collect();
        let end = expected["final"].as_str().unwrap();
        let is_open = end.starts_with("admitted") || end.starts_with("discharged");
        assert_eq!(found.len(), usize::from(is_open), "{file}: no phantom stay, none lost");
        let Some(stay) = found.first() else { continue };
        assert!(end.starts_with(stay["state"].as_str().unwrap()), "{file}: {stay}");
        assert_eq!(stay["identity"]["value"], expected["pnr"], "{file}");
        assert_eq!(stay["identity"]["kind"], expected["id_type"], "{file}");
        assert_eq!(stay["name"], expected["name"], "{file}");
        assert_eq!(stay["municipality"], expected["kommun"], "{file}");
        if let Some(ward) = expected.get("ward") {
            assert_eq!(&stay["ward"], ward, "{file}");
        }
        if let Some(discharged) = expected.get("discharged") {
            let local = stay["discharged_at"].as_str().map(|at| &at[..19]);
            assert_eq!(local, discharged.as_str(), "{file}");
        }
    }
    let all = export(data.path(), &["--all"]);
    assert!(all.iter().any(|stay| stay["state"] == "cancelled"), "--all shows the cancelled one");
}

#[test]
fn our_own_streams_end_as_expected() {
    for (file, expected) in &read_expected(&streams().join("expected.json")) {
        let data = tempfile::tempdir().unwrap();
        let lines = import(&streams().join(file), data.path());
        let wanted: Vec<_> = expected["codes"].as_array().unwrap().iter().collect();
        assert_eq!(codes(&lines), wanted.iter().map(|c| c.as_str().unwrap()).collect::<Vec<_>>());
        let stays = export(data.path(), &["--all"]);
        for (visit, expected) in expected["stays"].as_object().unwrap() {
            let stay = stays.iter().find(|stay| stay["visit"] == visit.as_str());
            if expected["state"] == "parked" {
                assert!(stay.is_none(), "{file}, {visit}: nothing but a discharge is no stay");
                continue;
            }
            let stay = stay.unwrap_or_else(|| panic!("{file}: {visit} is missing"));
            for key in ["state", "ward", "name", "municipality"] {
                assert_eq!(stay[key], expected[key], "{file}, {visit}, {key}");
            }
            assert_eq!(stay["identity"]["value"], expected["identifier"], "{file}, {visit}");
            for key in ["admitted_at", "discharged_at"] {
                let at =
                    |value: &Value| value.as_str().map(|text| text.parse::<Timestamp>().unwrap());
                assert_eq!(at(&stay[key]), at(&expected[key]), "{file}, {visit}, {key}");
            }
        }
    }
}

#[test]
fn importing_again_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let file = streams().join("01_admit_move_discharge.mllp");
    let first = import(&file, data.path());
    let events = || text(&brygga(&["verify"], data.path()).stdout).lines().next().map(counted);
    let (stays, counted) = (export(data.path(), &["--all"]), events());
    assert_eq!(import(&file, data.path()), first);
    assert_eq!((export(data.path(), &["--all"]), events()), (stays, counted));
}

/// "events: 41 in 22 streams" without the seconds.
fn counted(line: &str) -> String {
    line.split(',').next().unwrap_or_default().to_owned()
}

#[test]
fn a_line_has_code_control_id_and_reason() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("two.hl7");
    fs::write(&file, "MSH|^~\\&|PAS|LAS|||20250310||ORU^R01|C7|P|2.5\rPID|1\r").unwrap();
    let lines = import(&file, &data.path().join("data"));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("AR C7 ") && lines[0].len() > 6, "{lines:?}");
    // A discharge whose admission has not come, the admission, and the discharge once more.
    let admitted = crate::harness::admission("8", "V1", "193108028287", "AVD37");
    let home = admitted.replace("A01|8", "A03|9").replace("20250310081500", "20250312081500");
    fs::write(&file, [home.as_str(), &admitted, &home].concat()).unwrap();
    let lines = import(&file, &data.path().join("data"));
    let parked = "AA 9 parked: no admission of the visit has come";
    assert_eq!(lines, [parked, "AA 8 stored", parked], "the same message has the same answer");
}

#[test]
fn what_a_person_should_look_at_is_printed() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("two.hl7");
    let folder = data.path().join("data");
    let message = |ward: &str| crate::harness::admission("C:7,", "V1", "193108028287", ward);
    fs::write(&file, message("AVD37")).unwrap();
    assert!(import(&file, &folder)[0].starts_with("AA C:7, "));
    let said = || text(&brygga(&["export", "review"], &folder).stdout);
    assert_eq!(said(), "nothing to look at\n");
    fs::write(&file, message("MED9")).unwrap();
    assert!(import(&file, &folder)[0].starts_with("AE C:7, "));
    let said = said();
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("  C:7,  ") && said.contains("annat innehåll"), "{said}");
}

#[test]
fn a_file_that_cannot_be_read_is_exit_code_1_and_the_others_are_imported() {
    let data = tempfile::tempdir().unwrap();
    let file = streams().join("01_admit_move_discharge.mllp");
    let output = brygga(&["import", "adt", "/nowhere.hl7", file.to_str().unwrap()], data.path());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout).lines().count(), 3);
    assert!(text(&output.stderr).contains("/nowhere.hl7 cannot be read"));
}

#[test]
fn every_file_of_the_corpora_goes_through() {
    let Some(folder) = corpora() else { return };
    let mut files = Vec::new();
    files_under(&folder, &mut files);
    // The large one alone takes a minute; its messages are in the table of the crate that reads.
    files.retain(|file| !file.ends_with("simhospital-messages.hl7"));
    assert!(files.len() > 100, "{} files", files.len());
    let data = tempfile::tempdir().unwrap();
    let names: Vec<_> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let output = brygga(&[&["import", "adt"], &names[..]].concat(), data.path());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines = text(&output.stdout);
    assert!(lines.lines().count() >= files.len());
    assert!(lines.lines().all(|line| ["AA ", "AE ", "AR "].contains(&&line[..3])), "{lines}");
    let verified = brygga(&["verify"], data.path());
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
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
