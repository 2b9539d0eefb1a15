//! What is left to a unit that nothing is required of: its own answer (definitions 2).

use jiff::{SignedDuration, Timestamp};

use super::events::ChainEvent as E;
use super::fact::Fact;
use super::state::CareChain;
use super::values::NoticeAnswer;
use crate::ids::{EventId, HsaId};

/// An answer to an admission notice, as the unit that gave it may always read it: what it wrote
/// itself, and nothing else of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAnswer {
    /// The fact.
    pub id: EventId,
    /// When it was sent.
    pub at: Timestamp,
    /// The role of the assignment in which it was given, by its word.
    pub role: String,
    /// The answer.
    pub answer: NoticeAnswer,
    /// The note that was written with it.
    pub note: Option<String>,
    /// The unit has cancelled it.
    pub cancelled: bool,
}

impl CareChain {
    /// When a unit's reading ends: `hours` after its answer "kräver inget av oss nu" or "inte vår
    /// invånare" (definitions 2). None while it reads on: it has not declined, it is concerned all
    /// the same (definitions 4), or a notice was sent to it after the answer, which it must be able
    /// to read.
    pub fn reading_ends_at(&self, unit: &HsaId, hours: u32) -> Option<Timestamp> {
        let concerned = self.concerned_units().iter().any(|party| party.unit == *unit);
        if concerned || !self.has_declined(unit) || self.is_asked_anew(unit) {
            return None;
        }
        let answered = self.answers.get(unit)?.settled()?.at;
        answered.checked_add(SignedDuration::from_hours(i64::from(hours))).ok()
    }

    /// The unit reads on for a while at the most: see [`Self::reading_ends_at`].
    pub fn stops_reading(&self, unit: &HsaId) -> bool {
        self.reading_ends_at(unit, 0).is_some()
    }

    /// The unit has declined, and an admission notice was sent to it after that.
    pub fn is_asked_anew(&self, unit: &HsaId) -> bool {
        let declined = self.answers.get(unit).and_then(|register| register.settled());
        let Some(declined) = declined.filter(|_| self.has_declined(unit)) else { return false };
        let notices = self.notices.iter().filter(|notice| notice.value.to.contains(unit));
        notices.map(|notice| notice.at).max().is_some_and(|sent| sent > declined.at)
    }

    /// The unit's own answers to admission notices among the facts, newest first.
    pub fn own_answers<'a>(
        &self,
        facts: impl IntoIterator<Item = &'a Fact>,
        unit: &HsaId,
    ) -> Vec<OwnAnswer> {
        let mut answers: Vec<OwnAnswer> = facts
            .into_iter()
            .filter_map(|fact| {
                let Ok(E::UnitAnswered(data)) = &fact.event else { return None };
                // Written by the unit about itself: nobody answers for another one.
                let own = data.unit == *unit && fact.who.unit.as_ref() == Some(unit);
                own.then(|| OwnAnswer {
                    id: fact.id,
                    at: fact.legal_time(),
                    role: fact.who.role.clone(),
                    answer: data.answer,
                    note: data.note.clone(),
                    cancelled: self.cancelled.contains_key(&fact.id),
                })
            })
            .collect();
        answers.sort_by_key(|answer| std::cmp::Reverse((answer.at, answer.id)));
        answers.dedup_by_key(|answer| answer.id);
        answers
    }
}
