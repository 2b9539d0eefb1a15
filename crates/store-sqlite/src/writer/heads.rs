//! The last event of each stream, in memory for the streams that are written to.

use std::num::NonZeroUsize;

use brygga_domain::envelope::StreamId;
use brygga_domain::ids::EventId;
use lru::LruCache;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::columns::one;
use crate::fault::Fault;
use crate::log::aggregate_range;
use brygga_store::{Columns as _, ReadTo};

/// Streams kept: about 10 MiB.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(65_536).expect("not zero");

/// Where a stream has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// The last event by position, whoever wrote it.
    pub(super) last: Option<EventId>,
    /// This origin's last sequence number; 0 = none.
    pub(super) seq: u64,
    /// This origin's last event; zeroes = none.
    pub(super) prev: EventId,
}

pub(super) struct Heads {
    origin: i64,
    known: LruCache<StreamId, Head>,
    /// The newest event of an aggregate: its position and its stream; none where it has none.
    newest: LruCache<Uuid, Option<(u64, StreamId)>>,
}

impl Heads {
    pub(super) fn new(origin: i64) -> Self {
        Self { origin, known: LruCache::new(CAPACITY), newest: LruCache::new(CAPACITY) }
    }

    /// From memory, otherwise from the index.
    pub(super) fn get(&mut self, db: &Connection, stream: StreamId) -> Result<Head, Fault> {
        if let Some(head) = self.known.get(&stream) {
            return Ok(*head);
        }
        let head = read(db, stream, self.origin)?;
        self.known.put(stream, head);
        Ok(head)
    }

    /// The stream of an event that has come to an aggregate since it was read.
    pub(super) fn since(
        &mut self,
        db: &Connection,
        read: ReadTo,
    ) -> Result<Option<StreamId>, Fault> {
        let newest = match self.newest.get(&read.aggregate) {
            Some(newest) => *newest,
            None => {
                let newest = newest(db, read.aggregate)?;
                self.newest.put(read.aggregate, newest);
                newest
            }
        };
        Ok(newest.filter(|(pos, _)| *pos > read.pos).map(|(_, stream)| stream))
    }

    /// An event was written.
    pub(super) fn set(&mut self, stream: StreamId, pos: u64, head: Head) {
        self.known.put(stream, head);
        self.newest.put(stream.aggregate, Some((pos, stream)));
    }

    /// Something was rolled back.
    pub(super) fn forget_all(&mut self) {
        self.known.clear();
        self.newest.clear();
    }
}

fn newest(db: &Connection, aggregate: Uuid) -> Result<Option<(u64, StreamId)>, Fault> {
    let (first, last) = aggregate_range(aggregate);
    // A covering scan over the streams of one aggregate; of the row with the greatest `pos`.
    let sql =
        "SELECT max(pos), stream FROM event WHERE stream BETWEEN ?1 AND ?2 HAVING count(*) > 0";
    one(db, sql, params![&first[..], &last[..]], |columns| {
        let pos = columns.int()?.cast_unsigned();
        let stream = StreamId::from_bytes(columns.bytes()?)
            .map_err(|error| Fault::Damaged(format!("column stream: {error}")))?;
        Ok((pos, stream))
    })
}

fn read(db: &Connection, stream: StreamId, origin: i64) -> Result<Head, Fault> {
    let stream = stream.to_bytes();
    // A covering scan over one stream, at most 10 000 entries by the format's limit.
    let last = "SELECT id FROM event WHERE pos = (SELECT max(pos) FROM event WHERE stream = ?1)";
    let last = one(db, last, [&stream[..]], |columns| columns.event())?;
    let own =
        "SELECT seq, id FROM event WHERE stream = ?1 AND origin = ?2 ORDER BY seq DESC LIMIT 1";
    let own = one(db, own, params![&stream[..], origin], |columns| {
        Ok((columns.int()?.cast_unsigned(), columns.event()?))
    })?;
    let (seq, prev) = own.unwrap_or((0, EventId([0; 32])));
    Ok(Head { last, seq, prev })
}
