//! The set of open steps, rule by rule.

use jiff::{SignedDuration, Timestamp};

use super::{Calendar, Step, StepKind, usual_role};
use crate::calendar::clocks::{self, NeedJudged};
use crate::care_chain::readiness::Standing;
use crate::care_chain::state::{CareChain, Message, Party, Question};
use crate::care_chain::values::{CancelReason, Destination, MessageKind, SipPlace, Stage};
use crate::ids::HsaId;
use crate::registry::{Branch, Role};

/// The set of open steps, unsorted (definitions 5). Only compartment 0 is read, so every viewer
/// gets the same answer (decision 3).
pub fn open_steps(chain: &CareChain, calendar: &Calendar<'_>) -> Vec<Step> {
    let mut found = cancellations(chain, calendar);
    let Some(ward) = chain.ward_unit().cloned() else { return found };
    let mut steps = Steps { chain, calendar, ward, found: Vec::new() };
    steps.found.append(&mut found);
    steps.by_stage();
    if chain.protected {
        // Fails closed: the ward alone, by direct contact (definitions 2). Nobody else can read
        // what is asked of it.
        let ward = steps.ward;
        steps.found.retain(|step| step.unit == ward);
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

/// Each receiver confirms it, which is a step of its own: facts of the wrong person.
fn is_confirmed(chain: &CareChain, message: &Message) -> bool {
    chain
        .cancellations
        .iter()
        .any(|(head, _)| head.id == message.id && head.value.reason == CancelReason::WrongPerson)
}

pub(super) struct Steps<'a> {
    pub(super) chain: &'a CareChain,
    pub(super) calendar: &'a Calendar<'a>,
    pub(super) ward: HsaId,
    pub(super) found: Vec<Step>,
}

impl Steps<'_> {
    fn by_stage(&mut self) {
        let stage = self.chain.stage();
        if stage == Stage::Deceased && self.chain.closed.is_none() {
            self.confirm_deceased();
            self.after_death();
        }
        if stage.is_over() {
            return;
        }
        self.conflicts();
        self.questions();
        self.phone();
        self.handovers();
        self.unseen();
        if stage == Stage::Discharged {
            self.after_discharge();
        } else if self.chain.protected {
            self.ward_only();
        } else {
            self.planning();
            self.sip();
            self.going_home();
        }
    }

    pub(super) fn add(
        &mut self,
        kind: StepKind,
        unit: &HsaId,
        branch: Branch,
        role: Role,
    ) -> &mut Step {
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

    pub(super) fn ward_step(&mut self, kind: StepKind, role: Role) -> &mut Step {
        let ward = self.ward.clone();
        self.add(kind, &ward, Branch::Inpatient, role)
    }

    fn confirm_deceased(&mut self) {
        if !self.chain.deceased_confirmed {
            self.ward_step(StepKind::ConfirmDeceased, Role::WardNurse).blocks = true;
        }
    }

    /// Everybody is told of a death once, and it stays with a unit until a person there has seen it;
    /// so does what is written after it. Nothing comes due: reminders and clocks have stopped
    /// (facts 1.9, M9).
    fn after_death(&mut self) {
        let Some(died) = &self.chain.deceased else { return };
        let owes = |party: &Party| {
            let asked = |it: &&Question| it.at >= died.at;
            let questions = self.chain.open_questions(&party.unit).into_iter().filter(asked);
            let unseen = self.chain.unseen(&party.unit).into_iter();
            let is_told = |message: &&Message| {
                message.at >= died.at
                    && message.kind != Some(MessageKind::Question)
                    && !is_confirmed(self.chain, message)
            };
            let questions: Vec<_> = questions.map(|question| question.cmd.to_string()).collect();
            (party.unit.clone(), party.branch, questions, unseen.filter(is_told).count())
        };
        let reads = |party: &&Party| !self.chain.has_declined(&party.unit);
        let found: Vec<_> = self.chain.active_parties().filter(reads).map(owes).collect();
        for (unit, branch, questions, unseen) in found {
            let role = usual_role(branch);
            for question in questions {
                self.add(StepKind::AnswerQuestion, &unit, branch, role).detail = Some(question);
            }
            if unseen > 0 {
                self.add(StepKind::Acknowledge, &unit, branch, role);
            }
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
        let open: Vec<_> = self
            .chain
            .questions
            .iter()
            .flat_map(|question| {
                question
                    .units
                    .iter()
                    .filter(|(_, state)| state.is_open())
                    .map(move |(unit, state)| (question, unit, state))
            })
            .filter_map(|(question, unit, state)| {
                let takes_part = |party: &&Party| !party.supplier && !party.ended;
                let party = self.chain.party(unit).filter(takes_part)?;
                let asked_at = state.passed_on_at.unwrap_or(question.at);
                let local = || self.calendar.local(unit, asked_at, minutes);
                let due = state.deferred_until.unwrap_or_else(local);
                let role = if question.physician_only {
                    Role::Physician
                } else {
                    usual_role(party.branch)
                };
                Some((question.cmd, unit.clone(), party.branch, role, due))
            })
            .collect();
        for (cmd, unit, branch, role, due) in open {
            let step = self.add(StepKind::AnswerQuestion, &unit, branch, role);
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

    /// Whoever is asked to take over answers; until then the first has it (definitions 3).
    fn handovers(&mut self) {
        let minutes = self.calendar.county.acknowledge_minutes;
        for offer in &self.chain.handovers {
            let data = &offer.value;
            let Some(party) = self.chain.party(&data.to).filter(|party| !party.ended) else {
                continue;
            };
            let role = data.role.unwrap_or_else(|| usual_role(party.branch));
            let due = self.calendar.local(&data.to, offer.at, minutes);
            let step = self.add(StepKind::AnswerHandover, &data.to, party.branch, role);
            step.detail = Some(offer.id.to_hex());
            step.due = Some(due);
        }
    }

    /// One step per unit, however many messages wait; what has a step of its own is not counted.
    fn unseen(&mut self) {
        let minutes = self.calendar.county.acknowledge_minutes;
        // Who has answered one notice acknowledges a further or a corrected one.
        let has_step = |message: &Message, unit: &HsaId| {
            message.kind == Some(MessageKind::Question)
                || !self.chain.answers.contains_key(unit)
                    && self.chain.notices.iter().any(|notice| notice.id == message.id)
                || is_confirmed(self.chain, message)
        };
        // A unit that nothing is required of stops reading (definitions 2): nobody waits for it.
        let waiting: Vec<_> = self
            .chain
            .active_parties()
            .filter(|party| !self.chain.has_declined(&party.unit))
            .filter_map(|party| {
                let oldest = self
                    .chain
                    .unseen(&party.unit)
                    .into_iter()
                    .filter(|message| !has_step(message, &party.unit))
                    .map(|message| self.chain.reached_at(message, &party.unit))
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
            let mut notices =
                self.chain.notices.iter().filter(|n| n.value.to.contains(&party.unit));
            // A unit that has declined is asked anew by the notice that came after.
            let anew = self.chain.is_asked_anew(&party.unit);
            let notice = if anew { notices.next_back() } else { notices.next() };
            let Some(notice) = notice else { continue };
            let answered = self.chain.answers.contains_key(&party.unit) && !anew;
            let started = self.chain.planning_started.contains_key(&party.unit);
            if !answered && (anew || !started) {
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
        if self.chain.care_contact_unit().is_some() {
            return;
        }
        let Some(unit) = self.chain.first_outpatient_unit().cloned() else { return };
        let due = self.departure().map(clocks::care_contact_due);
        let step = self.add(StepKind::NameCareContact, &unit, Branch::Outpatient, Role::HeadOfUnit);
        step.due = due;
        step.statutory = true;
        step.blocks = true;
    }

    /// When the person is expected to leave: the estimate, of several the latest (M2: permit only
    /// the latest).
    pub(super) fn departure(&self) -> Option<Timestamp> {
        self.chain.estimate.heads.iter().map(|head| head.value.instant).max()
    }

    fn sip(&mut self) {
        if self.chain.sip_declined() {
            return;
        }
        self.sip_need();
        let before_home = self
            .chain
            .sip_needs
            .values()
            .flat_map(|register| &register.heads)
            .any(|head| head.value.place == Some(SipPlace::BeforeGoingHome));
        self.sip_meeting(before_home);
    }

    /// Called and held, by the unit of the permanent care contact. It may be at home, so it is left to
    /// do also after the person has gone there (definitions 6); then it blocks nothing any more.
    fn sip_meeting(&mut self, before_home: bool) {
        if !self.chain.sip_needed() || self.chain.sip_held.is_some() {
            return;
        }
        let Some(unit) = self.chain.care_contact_unit().cloned() else { return };
        match self.chain.sip_called.heads.first() {
            None => {
                let due = self.chain.sip_call_due().map(|due| due.due_at);
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

    fn after_discharge(&mut self) {
        let Some(left) = self.chain.discharged.heads.first() else { return };
        let left_at = left.value.left_at.instant;
        let notified = !self.chain.notices.is_empty() && !self.chain.protected;
        if self.chain.discharge_information.is_none() && notified {
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
        if left.value.destination == Destination::OtherHospital || self.chain.protected {
            self.ward_step(StepKind::CloseChain, Role::WardCoordinator);
            return;
        }
        if !self.chain.sip_declined() {
            self.sip_meeting(false);
        }
        let contact = self.chain.care_contact_unit();
        let unit = contact.or_else(|| self.chain.first_outpatient_unit()).cloned();
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
