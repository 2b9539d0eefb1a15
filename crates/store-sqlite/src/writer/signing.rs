//! The rows of a batch's events and their signatures.
//!
//! A signature takes a quarter of an act's time in the writer (docs/decisions/0010). The next header
//! names the id of the one before it, not its signature, so where many units share a transaction a
//! second thread signs while the writer goes on; rows are written when their signatures are there,
//! all before the commit.

use std::sync::mpsc::{Receiver, Sender, channel};

use brygga_domain::envelope::{SigningKey, StreamId, sign_id};
use brygga_domain::ids::{CommandId, EventId};
use brygga_store::{CommitError, Outcome};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::crash_point::{Point, reached};
use crate::fault::Fault;

/// Ids that are handed over at once: to wake a thread is not free.
const HANDED: usize = 8;

type Signature = [u8; 64];

/// The row of an event, but for its signature.
pub(super) struct EventRow {
    pub(super) cmd: CommandId,
    pub(super) pos: u64,
    pub(super) id: EventId,
    pub(super) stream: StreamId,
    pub(super) origin_number: i64,
    pub(super) seq: u64,
    pub(super) header: Vec<u8>,
    pub(super) received_at: Timestamp,
}

/// Rows that have a place in the open transaction and are not written.
pub(super) struct Signing {
    key: SigningKey,
    second: Option<Second>,
    /// In the order of their positions.
    rows: Vec<EventRow>,
    /// So many of the first rows are with the second thread.
    handed: usize,
    /// Of the first rows.
    signatures: Vec<Signature>,
    /// Of the rows that this batch has written, by position.
    written: Vec<(u64, Signature)>,
}

/// The second thread. It ends when this is dropped.
struct Second {
    ids: Sender<Vec<EventId>>,
    signed: Receiver<Vec<Signature>>,
}

impl Signing {
    pub(super) fn new(key: SigningKey) -> Self {
        Self {
            key,
            second: None,
            rows: Vec::new(),
            handed: 0,
            signatures: Vec::new(),
            written: Vec::new(),
        }
    }

    /// A batch of so many units begins, and nothing of the one before is asked for any more.
    pub(super) fn begin(&mut self, units: usize) {
        self.written.clear();
        if units >= HANDED && self.second.is_none() {
            self.second = Second::start(self.key.clone());
        }
    }

    /// Takes a row; it is written by [`Self::write`].
    pub(super) fn push(&mut self, row: EventRow) {
        self.rows.push(row);
        let Some(second) = &self.second else { return };
        let waiting = &self.rows[self.handed..];
        if waiting.len() >= HANDED
            && second.ids.send(waiting.iter().map(|row| row.id).collect()).is_ok()
        {
            self.handed = self.rows.len();
        }
    }

    /// How many rows wait.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The transaction does not hold all rows of this command yet.
    pub(super) fn holds(&self, cmd: CommandId) -> bool {
        self.rows.iter().any(|row| row.cmd == cmd)
    }

    /// Writes all rows that wait.
    pub(super) fn write(&mut self, db: &Connection) -> Result<(), Fault> {
        // While the second thread ends, the rest is signed here.
        let rest: Vec<Signature> =
            self.rows[self.handed..].iter().map(|row| sign_id(row.id, &self.key)).collect();
        self.take_back();
        self.signatures.extend(rest);
        for (row, signature) in self.rows.iter().zip(&self.signatures) {
            row.insert(db, signature)?;
            self.written.push((row.pos, *signature));
            reached(Point::EventWritten);
        }
        self.forget();
        Ok(())
    }

    /// Gives the events of a receipt the signatures that this batch has written.
    pub(super) fn complete(&self, outcome: &mut Result<Outcome, CommitError>) {
        let Ok(Outcome::Committed(receipt)) = outcome else { return };
        for event in &mut receipt.events {
            let at = self.written.binary_search_by_key(&event.position.pos, |(pos, _)| *pos);
            if let Ok(at) = at {
                event.signature = self.written[at].1;
            }
        }
    }

