//! Errors inside this crate, and what the caller sees of them.

use brygga_store::StoreError;
use tokio_postgres::error::{Severity, SqlState};

/// What went wrong between us and PostgreSQL.
#[derive(Debug)]
pub(crate) enum Fault {
    Sql(tokio_postgres::Error),
    /// A stored value does not read back as what it should be.
    Damaged(String),
    /// A unit of work that the envelope does not allow.
    Refused(&'static str),
    /// No answer in time; the socket is dropped.
    Deadline,
    /// A warning came before the answer to the commit.
    Warned,
    /// Rows of the access log that these would follow were not kept, or nobody has heard so.
    NotKept,
    /// Another process may write as this origin, or the database has not heard of us for too long.
    NoLease,
}

impl Fault {
    /// What became of a transaction whose COMMIT was not sent: nothing of it is there.
    pub(crate) fn before_commit(&self) -> Lost {
        match self {
            Self::Sql(error) => match error.code() {
                Some(code) if is_full(code) => Lost::Full,
                Some(code) if is_passing(code) => Lost::Again(error.to_string()),
                Some(_) => Lost::RolledBack(why(error)),
                None => Lost::Again(error.to_string()),
            },
            Self::Deadline => Lost::Again("the database did not answer in time".to_owned()),
            Self::NotKept => Lost::Again("the rows before were not kept".to_owned()),
            Self::NoLease => Lost::NoLease,
            Self::Warned => Lost::Unknown,
            Self::Damaged(what) => Lost::RolledBack(what.clone()),
            Self::Refused(what) => Lost::RolledBack((*what).to_owned()),
        }
    }

    /// What became of a transaction whose COMMIT was sent. Only a plain error says that it was
    /// rolled back: a connection that ends may have been waiting for the second disk with the first
    /// one written (continuity 4.1).
    pub(crate) fn at_commit(&self) -> Lost {
        let Self::Sql(error) = self else { return Lost::Unknown };
        let Some(answer) = error.as_db_error() else { return Lost::Unknown };
        let plain = answer.parsed_severity() == Some(Severity::Error);
        let code = answer.code();
        let tells_nothing = *code == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN
            || *code == SqlState::INTERNAL_ERROR
            || code.code().starts_with("57")
            || code.code().starts_with("08");
        if plain && !tells_nothing { self.before_commit() } else { Lost::Unknown }
    }

    /// The connection can be used again after a ROLLBACK.
    pub(crate) fn leaves_connection(&self) -> bool {
        match self {
            // A leader that is none any more: the next connection looks for the one that is.
            Self::Sql(error) if error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION) => false,
            Self::Sql(error) => {
                let answer = error.as_db_error();
                answer.is_some_and(|a| a.parsed_severity() == Some(Severity::Error))
            }
            Self::Damaged(_) | Self::Refused(_) | Self::NotKept | Self::NoLease => true,
            Self::Deadline | Self::Warned => false,
        }
    }
}

fn is_full(code: &SqlState) -> bool {
    *code == SqlState::DISK_FULL
}

/// Goes away by itself: conflicts, another process with the same command, a server that starts,
/// stops, has no place for us or only follows another one.
fn is_passing(code: &SqlState) -> bool {
    *code == SqlState::UNIQUE_VIOLATION
        || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
        || *code == SqlState::TOO_MANY_CONNECTIONS
        || *code == SqlState::READ_ONLY_SQL_TRANSACTION
        || ["40", "57", "08"].iter().any(|class| code.code().starts_with(class))
}

/// The database's own words name a constraint or a column, never a value: its details are left out.
fn why(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(answer) => format!("{} ({})", answer.message(), answer.code().code()),
        None => error.to_string(),
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Damaged(what) => Self::Damaged(what),
            Fault::Sql(error) => match error.code() {
                Some(code) if is_full(code) => Self::Full,
                Some(code)
                    if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED =>
                {
                    Self::Damaged(why(&error))
                }
                _ => Self::Engine(Box::new(error)),
            },
            Fault::Refused(what) => Self::Engine(what.into()),
            other => other.before_commit().into(),
        }
    }
}

/// What became of everything in a transaction that could not be kept.
#[derive(Debug, Clone)]
pub(crate) enum Lost {
    /// Rolled back for lack of space.
    Full,
    /// It may or may not be there: the same command again finds it out.
    Unknown,
    /// Rolled back for a reason that passes: the same again may succeed.
    Again(String),
    /// Rolled back for a reason of its own.
    RolledBack(String),
    /// Nothing was written, and nothing will be by this process until it has its lease again.
    NoLease,
}

impl From<Lost> for StoreError {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Full => Self::Full,
            Lost::Unknown => Self::Unknown,
            Lost::Again(why) | Lost::RolledBack(why) => Self::Engine(why.into()),
            Lost::NoLease => {
                Self::Engine("this process does not hold the lease of its origin".into())
            }
        }
    }
}
