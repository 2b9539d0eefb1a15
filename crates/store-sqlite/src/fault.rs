//! Errors inside this crate, and what the caller sees of them.

use brygga_store::StoreError;
use rusqlite::ErrorCode;

/// What went wrong between us and SQLite.
#[derive(Debug)]
pub(crate) enum Fault {
    Sql(rusqlite::Error),
    /// A stored value does not read back as what it should be.
    Damaged(String),
    /// A unit of work that the envelope does not allow.
    Refused(&'static str),
}

impl Fault {
    /// What becomes of a transaction that this error has ended.
    pub(crate) fn lost(&self) -> Lost {
        match self {
            Self::Sql(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Lost::Full,
                // Nothing was on its way to the disk.
                Some(ErrorCode::SystemIoFailure) if failed_to_read(error) => {
                    Lost::RolledBack(error.to_string())
                }
                Some(ErrorCode::SystemIoFailure) => Lost::Unknown,
                _ => Lost::RolledBack(error.to_string()),
            },
            Self::Damaged(what) => Lost::RolledBack(what.clone()),
            Self::Refused(what) => Lost::RolledBack((*what).to_owned()),
        }
    }

    /// No later unit of the same transaction can be trusted to reach the disk.
    pub(crate) fn breaks_transaction(&self) -> bool {
        matches!(self.lost(), Lost::Full | Lost::Unknown)
    }
}

fn failed_to_read(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ};
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(SQLITE_IOERR_READ | SQLITE_IOERR_SHORT_READ))
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Damaged(what) => Self::Damaged(what),
            Fault::Refused(what) => Self::Engine(what.into()),
            Fault::Sql(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Self::Full,
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                    Self::Damaged(error.to_string())
                }
                _ => Self::Engine(Box::new(error)),
            },
        }
    }
}

/// What became of everything in a transaction that could not be kept.
#[derive(Debug, Clone)]
pub(crate) enum Lost {
    /// Rolled back for lack of space.
    Full,
    /// The disk failed: it may or may not be there.
    Unknown,
    /// Rolled back for another reason.
    RolledBack(String),
}

impl From<Lost> for StoreError {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Full => Self::Full,
            Lost::Unknown => Self::Unknown,
            Lost::RolledBack(why) => Self::Engine(why.into()),
        }
    }
}
