//! A stay's stream and row.

use brygga_domain::calendar::local_date;
use brygga_domain::envelope::{Assurance, Author, Body, EnvelopeError, Header, StreamId, to_data};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, EventId, PersonId, StayId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::Registry;
use brygga_hl7::adt::{Address, AdtEvent};
use brygga_hl7::identifier::IdentifierText;
use brygga_hl7::stay::{self, StayFact, StayStatus};
use brygga_store::{NewEvent, StayRow, StayState, StoreError, StoredEvent};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::context::{App, on_day};
use crate::error::AppError;
use crate::ports::random;

const MESSAGE: &str = "stay-message";
const LINKED: &str = "stay-linked";

/// A fact in a stay's stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StayMessage {
    pub(super) facility: String,
    pub(super) visit: String,
    pub(super) fact: StayFact,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StayLinked {
    chain: ChainId,
}

/// The stay with this visit key: the same on every machine.
pub(crate) fn stay_id(visit_key: &str) -> StayId {
    let hash = Sha256::new().chain_update(b"brygga-stay").chain_update(visit_key).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    StayId::from_bytes(bytes)
}

/// A visit number is unique within the facility that gave it.
pub(super) fn visit_key(facility: &str, visit: &str) -> String {
    format!("{}:{facility},{visit}", facility.len())
}

/// What is known of one stay.
pub(super) struct Known {
    pub(super) messages: Vec<StayMessage>,
    pub(super) chain: Option<ChainId>,
    pub(super) last: Option<EventId>,
}

impl Known {
    pub(super) fn facts(&self) -> Vec<StayFact> {
        self.messages.iter().map(|message| message.fact.clone()).collect()
    }
}

pub(super) async fn load(app: &App, stay: StayId) -> Result<Known, AppError> {
    let events = app.store.aggregate(Uuid::from_bytes(stay.bytes())).await?;
    Ok(read(&events)?)
}

pub(super) fn read(events: &[StoredEvent]) -> Result<Known, StoreError> {
    let mut known = Known { messages: Vec::new(), chain: None, last: None };
    for event in events {
        known.last = Some(event.id);
        let Some(body) = &event.body else { continue };
        let damaged = |error: EnvelopeError| StoreError::Damaged(error.to_string());
        Header::from_bytes(&event.header).map_err(damaged)?;
        let body = Body::from_bytes(body).map_err(damaged)?;
        match body.event_type.as_str() {
            MESSAGE => known.messages.push(body.data().map_err(damaged)?),
            LINKED => known.chain = Some(body.data::<StayLinked>().map_err(damaged)?.chain),
            _ => {}
        }
    }
    Ok(known)
}

/// The feed as an author.
pub(super) fn feed_author() -> Author {
    Author { user: None, role: "feed".to_owned(), unit: None, assurance: Assurance::Feed }
}

pub(super) fn message_event(
    app: &App,
    stay: StayId,
    message: &StayMessage,
    part: u8,
    now: Timestamp,
) -> Result<NewEvent, AppError> {
    let text =
        format!("Uppgift från patientadministrativt system: {}.", sentence(message.fact.kind));
    let at = message.fact.occurred_at;
    event(app, stay, MESSAGE, message, text, feed_author(), (part, at, now))
}

/// The fact that a chain has grown from the stay.
pub(crate) fn linked_event(
    app: &App,
    visit_key: &str,
    chain: ChainId,
    author: &Author,
    part: u8,
    now: Timestamp,
) -> Result<NewEvent, AppError> {
    let text = "Vårdtillfället hör nu till en vårdkedja.".to_owned();
    let data = StayLinked { chain };
    event(app, stay_id(visit_key), LINKED, &data, text, author.clone(), (part, now, now))
}

fn event<T: Serialize>(
    app: &App,
    stay: StayId,
    event_type: &str,
    data: &T,
    text: String,
    who: Author,
    (part, at, now): (u8, Timestamp, Timestamp),
) -> Result<NewEvent, AppError> {
    let body = Body {
        salt: random(&*app.entropy),
        event_type: event_type.to_owned(),
        ver: 1,
        data: to_data(data).map_err(EnvelopeError::Cbor)?,
        text,
        who,
        occurred_at: Moment::from_instant(at),
        written_at: now,
        sent_at: None,
        policy: app.policies.hash(),
    };
    let (stream, body) = (StreamId::stay(stay), body.to_bytes()?);
    Ok(NewEvent { stream, deps: Vec::new(), replaces: Vec::new(), part, crit: true, body })
}

