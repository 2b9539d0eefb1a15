//! Message states (definitions 3), told by phone (definitions 9).

use crate::care_chain::acts::*;
use crate::care_chain::events::ReadyAnswer;
use crate::care_chain::gates::{self, Gate};
use crate::care_chain::samples::{november, unit};
use crate::care_chain::steps::StepKind;
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::care_chain::{MessageState, Readiness};
use crate::envelope::Compartment;
use crate::ids::{CommandId, EventId, HsaId};

fn send(kind: MessageKind, compartment: Compartment, to: &[&str]) -> SendMessage {
    SendMessage {
        kind,
        compartment,
        to: to.iter().map(|suffix| unit(suffix)).collect(),
        text: "Finns nyckel?".to_owned(),
        ground: None,
    }
}

fn question(node: &mut Node, to: &[&str]) -> (EventId, CommandId) {
    let asked = send(MessageKind::Question, Compartment::Coordination, to);
    let id = node.act("AVD5", asked).unwrap()[0];
    (id, node.chain().questions.last().unwrap().cmd)
}

fn state(node: &Node, id: EventId, suffix: &str) -> MessageState {
    let chain = node.chain();
    chain.message_state(chain.message(id).unwrap(), &unit(suffix))
}

#[test]
fn a_message_is_delivered_then_seen_and_each_unit_counts_for_itself() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    let general = send(MessageKind::General, Compartment::Coordination, &["BIST", "HSV"]);
    let id = node.act("AVD5", general).unwrap()[0];
    let before = state(&node, id, "BIST");
    assert!(before.delivered_at.is_some() && before.seen_at.is_none());
    node.act("BIST", Acknowledge { messages: vec![id] }).unwrap();
    assert!(state(&node, id, "BIST").seen_at.is_some());
    assert!(state(&node, id, "BIST").answered_at.is_none(), "no answer is required");
    assert!(state(&node, id, "HSV").seen_at.is_none());
    assert_eq!(node.act("BIST", Acknowledge { messages: vec![id] }), Err(Refused::AlreadyDone));
    assert!(!node.chain().unseen(&unit("AVD5")).iter().any(|m| m.id == id), "the sender's own");
}

#[test]
fn answering_or_taking_over_implies_seen() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    let (id, of) = question(&mut node, &["BIST", "HSV"]);
    node.act("BIST", AnswerQuestion { of, text: "Ja".to_owned() }).unwrap();
    let answered = state(&node, id, "BIST");
    assert!(answered.answered_at.is_some() && answered.seen_at == answered.answered_at);
    node.act("HSV", TakeOver { what: String::new(), message: Some(id) }).unwrap();
    let taken = state(&node, id, "HSV");
    assert!(taken.taken_over.is_some() && taken.seen_at.is_some() && taken.answered_at.is_none());
    let release = Release { what: id.to_hex(), reason: "byter pass".to_owned() };
    node.act("HSV", release).unwrap();
    assert!(state(&node, id, "HSV").taken_over.is_none());
}

#[test]
fn coming_back_later_sets_a_due_time_and_answers_nothing() {
    let mut node = started(&["VC", "BIST"]);
    let (id, of) = question(&mut node, &["BIST"]);
    node.act("BIST", DeferAnswer { of, until: november(20, "13:00") }).unwrap();
    let deferred = state(&node, id, "BIST");
    assert_eq!(deferred.deferred_until, Some(november(20, "13:00").instant));
    assert!(deferred.answered_at.is_none());
    let step = node.steps().into_iter().find(|s| s.kind == StepKind::AnswerQuestion).unwrap();
    assert_eq!(step.due, Some(november(20, "13:00").instant));
    assert!(step.blocks);
}

#[test]
fn forwarding_opens_new_states_and_the_first_unit_shows_it() {
    let mut node = started(&["VC", "BIST", "TRYGG"]);
    let general = send(MessageKind::General, Compartment::Coordination, &["BIST"]);
    let id = node.act("AVD5", general).unwrap()[0];
    let forward = |to| ForwardMessage { message: id, to: unit(to) };
    node.act("BIST", forward("TRYGG")).unwrap();
    assert_eq!(state(&node, id, "BIST").forwarded_to, Some(unit("TRYGG")));
    assert!(node.chain().unseen(&unit("TRYGG")).iter().any(|message| message.id == id));
    assert_eq!(node.act("BIST", forward("VC")), Err(Refused::RecipientCannotRead));
    assert_eq!(node.act("BIST", forward("BIST")), Err(Refused::RecipientCannotRead));
    assert_eq!(node.act("VC", forward("VC")), Err(Refused::NotYourUnit));
    // A unit that reads from now on cannot read it, so it cannot be handed it.
    let lss = AddParty { party: party("LSS"), history: false, ground: String::new() };
    node.act("BIST", lss).unwrap();
    assert_eq!(node.act("BIST", forward("LSS")), Err(Refused::RecipientCannotRead));
}

