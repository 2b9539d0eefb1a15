//! HTTP: the pages, and two questions of whoever watches the server.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use brygga_app::App;

/// Everything that is served.
pub(crate) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(healthy))
        .route("/readyz", get(healthy))
        .with_state(Arc::clone(app))
}

/// 200 when the server can serve: the database answers.
async fn healthy(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    match app.store.last().await {
        Ok(_) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
