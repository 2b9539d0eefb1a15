//! Events and messages, newest first, and the form for a new message.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use brygga_app::care_chain::{ChainView, draft_form};
use brygga_domain::calendar::{local_date, words};
use brygga_domain::care_chain::acts::Act;
use brygga_domain::care_chain::{ChainEvent, Fact, Message, MessageKind, MessageState as Said};
use brygga_domain::envelope::Compartment as Where;
use brygga_domain::ids::{CommandId, HsaId};
use brygga_store::Draft;
use jiff::Timestamp;

use super::super::act_page::button;
use super::super::context::Context;
use super::super::receipt::pending;
use super::super::typed::Typed;
use super::super::{act_url, chain_url};
use super::linked::{self, Part, Union};
use super::progress::may_answer;
use crate::labels;
use crate::urls;
use crate::views::{
    Compartment, Composer, Earlier, Entry, EventEntry, Link, MessageEntry, MessageState, Reached,
    Recipient, Tag, TagKind, Timeline, TimelineDay, TimelineFilter, Tone,
};

/// Entries of a page before "earlier".
const SHOWN: usize = 40;
/// Facts of the machinery, and states that stand at their message.
const QUIET: [&str; 8] = [
    "segment-opened",
    "room-opened",
    "seen",
    "message-noted",
    "question-asked",
    "question-answered",
    "forwarded",
    "answer-deferred",
];

pub(super) fn timeline(union: &Union<'_>, query: &Typed, draft: Option<&Draft>) -> Timeline {
    let Part { ctx, view, .. } = &union.own;
    let filter = match query.get("show") {
        "messages" => TimelineFilter::Messages,
        "changes" => TimelineFilter::Changes,
        _ => TimelineFilter::All,
    };
    let on = |query: &str| ctx.trail.on(&format!("{}{query}#messages", chain_url(view.id)));
    let mut all: Vec<(Timestamp, Entry)> = Vec::new();
    if filter != TimelineFilter::Changes {
        for part in union.parts() {
            let waiting = part.waiting.iter();
            all.extend(waiting.map(|(cmd, due, act)| waits(&part.ctx, *cmd, *due, act)));
        }
    }
    let waiting = all.len();
    union.parts().for_each(|part| all.extend(told(&part.ctx, part.view, filter)));
    // Each case is in order; where two say something at the same time, the open one comes first.
    all[waiting..].sort_by_key(|(at, _)| Reverse(*at));
    let total = all.len();
    let limit = if query.get("all").is_empty() { SHOWN } else { total };
    let mut days: Vec<TimelineDay> = Vec::new();
    for (at, entry) in all.into_iter().take(limit) {
        let day = words::on(local_date(at), ctx.now()).render(labels::words_of(ctx.t()));
        let label = labels::capital(&day);
        match days.last_mut().filter(|last| last.label == label) {
            Some(last) => last.entries.push(entry),
            None => days.push(TimelineDay { label, entries: vec![entry] }),
        }
    }
    let earlier = (total > limit).then(|| Earlier {
        n: u32::try_from(total - limit).unwrap_or(u32::MAX),
        url: on("?all=yes"),
    });
    let own = &ctx.actor().unit;
    let unread: usize = union.parts().map(|part| part.view.chain.unseen(own).len()).sum();
    Timeline {
        unread: u32::try_from(unread).unwrap_or(u32::MAX),
        filter,
        all_url: on(""),
        messages_url: on("?show=messages"),
        changes_url: on("?show=changes"),
        composer: composer(ctx, view, draft),
        days,
        earlier,
    }
}

/// What a case tells, newest first.
fn told(ctx: &Context<'_>, view: &ChainView, filter: TimelineFilter) -> Vec<(Timestamp, Entry)> {
    let mut all = Vec::new();
    let mut told = BTreeSet::new();
    for fact in &view.facts {
        let entry = match view.chain.message(fact.id) {
            // A message stands once, under the id of its status.
            Some(message) if message.id == fact.id && filter != TimelineFilter::Changes => {
                Some(Entry::Message(Box::new(of_message(ctx, view, message, fact))))
            }
            Some(_) => None,
            None if is_message(fact) && filter == TimelineFilter::Changes => None,
            None if QUIET.contains(&fact.event_type.as_str()) => None,
            None if filter == TimelineFilter::Messages => None,
            // A party is added in each of its compartments (decision 2), which is told once.
            None if !told.insert((fact.cmd, &fact.event_type, &fact.text)) => None,
            None => Some(Entry::Event(of_event(ctx, view, fact))),
        };
        all.extend(entry.map(|entry| (fact.legal_time(), entry)));
    }
    all
}

