//! From a planned step to an act of somebody in a unit, by what the chain says when its time comes.

mod going_home;
mod messages;
mod planning;
mod readiness;

use brygga_app::Actor;
use brygga_domain::care_chain::acts::Act;
use brygga_domain::care_chain::{CareChain, Register, Stage};
use brygga_domain::ids::{EventId, HsaId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::Role;
use jiff::Timestamp;

use crate::case::{Case, What};
use crate::county::County;
use crate::dice::Dice;

/// Who does what; `None` when the step has lost its meaning, as steps do on a ward.
pub(crate) type Meant = Option<(Actor, Act)>;

const NURSES: &[Role] = &[Role::WardNurse, Role::WardCoordinator];
const COORDINATORS: &[Role] = &[Role::WardCoordinator, Role::WardNurse];
const OUTPATIENT: &[Role] = &[Role::CoordinatingNurse, Role::HeadOfUnit];
const MUNICIPAL: &[Role] =
    &[Role::NeedsAssessor, Role::MunicipalNurse, Role::MunicipalCoordinator, Role::HomeTeam];

fn moment(at: Timestamp) -> Moment {
    Moment::from_instant(at)
}

fn shown<T>(register: Option<&Register<T>>) -> Vec<EventId>
where
    T: Clone + PartialEq,
{
    register.map(Register::shown).unwrap_or_default()
}

/// Anybody in the unit who writes for it.
pub(crate) fn writer<'a>(county: &'a County, chain: &CareChain, unit: &HsaId) -> Option<&'a Actor> {
    let is_ward = chain.ward_unit() == Some(unit);
    let first = if is_ward { COORDINATORS } else { OUTPATIENT };
    county
        .somebody(unit, first)
        .or_else(|| county.somebody(unit, MUNICIPAL))
        .or_else(|| county.somebody(unit, NURSES))
}

/// One case when a step's time has come: the chain as it stands and who is there to act.
struct Scene<'a> {
    county: &'a County,
    case: &'a Case,
    chain: &'a CareChain,
    now: Timestamp,
    /// The responsible ward.
    ward: HsaId,
    /// The person has left.
    home: bool,
}

/// The step as an act, with the chain as it stands.
pub(crate) fn meant(
    county: &County,
    dice: &mut Dice,
    case: &Case,
    chain: &CareChain,
    what: &What,
    now: Timestamp,
) -> Meant {
    let ward = chain.ward_unit().cloned().unwrap_or_else(|| case.ward.clone());
    let home = !chain.discharged.heads.is_empty();
    let scene = Scene { county, case, chain, now, ward, home };
    // What comes when the chain is over has lost its meaning, but that somebody reads of a death.
    let reads_of_death = matches!(what, What::Acknowledge(_))
        && chain.stage() == Stage::Deceased
        && chain.closed.is_none();
    if chain.stage().is_over() && !what.holds_after_the_end() && !reads_of_death {
        return None;
    }
    // Every step is known to one of these; the others pass it by.
    scene
        .planning(dice, what)
        .or_else(|| scene.message(what))
        .or_else(|| scene.readiness(what))
        .or_else(|| scene.going_home(dice, what))
}

impl Scene<'_> {
    fn nurse(&self) -> Option<Actor> {
        self.county.somebody(&self.ward, NURSES).cloned()
    }
    fn coordinator(&self) -> Option<Actor> {
        self.county.somebody(&self.ward, COORDINATORS).cloned()
    }
    fn anyone(&self, unit: &HsaId) -> Option<Actor> {
        writer(self.county, self.chain, unit).cloned()
    }
    fn takes_part(&self, unit: &HsaId) -> bool {
        self.chain.party(unit).is_some_and(|party| !party.ended)
    }
}

fn acted(actor: Option<Actor>, act: impl Into<Act>) -> Meant {
    actor.map(|actor| (actor, act.into()))
}
