//! The access log: who opened what, when, why. Append-only, hash-chained, signed per batch
//! (decision 24).

use async_trait::async_trait;
use brygga_domain::envelope::Origin;
use brygga_domain::ids::{ChainId, Digest, HsaId, PersonId};
use jiff::Timestamp;

use crate::StoreError;
use crate::access_proof::AccessBatch;

/// One row per page or act that touched person data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// When.
    pub at: Timestamp,
    /// Who; none for a feed.
    pub user: Option<HsaId>,
    /// In which assignment.
    pub assignment: Option<String>,
    /// For which unit.
    pub unit: Option<HsaId>,
    /// What: the use case's word, `denied:` before it for a refusal.
    pub what: String,
    /// Purpose of the assignment.
    pub purpose: String,
    /// The chain, where one was opened.
    pub chain: Option<ChainId>,
    /// Everyone whose data were shown.
    pub persons: Vec<PersonId>,
    /// From request to log line to row.
    pub correlation: String,
}

/// One page of entries.
#[derive(Debug, Clone)]
pub struct AccessPage {
    /// Newest first.
    pub entries: Vec<AccessEntry>,
    /// Where to go on.
    pub next: Option<u64>,
}

/// How far the log proves itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessProof {
    /// Rows checked.
    pub rows: u64,
    /// Signed batches checked.
    pub batches: u64,
    /// Hash of the last row.
    pub head: Digest,
    /// The first row that does not hold, with why.
    pub fault: Option<(u64, String)>,
}

/// The log itself. It survives a rebuild and is never changed.
#[async_trait]
pub trait AccessLog: Send + Sync {
    /// Writes entries and answers when they are durable: a person page waits for it.
    async fn record_access(&self, entries: Vec<AccessEntry>) -> Result<(), StoreError>;
    /// Who opened a chain, newest first.
    async fn accesses_of(
        &self,
        chain: ChainId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<AccessPage, StoreError>;
    /// Forgets when users looked at cases, for the marks of changed rows: at cases that are closed,
    /// before one time; at any case, before another. Gives how many, at most `limit`. The log itself
    /// keeps everything.
    async fn forget_looks(
        &self,
        closed_before: Timestamp,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError>;
    /// Checks the chain of hashes and the signatures.
    async fn prove_access_log(&self) -> Result<AccessProof, StoreError>;
    /// The last batch of an origin with at most this number.
    async fn access_batch_up_to(
        &self,
        origin: Origin,
        number: u64,
    ) -> Result<Option<AccessBatch>, StoreError>;
    /// The last batch that an origin has closed; none before its first.
    async fn last_access_batch(&self, origin: Origin) -> Result<Option<AccessBatch>, StoreError> {
        self.access_batch_up_to(origin, i64::MAX.cast_unsigned()).await
    }
    /// A batch of an origin by its number.
    async fn access_batch(
        &self,
        origin: Origin,
        number: u64,
    ) -> Result<Option<AccessBatch>, StoreError> {
        let found = self.access_batch_up_to(origin, number).await?;
        Ok(found.filter(|batch| batch.tip.batch == number))
    }
}
