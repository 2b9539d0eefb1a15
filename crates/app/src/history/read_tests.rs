use jiff::Timestamp;
use proptest::prelude::*;

use super::*;

const HEADER: &str = "case_id,personal_identity,ward,municipality_code,admitted_at,\
    admission_notice_at,discharge_ready_at,ready_withdrawn_at,municipality_ready_at,sip_required,\
    sip_called_at,primary_care_ready_at,discharged_at,causes";
const GOOD: &str = "A1,19380712-9022,Avdelning 37,9901,2025-04-01T10:00,2025-04-01T12:00,\
    2025-04-03T10:00,,2025-04-04T10:00,no,,,2025-04-07T11:00,aids|sip_late";

fn now() -> Timestamp {
    "2026-11-20T12:42:00Z".parse().unwrap()
}

fn read(text: &str) -> Vec<Row> {
    read_chains(text.as_bytes(), now()).unwrap()
}

fn one(row: &str) -> Result<ChainRow, Vec<String>> {
    let row = read(&format!("{HEADER}\n{row}\n")).remove(0);
    row.chain.map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

/// The good row with another value in a column.
fn with(column: &str, value: &str) -> Result<ChainRow, Vec<String>> {
    let at = COLUMNS.iter().position(|known| *known == column).unwrap();
    let mut fields: Vec<&str> = GOOD.split(',').collect();
    fields[at] = value;
    one(&fields.join(","))
}

#[test]
fn a_row_is_read_with_comma_or_semicolon_and_with_or_without_a_byte_order_mark() {
    let plain = one(GOOD).unwrap();
    assert_eq!(plain.admitted_at.instant.to_string(), "2025-04-01T08:00:00Z");
    assert_eq!(plain.causes.len(), 2);
    assert!(!plain.outpatient_needed && matches!(plain.ended, Some(Ended::Home(_))));
    let marked = format!("\u{feff}{}\r\n{}\r\n", HEADER.replace(',', ";"), GOOD.replace(',', ";"));
    assert_eq!(read(&marked)[0].chain, Ok(plain));
}

#[test]
fn a_header_names_each_column_that_is_unknown_missing_or_doubled() {
    let header = format!("{},ward,namn", HEADER.replace(",causes", ""));
    let faults = read_chains(header.as_bytes(), now()).unwrap_err();
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(said[0], "line 1, ward: the column stands twice");
    assert!(said[1].starts_with("line 1, namn: unknown column; known are case_id, "));
    assert_eq!(said[2], "line 1, causes: the column is missing");
    assert_eq!(
        read_chains(b"", now()).unwrap_err()[0].to_string(),
        "line 1: the file has no header"
    );
}

#[test]
fn every_fault_of_a_row_is_told_with_line_and_column_and_never_with_what_stands_there() {
    let row = "A1,19380712-9023,,99,2025-13-01T10:00,193807129022,x,,,maybe,,,,hunger";
    let said = one(row).unwrap_err();
    let columns: Vec<&str> = said
        .iter()
        .map(|it| it.split_once(": ").unwrap().0.trim_start_matches("line 2, "))
        .collect();
    assert_eq!(
        columns,
        [
            "personal_identity",
            "ward",
            "municipality_code",
            "admitted_at",
            "admission_notice_at",
            "discharge_ready_at",
            "sip_required",
            "causes",
        ]
    );
    assert!(!said.join(" ").contains("1938"), "{said:?}");
}

#[test]
fn local_time_is_stockholms_and_an_offset_says_another_one() {
    let at = |text: &str| with("admitted_at", text).map(|row| row.admitted_at.instant.to_string());
    assert_eq!(at("2025-01-02 10:00:30").unwrap(), "2025-01-02T09:00:30Z");
    assert_eq!(at("2025-04-01T10:00Z").unwrap(), "2025-04-01T10:00:00Z");
    assert_eq!(at("2025-04-01T10:00:00+03:00").unwrap(), "2025-04-01T07:00:00Z");
    // Summer time begins at 02:00 on 30 March 2025; on 27 October 2024 the hour from 02:00 is twice.
    let skipped = "line 2, admitted_at: the clock skips this time when summer time begins";
    assert_eq!(at("2025-03-30T02:30").unwrap_err(), [skipped]);
    assert_eq!(at("2024-10-27T02:30").unwrap(), "2024-10-27T00:30:00Z");
    assert_eq!(at("2024-10-27T02:30+01:00").unwrap(), "2024-10-27T01:30:00Z");
    assert!(at("2025-04-01").unwrap_err()[0].ends_with("write the time too"));
    assert!(at("2027-04-01T10:00").unwrap_err()[0].ends_with("lies in the future"));
}

#[test]
fn each_ready_notice_but_the_last_has_its_withdrawal() {
    let both = |ready: &str, withdrawn: &str| {
        let mut fields: Vec<&str> = GOOD.split(',').collect();
        (fields[6], fields[7]) = (ready, withdrawn);
        one(&fields.join(","))
    };
    let row = both("2025-04-02T10:00|2025-04-04T10:00", "2025-04-03T10:00").unwrap();
    assert_eq!(row.ready.len(), 2);
    assert!(row.ready[0].withdrawn_at.is_some() && row.ready[1].withdrawn_at.is_none());
    assert_eq!(both("2025-04-02T10:00|2025-04-04T10:00", "2025-04-03T10:00|"), Ok(row));
    let said = both("2025-04-02T10:00|2025-04-04T10:00", "").unwrap_err();
    assert_eq!(
        said,
        ["line 2, ready_withdrawn_at: every ready notice but the last needs its withdrawal"]
    );
    let said = both("", "2025-04-03T10:00").unwrap_err();
    assert_eq!(said, ["line 2, ready_withdrawn_at: there are more withdrawals than ready notices"]);
    let said = both("2025-04-04T10:00|2025-04-02T10:00", "2025-04-03T10:00").unwrap_err();
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn times_stand_in_a_possible_order() {
    for column in ["admission_notice_at", "municipality_ready_at", "sip_called_at"] {
        let said = with(column, "2025-03-31T10:00").unwrap_err();
        assert_eq!(said, [format!("line 2, {column}: is before admitted_at")]);
    }
    let said = with("discharge_ready_at", "2025-04-08T10:00").unwrap_err();
    assert_eq!(said, ["line 2, discharge_ready_at: is after discharged_at"]);
    assert!(with("discharged_at", "").unwrap().ended.is_none());
}

#[test]
fn every_notice_is_held_against_the_admission_and_the_withdrawal_before_it() {
    let both = |ready: &str, withdrawn: &str| {
        let mut fields: Vec<&str> = GOOD.split(',').collect();
        (fields[6], fields[7]) = (ready, withdrawn);
        one(&fields.join(","))
    };
    let early = "line 2, discharge_ready_at: is before admitted_at".to_owned();
    let said = both("2025-04-02T10:00|2025-03-30T10:00", "2025-04-02T11:00").unwrap_err();
    assert!(said.contains(&early), "{said:?}");
    // Withdrawn at the very time of the admission: the next one still comes after it.
    let before = "line 2, discharge_ready_at: is before the withdrawal of the notice before";
    let said = both("2025-04-01T10:00|2025-03-30T10:00", "2025-04-01T10:00").unwrap_err();
    assert_eq!(said, [early, before.to_owned()]);
    let said = both("2025-04-02T10:00|2025-04-03T10:00", "2025-04-04T10:00").unwrap_err();
    assert_eq!(said, [before]);
}

#[test]
fn a_case_stands_once_in_a_file() {
    let rows = read(&format!("{HEADER}\n{GOOD}\n{GOOD}\nA2,x\n"));
    assert!(rows[0].chain.is_ok());
    let said = |n: usize| rows[n].chain.as_ref().unwrap_err()[0].to_string();
    assert_eq!(said(1), "line 3, case_id: stands on line 2 already");
    assert_eq!(said(2), "line 4: 2 fields, the header has 14");
}

#[test]
fn a_fault_names_its_line_whatever_ends_the_lines() {
    let quoted = GOOD.replace("Avdelning 37", "\"Avdelning\n37\"");
    for end in ["\n", "\r\n", "\r"] {
        let file = [HEADER, &quoted.replace('\n', end), "", "A2,x", "A3"].join(end);
        let lines: Vec<u64> = read(&file).iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 5, 6], "{end:?}");
        let semicolons =
            [&HEADER.replace(',', ";"), "A1;Malm\u{f6}, syd, a, b, c, d, e, f, g, h, i, j, k, l"];
        assert_eq!(read(&semicolons.join(end))[0].line, 2, "the first line has the delimiter");
    }
}

