//! Who acts: a user in one assignment, for one of its units.

use brygga_domain::care_chain::acts::By;
use brygga_domain::envelope::{Assurance, Author};
use brygga_domain::ids::HsaId;
use brygga_domain::registry::{Branch, RegistryAt, Role};
use jiff::Timestamp;

/// A user in an active assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user: HsaId,
    /// The user's name, for the user's own eyes.
    pub name: String,
    /// The name that others may see; none where staff is protected (definitions 12).
    pub shown_name: Option<String>,
    /// `assignment@unit`: an assignment for several units is one choice per unit.
    pub assignment: String,
    /// The unit.
    pub unit: HsaId,
    /// Its legal entity.
    pub organisation: HsaId,
    /// Its branch.
    pub branch: Branch,
    /// The role.
    pub role: Role,
    /// May call a SIP.
    pub care_contact: bool,
    /// May give assignments.
    pub lead: bool,
    /// For the access log.
    pub purpose: String,
    /// How sure the system is of who it is.
    pub assurance: Assurance,
    /// From request to log line to row.
    pub correlation: String,
}

impl Actor {
    /// The actor of a chosen assignment, if the registry says that it is active now.
    pub fn of(registry: RegistryAt<'_>, user: &HsaId, assignment: &str) -> Option<Self> {
        let (id, unit) = assignment.rsplit_once('@')?;
        let unit = HsaId::parse(unit).ok()?;
        let found = registry.active_assignment(id).filter(|a| a.user == *user)?;
        if !found.units.contains(&unit) || !registry.is_open(&unit) {
            return None;
        }
        let registered = registry.unit(&unit)?;
        let staff = registry.staff(user)?;
        Some(Self {
            user: user.clone(),
            name: staff.name.clone(),
            shown_name: staff.shown_name().map(str::to_owned),
            assignment: assignment.to_owned(),
            organisation: registered.organisation.clone(),
            branch: registered.branch,
            unit,
            role: found.role,
            care_contact: found.care_contact,
            lead: found.lead,
            purpose: found.purpose.clone(),
            assurance: Assurance::Local,
            correlation: String::new(),
        })
    }

    /// The actor as the rules of the domain see it.
    pub fn by(&self, now: Timestamp) -> By {
        By {
            user: Some(self.user.clone()),
            unit: self.unit.clone(),
            organisation: self.organisation.clone(),
            branch: self.branch,
            role: self.role,
            care_contact: self.care_contact,
            name: self.shown_name.clone(),
            now,
        }
    }

    /// The actor as the log keeps it.
    pub fn author(&self) -> Author {
        Author {
            user: Some(self.user.clone()),
            role: self.role.as_str().to_owned(),
            unit: Some(self.unit.clone()),
            assurance: self.assurance,
        }
    }
}
