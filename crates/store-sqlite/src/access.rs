//! The access log: one chain of rows, each batch signed once (decision 24).

use std::collections::HashMap;

use async_trait::async_trait;
use brygga_domain::envelope::{Origin, SigningKey, VerifyingKey};
use brygga_domain::ids::{ChainId, Digest};
use brygga_store::{
    AccessBatch, AccessCheck, AccessEntry, AccessLog, AccessPage, AccessProof, AccessTip,
    Columns as _, StoreError,
};
use jiff::Timestamp;
use rusqlite::{Connection, Params, params};

use crate::SqliteStore;
use crate::columns::{collect, one};
use crate::fault::Fault;
use crate::readers::snapshot;

const MAX_ROWS: u32 = 1_000;
/// Rows that a proof holds in memory at a time.
const PROOF_PAGE: u32 = 1_000;

/// The columns of every query for entries.
macro_rules! select_entries {
    ($rest:literal) => {
        concat!(
            "SELECT number, at, user, assignment, unit, what, purpose, chain, correlation, hash
             FROM access_entry ",
            $rest
        )
    };
}

/// The writing side, inside the writer's thread.
pub(crate) struct AccessWriter {
    origin: i64,
    tip: AccessTip,
    /// The tip at the last commit.
    kept: AccessTip,
}

impl AccessWriter {
    pub(crate) fn open(db: &Connection, origin: i64) -> Result<Self, Fault> {
        let sql = "SELECT number, hash FROM access_entry ORDER BY number DESC LIMIT 1";
        let last = one(db, sql, [], |c| Ok((c.number()?, c.digest()?)))?;
        let (entry, head) = last.unwrap_or((0, Digest([0; 32])));
        let sql = "SELECT coalesce(max(number), 0) FROM access_batch";
        let batch = one(db, sql, [], |c| c.number())?.unwrap_or(0);
        let tip = AccessTip { entry, head, batch };
        Ok(Self { origin, tip, kept: tip })
    }

    pub(crate) fn append(&mut self, db: &Connection, entries: &[AccessEntry]) -> Result<(), Fault> {
        for entry in entries {
            let tip = self.tip.with(entry);
            let number = tip.entry;
            db.prepare_cached(
                "INSERT INTO access_entry (number, at, user, assignment, unit, what, purpose,
                     chain, correlation, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                number.cast_signed(),
                entry.at.as_millisecond(),
                entry.user.as_ref().map(|user| user.as_str()),
                entry.assignment,
                entry.unit.as_ref().map(|unit| unit.as_str()),
                entry.what,
                entry.purpose,
                entry.chain.map(|chain| chain.bytes().to_vec()),
                entry.correlation,
                &tip.head.0[..],
            ])?;
            let mut person = db.prepare_cached(
                "INSERT INTO access_person (entry, ordinal, person) VALUES (?1, ?2, ?3)",
            )?;
            looked(db, entry)?;
            for (ordinal, id) in entry.persons.iter().enumerate() {
                person.execute(params![number.cast_signed(), ordinal as i64, &id.bytes()[..]])?;
            }
            self.tip = tip;
        }
        Ok(())
    }

    /// Closes the batch, just before the commit.
    pub(crate) fn sign(&mut self, db: &Connection, key: &SigningKey) -> Result<(), Fault> {
        if self.tip.entry == self.kept.entry {
            return Ok(());
        }
        let closed = self.tip.close(key);
        self.tip = closed.tip;
        db.prepare_cached(
            "INSERT INTO access_batch (number, last_entry, head, origin, signature)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            self.tip.batch.cast_signed(),
            self.tip.entry.cast_signed(),
            &self.tip.head.0[..],
            self.origin,
            &closed.signature[..],
        ])?;
        Ok(())
    }

    /// The transaction is committed.
    pub(crate) fn keep(&mut self) {
        self.kept = self.tip;
    }

    /// The transaction is rolled back.
    pub(crate) fn undo(&mut self) {
        self.tip = self.kept;
    }

    /// Where the log has come to inside the transaction.
    pub(crate) const fn tip(&self) -> AccessTip {
        self.tip
    }

    /// What was appended after this was rolled back.
    pub(crate) const fn back_to(&mut self, tip: AccessTip) {
        self.tip = tip;
    }
}

/// Who opens a chain or acts in it has looked at it: later changes are marked in that user's list.
fn looked(db: &Connection, entry: &AccessEntry) -> Result<(), Fault> {
    let (Some(chain), Some(user)) = (entry.chain, &entry.user) else { return Ok(()) };
    if entry.what.starts_with("denied:") {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO chain_look (user, chain, at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
    )?
    .execute(params![user.as_str(), &chain.bytes()[..], entry.at.as_millisecond()])?;
    Ok(())
}

/// Reads the whole table, a narrow one, now and then: an index on the time would be written with
/// every page of a case.
const FORGET_LOOKS: &str = "DELETE FROM chain_look WHERE (user, chain) IN (
         SELECT look.user, look.chain FROM chain_look look
         LEFT JOIN chain c ON c.chain = look.chain
         WHERE look.at < ?2 OR look.at < ?1 AND c.active = 0 LIMIT ?3)";

/// An entry as stored.
struct Row {
    number: u64,
    entry: AccessEntry,
    hash: Digest,
}

