//! "Vem har öppnat": the access log of a chain.

use brygga_domain::ids::ChainId;
use brygga_policy::{Action, Decision, Relation};
use brygga_store::AccessPage;

use super::load::load;
use super::perform_act::{access_entry, may_still_read, policy_request};
use crate::actor::Actor;
use crate::context::App;
use crate::error::AppError;

/// Reads who opened a chain; reading it is an entry too.
pub async fn read_access_log(
    app: &App,
    actor: &Actor,
    chain: ChainId,
    before: Option<u64>,
) -> Result<AccessPage, AppError> {
    let loaded = load(app, chain).await?;
    let request = policy_request(loaded.chain(), actor, Action::ViewAccessLog);
    let allowed =
        !loaded.facts.is_empty() && matches!(app.policies.decide(&request), Decision::Allowed(_));
    let what = if allowed { "view-access-log" } else { "denied:view-access-log" };
    let entry = access_entry(actor, app.now(), what.to_owned(), Some(chain), Vec::new());
    app.store.record_access(vec![entry]).await?;
    if !allowed {
        // A party that lacks the role is told so; to everybody else there is nothing (decision 23).
        let is_told = request.relation != Relation::None
            && !loaded.chain().protected
            && may_still_read(app, loaded.chain(), actor, app.now());
        return Err(if is_told {
            AppError::Forbidden {
                reason: "role",
                roles: app.policies.roles_that_may(Action::ViewAccessLog, Relation::None),
            }
        } else {
            AppError::NothingHere
        });
    }
    Ok(app.store.accesses_of(chain, before, 50).await?)
}
