//! Permission, over HTTP.

use axum::http::StatusCode;

use crate::desk::{Site, all_words, words};

#[tokio::test]
async fn a_leave_is_recorded_and_ended_in_one_form_and_everybody_sees_it() {
    let (s, p, chain) = Site::with_parties().await;
    s.minutes(5);
    let path = format!("{chain}/record-leave");
    let empty = s.try_act(&p.nurse, &path, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&empty.html));
    let back = [("expected-back-date", "2099-01-01"), ("expected-back-time", "18:00")];
    s.act(&p.nurse, &path, &back).await;
    let seen = all_words(&s.get(&p.assessor, &chain).await.html);
    assert!(seen.contains("Patienten har permission från"), "{seen}");
    // On top too: where the person is stands there as the ward.
    assert!(seen.contains("Patienten har permission sedan"), "{seen}");
    s.minutes(5);
    // The form is about the leave that goes on, and suggests that the person is back now.
    s.act(&p.nurse, &path, &[]).await;
    let seen = all_words(&s.get(&p.assessor, &chain).await.html);
    assert!(seen.contains("Patienten hade permission från"), "{seen}");
    assert!(!seen.contains("har permission sedan"), "{seen}");
    // It has ended: the next one is another.
    s.minutes(5);
    s.act(&p.nurse, &path, &back).await;
    assert_eq!(s.get(&p.assessor, &path).await.status, StatusCode::FORBIDDEN);
}
