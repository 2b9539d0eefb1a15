//! Handing over what somebody has taken: offered, and the first has it until the other accepts
//! (definitions 3).

use serde::{Deserialize, Serialize};

use super::{By, Decide, Decision, NOTE, NewFact, Refused, optional, written};
use crate::care_chain::events::{HandoverAccepted, HandoverEnded, HandoverOffered};
use crate::care_chain::register::Head;
use crate::care_chain::state::CareChain;
use crate::ids::{EventId, HsaId};
use crate::registry::Role;

/// Erbjuder en överlämning to a unit of the own organisation, or to a role or person in it. Another
/// organisation is asked by a message: it does not do the steps of this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfferHandover {
    /// The step's word, or the message.
    pub what: String,
    /// The unit that is asked.
    pub to: HsaId,
    /// The role that is asked, where it is one.
    pub role: Option<Role>,
    /// The person that is asked, where it is one.
    pub person: Option<HsaId>,
    /// A note.
    pub note: Option<String>,
}

impl Decide for OfferHandover {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let (owner, taking) =
            chain.taking_held_by(&self.what, &by.unit).ok_or(Refused::NotStanding)?;
        if chain.handovers.iter().any(|offer| offer.value.taking == taking.id) {
            return Err(Refused::AlreadyDone);
        }
        if chain.protected && self.to != by.unit {
            return Err(Refused::Protected);
        }
        let target = chain.party(&self.to).filter(|party| !party.ended && !party.supplier);
        let target = target.ok_or(Refused::RecipientCannotRead)?;
        let message = taking.value.message;
        let stream = message.and_then(|id| chain.message(id)).map(|message| message.stream);
        if target.organisation != by.organisation
            || stream.is_some_and(|stream| !target.reads(&chain.rooms, stream))
        {
            return Err(Refused::RecipientCannotRead);
        }
        // Nobody is handed what is theirs already.
        if self.person.is_some() && self.person == taking.who.user {
            return Err(Refused::SamePerson);
        }
        let offered = HandoverOffered {
            taking: taking.id,
            owner: owner.clone(),
            what: self.what.clone(),
            message,
            from: by.unit.clone(),
            to: self.to.clone(),
            role: self.role,
            person: self.person.clone(),
            note: optional("note", self.note.as_deref(), NOTE)?,
        };
        Ok(vec![NewFact::new(offered, by)])
    }
}

/// Tar över: the first taking ends here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AcceptHandover {
    /// The offer.
    pub of: EventId,
}

impl Decide for AcceptHandover {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let offer = standing(chain, self.of)?;
        let data = &offer.value;
        let asked = data.to == by.unit
            && data.role.is_none_or(|role| role == by.role)
            && data.person.as_ref().is_none_or(|person| by.user.as_ref() == Some(person));
        if !asked {
            return Err(Refused::NotYourUnit);
        }
        if by.user.is_some() && offer.who.user == by.user {
            return Err(Refused::SamePerson);
        }
        let accepted = HandoverAccepted {
            of: offer.id,
            owner: data.owner.clone(),
            what: data.what.clone(),
            message: data.message,
            unit: by.unit.clone(),
            by: by.name.clone(),
        };
        Ok(vec![NewFact::new(accepted, by).replacing(vec![data.taking])])
    }
}

/// Avböjer, or takes the own offer back: whoever has it keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeclineHandover {
    /// The offer.
    pub of: EventId,
    /// Why.
    pub reason: String,
}

impl Decide for DeclineHandover {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let offer = standing(chain, self.of)?;
        if ![&offer.value.to, &offer.value.from].contains(&&by.unit) {
            return Err(Refused::NotYourUnit);
        }
        let reason = written("reason", &self.reason, NOTE)?;
        Ok(vec![NewFact::new(HandoverEnded { of: offer.id, unit: by.unit.clone(), reason }, by)])
    }
}

fn standing(chain: &CareChain, of: EventId) -> Result<&Head<HandoverOffered>, Refused> {
    let of = chain.the(of);
    chain.handovers.iter().find(|offer| offer.id == of).ok_or(Refused::NotStanding)
}
