//! The cards beside the timeline.

use std::collections::BTreeSet;

use brygga_app::care_chain::ChainView;
use brygga_domain::care_chain::{
    ChecklistItem, ItemState, NoticeAnswer, Party as Participant, SipPlace, Stage,
};
use brygga_domain::ids::EventId;

use super::super::act_page::button;
use super::super::context::Context;
use super::linked::{self, Union};
use crate::labels;
use crate::views::{CheckState, Checklist, Fact, Link, Party, Preparation, SideCard, Tag, TagKind};

pub(super) fn checklist(ctx: &Context<'_>, view: &ChainView) -> Option<Checklist> {
    let t = ctx.t();
    let chain = ctx.chain();
    // Where nobody goes home any more, nothing is missing for it.
    let over = matches!(chain.stage(), Stage::Closed | Stage::Deceased | Stage::Cancelled);
    let missing = if over { Vec::new() } else { chain.missing_items() };
    let items: Vec<_> = ChecklistItem::ALL
        .iter()
        .copied()
        .filter(|item| chain.checklist.contains_key(item) || missing.contains(item))
        .map(|item| {
            let register = chain.checklist.get(&item);
            let set = register.and_then(|register| register.settled());
            let state = match (register, set) {
                (None, _) => CheckState::Missing,
                (Some(_), None) => CheckState::UnderWay,
                (Some(_), Some(head)) => labels::check_state(head.value.state),
            };
            let mut detail: Vec<String> = Vec::new();
            if register.is_some() && set.is_none() {
                detail.push(t.text("conflict-values").into_owned());
            }
            if let Some(head) = set {
                let set = &head.value;
                detail.extend(set.unit.as_ref().map(|unit| ctx.unit(unit)));
                detail.extend(set.marks.iter().map(|mark| labels::word(t, "transport", mark)));
                detail.extend(set.note.clone());
                detail.push(labels::when(t, head.at, ctx.now()));
            }
            let open = matches!(state, CheckState::Missing | CheckState::UnderWay);
            let values = [
                ("item", item.as_str().to_owned()),
                ("state", ItemState::Done.as_str().to_owned()),
            ];
            let label = t.text("tick").into_owned();
            let tick = if open && may_tick(ctx, item) {
                button(ctx, "set-checklist-item", label, "check", &values)
            } else {
                None
            };
            let (label, detail) = (labels::item(t, item), detail.join(", "));
            crate::views::ChecklistItem { state, label, detail, tick }
        })
        .collect();
    if items.is_empty() {
        return None;
    }
    let boxes = items.iter().map(|item| item.state).collect();
    let word = "set-checklist-item";
    let edit_url = view.allows(word).then(|| ctx.act_url(view.id, word));
    Some(Checklist { preparation: Preparation { boxes }, items, edit_url })
}

/// The button is shown to those who answer for the item; others use the form.
fn may_tick(ctx: &Context<'_>, item: ChecklistItem) -> bool {
    if ctx.chain().ward_unit() == Some(&ctx.actor().unit) {
        return true;
    }
    ctx.actor().branch.is_municipal() && item.is_municipal_service()
}

pub(super) fn sip(ctx: &Context<'_>) -> Option<SideCard> {
    let (t, chain) = (ctx.t(), ctx.chain());
    let place = |place: SipPlace| labels::small(&labels::word(t, "sip-place", place.as_str()));
    let mut card = SideCard::default();
    if let Some(head) = chain.care_contact.settled() {
        let contact = &head.value;
        let phone = contact.phone.as_ref();
        let phone = phone.map(|it| format!(" · {}", labels::phone(it))).unwrap_or_default();
        let value = format!("{}, {}{phone}", contact.name, ctx.unit(&contact.unit));
        card.facts.push(Fact::new(labels::word(t, "event", "care-contact-named"), value));
    }
    for (unit, register) in &chain.sip_needs {
        for head in &register.heads {
            let answer = match (head.value.place, &head.value.reason) {
                (Some(where_), _) => format!("{}: {}", t.text("sip-need-yes"), place(where_)),
                (None, Some(reason)) => format!("{}: {reason}", t.text("sip-need-no")),
                (None, None) => t.text("sip-need-no").into_owned(),
            };
            card.facts.push(Fact::new(ctx.unit(unit), answer));
        }
    }
    if let Some(head) = &chain.sip_requested {
        let label = labels::word(t, "event", "sip-requested");
        card.facts.push(Fact::new(label, labels::when(t, head.at, ctx.now())));
    }
    let called = !chain.sip_called.heads.is_empty() || chain.sip_held.is_some();
    if let Some(due) = chain.sip_call_due().filter(|_| !called) {
        card.facts.push(Fact::new(t.text("sip-due"), super::progress::sip_due(ctx, due)));
    }
    for head in &chain.sip_called.heads {
        let when = labels::when_first(t, head.value.meeting_at.instant, ctx.now());
        let label = labels::word(t, "event", "sip-called");
        card.facts.push(Fact::new(label, format!("{when}, {}", place(head.value.place))));
    }
    let (kind, text) = match (&chain.sip_held, chain.sip_declined(), chain.sip_needed()) {
        (Some(_), _, _) => (TagKind::Ok, labels::word(t, "event", "sip-held")),
        (None, true, _) => (TagKind::Neutral, t.text("sip-declined").into_owned()),
        (None, false, true) => (TagKind::Warn, t.text("sip-need-yes").into_owned()),
        (None, false, false) => (TagKind::Neutral, t.text("sip-not-settled").into_owned()),
    };
    card.tag = Some(Tag::new(kind, "", text));
    Some(card)
}