#[test]
fn statutory_notices_are_answered_by_their_own_answers() {
    let mut node = started(&["VC", "BIST"]);
    let notice = node.last_of("admission-notice-sent");
    let answer =
        AnswerNotice { of: notice, answer: NoticeAnswer::TakesOver, note: None, shown: Vec::new() };
    node.act("BIST", answer).unwrap();
    assert!(state(&node, notice, "BIST").answered_at.is_some());
    assert!(state(&node, notice, "VC").answered_at.is_none());
    let declared = node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap()[0];
    let yes = AnswerMunicipalityReady {
        of: Some(declared),
        answer: ReadyAnswer::Yes { from: november(20, "08:00") },
        despite: None,
        shown: Vec::new(),
    };
    node.act("BIST", yes).unwrap();
    assert!(state(&node, declared, "BIST").answered_at.is_some());
}

#[test]
fn a_corrected_notice_is_not_seen_or_answered_by_the_answer_to_the_first() {
    let mut node = started(&["VC", "BIST"]);
    let first = node.last_of("admission-notice-sent");
    let takes_over =
        |of, shown| AnswerNotice { of, answer: NoticeAnswer::TakesOver, note: None, shown };
    node.act("BIST", takes_over(first, Vec::new())).unwrap();
    let mut corrected = further(&["VC", "BIST"]);
    corrected.corrects = vec![first];
    node.at(19, "09:00").act("AVD5", corrected).unwrap();
    let second = node.last_of("admission-notice-sent");
    assert_eq!(state(&node, second, "BIST").answered_at, None);
    assert_eq!(state(&node, second, "BIST").seen_at, None);
    assert!(state(&node, first, "BIST").answered_at.is_some(), "what was answered stays so");
    let acknowledge = |node: &Node| {
        let steps = node.steps();
        steps.iter().any(|s| s.kind == StepKind::Acknowledge && s.unit == unit("BIST"))
    };
    assert!(acknowledge(&node));
    let shown = node.chain().answers[&unit("BIST")].shown();
    node.act("BIST", takes_over(second, shown)).unwrap();
    assert!(state(&node, second, "BIST").answered_at.is_some() && !acknowledge(&node));
}

#[test]
fn a_question_that_is_passed_on_is_owed_and_answered_by_the_unit_that_has_it() {
    let mut node = started(&["VC", "BIST", "TRYGG"]);
    let (id, of) = question(&mut node, &["BIST"]);
    let answer = |text: &str| AnswerQuestion { of, text: text.to_owned() };
    assert_eq!(node.act("TRYGG", answer("Ja")), Err(Refused::NotYourUnit));
    node.at(20, "10:00");
    node.act("BIST", ForwardMessage { message: id, to: unit("TRYGG") }).unwrap();
    let owing = |node: &Node| -> Vec<_> {
        let steps = node.steps().into_iter().filter(|s| s.kind == StepKind::AnswerQuestion);
        steps.map(|step| (step.unit, step.due)).collect()
    };
    let due = november(20, "14:00").instant;
    assert_eq!(owing(&node), [(unit("TRYGG"), Some(due))], "four hours from when it came");
    assert!(node.chain().open_questions(&unit("BIST")).is_empty());
    node.act("TRYGG", answer("Ja")).unwrap();
    assert!(owing(&node).is_empty());
    assert!(state(&node, id, "TRYGG").answered_at.is_some());
    assert!(state(&node, id, "BIST").answered_at.is_none());
    // Passed back, it is owed by the first again.
    let (id, _) = question(&mut node, &["BIST"]);
    node.at(20, "11:00").act("BIST", ForwardMessage { message: id, to: unit("TRYGG") }).unwrap();
    node.at(20, "12:00").act("TRYGG", ForwardMessage { message: id, to: unit("BIST") }).unwrap();
    assert_eq!(owing(&node).into_iter().map(|(unit, _)| unit).collect::<Vec<_>>(), [unit("BIST")]);
}

#[test]
fn a_message_that_is_passed_on_is_due_from_when_it_came() {
    let mut node = started(&["VC", "BIST", "TRYGG"]);
    let general = send(MessageKind::General, Compartment::Coordination, &["BIST"]);
    let id = node.act("AVD5", general).unwrap()[0];
    node.at(20, "10:00").act("BIST", ForwardMessage { message: id, to: unit("TRYGG") }).unwrap();
    let steps = node.steps();
    let mut theirs = steps.iter().filter(|s| s.unit == unit("TRYGG"));
    let step = theirs.find(|s| s.kind == StepKind::Acknowledge).unwrap();
    assert_eq!(step.due, Some(november(20, "14:00").instant));
}

