//! The access log: each row's hash covers the row before it, each batch is signed once
//! (decision 24).

use std::collections::HashMap;

use async_trait::async_trait;
use brygga_domain::envelope::{SigningKey, Value, VerifyingKey, to_vec};
use brygga_domain::ids::{ChainId, Digest};
use brygga_store::{AccessEntry, AccessLog, AccessPage, AccessProof, StoreError};
use ed25519_dalek::{Signature, Signer as _};
use jiff::Timestamp;
use rusqlite::{Connection, Params, params};
use sha2::{Digest as _, Sha256};

use crate::SqliteStore;
use crate::columns::{collect, one};
use crate::fault::Fault;
use crate::readers::snapshot;

/// What goes before the bytes of a row in its hash, and before a batch in its signature.
const ROW_DOMAIN: &[u8] = b"brygga-access-row1";
const BATCH_DOMAIN: &[u8] = b"brygga-access-batch1";
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

/// How far the log has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tip {
    entry: u64,
    head: Digest,
    batch: u64,
}

/// The writing side, inside the writer's thread.
pub(crate) struct AccessWriter {
    origin: i64,
    tip: Tip,
    /// The tip at the last commit.
    kept: Tip,
}

impl AccessWriter {
    pub(crate) fn open(db: &Connection, origin: i64) -> Result<Self, Fault> {
        let sql = "SELECT number, hash FROM access_entry ORDER BY number DESC LIMIT 1";
        let last = one(db, sql, [], |c| Ok((c.number()?, c.digest()?)))?;
        let (entry, head) = last.unwrap_or((0, Digest([0; 32])));
        let sql = "SELECT coalesce(max(number), 0) FROM access_batch";
        let batch = one(db, sql, [], |c| c.number())?.unwrap_or(0);
        let tip = Tip { entry, head, batch };
        Ok(Self { origin, tip, kept: tip })
    }

