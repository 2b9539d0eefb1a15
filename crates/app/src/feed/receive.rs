//! One message of the feed, from bytes to a durable answer (decision 30).

use brygga_domain::envelope::StreamId;
use brygga_domain::ids::{CommandId, Digest};
use brygga_hl7::adt::{AckCode, AdtInput, AdtProblem};
use brygga_hl7::reading::Reading;
use brygga_hl7::stay::refusal;
use brygga_store::{Change, ExpectedHead, Outcome, Prepared, ReviewItem, StayState};
use sha2::{Digest as _, Sha256};

use super::answer::Answer;
use super::merge;
use super::stay::{self, StayMessage, stay_id, visit_key};
use crate::context::{App, Changed};
use crate::error::AppError;
use crate::person;
use crate::ports::random;

const TRIES: usize = 3;

/// What an importer reads of a message that is in.
const STORED: &str = "stored";
/// The same of one about a visit that is not known yet (decision 30).
const PARKED: &str = "parked: no admission of the visit has come";

/// Receives one message. AA only when it is durable; the same key from the same sender is one act.
pub async fn receive_adt(app: &App, reading: &Reading) -> Result<Answer, AppError> {
    let answer = receive(app, reading).await;
    let code = answer.as_ref().map_or("none", |answer| AckCode::parse(&answer.code).as_str());
    metrics::counter!("brygga_feed_messages_total", "answer" => code).increment(1);
    answer
}

async fn receive(app: &App, reading: &Reading) -> Result<Answer, AppError> {
    let now = app.now();
    let ack_id = brygga_domain::ids::hex(&random::<6>(&*app.entropy));
    let answer = |problem: Option<&AdtProblem>, reason: &str| {
        Answer::of(reading, problem, reason, now, &ack_id)
    };
    let input = match &reading.result {
        Ok(input) => input,
        Err(problem) => return Ok(answer(Some(problem), "")),
    };
    let key = input.sender.canonical();
    let content = Digest(Sha256::digest(&reading.bytes).into());
    if let Some(known) = app.store.feed_message(&key).await? {
        if known.content == content {
            let mut again = answer(None, &known.reason);
            if known.code != again.code {
                let problem = AdtProblem::Repeated(AckCode::parse(&known.code), known.reason);
                again = answer(Some(&problem), "");
            }
            return Ok(again);
        }
        let reason = "samma meddelandenummer kom med annat innehåll".to_owned();
        app.store.add_review(ReviewItem { key, reason, at: now }).await?;
        return Ok(answer(Some(&AdtProblem::SameKeyOtherContent), ""));
    }
    let record = answer(None, STORED).record(&key, content, now);
    for _ in 0..TRIES {
        let attempt = if input.event.is_merge() {
            let merged = merge::merge(app, input, record.clone()).await;
            merged.map(|problem| problem.map_or(Ok(STORED), Err))
        } else {
            visit(app, input, record.clone()).await
        };
        match attempt {
            Ok(Ok(reason)) => return Ok(answer(None, reason)),
            Ok(Err(problem)) => {
                let refused = answer(Some(&problem), "");
                app.store.save_feed_message(refused.record(&key, content, now)).await?;
                return Ok(refused);
            }
            Err(AppError::Busy) => {}
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(%error, source, "a message of the feed could not be stored");
                return Ok(answer(Some(&AdtProblem::NotStored), ""));
            }
        }
    }
    Ok(answer(Some(&AdtProblem::NotStored), ""))
}

/// The idempotency key of a feed message (decision 21).
pub(super) fn command(key: &str) -> CommandId {
    let hash = Sha256::new().chain_update(b"brygga-adt").chain_update(key).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    CommandId::from_bytes(bytes)
}

