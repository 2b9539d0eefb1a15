//! The lanes: each gathers what waits for its partitions into one transaction and answers after the
//! commit.

use brygga_store::{AccessEntry, Change, CommitError, Outcome, Prepared, StoreError};
use tokio::sync::{mpsc, oneshot};

use super::batch::{BEGIN, Batch};
use super::{PARTS, Shared, parts_of, parts_of_rows, read_only, transaction};
use crate::access::AccessLane;
use crate::access_turn::Turn;
use crate::connection::Connection;
use crate::crash_point::{Point, reached};
use crate::fault::Lost;

/// Lanes of a process. Each takes whole partitions. While one waits for the disk the other works, and no
/// more than one works: many small transactions are made of what could be one, and every one costs the
/// same statements.
const LANES: u16 = 2;
/// Units in one transaction: enough to share one flush to the disk among all that wait.
const BATCH: usize = 256;
/// Units that may wait; beyond that the callers wait for a place.
const QUEUE: usize = 1_024;

type Answer = oneshot::Sender<Result<Outcome, CommitError>>;

enum Job {
    Unit(Box<Prepared>, Answer),
    Rows(Vec<Change>, oneshot::Sender<Result<(), StoreError>>),
}

/// The queues of all lanes.
pub(crate) struct Lanes {
    parts: Vec<mpsc::Sender<Job>>,
    access: Option<mpsc::Sender<crate::access::Job>>,
}

impl Lanes {
    /// Starts them; each opens its connection when it has something to write.
    pub(crate) fn start(writing: &Shared) -> Self {
        let parts = (0..LANES).map(|_| {
            let (jobs, queue) = mpsc::channel(QUEUE);
            let lane = Lane { writing: Shared::clone(writing), connection: None };
            tokio::spawn(lane.run(queue));
            jobs
        });
        let parts = parts.collect();
        let (access, queue) = mpsc::channel(QUEUE);
        tokio::spawn(AccessLane::new(Shared::clone(writing)).run(queue));
        Self { parts, access: Some(access) }
    }

    /// No writer: the database was opened for reading.
    pub(crate) fn none() -> Self {
        Self { parts: Vec::new(), access: None }
    }

    /// Waits in the lane of the unit's lowest partition.
    pub(crate) async fn unit(&self, unit: Prepared) -> Result<Outcome, CommitError> {
        let by_command = || u16::from(unit.cmd.bytes()[15] % PARTS as u8);
        let part = parts_of(&unit).first().copied().unwrap_or_else(by_command);
        let (answer, answered) = oneshot::channel();
        self.send(part, Job::Unit(Box::new(unit), answer)).await?;
        answered.await.map_err(|_| StoreError::Unknown)?
    }

    pub(crate) async fn rows(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        let part = parts_of_rows(&changes).min().unwrap_or(0);
        let (answer, answered) = oneshot::channel();
        self.send(part, Job::Rows(changes, answer)).await?;
        answered.await.map_err(|_| StoreError::Unknown)?
    }

    pub(crate) async fn access(&self, entries: Vec<AccessEntry>) -> Result<(), StoreError> {
        let Some(access) = &self.access else { return Err(read_only()) };
        let (answer, answered) = oneshot::channel();
        access.send((entries, answer)).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| StoreError::Unknown)?
    }

    async fn send(&self, part: u16, job: Job) -> Result<(), StoreError> {
        let lane = self.parts.get(usize::from(part % LANES)).ok_or_else(read_only)?;
        lane.send(job).await.map_err(|_| stopped())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a commit took is shown and decides nothing"
)]
fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

fn stopped() -> StoreError {
    StoreError::Engine("the writer has stopped".into())
}

struct Lane {
    writing: Shared,
    connection: Option<Connection>,
}

impl Lane {
    /// Until the store is dropped and the queue is empty.
    async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH);
        while queue.recv_many(&mut jobs, BATCH).await > 0 {
            // While another lane reads and writes, more comes, and all of it shares this one's
            // statements. While the other one waits for the disk, this one goes on.
            let mut turn = None;
            if jobs.iter().any(|job| matches!(job, Job::Unit(..))) {
                turn = Some(self.writing.access.turn().await);
                while jobs.len() < BATCH
                    && let Ok(job) = queue.try_recv()
                {
                    jobs.push(job);
                }
            }
            metrics::gauge!("brygga_writer_waiting").set(queue.len() as f64);
            let mut units = Vec::with_capacity(jobs.len());
            let mut answers = Vec::with_capacity(jobs.len());
            for job in jobs.drain(..) {
                match job {
                    Job::Unit(unit, answer) => {
                        units.push(*unit);
                        answers.push(answer);
                    }
                    Job::Rows(changes, answer) => {
                        let done = self.write(&[], &changes, None).await;
                        reached(Point::RowsCommitted);
                        drop(answer.send(done.map(drop).map_err(StoreError::from)));
                    }
                }
            }
            if !units.is_empty() {
                self.units(&units, answers, turn).await;
            }
        }
    }

    /// All in one transaction; when that is rolled back, each in one of its own, so that a unit
    /// which the database refuses harms no other.
    async fn units(&mut self, units: &[Prepared], answers: Vec<Answer>, turn: Option<Turn>) {
        let lost = match self.write(units, &[], turn).await {
            Ok(outcomes) => {
                // Whoever asked may have gone: that changes nothing here.
                for (answer, outcome) in answers.into_iter().zip(outcomes) {
                    let refused = outcome.is_err();
                    drop(answer.send(outcome));
                    reached(if refused { Point::UnitRefused } else { Point::OneAnswered });
                }
                return;
            }
            Err(lost) => lost,
        };
        // A database that does not answer at all is not asked once more for each of them.
        let answers_us = self.connection.is_some();
        let alone =
            units.len() > 1 && answers_us && matches!(lost, Lost::RolledBack(_) | Lost::Again(_));
        for (unit, answer) in units.iter().zip(answers) {
            let outcome = if alone {
                match self.write(std::slice::from_ref(unit), &[], None).await {
                    Ok(mut outcomes) => {
                        outcomes.pop().unwrap_or_else(|| Err(StoreError::Unknown.into()))
                    }
                    Err(lost) => Err(StoreError::from(lost).into()),
                }
            } else {
                Err(StoreError::from(lost.clone()).into())
            };
            drop(answer.send(outcome));
        }
    }

    async fn write(
        &mut self,
        units: &[Prepared],
        rows: &[Change],
        turn: Option<Turn>,
    ) -> Result<Vec<Result<Outcome, CommitError>>, Lost> {
        let writing = Shared::clone(&self.writing);
        let mut batch = Batch::new(&writing, BEGIN, units, rows).in_turn(turn);
        let began = stopwatch();
        let connection = &mut self.connection;
        let done = transaction(connection, &writing.config, writing.deadline, &mut batch).await;
        if done.is_ok() {
            metrics::histogram!("brygga_commit_units").record(units.len().max(1) as f64);
            metrics::histogram!("brygga_commit_seconds").record(began.elapsed().as_secs_f64());
        }
        done
    }
}
