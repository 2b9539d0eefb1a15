use super::*;
use crate::change::Change;
use crate::identifier::IdentifierKind;
use proptest::prelude::*;

/// A whole message from the text after `PID|` and after `PV1|`.
fn message(code: &str, pid: &str, pv1: &str) -> Message {
    parse(&format!(
        "MSH|^~\\&|PAS|HOSP|||20250602080000||ADT^{code}|K1|P|2.5\rEVN||202506020801||||202506020755\r\
         PID|{pid}\rPV1|{pv1}\r"
    ))
}

fn parse(text: &str) -> Message {
    Message::parse(text.as_bytes()).unwrap()
}

const PATIENT: &str = "1||193108028287^^^&1.2.752.129.2.1.3.1&ISO^PNR||Testlund^Amira^^^^^L";
const VISIT: &str = "1|I|37^1^2^LAS|||9^3^4|||||||||||||V1";

fn accepted(code: &str, pid: &str, pv1: &str) -> AdtInput {
    classify(&message(code, pid, pv1)).unwrap()
}

fn problem(text: &str) -> (AckCode, String) {
    let problem = classify(&parse(text)).unwrap_err();
    (problem.code(), problem.to_string())
}

#[test]
fn an_admission_is_read_into_plain_values() {
    let input = accepted("A01", PATIENT, VISIT);
    assert_eq!(input.event, AdtEvent::Admit);
    assert_eq!(input.sender.control_id, "K1");
    assert_eq!(input.occurred_at.local.to_string(), "2025-06-02T07:55:00");
    assert_eq!(input.recorded_at.unwrap().local.to_string(), "2025-06-02T08:01:00");
    assert_eq!(input.patient.identifier.unwrap().kind(), IdentifierKind::PersonalNumber);
    assert_eq!(input.visit.number.as_deref(), Some("V1"));
    assert_eq!(input.visit.location.ward.as_deref(), Some("37"));
    assert_eq!(input.visit.location.facility.as_deref(), Some("LAS"));
    assert_eq!(input.visit.prior_location.bed.as_deref(), Some("4"));
    assert!(input.visit.is_inpatient());
}

#[test]
fn every_supported_event_is_known_by_its_code() {
    for code in ["A01", "A02", "A03", "A04", "A05", "A08", "A11", "A12", "A13", "A21", "A22", "A31"]
    {
        let event = accepted(code, PATIENT, VISIT).event;
        assert_eq!(serde_json::to_string(&event).unwrap(), format!("\"{code}\""));
    }
    let merge = "MSH|^~\\&|A|B|||2025||ADT^A40|1|P|2.5\rEVN||20250602\rPID|1||A^^^H\rMRG|B^^^H\r";
    assert!(classify(&parse(merge)).unwrap().event.is_merge());
    assert!(classify(&parse(&merge.replace("A40", "A34"))).unwrap().event.is_merge());
}

#[test]
fn other_types_are_refused_and_nothing_of_the_message_is_told() {
    let refused = |kind: &str| problem(&format!("MSH|^~\\&|A|B|||2025||{kind}|1|P|2.5\rEVN|\r"));
    assert_eq!(refused("ADT^A24"), (AckCode::Ar, "message type ADT^A24 is not supported".into()));
    assert_eq!(refused("ORU^R01^ORU_R01").1, "message type ORU^R01 is not supported");
    assert_eq!(refused("").1, "message type in MSH-9 is not supported");
    assert_eq!(refused("193108028287^Testlund").1, "message type in MSH-9 is not supported");
    assert_eq!(refused("ADT").1, "message type ADT is not supported");
}

#[test]
fn the_event_code_comes_from_evn_when_msh_has_none() {
    let text = "MSH|^~\\&|A|B|||2025||ADT|1|P|2.2\rEVN|A31|20250602\rPID|1||A^^^H\r";
    assert_eq!(classify(&parse(text)).unwrap().event, AdtEvent::UpdatePerson);
    let both = "MSH|^~\\&|A|B|||2025||ADT^A31|1|P|2.2\rEVN|A01|20250602\rPID|1||A^^^H\r";
    assert_eq!(classify(&parse(both)).unwrap().event, AdtEvent::UpdatePerson);
}

