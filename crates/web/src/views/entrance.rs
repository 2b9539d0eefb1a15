//! Before the work: sign in, choose an assignment, and the locked screen.

use askama::Template;
use brygga_i18n::Texts;

use super::{Hidden, Shell};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    pub t: Texts,
    pub shell: Shell,
    pub user_name: String,
    /// Where to go after signing in; kept in the form.
    pub next: String,
    pub error: Option<SignInError>,
    /// "0100-00 00 10"; empty when none is configured.
    pub help_phone: String,
    /// Only in demo mode: who can be signed in, each with one button.
    pub demo: Vec<DemoPerson>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInError {
    /// The same words whether the name exists or not.
    Wrong,
    TooManyTries {
        wait: String,
    },
    SignedOut,
}

impl SignInError {
    pub(crate) fn note_class(&self) -> &'static str {
        match self {
            Self::SignedOut => "note",
            Self::Wrong | Self::TooManyTries { .. } => "note note--crit",
        }
    }
}

/// Someone who can be signed in with a click, in demo mode only.
#[derive(Debug, Clone, Default)]
pub struct DemoPerson {
    pub id: String,
    pub name: String,
    /// "Avdelningskoordinator, Avdelning 37, Länssjukhuset".
    pub what: String,
    pub icon: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "choose_assignment.html")]
pub struct ChooseAssignmentPage {
    pub t: Texts,
    pub shell: Shell,
    pub given_name: String,
    /// "13:41".
    pub signed_in_at: String,
    /// "idag 07:02 på avdelning 37"; empty the first time.
    pub last_time: String,
    pub next: String,
    pub latest: Option<AssignmentChoice>,
    pub others: Vec<AssignmentChoice>,
}

#[derive(Debug, Clone, Default)]
pub struct AssignmentChoice {
    pub id: String,
    pub unit: String,
    /// "Länssjukhuset · Avdelningskoordinator · Vård och behandling".
    pub place_role_purpose: String,
    pub icon: &'static str,
    pub needs_us: u32,
    /// "till 30 nov" when the assignment is time-limited.
    pub until: String,
}

/// Only what is needed to unlock: no name of anybody's patient, no draft, no list.
#[derive(Debug, Template)]
#[template(path = "locked.html")]
pub struct LockedPage {
    pub t: Texts,
    pub shell: Shell,
    /// Whose session it is.
    pub name: String,
    pub locked_at: String,
    pub wrong_password: bool,
    /// How long to wait after too many wrong passwords; empty for not at all.
    pub wait: String,
    pub hidden: Vec<Hidden>,
    /// Demo mode: unlock with a click.
    pub demo: bool,
}
