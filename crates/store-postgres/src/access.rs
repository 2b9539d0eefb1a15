//! The access log: a chain of hashes per origin, each batch signed once (decision 24).

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use brygga_domain::envelope::{Origin, SigningKey, VerifyingKey};
use brygga_domain::ids::{ChainId, Digest};
use brygga_store::{
    AccessBatch, AccessCheck, AccessEntry, AccessLog, AccessPage, AccessProof, AccessTip,
    Columns as _, StoreError,
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, oneshot};

use crate::access_turn::Turn;
use crate::columns::{Columns, collect, one};
use crate::connection::Connection;
use crate::crash_point::{Point, reached};
use crate::fault::Fault;
use crate::lease::HELD;
use crate::statement::{Write, owned, pipelined};
use crate::store::PostgresStore;
use crate::writer::{Shared, Transaction, Writing, transaction};

const MAX_ROWS: u32 = 1_000;
/// Rows that a proof holds in memory at a time.
const PROOF_PAGE: i64 = 1_000;
/// Those who wait for one transaction.
const BATCH: usize = 256;

/// The columns of every query for entries.
macro_rules! select_entries {
    ($rest:literal) => {
        concat!(
            "SELECT e.number, e.at, e.user_id, e.assignment, e.unit, e.what, e.purpose, e.chain,
                 e.correlation, e.hash, e.place,
                 (SELECT string_agg(p.person, ''::bytea ORDER BY p.ordinal) FROM access_person p
                  WHERE p.origin = e.origin AND p.entry = e.number)
             FROM access_entry e ",
            $rest
        )
    };
}

pub(crate) type Job = (Vec<AccessEntry>, oneshot::Sender<Result<(), StoreError>>);

/// The writing side for rows without an act: one lane. An act's rows are written with it.
pub(crate) struct AccessLane {
    writing: Shared,
    connection: Option<Connection>,
}

impl AccessLane {
    pub(crate) fn new(writing: Shared) -> Self {
        Self { writing, connection: None }
    }

    /// Until the store is dropped and the queue is empty.
    pub(crate) async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH);
        while queue.recv_many(&mut jobs, BATCH).await > 0 {
            let (entries, answers): (Vec<Vec<AccessEntry>>, Vec<_>) = jobs.drain(..).unzip();
            let writing = Shared::clone(&self.writing);
            let entries = entries.iter().flatten().collect();
            let mut batch = Append { writing: &writing, entries, turn: None };
            let config = &writing.config;
            let done = transaction(&mut self.connection, config, writing.deadline, &mut batch);
            let done = done.await;
            for answer in answers {
                drop(answer.send(done.clone().map_err(StoreError::from)));
            }
        }
    }
}

/// The entries of one transaction.
struct Append<'a> {
    writing: &'a Writing,
    entries: Vec<&'a AccessEntry>,
    turn: Option<Turn>,
}

impl Transaction for Append<'_> {
    type Done = ();

    async fn run(&mut self, db: &Connection) -> Result<(), Fault> {
        let turn = self.turn.insert(self.writing.access.turn().await);
        db.prepare(HELD).await?;
        // Polled in this order, so sent in this order.
        let (begun, lease) = futures::join!(db.begin("BEGIN"), self.writing.holds_lease(db));
        begun?;
        lease?;
        let writes = turn.append(db, self.writing, &self.entries).await?;
        pipelined(db, &writes).await?;
        reached(Point::AccessWritten);
        turn.pass_on();
        Ok(())
    }

    fn turn(&mut self) -> &mut Option<Turn> {
        &mut self.turn
    }
}

