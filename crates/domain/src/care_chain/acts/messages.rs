//! Messages, questions and what units say of them (definitions 3).

use serde::{Deserialize, Serialize};

use super::notice::is_party;
use super::{
    By, Decide, Decision, LONG, NOTE, NewFact, Refused, SHORT, addressed, optional, written,
};
use crate::care_chain::events::{
    AnswerDeferred, Forwarded, MessageNoted, MessageSent, QuestionAnswered, QuestionAsked,
    Released, Reminded, RoomOpened, Seen, TakenOver,
};
use crate::care_chain::state::{CareChain, Question, Room};
use crate::care_chain::values::MessageKind;
use crate::envelope::Compartment;
use crate::ids::{CommandId, EventId, HsaId};
use crate::moment::Moment;
use crate::registry::Role;

/// A message or question to units that read the compartment, or to others with a ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendMessage {
    /// General or question.
    pub kind: MessageKind,
    /// Where the words stand.
    pub compartment: Compartment,
    /// Receiving units.
    pub to: Vec<HsaId>,
    /// The words.
    pub text: String,
    /// Why a unit outside the compartment's readers is addressed.
    pub ground: Option<String>,
}

impl Decide for SendMessage {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if self.kind == MessageKind::Answer {
            return Err(Refused::NotStanding);
        }
        addressed(chain, &self.to)?;
        let text = written("text", &self.text, LONG)?;
        let ground = optional("ground", self.ground.as_deref(), NOTE)?;
        let sent = MessageSent { kind: self.kind, to: self.to.clone(), text, of: None };
        let mut facts = place(chain, by, self.compartment, sent, ground)?;
        if self.compartment != Compartment::Coordination {
            let (to, compartment) = (self.to.clone(), self.compartment);
            facts.push(if self.kind == MessageKind::Question {
                NewFact::new(QuestionAsked { to, compartment }, by).sent()
            } else {
                NewFact::new(MessageNoted { to, compartment }, by).sent()
            });
        }
        Ok(facts)
    }
}

/// An answer stands where its question stands and goes to the unit that asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerQuestion {
    /// The question's act.
    pub of: CommandId,
    /// The words.
    pub text: String,
}

impl Decide for AnswerQuestion {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let question = asked(chain, self.of, &by.unit)?;
        if question.physician_only && by.role != Role::Physician {
            return Err(Refused::PhysicianOnly);
        }
        let to: Vec<HsaId> = question.from.iter().cloned().collect();
        let text = written("text", &self.text, LONG)?;
        let sent = MessageSent { kind: MessageKind::Answer, to, text, of: Some(self.of) };
        let compartment = question.compartment;
        let mut facts = place(chain, by, compartment, sent, None)?;
        if compartment != Compartment::Coordination {
            let answered = QuestionAnswered { of: self.of, unit: by.unit.clone() };
            facts.push(NewFact::new(answered, by).sent());
        }
        Ok(facts)
    }
}

fn asked<'a>(chain: &'a CareChain, of: CommandId, unit: &HsaId) -> Result<&'a Question, Refused> {
    let question =
        chain.questions.iter().find(|question| question.cmd == of).ok_or(Refused::NotStanding)?;
    if question.units.contains_key(unit) { Ok(question) } else { Err(Refused::NotYourUnit) }
}

/// Room 0 when the audience is all readers of the compartment, otherwise the room with exactly
/// this audience, opened in the same act when there is none (decision 1).
fn place(
    chain: &CareChain,
    by: &By,
    compartment: Compartment,
    sent: MessageSent,
    ground: Option<String>,
) -> Decision {
    if matches!(compartment, Compartment::Control | Compartment::ProtectedIdentity) {
        return Err(Refused::RecipientCannotRead);
    }
    let mut audience: Vec<HsaId> = sent.to.iter().chain([&by.unit]).cloned().collect();
    audience.sort();
    audience.dedup();
    let readers: Vec<HsaId> = chain
        .active_parties()
        .filter(|party| party.compartments.contains(&compartment))
        .map(|party| party.unit.clone())
        .collect();
    let outside = audience.iter().any(|unit| !readers.contains(unit));
    if outside && ground.is_none() && sent.of.is_none() {
        return Err(Refused::RecipientCannotRead);
    }
    let fact = NewFact::new(sent, by).sent();
    let all = !outside && readers.iter().all(|unit| audience.contains(unit));
    if all || compartment == Compartment::Coordination && !outside {
        // Compartment 0 is read by every party whoever is addressed: no room hides anything there.
        return Ok(vec![fact.placed(compartment, 0)]);
    }
    let same = |room: &&Room| room.compartment == compartment && room.audience == audience;
    // A number that two nodes gave to two audiences is not used again.
    let known = chain.rooms.iter().filter(same).find(|room| {
        let number = |other: &&Room| other.compartment == compartment && other.room == room.room;
        chain.rooms.iter().filter(number).all(|other| other.audience == room.audience)
    });
    if let Some(room) = known {
        return Ok(vec![fact.placed(compartment, room.room)]);
    }
    let taken = |number| {
        chain.rooms.iter().any(|room| room.compartment == compartment && room.room == number)
    };
    let room = (1..=u16::MAX).find(|number| !taken(*number)).ok_or(Refused::Incomplete)?;
    let opened = RoomOpened { compartment, room, audience, ground };
    Ok(vec![NewFact::new(opened, by), fact.placed(compartment, room)])
}

