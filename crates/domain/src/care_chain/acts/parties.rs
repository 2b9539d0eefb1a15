//! Who takes part, and which ward is responsible (definitions 1, facts 1.10).

use serde::{Deserialize, Serialize};

use super::notice::is_party;
use super::{By, Decide, Decision, NOTE, NewFact, PartyUnit, Refused, SHORT, optional, written};
use crate::care_chain::events::{PartyEnded, WardMoved};
use crate::care_chain::state::CareChain;
use crate::ids::EventId;
use crate::moment::Moment;
use crate::registry::Branch;

/// A further unit takes part. With history it is a new disclosure with its own ground
/// (definitions 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddParty {
    /// The unit.
    pub party: PartyUnit,
    /// The ground for disclosing what has been written so far.
    pub ground: String,
}

impl Decide for AddParty {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.protected {
            return Err(Refused::Protected);
        }
        if by.branch.is_municipal() && self.party.organisation != by.organisation {
            return Err(Refused::NotYourUnit);
        }
        let ground = written("ground", &self.ground, NOTE)?;
        let facts = self.party.joins(chain, by, Some(&ground));
        if facts.is_empty() { Err(Refused::AlreadyDone) } else { Ok(facts) }
    }
}

/// A unit's part ends: it reads nothing that comes later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndParty {
    /// The unit.
    pub party: PartyUnit,
    /// How far each (origin, stream) was known, as the caller read it (M11).
    pub known: Vec<(String, u64)>,
}

impl Decide for EndParty {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if !is_party(chain, &self.party.unit) {
            return Err(Refused::AlreadyDone);
        }
        if chain.ward_unit() == Some(&self.party.unit) {
            return Err(Refused::NotYourUnit);
        }
        let to_segment = chain.segments.values().copied().max().unwrap_or(0);
        let ended =
            PartyEnded { unit: self.party.unit.clone(), to_segment, known: self.known.clone() };
        Ok(vec![NewFact::new(ended, by)])
    }
}

/// A new responsible ward: same chain, the 24 h do not start again, the estimate must be confirmed
/// (facts 1.10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoveWard {
    /// The new ward.
    pub ward: PartyUnit,
    /// Room and bed.
    pub place: Option<String>,
    /// When.
    pub at: Moment,
    /// The wards that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for MoveWard {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        super::underway(chain)?;
        if self.ward.branch != Branch::Inpatient {
            return Err(Refused::NotYourUnit);
        }
        if self.at.instant > by.now {
            return Err(Refused::ImpossibleTime("at"));
        }
        let mut facts = self.ward.joins(chain, by, None);
        let moved = WardMoved {
            ward: self.ward.unit.clone(),
            place: optional("place", self.place.as_deref(), SHORT)?,
            at: self.at.clone(),
        };
        facts.push(NewFact::new(moved, by).occurred(&self.at).sent().replacing(self.shown.clone()));
        Ok(facts)
    }
}
