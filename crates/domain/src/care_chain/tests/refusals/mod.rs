//! What the rules refuse, act by act. Each act is taken somewhere in these tests; each refusal is
//! reached here or beside the rule that it belongs to.

mod going_home;

use crate::care_chain::acts::*;
use crate::care_chain::events::*;
use crate::care_chain::samples::{identity, november, unit};
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::envelope::Compartment;
use crate::ids::{CommandId, EventId};
use crate::moment::Moment;
use crate::registry::Role;

const NOBODY: EventId = EventId([0xee; 32]);

/// The act is refused with exactly this, and nothing is written.
#[track_caller]
fn refused(node: &Node, suffix: &str, act: impl Into<Act>, why: Refused) {
    assert_eq!(node.clone().act(suffix, act), Err(why));
}

#[track_caller]
fn taken(node: &mut Node, suffix: &str, act: impl Into<Act>) -> EventId {
    node.act(suffix, act).expect("the act is taken")[0]
}

fn long(n: usize) -> String {
    "å".repeat(n)
}

fn later(node: &Node) -> Moment {
    Moment::from_instant(node.now.checked_add(jiff::SignedDuration::from_mins(1)).unwrap())
}

fn discharged(node: &mut Node) {
    node.at(20, "12:00");
    let act = Discharge {
        left_at: november(20, "11:00"),
        destination: Destination::Home,
        despite: Some("ändå".to_owned()),
        municipality_contacted: true,
        shown: Vec::new(),
    };
    node.act("AVD5", act).unwrap();
}

#[test]
fn start_chain() {
    let node = Node::new(1);
    refused(&node, "AVD5", start(&["HSV"]), Refused::CopyRule);
    // Once outpatient care has its notice, home health care may be told later, alone.
    started(&["VC", "BIST"]).act("AVD5", further(&["HSV"])).unwrap();
    refused(&started(&["BIST"]), "AVD5", further(&["HSV"]), Refused::CopyRule);
    let mut act = start(&[]);
    act.notice = Some(notice(&[]));
    refused(&node, "AVD5", act, Refused::NoRecipient);
    let act = StartChain { admitted_at: later(&node), ..start(&[]) };
    refused(&node, "AVD5", act, Refused::ImpossibleTime("admitted"));
    let act = StartChain { protected: true, ..start(&["VC"]) };
    refused(&node, "AVD5", act, Refused::Protected);
    let act = StartChain { place: Some(long(121)), ..start(&[]) };
    refused(&node, "AVD5", act, Refused::TooLong("place"));
    refused(&started(&["VC"]), "AVD5", start(&["VC"]), Refused::AlreadyDone);
    let mut node = Node::new(1);
    taken(&mut node, "AVD5", StartChain { protected: true, ..start(&[]) });
    let chain = node.chain();
    assert!(chain.protected && chain.address.is_none());
}

fn details() -> AdmissionNoticeDetailed {
    AdmissionNoticeDetailed {
        reason: "Höftfraktur".to_owned(),
        risks: Vec::new(),
        infection: None,
        limits: None,
        interpreter: None,
        next_of_kin: None,
    }
}

#[test]
fn send_admission_notice() {
    let with = |change: fn(&mut Notice)| {
        let mut act = further(&["VC"]);
        change(&mut act.notice);
        act
    };
    let mut node = started(&[]);
    refused(&node, "AVD5", with(|n| n.to.clear()), Refused::NoRecipient);
    refused(&node, "AVD5", with(|n| n.judged_by.clear()), Refused::Empty("judged-by"));
    refused(
        &node,
        "AVD5",
        with(|n| n.judged_at = november(30, "08:00")),
        Refused::ImpossibleTime("judged"),
    );
    refused(
        &node,
        "AVD5",
        with(|n| n.estimated_discharge = november(17, "08:00")),
        Refused::ImpossibleTime("estimate"),
    );
    refused(&Node::new(1), "AVD5", further(&["VC"]), Refused::WrongStage);
    // Part 2 has a ground or is not sent.
    let mut detailed = further(&["VC"]);
    detailed.notice.details = Some(details());
    taken(&mut node.clone(), "AVD5", detailed.clone());
    let refusal = RecordConsent {
        consent: consent(ConsentValue::Refused),
        shown: node.chain().consent.shown(),
    };
    taken(&mut node, "AVD5", refusal);
    refused(&node, "AVD5", detailed, Refused::NoGround);
    taken(&mut node, "AVD5", further(&["VC"]));
    // A corrected notice takes the place of the one that was shown.
    let mut corrected = further(&["VC", "BIST"]);
    corrected.corrects = vec![node.last_of("admission-notice-sent")];
    taken(&mut node, "AVD5", corrected);
    assert_eq!(node.chain().notices.len(), 1);
}