#[test]
fn who_was_added_later_is_no_receiver_of_what_went_to_everyone() {
    let mut node = started(&["VC", "BIST"]);
    let change = ChangeEstimate {
        estimated_discharge: november(25, "11:00"),
        reason: None,
        shown: node.chain().estimate.shown(),
    };
    let id = node.act("AVD5", change).unwrap()[0];
    let history = AddParty { party: party("HSV"), history: true, ground: "behövs".to_owned() };
    node.act("AVD5", history).unwrap();
    let to = |node: &Node| node.chain().message(id).unwrap().to.clone();
    assert_eq!(to(&node), [unit("BIST"), unit("VC")]);
    assert!(node.chain().unseen(&unit("HSV")).is_empty());
    node.act("AVD5", EndParty { party: party("BIST"), known: Vec::new() }).unwrap();
    assert_eq!(to(&node), [unit("BIST"), unit("VC")], "who received it then, received it");
}

#[test]
fn a_question_outside_compartment_0_counts_for_those_who_cannot_read_it() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    let asked = send(MessageKind::Question, Compartment::HealthCare, &["HSV"]);
    node.act("AVD5", asked).unwrap();
    let of = node.chain().questions[0].cmd;
    let theirs = node.view("BIST");
    let [message] = theirs.messages.iter().filter(|m| m.kind.is_some()).collect::<Vec<_>>()[..]
    else {
        panic!("one message, with its status alone")
    };
    assert_eq!((message.text.as_deref(), message.compartment), (None, Compartment::HealthCare));
    let full = node.chain();
    assert_eq!(full.message(message.id).unwrap().text.as_deref(), Some("Finns nyckel?"));
    node.act("HSV", AnswerQuestion { of, text: "Ja".to_owned() }).unwrap();
    assert!(node.view("BIST").open_questions(&unit("HSV")).is_empty());
    // Its words and its status are cancelled together.
    let cancel = CancelFacts {
        of: vec![message.id],
        written_by: Some(unit("AVD5")),
        reason: CancelReason::Mistake,
        note: "fel fråga".to_owned(),
    };
    node.act("AVD5", cancel).unwrap();
    assert!(node.chain().questions.is_empty());
    assert!(!node.chain().messages.iter().any(|m| m.kind == Some(MessageKind::Question)));
}

fn told(what: PhoneFact, read_back: bool) -> TellByPhone {
    TellByPhone {
        unit: unit("BIST"),
        said_by: "handläggare i tjänst".to_owned(),
        at: november(18, "23:00"),
        number: "0455-00 00 00".to_owned(),
        read_back,
        what,
        from: Some(november(23, "08:00")),
        note: "kan ta emot på måndag".to_owned(),
    }
}

fn readiness(node: &Node) -> Readiness {
    node.chain().municipality_readiness(&unit("BIST"))
}

fn phone_step(node: &Node) -> Option<HsaId> {
    node.steps().into_iter().find(|s| s.kind == StepKind::ConfirmPhone).map(|step| step.unit)
}

#[test]
fn told_by_phone_moves_the_plan_and_becomes_valid_when_the_unit_confirms() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    let note = node.act("AVD5", told(PhoneFact::MunicipalityReady, true)).unwrap()[0];
    let from = november(23, "08:00").instant;
    assert_eq!(readiness(&node), Readiness::ByPhone { from: Some(from) });
    assert!(!node.chain().may_go_home(from), "a phone call is not kommunklar");
    assert_eq!(phone_step(&node), Some(unit("BIST")));
    let confirm = ConfirmPhone { of: note, holds: true, correction: None };
    assert_eq!(node.act("VC", confirm.clone()), Err(Refused::NotYourUnit));
    node.act("BIST", confirm.clone()).unwrap();
    assert!(matches!(readiness(&node), Readiness::Yes { from: at, .. } if at == from));
    assert!(node.chain().may_go_home(from));
    assert_eq!(phone_step(&node), None);
    assert_eq!(node.act("BIST", confirm), Err(Refused::AlreadyDone));
}

