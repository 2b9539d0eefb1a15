//! The answers that are left to a unit which reads their cases no more.

use askama::Template;
use brygga_i18n::Texts;

use super::Shell;
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "own_answers.html")]
pub struct OwnAnswersPage {
    pub t: Texts,
    pub shell: Shell,
    pub answers: Vec<OwnAnswer>,
    /// The first page and the next; keyset, so there is no page number.
    pub first_url: Option<String>,
    pub next_url: Option<String>,
}

/// What the unit said and when: nothing that tells whose case it was.
#[derive(Debug, Clone, Default)]
pub struct OwnAnswer {
    pub url: String,
    /// "Kräver inget av oss nu".
    pub answer: String,
    /// "Skickat idag 13:40".
    pub when: String,
}
