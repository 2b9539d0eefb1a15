//! The pages that are not one chain. One page, one file.

pub(crate) mod assignments;
mod files;
mod health;
pub(crate) mod live;
pub(crate) mod search;

use axum::Router;
use axum::routing::get;

use crate::site::WebState;

pub(crate) fn routes() -> Router<WebState> {
    Router::new().route("/healthz", get(health::get)).route("/assets/{name}", get(files::get))
}