/// The units of the cases, each once: as the case that is open has it, otherwise as a linked one does.
pub(super) fn parties(union: &Union<'_>) -> Vec<Party> {
    let mut known = BTreeSet::new();
    let mut all = Vec::new();
    for part in union.parts() {
        let parties = &part.view.chain.parties;
        let new = parties.iter().filter(|party| !known.contains(&party.unit));
        all.extend(new.map(|it| party(&part.ctx, it)));
        known.extend(parties.iter().map(|party| &party.unit));
    }
    all
}

fn party(ctx: &Context<'_>, party: &Participant) -> Party {
    let (t, chain, today) = (ctx.t(), ctx.chain(), ctx.today());
    let us = party.unit == ctx.actor().unit;
    let phone = today.unit(&party.unit).and_then(|unit| unit.phone.as_deref());
    let phone = phone.map(labels::phone);
    let branch = labels::word(t, "branch", party.branch.as_str());
    let detail: Vec<String> = [Some(branch), phone].into_iter().flatten().collect();
    let mut tags = Vec::new();
    if party.ended {
        tags.push(Tag::new(TagKind::Neutral, "", t.text("party-ended-tag")));
    }
    let hint = ctx.hint(&party.unit);
    if !hint.is_empty() && !party.supplier {
        tags.push(Tag::new(TagKind::Warn, "phone", hint));
    }
    let answer = chain.answers.get(&party.unit).and_then(|register| register.settled());
    if let Some(head) = answer {
        // Others read what it means for the notice (definitions 14).
        let said = match head.value {
            NoticeAnswer::NotResident => t.text("notice-rejected").into_owned(),
            other => labels::word(t, "notice-answer", other.as_str()),
        };
        tags.push(Tag::new(TagKind::Neutral, "", said));
    }
    let word = "record-phone-unanswered";
    let called = [("unit", party.unit.to_string())];
    let unanswered = (!us && !party.ended)
        .then(|| button(ctx, word, labels::word(t, "act", word), "phone", &called))
        .flatten();
    Party {
        unanswered,
        // Our own by its kind too: the arrow is for steps.
        holder: if us {
            labels::holder(party.branch)
        } else {
            labels::holder_of(today, &party.unit, &ctx.actor().unit)
        },
        unit: ctx.unit(&party.unit),
        us,
        detail: detail.join(" · "),
        from: linked::tag(ctx),
        tags,
    }
}

/// What, how, when: "SIP och informationsdelning, muntligt 16 nov".
pub(super) fn consent(ctx: &Context<'_>, view: &ChainView) -> Option<SideCard> {
    let t = ctx.t();
    let mut card = SideCard::default();
    for head in &ctx.chain().consent.heads {
        let consent = &head.value;
        let scope: Vec<String> =
            consent.scope.iter().map(|word| labels::word(t, "consent-scope", word)).collect();
        let form = match consent.form.as_str() {
            form @ ("oral" | "written") => labels::word(t, "consent-form", form),
            _ => String::new(),
        };
        let when = labels::when(t, head.at, ctx.now());
        let text = format!("{}, {form} {when}", scope.join(", "));
        let value = labels::word(t, "consent-value", consent.value.as_str());
        card.facts.push(Fact::new(value, text));
    }
    if card.facts.is_empty() {
        card.text = labels::word(t, "consent-value", "not-asked");
    }
    if view.allows("record-consent") {
        let label = labels::word(t, "act", "record-consent");
        card.links.push(Link::new(label, ctx.act_url(view.id, "record-consent")));
    }
    Some(card)
}

/// The statutory start alone; the conditions are for follow-up (definitions 7). With several
/// municipalities each has its own.
pub(super) fn liability(ctx: &Context<'_>) -> Option<SideCard> {
    let t = ctx.t();
    let all = ctx.chain().liability_by_municipality();
    if all.iter().all(|(_, from)| from.is_none()) {
        return None;
    }
    let several = all.len() > 1;
    let facts = all
        .into_iter()
        .map(|(municipality, from)| {
            let name = ctx.today().organisation(&municipality).filter(|_| several);
            let label = name.map_or_else(
                || t.text("liability-from").into_owned(),
                |it| t.fill("liability-from-of", "municipality", &it.name),
            );
            let value = match from {
                Some(day) => {
                    let words = labels::words_of(t);
                    let day = brygga_domain::calendar::words::on(day, ctx.now()).render(words);
                    labels::capital(&day)
                }
                None => t.text("liability-not-notified").into_owned(),
            };
            Fact::new(label, value)
        })
        .collect();
    Some(SideCard { facts, ..SideCard::default() })
}

/// A fact by its id, in words.
pub(super) fn said(view: &ChainView, id: EventId) -> Option<&brygga_domain::care_chain::Fact> {
    view.facts.iter().map(AsRef::as_ref).find(|fact| fact.id == id)
}
