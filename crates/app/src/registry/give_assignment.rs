//! A unit lead gives a time-limited assignment, in a minute.

use brygga_domain::ids::HsaId;
use brygga_domain::registry::{
    AssignmentRefused, NewAssignment, Role, end_given_assignment, give_assignment,
};
use brygga_policy::Action;
use jiff::civil::Date;

use super::append::append_registry;
use crate::actor::Actor;
use crate::care_chain::require;
use crate::context::{App, Changed, on_day};
use crate::error::AppError;
use crate::ports::random;

/// What the lead asks for, in the own unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveAssignment {
    /// Who gets it.
    pub user: HsaId,
    /// As what.
    pub role: Role,
    /// May be named as permanent care contact.
    pub care_contact: bool,
    /// First day.
    pub from: Date,
    /// Last day, included.
    pub to: Date,
}

/// Gives it.
pub async fn give_time_limited_assignment(
    app: &App,
    actor: &Actor,
    request: GiveAssignment,
) -> Result<(), AppError> {
    require(app, actor, Action::GiveAssignment)?;
    let registry = app.registry();
    let now = app.now();
    let giver = actor.assignment.rsplit_once('@').map_or("", |(id, _)| id);
    let id = format!("tid-{}", brygga_domain::ids::hex(&random::<6>(&*app.entropy)));
    let new = NewAssignment {
        id,
        user: request.user,
        units: vec![actor.unit.clone()],
        role: request.role,
        care_contact: request.care_contact,
        purpose: actor.purpose.clone(),
        from: request.from,
        to: request.to,
    };
    let event = give_assignment(on_day(&registry, now), giver, new).map_err(refused)?;
    append_registry(app, &actor.author(), vec![event]).await
}

/// Ends one that a lead has given, now: its holder's session reads nothing more, and its live stream
/// is told to close.
pub async fn end_time_limited_assignment(
    app: &App,
    actor: &Actor,
    assignment: &str,
) -> Result<(), AppError> {
    require(app, actor, Action::EndAssignment)?;
    let registry = app.registry();
    let now = app.now();
    let today = on_day(&registry, now);
    let giver = actor.assignment.rsplit_once('@').map_or("", |(id, _)| id);
    let event = end_given_assignment(today, giver, assignment).map_err(refused)?;
    let units = today.active_assignment(assignment).map(|it| it.units.clone()).unwrap_or_default();
    append_registry(app, &actor.author(), vec![event]).await?;
    app.tell(Changed { chain: None, units, at: now });
    Ok(())
}

fn refused(refused: AssignmentRefused) -> AppError {
    let (field, word) = match refused {
        AssignmentRefused::NotActive | AssignmentRefused::NotLead => {
            return AppError::Forbidden { reason: "role", roles: vec![Role::UnitLead] };
        }
        AssignmentRefused::OtherUnit => ("unit", "other-unit"),
        AssignmentRefused::RoleNotGiven => ("role", "role-not-given"),
        AssignmentRefused::UnknownPerson => ("user", "unknown-person"),
        AssignmentRefused::Dates => ("to", "dates"),
        AssignmentRefused::NotGiven => ("assignment", "not-given"),
        AssignmentRefused::KnownId => return AppError::Busy,
    };
    AppError::input(field, word)
}
