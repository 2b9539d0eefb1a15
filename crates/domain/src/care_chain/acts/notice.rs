//! The admission notice and its answers; the municipality's care request (lag 2017:612 2:1–3).

use serde::{Deserialize, Serialize};

use super::{
    By, Decide, Decision, LONG, NOTE, NewFact, PartyUnit, Refused, SHORT, optional, written,
};
use crate::care_chain::events::{
    AdmissionNoticeDetailed, AdmissionNoticeSent, CareRequestSent, ChainEvent, ChainOpened,
    ConsentRecorded, EstimateChanged, Identity, ProtectedIdentityMarked, ReportShared,
    UnitAnswered,
};
use crate::care_chain::state::CareChain;
use crate::care_chain::values::NoticeAnswer;
use crate::envelope::Compartment;
use crate::ids::{EventId, HsaId};
use crate::moment::Moment;
use crate::registry::Branch;

/// The ground on which a new responsible ward reads what has been written: the stay is the same
/// (facts 1.10).
pub(super) const NEW_WARD: &str = "ny ansvarig avdelning";

/// Starta ärende: opens the chain and, unless the identity is protected, sends the admission
/// notice in the same act. A stay without a notice is visible to its ward only (definitions 2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StartChain {
    /// Who the person is.
    pub identity: Identity,
    /// Folkbokföringsadress.
    pub address: Option<String>,
    /// Municipality code.
    pub municipality: Option<String>,
    /// Area.
    pub area: Option<String>,
    /// Room and bed.
    pub place: Option<String>,
    /// When the person was admitted.
    pub admitted_at: Moment,
    /// Protected identity: then no notice leaves the ward.
    pub protected: bool,
    /// The ward itself.
    pub ward: PartyUnit,
    /// Consent, when asked.
    pub consent: Option<ConsentRecorded>,
    /// The notice; none with protected identity.
    pub notice: Option<Notice>,
}

/// What the admission notice says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Receiving units.
    pub to: Vec<PartyUnit>,
    /// The physician who judged the need.
    pub judged_by: String,
    /// When.
    pub judged_at: Moment,
    /// At admission: then the 24 h run from admission (2:3).
    pub judged_at_admission: bool,
    /// Expected time of discharge.
    pub estimated_discharge: Moment,
    /// Hinder av sekretess.
    pub secrecy_hinders: bool,
    /// Function phone.
    pub phone: Option<String>,
    /// Part 2: only with a ground.
    pub details: Option<AdmissionNoticeDetailed>,
}

impl Decide for StartChain {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.admitted_at.is_some() || !chain.notices.is_empty() {
            return Err(Refused::AlreadyDone);
        }
        if self.admitted_at.instant > by.now {
            return Err(Refused::ImpossibleTime("admitted"));
        }
        let opened = ChainOpened {
            identity: self.identity.clone(),
            address: if self.protected { None } else { self.address.clone() },
            municipality: self.municipality.clone(),
            area: self.area.clone(),
            ward: self.ward.unit.clone(),
            place: optional("place", self.place.as_deref(), SHORT)?,
            admitted_at: Some(self.admitted_at.clone()),
            protected: self.protected,
        };
        // What a care request said of the person and of who is asked gives way to the admission.
        let mut before = chain.identity.shown();
        before.extend(chain.ward.shown());
        let mut facts =
            vec![NewFact::new(opened, by).occurred(&self.admitted_at).replacing(before)];
        facts.extend(self.ward.joins(chain, by, (!chain.segments.is_empty()).then_some(NEW_WARD)));
        if self.protected {
            let marked = ProtectedIdentityMarked { protected: true };
            facts.push(NewFact::new(marked, by).replacing(chain.protected_marks.shown()));
        }
        if let Some(consent) = &self.consent {
            facts.push(NewFact::new(consent.clone(), by));
        }
        match &self.notice {
            Some(_) if self.protected => return Err(Refused::Protected),
            Some(notice) => {
                let opens = self.consent.as_ref().is_some_and(|c| c.opens_part_two(by.now));
                facts.extend(notice.facts(chain, by, opens, &self.admitted_at)?);
            }
            None => {}
        }
        Ok(facts)
    }
}

/// Inskrivningsmeddelande in a chain that is open already: a care request that became an
/// admission, a further unit, or a corrected notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendAdmissionNotice {
    /// What it says.
    pub notice: Notice,
    /// The notices that the person was shown, when this corrects them.
    pub corrects: Vec<EventId>,
    /// The estimates that the person was shown.
    #[serde(default)]
    pub shown: Vec<EventId>,
}

impl Decide for SendAdmissionNotice {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let admitted = chain.admitted_at.clone().ok_or(Refused::WrongStage)?;
        let opens = chain.consent.settled().is_some_and(|c| c.value.opens_part_two(by.now));
        // The same estimate in the same words, so that a further notice is not a second value; a
        // new one is a change, which all parties are told of (2:4).
        let mut notice = self.notice.clone();
        let standing = chain.estimate.settled().map(|head| &head.value);
        let same = standing.filter(|at| at.instant == notice.estimated_discharge.instant);
        let changes = !chain.estimate.heads.is_empty() && same.is_none();
        if let Some(same) = same {
            notice.estimated_discharge.clone_from(same);
        }
        let mut facts = notice.facts(chain, by, opens, &admitted)?;
        for fact in &mut facts {
            if matches!(fact.event, ChainEvent::AdmissionNoticeSent(_)) {
                *fact = fact.clone().replacing(self.corrects.clone());
            }
        }
        if changes {
            let estimated_discharge = notice.estimated_discharge;
            let changed = EstimateChanged { estimated_discharge, reason: None };
            facts.push(NewFact::new(changed, by).sent().replacing(self.shown.clone()));
        }
        Ok(facts)
    }
}

