//! Ångra for ten seconds after Kvittera in a row (decision 22), with and without script.

use axum::Form;
use brygga_app::care_chain::{undo_act, undoable};
use brygga_app::{AppError, FormToken};
use brygga_domain::care_chain::acts::Refused;
use brygga_domain::ids::CommandId;
use serde::Deserialize;

use super::Asked;
use super::rows::person;
use crate::caller::{Caller, PageResult};
use crate::page_error::{PageError, redirect};
use crate::urls;
use crate::views::{Hidden, Undo};

/// What was just done in a row of this list.
pub(super) async fn offer(caller: &Caller, asked: &Asked) -> Result<Option<Undo>, PageError> {
    let app = &caller.state.app;
    let Some(of) = asked.done.as_deref().and_then(|text| CommandId::parse(text).ok()) else {
        return Ok(None);
    };
    let Some(possible) = undoable(app, &caller.actor, of).await? else { return Ok(None) };
    let Some(row) = app.store.chain_row(possible.chain).await? else { return Ok(None) };
    let user = &caller.actor.user;
    let token = FormToken::new(app, "undo", possible.chain, Vec::new(), user).seal(app);
    let hidden = vec![
        Hidden::new("of", of.to_string()),
        Hidden::new("token", token),
        Hidden::new("back", asked.url()),
    ];
    let done = caller.texts.fill("acknowledged", "name", &person(caller, &row).name);
    let action = urls::UNDO.to_owned();
    Ok(Some(Undo::until(done, action, hidden, possible.until, caller.now)))
}

#[derive(Deserialize)]
pub(crate) struct UndoForm {
    of: String,
    token: String,
    #[serde(default)]
    back: String,
}

/// Undoes it and shows the list again. Twice is once.
pub(crate) async fn post(caller: Caller, Form(form): Form<UndoForm>) -> PageResult {
    let app = &caller.state.app;
    let of = CommandId::parse(&form.of).map_err(|_| AppError::NothingHere)?;
    let token = FormToken::open(app, &form.token, "undo", &caller.actor.user)
        .map_err(|_| PageError::FormExpired)?;
    match undo_act(app, &caller.actor, of, token.cmd).await {
        Ok(_) | Err(AppError::Refused(Refused::AlreadyDone)) => {
            Ok(redirect(urls::local(&form.back)))
        }
        Err(error) => Err(error.into()),
    }
}
