//! `/assets/…`: style, script, icons, fonts.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use crate::assets;

pub(crate) async fn get(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = assets::asset(&name) else {
        return (StatusCode::NOT_FOUND, "").into_response();
    };
    let known =
        headers.get(IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == asset.etag.as_bytes());
    let keep = [(CACHE_CONTROL, assets::CACHE_CONTROL), (ETAG, asset.etag)];
    if known {
        return (StatusCode::NOT_MODIFIED, keep).into_response();
    }
    (keep, [(CONTENT_TYPE, asset.content_type)], asset.bytes).into_response()
}