pub(crate) async fn read_tip(db: &Connection, origin: i64) -> Result<AccessTip, Fault> {
    let sql = "SELECT number, hash FROM access_entry WHERE origin = $1
               ORDER BY number DESC LIMIT 1";
    let last = one(db, sql, &[&origin], |c| Ok((c.number()?, c.digest()?))).await?;
    let (entry, head) = last.unwrap_or((0, Digest([0; 32])));
    let sql = "SELECT coalesce(max(number), 0) FROM access_batch WHERE origin = $1";
    let batch = one(db, sql, &[&origin], |c| c.number()).await?.unwrap_or(0);
    Ok(AccessTip { entry, head, batch })
}

/// The rows that continue the chain, and where it stands after them.
pub(crate) fn writes(
    mut tip: AccessTip,
    origin: i64,
    key: &SigningKey,
    entries: &[&AccessEntry],
) -> (AccessTip, Vec<Write>) {
    let mut rows = Vec::new();
    let mut persons = (Vec::new(), Vec::new(), Vec::new());
    let mut looked = BTreeMap::new();
    for &entry in entries {
        // Who opens a chain or acts in it has looked at it.
        if let (Some(chain), Some(user)) = (entry.chain, &entry.user)
            && !entry.what.starts_with("denied:")
        {
            let at = entry.at.as_millisecond();
            let last = looked.entry((user.as_str().to_owned(), chain.bytes())).or_insert(at);
            *last = at.max(*last);
        }
        tip = tip.with(entry);
        let number = tip.entry;
        for (ordinal, person) in (0i64..).zip(&entry.persons) {
            persons.0.push(number.cast_signed());
            persons.1.push(ordinal);
            persons.2.push(person.bytes().to_vec());
        }
        rows.push((number, tip.head, entry));
    }
    let closed = tip.close(key);
    let tip = closed.tip;
    macro_rules! column {
        ($row:pat => $value:expr) => {
            rows.iter().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    let sql =
        "INSERT INTO access_entry (origin, number, place, at, user_id, assignment, unit, what,
             purpose, chain, correlation, hash)
         SELECT $12, * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
             $6::text[], $7::text[], $8::text[], $9::bytea[], $10::text[], $11::bytea[])";
    let params = owned![
        column!((number, _, _) => number.cast_signed()),
        column!((number, _, entry) => place(origin, *number, entry)),
        column!((_, _, entry) => entry.at.as_millisecond()),
        column!((_, _, entry) => entry.user.as_ref().map(|user| user.as_str().to_owned())),
        column!((_, _, entry) => entry.assignment.clone()),
        column!((_, _, entry) => entry.unit.as_ref().map(|unit| unit.as_str().to_owned())),
        column!((_, _, entry) => entry.what.clone()),
        column!((_, _, entry) => entry.purpose.clone()),
        column!((_, _, entry) => entry.chain.map(|chain| chain.bytes().to_vec())),
        column!((_, _, entry) => entry.correlation.clone()),
        column!((_, hash, _) => hash.0.to_vec()),
        origin,
    ];
    let mut writes = vec![Write { sql, params }];
    if !persons.0.is_empty() {
        let sql = "INSERT INTO access_person (origin, entry, ordinal, person)
             SELECT $4, * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])";
        writes.push(Write { sql, params: owned![persons.0, persons.1, persons.2, origin] });
    }
    if !looked.is_empty() {
        // In the order of their keys: another process may be writing the same ones.
        let (keys, at): (Vec<_>, Vec<i64>) = looked.into_iter().unzip();
        let (users, chains): (Vec<String>, Vec<Vec<u8>>) =
            keys.into_iter().map(|(user, chain)| (user, chain.to_vec())).unzip();
        let sql = "INSERT INTO chain_look AS kept (user_id, chain, at)
             SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[])
             ON CONFLICT (user_id, chain) DO UPDATE SET at = greatest(kept.at, excluded.at)";
        writes.push(Write { sql, params: owned![users, chains, at] });
    }
    let sql = "INSERT INTO access_batch (origin, number, last_entry, head, signature)
         VALUES ($1, $2, $3, $4, $5)";
    let params = owned![
        origin,
        tip.batch.cast_signed(),
        tip.entry.cast_signed(),
        tip.head.0.to_vec(),
        closed.signature.to_vec(),
    ];
    writes.push(Write { sql, params });
    (tip, writes)
}

