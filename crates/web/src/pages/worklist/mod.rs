//! The worklist of a ward, a municipality or a primary care unit.

mod address;
mod groups;
mod rows;
pub(crate) mod undo;
pub(crate) mod walk;

use axum::Form;
use axum::extract::Query;
use brygga_app::care_chain::{
    ListQuery, PerformAct, Worklist as Read, may, perform_act, view_chain,
};
use brygga_app::{AppError, FormToken, on_day};
use brygga_domain::calendar::{local_date, to_local, words};
use brygga_domain::care_chain::acts::{Acknowledge, Act};
use brygga_domain::ids::ChainId;
use brygga_domain::registry::{Branch, Role};
use brygga_policy::Action;
use brygga_store::{Counters, WorklistFilter};
use jiff::ToSpan as _;
use serde::Deserialize;

pub(crate) use address::{Asked, Trail, read_cursor, write_cursor};
use groups::groupings;
pub(crate) use rows::{person, stage};

use crate::caller::{Caller, PageResult, Watcher, html};
use crate::labels;
use crate::page_error::{PageError, redirect};
use crate::urls;
use crate::views::{
    Area, Count, CountKind, Counts, EmptyList, KeyHint, Link, ListFact, Live, NavPlace,
    WeekendBanner, Worklist, WorklistCounts, WorklistKind, WorklistPage,
};

/// The filters that have a count, as their words in the address.
const COUNTED: [(CountKind, WorklistFilter, &str); 7] = [
    (CountKind::All, WorklistFilter::All, "all"),
    (CountKind::Ours, WorklistFilter::Ours, "ours"),
    (CountKind::Mine, WorklistFilter::Mine, "mine"),
    (CountKind::Unassigned, WorklistFilter::Untaken, "untaken"),
    (CountKind::Late, WorklistFilter::Overdue, "late"),
    (CountKind::Weekend, WorklistFilter::WeekendRisk, "weekend"),
    (CountKind::Unread, WorklistFilter::Unseen, "unread"),
];

pub(crate) async fn get(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let query = ListQuery {
        by: asked.by(groupings(kind(caller.actor.branch))),
        filter: asked.filter(),
        area: asked.area.clone().filter(|area| !area.is_empty()),
        after: asked.cursor()?.map(|place| groups::from_address(&caller, &asked, place)),
    };
    let read = match brygga_app::care_chain::worklist(&caller.state.app, &caller.actor, query).await
    {
        // Everybody comes here first; whoever only leads a unit, or looks after
        // the server, has another page to begin with.
        Err(AppError::Forbidden { .. }) if caller.actor.lead => {
            return Ok(redirect(urls::GIVE_ASSIGNMENT));
        }
        Err(AppError::Forbidden { .. }) if caller.actor.role == Role::Administrator => {
            return Ok(redirect(urls::JOBS));
        }
        read => read?,
    };
    let mut shell = caller.shell(NavPlace::Worklist);
    shell.key_hints = KeyHint::LIST.to_vec();
    shell.undo = undo::offer(&caller, &asked).await?;
    shell.live = Some(Live {
        topics: super::live::list_topic(&caller.actor.unit),
        cursor: caller.now.as_millisecond().to_string(),
        age: labels::clock(caller.now),
    });
    let list = list(&caller, &asked, &read);
    html(&WorklistPage { t: caller.texts, shell, list })
}

/// The counts alone: a quiet update that moves no row.
pub(crate) async fn counts(Watcher(caller): Watcher, Query(asked): Query<Asked>) -> PageResult {
    let counters = brygga_app::care_chain::counters(&caller.state.app, &caller.actor).await?;
    let list = Counts { counts: count_links(&asked, counters), counts_url: asked.counts_url() };
    html(&WorklistCounts { t: caller.texts, list })
}

#[derive(Deserialize)]
pub(crate) struct AcknowledgeForm {
    chain: String,
    token: String,
    #[serde(default)]
    back: String,
}

