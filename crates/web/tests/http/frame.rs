use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use brygga_web::WebOptions;
use tower::ServiceExt as _;

use crate::site::Site;

#[tokio::test]
async fn every_answer_carries_the_headers_that_browsers_obey() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for path in ["/care-chains", "/sign-in", "/nowhere", "/assets/app.js", "/healthz", "/locked"] {
        let answer = user.get(path).await;
        let csp = answer.header("content-security-policy");
        assert_eq!(csp, brygga_web::assets::CONTENT_SECURITY_POLICY, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        let kept = answer.header("cache-control");
        assert_eq!(kept == "no-store", !path.starts_with("/assets"), "{path}: {kept}");
        assert_eq!(answer.header("x-correlation-id").len(), 16, "{path}");
    }
}

#[tokio::test]
async fn test_data_is_marked_on_every_page_of_the_demo() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for path in ["/care-chains", "/search", "/account", "/help/keys", "/assignments", "/nowhere"] {
        assert!(user.get(path).await.body.contains("Testdata"), "{path}");
    }
    assert!(site.browser().get("/sign-in").await.body.contains("Testdata"));
}

#[tokio::test]
async fn an_address_that_does_not_exist_has_a_page() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let answer = user.get("/nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("Sidan finns inte"));
    let answer = user.get("/lock").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.body.contains("<h1"));
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://example.se")] {
        let request = Request::post("/lock")
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("host", "brygga.example")
            .header(name, value);
        let response = user.send(request, Body::from("csrf=x")).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{name}");
    }
    assert_eq!(user.get("/care-chains").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_without_the_token_of_the_session_changes_nothing() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    for path in [
        "/lock",
        "/sign-out",
        "/assignments",
        "/search",
        "/account/theme",
        "/drafts?form=a",
        "/drafts/discard?form=a",
    ] {
        let request = Request::post(path)
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = Body::from("csrf=guess&assignment=a&q=Mall&theme=dark");
        let response = user.send(request, body).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(user.get("/care-chains").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_larger_than_any_of_ours_is_refused() {
    let site = Site::new().await;
    let user = site.as_user("Kim Demosson", "Avdelning 37").await;
    let request =
        Request::post("/search").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = Body::from(format!("csrf=x&q={}", "a".repeat(300 * 1024)));
    let response = user.send(request, body).await;
    assert!(response.status().is_client_error(), "{}", response.status());
}

/// The id of the proxy in front names the request in its log and in ours.
#[tokio::test]
async fn a_request_keeps_the_id_of_the_proxy_and_of_nobody_else() {
    let site = Site::new().await;
    let options = WebOptions { proxy: Some("10.1.0.0/16".parse().unwrap()), ..Default::default() };
    let router = brygga_web::router(site.inner.app.clone(), options);
    let asked = async |peer: [u8; 4], id: &str| {
        let mut request = Request::get("/sign-in").header("x-request-id", id);
        let peer = ConnectInfo(SocketAddr::from((peer, 4711)));
        request.extensions_mut().unwrap().insert(peer);
        let request = request.body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        let header = |name| answer.headers().get(name).map(|it| it.to_str().unwrap().to_owned());
        (header("x-request-id"), header("x-correlation-id").unwrap())
    };
    let id = "7f3C0d5e-0a1b-4c2d-8e3f-001122334455";
    let kept = id.to_lowercase();
    assert_eq!(asked([10, 1, 0, 2], id).await, (Some(kept.clone()), kept));
    for (peer, id) in [
        ([127, 0, 0, 1], "00112233445566778899aabbccddeeff"),
        ([10, 1, 0, 2], "193807129022"),
        ([10, 1, 0, 2], "19380712-9022"),
        ([10, 1, 0, 2], "Greta Mallstrom 1938"),
        ([10, 1, 0, 2], "0011223344556677\"onload"),
    ] {
        let (given, own) = asked(peer, id).await;
        assert_eq!(given, None, "{id}");
        assert_eq!(own.len(), 16, "{id}: an id of our own");
    }
}
