//! Work in the background. Each statement is a transaction of its own: a job is taken by the one whose
//! update finds it as it was read.

use async_trait::async_trait;
use brygga_store::{
    Columns as _, Job, JobCounts, JobEnd, JobKey, JobState, Jobs, StoreError, job_row,
};
use jiff::Timestamp;

use crate::columns::{collect, one};
use crate::statement::Plain as _;
use crate::store::PostgresStore;

macro_rules! select_jobs {
    ($rest:literal) => {
        concat!(
            "SELECT kind, about, state, attempts, due_at, why, correlation, created_at, changed_at
             FROM job ",
            $rest
        )
    };
}

/// Others may take the same one at the same moment; then the next is looked for.
const TRIES: usize = 8;

#[async_trait]
impl Jobs for PostgresStore {
    async fn add_job(&self, job: Job) -> Result<bool, StoreError> {
        let sql = "INSERT INTO job (kind, about, state, attempts, due_at, why, correlation,
                 created_at, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (kind, about) DO NOTHING";
        let added = self
            .record(
                sql,
                &[
                    &job.key.kind,
                    &job.key.about,
                    &job.state.as_str(),
                    &i64::from(job.attempts),
                    &job.due_at.as_millisecond(),
                    &job.why.plain(),
                    &job.correlation.plain(),
                    &job.created_at.as_millisecond(),
                    &job.changed_at.as_millisecond(),
                ],
            )
            .await?;
        Ok(added > 0)
    }

    async fn take_job(&self, now: Timestamp, until: Timestamp) -> Result<Option<Job>, StoreError> {
        // The one that has been due longest. A running one is due when its process has had its
        // time.
        let sql = select_jobs!(
            "WHERE state <> 'dead' AND state <> 'done'
                 AND due_at + (state = 'running')::int <= $1
             ORDER BY due_at, kind, about LIMIT 1"
        );
        for _ in 0..TRIES {
            let db = self.reader().await?;
            let found = one(&db, sql, &[&now.as_millisecond()], |c| job_row(c)).await?;
            drop(db);
            let Some(job) = found else { return Ok(None) };
            let taken = Job {
                state: JobState::Running,
                attempts: job.attempts.saturating_add(1),
                due_at: until,
                changed_at: now,
                ..job.clone()
            };
            if self.put(&job, &taken).await? {
                return Ok(Some(taken));
            }
        }
        Ok(None)
    }

    async fn end_job(&self, taken: &Job, end: JobEnd, now: Timestamp) -> Result<(), StoreError> {
        let job = Job { changed_at: now, ..taken.clone() };
        let job = match end {
            JobEnd::Done => {
                let sql = "DELETE FROM job WHERE kind = $1 AND about = $2 AND state = $3
                     AND attempts = $4 AND due_at = $5";
                let params: crate::connection::Params = &[
                    &taken.key.kind,
                    &taken.key.about,
                    &taken.state.as_str(),
                    &i64::from(taken.attempts),
                    &taken.due_at.as_millisecond(),
                ];
                return self.record(sql, params).await.map(drop);
            }
            JobEnd::Kept => Job { state: JobState::Done, why: String::new(), ..job },
            JobEnd::Repeat { due_at } => {
                let (state, attempts, why) = (JobState::Waiting, 0, String::new());
                Job { state, attempts, due_at, why, ..job }
            }
            JobEnd::Again { due_at, why } => Job { state: JobState::Waiting, due_at, why, ..job },
            JobEnd::Dead { why } => Job { state: JobState::Dead, why, ..job },
        };
        self.put(taken, &job).await.map(drop)
    }

    async fn retry_job(&self, key: &JobKey, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE job SET state = 'waiting', attempts = 0, due_at = $3, changed_at = $3
             WHERE kind = $1 AND about = $2
                 AND (state = 'dead' OR (state = 'waiting' AND attempts > 0))";
        let now = now.as_millisecond();
        Ok(self.record(sql, &[&key.kind.plain(), &key.about.plain(), &now]).await? > 0)
    }

    async fn last_job(&self, kind: &str) -> Result<Option<String>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT about FROM job WHERE kind = $1 ORDER BY about COLLATE \"C\" DESC LIMIT 1";
        Ok(one(&db, sql, &[&kind], |c| c.text()).await?)
    }

    async fn job(&self, key: &JobKey) -> Result<Option<Job>, StoreError> {
        let db = self.reader().await?;
        let sql = select_jobs!("WHERE kind = $1 AND about = $2");
        Ok(one(&db, sql, &[&key.kind.plain(), &key.about.plain()], |c| job_row(c)).await?)
    }

    async fn jobs(&self, max: u32) -> Result<Vec<Job>, StoreError> {
        let db = self.reader().await?;
        let sql = select_jobs!(
            "ORDER BY state = 'done', state <> 'dead', attempts = 0 OR state = 'running', due_at,
                 kind, about
             LIMIT $1"
        );
        Ok(collect(&db, sql, &[&i64::from(max)], |c| job_row(c)).await?)
    }

    async fn job_counts(&self) -> Result<JobCounts, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT count(*) FILTER (WHERE state = 'waiting' AND attempts = 0),
                count(*) FILTER (WHERE state = 'waiting' AND attempts > 0),
                count(*) FILTER (WHERE state = 'running'),
                count(*) FILTER (WHERE state = 'dead')
            FROM job";
        let counts = one(&db, sql, &[], |c| {
            Ok(JobCounts {
                waiting: c.number()?,
                failed: c.number()?,
                running: c.number()?,
                dead: c.number()?,
            })
        });
        Ok(counts.await?.unwrap_or_default())
    }
}

impl PostgresStore {
    /// Changes a job that is still as it was seen; false when somebody was faster.
    async fn put(&self, seen: &Job, job: &Job) -> Result<bool, StoreError> {
        let sql =
            "UPDATE job SET state = $6, attempts = $7, due_at = $8, why = $9, changed_at = $10
             WHERE kind = $1 AND about = $2 AND state = $3 AND attempts = $4 AND due_at = $5";
        let changed = self
            .record(
                sql,
                &[
                    &job.key.kind,
                    &job.key.about,
                    &seen.state.as_str(),
                    &i64::from(seen.attempts),
                    &seen.due_at.as_millisecond(),
                    &job.state.as_str(),
                    &i64::from(job.attempts),
                    &job.due_at.as_millisecond(),
                    &job.why.plain(),
                    &job.changed_at.as_millisecond(),
                ],
            )
            .await?;
        Ok(changed > 0)
    }
}