/// Acknowledges what was unseen when the row was shown. What came later was never before anybody's
/// eyes and stays unseen (definitions 3).
pub(crate) async fn acknowledge(caller: Caller, Form(form): Form<AcknowledgeForm>) -> PageResult {
    let app = &caller.state.app;
    let chain = ChainId::parse(&form.chain).map_err(|_| AppError::NothingHere)?;
    let token = FormToken::open(app, &form.token, "acknowledge", &caller.actor.user)
        .map_err(|_| PageError::FormExpired)?;
    if token.chain != chain {
        return Err(PageError::FormExpired);
    }
    let view = view_chain(app, &caller.actor, chain).await?;
    let shown_at = token.shown_at();
    let unseen = view.chain.unseen(&caller.actor.unit);
    let messages: Vec<_> = unseen
        .into_iter()
        .filter(|message| message.at <= shown_at)
        .map(|message| message.id)
        .collect();
    let back = urls::local(&form.back);
    if messages.is_empty() {
        return Ok(redirect(back));
    }
    let act = Act::Acknowledge(Acknowledge { messages });
    perform_act(app, &caller.actor, PerformAct::new(chain, act, token.cmd)).await?;
    Ok(redirect(&Asked::done_url(back, token.cmd)))
}

fn kind(branch: Branch) -> WorklistKind {
    match branch {
        Branch::Inpatient => WorklistKind::Ward,
        Branch::Outpatient => WorklistKind::PrimaryCare,
        _ => WorklistKind::Municipality,
    }
}

/// A ward starts cases, and municipal health care asks for care (facts 1.3): whoever may.
fn begin(caller: &Caller, kind: WorklistKind) -> Option<Link> {
    let (action, url, text) = match kind {
        WorklistKind::Ward => (Action::StartChain, urls::START, "start-case"),
        WorklistKind::Municipality => {
            (Action::SendCareRequest, urls::REQUEST, "act-send-care-request")
        }
        WorklistKind::PrimaryCare => return None,
    };
    let label = caller.texts.text(text).into_owned();
    may(&caller.state.app, &caller.actor, action).then(|| Link { label, url: url.to_owned() })
}

fn list(caller: &Caller, asked: &Asked, read: &Read) -> Worklist {
    let t = caller.texts;
    let unit = caller.shell(NavPlace::Worklist).user.map(|user| user.unit).unwrap_or_default();
    let kind = kind(caller.actor.branch);
    let groups = groups::groups(caller, asked, read, kind);
    let is_empty = groups.is_empty();
    let foot = asked.print.is_some().then(|| {
        let values = [
            ("unit", unit.clone()),
            ("time", labels::when(t, caller.now, caller.now)),
            ("name", caller.actor.name.clone()),
        ];
        t.with("worklist-print-foot", &values)
    });
    Worklist {
        kind,
        subtitle: subtitle(caller, read, &unit),
        table_label: t.fill("worklist-table", "unit", &unit),
        url: asked.url(),
        print_url: asked.print_url(),
        begin: begin(caller, kind),
        weekend: weekend(caller, asked, read),
        notes: Vec::new(),
        facts: facts(caller, read),
        counts: count_links(asked, read.counters),
        counts_url: asked.counts_url(),
        areas: areas(caller, asked),
        groupings: groups::choices(caller, asked, kind),
        groups,
        empty: is_empty.then(|| empty(caller, asked, read)),
        first_url: asked.after.is_some().then(|| asked.first_url()),
        next_url: read
            .page
            .next
            .as_ref()
            .map(|next| asked.next_url(&groups::in_address(caller, asked, next))),
        // A ward answers no notice.
        own_answers_url: (kind != WorklistKind::Ward).then(|| urls::OWN_ANSWERS.to_owned()),
        closed_url: (asked.filter() != WorklistFilter::Closed).then(|| asked.filter_url("closed")),
        print_foot: foot,
    }
}

/// "Fredag 20 november 2026 kl. 13:42 · 23 ärenden på Avdelning 37".
fn subtitle(caller: &Caller, read: &Read, unit: &str) -> String {
    let t = caller.texts;
    let now = to_local(read.read_at);
    let values = [
        ("day", labels::whole_day(t, now.date())),
        ("time", labels::clock(read.read_at)),
        ("cases", t.count("worklist-cases", read.counters.all)),
        ("unit", unit.to_owned()),
    ];
    t.with("worklist-subtitle", &values)
}

