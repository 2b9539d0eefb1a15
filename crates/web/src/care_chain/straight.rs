//! The way of nearly every form about a case: it is whole, nothing has happened meanwhile and the
//! rules say yes. Nothing is looked up that only a page would show, and the case is what this server
//! remembers: whether another one has written since, the writer finds when it compares the heads.

use axum::response::Response;
use brygga_app::care_chain::{PerformAct, perform_act, view_for_act};
use brygga_app::{AppError, FormToken};
use brygga_domain::care_chain::acts::Act;
use brygga_domain::ids::ChainId;
use brygga_store::Change;

use super::act_page::ONE_CLICK;
use super::acts::ActForm;
use super::addresses::receipt_url;
use super::chain_url;
use super::context::Context;
use super::draft::draft_key;
use super::freshness;
use super::read::Read;
use super::typed::Typed;
use crate::caller::Caller;
use crate::page_error::{PageError, redirect};

/// Its form needs more of the case than this way looks up.
const NOT_STRAIGHT: &str = "end-party";

/// Does the act. None, and nothing done, when there is something to show instead: the long way
/// finds out what.
pub(super) async fn send(
    caller: &Caller,
    form: &ActForm,
    chain: Option<ChainId>,
    typed: &Typed,
) -> Result<Option<Response>, PageError> {
    let app = &caller.state.app;
    let Some(chain) = chain.filter(|_| form.word != NOT_STRAIGHT) else { return Ok(None) };
    let token = FormToken::open(app, typed.get("token"), form.word, &caller.actor.user);
    let token = token.ok().filter(|token| token.chain == chain);
    let Some(token) = token.filter(|_| typed.get("change").is_empty()) else { return Ok(None) };
    let seen = view_for_act(app, &caller.actor, chain).await?;
    let Some((view, loaded)) = seen else { return Ok(None) };
    if !view.allows(form.word) {
        return Ok(None);
    }
    let ctx = Context::new(caller, Some(&view));
    let mut read = Read::new(&ctx, typed, token.shown.clone());
    let act = (form.read)(&mut read);
    let errors = read.errors;
    let Some(act) = act.filter(|_| errors.is_empty()) else { return Ok(None) };
    let asks = act.needs_confirmation() && !typed.on("confirm");
    if act.waits() || asks || freshness::since(form, &ctx, &token, typed).is_some() {
        return Ok(None);
    }
    let lands = done(&ctx, form, &act, &token);
    let mut request = PerformAct::new(chain, act, token.cmd);
    request.also = vec![Change::DraftDone(draft_key(caller, form, Some(chain), typed))];
    request.loaded = Some(loaded);
    match perform_act(app, &caller.actor, request).await {
        Ok(_) => Ok(Some(redirect(&lands))),
        // Busy: somebody has written since this server read the case. The form is checked anew.
        Err(AppError::Different(_) | AppError::Refused(_) | AppError::Busy) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Where one lands after an act: its receipt, or the case with an undo.
pub(super) fn done(ctx: &Context<'_>, form: &ActForm, act: &Act, token: &FormToken) -> String {
    if act.needs_confirmation() || !ONE_CLICK.contains(&form.word) {
        return receipt_url(ctx, token);
    }
    ctx.trail.on(&format!("{}?done={}", chain_url(token.chain), token.cmd))
}
