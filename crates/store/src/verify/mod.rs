//! Proves a log from its bytes: hashes, signatures, sequences, positions, checkpoints (decision 20).
//!
//! Pages of events are read and checked each by itself on all cores (`page`); what depends on the
//! order, the links of streams and the digests of checkpoints, follows in order.

mod page;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use brygga_domain::envelope::{Origin, StreamId, VerifyingKey};
use brygga_domain::ids::{Digest, EventId};
use futures::StreamExt as _;

use crate::{Checkpoint, EventLog, Mark, Marks, Position, StoreError};
use page::{Checked, Held, Range, checked};

/// Checkpoints of one read.
const CHECKPOINTS: u32 = 500;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Events checked.
    pub events: u64,
    /// Streams that they stand in, as far as this run has seen.
    pub streams: u64,
    /// Checkpoints checked.
    pub checkpoints: u64,
    /// The first event that does not hold, with why.
    pub first_fault: Option<(Position, String)>,
    /// How many do not hold.
    pub faults: u64,
}

impl VerifyReport {
    fn fault(&mut self, at: Position, why: impl Into<String>) {
        self.faults += 1;
        self.first_fault.get_or_insert_with(|| (at, why.into()));
    }
}

/// How far a check has come: enough to go on with it later, in another process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyState {
    /// By partition; empty at the beginning of the log.
    pub marks: Marks,
    /// Partitions whose digest is not known since a fault, until their next checkpoint.
    pub broken: BTreeSet<u16>,
    /// What was found so far.
    pub report: VerifyReport,
}

impl VerifyState {
    /// What is left after a checkpoint.
    pub fn after(checkpoint: &Checkpoint) -> Self {
        Self { marks: checkpoint.marks.clone(), ..Self::default() }
    }
}

type Keys = HashMap<Origin, Option<VerifyingKey>>;

async fn keys(log: &dyn EventLog) -> Result<Arc<Keys>, StoreError> {
    let origins = log.origins().await?.into_iter();
    let keys = origins.map(|it| (it.origin, VerifyingKey::from_bytes(&it.public_key).ok()));
    Ok(Arc::new(keys.collect()))
}

