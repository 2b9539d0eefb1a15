//! A unit lead gives a time-limited assignment.

use jiff::civil::Date;

use super::events::{AssignmentEnded, AssignmentGiven, RegistryEvent};
use super::kinds::Role;
use super::lookup::RegistryAt;
use super::model::Assignment;
use crate::ids::HsaId;

/// What a unit lead asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssignment {
    /// The id of the new assignment, made by the caller.
    pub id: String,
    /// Who gets it.
    pub user: HsaId,
    /// Where: units of the lead's own assignment.
    pub units: Vec<HsaId>,
    /// As what.
    pub role: Role,
    /// May be named as permanent care contact.
    pub care_contact: bool,
    /// The purpose in words.
    pub purpose: String,
    /// The first day; today or later.
    pub from: Date,
    /// The last day, included.
    pub to: Date,
}

/// Why a unit lead may not give an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssignmentRefused {
    /// The giver's assignment is not active.
    #[error("the giver has no active assignment with that id")]
    NotActive,
    /// The giver is no lead.
    #[error("only an assignment as lead can give assignments")]
    NotLead,
    /// A unit that is not the lead's own, or none.
    #[error("a lead gives assignments in the units of the own assignment only")]
    OtherUnit,
    /// These roles are given in the registry file.
    #[error("that role is given in the registry file only")]
    RoleNotGiven,
    /// The person is not in the registry.
    #[error("the person is not registered as staff")]
    UnknownPerson,
    /// Last day before the first one, or the first one before today.
    #[error("the first day is today or later and the last day is not before it")]
    Dates,
    /// The id is in use.
    #[error("an assignment with that id exists")]
    KnownId,
    /// It does not hold, or was not given by a lead: the registry file ends those.
    #[error("only a standing assignment that a lead has given can be ended so")]
    NotGiven,
}

/// Decides about a time-limited assignment; `giver` is the id of the lead's own assignment and the
/// view is that of today. An assignment given so never makes its holder a lead.
///
/// # Errors
/// See [`AssignmentRefused`].
pub fn give_assignment(
    today: RegistryAt<'_>,
    giver: &str,
    new: NewAssignment,
) -> Result<RegistryEvent, AssignmentRefused> {
    let lead = today.active_assignment(giver).ok_or(AssignmentRefused::NotActive)?;
    if !lead.lead {
        return Err(AssignmentRefused::NotLead);
    }
    let is_own = |unit: &HsaId| lead.units.contains(unit) && today.is_open(unit);
    if new.units.is_empty() || !new.units.iter().all(is_own) {
        return Err(AssignmentRefused::OtherUnit);
    }
    if matches!(new.role, Role::Administrator | Role::Auditor | Role::UnitLead | Role::HeadOfUnit) {
        return Err(AssignmentRefused::RoleNotGiven);
    }
    if today.staff(&new.user).is_none() {
        return Err(AssignmentRefused::UnknownPerson);
    }
    if new.from < today.date() || new.to < new.from {
        return Err(AssignmentRefused::Dates);
    }
    if today.registry.assignments.contains_key(&new.id) {
        return Err(AssignmentRefused::KnownId);
    }
    let assignment = Assignment {
        id: new.id,
        user: new.user,
        units: new.units,
        role: new.role,
        care_contact: new.care_contact,
        lead: false,
        purpose: new.purpose,
        from: new.from,
        to: Some(new.to),
        given_by: Some(lead.user.clone()),
    };
    Ok(RegistryEvent::AssignmentGiven(AssignmentGiven { from: today.date(), assignment }))
}

/// Decides that a time-limited assignment ends today, before its last day: its holder reads nothing
/// from this moment. Only one that a lead has given, in units of the lead's own assignment.
///
/// # Errors
/// See [`AssignmentRefused`].
pub fn end_given_assignment(
    today: RegistryAt<'_>,
    giver: &str,
    assignment: &str,
) -> Result<RegistryEvent, AssignmentRefused> {
    let lead = today.active_assignment(giver).ok_or(AssignmentRefused::NotActive)?;
    if !lead.lead {
        return Err(AssignmentRefused::NotLead);
    }
    let given = today.active_assignment(assignment).filter(|it| it.given_by.is_some());
    let given = given.ok_or(AssignmentRefused::NotGiven)?;
    if !given.units.iter().all(|unit| lead.units.contains(unit)) {
        return Err(AssignmentRefused::OtherUnit);
    }
    let ended = AssignmentEnded { from: today.date(), assignment: assignment.to_owned() };
    Ok(RegistryEvent::AssignmentEnded(ended))
}
