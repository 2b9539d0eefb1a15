//! What goes around every request: the correlation id, the headers that browsers obey, limits, and
//! pages instead of bare failures.

use std::net::IpAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::Instrument as _;

use crate::assets;
use crate::caller::{Correlation, SignOfLife, Visitor, is_page, peer};
use crate::care_chain::Typed;
use crate::page_error::{Failed, PageError};
use crate::site::WebState;
use crate::urls;

/// The largest body of a form.
const LARGEST_BODY_BYTES: usize = 256 * 1024;
/// Of an act's form that is larger still so much is read, to be given back as words.
const LARGEST_READ_BYTES: usize = 4 * 1024 * 1024;
/// Every use case answers long before this.
const LONGEST: Duration = Duration::from_secs(30);

/// A browser that has come over TLS once comes over nothing else for a year.
const ONLY_TLS: HeaderValue = HeaderValue::from_static("max-age=31536000");
const CORRELATION: HeaderName = HeaderName::from_static("x-correlation-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Puts the frame around the routes.
pub(crate) fn around(routes: Router<WebState>, state: &WebState) -> Router<WebState> {
    routes
        .fallback(|| async { PageError::NotFound })
        .method_not_allowed_fallback(|| async { PageError::Method })
        .layer(DefaultBodyLimit::max(LARGEST_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(CatchPanicLayer::custom(|_| PageError::Panic.into_response()))
        .layer(from_fn_with_state(state.clone(), frame))
}

async fn frame(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let given = given_id(&request, &state);
    let own = || brygga_domain::ids::hex(&brygga_app::random::<8>(&*state.app.entropy));
    let id = given.clone().unwrap_or_else(own);
    request.extensions_mut().insert(Correlation(id.clone()));
    let page = is_page(request.headers());
    let foreign = !is_safe(request.method()) && !is_own(request.headers(), &state);
    if goes_round_the_proxy(&request, &state) {
        return (StatusCode::FORBIDDEN, "Only the proxy is answered here.\n").into_response();
    }
    if state.options.only_this_machine && !names_this_machine(request.headers()) {
        return (StatusCode::MISDIRECTED_REQUEST, "There is no such site here.\n").into_response();
    }
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let Read { body, typed, refused } = remember(&asked, body).await;
    // The template of the path, never its values.
    let path = asked.extensions.get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id, method = %asked.method, path);
    async move {
        let response = if foreign {
            PageError::FormExpired.into_response()
        } else if let Some(refused) = refused {
            refused.into_response()
        } else {
            next.run(Request::from_parts(parts, body)).await
        };
        let failed = failure(&response);
        let nothing = failed.as_ref().is_some_and(|it| it.0.is_nothing_here());
        let mut response = match failed {
            Some(failed) => {
                failed.0.report();
                match Visitor::read(&state, &asked, SignOfLife::No).await {
                    Ok(visitor) if page => failed.0.page(&visitor, &typed),
                    _ => failed.0.status().into_response(),
                }
            }
            None => response,
        };
        tracing::info!(status = response.status().as_u16(), "answered");
        let headers = response.headers_mut();
        protect(headers);
        if state.options.secure_cookies {
            headers.insert(STRICT_TRANSPORT_SECURITY, ONLY_TLS);
        }
        if !nothing && let Ok(value) = HeaderValue::from_str(&id) {
            if given.is_some() {
                headers.insert(REQUEST_ID, value.clone());
            }
            headers.insert(CORRELATION, value);
        }
        response
    }
    .instrument(span)
    .await
}

/// The id that the proxy in front has given the request, so that its log and ours name one thing.
/// Only from the proxy, and only what a machine writes: sixteen hexadecimal digits or more, a UUID
/// among them. Anything else could carry a person's number into log lines and pages.
fn given_id(request: &Request, state: &WebState) -> Option<String> {
    let network = state.options.proxy.as_ref()?;
    if !peer(request.extensions()).is_some_and(|ip| network.contains(&ip)) {
        return None;
    }
    let id = request.headers().get(&REQUEST_ID)?.to_str().ok()?;
    let digits = id.bytes().filter(u8::is_ascii_hexdigit).count();
    let plain = id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    (plain && (16..=64).contains(&digits) && id.len() <= 64).then(|| id.to_ascii_lowercase())
}

/// What was read of a request before its handler.
#[derive(Default)]
struct Read {
    body: Body,
    typed: Typed,
    refused: Option<PageError>,
}

/// The words of an act's form, so that the page of a failure can give them back: the handler takes
/// the body with it when it fails, and a draft cannot be saved where nothing can.
async fn remember(asked: &Parts, body: Body) -> Read {
    let form = asked
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if asked.method != Method::POST || !form || !asked.uri.path().starts_with(urls::HOME) {
        return Read { body, ..Read::default() };
    }
    let read = axum::body::to_bytes(body, LARGEST_READ_BYTES);
    let Ok(read) = tokio::time::timeout(LONGEST, read).await else {
        return Read { refused: Some(PageError::Timeout), ..Read::default() };
    };
    // Longer than anything that a person writes, or cut off.
    let Ok(bytes) = read else {
        let length = asked.headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok());
        let length = length.and_then(|it| it.parse::<usize>().ok());
        let cut_off = length.is_some_and(|it| it <= LARGEST_READ_BYTES);
        let refused = if cut_off { PageError::BadRequest } else { PageError::TooLarge };
        return Read { refused: Some(refused), ..Read::default() };
    };
    let typed = std::str::from_utf8(&bytes).ok().and_then(Typed::of_draft).unwrap_or_default();
    let refused = (bytes.len() > LARGEST_BODY_BYTES).then_some(PageError::TooLarge);
    Read { body: Body::from(bytes), typed, refused }
}

/// What went wrong, also when a layer or an extractor says it with a bare status.
fn failure(response: &Response) -> Option<Failed> {
    if let Some(failed) = response.extensions().get::<Failed>() {
        return Some(failed.clone());
    }
    let is_html = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if is_html {
        return None;
    }
    let error = match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        StatusCode::BAD_REQUEST
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
        | StatusCode::UNPROCESSABLE_ENTITY => PageError::BadRequest,
        StatusCode::SERVICE_UNAVAILABLE => PageError::Timeout,
        _ => return None,
    };
    Some(Failed(std::sync::Arc::new(error)))
}

fn protect(headers: &mut HeaderMap) {
    let fixed = [
        (CONTENT_SECURITY_POLICY, assets::CONTENT_SECURITY_POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (PERMISSIONS, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (OPENER, "same-origin"),
        (RESOURCE, "same-origin"),
        // For browsers that do not know `frame-ancestors`.
        (X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The connection comes from another machine, past the proxy that ends TLS.
fn goes_round_the_proxy(request: &Request, state: &WebState) -> bool {
    let Some(network) = &state.options.proxy else { return false };
    peer(request.extensions()).is_some_and(|ip| !ip.is_loopback() && !network.contains(&ip))
}

/// The address that the browser shows is one of this machine. A tool may send none.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST) else { return true };
    let Ok(authority) = host.to_str().unwrap_or_default().parse::<Authority>() else {
        return false;
    };
    let name = authority.host();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|it| it.is_loopback())
}

/// The browser says that the form came from this site. One that says nothing is no browser, or too
/// old; the form's own token stands behind.
fn is_own(headers: &HeaderMap, state: &WebState) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(&HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(&ORIGIN) else { return true };
    match &state.options.public_origin {
        Some(public) => origin == public,
        None => origin.split_once("://").map(|(_, host)| host) == text(&HOST),
    }
}
