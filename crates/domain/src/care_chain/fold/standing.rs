//! The standing facts that a reader from now on needs, so that a new segment can carry them
//! (decision 1): who the person is, who takes part and plans, the responsible ward, the estimate,
//! the care contact, what stands of readiness and the checklist, and the end. Notices addressed to
//! others, messages and answers are history, and are not carried.

use std::collections::BTreeSet;

use super::Live;
use crate::care_chain::events::{ChainEvent as E, EstimateChanged, PartyAdded};
use crate::care_chain::fact::Fact;
use crate::care_chain::register::Register;
use crate::care_chain::state::{CareChain, Segments};
use crate::envelope::Compartment;
use crate::ids::EventId;

pub(super) fn standing(live: &Live<'_>, chain: &CareChain) -> Vec<Fact> {
    let mut kept = Kept { live, facts: Vec::new() };
    let opened = kept.opened(chain);
    let before: Vec<EventId> = opened.into_iter().collect();
    kept.heads(&chain.identity, &before);
    kept.heads(&chain.ward, &before);
    kept.parties(chain);
    kept.heads(&chain.protected_marks, &[]);
    kept.heads(&chain.ready, &[]);
    // Who has been notified of it: each unit's clock starts at its own notice.
    for head in &chain.ready_notified {
        if chain.ready.heads.iter().any(|ready| ready.id == head.value.of) {
            kept.keep(head.id, &[], None);
        }
    }
    kept.estimate(chain);
    kept.heads(&chain.care_contact, &[]);
    for (fact, event, _) in &live.acts {
        if matches!(event, E::PlanningStarted(_)) {
            kept.keep(fact.id, &[], None);
        }
    }
    for register in chain.checklist.values() {
        kept.heads(register, &[]);
    }
    kept.heads(&chain.discharged, &[]);
    let ends =
        [chain.deceased.as_ref().map(|head| head.id), chain.closed.as_ref().map(|head| head.id)];
    for id in ends.into_iter().flatten() {
        kept.keep(id, &[], None);
    }
    let confirmed = live
        .acts
        .iter()
        .find(|(_, event, _)| chain.deceased_confirmed && matches!(event, E::DeceasedConfirmed(_)));
    if let Some((fact, _, _)) = confirmed {
        kept.keep(fact.id, &[], None);
    }
    kept.facts
}

struct Kept<'a, 'l> {
    live: &'l Live<'a>,
    facts: Vec<Fact>,
}

impl Kept<'_, '_> {
    /// Keeps a fact once, with what it replaces besides, or something less in its place.
    fn keep(&mut self, id: EventId, besides: &[EventId], instead: Option<E>) {
        if self.facts.iter().any(|fact| fact.id == id) {
            return;
        }
        let Some((fact, event, _)) = self.live.acts.iter().find(|(fact, _, _)| fact.id == id)
        else {
            return;
        };
        let event = instead.unwrap_or_else(|| (*event).clone());
        let replaces: BTreeSet<EventId> =
            fact.replaces.iter().chain(besides).copied().filter(|other| *other != id).collect();
        self.facts.push(Fact {
            event_type: event.event_type().name.to_owned(),
            ver: event.event_type().ver,
            replaces: replaces.into_iter().collect(),
            event: Ok(event),
            ..(*fact).clone()
        });
    }

    fn heads<T>(&mut self, register: &Register<T>, besides: &[EventId]) {
        for head in &register.heads {
            self.keep(head.id, besides, None);
        }
    }

    /// Who takes part now, without the ground on which history was disclosed.
    fn parties(&mut self, chain: &CareChain) {
        for (fact, event, _) in &self.live.acts {
            let E::PartyAdded(data) = event else { continue };
            let goes_on = chain.party(&data.unit).is_some_and(|party| {
                let runs = party.segments.get(&Compartment::Coordination);
                let run = Segments { from: data.from_segment, to: None };
                runs.is_some_and(|runs| runs.contains(&run))
            });
            if goes_on && fact.stream.compartment == Compartment::Coordination {
                let data = PartyAdded { ground: None, ..data.clone() };
                self.keep(fact.id, &[], Some(data.into()));
            }
        }
    }

    /// The opening with what stands now instead of what stood then: a former name, number, address
    /// or ward is nothing that a new reader needs. What stands is named as replacing it, so that
    /// the opening is never a second value beside it.
    fn opened(&mut self, chain: &CareChain) -> Option<EventId> {
        let opening = |admitted: bool| {
            self.live.acts.iter().find_map(|(fact, event, _)| match event {
                E::ChainOpened(data) if !admitted || data.admitted_at.is_some() => {
                    Some((fact.id, data))
                }
                _ => None,
            })
        };
        let (id, data) = opening(true).or_else(|| opening(false))?;
        let mut data = data.clone();
        if let Some(head) = chain.identity.heads.first() {
            data.identity.clone_from(&head.value);
        }
        if let Some(head) = chain.ward.heads.first() {
            (data.ward, data.place) = head.value.clone();
        }
        data.address.clone_from(&chain.address);
        data.municipality.clone_from(&chain.municipality);
        data.area.clone_from(&chain.area);
        data.protected = chain.protected;
        self.keep(id, &[], Some(data.into()));
        Some(id)
    }

    /// The estimate without the notice that it stands in. Departures of ready notices that it has
    /// replaced, directly or over several steps, are named.
    fn estimate(&mut self, chain: &CareChain) {
        let heads: BTreeSet<EventId> = chain.estimate.heads.iter().map(|head| head.id).collect();
        let replaced: Vec<EventId> =
            chain.ready.heads.iter().map(|head| head.id).filter(|id| !heads.contains(id)).collect();
        for head in &chain.estimate.heads {
            let estimate =
                EstimateChanged { estimated_discharge: head.value.clone(), reason: None };
            let is_change = self.live.acts.iter().any(|(fact, event, _)| {
                fact.id == head.id && matches!(event, E::EstimateChanged(_))
            });
            let instead = if is_change { None } else { Some(estimate.into()) };
            self.keep(head.id, &replaced, instead);
        }
    }
}