#[test]
fn a_correction_takes_away_what_was_told_and_needs_words() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    let of = node.act("AVD5", told(PhoneFact::MunicipalityReady, true)).unwrap()[0];
    let correct = |words: Option<&str>| ConfirmPhone {
        of,
        holds: false,
        correction: words.map(str::to_owned),
    };
    assert_eq!(node.act("BIST", correct(None)), Err(Refused::Empty("correction")));
    let mut twin = node.twin(2);
    node.act("BIST", correct(Some("från onsdag"))).unwrap();
    assert_eq!(readiness(&node), Readiness::Unanswered);
    // Confirmed at another node at the same time: what somebody denies does not hold.
    twin.act("BIST", ConfirmPhone { of, holds: true, correction: None }).unwrap();
    node.sync(&mut twin);
    assert_eq!(readiness(&node), Readiness::Unanswered);
}

#[test]
fn what_was_told_about_a_withdrawn_notice_says_nothing_of_the_next() {
    let mut node = started(&["VC", "BIST"]);
    let of = node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap()[0];
    node.act("AVD5", told(PhoneFact::MunicipalityReady, true)).unwrap();
    let shown = node.chain().ready.shown();
    let withdraw = WithdrawReady { of, reason: "feber".to_owned(), shown };
    node.act("AVD5", withdraw).unwrap();
    assert_eq!(readiness(&node), Readiness::Unanswered);
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    assert_eq!(readiness(&node), Readiness::Unanswered);
}

#[test]
fn a_call_without_answer_is_a_reminder() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", RecordPhoneUnanswered { unit: unit("BIST") }).unwrap();
    let chain = node.chain();
    assert_eq!(chain.reminders[0].value.to, unit("BIST"));
    assert_eq!(chain.reminders[0].value.step, "phone");
}

#[test]
fn a_phone_note_names_no_act_that_the_law_gives_to_a_person() {
    // Calling a SIP, naming the care contact and judging readiness are nobody's to tell by phone.
    let known: Vec<&str> = PhoneFact::ALL.iter().map(|it| it.as_str()).collect();
    assert_eq!(known, ["municipality-ready", "outpatient-ready", "received", "other"]);
    let mut node = started(&["VC", "BIST"]);
    for what in PhoneFact::ALL {
        let note = node.act("AVD5", told(*what, true)).unwrap()[0];
        node.act("BIST", ConfirmPhone { of: note, holds: true, correction: None }).unwrap();
    }
    let chain = node.chain();
    assert!(chain.standing_ready_id().is_none());
    assert!(chain.care_contact.heads.is_empty() && chain.sip_called.heads.is_empty());
}

#[test]
fn a_gate_asks_for_questions_to_the_whole_party_and_to_no_other() {
    let mut node = started(&["VC", "BIST", "TRYGG", "HSV", "GRANN"]);
    let (_, to_another_unit) = question(&mut node, &["TRYGG"]);
    question(&mut node, &["HSV", "GRANN"]);
    let before = |node: &Node, suffix| {
        let open = gates::before_municipality_ready(&node.chain(), &unit(suffix));
        open.into_iter().filter(|gate| matches!(gate, Gate::Question(_))).collect::<Vec<_>>()
    };
    for suffix in ["BIST", "TRYGG"] {
        assert_eq!(before(&node, suffix), [Gate::Question(to_another_unit)], "{suffix}");
    }
    // Health care and social services of one municipality are two parties.
    let to_health_care = node.chain().questions[1].cmd;
    assert_eq!(before(&node, "HSV"), [Gate::Question(to_health_care)]);
    node.act("TRYGG", AnswerQuestion { of: to_another_unit, text: "Ja".to_owned() }).unwrap();
    assert!(before(&node, "BIST").is_empty());
}

#[test]
fn a_question_to_the_former_ward_holds_the_discharge_by_the_new_one() {
    let mut node = started(&["VC", "BIST"]);
    let asked = send(MessageKind::Question, Compartment::Coordination, &["AVD5"]);
    node.act("BIST", asked).unwrap();
    let of = node.chain().questions[0].cmd;
    let moved = MoveWard {
        ward: party("AVD7"),
        place: None,
        at: november(19, "23:00"),
        shown: node.chain().ward.shown(),
    };
    node.at(20, "09:00").act("AVD5", moved).unwrap();
    let open = gates::before_discharge(&node.chain(), &unit("AVD7"));
    assert_eq!(open.first(), Some(&Gate::Question(of)));
}

#[test]
fn a_question_to_a_unit_that_has_declined_holds_nobody() {
    let mut node = started(&["VC", "BIST", "TRYGG"]);
    question(&mut node, &["TRYGG"]);
    let of = node.last_of("admission-notice-sent");
    let none =
        AnswerNotice { of, answer: NoticeAnswer::NothingRequired, note: None, shown: Vec::new() };
    node.act("TRYGG", none).unwrap();
    assert!(gates::before_municipality_ready(&node.chain(), &unit("BIST")).is_empty());
}
