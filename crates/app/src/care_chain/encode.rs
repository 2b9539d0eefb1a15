//! From decided facts to the exact bytes of the log.

use brygga_domain::care_chain::acts::NewFact;
use brygga_domain::care_chain::{Fact, sentence};
use brygga_domain::envelope::{
    AggregateKind, Author, Body, Hlc, Origin, StreamId, Value, to_data, to_vec,
};
use brygga_domain::ids::{ChainId, CommandId, Digest, EventId, HsaId};
use brygga_store::NewEvent;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::load::LoadedChain;
use crate::context::App;
use crate::error::AppError;
use crate::ports::random;

/// Encoded events and the same as facts with ids of their own, to project from before the writer
/// has given the real ones.
pub(crate) struct Encoded {
    pub(crate) events: Vec<NewEvent>,
    pub(crate) facts: Vec<Fact>,
}

/// Encodes the facts of one act; what the law counts is sent now.
pub(crate) fn encode(
    app: &App,
    chain: ChainId,
    loaded: &LoadedChain,
    facts: Vec<NewFact>,
    cmd: CommandId,
    author: &Author,
    now: Timestamp,
) -> Result<Encoded, AppError> {
    let sent = |fact: &NewFact| fact.sent.then_some(now);
    encode_sent(app, chain, loaded, facts, cmd, author, now, sent)
}

/// The same where each fact says when it was sent: a history that another system recorded.
#[expect(clippy::too_many_arguments, reason = "those of an act, and when each fact was sent")]
pub(crate) fn encode_sent(
    app: &App,
    chain: ChainId,
    loaded: &LoadedChain,
    facts: Vec<NewFact>,
    cmd: CommandId,
    author: &Author,
    now: Timestamp,
    sent: impl Fn(&NewFact) -> Option<Timestamp>,
) -> Result<Encoded, AppError> {
    let registry = app.registry();
    let today = crate::context::on_day(&registry, now);
    let unit_name = |unit: &HsaId| {
        today.unit(unit).map_or_else(|| unit.to_string(), |known| known.name.clone())
    };
    let mut encoded = Encoded { events: Vec::new(), facts: Vec::new() };
    for (part, fact) in facts.into_iter().enumerate() {
        let event_type = fact.event.event_type();
        let stream = stream_of(chain, loaded, &fact);
        let body = Body {
            salt: random(&*app.entropy),
            event_type: event_type.name.to_owned(),
            ver: event_type.ver,
            data: fact.event.data().map_err(brygga_domain::envelope::EnvelopeError::Cbor)?,
            text: sentence(&fact.event, &unit_name),
            who: author.clone(),
            occurred_at: fact.occurred_at.clone(),
            written_at: now,
            sent_at: sent(&fact),
            policy: app.policies.hash(),
        };
        let bytes = body.to_bytes()?;
        let part = u8::try_from(part).map_err(|_| AppError::input("act", "too-large"))?;
        encoded.facts.push(Fact {
            id: EventId(Body::hash(&bytes).0),
            stream,
            origin: Origin { node: Uuid::nil(), epoch: 0 },
            // Outside every sequence: the fold counts no hole for it.
            seq: 0,
            hlc: Hlc::default(),
            cmd,
            part,
            crit: event_type.crit,
            replaces: fact.replaces.clone(),
            event_type: body.event_type.clone(),
            ver: body.ver,
            who: body.who.clone(),
            occurred_at: body.occurred_at.clone(),
            written_at: now,
            sent_at: body.sent_at,
            text: body.text.clone(),
            event: Ok(fact.event),
        });
        encoded.events.push(NewEvent {
            stream,
            deps: loaded.last.get(&stream).copied().into_iter().collect(),
            replaces: fact.replaces,
            part,
            crit: event_type.crit,
            body: bytes,
        });
    }
    Ok(encoded)
}

/// The newest segment of the fact's compartment, or the next one where the audience changes.
fn stream_of(chain: ChainId, loaded: &LoadedChain, fact: &NewFact) -> StreamId {
    let newest = loaded.chain().segments.get(&fact.compartment).copied().unwrap_or(0);
    let segment = newest.saturating_add(u32::from(fact.next_segment));
    StreamId {
        aggregate: Uuid::from_bytes(chain.bytes()),
        kind: AggregateKind::Chain,
        compartment: fact.compartment,
        room: fact.room,
        segment,
    }
}

/// What an act says, as one digest: the same form again has the same content (decision 5). It is
/// taken over the command, since a double click has two entry times but says one thing.
pub(crate) fn content<T: Serialize>(
    word: &str,
    act: &T,
    target: &[u8],
) -> Result<Digest, AppError> {
    let data = to_data(act).map_err(brygga_domain::envelope::EnvelopeError::Cbor)?;
    let value = Value::Array(vec![Value::from(word), data, Value::Bytes(target.to_vec())]);
    Ok(Body::hash(&to_vec(&value)))
}
