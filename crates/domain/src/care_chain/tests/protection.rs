//! Every act with protected identity (definitions 2: fails closed, the ward alone).

use crate::care_chain::acts::*;
use crate::care_chain::events::*;
use crate::care_chain::samples::{identity, november, unit};
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::envelope::Compartment;
use crate::follow_up::causes::Cause;
use crate::ids::{ChainId, EventId, HsaId};
use crate::moment::Moment;

/// A chain in which everything was under way when the mark was set.
fn marked() -> Node {
    let mut node = started(&["VC", "BIST"]);
    let asked = SendMessage {
        kind: MessageKind::Question,
        compartment: Compartment::Coordination,
        to: vec![unit("AVD5")],
        text: "Finns nyckel?".to_owned(),
        ground: None,
    };
    node.act("BIST", asked).unwrap();
    node.act("AVD5", TakeOver { what: "declare-ready".to_owned(), message: None }).unwrap();
    node.act("AVD5", MarkProtected { protected: true }).unwrap();
    node
}

/// One of every act, as the ward would do it where it may.
fn one_of_each(node: &Node) -> Vec<Act> {
    let chain = node.chain();
    let text = || "ord".to_owned();
    let nobody = EventId([0xee; 32]);
    let (ward, now) = (unit("AVD5"), Moment::from_instant(node.now));
    let of = chain.questions[0].cmd;
    let asked = chain.messages.iter().find(|m| m.kind == Some(MessageKind::Question)).unwrap().id;
    let yes = ReadyAnswer::Yes { from: now.clone() };
    let basis = PlanningBasisDetailed {
        mobility: text(),
        personal_care: text(),
        nutrition: text(),
        cognition: text(),
        health_care: text(),
        home: text(),
    };
    let report =
        NursingReportSent { health: text(), ability: text(), home: text(), medication_list: false };
    let request =
        CareRequestSent { reason: text(), health: text(), ability: text(), medication_list: false };
    let (own, to) = (party("HSV"), party("AKUT"));
    let care_request =
        SendCareRequest { identity: identity(), municipality: None, area: None, own, to, request };
    vec![
        start(&[]).into(),
        further(&["VC"]).into(),
        AnswerNotice { of: nobody, answer: NoticeAnswer::TakesOver, note: None, shown: vec![] }
            .into(),
        care_request.into(),
        SendNursingReport { report }.into(),
        Acknowledge { messages: vec![asked] }.into(),
        TakeOver { what: "discharge".to_owned(), message: None }.into(),
        Release { what: "declare-ready".to_owned(), reason: text() }.into(),
        OfferHandover {
            what: "declare-ready".to_owned(),
            to: ward.clone(),
            role: None,
            person: None,
            note: None,
        }
        .into(),
        AcceptHandover { of: nobody }.into(),
        DeclineHandover { of: nobody, reason: text() }.into(),
        ForwardMessage { message: asked, to: unit("VC") }.into(),
        SendMessage {
            kind: MessageKind::General,
            compartment: Compartment::Coordination,
            to: vec![unit("VC")],
            text: text(),
            ground: None,
        }
        .into(),
        AnswerQuestion { of, text: text() }.into(),
        DeferAnswer { of, until: november(30, "08:00") }.into(),
        Remind { step: "answer-notice".to_owned(), to: unit("VC") }.into(),
        ChangeEstimate {
            estimated_discharge: november(25, "11:00"),
            reason: None,
            shown: chain.estimate.shown(),
        }
        .into(),
        NameCareContact { name: text(), phone: None, shown: vec![] }.into(),
        StartPlanning {}.into(),
        SharePlanningBasis { basis }.into(),
        SetChecklistItem {
            item: ChecklistItem::MedicationList,
            state: ItemState::Done,
            note: None,
            unit: None,
            marks: vec![],
            details: None,
            shown: vec![],
        }
        .into(),
        ready(node, &[]).into(),
        NotifyReady { of: nobody, to: vec![unit("VC")] }.into(),
        WithdrawReady { of: nobody, reason: text(), shown: vec![] }.into(),
        AnswerMunicipalityReady { of: None, answer: yes.clone(), despite: None, shown: vec![] }
            .into(),
        AnswerOutpatientReady { of: None, answer: yes, shown: vec![] }.into(),
        AnswerSipNeed { place: Some(SipPlace::Video), reason: None, shown: vec![] }.into(),
        RequestSip {}.into(),
        CallSip {
            meeting_at: november(30, "10:00"),
            place: SipPlace::Video,
            to: vec![unit("BIST")],
            venue: None,
            shown: vec![],
        }
        .into(),
        RecordSipHeld { held_at: now.clone(), present: vec![ward.clone()] }.into(),
        SendDischargeInformation { to: vec![], secrecy_hinders: true, details: None }.into(),
        InformPatient { in_writing: true, next_of_kin: None }.into(),
        Discharge {
            left_at: now.clone(),
            destination: Destination::Home,
            despite: None,
            municipality_contacted: false,
            shown: vec![],
        }
        .into(),
        RecordFollowUp { at: now.clone(), as_planned: true }.into(),
        JudgeDelayCause { cause: Cause::Aids, reason: text(), shown: vec![] }.into(),
        CloseChain { reason: EndReason::NoNeed }.into(),
        RecordDeceased { at: now.clone() }.into(),
        ConfirmDeceased { of: nobody }.into(),
        TellByPhone {
            unit: unit("BIST"),
            said_by: text(),
            at: now.clone(),
            number: "0455-00 00 00".to_owned(),
            read_back: true,
            what: PhoneFact::Received,
            from: None,
            note: text(),
        }
        .into(),
        ConfirmPhone { of: nobody, holds: true, correction: None }.into(),
        RecordPhoneUnanswered { unit: unit("BIST") }.into(),
        RecordConsent { consent: consent(ConsentValue::Given), shown: chain.consent.shown() }
            .into(),
        MoveWard { ward: party("AVD7"), place: None, at: now.clone(), shown: chain.ward.shown() }
            .into(),
        RecordLeave {
            from: now.clone(),
            expected_back: november(30, "10:00"),
            back_at: None,
            shown: vec![],
        }
        .into(),
        MarkProtected { protected: false }.into(),
        CancelFacts {
            of: vec![node.last_of("taken-over")],
            written_by: Some(ward),
            reason: CancelReason::Mistake,
            note: text(),
        }
        .into(),
        ConfirmCancellation { of: nobody }.into(),
        AddParty { party: party("HSV"), history: false, ground: String::new() }.into(),
        EndParty { party: party("BIST"), known: vec![] }.into(),
        MarkSameAs { chain: ChainId::from_bytes([9; 16]), same: true, shown: vec![] }.into(),
        SetLiabilityStatus { of: nobody, status: LiabilityStatus::Agreed, note: None }.into(),
        Undo { of: vec![nobody], done_by: None, done_at_ms: 0, undoable: true }.into(),
    ]
}