#[test]
fn part_two_needs_a_consent_that_covers_sharing_and_has_not_run_out() {
    let node = started(&[]);
    let mut detailed = further(&["VC"]);
    detailed.notice.details = Some(details());
    let with = |change: fn(&mut ConsentRecorded)| {
        let mut consent = consent(ConsentValue::Given);
        change(&mut consent);
        let mut node = node.clone();
        let shown = node.chain().consent.shown();
        taken(&mut node, "AVD5", RecordConsent { consent, shown });
        node
    };
    let only_sip = with(|c| c.scope = vec!["sip".to_owned()]);
    refused(&only_sip, "AVD5", detailed.clone(), Refused::NoGround);
    let over = with(|c| c.valid_to = Some(november(18, "23:00")));
    refused(&over, "AVD5", detailed.clone(), Refused::NoGround);
    let compulsory = with(|c| {
        c.value = ConsentValue::CompulsoryCare;
        c.scope = vec!["sip".to_owned()];
    });
    for mut open in [with(|c| c.valid_to = Some(november(30, "23:00"))), compulsory] {
        taken(&mut open, "AVD5", detailed.clone());
    }
}

#[test]
fn answer_notice_and_care_request() {
    let node = started(&["VC", "BIST"]);
    let of = node.last_of("admission-notice-sent");
    let answer =
        |of| AnswerNotice { of, answer: NoticeAnswer::TakesOver, note: None, shown: Vec::new() };
    refused(&node, "BIST", answer(NOBODY), Refused::NotStanding);
    refused(&node, "AVD5", answer(of), Refused::NotYourUnit);
    let wordy = AnswerNotice { note: Some(long(301)), ..answer(of) };
    refused(&node, "BIST", wordy, Refused::TooLong("note"));
    taken(&mut node.clone(), "BIST", answer(of));

    let request = |reason: &str| SendCareRequest {
        identity: identity(),
        municipality: None,
        area: None,
        own: party("HSV"),
        to: party("AKUT"),
        request: CareRequestSent {
            reason: reason.to_owned(),
            health: "Påverkad".to_owned(),
            ability: "Går själv".to_owned(),
            medication_list: false,
        },
    };
    refused(&node, "HSV", request("Fallit"), Refused::AlreadyDone);
    refused(&Node::new(1), "HSV", request(" "), Refused::Empty("reason"));
    taken(&mut Node::new(1), "HSV", request("Fallit"));
}

