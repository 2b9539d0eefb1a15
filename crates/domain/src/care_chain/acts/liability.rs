//! What a party of the payment says of an account: open, disputed, agreed (facts 2.4).

use serde::{Deserialize, Serialize};

use super::{By, Decide, Decision, NOTE, NewFact, Refused, optional, written};
use crate::care_chain::events::LiabilityStatusSet;
use crate::care_chain::state::{CareChain, Ready};
use crate::care_chain::values::{LiabilitySide, LiabilityStatus};
use crate::ids::EventId;

/// Says something of the account of a ready notice, for the own side. What was said before stays; a
/// dispute says why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetLiabilityStatus {
    /// The ready notice, also one that was withdrawn: ended days stand (definition 7).
    pub of: EventId,
    /// What.
    pub status: LiabilityStatus,
    /// Why.
    pub note: Option<String>,
}

impl Decide for SetLiabilityStatus {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let of = chain.the(self.of);
        let mut notices = chain.ready_history.iter();
        if !notices.any(|head| head.id == of && matches!(head.value, Ready::Declared(_))) {
            return Err(Refused::NotStanding);
        }
        let side = if by.branch.is_municipal() {
            LiabilitySide::Municipality
        } else {
            LiabilitySide::Region
        };
        let note = match self.status {
            LiabilityStatus::Disputed => {
                Some(written("note", self.note.as_deref().unwrap_or(""), NOTE)?)
            }
            LiabilityStatus::Open | LiabilityStatus::Agreed => {
                optional("note", self.note.as_deref(), NOTE)?
            }
        };
        let set = LiabilityStatusSet { of, side, status: self.status, note };
        let mut said = chain.liability.iter().rev();
        if said
            .find(|it| it.value.of == of && it.value.side == side)
            .is_some_and(|it| it.value == set)
        {
            return Err(Refused::AlreadyDone);
        }
        Ok(vec![NewFact::new(set, by)])
    }
}
