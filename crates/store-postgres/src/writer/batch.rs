//! A batch inside its transaction: lock, look up, decide in memory, sign, write.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use brygga_domain::envelope::{Body, Header, Hlc, StreamId, sign};
use brygga_domain::ids::{CommandId, EventId};
use brygga_store::{
    AccessEntry, Change, Columns as _, CommandRecord, CommitError, NewEvent, Outcome, Position,
    Prepared, ReadTo, Receipt, StoreError, StoredEvent,
};
use uuid::Uuid;

use super::{Transaction, Writing, parts_of, parts_of_rows};
use crate::access_turn::Turn;
use crate::columns::{Columns, each};
use crate::connection::{Connection, Params};
use crate::crash_point::{Point, reached};
use crate::fault::Fault;
use crate::log::{COMMANDS, aggregate_range, command_row, part_of, places_of, with_events};
use crate::projections::{Asked, Changes, Stored};
use crate::statement::{Write, owned, pipelined};

/// Limits of the envelope (continuity 3.2).
const MAX_DEPS: usize = 32;
const MAX_REPLACES: usize = 64;
const MAX_BODY_BYTES: usize = 64 * 1024;
/// Bodies are stored as they come: key 0 = none (decision 4).
const NO_KEY: u32 = 0;

/// Units of work, or rows alone, of one transaction.
pub(super) struct Batch<'b> {
    writing: &'b Writing,
    /// How it begins: BEGIN, or a savepoint in the simulator's transaction.
    begin: &'static str,
    units: &'b [Prepared],
    rows: &'b [Change],
    /// Where it writes rows of the access log.
    turn: Option<Turn>,
}

/// The outcome of each unit.
type Outcomes = Vec<Result<Outcome, CommitError>>;

impl<'b> Batch<'b> {
    pub(super) fn new(
        writing: &'b Writing,
        begin: &'static str,
        units: &'b [Prepared],
        rows: &'b [Change],
    ) -> Self {
        Self { writing, begin, units, rows, turn: None }
    }

    /// The first run has this turn already.
    pub(super) fn in_turn(self, turn: Option<Turn>) -> Self {
        Self { turn, ..self }
    }
}

impl Transaction for Batch<'_> {
    type Done = Outcomes;

    async fn run(&mut self, db: &Connection) -> Result<Outcomes, Fault> {
        reached(Point::BeforeBegin);
        let writes_access = self.units.iter().any(|unit| !unit.access.is_empty());
        if self.begin == BEGIN && writes_access && self.turn.is_none() {
            self.turn = Some(self.writing.access.turn().await);
        }
        let mut ground = self.look_up(db).await?;
        reached(Point::LookedUp);
        let outcomes: Outcomes =
            self.units.iter().map(|unit| ground.decide(self.writing, unit)).collect();
        reached(Point::Decided);
        for change in self.rows {
            ground.changes.add(change);
        }
        let mut writes = ground.writes(self.writing.lease.origin);
        let accesses = accesses(self.units, &outcomes);
        if let Some(turn) = self.turn.as_mut().filter(|_| !accesses.is_empty()) {
            writes.extend(turn.append(db, self.writing, &accesses).await?);
        }
        pipelined(db, &writes).await?;
        reached(Point::Written);
        if let Some(sql) = self.writing.before_commit {
            db.batch(sql).await?;
        }
        if let Some(turn) = &mut self.turn {
            turn.pass_on();
        }
        Ok(outcomes)
    }

    fn turn(&mut self) -> &mut Option<Turn> {
        &mut self.turn
    }
}

/// The rows of the access log that come with what was written. An act that is known has its own since
/// then.
fn accesses<'u>(units: &'u [Prepared], outcomes: &Outcomes) -> Vec<&'u AccessEntry> {
    let written = units.iter().zip(outcomes).filter_map(|(unit, outcome)| {
        matches!(outcome, Ok(Outcome::Committed(_))).then_some(&unit.access)
    });
    written.flatten().collect()
}

/// A transaction of its own; anything else is a savepoint in another one.
pub(super) const BEGIN: &str = "BEGIN";

/// Locks the counters of the partitions, lowest first.
const LOCK: &str = "SELECT part, seq FROM head WHERE part = ANY($1) ORDER BY part FOR UPDATE";

