//! Ångra: ten seconds after acknowledge, assign and tick. What was done is a fact at once; the undo
//! is a second fact that names the first (decision 22).

use brygga_domain::care_chain::Fact;
use brygga_domain::care_chain::acts::Undo;
use brygga_domain::envelope::AggregateKind;
use brygga_domain::ids::{ChainId, CommandId};
use jiff::{SignedDuration, Timestamp};

use super::load::{LoadedChain, load};
use super::perform_act::{PerformAct, Performed, perform_act};
use crate::actor::Actor;
use crate::context::App;
use crate::error::AppError;

/// How long "Ångra" is offered.
pub const UNDO_FOR: SignedDuration = SignedDuration::from_secs(10);

/// The types of facts that acts with an undo write.
const UNDOABLE: [&str; 4] = ["seen", "taken-over", "checklist-item-set", "checklist-item-detailed"];

/// An act that its user can still undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undoable {
    /// Where it stands.
    pub chain: ChainId,
    /// Until when "Ångra" is offered.
    pub until: Timestamp,
}

/// The facts can be undone at all.
pub fn is_undoable<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> bool {
    let mut facts = facts.into_iter().peekable();
    facts.peek().is_some() && facts.all(|fact| UNDOABLE.contains(&fact.event_type.as_str()))
}

/// What the user has just done, while it can be undone; none for the acts of others.
pub async fn undoable(
    app: &App,
    actor: &Actor,
    of: CommandId,
) -> Result<Option<Undoable>, AppError> {
    let Some((chain, at, loaded)) = done(app, actor, of).await? else { return Ok(None) };
    let until = at.checked_add(UNDO_FOR).unwrap_or(at);
    let gone = |fact: &Fact| loaded.chain().cancelled.contains_key(&fact.id);
    let possible = is_undoable(of_act(&loaded, of)) && !of_act(&loaded, of).any(gone);
    Ok((possible && app.now() < until).then_some(Undoable { chain, until }))
}

/// Undoes an act of the same user. The same command again gives the first receipt.
pub async fn undo_act(
    app: &App,
    actor: &Actor,
    of: CommandId,
    cmd: CommandId,
) -> Result<Performed, AppError> {
    let Some((chain, at, loaded)) = done(app, actor, of).await? else {
        return Err(AppError::NothingHere);
    };
    let undo = Undo {
        of: of_act(&loaded, of).map(|fact| fact.id).collect(),
        done_by: Some(actor.user.clone()),
        done_at_ms: at.as_millisecond(),
        undoable: is_undoable(of_act(&loaded, of)),
    };
    perform_act(app, actor, PerformAct::new(chain, undo, cmd)).await
}

fn of_act(loaded: &LoadedChain, of: CommandId) -> impl Iterator<Item = &Fact> {
    loaded.facts.iter().map(std::sync::Arc::as_ref).filter(move |fact| fact.cmd == of)
}

/// The actor's own act in a chain, and when it was written.
async fn done(
    app: &App,
    actor: &Actor,
    of: CommandId,
) -> Result<Option<(ChainId, Timestamp, std::sync::Arc<LoadedChain>)>, AppError> {
    let Some(record) = app.store.command(of).await? else { return Ok(None) };
    let receipt = record.receipt;
    let first = receipt.events.first().map(|event| event.stream);
    let Some(stream) = first.filter(|stream| stream.kind == AggregateKind::Chain) else {
        return Ok(None);
    };
    if receipt.actor != actor.user.to_string() {
        return Ok(None);
    }
    let chain = ChainId::from_bytes(*stream.aggregate.as_bytes());
    let loaded = load(app, chain).await?;
    // Done in another assignment of the same person: nothing here, not even a name.
    let here = of_act(&loaded, of).all(|fact| fact.who.unit.as_ref() == Some(&actor.unit));
    Ok(here.then_some((chain, receipt.at, loaded)))
}
