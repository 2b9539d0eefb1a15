//! "Ring också": less than 24 h before going home one does not wait for somebody to look
//! (definitions 10).

use brygga_domain::care_chain::{CareChain, ChainEvent, Standing, fold};
use brygga_domain::ids::CommandId;
use jiff::{SignedDuration, Timestamp};

use super::act_url;
use super::context::Context;
use crate::views::{Link, Note, NoteKind};

/// Within so long of going home.
const NEAR: SignedDuration = SignedDuration::from_hours(24);

/// When the person was to go home.
fn planned(chain: &CareChain) -> Option<Timestamp> {
    let departure = match chain.standing_ready() {
        Standing::Ready(_, declared) => declared.planned_departure.as_ref().map(|at| at.instant),
        _ => None,
    };
    departure.or_else(|| chain.estimate.heads.iter().map(|it| it.value.instant).min())
}

/// What an act says takes back, changes or ends a going home that is near: what was planned before
/// the act, or the new time.
pub(super) fn asked<'e>(
    before: &CareChain,
    mut events: impl Iterator<Item = &'e ChainEvent>,
    now: Timestamp,
) -> bool {
    let near = |at: Timestamp| at.duration_since(now).abs() <= NEAR;
    let planned = planned(before);
    let was_near = planned.is_some_and(near);
    let moved = |to: Timestamp| planned.is_some_and(|at| at != to) && (was_near || near(to));
    events.any(|event| match event {
        ChainEvent::DischargeReadyWithdrawn(_) | ChainEvent::DeceasedRecorded(_) => was_near,
        ChainEvent::EstimateChanged(change) => moved(change.estimated_discharge.instant),
        // What secrecy keeps from the others is not told them by phone either.
        ChainEvent::DischargeReadyDeclared(declared) if declared.secrecy_hinders => false,
        ChainEvent::DischargeReadyDeclared(declared) => {
            declared.planned_departure.as_ref().is_some_and(|at| moved(at.instant))
        }
        _ => false,
    })
}

/// The same on the receipt of an act, with where to note who answered.
pub(super) fn on_receipt(ctx: &Context<'_>, cmd: CommandId) -> Option<Note> {
    let view = ctx.view?;
    let (done, others): (Vec<_>, Vec<_>) = view.facts.iter().partition(|fact| fact.cmd == cmd);
    let before = fold(others.into_iter().map(AsRef::as_ref));
    let events = done.iter().filter_map(|fact| fact.event.as_ref().ok());
    if !asked(&before, events, ctx.now()) {
        return None;
    }
    let word = "tell-by-phone";
    let link = view.allows(word).then(|| {
        let url = format!("{}?what=received", act_url(view.id, word));
        Link { label: ctx.t().text("call-too-record").into_owned(), url: ctx.trail.on(&url) }
    });
    note(ctx).map(|note| Note { link, ..note })
}

/// Whom to call.
pub(super) fn note(ctx: &Context<'_>) -> Option<Note> {
    if ctx.chain().protected {
        return None;
    }
    let today = ctx.today();
    let phones: Vec<String> = ctx
        .chain()
        .active_parties()
        .filter(|party| party.unit != ctx.actor().unit)
        .map(|party| {
            let hint = ctx.hint(&party.unit);
            let phone = today.unit(&party.unit).and_then(|unit| unit.phone.clone());
            let call = if hint.is_empty() { phone.unwrap_or_default() } else { hint };
            format!("{} {call}", ctx.unit(&party.unit)).trim().to_owned()
        })
        .collect();
    let t = ctx.t();
    (!phones.is_empty()).then(|| Note {
        kind: NoteKind::Warn,
        lead: t.text("call-too").into_owned(),
        text: t.fill("call-too-text", "phones", &phones.join("; ")),
        link: None,
    })
}
