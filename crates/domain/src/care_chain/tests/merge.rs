//! M1–M16 of continuity 3.6 with two nodes that did not hear each other.

use crate::care_chain::acts::*;
use crate::care_chain::events::*;
use crate::care_chain::samples::{november, unit};
use crate::care_chain::steps::StepKind;
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::care_chain::{
    Fact, MunicipalityReady, QuestionState, Readiness, Standing, fold, known_key,
};
use crate::envelope::Value;
use crate::ids::{ChainId, EventId};
use crate::moment::Moment;

fn two(to: &[&str]) -> (Node, Node) {
    let node = started(to);
    let twin = node.twin(2);
    (node, twin)
}

fn estimate(node: &Node, day: u8, time: &str) -> ChangeEstimate {
    ChangeEstimate {
        estimated_discharge: november(day, time),
        reason: None,
        shown: node.chain().estimate.shown(),
    }
}

fn yes(node: &Node, suffix: &str, of: Option<EventId>, from: Moment) -> AnswerMunicipalityReady {
    let shown = node.chain().municipality_ready.get(&unit(suffix)).map(|r| r.shown());
    AnswerMunicipalityReady {
        of,
        answer: ReadyAnswer::Yes { from },
        despite: Some("allt är på plats".to_owned()),
        shown: shown.unwrap_or_default(),
    }
}

fn withdraw(node: &Node, of: EventId) -> WithdrawReady {
    WithdrawReady { of, reason: "feber".to_owned(), shown: node.chain().ready.shown() }
}

fn discharge(left_at: Moment) -> Discharge {
    Discharge {
        left_at,
        destination: Destination::Home,
        despite: Some("familjen hämtar".to_owned()),
        municipality_contacted: true,
        shown: Vec::new(),
    }
}

#[test]
fn m1_one_head_is_the_value_and_two_that_say_the_same_are_one() {
    let (mut a, mut b) = two(&["VC"]);
    a.act("AVD5", estimate(&a, 25, "11:00")).unwrap();
    let chain = a.chain();
    assert_eq!(chain.estimate.settled().unwrap().value, november(25, "11:00"));
    b.act("AVD5", estimate(&b, 25, "11:00")).unwrap();
    a.sync(&mut b);
    let chain = a.chain();
    assert_eq!(chain.estimate.heads.len(), 2);
    assert!(chain.estimate.settled().is_some() && chain.conflicts().is_empty());
}

#[test]
fn m2_two_values_stand_side_by_side_until_a_person_who_saw_both_chooses() {
    let (mut a, mut b) = two(&["VC"]);
    a.act("AVD5", estimate(&a, 25, "11:00")).unwrap();
    b.act("AVD5", estimate(&b, 26, "11:00")).unwrap();
    a.sync(&mut b);
    assert_eq!(a.chain().conflicts(), ["estimate"]);
    let step = a.steps().into_iter().find(|s| s.kind == StepKind::SettleConflict).unwrap();
    assert_eq!((step.unit, step.blocks), (unit("AVD5"), true));
    // Somebody who was shown only one of them settles nothing.
    let stale =
        ChangeEstimate { shown: vec![a.last_of("estimate-changed")], ..estimate(&a, 27, "11:00") };
    a.act("AVD5", stale).unwrap();
    assert_eq!(a.chain().estimate.heads.len(), 2);
    a.act("AVD5", estimate(&a, 25, "13:00")).unwrap();
    assert!(a.chain().conflicts().is_empty());
    assert_eq!(a.chain().estimate.settled().unwrap().value, november(25, "13:00"));
}

