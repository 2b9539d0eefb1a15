//! `brygga import care-chains`: a history of another system, and the figures that follow from it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{brygga, text};

/// Nine chains of spring 2025 whose figures were counted by hand. Good Friday is 18 April.
const HISTORY: &str = "\
case_id,personal_identity,ward,municipality_code,admitted_at,admission_notice_at,discharge_ready_at,ready_withdrawn_at,municipality_ready_at,sip_required,sip_called_at,primary_care_ready_at,discharged_at,causes,end_reason
K1,19380712-9022,Avdelning 37,9901,2025-04-01T10:00,2025-04-01T12:00,2025-04-03T10:00,,2025-04-04T10:00,no,,,2025-04-07T11:00,aids|sip_late,
K2,19121212-1212,Avdelning 37,9901,2025-04-07T10:00,2025-04-07T12:00,2025-04-09T14:00:00+02:00,,,yes,2025-04-10T09:00,2025-04-11T10:00,2025-04-15T11:00,medical,home
K3,19380712-9022,Avdelning 37,9901,2025-04-12T10:00,2025-04-12T12:00,2025-04-14T09:00,,2025-04-14T12:00,no,,,2025-04-17T10:00,,home
K4,19121212-1212,Medicin 9,9901,2025-04-02T10:00,2025-04-02T12:00,2025-04-04T15:00,,,yes,2025-04-04T16:00,,2025-04-08T10:00,short_term_place,home
K5,19121212-1212,Medicin 9,9902,2025-04-01T10:00,2025-04-01T12:00,2025-04-02T10:00|2025-04-14T10:00,2025-04-03T10:00,,no,,,2025-04-15T10:00,,
K6,19380712-9022,Medicin 9,9902,2025-04-29T10:00,,2025-05-02T10:00,,,no,,,2025-05-06T10:00,other,home
K7,19121212-1212,Medicin 9,9902,2025-05-05T10:00,2025-05-05T12:00,,,,no,,,2025-05-10T03:00,,deceased
K8,19121212-1212,Medicin 9,9902,2025-05-05T10:00,2025-05-05T12:00,2025-05-06T12:00,,,no,,,,,cancelled
K9,19380712-9022,Medicin 9,9901,2025-05-06T10:00,2025-05-06T12:00,2025-05-08T10:00,,,no,,,,,
";

fn file(folder: &Path, words: &str) -> PathBuf {
    let file = folder.join("history.csv");
    std::fs::write(&file, words).unwrap();
    file
}

fn import(file: &Path, data: &Path, more: &[&str]) -> (Option<i32>, String) {
    let args = [&["import", "care-chains", file.to_str().unwrap()], more].concat();
    let output = brygga(&args, data);
    let said = text(&output.stdout);
    assert!(!said.is_empty(), "{}", text(&output.stderr));
    (output.status.code(), said)
}

