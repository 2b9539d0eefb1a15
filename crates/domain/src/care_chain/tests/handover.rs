//! Tar hand om: who has a step, and how that ends (definitions 3).

use crate::care_chain::acts::*;
use crate::care_chain::events::ReadyAnswer;
use crate::care_chain::samples::{november, unit};
use crate::care_chain::steps::StepKind;
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::envelope::Compartment;
use crate::ids::{EventId, HsaId};
use crate::registry::Role;

fn take(what: &str) -> TakeOver {
    TakeOver { what: what.to_owned(), message: None }
}

fn offer(what: &str, to: &str) -> OfferHandover {
    OfferHandover { what: what.to_owned(), to: unit(to), role: None, person: None, note: None }
}

/// Somebody else of the same unit.
fn colleague(node: &Node, suffix: &str) -> By {
    By {
        user: Some(HsaId::parse("TEST-U-OTHER").unwrap()),
        name: Some("Alex Provdahl".to_owned()),
        ..node.by(suffix)
    }
}

fn as_colleague(
    node: &mut Node,
    suffix: &str,
    act: impl Into<Act>,
) -> Result<Vec<EventId>, Refused> {
    let (cmd, by) = (node.next_cmd(), colleague(node, suffix));
    node.act_as(cmd, &by, &act.into())
}

/// Who has a step of a unit: unit and user.
fn has(node: &Node, what: &str, owner: &str) -> Option<(HsaId, Option<HsaId>)> {
    let chain = node.chain();
    let head = chain.taken.get(&(what.to_owned(), unit(owner)))?;
    Some((head.value.unit.clone(), head.who.user.clone()))
}

#[test]
fn a_taken_step_is_free_again_when_it_is_done() {
    let mut node = started(&["VC", "BIST"]);
    node.act("BIST", take("answer-notice")).unwrap();
    node.act("VC", take("answer-notice")).unwrap();
    let of = node.last_of("admission-notice-sent");
    let answer = AnswerNotice { of, answer: NoticeAnswer::TakesOver, note: None, shown: vec![] };
    node.act("BIST", answer).unwrap();
    assert_eq!(has(&node, "answer-notice", "BIST"), None, "done");
    assert!(has(&node, "answer-notice", "VC").is_some(), "another unit's answer is its own");
    let refused = Release { what: "answer-notice".to_owned(), reason: "klart".to_owned() };
    assert_eq!(node.act("BIST", refused), Err(Refused::NotStanding), "nothing to give back");
}

#[test]
fn a_step_that_opens_again_is_nobodys() {
    let mut node = started(&["VC", "BIST"]);
    node.act("BIST", take("answer-municipality-ready")).unwrap();
    let yes = |node: &mut Node| {
        let of = node.chain().standing_ready_id();
        let shown = node.chain().municipality_ready.get(&unit("BIST")).map(|r| r.shown());
        let answer = ReadyAnswer::Yes { from: november(20, "08:00") };
        let shown = shown.unwrap_or_default();
        let act = AnswerMunicipalityReady { of, answer, despite: Some("ändå".to_owned()), shown };
        node.act("BIST", act).unwrap();
    };
    // A preliminary answer leaves the step to be done.
    yes(&mut node);
    assert!(has(&node, "answer-municipality-ready", "BIST").is_some(), "taken ahead of the notice");
    let of = node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap()[0];
    yes(&mut node);
    assert_eq!(has(&node, "answer-municipality-ready", "BIST"), None);
    let shown = node.chain().ready.shown();
    node.act("AVD5", WithdrawReady { of, reason: "feber".to_owned(), shown }).unwrap();
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    let steps = node.steps();
    let step = steps.iter().find(|s| s.kind == StepKind::AnswerMunicipalityReady).unwrap();
    assert!(step.taken(&node.chain()).is_none(), "a new notice is a new step");
    node.act("BIST", take("answer-municipality-ready")).unwrap();
    assert!(step.taken(&node.chain()).is_some());
}

#[test]
fn one_of_several_steps_of_a_kind_is_taken_and_done_by_itself() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", take("prepare-item:medication-list")).unwrap();
    node.act("AVD5", take("prepare-item:nursing-summary")).unwrap();
    node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    let taken = |node: &Node, item: &str| {
        let steps = node.steps();
        let step = steps.iter().find(|step| step.detail.as_deref() == Some(item));
        step.map(|step| step.taken(&node.chain()).is_some())
    };
    assert_eq!(taken(&node, "medication-list"), Some(true));
    assert_eq!(taken(&node, "discharge-summary"), Some(false));
    let done = SetChecklistItem {
        item: ChecklistItem::MedicationList,
        state: ItemState::Done,
        note: None,
        unit: None,
        marks: vec![],
        details: None,
        shown: vec![],
    };
    node.act("AVD5", done).unwrap();
    assert_eq!(has(&node, "prepare-item:medication-list", "AVD5"), None);
    assert!(has(&node, "prepare-item:nursing-summary", "AVD5").is_some());
}

