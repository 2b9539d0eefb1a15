//! Ready, SIP, going home and the end.

use super::*;
use crate::follow_up::causes::Cause;

#[test]
fn ready_and_its_answers() {
    let mut node = started(&["VC", "BIST"]);
    let with = |node: &Node, change: fn(&mut DeclareReady)| {
        let mut act = ready(node, &["VC", "BIST"]);
        change(&mut act);
        act
    };
    refused(&started(&[]), "AVD5", ready(&node, &[]), Refused::WrongStage);
    refused(&node, "AVD5", with(&node, |a| a.to.clear()), Refused::NoRecipient);
    refused(&node, "AVD5", with(&node, |a| a.physician.clear()), Refused::Empty("physician"));
    refused(
        &node,
        "AVD5",
        with(&node, |a| a.judged_at = november(30, "08:00")),
        Refused::ImpossibleTime("judged"),
    );
    refused(
        &node,
        "AVD5",
        with(&node, |a| a.judged_at = november(17, "08:00")),
        Refused::ImpossibleTime("judged"),
    );
    refused(
        &node,
        "AVD5",
        with(&node, |a| a.planned_departure = Some(november(17, "08:00"))),
        Refused::ImpossibleTime("departure"),
    );
    let answer =
        |of, answer| AnswerMunicipalityReady { of, answer, despite: None, shown: Vec::new() };
    let yes = || ReadyAnswer::Yes { from: november(20, "08:00") };
    refused(&node, "BIST", answer(Some(NOBODY), yes()), Refused::NotStanding);
    let act = ready(&node, &["VC", "BIST"]);
    let of = taken(&mut node, "AVD5", act.clone());
    refused(&node, "AVD5", act, Refused::AlreadyDone);
    refused(&node, "VC", answer(Some(of), yes()), Refused::NotYourUnit);
    let because = String::new();
    refused(
        &node,
        "BIST",
        answer(Some(of), ReadyAnswer::No { because }),
        Refused::Empty("because"),
    );
    let outpatient = |of| AnswerOutpatientReady { of, answer: yes(), shown: Vec::new() };
    refused(&node, "VC", outpatient(Some(NOBODY)), Refused::NotStanding);
    taken(&mut node, "VC", outpatient(Some(of)));
    let withdraw =
        |of, reason: &str| WithdrawReady { of, reason: reason.to_owned(), shown: vec![of] };
    refused(&node, "AVD5", withdraw(NOBODY, "feber"), Refused::NotStanding);
    refused(&node, "AVD5", withdraw(of, ""), Refused::Empty("reason"));
    let withdrawn = taken(&mut node, "AVD5", withdraw(of, "feber"));
    refused(&node, "AVD5", withdraw(withdrawn, "feber"), Refused::NotStanding);
    refused(&node, "BIST", answer(Some(withdrawn), yes()), Refused::NotStanding);
    // An answer to what was taken back meanwhile is not lost.
    taken(&mut node, "BIST", answer(Some(of), yes()));
}

#[test]
fn sip() {
    let mut node = started(&["VC", "BIST"]);
    let need = |place, reason: Option<&str>| AnswerSipNeed {
        place,
        reason: reason.map(str::to_owned),
        shown: Vec::new(),
    };
    refused(&node, "BIST", need(None, None), Refused::Empty("reason"));
    taken(&mut node, "BIST", need(Some(SipPlace::Video), None));
    refused(&started(&["BIST"]), "AVD5", RequestSip {}, Refused::NoCareContact);
    let mut declined = started(&["VC", "BIST"]);
    let no = RecordConsent { consent: consent(ConsentValue::Refused), shown: Vec::new() };
    taken(&mut declined, "AVD5", no);
    refused(&declined, "AVD5", RequestSip {}, Refused::NoConsent);
    taken(&mut node, "AVD5", RequestSip {});
    refused(&node, "AVD5", RequestSip {}, Refused::AlreadyDone);
    let call = |to: &[&str], day| CallSip {
        meeting_at: november(day, "10:00"),
        place: SipPlace::Video,
        to: to.iter().map(|suffix| unit(suffix)).collect(),
        venue: None,
        shown: Vec::new(),
    };
    refused(&node, "AVD5", call(&["BIST"], 23), Refused::CareContactOnly);
    refused(&node, "VC", call(&["BIST"], 23), Refused::NoCareContact);
    let name = NameCareContact { name: "Kim".to_owned(), phone: None, shown: Vec::new() };
    taken(&mut node, "VC", name);
    refused(&node, "PSYK", call(&["BIST"], 23), Refused::CareContactOnly);
    let nurse = By { role: Role::CoordinatingNurse, ..node.by("VC") };
    let by_nurse = Act::from(call(&["BIST"], 23)).decide(&node.chain(), &nurse);
    assert_eq!(by_nurse, Err(Refused::CareContactOnly), "not any nurse of the centre");
    let contact = By { care_contact: true, ..nurse };
    let called = Act::from(call(&["BIST"], 23)).decide(&node.chain(), &contact);
    assert!(called.is_ok(), "the assignment counts, whatever the profession");
    refused(&node, "VC", call(&[], 23), Refused::NoRecipient);
    refused(&node, "VC", call(&["BIST"], 18), Refused::ImpossibleTime("meeting"));
    let mut without = node.clone();
    let consent = RecordConsent {
        consent: consent(ConsentValue::Withdrawn),
        shown: node.chain().consent.shown(),
    };
    taken(&mut without, "AVD5", consent);
    refused(&without, "VC", call(&["BIST"], 23), Refused::NoConsent);
    let held = |day, present: &str| RecordSipHeld {
        held_at: november(day, "10:00"),
        present: vec![unit(present)],
    };
    refused(&node, "VC", held(18, "BIST"), Refused::WrongStage);
    let head = By { role: Role::HeadOfUnit, ..node.by("VC") };
    let cmd = node.next_cmd();
    node.act_as(cmd, &head, &call(&["BIST"], 23).into()).unwrap();
    assert!(node.chain().sip_called.heads[0].value.on_behalf);
    refused(&node, "VC", held(23, "BIST"), Refused::ImpossibleTime("held"));
    refused(&node, "VC", held(18, "GRANN"), Refused::RecipientCannotRead);
    taken(&mut node, "VC", held(18, "BIST"));
    refused(&node, "VC", held(18, "BIST"), Refused::AlreadyDone);
}