/// Checks the whole log on one core; `progress` is told (checked, of all).
pub async fn verify(
    log: &dyn EventLog,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<VerifyReport, StoreError> {
    verify_from(log, VerifyState::default(), 1, &mut |state, all| {
        progress(state.report.events, all);
    })
    .await
}

/// Reads the log from a state on and checks for each event: the id is the hash of the header, the
/// origin's registered key signed it, the body is the one that the header names, its place is the
/// one that the header says, sequences are dense with right links, positions are dense from 1,
/// checkpoints are signed and hold.
///
/// `jobs` pages are checked at a time. `progress` is told how far it has come, of how many events.
/// Fails only when the log cannot be read at all; a row that cannot be read is a fault and the check
/// goes on after it.
pub async fn verify_from(
    log: &dyn EventLog,
    start: VerifyState,
    jobs: usize,
    progress: &mut (dyn FnMut(&VerifyState, u64) + Send),
) -> Result<VerifyReport, StoreError> {
    let keys = keys(log).await?;
    let ends = log.last().await?;
    let all = ends.iter().map(|end| end.pos).sum();
    let mut signed = Signed::read(log, &keys, &start).await?;
    for (part, mark) in &start.marks {
        let end = ends.iter().find(|end| end.part == *part).map_or(0, |end| end.pos);
        if end < mark.pos {
            let at = Position { part: *part, pos: mark.pos };
            signed.missing.push((at, "the log ends before this position".to_owned()));
        }
    }
    let partial = !start.marks.is_empty();
    let mut check = Check { log, partial, heads: HashMap::new(), state: start };
    for end in &ends {
        let from = check.state.marks.entry(end.part).or_default().pos;
        let boundaries = signed.boundaries.remove(&end.part).unwrap_or_default();
        let mut boundaries = boundaries.into_iter().peekable();
        let ranges = Range::cover(end.part, from, end.pos);
        let mut pages = futures::stream::iter(ranges)
            .map(|range| checked(log, range, Arc::clone(&keys)))
            .buffered(jobs.max(1));
        while let Some(page) = pages.next().await {
            let (range, rows) = page?;
            let mut rows = rows.into_iter().peekable();
            for pos in range.from + 1..=range.to {
                let row = rows.next_if(|row| row.position.pos == pos);
                check.place(Position { part: end.part, pos }, row).await?;
                if let Some((_, (number, digest))) = boundaries.next_if(|(at, _)| *at == pos) {
                    check.boundary(end.part, number, digest);
                }
            }
            progress(&check.state, all);
        }
        signed.missing.extend(
            boundaries
                .map(|(pos, (number, _))| (Position { part: end.part, pos }, cut_off(number))),
        );
    }
    // A partition that a checkpoint knows and the log does not.
    for (part, left) in signed.boundaries {
        for (pos, (number, _)) in left {
            signed.missing.push((Position { part, pos }, cut_off(number)));
        }
    }
    let streams: HashSet<_> = check.heads.keys().map(|(_, stream)| stream).collect();
    let mut report = check.state.report;
    report.streams = streams.len() as u64;
    report.checkpoints = signed.count;
    for (at, why) in signed.missing {
        report.fault(at, why);
    }
    Ok(report)
}

fn cut_off(number: u64) -> String {
    format!("the log ends before checkpoint {number}, which covers this position")
}

/// Checks `count` events by chance, each with its link to the one before. `chance` gives a number
/// below its argument.
pub async fn verify_sample(
    log: &dyn EventLog,
    count: u64,
    jobs: usize,
    chance: &mut (dyn FnMut(u64) -> u64 + Send),
) -> Result<VerifyReport, StoreError> {
    let keys = keys(log).await?;
    let ends = log.last().await?;
    let all: u64 = ends.iter().map(|end| end.pos).sum();
    let mut chosen = BTreeSet::new();
    if count >= all {
        chosen.extend(0..all);
    }
    while (chosen.len() as u64) < count.min(all) {
        chosen.insert(chance(all));
    }
    let place = |mut number: u64| {
        for end in &ends {
            if number < end.pos {
                return Range { part: end.part, from: number, to: number + 1 };
            }
            number -= end.pos;
        }
        unreachable!("the number is below the sum of all ends")
    };
    let mut check =
        Check { log, partial: true, heads: HashMap::new(), state: VerifyState::default() };
    let mut pages = futures::stream::iter(chosen.into_iter().map(place))
        .map(|range| checked(log, range, Arc::clone(&keys)))
        .buffered(jobs.max(1));
    let mut streams = HashSet::new();
    while let Some(page) = pages.next().await {
        let (range, mut rows) = page?;
        streams.extend(rows.iter().filter_map(|row| Some(row.held.as_ref()?.stream)));
        check.heads.clear();
        check.place(Position { part: range.part, pos: range.to }, rows.pop()).await?;
    }
    let mut report = check.state.report;
    report.streams = streams.len() as u64;
    Ok(report)
}

/// What the checkpoints say, for each partition by position: their numbers and digests.
struct Signed {
    boundaries: BTreeMap<u16, BTreeMap<u64, (u64, Digest)>>,
    missing: Vec<(Position, String)>,
    count: u64,
}

impl Signed {
    async fn read(
        log: &dyn EventLog,
        keys: &Keys,
        start: &VerifyState,
    ) -> Result<Self, StoreError> {
        let mut signed = Self { boundaries: BTreeMap::new(), missing: Vec::new(), count: 0 };
        let mut number = 0;
        loop {
            let page = match log.checkpoints(number, CHECKPOINTS).await {
                Ok(page) => page,
                Err(StoreError::Damaged(why)) => {
                    signed.missing.push((Position::default(), format!("checkpoints: {why}")));
                    return Ok(signed);
                }
                Err(error) => return Err(error),
            };
            if page.is_empty() {
                return Ok(signed);
            }
            for checkpoint in page {
                signed.count += 1;
                let at = checkpoint.marks.iter().next();
                let at = at.map_or(Position::default(), |(part, mark)| Position {
                    part: *part,
                    pos: mark.pos,
                });
                if checkpoint.number != number + 1 {
                    signed.missing.push((at, format!("checkpoint {} is missing", number + 1)));
                }
                number = checkpoint.number;
                let key = keys.get(&checkpoint.origin).and_then(Option::as_ref);
                if !key.is_some_and(|key| checkpoint.is_signed_by(key)) {
                    let why = format!("the signature of checkpoint {number} does not hold");
                    signed.missing.push((at, why));
                    continue;
                }
                for (part, mark) in checkpoint.marks {
                    let done = start.marks.get(&part).map_or(0, |mark| mark.pos);
                    if mark.pos > done {
                        let of_part = signed.boundaries.entry(part).or_default();
                        of_part.entry(mark.pos).or_insert((number, mark.digest));
                    }
                }
            }
        }
    }
}

struct Check<'l> {
    log: &'l dyn EventLog,
    /// The run did not begin at the first event.
    partial: bool,
    /// Last sequence number and event of each stream and origin.
    heads: HashMap<(Origin, StreamId), (u64, EventId)>,
    state: VerifyState,
}

