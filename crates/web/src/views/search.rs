//! Search by identity number (exact) or the beginning of a name, within the reader's own chains.

use askama::Template;
use brygga_i18n::Texts;

use super::{Shell, Stage};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    pub t: Texts,
    pub shell: Shell,
    pub query: String,
    pub state: SearchState,
}

#[derive(Debug, Clone, Default)]
pub enum SearchState {
    #[default]
    NotAsked,
    Found {
        hits: Vec<SearchHit>,
        /// There are more than the fifty that are shown.
        more: bool,
    },
    /// The same words whether the person exists elsewhere or not (definition 13).
    Nothing,
    /// What cannot be searched for: too short, or not a possible identity number.
    Unclear(String),
    TooMany {
        wait: String,
    },
}

#[derive(Debug, Clone, Default)]
pub struct SearchHit {
    pub url: String,
    pub name: String,
    pub identity: String,
    pub test_number: bool,
    pub age: String,
    pub stage: Stage,
    /// "Avdelning 37, plats 12:1".
    pub place: String,
}
