//! Told by phone (definitions 9): moves the plan, never replaces an act that the law gives to a
//! person.

use serde::{Deserialize, Serialize};

use super::notice::is_party;
use super::{By, Decide, Decision, NOTE, NewFact, Refused, SHORT, optional, written};
use crate::care_chain::events::{PhoneConfirmed, PhoneUnanswered, ToldByPhone};
use crate::care_chain::state::CareChain;
use crate::care_chain::values::PhoneFact;
use crate::ids::{EventId, HsaId};
use crate::moment::Moment;

/// What another unit said by phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TellByPhone {
    /// The unit that spoke.
    pub unit: HsaId,
    /// Function or name.
    pub said_by: String,
    /// When.
    pub at: Moment,
    /// Number.
    pub number: String,
    /// It was read back.
    pub read_back: bool,
    /// What kind of thing.
    pub what: PhoneFact,
    /// From when the unit can receive.
    pub from: Option<Moment>,
    /// In words.
    pub note: String,
}

impl Decide for TellByPhone {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if !is_party(chain, &self.unit) {
            return Err(Refused::RecipientCannotRead);
        }
        if self.unit == by.unit {
            return Err(Refused::NotYourUnit);
        }
        if self.at.instant > by.now {
            return Err(Refused::ImpossibleTime("at"));
        }
        let about_ready =
            matches!(self.what, PhoneFact::MunicipalityReady | PhoneFact::OutpatientReady);
        let told = ToldByPhone {
            unit: self.unit.clone(),
            said_by: written("said-by", &self.said_by, SHORT)?,
            at: self.at.clone(),
            number: written("number", &self.number, SHORT)?,
            read_back: self.read_back,
            what: self.what,
            of: chain.standing_ready_id().filter(|_| about_ready),
            from: self.from.clone(),
            note: written("note", &self.note, NOTE)?,
        };
        Ok(vec![NewFact::new(told, by).occurred(&self.at)])
    }
}

/// The unit that spoke confirms or corrects, in one click.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmPhone {
    /// The note.
    pub of: EventId,
    /// True as noted.
    pub holds: bool,
    /// The correction.
    pub correction: Option<String>,
}

impl Decide for ConfirmPhone {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let of = chain.the(self.of);
        let note = chain.phone.iter().find(|note| note.note.id == of);
        let note = note.ok_or(Refused::NotStanding)?;
        if note.note.value.unit != by.unit {
            return Err(Refused::NotYourUnit);
        }
        if note.confirmed.is_some() {
            return Err(Refused::AlreadyDone);
        }
        let correction = optional("correction", self.correction.as_deref(), NOTE)?;
        if !self.holds && correction.is_none() {
            return Err(Refused::Empty("correction"));
        }
        let confirmed = PhoneConfirmed { of, holds: self.holds, correction };
        Ok(vec![NewFact::new(confirmed, by).sent()])
    }
}

/// Ringt, ej svar: one click, counts as a reminder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordPhoneUnanswered {
    /// The unit that was called.
    pub unit: HsaId,
}

impl Decide for RecordPhoneUnanswered {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if !is_party(chain, &self.unit) || self.unit == by.unit {
            return Err(Refused::RecipientCannotRead);
        }
        Ok(vec![NewFact::new(PhoneUnanswered { unit: self.unit.clone() }, by)])
    }
}
