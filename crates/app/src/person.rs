//! A person's identifiers: facts in a stream that only the server reads (decision 9).

use brygga_domain::envelope::{AggregateKind, Author, Body, EnvelopeError, StreamId, to_data};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{EventId, PersonId};
use brygga_domain::moment::Moment;
use brygga_domain::person::PersonEvent;
use brygga_store::{Change, NewEvent, StoredEvent};
use jiff::Timestamp;
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::ports::random;

/// The person with this identifier, or a new one.
pub async fn person_of(app: &App, identifier: &PersonIdentifier) -> Result<PersonId, AppError> {
    let known = app.store.person_by_identifier(identifier.system(), identifier.value()).await?;
    Ok(known.unwrap_or_else(|| PersonId::from_bytes(random(&*app.entropy))))
}

/// The fact that a person has an identifier, when it is not known yet.
pub(crate) async fn identified(
    app: &App,
    person: PersonId,
    identifier: &PersonIdentifier,
) -> Result<Option<(PersonEvent, StreamId)>, AppError> {
    let known = app.store.person_by_identifier(identifier.system(), identifier.value()).await?;
    if known.is_some() {
        return Ok(None);
    }
    let event = PersonEvent::Identified { identifier: identifier.clone() };
    Ok(Some((event, StreamId::person(person))))
}

/// The last event in the person's stream.
pub(crate) async fn last_event(app: &App, person: PersonId) -> Result<Option<EventId>, AppError> {
    let events = app.store.aggregate(Uuid::from_bytes(person.bytes())).await?;
    Ok(events.last().map(|event| event.id))
}

/// Makes the rows of all identifiers from the log.
pub(crate) async fn rebuild_identifiers(app: &App) -> Result<(), AppError> {
    Ok(app.store.write_projections(identifier_rows(app).await?).await?)
}

/// The rows of all identifiers: what was registered, then what was merged.
pub(crate) async fn identifier_rows(app: &App) -> Result<Vec<Change>, AppError> {
    let mut rows = Vec::new();
    let mut merged = Vec::new();
    let mut after: Option<Uuid> = None;
    loop {
        let page = app.store.aggregates(AggregateKind::Person, after, 500).await?;
        let Some(last) = page.last().copied() else { break };
        for aggregate in page {
            for event in app.store.aggregate(aggregate).await? {
                match said(&event)? {
                    Some((row, true)) => merged.push((event.position, row)),
                    Some((row, false)) => rows.push(row),
                    None => {}
                }
            }
        }
        after = Some(last);
    }
    merged.sort_by_key(|(position, _)| *position);
    rows.extend(merged.into_iter().map(|(_, row)| row));
    Ok(rows)
}

/// The row that follows from one event of a person's stream.
pub(crate) fn identifier_row(event: &StoredEvent) -> Result<Option<Change>, AppError> {
    Ok(said(event)?.map(|(row, _)| row))
}

/// With whether it is a merge.
fn said(event: &StoredEvent) -> Result<Option<(Change, bool)>, AppError> {
    let Some(body) = &event.body else { return Ok(None) };
    let person = PersonId::from_bytes(*event.stream.aggregate.as_bytes());
    Ok(match Body::from_bytes(body)?.data()? {
        PersonEvent::Identified { identifier } => {
            Some((identified_row(person, &identifier), false))
        }
        PersonEvent::SameAs { merged: prior, .. } => Some((identified_row(person, &prior), true)),
        PersonEvent::NotSameAs { .. } => None,
    })
}

pub(crate) fn identified_row(person: PersonId, identifier: &PersonIdentifier) -> Change {
    Change::PersonIdentified {
        person,
        system: identifier.system().to_owned(),
        value: identifier.value().to_owned(),
    }
}

pub(crate) fn encode(
    app: &App,
    author: &Author,
    event: PersonEvent,
    stream: StreamId,
    part: u8,
    now: Timestamp,
) -> Result<NewEvent, AppError> {
    let body = Body {
        salt: random(&*app.entropy),
        event_type: event.name().to_owned(),
        ver: 1,
        text: event.sentence().to_owned(),
        data: to_data(&event).map_err(EnvelopeError::Cbor)?,
        who: author.clone(),
        occurred_at: Moment::from_instant(now),
        written_at: now,
        sent_at: None,
        policy: app.policies.hash(),
    };
    let body = body.to_bytes()?;
    Ok(NewEvent { stream, deps: Vec::new(), replaces: Vec::new(), part, crit: true, body })
}
