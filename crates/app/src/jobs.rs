//! Work in the background, and the page of whoever looks after the server (decision 29).
//!
//! What has a queue of its own (messages that wait ten seconds) or belongs to one process (its registry
//! in memory, how far its log has come) is no job; a waiting message that cannot leave becomes one.

use std::panic::AssertUnwindSafe;

use brygga_domain::calendar::{local_date, next_working_day, start_of_day, stockholm};
use brygga_domain::follow_up::report::Month;
use brygga_domain::ids::{CommandId, hex, unhex};
use brygga_policy::Action;
use brygga_store::{Job, JobEnd, JobKey, JobState};
use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use tracing::Instrument as _;

use crate::actor::Actor;
use crate::care_chain::{forget_looks, refresh_due, require, send_one};
use crate::context::App;
use crate::error::AppError;
use crate::ports::{NotSent, random};

/// How long a process may take for one job before another takes it over.
const TIME: SignedDuration = SignedDuration::from_mins(5);
/// Attempts before a job is given up: about a quarter of an hour.
const ATTEMPTS: u32 = 7;
/// The wait after the first failure; it doubles with each, up to the longest.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(10);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);
/// Months that a report is sent for afterwards, after a long stop.
const MOST_MONTHS: i32 = 12;
/// Jobs on the operator's page.
const SHOWN: u32 = 200;
/// Letters of a reason that are kept.
const WHY: usize = 300;

/// A waiting message that could not leave; about its command.
pub(crate) const SEND_MESSAGE: &str = "send-message";
/// The report of a month, by e-mail; about the month.
const SEND_REPORT: &str = "send-report";
const REFRESH_ROWS: &str = "refresh-rows";
const FORGET_SESSIONS: &str = "forget-sessions";
const FORGET_LOOKS: &str = "forget-looks";

/// What comes again and again, and how often. One process does it for all on the same log.
const REPEATED: [(&str, SignedDuration); 3] = [
    (REFRESH_ROWS, SignedDuration::from_secs(30)),
    (FORGET_SESSIONS, SignedDuration::from_hours(1)),
    (FORGET_LOOKS, SignedDuration::from_hours(1)),
];

/// Asks for a job; nothing happens when there is one like it.
pub(crate) async fn ask_for(
    app: &App,
    kind: &str,
    about: String,
    correlation: String,
    due_at: Timestamp,
) -> Result<(), AppError> {
    let now = app.now();
    let job = Job {
        key: JobKey { kind: kind.to_owned(), about },
        state: JobState::Waiting,
        attempts: 0,
        due_at,
        why: String::new(),
        correlation,
        created_at: now,
        changed_at: now,
    };
    app.store.add_job(job).await?;
    Ok(())
}

/// Sees to it that everything that comes again and again is on the list.
pub async fn plan_jobs(app: &App) -> Result<(), AppError> {
    for (kind, _) in REPEATED {
        let id = hex(&random::<8>(&*app.entropy));
        ask_for(app, kind, String::new(), id, app.now()).await?;
    }
    if app.monthly_report().is_some() {
        plan_reports(app).await?;
    }
    Ok(())
}

/// Asks for the report of this month, and of those since the last one that was asked for: no server may
/// have run in them. A month that was sent is on the list as done, and is not sent again.
async fn plan_reports(app: &App) -> Result<(), AppError> {
    let now = Month::of(local_date(app.now()));
    let last = app.store.last_job(SEND_REPORT).await?.and_then(|month| Month::parse(&month));
    let first = last.map_or(now, |last| last.plus(1));
    let mut month = first.max(now.plus(-MOST_MONTHS)).min(now);
    while month <= now {
        let id = hex(&random::<8>(&*app.entropy));
        ask_for(app, SEND_REPORT, month.to_string(), id, report_due(month)).await?;
        month = month.plus(1);
    }
    Ok(())
}

/// Seven in the morning of the first working day after the month.
fn report_due(month: Month) -> Timestamp {
    let day = next_working_day(month.last_day());
    let at = stockholm().to_timestamp(day.at(7, 0, 0, 0));
    at.unwrap_or_else(|_| start_of_day(day))
}

/// Does what is due, one after the other. Gives how many attempts were made.
pub async fn run_due_jobs(app: &App) -> Result<usize, AppError> {
    let mut done = 0;
    loop {
        let now = app.now();
        let until = now.checked_add(TIME).unwrap_or(now);
        let Some(job) = app.store.take_job(now, until).await? else { return Ok(done) };
        let span = tracing::info_span!(
            "job",
            kind = job.key.kind,
            id = job.correlation,
            attempt = job.attempts
        );
        let end = async {
            let failed = guarded(perform(app, &job)).await.err();
            if let Some(failed) = &failed {
                tracing::warn!(why = failed.why, "a job failed");
            }
            end_of(app, &job, failed)
        };
        let end = end.instrument(span).await;
        let outcome = match end {
            JobEnd::Done | JobEnd::Kept | JobEnd::Repeat { .. } => "done",
            JobEnd::Again { .. } => "again",
            JobEnd::Dead { .. } => "dead",
        };
        let kind = known(&job.key.kind);
        metrics::counter!("brygga_jobs_total", "kind" => kind, "outcome" => outcome).increment(1);
        app.store.end_job(&job, end, app.now()).await?;
        done += 1;
    }
}