#[test]
fn a_cause_is_named_with_a_reason_of_somebody_who_is_ready_and_also_afterwards() {
    let mut node = started(&["VC", "BIST"]);
    let judge =
        |cause, reason: &str, shown| JudgeDelayCause { cause, reason: reason.to_owned(), shown };
    refused(&node, "AVD5", judge(Cause::Aids, "säng saknas", vec![]), Refused::NotStanding);
    let act = ready(&node, &["VC", "BIST"]);
    taken(&mut node, "AVD5", act);
    refused(&node, "AVD5", judge(Cause::Aids, " ", vec![]), Refused::Empty("reason"));
    let first = taken(&mut node, "AVD5", judge(Cause::Aids, "säng saknas", vec![]));
    taken(&mut node, "AVD5", CloseChain { reason: EndReason::NoNeed });
    taken(&mut node, "VC", judge(Cause::Other, "anhörig reste bort", vec![first]));
    let judged = node.chain().delay_cause.settled().map(|head| head.value.cause);
    assert_eq!(judged, Some(Cause::Other));
}

#[test]
fn going_home_and_the_end() {
    let mut node = started(&["VC", "BIST"]);
    let home = |at| Discharge {
        left_at: at,
        destination: Destination::Home,
        despite: Some("ändå".to_owned()),
        municipality_contacted: true,
        shown: Vec::new(),
    };
    refused(&Node::new(1), "AVD5", home(november(18, "22:50")), Refused::WrongStage);
    refused(&node, "AVD5", home(later(&node)), Refused::ImpossibleTime("left"));
    refused(&node, "AVD5", home(november(18, "22:00")), Refused::ImpossibleTime("left"));
    let follow_up = |at| RecordFollowUp { at, as_planned: true };
    refused(&node, "VC", follow_up(november(18, "22:50")), Refused::WrongStage);
    let id = taken(&mut node, "AVD5", home(november(18, "22:50")));
    refused(&node, "AVD5", home(november(18, "22:55")), Refused::AlreadyDone);
    let corrected = Discharge { shown: vec![id], ..home(november(18, "22:55")) };
    taken(&mut node, "AVD5", corrected);
    assert_eq!(node.chain().discharged.heads.len(), 1);

    let information = |to: &[&str], summary: Option<&str>| SendDischargeInformation {
        to: to.iter().map(|suffix| unit(suffix)).collect(),
        secrecy_hinders: false,
        details: summary.map(|summary| DischargeInformationDetailed {
            summary: summary.to_owned(),
            follow_up: "Vårdcentralen".to_owned(),
            risks: None,
        }),
    };
    refused(&node, "AVD5", information(&[], Some("ord")), Refused::NoRecipient);
    refused(&node, "AVD5", information(&["VC"], None), Refused::Empty("summary"));
    refused(&node, "AVD5", information(&["VC"], Some("")), Refused::Empty("summary"));
    taken(&mut node, "AVD5", information(&["VC"], Some("ord")));
    let inform = || InformPatient { in_writing: true, next_of_kin: None };
    taken(&mut node, "AVD5", inform());
    refused(&node, "AVD5", inform(), Refused::AlreadyDone);
    refused(&node, "VC", follow_up(later(&node)), Refused::ImpossibleTime("at"));
    let at = Moment::from_instant(node.now);
    taken(&mut node, "VC", follow_up(at));

    let died = |at| RecordDeceased { at };
    refused(&node, "AVD5", died(later(&node)), Refused::ImpossibleTime("at"));
    refused(&node, "AVD5", CloseChain { reason: EndReason::Deceased }, Refused::WrongStage);
    refused(&node, "AVD5", ConfirmDeceased { of: NOBODY }, Refused::NotStanding);
    let mut dead = node.clone();
    let of = taken(&mut dead, "AVD5", died(november(18, "22:58")));
    refused(&dead, "AVD5", died(november(18, "22:58")), Refused::Over);
    taken(&mut dead, "VC", ConfirmDeceased { of });
    refused(&dead, "BIST", ConfirmDeceased { of }, Refused::AlreadyDone);
    taken(&mut dead, "AVD5", CloseChain { reason: EndReason::Deceased });

    taken(&mut node, "VC", CloseChain { reason: EndReason::Completed });
    refused(&node, "VC", CloseChain { reason: EndReason::Completed }, Refused::AlreadyDone);
    refused(&node, "AVD5", inform(), Refused::Over);
}

