//! Whose turn it is (definitions 5): one pure function, from which lists, counters and reminders
//! follow.

use jiff::{SignedDuration, Timestamp};

use super::readiness::{MunicipalityReady, Readiness, Standing};
use super::register::Head;
use super::state::{CareChain, Message, Party};
use super::values::{
    CancelReason, ChecklistItem, Destination, ItemOwner, ItemState, MessageKind, SipPlace, Stage,
};
use serde::{Deserialize, Serialize};

use crate::calendar::clocks::{self, NeedJudged};
use crate::calendar::{self, StaffedHours};
use crate::ids::HsaId;
use crate::registry::{Branch, CountyData, Role, words};

words! {
    /// What is to be done. The order is the rank that breaks ties (definitions 5).
    StepKind {
        /// Several values stand side by side (M2, M3): the ward lets a person choose.
        SettleConflict = "settle-conflict",
        /// A second person confirms the death (M9).
        ConfirmDeceased = "confirm-deceased",
        /// Makulerad, fel person: each receiver confirms.
        ConfirmCancellation = "confirm-cancellation",
        /// Inskrivningsmeddelande.
        SendAdmissionNotice = "send-admission-notice",
        /// Answer the admission notice.
        AnswerNotice = "answer-notice",
        /// Answer a question.
        AnswerQuestion = "answer-question",
        /// Utse fast vårdkontakt.
        NameCareContact = "name-care-contact",
        /// Starta planering.
        StartPlanning = "start-planning",
        /// Fyll i planeringsunderlag.
        SharePlanningBasis = "share-planning-basis",
        /// Is a SIP needed?
        AnswerSipNeed = "answer-sip-need",
        /// Kalla till SIP.
        CallSip = "call-sip",
        /// Håll SIP.
        HoldSip = "hold-sip",
        /// A new ward confirms the estimate (facts 1.10).
        ConfirmEstimate = "confirm-estimate",
        /// Utskrivningsklar.
        DeclareReady = "declare-ready",
        /// Meddela kommunklar.
        AnswerMunicipalityReady = "answer-municipality-ready",
        /// Meddela öppenvårdsklar.
        AnswerOutpatientReady = "answer-outpatient-ready",
        /// A checklist item is missing.
        PrepareItem = "prepare-item",
        /// Confirm what was told by phone.
        ConfirmPhone = "confirm-phone",
        /// Skriv ut.
        Discharge = "discharge",
        /// Utskrivningsinformation.
        SendDischargeInformation = "send-discharge-information",
        /// Information till patienten.
        InformPatient = "inform-patient",
        /// Följ upp.
        FollowUp = "follow-up",
        /// Avsluta.
        CloseChain = "close-chain",
        /// Kvittera messages.
        Acknowledge = "acknowledge",
    }
}

/// One open step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub kind: StepKind,
    /// Which checklist item, or which question, where the kind needs it.
    pub detail: Option<String>,
    /// The owner: a unit with sign-in.
    pub unit: HsaId,
    /// The owner's branch.
    pub branch: Branch,
    /// The role that usually does it.
    pub role: Role,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// A statutory clock; otherwise county data.
    pub statutory: bool,
    /// Blocks the next stage, going home in the end.
    pub blocks: bool,
}

/// What steps need besides the facts.
pub struct Calendar<'a> {
    /// County data at the time of reading.
    pub county: &'a CountyData,
    /// A unit's staffed hours.
    pub hours: &'a dyn Fn(&HsaId) -> StaffedHours,
}

impl Calendar<'_> {
    fn local(&self, unit: &HsaId, from: Timestamp, minutes: u32) -> Timestamp {
        (self.hours)(unit).add_staffed(from, minutes)
    }
}

/// Sorts by definitions 5: overdue first, then what blocks going home, then due ascending (none
/// last), then rank, then the step's own words.
pub fn in_order(mut steps: Vec<Step>, now: Timestamp) -> Vec<Step> {
    steps.sort_by_key(|step| {
        (
            step.due.is_none_or(|due| due >= now),
            !step.blocks,
            step.due.unwrap_or(Timestamp::MAX),
            step.kind,
            step.unit.clone(),
            step.detail.clone(),
        )
    });
    steps
}

