//! Frozen snapshots of reports, with an address that a meeting can cite: always the version that may
//! leave the parties concerned, written as facts, so that it never changes.
//!
//! What was frozen, by whom and when stands in stream R, so that a list needs no table of its own; the
//! pages of the report stand in a stream of the snapshot, which is read when somebody opens it.

use brygga_domain::envelope::{Body, EnvelopeError, StreamId};
use brygga_domain::follow_up::capacity::Capacity;
use brygga_domain::follow_up::lead_times::{Compliance, LeadTimes};
use brygga_domain::follow_up::payment::LiabilityReport;
use brygga_domain::follow_up::report::WeekendStays;
use brygga_domain::follow_up::suppress::{self, Own};
use brygga_domain::moment::Moment;
use brygga_domain::registry::{RegistryEvent, SnapshotPage, SnapshotTaken};
use brygga_policy::Action;
use brygga_store::{CommitError, ExpectedHead, NewEvent, Outcome, Prepared, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::capacity::{AskedCapacity, count_capacity};
use super::lead_times::{AskedTimes, count_lead_times};
use super::liability::{Lines, count_liability};
use super::weekend_stays::{AskedStays, count_weekend_stays, weekend_stays_scope};
use crate::actor::Actor;
use crate::care_chain::{access_entry, require};
use crate::context::{App, on_day};
use crate::error::AppError;
use crate::ports::random;

/// Letters of a page: with its frame below the 64 KiB of a body, whatever the letters.
const PAGE: usize = 15_000;
/// Pages of one unit of work: a part is one byte, and the first is what was taken.
const MOST_PAGES: usize = 250;
/// Attempts when others write to the registry meanwhile.
const ATTEMPTS: u32 = 3;

/// Which report is to be frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedSnapshot {
    /// "Kvar över helgen".
    WeekendStays(AskedStays),
    /// "Ledtider", with compliance.
    LeadTimes(AskedTimes),
    /// "Korttidsplatser".
    Capacity(AskedCapacity),
    /// "Betalningsansvar", by the terms in force.
    Liability(AskedTimes),
}

/// A report as it may leave the parties concerned.
#[derive(Debug, Clone)]
pub enum PublicReport {
    /// "Kvar över helgen".
    WeekendStays(Box<WeekendStays>),
    /// "Ledtider", with compliance.
    LeadTimes(Box<LeadTimes>),
    /// "Korttidsplatser".
    Capacity(Box<Capacity>),
    /// "Betalningsansvar", by the terms in force.
    Liability(Box<LiabilityReport>),
}

/// How a report is set in words: its title and, as JSON, its document.
#[derive(Debug, Clone)]
pub struct InWords {
    /// The title in the list.
    pub title: String,
    /// The document, which is shown as it is for ever.
    pub document: Value,
}

/// A snapshot as it was taken.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Of what, by whom, when.
    pub taken: SnapshotTaken,
    /// The report, as its JSON was.
    pub report: Value,
    /// The document in words.
    pub document: Value,
}

#[derive(Serialize, Deserialize)]
struct Content {
    report: Value,
    document: Value,
}

/// Freezes a report as the actor's page chose it; `query` is the page's address behind the question
/// mark. Answers the snapshot's id.
///
/// # Errors
/// When the role may not, the report is larger than a snapshot, or the store fails.
pub async fn take_snapshot(
    app: &App,
    actor: &Actor,
    asked: &AskedSnapshot,
    query: &str,
    words: impl FnOnce(&PublicReport) -> InWords,
) -> Result<Uuid, AppError> {
    require(app, actor, Action::TakeSnapshot)?;
    let report = public_report(app, asked).await?;
    let words = words(&report);
    let content = Content { report: report.json()?, document: words.document };
    let content = serde_json::to_string(&content).map_err(engine)?;
    let pages = pages(&content);
    if pages.len() > MOST_PAGES {
        return Err(AppError::input("report", "too-large"));
    }
    let id = Uuid::from_bytes(random(&*app.entropy));
    let (definition, as_of, revision) = report.about();
    let taken = SnapshotTaken {
        from: brygga_domain::calendar::local_date(app.now()),
        id,
        report: report.word().to_owned(),
        title: words.title,
        definition,
        as_of,
        revision,
        query: query.to_owned(),
        taken_at: app.now(),
        taken_by: actor.user.clone(),
        unit: actor.unit.clone(),
        digest: hash(&content),
    };
    let mut events = vec![RegistryEvent::SnapshotTaken(taken.clone())];
    events.extend(pages.into_iter().map(|text| {
        let number = 0;
        RegistryEvent::SnapshotPage(SnapshotPage { from: taken.from, number, text })
    }));
    write(app, actor, id, events).await?;
    Ok(id)
}

