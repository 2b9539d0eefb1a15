//! Chains that people have called the same admission (M12). Whoever reads one of them reads of the
//! others what could be opened anyway: a mark gives nobody a right.

use std::sync::Arc;

use brygga_domain::ids::ChainId;
use brygga_policy::Action;
use jiff::Timestamp;

use super::load::{LoadedChain, load};
use super::perform_act::{may_still_read, policy_request};
use crate::actor::Actor;
use crate::context::App;
use crate::error::AppError;

/// Linked chains that a page shows at the most.
const SHOWN: usize = 4;
/// So many are tried: those that the viewer may not read take no place of the others.
const TRIED: u32 = 16;

/// The chains one step away that this actor may open in this way, in order of id. Of the others
/// nothing is told, not even that they were asked about: nobody asked for them.
pub(super) async fn readable_links(
    app: &App,
    actor: &Actor,
    chain: ChainId,
    action: Action,
    now: Timestamp,
) -> Result<Vec<(ChainId, Arc<LoadedChain>)>, AppError> {
    let mut shown = Vec::new();
    for other in app.store.linked_chains(chain, TRIED).await? {
        let loaded = load(app, other).await?;
        let full = loaded.chain();
        let may_open = other != chain
            && app.policies.allows(&policy_request(full, actor, action))
            && may_still_read(app, full, actor, now);
        if may_open {
            shown.push((other, loaded));
        }
        if shown.len() == SHOWN {
            break;
        }
    }
    Ok(shown)
}
