//! From a row of the store to a row on the screen.

use brygga_app::{FormToken, on_day};
use brygga_domain::calendar::{local_date, start_of_day, words};
use brygga_domain::care_chain::Stage as Reached;
use brygga_domain::identification::PersonIdentifier;
use brygga_store::{ChainRow, StayRow, WorklistRow as Stored};
use jiff::{SignedDuration, Timestamp};

use super::Asked;
use super::groups::in_address;
use crate::caller::Caller;
use crate::labels;
use crate::urls;
use crate::views::{
    ButtonForm, Cell, CheckState, Hidden, Holder, Preparation, Stage, StepState, Tag, TagKind, Who,
    WorklistKind, WorklistRow,
};

/// A person as a list shows them.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) identity: String,
    pub(crate) test_number: bool,
    pub(crate) age: String,
}

/// The person of a chain; protected identity is masked everywhere (definitions 2).
pub(crate) fn person(caller: &Caller, row: &ChainRow) -> Person {
    if row.protected {
        return masked(caller);
    }
    let shown = identity(caller, &row.identifier_system, &row.identifier);
    Person { name: format!("{}, {}", row.family, row.given), ..shown }
}

fn masked(caller: &Caller) -> Person {
    Person {
        name: caller.texts.text("protected-person").into_owned(),
        identity: String::new(),
        test_number: false,
        age: String::new(),
    }
}

/// Number, mark and age; a number that does not read is shown as it stands.
fn identity(caller: &Caller, system: &str, value: &str) -> Person {
    let today = local_date(caller.now);
    let read = PersonIdentifier::parse_with_system(system, value, today).ok();
    let age = read.as_ref().and_then(|number| number.age_on(today));
    Person {
        name: String::new(),
        identity: read.as_ref().map_or_else(|| value.to_owned(), PersonIdentifier::display),
        test_number: read.as_ref().is_some_and(PersonIdentifier::is_test_number),
        age: age
            .map_or_else(String::new, |years| caller.texts.count("age-years", u32::from(years))),
    }
}

/// How far, since when, and the four boxes.
pub(crate) fn stage(caller: &Caller, row: &ChainRow) -> Stage {
    let since = labels::since(caller.texts, row.stage_since, caller.now);
    Stage {
        label: labels::stage(caller.texts, row.stage),
        since: caller.texts.fill("stage-since", "when", &since),
        bar: bar(row.stage),
    }
}

fn bar(stage: Reached) -> Vec<StepState> {
    let at = match stage {
        Reached::Planning => 1,
        Reached::DischargeReady => 2,
        Reached::Discharged => 3,
        Reached::Closed => 4,
        _ => 0,
    };
    (0..4)
        .map(|n| match n.cmp(&at) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Now,
            std::cmp::Ordering::Greater => StepState::Left,
        })
        .collect()
}

/// The flag is on now.
pub(super) fn is_weekend_risk(row: &ChainRow, now: Timestamp) -> bool {
    row.weekend_from.is_some_and(|from| from <= now)
        && row.weekend_until.is_some_and(|until| now < until)
}

pub(super) fn row(
    caller: &Caller,
    row: &Stored,
    kind: WorklistKind,
    asked: &Asked,
    died: bool,
) -> WorklistRow {
    let t = caller.texts;
    let (chain, party) = (&row.chain, &row.party);
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let person = person(caller, chain);
    let step = party.step.as_ref();
    let url = asked.case_url(&in_address(caller, asked, &row.place));
    let unit = match kind {
        WorklistKind::Ward => chain
            .municipality
            .as_deref()
            .and_then(|code| today.municipality(code))
            .map_or_else(String::new, |it| it.name.trim_end_matches(" kommun").to_owned()),
        _ => labels::unit_short(today, &chain.ward, &caller.actor.organisation),
    };
    WorklistRow {
        topic: super::super::live::chain_topic(chain.chain),
        version: party.changed_at.as_millisecond().cast_unsigned(),
        place: match kind {
            WorklistKind::Ward => chain.place.clone(),
            _ => chain.area.clone().filter(|_| !chain.protected),
        }
        .unwrap_or_default(),
        name: person.name,
        identity: person.identity,
        test_number: person.test_number,
        age: person.age,
        stage: stage(caller, chain),
        step: step.map_or_else(
            || t.text("step-none").into_owned(),
            |step| labels::step(t, &step.code, step.detail.as_deref()),
        ),
        who: step.map_or_else(nobody, |step| who(caller, step)),
        due: step.and_then(|step| step.due).map(|due| labels::due(t, due, caller.now)),
        date: date(caller, chain, kind),
        unit,
        preparation: (chain.prepared_of > 0).then(|| preparation(chain)),
        unread: party.unseen,
        messages_url: format!("{url}#messages"),
        acknowledge: (party.unseen > 0).then(|| acknowledge(caller, chain, &asked.url())),
        tags: tags(caller, row, died),
        changed_at: changed_at(caller, row),
        url,
    }
}

/// A row is marked when something that its unit reads has changed since its reader opened the case,
/// or signed in, until the case is opened (DESIGN 4, Live).
fn changed_at(caller: &Caller, row: &Stored) -> Option<String> {
    let seen = row.looked_at.unwrap_or(caller.signed_in.session.created_at);
    let at = row.party.changed_at;
    let today = local_date(at) == local_date(caller.now);
    let time =
        |at| if today { labels::clock(at) } else { labels::when(caller.texts, at, caller.now) };
    (at > seen).then(|| time(at))
}

/// Nothing to be done, so nobody is named.
fn nobody() -> Who {
    Who { holder: Holder::Person, name: String::new() }
}

