//! What does not fit together: both values side by side (M2, M3, M4, M6, M10), and what is wrong
//! with the facts themselves (M7, M11–M16).

use brygga_app::care_chain::ChainView;
use brygga_domain::care_chain::{CareChain, MunicipalityReady, Readiness, Stage, Standing};
use brygga_domain::ids::EventId;
use brygga_domain::moment::Moment;

use super::super::context::Context;
use super::cards::said;
use super::{choices, is_possible};
use crate::labels;
use crate::views::{Conflict, ConflictKind, ConflictValue, Link, Note, NoteKind};

/// Every dispute with its values and the acts that settle it.
pub(super) fn conflicts(ctx: &Context<'_>, view: &ChainView) -> Vec<Conflict> {
    let chain = &view.chain;
    let t = ctx.t();
    let mut all: Vec<Conflict> = Vec::new();
    let names = chain.conflicts();
    for name in &names {
        let (heads, acts) = heads(chain, name);
        let kind = match (*name, chain.standing_ready()) {
            ("ready", Standing::Disputed) => ConflictKind::ReadyAndWithdrawn,
            _ => ConflictKind::DifferentValues,
        };
        // Be prepared by the earliest, permit only the latest (M2).
        let meanwhile = t.text(match *name {
            "ready" => "meanwhile-not-ready",
            "estimate" | "sip-called" | "discharged" => "meanwhile-times",
            _ => "meanwhile",
        });
        all.push(Conflict {
            kind,
            subject: labels::word(t, "register", name),
            values: heads
                .into_iter()
                .filter_map(|id| value(ctx, view, id))
                .map(|(id, value)| {
                    let choose = choices::choose(ctx, name, id);
                    ConflictValue { choose, ..value }
                })
                .collect(),
            meanwhile: meanwhile.into_owned(),
            acts: links(ctx, view, acts),
            ..Conflict::default()
        });
    }
    let dormant = chain
        .concerned_units()
        .into_iter()
        .filter(|party| chain.municipality_readiness(&party.unit) == Readiness::Dormant);
    for party in dormant {
        let heads = chain.municipality_ready.get(&party.unit).map(|it| it.shown());
        all.push(Conflict {
            kind: ConflictKind::AnswersWithdrawnNotice,
            subject: ctx.unit(&party.unit),
            values: heads
                .into_iter()
                .flatten()
                .filter_map(|id| value(ctx, view, id))
                .map(|(_, value)| {
                    let own = party.unit == ctx.actor().unit;
                    let choose = own.then(|| choices::still_holds(ctx)).flatten();
                    ConflictValue { choose, ..value }
                })
                .collect(),
            meanwhile: t.text("meanwhile-dormant").into_owned(),
            acts: links(ctx, view, &["answer-municipality-ready"]),
            ..Conflict::default()
        });
    }
    // While there is somebody to call: not when the case has ended.
    if chain.discharged_without_municipality() && !chain.stage().is_over() {
        let shown = chain.discharged.shown();
        let ready = matches!(chain.municipality_state(), MunicipalityReady::Ready { .. });
        all.push(Conflict {
            kind: if ready {
                ConflictKind::DischargedBeforeReady
            } else {
                ConflictKind::DischargedWithoutReady
            },
            values: shown
                .into_iter()
                .filter_map(|id| value(ctx, view, id))
                .map(|(_, value)| value)
                .collect(),
            meanwhile: t.text("meanwhile-discharged").into_owned(),
            acts: links(ctx, view, &["tell-by-phone", "send-message"]),
            ..Conflict::default()
        });
    }
    for cmd in &chain.irregular.same_form {
        let facts = view.facts.iter().filter(|fact| fact.cmd == *cmd);
        all.push(Conflict {
            kind: ConflictKind::SameFormDifferentContent,
            subject: String::new(),
            values: facts
                .filter_map(|fact| value(ctx, view, fact.id))
                .map(|(_, value)| value)
                .collect(),
            meanwhile: t.text("meanwhile").into_owned(),
            acts: links(ctx, view, &["cancel-facts"]),
            ..Conflict::default()
        });
    }
    for (index, conflict) in all.iter_mut().enumerate() {
        conflict.id = format!("conflict-{index}");
    }
    all
}

