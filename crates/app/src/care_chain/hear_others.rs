//! Open pages hear what other servers on the same log do.

use std::collections::{BTreeMap, BTreeSet};

use brygga_domain::envelope::{AggregateKind, Origin};
use brygga_domain::ids::ChainId;
use brygga_store::Position;

use super::load::load;
use crate::context::{App, Changed};
use crate::error::AppError;

/// Events read at a time.
const PAGE: u32 = 500;
/// Chains that are told one by one in a round. After more than that (a server that was cut off for
/// long) the rest is read when the pages ask the next time, every half minute.
const MOST: usize = 500;

/// How far each partition of the log has been heard of.
#[derive(Debug, Default)]
pub struct Heard {
    ends: BTreeMap<u16, u64>,
    begun: bool,
}

/// Tells the open pages of this server about the chains that servers with another origin have
/// written to since the last call; the first call only notes where the log ends. Gives how many
/// chains were told of.
pub async fn hear_others(app: &App, own: Origin, heard: &mut Heard) -> Result<usize, AppError> {
    let mut chains = BTreeSet::new();
    let first = !std::mem::replace(&mut heard.begun, true);
    for end in app.store.last().await? {
        // A partition that was empty until now is new, not unheard of.
        let from = heard.ends.entry(end.part).or_insert(if first { end.pos } else { 0 });
        while *from < end.pos {
            let events = app.store.after(Position { part: end.part, pos: *from }, PAGE).await?;
            let Some(last) = events.last() else { break };
            *from = last.position.pos;
            let others = events.iter().filter(|event| event.origin != own);
            let of_chains = others.filter(|event| event.stream.kind == AggregateKind::Chain);
            chains.extend(of_chains.map(|event| event.stream.aggregate));
        }
    }
    let told = chains.len().min(MOST);
    for aggregate in chains.into_iter().take(MOST) {
        let chain = ChainId::from_bytes(aggregate.into_bytes());
        let loaded = load(app, chain).await?;
        let units = loaded.chain().parties.iter().map(|party| party.unit.clone()).collect();
        app.tell(Changed { chain: Some(chain), units, at: app.now() });
    }
    Ok(told)
}