/// A number of the feed as an identifier: by its system, else local to who assigned it.
pub(super) fn identifier(text: &IdentifierText, now: Timestamp) -> Option<PersonIdentifier> {
    let local = text.namespace.as_ref().map(|namespace| format!("local:{namespace}"));
    let system = text.system.clone().or(local)?;
    let today = local_date(now);
    PersonIdentifier::parse_with_system(&system, &text.value, today)
        .or_else(|_| {
            PersonIdentifier::parse_with_system(&format!("local:{system}"), &text.value, today)
        })
        .ok()
}

/// The row of a stay, from its facts; `None` while there is no identity to keep it under.
pub(super) fn row(
    known: &Known,
    person: PersonId,
    registry: &Registry,
    now: Timestamp,
) -> Option<StayRow> {
    let first = known.messages.first()?;
    let state = stay::fold(&known.facts());
    let (facility, visit) = (&first.facility, &first.visit);
    let key = visit_key(facility, visit);
    let found = state.stay();
    let number = found
        .and_then(|stay| stay.identifier.as_ref())
        .or_else(|| known.messages.iter().find_map(|m| m.fact.identifier.as_ref()))?;
    let number = identifier(number, now)?;
    // No address is kept (definitions 2).
    let protected = found.is_some_and(|stay| stay.is_protected);
    let name = found.and_then(|stay| stay.name.as_ref());
    let ward_code = found.and_then(|stay| stay.location.ward.clone());
    let today = on_day(registry, now);
    let ward = ward_code.as_ref().and_then(|code| today.ward_by_code(facility, code));
    Some(StayRow {
        stay: stay_id(&key),
        visit_key: key,
        visit: visit.clone(),
        person,
        identifier_kind: number.kind().as_str().to_owned(),
        identifier_system: number.system().to_owned(),
        identifier: number.value().to_owned(),
        name: name.map(|name| name.display()).unwrap_or_default(),
        family: name.map(|name| name.family.clone()).unwrap_or_default(),
        given: name.map(|name| name.given.clone()).unwrap_or_default(),
        municipality: found.and_then(|stay| stay.municipality.clone()),
        address: found.filter(|_| !protected).and_then(|stay| stay.address.as_ref()).map(one_line),
        state: found.map_or(StayState::Parked, |stay| status(stay.status)),
        ward_code: ward_code.map(|code| format!("{facility}/{code}")),
        ward: ward.map(|unit| unit.id.clone()),
        place: found.and_then(|stay| place(&stay.location)),
        admitted_at: found.map(|stay| stay.admitted_at),
        discharged_at: found.and_then(|stay| stay.discharged_at),
        deceased: found.is_some_and(|stay| stay.is_deceased),
        protected,
        chain: known.chain,
    })
}

/// What the message is about, for the legal record.
const fn sentence(event: AdtEvent) -> &'static str {
    match event {
        AdtEvent::Admit | AdtEvent::Register => "inskriven",
        AdtEvent::PreAdmit => "planerad inskrivning",
        AdtEvent::Transfer => "flyttad",
        AdtEvent::Discharge => "utskriven",
        AdtEvent::CancelAdmit => "inskrivningen återtagen",
        AdtEvent::CancelTransfer => "flytten återtagen",
        AdtEvent::CancelDischarge => "utskrivningen återtagen",
        AdtEvent::LeaveStarts => "permission börjar",
        AdtEvent::LeaveEnds => "åter från permission",
        AdtEvent::UpdateVisit | AdtEvent::UpdatePerson => "ändrade uppgifter",
        AdtEvent::MergePatient | AdtEvent::MergeIdentifiers => "sammanslagen identitet",
    }
}

/// An address on one line.
fn one_line(address: &Address) -> String {
    let town = [&address.postal_code, &address.city];
    let town: Vec<&str> = town.into_iter().flatten().map(String::as_str).collect();
    let lines = [address.street.clone(), address.other.clone(), Some(town.join(" "))];
    let lines: Vec<String> = lines.into_iter().flatten().filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}

fn status(status: StayStatus) -> StayState {
    match status {
        StayStatus::Planned => StayState::Planned,
        StayStatus::Admitted => StayState::Admitted,
        StayStatus::OnLeave => StayState::OnLeave,
        StayStatus::Discharged => StayState::Discharged,
        StayStatus::Cancelled => StayState::Cancelled,
    }
}

fn place(location: &brygga_hl7::stay::Location) -> Option<String> {
    match (&location.room, &location.bed) {
        (Some(room), Some(bed)) => Some(format!("{room}:{bed}")),
        (Some(room), None) => Some(room.clone()),
        _ => None,
    }
}
