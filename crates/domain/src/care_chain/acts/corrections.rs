//! Corrections and cancellations are new facts (M13); undo is one too (decision 22).

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{By, Decide, Decision, NOTE, NewFact, Refused, written};
use crate::care_chain::events::{
    CancellationConfirmed, FactsCancelled, NotSameAsMarked, SameAsMarked, Seen,
};
use crate::care_chain::state::CareChain;
use crate::care_chain::values::CancelReason;
use crate::ids::{ChainId, EventId, HsaId};

/// Makulera: the facts' effects vanish, their text stays. Only the unit that wrote them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CancelFacts {
    /// The facts.
    pub of: Vec<EventId>,
    /// The unit that wrote them, as the caller read it from the log.
    pub written_by: Option<HsaId>,
    /// Fel person, or a mistake.
    pub reason: CancelReason,
    /// In words.
    pub note: String,
}

impl Decide for CancelFacts {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let of = with_parts(chain, &self.of)?;
        if self.written_by.as_ref() != Some(&by.unit) {
            return Err(Refused::NotYourUnit);
        }
        if self.reason == CancelReason::Undo {
            return Err(Refused::TooLate);
        }
        let cancelled = FactsCancelled {
            of,
            reason: self.reason,
            note: Some(written("note", &self.note, NOTE)?),
        };
        Ok(vec![NewFact::new(cancelled, by).sent()])
    }
}

/// The facts with every part of the messages among them: words in another compartment are
/// cancelled with their status.
fn with_parts(chain: &CareChain, of: &[EventId]) -> Result<Vec<EventId>, Refused> {
    if of.is_empty() || of.iter().any(|id| chain.cancelled.contains_key(id)) {
        return Err(Refused::AlreadyDone);
    }
    let mut all = of.to_vec();
    for id in of {
        all.extend(chain.message(*id).into_iter().flat_map(|message| &message.parts));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// A receiver confirms a cancellation for wrong person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmCancellation {
    /// The cancellation.
    pub of: EventId,
}

impl Decide for ConfirmCancellation {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let of = chain.the(self.of);
        let found = chain.cancellations.iter().find(|(head, _)| head.id == of);
        let (_, confirmed) = found.ok_or(Refused::NotStanding)?;
        if confirmed.contains(&by.unit) {
            return Err(Refused::AlreadyDone);
        }
        let told = chain.message(of).ok_or(Refused::NotStanding)?;
        if !chain.is_addressed(told, &by.unit) {
            return Err(Refused::NotYourUnit);
        }
        let unit = by.unit.clone();
        let mut facts = vec![NewFact::new(CancellationConfirmed { of, unit }, by)];
        // Who confirms has seen it.
        if chain.message_state(told, &by.unit).seen_at.is_none() {
            let seen = Seen { unit: by.unit.clone(), messages: vec![of] };
            facts.push(NewFact::new(seen, by));
        }
        Ok(facts)
    }
}

/// Ångra within ten seconds: acknowledge, assign, tick.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Undo {
    /// The facts of the act.
    pub of: Vec<EventId>,
    /// The user who did it and when, as the caller read it from the log.
    pub done_by: Option<HsaId>,
    /// When, in milliseconds.
    pub done_at_ms: i64,
    /// The act may be undone at all, as the caller read from its type.
    pub undoable: bool,
}

impl Decide for Undo {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let of = with_parts(chain, &self.of)?;
        if !self.undoable || self.done_by != by.user {
            return Err(Refused::NotYourUnit);
        }
        let done = jiff::Timestamp::from_millisecond(self.done_at_ms).unwrap_or_default();
        // Ten seconds to press, and a little for the way.
        if by.now.duration_since(done) > SignedDuration::from_secs(15) {
            return Err(Refused::TooLate);
        }
        let cancelled = FactsCancelled { of, reason: CancelReason::Undo, note: None };
        Ok(vec![NewFact::new(cancelled, by)])
    }
}

/// Another chain is the same admission, or is not after all (M12).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarkSameAs {
    /// The other chain.
    pub chain: ChainId,
    /// Same, or not.
    pub same: bool,
    /// The marks that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for MarkSameAs {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.same_as.contains(&self.chain) == self.same {
            return Err(Refused::AlreadyDone);
        }
        let fact = if self.same {
            NewFact::new(SameAsMarked { chain: self.chain }, by)
        } else {
            NewFact::new(NotSameAsMarked { chain: self.chain }, by)
        };
        Ok(vec![fact.replacing(self.shown.clone())])
    }
}