    /// A unit was undone: only the first `rows` still have a place, and of what is written what lies at
    /// `pos` or before it. The positions after that are given again.
    pub(super) fn back_to(&mut self, rows: usize, pos: u64) {
        self.take_back();
        self.written.truncate(self.written.partition_point(|(at, _)| *at <= pos));
        self.rows.truncate(rows);
        self.signatures.truncate(rows);
        self.handed = self.handed.min(rows);
    }

    /// The transaction was undone.
    pub(super) fn undo(&mut self) {
        self.take_back();
        self.forget();
        self.written.clear();
    }

    /// Waits for all that was handed over. A thread that is gone leaves it to this one.
    fn take_back(&mut self) {
        while self.signatures.len() < self.handed {
            match self.second.as_ref().and_then(|second| second.signed.recv().ok()) {
                Some(signed) => self.signatures.extend(signed),
                None => {
                    self.second = None;
                    let left = &self.rows[self.signatures.len()..self.handed];
                    let signed: Vec<_> =
                        left.iter().map(|row| sign_id(row.id, &self.key)).collect();
                    self.signatures.extend(signed);
                }
            }
        }
    }

    fn forget(&mut self) {
        self.rows.clear();
        self.handed = 0;
        self.signatures.clear();
    }
}

impl Second {
    /// None where the machine gives no thread: then the writer signs all by itself.
    fn start(key: SigningKey) -> Option<Self> {
        let (ids, to_sign) = channel::<Vec<EventId>>();
        let (send, signed) = channel();
        let work = move || {
            for ids in to_sign {
                let signatures = ids.into_iter().map(|id| sign_id(id, &key)).collect();
                if send.send(signatures).is_err() {
                    return;
                }
            }
        };
        std::thread::Builder::new().name("brygga-signer".to_owned()).spawn(work).ok()?;
        Some(Self { ids, signed })
    }
}

impl EventRow {
    fn insert(&self, db: &Connection, signature: &Signature) -> Result<(), Fault> {
        db.prepare_cached(
            "INSERT INTO event
                 (pos, part, id, stream, origin, seq, header, sig, received_at, status)
             VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
        )?
        .execute(params![
            self.pos.cast_signed(),
            &self.id.0[..],
            &self.stream.to_bytes()[..],
            self.origin_number,
            self.seq.cast_signed(),
            self.header,
            &signature[..],
            self.received_at.as_millisecond(),
        ])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pos: u64, id: u8) -> EventRow {
        EventRow {
            cmd: CommandId::from_bytes([id; 16]),
            pos,
            id: EventId([id; 32]),
            stream: StreamId::registry(),
            origin_number: 1,
            seq: pos,
            header: vec![id],
            received_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_position_that_is_given_again_has_the_signature_of_who_has_it_now() {
        let db = Connection::open_in_memory().expect("it opens");
        db.execute_batch(include_str!("../../migrations/0001_log.sql")).expect("the tables");
        let key = SigningKey::from_bytes(&[7; 32]);
        let mut signing = Signing::new(key.clone());
        signing.begin(HANDED);
        (1..=20).for_each(|n| signing.push(row(n, n as u8)));
        signing.write(&db).expect("written");
        // A unit that wrote its row itself and was undone after that.
        db.execute_batch("SAVEPOINT unit").expect("begun");
        signing.push(row(21, 100));
        signing.write(&db).expect("written");
        db.execute_batch("ROLLBACK TO unit").expect("undone");
        signing.back_to(0, 20);
        signing.push(row(21, 21));
        signing.write(&db).expect("written");
        let expected = (1..=21).map(|n| (u64::from(n), sign_id(EventId([n; 32]), &key)));
        assert_eq!(signing.written, expected.collect::<Vec<_>>());
    }
}
