//! Reading the log.

use async_trait::async_trait;
use brygga_domain::envelope::{AggregateKind, Origin, StreamId};
use brygga_domain::ids::CommandId;
use brygga_store::{
    Checkpoint, Columns as _, CommandRecord, EventLog, OriginRecord, Position, Receipt, StoreError,
    StoredEvent, marks_from_bytes, marks_to_bytes,
};
use rusqlite::{Connection, Params, params};
use uuid::Uuid;

use crate::SqliteStore;
use crate::columns::{Columns, collect, one};
use crate::fault::Fault;

/// Rows of one read at the most, whatever is asked for.
const MAX_ROWS: u32 = 10_000;

/// Every query for events selects these columns.
macro_rules! select_events {
    ($rest:literal) => {
        concat!(
            "SELECT e.pos, e.part, e.id, e.stream, o.node, o.epoch, e.seq, e.header, e.sig,
                    e.received_at, b.key_id, b.bytes
             FROM event e LEFT JOIN origin o ON o.number = e.origin
             LEFT JOIN body b ON b.event_pos = e.pos ",
            $rest
        )
    };
}

#[async_trait]
impl EventLog for SqliteStore {
    async fn aggregate(&self, aggregate: Uuid) -> Result<Vec<StoredEvent>, StoreError> {
        self.read(move |db| {
            let (first, last) = aggregate_range(aggregate);
            let sql = select_events!("WHERE e.stream BETWEEN ?1 AND ?2 ORDER BY e.pos");
            events(db, sql, params![&first[..], &last[..]])
        })
        .await
    }

    async fn after(&self, after: Position, max: u32) -> Result<Vec<StoredEvent>, StoreError> {
        if after.part != 0 {
            return Ok(Vec::new());
        }
        self.read(move |db| {
            let sql = select_events!("WHERE e.pos > ?1 ORDER BY e.pos LIMIT ?2");
            events(db, sql, params![after.pos.cast_signed(), max.min(MAX_ROWS)])
        })
        .await
    }

    async fn last(&self) -> Result<Vec<Position>, StoreError> {
        self.read(|db| {
            let sql = "SELECT part, seq FROM head WHERE seq > 0 ORDER BY part";
            collect(db, sql, [], |columns| {
                Ok(Position { part: columns.number()?, pos: columns.int()?.cast_unsigned() })
            })
        })
        .await
    }

    async fn command(&self, cmd: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        self.look_up(move |db| command(db, cmd)).await
    }

    async fn origins(&self) -> Result<Vec<OriginRecord>, StoreError> {
        self.read(|db| {
            let sql = "SELECT node, epoch, public_key, simulated FROM origin ORDER BY number";
            collect(db, sql, [], |columns| {
                Ok(OriginRecord {
                    origin: origin(columns)?,
                    public_key: columns.array()?,
                    simulated: columns.bool()?,
                })
            })
        })
        .await
    }

    async fn aggregates(
        &self,
        kind: AggregateKind,
        after: Option<Uuid>,
        max: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        self.read(move |db| aggregates(db, kind, after, max.min(MAX_ROWS))).await
    }

    async fn checkpoints(&self, after: u64, max: u32) -> Result<Vec<Checkpoint>, StoreError> {
        self.read(move |db| {
            if !has_checkpoints(db)? {
                return Ok(Vec::new());
            }
            let sql = "SELECT number, origin, at, marks, signature FROM checkpoint
                       WHERE number > ?1 ORDER BY number LIMIT ?2";
            collect(db, sql, params![after.cast_signed(), max.min(MAX_ROWS)], checkpoint)
        })
        .await
    }

    async fn last_checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        self.read(|db| {
            if !has_checkpoints(db)? {
                return Ok(None);
            }
            let sql = "SELECT number, origin, at, marks, signature FROM checkpoint
                       ORDER BY number DESC LIMIT 1";
            one(db, sql, [], checkpoint)
        })
        .await
    }

    async fn save_checkpoint(&self, checkpoint: Checkpoint) -> Result<bool, StoreError> {
        self.writer
            .write(move |db| {
                let sql = "INSERT INTO checkpoint (number, origin, at, marks, signature)
                           VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
                let written = db.prepare_cached(sql)?.execute(params![
                    checkpoint.number.cast_signed(),
                    &checkpoint.origin.to_bytes()[..],
                    checkpoint.at.as_millisecond(),
                    marks_to_bytes(&checkpoint.marks),
                    &checkpoint.signature[..],
                ])?;
                Ok(written > 0)
            })
            .await
    }

    async fn check_files(&self) -> Result<Vec<String>, StoreError> {
        self.read(|db| {
            let found = collect(db, "PRAGMA integrity_check(20)", [], |c| c.text())?;
            Ok(found.into_iter().filter(|line| line != "ok").collect())
        })
        .await
    }
}

