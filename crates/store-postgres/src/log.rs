//! Reading the log.

use std::collections::HashMap;

use async_trait::async_trait;
use brygga_domain::envelope::{AggregateKind, Origin, StreamId};
use brygga_domain::ids::{CommandId, Digest};
use brygga_store::{
    Checkpoint, Columns as _, CommandRecord, EventLog, OriginRecord, Position, Receipt, StoreError,
    StoredEvent, marks_from_bytes, marks_to_bytes,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::columns::{Columns, collect, one};
use crate::connection::{Connection, Params};
use crate::fault::Fault;
use crate::store::PostgresStore;

/// Rows of one read at the most, whatever is asked for.
const MAX_ROWS: u32 = 10_000;
/// Beginnings of streams that are read at a time at the most; an aggregate has a few.
const FIRST_EVENTS: i64 = 1_000;
/// A partition and a position in the column `places`.
const PLACE_BYTES: usize = 10;

/// Every query for events selects these columns.
macro_rules! select_events {
    ($rest:literal) => {
        concat!(
            "SELECT e.pos, e.part, e.id, e.stream, o.node, o.epoch, e.seq, e.header, e.sig,
                    e.received_at, b.key_id, b.bytes
             FROM event e LEFT JOIN origin o ON o.number = e.origin
             LEFT JOIN body b ON b.part = e.part AND b.pos = e.pos ",
            $rest
        )
    };
}

/// The partition of an aggregate: four bits of its random id. The registry's is 0.
pub(crate) fn part_of(aggregate: Uuid) -> u16 {
    u16::from(aggregate.as_bytes()[15] & 0x0f)
}

#[async_trait]
impl EventLog for PostgresStore {
    async fn aggregate(&self, aggregate: Uuid) -> Result<Vec<StoredEvent>, StoreError> {
        let db = self.reader().await?;
        let (first, last) = aggregate_range(aggregate);
        let part = part_of(aggregate).cast_signed();
        let sql = select_events!("WHERE e.part = $1 AND e.stream BETWEEN $2 AND $3 ORDER BY e.pos");
        Ok(collect(&db, sql, &[&part, &&first[..], &&last[..]], event).await?)
    }

    async fn is_current(&self, aggregate: Uuid, read: Position) -> Result<bool, StoreError> {
        let db = self.quick_reader().await?;
        let (first, last) = aggregate_range(aggregate);
        let part = part_of(aggregate).cast_signed();
        let sql = "SELECT 1::bigint FROM event
                   WHERE part = $1 AND stream BETWEEN $2 AND $3 AND pos > $4 LIMIT 1";
        let params: Params = &[&part, &&first[..], &&last[..], &read.pos.cast_signed()];
        Ok(db.rows(sql, params).await?.is_empty())
    }

    async fn after(&self, after: Position, max: u32) -> Result<Vec<StoredEvent>, StoreError> {
        let db = self.reader().await?;
        let sql = select_events!("WHERE e.part = $1 AND e.pos > $2 ORDER BY e.pos LIMIT $3");
        let (part, pos) = (after.part.cast_signed(), after.pos.cast_signed());
        Ok(collect(&db, sql, &[&part, &pos, &i64::from(max.min(MAX_ROWS))], event).await?)
    }

    async fn last(&self) -> Result<Vec<Position>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT part, seq FROM head WHERE seq > 0 ORDER BY part";
        let read =
            |c: &mut Columns| Ok(Position { part: c.number()?, pos: c.int()?.cast_unsigned() });
        Ok(collect(&db, sql, &[], read).await?)
    }

    async fn command(&self, cmd: CommandId) -> Result<Option<CommandRecord>, StoreError> {
        let db = self.reader().await?;
        Ok(commands(&db, &[cmd]).await?.remove(&cmd))
    }

    async fn origins(&self) -> Result<Vec<OriginRecord>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT node, epoch, public_key, simulated FROM origin ORDER BY number";
        let read = |c: &mut Columns| {
            Ok(OriginRecord { origin: origin(c)?, public_key: c.array()?, simulated: c.bool()? })
        };
        Ok(collect(&db, sql, &[], read).await?)
    }

    async fn aggregates(
        &self,
        kind: AggregateKind,
        after: Option<Uuid>,
        max: u32,
    ) -> Result<Vec<Uuid>, StoreError> {
        let db = self.reader().await?;
        Ok(aggregates(&db, kind, after, max.min(MAX_ROWS)).await?)
    }

    async fn checkpoints(&self, after: u64, max: u32) -> Result<Vec<Checkpoint>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT number, origin, at, marks, signature FROM checkpoint
                   WHERE number > $1 ORDER BY number LIMIT $2";
        let params: Params = &[&after.cast_signed(), &i64::from(max.min(MAX_ROWS))];
        Ok(collect(&db, sql, params, checkpoint).await?)
    }

    async fn last_checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT number, origin, at, marks, signature FROM checkpoint
                   ORDER BY number DESC LIMIT 1";
        Ok(one(&db, sql, &[], checkpoint).await?)
    }

    async fn save_checkpoint(&self, checkpoint: Checkpoint) -> Result<bool, StoreError> {
        let sql = "INSERT INTO checkpoint (number, origin, at, marks, signature)
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        let params: Params = &[
            &checkpoint.number.cast_signed(),
            &&checkpoint.origin.to_bytes()[..],
            &checkpoint.at.as_millisecond(),
            &marks_to_bytes(&checkpoint.marks),
            &&checkpoint.signature[..],
        ];
        Ok(self.record(sql, params).await? > 0)
    }
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