    pub(crate) fn append(&mut self, db: &Connection, entries: &[AccessEntry]) -> Result<(), Fault> {
        for entry in entries {
            let number = self.tip.entry + 1;
            let hash = row_hash(self.tip.head, number, entry);
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
                &hash.0[..],
            ])?;
            let mut person = db.prepare_cached(
                "INSERT INTO access_person (entry, ordinal, person) VALUES (?1, ?2, ?3)",
            )?;
            looked(db, entry)?;
            for (ordinal, id) in entry.persons.iter().enumerate() {
                person.execute(params![number.cast_signed(), ordinal as i64, &id.bytes()[..]])?;
            }
            self.tip = Tip { entry: number, head: hash, ..self.tip };
        }
        Ok(())
    }

    /// Closes the batch, just before the commit.
    pub(crate) fn sign(&mut self, db: &Connection, key: &SigningKey) -> Result<(), Fault> {
        if self.tip.entry == self.kept.entry {
            return Ok(());
        }
        self.tip.batch += 1;
        let signature = key.sign(&batch_bytes(self.tip)).to_bytes();
        db.prepare_cached(
            "INSERT INTO access_batch (number, last_entry, head, origin, signature)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            self.tip.batch.cast_signed(),
            self.tip.entry.cast_signed(),
            &self.tip.head.0[..],
            self.origin,
            &signature[..],
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

/// SHA-256 over the hash before, the number and everything that the row says.
fn row_hash(before: Digest, number: u64, entry: &AccessEntry) -> Digest {
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let row = Value::Array(vec![
        Value::from(number),
        Value::from(entry.at.as_millisecond()),
        text(entry.user.as_ref().map(|user| user.as_str())),
        text(entry.assignment.as_deref()),
        text(entry.unit.as_ref().map(|unit| unit.as_str())),
        Value::from(entry.what.as_str()),
        Value::from(entry.purpose.as_str()),
        entry.chain.map_or(Value::Null, |chain| Value::Bytes(chain.bytes().to_vec())),
        Value::Array(
            entry.persons.iter().map(|person| Value::Bytes(person.bytes().to_vec())).collect(),
        ),
        Value::from(entry.correlation.as_str()),
    ]);
    let hash = Sha256::new().chain_update(ROW_DOMAIN).chain_update(before.0);
    Digest(hash.chain_update(to_vec(&row)).finalize().into())
}

fn batch_bytes(tip: Tip) -> Vec<u8> {
    let mut bytes = BATCH_DOMAIN.to_vec();
    bytes.extend(tip.batch.to_be_bytes());
    bytes.extend(tip.entry.to_be_bytes());
    bytes.extend(tip.head.0);
    bytes
}

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
}

/// A signed end of a batch.
struct Batch {
    tip: Tip,
    origin: i64,
    signature: [u8; 64],
}

fn prove(db: &Connection) -> Result<AccessProof, Fault> {
    let keys: HashMap<i64, [u8; 32]> =
        collect(db, "SELECT number, public_key FROM origin", [], |c| Ok((c.int()?, c.array()?)))?
            .into_iter()
            .collect();
    let mut proof = AccessProof { rows: 0, batches: 0, head: Digest([0; 32]), fault: None };
    let mut batch = batch_after(db, 0)?;
    loop {
        let sql = select_entries!("WHERE number > ?1 ORDER BY number LIMIT ?2");
        let page = rows(db, sql, params![proof.rows.cast_signed(), PROOF_PAGE])?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let expected = proof.rows + 1;
            if let Err(why) = check_row(&row, expected, proof.head) {
                proof.fault = Some((expected, why.to_owned()));
                return Ok(proof);
            }
            proof.rows = expected;
            proof.head = row.hash;
            if let Some(found) = batch.take_if(|batch| batch.tip.entry == expected) {
                if let Err(why) = check_batch(&found, proof.batches + 1, row.hash, &keys) {
                    proof.fault = Some((expected, why.to_owned()));
                    return Ok(proof);
                }
                proof.batches += 1;
                batch = batch_after(db, proof.batches)?;
            }
        }
    }
    let signed = db
        .prepare_cached("SELECT coalesce(max(last_entry), 0) FROM access_batch")?
        .query_row([], |row| row.get::<_, i64>(0))?
        .cast_unsigned();
    if signed > proof.rows || batch.is_some() {
        proof.fault = Some((proof.rows + 1, "the row is missing".to_owned()));
    } else if signed < proof.rows {
        proof.fault = Some((signed + 1, "the row is not signed".to_owned()));
    }
    Ok(proof)
}

fn check_row(row: &Row, expected: u64, before: Digest) -> Result<(), &'static str> {
    if row.number != expected {
        return Err("the row is missing");
    }
    if row_hash(before, row.number, &row.entry) != row.hash {
        return Err("the row is not what was hashed");
    }
    Ok(())
}

fn check_batch(
    batch: &Batch,
    expected: u64,
    head: Digest,
    keys: &HashMap<i64, [u8; 32]>,
) -> Result<(), &'static str> {
    let key = keys.get(&batch.origin).and_then(|key| VerifyingKey::from_bytes(key).ok());
    let Some(key) = key else { return Err("the batch is signed by an unknown origin") };
    if batch.tip.batch != expected || batch.tip.head != head {
        return Err("the batch does not end here");
    }
    let signature = Signature::from_bytes(&batch.signature);
    key.verify_strict(&batch_bytes(batch.tip), &signature)
        .map_err(|_| "the signature of the batch does not hold")
}

fn batch_after(db: &Connection, number: u64) -> Result<Option<Batch>, Fault> {
    let sql = "SELECT number, last_entry, head, origin, signature FROM access_batch
               WHERE number > ?1 ORDER BY number LIMIT 1";
    one(db, sql, [number.cast_signed()], |c| {
        let (batch, entry, head) = (c.number()?, c.number()?, c.digest()?);
        Ok(Batch { tip: Tip { entry, head, batch }, origin: c.int()?, signature: c.array()? })
    })
}
