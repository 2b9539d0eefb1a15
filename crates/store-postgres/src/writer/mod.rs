//! Writing: lanes that share the partitions, one for the access log, and the simulator's own transaction.

mod batch;
#[cfg(feature = "bulk")]
mod bulk;
mod lane;
pub(crate) mod origin;
mod simulator;
mod transaction;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use brygga_domain::envelope::{Hlc, Origin, SigningKey};
use brygga_domain::ids::ChainId;
use brygga_store::{Change, Columns as _, CommitError, Outcome, Prepared, StoreError, Writer};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::access_turn::AccessEnd;
use crate::columns::one;
use crate::connection::Connection;
use crate::fault::Fault;
use crate::lease::{HELD, Lease};
use crate::log::part_of;
use crate::options::OpenOptions;
use crate::store::PostgresStore;
use crate::target::Target;

#[cfg(feature = "bulk")]
pub use bulk::PostgresBulk;
pub(crate) use lane::Lanes;
pub(crate) use simulator::{Open, Simulator};
pub(crate) use transaction::{Transaction, transaction};

/// Partitions of the log.
pub(crate) const PARTS: u16 = 16;

/// What all who write share.
pub(crate) struct Writing {
    pub(crate) config: Target,
    pub(crate) origin: Origin,
    pub(crate) key: SigningKey,
    pub(crate) lease: Lease,
    pub(crate) deadline: Duration,
    pub(crate) access: AccessEnd,
    before_commit: Option<&'static str>,
    clock: Mutex<Hlc>,
    /// The lease is given up when the last one who writes has gone.
    _alive: mpsc::Sender<()>,
}

impl Writing {
    pub(crate) async fn new(
        db: &Connection,
        options: &OpenOptions,
        lease: Lease,
        alive: mpsc::Sender<()>,
    ) -> Result<Self, Fault> {
        // The clock goes on where the log ends, so that a time line keeps its order over a restart.
        let sql = "SELECT max(e.hlc) FROM head h JOIN event e ON e.part = h.part AND e.pos = h.seq";
        let clock = one(db, sql, &[], |c| c.opt_int()).await?.flatten().unwrap_or(0);
        Ok(Self {
            config: options.config.clone(),
            origin: options.origin,
            key: options.key.clone(),
            lease,
            deadline: options.commit_deadline,
            access: AccessEnd::default(),
            before_commit: options.before_commit,
            clock: Mutex::new(Hlc(clock.cast_unsigned())),
            _alive: alive,
        })
    }

    /// The next value of the clock, after everything that this process has written and after `seen`.
    fn tick(&self, seen: Hlc, ms: u64) -> Hlc {
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        *clock = (*clock).max(seen).tick(ms);
        *clock
    }

    /// Asks inside a transaction whether this process may write.
    pub(crate) async fn holds_lease(&self, db: &Connection) -> Result<(), Fault> {
        let held = db.rows(HELD, &[&self.lease.origin, &self.lease.holder]).await?;
        if held.is_empty() { Err(Fault::NoLease) } else { Ok(()) }
    }
}

fn part_of_chain(chain: ChainId) -> u16 {
    part_of(Uuid::from_bytes(chain.bytes()))
}

/// The partitions that a unit writes in or decides by, in ascending order.
fn parts_of(unit: &Prepared) -> Vec<u16> {
    let expected = unit.expected.iter().map(|expected| part_of(expected.stream.aggregate));
    let events = unit.events.iter().map(|event| part_of(event.stream.aggregate));
    let read = unit.read.map(|read| part_of(read.aggregate));
    let parts = expected.chain(events).chain(read).chain(parts_of_rows(&unit.changes));
    let mut parts: Vec<u16> = parts.collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// A chain's rows are written under the lock of its partition.
fn parts_of_rows(changes: &[Change]) -> impl Iterator<Item = u16> {
    changes.iter().filter_map(|change| match change {
        Change::Chain(row, _) => Some(part_of_chain(row.chain)),
        Change::Takers { chain, .. } | Change::Links { chain, .. } | Change::Facts(chain, _) => {
            Some(part_of_chain(*chain))
        }
        _ => None,
    })
}

fn read_only() -> StoreError {
    StoreError::Engine("the database was opened for reading".into())
}

#[async_trait]
impl Writer for PostgresStore {
    async fn commit(&self, mut prepared: Prepared) -> Result<Outcome, CommitError> {
        if !self.simulator.is_open() {
            return self.lanes.unit(prepared).await;
        }
        // The simulator's transaction stays open for long, and the end of the access log with it.
        let access = std::mem::take(&mut prepared.access);
        let outcome = self.simulator.commit(prepared).await?;
        if !access.is_empty() && !matches!(outcome, Outcome::Different(_)) {
            self.lanes.access(access).await?;
        }
        Ok(outcome)
    }

    async fn apply(&self, prepared: Prepared) -> Result<Outcome, CommitError> {
        self.simulator.apply(prepared).await
    }

    async fn flush(&self) -> Result<(), StoreError> {
        self.simulator.flush().await
    }

    fn barred(&self) -> Option<&'static str> {
        self.has_lost_lease().then_some("the lease of this origin is lost")
    }

    fn shares_log(&self) -> bool {
        true
    }

    async fn close(&self) {
        if self.simulator.is_open()
            && let Err(error) = self.simulator.flush().await
        {
            tracing::error!(%error, "what was applied could not be kept");
        }
        self.give_up_lease().await;
    }
}

impl PostgresStore {
    /// Writes projection rows without a unit of work.
    pub(crate) async fn write_rows(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        if let Some(answer) = self.simulator.rows(&changes).await {
            return answer;
        }
        self.lanes.rows(changes).await
    }
}

/// What the whole of a transaction is about, for a lane.
pub(crate) type Shared = Arc<Writing>;
