//! Tries an act without writing: for the page that asks for confirmation, and before a message
//! waits.

use brygga_domain::care_chain::acts::{Act, NewFact};
use brygga_domain::ids::{ChainId, HsaId};
use brygga_policy::{Action, Decision, Relation};

use super::load::load;
use super::perform_act::{begins_in_own_unit, may_still_read, policy_request};
use crate::actor::Actor;
use crate::context::App;
use crate::error::AppError;

/// What an act would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The facts.
    pub facts: Vec<NewFact>,
    /// Units that take part and would be told or can read it.
    pub readers: Vec<HsaId>,
}

/// Decides without writing.
pub async fn preview_act(
    app: &App,
    actor: &Actor,
    chain: ChainId,
    act: &Act,
) -> Result<Preview, AppError> {
    let now = app.now();
    let loaded = load(app, chain).await?;
    let full = loaded.chain();
    let action = Action::parse(act.word()).ok_or(AppError::NothingHere)?;
    let question = policy_request(full, actor, action);
    begins_in_own_unit(act, full, actor)?;
    match app.policies.decide(&question) {
        Decision::Allowed(_) if may_still_read(app, full, actor, now) => {}
        Decision::Denied(reason)
            if question.relation != Relation::None || full.shown_identity().is_none() =>
        {
            return Err(AppError::Forbidden {
                reason: reason.code(),
                roles: app.policies.roles_that_may(action, question.relation),
            });
        }
        _ => return Err(AppError::NothingHere),
    }
    let facts = act.decide(full, &actor.by(now))?;
    let readers = full
        .active_parties()
        .filter(|party| {
            party.unit != actor.unit
                && facts.iter().any(|fact| party.compartments.contains(&fact.compartment))
        })
        .map(|party| party.unit.clone())
        .collect();
    Ok(Preview { facts, readers })
}
