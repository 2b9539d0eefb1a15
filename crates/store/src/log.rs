//! Reading the log.

use async_trait::async_trait;
use brygga_domain::envelope::{Origin, StreamId};
use brygga_domain::ids::{CommandId, Digest, EventId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::StoreError;
use crate::checkpoint::Checkpoint;
use crate::commit::Receipt;

/// A place in the log: dense per partition, given in the same transaction (decision: no sequence).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The partition; SQLite has one, 0.
    pub part: u16,
    /// From 1.
    pub pos: u64,
}

/// An event as stored: exact bytes, never encoded again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Where.
    pub position: Position,
    /// The hash of the header.
    pub id: EventId,
    /// The stream.
    pub stream: StreamId,
    /// Who wrote it.
    pub origin: Origin,
    /// Dense per (origin, stream).
    pub seq: u64,
    /// The exact header bytes.
    pub header: Vec<u8>,
    /// Ed25519 over the id.
    pub signature: [u8; 64],
    /// Which key the body is under; 0 = none (decision 4).
    pub key_id: u32,
    /// The exact body bytes; `None` when erased.
    pub body: Option<Vec<u8>>,
    /// When this node stored it.
    pub received_at: Timestamp,
}

/// A remembered command (decision 5).
#[derive(Debug, Clone)]
pub struct CommandRecord {
    /// What it said.
    pub content: Digest,
    /// What was written.
    pub receipt: Receipt,
}

/// An origin that has written here, with the key that its signatures hold under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginRecord {
    /// Node and epoch.
    pub origin: Origin,
    /// Ed25519 public key.
    pub public_key: [u8; 32],
    /// Seeded by the simulator: refused outside demo data (decision 14).
    pub simulated: bool,
}

/// The append-only log.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// All events of an aggregate, over all compartments, rooms and segments, by position. A care
    /// chain is short by nature (decision 8), so this does not grow with the history.
    async fn aggregate(&self, aggregate: Uuid) -> Result<Vec<StoredEvent>, StoreError>;

    /// False when the aggregate has events after the position of the last one that was read: another
    /// process has written to it, and what is kept in memory of it is old. A log with one writer is
    /// always current.
    async fn is_current(&self, _aggregate: Uuid, _read: Position) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// At most `max` events of a partition after a position, oldest first.
    async fn after(&self, after: Position, max: u32) -> Result<Vec<StoredEvent>, StoreError>;

    /// The last position of each partition that has one.
    async fn last(&self) -> Result<Vec<Position>, StoreError>;

    /// A remembered command.
    async fn command(&self, cmd: CommandId) -> Result<Option<CommandRecord>, StoreError>;

    /// All origins that have written here.
    async fn origins(&self) -> Result<Vec<OriginRecord>, StoreError>;

    /// Ids of aggregates of a kind (first byte after the id in the stream), after an id, in order:
    /// for rebuilding projections page by page.
    async fn aggregates(
        &self,
        kind: brygga_domain::envelope::AggregateKind,
        after: Option<Uuid>,
        max: u32,
    ) -> Result<Vec<Uuid>, StoreError>;

    /// Checkpoints after a number, in order.
    async fn checkpoints(&self, after: u64, max: u32) -> Result<Vec<Checkpoint>, StoreError>;

    /// The newest checkpoint; none in a short log.
    async fn last_checkpoint(&self) -> Result<Option<Checkpoint>, StoreError>;

    /// Keeps a checkpoint for good. False when there is one of that number already.
    async fn save_checkpoint(&self, checkpoint: Checkpoint) -> Result<bool, StoreError>;

    /// What the engine itself finds wrong with its files: pages, tables, indexes. Reads all of
    /// them. Empty when nothing is, or when the engine has no such check.
    async fn check_files(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}