/// The last event of each stream by position, and this origin's own last.
const HEADS: &str = "SELECT s.stream, l.id, l.hlc, o.seq, o.id
     FROM unnest($1::smallint[], $2::bytea[]) AS s (part, stream)
     LEFT JOIN LATERAL (
         SELECT e.id, e.hlc FROM event e WHERE e.part = s.part AND e.stream = s.stream
         ORDER BY e.pos DESC LIMIT 1
     ) l ON true
     LEFT JOIN LATERAL (
         SELECT e.seq, e.id FROM event e
         WHERE e.part = s.part AND e.stream = s.stream AND e.origin = $3
         ORDER BY e.seq DESC LIMIT 1
     ) o ON true";

/// Of each aggregate that was read to a position, the stream of an event that has come since. The order
/// is that of the index `event_stream`, which has nothing but the aggregate to look through.
const SINCE: &str = "SELECT r.n, s.stream
     FROM unnest($1::smallint[], $2::bytea[], $3::bytea[], $4::bigint[]) WITH ORDINALITY
         AS r (part, first, last, pos, n)
     CROSS JOIN LATERAL (
         SELECT e.stream FROM event e
         WHERE e.part = r.part AND e.stream BETWEEN r.first AND r.last AND e.pos > r.pos
         ORDER BY e.stream, e.pos LIMIT 1
     ) s";

/// Acts that still wait, kept from being undone until the commit.
const WAITING: &str = "SELECT cmd FROM pending_act WHERE cmd = ANY($1) ORDER BY cmd FOR UPDATE";

impl Batch<'_> {
    /// Everything that the decisions need, in one trip to the server and back. The locks come first,
    /// so what is read after them stays true until the commit.
    async fn look_up(&self, db: &Connection) -> Result<Ground, Fault> {
        let changes = || self.units.iter().flat_map(|unit| &unit.changes).chain(self.rows);
        let mut parts: BTreeSet<u16> = self.units.iter().flat_map(parts_of).collect();
        parts.extend(parts_of_rows(self.rows));
        let parts: Vec<i16> = parts.into_iter().map(u16::cast_signed).collect();
        let streams: BTreeSet<StreamId> = self
            .units
            .iter()
            .flat_map(|unit| {
                let expected = unit.expected.iter().map(|expected| expected.stream);
                expected.chain(unit.events.iter().map(|event| event.stream))
            })
            .collect();
        let stream_parts: Vec<i16> =
            streams.iter().map(|stream| part_of(stream.aggregate).cast_signed()).collect();
        let streams: Vec<Vec<u8>> =
            streams.iter().map(|stream| stream.to_bytes().to_vec()).collect();
        let cmds: Vec<Vec<u8>> = self.units.iter().map(|unit| unit.cmd.bytes().to_vec()).collect();
        let waiting: BTreeSet<[u8; 16]> = changes()
            .filter_map(|change| match change {
                Change::PendingDone(cmd) => Some(cmd.bytes()),
                _ => None,
            })
            .collect();
        let waiting: Vec<Vec<u8>> = waiting.iter().map(|cmd| cmd.to_vec()).collect();
        let asked = Asked::by(changes());

        let reads: Vec<ReadTo> = self.units.iter().filter_map(|unit| unit.read).collect();
        let read_parts: Vec<i16> =
            reads.iter().map(|read| part_of(read.aggregate).cast_signed()).collect();
        let (firsts, lasts): (Vec<Vec<u8>>, Vec<Vec<u8>>) = reads
            .iter()
            .map(|read| aggregate_range(read.aggregate))
            .map(|(first, last)| (first.to_vec(), last.to_vec()))
            .unzip();
        let positions: Vec<i64> = reads.iter().map(|read| read.pos.cast_signed()).collect();

        let ours = [LOCK, crate::lease::HELD, COMMANDS, HEADS, SINCE, WAITING];
        for sql in ours.into_iter().chain(Asked::STATEMENTS) {
            db.prepare(sql).await?;
        }
        let origin = self.writing.lease.origin;
        let of_streams: Params = &[&stream_parts, &streams, &origin];
        let of_reads: Params = &[&read_parts, &firsts, &lasts, &positions];
        let [of_parts, of_cmds, of_waiting]: [Params; 3] = [&[&parts], &[&cmds], &[&waiting]];
        let some = async |needed: bool, sql: &'static str, params| {
            if needed { db.rows(sql, params).await } else { Ok(Vec::new()) }
        };
        let begin = async {
            if self.begin == BEGIN {
                db.begin(self.begin).await
            } else {
                db.batch(self.begin).await
            }
        };
        // Polled in this order, so sent in this order.
        let (begun, locked, lease, commands, heads, since, waiting, stored) = futures::join!(
            begin,
            some(!parts.is_empty(), LOCK, of_parts),
            self.writing.holds_lease(db),
            some(!cmds.is_empty(), COMMANDS, of_cmds),
            some(!streams.is_empty(), HEADS, of_streams),
            some(!reads.is_empty(), SINCE, of_reads),
            some(!waiting.is_empty(), WAITING, of_waiting),
            asked.read(db),
        );
        begun?;
        let counters = each(&locked?, |c| Ok((c.number()?, c.int()?.cast_unsigned())))?;
        if counters.len() != parts.len() {
            return Err(Fault::Damaged("table head lacks a partition".to_owned()));
        }
        lease?;
        let commands = each(&commands?, command_row)?;
        let heads = each(&heads?, head)?;
        let since = each(&since?, |c| Ok((c.int()?, stream(c)?)))?;
        // Numbered from 1.
        let since = since
            .into_iter()
            .filter_map(|(n, stream)| Some((*reads.get(usize::try_from(n - 1).ok()?)?, stream)));
        let waiting = each(&waiting?, |c| c.command())?;
        let stored = stored?;
        Ok(Ground {
            counters: counters.into_iter().collect(),
            given: BTreeMap::new(),
            commands: with_events(db, commands).await?,
            heads: heads.into_iter().collect(),
            since: since.collect(),
            newest: HashMap::new(),
            waiting: waiting.into_iter().collect(),
            stored,
            events: Vec::new(),
            new_commands: Vec::new(),
            changes: Changes::default(),
        })
    }
}

