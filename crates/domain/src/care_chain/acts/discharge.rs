//! Going home and what follows; the other ends (lag 2017:612 3:2–3, facts 1.6–1.9).

use serde::{Deserialize, Serialize};

use super::{
    By, Decide, Decision, LONG, NOTE, NewFact, Refused, SHORT, addressed, optional, written,
};
use crate::care_chain::events::{
    ChainClosed, DeceasedConfirmed, DeceasedRecorded, DischargeInformationDetailed,
    DischargeInformationSent, Discharged, FollowUpRecorded, PatientInformed,
};
use crate::care_chain::gates;
use crate::care_chain::state::CareChain;
use crate::care_chain::values::{Destination, EndReason, Stage};
use crate::ids::{EventId, HsaId};
use crate::moment::Moment;

/// Utskriven, also afterwards with the actual time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Discharge {
    /// When the person left.
    pub left_at: Moment,
    /// Where to.
    pub destination: Destination,
    /// Why gates are passed.
    pub despite: Option<String>,
    /// Without kommunklar: the municipality is contacted.
    pub municipality_contacted: bool,
    /// The discharges that the person was shown, when this corrects one.
    pub shown: Vec<EventId>,
}

impl Decide for Discharge {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.admitted_at.is_none() {
            return Err(Refused::WrongStage);
        }
        if chain.stage() == Stage::Discharged && self.shown.is_empty() {
            return Err(Refused::AlreadyDone);
        }
        let admitted = chain.admitted_at.as_ref().map(|at| at.instant);
        if self.left_at.instant > by.now || admitted.is_some_and(|at| self.left_at.instant < at) {
            return Err(Refused::ImpossibleTime("left"));
        }
        let despite = optional("despite", self.despite.as_deref(), NOTE)?;
        if self.destination != Destination::OtherHospital && !chain.protected {
            let open = gates::before_discharge(chain, &by.unit);
            if !open.is_empty() && despite.is_none() {
                return Err(Refused::GateOpen(open));
            }
            let gate = gates::municipality_gate(chain, self.left_at.instant);
            if gate.is_some() && !self.municipality_contacted {
                return Err(Refused::MunicipalityNotContacted);
            }
        }
        let discharged = Discharged {
            left_at: self.left_at.clone(),
            destination: self.destination,
            despite,
            municipality_contacted: self.municipality_contacted,
        };
        Ok(vec![
            NewFact::new(discharged, by)
                .occurred(&self.left_at)
                .sent()
                .replacing(self.shown.clone()),
        ])
    }
}

/// Utskrivningsinformation, at the latest the same day (3:2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendDischargeInformation {
    /// Receiving units.
    pub to: Vec<HsaId>,
    /// Hinder av sekretess: then there is no content.
    pub secrecy_hinders: bool,
    /// The content.
    pub details: Option<DischargeInformationDetailed>,
}

impl Decide for SendDischargeInformation {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if self.secrecy_hinders {
            let sent = DischargeInformationSent { to: Vec::new(), secrecy_hinders: true };
            return Ok(vec![NewFact::new(sent, by).sent()]);
        }
        addressed(chain, &self.to)?;
        let details = self.details.as_ref().ok_or(Refused::Empty("summary"))?;
        let details = DischargeInformationDetailed {
            summary: written("summary", &details.summary, LONG)?,
            follow_up: written("follow-up", &details.follow_up, LONG)?,
            risks: optional("risks", details.risks.as_deref(), LONG)?,
        };
        let sent = DischargeInformationSent { to: self.to.clone(), secrecy_hinders: false };
        Ok(vec![NewFact::new(sent, by).sent(), NewFact::new(details, by)])
    }
}

/// Information to the patient (3:3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InformPatient {
    /// In writing.
    pub in_writing: bool,
    /// Who else was told, by relation.
    pub next_of_kin: Option<String>,
}

impl Decide for InformPatient {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.patient_informed.is_some() {
            return Err(Refused::AlreadyDone);
        }
        let next_of_kin = optional("next-of-kin", self.next_of_kin.as_deref(), SHORT)?;
        let informed = PatientInformed { in_writing: self.in_writing, next_of_kin };
        Ok(vec![NewFact::new(informed, by)])
    }
}

/// Uppföljning after going home.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordFollowUp {
    /// When.
    pub at: Moment,
    /// All is as planned.
    pub as_planned: bool,
}

impl Decide for RecordFollowUp {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.stage() != Stage::Discharged {
            return Err(Refused::WrongStage);
        }
        if self.at.instant > by.now {
            return Err(Refused::ImpossibleTime("at"));
        }
        let recorded = FollowUpRecorded {
            unit: by.unit.clone(),
            at: self.at.clone(),
            as_planned: self.as_planned,
        };
        Ok(vec![NewFact::new(recorded, by).occurred(&self.at)])
    }
}

/// Avsluta, with the reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloseChain {
    /// Why.
    pub reason: EndReason,
}

impl Decide for CloseChain {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.closed.is_some() {
            return Err(Refused::AlreadyDone);
        }
        let fits = match self.reason {
            EndReason::Completed => chain.stage() == Stage::Discharged,
            EndReason::Deceased => chain.deceased.is_some(),
            _ => true,
        };
        if !fits {
            return Err(Refused::WrongStage);
        }
        Ok(vec![NewFact::new(ChainClosed { reason: self.reason }, by).sent()])
    }
}

/// Avliden: each party is told once, reminders stop (M9).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordDeceased {
    /// When.
    pub at: Moment,
}

impl Decide for RecordDeceased {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.deceased.is_some() {
            return Err(Refused::AlreadyDone);
        }
        if self.at.instant > by.now {
            return Err(Refused::ImpossibleTime("at"));
        }
        let recorded = DeceasedRecorded { at: self.at.clone() };
        Ok(vec![NewFact::new(recorded, by).occurred(&self.at).sent()])
    }
}

/// A second person confirms the death (M9).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmDeceased {
    /// The record.
    pub of: EventId,
}

impl Decide for ConfirmDeceased {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let of = chain.the(self.of);
        let recorded = chain.deceased.as_ref().filter(|head| head.id == of);
        let recorded = recorded.ok_or(Refused::NotStanding)?;
        if chain.deceased_confirmed {
            return Err(Refused::AlreadyDone);
        }
        if recorded.who.user == by.user {
            return Err(Refused::SamePerson);
        }
        Ok(vec![NewFact::new(DeceasedConfirmed { of }, by)])
    }
}
