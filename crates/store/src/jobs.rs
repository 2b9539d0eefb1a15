//! Work in the background: one table for all of it (decision 29). A job is due at a time, is taken by
//! one process, and is done, tried again later or put aside as dead.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::StoreError;

/// Which job: its kind, and what it is about. There is one of each at a time, so that the same work
/// asked for twice is done once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKey {
    /// What is to be done; a word of the program.
    pub kind: String,
    /// About what: an id, never person data.
    pub about: String,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Due at a time; it has failed before when it has attempts.
    Waiting,
    /// A process has taken it.
    Running,
    /// Given up until somebody asks for it again.
    Dead,
    /// Done for good: the row stays, so that it is not asked for again.
    Done,
}

impl JobState {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Dead => "dead",
            Self::Done => "done",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Waiting, Self::Running, Self::Dead, Self::Done];
        all.into_iter().find(|it| it.as_str() == word)
    }
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Which.
    pub key: JobKey,
    /// Where it stands.
    pub state: JobState,
    /// How often it was taken since it was last asked for.
    pub attempts: u32,
    /// When it may be taken; while it runs, when another process may take it over.
    pub due_at: Timestamp,
    /// Why it failed the last time, without person data; empty when it never did.
    pub why: String,
    /// Of the request that asked for it, or of its own.
    pub correlation: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEnd {
    /// It is done, and the job is gone.
    Done,
    /// It is done, and the job stays as done: asked for once more, it is not done twice.
    Kept,
    /// It is done for now and comes again.
    Repeat {
        /// When.
        due_at: Timestamp,
    },
    /// It failed and is tried again.
    Again {
        /// When.
        due_at: Timestamp,
        /// Why it failed.
        why: String,
    },
    /// It failed for the last time.
    Dead {
        /// Why it failed.
        why: String,
    },
}

/// How many jobs there are, for figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Due now or later, never failed.
    pub waiting: u64,
    /// Failed, and tried again later.
    pub failed: u64,
    /// Taken.
    pub running: u64,
    /// Given up.
    pub dead: u64,
}

/// The table of jobs.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Asks for a job; false when there is one with the same key already, which stays as it is.
    async fn add_job(&self, job: Job) -> Result<bool, StoreError>;
    /// Takes the job that has been due longest, with one more attempt, until `until`: a process that
    /// has not ended it by then is taken for dead. Each is taken by one process.
    async fn take_job(&self, now: Timestamp, until: Timestamp) -> Result<Option<Job>, StoreError>;
    /// Says what became of a job that was taken. Changes nothing when it has been taken over since.
    async fn end_job(&self, taken: &Job, end: JobEnd, now: Timestamp) -> Result<(), StoreError>;
    /// Makes a dead or failed job due now, as if it were new; false when it is neither.
    async fn retry_job(&self, key: &JobKey, now: Timestamp) -> Result<bool, StoreError>;
    /// What the newest job of a kind is about, by the order of the words; whatever became of it.
    async fn last_job(&self, kind: &str) -> Result<Option<String>, StoreError>;
    /// One job.
    async fn job(&self, key: &JobKey) -> Result<Option<Job>, StoreError>;
    /// Dead ones first, then failed ones, then the rest by when they are due, those that are done last;
    /// at most `max`.
    async fn jobs(&self, max: u32) -> Result<Vec<Job>, StoreError>;
    /// How many there are.
    async fn job_counts(&self) -> Result<JobCounts, StoreError>;
}
