//! From a set of facts to what they mean: pure, total, independent of order and of clocks
//! (continuity 3.6, M1–M16).

mod late;
mod live;
mod messages;
mod parties;
mod planning;
mod readiness;
mod standing;
mod taken;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::events::ChainEvent as E;
use super::fact::Fact;
use super::history::history;
use super::register::Live;
use super::state::CareChain;
use crate::envelope::StreamId;
use crate::ids::{CommandId, EventId};

pub use late::known_key;

/// Folds facts in any order, with any repetition. Two equal sets give equal states (I3, I4).
pub fn fold<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> CareChain {
    let mut facts: BTreeMap<EventId, &Fact> =
        facts.into_iter().map(|fact| (fact.id, fact)).collect();
    let last_facts = live::last_facts(&facts);
    let changed = changed(facts.values().copied());
    let carried = carried(&facts);
    for fact in &carried {
        facts.entry(fact.id).or_insert(fact);
    }
    let (live, cancelled) = live::live(&facts);
    let mut chain = CareChain {
        copies: live.copies.clone(),
        cancelled,
        last_facts,
        irregular: live::irregularities(&facts),
        changed_at: facts.values().map(|fact| fact.written_at).max(),
        changed,
        history: history(&live),
        ..CareChain::default()
    };
    chain.cancelled_opening = parties::cancelled_opening(&facts, &live, &chain.cancelled);
    parties::fold_identity(&live, &mut chain);
    parties::fold_parties(&live, &mut chain);
    planning::fold_planning(&live, &mut chain);
    messages::fold_questions(&live, &mut chain);
    messages::fold_messages(&facts, &live, &mut chain);
    readiness::fold_readiness(&live, &mut chain);
    readiness::fold_end(&live, &mut chain);
    late::fold_late(&facts, &live, &mut chain);
    chain.standing = standing::standing(&live, &chain);
    chain
}

/// The same fold over what one viewer may read: the only way to build a page (decision 3).
pub fn view<'a>(
    facts: impl IntoIterator<Item = &'a Fact>,
    may_read: impl Fn(StreamId) -> bool,
) -> CareChain {
    fold(facts.into_iter().filter(|fact| may_read(fact.stream)))
}

/// The newest fact of each stream.
fn changed<'a>(facts: impl Iterator<Item = &'a Fact>) -> BTreeMap<StreamId, Timestamp> {
    let mut changed = BTreeMap::new();
    for fact in facts.filter(|fact| fact.says_something()) {
        let last = changed.entry(fact.stream).or_insert(fact.written_at);
        *last = fact.written_at.max(*last);
    }
    changed
}

/// Standing facts that a new segment carried over, for a reader who may not see the old one. Where
/// the fact itself is there, it is what counts.
fn carried(facts: &BTreeMap<EventId, &Fact>) -> Vec<Fact> {
    let mut carried = Vec::new();
    for fact in facts.values() {
        let Ok(E::SegmentOpened(opened)) = &fact.event else { continue };
        for one in &opened.carried {
            let Some(Ok(event)) = E::read(&one.event_type, one.ver, &one.data) else { continue };
            let Ok(at) = jiff::Timestamp::from_millisecond(one.legal_at) else { continue };
            carried.push(Fact {
                id: one.id,
                event_type: one.event_type.clone(),
                ver: one.ver,
                replaces: one.replaces.clone(),
                who: one.who.clone(),
                occurred_at: one.occurred_at.clone(),
                sent_at: Some(at),
                event: Ok(event),
                text: String::new(),
                // Outside every sequence and act: its own stream is not here.
                seq: 0,
                cmd: CommandId::from_bytes(first_half(one.id)),
                part: 0,
                ..(*fact).clone()
            });
        }
    }
    carried
}

fn first_half(id: EventId) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&id.0[..16]);
    half
}