#[test]
fn m3_ready_and_withdrawn_at_once_is_not_ready_until_the_ward_resolves_it() {
    let mut a = started(&["VC"]);
    let declared = a.act("AVD5", ready(&a, &["VC"])).unwrap()[0];
    let mut b = a.twin(2);
    a.act("AVD5", withdraw(&a, declared)).unwrap();
    a.act("AVD5", ready(&a, &["VC"])).unwrap();
    b.act("AVD5", withdraw(&b, declared)).unwrap();
    a.sync(&mut b);
    let chain = a.chain();
    assert_eq!(chain.standing_ready(), Standing::Disputed);
    assert!(!chain.may_go_home(november(30, "12:00").instant));
    assert_ne!(chain.stage(), Stage::DischargeReady);
    assert_eq!(a.owner(), Some(unit("AVD5")), "a disputed state is the ward's");
    a.act("AVD5", ready(&a, &["VC"])).unwrap();
    assert!(matches!(a.chain().standing_ready(), Standing::Ready(..)));
}

#[test]
fn m4_kommunklar_for_a_notice_that_was_taken_back_is_dormant() {
    let mut a = started(&["VC", "BIST"]);
    let declared = a.act("AVD5", ready(&a, &["VC", "BIST"])).unwrap()[0];
    let mut b = a.twin(2);
    a.act("AVD5", withdraw(&a, declared)).unwrap();
    b.act("BIST", yes(&b, "BIST", Some(declared), november(19, "12:00"))).unwrap();
    a.sync(&mut b);
    let state = |node: &Node| node.chain().municipality_readiness(&unit("BIST"));
    assert_eq!(state(&a), Readiness::Dormant);
    let again = a.act("AVD5", ready(&a, &["VC", "BIST"])).unwrap()[0];
    assert_eq!(state(&a), Readiness::Dormant, "a new notice needs an answer of its own");
    assert!(!a.chain().may_go_home(november(30, "12:00").instant));
    a.act("BIST", yes(&a, "BIST", Some(again), november(19, "12:00"))).unwrap();
    assert!(matches!(state(&a), Readiness::Yes { .. }));
    assert!(a.chain().may_go_home(november(30, "12:00").instant));
}

#[test]
fn m5_going_home_needs_one_undisputed_notice_and_a_yes_to_that_very_one() {
    let mut a = started(&["VC", "BIST", "GRANN"]);
    let home = november(23, "11:00").instant;
    assert!(!a.chain().may_go_home(home));
    let declared = a.act("AVD5", ready(&a, &["VC", "BIST", "GRANN"])).unwrap()[0];
    a.act("BIST", yes(&a, "BIST", Some(declared), november(20, "12:00"))).unwrap();
    assert!(!a.chain().may_go_home(home), "each municipality");
    a.act("GRANN", yes(&a, "GRANN", Some(declared), november(23, "12:00"))).unwrap();
    assert!(!a.chain().may_go_home(home), "from a time that is later");
    assert!(a.chain().may_go_home(november(23, "12:00").instant));
    let refusal = AnswerMunicipalityReady {
        answer: ReadyAnswer::No { because: "ingen personal".to_owned() },
        ..yes(&a, "GRANN", Some(declared), november(23, "12:00"))
    };
    a.act("GRANN", refusal).unwrap();
    assert!(!a.chain().may_go_home(november(30, "12:00").instant), "never against a no (I6)");
}

#[test]
fn m6_a_discharge_that_meets_a_withdrawal_stands_and_is_shown_in_red() {
    let mut a = started(&["VC", "BIST"]);
    let declared = a.act("AVD5", ready(&a, &["VC", "BIST"])).unwrap()[0];
    a.act("BIST", yes(&a, "BIST", Some(declared), november(19, "00:00"))).unwrap();
    let mut b = a.twin(2);
    a.at(20, "12:00");
    a.act("AVD5", discharge(november(20, "11:30"))).unwrap();
    assert!(!a.chain().discharged_without_municipality());
    let no = AnswerMunicipalityReady {
        answer: ReadyAnswer::No { because: "ingen personal".to_owned() },
        ..yes(&b, "BIST", Some(declared), november(19, "00:00"))
    };
    b.act("BIST", no).unwrap();
    a.sync(&mut b);
    let chain = a.chain();
    assert!(chain.discharged_without_municipality());
    assert_eq!(chain.stage(), Stage::Discharged);
}

