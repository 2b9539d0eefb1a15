use axum::http::StatusCode;
use jiff::SignedDuration;

use crate::site::Site;

const FORM: &str = "/drafts?form=send-message/03030303-0303-0303-0303-030303030303";

#[tokio::test]
async fn a_locked_screen_shows_nothing_of_anybody() {
    let site = Site::new().await;
    site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    assert!(user.get("/care-chains").await.body.contains("Mallström"));
    let locked = user.post("/lock", &[("next", "/care-chains")]).await;
    assert_eq!(locked.header("location"), "/locked?next=/care-chains");
    for path in ["/care-chains", "/search", "/account", "/assignments"] {
        let answer = user.get(path).await;
        assert!(answer.header("location").starts_with("/locked"), "{path}");
        assert!(answer.body.is_empty(), "{path}");
    }
    let page = user.get("/locked").await;
    assert!(page.body.contains("Kim Demosson") && !page.body.contains("Mallström"));
    let unlocked = user.post("/unlock", &[("next", "/care-chains")]).await;
    assert_eq!(unlocked.header("location"), "/care-chains");
    assert!(user.get("/care-chains").await.body.contains("Mallström"));
}

#[tokio::test]
async fn the_server_locks_when_nobody_has_done_anything_for_fifteen_minutes() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    site.inner.clock.advance(SignedDuration::from_mins(14));
    // The page asks on its own; that is nobody's hand.
    assert_eq!(user.get("/live/poll?since=0").await.status, StatusCode::OK);
    site.inner.clock.advance(SignedDuration::from_mins(2));
    assert!(user.get("/care-chains").await.header("location").starts_with("/locked"));
}

#[tokio::test]
async fn i_am_still_here_keeps_the_screen_open() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    site.inner.clock.advance(SignedDuration::from_mins(14));
    assert_eq!(user.post("/session/alive", &[]).await.status, StatusCode::NO_CONTENT);
    site.inner.clock.advance(SignedDuration::from_mins(14));
    assert_eq!(user.get("/care-chains").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_draft_outlives_the_lock_and_is_never_another_persons() {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    let noa = site.inner.actor("Noa Provsson", "Avdelning 37");
    let key = |user: &brygga_app::Actor| brygga_store::DraftKey {
        user: user.user.clone(),
        assignment: user.assignment.clone(),
        form: "send-message/03030303-0303-0303-0303-030303030303".to_owned(),
    };
    let browser = site.as_user("Kim Demosson", "Avdelning 37").await;
    let saved = browser.post(FORM, &[("text", "Hon är vaken"), ("token", "t")]).await;
    assert_eq!(saved.body, "{\"at\":\"13:42\"}");
    browser.post("/lock", &[]).await;
    let refused = browser.post(FORM, &[("text", "någon annan")]).await;
    assert!(refused.header("location").starts_with("/locked"));
    // The same workstation, another person.
    browser.enter(&noa).await;
    let store = &site.inner.app.store;
    assert!(store.draft(&key(&noa)).await.unwrap().is_none());
    browser.enter(&kim).await;
    let kept = store.draft(&key(&kim)).await.unwrap().unwrap();
    assert_eq!(kept.fields, "text=Hon%20%C3%A4r%20vaken");
    let path = FORM.replace("/drafts", "/drafts/discard");
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(store.draft(&key(&kim)).await.unwrap().is_none());
}
