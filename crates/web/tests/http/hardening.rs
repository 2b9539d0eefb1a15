//! What somebody tries who is not a browser of ours: other sites, other methods, too much.

use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT, CONTENT_TYPE, HOST, SET_COOKIE};
use axum::http::{Method, Request, StatusCode};
use brygga_app::accounts::save_account;
use brygga_web::WebOptions;
use futures::stream::{self, StreamExt as _};
use jiff::SignedDuration;
use tower::ServiceExt as _;

use crate::site::{Browser, Site};

const PASSWORD: &str = "en lång mening";
const FORM: &str = "application/x-www-form-urlencoded";

/// The value of a cookie.
fn cookie(browser: &Browser<'_>, name: &str) -> String {
    let kept = browser.cookies.lock().unwrap();
    kept.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone()).unwrap()
}

/// Plants a cookie, as somebody does who had the machine before.
fn plant(browser: &Browser<'_>, name: &str, value: &str) {
    browser.cookies.lock().unwrap().push((name.to_owned(), value.to_owned()));
}

async fn tries(browser: &Browser<'_>, password: &str) -> (StatusCode, String) {
    let answer = browser.post("/sign-in", &[("user", "kim"), ("password", password)]).await;
    (answer.status, answer.body)
}

fn waits(answer: &(StatusCode, String)) -> bool {
    answer.1.contains("För många försök")
}

#[tokio::test]
async fn the_wrong_tries_of_others_never_keep_a_person_out_of_their_own_browser() {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    save_account(&site.inner.app, "kim", kim.user, PASSWORD).await.unwrap();
    let (own, attacker) = (site.browser(), site.browser());
    assert_eq!(tries(&own, PASSWORD).await.0, StatusCode::SEE_OTHER);
    for _ in 0..5 {
        assert!(!waits(&tries(&attacker, "fel lösenord").await));
    }
    for _ in 0..4 {
        // The attacker goes on as soon as it may, from the same address.
        assert!(waits(&tries(&attacker, PASSWORD).await));
        assert_eq!(tries(&own, PASSWORD).await.0, StatusCode::SEE_OTHER);
        site.inner.clock.advance(SignedDuration::from_mins(15));
        assert!(!waits(&tries(&attacker, "fel lösenord").await));
    }
}

