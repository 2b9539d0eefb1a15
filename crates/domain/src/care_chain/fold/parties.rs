//! Who the person is, which ward is responsible, who takes part and reads.

use std::collections::{BTreeMap, BTreeSet};

use super::Live;
use crate::care_chain::events::{ChainEvent as E, PartyAdded, PartyEnded};
use crate::care_chain::fact::Fact;
use crate::care_chain::state::{CancelledOpening, CareChain, Party, Room, Segments};
use crate::envelope::Compartment;
use crate::ids::{EventId, HsaId};

pub(super) fn fold_identity(live: &Live<'_>, chain: &mut CareChain) {
    chain.identity = live.register(|_, event| match event {
        E::ChainOpened(data) => Some(data.identity.clone()),
        E::IdentityChanged(data) => Some(data.identity.clone()),
        _ => None,
    });
    let opened = live.all(|_, event| match event {
        E::ChainOpened(data) => Some(data),
        _ => None,
    });
    chain.opened_at = opened.first().map(|opened| opened.at);
    // A care request opens the chain before anyone is admitted; the admission opens it again.
    let admitted = opened.iter().find(|opened| opened.value.admitted_at.is_some());
    if let Some(opened) = admitted.or(opened.first()) {
        chain.address.clone_from(&opened.value.address);
        chain.municipality.clone_from(&opened.value.municipality);
        chain.area.clone_from(&opened.value.area);
        chain.admitted_at.clone_from(&opened.value.admitted_at);
    }
    let municipality = live.register(|_, event| match event {
        E::IdentityChanged(data) => data.municipality.clone(),
        _ => None,
    });
    if let Some(changed) = municipality.settled() {
        chain.municipality = Some(changed.value.clone());
    }
    chain.protected_marks = live.register(|_, event| match event {
        E::ProtectedIdentityMarked(data) => Some(data.protected),
        _ => None,
    });
    let was_protected = chain.cancelled_opening.as_ref().is_some_and(|it| it.protected);
    // One voice is enough: of several marks that nobody settled, and of several openings.
    chain.protected = match chain.protected_marks.heads.as_slice() {
        [] => opened.iter().any(|opened| opened.value.protected) || was_protected,
        marks => marks.iter().any(|head| head.value),
    };
    if chain.protected {
        chain.address = None;
    }
    chain.ward = live.register(|_, event| match event {
        E::ChainOpened(data) => Some((data.ward.clone(), data.place.clone())),
        E::WardMoved(data) => Some((data.ward.clone(), data.place.clone())),
        _ => None,
    });
    chain.consent = live.register(|_, event| match event {
        E::ConsentRecorded(data) => Some(data.clone()),
        _ => None,
    });
}

/// The first opening, when every one of them is cancelled.
pub(super) fn cancelled_opening(
    facts: &BTreeMap<EventId, &Fact>,
    live: &Live<'_>,
    cancelled: &BTreeMap<EventId, EventId>,
) -> Option<CancelledOpening> {
    if live.acts.iter().any(|(_, event, _)| matches!(event, E::ChainOpened(_))) {
        return None;
    }
    let opened = facts.values().filter_map(|fact| match &fact.event {
        Ok(E::ChainOpened(data)) => Some((*fact, data)),
        _ => None,
    });
    let (fact, data) = opened.min_by_key(|(fact, _)| (fact.legal_time(), fact.id))?;
    let cancellation = facts.get(cancelled.get(&fact.id)?)?;
    Some(CancelledOpening {
        identity: data.identity.clone(),
        ward: data.ward.clone(),
        protected: data.protected,
        cancelled_at: cancellation.legal_time(),
    })
}

pub(super) fn fold_parties(live: &Live<'_>, chain: &mut CareChain) {
    let ends: Vec<(EventId, Compartment, &PartyEnded)> = live
        .all(|fact, event| match event {
            E::PartyEnded(data) => Some((fact.stream.compartment, data)),
            _ => None,
        })
        .into_iter()
        .map(|head| (head.id, head.value.0, head.value.1))
        .collect();
    let added = live.all(|fact, event| match event {
        E::PartyAdded(data) => Some((fact.stream.compartment, data, &fact.replaces)),
        _ => None,
    });
    // A unit that comes back with history replaces the end of its part.
    let returned: BTreeSet<(EventId, &HsaId)> = added
        .iter()
        .flat_map(|head| head.value.2.iter().map(|id| (live.the(*id), &head.value.1.unit)))
        .collect();
    let stands = |id: EventId, unit| !returned.contains(&(id, unit));
    let mut parties: BTreeMap<HsaId, Party> = BTreeMap::new();
    for head in &added {
        let (compartment, data, _) = head.value;
        let party = parties.entry(data.unit.clone()).or_insert_with(|| new_party(data, head.at));
        // An end cuts what began before it; who comes back later starts in a later segment.
        let to = ends
            .iter()
            .filter(|(id, of, end)| {
                *of == compartment
                    && end.unit == data.unit
                    && end.to_segment >= data.from_segment
                    && stands(*id, &data.unit)
            })
            .map(|(_, _, end)| end.to_segment)
            .min();
        party.compartments.insert(compartment);
        let segments = Segments { from: data.from_segment, to };
        party.segments.entry(compartment).or_default().push(segments);
    }
    for party in parties.values_mut() {
        party.ended = !party.reads_on(Compartment::Coordination);
        party.ends = ends
            .iter()
            .filter(|(id, _, end)| end.unit == party.unit && stands(*id, &party.unit))
            .map(|(id, compartment, _)| (*compartment, *id))
            .collect();
    }
    chain.parties = parties.into_values().collect();
    chain.rooms = live
        .all(|_, event| match event {
            E::RoomOpened(data) => Some(Room {
                compartment: data.compartment,
                room: data.room,
                audience: data.audience.clone(),
            }),
            _ => None,
        })
        .into_iter()
        .map(|head| head.value)
        .collect();
    for (fact, _, _) in &live.acts {
        let segment = chain.segments.entry(fact.stream.compartment).or_default();
        *segment = fact.stream.segment.max(*segment);
    }
}

fn new_party(data: &PartyAdded, added_at: jiff::Timestamp) -> Party {
    Party {
        unit: data.unit.clone(),
        organisation: data.organisation.clone(),
        branch: data.branch,
        supplier: data.supplier,
        compartments: BTreeSet::new(),
        segments: BTreeMap::new(),
        added_at,
        ended: false,
        ends: Vec::new(),
    }
}
