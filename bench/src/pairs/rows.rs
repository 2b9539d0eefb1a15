//! Bare rusqlite: writes the rows that ours has written, byte for byte, into the same tables with
//! the same indexes and the same durability. No hash, no signature, no look-up, no check.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use brygga_store::Receipt;
use brygga_store_sqlite::FILE_NAME;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use crate::site::now;

/// Acts of one transaction.
const BATCH: usize = 100;

/// What ours has written.
pub(crate) struct Recorded {
    pub(crate) receipts: Vec<Receipt>,
    tables: Vec<Table>,
}

/// The last rows of a table, by the chain that they belong to.
struct Table {
    sql: String,
    rows: BTreeMap<Vec<u8>, Vec<Vec<Value>>>,
}

pub(crate) fn open(folder: &Path) -> anyhow::Result<Connection> {
    let db = Connection::open(folder.join(FILE_NAME))?;
    db.set_prepared_statement_cache_capacity(64);
    let _: String = db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    db.pragma_update(None, "cache_size", -64 * 1024)?;
    Ok(db)
}

/// The engine's own word on how a connection keeps what it writes.
pub(crate) fn durability(db: &Connection) -> anyhow::Result<String> {
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let level: i64 = db.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    Ok(format!("journal_mode={mode} synchronous={level}"))
}

impl Recorded {
    pub(crate) fn read(folder: &Path, receipts: Vec<Receipt>) -> anyhow::Result<Self> {
        let db = open(folder)?;
        let tables = [("chain", "chain"), ("chain_party", "chain, unit")]
            .into_iter()
            .map(|(name, key)| table(&db, name, key))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { receipts, tables })
    }

    pub(crate) fn events(&self) -> usize {
        self.receipts.iter().map(|receipt| receipt.events.len()).sum()
    }
}

fn table(db: &Connection, name: &str, key: &str) -> anyhow::Result<Table> {
    let mut statement = db.prepare(&format!("SELECT * FROM {name}"))?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
    let set: Vec<String> = columns
        .iter()
        .filter(|column| !key.split(", ").any(|part| part == column.as_str()))
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    let sql = format!(
        "INSERT INTO {name} ({}) VALUES ({}) ON CONFLICT ({key}) DO UPDATE SET {}",
        columns.join(", "),
        places.join(", "),
        set.join(", ")
    );
    let mut rows: BTreeMap<Vec<u8>, Vec<Vec<Value>>> = BTreeMap::new();
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let values: Vec<Value> =
            (0..columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
        let Some(Value::Blob(chain)) = values.first().cloned() else {
            anyhow::bail!("{name} does not begin with its chain")
        };
        rows.entry(chain).or_default().push(values);
    }
    Ok(Table { sql, rows })
}

/// Writes all of it in transactions of a hundred acts and says how long that took.
pub(crate) fn write(db: &Connection, recorded: &Recorded) -> anyhow::Result<Duration> {
    let began = now();
    let mut pos = 0i64;
    for batch in recorded.receipts.chunks(BATCH) {
        let transaction = db.unchecked_transaction()?;
        for receipt in batch {
            let first = pos + 1;
            for event in &receipt.events {
                pos += 1;
                transaction
                    .prepare_cached(
                        "INSERT INTO event
                             (pos, part, id, stream, origin, seq, header, sig, received_at, status)
                         VALUES (?1, 0, ?2, ?3, 1, ?4, ?5, ?6, ?7, 0)",
                    )?
                    .execute(params![
                        pos,
                        &event.id.0[..],
                        &event.stream.to_bytes()[..],
                        event.seq.cast_signed(),
                        event.header,
                        &event.signature[..],
                        event.received_at.as_millisecond(),
                    ])?;
                transaction
                    .prepare_cached(
                        "INSERT INTO body (event_pos, key_id, bytes) VALUES (?1, 0, ?2)",
                    )?
                    .execute(params![pos, event.body])?;
            }
            transaction
                .prepare_cached(
                    "INSERT INTO command (cmd, content, actor, at, first_pos, count)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    &receipt.cmd.bytes()[..],
                    &[1u8; 32][..],
                    receipt.actor,
                    receipt.at.as_millisecond(),
                    first,
                    receipt.events.len() as i64,
                ])?;
            let chain = receipt.events.first().context("an act has an event")?.stream.aggregate;
            for table in &recorded.tables {
                let Some(rows) = table.rows.get(&chain.as_bytes()[..]) else { continue };
                let mut statement = transaction.prepare_cached(&table.sql)?;
                for row in rows {
                    statement.execute(params_from_iter(row))?;
                }
            }
        }
        transaction.commit()?;
    }
    Ok(began.elapsed())
}

/// So many rows of one kilobyte with one index, a hundred a transaction.
pub(crate) fn kilobytes(folder: &Path, rows: usize) -> anyhow::Result<Duration> {
    let db = open(folder)?;
    db.execute_batch(
        "CREATE TABLE kilobyte (pos INTEGER PRIMARY KEY, name BLOB NOT NULL, bytes BLOB NOT NULL);
         CREATE INDEX kilobyte_name ON kilobyte (name);",
    )?;
    let names: Vec<[u8; 16]> =
        (0..rows).map(|row| crate::closed::scattered("row", row as u64, 0)).collect();
    let bytes = [7u8; 1_000];
    let began = now();
    for batch in names.chunks(BATCH) {
        let transaction = db.unchecked_transaction()?;
        for name in batch {
            transaction
                .prepare_cached("INSERT INTO kilobyte (name, bytes) VALUES (?1, ?2)")?
                .execute(params![&name[..], &bytes[..]])?;
        }
        transaction.commit()?;
    }
    Ok(began.elapsed())
}