/// Where a stream has come to.
#[derive(Debug, Clone, Copy)]
struct Head {
    /// The last event by position, whoever wrote it.
    last: Option<EventId>,
    /// Its time: the next event comes after it.
    hlc: Hlc,
    /// This origin's last sequence number; 0 = none.
    seq: u64,
    /// This origin's last event; zeroes = none.
    prev: EventId,
}

fn stream(c: &mut Columns) -> Result<StreamId, Fault> {
    StreamId::from_bytes(c.bytes()?)
        .map_err(|error| Fault::Damaged(format!("column stream: {error}")))
}

fn head(c: &mut Columns) -> Result<(StreamId, Head), Fault> {
    let stream = stream(c)?;
    let last = c.opt_event()?;
    let hlc = Hlc(c.opt_int()?.unwrap_or(0).cast_unsigned());
    let seq = c.opt_int()?.unwrap_or(0).cast_unsigned();
    let prev = c.opt_event()?.unwrap_or(EventId([0; 32]));
    Ok((stream, Head { last, hlc, seq, prev }))
}

/// What was found, and what the units decided so far add to it.
struct Ground {
    /// The last position given in each locked partition.
    counters: BTreeMap<u16, u64>,
    /// Positions given by this batch.
    given: BTreeMap<u16, u64>,
    commands: HashMap<CommandId, CommandRecord>,
    heads: HashMap<StreamId, Head>,
    /// What was read too early, with a stream that was written since.
    since: HashMap<ReadTo, StreamId>,
    /// What this batch has written to each aggregate last.
    newest: HashMap<Uuid, (u64, StreamId)>,
    waiting: HashSet<CommandId>,
    stored: Stored,
    events: Vec<(StoredEvent, Header)>,
    new_commands: Vec<(CommandId, CommandRecord)>,
    changes: Changes,
}