fn rows(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Row>, Fault> {
    let mut rows = collect(db, sql, params, |c| {
        Ok(Row {
            number: c.number()?,
            entry: AccessEntry {
                at: c.time()?,
                user: c.opt_unit()?,
                assignment: c.opt_text()?,
                unit: c.opt_unit()?,
                what: c.text()?,
                purpose: c.text()?,
                chain: c.opt_chain()?,
                correlation: c.text()?,
                persons: Vec::new(),
            },
            hash: c.digest()?,
        })
    })?;
    let persons = "SELECT person FROM access_person WHERE entry = ?1 ORDER BY ordinal";
    for row in &mut rows {
        row.entry.persons = collect(db, persons, [row.number.cast_signed()], |c| c.person())?;
    }
    Ok(rows)
}

#[async_trait]
impl AccessLog for SqliteStore {
    async fn record_access(&self, entries: Vec<AccessEntry>) -> Result<(), StoreError> {
        self.writer.access(entries).await
    }

    async fn accesses_of(
        &self,
        chain: ChainId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<AccessPage, StoreError> {
        self.read(move |db| {
            let limit = limit.clamp(1, MAX_ROWS);
            let before = before.map_or(i64::MAX, |number| number.try_into().unwrap_or(i64::MAX));
            let sql =
                select_entries!("WHERE chain = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3");
            // One more than asked for says whether there is a next page.
            let mut rows = rows(db, sql, params![&chain.bytes()[..], before, limit + 1])?;
            let more = rows.len() > limit as usize;
            rows.truncate(limit as usize);
            let next = rows.last().filter(|_| more).map(|row| row.number);
            Ok(AccessPage { entries: rows.into_iter().map(|row| row.entry).collect(), next })
        })
        .await
    }

    async fn forget_looks(
        &self,
        closed_before: Timestamp,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        self.writer
            .write(move |db| {
                let params =
                    params![closed_before.as_millisecond(), before.as_millisecond(), limit];
                let gone = db.prepare_cached(FORGET_LOOKS)?.execute(params)?;
                Ok(gone as u64)
            })
            .await
    }

    async fn prove_access_log(&self) -> Result<AccessProof, StoreError> {
        self.read(|db| snapshot(db, prove)).await
    }

    async fn access_batch_up_to(
        &self,
        origin: Origin,
        number: u64,
    ) -> Result<Option<AccessBatch>, StoreError> {
        self.read(move |db| {
            let sql = "SELECT number, last_entry, head, signature FROM access_batch
                       WHERE number <= ?3 AND origin = (
                           SELECT number FROM origin WHERE node = ?1 AND epoch = ?2
                       )
                       ORDER BY number DESC LIMIT 1";
            let epoch = origin.epoch.cast_signed();
            one(db, sql, params![&origin.node.as_bytes()[..], epoch, number.cast_signed()], |c| {
                let (batch, entry, head) = (c.number()?, c.number()?, c.digest()?);
                Ok(AccessBatch { tip: AccessTip { entry, head, batch }, signature: c.array()? })
            })
        })
        .await
    }
}

fn prove(db: &Connection) -> Result<AccessProof, Fault> {
    let keys: HashMap<i64, [u8; 32]> =
        collect(db, "SELECT number, public_key FROM origin", [], |c| Ok((c.int()?, c.array()?)))?
            .into_iter()
            .collect();
    let mut check = AccessCheck::default();
    let fault = walk(db, &keys, &mut check)?;
    let AccessTip { entry, head, batch } = check.good;
    Ok(AccessProof { rows: entry, batches: batch, head, fault })
}

fn walk(
    db: &Connection,
    keys: &HashMap<i64, [u8; 32]>,
    check: &mut AccessCheck,
) -> Result<Option<(u64, String)>, Fault> {
    let mut batch = batch_after(db, 0)?;
    loop {
        let sql = select_entries!("WHERE number > ?1 ORDER BY number LIMIT ?2");
        let page = rows(db, sql, params![check.good.entry.cast_signed(), PROOF_PAGE])?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let expected = check.good.entry + 1;
            if let Err(why) = check.row(row.number, &row.entry, row.hash) {
                return Ok(Some((expected, why.to_owned())));
            }
            if let Some((origin, found)) = batch.take_if(|(_, batch)| batch.tip.entry == expected) {
                let key = keys.get(&origin).and_then(|key| VerifyingKey::from_bytes(key).ok());
                if let Err(why) = check.batch(&found, key.as_ref()) {
                    return Ok(Some((expected, why.to_owned())));
                }
                batch = batch_after(db, check.good.batch)?;
            }
        }
    }
    let signed = db
        .prepare_cached("SELECT coalesce(max(last_entry), 0) FROM access_batch")?
        .query_row([], |row| row.get::<_, i64>(0))?
        .cast_unsigned();
    Ok(check.end(signed, batch.is_some()))
}

/// With the number of the origin that signed it.
fn batch_after(db: &Connection, number: u64) -> Result<Option<(i64, AccessBatch)>, Fault> {
    let sql = "SELECT number, last_entry, head, origin, signature FROM access_batch
               WHERE number > ?1 ORDER BY number LIMIT 1";
    one(db, sql, [number.cast_signed()], |c| {
        let (batch, entry, head) = (c.number()?, c.number()?, c.digest()?);
        let origin = c.int()?;
        Ok((origin, AccessBatch { tip: AccessTip { entry, head, batch }, signature: c.array()? }))
    })
}
