//! `/healthz`: the server can serve, because the store answers.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use crate::site::WebState;

pub(crate) async fn get(State(state): State<WebState>) -> Response {
    match state.app.store.projection_version().await {
        Ok(_) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response()
        }
    }
}
