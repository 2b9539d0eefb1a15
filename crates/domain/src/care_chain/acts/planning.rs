//! Planning: estimate, care contact, planning basis, nursing report, checklist.

use serde::{Deserialize, Serialize};

use super::{
    By, Decide, Decision, LONG, NOTE, NewFact, Refused, SHORT, optional, underway, written,
};
use crate::care_chain::events::{
    CareContactNamed, ChecklistItemDetailed, ChecklistItemSet, EstimateChanged, NursingReportSent,
    PlanningBasisDetailed, PlanningBasisShared, PlanningStarted, ReportShared,
};
use crate::care_chain::state::CareChain;
use crate::care_chain::values::{ChecklistItem, ItemOwner, ItemState};
use crate::ids::{EventId, HsaId};
use crate::moment::Moment;
use crate::registry::Branch;

/// Ändrad beräknad utskrivning, as soon as possible (2:4); also the new ward's confirmation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeEstimate {
    /// The new expected time.
    pub estimated_discharge: Moment,
    /// Why.
    pub reason: Option<String>,
    /// The values that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for ChangeEstimate {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        underway(chain)?;
        let admitted = chain.admitted_at.as_ref().map(|admitted| admitted.instant);
        if admitted.is_some_and(|at| self.estimated_discharge.instant < at) {
            return Err(Refused::ImpossibleTime("estimate"));
        }
        let changed = EstimateChanged {
            estimated_discharge: self.estimated_discharge.clone(),
            reason: optional("reason", self.reason.as_deref(), NOTE)?,
        };
        Ok(vec![NewFact::new(changed, by).sent().replacing(self.shown.clone())])
    }
}

/// Utse fast vårdkontakt (2:5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NameCareContact {
    /// The named person.
    pub name: String,
    /// Phone.
    pub phone: Option<String>,
    /// The values that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for NameCareContact {
    fn decide(&self, _: &CareChain, by: &By) -> Decision {
        if by.branch != Branch::Outpatient {
            return Err(Refused::NotYourUnit);
        }
        let named = CareContactNamed {
            unit: by.unit.clone(),
            name: written("name", &self.name, SHORT)?,
            phone: optional("phone", self.phone.as_deref(), SHORT)?,
        };
        Ok(vec![NewFact::new(named, by).sent().replacing(self.shown.clone())])
    }
}

/// Planering påbörjad (2:6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StartPlanning {}

impl Decide for StartPlanning {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        if chain.planning_started.contains_key(&by.unit) {
            return Err(Refused::AlreadyDone);
        }
        Ok(vec![NewFact::new(PlanningStarted { unit: by.unit.clone() }, by)])
    }
}

/// Planeringsunderlag: the state to all, the content to health care.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharePlanningBasis {
    /// The content.
    pub basis: PlanningBasisDetailed,
}

impl Decide for SharePlanningBasis {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        underway(chain)?;
        let basis = PlanningBasisDetailed {
            mobility: written("mobility", &self.basis.mobility, LONG)?,
            personal_care: written("personal-care", &self.basis.personal_care, LONG)?,
            nutrition: written("nutrition", &self.basis.nutrition, LONG)?,
            cognition: written("cognition", &self.basis.cognition, LONG)?,
            health_care: written("health-care", &self.basis.health_care, LONG)?,
            home: written("home", &self.basis.home, LONG)?,
        };
        Ok(vec![
            NewFact::new(PlanningBasisShared { unit: by.unit.clone() }, by).sent(),
            NewFact::new(basis, by),
        ])
    }
}

/// Vårdrapport from the municipality: the state to all, the content to health care.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendNursingReport {
    /// The content.
    pub report: NursingReportSent,
}

impl Decide for SendNursingReport {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        underway(chain)?;
        if by.branch != Branch::MunicipalHealthCare {
            return Err(Refused::NotYourUnit);
        }
        let report = NursingReportSent {
            health: written("health", &self.report.health, LONG)?,
            ability: written("ability", &self.report.ability, LONG)?,
            home: written("home", &self.report.home, LONG)?,
            medication_list: self.report.medication_list,
        };
        let shared = ReportShared { kind: "nursing-report".to_owned(), unit: by.unit.clone() };
        Ok(vec![NewFact::new(shared, by).sent(), NewFact::new(report, by)])
    }
}

/// The mark of a transport that its receiver has confirmed.
pub const CONFIRMED: &str = "confirmed";

/// The state of a checklist item; what it says about health stands apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetChecklistItem {
    /// Which.
    pub item: ChecklistItem,
    /// Its state.
    pub state: ItemState,
    /// Why it does not apply, or what is left.
    pub note: Option<String>,
    /// The unit that has it.
    pub unit: Option<HsaId>,
    /// Transport: `booked`, `told`, `confirmed`.
    pub marks: Vec<String>,
    /// Content about health.
    pub details: Option<ChecklistItemDetailed>,
    /// The values that the person was shown.
    pub shown: Vec<EventId>,
}

impl Decide for SetChecklistItem {
    fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        self.may_set(chain, by)?;
        self.may_confirm(chain, by)?;
        let note = optional("note", self.note.as_deref(), NOTE)?;
        if self.state == ItemState::NotApplicable && note.is_none() {
            return Err(Refused::Empty("note"));
        }
        if let Some(unit) = &self.unit
            && chain.party(unit).is_none()
        {
            return Err(Refused::RecipientCannotRead);
        }
        let unit = match self.item.owner() {
            ItemOwner::Municipality if by.branch.is_municipal() => {
                self.unit.clone().or_else(|| Some(by.unit.clone()))
            }
            _ => self.unit.clone(),
        };
        let set = ChecklistItemSet {
            item: self.item,
            state: self.state,
            note,
            unit,
            marks: self.marks.clone(),
        };
        let mut facts = vec![NewFact::new(set, by).replacing(self.shown.clone())];
        if let Some(details) = &self.details {
            let before = chain.checklist_details.get(&self.item);
            let shown = before.map(crate::care_chain::Register::shown).unwrap_or_default();
            facts.push(NewFact::new(details.clone(), by).replacing(shown));
        }
        Ok(facts)
    }
}

impl SetChecklistItem {
    /// That the receiver has confirmed the transport is for the receiver to say; whoever else sets the
    /// item leaves it as it is, or takes it away.
    fn may_confirm(&self, chain: &CareChain, by: &By) -> Result<(), Refused> {
        let confirms = |marks: &[String]| marks.iter().any(|mark| mark == CONFIRMED);
        let stands = chain
            .checklist
            .get(&self.item)
            .is_some_and(|register| register.heads.iter().any(|head| confirms(&head.value.marks)));
        let may = by.branch.is_municipal() || stands || !confirms(&self.marks);
        if may { Ok(()) } else { Err(Refused::NotYourUnit) }
    }

    /// The ward sets its items and orders the municipality's; a municipal unit sets its own; aids
    /// may be set by outpatient care too, and transport is confirmed by the receiver.
    fn may_set(&self, chain: &CareChain, by: &By) -> Result<(), Refused> {
        let may = match by.branch {
            Branch::Inpatient => chain.ward_unit() == Some(&by.unit),
            Branch::Outpatient => {
                matches!(self.item, ChecklistItem::Aids | ChecklistItem::SelfCareAssessment)
            }
            Branch::PrivateProvider => false,
            _ => {
                self.item.owner() == ItemOwner::Municipality
                    || matches!(self.item, ChecklistItem::Aids | ChecklistItem::Transport)
            }
        };
        if may { Ok(()) } else { Err(Refused::NotYourUnit) }
    }
}