/// The order of entries over all origins, newest last: 41 bits of milliseconds, 8 of the origin, 14
/// of the number.
fn place(origin: i64, number: u64, entry: &AccessEntry) -> i64 {
    let number = number.cast_signed() & 0x3fff;
    entry.at.as_millisecond() << 22 | (origin & 0xff) << 14 | number
}

/// An entry as stored.
struct Row {
    number: u64,
    entry: AccessEntry,
    hash: Digest,
    place: i64,
}

fn row(c: &mut Columns) -> Result<Row, Fault> {
    let mut row = Row {
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
        place: c.int()?,
    };
    let persons = c.opt_bytes()?.unwrap_or_default().chunks(16);
    for person in persons {
        let person = person
            .try_into()
            .map_err(|_| Fault::Damaged("column person is not of the right length".to_owned()))?;
        row.entry.persons.push(brygga_domain::ids::PersonId::from_bytes(person));
    }
    Ok(row)
}

#[async_trait]
impl AccessLog for PostgresStore {
    async fn record_access(&self, entries: Vec<AccessEntry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        self.lanes.access(entries).await
    }

    async fn accesses_of(
        &self,
        chain: ChainId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<AccessPage, StoreError> {
        let db = self.reader().await?;
        let limit = limit.clamp(1, MAX_ROWS);
        let before = before.map_or(i64::MAX, |place| place.try_into().unwrap_or(i64::MAX));
        let sql =
            select_entries!("WHERE e.chain = $1 AND e.place < $2 ORDER BY e.place DESC LIMIT $3");
        // One more than asked for says whether there is a next page.
        let params: crate::connection::Params =
            &[&&chain.bytes()[..], &before, &i64::from(limit + 1)];
        let mut rows = collect(&db, sql, params, row).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.place.cast_unsigned());
        Ok(AccessPage { entries: rows.into_iter().map(|row| row.entry).collect(), next })
    }

    async fn forget_looks(
        &self,
        closed_before: Timestamp,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        // Rows that somebody is writing are left for the next time: nobody waits for this.
        let sql = "WITH old AS (
                 SELECT look.user_id, look.chain FROM chain_look look
                 LEFT JOIN chain c ON c.chain = look.chain
                 WHERE look.at < $2 OR look.at < $1 AND NOT c.active
                 LIMIT $3 FOR UPDATE OF look SKIP LOCKED)
             DELETE FROM chain_look gone USING old
             WHERE gone.user_id = old.user_id AND gone.chain = old.chain";
        let (closed_before, before) = (closed_before.as_millisecond(), before.as_millisecond());
        self.record(sql, &[&closed_before, &before, &i64::from(limit)]).await
    }

    async fn prove_access_log(&self) -> Result<AccessProof, StoreError> {
        let db = self.reader().await?;
        db.snapshot().await?;
        let proof = prove(&db).await?;
        db.finish().await?;
        Ok(proof)
    }

    async fn access_batch_up_to(
        &self,
        origin: Origin,
        number: u64,
    ) -> Result<Option<AccessBatch>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT number, last_entry, head, signature FROM access_batch
                   WHERE number <= $3 AND origin = (
                       SELECT number FROM origin WHERE node = $1 AND epoch = $2
                   )
                   ORDER BY number DESC LIMIT 1";
        let (node, epoch) = (origin.node.as_bytes(), origin.epoch.cast_signed());
        Ok(one(&db, sql, &[&&node[..], &epoch, &number.cast_signed()], batch).await?)
    }
}

fn batch(c: &mut Columns) -> Result<AccessBatch, Fault> {
    let (batch, entry, head) = (c.number()?, c.number()?, c.digest()?);
    Ok(AccessBatch { tip: AccessTip { entry, head, batch }, signature: c.array()? })
}

