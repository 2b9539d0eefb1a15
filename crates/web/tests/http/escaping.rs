//! Whatever people type is shown as it was typed and is never part of the page.

use axum::http::StatusCode;
use brygga_app::care_chain::{PerformAct, perform_act};
use brygga_domain::care_chain::MessageKind;
use brygga_domain::care_chain::acts::SendMessage;
use brygga_domain::envelope::Compartment;
use brygga_domain::ids::ChainId;
use brygga_domain::registry::Role;

use crate::site::Site;

const ASSESSORS: &str = "Biståndsenheten Björkvik Norr";
const MARKUP: &str = "'\"><script>hej()</script><img src=x onerror=hej()>&lt;{{ 7*7 }}";

/// The page shows the text and has none of its tags.
fn shows(body: &str, place: &str) {
    assert!(!body.contains("<script>hej") && !body.contains("<img src=x"), "{place}");
    assert!(body.contains("&#60;script&#62;hej()"), "{place}: {body}");
    // What looks like an entity was typed, too.
    assert!(body.contains("&#38;lt;{{ 7*7 }}"), "{place}");
}

async fn written(site: &Site) -> ChainId {
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&ward).await;
    let act = SendMessage {
        kind: MessageKind::General,
        compartment: Compartment::Coordination,
        to: vec![site.inner.actor_as(Role::NeedsAssessor, ASSESSORS).unit],
        text: MARKUP.to_owned(),
        ground: None,
    };
    let request = PerformAct::new(chain, act, site.inner.app.new_command());
    perform_act(&site.inner.app, &ward, request).await.unwrap();
    chain
}

#[tokio::test]
async fn a_message_with_markup_is_shown_as_text() {
    let site = Site::new().await;
    let chain = written(&site).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for path in [format!("/care-chains/{chain}"), format!("/care-chains/{chain}/print")] {
        let page = user.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        shows(&page.body, &path);
    }
}

#[tokio::test]
async fn what_is_typed_into_forms_comes_back_as_text() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let found = user.post("/search", &[("q", MARKUP)]).await;
    shows(&found.body, "search");
    let started = user.get("/care-chains/start").await;
    let token = started.body.split("name=\"token\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap();
    let fields = [("token", token), ("family", MARKUP), ("given", MARKUP), ("reason", MARKUP)];
    let again = user.post("/care-chains/start", &fields).await;
    assert!(again.body.contains("role=\"alert\""), "{}", again.body);
    shows(&again.body, "start");
    let wrong = site.browser();
    let answer = wrong.post("/sign-in", &[("user", MARKUP), ("password", "fel")]).await;
    shows(&answer.body, "sign-in");
}

#[tokio::test]
async fn an_address_with_markup_is_shown_as_text_or_not_at_all() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let markup = brygga_web::urls::encode(MARKUP);
    for path in [
        format!("/{markup}"),
        format!("/care-chains/{markup}"),
        format!("/care-chains?filter={markup}"),
        format!("/assignments?next={markup}"),
        format!("/search?q={markup}"),
    ] {
        let body = user.get(&path).await.body;
        assert!(!body.contains("<script>hej") && !body.contains("<img src=x"), "{path}");
    }
}
