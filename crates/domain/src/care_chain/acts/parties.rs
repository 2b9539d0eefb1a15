//! Who takes part, and which ward is responsible (definitions 1, facts 1.10).

use serde::{Deserialize, Serialize};

use super::notice::NEW_WARD;
use super::{By, Decide, Decision, NOTE, NewFact, PartyUnit, Refused, SHORT, optional, written};
use crate::care_chain::events::{PartyEnded, WardMoved};
use crate::care_chain::state::CareChain;
use crate::envelope::Compartment;
use crate::ids::EventId;
use crate::moment::Moment;
use crate::registry::Branch;

/// A further unit takes part. With history it is a new disclosure with its own ground
/// (definitions 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddParty {
    /// The unit.
    pub party: PartyUnit,
    /// It reads also what has been written so far.
    #[serde(default)]
    pub history: bool,
    /// The ground for disclosing what has been written so far: only with history.
    #[serde(default)]
    pub ground: String,
}

impl Decide for AddParty {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if by.branch.is_municipal() && self.party.organisation != by.organisation {
            return Err(Refused::NotYourUnit);
        }
        let ground = if self.history { Some(written("ground", &self.ground, NOTE)?) } else { None };
        let facts = self.party.joins(chain, by, ground.as_deref());
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
        let party = chain.party(&self.party.unit).filter(|party| !party.ended);
        let party = party.ok_or(Refused::AlreadyDone)?;
        if chain.ward_unit() == Some(&self.party.unit) {
            return Err(Refused::NotYourUnit);
        }
        let compartments = party.segments.keys().copied().filter(|c| party.reads_on(*c));
        Ok(compartments
            .map(|compartment| {
                let ended = PartyEnded {
                    unit: party.unit.clone(),
                    to_segment: chain.segments.get(&compartment).copied().unwrap_or(0),
                    known: known_of(&self.known, compartment),
                };
                NewFact::new(ended, by).placed(compartment, 0)
            })
            .collect())
    }
}

/// The part of a `known` list that is about one compartment: its number stands in the stream id.
fn known_of(known: &[(String, u64)], compartment: Compartment) -> Vec<(String, u64)> {
    let number = format!("{:02x}", compartment as u8);
    known
        .iter()
        .filter(|(key, _)| {
            let stream = key.split_once(':').and_then(|(_, stream)| stream.get(34..36));
            stream == Some(number.as_str())
        })
        .cloned()
        .collect()
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
        let mut facts = self.ward.joins(chain, by, Some(NEW_WARD));
        let moved = WardMoved {
            ward: self.ward.unit.clone(),
            place: optional("place", self.place.as_deref(), SHORT)?,
            at: self.at.clone(),
        };
        facts.push(NewFact::new(moved, by).occurred(&self.at).sent().replacing(self.shown.clone()));
        Ok(facts)
    }
}