#[test]
fn m7_what_comes_after_closing_is_kept_as_late_and_opens_nothing() {
    let mut a = started(&["VC", "BIST"]);
    let notice = a.last_of("admission-notice-sent");
    let mut b = a.twin(2);
    a.act("AVD5", CloseChain { reason: EndReason::NoNeed }).unwrap();
    b.at(19, "08:00");
    let seen = b.act("BIST", Acknowledge { messages: vec![notice] }).unwrap()[0];
    let question = SendMessage {
        kind: MessageKind::Question,
        compartment: crate::envelope::Compartment::Coordination,
        to: vec![unit("AVD5")],
        text: "Kommer patienten?".to_owned(),
        ground: None,
    };
    let asked = b.act("BIST", question).unwrap()[0];
    a.sync(&mut b);
    let chain = a.chain();
    assert_eq!(chain.stage(), Stage::Closed);
    assert!(chain.irregular.late_acknowledgements.contains(&seen));
    assert!(chain.irregular.after_closing.contains(&asked));
    assert_eq!(a.owner(), None);
    // Closed with something unanswered, until the ward has answered.
    assert!(chain.is_unanswered_after_closing());
    a.act("AVD5", Acknowledge { messages: vec![asked] }).unwrap();
    assert!(a.chain().is_unanswered_after_closing(), "seen is not answered");
    let of = chain.questions[0].cmd;
    a.act("AVD5", AnswerQuestion { of, text: "Nej.".to_owned() }).unwrap();
    b.sync(&mut a);
    let answer = a.chain().messages.last().unwrap().id;
    a.act("BIST", Acknowledge { messages: vec![answer] }).unwrap();
    assert!(!a.chain().is_unanswered_after_closing());
    assert!(a.chain().irregular.after_closing.contains(&asked), "it is still told as late");
}

#[test]
fn m8_two_bookings_of_one_thing_are_a_conflict_that_is_shown() {
    let mut a = started(&["VC", "BIST"]);
    let name = NameCareContact { name: "Kim Demosson".to_owned(), phone: None, shown: Vec::new() };
    a.act("VC", name).unwrap();
    let mut b = a.twin(2);
    let call = |day| CallSip {
        meeting_at: november(day, "10:00"),
        place: SipPlace::Video,
        to: vec![unit("AVD5"), unit("BIST")],
        venue: None,
        shown: Vec::new(),
    };
    a.act("VC", call(23)).unwrap();
    b.act("VC", call(24)).unwrap();
    a.sync(&mut b);
    assert_eq!(a.chain().conflicts(), ["sip-called"]);
}

#[test]
fn m9_a_death_stops_steps_hides_nothing_and_is_confirmed_by_another_person() {
    let (mut a, mut b) = two(&["VC", "BIST"]);
    let died = RecordDeceased { at: Moment::from_instant(a.now) };
    let id = a.act("AVD5", died).unwrap()[0];
    b.act("AVD5", estimate(&b, 25, "11:00")).unwrap();
    a.sync(&mut b);
    let chain = a.chain();
    assert_eq!(chain.stage(), Stage::Deceased);
    assert_eq!(chain.estimate.settled().unwrap().value, november(25, "11:00"), "nothing hidden");
    let confirming = |node: &Node| -> Vec<_> {
        let steps = node.steps();
        steps.iter().filter(|it| it.kind != StepKind::Acknowledge).map(|it| it.kind).collect()
    };
    assert_eq!(confirming(&a), [StepKind::ConfirmDeceased]);
    let confirm: Act = ConfirmDeceased { of: id }.into();
    assert_eq!(a.act("AVD5", confirm.clone()), Err(Refused::SamePerson));
    let other = By { user: Some(unit("U-2")), ..a.by("AVD5") };
    let cmd = a.next_cmd();
    a.act_as(cmd, &other, &confirm).unwrap();
    assert!(a.chain().deceased_confirmed && confirming(&a).is_empty());
    // Wrong patient: the death is cancelled and the chain goes on.
    let cancel = CancelFacts {
        of: vec![id],
        written_by: Some(unit("AVD5")),
        reason: CancelReason::WrongPerson,
        note: "fel patient valdes".to_owned(),
    };
    a.act("AVD5", cancel).unwrap();
    assert!(!a.chain().stage().is_over() && a.owner().is_some());
}

