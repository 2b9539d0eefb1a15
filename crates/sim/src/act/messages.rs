//! What units write to each other, say by phone and take back.

use brygga_app::Actor;
use brygga_domain::care_chain::acts::{
    Acknowledge, AnswerQuestion, CancelFacts, ConfirmCancellation, ConfirmPhone,
    RecordPhoneUnanswered, Remind, SendMessage, TakeOver, TellByPhone,
};
use brygga_domain::care_chain::{CancelReason, Message, MessageKind, PhoneNote};
use brygga_domain::envelope::Compartment;
use brygga_domain::ids::{EventId, HsaId};

use super::{Meant, Scene, acted, moment};
use crate::case::What;
use crate::plan::after;

impl Scene<'_> {
    pub(super) fn message(&self, what: &What) -> Meant {
        let chain = self.chain;
        match what {
            What::Acknowledge(unit) => {
                let messages: Vec<EventId> = chain.unseen(unit).iter().map(|m| m.id).collect();
                if messages.is_empty() || !self.takes_part(unit) || chain.has_declined(unit) {
                    return None;
                }
                acted(self.anyone(unit), Acknowledge { messages })
            }
            What::TakeOver(unit, step) => {
                if chain.taken.contains_key(&((*step).to_owned(), unit.clone())) {
                    return None;
                }
                acted(self.anyone(unit), TakeOver { what: (*step).to_owned(), message: None })
            }
            What::Message { from, to, text } => {
                send(self.anyone(from)?, to, text, MessageKind::General, self.takes_part(to))
            }
            What::Question { from, to, text, .. } => {
                let may = self.takes_part(to) && !self.home;
                send(self.anyone(from)?, to, text, MessageKind::Question, may)
            }
            What::AnswerQuestion { by, of, text } => {
                chain.open_questions(by).into_iter().find(|question| question.cmd == *of)?;
                acted(self.anyone(by), AnswerQuestion { of: *of, text: (*text).to_owned() })
            }
            What::Remind { from, to, step } => {
                let act = Remind { step: (*step).to_owned(), to: to.clone() };
                acted(self.anyone(from).filter(|_| self.takes_part(to)), act)
            }
            _ => self.phone(what).or_else(|| self.cancel(what)),
        }
    }

    fn phone(&self, what: &What) -> Meant {
        match what {
            What::Phone { unit, what, note, .. } => {
                let act = TellByPhone {
                    unit: unit.clone(),
                    said_by: "Samordnare".to_owned(),
                    at: moment(after(self.now, -4)),
                    number: self.county.phone(unit).unwrap_or_else(|| "0100-00 00 00".to_owned()),
                    read_back: true,
                    what: *what,
                    from: None,
                    note: (*note).to_owned(),
                };
                acted(self.coordinator().filter(|_| self.takes_part(unit)), act)
            }
            What::ConfirmPhone(by) => {
                let open =
                    |note: &&PhoneNote| note.note.value.unit == *by && note.confirmed.is_none();
                let of = self.chain.phone.iter().find(open)?.note.id;
                acted(self.anyone(by), ConfirmPhone { of, holds: true, correction: None })
            }
            What::PhoneUnanswered(unit) => {
                let act = RecordPhoneUnanswered { unit: unit.clone() };
                acted(self.coordinator().filter(|_| self.takes_part(unit)), act)
            }
            _ => None,
        }
    }

    fn cancel(&self, what: &What) -> Meant {
        let chain = self.chain;
        let written_by = Some(self.ward.clone());
        match what {
            What::CancelLast => {
                let own = |m: &&Message| {
                    m.from.as_ref() == Some(&self.ward) && m.kind == Some(MessageKind::General)
                };
                let of = vec![chain.messages.iter().rfind(own)?.id];
                let note = "Skrevs i fel ärende".to_owned();
                let reason = CancelReason::Mistake;
                acted(self.coordinator(), CancelFacts { of, written_by, reason, note })
            }
            What::WrongPerson => {
                let mut of: Vec<EventId> = chain.notices.iter().map(|head| head.id).collect();
                of.extend(chain.notice_details.iter().map(|head| head.id));
                let note = "Inskrivningen gällde en annan person".to_owned();
                let reason = CancelReason::WrongPerson;
                let coordinator = self.coordinator().filter(|_| !of.is_empty());
                acted(coordinator, CancelFacts { of, written_by, reason, note })
            }
            What::ConfirmCancellation(unit) => {
                let wrong = |reason| reason == CancelReason::WrongPerson;
                let (head, _) = chain
                    .cancellations
                    .iter()
                    .find(|(head, by)| wrong(head.value.reason) && !by.contains(unit))?;
                acted(self.anyone(unit), ConfirmCancellation { of: head.id })
            }
            _ => None,
        }
    }
}

fn send(actor: Actor, to: &HsaId, text: &str, kind: MessageKind, may: bool) -> Meant {
    let act = SendMessage {
        kind,
        compartment: Compartment::Coordination,
        to: vec![to.clone()],
        text: text.to_owned(),
        ground: None,
    };
    acted(may.then_some(actor), act)
}
