//! What a store is opened with, and why it may refuse to open.

use std::time::Duration;

use brygga_domain::envelope::{Origin, SigningKey};
use jiff::Timestamp;

use crate::fault::Fault;
use crate::target::Target;

/// Longest wait for a commit: what takes longer has an unknown outcome.
const COMMIT_DEADLINE: Duration = Duration::from_secs(5);
/// A process that was killed leaves its lease behind for 15 s.
const LEASE_WAIT: Duration = Duration::from_secs(20);
/// Connections for reading and for records.
const READERS: usize = 6;

/// What a store is opened with.
#[derive(Clone)]
pub struct OpenOptions {
    pub(crate) config: Target,
    pub(crate) origin: Origin,
    pub(crate) key: SigningKey,
    pub(crate) now: Timestamp,
    pub(crate) simulated: bool,
    pub(crate) commit_deadline: Duration,
    pub(crate) lease_wait: Duration,
    pub(crate) readers: usize,
    pub(crate) before_commit: Option<&'static str>,
}

impl OpenOptions {
    /// Writes as `origin` with its epoch key to the database at `address`
    /// (`postgres://user:password@host:port/database`; several hosts with commas between them). `now` dates migrations and the first time
    /// that this origin writes here.
    pub fn new(
        address: &str,
        origin: Origin,
        key: SigningKey,
        now: Timestamp,
    ) -> Result<Self, OpenError> {
        Ok(Self {
            config: Target::parse(address)?,
            origin,
            key,
            now,
            simulated: false,
            commit_deadline: COMMIT_DEADLINE,
            lease_wait: LEASE_WAIT,
            readers: READERS,
            before_commit: None,
        })
    }

    /// The origin comes from a seed: its log is demo data and nothing else (decision 14).
    #[must_use]
    pub fn simulated(self, simulated: bool) -> Self {
        Self { simulated, ..self }
    }

    /// How long a transaction may take before its socket is dropped.
    #[must_use]
    pub fn commit_deadline(self, commit_deadline: Duration) -> Self {
        Self { commit_deadline, ..self }
    }

    /// How long one of several hosts may take to become the leader.
    #[must_use]
    pub fn leader_wait(mut self, leader_wait: Duration) -> Self {
        self.config.set_leader_deadline(leader_wait);
        self
    }

    /// How long to wait at the start for another process to give up the origin, or to be taken for
    /// dead.
    #[must_use]
    pub fn lease_wait(self, lease_wait: Duration) -> Self {
        Self { lease_wait, ..self }
    }

    /// Runs in every transaction of a lane just before its COMMIT: for tests of what can happen there.
    #[doc(hidden)]
    #[must_use]
    pub fn before_commit(self, sql: &'static str) -> Self {
        Self { before_commit: Some(sql), ..self }
    }
}

/// Why the database was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Never quotes it: it may hold a password.
    #[error("the address of the database is not postgres://user:password@host:port/database")]
    Address,
    /// A backup is restored into a database without tables only.
    #[error("the database is not empty: restore into a new one, nothing is overwritten")]
    NotEmpty,
    /// A file of a backup could not be written or read.
    #[error("a file of the backup")]
    File(#[source] std::io::Error),
    /// What the address says about TLS cannot be done; says what to do.
    #[error("{0}")]
    Tls(String),
    /// A setting of the server or database that durability or order depend on.
    #[error("the database must have {0}")]
    Setting(&'static str),
    /// Made by a newer program.
    #[error("the database has schema {found}; this program knows {known}")]
    NewerSchema {
        /// In the database.
        found: u32,
        /// In the program.
        known: u32,
    },
    /// For reading only, a database must have been made by this version.
    #[error("the database has schema {found}; start the server once, so that it becomes {known}")]
    OlderSchema {
        /// In the database.
        found: u32,
        /// In the program.
        known: u32,
    },
    /// The same origin with another key: a clone or a restored key. A new epoch is needed.
    #[error("this origin has written here with another key; make a new epoch")]
    OriginKey,
    /// The same origin lives in another process (decision 6).
    #[error("another process writes as this origin; each needs an origin of its own")]
    LeaseHeld,
    /// Simulated facts never mix with real ones (decision 14).
    #[error("the log holds {} data and cannot be opened for {} data",
        if *.simulated { "simulated" } else { "real" },
        if *.simulated { "real" } else { "simulated" })]
    Simulated {
        /// What the log holds.
        simulated: bool,
    },
    /// What the database holds is not ours.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// No answer.
    #[error("the database did not answer")]
    Unreachable,
    /// Anything else that PostgreSQL says.
    #[error("PostgreSQL failed")]
    Engine(#[source] tokio_postgres::Error),
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Sql(error) => Self::Engine(error),
            Fault::Damaged(what) => Self::Damaged(what),
            Fault::Refused(what) => Self::Damaged(what.to_owned()),
            Fault::Deadline | Fault::Warned | Fault::NotKept | Fault::NoLease => Self::Unreachable,
        }
    }
}
