//! Work in the background.

use super::fixtures::at;
use crate::{Job, JobCounts, JobEnd, JobKey, JobState, Store};

fn job(about: &str, due: i64) -> Job {
    Job {
        key: JobKey { kind: "send".to_owned(), about: about.to_owned() },
        state: JobState::Waiting,
        attempts: 0,
        due_at: at(due),
        why: String::new(),
        correlation: format!("r-{about}"),
        created_at: at(0),
        changed_at: at(0),
    }
}

pub(super) async fn a_job_is_asked_for_once_and_taken_by_one(store: &impl Store) {
    assert!(store.add_job(job("b", 2)).await.expect("added"));
    assert!(store.add_job(job("a", 1)).await.expect("added"));
    let other = Job { correlation: "other".to_owned(), ..job("a", 9) };
    assert!(!store.add_job(other).await.expect("answered"), "there is one already");
    assert_eq!(store.job(&job("a", 1).key).await.expect("read"), Some(job("a", 1)));
    assert_eq!(store.take_job(at(0), at(5)).await.expect("read"), None, "none is due");

    let taken = store.take_job(at(3), at(8)).await.expect("read").expect("the oldest");
    let running = Job {
        state: JobState::Running,
        attempts: 1,
        due_at: at(8),
        changed_at: at(3),
        ..job("a", 1)
    };
    assert_eq!(taken, running);
    let second = store.take_job(at(3), at(8)).await.expect("read").expect("the other");
    assert_eq!(second.key, job("b", 2).key);
    assert_eq!(store.take_job(at(3), at(8)).await.expect("read"), None, "both are taken");
    let counts = JobCounts { running: 2, ..JobCounts::default() };
    assert_eq!(store.job_counts().await.expect("read"), counts);

    store.end_job(&taken, JobEnd::Done, at(4)).await.expect("ended");
    assert_eq!(store.job(&taken.key).await.expect("read"), None);
    store.end_job(&second, JobEnd::Repeat { due_at: at(30) }, at(4)).await.expect("ended");
    let again = Job { changed_at: at(4), ..job("b", 30) };
    assert_eq!(store.jobs(10).await.expect("read"), [again]);
    assert!(store.add_job(job("a", 1)).await.expect("added"), "after it was done it is new");
}

pub(super) async fn a_job_that_fails_waits_dies_and_is_asked_for_again(store: &impl Store) {
    for about in ["a", "b", "c"] {
        store.add_job(job(about, 1)).await.expect("added");
    }
    let take = async || store.take_job(at(2), at(9)).await.expect("read").expect("one is due");
    let (first, second) = (take().await, take().await);
    let again = JobEnd::Again { due_at: at(60), why: "busy".to_owned() };
    store.end_job(&first, again, at(3)).await.expect("ended");
    store
        .end_job(&second, JobEnd::Dead { why: "no such case".to_owned() }, at(3))
        .await
        .expect("ok");
    let listed = store.jobs(10).await.expect("read");
    let shown: Vec<_> = listed.iter().map(|it| (it.state, it.attempts, it.why.as_str())).collect();
    let expected = [
        (JobState::Dead, 1, "no such case"),
        (JobState::Waiting, 1, "busy"),
        (JobState::Waiting, 0, ""),
    ];
    assert_eq!(shown, expected, "what needs somebody comes first");
    assert_eq!(store.jobs(1).await.expect("read").len(), 1);
    let counts = JobCounts { waiting: 1, failed: 1, running: 0, dead: 1 };
    assert_eq!(store.job_counts().await.expect("read"), counts);
    let third = take().await;
    assert_eq!(third.attempts, 1, "the dead one and the one that waits are not taken");

    for (key, retried) in [(&first.key, true), (&second.key, true), (&third.key, false)] {
        assert_eq!(store.retry_job(key, at(10)).await.expect("answered"), retried, "{key:?}");
    }
    let unknown = JobKey { kind: "send".to_owned(), about: "z".to_owned() };
    assert!(!store.retry_job(&unknown, at(10)).await.expect("answered"));
    let anew = store.job(&second.key).await.expect("read").expect("there");
    assert_eq!((anew.state, anew.attempts, anew.due_at), (JobState::Waiting, 0, at(10)));
}

pub(super) async fn a_job_whose_process_died_is_taken_over(store: &impl Store) {
    store.add_job(job("a", 1)).await.expect("added");
    let lost = store.take_job(at(2), at(5)).await.expect("read").expect("due");
    assert_eq!(store.take_job(at(5), at(9)).await.expect("read"), None, "it still has its time");
    let taken = store.take_job(at(6), at(9)).await.expect("read").expect("taken over");
    assert_eq!(taken.attempts, 2);
    // The first one was only slow: what it says counts no more.
    store.end_job(&lost, JobEnd::Done, at(7)).await.expect("answered");
    assert_eq!(store.job(&taken.key).await.expect("read"), Some(taken.clone()));
    store.end_job(&taken, JobEnd::Done, at(8)).await.expect("ended");
    assert!(store.jobs(10).await.expect("read").is_empty());
}

pub(super) async fn a_job_that_is_kept_is_not_asked_for_again(store: &impl Store) {
    assert_eq!(store.last_job("send").await.expect("read"), None);
    for about in ["2026-02", "2026-01"] {
        store.add_job(job(about, 1)).await.expect("added");
    }
    let first = store.take_job(at(2), at(9)).await.expect("read").expect("one is due");
    store.end_job(&first, JobEnd::Kept, at(3)).await.expect("ended");
    let kept = store.job(&first.key).await.expect("read").expect("still there");
    assert_eq!((kept.state, kept.why.as_str(), kept.changed_at), (JobState::Done, "", at(3)));
    assert!(!store.add_job(job(&first.key.about, 5)).await.expect("answered"), "once");
    assert!(!store.retry_job(&first.key, at(5)).await.expect("answered"), "it has not failed");
    let second = store.take_job(at(20), at(30)).await.expect("read").expect("the other");
    assert_ne!(second.key, first.key);
    assert_eq!(store.take_job(at(20), at(30)).await.expect("read"), None, "never taken again");
    let counts = JobCounts { running: 1, ..JobCounts::default() };
    assert_eq!(store.job_counts().await.expect("read"), counts);
    let listed = store.jobs(10).await.expect("read");
    assert_eq!(listed.last().map(|it| &it.key), Some(&first.key), "last of all");
    assert_eq!(store.last_job("send").await.expect("read").as_deref(), Some("2026-02"));
    assert_eq!(store.last_job("other").await.expect("read"), None);
}
