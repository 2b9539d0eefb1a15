//! Before an act: confirm it; somebody was faster; the same form said something else.

use brygga_app::FormToken;
use brygga_app::care_chain::{Preview, view_chain};
use brygga_domain::care_chain::acts::{Act, Refused};
use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{Draft, Receipt};

use super::act_page::{conflict, token as new_token};
use super::acts::ActForm;
use super::addresses::{address, back, receipt_url};
use super::call;
use super::context::Context;
use super::draft::draft_key;
use super::freshness::Now;
use super::read::Errors;
use super::typed::Typed;
use super::values::values;
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::views::{
    Confirm, ConfirmPage, Fact, Hidden, NavPlace, Note, NoteKind, SameFormPage, SendAnyway, Stale,
    StalePage,
};

/// Everything that was typed, and the token, to be sent once more.
fn hidden(ctx: &Context<'_>, token: &FormToken, typed: &Typed) -> Vec<Hidden> {
    let mut hidden: Vec<Hidden> =
        typed.content().map(|(name, value)| Hidden::new(name, value)).collect();
    hidden.push(Hidden::new("token", token.seal(&ctx.caller.state.app)));
    hidden
}

/// An act with legal or outward effect, to be read once more (decision 22).
pub(super) fn confirm(
    ctx: &Context<'_>,
    form: &ActForm,
    chain: Option<ChainId>,
    token: &FormToken,
    typed: &Typed,
    preview: &Preview,
) -> PageResult {
    let t = ctx.t();
    let act = ctx.act_name(form.word);
    let person = ctx.person_head();
    let name = person.as_ref().map_or_else(
        || format!("{} {}", typed.get("given"), typed.get("family")),
        |person| format!("{} {}", person.given_name, person.family_name),
    );
    let mut hidden = hidden(ctx, token, typed);
    if !typed.get("anyway").is_empty() {
        hidden.push(Hidden::new("anyway", typed.get("anyway")));
    }
    hidden.push(Hidden::new("confirm", "yes"));
    let chosen: Vec<HsaId> = typed.all("to").filter_map(|text| HsaId::parse(text).ok()).collect();
    let protected = ctx.chain().protected || (form.word == "start-chain" && typed.on("protected"));
    // Who reads no more is not told so: others are to be called (definitions 2).
    let closes = form.word == "mark-protected" && typed.get("mark") == "protected";
    let untold = typed.on("secrecy") || protected || closes;
    let consequence = match form.word {
        "start-chain" | "declare-ready" | "send-discharge-information" if protected => "protected",
        "declare-ready" if typed.on("secrecy") => "secrecy-ready",
        "mark-protected" if !closes => "mark-open",
        _ if typed.on("secrecy") => "secrecy",
        "start-chain" if ctx.view.is_some() => "admit",
        word => word,
    };
    let told = match (untold, chosen.is_empty()) {
        (true, _) => Vec::new(),
        (false, false) => ctx.told(&chosen),
        (false, true) => ctx.told(&preview.readers),
    };
    let mut notes = Vec::new();
    if call::asked(ctx.chain(), preview.facts.iter().map(|fact| &fact.event), ctx.now()) {
        notes.extend(call::note(ctx));
    }
    let says_ready = matches!(form.word, "answer-municipality-ready" | "answer-outpatient-ready");
    if says_ready && typed.get("of").is_empty() {
        notes.push(Note {
            kind: NoteKind::Info,
            lead: t.text("preliminary").into_owned(),
            text: t.text("preliminary-text").into_owned(),
            link: None,
        });
    }
    if form.word == "discharge" && typed.on("municipality-contacted") {
        notes.push(Note {
            kind: NoteKind::Crit,
            lead: t.text("without-kommunklar").into_owned(),
            text: t.text("without-kommunklar-text").into_owned(),
            link: None,
        });
    }
    let action = address(ctx, form.word, chain);
    let confirm = Confirm {
        question: t.with("confirm-question", &[("act", act.as_str()), ("name", name.trim())]),
        consequence: labels::word(t, "consequence", consequence),
        values: values(ctx, form, typed),
        notes,
        told,
        must_tick: None,
        change_action: action.clone(),
        hidden,
        submit: ctx.submit(form.word),
        cancel_url: back(ctx, chain),
        action,
    };
    let shell = ctx.caller.shell(NavPlace::Worklist);
    html(&ConfirmPage { t, shell, person, confirm })
}

