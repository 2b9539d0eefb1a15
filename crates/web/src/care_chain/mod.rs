//! The page of a care chain and the forms of its acts.

mod act_page;
mod acts;
mod addresses;
mod answers;
mod call;
mod chain_page;
mod context;
mod draft;
mod fields;
mod freshness;
mod read;
mod receipt;
mod straight;
mod typed;
mod values;

use axum::Router;
use axum::routing::{get, post};

use crate::site::WebState;

pub(crate) use typed::Typed;

pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/care-chains/start", get(act_page::get_start).post(act_page::post_start))
        .route("/care-chains/request", get(act_page::get_request).post(act_page::post_request))
        .route("/care-chains/{chain}", get(chain_page::get))
        .route("/care-chains/{chain}/print", get(chain_page::print))
        .route("/care-chains/{chain}/receipt/{cmd}", get(receipt::get))
        .route("/care-chains/{chain}/undo-message", post(receipt::undo_message))
        .route("/care-chains/{chain}/{act}", get(act_page::get).post(act_page::post))
}

/// The address of a chain.
pub(crate) fn chain_url(chain: brygga_domain::ids::ChainId) -> String {
    format!("/care-chains/{chain}")
}

/// The address of an act in a chain.
pub(crate) fn act_url(chain: brygga_domain::ids::ChainId, word: &str) -> String {
    format!("/care-chains/{chain}/{word}")
}
