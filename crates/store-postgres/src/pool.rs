//! Connections for reading and for single records.

use std::ops::Deref;
use std::sync::Arc;

use brygga_store::StoreError;
use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use tokio::sync::Mutex;

use crate::connection::{Connection, Params};
use crate::fault::Fault;
use crate::store::PostgresStore;
use crate::target::Target;
use crate::writer::Open;

pub(crate) struct Maker(pub(crate) Target);

impl managed::Manager for Maker {
    type Type = Connection;
    type Error = Fault;

    async fn create(&self) -> Result<Connection, Fault> {
        Connection::find(&self.0).await
    }

    /// Only a look: a connection that the server has closed is known to be closed.
    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<Fault> {
        if connection.is_usable() {
            Ok(())
        } else {
            Err(RecycleError::message("the connection is closed or was left in a transaction"))
        }
    }
}

pub(crate) type Pool = managed::Pool<Maker>;

pub(crate) fn pool(target: &Target, size: usize) -> Pool {
    let pool = Pool::builder(Maker(target.clone())).max_size(size).build();
    pool.expect("a pool without timeouts needs no runtime")
}

/// One connection for questions that a key answers. Many are on their way on it at once, and the server
/// takes them in one go: with a connection for each of them, every one wakes another process.
#[derive(Default)]
pub(crate) struct Quick(Mutex<Option<Arc<Connection>>>);

impl Quick {
    /// None while somebody else connects: when the database is away, nobody waits behind those who look
    /// for it.
    async fn lend(&self, target: &Target) -> Result<Option<Arc<Connection>>, Fault> {
        let Ok(mut kept) = self.0.try_lock() else { return Ok(None) };
        if let Some(connection) = kept.as_ref().filter(|connection| connection.is_usable()) {
            return Ok(Some(Arc::clone(connection)));
        }
        let connection = Arc::new(Connection::find(target).await?);
        *kept = Some(Arc::clone(&connection));
        Ok(Some(connection))
    }
}

/// A connection lent for reading.
pub(crate) enum Reader {
    Pooled(Box<managed::Object<Maker>>),
    /// Others ask on it at the same time: one statement each, and no transaction.
    Shared(Arc<Connection>),
    /// The simulator's own, inside its open transaction.
    Open(Open),
}

impl Deref for Reader {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Self::Pooled(connection) => connection,
            Self::Shared(connection) => connection,
            Self::Open(open) => open,
        }
    }
}

impl Reader {
    /// The following statements see one state of the database until [`Reader::finish`].
    pub(crate) async fn snapshot(&self) -> Result<(), Fault> {
        match self {
            Self::Pooled(db) => db.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await,
            // Nobody else writes there: the state is one already.
            Self::Open(_) => Ok(()),
            Self::Shared(_) => unreachable!("nobody asks a second question there"),
        }
    }

    pub(crate) async fn finish(&self) -> Result<(), Fault> {
        match self {
            Self::Pooled(db) => db.roll_back().await,
            Self::Open(_) | Self::Shared(_) => Ok(()),
        }
    }
}

pub(crate) fn lent(
    answer: Result<managed::Object<Maker>, managed::PoolError<Fault>>,
) -> Result<managed::Object<Maker>, Fault> {
    answer.map_err(|error| match error {
        managed::PoolError::Backend(fault) => fault,
        _ => Fault::Deadline,
    })
}

impl PostgresStore {
    /// Reads on a connection of its own. While the simulator has applied what is not durable yet,
    /// reads go through its transaction, so that it sees its own writes.
    pub(crate) async fn reader(&self) -> Result<Reader, Fault> {
        if let Some(open) = self.simulator.open().await {
            return Ok(Reader::Open(open));
        }
        Ok(Reader::Pooled(Box::new(lent(self.pool.get().await)?)))
    }

    /// Reads what a key answers: one statement that touches a few rows.
    pub(crate) async fn quick_reader(&self) -> Result<Reader, Fault> {
        if let Some(open) = self.simulator.open().await {
            return Ok(Reader::Open(open));
        }
        match self.quick.lend(&self.config).await? {
            Some(connection) => Ok(Reader::Shared(connection)),
            None => self.reader().await,
        }
    }

    /// Writes one record: a statement that is its own transaction. Gives the rows it touched.
    pub(crate) async fn record(
        &self,
        sql: &'static str,
        params: Params<'_>,
    ) -> Result<u64, StoreError> {
        if !self.writes {
            return Err(StoreError::Engine("the database was opened for reading".into()));
        }
        if let Some(answer) = self.simulator.record(sql, params).await {
            return answer;
        }
        let db = lent(self.pool.get().await)?;
        db.prepare(sql).await?;
        db.forget_warnings();
        let done = tokio::time::timeout(self.commit_deadline, db.execute(sql, params)).await;
        let fault = match done {
            Ok(Ok(_)) if db.has_warned() => Fault::Warned,
            Ok(Ok(rows)) => return Ok(rows),
            Ok(Err(fault)) => fault,
            Err(_) => Fault::Deadline,
        };
        if !fault.leaves_connection() {
            drop(managed::Object::take(db));
        }
        Err(fault.at_commit().into())
    }
}