/// Counts and hides: nobody gets a report of this kind with all its numbers, so that it may be frozen and
/// sent. Nobody is asked who it is for.
///
/// # Errors
/// When the store cannot be read.
pub async fn public_report(app: &App, asked: &AskedSnapshot) -> Result<PublicReport, AppError> {
    let (as_of, nobody) = (app.now(), Own::default());
    Ok(match asked {
        AskedSnapshot::WeekendStays(asked) => {
            let scope = weekend_stays_scope(app, asked, asked.period, as_of);
            let report = count_weekend_stays(app, scope).await?;
            PublicReport::WeekendStays(Box::new(suppress::weekend_stays(report, nobody)))
        }
        AskedSnapshot::LeadTimes(asked) => {
            let report = count_lead_times(app, asked, as_of).await?;
            PublicReport::LeadTimes(Box::new(suppress::lead_times(report, nobody)))
        }
        AskedSnapshot::Capacity(asked) => {
            let report = count_capacity(app, asked, as_of).await?;
            PublicReport::Capacity(Box::new(suppress::capacity(report, nobody)))
        }
        AskedSnapshot::Liability(asked) => {
            let report = count_liability(app, asked, as_of, None, Lines::Counted).await?;
            PublicReport::Liability(Box::new(suppress::payment(report, nobody)))
        }
    })
}

impl PublicReport {
    /// The report's word: the last part of its page's address.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::WeekendStays(_) => "weekend-stays",
            Self::LeadTimes(_) => "lead-times",
            Self::Capacity(_) => "capacity",
            Self::Liability(_) => "liability",
        }
    }

    /// Definition with its version, as of when, and the revision.
    fn about(&self) -> (String, jiff::Timestamp, u64) {
        match self {
            Self::WeekendStays(it) => {
                let of = it.definition;
                let definition = format!("{} {} {}", of.name, of.version, of.variant.as_str());
                (definition, it.as_of, it.revision.unwrap_or_default())
            }
            Self::LeadTimes(it) => {
                let definition = format!("{} {}", it.definition.name, it.definition.version);
                (definition, it.as_of, it.revision.unwrap_or_default())
            }
            Self::Capacity(it) => {
                let definition = format!("{} {}", it.definition.name, it.definition.version);
                (definition, it.as_of, it.revision.unwrap_or_default())
            }
            Self::Liability(it) => {
                (format!("liability {} {}", it.definition, it.model), it.as_of, it.revision)
            }
        }
    }

    fn json(&self) -> Result<Value, AppError> {
        let json = match self {
            Self::WeekendStays(report) => serde_json::to_value(report),
            Self::LeadTimes(report) => {
                let compliance = Compliance::from((**report).clone());
                serde_json::to_value(report).and_then(|lead_times| {
                    let compliance = serde_json::to_value(compliance)?;
                    Ok(serde_json::json!({ "lead_times": lead_times, "compliance": compliance }))
                })
            }
            Self::Capacity(report) => serde_json::to_value(report),
            Self::Liability(report) => serde_json::to_value(report),
        };
        json.map_err(engine)
    }
}

/// What cannot be written as JSON is a fault of the program.
fn engine(error: serde_json::Error) -> AppError {
    StoreError::Engine(error.into()).into()
}

fn pages(content: &str) -> Vec<String> {
    let letters: Vec<char> = content.chars().collect();
    letters.chunks(PAGE).map(|page| page.iter().collect()).collect()
}

fn hash(content: &str) -> String {
    brygga_domain::ids::hex(Sha256::digest(content.as_bytes()).as_slice())
}