impl Ground {
    /// Decides one unit: later ones see what it does.
    fn decide(&mut self, writing: &Writing, unit: &Prepared) -> Result<Outcome, CommitError> {
        if let Some(known) = self.commands.get(&unit.cmd) {
            let receipt = known.receipt.clone();
            return Ok(if known.content == unit.content {
                Outcome::Known(receipt)
            } else {
                Outcome::Different(receipt)
            });
        }
        for expected in &unit.expected {
            if self.heads.get(&expected.stream).and_then(|head| head.last) != expected.last {
                return Err(CommitError::Stale(expected.stream));
            }
        }
        if let Some(read) = unit.read {
            let ours = self.newest.get(&read.aggregate).filter(|(pos, _)| *pos > read.pos);
            if let Some(stream) = self.since.get(&read).or(ours.map(|(_, stream)| stream)) {
                return Err(CommitError::Stale(*stream));
            }
        }
        for change in &unit.changes {
            // A message that was taken back before it left never leaves (decision 22).
            if let Change::PendingDone(cmd) = change
                && !self.waiting.contains(cmd)
            {
                return Err(CommitError::Undone);
            }
        }
        for event in &unit.events {
            check(event).map_err(StoreError::from)?;
        }
        let events: Vec<StoredEvent> =
            unit.events.iter().map(|event| self.place(writing, unit, event)).collect();
        for change in &unit.changes {
            if let Change::PendingDone(cmd) = change {
                self.waiting.remove(cmd);
            }
            self.changes.add(change);
        }
        let receipt = Receipt { cmd: unit.cmd, actor: unit.actor.clone(), at: unit.at, events };
        let record = CommandRecord { content: unit.content, receipt: receipt.clone() };
        self.commands.insert(unit.cmd, record.clone());
        self.new_commands.push((unit.cmd, record));
        Ok(Outcome::Committed(receipt))
    }

    /// Gives an event its place and signature.
    fn place(&mut self, writing: &Writing, unit: &Prepared, event: &NewEvent) -> StoredEvent {
        let head = self.heads.get(&event.stream).copied().unwrap_or(Head {
            last: None,
            hlc: Hlc::default(),
            seq: 0,
            prev: EventId([0; 32]),
        });
        let part = part_of(event.stream.aggregate);
        let given = self.given.entry(part).or_default();
        *given += 1;
        let pos = self.counters.get(&part).copied().unwrap_or(0) + *given;
        let header = Header {
            stream: event.stream,
            origin: writing.origin,
            seq: head.seq + 1,
            prev: head.prev,
            deps: event.deps.clone(),
            replaces: event.replaces.clone(),
            cmd: unit.cmd,
            hlc: writing.tick(head.hlc, unit.at.as_millisecond().max(0).cast_unsigned()),
            crit: event.crit,
            body_hash: Body::hash(&event.body),
            part: event.part,
        };
        let signed = sign(&header, &writing.key);
        let (id, hlc, seq) = (signed.id, header.hlc, header.seq);
        self.heads.insert(event.stream, Head { last: Some(id), hlc, seq, prev: id });
        self.newest.insert(event.stream.aggregate, (pos, event.stream));
        let stored = StoredEvent {
            position: Position { part, pos },
            id,
            stream: event.stream,
            origin: writing.origin,
            seq,
            header: signed.bytes,
            signature: signed.signature,
            key_id: NO_KEY,
            body: Some(event.body.clone()),
            received_at: unit.at,
        };
        self.events.push((stored.clone(), header));
        stored
    }

    /// The statements that make it so, each for all rows of its table.
    fn writes(self, origin: i64) -> Vec<Write> {
        let mut writes = Vec::new();
        if !self.given.is_empty() {
            let (parts, given): (Vec<i16>, Vec<i64>) = self
                .given
                .iter()
                .map(|(part, given)| (part.cast_signed(), given.cast_signed()))
                .unzip();
            writes.push(Write { sql: COUNT, params: owned![parts, given] });
            writes.push(events(&self.events, origin));
            writes.push(bodies(&self.events));
        }
        writes.extend(replaces(&self.events));
        if !self.new_commands.is_empty() {
            writes.push(commands(&self.new_commands));
        }
        writes.extend(self.changes.writes(self.stored));
        writes
    }
}

pub(super) const COUNT: &str = "UPDATE head SET seq = head.seq + new.given
     FROM unnest($1::smallint[], $2::bigint[]) AS new (part, given) WHERE head.part = new.part";