#[test]
fn messages() {
    let mut node = started(&["VC", "BIST"]);
    let send = |kind, to: &[&str], text: &str| SendMessage {
        kind,
        compartment: Compartment::Coordination,
        to: to.iter().map(|suffix| unit(suffix)).collect(),
        text: text.to_owned(),
        ground: None,
    };
    let general = MessageKind::General;
    refused(&node, "AVD5", send(general, &[], "hej"), Refused::NoRecipient);
    refused(&node, "AVD5", send(general, &["GRANN"], "hej"), Refused::RecipientCannotRead);
    refused(&node, "AVD5", send(general, &["VC"], " \n"), Refused::Empty("text"));
    refused(&node, "AVD5", send(general, &["VC"], &long(4001)), Refused::TooLong("text"));
    refused(&node, "AVD5", send(MessageKind::Answer, &["VC"], "hej"), Refused::NotStanding);
    let control =
        SendMessage { compartment: Compartment::Control, ..send(general, &["VC"], "hej") };
    refused(&node, "AVD5", control, Refused::RecipientCannotRead);
    taken(&mut node, "AVD5", send(MessageKind::Question, &["BIST"], "Finns nyckel?"));

    let of = node.chain().questions[0].cmd;
    let answer = |of| AnswerQuestion { of, text: "Ja".to_owned() };
    refused(&node, "BIST", answer(CommandId::from_bytes([1; 16])), Refused::NotStanding);
    refused(&node, "VC", answer(of), Refused::NotYourUnit);
    let defer = |until| DeferAnswer { of, until };
    refused(&node, "BIST", defer(Moment::from_instant(node.now)), Refused::ImpossibleTime("until"));
    refused(&node, "VC", defer(later(&node)), Refused::NotYourUnit);
    taken(&mut node, "BIST", defer(november(20, "08:00")));
    taken(&mut node, "BIST", answer(of));
    refused(&node, "BIST", defer(november(20, "08:00")), Refused::AlreadyDone);

    let take = |what: &str| TakeOver { what: what.to_owned(), message: None };
    refused(&node, "BIST", take(""), Refused::Empty("what"));
    taken(&mut node, "BIST", take("answer-notice"));
    refused(&node, "BIST", take("answer-notice"), Refused::AlreadyDone);
    let message = |id| TakeOver { what: String::new(), message: Some(id) };
    refused(&node, "BIST", message(NOBODY), Refused::NotStanding);
    refused(&node, "VC", message(node.last_of("message-sent")), Refused::NotYourUnit);
    let release =
        |what: &str, reason: &str| Release { what: what.to_owned(), reason: reason.to_owned() };
    refused(&node, "BIST", release("start-planning", "byte"), Refused::NotStanding);
    refused(&node, "BIST", release("answer-notice", ""), Refused::Empty("reason"));
    taken(&mut node, "BIST", release("answer-notice", "byte"));

    let forward = ForwardMessage { message: NOBODY, to: unit("VC") };
    refused(&node, "BIST", forward, Refused::NotStanding);
    let remind = |to: &str| Remind { step: "answer-notice".to_owned(), to: unit(to) };
    refused(&node, "AVD5", remind("GRANN"), Refused::RecipientCannotRead);
    refused(&node, "AVD5", remind("AVD5"), Refused::NotYourUnit);
    taken(&mut node, "AVD5", remind("VC"));
    refused(&node, "VC", Acknowledge { messages: vec![NOBODY] }, Refused::AlreadyDone);
}

