//! Which facts count: each act once (M10), nothing cancelled (M13); and what is wrong with the facts
//! themselves (M14–M16).

use std::collections::{BTreeMap, BTreeSet};

use crate::care_chain::events::ChainEvent as E;
use crate::care_chain::fact::Fact;
use crate::care_chain::register::Live;
use crate::care_chain::state::Irregularities;
use crate::envelope::{Compartment, StreamId};
use crate::ids::EventId;

/// Equal events by one act stand together under the least of their ids (M10); an act is cancelled
/// when one of its copies is. Gives also every cancelled fact with its cancellation.
pub(super) fn live<'a>(
    facts: &BTreeMap<EventId, &'a Fact>,
) -> (Live<'a>, BTreeMap<EventId, EventId>) {
    let mut acts: Vec<(&Fact, &E, Vec<EventId>)> = Vec::with_capacity(facts.len());
    let mut by_act: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for fact in facts.values() {
        let Ok(event) = &fact.event else { continue };
        let same = by_act.entry((fact.cmd, fact.part)).or_default();
        match same.iter().find(|at| acts[**at].0.same_act(fact)) {
            Some(at) => acts[*at].2.push(fact.id),
            None => {
                same.push(acts.len());
                acts.push((fact, event, vec![fact.id]));
            }
        }
    }
    let cancelled = cancelled(&acts);
    let mut copies = BTreeMap::new();
    for (fact, _, ids) in &acts {
        copies.extend(ids.iter().skip(1).map(|id| (*id, fact.id)));
    }
    acts.retain(|(fact, _, _)| !cancelled.contains_key(&fact.id));
    (Live { acts, copies }, cancelled)
}

/// What cancellations take away. A cancellation cannot itself be cancelled: who was wrong twice
/// records the fact anew. Who could read is history: a part ends by `party-ended`, and the
/// receivers of a fact about the wrong person must be able to read that it is cancelled.
fn cancelled(acts: &[(&Fact, &E, Vec<EventId>)]) -> BTreeMap<EventId, EventId> {
    let mut by: BTreeMap<EventId, EventId> = BTreeMap::new();
    for (fact, event, _) in acts {
        if let E::FactsCancelled(data) = event {
            for of in &data.of {
                by.entry(*of).or_insert(fact.id);
            }
        }
    }
    let mut messages = BTreeMap::new();
    for (fact, event, ids) in acts {
        if let Some(cancellation) = ids.iter().find_map(|id| by.get(id)).copied()
            && is_message(event)
        {
            messages.entry(fact.cmd).or_insert(cancellation);
        }
    }
    let mut cancelled = BTreeMap::new();
    for (fact, event, ids) in acts {
        let lasting = matches!(
            event,
            E::FactsCancelled(_)
                | E::PartyAdded(_)
                | E::PartyEnded(_)
                | E::RoomOpened(_)
                | E::SegmentOpened(_)
        );
        let words = || messages.get(&fact.cmd).filter(|_| is_message(event));
        let cancellation = ids.iter().find_map(|id| by.get(id)).or_else(words);
        if let Some(cancellation) = cancellation.filter(|_| !lasting) {
            cancelled.extend(ids.iter().map(|id| (*id, *cancellation)));
        }
    }
    cancelled
}

/// A message outside compartment 0 and its status are one thing.
fn is_message(event: &E) -> bool {
    matches!(
        event,
        E::MessageSent(_) | E::MessageNoted(_) | E::QuestionAsked(_) | E::QuestionAnswered(_)
    )
}

pub(super) fn irregularities(facts: &BTreeMap<EventId, &Fact>) -> Irregularities {
    let mut found = Irregularities::default();
    let mut places: BTreeMap<_, EventId> = BTreeMap::new();
    let mut highest: BTreeMap<_, (u64, u64)> = BTreeMap::new();
    let mut acts: BTreeMap<_, &Fact> = BTreeMap::new();
    for fact in facts.values() {
        if fact.event.is_err() && fact.crit {
            found.requires_update = true;
        }
        if fact.seq == 0 {
            continue;
        }
        match places.get(&(fact.origin, fact.stream, fact.seq)) {
            Some(other) => found.forks.extend([*other, fact.id]),
            None => {
                places.insert((fact.origin, fact.stream, fact.seq), fact.id);
                let (top, count) = highest.entry((fact.origin, fact.stream)).or_default();
                *top = fact.seq.max(*top);
                *count += 1;
            }
        }
        let first = acts.entry((fact.cmd, fact.part)).or_insert(fact);
        if !first.same_act(fact) {
            found.same_form.insert(fact.cmd);
        }
    }
    for ((_, stream), (top, count)) in &highest {
        let holes = top.saturating_sub(*count);
        found.missing = found.missing.saturating_add(holes);
        if stream.compartment == Compartment::Coordination {
            found.missing_coordination = found.missing_coordination.saturating_add(holes);
        }
    }
    found
}

/// The newest fact of each origin per stream: what a new segment continues.
pub(super) fn last_facts(
    facts: &BTreeMap<EventId, &Fact>,
) -> BTreeMap<StreamId, BTreeSet<EventId>> {
    let mut top: BTreeMap<_, u64> = BTreeMap::new();
    for fact in facts.values() {
        let seq = top.entry((fact.stream, fact.origin)).or_default();
        *seq = fact.seq.max(*seq);
    }
    let mut last: BTreeMap<StreamId, BTreeSet<EventId>> = BTreeMap::new();
    for fact in facts.values() {
        if top.get(&(fact.stream, fact.origin)) == Some(&fact.seq) {
            last.entry(fact.stream).or_default().insert(fact.id);
        }
    }
    last
}