#[test]
fn m10_the_same_form_at_two_nodes_is_one_act_and_facts_about_either_copy_hold() {
    let (mut a, mut b) = two(&["VC", "BIST"]);
    b.now = a.now;
    let cmd = a.next_cmd();
    let act: Act = ready(&a, &["VC", "BIST"]).into();
    let first = a.act_as(cmd, &a.by("AVD5"), &act).unwrap()[0];
    let second = b.act_as(cmd, &b.by("AVD5"), &act).unwrap()[0];
    assert_ne!(first, second);
    // Each node answers and acknowledges the copy that it holds.
    a.act("BIST", yes(&a, "BIST", Some(first), november(19, "12:00"))).unwrap();
    b.act("VC", Acknowledge { messages: vec![second] }).unwrap();
    b.act("BIST", yes(&b, "BIST", Some(second), november(19, "12:00"))).unwrap();
    a.sync(&mut b);
    let chain = a.chain();
    assert_eq!(chain.ready.heads.len(), 1);
    assert_eq!(
        chain.messages.iter().filter(|m| m.event_type == "discharge-ready-declared").count(),
        1
    );
    assert!(chain.irregular.same_form.is_empty());
    assert!(matches!(chain.municipality_state(), MunicipalityReady::Ready { .. }));
    let message = chain.message(second).unwrap();
    assert!(chain.message_state(message, &unit("VC")).seen_at.is_some());
    // One of the copies cancelled, the act is.
    let cancel = CancelFacts {
        of: vec![first.max(second)],
        written_by: Some(unit("AVD5")),
        reason: CancelReason::Mistake,
        note: "fel knapp".to_owned(),
    };
    a.act("AVD5", cancel).unwrap();
    assert_eq!(a.chain().standing_ready(), Standing::None);
}

#[test]
fn m10_the_same_form_with_other_content_is_both_and_flagged() {
    let (mut a, mut b) = two(&["VC"]);
    let cmd = a.next_cmd();
    a.act_as(cmd, &a.by("AVD5"), &estimate(&a, 25, "11:00").into()).unwrap();
    b.act_as(cmd, &b.by("AVD5"), &estimate(&b, 26, "11:00").into()).unwrap();
    a.sync(&mut b);
    let chain = a.chain();
    assert!(chain.irregular.same_form.contains(&cmd));
    assert_eq!(chain.estimate.heads.len(), 2);
}

#[test]
fn m11_what_a_unit_wrote_meanwhile_is_kept_and_flagged() {
    let mut a = started(&["VC", "HSV"]);
    a.act("HSV", StartPlanning {}).unwrap();
    let before = a.last_of("planning-started");
    let mut b = a.twin(2);
    let known = a.facts.iter().map(|fact| (known_key(fact), fact.seq)).collect();
    a.act("AVD5", EndParty { party: party("HSV"), known }).unwrap();
    let late = b.act("HSV", yes(&b, "HSV", None, november(24, "08:00"))).unwrap()[0];
    a.sync(&mut b);
    let chain = a.chain();
    assert!(chain.irregular.late_party.contains(&late));
    assert!(!chain.irregular.late_party.contains(&before));
    assert!(chain.municipality_ready.contains_key(&unit("HSV")), "kept");
}

#[test]
fn m11_an_end_that_lists_nothing_makes_nothing_earlier_late() {
    let mut a = started(&["VC", "HSV"]);
    a.act("HSV", StartPlanning {}).unwrap();
    a.act("AVD5", EndParty { party: party("HSV"), known: Vec::new() }).unwrap();
    assert!(a.chain().irregular.late_party.is_empty());
    // A unit that ends its own part is not late with that.
    let mut b = started(&["VC", "HSV"]);
    b.act("HSV", EndParty { party: party("HSV"), known: Vec::new() }).unwrap();
    assert!(b.chain().irregular.late_party.is_empty());
    // What it writes after it, in the next segment, is.
    let fact = NewFact::new(PlanningStarted { unit: unit("HSV") }, &b.by("HSV"));
    let late = b.raw("HSV", vec![fact])[0];
    assert!(b.chain().irregular.late_party.contains(&late));
}