/// A message about one visit, or about a person without one (A31): then about each open stay.
async fn visit(
    app: &App,
    input: &AdtInput,
    mut record: brygga_store::FeedMessage,
) -> Result<Result<&'static str, AdtProblem>, AppError> {
    let now = app.now();
    let number = input.patient.identifier.as_ref().ok_or(AppError::NothingHere)?;
    let Some(identifier) = stay::identifier(number, now) else {
        return Ok(Err(AdtProblem::MissingPatientIdentifier));
    };
    let person = person::person_of(app, &identifier).await?;
    let facility = input.sender.facility.clone();
    let visits: Vec<(String, String)> = match &input.visit.number {
        Some(visit) => vec![(facility.clone(), visit.clone())],
        None => {
            let stays = app.store.open_stays_of(person).await?;
            stays.into_iter().map(|stay| (facility_of(&stay.visit_key), stay.visit)).collect()
        }
    };
    let mut work = Work::default();
    for (facility, visit) in visits {
        let id = stay_id(&visit_key(&facility, &visit));
        let mut known = stay::load(app, id).await?;
        let fact = input.stay_fact(known.messages.len() as u64);
        if let Some(problem) = refusal(&known.facts(), &fact) {
            return Ok(Err(problem));
        }
        let stream = StreamId::stay(id);
        work.expected.push(ExpectedHead { stream, last: known.last });
        let message = StayMessage { facility, visit, fact };
        work.events.push(stay::message_event(app, id, &message, work.part(), now)?);
        known.messages.push(message);
        work.row(stay::row(&known, person, &app.registry(), now));
    }
    if let Some((event, stream)) = person::identified(app, person, &identifier).await? {
        let author = stay::feed_author();
        work.events.push(person::encode(app, &author, event, stream, work.part(), now)?);
        work.expected.push(ExpectedHead { stream, last: None });
        work.changes.push(person::identified_row(person, &identifier));
    }
    let parked =
        |change: &Change| matches!(change, Change::Stay(row) if row.state == StayState::Parked);
    let reason = if work.changes.iter().any(parked) { PARKED } else { STORED };
    reason.clone_into(&mut record.reason);
    work.write(app, record).await.map(|()| Ok(reason))
}

/// The facility inside a visit key.
pub(super) fn facility_of(visit_key: &str) -> String {
    let read = || {
        let (length, rest) = visit_key.split_once(':')?;
        rest.get(..length.parse().ok()?)
    };
    read().unwrap_or_default().to_owned()
}

/// One unit of work of the feed, as it grows.
#[derive(Default)]
pub(super) struct Work {
    pub(super) expected: Vec<ExpectedHead>,
    pub(super) events: Vec<brygga_store::NewEvent>,
    pub(super) changes: Vec<Change>,
    wards: Vec<brygga_domain::ids::HsaId>,
}

impl Work {
    pub(super) fn part(&self) -> u8 {
        u8::try_from(self.events.len()).unwrap_or(u8::MAX)
    }

    pub(super) fn row(&mut self, row: Option<brygga_store::StayRow>) {
        if let Some(row) = row {
            self.wards.extend(row.ward.clone());
            self.changes.push(Change::Stay(Box::new(row)));
        }
    }

    pub(super) async fn write(
        mut self,
        app: &App,
        record: brygga_store::FeedMessage,
    ) -> Result<(), AppError> {
        let now = app.now();
        let (cmd, content) = (command(&record.key), record.content);
        self.changes.push(Change::FeedAnswered(record));
        let prepared = Prepared {
            cmd,
            content,
            actor: "feed".to_owned(),
            at: now,
            expected: self.expected,
            read: None,
            events: self.events,
            changes: self.changes,
            access: Vec::new(),
        };
        match app.commit(prepared).await {
            Ok(Outcome::Committed(_)) => {
                app.tell(Changed { chain: None, units: self.wards, at: now });
                Ok(())
            }
            Ok(Outcome::Known(_)) => Ok(()),
            Ok(Outcome::Different(_)) => Err(AppError::input("MSH-10", "same-key")),
            Err(error) => Err(error.into()),
        }
    }
}
