//! A feed in memory: what the use cases do with a stream, without a store.

use brygga_hl7::adt::{AckCode, AdtEvent, AdtInput, AdtProblem, SenderKey};
use brygga_hl7::identifier::IdentifierText;
use brygga_hl7::mllp::FrameDecoder;
use brygga_hl7::reading::{Reading, read_frame};
use brygga_hl7::stay::{StayFact, StayState, fold, refusal};
use std::collections::BTreeMap;

#[derive(Default)]
pub(crate) struct Feed {
    seen: BTreeMap<SenderKey, Vec<u8>>,
    facts: BTreeMap<String, Vec<StayFact>>,
    arrivals: u64,
}

impl Feed {
    /// Takes one message and gives its code and, if it is not AA, the reason.
    pub(crate) fn take(&mut self, reading: &Reading) -> (AckCode, String) {
        let result = reading.result.clone().and_then(|input| self.keep(input, &reading.bytes));
        match result {
            Ok(()) => (AckCode::Aa, String::new()),
            Err(problem) => (problem.code(), problem.to_string()),
        }
    }

    fn keep(&mut self, input: AdtInput, bytes: &[u8]) -> Result<(), AdtProblem> {
        match self.seen.get(&input.sender) {
            Some(content) if content == bytes => return Ok(()),
            Some(_) => return Err(AdtProblem::SameKeyOtherContent),
            None => {}
        }
        let arrival = self.arrivals + 1;
        let fact = input.stay_fact(arrival);
        if let Some(visit) = &fact.visit {
            let facts = self.facts.entry(visit.clone()).or_default();
            if let Some(problem) = refusal(facts, &fact) {
                return Err(problem);
            }
            facts.push(fact);
        }
        if input.event == AdtEvent::UpdatePerson {
            self.keep_for_person(&input.patient.identifiers, &input.stay_fact(arrival));
        }
        for merge in &input.merges {
            self.keep_for_person(&merge.prior, &input.merge_fact(merge, arrival));
        }
        self.arrivals = arrival;
        self.seen.insert(input.sender, bytes.to_vec());
        Ok(())
    }

    fn keep_for_person(&mut self, identifiers: &[IdentifierText], fact: &StayFact) {
        for facts in self.facts.values_mut() {
            let is_theirs = |known: &StayFact| {
                known.identifier.as_ref().is_some_and(|known| identifiers.contains(known))
            };
            if facts.iter().any(is_theirs) {
                facts.push(StayFact { visit: None, ..fact.clone() });
            }
        }
    }

    pub(crate) fn states(&self) -> BTreeMap<String, StayState> {
        self.facts.iter().map(|(visit, facts)| (visit.clone(), fold(facts))).collect()
    }
}

pub(crate) fn state_name(state: &StayState) -> &'static str {
    state.stay().map_or("parked", |stay| stay.status.as_str())
}

/// Reads a stream in packets of `packet_bytes`.
pub(crate) fn read_stream(bytes: &[u8], packet_bytes: usize) -> Vec<Reading> {
    let mut decoder = FrameDecoder::new();
    let mut frames: Vec<_> =
        bytes.chunks(packet_bytes).flat_map(|packet| decoder.push(packet)).collect();
    frames.extend(decoder.finish());
    frames.into_iter().map(read_frame).collect()
}