#[test]
fn a_question_that_is_answered_is_taken_by_nobody_and_stays_seen() {
    let mut node = started(&["VC", "BIST"]);
    let asked = SendMessage {
        kind: MessageKind::Question,
        compartment: Compartment::Coordination,
        to: vec![unit("BIST")],
        text: "Finns nyckel?".to_owned(),
        ground: None,
    };
    let id = node.act("AVD5", asked).unwrap()[0];
    let state = |node: &Node| {
        let chain = node.chain();
        chain.message_state(chain.message(id).unwrap(), &unit("BIST"))
    };
    node.act("BIST", TakeOver { what: String::new(), message: Some(id) }).unwrap();
    let seen_at = state(&node).seen_at;
    assert!(seen_at.is_some());
    let of = node.chain().questions[0].cmd;
    node.act("BIST", AnswerQuestion { of, text: "Ja".to_owned() }).unwrap();
    assert_eq!(state(&node).taken_over, None);
    assert_eq!(state(&node).seen_at, seen_at, "who took it had seen it then");
    // Seen is monotone: who gives a message back has still seen it.
    let general = SendMessage {
        kind: MessageKind::General,
        compartment: Compartment::Coordination,
        to: vec![unit("BIST")],
        text: "Åker hem i morgon".to_owned(),
        ground: None,
    };
    let id = node.act("AVD5", general).unwrap()[0];
    node.act("BIST", TakeOver { what: String::new(), message: Some(id) }).unwrap();
    node.act("BIST", Release { what: id.to_hex(), reason: "byter pass".to_owned() }).unwrap();
    let chain = node.chain();
    assert!(chain.message_state(chain.message(id).unwrap(), &unit("BIST")).seen_at.is_some());
}

#[test]
fn a_handover_ends_the_first_taking_only_when_it_is_accepted() {
    let mut node = started(&["VC", "BIST"]);
    node.act("BIST", take("start-planning")).unwrap();
    let first = has(&node, "start-planning", "BIST");
    let of = node.act("BIST", offer("start-planning", "BIST")).unwrap()[0];
    assert_eq!(has(&node, "start-planning", "BIST"), first, "until then the first has it");
    let step = node.steps().into_iter().find(|s| s.kind == StepKind::AnswerHandover).unwrap();
    assert_eq!((step.unit, step.blocks), (unit("BIST"), false));
    assert_eq!(node.act("BIST", offer("start-planning", "BIST")), Err(Refused::AlreadyDone));
    assert_eq!(node.act("VC", AcceptHandover { of }), Err(Refused::NotYourUnit));
    assert_eq!(node.act("BIST", AcceptHandover { of }), Err(Refused::SamePerson));
    as_colleague(&mut node, "BIST", AcceptHandover { of }).unwrap();
    let other = HsaId::parse("TEST-U-OTHER").unwrap();
    assert_eq!(has(&node, "start-planning", "BIST"), Some((unit("BIST"), Some(other))));
    let by = node.chain().taken.values().next().unwrap().value.by.clone();
    assert_eq!(by.as_deref(), Some("Alex Provdahl"), "the name of the one who has it now");
    assert!(node.chain().handovers.is_empty());
    assert!(!node.steps().iter().any(|s| s.kind == StepKind::AnswerHandover));
    assert_eq!(node.act("BIST", AcceptHandover { of }), Err(Refused::NotStanding));
    // It ends as any taking does.
    node.act("BIST", StartPlanning {}).unwrap();
    assert_eq!(has(&node, "start-planning", "BIST"), None);
}

#[test]
fn an_offer_is_declined_with_a_reason_or_taken_back_and_the_first_keeps_it() {
    let mut node = started(&["VC", "BIST"]);
    node.act("BIST", take("start-planning")).unwrap();
    let first = has(&node, "start-planning", "BIST");
    let decline = |of, reason: &str| DeclineHandover { of, reason: reason.to_owned() };
    let of = node.act("BIST", offer("start-planning", "BIST")).unwrap()[0];
    assert_eq!(node.act("BIST", decline(of, " ")), Err(Refused::Empty("reason")));
    assert_eq!(node.act("VC", decline(of, "nej")), Err(Refused::NotYourUnit));
    as_colleague(&mut node, "BIST", decline(of, "har inte tid")).unwrap();
    assert_eq!(has(&node, "start-planning", "BIST"), first);
    assert_eq!(as_colleague(&mut node, "BIST", AcceptHandover { of }), Err(Refused::NotStanding));
    let again = node.act("BIST", offer("start-planning", "BIST")).unwrap()[0];
    node.act("BIST", decline(again, "jag hinner själv")).unwrap();
    assert!(node.chain().handovers.is_empty());
    assert_eq!(has(&node, "start-planning", "BIST"), first);
}

