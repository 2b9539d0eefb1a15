//! Who has opened a chain.

use askama::Template;
use brygga_i18n::Texts;

use super::{PersonHead, Shell};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "access_log.html")]
pub struct AccessLogPage {
    pub t: Texts,
    pub shell: Shell,
    pub person: PersonHead,
    pub chain_url: String,
    pub rows: Vec<AccessRow>,
    pub next_url: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct AccessRow {
    /// "idag 13:40".
    pub when: String,
    /// RFC 3339.
    pub at: String,
    /// A name for one's own organisation, unit and role for another (definition 12).
    pub who: String,
    pub unit: String,
    /// "Vård och behandling".
    pub purpose: String,
    /// "Öppnade ärendet", "Skrev ut på papper".
    pub what: String,
}