impl Check<'_> {
    /// What stands at a position, or nothing.
    async fn place(&mut self, at: Position, row: Option<Checked>) -> Result<(), StoreError> {
        let Some(row) = row else {
            self.state.report.fault(at, "the event is missing");
            self.mark(at, None);
            return Ok(());
        };
        self.state.report.events += 1;
        self.mark(at, row.held.as_ref().map(|held| held.id));
        let why = match (&row.held, row.alone) {
            (None, Ok(_)) => None,
            (None, Err(why)) => Some(why),
            (Some(held), alone) => {
                let (seq, prev) = self.before(held).await?;
                self.heads.insert((held.origin, held.stream), (held.seq, held.id));
                match alone {
                    Err(why) => Some(why),
                    Ok(link) if link.0 != seq + 1 => {
                        Some(format!("sequence {} follows {seq}", link.0))
                    }
                    Ok(link) if link.1 != prev => {
                        Some("the link to the event before does not hold".to_owned())
                    }
                    Ok(_) => None,
                }
            }
        };
        if let Some(why) = why {
            self.state.report.fault(at, why);
        }
        Ok(())
    }

    fn mark(&mut self, at: Position, id: Option<EventId>) {
        let mark = self.state.marks.entry(at.part).or_default();
        match id {
            Some(id) => *mark = Mark { pos: at.pos, digest: mark.with(id).digest },
            None => {
                mark.pos = at.pos;
                self.state.broken.insert(at.part);
            }
        }
    }

    /// A checkpoint ends here: what has been read must be what was signed.
    fn boundary(&mut self, part: u16, number: u64, digest: Digest) {
        let mark = self.state.marks.entry(part).or_default();
        let pos = mark.pos;
        let differs = std::mem::replace(&mut mark.digest, digest) != digest;
        // What is missing has been said already.
        if !self.state.broken.remove(&part) && differs {
            let why = format!("up to here the log is not what checkpoint {number} signed");
            self.state.report.fault(Position { part, pos }, why);
        }
    }

    /// The event before in the same stream by the same origin: from memory, or from the log when the
    /// run began after it.
    async fn before(&self, held: &Held) -> Result<(u64, EventId), StoreError> {
        let nothing = (0, EventId([0; 32]));
        let known = self.heads.get(&(held.origin, held.stream));
        if let Some(known) = known {
            return Ok(*known);
        }
        if !self.partial || held.seq <= 1 {
            return Ok(nothing);
        }
        let events = match self.log.aggregate(held.stream.aggregate).await {
            Ok(events) => events,
            // A row beside it cannot be read, which is a fault of that row.
            Err(StoreError::Damaged(_)) => return Ok((held.seq - 1, held.prev)),
            Err(error) => return Err(error),
        };
        let before = events.into_iter().find(|event| {
            (event.origin, event.stream, event.seq) == (held.origin, held.stream, held.seq - 1)
        });
        Ok(before.map_or(nothing, |event| (event.seq, event.id)))
    }
}
