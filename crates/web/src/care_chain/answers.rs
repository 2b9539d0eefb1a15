//! Before an act: confirm it; somebody was faster; the same form said something else.

use brygga_app::FormToken;
use brygga_app::care_chain::{Preview, view_chain};
use brygga_domain::care_chain::{Fact as Said, Standing};
use brygga_domain::ids::{ChainId, EventId, HsaId};
use brygga_store::Receipt;
use jiff::SignedDuration;

use super::act_page::{address, conflict, token as new_token, values};
use super::acts::ActForm;
use super::chain_url;
use super::context::Context;
use super::typed::Typed;
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::urls;
use crate::views::{
    Confirm, ConfirmPage, Fact, Hidden, NavPlace, Note, NoteKind, SameFormPage, SendAnyway, Stale,
    StalePage,
};

/// Within so long of going home one calls as well (definitions 10).
const CALL_TOO: SignedDuration = SignedDuration::from_hours(24);

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
    let act = labels::word(t, "act", form.word);
    let person = ctx.person_head();
    let name = person.as_ref().map_or_else(
        || format!("{} {}", typed.get("given"), typed.get("family")),
        |person| format!("{} {}", person.given_name, person.family_name),
    );
    let mut hidden = hidden(ctx, token, typed);
    if typed.on("anyway") {
        hidden.push(Hidden::new("anyway", "yes"));
    }
    hidden.push(Hidden::new("confirm", "yes"));
    let chosen: Vec<HsaId> = typed.all("to").filter_map(|text| HsaId::parse(text).ok()).collect();
    let told = match (typed.on("secrecy"), chosen.is_empty()) {
        (true, _) => Vec::new(),
        (false, false) => ctx.told(&chosen),
        (false, true) => ctx.told(&preview.readers),
    };
    let mut notes = Vec::new();
    if matches!(form.word, "withdraw-ready" | "record-deceased") {
        notes.extend(call_too(ctx));
    }
    let action = address(form.word, chain);
    let confirm = Confirm {
        question: t.with("confirm-question", &[("act", act.as_str()), ("name", name.trim())]),
        consequence: labels::word(t, "consequence", form.word),
        values: values(ctx, form, typed),
        notes,
        told,
        must_tick: None,
        change_action: String::new(),
        hidden,
        submit: act,
        cancel_url: chain.map_or_else(|| urls::HOME.to_owned(), chain_url),
        action,
    };
    let shell = ctx.caller.shell(NavPlace::Worklist);
    html(&ConfirmPage { t, shell, person, confirm })
}

/// "Ring också": less than 24 h before going home one does not wait for somebody to look
/// (definitions 10).
pub(super) fn call_too(ctx: &Context<'_>) -> Option<Note> {
    let chain = ctx.chain();
    let planned = match chain.standing_ready() {
        Standing::Ready(_, declared) => declared.planned_departure.as_ref().map(|at| at.instant),
        _ => None,
    };
    let planned =
        planned.or_else(|| chain.estimate.heads.iter().map(|it| it.value.instant).min())?;
    let left = planned.duration_since(ctx.now());
    if left > CALL_TOO || left < -CALL_TOO {
        return None;
    }
    let today = ctx.today();
    let phones: Vec<String> = chain
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

/// Somebody else was faster: what changed, and what was typed (decision 35).
pub(super) fn stale(
    ctx: &Context<'_>,
    form: &ActForm,
    token: &FormToken,
    typed: &Typed,
    current: &[EventId],
) -> PageResult {
    let t = ctx.t();
    let facts = ctx.view.map_or(&[][..], |view| view.facts.as_slice());
    let new = |fact: &&std::sync::Arc<Said>| {
        let about = current.contains(&fact.id) && !token.shown.contains(&fact.id);
        about || !typed.get("of").is_empty() && is_about_ready(fact)
    };
    let changes: Vec<&std::sync::Arc<Said>> = facts.iter().filter(new).take(5).collect();
    let what = changes.first().map_or_else(String::new, |fact| {
        let unit = fact.who.unit.as_ref().map(|unit| ctx.unit(unit)).unwrap_or_default();
        let time = labels::clock(fact.legal_time());
        t.with("stale-what", &[("time", time), ("unit", unit)])
    });
    let chain = ctx.view.map(|view| view.id);
    let mut hidden = hidden(ctx, token, typed);
    hidden.push(Hidden::new("anyway", "yes"));
    let read_url = chain.map_or_else(|| urls::HOME.to_owned(), chain_url);
    let stale = Stale {
        what,
        changes: changes.iter().map(|fact| ctx.said(fact)).collect(),
        typed: values(ctx, form, typed),
        read_url: read_url.clone(),
        send_anyway: Some(SendAnyway {
            action: address(form.word, chain),
            hidden,
            label: t.text("send-anyway").into_owned(),
        }),
        chain_url: read_url,
    };
    let shell = ctx.caller.shell(NavPlace::Worklist);
    html(&StalePage { t, shell, person: ctx.person_head(), stale }).map(conflict)
}

fn is_about_ready(fact: &Said) -> bool {
    fact.event_type.starts_with("discharge-ready")
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
        correct_action: address(form.word, chain),
        hidden: hidden(ctx, &fresh, typed),
        keep_url: format!("{}/receipt/{}", chain_url(token.chain), token.cmd),
    };
    html(&page).map(conflict)
}
