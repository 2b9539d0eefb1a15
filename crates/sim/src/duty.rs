//! What units owe by the steps that are open, and what somebody there does about one.

use brygga_app::{App, on_day};
use brygga_domain::calendar::{self, local_date, next_working_day};
use brygga_domain::care_chain::steps::{Calendar, Step, StepKind, open_steps};
use brygga_domain::care_chain::{
    CareChain, ChecklistItem, Destination, EndReason, ItemState, NoticeAnswer, SipPlace, Stage,
};
use brygga_domain::ids::{CommandId, HsaId};
use jiff::Timestamp;

use crate::case::{ReadyPlan, What, at};
use crate::plan::after;

/// The open steps of a chain by the registry of the day.
pub(crate) fn steps_of(app: &App, chain: &CareChain, now: Timestamp) -> Vec<Step> {
    let registry = app.registry();
    let today = on_day(&registry, now);
    let hours = |unit: &HsaId| {
        let known = today.unit(unit);
        known.map_or(calendar::StaffedHours::Always, |unit| unit.hours().clone())
    };
    open_steps(chain, &Calendar { county: today.county_data(), hours: &hours })
}

/// What a unit does about an open step now; `None` when its time has not come.
pub(crate) fn next(step: &Step, chain: &CareChain, now: Timestamp) -> Option<What> {
    let unit = step.unit.clone();
    let soon = after(now, 120);
    let due = step.due.is_none_or(|due| due <= soon);
    Some(match step.kind {
        StepKind::AnswerNotice => What::Answer(unit, NoticeAnswer::TakesOver),
        StepKind::AnswerQuestion => {
            let of = CommandId::parse(step.detail.as_deref()?).ok()?;
            What::AnswerQuestion {
                by: unit,
                of,
                text: "Ja, det stämmer. Vi återkommer vid ändring.",
            }
        }
        StepKind::NameCareContact => What::NameContact,
        StepKind::StartPlanning => What::StartPlanning(unit),
        StepKind::SharePlanningBasis => What::Basis,
        StepKind::AnswerSipNeed => What::SipNeed(unit, None),
        StepKind::CallSip => {
            let meeting = at(next_working_day(local_date(now)), 10, 0);
            What::CallSip { meeting, place: SipPlace::Video }
        }
        StepKind::HoldSip if step.due.is_none_or(|due| due <= now) => What::SipHeld,
        StepKind::ConfirmEstimate => {
            let estimate = chain.estimate.heads.first()?.value.instant;
            What::Estimate(estimate, "Bekräftad av ny avdelning")
        }
        StepKind::DeclareReady if due && chain.stage() == Stage::Planning => {
            What::Ready(ReadyPlan::Alone { departure: after(now, 240) })
        }
        StepKind::NotifyReady => What::NotifyReady,
        StepKind::AnswerMunicipalityReady => What::MunicipalityReady { by: unit, from: soon },
        StepKind::AnswerOutpatientReady => What::OutpatientReady { from: soon },
        StepKind::PrepareItem => {
            let item = ChecklistItem::parse(step.detail.as_deref()?)?;
            What::Item { by: unit, item, state: ItemState::Done, note: None }
        }
        StepKind::ConfirmPhone => What::ConfirmPhone(unit),
        StepKind::ConfirmDeceased => What::ConfirmDeceased,
        StepKind::Discharge if due => {
            What::Discharge { left: after(now, -5), to: Destination::Home }
        }
        StepKind::SendDischargeInformation => What::Information,
        StepKind::InformPatient => What::Inform,
        StepKind::FollowUp if due => What::FollowUp,
        StepKind::CloseChain if due => What::Close(EndReason::Completed),
        StepKind::Acknowledge => What::Acknowledge(unit),
        _ => return None,
    })
}
