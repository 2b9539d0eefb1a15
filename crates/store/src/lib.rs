//! What Brygga asks of a database: traits and plain rows, no engine.
//!
//! A unit of work arrives decided and encoded ([`Prepared`]); the writer gives sequence, position
//! and signature, applies projections and commits (decision 7). Above these traits nothing changes
//! between SQLite and PostgreSQL.

mod access;
mod access_proof;
mod accounts;
mod checkpoint;
mod columns;
mod commit;
mod digest;
mod facts;
mod feed;
mod groups;
mod jobs;
mod listed;
mod log;
mod projections;
mod rows;
mod shadow;
mod stays;
mod verify;

#[cfg(feature = "bulk")]
pub mod bulk;
#[cfg(feature = "conformance")]
pub mod conformance;

pub use access::{AccessEntry, AccessLog, AccessPage, AccessProof};
pub use access_proof::{AccessBatch, AccessCheck, AccessTip};
pub use accounts::{
    Accounts, Credential, Draft, DraftKey, Drafts, PendingAct, PendingActs, Session,
};
pub use checkpoint::{
    Checkpoint, EVENTS_PER_CHECKPOINT, Mark, Marks, marks_from_bytes, marks_to_bytes,
    write_checkpoint,
};
pub use columns::Columns;
pub use commit::{
    Change, CommitError, ExpectedHead, NewEvent, Outcome, Prepared, ReadTo, Receipt, Writer,
};
pub use digest::{LogDigest, log_digest};
pub use facts::{
    FactMark, FactMarks, FactMonths, FactPage, FactPlace, FactQuery, FactRow, MonthNumber,
    SHORT_MONTHS,
};
pub use feed::{FeedMessage, FeedRecords, ReviewItem, UnmappedWard};
pub use groups::{GroupBy, GroupCount, Neighbours, Taker, Who};
pub use jobs::{Job, JobCounts, JobEnd, JobKey, JobState, Jobs};
pub use listed::{Listed, UnitCount};
pub use log::{CommandRecord, EventLog, OriginRecord, Position, StoredEvent};
pub use projections::{
    Answered, ChainRow, Counters, Cursor, Group, LastRows, OwnAnswerRow, Page, PartyRow,
    ProjectionVersion, Projections, SearchHit, ShownStep, WorklistFilter, WorklistQuery,
    WorklistRow,
};
pub use rows::{
    chain_row, credential_row, job_row, own_answer_row, party_row, pending_act_row, stay_row,
};
pub use shadow::{ProjectionTable, ShownRow};
pub use stays::{StayRow, StayState};
pub use verify::{VerifyReport, VerifyState, verify, verify_from, verify_sample};

/// Why the database could not do it. Details go to the log of the program, never to a page.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full: nothing was written, reading goes on.
    #[error("the disk is full: make room, or remove the file `reserve` in the data folder")]
    Full,
    /// What is stored does not read back as it should.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// The outcome is unknown: ask again with the same command.
    #[error("the outcome is unknown")]
    Unknown,
    /// Anything else that the engine says.
    #[error("the database failed")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Everything that the application needs of a backend.
pub trait Store:
    Writer + EventLog + Projections + Accounts + Drafts + PendingActs + AccessLog + FeedRecords + Jobs
{
}

impl<T> Store for T where
    T: Writer
        + EventLog
        + Projections
        + Accounts
        + Drafts
        + PendingActs
        + AccessLog
        + FeedRecords
        + Jobs
{
}
