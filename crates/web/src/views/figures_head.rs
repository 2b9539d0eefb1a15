//! What the pages of figures have in common: the way to the others, and what one does with a report.

use super::{FileLink, Hidden};

/// The head of a page of figures.
#[derive(Debug, Clone, Default)]
pub struct FiguresHead {
    /// All of them, this one too.
    pub pages: Vec<FiguresPage>,
    pub files: Vec<FileLink>,
    /// The button that freezes the report.
    pub snapshot: Vec<Hidden>,
}

/// One of the pages of figures.
#[derive(Debug, Clone, Default)]
pub struct FiguresPage {
    /// With the same choices, where the page takes them.
    pub url: String,
    pub label: String,
    pub current: bool,
}