fn is_message(fact: &Fact) -> bool {
    fact.event_type == "message-sent"
}

fn waits(ctx: &Context<'_>, cmd: CommandId, due: Timestamp, act: &Act) -> (Timestamp, Entry) {
    let text = match act {
        Act::SendMessage(message) => message.text.clone(),
        Act::AnswerQuestion(answer) => answer.text.clone(),
        _ => String::new(),
    };
    let entry = MessageEntry {
        id: format!("m-{cmd}"),
        time: labels::clock(due),
        at: due.to_string(),
        unit: ctx.unit(&ctx.actor().unit),
        ours: true,
        tag: linked::tag(ctx),
        text,
        undo: Some(pending(ctx, cmd, due)),
        ..MessageEntry::default()
    };
    (due, Entry::Message(Box::new(entry)))
}

fn of_event(ctx: &Context<'_>, view: &ChainView, fact: &Fact) -> EventEntry {
    let t = ctx.t();
    let known = brygga_domain::care_chain::EVENT_TYPES.iter().any(|it| it.name == fact.event_type);
    let lead = labels::word(t, "event", if known { &fact.event_type } else { "unknown" });
    let unit = fact.who.unit.as_ref().map(|unit| ctx.unit(unit)).unwrap_or_default();
    let mut tags: Vec<Tag> = linked::tag(ctx).into_iter().collect();
    if fact.clock_uncertain() {
        tags.push(Tag::new(TagKind::Warn, "clock", t.text("clock-uncertain").into_owned()));
    }
    let mut links = Vec::new();
    let mut confirm = None;
    if let Some(by) = view.chain.cancelled.get(&fact.id) {
        let reason = super::cards::said(view, *by).map(|it| ctx.said(it)).unwrap_or_default();
        let text = format!("{}: {reason}", t.text("message-cancelled"));
        tags.push(Tag::new(TagKind::Crit, "xc", text));
    }
    if let Ok(ChainEvent::ToldByPhone(told)) = &fact.event {
        let note = view.chain.phone.iter().find(|note| note.note.id == fact.id);
        let confirmed = note.is_some_and(|note| note.confirmed.is_some());
        if !confirmed {
            let text = t.fill("by-phone-unconfirmed", "unit", &ctx.unit(&told.unit));
            tags.push(Tag::new(TagKind::Warn, "phone", text));
        }
        if !confirmed && told.unit == ctx.actor().unit && view.allows("confirm-phone") {
            let word = "confirm-phone";
            let values = [("of", fact.id.to_hex()), ("holds", "yes".to_owned())];
            let label = t.text("phone-holds").into_owned();
            confirm = button(ctx, word, label, "check", &values).map(Box::new);
            let url = link_to(ctx, view, word, &format!("of={}&holds=no", fact.id.to_hex()));
            links.push(Link::new(t.text("phone-correct"), url));
        }
    }
    if let Ok(ChainEvent::FactsCancelled(_)) = &fact.event
        && view.allows("confirm-cancellation")
    {
        let asked = view.steps.iter().any(|step| {
            step.unit == ctx.actor().unit && step.detail.as_deref() == Some(&fact.id.to_hex())
        });
        if asked {
            let word = "confirm-cancellation";
            let url = link_to(ctx, view, word, &format!("of={}", fact.id.to_hex()));
            links.push(Link::new(labels::word(t, "act", word), url));
        }
    }
    EventEntry {
        time: labels::clock(fact.legal_time()),
        at: fact.legal_time().to_string(),
        icon: icon(&fact.event_type),
        tone: match fact.event_type.as_str() {
            "discharged" | "discharge-ready-declared" | "admission-notice-sent" => Tone::Brand,
            "municipality-ready-answered" | "outpatient-ready-answered" => Tone::Ok,
            _ => Tone::Plain,
        },
        lead,
        text: format!("{} {}", ctx.said(fact), super::content::content(ctx, fact))
            .trim()
            .to_owned(),
        under: format!("{unit}, {}", labels::role_word(t, &fact.who.role)),
        tags,
        confirm,
        links,
    }
}