#[tokio::test]
async fn a_browser_that_is_known_has_no_more_than_five_tries_either() {
    let site = Site::new().await;
    for (name, staff) in [("kim", "Kim Demosson"), ("noa", "Noa Provsson")] {
        let user = site.inner.actor(staff, "Avdelning 37").user;
        save_account(&site.inner.app, name, user, PASSWORD).await.unwrap();
    }
    let browser = site.browser();
    assert_eq!(tries(&browser, PASSWORD).await.0, StatusCode::SEE_OTHER);
    for _ in 0..5 {
        assert!(!waits(&tries(&browser, "fel lösenord").await));
    }
    assert!(waits(&tries(&browser, PASSWORD).await));
    // What is known of one name says nothing about another.
    let other = [("user", "noa"), ("password", PASSWORD)];
    assert_eq!(browser.post("/sign-in", &other).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_mark_of_a_browser_says_nothing_and_is_sent_to_the_sign_in_page_only() {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    save_account(&site.inner.app, "kim", kim.user, PASSWORD).await.unwrap();
    let options = WebOptions { secure_cookies: true, ..WebOptions::default() };
    let router = brygga_web::router(site.inner.app.clone(), options);
    let body = format!("user=Kim&password={}", brygga_web::urls::encode(PASSWORD));
    let request = Request::post("/sign-in").header(CONTENT_TYPE, FORM).body(Body::from(body));
    let answer = router.oneshot(request.unwrap()).await.unwrap();
    let cookies = answer.headers().get_all(SET_COOKIE).into_iter();
    let cookies: Vec<&str> = cookies.map(|it| it.to_str().unwrap()).collect();
    let [session, device] = cookies[..] else { panic!("{cookies:?}") };
    assert!(session.starts_with("__Host-brygga=") && session.contains("; Path=/; "), "{session}");
    assert!(device.starts_with("__Secure-brygga-device-"), "{device}");
    assert!(device.contains("Path=/sign-in; ") && !device.contains("kim"), "{device}");
    for cookie in cookies {
        assert!(cookie.contains("HttpOnly") && cookie.contains("; Secure"), "{cookie}");
        assert!(cookie.contains("SameSite="), "{cookie}");
    }
}

#[tokio::test]
async fn signing_in_and_choosing_an_assignment_each_give_the_session_a_new_token() {
    let site = Site::new().await;
    let kim = site.inner.actor("Kim Demosson", "Avdelning 37");
    let browser = site.browser();
    plant(&browser, "brygga", "chosen-by-somebody-else");
    browser.post("/demo-sign-in", &[("person", kim.user.as_str())]).await;
    let first = cookie(&browser, "brygga");
    assert_ne!(first, "chosen-by-somebody-else");
    browser.post("/assignments", &[("assignment", &kim.assignment)]).await;
    let second = cookie(&browser, "brygga");
    assert_ne!(first, second);
    assert_eq!(browser.get("/care-chains").await.status, StatusCode::OK);
    let thief = site.browser();
    plant(&thief, "brygga", &first);
    assert!(thief.get("/care-chains").await.header("location").starts_with("/sign-in"));
}

#[tokio::test]
async fn a_form_that_is_too_large_is_answered_with_the_words_of_it() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&ward).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let path = format!("/care-chains/{chain}/send-message");
    let (start, end) = ("Det här skrev jag först.", "Och det här sist.");
    let text = format!("{start}{}{end}", " och mer".repeat(60_000));
    let answer = user.post(&path, &[("token", "x"), ("text", &text)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("Formuläret är för stort"), "{}", &answer.body[..2000]);
    assert!(answer.body.contains(start) && answer.body.contains(end));
    assert!(!answer.body.contains("Försök igen"), "it would be too large again");
    // A form that is no act's, and one that nobody has written.
    let huge = "a".repeat(5 * 1024 * 1024);
    for (path, body) in [("/search", &huge[..300 * 1024]), (&path, &huge)] {
        let request = Request::post(path)
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, FORM)
            .header("content-length", body.len());
        let answer = user.send(request, Body::from(format!("q={body}"))).await;
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        let page = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        assert!(String::from_utf8_lossy(&page).contains("Ett formulär får vara högst 256 kB"));
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    // From now on time is what the timers make of it.
    tokio::time::pause();
    for path in ["/search", "/care-chains/start", "/sign-in"] {
        let begun = Ok::<_, std::convert::Infallible>("csrf=x&q=Mall");
        let body = stream::iter([begun]).chain(stream::pending());
        let request = Request::post(path).header(ACCEPT, "text/html").header(CONTENT_TYPE, FORM);
        let answer = user.send(request, Body::from_stream(body)).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
}

#[tokio::test]
async fn a_site_of_this_machine_alone_answers_to_no_other_name() {
    let site = Site::new().await;
    let options = WebOptions { only_this_machine: true, ..WebOptions::default() };
    let router = brygga_web::router(site.inner.app.clone(), options);
    for (host, wanted) in [
        ("127.0.0.1:8080", StatusCode::OK),
        ("localhost:8080", StatusCode::OK),
        ("[::1]:8080", StatusCode::OK),
        ("brygga.example", StatusCode::MISDIRECTED_REQUEST),
        ("127.0.0.1.example.se", StatusCode::MISDIRECTED_REQUEST),
        ("localhost@example.se", StatusCode::MISDIRECTED_REQUEST),
        ("a b", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let request = Request::get("/sign-in").header(HOST, host).body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), wanted, "{host}");
    }
}

#[tokio::test]
async fn no_page_may_be_framed_or_kept_or_read_by_another_site() {
    let site = Site::new().await;
    let ward = site.inner.actor("Kim Demosson", "Avdelning 37");
    let chain = site.admit(&ward).await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let chain = format!("/care-chains/{chain}");
    let print = format!("{chain}/print");
    for path in ["/care-chains", &chain, &print, "/sign-in", "/nowhere", "/live/poll"] {
        let answer = user.get(path).await;
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        assert_eq!(answer.header("server"), "", "{path}");
    }
}

#[tokio::test]
async fn methods_that_no_page_has_are_refused_and_change_nothing() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE, Method::OPTIONS] {
        for path in ["/care-chains", "/sign-in", "/lock", "/assets/app.js"] {
            let request = Request::builder().method(&method).uri(path).header(ACCEPT, "text/html");
            let answer = user.send(request, Body::empty()).await;
            assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        }
    }
    assert_eq!(user.get("/care-chains").await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_path_leads_out_of_the_assets() {
    let site = Site::new().await;
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/vendor/../app.js",
        "/assets//etc/passwd",
        "/assets/app.js%00.css",
        "/assets/..%5c..%5cCargo.toml",
    ] {
        let answer = site.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}
