//! Message states per (message, receiving unit): delivered, seen, answered, taken over
//! (definitions 3). Only seen and taken over are recorded; the rest is derived (decision 8).

use jiff::Timestamp;

use super::state::{CareChain, Message, QuestionState};
use super::values::MessageKind;
use crate::ids::{EventId, HsaId};

/// How far a message has come with one unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageState {
    /// Levererad: stored durably at the centre, or at the unit's own node where it has one.
    pub delivered_at: Option<Timestamp>,
    /// Kvitterad: a person of the unit pressed it, answered or took over.
    pub seen_at: Option<Timestamp>,
    /// Besvarad: only where an answer is required.
    pub answered_at: Option<Timestamp>,
    /// "Återkommer kl …".
    pub deferred_until: Option<Timestamp>,
    /// Tar hand om: by whom, where staff may be named.
    pub taken_over: Option<(Timestamp, Option<String>)>,
    /// Vidareskickad: to which unit.
    pub forwarded_to: Option<HsaId>,
}

impl CareChain {
    /// The state of a message for one unit; monotone unless noted in definitions 3.
    pub fn message_state(&self, message: &Message, unit: &HsaId) -> MessageState {
        let what = message.id.to_hex();
        let taken = self.taken.get(&(what, unit.clone()));
        let question = self
            .questions
            .iter()
            .find(|question| question.cmd == message.cmd)
            .and_then(|question| question.units.get(unit));
        let answered_at = match message.kind {
            Some(MessageKind::Question) => question.and_then(|state| state.answered_at),
            Some(_) => None,
            None => self.answer_to(message, unit),
        };
        let seen = self.seen.get(&(message.id, unit.clone())).copied();
        let implied = [answered_at, taken.map(|head| head.at)].into_iter().flatten().min();
        MessageState {
            delivered_at: Some(message.at),
            seen_at: match (seen, implied) {
                (Some(seen), Some(implied)) => Some(seen.min(implied)),
                (seen, implied) => seen.or(implied),
            },
            answered_at,
            deferred_until: question.and_then(|state| state.deferred_until),
            taken_over: taken.map(|head| (head.at, head.value.by.clone())),
            forwarded_to: self
                .forwarded
                .iter()
                .find(|head| head.value.message == message.id && head.value.from == *unit)
                .map(|head| head.value.to.clone()),
        }
    }

    /// When the unit answered a notice that asks for an answer: the admission notice with its own
    /// answer, the ready notice with kommunklar or öppenvårdsklar.
    fn answer_to(&self, notice: &Message, unit: &HsaId) -> Option<Timestamp> {
        let to_admission = || self.answered_notices.get(&(notice.id, unit.clone())).copied();
        let to_ready = || {
            let told_later = self.ready_notified.iter().find(|head| head.id == notice.id);
            let of = Some(told_later.map_or(notice.id, |head| head.value.of));
            let municipality = self.municipality_ready.get(unit).into_iter().flat_map(|r| &r.heads);
            let outpatient = self.outpatient_ready.get(unit).into_iter().flat_map(|r| &r.heads);
            municipality
                .filter(|head| head.value.of == of)
                .map(|head| head.at)
                .chain(outpatient.filter(|head| head.value.of == of).map(|head| head.at))
                .min()
        };
        to_admission().or_else(to_ready)
    }

    /// Messages to the unit, forwarded ones too, that it has not seen. The sender's own never
    /// count, nor what a unit without sign-in gets.
    pub fn unseen(&self, unit: &HsaId) -> Vec<&Message> {
        self.messages
            .iter()
            .filter(|message| self.is_addressed(message, unit))
            .filter(|message| self.message_state(message, unit).seen_at.is_none())
            .collect()
    }

    /// The unit is a receiver, directly or by forwarding.
    pub fn is_addressed(&self, message: &Message, unit: &HsaId) -> bool {
        message.to.contains(unit)
            || self
                .forwarded
                .iter()
                .any(|head| head.value.message == message.id && head.value.to == *unit)
    }

    /// When a message came to a unit: when it was sent, or passed on to the unit.
    pub fn reached_at(&self, message: &Message, unit: &HsaId) -> Timestamp {
        let direct = message.to.contains(unit).then_some(message.at);
        let passed_on = || {
            let to_unit = self
                .forwarded
                .iter()
                .filter(|head| head.value.message == message.id && head.value.to == *unit);
            to_unit.map(|head| head.at).min()
        };
        direct.or_else(passed_on).unwrap_or(message.at)
    }

    /// Questions that a unit owes an answer to, oldest first.
    pub fn open_questions(&self, unit: &HsaId) -> Vec<&super::state::Question> {
        self.questions
            .iter()
            .filter(|question| question.units.get(unit).is_some_and(QuestionState::is_open))
            .collect()
    }

    /// Something was written after closing that a unit has not seen, or asked that it has not answered:
    /// "avslutad med obesvarat" (M7).
    pub fn is_unanswered_after_closing(&self) -> bool {
        let late = self.irregular.after_closing.iter().filter_map(|id| self.message(*id));
        late.into_iter().any(|message| {
            let signs_in = |unit: &&HsaId| {
                self.party(unit).is_some_and(|party| !party.ended && !party.supplier)
            };
            message.to.iter().filter(signs_in).any(|unit| {
                let state = self.message_state(message, unit);
                let owes = || self.open_questions(unit).iter().any(|it| it.cmd == message.cmd);
                state.seen_at.is_none() || message.kind == Some(MessageKind::Question) && owes()
            })
        })
    }

    /// A message by its event.
    pub fn message(&self, id: EventId) -> Option<&Message> {
        let id = self.the(id);
        self.messages.iter().find(|message| message.id == id || message.parts.contains(&id))
    }
}