#[test]
fn each_side_says_what_it_thinks_of_an_account_and_a_dispute_says_why() {
    let mut node = started(&["VC", "BIST"]);
    let nobody = EventId([0xee; 32]);
    let says = |of, status, note: Option<&str>| SetLiabilityStatus {
        of,
        status,
        note: note.map(ToOwned::to_owned),
    };
    use LiabilityStatus::{Agreed, Disputed, Open};
    refused(&node, "AVD5", says(nobody, Agreed, None), Refused::NotStanding);
    let act = ready(&node, &["BIST"]);
    let of = taken(&mut node, "AVD5", act);
    refused(&node, "BIST", says(of, Disputed, None), Refused::Empty("note"));
    refused(&node, "BIST", says(of, Disputed, Some(" ")), Refused::Empty("note"));
    let note = long(5_000);
    refused(&node, "BIST", says(of, Agreed, Some(&note)), Refused::TooLong("note"));
    taken(&mut node, "BIST", says(of, Disputed, Some("kommunen var klar")));
    refused(&node, "BIST", says(of, Disputed, Some("kommunen var klar")), Refused::AlreadyDone);
    taken(&mut node, "AVD5", says(of, Agreed, None));
    taken(&mut node, "BIST", says(of, Open, None));
    // Everything that was said stays, each with its side.
    let chain = node.chain();
    let said: Vec<_> = chain.liability.iter().map(|it| (it.value.side, it.value.status)).collect();
    let (region, municipality) = (LiabilitySide::Region, LiabilitySide::Municipality);
    assert_eq!(said, [(municipality, Disputed), (region, Agreed), (municipality, Open)]);
    // Also when the case is over.
    let ended = RecordDeceased { at: Moment::from_instant(node.now) };
    taken(&mut node, "AVD5", ended);
    taken(&mut node, "BIST", says(of, Agreed, None));
}

#[test]
fn a_leave_begins_before_it_ends_and_one_at_a_time() {
    let mut node = started(&["VC", "BIST"]);
    let leave = |from, back: Option<Moment>, shown| RecordLeave {
        from,
        expected_back: november(29, "18:00"),
        back_at: back,
        shown,
    };
    let at = |text: &str| november(19, text);
    refused(&Node::new(1), "AVD5", leave(at("10:00"), None, vec![]), Refused::WrongStage);
    node.at(19, "12:00");
    let time = Refused::ImpossibleTime;
    for (act, why) in [
        (leave(november(17, "10:00"), None, vec![]), time("leave-from")),
        (leave(at("12:01"), None, vec![]), time("leave-from")),
        (
            RecordLeave { expected_back: at("10:00"), ..leave(at("10:00"), None, vec![]) },
            time("expected-back"),
        ),
        (leave(at("10:00"), Some(at("10:00")), vec![]), time("back")),
        (leave(at("10:00"), Some(at("13:00")), vec![]), time("back")),
    ] {
        refused(&node, "AVD5", act, why);
    }
    let open = taken(&mut node, "AVD5", leave(at("10:00"), None, vec![]));
    refused(&node, "AVD5", leave(at("11:00"), None, vec![]), Refused::AlreadyDone);
    taken(&mut node, "AVD5", leave(at("10:00"), Some(at("11:30")), vec![open]));
    let leaves = node.chain().leaves;
    assert_eq!((leaves.heads.len(), leaves.heads[0].value.back_at.is_some()), (1, true));
}
