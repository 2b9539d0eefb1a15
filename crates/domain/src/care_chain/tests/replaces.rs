//! What a fact may replace, as `docs/events.md` says it: the fold heeds every row, and no act goes
//! past one (the node of the tests asks that of every act).

use crate::care_chain::acts::{
    AddParty, EndParty, MarkProtected, NewFact, Release, StartChain, TakeOver,
};
use crate::care_chain::events::*;
use crate::care_chain::samples::{one_of_each, unit};
use crate::care_chain::testing::*;
use crate::care_chain::{CareChain, Fact, fold};
use crate::ids::{ChainId, EventId};

/// The sample of a type, about the same thing as every other sample that may stand beside it.
fn sample(name: &str, told: EventId) -> ChainEvent {
    let all = one_of_each().into_iter();
    let found = all.into_iter().find(|event| event.event_type().name == name);
    let mut event = found.unwrap_or_else(|| panic!("{name} has no sample"));
    match &mut event {
        ChainEvent::TakenOver(data) => (data.unit, data.what) = (unit("BIST"), "it".to_owned()),
        ChainEvent::Released(data) => (data.unit, data.what) = (unit("BIST"), "it".to_owned()),
        ChainEvent::HandoverAccepted(data) => {
            (data.owner, data.what) = (unit("BIST"), "it".to_owned());
        }
        ChainEvent::PartyAdded(data) => (data.unit, data.from_segment) = (unit("BIST"), 0),
        ChainEvent::PartyEnded(data) => (data.unit, data.to_segment) = (unit("BIST"), 0),
        ChainEvent::SameAsMarked(data) => data.chain = ChainId::from_bytes([9; 16]),
        ChainEvent::NotSameAsMarked(data) => data.chain = ChainId::from_bytes([9; 16]),
        ChainEvent::PhoneConfirmed(data) => data.of = told,
        _ => {}
    }
    if let ChainEvent::TakenOver(data) = &mut event {
        data.message = None;
    }
    event
}

fn meaning(facts: &[Fact]) -> CareChain {
    // What is carried into a new segment holds the facts themselves.
    CareChain { standing: Vec::new(), ..fold(facts) }
}

/// That the one names the other makes a difference, whichever was written first.
fn heeds(name: &str, replaced: &str) -> bool {
    [[replaced, name], [name, replaced]].into_iter().enumerate().any(|(place, order)| {
        let mut node = Node::new(1);
        let by = node.by("AVD5");
        let told = NewFact::new(sample("told-by-phone", EventId([0; 32])), &by);
        let told = node.raw("AVD5", vec![told])[0];
        for name in order {
            node.raw("AVD5", vec![NewFact::new(sample(name, told), &by)]);
        }
        let (new, old) = (2 - place, 1 + place);
        let mut names = node.facts.clone();
        names[new].replaces = vec![names[old].id];
        meaning(&names) != meaning(&node.facts)
    })
}

#[test]
fn the_fold_heeds_every_replacement_that_the_page_about_events_allows() {
    let idle: Vec<_> =
        may_replace().into_iter().filter(|(name, replaced)| !heeds(name, replaced)).collect();
    assert!(idle.is_empty(), "named without effect: {idle:?}");
    assert!(!heeds("seen", "seen") && !heeds("estimate-changed", "ward-moved"));
}

#[test]
fn a_release_a_return_and_a_second_mark_replace_what_the_page_says() {
    let mut node = started(&["BIST", "VC"]);
    let what = "answer-municipality-ready".to_owned();
    node.act("BIST", TakeOver { what: what.clone(), message: None }).unwrap();
    node.act("BIST", Release { what, reason: "Semester".to_owned() }).unwrap();
    assert_eq!(replaced_by(&node, "released"), ["taken-over"]);

    let mut node = started(&["BIST", "VC"]);
    node.act("AVD5", EndParty { party: party("BIST"), known: vec![] }).unwrap();
    let back = AddParty { party: party("BIST"), history: true, ground: "Åter aktuell".to_owned() };
    node.act("AVD5", back).unwrap();
    assert_eq!(replaced_by(&node, "party-added"), ["party-ended"]);

    let mut node = Node::new(1);
    let protected = StartChain { protected: true, notice: None, address: None, ..start(&["BIST"]) };
    node.act("AVD5", protected).unwrap();
    node.act("AVD5", MarkProtected { protected: false }).unwrap();
    assert_eq!(replaced_by(&node, "protected-identity-marked"), ["protected-identity-marked"]);
}

fn replaced_by(node: &Node, name: &str) -> Vec<String> {
    let fact = node.facts.iter().rev().find(|f| f.event_type == name && !f.replaces.is_empty());
    let of = |id| node.facts.iter().find(|fact| fact.id == id).unwrap().event_type.clone();
    fact.unwrap().replaces.iter().copied().map(of).collect()
}
