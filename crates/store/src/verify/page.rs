//! A range of positions: read, and each event checked by itself.

use std::sync::Arc;

use brygga_domain::envelope::{Body, Origin, SignedHeader, StreamId};
use brygga_domain::ids::EventId;

use super::Keys;
use crate::{EventLog, Position, StoreError, StoredEvent};

/// Events of one read.
const PAGE: u64 = 500;

/// Positions after `from`, up to and with `to`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub(super) part: u16,
    pub(super) from: u64,
    pub(super) to: u64,
}

impl Range {
    /// Ranges of a page each.
    pub(super) fn cover(part: u16, from: u64, to: u64) -> impl Iterator<Item = Self> {
        let pages = to.saturating_sub(from).div_ceil(PAGE);
        (0..pages).map(move |page| {
            let from = from + page * PAGE;
            Self { part, from, to: to.min(from + PAGE) }
        })
    }
}

/// What a row claims to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) origin: Origin,
    pub(super) stream: StreamId,
    pub(super) seq: u64,
    pub(super) id: EventId,
    /// The event before, as its header says; zeroes when the header cannot be read.
    pub(super) prev: EventId,
}

/// A row after the checks that need no other row.
pub(super) struct Checked {
    pub(super) position: Position,
    /// None when the row cannot be read.
    pub(super) held: Option<Held>,
    /// Sequence and link by the header, or what does not hold.
    pub(super) alone: Result<(u64, EventId), String>,
}

/// Reads a range and checks its events on a thread for such work.
pub(super) async fn checked(
    log: &dyn EventLog,
    range: Range,
    keys: Arc<Keys>,
) -> Result<(Range, Vec<Checked>), StoreError> {
    let rows = read(log, range).await?;
    let work = move || rows.into_iter().map(|row| check(row, &keys)).collect();
    match tokio::task::spawn_blocking(work).await {
        Ok(rows) => Ok((range, rows)),
        // The runtime shuts down.
        Err(error) => Err(StoreError::Engine(Box::new(error))),
    }
}

type Row = (Position, Result<StoredEvent, String>);

async fn read(log: &dyn EventLog, range: Range) -> Result<Vec<Row>, StoreError> {
    let mut at = Position { part: range.part, pos: range.from };
    let max = u32::try_from(range.to - range.from).unwrap_or(u32::MAX);
    let row = |event: StoredEvent| (event.position, Ok(event));
    match log.after(at, max).await {
        Ok(page) => {
            let within = page.into_iter().filter(|event| event.position.pos <= range.to);
            return Ok(within.map(row).collect());
        }
        Err(StoreError::Damaged(_)) => {}
        Err(error) => return Err(error),
    }
    // A row of the page cannot be read: find it, name it, go on after it.
    let mut rows = Vec::new();
    while at.pos < range.to {
        match log.after(at, 1).await {
            Ok(mut page) => match page.pop() {
                Some(event) if event.position.pos <= range.to => {
                    at = event.position;
                    rows.push(row(event));
                }
                _ => break,
            },
            Err(StoreError::Damaged(why)) => {
                at.pos += 1;
                rows.push((at, Err(why)));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(rows)
}

fn check((position, row): Row, keys: &Keys) -> Checked {
    let event = match row {
        Ok(event) => event,
        Err(why) => return Checked { position, held: None, alone: Err(why) },
    };
    let alone = alone(&event, keys);
    let prev = match &alone {
        Ok((_, prev)) => *prev,
        Err(_) => EventId([0; 32]),
    };
    let held =
        Held { origin: event.origin, stream: event.stream, seq: event.seq, id: event.id, prev };
    Checked { position, held: Some(held), alone }
}

fn alone(event: &StoredEvent, keys: &Keys) -> Result<(u64, EventId), String> {
    let Some(key) = keys.get(&event.origin) else {
        return Err("the origin is not registered".to_owned());
    };
    let Some(key) = key else {
        return Err("the registered key of the origin is not a key".to_owned());
    };
    let signed =
        SignedHeader { id: event.id, bytes: event.header.clone(), signature: event.signature };
    let header = signed.verify(key).map_err(|error| error.to_string())?;
    let place = (header.stream, header.origin, header.seq);
    if place != (event.stream, event.origin, event.seq) {
        return Err("the event does not stand where its header says".to_owned());
    }
    // Nothing is erased yet (decision 4), so no body may be missing.
    let Some(body) = &event.body else { return Err("the body is missing".to_owned()) };
    if Body::hash(body) != header.body_hash {
        return Err("the body is not the one that was signed".to_owned());
    }
    Ok((header.seq, header.prev))
}
