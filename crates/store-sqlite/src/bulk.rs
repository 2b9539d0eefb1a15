//! Loads many chains at once, for benches (decision 36). The file is of no use before
//! [`BulkWriter::finish`]: meanwhile nothing is synced and the large indexes are missing.

use async_trait::async_trait;
use brygga_store::StoreError;
use brygga_store::bulk::{BulkWriter, Piece};
use rusqlite::{Connection, params};

use crate::fault::Fault;
use crate::options::{OpenError, OpenOptions, Place};
use crate::writer::register;
use crate::{FILE_NAME, engine, migrate, projections};

/// What a load makes faster by making it last.
const INDEXES: &str = "SELECT name, sql FROM sqlite_schema
     WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('event', 'command')";

/// The only connection to a new database.
pub struct SqliteBulk {
    db: Connection,
    origin: i64,
    pos: i64,
    /// Made again at the end.
    indexes: Vec<String>,
}

impl SqliteBulk {
    /// A new database in a directory, or one that nobody has open.
    ///
    /// # Errors
    /// As [`crate::SqliteStore::open`].
    pub fn open(options: &OpenOptions) -> Result<Self, OpenError> {
        engine::check_version()?;
        let Place::Directory(directory) = &options.place else {
            return Err(OpenError::Setting("a place that stays"));
        };
        let mut db = engine::open_writer(&directory.join(FILE_NAME), options.max_pages)?;
        migrate::run(&mut db, options.now)?;
        let origin = register(&mut db, options)?;
        let pos = db.query_row("SELECT seq FROM head WHERE part = 0", [], |row| row.get(0))?;
        db.pragma_update(None, "synchronous", "OFF")?;
        db.pragma_update(None, "cache_size", -512 * 1024)?;
        let mut indexes = Vec::new();
        let mut names = Vec::new();
        {
            let mut statement = db.prepare(INDEXES)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                names.push(row.get::<_, String>(0)?);
                indexes.push(row.get(1)?);
            }
        }
        for name in names {
            db.execute_batch(&format!("DROP INDEX {name}"))?;
        }
        Ok(Self { db, origin, pos, indexes })
    }

    fn write(&mut self, piece: &Piece) -> Result<(), Fault> {
        let transaction = self.db.unchecked_transaction()?;
        for act in &piece.acts {
            let first = self.pos + 1;
            for (event, header) in &act.events {
                self.pos += 1;
                transaction
                    .prepare_cached(
                        "INSERT INTO event
                             (pos, part, id, stream, origin, seq, header, sig, received_at, status)
                         VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
                    )?
                    .execute(params![
                        self.pos,
                        &event.id.0[..],
                        &event.stream.to_bytes()[..],
                        self.origin,
                        event.seq.cast_signed(),
                        event.header,
                        &event.signature[..],
                        event.received_at.as_millisecond(),
                    ])?;
                transaction
                    .prepare_cached(
                        "INSERT INTO body (event_pos, key_id, bytes) VALUES (?1, 0, ?2)",
                    )?
                    .execute(params![self.pos, event.body])?;
                for target in &header.replaces {
                    transaction
                        .prepare_cached("INSERT INTO replaces (target, by) VALUES (?1, ?2)")?
                        .execute(params![&target.0[..], self.pos])?;
                }
            }
            transaction
                .prepare_cached(
                    "INSERT INTO command (cmd, content, actor, at, first_pos, count)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    &act.cmd.bytes()[..],
                    &act.content.0[..],
                    act.actor,
                    act.at.as_millisecond(),
                    first,
                    act.events.len() as i64,
                ])?;
        }
        for change in &piece.changes {
            projections::apply(&transaction, projections::Set::Live, change)?;
        }
        transaction
            .prepare_cached("UPDATE head SET seq = ?1 WHERE part = 0")?
            .execute([self.pos])?;
        Ok(transaction.commit()?)
    }

    fn close(&mut self) -> Result<(), Fault> {
        for sql in self.indexes.drain(..) {
            self.db.execute_batch(&sql)?;
        }
        self.db.execute_batch("PRAGMA synchronous = FULL")?;
        let truncate = "PRAGMA wal_checkpoint(TRUNCATE)";
        Ok(self.db.query_row(truncate, [], |_| Ok(()))?)
    }
}

#[async_trait]
impl BulkWriter for SqliteBulk {
    async fn load(&mut self, piece: Piece) -> Result<(), StoreError> {
        Ok(self.write(&piece)?)
    }

    async fn finish(&mut self) -> Result<(), StoreError> {
        Ok(self.close()?)
    }
}
