//! What a store is opened with, and why it may refuse to open.

use std::path::PathBuf;
use std::sync::Arc;

use brygga_domain::envelope::{Origin, SigningKey};
use jiff::Timestamp;

use crate::fault::Fault;

/// Where the database lies.
#[derive(Debug, Clone)]
pub enum Place {
    /// `log.db` in this directory, which exists.
    Directory(PathBuf),
    /// A folder in memory (or the system's temporary one) that goes when the store is dropped.
    Temporary,
}

/// Called with the reason when a write may or may not have reached the disk; the default ends the
/// process (decision 35).
pub type Fatal = Arc<dyn Fn(&str) + Send + Sync>;

/// Called when a write found no room on the disk: somebody may make some.
pub type Full = Arc<dyn Fn() + Send + Sync>;

/// What a store is opened with.
#[derive(Clone)]
pub struct OpenOptions {
    pub(crate) place: Place,
    pub(crate) origin: Origin,
    pub(crate) key: SigningKey,
    pub(crate) now: Timestamp,
    pub(crate) simulated: bool,
    pub(crate) max_pages: Option<u32>,
    pub(crate) fatal: Fatal,
    pub(crate) full: Full,
}

impl OpenOptions {
    /// Writes as `origin` with its epoch key. `now` dates migrations and the change of epoch.
    pub fn new(place: Place, origin: Origin, key: SigningKey, now: Timestamp) -> Self {
        let fatal: Fatal = Arc::new(|_| std::process::abort());
        let full: Full = Arc::new(|| {});
        Self { place, origin, key, now, simulated: false, max_pages: None, fatal, full }
    }

    /// The origin comes from a seed: its log is demo data and nothing else (decision 14).
    #[must_use]
    pub fn simulated(self, simulated: bool) -> Self {
        Self { simulated, ..self }
    }

    /// Refuses to grow beyond so many pages, as a full disk does.
    #[must_use]
    pub fn max_pages(self, pages: u32) -> Self {
        Self { max_pages: Some(pages), ..self }
    }

    /// What happens when the disk is full, besides that the write is refused.
    #[must_use]
    pub fn on_full(self, full: Full) -> Self {
        Self { full, ..self }
    }

    /// What happens after a failed write to the disk, instead of ending the process. The writer
    /// stops afterwards in any case.
    #[must_use]
    pub fn on_fatal(self, fatal: Fatal) -> Self {
        Self { fatal, ..self }
    }
}

/// Why the database was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite 3.7.0 to 3.51.2 can damage a database in WAL mode.
    #[error("SQLite {0} can damage a database in WAL mode; 3.51.3 or newer is needed")]
    OldEngine(&'static str),
    /// A setting did not take: the file system may not support it.
    #[error("the database does not take {0}")]
    Setting(&'static str),
    /// Made by a newer program.
    #[error("the database has schema {found}; this program knows {known}")]
    NewerSchema {
        /// In the file.
        found: u32,
        /// In the program.
        known: u32,
    },
    /// The same origin with another key: a clone or a restored key. A new epoch is needed.
    #[error("this origin has written here with another key; make a new epoch")]
    OriginKey,
    /// Simulated facts never mix with real ones (decision 14).
    #[error("the log holds {} data and cannot be opened for {} data",
        if *.simulated { "simulated" } else { "real" },
        if *.simulated { "real" } else { "simulated" })]
    Simulated {
        /// What the log holds.
        simulated: bool,
    },
    /// The folder or the thread could not be made.
    #[error("the database could not be set up")]
    Io(#[from] std::io::Error),
    /// What the file holds is not a database of ours.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// Anything else that SQLite says.
    #[error("SQLite failed")]
    Engine(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error)
    }
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Sql(error) => Self::Engine(error),
            Fault::Damaged(what) => Self::Damaged(what),
            Fault::Refused(what) => Self::Damaged(what.to_owned()),
        }
    }
}
