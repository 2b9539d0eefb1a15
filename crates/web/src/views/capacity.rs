//! The page "Korttidsplatser".

use askama::Template;
use brygga_i18n::Texts;

use super::{DocumentView, FiguresHead, Filter, Shell};
use crate::filters;

/// Short-term places beside the waiting for them.
#[derive(Debug, Template)]
#[template(path = "capacity.html")]
pub struct CapacityPage {
    pub t: Texts,
    pub shell: Shell,
    /// "Korttidsplatser, version 1 · läget idag 13:42 · revision 4 711".
    pub definition: String,
    /// What was chosen, for paper.
    pub chosen: String,
    /// Part of the address could not be read.
    pub unclear: bool,
    pub filters: Vec<Filter>,
    pub document: DocumentView,
    pub head: FiguresHead,
    pub print_foot: String,
}