#[test]
fn a_handover_is_to_a_unit_a_role_or_a_person_of_the_own_organisation() {
    let mut node = started(&["VC", "BIST", "TRYGG", "HSV"]);
    node.act("BIST", take("start-planning")).unwrap();
    let to = |to: &str| offer("start-planning", to);
    assert_eq!(
        node.act("BIST", to("VC")),
        Err(Refused::RecipientCannotRead),
        "another organisation"
    );
    assert_eq!(node.act("BIST", to("LSS")), Err(Refused::RecipientCannotRead), "takes no part");
    assert_eq!(node.act("VC", to("VC")), Err(Refused::NotStanding), "has not taken it");
    let mine = OfferHandover { person: node.by("BIST").user, ..to("BIST") };
    assert_eq!(node.act("BIST", mine), Err(Refused::SamePerson), "who has it already");
    let role = OfferHandover { role: Some(Role::MunicipalCoordinator), ..to("BIST") };
    let of = node.clone().act("BIST", role.clone()).unwrap()[0];
    let mut by_role = node.clone();
    by_role.act("BIST", role).unwrap();
    assert_eq!(
        as_colleague(&mut by_role, "BIST", AcceptHandover { of }),
        Err(Refused::NotYourUnit)
    );
    let coordinator = By { role: Role::MunicipalCoordinator, ..colleague(&by_role, "BIST") };
    let cmd = by_role.next_cmd();
    by_role.act_as(cmd, &coordinator, &AcceptHandover { of }.into()).unwrap();
    let mut by_person = node.clone();
    let person = OfferHandover { person: Some(unit("U9")), ..to("BIST") };
    let of = by_person.act("BIST", person).unwrap()[0];
    assert_eq!(
        as_colleague(&mut by_person, "BIST", AcceptHandover { of }),
        Err(Refused::NotYourUnit)
    );
    // Another unit has it then, and gives it back; the step stays the first unit's to do.
    let of = node.act("BIST", to("TRYGG")).unwrap()[0];
    node.act("TRYGG", AcceptHandover { of }).unwrap();
    assert_eq!(has(&node, "start-planning", "BIST").map(|it| it.0), Some(unit("TRYGG")));
    let release = Release { what: "start-planning".to_owned(), reason: "fel enhet".to_owned() };
    assert_eq!(node.act("BIST", release.clone()), Err(Refused::NotStanding));
    node.act("TRYGG", release).unwrap();
    assert_eq!(has(&node, "start-planning", "BIST"), None);
}

#[test]
fn an_offer_of_what_is_done_or_given_back_asks_nobody() {
    let mut node = started(&["VC", "BIST"]);
    node.act("BIST", take("start-planning")).unwrap();
    let of = node.act("BIST", offer("start-planning", "BIST")).unwrap()[0];
    let mut released = node.clone();
    let release = Release { what: "start-planning".to_owned(), reason: "byte".to_owned() };
    released.act("BIST", release).unwrap();
    assert_eq!(
        as_colleague(&mut released, "BIST", AcceptHandover { of }),
        Err(Refused::NotStanding)
    );
    node.act("BIST", StartPlanning {}).unwrap();
    assert!(node.chain().handovers.is_empty());
    assert_eq!(as_colleague(&mut node, "BIST", AcceptHandover { of }), Err(Refused::NotStanding));
}

#[test]
fn accepted_and_released_at_two_nodes_at_once_it_is_the_new_ones() {
    let mut node = started(&["VC", "BIST"]);
    node.act("BIST", take("start-planning")).unwrap();
    let of = node.act("BIST", offer("start-planning", "BIST")).unwrap()[0];
    let mut twin = node.twin(2);
    let release = Release { what: "start-planning".to_owned(), reason: "byte".to_owned() };
    node.act("BIST", release).unwrap();
    as_colleague(&mut twin, "BIST", AcceptHandover { of }).unwrap();
    node.sync(&mut twin);
    let other = HsaId::parse("TEST-U-OTHER").unwrap();
    assert_eq!(has(&node, "start-planning", "BIST"), Some((unit("BIST"), Some(other))));
}
