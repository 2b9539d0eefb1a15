//! The page of one care chain.

mod cards;
mod choices;
mod conflicts;
mod content;
mod entries;
mod linked;
mod own_answer;
mod progress;
mod taken;

use axum::extract::{Path, Query};
use brygga_app::AppError;
use brygga_app::care_chain::{ChainView, Opened, death_by_feed, open_chain, print_chain, undoable};
use brygga_domain::care_chain::{Stage, Standing};
use brygga_domain::ids::{ChainId, CommandId};
use brygga_store::{Draft, DraftKey};

use self::linked::Union;
use super::acts::ready::untold;
use super::context::Context;
use super::typed::Typed;
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::page_error::PageError;
use crate::views::{
    ActGroup, ActLink, ButtonForm, Chain, ChainPage, ChainPrintPage, KeyHint, Live, NavPlace, Undo,
};

pub(super) async fn get(
    caller: Caller,
    Path(chain): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> PageResult {
    let app = &caller.state.app;
    let query = Typed::new(pairs);
    let id = ChainId::parse(&chain).map_err(|_| AppError::NothingHere)?;
    let view = match open_chain(app, &caller.actor, id).await? {
        Opened::Case(view) => *view,
        Opened::OwnAnswers(answers) => return own_answer::page(&caller, &answers),
    };
    let key = DraftKey {
        user: caller.actor.user.clone(),
        assignment: caller.actor.assignment.clone(),
        form: entries::message_draft(&view),
    };
    let draft = app.store.draft(&key).await?;
    let mut union = Union::live(&caller, &view).await?;
    union.own.ctx.died = death_by_feed(app, &caller.actor, &view).await?;
    let ctx = &union.own.ctx;
    let t = caller.texts;
    let mut shell = caller.shell(NavPlace::Worklist);
    shell.key_hints = KeyHint::CHAIN.to_vec();
    shell.live = Some(Live {
        topics: union.topics(),
        cursor: caller.now.as_millisecond().to_string(),
        age: labels::clock(caller.now),
    });
    shell.undo = undo(&caller, &view, query.get("done")).await?;
    let mut chain = content_of(&union, &query, draft.as_ref());
    chain.place = crate::pages::worklist::walk::place_in_list(&caller, &ctx.trail).await?;
    let person = ctx.person_head().unwrap_or_default();
    html(&ChainPage { t, shell, person, chain })
}

/// The case on paper: everything that this reader reads, nothing to press, who printed it and when.
/// It stands in the access log as printed.
pub(super) async fn print(caller: Caller, Path(chain): Path<String>) -> PageResult {
    let id = ChainId::parse(&chain).map_err(|_| AppError::NothingHere)?;
    let view = print_chain(&caller.state.app, &caller.actor, id).await?;
    let union = Union::of(&caller, &view);
    let (ctx, t) = (&union.own.ctx, caller.texts);
    let query = Typed::new(vec![("all".to_owned(), "yes".to_owned())]);
    let mut chain = content_of(&union, &query, None);
    let values =
        [("time", labels::when(t, ctx.now(), ctx.now())), ("unit", ctx.unit(&caller.actor.unit))];
    chain.print_foot = t.with("chain-print-foot", &values);
    let person = ctx.person_head().unwrap_or_default();
    html(&ChainPrintPage { t, shell: caller.shell(NavPlace::Worklist), person, chain })
}

/// What the page says of the case, as this reader may read it.
fn content_of(union: &Union<'_>, query: &Typed, draft: Option<&Draft>) -> Chain {
    let (ctx, view) = (&union.own.ctx, union.own.view);
    let (t, id) = (ctx.t(), view.id);
    let url = ctx.case_url(id);
    let (todo, also_todo) = progress::todo(union);
    let mut notes = conflicts::notes(ctx, view);
    notes.extend(linked::unread_mark(union));
    Chain {
        number: linked::number(id),
        topic: crate::pages::live::chain_topic(id),
        version: view.version,
        print_url: view.prints.then(|| ctx.act_url(id, "print")),
        place: None,
        list_url: ctx.trail.list_url().unwrap_or_else(|| crate::urls::HOME.to_owned()),
        notes,
        linked: linked::cases(union),
        conflicts: conflicts::conflicts(ctx, view),
        steps: progress::steps(ctx),
        marks: progress::marks(ctx),
        acts: menu(ctx, view),
        todo_title: progress::title(ctx, view, todo.len()),
        todo,
        also_todo,
        timeline: entries::timeline(union, query, draft),
        checklist: cards::checklist(ctx, view),
        sip: cards::sip(ctx),
        parties: cards::parties(union),
        consent: cards::consent(ctx, view),
        liability: cards::liability(ctx),
        access_log_url: view.sees_access_log.then(|| crate::urls::access_log(id)),
        print_foot: labels::when_first(t, ctx.now(), ctx.now()),
        url,
    }
}

/// What was just done, while it can be undone.
async fn undo(caller: &Caller, view: &ChainView, done: &str) -> Result<Option<Undo>, PageError> {
    let Ok(cmd) = CommandId::parse(done) else { return Ok(None) };
    let possible = undoable(&caller.state.app, &caller.actor, cmd).await?;
    let Some(possible) = possible.filter(|it| it.chain == view.id && view.allows("undo")) else {
        return Ok(None);
    };
    let Some(first) = view.facts.iter().find(|fact| fact.cmd == cmd) else { return Ok(None) };
    let ctx = Context::new(caller, Some(view));
    let values = [("cmd", cmd.to_string())];
    let button = super::act_page::button(&ctx, "undo", String::new(), "undo", &values);
    let undo = |button: ButtonForm| {
        let (done, action) = (ctx.said(first), button.action);
        Undo::until(done, action, button.hidden, possible.until, caller.now)
    };
    Ok(button.map(undo))
}

/// Words of the acts by where they stand in the menu; acts that begin at a message, a note or a
/// button are not there.
const MENU: [(&str, &[&str]); 6] = [
    (
        "menu-planning",
        &[
            "start-chain",
            "send-admission-notice",
            "answer-notice",
            "change-estimate",
            "start-planning",
            "name-care-contact",
            "share-planning-basis",
            "send-nursing-report",
            "set-checklist-item",
        ],
    ),
    ("menu-sip", &["answer-sip-need", "request-sip", "call-sip", "record-sip-held"]),
    (
        "menu-ready",
        &[
            "declare-ready",
            "notify-ready",
            "withdraw-ready",
            "answer-municipality-ready",
            "answer-outpatient-ready",
        ],
    ),
    (
        "menu-home",
        &[
            "discharge",
            "send-discharge-information",
            "inform-patient",
            "record-follow-up",
            "judge-delay-cause",
            "set-liability-status",
            "close-chain",
            "record-deceased",
            "confirm-deceased",
        ],
    ),
    ("menu-phone", &["send-message", "tell-by-phone", "record-phone-unanswered"]),
    (
        "menu-case",
        &[
            "record-consent",
            "add-party",
            "end-party",
            "move-ward",
            "record-leave",
            "mark-protected",
            "mark-same-as",
            "cancel-facts",
        ],
    ),
];

fn menu(ctx: &Context<'_>, view: &ChainView) -> Vec<ActGroup> {
    let t = ctx.t();
    let group = |(title, words): (&str, &[&'static str])| {
        let acts: Vec<ActLink> = words
            .iter()
            .copied()
            .filter(|word| view.allows(word) && is_possible(ctx, view, word))
            .map(|word| ActLink {
                icon: icon(word),
                label: ctx.act_name(word),
                url: ctx.act_url(view.id, word),
            })
            .collect();
        (!acts.is_empty()).then(|| ActGroup { title: t.text(title).into_owned(), acts })
    };
    MENU.into_iter().filter_map(group).collect()
}

/// The state of the case has room for the act: a menu offers nothing that can only be refused.
pub(super) fn is_possible(ctx: &Context<'_>, view: &ChainView, word: &str) -> bool {
    let (chain, actor) = (&view.chain, ctx.actor());
    let standing = chain.standing_ready();
    let discharged = chain.stage() == Stage::Discharged;
    match word {
        "start-chain" => {
            chain.stage() == Stage::Requested && chain.ward_unit() == Some(&actor.unit)
        }
        // Nobody is admitted by a care request.
        "send-admission-notice" | "discharge" => chain.admitted_at.is_some(),
        "answer-notice" => chain.notices.iter().any(|it| it.value.to.contains(&actor.unit)),
        // By a second person (M9), once.
        "confirm-deceased" => chain.deceased.as_ref().is_some_and(|it| {
            !chain.deceased_confirmed && it.who.user.as_ref() != Some(&actor.user)
        }),
        "judge-delay-cause" => chain.standing_ready_id().is_some(),
        "set-liability-status" => !chain.ready_history.is_empty(),
        "notify-ready" => !untold(ctx).is_empty(),
        "declare-ready" => {
            !matches!(standing, Standing::Ready(..))
                && (chain.protected || !chain.notices.is_empty())
        }
        "withdraw-ready" => matches!(standing, Standing::Ready(..) | Standing::Disputed),
        "start-planning" => !chain.planning_started.contains_key(&ctx.actor().unit),
        "request-sip" => chain.sip_requested.is_none(),
        "record-sip-held" => !chain.sip_called.heads.is_empty() && chain.sip_held.is_none(),
        "record-leave" => !discharged && chain.admitted_at.is_some(),
        "change-estimate" | "move-ward" => !discharged,
        "record-follow-up" => discharged,
        _ => true,
    }
}

/// The icon of an act.
fn icon(word: &str) -> &'static str {
    match word {
        "send-message" | "answer-question" => "chat",
        "tell-by-phone" | "record-phone-unanswered" | "confirm-phone" => "phone",
        "answer-sip-need" | "request-sip" | "call-sip" | "record-sip-held" => "users",
        "change-estimate" | "record-follow-up" => "cal",
        "discharge" | "inform-patient" => "home",
        "add-party" | "end-party" | "name-care-contact" => "user",
        "mark-protected" | "record-consent" => "shield",
        "cancel-facts" => "xc",
        "move-ward" | "record-leave" => "bed",
        "set-checklist-item" | "declare-ready" | "answer-municipality-ready" => "check",
        "notify-ready" => "mail",
        _ => "file",
    }
}