#[test]
fn versions_from_2_2_to_2_9_are_accepted() {
    let result = |version: &str| {
        classify(&parse(&format!(
            "MSH|^~\\&|A|B|||2025||ADT^A31|1|P|{version}\rEVN||20250602\rPID|1||A^^^H\r"
        )))
    };
    for version in ["2.2", "2.3.1", "2.5", "2.9", "2.5.1^SWE", ""] {
        assert!(result(version).is_ok(), "{version}");
    }
    for version in ["2.1", "3.0", "2", "2.10", "x"] {
        assert_eq!(result(version).unwrap_err().code(), AckCode::Ar, "{version}");
    }
}

#[test]
fn what_is_missing_is_named_with_its_code() {
    let with = |control: &str, evn: &str, pid: &str, pv1: &str| {
        problem(&format!(
            "MSH|^~\\&|A|B|||||ADT^A01|{control}|P|2.5\rEVN|{evn}\rPID|{pid}\rPV1|{pv1}\r"
        ))
    };
    assert_eq!(
        with("", "|20250602", PATIENT, VISIT),
        (AckCode::Ar, "the control id in MSH-10 is missing".into())
    );
    assert_eq!(with("1", "", PATIENT, VISIT).0, AckCode::Ae);
    assert_eq!(
        with("1", "|20250602", "1", VISIT),
        (AckCode::Ae, "patient identifier missing".into())
    );
    assert_eq!(
        with("1", "|20250602", PATIENT, "1|I|37"),
        (AckCode::Ae, "visit number missing".into())
    );
    assert_eq!(
        with("1", "|20251302", PATIENT, VISIT),
        (AckCode::Ae, "the time in EVN-2 cannot be used: no such date or time".into())
    );
}

#[test]
fn the_account_number_stands_in_for_the_visit_number() {
    let input = accepted("A01", &format!("{PATIENT}{}K7", "|".repeat(13)), "1|I|37");
    assert_eq!(input.visit.number.as_deref(), Some("K7"));
    let text = format!(
        "MSH|^~\\&|A|B|||2025||ADT^A01|1|P|2.5\rEVN||20250602\rPID|{PATIENT}{}K7\r",
        "|".repeat(13)
    );
    assert_eq!(classify(&parse(&text)).unwrap_err(), AdtProblem::MissingVisitNumber);
}

#[test]
fn updates_merges_and_outpatients_need_no_visit_number() {
    for (code, pv1) in [("A08", "1|I|37"), ("A31", ""), ("A04", "1|E|37"), ("A04", "")] {
        assert!(classify(&message(code, PATIENT, pv1)).is_ok(), "{code} {pv1}");
    }
    assert_eq!(
        classify(&message("A04", PATIENT, "1|I|37")).unwrap_err(),
        AdtProblem::MissingVisitNumber
    );
}

#[test]
fn a_transfer_to_nowhere_is_refused() {
    let nowhere = format!("1|I|{}V1", "|".repeat(16));
    assert_eq!(
        classify(&message("A02", PATIENT, &nowhere)).unwrap_err(),
        AdtProblem::TransferWithoutWard
    );
    assert!(classify(&message("A01", PATIENT, &nowhere)).is_ok());
}

#[test]
fn a_discharge_before_the_admission_is_impossible() {
    let with = |admitted: &str, discharged: &str| {
        let pv1 = format!("{VISIT}{}{admitted}|{discharged}", "|".repeat(25));
        classify(&message("A03", PATIENT, &pv1)).err()
    };
    let impossible = Some(AdtProblem::DischargeBeforeAdmission);
    assert_eq!(with("202506021000", "202506020900"), impossible);
    assert_eq!(with("202506021000", "202506021000"), None);
    assert_eq!(with("202506021000", "20250602"), None);
    assert_eq!(with("20250602100030", "202506021000"), None);
    assert_eq!(with("202506021000", "20250601"), impossible);
    assert_eq!(with("20250602", "202506021000+0200"), None);
}