#[test]
fn m12_two_chains_of_one_admission_are_linked_and_unlinked_by_people() {
    let mut a = started(&["VC"]);
    let other = ChainId::from_bytes([5; 16]);
    let mark = |same, shown| MarkSameAs { chain: other, same, shown };
    let id = a.act("AVD5", mark(true, Vec::new())).unwrap()[0];
    assert!(a.chain().same_as.contains(&other));
    assert_eq!(a.act("AVD5", mark(true, Vec::new())), Err(Refused::AlreadyDone));
    a.act("AVD5", mark(false, vec![id])).unwrap();
    assert!(a.chain().same_as.is_empty());
}

#[test]
fn m13_what_is_cancelled_has_no_effect_and_its_text_stays() {
    let mut a = started(&["VC", "BIST"]);
    let declared = a.act("AVD5", ready(&a, &["VC", "BIST"])).unwrap()[0];
    let cancel = CancelFacts {
        of: vec![declared],
        written_by: Some(unit("AVD5")),
        reason: CancelReason::WrongPerson,
        note: "fel patient valdes".to_owned(),
    };
    let cancellation = a.act("AVD5", cancel.clone()).unwrap()[0];
    let chain = a.chain();
    assert_eq!(chain.standing_ready(), Standing::None);
    assert_eq!(chain.cancelled.get(&declared), Some(&cancellation));
    assert!(a.facts.iter().any(|fact| fact.id == declared && !fact.text.is_empty()));
    assert_eq!(a.act("AVD5", cancel), Err(Refused::AlreadyDone));
    // Each receiver confirms, and has then seen it.
    let waiting = |node: &Node| {
        let steps = node.steps().into_iter();
        let of = steps.filter(|step| step.kind == StepKind::ConfirmCancellation);
        of.map(|step| step.unit).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&a), [unit("BIST"), unit("VC")]);
    a.act("BIST", ConfirmCancellation { of: cancellation }).unwrap();
    assert_eq!(waiting(&a), [unit("VC")]);
    assert!(!a.chain().unseen(&unit("BIST")).iter().any(|m| m.id == cancellation));
    assert_eq!(a.act("AVD5", ConfirmCancellation { of: cancellation }), Err(Refused::NotYourUnit));
}

#[test]
fn m13_receivers_confirm_also_when_the_whole_opening_is_cancelled() {
    let mut a = started(&["VC", "BIST"]);
    let of: Vec<EventId> = a.facts.iter().map(|fact| fact.id).collect();
    let cancel = CancelFacts {
        of,
        written_by: Some(unit("AVD5")),
        reason: CancelReason::WrongPerson,
        note: "fel patient valdes".to_owned(),
    };
    let cancellation = a.act("AVD5", cancel).unwrap()[0];
    let chain = a.chain();
    assert!(chain.identity.heads.is_empty() && chain.notices.is_empty());
    // Whose case it was is kept for the lists of those who must confirm.
    assert_eq!((chain.stage(), chain.ward_unit()), (Stage::Cancelled, Some(&unit("AVD5"))));
    assert!(chain.shown_identity().is_some());
    assert_eq!(a.steps().len(), 2, "both receivers");
    // Who could read still reads that it was wrong.
    a.act("VC", ConfirmCancellation { of: cancellation }).unwrap();
    assert_eq!(a.view("BIST").cancellations.len(), 1);
}

fn unknown(node: &Node, crit: bool) -> Fact {
    let mut fact = node.facts[0].clone();
    fact.id = EventId([0xee; 32]);
    fact.seq = 0;
    fact.cmd = crate::ids::CommandId::from_bytes([0xee; 16]);
    fact.event_type = "invented-later".to_owned();
    fact.event = Err(Value::Null);
    fact.crit = crit;
    fact
}

