//! The lead of a unit gives somebody a time-limited assignment.

use askama::Template;
use brygga_i18n::Texts;

use super::{ActForm, FieldKind, Hidden, Shell};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "give_assignment.html")]
pub struct GiveAssignmentPage {
    pub t: Texts,
    pub shell: Shell,
    pub unit: String,
    pub form: ActForm,
    pub standing: Vec<StandingAssignment>,
}

/// An assignment in the unit that holds now.
#[derive(Debug, Clone, Default)]
pub struct StandingAssignment {
    pub name: String,
    pub role: String,
    /// "tills vidare", "till 30 nov".
    pub until: String,
    /// End it now; none for those that only the administrator ends.
    pub end_action: Option<String>,
    pub hidden: Vec<Hidden>,
}