#[test]
fn the_legal_name_is_chosen_and_the_prefix_kept() {
    let display = |names: &str| {
        let pid = format!("1||A^^^H||{names}");
        accepted("A31", &pid, "").patient.name.value().map(PersonName::display)
    };
    assert_eq!(display("Alias^Kim^^^^^A~Demosson^Kim^^^^^L").as_deref(), Some("Kim Demosson"));
    assert_eq!(display("Demosson^Kim").as_deref(), Some("Kim Demosson"));
    assert_eq!(
        display("von Mallström&von&Mallström^Greta").as_deref(),
        Some("Greta von Mallström")
    );
    assert_eq!(display("Mallström&von^Greta").as_deref(), Some("Greta von Mallström"));
    assert_eq!(display("&von&Mallström^Greta").as_deref(), Some("Greta von Mallström"));
    assert_eq!(display("Modellqvist&&&&Ek^Kim").as_deref(), Some("Kim Modellqvist"));
    assert_eq!(display("Testlund").as_deref(), Some("Testlund"));
    assert_eq!(display("^^^"), None);
    assert_eq!(accepted("A31", "1||A^^^H||\"\"", "").patient.name, Change::Delete);
}

#[test]
fn address_municipality_and_phone_are_read() {
    let pid = "1||A^^^H||Testlund^Amira||19310802|||||Box 1^^RONNEBY^^^^M~Storgatan 1^lgh 2^RONNEBY^^372 30^SE^H^^1081||^NET^Internet^a@example.org~^PRN^PH^^46^455^300000";
    let pid = pid.replace("19310802|||||", "19310802||||");
    let patient = accepted("A31", &pid, "").patient;
    assert_eq!(patient.birth_date.value().unwrap().to_string(), "1931-08-02");
    assert_eq!(patient.municipality.value().unwrap(), "1081");
    assert_eq!(patient.address.value().unwrap().postal_code.as_deref(), Some("372 30"));
    assert_eq!(patient.phone.value().unwrap(), "+46 455 300000");
    let county = accepted("A31", "1||A^^^H||||||||^^^^^^H^^W~x", "").patient;
    assert_eq!(county.municipality, Change::Keep);
}

#[test]
fn death_is_told_by_pid_or_by_the_disposition() {
    let with = |death: &str, indicator: &str| {
        let pid = format!("1||A^^^H{}{death}|{indicator}", "|".repeat(26));
        accepted("A31", &pid, "").patient.is_deceased
    };
    assert_eq!(with("", "Y"), Change::Set(true));
    assert_eq!(with("202506020800", ""), Change::Set(true));
    assert_eq!(with("", "N"), Change::Set(false));
    assert_eq!(with("\"\"", "\"\""), Change::Delete);
    assert_eq!(with("", ""), Change::Keep);
    let died = |disposition: &str| {
        accepted("A03", PATIENT, &format!("{VISIT}{}{disposition}", "|".repeat(17))).visit.died
    };
    for disposition in ["20", "40", "41", "42", "X^Deceased", "Avliden", "20^Expired"] {
        assert!(died(disposition), "{disposition}");
    }
    assert!(!died("01") && !died(""));
}

#[test]
fn every_merge_belongs_to_the_patient_before_it() {
    let text = "MSH|^~\\&|A|B|||2025||ADT^A40|1|P|2.5\rEVN||20250602\rPID|1||A^^^H\rMRG|B^^^H~C^^^H||||V9\rPID|2||D^^^H\rMRG|E^^^H\r";
    let merges = classify(&parse(text)).unwrap().merges;
    let value = |merge: &Merge| merge.surviving.identifier.clone().unwrap().value;
    assert_eq!(merges.iter().map(value).collect::<Vec<_>>(), ["A", "D"]);
    assert_eq!(merges[0].prior.len(), 2);
    assert_eq!(merges[0].prior_visit.as_deref(), Some("V9"));
    let without = text.replace("MRG|E^^^H", "MRG|");
    assert_eq!(classify(&parse(&without)).unwrap_err(), AdtProblem::MergeWithoutIdentifiers);
    let none = text.replace("MRG", "ZRG");
    assert_eq!(classify(&parse(&none)).unwrap_err().code(), AckCode::Ae);
}

