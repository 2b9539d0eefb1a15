use axum::http::StatusCode;
use brygga_app::care_chain::{PerformAct, perform_act};
use brygga_domain::care_chain::MessageKind;
use brygga_domain::care_chain::acts::SendMessage;
use brygga_domain::envelope::Compartment;
use brygga_domain::ids::{PersonId, StayId};
use brygga_domain::registry::Role;
use brygga_store::{Change, StayRow, StayState};
use jiff::SignedDuration;

use crate::site::{NUMBER, Site};

#[tokio::test]
async fn a_ward_sees_its_person_with_stage_step_and_number() {
    let site = Site::new().await;
    let chain = site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = user.get("/care-chains").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["Mallström, Greta", NUMBER, "testnummer", "88 år", "Inskriven", "12:1", "Björkvik"]
    {
        assert!(page.body.contains(text), "{text}");
    }
    assert!(page.body.contains(&format!("data-topic=\"chain:{chain}\"")));
    assert!(!page.body.contains(">["), "a message key is missing");
}

#[tokio::test]
async fn the_municipality_sees_it_as_new_and_acknowledges_it_with_one_button() {
    let site = Site::new().await;
    site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await;
    let assessor = site.inner.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let browser = site.browser();
    browser.enter(&assessor).await;
    let page = browser.get("/care-chains?filter=unread").await;
    assert!(page.body.contains("Mallström, Greta"), "{}", page.body);
    assert!(page.body.contains("1 oläst"));
    let form = page.body.split("action=\"/care-chains/acknowledge\"").nth(1).unwrap();
    let value = |name: &str| {
        let rest = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let (chain, token) = (value("chain"), value("token"));
    let fields = [("chain", &*chain), ("token", &*token), ("back", "/care-chains?filter=unread")];
    let done = browser.post("/care-chains/acknowledge", &fields).await;
    let shown = done.header("location");
    assert!(shown.starts_with("/care-chains?filter=unread&done="), "{shown} {}", done.body);
    let page = browser.get("/care-chains?filter=unread").await;
    assert!(!page.body.contains("Mallström"), "nothing is unseen any more");
    // The same form once more does nothing and fails nowhere.
    let again = browser.post("/care-chains/acknowledge", &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_message_that_came_after_the_list_was_shown_stays_unseen() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&ward).await;
    let assessor = site.inner.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr");
    let browser = site.browser();
    browser.enter(&assessor).await;
    let page = browser.get("/care-chains?filter=unread").await;
    let form = page.body.split("action=\"/care-chains/acknowledge\"").nth(1).unwrap();
    let token = form.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    site.inner.clock.advance(SignedDuration::from_secs(30));
    let late = SendMessage {
        kind: MessageKind::General,
        compartment: Compartment::Coordination,
        to: vec![assessor.unit.clone()],
        text: "Nyckeln finns hos grannen.".to_owned(),
        ground: None,
    };
    let app = &site.inner.app;
    perform_act(app, &ward, PerformAct::new(chain, late, app.new_command())).await.unwrap();
    let chain = chain.to_string();
    let fields = [("chain", &*chain), ("token", token), ("back", "/care-chains")];
    browser.post("/care-chains/acknowledge", &fields).await;
    let page = browser.get("/care-chains?filter=unread").await;
    assert!(page.body.contains("1 oläst"), "the notice is seen, the message is not");
}

#[tokio::test]
async fn an_empty_list_says_what_it_means() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    assert!(user.get("/care-chains").await.body.contains("Inga ärenden just nu"));
    let late = user.get("/care-chains?filter=late").await;
    assert!(late.body.contains("Inget ärende i det här urvalet"));
    let broken = user.get("/care-chains?after=%C3%A5").await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_printed_list_says_that_it_is_secret_and_who_printed_it() {
    let site = Site::new().await;
    site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let page = user.get("/care-chains?print=1").await;
    assert!(page.body.contains("Innehåller sekretessuppgifter"));
    assert!(page.body.contains("utskriven idag 13:42 av Kim Demosson"));
}

#[tokio::test]
async fn the_access_log_names_who_opened_the_chain_to_an_auditor_only() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&ward).await;
    brygga_app::care_chain::view_chain(&site.inner.app, &ward, chain).await.unwrap();
    let registry = site.inner.app.registry();
    let today = brygga_app::on_day(&registry, site.inner.app.now());
    let auditor = today
        .all_staff()
        .flat_map(|staff| today.assignments_of(&staff.user))
        .find(|assignment| assignment.role == Role::Auditor)
        .and_then(|it| {
            brygga_app::Actor::of(today, &it.user, &format!("{}@{}", it.id, it.units[0]))
        })
        .unwrap();
    let browser = site.browser();
    browser.enter(&auditor).await;
    let path = format!("/care-chains/{chain}/access-log");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Öppnade ärendet") && page.body.contains("Skrev i ärendet"));
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    assert_eq!(user.get(&path).await.status, StatusCode::FORBIDDEN, "a party is told why");
    let case = user.get(&format!("/care-chains/{chain}")).await;
    assert!(!case.body.contains("/access-log"), "no link that leads to a refusal");
    let stranger = site.as_user("Kim Demosson", "Medicin 9").await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stay_without_a_notice_opens_the_form_with_its_person() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let stay = StayRow {
        visit_key: "3:ÅLS,V-26/0017".to_owned(),
        stay: StayId::from_bytes([7; 16]),
        visit: "V-26/0017".to_owned(),
        person: PersonId::from_bytes([8; 16]),
        identifier_kind: "personnummer".to_owned(),
        identifier_system: "1.2.752.129.2.1.3.1".to_owned(),
        identifier: NUMBER.replace('-', ""),
        name: "Amira Testlund".to_owned(),
        family: "Testlund".to_owned(),
        given: "Amira".to_owned(),
        municipality: None,
        address: None,
        state: StayState::Admitted,
        ward_code: None,
        ward: Some(ward.unit.clone()),
        place: Some("12:1".to_owned()),
        admitted_at: Some(site.inner.app.now()),
        discharged_at: None,
        deceased: false,
        protected: false,
        chain: None,
    };
    site.inner.app.store.write_projections(vec![Change::Stay(Box::new(stay))]).await.unwrap();
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let list = user.get("/care-chains").await;
    let row = list.body.split("/care-chains/start?stay=").nth(1).expect("the stay has a row");
    let key = row.split('"').next().unwrap();
    let form = user.get(&format!("/care-chains/start?stay={key}")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains("Testlund") && form.body.contains("Amira"), "{}", form.body);
    for foreign in ["%", "bm8", "V-26/0017"] {
        let answer = user.get(&format!("/care-chains/start?stay={foreign}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{foreign}");
    }
    let other = site.as_user("Kim Demosson", "Medicin 9").await;
    let answer = other.get(&format!("/care-chains/start?stay={key}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "another ward sees nothing of it");
}
