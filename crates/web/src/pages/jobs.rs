//! The work in the background: what waits, what failed, what was given up; and trying it again.

use axum::Form;
use brygga_app::jobs::{list_jobs, retry_job};
use brygga_store::{Job, JobKey, JobState};
use serde::Deserialize;

use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::page_error::redirect;
use crate::urls;
use crate::views::{Hidden, JobRow, JobsPage, NavPlace};

pub(crate) async fn get(caller: Caller) -> PageResult {
    let jobs = list_jobs(&caller.state.app, &caller.actor).await?;
    html(&JobsPage {
        t: caller.texts,
        shell: caller.shell(NavPlace::None),
        rows: jobs.iter().map(|job| row(&caller, job)).collect(),
    })
}

#[derive(Debug, Deserialize)]
pub(crate) struct RetryForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    about: String,
}

/// One that has been done meanwhile is gone from the page.
pub(crate) async fn retry(caller: Caller, Form(form): Form<RetryForm>) -> PageResult {
    caller.check_form(&form.csrf)?;
    let key = JobKey { kind: form.kind, about: form.about };
    retry_job(&caller.state.app, &caller.actor, &key).await?;
    Ok(redirect(urls::JOBS))
}

fn row(caller: &Caller, job: &Job) -> JobRow {
    let t = caller.texts;
    let failed = job.state == JobState::Waiting && job.attempts > 0;
    let state = match job.state {
        JobState::Dead => "job-state-dead",
        JobState::Running => "job-state-running",
        JobState::Done => "job-state-done",
        JobState::Waiting if failed => "job-state-failed",
        JobState::Waiting => "job-state-waiting",
    };
    let kind = match job.key.kind.as_str() {
        "send-message" => "job-send-message",
        "send-report" => "job-send-report",
        "refresh-rows" => "job-refresh-rows",
        "forget-sessions" => "job-forget-sessions",
        "forget-looks" => "job-forget-looks",
        _ => "job-unknown",
    };
    let dead = job.state == JobState::Dead;
    JobRow {
        // Of a report the month: those that were sent stand on the list too.
        kind: match kind {
            "job-send-report" => format!("{} {}", t.text(kind), job.key.about),
            _ => t.text(kind).into_owned(),
        },
        state: t.text(state).into_owned(),
        needs_somebody: dead,
        attempts: job.attempts.to_string(),
        when: match job.state {
            JobState::Dead => String::new(),
            JobState::Done => labels::when(t, job.changed_at, caller.now),
            _ => labels::when(t, job.due_at, caller.now),
        },
        at: if job.state == JobState::Done { job.changed_at } else { job.due_at }.to_string(),
        why: job.why.clone(),
        correlation: job.correlation.clone(),
        retry: (dead || failed).then(|| {
            vec![
                Hidden::new("csrf", caller.csrf()),
                Hidden::new("kind", job.key.kind.as_str()),
                Hidden::new("about", job.key.about.as_str()),
            ]
        }),
    }
}