/// What a cancellation is about, as far as this reader reads it: whoever is told of it has to know what
/// does not hold any more.
fn cancelled(ctx: &Context<'_>, view: &ChainView, fact: &Fact) -> String {
    let Ok(ChainEvent::FactsCancelled(data)) = &fact.event else { return String::new() };
    let gone = view.facts.iter().filter(|it| data.of.contains(&it.id));
    let names: BTreeSet<String> =
        gone.map(|it| labels::word(ctx.t(), "event", &it.event_type)).collect();
    let what = names.into_iter().collect::<Vec<_>>().join(", ");
    if what.is_empty() { what } else { ctx.t().fill("cancelled-what", "what", &what) }
}

/// The shape before an event: what kind of thing happened.
fn icon(event_type: &str) -> &'static str {
    match event_type {
        "told-by-phone" | "phone-confirmed" | "phone-unanswered" => "phone",
        "sip-need-answered" | "sip-requested" | "sip-called" | "sip-held" => "users",
        "party-added" | "party-ended" | "care-contact-named" | "taken-over" | "released" => "user",
        "checklist-item-set"
        | "checklist-item-detailed"
        | "municipality-ready-answered"
        | "outpatient-ready-answered" => "check",
        "consent-recorded" | "protected-identity-marked" => "shield",
        "estimate-changed" | "planning-started" | "follow-up-recorded" => "cal",
        "discharged" | "patient-informed" => "home",
        "chain-opened" | "ward-moved" | "leave-recorded" => "bed",
        "facts-cancelled" | "cancellation-confirmed" => "xc",
        "reminded" | "answer-deferred" => "clock",
        "admission-notice-detailed"
        | "planning-basis-shared"
        | "planning-basis-detailed"
        | "nursing-report-sent"
        | "report-shared"
        | "care-request-sent"
        | "discharge-information-detailed" => "file",
        _ => "circle",
    }
}

fn of_message(ctx: &Context<'_>, view: &ChainView, message: &Message, fact: &Fact) -> MessageEntry {
    let t = ctx.t();
    let chain = &view.chain;
    let own = &ctx.actor().unit;
    let addressed = chain.is_addressed(message, own);
    let state = chain.message_state(message, own);
    let unread = addressed && state.seen_at.is_none();
    let question = message.kind == Some(MessageKind::Question);
    let waits = question && addressed && state.answered_at.is_none();
    let open = |unit: &HsaId| chain.message_state(message, unit).answered_at.is_none();
    let id = message.id.to_hex();
    let text = match (&message.text, message.kind) {
        (Some(text), _) => text.clone(),
        (None, Some(_)) => t.text("words-elsewhere").into_owned(),
        (None, None) => {
            format!("{} {}", ctx.said(fact), cancelled(ctx, view, fact)).trim().to_owned()
        }
    };
    let one = |word, icon| {
        button(ctx, word, labels::word(t, "act", word), icon, &[("message", id.clone())])
    };
    let mut links = Vec::new();
    let mut link = |word: &str, query: String| {
        if view.allows(word) {
            let url = link_to(ctx, view, word, &query);
            links.push(Link::new(labels::word(t, "act", word), url));
        }
    };
    if waits {
        link("defer-answer", format!("of={}", message.cmd));
    }
    if addressed && message.kind.is_some() {
        link("forward-message", format!("message={id}"));
    }
    if let Some((_, taking)) = chain.taking_held_by(&id, own) {
        links.extend(super::taken::links(ctx, view, &id, taking.id));
    }
    let answers = waits
        && view.allows("answer-question")
        && may_answer(ctx, view, Some(&message.cmd.to_string()));
    let from = message.from.as_ref();
    let today = ctx.today();
    MessageEntry {
        id: format!("m-{}", &id[..12]),
        time: labels::clock(message.at),
        at: message.at.to_string(),
        from: from.map(|unit| labels::holder_of(today, unit, own)).unwrap_or_default(),
        unit: from.map(|unit| ctx.unit(unit)).unwrap_or_default(),
        role: labels::role_word(t, &fact.who.role),
        ours: from == Some(own),
        unread,
        needs_answer: question && message.to.iter().any(open),
        clock_uncertain: fact.clock_uncertain(),
        tag: linked::tag(ctx),
        compartment: match message.compartment {
            Where::HealthCare | Where::SocialServices => {
                labels::word(t, "compartment", message.compartment.as_str())
            }
            _ => String::new(),
        },
        text,
        attachments: links,
        states: states(ctx, view, message),
        answer_url: answers
            .then(|| link_to(ctx, view, "answer-question", &format!("of={}", message.cmd))),
        acknowledge: if unread { one("acknowledge", "check") } else { None },
        take_over: if addressed && state.taken_over.is_none() && message.kind.is_some() {
            one("take-over", "user")
        } else {
            None
        },
        undo: None,
        cancelled: chain.cancelled.contains_key(&message.id),
    }
}