/// What a reader of the log would refuse is never written.
fn check(event: &NewEvent) -> Result<(), Fault> {
    let ascending = |ids: &[_]| ids.is_sorted_by(|a, b| a < b);
    if event.deps.len() > MAX_DEPS || !ascending(&event.deps) {
        return Err(Fault::Refused("deps are sorted and at most 32"));
    }
    if event.replaces.len() > MAX_REPLACES || !ascending(&event.replaces) {
        return Err(Fault::Refused("replaces are sorted and at most 64"));
    }
    if event.body.len() > MAX_BODY_BYTES {
        return Err(Fault::Refused("a body has at most 64 KiB"));
    }
    Ok(())
}

pub(super) fn events(all: &[(StoredEvent, Header)], origin: i64) -> Write {
    let sql =
        "INSERT INTO event (part, pos, id, stream, origin, seq, hlc, header, sig, received_at,
             status)
         SELECT part, pos, id, stream, $10, seq, hlc, header, sig, received_at, 0
         FROM unnest($1::smallint[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bigint[],
             $6::bigint[], $7::bytea[], $8::bytea[], $9::bigint[])
             AS new (part, pos, id, stream, seq, hlc, header, sig, received_at)";
    let mut params = places(all);
    params.extend(owned![
        all.iter().map(|(event, _)| event.id.0.to_vec()).collect::<Vec<_>>(),
        all.iter().map(|(event, _)| event.stream.to_bytes().to_vec()).collect::<Vec<_>>(),
        all.iter().map(|(event, _)| event.seq.cast_signed()).collect::<Vec<_>>(),
        all.iter().map(|(_, header)| header.hlc.0.cast_signed()).collect::<Vec<_>>(),
        all.iter().map(|(event, _)| event.header.clone()).collect::<Vec<_>>(),
        all.iter().map(|(event, _)| event.signature.to_vec()).collect::<Vec<_>>(),
        all.iter().map(|(event, _)| event.received_at.as_millisecond()).collect::<Vec<_>>(),
        origin,
    ]);
    Write { sql, params }
}

fn places(all: &[(StoredEvent, Header)]) -> Vec<crate::statement::Param> {
    let (parts, positions): (Vec<i16>, Vec<i64>) = all
        .iter()
        .map(|(event, _)| (event.position.part.cast_signed(), event.position.pos.cast_signed()))
        .unzip();
    owned![parts, positions]
}

pub(super) fn bodies(all: &[(StoredEvent, Header)]) -> Write {
    let sql = "INSERT INTO body (part, pos, key_id, bytes)
         SELECT part, pos, 0, bytes
         FROM unnest($1::smallint[], $2::bigint[], $3::bytea[]) AS new (part, pos, bytes)";
    let bytes: Vec<Option<Vec<u8>>> = all.iter().map(|(event, _)| event.body.clone()).collect();
    let mut params = places(all);
    params.extend(owned![bytes]);
    Write { sql, params }
}

pub(super) fn replaces(all: &[(StoredEvent, Header)]) -> Option<Write> {
    let sql = "INSERT INTO replaces (part, target, pos)
         SELECT * FROM unnest($1::smallint[], $2::bytea[], $3::bigint[])";
    let (mut parts, mut targets, mut positions) = (Vec::new(), Vec::new(), Vec::new());
    for (event, header) in all {
        for target in &header.replaces {
            parts.push(event.position.part.cast_signed());
            targets.push(target.0.to_vec());
            positions.push(event.position.pos.cast_signed());
        }
    }
    (!parts.is_empty()).then(|| Write { sql, params: owned![parts, targets, positions] })
}

pub(super) fn commands(new: &[(CommandId, CommandRecord)]) -> Write {
    // In the order of their keys: another process may be writing the same ones.
    let sql = "INSERT INTO command (cmd, content, actor, at, places)
         SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::bigint[], $5::bytea[])";
    let mut new: Vec<_> = new.iter().collect();
    new.sort_by_key(|(cmd, _)| cmd.bytes());
    let params = owned![
        new.iter().map(|(cmd, _)| cmd.bytes().to_vec()).collect::<Vec<_>>(),
        new.iter().map(|(_, record)| record.content.0.to_vec()).collect::<Vec<_>>(),
        new.iter().map(|(_, record)| record.receipt.actor.clone()).collect::<Vec<_>>(),
        new.iter().map(|(_, record)| record.receipt.at.as_millisecond()).collect::<Vec<_>>(),
        new.iter().map(|(_, record)| places_of(&record.receipt.events)).collect::<Vec<_>>(),
    ];
    Write { sql, params }
}