/// A command as it is stored, without its events.
pub(crate) struct CommandRow {
    cmd: CommandId,
    content: Digest,
    actor: String,
    at: Timestamp,
    places: Vec<Position>,
}

/// Finds the commands that have been written.
pub(crate) const COMMANDS: &str =
    "SELECT cmd, content, actor, at, places FROM command WHERE cmd = ANY($1)";

pub(crate) fn command_row(c: &mut Columns) -> Result<CommandRow, Fault> {
    Ok(CommandRow {
        cmd: c.command()?,
        content: c.digest()?,
        actor: c.text()?,
        at: c.time()?,
        places: read_places(c.bytes()?)?,
    })
}

/// The records of acts with everything that they wrote.
async fn commands(
    db: &Connection,
    cmds: &[CommandId],
) -> Result<HashMap<CommandId, CommandRecord>, Fault> {
    let cmds: Vec<Vec<u8>> = cmds.iter().map(|cmd| cmd.bytes().to_vec()).collect();
    let rows = collect(db, COMMANDS, &[&cmds], command_row).await?;
    with_events(db, rows).await
}

/// Fetches the events of commands, all in one query.
pub(crate) async fn with_events(
    db: &Connection,
    rows: Vec<CommandRow>,
) -> Result<HashMap<CommandId, CommandRecord>, Fault> {
    let places: Vec<Position> = rows.iter().flat_map(|row| row.places.iter().copied()).collect();
    let mut events: HashMap<Position, StoredEvent> = HashMap::new();
    if !places.is_empty() {
        let parts: Vec<i16> = places.iter().map(|place| place.part.cast_signed()).collect();
        let positions: Vec<i64> = places.iter().map(|place| place.pos.cast_signed()).collect();
        let sql = select_events!(
            "WHERE (e.part, e.pos) IN (SELECT * FROM unnest($1::smallint[], $2::bigint[]))"
        );
        let found = collect(db, sql, &[&parts, &positions], event).await?;
        events.extend(found.into_iter().map(|event| (event.position, event)));
    }
    let mut records = HashMap::new();
    for CommandRow { cmd, content, actor, at, places } in rows {
        let written = places.iter().map(|place| {
            events.get(place).cloned().ok_or_else(|| {
                Fault::Damaged(format!("an act lacks its event {} {}", place.part, place.pos))
            })
        });
        let events = written.collect::<Result<_, _>>()?;
        let receipt = Receipt { cmd, actor, at, events };
        records.insert(cmd, CommandRecord { content, receipt });
    }
    Ok(records)
}

/// The column `places` of what an act wrote.
pub(crate) fn places_of(events: &[StoredEvent]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(events.len() * PLACE_BYTES);
    for event in events {
        bytes.extend(event.position.part.to_be_bytes());
        bytes.extend(event.position.pos.to_be_bytes());
    }
    bytes
}

fn read_places(bytes: &[u8]) -> Result<Vec<Position>, Fault> {
    if !bytes.len().is_multiple_of(PLACE_BYTES) {
        return Err(Fault::Damaged("column places is not a list of places".to_owned()));
    }
    let place = |bytes: &[u8]| Position {
        part: u16::from_be_bytes([bytes[0], bytes[1]]),
        pos: u64::from_be_bytes(bytes[2..].try_into().expect("eight of ten bytes")),
    };
    Ok(bytes.chunks_exact(PLACE_BYTES).map(place).collect())
}

/// Goes through the beginnings of streams: one range of one index, whatever the size of the log.
async fn aggregates(
    db: &Connection,
    kind: AggregateKind,
    after: Option<Uuid>,
    max: u32,
) -> Result<Vec<Uuid>, Fault> {
    let sql = "SELECT stream FROM event WHERE seq = 1 AND stream > $1 ORDER BY stream LIMIT $2";
    let mut from = after.map_or([0; 24], |aggregate| aggregate_range(aggregate).1);
    let mut found: Vec<Uuid> = Vec::new();
    let limit = (i64::from(max) * 8).clamp(16, FIRST_EVENTS);
    loop {
        let page = collect(db, sql, &[&&from[..], &limit], |c| c.array::<24>()).await?;
        for stream in &page {
            let aggregate = Uuid::from_slice(&stream[..16]).expect("16 bytes");
            if stream[16] != kind as u8 || found.last() == Some(&aggregate) {
                continue;
            }
            if found.len() >= max as usize {
                return Ok(found);
            }
            found.push(aggregate);
        }
        match page.last() {
            Some(last) if page.len() as i64 == limit => from = *last,
            _ => return Ok(found),
        }
    }
}

/// The first and last stream id that an aggregate can have.
pub(crate) fn aggregate_range(aggregate: Uuid) -> ([u8; 24], [u8; 24]) {
    let mut first = [0; 24];
    let mut last = [0xff; 24];
    first[..16].copy_from_slice(aggregate.as_bytes());
    last[..16].copy_from_slice(aggregate.as_bytes());
    (first, last)
}

fn event(columns: &mut Columns) -> Result<StoredEvent, Fault> {
    let pos = columns.int()?.cast_unsigned();
    let part = columns.number()?;
    let damaged = |fault| match fault {
        Fault::Damaged(what) => Fault::Damaged(format!("event {part} {pos}: {what}")),
        other => other,
    };
    let read = |columns: &mut Columns| {
        Ok(StoredEvent {
            position: Position { part, pos },
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