fn states(ctx: &Context<'_>, view: &ChainView, message: &Message) -> Vec<MessageState> {
    let forwarded = view.chain.forwarded.iter().filter(|it| it.value.message == message.id);
    let units: Vec<&HsaId> = message.to.iter().chain(forwarded.map(|it| &it.value.to)).collect();
    units
        .into_iter()
        .map(|unit| {
            let state = view.chain.message_state(message, unit);
            reached(ctx, unit, &state, message.kind == Some(MessageKind::Question))
        })
        .collect()
}

fn reached(ctx: &Context<'_>, unit: &HsaId, state: &Said, question: bool) -> MessageState {
    let mut name = ctx.unit(unit);
    let (reached, at) = if let Some((at, by)) = &state.taken_over {
        // Where a person has taken over, the name is shown (definitions 12).
        if let Some(by) = by {
            name = format!("{name}, {by}");
        }
        (Reached::TakenOver, Some(*at))
    } else if let Some(to) = &state.forwarded_to {
        name = format!("{name} → {}", ctx.unit(to));
        (Reached::Forwarded, None)
    } else if let Some(at) = state.answered_at {
        (Reached::Answered, Some(at))
    } else if let Some(until) = state.deferred_until {
        (Reached::AnswersAt, Some(until))
    } else if let Some(at) = state.seen_at.filter(|_| !question) {
        (Reached::Acknowledged, Some(at))
    } else if question {
        (Reached::WaitsForAnswer, None)
    } else {
        (Reached::Delivered, state.delivered_at)
    };
    MessageState { unit: name, reached, time: at.map(labels::clock).unwrap_or_default() }
}

/// The form of an act about one entry.
fn link_to(ctx: &Context<'_>, view: &ChainView, word: &str, query: &str) -> String {
    ctx.trail.on(&format!("{}?{query}", act_url(view.id, word)))
}

/// The key of the draft of a new message.
pub(super) fn message_draft(view: &ChainView) -> String {
    draft_form("send-message", &view.id.to_string(), "")
}

fn composer(ctx: &Context<'_>, view: &ChainView, draft: Option<&Draft>) -> Option<Composer> {
    let t = ctx.t();
    let kept = draft.and_then(|draft| Typed::of_draft(&draft.fields)).unwrap_or_default();
    let word = "send-message";
    // Not with protected identity: contact is direct, and the act is not allowed (definitions 2).
    let form = button(ctx, word, String::new(), "chat", &[])?;
    let own = &ctx.actor().unit;
    let today = ctx.today();
    let recipients = view
        .chain
        .active_parties()
        .filter(|party| party.unit != *own && !view.chain.stops_reading(&party.unit))
        .map(|party| Recipient {
            value: party.unit.to_string(),
            unit: ctx.unit(&party.unit),
            holder: labels::holder_of(today, &party.unit, own),
            hint: ctx.hint(&party.unit),
            selected: kept.all("to").any(|unit| unit == party.unit.as_str()),
        })
        .collect();
    let chosen = Some(kept.get("compartment")).filter(|word| !word.is_empty());
    let chosen = chosen.unwrap_or(Where::Coordination.as_str());
    let compartments = ctx
        .party_unit(own)
        .map(|unit| unit.compartments())
        .unwrap_or_default()
        .into_iter()
        .map(|compartment| {
            let readers = view
                .chain
                .active_parties()
                .filter(|party| party.compartments.contains(&compartment))
                .map(|party| &party.unit);
            let label = labels::word(t, "compartment", compartment.as_str());
            Compartment {
                value: compartment.as_str().to_owned(),
                label,
                readers: t.fill("read-by", "units", &ctx.units(readers)),
                selected: compartment.as_str() == chosen,
            }
        })
        .collect();
    let saved = draft.map(|draft| labels::clock(draft.saved_at));
    Some(Composer {
        action: form.action,
        draft_url: urls::draft(&message_draft(view)),
        hidden: form.hidden,
        text: kept.get("text").to_owned(),
        needs_answer: kept.on("needs-answer"),
        draft: saved.map_or_else(String::new, |at| t.fill("draft-saved", "time", &at)),
        max_length: 4000,
        recipients,
        compartments,
        ..Composer::default()
    })
}
