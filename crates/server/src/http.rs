//! HTTP: the pages of `brygga-web`, and how many requests wait for their answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use brygga_app::App;
use brygga_web::WebOptions;

/// Requests that have no answer yet. A stream of changes has its answer and waits for nothing, so
/// that open pages do not hold up the end of the server.
#[derive(Debug, Clone, Default)]
pub(crate) struct InFlight(Arc<AtomicUsize>);

impl InFlight {
    /// Every request has its answer.
    pub(crate) fn none(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

/// Counts one request as long as it lives, also when the caller goes away.
struct Counted(InFlight);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Everything that is served.
pub(crate) fn router(app: &Arc<App>, options: WebOptions, in_flight: InFlight) -> Router {
    let ready = Router::new().route("/readyz", get(ready)).with_state(Arc::clone(app));
    brygga_web::router(Arc::clone(app), options)
        .merge(ready)
        .layer(from_fn_with_state(in_flight, count))
}

async fn count(State(in_flight): State<InFlight>, request: Request, next: Next) -> Response {
    in_flight.0.fetch_add(1, Ordering::SeqCst);
    let _counted = Counted(in_flight);
    next.run(request).await
}

/// 200 when the database answers.
async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    match app.store.last().await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
