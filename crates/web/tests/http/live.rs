use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::ACCEPT;
use brygga_domain::registry::Role;
use tokio_stream::StreamExt as _;

use crate::site::{Browser, Site};

pub(crate) struct Events(axum::body::BodyDataStream);

impl Events {
    pub(crate) async fn of(browser: &Browser<'_>) -> Self {
        let request = Request::get("/live").header(ACCEPT, "text/event-stream");
        let response = browser.send(request, Body::empty()).await;
        assert_eq!(response.status(), 200);
        Self(response.into_body().into_data_stream())
    }

    /// The next event; none when the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<String> {
        let waited = tokio::time::timeout(Duration::from_secs(5), self.any()).await;
        waited.expect("an event comes within five seconds")
    }

    /// The next, however long it takes.
    async fn any(&mut self) -> Option<String> {
        let bytes = self.0.next().await?.unwrap();
        Some(String::from_utf8(bytes.to_vec()).unwrap())
    }
}

#[tokio::test]
async fn an_act_of_one_unit_is_heard_by_the_other_and_by_no_stranger() {
    let site = Site::new().await;
    let assessor = site.inner.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let browser = site.browser();
    browser.enter(&assessor).await;
    let stranger = site.as_user("Kim Demosson", "Medicin 9").await;
    let mut events = Events::of(&browser).await;
    let mut silence = Events::of(&stranger).await;
    let chain = site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await;
    let event = events.next().await.unwrap();
    assert!(event.starts_with("event: changed\n"), "{event}");
    assert!(event.contains(&format!("\"topic\":\"chain:{chain}\"")), "{event}");
    for secret in ["Mallström", "1938"] {
        assert!(!event.contains(secret), "{event}");
    }
    stranger.post("/sign-out", &[]).await;
    assert!(silence.next().await.unwrap().starts_with("event: locked\n"), "heard nothing before");
    let polled = browser.get("/live/poll?since=0").await;
    assert!(polled.body.contains(&format!("chain:{chain}")), "{}", polled.body);
}

#[tokio::test]
async fn the_stream_ends_when_the_screen_is_locked() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let mut events = Events::of(&user).await;
    user.post("/lock", &[]).await;
    assert!(events.next().await.unwrap().starts_with("event: locked\n"));
    assert_eq!(events.next().await, None);
    let request = Request::get("/live").header(ACCEPT, "text/event-stream");
    assert_eq!(user.send(request, Body::empty()).await.status(), 423);
}

#[tokio::test]
async fn who_reads_too_slowly_is_told_to_read_again() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let (mut slow, mut quick) = (Events::of(&user).await, Events::of(&user).await);
    for number in 10..30 {
        site.admit_as(&ward, number).await;
        assert!(quick.next().await.unwrap().starts_with("event: changed\n"), "each is told");
    }
    assert!(slow.next().await.unwrap().starts_with("event: reload\n"));
    let chain = site.admit_as(&ward, 30).await;
    let event = slow.next().await.unwrap();
    assert!(event.contains(&format!("\"topic\":\"chain:{chain}\"")), "nothing old: {event}");
}

#[tokio::test]
async fn a_silent_stream_shows_that_it_is_open_and_asks_for_the_session_again() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let mut events = Events::of(&user).await;
    // The session ends without a word to the stream, as on another server.
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37").user;
    site.inner.app.store.end_sessions_of(&kim).await.unwrap();
    tokio::time::pause();
    for _ in 0..11 {
        assert_eq!(events.any().await.unwrap(), ":\n\n");
    }
    let last = events.any().await.unwrap();
    assert!(last.starts_with("event: locked\n"), "within five minutes: {last}");
    assert_eq!(events.any().await, None);
}
