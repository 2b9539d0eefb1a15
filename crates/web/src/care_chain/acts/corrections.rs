//! Cancelling, undoing, and two cases of one admission. What the acts need to know of the facts is
//! read from the log, never from the form.

use std::collections::BTreeSet;
use std::sync::Arc;

use brygga_app::care_chain::is_undoable;
use brygga_domain::care_chain::acts::{Act, CancelFacts, ConfirmCancellation, MarkSameAs, Undo};
use brygga_domain::care_chain::{CancelReason, ChainEvent, Fact};
use brygga_domain::ids::{ChainId, EventId};

use super::super::context::Context;
use super::super::fields::Fields;
use super::super::read::Read;
use super::ActForm;
use crate::views::Choice;

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("cancel-facts", cancel_fields, read_cancel),
    ActForm::new("confirm-cancellation", |f| f.carry_typed("of"), read_confirm),
    ActForm::new("undo", |f| f.carry_typed("cmd"), read_undo),
    ActForm::new("mark-same-as", same_fields, read_same)
        .replacing(|ctx, typed| marks(ctx, other_chain(typed.get("chain")))),
];

/// How many of the own unit's latest facts can be chosen.
const SHOWN: usize = 40;

fn facts<'a>(ctx: &Context<'a>) -> &'a [Arc<Fact>] {
    ctx.view.map_or(&[], |view| view.facts.as_slice())
}

/// The number may be pasted with the whole address of the case, and the list that one came from.
fn other_chain(text: &str) -> Option<ChainId> {
    let address = text.trim().split(['?', '#']).next().unwrap_or_default();
    ChainId::parse(address.rsplit('/').next().unwrap_or_default()).ok()
}

/// What has been said of another case; of all while none is named.
fn marks(ctx: &Context<'_>, chain: Option<ChainId>) -> Vec<EventId> {
    let about = |fact: &&Arc<Fact>| {
        let other = match &fact.event {
            Ok(ChainEvent::SameAsMarked(data)) => data.chain,
            Ok(ChainEvent::NotSameAsMarked(data)) => data.chain,
            _ => return false,
        };
        chain.is_none_or(|chain| chain == other)
    };
    facts(ctx).iter().filter(about).map(|fact| fact.id).collect()
}

fn cancel_fields(f: &mut Fields<'_>) {
    let own = Some(&f.ctx.actor().unit);
    let cancelled = &f.ctx.chain().cancelled;
    let chosen: Vec<&str> = f.typed.all("of").collect();
    // Equal facts of one act are cancelled together (M10).
    let mut told = BTreeSet::new();
    let choices = facts(f.ctx)
        .iter()
        .filter(|fact| fact.who.unit.as_ref() == own && !cancelled.contains_key(&fact.id))
        .filter(|fact| {
            // Who could read is history: a part ends, and is not cancelled (M13).
            !matches!(
                fact.event_type.as_str(),
                "segment-opened"
                    | "room-opened"
                    | "party-added"
                    | "party-ended"
                    | "facts-cancelled"
                    | "message-noted"
            )
        })
        .filter(|fact| told.insert((fact.cmd, f.ctx.said(fact))))
        .take(SHOWN)
        .map(|fact| {
            let id = fact.id.to_hex();
            let selected = chosen.contains(&id.as_str());
            let when = crate::labels::when(f.ctx.t(), fact.legal_time(), f.ctx.now());
            Choice::new(id, f.ctx.said(fact)).with_hint(when).selected(selected)
        })
        .collect();
    f.choices("of", choices);
    f.radio("reason", "cancel-reason", &["wrong-person", "mistake"], "");
    f.note("note");
}

fn read_cancel(r: &mut Read<'_>) -> Option<Act> {
    let of: Vec<EventId> = r.typed.all("of").filter_map(|text| EventId::parse(text).ok()).collect();
    if of.is_empty() {
        r.wrong("of", "choose-facts");
    }
    let reason = r.word("reason", CancelReason::parse);
    let note = r.written("note");
    let units: Vec<_> = of
        .iter()
        .map(|id| facts(r.ctx).iter().find(|fact| fact.id == *id)?.who.unit.clone())
        .collect();
    let first = units.first().cloned().flatten();
    let written_by = first.filter(|unit| units.iter().all(|other| other.as_ref() == Some(unit)));
    Some(CancelFacts { of, written_by, reason: reason?, note }.into())
}

fn read_confirm(r: &mut Read<'_>) -> Option<Act> {
    let of = r.event("of");
    Some(ConfirmCancellation { of: of? }.into())
}

fn read_undo(r: &mut Read<'_>) -> Option<Act> {
    let cmd = r.command("cmd")?;
    let done: Vec<&Arc<Fact>> = facts(r.ctx).iter().filter(|fact| fact.cmd == cmd).collect();
    let Some(first) = done.first() else {
        r.wrong("cmd", "refused-not-standing");
        return None;
    };
    let undo = Undo {
        of: done.iter().map(|fact| fact.id).collect(),
        done_by: first.who.user.clone(),
        done_at_ms: first.written_at.as_millisecond(),
        undoable: is_undoable(done.iter().map(|fact| &***fact)),
    };
    Some(undo.into())
}

fn same_fields(f: &mut Fields<'_>) {
    f.short("chain", "");
    f.help("help-same-as");
    f.radio("same", "same", &["yes", "no"], "yes");
}

fn read_same(r: &mut Read<'_>) -> Option<Act> {
    let found = other_chain(r.typed.get("chain"));
    if found.is_none() {
        r.wrong("chain", "same-as-unknown");
    } else if found == r.ctx.view.map(|view| view.id) {
        r.wrong("chain", "same-as-itself");
        return None;
    }
    let words = ["yes", "no"];
    let same = r.word("same", |word| words.into_iter().find(|known| *known == word));
    let about = marks(r.ctx, found);
    let shown = r.shown.iter().copied().filter(|id| about.contains(id)).collect();
    Some(MarkSameAs { chain: found?, same: same? == "yes", shown }.into())
}
