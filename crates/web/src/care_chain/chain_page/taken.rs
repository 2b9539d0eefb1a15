//! Who has a step, and what can be done about it: take it over, hand it over, answer an offer
//! (definitions 3).

use brygga_app::care_chain::ChainView;
use brygga_domain::care_chain::HandoverOffered;
use brygga_domain::care_chain::Head;
use brygga_domain::care_chain::steps::{Step, StepKind};
use brygga_domain::ids::EventId;

use super::super::act_page::button;
use super::super::act_url;
use super::super::context::Context;
use crate::labels;
use crate::views::{ButtonForm, Link, TodoAct};

/// What stands under a step: in words, a button, links.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) said: Vec<String>,
    pub(super) take_over: Option<ButtonForm>,
    pub(super) links: Vec<Link>,
}

pub(super) fn of_step(ctx: &Context<'_>, view: &ChainView, step: &Step) -> Taken {
    let t = ctx.t();
    let own = &ctx.actor().unit;
    if let Some(offer) = offer_of(view, step) {
        return of_offer(ctx, view, offer);
    }
    let Some(taking) = step.taken(&view.chain) else {
        // What is one click anyway is not taken first.
        let one_click = matches!(step.kind, StepKind::Acknowledge | StepKind::SettleConflict);
        let ours = step.unit == *own && !one_click;
        let values = [("what", step.what())];
        let label = labels::word(t, "act", "take-over");
        let take_over = ours.then(|| button(ctx, "take-over", label, "user", &values)).flatten();
        return Taken { take_over, ..Taken::default() };
    };
    let who = match (&taking.value.by, taking.value.unit == step.unit) {
        (Some(name), true) => name.clone(),
        (Some(name), false) => format!("{name}, {}", ctx.unit(&taking.value.unit)),
        (None, _) => ctx.unit(&taking.value.unit),
    };
    let mut taken = Taken { said: vec![t.fill("taken-by", "who", &who)], ..Taken::default() };
    if taking.value.unit == *own {
        taken.links = links(ctx, view, &taking.value.what, taking.id);
    }
    if let Some(offer) = standing(view, taking.id) {
        taken.said.push(t.fill("handover-waits", "whom", &whom(ctx, offer)));
    }
    taken
}

/// To release and hand over what the own unit has; or to take an offer back.
pub(super) fn links(ctx: &Context<'_>, view: &ChainView, what: &str, taking: EventId) -> Vec<Link> {
    let t = ctx.t();
    let link = |word: &str, key: &str, query: String| {
        let url = ctx.trail.on(&format!("{}?{query}", act_url(view.id, word)));
        view.allows(word).then(|| Link::new(t.text(key).into_owned(), url))
    };
    let what = crate::urls::encode(what);
    let offer = standing(view, taking);
    let hand_over = match offer {
        Some(offer) => {
            link("decline-handover", "handover-take-back", format!("of={}", offer.id.to_hex()))
        }
        None => link("offer-handover", "act-offer-handover", format!("what={what}")),
    };
    let release = link("release", "act-release", format!("what={what}"));
    hand_over.into_iter().chain(release).collect()
}

fn standing(view: &ChainView, taking: EventId) -> Option<&Head<HandoverOffered>> {
    view.chain.handovers.iter().find(|offer| offer.value.taking == taking)
}

/// The offer that a step asks to answer, where this reader sees it.
fn offer_of<'a>(view: &'a ChainView, step: &Step) -> Option<&'a Head<HandoverOffered>> {
    let asked = step.detail.as_deref().filter(|_| step.kind == StepKind::AnswerHandover)?;
    view.chain.handovers.iter().find(|offer| offer.id.to_hex() == asked)
}

fn of_offer(ctx: &Context<'_>, view: &ChainView, offer: &Head<HandoverOffered>) -> Taken {
    let t = ctx.t();
    let data = &offer.value;
    let what = labels::taken(t, &data.what, data.message.is_some());
    let values = [("what", what), ("unit", ctx.unit(&data.from))];
    let mut taken = Taken { said: vec![t.with("handover-of", &values)], ..Taken::default() };
    taken.said.extend(data.note.clone());
    if data.to == ctx.actor().unit && view.allows("decline-handover") {
        let url = format!("{}?of={}", act_url(view.id, "decline-handover"), offer.id.to_hex());
        let url = ctx.trail.on(&url);
        taken.links.push(Link::new(labels::word(t, "act", "decline-handover"), url));
    }
    taken
}

/// Accepts in one click, for the one who is asked.
pub(super) fn accept(ctx: &Context<'_>, view: &ChainView, step: &Step) -> TodoAct {
    let Some(offer) = offer_of(view, step) else { return TodoAct::Nothing };
    let (t, data, actor) = (ctx.t(), &offer.value, ctx.actor());
    let asked = data.role.is_none_or(|role| role == actor.role)
        && data.person.as_ref().is_none_or(|person| *person == actor.user)
        && offer.who.user.as_ref() != Some(&actor.user);
    if !asked {
        return TodoAct::Said(t.fill("handover-for", "whom", &whom(ctx, offer)));
    }
    let values = [("of", offer.id.to_hex())];
    let label = labels::word(t, "act", "accept-handover");
    button(ctx, "accept-handover", label, "user", &values).map_or(TodoAct::Nothing, TodoAct::Remind)
}

/// Who is asked: a person by name within the own unit alone (definitions 12).
fn whom(ctx: &Context<'_>, offer: &Head<HandoverOffered>) -> String {
    let data = &offer.value;
    let unit = ctx.unit(&data.to);
    let own = data.to == ctx.actor().unit;
    let today = ctx.today();
    let name = data.person.as_ref().filter(|_| own).and_then(|user| today.staff(user));
    match (name.and_then(|staff| staff.shown_name()), data.role) {
        (Some(name), _) => name.to_owned(),
        (None, Some(role)) => format!("{}, {unit}", labels::role(ctx.t(), role)),
        (None, None) => unit,
    }
}
