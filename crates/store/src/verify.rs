//! Proves a log from its bytes: hashes, signatures, sequences, positions (decision 20).
//!
//! Left out for now: working on several cores, resuming, checkpoints and samples.

use std::collections::HashMap;

use brygga_domain::envelope::{Body, Origin, SignedHeader, StreamId, VerifyingKey};
use brygga_domain::ids::EventId;

use crate::{EventLog, Position, StoreError, StoredEvent};

/// Events of one read.
const PAGE: u32 = 500;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Events checked.
    pub events: u64,
    /// Streams that they stand in.
    pub streams: u64,
    /// The first event that does not hold, with why.
    pub first_fault: Option<(Position, String)>,
    /// How many do not hold.
    pub faults: u64,
}

/// Reads the whole log and checks for each event: the id is the hash of the header, the origin's
/// registered key signed it, the body is the one that the header names, its place is the one that
/// the header says, sequences are dense with right links, positions are dense from 1.
///
/// `progress` is told (checked, of all). Fails only when the log cannot be read at all; a row that
/// cannot be read is a fault and the check goes on after it.
pub async fn verify(
    log: &dyn EventLog,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<VerifyReport, StoreError> {
    let keys = log
        .origins()
        .await?
        .into_iter()
        .map(|origin| (origin.origin, VerifyingKey::from_bytes(&origin.public_key).ok()));
    let mut check =
        Check { keys: keys.collect(), heads: HashMap::new(), report: VerifyReport::default() };
    let ends = log.last().await?;
    let all = ends.iter().map(|end| end.pos).sum();
    for end in ends {
        let mut at = Position { pos: 0, ..end };
        while at.pos < end.pos {
            at = match log.after(at, PAGE).await {
                Ok(page) => check.page(at, end, &page),
                Err(StoreError::Damaged(_)) => check.one_by_one(log, at, end).await?,
                Err(error) => return Err(error),
            };
            progress(check.report.events, all);
        }
    }
    check.report.streams = check.streams();
    Ok(check.report)
}

struct Check {
    keys: HashMap<Origin, Option<VerifyingKey>>,
    /// Last sequence number and event of each stream and origin.
    heads: HashMap<(Origin, StreamId), (u64, EventId)>,
    report: VerifyReport,
}

impl Check {
    fn fault(&mut self, at: Position, why: impl Into<String>) {
        self.report.faults += 1;
        self.report.first_fault.get_or_insert_with(|| (at, why.into()));
    }

    fn streams(&self) -> u64 {
        let streams: std::collections::HashSet<_> =
            self.heads.keys().map(|(_, stream)| stream).collect();
        streams.len() as u64
    }

    /// Checks a page and gives the position that it came to.
    fn page(&mut self, mut at: Position, end: Position, page: &[StoredEvent]) -> Position {
        if page.is_empty() {
            self.missing(at, end.pos);
            return end;
        }
        for event in page {
            if event.position.pos > end.pos {
                // Written while we read.
                return end;
            }
            self.missing(at, event.position.pos - 1);
            self.event(event);
            at = event.position;
        }
        at
    }

    /// Every position after `at` up to `last` has no event.
    fn missing(&mut self, at: Position, last: u64) {
        for pos in at.pos + 1..=last {
            self.fault(Position { pos, ..at }, "the event is missing");
        }
    }

    /// A page that holds an unreadable row: find it, name it, go on after it.
    async fn one_by_one(
        &mut self,
        log: &dyn EventLog,
        mut at: Position,
        end: Position,
    ) -> Result<Position, StoreError> {
        for _ in 0..PAGE {
            if at.pos >= end.pos {
                break;
            }
            match log.after(at, 1).await {
                Ok(page) => at = self.page(at, end, &page),
                Err(StoreError::Damaged(why)) => {
                    at.pos += 1;
                    self.report.events += 1;
                    self.fault(at, why);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(at)
    }

    fn event(&mut self, event: &StoredEvent) {
        self.report.events += 1;
        let key = (event.origin, event.stream);
        let (seq, prev) = self.heads.get(&key).copied().unwrap_or((0, EventId([0; 32])));
        if let Err(why) = self.check(event, seq, prev) {
            self.fault(event.position, why);
        }
        // Go on from what is there, so that one fault is one fault.
        self.heads.insert(key, (event.seq, event.id));
    }

    fn check(&self, event: &StoredEvent, seq: u64, prev: EventId) -> Result<(), String> {
        let Some(key) = self.keys.get(&event.origin) else {
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
        if event.body.as_deref().is_some_and(|body| Body::hash(body) != header.body_hash) {
            return Err("the body is not the one that was signed".to_owned());
        }
        if header.seq != seq + 1 {
            return Err(format!("sequence {} follows {seq}", header.seq));
        }
        if header.prev != prev {
            return Err("the link to the event before does not hold".to_owned());
        }
        Ok(())
    }
}
