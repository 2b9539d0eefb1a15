//! A few read-only connections, used on the blocking threads of the runtime, or where the caller is
//! for a single row.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use brygga_store::StoreError;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::SqliteStore;
use crate::engine;
use crate::fault::Fault;
use crate::options::OpenError;

const READERS: usize = 4;

#[derive(Clone)]
pub(crate) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    free: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let idle = (0..READERS).map(|_| engine::open_reader(path)).collect::<Result<_, _>>()?;
        Ok(Self { idle: Arc::new(Mutex::new(idle)), free: Arc::new(Semaphore::new(READERS)) })
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.free).acquire_owned().await;
        let permit = permit.expect("the semaphore is never closed");
        let idle = Arc::clone(&self.idle);
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let lent = Lent::take(idle);
            work(lent.connection.as_ref().expect("it is there until the drop"))
        });
        match done.await {
            Ok(answer) => Ok(answer?),
            // The runtime shuts down.
            Err(error) => Err(StoreError::Engine(Box::new(error))),
        }
    }

    /// On the thread of the caller when a connection is free.
    async fn look_up<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Ok(_permit) = self.free.try_acquire() else { return self.read(work).await };
        let lent = Lent::take(Arc::clone(&self.idle));
        Ok(work(lent.connection.as_ref().expect("it is there until the drop"))?)
    }
}

/// A connection that goes back whatever happens to its user.
struct Lent {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Lent {
    fn take(idle: Arc<Mutex<Vec<Connection>>>) -> Self {
        let connection = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Self { connection: Some(connection.expect("there is one connection per permit")), idle }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.extend(self.connection.take());
    }
}

/// Several statements over one state of the database.
pub(crate) fn snapshot<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, Fault>,
) -> Result<T, Fault> {
    // Inside the writer's transaction the state is one already.
    if !connection.is_autocommit() {
        return work(connection);
    }
    let transaction = connection.unchecked_transaction()?;
    let answer = work(&transaction)?;
    transaction.finish()?;
    Ok(answer)
}

impl SqliteStore {
    /// Reads on a connection of its own. While the simulator has applied what is not durable yet,
    /// reads go through the writer, so that it sees its own writes.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.writer.holds_undurable() {
            self.writer.read(work).await
        } else {
            self.readers.read(work).await
        }
    }

    /// The same for a row or two that are found by a whole key: that takes some microseconds, and
    /// handing it to another thread would take longer.
    pub(crate) async fn look_up<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.writer.holds_undurable() {
            self.writer.read(work).await
        } else {
            self.readers.look_up(work).await
        }
    }
}