#[test]
fn planning() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    let estimate = |day| ChangeEstimate {
        estimated_discharge: november(day, "11:00"),
        reason: None,
        shown: Vec::new(),
    };
    refused(&node, "AVD5", estimate(17), Refused::ImpossibleTime("estimate"));
    let contact =
        |name: &str| NameCareContact { name: name.to_owned(), phone: None, shown: Vec::new() };
    refused(&node, "AVD5", contact("Kim"), Refused::NotYourUnit);
    refused(&node, "VC", contact(""), Refused::Empty("name"));
    taken(&mut node, "VC", contact("Kim"));
    taken(&mut node, "HSV", StartPlanning {});
    refused(&node, "HSV", StartPlanning {}, Refused::AlreadyDone);
    let text = || "ord".to_owned();
    let basis = |mobility: String| SharePlanningBasis {
        basis: PlanningBasisDetailed {
            mobility,
            personal_care: text(),
            nutrition: text(),
            cognition: text(),
            health_care: text(),
            home: text(),
        },
    };
    refused(&node, "AVD5", basis(String::new()), Refused::Empty("mobility"));
    taken(&mut node, "AVD5", basis(text()));
    let report = || SendNursingReport {
        report: NursingReportSent {
            health: text(),
            ability: text(),
            home: text(),
            medication_list: true,
        },
    };
    refused(&node, "BIST", report(), Refused::NotYourUnit);
    taken(&mut node, "HSV", report());
    let set = |item, state, holder: Option<&str>| SetChecklistItem {
        item,
        state,
        note: None,
        unit: holder.map(unit),
        marks: Vec::new(),
        details: None,
        shown: Vec::new(),
    };
    let medicines = ChecklistItem::MedicationList;
    refused(&node, "BIST", set(medicines, ItemState::Done, None), Refused::NotYourUnit);
    refused(&node, "AVD5", set(medicines, ItemState::NotApplicable, None), Refused::Empty("note"));
    refused(
        &node,
        "AVD5",
        set(medicines, ItemState::Done, Some("GRANN")),
        Refused::RecipientCannotRead,
    );
    taken(&mut node, "AVD5", set(medicines, ItemState::Done, None));
    taken(&mut node, "BIST", set(ChecklistItem::HomeHelpStart, ItemState::Done, None));
    // That the receiver has confirmed the transport is the receiver's word.
    let transport = |node: &Node, marks: &[&str]| SetChecklistItem {
        marks: marks.iter().map(|mark| (*mark).to_owned()).collect(),
        shown: node
            .chain()
            .checklist
            .get(&ChecklistItem::Transport)
            .map(|register| register.shown())
            .unwrap_or_default(),
        ..set(ChecklistItem::Transport, ItemState::UnderWay, None)
    };
    refused(&node, "AVD5", transport(&node, &["booked", CONFIRMED]), Refused::NotYourUnit);
    let booked = transport(&node, &["booked", "told"]);
    taken(&mut node, "AVD5", booked);
    let confirmed = transport(&node, &["booked", "told", CONFIRMED]);
    taken(&mut node, "HSV", confirmed.clone());
    let kept = SetChecklistItem { shown: transport(&node, &[]).shown, ..confirmed };
    taken(&mut node, "AVD5", kept);
    discharged(&mut node);
    refused(&node, "AVD5", estimate(25), Refused::WrongStage);
    refused(&node, "AVD5", basis(text()), Refused::WrongStage);
}

#[test]
fn phone() {
    let node = started(&["VC", "BIST"]);
    let told = |suffix: &str, at: Moment, number: &str| TellByPhone {
        unit: unit(suffix),
        said_by: "handläggare".to_owned(),
        at,
        number: number.to_owned(),
        read_back: false,
        what: PhoneFact::Received,
        from: None,
        note: "mottaget".to_owned(),
    };
    let then = || november(18, "22:59");
    refused(&node, "AVD5", told("GRANN", then(), "0455"), Refused::RecipientCannotRead);
    refused(&node, "AVD5", told("AVD5", then(), "0455"), Refused::NotYourUnit);
    refused(&node, "AVD5", told("BIST", later(&node), "0455"), Refused::ImpossibleTime("at"));
    refused(&node, "AVD5", told("BIST", then(), ""), Refused::Empty("number"));
    taken(&mut node.clone(), "AVD5", told("BIST", then(), "0455"));
    let confirm = ConfirmPhone { of: NOBODY, holds: true, correction: None };
    refused(&node, "BIST", confirm, Refused::NotStanding);
    let unanswered = |suffix| RecordPhoneUnanswered { unit: unit(suffix) };
    refused(&node, "AVD5", unanswered("AVD5"), Refused::RecipientCannotRead);
}