/// The fact of stream R and the pages, in one unit of work with the row of the access log.
async fn write(
    app: &App,
    actor: &Actor,
    id: Uuid,
    mut events: Vec<RegistryEvent>,
) -> Result<(), AppError> {
    for (number, event) in (0..).zip(events.iter_mut().skip(1)) {
        if let RegistryEvent::SnapshotPage(page) = event {
            page.number = number;
        }
    }
    let (registry, own) = (StreamId::registry(), StreamId::snapshot(id));
    let cmd = app.new_command();
    let mut attempt = 1;
    loop {
        let now = app.now();
        let last = app.store.aggregate(Uuid::nil()).await?.last().map(|event| event.id);
        let encoded = events.iter().enumerate().map(|(part, event)| {
            let stream = if part == 0 { registry } else { own };
            encode(app, actor, stream, event, part)
        });
        let prepared = Prepared {
            cmd,
            content: crate::care_chain::content("snapshot", &cmd, id.as_bytes())?,
            actor: actor.user.to_string(),
            at: now,
            expected: vec![
                ExpectedHead { stream: registry, last },
                ExpectedHead { stream: own, last: None },
            ],
            read: None,
            events: encoded.collect::<Result<_, AppError>>()?,
            changes: Vec::new(),
            access: vec![access_entry(actor, now, String::from("take-snapshot"), None, Vec::new())],
        };
        match app.commit(prepared).await {
            Ok(Outcome::Committed(_) | Outcome::Known(_)) => {
                app.apply_to_registry(&events[..1]);
                return Ok(());
            }
            Err(CommitError::Stale(_)) if attempt < ATTEMPTS => attempt += 1,
            Ok(Outcome::Different(_)) => return Err(AppError::Busy),
            Err(error) => return Err(error.into()),
        }
    }
}

fn encode(
    app: &App,
    actor: &Actor,
    stream: StreamId,
    event: &RegistryEvent,
    part: usize,
) -> Result<NewEvent, AppError> {
    let now = app.now();
    let event_type = event.event_type();
    let body = Body {
        salt: random(&*app.entropy),
        event_type: event_type.name.to_owned(),
        ver: event_type.ver,
        data: event.data().map_err(EnvelopeError::Cbor)?,
        text: event.sentence(),
        who: actor.author(),
        occurred_at: Moment::from_instant(now),
        written_at: now,
        sent_at: None,
        policy: app.policies.hash(),
    };
    Ok(NewEvent {
        stream,
        deps: Vec::new(),
        replaces: Vec::new(),
        part: u8::try_from(part).map_err(|_| AppError::Busy)?,
        crit: event_type.crit,
        body: body.to_bytes()?,
    })
}

/// All snapshots, the newest first.
///
/// # Errors
/// When the role may not.
pub fn snapshots(app: &App, actor: &Actor) -> Result<Vec<SnapshotTaken>, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    let registry = app.registry();
    Ok(on_day(&registry, app.now()).snapshots().cloned().collect())
}

/// A snapshot as it was taken; its pages are compared with what was written of them.
///
/// # Errors
/// When the role may not, there is none, or its pages are not those that were written.
pub async fn read_snapshot(app: &App, actor: &Actor, id: Uuid) -> Result<Snapshot, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    let registry = app.registry();
    let taken = on_day(&registry, app.now()).snapshot(id).cloned().ok_or(AppError::NothingHere)?;
    let damaged = || StoreError::Damaged(format!("the pages of snapshot {id}"));
    let mut pages = Vec::new();
    for event in app.store.aggregate(id).await? {
        let Some(body) = &event.body else { continue };
        let body = Body::from_bytes(body)?;
        if let Some(Ok(RegistryEvent::SnapshotPage(page))) =
            RegistryEvent::read(&body.event_type, body.ver, &body.data)
        {
            pages.push(page);
        }
    }
    pages.sort_by_key(|page| page.number);
    let content: String = pages.into_iter().map(|page| page.text).collect();
    if hash(&content) != taken.digest {
        return Err(damaged().into());
    }
    let content: Content = serde_json::from_str(&content).map_err(|_| damaged())?;
    Ok(Snapshot { taken, report: content.report, document: content.document })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_put_together_are_the_content_again_and_none_is_too_large_for_a_body() {
        let content = "åäö€\u{1F600}".repeat(10_000);
        let pages = pages(&content);
        assert!(pages.len() > 2 && pages.iter().all(|page| page.len() <= 61_000));
        assert_eq!(pages.concat(), content);
        assert!(super::pages("").is_empty());
    }
}
