use axum::http::StatusCode;
use brygga_store::{Job, JobEnd, JobKey, JobState};

use crate::site::Site;

const JOBS: &str = "/jobs";
const RETRY: &str = "/jobs/retry";

/// A message that was given up.
async fn dead(site: &Site) -> JobKey {
    let now = site.inner.app.now();
    let key = JobKey { kind: "send-message".to_owned(), about: "00".repeat(16) };
    let job = Job {
        key: key.clone(),
        state: JobState::Waiting,
        attempts: 0,
        due_at: now,
        why: String::new(),
        correlation: "4f6e0a91c2d37b58".to_owned(),
        created_at: now,
        changed_at: now,
    };
    let store = &site.inner.store;
    store.add_job(job).await.unwrap();
    let taken = store.take_job(now, now).await.unwrap().unwrap();
    let why = "the database failed".to_owned();
    store.end_job(&taken, JobEnd::Dead { why }, now).await.unwrap();
    key
}

#[tokio::test]
async fn the_administrator_sees_what_was_given_up_and_tries_it_again() {
    let site = Site::new().await;
    let key = dead(&site).await;
    let user = site.as_user("Jo Testman", "Systemförvaltning Brygga").await;
    let home = user.get("/care-chains").await;
    assert_eq!((home.status, home.header("location")), (StatusCode::SEE_OTHER, JOBS));
    let page = user.get(JOBS).await;
    for words in ["Arbete i bakgrunden", "Skicka ett meddelande", "Uppgivet", "4f6e0a91c2d37b58"] {
        assert!(page.body.contains(words), "no {words}: {}", page.body);
    }
    assert!(page.body.contains("Försök igen"), "{}", page.body);
    let fields = [("kind", key.kind.as_str()), ("about", key.about.as_str())];
    let answer = user.post(RETRY, &fields).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, JOBS));
    let job = site.inner.store.job(&key).await.unwrap().unwrap();
    assert_eq!((job.state, job.attempts), (JobState::Waiting, 0));
    assert!(!user.get(JOBS).await.body.contains("action=\"/jobs/retry\""), "not failed again yet");
}

#[tokio::test]
async fn nobody_else_sees_or_tries_work_in_the_background() {
    let site = Site::new().await;
    let key = dead(&site).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = user.get(JOBS).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!page.body.contains("4f6e0a91c2d37b58"), "{}", page.body);
    assert!(!page.body.contains("href=\"/jobs\""), "nor a link to it");
    let fields = [("kind", key.kind.as_str()), ("about", key.about.as_str())];
    assert_eq!(user.post(RETRY, &fields).await.status, StatusCode::FORBIDDEN);
    let job = site.inner.store.job(&key).await.unwrap().unwrap();
    assert_eq!(job.state, JobState::Dead);
}