/// A party's next step ("Ert nästa steg"): the least among its own.
pub fn next_step_of<'a>(steps: &'a [Step], unit: &HsaId) -> Option<&'a Step> {
    steps.iter().find(|step| step.unit == *unit)
}

/// The step whose owner the chain lies with, from steps in order (definitions 5).
pub fn owning_step(steps: &[Step]) -> Option<&Step> {
    steps.iter().filter(|step| step.blocks).min_by_key(|step| {
        (step.due.unwrap_or(Timestamp::MAX), step.kind, step.unit.clone(), step.detail.clone())
    })
}

/// The chain's owner ("Ärendet ligger hos"): exactly one until closed or deceased, then nobody.
pub fn owner(chain: &CareChain, steps: &[Step]) -> Option<HsaId> {
    let stage = chain.stage();
    if stage.is_over() {
        return None;
    }
    if let Some(step) = owning_step(steps) {
        return Some(step.unit.clone());
    }
    if stage == Stage::Discharged {
        let contact = chain.care_contact.heads.first().map(|head| head.value.unit.clone());
        let notified = || {
            chain
                .notices
                .iter()
                .flat_map(|notice| &notice.value.to)
                .filter_map(|unit| chain.party(unit))
                .find(|party| party.branch == Branch::Outpatient && !party.ended)
                .map(|party| party.unit.clone())
        };
        if let Some(unit) = contact.or_else(notified) {
            return Some(unit);
        }
    }
    chain.ward_unit().cloned()
}

/// The set of open steps, unsorted (definitions 5). Only compartment 0 is read, so every viewer
/// gets the same answer (decision 3).
pub fn open_steps(chain: &CareChain, calendar: &Calendar<'_>) -> Vec<Step> {
    let mut found = cancellations(chain, calendar);
    let Some(ward) = chain.ward_unit().cloned() else { return found };
    let mut steps = Steps { chain, calendar, ward, found: Vec::new() };
    steps.found.append(&mut found);
    let stage = chain.stage();
    if stage == Stage::Deceased && chain.closed.is_none() {
        steps.confirm_deceased();
    }
    if stage.is_over() {
        return steps.found;
    }
    steps.conflicts();
    steps.questions();
    steps.phone();
    steps.unseen();
    if stage == Stage::Discharged {
        steps.after_discharge();
    } else if !chain.protected {
        steps.planning();
        steps.sip();
        steps.going_home();
    } else {
        // Protected identity fails closed: the ward alone, by direct contact (definitions 2).
        steps.ward_only();
    }
    steps.found
}

/// Each receiver of facts about the wrong person confirms that they are cancelled. Stands also
/// where nothing else is left of the chain.
fn cancellations(chain: &CareChain, calendar: &Calendar<'_>) -> Vec<Step> {
    let wrong_person = chain
        .cancellations
        .iter()
        .filter(|(head, _)| head.value.reason == CancelReason::WrongPerson);
    let mut found = Vec::new();
    for (head, confirmed) in wrong_person {
        let told = chain.message(head.id).map(|message| message.to.as_slice()).unwrap_or_default();
        for party in chain.active_parties() {
            if told.contains(&party.unit) && !confirmed.contains(&party.unit) {
                let minutes = calendar.county.acknowledge_minutes;
                found.push(Step {
                    kind: StepKind::ConfirmCancellation,
                    detail: Some(head.id.to_hex()),
                    unit: party.unit.clone(),
                    branch: party.branch,
                    role: usual_role(party.branch),
                    due: Some(calendar.local(&party.unit, head.at, minutes)),
                    statutory: false,
                    blocks: false,
                });
            }
        }
    }
    found
}

struct Steps<'a> {
    chain: &'a CareChain,
    calendar: &'a Calendar<'a>,
    ward: HsaId,
    found: Vec<Step>,
}