fn report(data: &Path, which: &str) -> Value {
    let args = ["report", which, "--from", "2025-04", "--to", "2025-05"];
    let output = brygga(&args, data);
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_figures_of_an_imported_history_are_those_counted_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let history = file(folder.path(), HISTORY);

    let (code, said) = import(&history, &data, &["--dry-run"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.ends_with("dry run, nothing is written: good rows 9, faulty rows 0\n"), "{said}");
    assert!(!data.exists(), "{said}");
    let would = said.clone();
    let would = would.lines().filter_map(|line| line.strip_prefix("would create: ")).collect();

    let (code, said) = import(&history, &data, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.ends_with("chains written 9, known already 0, faulty rows 0\n"), "{said}");
    // Two wards, two municipalities with a unit each, and one unit for outpatient care.
    let created: Vec<&str> =
        said.lines().filter_map(|line| line.strip_prefix("created as imported: ")).collect();
    assert_eq!((created.len(), created), (7, would), "as the dry run said");
    let (code, said) = import(&history, &data, &[]);
    assert_eq!(
        (code, said.as_str()),
        (Some(0), "chains written 0, known already 9, faulty rows 0\n")
    );

    let stays = report(&data, "weekend-stays");
    let month = |n: usize, of: &str| stays["months"][n][of].clone();
    let counted = |n| {
        ["chains", "ready_weekdays", "stayed", "deceased", "still_there"].map(|of| month(n, of))
    };
    assert_eq!(counted(0), [5, 5, 3, 0, 0]);
    assert_eq!(counted(1), [3, 2, 2, 1, 1]);
    assert_eq!(month(0, "share_of_ready"), 3.0 / 5.0);
    assert_eq!(month(0, "municipality_ready_before"), 1);
    for (cause, april, may) in
        [("aids", 1, 0), ("medical", 1, 0), ("short_term_place", 1, 0), ("other", 0, 2)]
    {
        assert_eq!(
            (&month(0, "causes")[cause], &month(1, "causes")[cause]),
            (&april.into(), &may.into()),
            "{cause}"
        );
    }
    assert_eq!(month(0, "causes_any")["sip_late"], 1);
    assert_eq!((month(0, "imported"), month(1, "imported")), (5.into(), 3.into()));
    let times = report(&data, "lead-times");
    assert_eq!((&times["total"]["chains"], &times["total"]["imported"]), (&8.into(), &8.into()));
    let wards = stays["by_ward"].as_array().unwrap();
    let of = |name: &str| wards.iter().find(|row| row["name"] == name).unwrap()["stayed"].clone();
    assert_eq!((of("Avdelning 37"), of("Medicin 9")), (2.into(), 3.into()));

    let liability = report(&data, "liability");
    let all = liability["municipalities"].as_array().unwrap().iter();
    let cases: Vec<&Value> = all.flat_map(|it| it["cases"].as_array().unwrap()).collect();
    let case = |id: &str, notice: u64| {
        let found = cases.iter().find(|it| it["case_id"] == id && it["notice"] == notice);
        let found = found.unwrap_or_else(|| panic!("{id} in {liability}"));
        assert_eq!(found["imported"], true);
        (found["start_on"].as_str(), found["days"].as_u64().unwrap(), found["reason"].as_str())
    };
    let unrated = Some("no_confirmed_rate");
    assert_eq!(case("K1", 1), (Some("2025-04-06"), 1, unrated));
    assert_eq!(case("K2", 1), (Some("2025-04-13"), 2, unrated));
    assert_eq!(case("K3", 1), (None, 0, Some("before_start")));
    assert_eq!(case("K4", 1), (None, 0, Some("outpatient_unclear")));
    assert_eq!(case("K5", 1), (None, 0, Some("before_start")));
    assert_eq!(case("K5", 2), (None, 0, Some("before_start")));
    assert_eq!(case("K6", 1), (None, 0, Some("admission_notice_missing")));
    assert_eq!(case("K9", 1).0, Some("2025-05-11"));
    assert_eq!(cases.len(), 8, "the cancelled one has no case");

    let verified = brygga(&["verify", "--projections"], &data);
    assert!(verified.status.success(), "{}{}", text(&verified.stdout), text(&verified.stderr));
}

#[test]
fn good_rows_are_written_and_faulty_ones_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let faulty =
        HISTORY.replace("K3,19380712-9022", "K3,19380712-9023").replace(",medical,", ",ill,");
    let history = file(folder.path(), &faulty);
    for (more, end) in [
        (&["--dry-run"][..], "good rows 7, faulty rows 2\n"),
        (&[], "chains written 7, known already 0, faulty rows 2\n"),
    ] {
        let (code, said) = import(&history, &data, more);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.starts_with("line 3, causes: has a code that is none of "), "{said}");
        assert!(said.contains("\nline 4, personal_identity: ") && said.ends_with(end), "{said}");
    }
    // Mended, the two come too. A case that says something else than it did is not written over.
    let mended = HISTORY.replace("K1,19380712-9022,Avdelning 37", "K1,19380712-9022,Medicin 9");
    let refused = "line 2, ward: is another than when the case was imported before; \
                   nothing is changed\n";
    let mended = file(folder.path(), &mended);
    let (code, said) = import(&mended, &data, &["--dry-run"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with(refused) && said.ends_with("good rows 8, faulty rows 1\n"), "{said}");
    let (code, said) = import(&mended, &data, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(refused), "{said}");
    assert!(said.ends_with("chains written 2, known already 6, faulty rows 1\n"), "{said}");
}

#[test]
fn a_header_that_is_not_right_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let history = file(folder.path(), &HISTORY.replace(",causes,", ",orsaker,"));
    let (code, said) = import(&history, &data, &[]);
    assert_eq!(code, Some(1));
    assert!(said.contains("line 1, orsaker: unknown column") && !data.exists(), "{said}");
}

#[test]
fn two_systems_are_joined_and_a_match_is_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let write = |name: &str, words: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, words).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let planning = write(
        "planning.csv",
        "case_id;personal_identity;municipality_code;admission_notice_at;discharge_ready_at;\
        ready_withdrawn_at;municipality_ready_at;sip_required;sip_called_at;primary_care_ready_at;causes\n\
        K1;19380712-9022;9901;2025-04-01T12:00;2025-04-03T10:00;;;no;;;aids\n\
        K2;19121212-1212;9901;2025-04-01T12:00;2025-04-03T10:00;;;no;;;\n",
    );
    let stays = write(
        "stays.csv",
        "stay_id,personal_identity,ward,admitted_at,discharged_at\n\
        S1,193807129022,Avdelning 37,2025-04-01T10:00,2025-04-07T11:00\n\
        S2,191212121212,Avdelning 37,2025-04-01T10:00,2025-04-04T11:00\n\
        S3,191212121212,Medicin 9,2025-04-03T09:00,2025-04-08T11:00\n",
    );
    let run = |more: &[&str]| {
        let joined = ["import", "care-chains", "--planning", &planning, "--stays", &stays];
        let output = brygga(&[&joined[..], more].concat(), &data);
        (output.status.code(), text(&output.stdout))
    };
    let (code, said) = run(&["--dry-run"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("line 3: ambiguous: overlaps the stays S2, S3\n"), "{said}");
    let matches = write("matches.csv", "case_id,stay_id\nK2,S2\n");
    let (code, said) = run(&["--matches", &matches]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("stays line 4: unmatched: no case of the planning file\n"), "{said}");
    assert!(said.ends_with("chains written 2, known already 0, faulty rows 0\n"), "{said}");
    assert_eq!(report(&data, "weekend-stays")["months"][0]["stayed"], 1);
}
