use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use brygga_app::accounts::{Tried, save_account};
use jiff::SignedDuration;
use tower::ServiceExt as _;

use crate::site::Site;

const PASSWORD: &str = "en lång mening";

async fn site_with_account() -> Site {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    save_account(&site.inner.app, "kim", kim.user, PASSWORD).await.unwrap();
    site
}

#[tokio::test]
async fn somebody_with_several_assignments_chooses_one_first() {
    let site = site_with_account().await;
    let browser = site.browser();
    let entered = browser.post("/sign-in", &[("user", "Kim"), ("password", PASSWORD)]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
    let cookie = entered.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let list = browser.get("/care-chains").await;
    assert_eq!(list.header("location"), "/assignments");
    let choices = browser.get("/assignments").await;
    assert!(choices.body.contains("Avdelning 37") && choices.body.contains("Medicin 9"));
}

#[tokio::test]
async fn nobody_takes_an_assignment_that_is_not_theirs() {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    let other = site.inner.actor("Noa Provsson", "Avdelning 37");
    let browser = site.browser();
    browser.enter(&kim).await;
    let answer = browser.post("/assignments", &[("assignment", &other.assignment)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn after_five_wrong_passwords_the_page_says_how_long_to_wait() {
    let site = site_with_account().await;
    let browser = site.browser();
    let wrong = [("user", "kim"), ("password", "fel lösenord")];
    for _ in 0..5 {
        let answer = browser.post("/sign-in", &wrong).await;
        assert!(answer.body.contains("Inloggningen stämmer inte"));
    }
    let right = [("user", "kim"), ("password", PASSWORD)];
    let answer = browser.post("/sign-in", &right).await;
    assert!(answer.body.contains("För många försök"), "{}", answer.body);
    site.inner.clock.advance(SignedDuration::from_mins(16));
    assert_eq!(browser.post("/sign-in", &right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_unknown_name_is_answered_like_a_wrong_password() {
    let site = site_with_account().await;
    let browser = site.browser();
    let known = browser.post("/sign-in", &[("user", "kim"), ("password", "fel")]).await;
    let unknown = browser.post("/sign-in", &[("user", "mik"), ("password", "fel")]).await;
    assert_eq!(known.status, unknown.status);
    assert_eq!(known.body.replace("\"kim\"", ""), unknown.body.replace("\"mik\"", ""));
}

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_asked_for_and_never_to_another_site() {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    let asked = site.browser().get("/help/keys").await;
    assert_eq!(asked.header("location"), "/sign-in?next=/help/keys");
    for (next, wanted) in [("/help/keys", "/help/keys"), ("//example.se", "/care-chains")] {
        let fields = [("person", kim.user.as_str()), ("next", next)];
        let entered = site.browser().post("/demo-sign-in", &fields).await;
        assert_eq!(entered.header("location"), wanted);
    }
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let out = user.post("/sign-out", &[]).await;
    assert_eq!(out.header("location"), "/sign-in?signed-out=1");
    assert!(user.get("/care-chains").await.header("location").starts_with("/sign-in"));
}

#[tokio::test]
async fn outside_the_demo_nobody_signs_in_without_a_password() {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    let real = brygga_app::App::start(
        site.inner.store.clone(),
        site.inner.clock.clone(),
        Arc::new(brygga_testkit::SeededEntropy::new(8)),
        Arc::new(brygga_policy::Policies::embedded()),
        brygga_app::Settings { demo: false, secret: [8; 32] },
    );
    let options = brygga_web::WebOptions { secure_cookies: true, ..Default::default() };
    let router = brygga_web::router(Arc::new(real.await.unwrap()), options);
    let form = Request::post("/demo-sign-in")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("person={}", kim.user)))
        .unwrap();
    let refused = router.clone().oneshot(form).await.unwrap();
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    assert!(refused.headers().get("set-cookie").is_none());
    let page = router.oneshot(Request::get("/sign-in").body(Body::empty()).unwrap()).await.unwrap();
    let page = axum::body::to_bytes(page.into_body(), 1 << 20).await.unwrap();
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert!(!page.contains("Demosson") && !page.contains("Testdata"));
}

/// Six wrong passwords, each for another name, sent by `peer`, which says that it forwards for these
/// callers. Gives the last answer.
async fn six_tries(peer: impl Into<IpAddr>, callers: [&str; 6]) -> (StatusCode, String) {
    let peer = SocketAddr::new(peer.into(), 40_000);
    let site = site_with_account().await;
    // All but the last five of their tries are behind all of them.
    let addresses = callers.iter().map(ToString::to_string);
    for address in addresses.chain([peer.ip().to_canonical().to_string()]).collect::<HashSet<_>>() {
        for _ in 0..15 {
            site.inner.app.throttle.wrong(&Tried::address(&address), site.inner.app.now());
        }
    }
    let proxy = Some("10.1.0.0/16".parse().unwrap());
    let options = brygga_web::WebOptions { proxy, ..Default::default() };
    let router = brygga_web::router(site.inner.app.clone(), options);
    let mut last = None;
    for (number, caller) in callers.into_iter().enumerate() {
        let form = Request::post("/sign-in")
            .header("content-type", "application/x-www-form-urlencoded")
            // What the caller wrote, then the line of the proxy.
            .header("x-forwarded-for", format!("192.0.2.{number}"))
            .header("x-forwarded-for", format!("203.0.113.9, {caller}"))
            .extension(ConnectInfo(peer))
            .body(Body::from(format!("user=nobody{number}&password=fel")))
            .unwrap();
        last = Some(router.clone().oneshot(form).await.unwrap());
    }
    let last = last.unwrap();
    let status = last.status();
    let body = axum::body::to_bytes(last.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn the_proxy_says_who_calls_and_nobody_goes_round_it() {
    let one = ["198.51.100.7"; 6];
    let many = ["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4", "::1", "::2"];
    let waits = |body: &str| body.contains("För många försök");
    assert!(waits(&six_tries([10, 1, 0, 2], one).await.1));
    assert!(!waits(&six_tries([10, 1, 0, 2], many).await.1));
    // Not from the proxy: what the header says is nobody's word.
    assert!(waits(&six_tries([127, 0, 0, 1], many).await.1));
    // A socket for both families spells the same address as an IPv6 one.
    let as_ipv6 = |address: [u8; 4]| Ipv4Addr::from(address).to_ipv6_mapped();
    assert!(waits(&six_tries(as_ipv6([10, 1, 0, 2]), one).await.1));
    assert!(!waits(&six_tries(as_ipv6([10, 1, 0, 2]), many).await.1));
    assert!(waits(&six_tries(as_ipv6([127, 0, 0, 1]), many).await.1));
    assert_eq!(six_tries(as_ipv6([192, 0, 2, 44]), one).await.0, StatusCode::FORBIDDEN);
    let (status, body) = six_tries([192, 0, 2, 44], one).await;
    assert_eq!((status, body.contains("<html")), (StatusCode::FORBIDDEN, false));
}
