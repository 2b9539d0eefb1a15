//! The single writer: a thread with a queue (decisions 7 and 16).

mod batch;
mod heads;
mod origin;
mod signing;
mod unit;

#[cfg(feature = "bulk")]
pub(crate) use origin::register;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use async_trait::async_trait;
use brygga_store::{AccessEntry, CommitError, Outcome, Prepared, StoreError, Writer};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::SqliteStore;
use crate::fault::{Fault, Lost};
use crate::options::{OpenError, OpenOptions};

/// Units that may wait; beyond that the callers wait for a place.
const QUEUE: usize = 1_024;
/// How long everybody may be made to wait.
const HELD_AT_MOST: Duration = Duration::from_secs(4);

/// What the thread is asked to do.
enum Job {
    /// A unit of work. One that is not durable leaves the transaction open.
    Unit {
        prepared: Box<Prepared>,
        durable: bool,
        answer: oneshot::Sender<Result<Outcome, CommitError>>,
    },
    /// Entries of the access log.
    Access { entries: Vec<AccessEntry>, answer: oneshot::Sender<Result<(), StoreError>> },
    /// Any other write.
    Task(Box<dyn Task>),
    /// A read that sees what is not durable yet.
    Read(Box<dyn FnOnce(&Connection) + Send>),
    /// Nobody else writes until what comes through here is done, or nothing comes.
    Hold { held: oneshot::Sender<()>, then: std::sync::mpsc::Receiver<Job> },
    /// Commit what is open.
    Flush(oneshot::Sender<Result<(), StoreError>>),
}

/// A write with its answer, without the type of the answer.
trait Task: Send {
    fn run(&mut self, connection: &Connection) -> Result<(), Fault>;
    /// After the commit, with what became of the transaction.
    fn finish(self: Box<Self>, end: Result<(), StoreError>);
}

struct TaskOf<F, T> {
    work: Option<F>,
    value: Option<T>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<F, T> Task for TaskOf<F, T>
where
    F: FnOnce(&Connection) -> Result<T, Fault> + Send,
    T: Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), Fault> {
        if let Some(work) = self.work.take() {
            self.value = Some(work(connection)?);
        }
        Ok(())
    }

    fn finish(self: Box<Self>, end: Result<(), StoreError>) {
        let answer = match (end, self.value) {
            (Ok(()), Some(value)) => Ok(value),
            (Ok(()), None) => Err(StoreError::Unknown),
            (Err(error), _) => Err(error),
        };
        // The caller may have gone: what is written stays written.
        drop(self.answer.send(answer));
    }
}

/// The queue of the thread.
pub(crate) struct WriterHandle {
    jobs: Option<mpsc::Sender<Job>>,
    undurable: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl WriterHandle {
    pub(crate) fn start(connection: Connection, options: &OpenOptions) -> Result<Self, OpenError> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let undurable = Arc::new(AtomicBool::new(false));
        let state = batch::State::open(connection, options, Arc::clone(&undurable))?;
        let thread = std::thread::Builder::new()
            .name("brygga-writer".to_owned())
            .spawn(move || state.run(queue))?;
        Ok(Self { jobs: Some(jobs), undurable, thread: Some(thread) })
    }

    /// No writer: the database was opened for reading.
    pub(crate) fn none() -> Self {
        Self { jobs: None, undurable: Arc::new(AtomicBool::new(false)), thread: None }
    }

    /// Something has been applied that a crash would still undo.
    pub(crate) fn holds_undurable(&self) -> bool {
        self.undurable.load(Ordering::Acquire)
    }

    async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(job(answer)).await?;
        answered.await.map_err(|_| StoreError::Unknown)?
    }

    async fn send(&self, job: Job) -> Result<(), StoreError> {
        let Some(jobs) = &self.jobs else {
            return Err(StoreError::Engine("the database was opened for reading".into()));
        };
        jobs.send(job).await.map_err(|_| StoreError::Engine("the writer has stopped".into()))
    }

    /// Reads inside the open transaction.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(|answer| {
            Job::Read(Box::new(move |connection| {
                drop(answer.send(work(connection).map_err(StoreError::from)));
            }))
        })
        .await
    }

    /// Writes and answers when it is durable.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(|answer| Job::Task(Box::new(TaskOf { work: Some(work), value: None, answer })))
            .await
    }

    /// Lets nobody write until the answer is used or dropped, or [`HELD_AT_MOST`] has passed.
    pub(crate) async fn hold(&self) -> Result<Held, StoreError> {
        let (held, is_held) = oneshot::channel();
        let (go_on, then) = std::sync::mpsc::channel();
        self.send(Job::Hold { held, then }).await?;
        is_held.await.map_err(|_| StoreError::Unknown)?;
        Ok(Held(go_on))
    }

    pub(crate) async fn access(&self, entries: Vec<AccessEntry>) -> Result<(), StoreError> {
        self.ask(|answer| Job::Access { entries, answer }).await
    }

    async fn unit(&self, prepared: Prepared, durable: bool) -> Result<Outcome, CommitError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Unit { prepared: Box::new(prepared), durable, answer }).await?;
        answered.await.map_err(|_| StoreError::Unknown)?
    }
}

/// The writer waits for one piece of work and does nothing else.
pub(crate) struct Held(std::sync::mpsc::Sender<Job>);

impl Held {
    /// How long the work may take to come: less than the writer waits.
    pub(crate) fn at_most(&self) -> Duration {
        HELD_AT_MOST / 2
    }

    /// Writes, after which everybody may again.
    pub(crate) async fn write<T: Send + 'static>(
        self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let task = TaskOf { work: Some(work), value: None, answer };
        let late = |_| StoreError::Engine("the writer has gone on".into());
        self.0.send(Job::Task(Box::new(task))).map_err(late)?;
        answered.await.map_err(|_| StoreError::Unknown)?
    }
}

impl Drop for WriterHandle {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// What a whole transaction came to, for everyone in it.
type End = Result<(), Lost>;

#[async_trait]
impl Writer for SqliteStore {
    async fn commit(&self, prepared: Prepared) -> Result<Outcome, CommitError> {
        self.writer.unit(prepared, true).await
    }

    async fn apply(&self, prepared: Prepared) -> Result<Outcome, CommitError> {
        self.writer.unit(prepared, false).await
    }

    async fn flush(&self) -> Result<(), StoreError> {
        self.writer.ask(Job::Flush).await
    }
}
