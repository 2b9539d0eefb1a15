//! Frozen reports: the list, and one of them.

use askama::Template;
use brygga_i18n::Texts;

use super::{DocumentView, FiguresHead, FileLink, Shell};
use crate::filters;

/// The list.
#[derive(Debug, Template)]
#[template(path = "snapshots.html")]
pub struct SnapshotsPage {
    pub t: Texts,
    pub shell: Shell,
    /// The newest first.
    pub rows: Vec<SnapshotRow>,
    pub head: FiguresHead,
}

/// Of what, by whom, when.
#[derive(Debug, Clone, Default)]
pub struct SnapshotRow {
    pub url: String,
    pub title: String,
    pub at: String,
    /// Name and unit; the unit alone where the name is not shown.
    pub by: String,
    /// "weekend_stay 1 V1".
    pub definition: String,
    pub revision: String,
}

/// One of them.
#[derive(Debug, Template)]
#[template(path = "snapshot.html")]
pub struct SnapshotPage {
    pub t: Texts,
    pub shell: Shell,
    pub title: String,
    /// Definition, choice, as of when.
    pub lines: Vec<String>,
    /// "Sparad idag 13:42 av Kim Demosson, Avdelning 37".
    pub taken: String,
    /// The SHA-256 of the content, in words.
    pub digest: String,
    /// The page with the same choices and the figures of today.
    pub today_url: String,
    pub files: Vec<FileLink>,
    pub document: DocumentView,
    pub print_foot: String,
}