/// A kind that comes from the table, as one of the few words that a figure may have.
fn known(kind: &str) -> &'static str {
    let kinds = [SEND_MESSAGE, SEND_REPORT, REFRESH_ROWS, FORGET_SESSIONS, FORGET_LOOKS];
    kinds.into_iter().find(|known| *known == kind).unwrap_or("unknown")
}

struct Failed {
    why: String,
    /// Another attempt would end the same.
    for_good: bool,
}

/// A job that panics has failed; the others go on.
async fn guarded(work: impl Future<Output = Result<(), Failed>>) -> Result<(), Failed> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| {
        let why = "the program broke off: its log says where".to_owned();
        Err(Failed { why, for_good: false })
    })
}

impl From<NotSent> for Failed {
    fn from(not_sent: NotSent) -> Self {
        let why = not_sent.why.chars().take(WHY).collect();
        Self { why, for_good: not_sent.for_good }
    }
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Self {
        let mut why = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            why = format!("{why}: {cause}");
            source = cause.source();
        }
        Self { why: why.chars().take(WHY).collect(), for_good: false }
    }
}

async fn perform(app: &App, job: &Job) -> Result<(), Failed> {
    let for_good = |why: &str| Failed { why: why.to_owned(), for_good: true };
    match job.key.kind.as_str() {
        REFRESH_ROWS => refresh_due(app).await.map(drop)?,
        FORGET_SESSIONS => {
            let forgotten = app.store.forget_expired_sessions(app.now()).await;
            forgotten.map(drop).map_err(AppError::from)?;
        }
        FORGET_LOOKS => forget_looks(app).await.map(drop)?,
        SEND_MESSAGE => match unhex::<16>(&job.key.about).map(CommandId::from_bytes) {
            Some(cmd) => send_one(app, cmd).await?,
            None => return Err(for_good("this is no command")),
        },
        SEND_REPORT => {
            let month = Month::parse(&job.key.about).ok_or_else(|| for_good("this is no month"))?;
            let Some(by) = app.monthly_report() else {
                return Err(for_good("no mail server is set: see the settings of mail"));
            };
            by.send(app, month).await?;
        }
        _ => return Err(for_good("this version of the program knows no such job")),
    }
    Ok(())
}

fn end_of(app: &App, job: &Job, failed: Option<Failed>) -> JobEnd {
    let repeated = REPEATED.iter().find(|(kind, _)| *kind == job.key.kind);
    let after = |wait: SignedDuration| app.now().checked_add(wait).unwrap_or(Timestamp::MAX);
    match (failed, repeated) {
        (None, Some((_, every))) => JobEnd::Repeat { due_at: after(*every) },
        (None, None) if job.key.kind == SEND_REPORT => JobEnd::Kept,
        (None, None) => JobEnd::Done,
        // What comes again is never given up: the list of failed jobs shows it.
        (Some(failed), None) if failed.for_good || job.attempts >= ATTEMPTS => {
            JobEnd::Dead { why: failed.why }
        }
        (Some(failed), _) => {
            let chance = u8::from_be_bytes(random(&*app.entropy));
            JobEnd::Again { due_at: after(wait_after(job.attempts, chance)), why: failed.why }
        }
    }
}

/// Twice as long after each failure, a quarter more or less by chance: what failed together does not
/// come back together.
fn wait_after(attempts: u32, chance: u8) -> SignedDuration {
    let doubled = FIRST_WAIT * 2_i32.pow(attempts.saturating_sub(1).min(10));
    let wait = doubled.min(LONGEST_WAIT);
    wait * 3 / 4 + wait / 2 * i32::from(chance) / 255
}

/// All jobs, for whoever looks after the server.
pub async fn list_jobs(app: &App, actor: &Actor) -> Result<Vec<Job>, AppError> {
    require(app, actor, Action::OperateJobs)?;
    Ok(app.store.jobs(SHOWN).await?)
}

/// Tries a dead or failed job again now. False when it is neither any more.
pub async fn retry_job(app: &App, actor: &Actor, key: &JobKey) -> Result<bool, AppError> {
    require(app, actor, Action::OperateJobs)?;
    let retried = app.store.retry_job(key, app.now()).await?;
    if retried {
        tracing::info!(kind = known(&key.kind), user = %actor.user, "a job is tried again");
    }
    Ok(retried)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_job_that_panics_has_failed_and_is_tried_again() {
        let failed = guarded(async { panic!("in the middle of it") }).await.unwrap_err();
        assert!(!failed.for_good);
        assert_eq!(failed.why, "the program broke off: its log says where");
        assert!(guarded(async { Ok(()) }).await.is_ok());
    }

    #[test]
    fn a_report_leaves_at_seven_on_the_first_working_day_after_its_month() {
        for (month, due) in [
            ("2026-10", "2026-11-02T06:00:00Z"),
            ("2026-12", "2027-01-04T06:00:00Z"),
            ("2026-03", "2026-04-01T05:00:00Z"),
            ("2026-04", "2026-05-04T05:00:00Z"),
        ] {
            assert_eq!(report_due(Month::parse(month).unwrap()), due.parse().unwrap(), "{month}");
        }
    }

    #[test]
    fn the_wait_doubles_up_to_an_hour_and_is_spread() {
        let seconds = |attempts, chance| wait_after(attempts, chance).as_secs();
        assert_eq!((seconds(1, 0), seconds(1, 255)), (7, 12));
        assert_eq!((seconds(3, 0), seconds(3, 255)), (30, 50));
        assert_eq!((seconds(30, 0), seconds(30, 255)), (2700, 4500));
    }
}
