//! The work in the background.

use askama::Template;
use brygga_i18n::Texts;

use super::{Hidden, Shell};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "jobs.html")]
pub struct JobsPage {
    pub t: Texts,
    pub shell: Shell,
    pub rows: Vec<JobRow>,
}

#[derive(Debug, Clone, Default)]
pub struct JobRow {
    /// "Skicka ett meddelande".
    pub kind: String,
    /// "Misslyckades, försöks igen".
    pub state: String,
    /// Given up: nothing more happens by itself.
    pub needs_somebody: bool,
    pub attempts: String,
    /// "idag 13:40"; empty when nothing is to come.
    pub when: String,
    /// RFC 3339.
    pub at: String,
    /// What the program says about the failure, for whoever reads its log.
    pub why: String,
    /// As in the log.
    pub correlation: String,
    /// The fields of "Försök igen", where that can be asked for.
    pub retry: Option<Vec<Hidden>>,
}