/// Somebody else was faster: what happened in between, what was typed, and the ways on (decision 35).
/// `possible`: the act may still be sent as it is; then both values stand until a person chooses.
pub(super) async fn stale(
    ctx: &Context<'_>,
    form: &ActForm,
    token: &FormToken,
    typed: &Typed,
    now: &Now<'_>,
    possible: bool,
) -> PageResult {
    let t = ctx.t();
    let what = now.changes.first().map_or_else(
        || t.text("stale-what-unknown").into_owned(),
        |fact| {
            let unit = fact.who.unit.as_ref().map(|unit| ctx.unit(unit)).unwrap_or_default();
            let time = labels::clock(fact.legal_time());
            t.with("stale-what", &[("time", time), ("unit", unit)])
        },
    );
    let chain = ctx.view.map(|view| view.id);
    // Whichever way the person takes from here, the words stand in the form.
    let words = values(ctx, form, typed);
    if !words.is_empty() {
        let key = draft_key(ctx.caller, form, chain, typed);
        let draft = Draft { key, fields: typed.to_draft(), saved_at: ctx.now() };
        ctx.caller.state.app.store.save_draft(draft).await?;
    }
    let action = address(ctx, form.word, chain);
    let again = |name: &str, value: &str, label: &str| {
        let mut hidden = hidden(ctx, token, typed);
        hidden.push(Hidden::new(name, value));
        SendAnyway { action: action.clone(), hidden, label: t.text(label).into_owned() }
    };
    let stale = Stale {
        what,
        changes: now.changes.iter().map(|fact| ctx.said(fact)).collect(),
        typed: words,
        read_url: back(ctx, chain),
        write_anew: (possible || form.names_target)
            .then(|| again("change", "anew", "stale-write-anew")),
        send_anyway: possible.then(|| again("anyway", &now.seal, "send-anyway")),
        impossible: !possible,
    };
    let shell = ctx.caller.shell(NavPlace::Worklist);
    html(&StalePage { t, shell, person: ctx.person_head(), stale }).map(conflict)
}

/// The same form with other content (decision 21, M10).
pub(super) async fn same_form(
    caller: &Caller,
    form: &ActForm,
    ctx: &Context<'_>,
    token: &FormToken,
    typed: &Typed,
    sent: &Receipt,
) -> PageResult {
    let t = ctx.t();
    let view = view_chain(&caller.state.app, &caller.actor, token.chain).await?;
    let here = Context::new(caller, Some(&view));
    let facts = view.facts.iter().filter(|fact| fact.cmd == token.cmd);
    let facts = facts
        .map(|fact| {
            let label = labels::word(t, "event", &fact.event_type);
            Fact::new(label, here.said(fact))
        })
        .collect();
    let chain = ctx.view.map(|view| view.id);
    let fresh = new_token(&here, form, chain, typed);
    let page = SameFormPage {
        t,
        shell: caller.shell(NavPlace::Worklist),
        person: here.person_head(),
        sent_at: labels::clock(sent.at),
        sent: facts,
        typed: values(ctx, form, typed),
        correct_action: address(ctx, form.word, chain),
        hidden: hidden(ctx, &fresh, typed),
        keep_url: receipt_url(ctx, token),
    };
    html(&page).map(conflict)
}

/// The same for a message that waits to leave: what was put on the list first is what leaves.
pub(super) fn same_waiting(
    ctx: &Context<'_>,
    form: &ActForm,
    token: &FormToken,
    typed: &Typed,
    sent: &Act,
) -> PageResult {
    let t = ctx.t();
    let text = match sent {
        Act::SendMessage(message) => message.text.clone(),
        Act::AnswerQuestion(answer) => answer.text.clone(),
        _ => String::new(),
    };
    let chain = ctx.view.map(|view| view.id);
    let fresh = new_token(ctx, form, chain, typed);
    let page = SameFormPage {
        t,
        shell: ctx.caller.shell(NavPlace::Worklist),
        person: ctx.person_head(),
        sent_at: labels::clock(token.shown_at()),
        sent: vec![Fact::new(labels::word(t, "field", "text"), text)],
        typed: values(ctx, form, typed),
        correct_action: address(ctx, form.word, chain),
        hidden: hidden(ctx, &fresh, typed),
        keep_url: receipt_url(ctx, token),
    };
    html(&page).map(conflict)
}

/// What a rule says, at the field that it is about.
pub(super) fn refusal(ctx: &Context<'_>, refused: &Refused) -> Errors {
    let t = ctx.t();
    let mut errors = Errors::default();
    let mut text = labels::refused(t, refused);
    if let Refused::GateOpen(gates) = refused {
        let mut open: Vec<String> = gates.iter().map(|gate| labels::gate(t, gate)).collect();
        open.dedup();
        text = format!("{text} {}", t.fill("still-open", "what", &open.join(", ")));
    }
    errors.add(refused.field().unwrap_or_default(), text);
    errors
}
