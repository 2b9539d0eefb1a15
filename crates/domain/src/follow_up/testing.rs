//! Times and chains as tests write them, here and in other crates.

use jiff::Timestamp;

use super::facts::{
    ChainFacts, LeftFacts, MunicipalityFacts, NoticeFacts, ReadyFacts, SipFacts, UnitReady,
    WardFrom,
};
use crate::calendar::stockholm;
use crate::care_chain::Destination;
use crate::ids::{ChainId, HsaId, PersonId};

/// Reads a local time such as `2026-11-20 12:00`, the earlier where it occurs twice.
#[must_use]
pub fn local(text: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = text.parse().expect("a date and a time");
    stockholm().to_timestamp(civil).expect("a time in Stockholm")
}

/// A unit of the tests: `SE2321000016-` and its name.
#[must_use]
pub fn unit(name: &str) -> HsaId {
    HsaId::parse(&format!("SE2321000016-{name}")).expect("an HSA-id")
}

/// A chain on ward W37 for municipality 1081, admitted and with a notice three days before it was
/// ready.
#[must_use]
pub fn chain(number: u32, ready: &str, left: Option<&str>) -> ChainFacts {
    chain_at(number, local(ready), left.map(local))
}

/// The same, by instants.
#[must_use]
pub fn chain_at(number: u32, ready: Timestamp, left: Option<Timestamp>) -> ChainFacts {
    let mut id = [0; 16];
    id[12..].copy_from_slice(&number.to_be_bytes());
    let admitted = ready - jiff::SignedDuration::from_hours(72);
    ChainFacts {
        chain: ChainId::from_bytes(id),
        person: PersonId::from_bytes(id),
        same_as: Vec::new(),
        protected: false,
        imported: false,
        source: None,
        municipality: Some(String::from("1081")),
        ward: unit("W37"),
        wards: vec![WardFrom { ward: unit("W37"), at: admitted }],
        parties: Vec::new(),
        opened_at: Some(admitted),
        admitted_at: Some(admitted),
        notices: vec![NoticeFacts { sent_at: admitted, due_from: admitted, to: Vec::new() }],
        estimates: Vec::new(),
        care_contacts: Vec::new(),
        planning: Vec::new(),
        items: Vec::new(),
        sip: SipFacts {
            needed: false,
            declined: false,
            requested_at: None,
            needs: Vec::new(),
            calls: Vec::new(),
            held_at: None,
        },
        questions: Vec::new(),
        ready: vec![ReadyFacts {
            sent_at: ready,
            ended_at: None,
            stands: true,
            secrecy_hinders: false,
            outpatient_needed: false,
            planned_departure: None,
            municipalities: Vec::new(),
            outpatient: Vec::new(),
            positions: Vec::new(),
        }],
        ready_disputed: false,
        information_at: None,
        informed_at: None,
        left: left.map(|at| LeftFacts { at, destination: Destination::Home }),
        transferred_at: None,
        deceased_at: None,
        closed: None,
        follow_ups: Vec::new(),
        turns: Vec::new(),
        leaves: Vec::new(),
        judged: None,
        uncertain: false,
        changed_at: ready,
    }
}

/// The municipality has said yes.
pub fn municipality_ready(chain: &mut ChainFacts, at: Timestamp) {
    chain.ready[0].municipalities = vec![MunicipalityFacts {
        organisation: unit("KOMMUN"),
        units: vec![UnitReady {
            unit: unit("BISTAND"),
            notified_at: Some(chain.ready[0].sent_at),
            ready_at: Some(at),
            can_receive_from: None,
            refused_at: None,
        }],
    }];
}
