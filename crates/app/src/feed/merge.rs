//! A34 and A40: two identities are one person. Streams do not move; each open chain and stay gets a
//! fact of its own (decision 9).

use brygga_domain::care_chain::acts::NewFact;
use brygga_domain::care_chain::{Fact, Head, Identity, IdentityChanged, fold};
use brygga_domain::envelope::{Compartment, StreamId};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, PersonId};
use brygga_domain::moment::Moment;
use brygga_domain::person::PersonEvent;
use brygga_hl7::adt::{AdtInput, AdtProblem, Merge};
use brygga_store::{Change, ExpectedHead, FeedMessage};
use std::sync::Arc;

use super::receive::{Work, command, facility_of};
use super::stay::{self, StayMessage, feed_author};
use crate::care_chain::encode_facts;
use crate::care_chain::project::project;
use crate::context::App;
use crate::error::AppError;
use crate::person;

/// Merges; `Some` says why it cannot be.
pub(super) async fn merge(
    app: &App,
    input: &AdtInput,
    record: FeedMessage,
) -> Result<Option<AdtProblem>, AppError> {
    let now = app.now();
    let mut work = Work::default();
    let mut touched: Vec<ChainId> = Vec::new();
    for merge in &input.merges {
        let surviving = merge.surviving.identifier.as_ref();
        let Some(surviving) = surviving.and_then(|text| stay::identifier(text, now)) else {
            return Ok(Some(AdtProblem::MissingPatientIdentifier));
        };
        let person = person::person_of(app, &surviving).await?;
        for prior in merge.prior.iter().filter_map(|text| stay::identifier(text, now)) {
            one(app, input, merge, (person, &surviving), &prior, &mut work).await?;
            let other = person::person_of(app, &prior).await?;
            touched
                .extend(chains(app, (person, other), merge, &surviving, &record, &mut work).await?);
        }
    }
    work.write(app, record).await?;
    for chain in touched {
        app.forget(chain);
    }
    Ok(None)
}

async fn one(
    app: &App,
    input: &AdtInput,
    merge: &Merge,
    (person, surviving): (PersonId, &PersonIdentifier),
    prior: &PersonIdentifier,
    work: &mut Work,
) -> Result<(), AppError> {
    let now = app.now();
    let author = feed_author();
    let other = person::person_of(app, prior).await?;
    let stream = StreamId::person(person);
    let last = person::last_event(app, person).await?;
    if let Some((event, _)) = person::identified(app, person, surviving).await? {
        work.events.push(person::encode(app, &author, event, stream, work.part(), now)?);
        work.changes.push(person::identified_row(person, surviving));
    }
    let same = PersonEvent::SameAs { other, merged: prior.clone() };
    work.events.push(person::encode(app, &author, same, stream, work.part(), now)?);
    if !work.expected.iter().any(|head| head.stream == stream) {
        work.expected.push(ExpectedHead { stream, last });
    }
    work.changes.push(person::identified_row(person, prior));
    let mut stays = app.store.open_stays_of(other).await?;
    stays.extend(app.store.open_stays_of(person).await?);
    stays.dedup_by(|a, b| a.visit_key == b.visit_key);
    for row in stays {
        let mut known = stay::load(app, row.stay).await?;
        let fact = input.merge_fact(merge, known.messages.len() as u64);
        let (facility, visit) = (facility_of(&row.visit_key), row.visit.clone());
        let stream = StreamId::stay(row.stay);
        work.expected.push(ExpectedHead { stream, last: known.last });
        let message = StayMessage { facility, visit, fact };
        work.events.push(stay::message_event(app, row.stay, &message, work.part(), now)?);
        known.messages.push(message);
        work.row(stay::row(&known, person, &app.registry(), now));
    }
    Ok(())
}

/// `identity-changed` in every open chain of both.
async fn chains(
    app: &App,
    (person, other): (PersonId, PersonId),
    merge: &Merge,
    surviving: &PersonIdentifier,
    record: &FeedMessage,
    work: &mut Work,
) -> Result<Vec<ChainId>, AppError> {
    let now = app.now();
    let mut ids = app.store.open_chains_of(other).await?;
    ids.extend(app.store.open_chains_of(person).await?);
    ids.sort_unstable();
    ids.dedup();
    for chain in &ids {
        let loaded = crate::care_chain::load(app, *chain).await?;
        let Some(Head { value: known, .. }) = loaded.chain().identity.heads.last() else {
            continue;
        };
        let name = merge.surviving.name.value();
        let identity = Identity {
            person,
            identifier: surviving.clone(),
            given: name.map_or_else(|| known.given.clone(), |name| name.given.clone()),
            family: name.map_or_else(|| known.family.clone(), |name| name.family.clone()),
        };
        let fact = NewFact {
            compartment: Compartment::Coordination,
            room: 0,
            event: IdentityChanged { identity, municipality: None }.into(),
            replaces: loaded.chain().identity.shown(),
            occurred_at: Moment::from_instant(now),
            sent: false,
            next_segment: false,
        };
        let cmd = command(&record.key);
        let mut encoded = encode_facts(app, *chain, &loaded, vec![fact], cmd, &feed_author(), now)?;
        for event in &mut encoded.events {
            event.part = work.part();
            work.expected.push(ExpectedHead {
                stream: event.stream,
                last: loaded.last.get(&event.stream).copied(),
            });
            work.events.push(event.clone());
        }
        let log: Vec<&Fact> = loaded.facts.iter().map(Arc::as_ref).chain(&encoded.facts).collect();
        let after = fold(log.iter().copied());
        let version = log.len() as u64;
        let row = project(*chain, &after, version, &app.registry(), now);
        work.changes.extend::<Option<Change>>(row);
        work.changes.push(crate::follow_up::change(*chain, &log, &after));
    }
    Ok(ids)
}