#[test]
fn optional_columns_say_who_answers_how_it_ended_and_what_is_not_needed() {
    let header = format!("{HEADER},{}", OPTIONAL.join(","));
    let rows = read(&format!("{header}\n{GOOD},9902,deceased,no,yes\n{GOOD},,lost,,\n"));
    let row = rows[0].chain.as_ref().unwrap();
    assert_eq!((row.municipality.as_str(), row.residence.as_deref()), ("9902", Some("9901")));
    assert!(matches!(row.ended, Some(Ended::Deceased(_))));
    assert!(row.sip_declined && row.outpatient_needed);
    let said = rows[1].chain.as_ref().unwrap_err()[0].to_string();
    assert_eq!(said, "line 3, end_reason: is none of home, deceased, other_hospital, cancelled");
}

proptest! {
    #[test]
    fn any_bytes_are_rows_or_faults(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut file = format!("{HEADER}\n").into_bytes();
        let _ = read_chains(&bytes, now());
        file.extend(&bytes);
        for row in read_chains(&file, now()).unwrap() {
            prop_assert!(row.line >= 2);
            let Err(faults) = row.chain else { continue };
            prop_assert!(!faults.is_empty());
            prop_assert!(faults.iter().all(|fault| fault.line == row.line && !fault.reason.is_empty()));
        }
    }

    #[test]
    fn any_field_is_read_or_named(column in 0..14_usize, text in "[^,;\"\r\n]{0,30}") {
        let said = with(COLUMNS[column], &text);
        if let Err(said) = said {
            prop_assert!(!said.is_empty());
            prop_assert!(said.iter().all(|it| it.starts_with("line 2, ")), "{:?}", said);
        }
    }

    #[test]
    fn a_time_with_its_offset_is_the_same_instant(second in 1_600_000_000_i64..1_790_000_000) {
        let at = Timestamp::from_second(second).unwrap();
        let row = with("admitted_at", &brygga_domain::calendar::to_local(at)
            .strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
        // Later than the rest of the row, or in the future: refused for its order only.
        match row {
            Ok(row) => prop_assert_eq!(row.admitted_at.instant, at),
            Err(said) => prop_assert!(said.iter().all(|it| it.contains("before") || it.contains("future"))),
        }
    }
}
