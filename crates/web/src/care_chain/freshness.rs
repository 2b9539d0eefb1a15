//! Has anything happened while a form lay open that the person should know before sending
//! (decision 35)?

use std::sync::Arc;

use brygga_app::FormToken;
use brygga_domain::care_chain::Fact;
use brygga_domain::ids::EventId;

use super::acts::ActForm;
use super::context::Context;
use super::typed::Typed;

/// What stands now that the form did not show.
pub(super) struct Now<'a> {
    /// What happened in between, newest first.
    pub(super) changes: Vec<&'a Arc<Fact>>,
    /// Names exactly this: "send anyway" holds for what was read, not for what comes after it.
    pub(super) seal: String,
}

/// How many changes are told; the page of the case has them all.
const TOLD: usize = 5;
/// States of messages: nothing that a form rests on.
const QUIET: [&str; 9] = [
    "seen",
    "message-noted",
    "segment-opened",
    "room-opened",
    "reminded",
    "taken-over",
    "handover-offered",
    "handover-accepted",
    "handover-ended",
];

/// None while what the form replaces and rests on is what it showed.
pub(super) fn since<'a>(
    form: &ActForm,
    ctx: &Context<'a>,
    token: &FormToken,
    typed: &Typed,
) -> Option<Now<'a>> {
    let mut current = (form.shown)(ctx, typed);
    let mut about = (form.about)(ctx);
    let mut rested: Vec<EventId> = token.about.clone();
    about.sort_unstable();
    rested.sort_unstable();
    let replaced = current.iter().any(|id| !token.shown.contains(id));
    if !replaced && about == rested {
        return None;
    }
    current.extend(about);
    current.sort_unstable();
    let seal: Vec<String> = current.iter().map(|id| id.to_hex()).collect();
    let seal = format!("now:{}", seal.join("."));
    let known = |id: &EventId| token.shown.contains(id) || token.about.contains(id);
    let new: Vec<EventId> = current.into_iter().filter(|id| !known(id)).collect();
    let mut changes: Vec<&Arc<Fact>> = Vec::new();
    let after = others_since(ctx, token);
    for fact in facts(ctx).iter().filter(|fact| new.contains(&fact.id)).chain(after) {
        if !changes.iter().any(|known| known.id == fact.id) {
            changes.push(fact);
        }
    }
    changes.truncate(TOLD);
    Some(Now { changes, seal })
}

/// What was written after the form was shown, newest first.
pub(super) fn others_since<'a>(ctx: &Context<'a>, token: &FormToken) -> Vec<&'a Arc<Fact>> {
    let shown_at = token.shown_at();
    facts(ctx)
        .iter()
        .filter(|fact| fact.written_at > shown_at && fact.cmd != token.cmd)
        .filter(|fact| !QUIET.contains(&fact.event_type.as_str()))
        .take(TOLD)
        .collect()
}

fn facts<'a>(ctx: &Context<'a>) -> &'a [Arc<Fact>] {
    ctx.view.map_or(&[], |view| view.facts.as_slice())
}
