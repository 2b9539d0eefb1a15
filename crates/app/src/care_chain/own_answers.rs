//! The list that leads a unit to its own answers, where they are all that is left to it
//! (definitions 2).

use brygga_policy::Action;
use brygga_store::{Cursor, OwnAnswerRow, Page};

use super::lists::{PAGE, may_view, require};
use super::perform_act::access_entry;
use crate::actor::Actor;
use crate::context::App;
use crate::error::AppError;

/// One page of the answers of the actor's unit that [`super::open_chain`] opens after its reading has
/// ended, the newest first. What is shown of them names nobody; the access log says whose they were.
pub async fn own_answers(
    app: &App,
    actor: &Actor,
    after: Option<Cursor>,
) -> Result<Page<OwnAnswerRow>, AppError> {
    require(app, actor, Action::ViewWorklist)?;
    let now = app.now();
    let mut page = app.store.own_answers(&actor.unit, now, after, PAGE).await?;
    page.rows.retain(|row| may_view(app, actor, &row.chain, row.active));
    let persons = page.rows.iter().map(|row| row.chain.person).collect();
    let entry = access_entry(actor, now, "view-own-answers".to_owned(), None, persons);
    app.store.record_access(vec![entry]).await?;
    Ok(page)
}
