//! With whom the chain has lain, and for how long (definitions 5).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Calendar, in_order, open_steps, owner};
use crate::care_chain::events::ChainEvent as E;
use crate::care_chain::fact::Fact;
use crate::care_chain::{CareChain, fold};
use crate::ids::HsaId;

/// Who the chain lay with, from when until when, oldest first: a partition of [first admission
/// notice, closed or deceased), or until `now` while it goes on. Neighbours differ. Times are
/// those that the law counts; what was cancelled later never held anybody.
///
/// A follow-up figure over the whole chain, not a rule: it replays the log by the clocks of the
/// nodes that wrote it.
pub fn held_time(
    facts: &[Fact],
    calendar: &Calendar<'_>,
    now: Timestamp,
) -> Vec<(HsaId, Timestamp, Timestamp)> {
    let whole = fold(facts);
    let is_notice = |fact: &&Fact| {
        matches!(fact.event, Ok(E::AdmissionNoticeSent(_)))
            && !whole.cancelled.contains_key(&fact.id)
    };
    let Some(from) = facts.iter().filter(is_notice).map(Fact::legal_time).min() else {
        return Vec::new();
    };
    let over = [whole.closed.as_ref().map(|head| head.at), whole.deceased.as_ref().map(|h| h.at)];
    let until = over.into_iter().flatten().min().unwrap_or(now);
    let facts: Vec<&Fact> = facts.iter().collect();
    held_between(&facts, &whole, calendar, (from, until))
}

/// The same between two times, `whole` being what all facts mean together.
pub fn held_between(
    facts: &[&Fact],
    whole: &CareChain,
    calendar: &Calendar<'_>,
    (from, until): (Timestamp, Timestamp),
) -> Vec<(HsaId, Timestamp, Timestamp)> {
    let changes: BTreeSet<Timestamp> = facts
        .iter()
        .map(|fact| fact.legal_time())
        .filter(|at| *at > from && *at < until)
        .chain([from])
        .collect();
    let mut held: Vec<(HsaId, Timestamp, Timestamp)> = Vec::new();
    for at in changes.into_iter().filter(|at| *at < until) {
        // What is cancelled, is cancelled from the beginning.
        let known = facts.iter().copied().filter(|fact| {
            fact.legal_time() <= at || matches!(fact.event, Ok(E::FactsCancelled(_)))
        });
        let chain = fold(known);
        let steps = in_order(open_steps(&chain, calendar), at);
        let Some(unit) = owner(&chain, &steps).or_else(|| whole.ward_unit().cloned()) else {
            continue;
        };
        if let Some((_, _, end)) = held.last_mut() {
            *end = at;
        }
        match held.last_mut() {
            Some((last, _, _)) if *last == unit => {}
            _ => held.push((unit, at, until)),
        }
    }
    if let Some((_, _, end)) = held.last_mut() {
        *end = until;
    }
    held
}