/// The heads of a register by its name, and the acts that replace them all.
fn heads(chain: &CareChain, name: &str) -> (Vec<EventId>, &'static [&'static str]) {
    match name {
        "identity" => (chain.identity.shown(), &[]),
        "ward" => (chain.ward.shown(), &["move-ward"]),
        "estimate" => (chain.estimate.shown(), &["change-estimate"]),
        "ready" => (chain.ready.shown(), &["declare-ready", "withdraw-ready"]),
        "care-contact" => (chain.care_contact.shown(), &["name-care-contact"]),
        "sip-called" => (chain.sip_called.shown(), &["call-sip"]),
        "discharged" => (chain.discharged.shown(), &["discharge"]),
        "consent" => (chain.consent.shown(), &["record-consent"]),
        "checklist" => (
            chain
                .checklist
                .values()
                .filter(|it| it.is_conflict())
                .flat_map(|it| it.shown())
                .collect(),
            &["set-checklist-item"],
        ),
        "municipality-ready" => (
            disputed(chain.municipality_ready.values().map(|it| (it.is_conflict(), it.shown()))),
            &["answer-municipality-ready"],
        ),
        "outpatient-ready" => (
            disputed(chain.outpatient_ready.values().map(|it| (it.is_conflict(), it.shown()))),
            &["answer-outpatient-ready"],
        ),
        "answer" => (
            disputed(chain.answers.values().map(|it| (it.is_conflict(), it.shown()))),
            &["answer-notice"],
        ),
        _ => (Vec::new(), &[]),
    }
}

fn disputed(registers: impl Iterator<Item = (bool, Vec<EventId>)>) -> Vec<EventId> {
    registers.filter(|(conflict, _)| *conflict).flat_map(|(_, heads)| heads).collect()
}

fn value(ctx: &Context<'_>, view: &ChainView, id: EventId) -> Option<(EventId, ConflictValue)> {
    let fact = said(view, id)?;
    let t = ctx.t();
    let unit = fact.who.unit.as_ref().map(|unit| ctx.unit(unit)).unwrap_or_default();
    let value = ConflictValue {
        choose: None,
        value: ctx.said(fact),
        who: format!("{unit}, {}", labels::role_word(t, &fact.who.role)),
        when: labels::when(t, fact.legal_time(), ctx.now()),
    };
    Some((id, value))
}

fn links(ctx: &Context<'_>, view: &ChainView, words: &[&str]) -> Vec<Link> {
    let allowed = words.iter().filter(|word| view.allows(word));
    allowed
        .map(|word| Link::new(labels::word(ctx.t(), "act", word), ctx.act_url(view.id, word)))
        .collect()
}

/// What one has to know before reading on.
pub(super) fn notes(ctx: &Context<'_>, view: &ChainView) -> Vec<Note> {
    let chain = &view.chain;
    let wrong = &chain.irregular;
    let mut notes = Vec::new();
    let mut add = |found: bool, kind: NoteKind, key: &str| {
        if found {
            let text = ctx.t().text(key).into_owned();
            notes.push(Note { kind, text, ..Note::default() });
        }
    };
    add(chain.protected, NoteKind::Crit, "note-protected");
    add(wrong.requires_update, NoteKind::Crit, "note-requires-update");
    add(wrong.missing > 0, NoteKind::Crit, "note-missing");
    add(!wrong.forks.is_empty(), NoteKind::Crit, "note-forks");
    add(!wrong.late_party.is_empty(), NoteKind::Warn, "note-late-party");
    add(!wrong.late_acknowledgements.is_empty(), NoteKind::Info, "note-late-acknowledgement");
    let unanswered = chain.is_unanswered_after_closing();
    add(unanswered, NoteKind::Warn, "note-unanswered");
    let is_late = !wrong.after_closing.is_empty() && !unanswered;
    add(is_late, NoteKind::Info, "note-after-closing");
    add(chain.estimate_unconfirmed, NoteKind::Warn, "note-estimate-unconfirmed");
    let deceased = chain.deceased.is_some() && !chain.deceased_confirmed;
    add(deceased, NoteKind::Warn, "note-deceased-unconfirmed");
    if chain.stage() == Stage::Requested {
        let text = ctx.t().text("note-requested").into_owned();
        let mut links = Vec::new();
        if view.allows("start-chain") && is_possible(ctx, view, "start-chain") {
            links.push(Link::new(ctx.act_name("start-chain"), ctx.act_url(view.id, "start-chain")));
        }
        notes.push(Note { kind: NoteKind::Info, text, link: links.pop(), ..Note::default() });
    }
    let away = chain.leaves.heads.iter().map(|head| &head.value).find(|it| it.back_at.is_none());
    if let Some(leave) = away.filter(|_| !chain.stage().is_over()) {
        let when = |at: &Moment| labels::when(ctx.t(), at.instant, ctx.now());
        let values = [("from", when(&leave.from)), ("back", when(&leave.expected_back))];
        let text = ctx.t().with("note-on-leave", &values);
        notes.push(Note { kind: NoteKind::Info, text, ..Note::default() });
    }
    if let Some(at) = ctx.died {
        let text =
            ctx.t().fill("note-deceased-by-feed", "when", &labels::when(ctx.t(), at, ctx.now()));
        let link = links(ctx, view, &["record-deceased"]).pop();
        notes.push(Note { kind: NoteKind::Warn, text, link, ..Note::default() });
    }
    notes
}
