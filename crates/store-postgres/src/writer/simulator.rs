//! The simulator's own transaction: units are applied one by one and made durable by a flush. While
//! it is open, reads and other writes go through it.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use brygga_store::{Change, CommitError, Outcome, Prepared, StoreError};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::batch::Batch;
use super::{Shared, Transaction as _, read_only};
use crate::connection::{Connection, Params};
use crate::fault::{Fault, Lost};

/// Applied units that may be open before they are made durable without being asked.
const OPEN_UNITS: usize = 2_000;

pub(crate) struct Simulator {
    writing: Option<Shared>,
    state: Arc<Mutex<State>>,
    /// A transaction is open; read without the lock.
    open: Arc<AtomicBool>,
}

struct State {
    connection: Option<Connection>,
    /// Units applied in the open transaction.
    units: usize,
    /// Applied units were rolled back; the next flush says so.
    lost: Option<Lost>,
    open: Arc<AtomicBool>,
}

/// The connection of the open transaction, lent.
pub(crate) struct Open(OwnedMutexGuard<State>);

impl Deref for Open {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.0.connection.as_ref().expect("an open transaction has its connection")
    }
}

impl Simulator {
    pub(crate) fn new(writing: Shared) -> Self {
        Self::with(Some(writing))
    }

    /// No writer: the database was opened for reading.
    pub(crate) fn none() -> Self {
        Self::with(None)
    }

    fn with(writing: Option<Shared>) -> Self {
        let open = Arc::new(AtomicBool::new(false));
        let state = State { connection: None, units: 0, lost: None, open: Arc::clone(&open) };
        Self { writing, state: Arc::new(Mutex::new(state)), open }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// The connection of the open transaction, when there is one.
    pub(crate) async fn open(&self) -> Option<Open> {
        if !self.is_open() {
            return None;
        }
        let state = Arc::clone(&self.state).lock_owned().await;
        self.is_open().then_some(Open(state))
    }

    /// Applies a unit without making it durable.
    pub(crate) async fn apply(&self, unit: Prepared) -> Result<Outcome, CommitError> {
        let Some(writing) = &self.writing else { return Err(read_only().into()) };
        let mut state = self.state.lock().await;
        state.unit(writing, &unit).await
    }

    /// Applies a unit to the open transaction and makes all of it durable.
    pub(crate) async fn commit(&self, unit: Prepared) -> Result<Outcome, CommitError> {
        let Some(writing) = &self.writing else { return Err(read_only().into()) };
        let mut state = self.state.lock().await;
        let outcome = state.unit(writing, &unit).await;
        state.flush(writing).await?;
        outcome
    }

    pub(crate) async fn flush(&self) -> Result<(), StoreError> {
        let Some(writing) = &self.writing else { return Err(read_only()) };
        self.state.lock().await.flush(writing).await
    }

    /// Writes rows through the open transaction, when there is one.
    pub(crate) async fn rows(&self, changes: &[Change]) -> Option<Result<(), StoreError>> {
        let writing = self.writing.as_ref().filter(|_| self.is_open())?;
        let mut state = self.state.lock().await;
        let done = state.batch(writing, &[], changes).await.map(drop);
        let flushed = state.flush(writing).await;
        Some(done.map_err(StoreError::from).and(flushed))
    }

    /// Runs one statement through the open transaction, when there is one.
    pub(crate) async fn record(
        &self,
        sql: &'static str,
        params: Params<'_>,
    ) -> Option<Result<u64, StoreError>> {
        let writing = self.writing.as_ref().filter(|_| self.is_open())?;
        let mut state = self.state.lock().await;
        let done = state.statement(writing, sql, params).await;
        let flushed = state.flush(writing).await;
        let done = done.map_err(StoreError::from);
        Some(flushed.and(done))
    }
}

impl State {
    async fn unit(&mut self, writing: &Shared, unit: &Prepared) -> Result<Outcome, CommitError> {
        let outcomes = self.batch(writing, std::slice::from_ref(unit), &[]).await;
        let mut outcomes = outcomes.map_err(StoreError::from)?;
        self.units += 1;
        if self.units >= OPEN_UNITS {
            self.flush(writing).await?;
        }
        outcomes.pop().unwrap_or_else(|| Err(StoreError::Unknown.into()))
    }

