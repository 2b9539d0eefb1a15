//! A unit as the registry knows it, and how it comes to take part.

use serde::{Deserialize, Serialize};

use super::{By, NewFact};
use crate::care_chain::events::PartyAdded;
use crate::care_chain::state::CareChain;
use crate::envelope::Compartment;
use crate::ids::HsaId;
use crate::registry::Branch;

/// A unit with what the registry says of it, resolved by the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyUnit {
    /// The unit.
    pub unit: HsaId,
    /// Its legal entity.
    pub organisation: HsaId,
    /// Its branch.
    pub branch: Branch,
    /// A supplier: no sign-in.
    pub supplier: bool,
}

impl PartyUnit {
    /// The compartments whose readers a unit of this branch is (definitions 1).
    pub fn compartments(&self) -> Vec<Compartment> {
        let mut readable = vec![Compartment::Coordination];
        if self.branch.is_health_care() && !self.supplier {
            readable.push(Compartment::HealthCare);
        }
        if self.branch.is_social_services() && !self.supplier {
            readable.push(Compartment::SocialServices);
        }
        readable
    }

    /// One `party-added` for each of them that the unit does not read already. In a chain that has
    /// begun, a unit without a ground for history reads from the next segment on (definitions 1).
    pub(super) fn joins(&self, chain: &CareChain, by: &By, ground: Option<&str>) -> Vec<NewFact> {
        let has = chain.party(&self.unit);
        let begun = !chain.segments.is_empty();
        let mut facts = Vec::new();
        for compartment in self.compartments() {
            let reads = has.is_some_and(|party| {
                if ground.is_some() {
                    party.reads_history(compartment)
                } else {
                    party.reads_on(compartment)
                }
            });
            if reads {
                continue;
            }
            let newest = chain.segments.get(&compartment).copied().unwrap_or(0);
            let from_segment = if begun && ground.is_none() { newest.saturating_add(1) } else { 0 };
            let added = PartyAdded {
                organisation: self.organisation.clone(),
                branch: self.branch,
                unit: self.unit.clone(),
                supplier: self.supplier,
                from_segment,
                ground: ground.map(str::to_owned),
            };
            // With history, the end of an earlier part does not hold any more.
            let ends = has.into_iter().flat_map(|party| &party.ends);
            let ended = ends.filter(|(of, _)| *of == compartment && ground.is_some());
            let ended = ended.map(|(_, id)| *id).collect();
            facts.push(NewFact::new(added, by).placed(compartment, 0).replacing(ended));
        }
        facts
    }
}
