//! SIP: need, request, call, held (lag 2017:612 4 kap., definitions 6). The plan itself is not here.

use serde::{Deserialize, Serialize};

use super::notice::is_party;
use super::{By, Decide, Decision, NOTE, NewFact, Refused, SHORT, addressed, optional, written};
use crate::care_chain::events::{SipCalled, SipHeld, SipNeedAnswered, SipRequested};
use crate::care_chain::state::CareChain;
use crate::care_chain::values::SipPlace;
use crate::ids::{EventId, HsaId};
use crate::moment::Moment;
use crate::registry::{Branch, Role};

/// Is a SIP needed? One yes is enough; a no has a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerSipNeed {
    /// Where, when needed.
    pub place: Option<SipPlace>,
    /// Why not.
    pub reason: Option<String>,
    /// The own unit's answers that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for AnswerSipNeed {
    fn decide(&self, _: &CareChain, by: &By) -> Decision {
        let reason = match self.place {
            Some(_) => None,
            None => Some(written("reason", self.reason.as_deref().unwrap_or(""), NOTE)?),
        };
        let answered = SipNeedAnswered { unit: by.unit.clone(), place: self.place, reason };
        Ok(vec![NewFact::new(answered, by).sent().replacing(self.shown.clone())])
    }
}

/// Be om SIP: the ward's act; the permanent care contact calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestSip {}

impl Decide for RequestSip {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.sip_requested.is_some() || !chain.sip_called.heads.is_empty() {
            return Err(Refused::AlreadyDone);
        }
        if chain.sip_declined() {
            return Err(Refused::NoConsent);
        }
        let unit = chain.care_contact_unit().or_else(|| chain.first_outpatient_unit());
        let to = unit.cloned().ok_or(Refused::NoCareContact)?;
        Ok(vec![NewFact::new(SipRequested { to }, by).sent()])
    }
}

/// Kallelse till SIP (4:3): only the permanent care contact, or the head of the unit on their
/// behalf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallSip {
    /// When the meeting is.
    pub meeting_at: Moment,
    /// How.
    pub place: SipPlace,
    /// Units that are called.
    pub to: Vec<HsaId>,
    /// Address or room.
    pub venue: Option<String>,
    /// The calls that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for CallSip {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let contact = by.care_contact || by.role == Role::PermanentCareContact;
        let may = contact || by.role == Role::HeadOfUnit;
        if by.branch != Branch::Outpatient || !may {
            return Err(Refused::CareContactOnly);
        }
        if chain.care_contact.heads.is_empty() {
            return Err(Refused::NoCareContact);
        }
        let contact_here = chain.care_contact.heads.iter().any(|h| h.value.unit == by.unit);
        if !contact_here {
            return Err(Refused::CareContactOnly);
        }
        if chain.sip_declined() {
            return Err(Refused::NoConsent);
        }
        addressed(chain, &self.to)?;
        if self.meeting_at.instant < by.now {
            return Err(Refused::ImpossibleTime("meeting"));
        }
        let called = SipCalled {
            meeting_at: self.meeting_at.clone(),
            place: self.place,
            to: self.to.clone(),
            venue: optional("venue", self.venue.as_deref(), SHORT)?,
            on_behalf: !contact,
        };
        Ok(vec![NewFact::new(called, by).sent().replacing(self.shown.clone())])
    }
}

/// The meeting was held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordSipHeld {
    /// When.
    pub held_at: Moment,
    /// Units that took part.
    pub present: Vec<HsaId>,
}

impl Decide for RecordSipHeld {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.sip_called.heads.is_empty() {
            return Err(Refused::WrongStage);
        }
        if chain.sip_held.is_some() {
            return Err(Refused::AlreadyDone);
        }
        if self.held_at.instant > by.now {
            return Err(Refused::ImpossibleTime("held"));
        }
        if !self.present.iter().all(|unit| is_party(chain, unit)) {
            return Err(Refused::RecipientCannotRead);
        }
        let held = SipHeld { held_at: self.held_at.clone(), present: self.present.clone() };
        Ok(vec![NewFact::new(held, by).occurred(&self.held_at)])
    }
}
