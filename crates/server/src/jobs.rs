//! What happens without anybody asking: waiting messages leave, jobs are done, other servers are
//! listened to.

use std::sync::Arc;
use std::time::Duration;

use brygga_app::care_chain::{Heard, bring_up_to_date, hear_others, send_due};
use brygga_app::jobs::{plan_jobs, run_due_jobs};
use brygga_app::registry::refresh_registry;
use brygga_app::{AppError, Clock as _};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::clock_watch::ClockWatch;
use crate::machine::SystemClock;
use crate::serving::ended;
use crate::site::Site;

const SEND: Duration = Duration::from_secs(1);
const JOBS: Duration = Duration::from_secs(1);
/// A list of jobs that somebody has emptied is filled again.
const PLAN: Duration = Duration::from_secs(300);
/// Acts of other servers on the same log reach open pages within this time.
const HEAR: Duration = Duration::from_secs(1);
/// After lists could not be made anew.
const AGAIN: Duration = Duration::from_secs(10);
const REMEMBER: Duration = Duration::from_secs(5);

/// Makes the lists anew beside the old ones when another version has written them (decision 15).
/// After a failure it is tried again; the old lists are read until it has succeeded.
pub(crate) async fn bring_lists_up_to_date(site: Arc<Site>, mut end: watch::Receiver<bool>) {
    loop {
        let done = tokio::select! {
            done = bring_up_to_date(&site.app) => done,
            () = ended(&mut end) => return,
        };
        match done {
            Ok(_) => return,
            Err(error) => tracing::error!(%error, "the lists could not be made anew yet"),
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            () = ended(&mut end) => return,
        }
    }
}

/// Runs until the server ends. The first round comes at once: what became overdue while the server
/// was down leaves now (decision 22).
pub(crate) async fn run(site: Arc<Site>, mut end: watch::Receiver<bool>) {
    let every = |period| {
        let mut timer = interval(period);
        timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        timer
    };
    let (mut send, mut jobs, mut remember) = (every(SEND), every(JOBS), every(REMEMBER));
    let mut plan = every(PLAN);
    let (mut hear, mut heard) = (every(HEAR), Heard::default());
    let mut clock = ClockWatch::default();
    let (own, shares_log) = (site.folder.origin.origin, site.app.store.shares_log());
    loop {
        tokio::select! {
            _ = send.tick() => {
                site.folder.room.look(&site.app);
                counted("send", send_due(&site.app).await);
            }
            _ = hear.tick(), if shares_log => {
                counted("hear-others", hear_others(&site.app, own, &mut heard).await);
            }
            _ = plan.tick() => {
                counted("plan-jobs", plan_jobs(&site.app).await);
            }
            _ = jobs.tick() => {
                counted("run-jobs", run_due_jobs(&site.app).await);
            }
            _ = remember.tick() => {
                clock.look(SystemClock.now());
                site.remember_end().await;
                site.write_checkpoints().await;
                counted("read-registry", refresh_registry(&site.app).await);
            }
            () = ended(&mut end) => return,
        }
    }
}

/// Tells of a round that failed; the next one comes by itself.
fn counted<T>(kind: &'static str, done: Result<T, AppError>) {
    let outcome = if done.is_ok() { "done" } else { "failed" };
    metrics::counter!("brygga_rounds_total", "kind" => kind, "outcome" => outcome).increment(1);
    if let Err(error) = done {
        let source = std::error::Error::source(&error).map(ToString::to_string);
        tracing::error!(kind, %error, source, "a round of work in the background failed");
    }
}