fn who(caller: &Caller, step: &brygga_store::ShownStep) -> Who {
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let holder = labels::holder_of(today, &step.unit, &caller.actor.unit);
    let name = match (holder, step.role) {
        (Holder::Us, Some(role)) => labels::role(caller.texts, role),
        (Holder::Us, None) => String::new(),
        _ => labels::unit_short(today, &step.unit, &caller.actor.organisation),
    };
    Who { holder, name }
}

fn date(caller: &Caller, chain: &ChainRow, kind: WorklistKind) -> Cell {
    let today = local_date(caller.now);
    let words = labels::words_of(caller.texts);
    match kind {
        WorklistKind::Municipality => {
            let Some(day) = chain.liability_from else { return Cell::plain("–") };
            let left = start_of_day(day).duration_since(caller.now);
            // Tonight and the night after: there are hours left to do something about it.
            let near = left.is_positive() && left <= SignedDuration::from_hours(48);
            let under = near.then(|| {
                let left = words::Length::of(left).render(words);
                caller.texts.fill("liability-in", "left", &left)
            });
            let text = words::on(day, caller.now).render(words);
            let strong = left <= SignedDuration::from_hours(24);
            Cell { text, under: under.unwrap_or_default(), strong }
        }
        WorklistKind::Ward | WorklistKind::PrimaryCare => {
            // An estimate is of what is to come.
            let to_come = chain.estimate.filter(|_| chain.discharged_at.is_none());
            let Some(at) = to_come else { return Cell::plain("–") };
            let day = local_date(at);
            // Farther off the day is what counts.
            if today.tomorrow().is_ok_and(|tomorrow| day > tomorrow) {
                let text = words::on(day, caller.now).render(words);
                return Cell { text, under: labels::clock(at), strong: false };
            }
            let text = words::at(at, caller.now).render(words);
            Cell { text, under: String::new(), strong: day <= today }
        }
    }
}

/// Boxes from two numbers: the row does not say which items are done, only how many.
fn preparation(chain: &ChainRow) -> Preparation {
    let boxes = (0..chain.prepared_of)
        .map(|n| if n < chain.prepared { CheckState::Done } else { CheckState::Missing })
        .collect();
    Preparation { boxes }
}

fn acknowledge(caller: &Caller, chain: &ChainRow, back: &str) -> ButtonForm {
    let app = &caller.state.app;
    let user = &caller.actor.user;
    let token = FormToken::new(app, "acknowledge", chain.chain, Vec::new(), user).seal(app);
    ButtonForm {
        label: caller.texts.text("acknowledge").into_owned(),
        icon: "check",
        action: urls::ACKNOWLEDGE.to_owned(),
        hidden: vec![
            Hidden::new("chain", chain.chain.to_string()),
            Hidden::new("token", token),
            Hidden::new("back", back),
        ],
    }
}

fn tags(caller: &Caller, row: &Stored, died: bool) -> Vec<Tag> {
    let t = caller.texts;
    let mut tags = Vec::new();
    if died {
        tags.push(Tag::new(TagKind::Warn, "alert", t.text("flag-deceased-by-feed")));
    }
    if row.chain.conflict {
        tags.push(Tag::new(TagKind::Crit, "alert", t.text("flag-conflict")));
    }
    if is_weekend_risk(&row.chain, caller.now) {
        tags.push(Tag::new(TagKind::Weekend, "wk", t.text("weekend-risk")));
    }
    if row.party.is_new {
        tags.push(Tag::new(TagKind::Info, "mail", t.text("flag-new")));
    }
    match row.party.municipalities {
        _ if row.chain.ready_at.is_none() => {}
        (ready, of) if of > 0 && ready == of => {
            tags.push(Tag::new(TagKind::Ok, "check", t.text("flag-municipality-ready")));
        }
        // One value for each municipality (definitions 4).
        (ready, of) if ready > 0 => {
            let values = [("ready", ready.to_string()), ("of", of.to_string())];
            let text = t.with("flag-municipalities-ready", &values);
            tags.push(Tag::new(TagKind::Neutral, "check", text));
        }
        _ => {}
    }
    if let Some(name) = &row.party.taken_by {
        tags.push(Tag::new(TagKind::Neutral, "user", name.as_str()));
    }
    tags
}

/// A stay of the feed that has no admission notice: its ward alone sees it (definitions 2).
pub(super) fn stay_row(caller: &Caller, stay: &StayRow, protected: bool) -> WorklistRow {
    let t = caller.texts;
    let shown = if protected {
        masked(caller)
    } else {
        let shown = identity(caller, &stay.identifier_system, &stay.identifier);
        Person { name: format!("{}, {}", stay.family, stay.given), ..shown }
    };
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let since = stay.admitted_at.map_or_else(String::new, |at| {
        t.fill("stage-since", "when", &labels::since(t, at, caller.now))
    });
    WorklistRow {
        url: urls::start_from_stay(&stay.visit_key),
        place: stay.place.clone().unwrap_or_default(),
        name: shown.name,
        identity: shown.identity,
        test_number: shown.test_number,
        age: shown.age,
        stage: Stage {
            label: labels::stage(t, Reached::Admitted),
            since,
            bar: bar(Reached::Admitted),
        },
        step: t.text("start-case").into_owned(),
        who: Who { holder: Holder::Us, name: String::new() },
        date: Cell::plain("–"),
        unit: stay
            .municipality
            .as_deref()
            .filter(|_| !protected)
            .and_then(|code| today.municipality(code))
            .map_or_else(String::new, |it| it.name.trim_end_matches(" kommun").to_owned()),
        tags: if stay.deceased {
            vec![Tag::new(TagKind::Warn, "alert", t.text("flag-deceased-by-feed"))]
        } else {
            Vec::new()
        },
        ..WorklistRow::default()
    }
}
