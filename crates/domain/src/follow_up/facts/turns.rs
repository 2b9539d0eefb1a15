//! With whom a chain lay while the person was ready (definition 5).

use super::{ChainFacts, TurnFacts, of};
use crate::calendar::StaffedHours;
use crate::care_chain::steps::{Calendar, held_between};
use crate::care_chain::{CareChain, Fact};
use crate::follow_up::Responsible;
use crate::ids::{ChainId, HsaId};
use crate::registry::{Branch, CountyData};

/// [`of`], and whose turn it was: that is read from the facts themselves, one time after the other, so
/// it is done only when the person has left, over the time from the standing ready notice.
///
/// By the statutory clocks and the documented defaults of the county's own: a row of the fact table
/// depends on nothing but the facts, not on a registry that is corrected afterwards.
#[must_use]
pub fn of_log(id: ChainId, log: &[&Fact], chain: &CareChain) -> Option<ChainFacts> {
    let mut facts = of(id, chain)?;
    let ready = facts.standing().map(|notice| notice.sent_at);
    let left = facts.left.as_ref().map(|left| left.at);
    if let (Some(ready), Some(left), false) = (ready, left, facts.imported) {
        let county = CountyData::default();
        let calendar = Calendar { county: &county, hours: &|_| StaffedHours::Always };
        let held = held_between(log, chain, &calendar, (ready, left));
        let turn = |(unit, from, to)| TurnFacts { side: side(chain, &unit), unit, from, to };
        facts.turns = held.into_iter().map(turn).collect();
    }
    Some(facts)
}

/// The side of a party; who is none is the ward.
fn side(chain: &CareChain, unit: &HsaId) -> Responsible {
    match chain.party(unit).map(|party| party.branch) {
        Some(Branch::Outpatient) => Responsible::Outpatient,
        // A provider under contract does what the municipality has ordered.
        Some(branch) if branch.is_municipal() || branch == Branch::PrivateProvider => {
            Responsible::Municipality
        }
        _ => Responsible::Ward,
    }
}