#[test]
fn different_keys_never_look_the_same() {
    let key = |application: &str, facility: &str| SenderKey {
        application: application.into(),
        facility: facility.into(),
        control_id: "1".into(),
    };
    assert_ne!(key("a,1:b", "").canonical(), key("a", "1:b").canonical());
    assert_eq!(key("a", "b").canonical(), "1:a,1:b,1:1");
}

#[test]
fn the_name_of_a_facility_is_not_repeated_without_end() {
    let facility = "f".repeat(500_000);
    let ids: String = (0..64).map(|number| format!("{number}~")).collect();
    let text =
        format!("MSH|^~\\&|A|{facility}|||2025||ADT^A31|1|P|2.5\rEVN||20250602\rPID|||{ids}\r");
    let patient = classify(&parse(&text)).unwrap().patient;
    assert_eq!(patient.identifiers.len(), 64);
    let kept = |it: &IdentifierText| it.namespace.as_ref().unwrap().len();
    assert!(patient.identifiers.iter().all(|it| kept(it) == 200));
}

#[test]
fn what_a_merge_says_of_protection_is_of_the_patient_before_it() {
    let text = "MSH|^~\\&|A|B|||2025||ADT^A40|1|P|2.5\rEVN||20250602\rPID|1||A^^^H\r\
        PD1||||||||||||Y\rMRG|B^^^H\rPID|2||D^^^H\rMRG|E^^^H\r";
    let merges = classify(&parse(text)).unwrap().merges;
    let protection: Vec<_> = merges.iter().map(|merge| merge.surviving.protection).collect();
    assert_eq!(protection, [Change::Set(Protection::Protected), Change::Keep]);
}

#[test]
fn a_message_full_of_merges_or_numbers_is_read_in_time_that_grows_with_its_length() {
    let head = "MSH|^~\\&|A|B|||2025||ADT^A40|1|P|2.5\rEVN||20250602\r";
    // A patient without a merge costs nothing, and one with many is not kept once for each.
    let patients = format!("{head}{}MRG|B\r", "PID|||A\r".repeat(120_000));
    assert_eq!(classify(&parse(&patients)).unwrap().merges.len(), 1);
    let pid = format!("PID|||A||{}\r", "n".repeat(500_000));
    let merges = |count| format!("{head}{pid}{}", "MRG|B\r".repeat(count));
    assert_eq!(classify(&parse(&merges(64))).unwrap().merges.len(), 64);
    let refused = classify(&parse(&merges(80_000))).unwrap_err();
    assert_eq!((refused.clone(), refused.code()), (AdtProblem::TooManyMerges, AckCode::Ae));
    let numbers: String = (0..150_000).map(|number| format!("{number}~")).collect();
    let many_numbers = format!("{head}PID|||{numbers}\rMRG|B\r");
    assert_eq!(classify(&parse(&many_numbers)).unwrap().patient.identifiers.len(), 64);
}

proptest! {
    #[test]
    fn nothing_that_parses_makes_classify_panic(
        code in "A(0[1-8]|1[1-3]|2[12]|31|34|40)",
        pid in "[0-9A-Z|^~&\"\\\\ ]{0,80}",
        pv1 in "[0-9A-Z|^~&\"\\\\ ]{0,80}",
        time in "[0-9]{0,14}[+0-9.]{0,6}",
    ) {
        let text = format!("MSH|^~\\&|A|B|||{time}||ADT^{code}|1|P|2.5\rEVN||||||{time}\rPID|{pid}\rMRG|{pid}\rPV1|{pv1}\r");
        if let Ok(input) = classify(&parse(&text)) {
            let _ = crate::stay::fold(&[input.stay_fact(1)]);
        }
    }
}
