//! The writer's thread: gathers what waits, one transaction, then the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use brygga_domain::envelope::{Header, Hlc, Origin, SigningKey};
use brygga_store::{CommitError, Outcome, Prepared, StoreError};
use rusqlite::{Connection, OptionalExtension as _};
use tokio::sync::{mpsc, oneshot};

use super::heads::Heads;
use super::signing::Signing;
use super::{End, HELD_AT_MOST, Job, Task, origin};
use crate::access::AccessWriter;
use crate::crash_point::{Point, reached};
use crate::fault::{Fault, Lost};
use crate::options::{Fatal, Full, OpenError, OpenOptions};

/// Units in one transaction: enough to share one flush to the disk among all that wait.
const BATCH: usize = 256;
/// Applied units that may be open before they are made durable without being asked.
const OPEN_UNITS: usize = 10_000;

/// Everything the thread owns.
pub(super) struct State {
    pub(super) db: Connection,
    pub(super) key: SigningKey,
    pub(super) origin: Origin,
    pub(super) origin_number: i64,
    pub(super) heads: Heads,
    pub(super) signing: Signing,
    /// The last position given.
    pub(super) pos: u64,
    pub(super) clock: Hlc,
    pub(super) access: AccessWriter,
    /// The position in the table `head`.
    stored_pos: u64,
    /// Units applied in the open transaction.
    open_units: usize,
    /// Applied units were rolled back; the next flush says so.
    lost: Option<Lost>,
    undurable: Arc<AtomicBool>,
    fatal: Fatal,
    full: Full,
    stopped: bool,
}

/// Someone who waits for the commit.
enum Waiting {
    Unit(oneshot::Sender<Result<Outcome, CommitError>>, Result<Outcome, CommitError>),
    Plain(oneshot::Sender<Result<(), StoreError>>),
    Task(Box<dyn Task>, Result<(), Fault>),
}

impl Waiting {
    /// Answers. Whoever asked may have gone: that changes nothing here.
    fn finish(self, end: &End, signing: &Signing) {
        match (self, end.clone().map_err(StoreError::from)) {
            (Self::Unit(answer, mut outcome), Ok(())) => {
                signing.complete(&mut outcome);
                drop(answer.send(outcome));
            }
            (Self::Unit(answer, _), Err(lost)) => drop(answer.send(Err(lost.into()))),
            (Self::Plain(answer), end) => drop(answer.send(end)),
            (Self::Task(task, own), Ok(())) => task.finish(own.map_err(StoreError::from)),
            (Self::Task(task, _), Err(lost)) => task.finish(Err(lost)),
        }
    }
}

impl State {
    pub(super) fn open(
        mut db: Connection,
        options: &OpenOptions,
        undurable: Arc<AtomicBool>,
    ) -> Result<Self, OpenError> {
        let origin_number = origin::register(&mut db, options)?;
        let pos = stored_head(&db)?;
        let clock = last_clock(&db)?;
        let access = AccessWriter::open(&db, origin_number)?;
        Ok(Self {
            db,
            key: options.key.clone(),
            origin: options.origin,
            origin_number,
            heads: Heads::new(origin_number),
            signing: Signing::new(options.key.clone()),
            pos,
            clock,
            access,
            stored_pos: pos,
            open_units: 0,
            lost: None,
            undurable,
            fatal: Arc::clone(&options.fatal),
            full: Arc::clone(&options.full),
            stopped: false,
        })
    }

