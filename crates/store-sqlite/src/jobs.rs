//! Work in the background.

use async_trait::async_trait;
use brygga_store::{
    Columns as _, Job, JobCounts, JobEnd, JobKey, JobState, Jobs, StoreError, job_row,
};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::SqliteStore;
use crate::columns::{collect, one};
use crate::fault::Fault;

macro_rules! select_jobs {
    ($rest:literal) => {
        concat!(
            "SELECT kind, about, state, attempts, due_at, why, correlation, created_at, changed_at
             FROM job ",
            $rest
        )
    };
}

/// The one that has been due longest. A running one is due when its process has had its time.
const NEXT: &str = select_jobs!(
    "WHERE state <> 'dead' AND state <> 'done' AND due_at + (state = 'running') <= ?1 ORDER BY due_at, kind, about LIMIT 1"
);

#[async_trait]
impl Jobs for SqliteStore {
    async fn add_job(&self, job: Job) -> Result<bool, StoreError> {
        self.writer
            .write(move |db| {
                let added = db
                    .prepare_cached(
                        "INSERT INTO job (kind, about, state, attempts, due_at, why, correlation,
                             created_at, changed_at)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                         ON CONFLICT DO NOTHING",
                    )?
                    .execute(params![
                        job.key.kind,
                        job.key.about,
                        job.state.as_str(),
                        job.attempts,
                        job.due_at.as_millisecond(),
                        job.why,
                        job.correlation,
                        job.created_at.as_millisecond(),
                        job.changed_at.as_millisecond(),
                    ])?;
                Ok(added > 0)
            })
            .await
    }

    async fn take_job(&self, now: Timestamp, until: Timestamp) -> Result<Option<Job>, StoreError> {
        // Looked for without the writer: most rounds find nothing.
        let is_due = self.read(move |db| next(db, now)).await?.is_some();
        if !is_due {
            return Ok(None);
        }
        self.writer
            .write(move |db| {
                let Some(job) = next(db, now)? else { return Ok(None) };
                let taken = Job {
                    state: JobState::Running,
                    attempts: job.attempts.saturating_add(1),
                    due_at: until,
                    changed_at: now,
                    ..job
                };
                put(db, &taken)?;
                Ok(Some(taken))
            })
            .await
    }

    async fn end_job(&self, taken: &Job, end: JobEnd, now: Timestamp) -> Result<(), StoreError> {
        let taken = taken.clone();
        self.writer
            .write(move |db| {
                if find(db, &taken.key)?.as_ref() != Some(&taken) {
                    return Ok(());
                }
                let job = Job { changed_at: now, ..taken };
                match end {
                    JobEnd::Done => {
                        let sql = "DELETE FROM job WHERE kind = ?1 AND about = ?2";
                        db.prepare_cached(sql)?.execute([job.key.kind, job.key.about])?;
                        Ok(())
                    }
                    JobEnd::Kept => {
                        put(db, &Job { state: JobState::Done, why: String::new(), ..job })
                    }
                    JobEnd::Repeat { due_at } => {
                        let (state, attempts, why) = (JobState::Waiting, 0, String::new());
                        put(db, &Job { state, attempts, due_at, why, ..job })
                    }
                    JobEnd::Again { due_at, why } => {
                        put(db, &Job { state: JobState::Waiting, due_at, why, ..job })
                    }
                    JobEnd::Dead { why } => put(db, &Job { state: JobState::Dead, why, ..job }),
                }
            })
            .await
    }

    async fn retry_job(&self, key: &JobKey, now: Timestamp) -> Result<bool, StoreError> {
        let key = key.clone();
        self.writer
            .write(move |db| {
                let failed = |job: &Job| {
                    job.state == JobState::Dead
                        || (job.state == JobState::Waiting && job.attempts > 0)
                };
                let Some(job) = find(db, &key)?.filter(failed) else { return Ok(false) };
                let (state, attempts) = (JobState::Waiting, 0);
                put(db, &Job { state, attempts, due_at: now, changed_at: now, ..job })?;
                Ok(true)
            })
            .await
    }

    async fn last_job(&self, kind: &str) -> Result<Option<String>, StoreError> {
        let kind = kind.to_owned();
        self.read(move |db| {
            let sql = "SELECT about FROM job WHERE kind = ?1 ORDER BY about DESC LIMIT 1";
            one(db, sql, [kind], |c| c.text())
        })
        .await
    }

    async fn job(&self, key: &JobKey) -> Result<Option<Job>, StoreError> {
        let key = key.clone();
        self.read(move |db| find(db, &key)).await
    }

    async fn jobs(&self, max: u32) -> Result<Vec<Job>, StoreError> {
        self.read(move |db| {
            let sql = select_jobs!(
                "ORDER BY state = 'done', state <> 'dead', attempts = 0 OR state = 'running', due_at,
                     kind, about
                 LIMIT ?1"
            );
            collect(db, sql, [max], |c| job_row(c))
        })
        .await
    }

    async fn job_counts(&self) -> Result<JobCounts, StoreError> {
        self.read(|db| {
            let sql = "SELECT count(*) FILTER (WHERE state = 'waiting' AND attempts = 0),
                    count(*) FILTER (WHERE state = 'waiting' AND attempts > 0),
                    count(*) FILTER (WHERE state = 'running'),
                    count(*) FILTER (WHERE state = 'dead')
                FROM job";
            let counts = one(db, sql, [], |c| {
                Ok(JobCounts {
                    waiting: c.number()?,
                    failed: c.number()?,
                    running: c.number()?,
                    dead: c.number()?,
                })
            })?;
            Ok(counts.unwrap_or_default())
        })
        .await
    }
}

fn next(db: &Connection, now: Timestamp) -> Result<Option<Job>, Fault> {
    one(db, NEXT, [now.as_millisecond()], |c| job_row(c))
}

fn find(db: &Connection, key: &JobKey) -> Result<Option<Job>, Fault> {
    let sql = select_jobs!("WHERE kind = ?1 AND about = ?2");
    one(db, sql, [&key.kind, &key.about], |c| job_row(c))
}

fn put(db: &Connection, job: &Job) -> Result<(), Fault> {
    db.prepare_cached(
        "UPDATE job SET state = ?3, attempts = ?4, due_at = ?5, why = ?6, changed_at = ?7
         WHERE kind = ?1 AND about = ?2",
    )?
    .execute(params![
        job.key.kind,
        job.key.about,
        job.state.as_str(),
        job.attempts,
        job.due_at.as_millisecond(),
        job.why,
        job.changed_at.as_millisecond(),
    ])?;
    Ok(())
}