/// A file of an earlier version is read without being changed, such as an old backup.
fn has_checkpoints(db: &Connection) -> Result<bool, Fault> {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM migration WHERE name LIKE '%\\_checkpoints' ESCAPE '\\')";
    Ok(one(db, sql, [], |c| c.bool())? == Some(true))
}

fn checkpoint(c: &mut Columns) -> Result<Checkpoint, Fault> {
    let number = c.number()?;
    let damaged = || Fault::Damaged(format!("checkpoint {number} does not read back"));
    Ok(Checkpoint {
        number,
        origin: Origin::from_bytes(c.bytes()?).ok_or_else(damaged)?,
        at: c.time()?,
        marks: marks_from_bytes(c.bytes()?).ok_or_else(damaged)?,
        signature: c.array()?,
    })
}

/// The record of an act with everything that it wrote.
pub(crate) fn command(db: &Connection, cmd: CommandId) -> Result<Option<CommandRecord>, Fault> {
    let sql = "SELECT content, actor, at, first_pos, count FROM command WHERE cmd = ?1";
    let found = one(db, sql, [&cmd.bytes()[..]], |c| {
        Ok((c.digest()?, c.text()?, c.time()?, c.int()?, c.int()?))
    })?;
    let Some((content, actor, at, first_pos, count)) = found else { return Ok(None) };
    let sql = select_events!("WHERE e.pos >= ?1 AND e.pos < ?2 ORDER BY e.pos");
    let events = events(db, sql, params![first_pos, first_pos + count])?;
    Ok(Some(CommandRecord { content, receipt: Receipt { cmd, actor, at, events } }))
}

/// Steps from stream to stream in the index: one seek each, so a page costs the same at any size
/// of the log.
fn aggregates(
    db: &Connection,
    kind: AggregateKind,
    after: Option<Uuid>,
    max: u32,
) -> Result<Vec<Uuid>, Fault> {
    let sql = "SELECT stream FROM event WHERE stream > ?1 ORDER BY stream LIMIT 1";
    let mut from = after.map_or([0; 24], |aggregate| aggregate_range(aggregate).1);
    let mut found = Vec::new();
    while found.len() < max as usize {
        let next = one(db, sql, [&from[..]], |columns| columns.array::<24>())?;
        let Some(stream) = next else { break };
        let aggregate = Uuid::from_slice(&stream[..16]).expect("16 bytes");
        // An aggregate has one kind; should it ever have two, the next step finds the other.
        from = [0xff; 24];
        from[..17].copy_from_slice(&stream[..17]);
        if stream[16] == kind as u8 {
            found.push(aggregate);
        }
    }
    Ok(found)
}

/// The first and last stream id that an aggregate can have.
pub(crate) fn aggregate_range(aggregate: Uuid) -> ([u8; 24], [u8; 24]) {
    let mut first = [0; 24];
    let mut last = [0xff; 24];
    first[..16].copy_from_slice(aggregate.as_bytes());
    last[..16].copy_from_slice(aggregate.as_bytes());
    (first, last)
}

fn events(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<StoredEvent>, Fault> {
    collect(db, sql, params, event)
}

fn event(columns: &mut Columns) -> Result<StoredEvent, Fault> {
    let pos = columns.int()?.cast_unsigned();
    let damaged = |fault| match fault {
        Fault::Damaged(what) => Fault::Damaged(format!("event {pos}: {what}")),
        other => other,
    };
    let read = |columns: &mut Columns| {
        Ok(StoredEvent {
            position: Position { part: columns.number()?, pos },
            id: columns.event()?,
            stream: StreamId::from_bytes(columns.bytes()?)
                .map_err(|error| Fault::Damaged(error.to_string()))?,
            origin: origin(columns)?,
            seq: columns.int()?.cast_unsigned(),
            header: columns.bytes()?.to_vec(),
            signature: columns.array()?,
            received_at: columns.time()?,
            key_id: columns.opt_int()?.unwrap_or(0).try_into().unwrap_or(u32::MAX),
            body: columns.opt_bytes()?.map(<[u8]>::to_vec),
        })
    };
    read(columns).map_err(damaged)
}

fn origin(columns: &mut Columns) -> Result<Origin, Fault> {
    let node = Uuid::from_bytes(columns.array()?);
    Ok(Origin { node, epoch: columns.int()?.cast_unsigned() })
}