    /// Until the store is dropped or the disk fails.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH);
        while !self.stopped && queue.blocking_recv_many(&mut jobs, BATCH) > 0 {
            metrics::gauge!("brygga_writer_waiting").set(queue.len() as f64);
            self.until_held(&mut jobs);
        }
        if !self.stopped {
            // What was applied is kept when the store is closed in good order.
            drop(self.commit());
        }
    }

    /// What came before somebody who holds the writer is committed by then.
    fn until_held(&mut self, jobs: &mut Vec<Job>) {
        let mut before = Vec::with_capacity(jobs.len());
        for job in jobs.drain(..) {
            let (held, then) = match job {
                Job::Hold { held, then } => (held, then),
                job => {
                    before.push(job);
                    continue;
                }
            };
            self.batch(&mut before);
            if self.stopped || self.commit().is_err() {
                continue;
            }
            let _ = held.send(());
            if let Ok(work) = then.recv_timeout(HELD_AT_MOST) {
                self.batch(&mut vec![work]);
            }
        }
        if !before.is_empty() && !self.stopped {
            self.batch(&mut before);
        }
    }

    fn batch(&mut self, jobs: &mut Vec<Job>) {
        let count = jobs.len();
        let mut waiting = Vec::with_capacity(count);
        let mut durable = false;
        let mut end: End = Ok(());
        self.signing.begin(count);
        for job in jobs.drain(..) {
            durable |= !matches!(job, Job::Read(_) | Job::Unit { durable: false, .. });
            let done = match job {
                Job::Read(read) => self.signing.write(&self.db).map(|()| read(&self.db)),
                job if end.is_err() => {
                    waiting.push(refused(job));
                    Ok(())
                }
                job => self.begin().and_then(|()| self.one(job, &mut waiting)),
            };
            if let Err(fault) = done {
                end = Err(self.roll_back(&fault));
            }
        }
        if end.is_ok() && (durable || self.open_units >= OPEN_UNITS) {
            end = self.commit();
            metrics::histogram!("brygga_commit_units").record(count as f64);
        }
        for one in waiting {
            one.finish(&end, &self.signing);
            reached(Point::OneAnswered);
        }
    }

    /// Does one job. An error means that the whole transaction is lost.
    fn one(&mut self, job: Job, waiting: &mut Vec<Waiting>) -> Result<(), Fault> {
        match job {
            Job::Read(read) => read(&self.db),
            Job::Unit { prepared, durable, answer } => {
                let done = self
                    .write_before(&prepared, durable)
                    .and_then(|()| self.guarded(|state| state.unit(*prepared, durable)));
                let (mut outcome, done) = match done {
                    Ok(Ok(outcome)) => (outcome, Ok(())),
                    Ok(Err(fault)) => (Err(StoreError::from(fault).into()), Ok(())),
                    Err(fault) => (Err(StoreError::Unknown.into()), Err(fault)),
                };
                if !durable && done.is_ok() {
                    self.signing.complete(&mut outcome);
                    self.open_units += 1;
                    self.undurable.store(true, Ordering::Release);
                    drop(answer.send(outcome));
                } else {
                    waiting.push(Waiting::Unit(answer, outcome));
                }
                return done;
            }
            Job::Access { entries, answer } => {
                waiting.push(Waiting::Plain(answer));
                self.access.append(&self.db, &entries)?;
                reached(Point::AccessWritten);
            }
            Job::Task(mut task) => {
                self.signing.write(&self.db)?;
                let done = self.guarded(|state| task.run(&state.db));
                let (own, done) = match done {
                    Ok(own) => (own, Ok(())),
                    Err(fault) => (Ok(()), Err(fault)),
                };
                waiting.push(Waiting::Task(task, own));
                return done;
            }
            Job::Hold { .. } => unreachable!("it is taken out before the batch"),
            Job::Flush(answer) => match self.lost.take() {
                Some(lost) => drop(answer.send(Err(lost.into()))),
                None => waiting.push(Waiting::Plain(answer)),
            },
        }
        Ok(())
    }

    /// The rows of others that a unit reads or writes: to undo the unit must not undo them.
    fn write_before(&mut self, prepared: &Prepared, durable: bool) -> Result<(), Fault> {
        if !durable || self.signing.holds(prepared.cmd) {
            self.signing.write(&self.db)?;
        }
        Ok(())
    }

    /// Runs one unit so that its failure harms no other: the inner error is the unit's own, the
    /// outer one has broken the transaction.
    fn guarded<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<Result<T, Fault>, Fault> {
        let (pos, tip, rows) = (self.pos, self.access.tip(), self.signing.len());
        self.execute("SAVEPOINT unit")?;
        reached(Point::UnitBegun);
        match work(self) {
            Ok(value) => {
                self.execute("RELEASE unit")?;
                reached(Point::UnitWritten);
                Ok(Ok(value))
            }
            Err(fault) if fault.breaks_transaction() || self.db.is_autocommit() => Err(fault),
            Err(fault) => {
                self.execute("ROLLBACK TO unit")?;
                self.execute("RELEASE unit")?;
                self.pos = pos;
                self.access.back_to(tip);
                self.signing.back_to(rows, pos);
                // The heads are read from the table again.
                self.signing.write(&self.db)?;
                self.heads.forget_all();
                reached(Point::UnitUndone);
                Ok(Err(fault))
            }
        }
    }

    fn execute(&self, sql: &str) -> Result<(), Fault> {
        self.db.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn begin(&mut self) -> Result<(), Fault> {
        if !self.db.is_autocommit() {
            return Ok(());
        }
        reached(Point::BeforeBegin);
        self.execute("BEGIN IMMEDIATE")?;
        reached(Point::Begun);
        Ok(())
    }

    fn commit(&mut self) -> End {
        if self.db.is_autocommit() {
            return Ok(());
        }
        let began = stopwatch();
        if let Err(fault) = self.close_transaction() {
            return Err(self.roll_back(&fault));
        }
        metrics::histogram!("brygga_commit_seconds").record(began.elapsed().as_secs_f64());
        self.stored_pos = self.pos;
        self.access.keep();
        self.nothing_open();
        Ok(())
    }

    fn close_transaction(&mut self) -> Result<(), Fault> {
        self.signing.write(&self.db)?;
        if self.pos != self.stored_pos {
            self.db
                .prepare_cached("UPDATE head SET seq = ?1 WHERE part = 0")?
                .execute([self.pos.cast_signed()])?;
            reached(Point::CounterWritten);
        }
        self.access.sign(&self.db, &self.key)?;
        reached(Point::AccessSigned);
        self.execute("COMMIT")?;
        reached(Point::Committed);
        Ok(())
    }

    /// Nothing of the transaction is left. After an error of the disk the process ends: what a
    /// later read shows need not be what the disk holds (decision 35).
    fn roll_back(&mut self, fault: &Fault) -> Lost {
        let lost = fault.lost();
        if matches!(lost, Lost::Unknown) {
            tracing::error!(?fault, "the disk failed during a write; the process ends");
            self.stopped = true;
            (self.fatal)("the disk failed during a write");
        }
        if !self.db.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(?error, "a failed transaction could not be rolled back");
            self.stopped = true;
        }
        if matches!(lost, Lost::Full) {
            (self.full)();
        }
        if self.open_units > 0 {
            self.lost = Some(lost.clone());
        }
        self.pos = self.stored_pos;
        self.heads.forget_all();
        self.access.undo();
        self.signing.undo();
        self.nothing_open();
        lost
    }

    fn nothing_open(&mut self) {
        self.open_units = 0;
        self.undurable.store(false, Ordering::Release);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a commit took is shown and decides nothing"
)]
fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

/// A job of a transaction that is lost already.
fn refused(job: Job) -> Waiting {
    match job {
        Job::Unit { answer, .. } => Waiting::Unit(answer, Err(StoreError::Unknown.into())),
        Job::Access { answer, .. } | Job::Flush(answer) => Waiting::Plain(answer),
        Job::Task(task) => Waiting::Task(task, Ok(())),
        Job::Read(_) | Job::Hold { .. } => unreachable!("they are done at once"),
    }
}

fn stored_head(db: &Connection) -> Result<u64, Fault> {
    let seq: i64 = db.query_row("SELECT seq FROM head WHERE part = 0", [], |row| row.get(0))?;
    Ok(seq.cast_unsigned())
}

/// The clock goes on where the log ends, so that a time line keeps its order over a restart.
fn last_clock(db: &Connection) -> Result<Hlc, Fault> {
    let header: Option<Vec<u8>> = db
        .query_row("SELECT header FROM event ORDER BY pos DESC LIMIT 1", [], |row| row.get(0))
        .optional()?;
    // A damaged header is for `verify` to name.
    let header = header.and_then(|bytes| Header::from_bytes(&bytes).ok());
    Ok(header.map_or(Hlc::default(), |header| header.hlc))
}