fn count_links(asked: &Asked, counters: Counters) -> Vec<Count> {
    COUNTED
        .into_iter()
        .map(|(kind, filter, word)| Count {
            kind,
            n: match kind {
                CountKind::Ours => counters.ours,
                CountKind::Unassigned => counters.untaken,
                CountKind::Late => counters.overdue,
                CountKind::Weekend => counters.weekend_risk,
                CountKind::Unread => counters.unseen,
                CountKind::Mine => counters.mine,
                CountKind::All => counters.all,
            },
            url: asked.filter_url(word),
            current: asked.filter() == filter,
        })
        .collect()
}

/// The banner stands on the first page of the whole list, from two working days before.
fn weekend(caller: &Caller, asked: &Asked, read: &Read) -> Option<WeekendBanner> {
    if read.counters.weekend_risk == 0 || !asked.is_whole() {
        return None;
    }
    let last = read
        .page
        .rows
        .iter()
        .filter(|row| rows::is_weekend_risk(&row.chain, caller.now))
        .filter_map(|row| row.chain.weekend_until)
        .min()?;
    let words = labels::words_of(caller.texts);
    Some(WeekendBanner {
        persons: read.counters.weekend_risk,
        ours: read.counters.weekend_risk_ours,
        last_time: labels::until(caller.texts, last, caller.now),
        left: words::Length::of(last.duration_since(caller.now)).render(words),
        url: asked.filter_url("weekend"),
    })
}

/// Boxes above the list; only when the page holds the whole list, so that the numbers are true.
fn facts(caller: &Caller, read: &Read) -> Vec<ListFact> {
    if read.page.next.is_some() {
        return Vec::new();
    }
    let t = caller.texts;
    let today = local_date(caller.now);
    let starts =
        |day| read.page.rows.iter().filter(move |row| row.chain.liability_from == Some(day));
    let mut facts = Vec::new();
    let tonight = today.checked_add(1.day()).map_or(0, |day| starts(day).count());
    if tonight > 0 {
        facts.push(ListFact {
            icon: "alert",
            lead: t.count("fact-liability", tonight),
            text: t.text("fact-liability-text").into_owned(),
        });
    }
    let stay = read.page.rows.iter().filter(|row| row.chain.discharged_at.is_none());
    let leaving = stay.filter(|row| row.chain.estimate.map(local_date) == Some(today));
    let leaving = leaving.count();
    if leaving > 0 {
        facts.push(ListFact {
            icon: "clock",
            lead: t.count("fact-leaving", leaving),
            text: t.text("fact-leaving-text").into_owned(),
        });
    }
    facts
}

fn areas(caller: &Caller, asked: &Asked) -> Vec<Area> {
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let code = today.unit(&caller.actor.unit).and_then(|unit| unit.municipality_code.as_deref());
    let Some(code) = code.filter(|_| caller.actor.branch.is_municipal()) else { return Vec::new() };
    let known = today.areas(code);
    if known.is_empty() {
        return Vec::new();
    }
    let chosen = asked.area.as_deref().unwrap_or_default();
    let all = Area {
        label: caller.texts.text("area-all").into_owned(),
        url: asked.area_url(""),
        current: chosen.is_empty(),
    };
    let each = known.into_iter().map(|area| Area {
        label: area.to_owned(),
        url: asked.area_url(area),
        current: area == chosen,
    });
    std::iter::once(all).chain(each).collect()
}

fn empty(caller: &Caller, asked: &Asked, read: &Read) -> EmptyList {
    let t = caller.texts;
    if asked.is_whole() {
        return EmptyList {
            title: t.text("worklist-empty").into_owned(),
            text: t.text("worklist-empty-text").into_owned(),
            link: None,
        };
    }
    let Counters { all, ours, .. } = read.counters;
    if asked.filter() == WorklistFilter::Ours && ours == 0 && all > 0 {
        return EmptyList {
            title: t.text("worklist-empty-ours").into_owned(),
            text: t.count("worklist-empty-ours-text", all),
            link: Some(Link::new(t.text("worklist-show-all"), urls::HOME)),
        };
    }
    EmptyList {
        title: t.text("worklist-empty-filter").into_owned(),
        text: t.text("worklist-empty-filter-text").into_owned(),
        link: Some(Link::new(t.text("worklist-show-all"), urls::HOME)),
    }
}
