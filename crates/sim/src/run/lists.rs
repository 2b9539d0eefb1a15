//! The units go through their lists on the last days, so that what stands there at the end is a
//! day's work and not a heap.

use brygga_app::AppError;
use brygga_app::care_chain::load;
use brygga_domain::calendar::{is_working_day, local_date};
use brygga_domain::care_chain::steps::{Step, StepKind};
use brygga_domain::care_chain::{CareChain, ChecklistItem, Readiness, Stage};
use brygga_domain::registry::Branch;
use jiff::Timestamp;

use super::{Job, Simulation};
use crate::case::{Case, Cause, What, at};
use crate::duty;
use crate::plan::{after, days_after};

impl Simulation<'_> {
    /// Four times a day on the last five days.
    pub(super) fn plan_lists(&mut self) {
        let last = local_date(self.options.until);
        for days in 0..5 {
            let day = days_after(last, -days);
            for (hour, minute) in [(8, 5), (10, 15), (12, 5), (15, 20)] {
                self.push_at(at(day, hour, minute), Job::Lists);
            }
        }
    }

    /// What is late or soon due is done now, most of it.
    pub(super) async fn lists(&mut self, now: Timestamp) -> Result<(), AppError> {
        let soon = after(now, 150);
        let office = is_working_day(local_date(now));
        for number in 0..self.cases.len() {
            let case = &self.cases[number];
            if case.drawn || case.person.protected || self.over.contains(&number) {
                continue;
            }
            let loaded = load(self.app, case.chain).await?;
            let chain = loaded.chain();
            if chain.stage().is_over() {
                self.over.insert(number);
                continue;
            }
            for step in duty::steps_of(self.app, chain, now) {
                if reads_of_a_cancellation(chain, &step) {
                    let read = What::Acknowledge(step.unit.clone());
                    self.push_at(after(now, 20), Job::Step(number, read));
                    continue;
                }
                let due = step.due.is_none_or(|due| due < soon);
                let works = office || step.branch == Branch::Inpatient;
                // A SIP at home is in the case's own plan.
                let at_home = chain.stage() == Stage::Discharged
                    && matches!(step.kind, StepKind::CallSip | StepKind::HoldSip);
                if at_home || !due || !works || !self.dice.percent(85) {
                    continue;
                }
                let Some(what) = does(&self.cases[number], &step, chain, now) else { continue };
                let time = after(now, self.dice.between(1, 80));
                self.push(time, Job::Step(number, what));
            }
        }
        Ok(())
    }
}

/// All that the unit has to read is that something does not hold: it is read at once, by no dice.
fn reads_of_a_cancellation(chain: &CareChain, step: &Step) -> bool {
    let unseen = chain.unseen(&step.unit);
    step.kind == StepKind::Acknowledge
        && unseen.iter().all(|message| message.event_type == "facts-cancelled")
}

/// What somebody does about a step, where the case's own plan does not.
fn does(case: &Case, step: &Step, chain: &CareChain, now: Timestamp) -> Option<What> {
    match step.kind {
        // Nobody receives or delivers before the cause is gone.
        StepKind::AnswerMunicipalityReady => {
            let said = chain.municipality_readiness(&step.unit) == Readiness::No;
            let because = case.cause.filter(|_| !said)?.because();
            Some(What::MunicipalityNot { by: step.unit.clone(), because })
        }
        StepKind::PrepareItem => {
            let item = ChecklistItem::parse(step.detail.as_deref()?)?;
            let waits = matches!(
                (case.cause, item),
                (Some(Cause::Aids), ChecklistItem::Aids)
                    | (Some(Cause::ShortTermPlace), ChecklistItem::ShortTermPlace)
                    | (Some(Cause::SafeHomecoming), ChecklistItem::SafeHomecoming)
                    | (Some(Cause::PlanningAfterSip), ChecklistItem::HomeHelpStart)
            );
            if waits { None } else { duty::next(step, chain, now) }
        }
        // The physician says ready when the plan says so; the estimate follows.
        StepKind::DeclareReady => {
            let ready = case.ready.filter(|ready| *ready > now)?;
            Some(What::Estimate(at(local_date(ready), 14, 0), "Ny bedömning vid rond"))
        }
        StepKind::Discharge | StepKind::CallSip | StepKind::AnswerOutpatientReady => None,
        _ => duty::next(step, chain, now),
    }
}
