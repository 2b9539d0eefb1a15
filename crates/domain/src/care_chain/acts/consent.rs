//! Consent, harm assessment, protected identity (facts 1.8, 7.9).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{By, Decide, Decision, NOTE, NewFact, Refused, optional};
use crate::care_chain::events::{ConsentRecorded, ProtectedIdentityMarked};
use crate::care_chain::state::CareChain;
use crate::care_chain::values::ConsentValue;
use crate::ids::EventId;

/// What the person says about sharing, or the harm assessment when the person cannot say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordConsent {
    /// The fact.
    pub consent: ConsentRecorded,
    /// The values that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for RecordConsent {
    fn decide(&self, _: &CareChain, by: &By) -> Decision {
        let consent = &self.consent;
        let note = optional("note", consent.note.as_deref(), NOTE)?;
        let answered = !matches!(consent.value, ConsentValue::NotAsked);
        if answered && consent.scope.is_empty() {
            return Err(Refused::Empty("scope"));
        }
        if consent.value == ConsentValue::UnableHarmAssessed && note.is_none() {
            return Err(Refused::Empty("note"));
        }
        let recorded = ConsentRecorded { note, ..consent.clone() };
        Ok(vec![NewFact::new(recorded, by).replacing(self.shown.clone())])
    }
}

impl ConsentRecorded {
    /// Part 2 of the admission notice may be sent at a time: the ground covers sharing and has not
    /// run out. Consent is never general (facts 1.8); compulsory care asks for none (definitions 2).
    pub fn opens_part_two(&self, at: Timestamp) -> bool {
        let covers = self.value == ConsentValue::CompulsoryCare
            || self.scope.iter().any(|word| word == "sharing");
        let holds = self.valid_to.as_ref().is_none_or(|until| at <= until.instant);
        self.value.opens_part_two() && covers && holds
    }
}

/// Skyddade personuppgifter: from now on only the ward reads, by direct contact with others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarkProtected {
    /// Marked, or the mark taken away.
    pub protected: bool,
}

impl Decide for MarkProtected {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.protected == self.protected {
            return Err(Refused::AlreadyDone);
        }
        let marked = ProtectedIdentityMarked { protected: self.protected };
        Ok(vec![NewFact::new(marked, by).replacing(chain.protected_marks.shown())])
    }
}
