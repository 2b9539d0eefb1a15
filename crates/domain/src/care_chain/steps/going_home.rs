//! From the ready notice until the person leaves.

use jiff::Timestamp;

use super::open::Steps;
use super::{StepKind, usual_role};
use crate::care_chain::municipality::MunicipalityReady;
use crate::care_chain::readiness::{Readiness, Standing};
use crate::care_chain::state::{Party, QuestionState};
use crate::care_chain::values::{ChecklistItem, ItemOwner};
use crate::ids::HsaId;
use crate::registry::{Branch, Role};

impl Steps<'_> {
    pub(super) fn going_home(&mut self) {
        let departure = self.departure();
        match self.chain.standing_ready() {
            Standing::Ready(_, declared) => {
                if !declared.secrecy_hinders {
                    self.readiness(departure);
                }
                self.checklist(departure);
                self.discharge(departure);
            }
            Standing::None | Standing::Withdrawn if !self.chain.notices.is_empty() => {
                let step = self.ward_step(StepKind::DeclareReady, Role::Physician);
                step.due = departure;
                step.blocks = true;
            }
            _ => {}
        }
    }

    pub(super) fn ward_only(&mut self) {
        let departure = self.departure();
        match self.chain.standing_ready() {
            Standing::Ready(..) => {
                let step = self.ward_step(StepKind::Discharge, Role::WardCoordinator);
                step.due = departure;
                step.blocks = true;
            }
            _ => {
                let step = self.ward_step(StepKind::DeclareReady, Role::Physician);
                step.due = departure;
                step.blocks = true;
            }
        }
    }

    /// Each unit answers from its own notice on; one that was added later is notified first
    /// (definitions 7).
    fn readiness(&mut self, departure: Option<Timestamp>) {
        let minutes = self.calendar.county.ready_answer_minutes;
        // While the ward owes an answer to a unit's objection, the unit owes none.
        let objects = |party: &&Party| {
            self.chain.questions.iter().any(|question| {
                question.physician_only
                    && question.from.as_ref() == Some(&party.unit)
                    && question.units.values().any(QuestionState::is_open)
            })
        };
        let units = self.chain.concerned_units().into_iter().filter(|party| !objects(party));
        let municipal = units.map(|party| {
            let state = self.chain.municipality_readiness(&party.unit);
            (StepKind::AnswerMunicipalityReady, Role::NeedsAssessor, party, state)
        });
        let needed = self.chain.outpatient_state().is_some();
        let outpatient =
            self.chain.outpatient_units().into_iter().filter(|_| needed).map(|party| {
                let state = self.chain.outpatient_readiness(&party.unit);
                (StepKind::AnswerOutpatientReady, Role::CoordinatingNurse, party, state)
            });
        let mut waiting = Vec::new();
        // Whether what the unit is to be told of still holds up going home.
        let mut untold: Option<bool> = None;
        for (kind, role, party, state) in municipal.chain(outpatient) {
            let answered = matches!(state, Readiness::Yes { .. });
            let Some(notified_at) = self.chain.notified_at(&party.unit) else {
                untold = Some(untold.unwrap_or(false) || !answered);
                continue;
            };
            if answered {
                continue;
            }
            let due = self.calendar.local(&party.unit, notified_at, minutes);
            // A unit that has said why it cannot receive has answered in time; what is left is due
            // when the person is to leave.
            let due = match state {
                Readiness::No => departure.map_or(due, |departure| due.max(departure)),
                _ => due,
            };
            waiting.push((kind, role, party.unit.clone(), party.branch, due));
        }
        for (kind, role, unit, branch, due) in waiting {
            let role =
                if branch == Branch::MunicipalHealthCare { Role::MunicipalNurse } else { role };
            let step = self.add(kind, &unit, branch, role);
            step.due = Some(due);
            step.blocks = true;
        }
        if let Some(blocks) = untold {
            let step = self.ward_step(StepKind::NotifyReady, Role::WardCoordinator);
            step.due = departure;
            step.blocks = blocks;
        }
    }

    fn checklist(&mut self, departure: Option<Timestamp>) {
        for item in self.chain.missing_items() {
            let Some((unit, branch)) = self.item_owner(item) else { continue };
            let role = match (item, branch) {
                (ChecklistItem::MedicationList | ChecklistItem::DischargeSummary, _) => {
                    Role::Physician
                }
                (_, Branch::Inpatient) => Role::WardNurse,
                _ => usual_role(branch),
            };
            let step = self.add(StepKind::PrepareItem, &unit, branch, role);
            step.detail = Some(item.as_str().to_owned());
            step.due = departure;
            step.blocks = true;
        }
    }

    /// The unit that has the item, or that answers for it; a supplier is never owner, the ordering
    /// unit is (definitions 5).
    fn item_owner(&self, item: ChecklistItem) -> Option<(HsaId, Branch)> {
        let head = self.chain.checklist.get(&item).and_then(|register| register.heads.first());
        let owner = |party: &Party| (party.unit.clone(), party.branch);
        let has = head
            .and_then(|head| self.chain.party(head.value.unit.as_ref()?))
            .filter(|party| !party.supplier && !party.ended);
        if let Some(party) = has {
            return Some(owner(party));
        }
        match item.owner() {
            ItemOwner::Ward => Some((self.ward.clone(), Branch::Inpatient)),
            ItemOwner::Municipality => {
                let concerned = self.chain.concerned_units();
                let social = concerned.iter().find(|p| p.branch == Branch::SocialServices);
                social.or(concerned.first()).map(|party| owner(party))
            }
        }
    }

    fn discharge(&mut self, departure: Option<Timestamp>) {
        let can_receive = match self.chain.municipality_state() {
            MunicipalityReady::Ready { can_receive_from, .. } => Some(can_receive_from),
            MunicipalityReady::NotApplicable => None,
            MunicipalityReady::NotReady if self.chain.secrecy_hinders_ready() => None,
            MunicipalityReady::NotReady => return,
        };
        if self.found.iter().any(|step| step.blocks) {
            return;
        }
        let step = self.ward_step(StepKind::Discharge, Role::WardCoordinator);
        step.due = departure.max(can_receive);
        step.blocks = true;
    }
}