#[test]
fn consent_parties_and_wards() {
    let mut node = started(&["VC", "BIST"]);
    let record = |value, scope: &[&str], note: Option<&str>| RecordConsent {
        consent: ConsentRecorded {
            scope: scope.iter().map(|word| (*word).to_owned()).collect(),
            note: note.map(str::to_owned),
            ..consent(value)
        },
        shown: node.chain().consent.shown(),
    };
    refused(&node, "AVD5", record(ConsentValue::Given, &[], None), Refused::Empty("scope"));
    let unable = ConsentValue::UnableHarmAssessed;
    refused(&node, "AVD5", record(unable, &["sip"], None), Refused::Empty("note"));
    let not_asked = record(ConsentValue::NotAsked, &[], None);
    let assessed = record(unable, &["sip"], Some("menprövat med dotter"));
    taken(&mut node.clone(), "AVD5", not_asked);
    taken(&mut node, "AVD5", assessed);

    let add = |suffix| AddParty { party: party(suffix), history: false, ground: String::new() };
    refused(&node, "BIST", add("PSYK"), Refused::NotYourUnit);
    refused(&node, "BIST", add("GRANN"), Refused::NotYourUnit);
    taken(&mut node, "BIST", add("TRYGG"));
    let moved = |suffix, at| MoveWard {
        ward: party(suffix),
        place: None,
        at,
        shown: node.chain().ward.shown(),
    };
    let then = || november(18, "22:59");
    refused(&node, "AVD5", moved("VC", then()), Refused::NotYourUnit);
    refused(&node, "AVD5", moved("AVD7", later(&node)), Refused::ImpossibleTime("at"));
    let mut left = node.clone();
    discharged(&mut left);
    refused(&left, "AVD5", moved("AVD7", then()), Refused::WrongStage);
}

#[test]
fn corrections_and_undo() {
    let mut node = started(&["VC", "BIST"]);
    let id = taken(&mut node, "BIST", StartPlanning {});
    let cancel = |of: Vec<EventId>, written_by: &str, reason, note: &str| CancelFacts {
        of,
        written_by: Some(unit(written_by)),
        reason,
        note: note.to_owned(),
    };
    let mistake = CancelReason::Mistake;
    refused(&node, "BIST", cancel(vec![], "BIST", mistake, "fel"), Refused::AlreadyDone);
    refused(&node, "VC", cancel(vec![id], "BIST", mistake, "fel"), Refused::NotYourUnit);
    refused(&node, "BIST", cancel(vec![id], "BIST", mistake, ""), Refused::Empty("note"));
    refused(&node, "BIST", cancel(vec![id], "BIST", CancelReason::Undo, "fel"), Refused::TooLate);
    refused(&node, "VC", ConfirmCancellation { of: NOBODY }, Refused::NotStanding);

    let done_at_ms = node.now.as_millisecond();
    let undo = |by: &str, undoable| Undo {
        of: vec![id],
        done_by: Some(unit(&format!("U-{by}"))),
        done_at_ms,
        undoable,
    };
    refused(&node, "BIST", undo("VC", true), Refused::NotYourUnit);
    refused(&node, "BIST", undo("BIST", false), Refused::NotYourUnit);
    let mut slow = node.clone();
    slow.at(18, "23:30");
    refused(&slow, "BIST", undo("BIST", true), Refused::TooLate);
    taken(&mut node, "BIST", undo("BIST", true));
    assert!(node.chain().planning_started.is_empty());
    refused(&node, "BIST", undo("BIST", true), Refused::AlreadyDone);
    taken(&mut node, "BIST", StartPlanning {});
}

#[test]
fn every_refusal_has_a_word_of_its_own() {
    let all = [
        Refused::Over,
        Refused::Incomplete,
        Refused::NoRecipient,
        Refused::RecipientCannotRead,
        Refused::CopyRule,
        Refused::NoGround,
        Refused::Protected,
        Refused::Empty("x"),
        Refused::TooLong("x"),
        Refused::ImpossibleTime("x"),
        Refused::NotStanding,
        Refused::AlreadyDone,
        Refused::GateOpen(Vec::new()),
        Refused::MunicipalityNotContacted,
        Refused::SamePerson,
        Refused::NotYourUnit,
        Refused::CareContactOnly,
        Refused::NoCareContact,
        Refused::PhysicianOnly,
        Refused::NoConsent,
        Refused::WrongStage,
        Refused::TooLate,
    ];
    let words: std::collections::BTreeSet<_> = all.iter().map(Refused::word).collect();
    assert_eq!(words.len(), all.len());
    assert_eq!(words, Refused::WORDS.into(), "texts are asked for of these");
}
