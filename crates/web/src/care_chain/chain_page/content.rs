//! What a fact says besides its sentence: about health, for those who may read it, and who spoke on
//! the phone. The record's sentence names only that it is there.

use brygga_domain::care_chain::{ChainEvent, Fact, ToldByPhone};

use super::super::context::Context;
use crate::labels;

/// The content in one text, "Reason: … · Risks: …"; empty for facts that say all in their sentence.
pub(super) fn content(ctx: &Context<'_>, fact: &Fact) -> String {
    let Ok(event) = &fact.event else { return String::new() };
    if let ChainEvent::ToldByPhone(told) = event {
        return spoke(ctx, fact, told);
    }
    let parts: Vec<(&str, String)> = match event {
        ChainEvent::AdmissionNoticeDetailed(it) => vec![
            ("reason", it.reason.clone()),
            ("risks", risks(ctx, &it.risks)),
            ("infection", it.infection.clone().unwrap_or_default()),
            ("limits", it.limits.clone().unwrap_or_default()),
            ("interpreter", it.interpreter.clone().unwrap_or_default()),
            ("next-of-kin", it.next_of_kin.clone().unwrap_or_default()),
        ],
        ChainEvent::PlanningBasisDetailed(it) => vec![
            ("mobility", it.mobility.clone()),
            ("personal-care", it.personal_care.clone()),
            ("nutrition", it.nutrition.clone()),
            ("cognition", it.cognition.clone()),
            ("health-care", it.health_care.clone()),
            ("home", it.home.clone()),
        ],
        ChainEvent::CareRequestSent(it) => vec![
            ("reason", it.reason.clone()),
            ("health", it.health.clone()),
            ("ability", it.ability.clone()),
        ],
        ChainEvent::NursingReportSent(it) => vec![
            ("health", it.health.clone()),
            ("ability", it.ability.clone()),
            ("home", it.home.clone()),
        ],
        ChainEvent::DischargeInformationDetailed(it) => vec![
            ("summary", it.summary.clone()),
            ("follow-up", it.follow_up.clone()),
            ("risks", it.risks.clone().unwrap_or_default()),
        ],
        ChainEvent::ChecklistItemDetailed(it) => {
            vec![("text", it.text.clone().unwrap_or_default())]
        }
        _ => Vec::new(),
    };
    let said = parts.into_iter().filter(|(_, text)| !text.is_empty());
    let lines: Vec<String> = said
        .map(|(name, text)| format!("{}: {text}", labels::word(ctx.t(), "field", name)))
        .collect();
    lines.join(" · ")
}

/// Who spoke, for the two units that did: others see of staff the unit alone (definitions 12).
fn spoke(ctx: &Context<'_>, fact: &Fact, told: &ToldByPhone) -> String {
    let own = &ctx.actor().unit;
    if told.unit != *own && fact.who.unit.as_ref() != Some(own) {
        return String::new();
    }
    let values = [("who", told.said_by.clone()), ("number", told.number.clone())];
    ctx.t().with("phone-spoke", &values)
}

fn risks(ctx: &Context<'_>, risks: &[String]) -> String {
    let names: Vec<String> = risks.iter().map(|risk| labels::word(ctx.t(), "risk", risk)).collect();
    names.join(", ")
}
