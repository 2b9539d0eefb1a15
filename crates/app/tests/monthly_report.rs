//! The report of each month leaves by itself: on time, once, and again when it could not.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use brygga_app::jobs::{plan_jobs, run_due_jobs};
use brygga_app::{App, MonthlyReport, NotSent};

use brygga_domain::follow_up::report::Month;
use brygga_store::{JobKey, JobState};
use brygga_testkit::TestSite;
use jiff::{SignedDuration, Timestamp};

/// Notes the months, and fails as often as it is told.
#[derive(Default)]
struct Post {
    sent: Mutex<Vec<String>>,
    fails: Mutex<Vec<NotSent>>,
}

#[async_trait]
impl MonthlyReport for Post {
    async fn send(&self, _: &App, month: Month) -> Result<(), NotSent> {
        if let Some(fails) = self.fails.lock().unwrap().pop() {
            return Err(fails);
        }
        self.sent.lock().unwrap().push(month.to_string());
        Ok(())
    }
}

async fn site() -> (TestSite, Arc<Post>) {
    let (site, post) = (TestSite::new().await, Arc::new(Post::default()));
    let by: Arc<dyn MonthlyReport> = post.clone();
    site.app.send_monthly_report(by);
    (site, post)
}

/// What the server does again and again; gives the months that wait.
async fn round(site: &TestSite, at: &str) -> Vec<String> {
    site.clock.set(at.parse::<Timestamp>().unwrap());
    plan_jobs(&site.app).await.unwrap();
    run_due_jobs(&site.app).await.unwrap();
    let jobs = site.store.jobs(200).await.unwrap().into_iter();
    let waiting = jobs.filter(|job| job.state != JobState::Done);
    waiting.filter(|job| job.key.kind == "send-report").map(|job| job.key.about).collect()
}

#[tokio::test]
async fn the_report_of_a_month_leaves_once_on_the_first_working_day_after_it() {
    let (site, post) = site().await;
    let sent = || post.sent.lock().unwrap().clone();
    assert_eq!(round(&site, "2026-11-20T12:42:00Z").await, ["2026-11"], "it waits for its day");
    // The first of December is a Tuesday.
    assert_eq!(round(&site, "2026-12-01T05:59:00Z").await.len(), 2);
    assert_eq!(sent(), [""; 0]);
    assert_eq!(round(&site, "2026-12-01T06:00:00Z").await, ["2026-12"]);
    assert_eq!(sent(), ["2026-11"]);
    round(&site, "2026-12-02T06:00:00Z").await;
    assert_eq!(sent(), ["2026-11"], "it does not leave twice");
    // New year, a Saturday, a Sunday: the fourth is the first working day.
    round(&site, "2027-01-03T12:00:00Z").await;
    assert_eq!(sent(), ["2026-11"]);
    round(&site, "2027-01-04T06:00:00Z").await;
    assert_eq!(sent(), ["2026-11", "2026-12"]);
}

#[tokio::test]
async fn what_could_not_leave_is_tried_again_and_then_given_up_until_somebody_asks() {
    let (site, post) = site().await;
    round(&site, "2026-11-20T12:42:00Z").await;
    let later = NotSent { why: "the mail server: 451 later".to_owned(), for_good: false };
    let never = NotSent { why: "the mail server: 550 nobody".to_owned(), for_good: true };
    *post.fails.lock().unwrap() = vec![never, later];
    let key = JobKey { kind: "send-report".to_owned(), about: "2026-11".to_owned() };
    round(&site, "2026-12-01T06:00:00Z").await;
    let job = site.store.job(&key).await.unwrap().unwrap();
    assert_eq!((job.state, job.why.as_str()), (JobState::Waiting, "the mail server: 451 later"));
    site.clock.advance(SignedDuration::from_mins(1));
    run_due_jobs(&site.app).await.unwrap();
    let job = site.store.job(&key).await.unwrap().unwrap();
    assert_eq!((job.state, job.why.as_str()), (JobState::Dead, "the mail server: 550 nobody"));
    assert!(site.store.retry_job(&key, site.app.now()).await.unwrap());
    run_due_jobs(&site.app).await.unwrap();
    assert_eq!(*post.sent.lock().unwrap(), ["2026-11"]);
    assert_eq!(site.store.job(&key).await.unwrap().unwrap().state, JobState::Done);
    assert!(!site.store.retry_job(&key, site.app.now()).await.unwrap(), "it does not leave twice");
}

#[tokio::test]
async fn months_in_which_no_server_ran_are_sent_when_one_runs_again_and_each_once() {
    let (site, post) = site().await;
    let sent = || post.sent.lock().unwrap().clone();
    round(&site, "2026-08-20T12:00:00Z").await;
    // Nothing runs until November.
    assert_eq!(round(&site, "2026-11-20T12:00:00Z").await, ["2026-11"]);
    assert_eq!(sent(), ["2026-08", "2026-09", "2026-10"]);
    round(&site, "2026-11-20T12:01:00Z").await;
    assert_eq!(sent().len(), 3);
    // Another server that had read the list before they were sent asks for them too late.
    let asked = JobKey { kind: "send-report".to_owned(), about: "2026-09".to_owned() };
    let late = site.store.job(&asked).await.unwrap().unwrap();
    assert!(!site.store.add_job(brygga_store::Job { attempts: 0, ..late }).await.unwrap());
    round(&site, "2026-12-01T06:00:00Z").await;
    assert_eq!(sent(), ["2026-08", "2026-09", "2026-10", "2026-11"]);
}

#[tokio::test]
async fn after_a_very_long_stop_the_last_year_is_sent_and_no_more() {
    let (site, post) = site().await;
    round(&site, "2026-08-20T12:00:00Z").await;
    round(&site, "2031-08-20T12:00:00Z").await;
    let sent = post.sent.lock().unwrap().clone();
    assert_eq!((sent.len(), sent[0].as_str(), sent[1].as_str()), (13, "2026-08", "2030-08"));
}

#[tokio::test]
async fn where_mail_is_set_for_the_first_time_the_running_month_is_the_first() {
    let (site, post) = site().await;
    assert_eq!(round(&site, "2026-11-02T12:00:00Z").await, ["2026-11"]);
    assert_eq!(*post.sent.lock().unwrap(), [""; 0]);
}

#[tokio::test]
async fn nothing_is_planned_where_no_mail_server_is_set() {
    let site = TestSite::new().await;
    assert_eq!(round(&site, "2026-12-01T06:00:00Z").await, [""; 0]);
}