/// Kvittera: the unit has seen these messages, nothing more (definitions 3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Acknowledge {
    /// All messages shown.
    pub messages: Vec<EventId>,
}

impl Decide for Acknowledge {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let unseen: Vec<EventId> =
            chain.unseen(&by.unit).into_iter().map(|message| message.id).collect();
        let mut messages: Vec<EventId> = self
            .messages
            .iter()
            .map(|id| chain.the(*id))
            .filter(|id| unseen.contains(id))
            .collect();
        messages.sort_unstable();
        messages.dedup();
        if messages.is_empty() {
            return Err(Refused::AlreadyDone);
        }
        Ok(vec![NewFact::new(Seen { unit: by.unit.clone(), messages }, by)])
    }
}

/// Tar hand om: a named person or role does the step, or the message. It ends when the step is done,
/// by release with a reason, or by an accepted handover (definitions 3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeOver {
    /// The step's word.
    pub what: String,
    /// The message, when it is one.
    pub message: Option<EventId>,
}

impl Decide for TakeOver {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if let Some(id) = self.message {
            let message = chain.message(id).ok_or(Refused::NotStanding)?;
            if !chain.is_addressed(message, &by.unit) {
                return Err(Refused::NotYourUnit);
            }
        }
        let message = self.message.and_then(|id| chain.message(id)).map(|message| message.id);
        let what = message.map_or_else(|| self.what.clone(), EventId::to_hex);
        if chain.taken.contains_key(&(what.clone(), by.unit.clone())) {
            return Err(Refused::AlreadyDone);
        }
        let what = written("what", &what, SHORT)?;
        Ok(vec![NewFact::new(
            TakenOver { unit: by.unit.clone(), what, message, by: by.name.clone() },
            by,
        )])
    }
}

/// Gives a taken step back, with a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// The step's word or the message.
    pub what: String,
    /// Why.
    pub reason: String,
}

impl Decide for Release {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let held = chain.taking_held_by(&self.what, &by.unit);
        let (owner, taken) = held.ok_or(Refused::NotStanding)?;
        let released = Released {
            unit: by.unit.clone(),
            what: self.what.clone(),
            reason: written("reason", &self.reason, NOTE)?,
            owner: (*owner != by.unit).then(|| owner.clone()),
        };
        Ok(vec![NewFact::new(released, by).replacing(vec![taken.id])])
    }
}

/// Passes a message on to another unit of the own organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForwardMessage {
    /// The message.
    pub message: EventId,
    /// To which unit; it takes part already, or is added in an act of its own.
    pub to: HsaId,
}

impl Decide for ForwardMessage {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let message = chain.message(self.message).ok_or(Refused::NotStanding)?;
        if !chain.is_addressed(message, &by.unit) {
            return Err(Refused::NotYourUnit);
        }
        let target = chain.party(&self.to).filter(|party| !party.ended);
        let target = target.ok_or(Refused::RecipientCannotRead)?;
        if target.organisation != by.organisation
            || target.unit == by.unit
            || !target.reads(&chain.rooms, message.stream)
        {
            return Err(Refused::RecipientCannotRead);
        }
        Ok(vec![NewFact::new(
            Forwarded { message: message.id, from: by.unit.clone(), to: self.to.clone() },
            by,
        )])
    }
}

/// Återkommer kl …: sets a due time instead of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeferAnswer {
    /// The question's act.
    pub of: CommandId,
    /// When the unit comes back.
    pub until: Moment,
}

impl Decide for DeferAnswer {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let question = asked(chain, self.of, &by.unit)?;
        if question.units.get(&by.unit).is_some_and(|state| state.answered_at.is_some()) {
            return Err(Refused::AlreadyDone);
        }
        if self.until.instant <= by.now {
            return Err(Refused::ImpossibleTime("until"));
        }
        Ok(vec![NewFact::new(
            AnswerDeferred { of: self.of, unit: by.unit.clone(), until: self.until.clone() },
            by,
        )])
    }
}

/// Påminn the owner of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Remind {
    /// The step's word.
    pub step: String,
    /// The unit.
    pub to: HsaId,
}

impl Decide for Remind {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if !is_party(chain, &self.to) {
            return Err(Refused::RecipientCannotRead);
        }
        if self.to == by.unit {
            return Err(Refused::NotYourUnit);
        }
        let step = written("step", &self.step, SHORT)?;
        Ok(vec![NewFact::new(Reminded { step, to: self.to.clone() }, by)])
    }
}
