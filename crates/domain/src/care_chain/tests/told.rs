//! Who is told of a death (facts 1.9, M9) and of a cancellation (M13), and until when it is theirs to
//! read.

use crate::care_chain::acts::*;
use crate::care_chain::samples::unit;
use crate::care_chain::steps::StepKind;
use crate::care_chain::testing::*;
use crate::care_chain::values::*;
use crate::envelope::Compartment;
use crate::ids::EventId;
use crate::moment::Moment;

/// The units that have a step of the kind, none of which comes due.
fn asked(node: &Node, kind: StepKind) -> Vec<String> {
    let steps = node.steps().into_iter().filter(|step| step.kind == kind);
    steps
        .map(|step| {
            assert_eq!((step.due, step.blocks), (None, false), "nothing runs after a death");
            step.unit.as_str().rsplit('-').next().unwrap().to_owned()
        })
        .collect()
}

fn died(node: &mut Node) -> EventId {
    let at = Moment::from_instant(node.now);
    let id = node.act("AVD5", RecordDeceased { at }).unwrap()[0];
    let other = By { user: Some(unit("U-2")), ..node.by("AVD5") };
    let cmd = node.next_cmd();
    node.act_as(cmd, &other, &ConfirmDeceased { of: id }.into()).unwrap();
    id
}

fn cancel(of: EventId, reason: CancelReason) -> CancelFacts {
    let written_by = Some(unit("AVD5"));
    CancelFacts { of: vec![of], written_by, reason, note: "fel ärende".to_owned() }
}

#[test]
fn a_death_stays_with_each_unit_until_it_has_seen_it_and_asks_for_nothing_else() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    let id = died(&mut node);
    assert_eq!(asked(&node, StepKind::Acknowledge), ["BIST", "HSV", "VC"]);
    node.act("BIST", Acknowledge { messages: vec![id] }).unwrap();
    node.act("VC", Acknowledge { messages: vec![id] }).unwrap();
    assert_eq!(asked(&node, StepKind::Acknowledge), ["HSV"]);
    node.act("HSV", Acknowledge { messages: vec![id] }).unwrap();
    assert!(node.steps().is_empty(), "and then it leaves the lists");
}

#[test]
fn what_is_written_after_a_death_reaches_whoever_it_is_for() {
    let mut node = started(&["VC", "BIST"]);
    let ask = |kind| SendMessage {
        kind,
        compartment: Compartment::Coordination,
        to: vec![unit("AVD5")],
        text: "När kan hjälpmedlen hämtas?".to_owned(),
        ground: None,
    };
    node.act("BIST", ask(MessageKind::Question)).unwrap();
    let id = died(&mut node);
    for suffix in ["BIST", "VC"] {
        node.act(suffix, Acknowledge { messages: vec![id] }).unwrap();
    }
    assert!(node.steps().is_empty(), "what was asked before has lapsed");
    node.act("BIST", ask(MessageKind::Question)).unwrap();
    assert_eq!(asked(&node, StepKind::AnswerQuestion), ["AVD5"]);
    let of = node.chain().questions.last().unwrap().cmd;
    node.act("AVD5", AnswerQuestion { of, text: "I morgon.".to_owned() }).unwrap();
    assert_eq!(asked(&node, StepKind::AnswerQuestion), [""; 0]);
    assert_eq!(asked(&node, StepKind::Acknowledge), ["BIST"], "the answer");
    node.act("BIST", ask(MessageKind::General)).unwrap();
    assert_eq!(asked(&node, StepKind::Acknowledge), ["AVD5", "BIST"]);
}

#[test]
fn a_mistake_that_is_cancelled_is_told_to_everybody_it_was_sent_to() {
    let mut node = started(&["VC", "BIST"]);
    let id = died(&mut node);
    node.act("BIST", Acknowledge { messages: vec![id] }).unwrap();
    node.act("AVD5", cancel(id, CancelReason::Mistake)).unwrap();
    let chain = node.chain();
    assert!(!chain.stage().is_over());
    let told = |suffix: &str| {
        chain.unseen(&unit(suffix)).iter().any(|it| it.event_type == "facts-cancelled")
    };
    assert!(told("BIST"), "who has read of the death hears that it was a mistake");
    assert!(told("VC") && !told("AVD5"));
    let steps = node.steps();
    let mut reads = steps.iter().filter(|it| it.kind == StepKind::Acknowledge);
    assert!(reads.any(|it| it.unit == unit("BIST")), "and acknowledges it");
    assert!(!steps.iter().any(|it| it.kind == StepKind::ConfirmCancellation));
}

#[test]
fn a_mistake_that_was_sent_to_nobody_is_told_to_nobody() {
    let mut node = started(&["VC", "BIST"]);
    node.act("BIST", StartPlanning {}).unwrap();
    let id = node.last_of("planning-started");
    let by_bist =
        CancelFacts { written_by: Some(unit("BIST")), ..cancel(id, CancelReason::Mistake) };
    node.act("BIST", by_bist).unwrap();
    assert!(!node.chain().messages.iter().any(|it| it.event_type == "facts-cancelled"));
    // One unit's message is not everybody's.
    let to = vec![unit("VC")];
    let (kind, compartment) = (MessageKind::General, Compartment::Coordination);
    let text = "Hej".to_owned();
    let id =
        node.act("AVD5", SendMessage { kind, compartment, to, text, ground: None }).unwrap()[0];
    node.act("AVD5", cancel(id, CancelReason::Mistake)).unwrap();
    let chain = node.chain();
    let told = chain.messages.iter().find(|it| it.event_type == "facts-cancelled").unwrap();
    assert_eq!(told.to, [unit("VC")]);
}