    async fn batch(
        &mut self,
        writing: &Shared,
        units: &[Prepared],
        rows: &[Change],
    ) -> Result<Vec<Result<Outcome, CommitError>>, Lost> {
        self.begin(writing).await?;
        let db = self.connection.as_ref().expect("just begun");
        let mut batch = Batch::new(writing, "SAVEPOINT unit", units, rows);
        let done = match batch.run(db).await {
            Ok(done) => db.batch("RELEASE SAVEPOINT unit").await.map(|()| done),
            Err(fault) => Err(fault),
        };
        self.after(done).await
    }

    async fn statement(
        &mut self,
        writing: &Shared,
        sql: &'static str,
        params: Params<'_>,
    ) -> Result<u64, Lost> {
        self.begin(writing).await?;
        let db = self.connection.as_ref().expect("just begun");
        let done = async {
            db.batch("SAVEPOINT unit").await?;
            let rows = db.execute(sql, params).await?;
            db.batch("RELEASE SAVEPOINT unit").await?;
            Ok(rows)
        };
        let done = done.await;
        self.after(done).await
    }

    /// A failure harms nothing that was applied before it, unless the connection is gone.
    async fn after<T>(&mut self, done: Result<T, Fault>) -> Result<T, Lost> {
        let fault = match done {
            Ok(done) => return Ok(done),
            Err(fault) => fault,
        };
        let lost = fault.before_commit();
        let db = self.connection.as_ref().expect("just used");
        let back = "ROLLBACK TO SAVEPOINT unit; RELEASE SAVEPOINT unit";
        if !fault.leaves_connection() || db.batch(back).await.is_err() {
            self.lose(lost.clone());
        }
        Err(lost)
    }

    async fn begin(&mut self, writing: &Shared) -> Result<(), Lost> {
        if self.open.load(Ordering::Acquire) {
            return Ok(());
        }
        let begun = async {
            if !self.connection.as_ref().is_some_and(Connection::is_usable) {
                self.connection = Some(Connection::open(&writing.config).await?);
            }
            let db = self.connection.as_ref().expect("just opened");
            db.begin("BEGIN").await
        };
        begun.await.map_err(|fault: Fault| fault.before_commit())?;
        self.open.store(true, Ordering::Release);
        Ok(())
    }

    async fn flush(&mut self, writing: &Shared) -> Result<(), StoreError> {
        if let Some(lost) = self.lost.take() {
            return Err(lost.into());
        }
        if !self.open.load(Ordering::Acquire) {
            return Ok(());
        }
        let db = self.connection.as_ref().expect("an open transaction has its connection");
        let fault = match tokio::time::timeout(writing.deadline, db.commit()).await {
            Ok(Ok(())) => {
                self.units = 0;
                self.open.store(false, Ordering::Release);
                return Ok(());
            }
            Ok(Err(fault)) => fault,
            Err(_) => Fault::Deadline,
        };
        let lost = fault.at_commit();
        self.lose(lost.clone());
        self.lost = None;
        Err(lost.into())
    }

    /// The transaction is gone with all that was applied in it.
    fn lose(&mut self, lost: Lost) {
        tracing::error!(?lost, units = self.units, "what was applied is lost");
        self.connection = None;
        if self.units > 0 {
            self.lost = Some(lost);
        }
        self.units = 0;
        self.open.store(false, Ordering::Release);
    }
}

impl Drop for Simulator {
    /// What was applied is kept when the store is closed in good order.
    fn drop(&mut self) {
        let Some(writing) = self.writing.take().filter(|_| self.is_open()) else { return };
        let state = Arc::clone(&self.state);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = state.lock().await.flush(&writing).await {
                    tracing::error!(%error, "what was applied could not be kept");
                }
            });
        }
    }
}