#[test]
fn m14_an_unknown_type_is_kept_and_a_safety_critical_one_stops_writing() {
    let mut a = started(&["VC"]);
    a.facts.push(unknown(&a, false));
    assert!(!a.chain().irregular.requires_update);
    a.facts.push(Fact { id: EventId([0xef; 32]), ..unknown(&a, true) });
    let chain = a.chain();
    assert!(chain.irregular.requires_update && !chain.may_go_home(a.now));
    assert_eq!(a.act("AVD5", estimate(&a, 25, "11:00")), Err(Refused::Incomplete));
    let notice = a.last_of("admission-notice-sent");
    assert!(a.act("VC", Acknowledge { messages: vec![notice] }).is_ok(), "reading goes on");
}

#[test]
fn m15_both_sides_of_a_fork_live_and_are_flagged() {
    let mut a = started(&["VC"]);
    // A copy of the machine with the same key: the same sequence twice.
    let mut clone = a.clone();
    a.act("AVD5", estimate(&a, 25, "11:00")).unwrap();
    clone.now = a.now;
    clone.act("AVD5", estimate(&clone, 26, "11:00")).unwrap();
    a.sync(&mut clone);
    let chain = a.chain();
    assert_eq!(chain.irregular.forks.len(), 2);
    assert_eq!(chain.estimate.heads.len(), 2);
    assert_eq!(chain.irregular.missing, 0);
}

#[test]
fn m16_while_facts_are_missing_nobody_may_go_home() {
    let mut a = started(&["VC"]);
    a.act("AVD5", estimate(&a, 25, "11:00")).unwrap();
    let hole = a.last_of("estimate-changed");
    a.act("AVD5", ready(&a, &["VC"])).unwrap();
    let home = november(30, "12:00").instant;
    assert!(a.chain().may_go_home(home), "no municipality is concerned");
    a.facts.retain(|fact| fact.id != hole);
    let chain = a.chain();
    assert_eq!((chain.irregular.missing, chain.irregular.missing_coordination), (1, 1));
    assert!(!chain.may_go_home(home));
    a.at(20, "12:00");
    let discharge = Discharge { municipality_contacted: false, ..discharge(november(20, "11:00")) };
    assert_eq!(a.act("AVD5", discharge), Err(Refused::MunicipalityNotContacted));
}

#[test]
fn who_takes_over_while_another_releases_keeps_it() {
    let mut a = started(&["VC", "BIST"]);
    let take = || TakeOver { what: "start-planning".to_owned(), message: None };
    a.act("BIST", take()).unwrap();
    let mut b = a.twin(2);
    let release = Release { what: "start-planning".to_owned(), reason: "byter pass".to_owned() };
    a.act("BIST", release.clone()).unwrap();
    assert!(a.chain().taken.is_empty());
    b.act("BIST", release).unwrap();
    b.act("BIST", take()).unwrap();
    a.sync(&mut b);
    assert_eq!(a.chain().taken.len(), 1, "the release did not know of it");
}

#[test]
fn an_answer_at_one_node_and_a_deferral_at_another_is_answered() {
    let mut a = started(&["VC", "BIST"]);
    let question = SendMessage {
        kind: MessageKind::Question,
        compartment: crate::envelope::Compartment::Coordination,
        to: vec![unit("BIST")],
        text: "Finns nyckel?".to_owned(),
        ground: None,
    };
    a.act("AVD5", question).unwrap();
    let of = a.chain().questions[0].cmd;
    let mut b = a.twin(2);
    a.act("BIST", AnswerQuestion { of, text: "Ja".to_owned() }).unwrap();
    b.act("BIST", DeferAnswer { of, until: november(20, "12:00") }).unwrap();
    a.sync(&mut b);
    let chain = fold(&a.facts);
    let state: &QuestionState = &chain.questions[0].units[&unit("BIST")];
    assert!(state.answered_at.is_some() && state.deferred_until.is_some());
    assert!(chain.open_questions(&unit("BIST")).is_empty());
}
