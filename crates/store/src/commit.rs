//! The unit of work and its writer (decisions 5, 7).

use async_trait::async_trait;
use brygga_domain::envelope::StreamId;
use brygga_domain::ids::{ChainId, CommandId, Digest, EventId, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::StoreError;
use crate::access::AccessEntry;
use crate::accounts::DraftKey;
use crate::facts::FactRow;
use crate::feed::FeedMessage;
use crate::groups::Taker;
use crate::log::StoredEvent;
use crate::projections::{ChainRow, PartyRow};
use crate::stays::StayRow;

/// One event, decided and encoded, waiting for its place in the log.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Where it stands.
    pub stream: StreamId,
    /// The heads that were read; sorted.
    pub deps: Vec<EventId>,
    /// The values shown to the person and replaced; sorted.
    pub replaces: Vec<EventId>,
    /// Which part of the act.
    pub part: u8,
    /// Must be understood to go on.
    pub crit: bool,
    /// The exact body bytes.
    pub body: Vec<u8>,
}

/// The last event that the decision had read in a stream. `None`: the stream was empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectedHead {
    /// The stream.
    pub stream: StreamId,
    /// Its last event in order of position.
    pub last: Option<EventId>,
}

/// How far the events of an aggregate had come when they were read for a decision. Heads alone do not say
/// so: somebody may write to a stream that there was not when the others were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReadTo {
    /// The aggregate.
    pub aggregate: Uuid,
    /// The position of its last event, in its partition; 0: it had none.
    pub pos: u64,
}

/// An act, ready to be written: facts, projections and queue entries in one transaction.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The idempotency key.
    pub cmd: CommandId,
    /// What the act says; the same key with other content is answered [`Outcome::Different`].
    pub content: Digest,
    /// Who acts: the user's HSA-id, `feed` or `system`.
    pub actor: String,
    /// When; also the wall time of the logical clock and of `received_at`.
    pub at: Timestamp,
    /// Refused as stale when any of these is not the head any more.
    pub expected: Vec<ExpectedHead>,
    /// Refused as stale when the aggregate has come further.
    pub read: Option<ReadTo>,
    /// The events, in order of part.
    pub events: Vec<NewEvent>,
    /// Rows that follow from them.
    pub changes: Vec<Change>,
    /// Its rows of the access log. When the act is answered as committed or known, they are durable
    /// too, so that whoever acts need not wait a second time (decision 24); when it is refused, they
    /// are not written.
    pub access: Vec<AccessEntry>,
}

/// A row that is written together with the events.
#[derive(Debug, Clone)]
pub enum Change {
    /// A chain's row and those of all its units; units that are not named lose theirs.
    Chain(Box<ChainRow>, Vec<PartyRow>),
    /// Whose own the chain is; those who are not named lose it.
    Takers {
        /// The chain.
        chain: ChainId,
        /// Each once.
        takers: Vec<Taker>,
    },
    /// Other chains that somebody has called the same admission in this one (M12); those that are not
    /// named are so no more.
    Links {
        /// The chain that holds the marks.
        chain: ChainId,
        /// Each once.
        others: Vec<ChainId>,
    },
    /// A chain's row of the fact table; none takes it away.
    Facts(ChainId, Option<Box<FactRow>>),
    /// A stay's row.
    Stay(Box<StayRow>),
    /// A person has this identifier (system OID, value); a merge moves it.
    PersonIdentified {
        /// The person.
        person: PersonId,
        /// OID of the identifier's system.
        system: String,
        /// The identifier.
        value: String,
    },
    /// The stay now belongs to a chain.
    StayLinked {
        /// Visit key of the stay.
        visit: String,
        /// The chain.
        chain: ChainId,
    },
    /// The waiting act has left (decision 22). When it does not wait any more, the unit of work is
    /// refused as [`CommitError::Undone`].
    PendingDone(CommandId),
    /// The draft has become an act.
    DraftDone(DraftKey),
    /// What was answered to a feed message, so that the same key gets the same answer.
    FeedAnswered(FeedMessage),
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The act.
    pub cmd: CommandId,
    /// Who.
    pub actor: String,
    /// When it was stored.
    pub at: Timestamp,
    /// The events with place, signature and bytes, in order of part.
    pub events: Vec<StoredEvent>,
}

/// How a unit of work ended. All three are good ends.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Written and durable.
    Committed(Receipt),
    /// The same act was written before: here is its receipt.
    Known(Receipt),
    /// The same key, other content: nothing was written; here is what was sent then (decision 21).
    Different(Receipt),
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Somebody wrote to the stream meanwhile: read and decide again.
    #[error("the stream has moved on")]
    Stale(StreamId),
    /// The waiting act was taken back before it left: nothing is to be sent (decision 22).
    #[error("the act was undone before it left")]
    Undone,
    /// The database could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The single writer of this process.
#[async_trait]
pub trait Writer: Send + Sync {
    /// Writes one unit of work and answers when it is durable (group commit).
    async fn commit(&self, prepared: Prepared) -> Result<Outcome, CommitError>;

    /// Writes without waiting for durability: answers as soon as the unit is applied inside the
    /// open transaction. Only for the simulated county, which calls [`Writer::flush`] once per
    /// simulated hour; nothing is acknowledged to anyone before that.
    async fn apply(&self, prepared: Prepared) -> Result<Outcome, CommitError>;

    /// Makes everything applied so far durable.
    async fn flush(&self) -> Result<(), StoreError>;

    /// Why this process may not write just now, in words for the operator; none when it may.
    fn barred(&self) -> Option<&'static str> {
        None
    }

    /// Other processes write to the same log, so that what they do has to be looked for.
    fn shares_log(&self) -> bool {
        false
    }

    /// The last call before the program ends, when nothing is under way any more: gives up what
    /// keeps others from writing as this origin.
    async fn close(&self) {}
}
