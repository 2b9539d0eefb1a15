//! A minimal axum server of live updates: every browser hears of everything.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, post};
use tokio::sync::broadcast;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::BroadcastStream;

/// As long as what ours sends of a change.
const PAYLOAD: usize = 160;

pub(super) async fn serve() -> anyhow::Result<()> {
    let (changes, _) = broadcast::channel::<String>(1_024);
    let router =
        Router::new().route("/live", get(live)).route("/change", post(change)).with_state(changes);
    crate::listen::listen(router, async |_| Ok("in memory".to_owned())).await
}

async fn live(State(changes): State<broadcast::Sender<String>>) -> impl IntoResponse {
    let events = BroadcastStream::new(changes.subscribe())
        .filter_map(Result::ok)
        .map(|text| Ok::<_, Infallible>(Event::default().event("change").data(text)));
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(25)))
}

async fn change(State(changes): State<broadcast::Sender<String>>) -> StatusCode {
    // Nobody listening is not a fault.
    let _ = changes.send("x".repeat(PAYLOAD));
    StatusCode::NO_CONTENT
}
