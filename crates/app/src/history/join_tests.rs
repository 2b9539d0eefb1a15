use jiff::Timestamp;
use proptest::prelude::*;

use super::join::{File, Joined, PLANNING, STAYS, join_files};

const ONE: &str = "K1,19380712-9022,9901,2025-04-01T12:00,2025-04-03T10:00,,,no,,,aids";
const STAY: &str = "S1,193807129022,Avdelning 37,2025-04-01T10:00,2025-04-07T11:00";

fn now() -> Timestamp {
    "2026-11-20T12:42:00Z".parse().unwrap()
}

fn file(columns: &[&str], rows: &[&str]) -> String {
    format!("{}\n{}\n", columns.join(","), rows.join("\n"))
}

fn join(cases: &[&str], stays: &[&str], matches: Option<&str>) -> Joined {
    let (planning, stays) = (file(&PLANNING, cases), file(&STAYS, stays));
    let matches = matches.map(str::as_bytes);
    join_files(planning.as_bytes(), stays.as_bytes(), matches, now()).unwrap()
}

fn unsure(joined: &Joined) -> Vec<String> {
    joined.unsure.iter().map(ToString::to_string).collect()
}

#[test]
fn a_case_and_the_only_stay_that_overlaps_it_are_one_chain() {
    let earlier = "S0,19380712-9022,Medicin 9,2025-03-01T10:00,2025-03-07T11:00";
    let other = "S2,19121212-1212,Medicin 9,2025-04-01T10:00,";
    let joined = join(&[ONE], &[earlier, STAY, other], None);
    let row = joined.rows[0].chain.as_ref().unwrap();
    assert_eq!((row.case.as_str(), row.ward.as_str()), ("K1", "Avdelning 37"));
    assert_eq!(row.admitted_at.instant.to_string(), "2025-04-01T08:00:00Z");
    assert!(row.ended.is_some() && joined.unsure.is_empty());
    assert_eq!(joined.alone, [2, 4], "stays without a case");
}

#[test]
fn cases_without_a_stay_or_with_several_are_listed_and_a_correction_decides() {
    let again = "S2,19380712-9022,Medicin 9,2025-04-01T09:00,2025-04-09T11:00";
    let late = "K2,19380712-9022,9901,2025-06-01T12:00,,,,no,,,";
    let joined = join(&[ONE, late], &[STAY, again], None);
    assert!(joined.rows.is_empty());
    assert_eq!(
        unsure(&joined),
        [
            "line 2: ambiguous: overlaps the stays S1, S2",
            "line 3: unmatched: no stay of the person overlaps its times"
        ]
    );
    let joined = join(&[ONE, late], &[STAY, again], Some("case_id,stay_id\nK1,S2\n"));
    assert_eq!(joined.rows[0].chain.as_ref().unwrap().ward, "Medicin 9");
    assert_eq!(unsure(&joined).len(), 1);
}

#[test]
fn a_case_that_says_another_thing_than_its_stay_is_contradictory() {
    let mut columns = PLANNING.to_vec();
    columns.push("discharged_at");
    let planning = file(&columns, &[&format!("{ONE},2025-04-08T11:00")]);
    let stays = file(&STAYS, &[STAY]);
    let join = |matches: Option<&str>| {
        let matches = matches.map(str::as_bytes);
        join_files(planning.as_bytes(), stays.as_bytes(), matches, now()).unwrap()
    };
    let said = "line 2, discharged_at: contradictory: the stay says another";
    assert_eq!(unsure(&join(None)), [said]);
    let corrected = join(Some("case_id;stay_id\nK1;S1\n"));
    let ended = corrected.rows[0].chain.as_ref().unwrap().ended.clone().unwrap();
    assert_eq!(ended.at().unwrap().instant.to_string(), "2025-04-07T09:00:00Z", "the stay's");
}

#[test]
fn two_cases_of_one_stay_are_contradictory() {
    let second = ONE.replace("K1", "K2");
    let joined = join(&[ONE, &second], &[STAY], None);
    let said = |line| format!("line {line}: contradictory: stay S1 has 2 cases");
    assert_eq!(unsure(&joined), [said(2), said(3)]);
}

#[test]
fn a_correction_names_a_known_case_and_a_known_stay_of_the_same_person() {
    let other = "S2,19121212-1212,Medicin 9,2025-04-01T10:00,";
    let joined = join(&[ONE], &[STAY, other], Some("case_id,stay_id\nK1,S2\n"));
    assert_eq!(unsure(&joined), ["line 2: contradictory: the corrected stay is another person's"]);
    let (planning, stays) = (file(&PLANNING, &[ONE]), file(&STAYS, &[STAY]));
    let matches = b"case_id,stay_id\nK9,S9\n";
    let faults = join_files(planning.as_bytes(), stays.as_bytes(), Some(matches), now());
    let faults = faults.unwrap_err();
    assert!(faults.iter().all(|(file, _)| *file == File::Matches));
    assert_eq!(faults.len(), 2);
}

proptest! {
    #[test]
    fn any_bytes_are_joined_or_refused(
        planning in prop::collection::vec(any::<u8>(), 0..200),
        stays in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let header = |columns: &[&str], bytes: &[u8]| [file(columns, &[]).as_bytes(), bytes].concat();
        let _ = join_files(&planning, &stays, Some(&stays), now());
        let _ = join_files(&header(&PLANNING, &planning), &header(&STAYS, &stays), None, now());
    }
}
