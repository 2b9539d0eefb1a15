//! Addresses of a case and its acts, in the list that one came from.

use brygga_app::FormToken;
use brygga_domain::ids::ChainId;

use super::chain_url;
use super::context::Context;
use crate::urls;

/// Where an act's form is shown and sent to.
pub(super) fn address(ctx: &Context<'_>, word: &str, chain: Option<ChainId>) -> String {
    match (word, chain) {
        ("send-care-request", _) => urls::REQUEST.to_owned(),
        (_, None) => urls::START.to_owned(),
        (_, Some(chain)) => ctx.act_url(chain, word),
    }
}

/// Where a form is left without sending it.
pub(super) fn back(ctx: &Context<'_>, chain: Option<ChainId>) -> String {
    chain.map_or_else(|| urls::HOME.to_owned(), |chain| ctx.case_url(chain))
}

/// The receipt of an act.
pub(super) fn receipt_url(ctx: &Context<'_>, token: &FormToken) -> String {
    ctx.trail.on(&format!("{}/receipt/{}", chain_url(token.chain), token.cmd))
}
