//! The page of a care chain and the forms of its acts.

use axum::Router;

use crate::site::WebState;

pub(crate) fn routes() -> Router<WebState> {
    Router::new()
}
