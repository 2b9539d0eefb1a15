//! One unit of work inside the open transaction: look up, check, place, write.

use brygga_domain::envelope::{Body, Header, event_id};
use brygga_store::{
    Change, CommitError, NewEvent, Outcome, Position, Prepared, Receipt, StoredEvent,
};
use rusqlite::{OptionalExtension as _, params};

use super::batch::State;
use super::heads::Head;
use super::signing::EventRow;
use crate::crash_point::{Point, reached};
use crate::fault::Fault;
use crate::projections::Set;
use crate::{log, projections};

/// Limits of the envelope (continuity 3.2).
const MAX_DEPS: usize = 32;
const MAX_REPLACES: usize = 64;
const MAX_BODY_BYTES: usize = 64 * 1024;
/// Bodies are stored as they come: key 0 = none (decision 4).
const NO_KEY: u32 = 0;
/// Until the second thread has signed; nobody is answered before.
const NOT_YET: [u8; 64] = [0; 64];

impl State {
    /// Writes a unit or says why not; both are answers. An error is the engine's. A unit that is not
    /// durable is answered before the commit, so its rows are written with it.
    pub(super) fn unit(
        &mut self,
        prepared: Prepared,
        durable: bool,
    ) -> Result<Result<Outcome, CommitError>, Fault> {
        if let Some(known) = log::command(&self.db, prepared.cmd)? {
            let same = known.content == prepared.content;
            return Ok(Ok(if same {
                Outcome::Known(known.receipt)
            } else {
                Outcome::Different(known.receipt)
            }));
        }
        for expected in &prepared.expected {
            if self.heads.get(&self.db, expected.stream)?.last != expected.last {
                return Ok(Err(CommitError::Stale(expected.stream)));
            }
        }
        if let Some(read) = prepared.read
            && let Some(stream) = self.heads.since(&self.db, read)?
        {
            return Ok(Err(CommitError::Stale(stream)));
        }
        if self.was_undone(&prepared.changes)? {
            return Ok(Err(CommitError::Undone));
        }
        reached(Point::UnitDecided);
        let Prepared { cmd, content, actor, at, events, changes, access, .. } = prepared;
        let first_pos = self.pos + 1;
        let mut stored = Vec::with_capacity(events.len());
        for event in events {
            stored.push(self.event(cmd, at, event)?);
        }
        if !durable {
            self.signing.write(&self.db)?;
        }
        self.db
            .prepare_cached(
                "INSERT INTO command (cmd, content, actor, at, first_pos, count)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                &cmd.bytes()[..],
                &content.0[..],
                actor,
                at.as_millisecond(),
                first_pos.cast_signed(),
                stored.len() as i64,
            ])?;
        reached(Point::CommandWritten);
        for change in &changes {
            projections::apply(&self.db, Set::Live, change)?;
            reached(Point::ChangeWritten);
        }
        self.access.append(&self.db, &access)?;
        Ok(Ok(Outcome::Committed(Receipt { cmd, actor, at, events: stored })))
    }

    /// A message that was taken back before it left never leaves (decision 22).
    fn was_undone(&self, changes: &[Change]) -> Result<bool, Fault> {
        for change in changes {
            let Change::PendingDone(cmd) = change else { continue };
            let waits = self
                .db
                .prepare_cached("SELECT 1 FROM pending_act WHERE cmd = ?1")?
                .query_row([&cmd.bytes()[..]], |_| Ok(()))
                .optional()?;
            if waits.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn event(
        &mut self,
        cmd: brygga_domain::ids::CommandId,
        at: jiff::Timestamp,
        event: NewEvent,
    ) -> Result<StoredEvent, Fault> {
        check(&event)?;
        let NewEvent { stream, deps, replaces, part, crit, body } = event;
        let head = self.heads.get(&self.db, stream)?;
        self.clock = self.clock.tick(at.as_millisecond().max(0).cast_unsigned());
        self.pos += 1;
        let header = Header {
            stream,
            origin: self.origin,
            seq: head.seq + 1,
            prev: head.prev,
            deps,
            replaces,
            cmd,
            hlc: self.clock,
            crit,
            body_hash: Body::hash(&body),
            part,
        };
        let bytes = header.to_bytes();
        let id = event_id(&bytes);
        let pos = self.pos.cast_signed();
        self.signing.push(EventRow {
            cmd,
            pos: self.pos,
            id,
            stream,
            origin_number: self.origin_number,
            seq: header.seq,
            header: bytes.clone(),
            received_at: at,
        });
        self.db
            .prepare_cached("INSERT INTO body (event_pos, key_id, bytes) VALUES (?1, ?2, ?3)")?
            .execute(params![pos, NO_KEY, body])?;
        reached(Point::BodyWritten);
        for target in &header.replaces {
            self.db
                .prepare_cached("INSERT INTO replaces (target, by) VALUES (?1, ?2)")?
                .execute(params![&target.0[..], pos])?;
            reached(Point::ReplacesWritten);
        }
        self.heads.set(stream, self.pos, Head { last: Some(id), seq: header.seq, prev: id });
        Ok(StoredEvent {
            position: Position { part: 0, pos: self.pos },
            id,
            stream,
            origin: self.origin,
            seq: header.seq,
            header: bytes,
            signature: NOT_YET,
            key_id: NO_KEY,
            body: Some(body),
            received_at: at,
        })
    }
}

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