impl Steps<'_> {
    fn add(&mut self, kind: StepKind, unit: &HsaId, branch: Branch, role: Role) -> &mut Step {
        self.found.push(Step {
            kind,
            detail: None,
            unit: unit.clone(),
            branch,
            role,
            due: None,
            statutory: false,
            blocks: false,
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    fn ward_step(&mut self, kind: StepKind, role: Role) -> &mut Step {
        let ward = self.ward.clone();
        self.add(kind, &ward, Branch::Inpatient, role)
    }

    fn confirm_deceased(&mut self) {
        if !self.chain.deceased_confirmed {
            self.ward_step(StepKind::ConfirmDeceased, Role::WardNurse).blocks = true;
        }
    }

    fn conflicts(&mut self) {
        let disputed = matches!(self.chain.standing_ready(), Standing::Disputed);
        if disputed || !self.chain.conflicts().is_empty() {
            self.ward_step(StepKind::SettleConflict, Role::WardCoordinator).blocks = true;
        }
    }

    fn questions(&mut self) {
        let minutes = self.calendar.county.answer_question_minutes;
        let open: Vec<_> =
            self.chain
                .questions
                .iter()
                .flat_map(|question| {
                    question.units.iter().filter(|(_, state)| state.answered_at.is_none()).map(
                        |(unit, state)| (question.cmd, question.at, unit, state.deferred_until),
                    )
                })
                .filter_map(|(cmd, at, unit, until)| {
                    let party = self.chain.party(unit).filter(|party| !party.supplier)?;
                    let due = until.unwrap_or_else(|| self.calendar.local(unit, at, minutes));
                    Some((cmd, unit.clone(), party.branch, due))
                })
                .collect();
        for (cmd, unit, branch, due) in open {
            let step = self.add(StepKind::AnswerQuestion, &unit, branch, usual_role(branch));
            step.detail = Some(cmd.to_string());
            step.due = Some(due);
            step.blocks = true;
        }
    }

    fn phone(&mut self) {
        let minutes = self.calendar.county.confirm_phone_minutes;
        let open: Vec<_> = self
            .chain
            .phone
            .iter()
            .filter(|note| note.confirmed.is_none())
            .filter_map(|note| {
                let party = self.chain.party(&note.note.value.unit)?;
                let told = note.note.who.unit.as_ref() == Some(&party.unit);
                (!party.supplier && !party.ended && !told).then(|| {
                    let due = self.calendar.local(&party.unit, note.note.at, minutes);
                    (party.unit.clone(), party.branch, note.note.id, due)
                })
            })
            .collect();
        for (unit, branch, id, due) in open {
            let step = self.add(StepKind::ConfirmPhone, &unit, branch, usual_role(branch));
            step.detail = Some(id.to_hex());
            step.due = Some(due);
        }
    }

    /// One step per unit, however many messages wait; what has a step of its own is not counted.
    fn unseen(&mut self) {
        let minutes = self.calendar.county.acknowledge_minutes;
        let has_step = |message: &Message| {
            message.kind == Some(MessageKind::Question)
                || self.chain.notices.iter().any(|notice| notice.id == message.id)
                || self.chain.cancellations.iter().any(|(head, _)| head.id == message.id)
        };
        let waiting: Vec<_> = self
            .chain
            .active_parties()
            .filter_map(|party| {
                let oldest = self
                    .chain
                    .unseen(&party.unit)
                    .into_iter()
                    .filter(|message| !has_step(message))
                    .map(|message| message.at)
                    .min()?;
                let due = self.calendar.local(&party.unit, oldest, minutes);
                Some((party.unit.clone(), party.branch, due))
            })
            .collect();
        for (unit, branch, due) in waiting {
            self.add(StepKind::Acknowledge, &unit, branch, usual_role(branch)).due = Some(due);
        }
    }

    fn planning(&mut self) {
        if self.chain.notices.is_empty() {
            let due = self.chain.admitted_at.as_ref().map(|admitted| {
                clocks::admission_notice_due(admitted.instant, NeedJudged::AtAdmission)
            });
            if due.is_some() {
                let step = self.ward_step(StepKind::SendAdmissionNotice, Role::WardNurse);
                step.due = due;
                step.statutory = true;
                step.blocks = true;
            }
            return;
        }
        self.answers_to_notice();
        self.care_contact();
        if self.chain.planning_basis.is_none() && !self.chain.concerned_units().is_empty() {
            let ward = self.ward.clone();
            let minutes = self.calendar.county.planning_basis_minutes;
            let due = self.first_notice_at().map(|at| self.calendar.local(&ward, at, minutes));
            self.ward_step(StepKind::SharePlanningBasis, Role::WardNurse).due = due;
        }
        if self.chain.estimate_unconfirmed {
            self.ward_step(StepKind::ConfirmEstimate, Role::WardCoordinator);
        }
    }

    fn first_notice_at(&self) -> Option<Timestamp> {
        self.chain.notices.first().map(|notice| notice.at)
    }

    fn answers_to_notice(&mut self) {
        let county = self.calendar.county;
        let mut waiting = Vec::new();
        for party in self.chain.active_parties() {
            let notice = self.chain.notices.iter().find(|n| n.value.to.contains(&party.unit));
            let Some(notice) = notice else { continue };
            let answered = self.chain.answers.contains_key(&party.unit);
            let started = self.chain.planning_started.contains_key(&party.unit);
            if !answered && !started {
                let due = self.calendar.local(&party.unit, notice.at, county.answer_notice_minutes);
                waiting.push((StepKind::AnswerNotice, party, due));
            } else if !started && !self.chain.has_declined(&party.unit) {
                let due =
                    self.calendar.local(&party.unit, notice.at, county.start_planning_minutes);
                waiting.push((StepKind::StartPlanning, party, due));
            }
        }
        let waiting: Vec<_> = waiting
            .into_iter()
            .map(|(kind, party, due)| (kind, party.unit.clone(), party.branch, due))
            .collect();
        for (kind, unit, branch, due) in waiting {
            self.add(kind, &unit, branch, usual_role(branch)).due = Some(due);
        }
    }

    /// Lag 2017:612 2:5: named before the person is discharged. It blocks, since only the care
    /// contact can call a SIP and the person may not leave without one.
    fn care_contact(&mut self) {
        if !self.chain.care_contact.heads.is_empty() {
            return;
        }
        let unit = self.chain.outpatient_units().first().map(|party| party.unit.clone());
        let Some(unit) = unit else { return };
        let due = self.departure().map(clocks::care_contact_due);
        let step = self.add(StepKind::NameCareContact, &unit, Branch::Outpatient, Role::HeadOfUnit);
        step.due = due;
        step.statutory = true;
        step.blocks = true;
    }

    /// When the person is expected to leave: the estimate, of several the latest (M2: permit only
    /// the latest).
    fn departure(&self) -> Option<Timestamp> {
        self.chain.estimate.heads.iter().map(|head| head.value.instant).max()
    }

    fn sip(&mut self) {
        if self.chain.sip_declined() {
            return;
        }
        self.sip_need();
        if !self.chain.sip_needed() || self.chain.sip_held.is_some() {
            return;
        }
        let before_home = self
            .chain
            .sip_needs
            .values()
            .flat_map(|register| &register.heads)
            .any(|head| head.value.place == Some(SipPlace::BeforeGoingHome));
        let contact = self.chain.care_contact.heads.first().map(|head| head.value.unit.clone());
        let Some(unit) = contact else { return };
        match self.chain.sip_called.heads.first() {
            None => {
                let due = match self.chain.standing_ready() {
                    Standing::Ready(head, _) => Some(clocks::sip_call_due(head.at).due_at),
                    _ => None,
                };
                let step = self.add(
                    StepKind::CallSip,
                    &unit,
                    Branch::Outpatient,
                    Role::PermanentCareContact,
                );
                step.due = due;
                step.statutory = true;
                step.blocks = before_home;
            }
            Some(called) => {
                let due = called.value.meeting_at.instant;
                let step = self.add(
                    StepKind::HoldSip,
                    &unit,
                    Branch::Outpatient,
                    Role::PermanentCareContact,
                );
                step.due = Some(due);
                step.blocks = before_home;
            }
        }
    }

    /// Each party answers; one yes is enough (definitions 6). Asked once planning has started and
    /// only where region and municipality both take part (lag 2017:612 4:1).
    fn sip_need(&mut self) {
        if self.chain.sip_needed() || self.chain.concerned_units().is_empty() {
            return;
        }
        let minutes = self.calendar.county.sip_need_minutes;
        let waiting: Vec<_> = self
            .chain
            .planning_started
            .iter()
            .filter(|(unit, _)| !self.chain.sip_needs.contains_key(*unit))
            .filter_map(|(unit, at)| {
                let party = self.chain.party(unit).filter(|party| !party.ended)?;
                Some((unit.clone(), party.branch, self.calendar.local(unit, *at, minutes)))
            })
            .collect();
        for (unit, branch, due) in waiting {
            self.add(StepKind::AnswerSipNeed, &unit, branch, usual_role(branch)).due = Some(due);
        }
    }

    fn going_home(&mut self) {
        let departure = self.departure();
        match self.chain.standing_ready() {
            Standing::Ready(ready, declared) => {
                let (at, hindered) = (ready.at, declared.secrecy_hinders);
                if !hindered {
                    self.readiness(at);
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

    fn ward_only(&mut self) {
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

    fn readiness(&mut self, ready_at: Timestamp) {
        let minutes = self.calendar.county.ready_answer_minutes;
        let municipal = self.chain.concerned_units().into_iter().map(|party| {
            let state = self.chain.municipality_readiness(&party.unit);
            (StepKind::AnswerMunicipalityReady, Role::NeedsAssessor, party, state)
        });
        let needed = self.chain.outpatient_state().is_some();
        let outpatient =
            self.chain.outpatient_units().into_iter().filter(|_| needed).map(|party| {
                let state = self.chain.outpatient_readiness(&party.unit);
                (StepKind::AnswerOutpatientReady, Role::CoordinatingNurse, party, state)
            });
        let waiting: Vec<_> = municipal
            .chain(outpatient)
            .filter(|(_, _, _, state)| !matches!(state, Readiness::Yes { .. }))
            .map(|(kind, role, party, _)| {
                let due = self.calendar.local(&party.unit, ready_at, minutes);
                (kind, role, party.unit.clone(), party.branch, due)
            })
            .collect();
        for (kind, role, unit, branch, due) in waiting {
            let role =
                if branch == Branch::MunicipalHealthCare { Role::MunicipalNurse } else { role };
            let step = self.add(kind, &unit, branch, role);
            step.due = Some(due);
            step.blocks = true;
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

    fn after_discharge(&mut self) {
        let Some(left) = self.chain.discharged.heads.first() else { return };
        let left_at = left.value.left_at.instant;
        if self.chain.discharge_information.is_none() && !self.chain.notices.is_empty() {
            let step = self.ward_step(StepKind::SendDischargeInformation, Role::WardNurse);
            step.due = Some(clocks::discharge_info_due(left_at));
            step.statutory = true;
            step.blocks = true;
        }
        if self.chain.patient_informed.is_none() {
            let step = self.ward_step(StepKind::InformPatient, Role::WardNurse);
            step.due = Some(clocks::discharge_info_due(left_at));
            step.statutory = true;
        }
        if left.value.destination == Destination::OtherHospital {
            self.ward_step(StepKind::CloseChain, Role::WardCoordinator);
            return;
        }
        let unit = self
            .chain
            .care_contact
            .heads
            .first()
            .map(|head| head.value.unit.clone())
            .or_else(|| self.chain.outpatient_units().first().map(|party| party.unit.clone()));
        let county = self.calendar.county;
        match unit {
            Some(unit) if self.chain.follow_ups.is_empty() => {
                let hours = SignedDuration::from_hours(i64::from(county.follow_up_hours));
                let step = self.add(
                    StepKind::FollowUp,
                    &unit,
                    Branch::Outpatient,
                    Role::PermanentCareContact,
                );
                step.due = left_at.checked_add(hours).ok();
            }
            Some(unit) => {
                let role = Role::PermanentCareContact;
                let due = self.close_due();
                self.add(StepKind::CloseChain, &unit, Branch::Outpatient, role).due = due;
            }
            None => {
                self.ward_step(StepKind::CloseChain, Role::WardCoordinator);
            }
        }
    }

    fn close_due(&self) -> Option<Timestamp> {
        let last = self.chain.follow_ups.last()?;
        let hours = 24 * i64::from(self.calendar.county.close_after_days);
        last.value.at.instant.checked_add(SignedDuration::from_hours(hours)).ok()
    }
}

/// Who in a unit of this branch usually does what has no role of its own.
pub const fn usual_role(branch: Branch) -> Role {
    match branch {
        Branch::Inpatient => Role::WardCoordinator,
        Branch::Outpatient | Branch::PrivateProvider => Role::CoordinatingNurse,
        Branch::SocialServices | Branch::DisabilityServices => Role::NeedsAssessor,
        Branch::MunicipalHealthCare => Role::MunicipalNurse,
    }
}

/// The two facts that decide the flag, and from when until when it is on.
impl CareChain {
    /// Items that apply and are not done, in order of the checklist. An item that nobody has set
    /// counts as missing only where it always applies.
    pub fn missing_items(&self) -> Vec<ChecklistItem> {
        let always = [
            ChecklistItem::NursingSummary,
            ChecklistItem::MedicationList,
            ChecklistItem::DischargeSummary,
        ];
        ChecklistItem::ALL
            .iter()
            .copied()
            .filter(|item| match self.checklist.get(item).map(|register| &register.heads) {
                Some(heads) => heads.iter().any(|head| {
                    matches!(head.value.state, ItemState::Missing | ItemState::UnderWay)
                }),
                None => always.contains(item),
            })
            .collect()
    }

    /// Items done, and items that apply: "Klart inför hemgång 4 av 6".
    pub fn prepared(&self) -> (usize, usize) {
        let done = self
            .checklist
            .values()
            .filter(|register| {
                !register.heads.is_empty()
                    && register.heads.iter().all(|head| head.value.state == ItemState::Done)
            })
            .count();
        (done, done + self.missing_items().len())
    }

    /// Conflicts between heads of one register that a person must settle (M2).
    pub fn conflicts(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        let mut check = |conflict: bool, name| {
            if conflict {
                found.push(name);
            }
        };
        check(self.identity.is_conflict(), "identity");
        check(self.ward.is_conflict(), "ward");
        check(self.estimate.is_conflict(), "estimate");
        check(self.ready.is_conflict(), "ready");
        check(self.care_contact.is_conflict(), "care-contact");
        check(self.sip_called.is_conflict(), "sip-called");
        check(self.discharged.is_conflict(), "discharged");
        check(self.consent.is_conflict(), "consent");
        check(self.checklist.values().any(super::register::Register::is_conflict), "checklist");
        check(
            self.municipality_ready.values().any(super::register::Register::is_conflict),
            "municipality-ready",
        );
        check(
            self.outpatient_ready.values().any(super::register::Register::is_conflict),
            "outpatient-ready",
        );
        check(self.answers.values().any(super::register::Register::is_conflict), "answer");
        found
    }

    /// The weekend-risk flag's window: expected or declared ready before the weekend or holiday
    /// and something still missing; from two working days before the last working day until the
    /// break begins (issue section 3, product 8).
    pub fn weekend_risk(&self, steps: &[Step]) -> Option<(Timestamp, Timestamp)> {
        if matches!(self.stage(), Stage::Discharged) || self.stage().is_over() {
            return None;
        }
        let expected = match self.standing_ready() {
            Standing::Ready(head, _) => head.at,
            _ => self.estimate.heads.iter().map(|head| head.value.instant).min()?,
        };
        let blocked = steps.iter().any(|step| {
            step.blocks && !matches!(step.kind, StepKind::DeclareReady | StepKind::Discharge)
        });
        let missing = blocked || !self.missing_items().is_empty();
        let window = clocks::weekend_risk_window(expected)?;
        missing.then_some((window.from, window.until))
    }

    /// First liable day by the statutory start alone (5:4); the conditions of definitions 7 are
    /// for follow-up. None without a standing notice or a concerned municipality.
    pub fn liability_from(&self) -> Option<jiff::civil::Date> {
        let Standing::Ready(head, declared) = self.standing_ready() else { return None };
        let concerned = !self.concerned_units().is_empty() && !declared.secrecy_hinders;
        concerned.then(|| clocks::payment_start(head.at))
    }
}

/// The local day of a time: what a list calls today.
pub fn local_day(at: Timestamp) -> jiff::civil::Date {
    calendar::local_date(at)
}

/// The least head by legal time: what a page shows first of a conflict.
pub fn earliest<T>(heads: &[Head<T>]) -> Option<&Head<T>> {
    heads.iter().min_by_key(|head| (head.at, head.id))
}