/// Proves the chain of each origin; the head is the last hash, or with several origins the hash over
/// all of theirs. The first fault names its origin by its number.
async fn prove(db: &Connection) -> Result<AccessProof, Fault> {
    let keys = "SELECT number, public_key FROM origin";
    let keys = collect(db, keys, &[], |c| Ok((c.int()?, c.array()?))).await?;
    let keys: HashMap<i64, [u8; 32]> = keys.into_iter().collect();
    let origins = "SELECT origin FROM access_batch UNION SELECT origin FROM access_entry";
    let origins = collect(db, origins, &[], |c| c.int()).await?;
    let mut all = AccessProof { rows: 0, batches: 0, head: Digest([0; 32]), fault: None };
    let mut heads = BTreeMap::new();
    for origin in origins {
        let key = keys.get(&origin).and_then(|key| VerifyingKey::from_bytes(key).ok());
        let proof = prove_origin(db, origin, key.as_ref()).await?;
        all.rows += proof.rows;
        all.batches += proof.batches;
        if let (Some((row, why)), None) = (proof.fault, &all.fault) {
            all.fault = Some((row, format!("origin {origin}: {why}")));
        }
        heads.insert(origin, proof.head);
    }
    all.head = match heads.len() {
        0 => all.head,
        1 => heads.into_values().next().unwrap_or(all.head),
        _ => {
            let hash = heads.values().fold(Sha256::new(), |hash, head| hash.chain_update(head.0));
            Digest(hash.finalize().into())
        }
    };
    Ok(all)
}

async fn prove_origin(
    db: &Connection,
    origin: i64,
    key: Option<&VerifyingKey>,
) -> Result<AccessProof, Fault> {
    let mut check = AccessCheck::default();
    let fault = walk(db, origin, key, &mut check).await?;
    let AccessTip { entry, head, batch } = check.good;
    Ok(AccessProof { rows: entry, batches: batch, head, fault })
}

async fn walk(
    db: &Connection,
    origin: i64,
    key: Option<&VerifyingKey>,
    check: &mut AccessCheck,
) -> Result<Option<(u64, String)>, Fault> {
    let mut batch = batch_after(db, origin, 0).await?;
    loop {
        let sql =
            select_entries!("WHERE e.origin = $1 AND e.number > $2 ORDER BY e.number LIMIT $3");
        let last = check.good.entry.cast_signed();
        let page = collect(db, sql, &[&origin, &last, &PROOF_PAGE], row).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let expected = check.good.entry + 1;
            let right = check.row(row.number, &row.entry, row.hash);
            let right = right.and_then(|()| {
                let placed = row.place == place(origin, row.number, &row.entry);
                if placed { Ok(()) } else { Err("the row is not what was hashed") }
            });
            if let Err(why) = right {
                return Ok(Some((expected, why.to_owned())));
            }
            if let Some(found) = batch.take_if(|batch| batch.tip.entry == expected) {
                if let Err(why) = check.batch(&found, key) {
                    return Ok(Some((expected, why.to_owned())));
                }
                batch = batch_after(db, origin, check.good.batch).await?;
            }
        }
    }
    let sql = "SELECT coalesce(max(last_entry), 0) FROM access_batch WHERE origin = $1";
    let signed: u64 = one(db, sql, &[&origin], |c| c.number()).await?.unwrap_or(0);
    Ok(check.end(signed, batch.is_some()))
}

async fn batch_after(
    db: &Connection,
    origin: i64,
    number: u64,
) -> Result<Option<AccessBatch>, Fault> {
    let sql = "SELECT number, last_entry, head, signature FROM access_batch
               WHERE origin = $1 AND number > $2 ORDER BY number LIMIT 1";
    one(db, sql, &[&origin, &number.cast_signed()], batch).await
}
