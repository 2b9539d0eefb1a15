//! A value that several parties may set at once: nothing is overwritten that nobody was shown.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::events::ChainEvent;
use super::fact::Fact;
use crate::envelope::Author;
use crate::ids::EventId;

/// One standing value with where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Head<T> {
    /// The event; of several equal ones by the same act, the least (M10).
    pub id: EventId,
    /// The time that the law counts.
    pub at: Timestamp,
    /// Who.
    pub who: Author,
    /// The value.
    pub value: T,
}

/// A register's heads: the values that no later act named in `replaces` (M1, M2).
#[derive(Debug, Clone, PartialEq)]
pub struct Register<T> {
    /// In order of event id; usually one.
    pub heads: Vec<Head<T>>,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self { heads: Vec::new() }
    }
}

impl<T: PartialEq> Register<T> {
    /// The value when all heads agree (M1).
    pub fn settled(&self) -> Option<&Head<T>> {
        let first = self.heads.first()?;
        self.heads.iter().all(|head| head.value == first.value).then_some(first)
    }

    /// Several heads with different values (M2): a person must choose.
    pub fn is_conflict(&self) -> bool {
        !self.heads.is_empty() && self.settled().is_none()
    }

    /// The ids that a form shows and its act replaces.
    pub fn shown(&self) -> Vec<EventId> {
        self.heads.iter().map(|head| head.id).collect()
    }
}

/// The live facts of a chain: each act once, nothing cancelled.
pub(super) struct Live<'a> {
    /// In order of event id. The second: ids of equal events by the same act.
    pub(super) acts: Vec<(&'a Fact, &'a ChainEvent, Vec<EventId>)>,
    /// Further ids of an act that was written twice, with the id that it stands under.
    pub(super) copies: BTreeMap<EventId, EventId>,
}

impl<'a> Live<'a> {
    /// The id that a fact stands under: facts that name a copy mean the act (M10).
    pub(super) fn the(&self, id: EventId) -> EventId {
        self.copies.get(&id).copied().unwrap_or(id)
    }

    /// A register of all facts that `pick` finds a value in. A fact replaces only within the
    /// register that it has a value for, so that a changed estimate does not cancel the notice
    /// that first named one.
    pub(super) fn register<T: PartialEq>(
        &self,
        pick: impl Fn(&'a Fact, &'a ChainEvent) -> Option<T>,
    ) -> Register<T> {
        let values: Vec<_> = self
            .acts
            .iter()
            .filter_map(|(fact, event, ids)| Some((*fact, ids, pick(fact, event)?)))
            .collect();
        let replaced = |ids: &[EventId]| {
            values.iter().any(|(by, _, _)| by.replaces.iter().any(|id| ids.contains(id)))
        };
        let keep: Vec<bool> = values.iter().map(|(_, ids, _)| !replaced(ids)).collect();
        let heads = values
            .into_iter()
            .zip(keep)
            .filter(|(_, keep)| *keep)
            .map(|((fact, _, value), _)| head(fact, value))
            .collect();
        Register { heads }
    }

    /// Every fact that `pick` finds a value in, oldest legal time first.
    pub(super) fn all<T>(
        &self,
        pick: impl Fn(&'a Fact, &'a ChainEvent) -> Option<T>,
    ) -> Vec<Head<T>> {
        let mut all: Vec<_> = self
            .acts
            .iter()
            .filter_map(|(fact, event, _)| Some(head(fact, pick(fact, event)?)))
            .collect();
        all.sort_by_key(|head| (head.at, head.id));
        all
    }

    /// The earliest fact that `pick` finds a value in.
    pub(super) fn first<T>(
        &self,
        pick: impl Fn(&'a Fact, &'a ChainEvent) -> Option<T>,
    ) -> Option<Head<T>> {
        self.all(pick).into_iter().next()
    }
}

fn head<T>(fact: &Fact, value: T) -> Head<T> {
    Head { id: fact.id, at: fact.legal_time(), who: fact.who.clone(), value }
}