impl Notice {
    fn facts(
        &self,
        chain: &CareChain,
        by: &By,
        opens_part_two: bool,
        admitted_at: &Moment,
    ) -> Decision {
        self.check(chain, by, admitted_at)?;
        // Sending is disclosure: what secrecy hinders is sent to nobody, and nobody takes part.
        let to = if self.secrecy_hinders { &[] } else { self.to.as_slice() };
        let mut facts: Vec<NewFact> =
            to.iter().flat_map(|unit| unit.joins(chain, by, None)).collect();
        let sent = AdmissionNoticeSent {
            to: to.iter().map(|party| party.unit.clone()).collect(),
            judged_by: written("judged-by", &self.judged_by, SHORT)?,
            judged_at: self.judged_at.clone(),
            judged_at_admission: self.judged_at_admission,
            estimated_discharge: self.estimated_discharge.clone(),
            secrecy_hinders: self.secrecy_hinders,
            phone: optional("phone", self.phone.as_deref(), SHORT)?,
        };
        facts.push(NewFact::new(sent, by).sent());
        if let Some(details) = &self.details {
            if !opens_part_two {
                return Err(Refused::NoGround);
            }
            let details = AdmissionNoticeDetailed {
                reason: written("reason", &details.reason, LONG)?,
                ..details.clone()
            };
            facts.push(NewFact::new(details, by));
        }
        Ok(facts)
    }

    fn check(&self, chain: &CareChain, by: &By, admitted_at: &Moment) -> Result<(), Refused> {
        if self.to.is_empty() && !self.secrecy_hinders {
            return Err(Refused::NoRecipient);
        }
        let has = |branch| self.to.iter().any(|party| party.branch == branch);
        let health_care = has(Branch::MunicipalHealthCare) && !self.secrecy_hinders;
        // A later notice to health care alone: outpatient care has its own already.
        let has_notice = |unit: &HsaId| {
            chain.party(unit).is_some_and(|it| it.branch == Branch::Outpatient && !it.ended)
        };
        let outpatient = has(Branch::Outpatient)
            || chain.notices.iter().flat_map(|notice| &notice.value.to).any(has_notice);
        if health_care && !outpatient {
            return Err(Refused::CopyRule);
        }
        if self.judged_at.instant > by.now {
            return Err(Refused::ImpossibleTime("judged"));
        }
        if self.estimated_discharge.instant < admitted_at.instant {
            return Err(Refused::ImpossibleTime("estimate"));
        }
        Ok(())
    }
}

/// A receiving unit answers: Vi tar över, Inte vår invånare, Kräver inget av oss nu.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerNotice {
    /// The notice.
    pub of: EventId,
    /// The answer.
    pub answer: NoticeAnswer,
    /// A note.
    pub note: Option<String>,
    /// Earlier answers that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for AnswerNotice {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        let of = chain.the(self.of);
        let notice = chain.notices.iter().find(|head| head.id == of).ok_or(Refused::NotStanding)?;
        if !notice.value.to.contains(&by.unit) {
            return Err(Refused::NotYourUnit);
        }
        let answered = UnitAnswered {
            of,
            unit: by.unit.clone(),
            answer: self.answer,
            note: optional("note", self.note.as_deref(), NOTE)?,
        };
        Ok(vec![NewFact::new(answered, by).sent().replacing(self.shown.clone())])
    }
}

/// Vårdbegäran: the municipality sends a known client in. Opens a chain that the asked unit sees;
/// nothing is admitted yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendCareRequest {
    /// Who the person is.
    pub identity: Identity,
    /// Municipality code.
    pub municipality: Option<String>,
    /// Area.
    pub area: Option<String>,
    /// The own unit.
    pub own: PartyUnit,
    /// The unit that is asked, normally the emergency department.
    pub to: PartyUnit,
    /// The request.
    pub request: CareRequestSent,
}

impl Decide for SendCareRequest {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if !chain.identity.heads.is_empty() {
            return Err(Refused::AlreadyDone);
        }
        let request = CareRequestSent {
            reason: written("reason", &self.request.reason, LONG)?,
            health: written("health", &self.request.health, LONG)?,
            ability: written("ability", &self.request.ability, LONG)?,
            medication_list: self.request.medication_list,
        };
        let opened = ChainOpened {
            identity: self.identity.clone(),
            address: None,
            municipality: self.municipality.clone(),
            area: self.area.clone(),
            ward: self.to.unit.clone(),
            place: None,
            admitted_at: None,
            protected: false,
        };
        let mut facts = vec![NewFact::new(opened, by)];
        facts.extend(self.own.joins(chain, by, None));
        facts.extend(self.to.joins(chain, by, None));
        let shared = ReportShared { kind: "care-request".to_owned(), unit: by.unit.clone() };
        facts.push(NewFact::new(shared, by).sent());
        facts.push(NewFact::new(request, by).placed(Compartment::HealthCare, 0));
        Ok(facts)
    }
}

/// The unit's own reading of who it is, for messages.
pub(super) fn is_party(chain: &CareChain, unit: &HsaId) -> bool {
    chain.party(unit).is_some_and(|party| !party.ended)
}