/// Acts that the ward may do in such a chain, but that nothing is there for just now.
const NOTHING_THERE: [&str; 11] = [
    "start-chain",
    "accept-handover",
    "decline-handover",
    "withdraw-ready",
    "record-follow-up",
    "judge-delay-cause",
    "confirm-deceased",
    "confirm-phone",
    "confirm-cancellation",
    "set-liability-status",
    "undo",
];

#[test]
fn every_act_has_a_decision_of_its_own_for_protected_identity() {
    let decided: Vec<&str> = WHEN_PROTECTED.iter().map(|(word, _)| *word).collect();
    assert_eq!(decided, Act::WORDS, "every act once, in the order of the acts");
    assert_eq!(when_protected("no-such-act"), WhenProtected::Nobody, "fails closed");
}

#[test]
fn with_protected_identity_the_ward_does_what_stays_with_it_and_nobody_does_anything_else() {
    let node = marked();
    let acts = one_of_each(&node);
    let words: Vec<&str> = acts.iter().map(Act::word).collect();
    assert_eq!(words, Act::WORDS, "every act is tried");
    for act in acts {
        let word = act.word();
        for other in ["VC", "BIST", "AVD7"] {
            let refused = node.clone().act(other, act.clone());
            assert_eq!(refused, Err(Refused::Protected), "{word} by {other}");
        }
        let ward = node.clone().act("AVD5", act);
        match when_protected(word) {
            WhenProtected::Nobody => assert_eq!(ward, Err(Refused::Protected), "{word}"),
            WhenProtected::TheWardAlone if NOTHING_THERE.contains(&word) => {
                assert!(!matches!(ward, Ok(_) | Err(Refused::Protected)), "{word}: {ward:?}");
            }
            WhenProtected::TheWardAlone => assert!(ward.is_ok(), "{word}: {ward:?}"),
        }
    }
}

#[test]
fn what_a_ward_hands_over_with_protected_identity_stays_on_the_ward() {
    let mut node = marked();
    let offer = |to: &str, person: Option<HsaId>| OfferHandover {
        what: "declare-ready".to_owned(),
        to: unit(to),
        role: None,
        person,
        note: None,
    };
    assert_eq!(node.act("AVD5", offer("VC", None)), Err(Refused::Protected));
    node.act("AVD5", offer("AVD5", Some(unit("U2")))).unwrap();
    assert_eq!(node.chain().handovers.len(), 1);
}
