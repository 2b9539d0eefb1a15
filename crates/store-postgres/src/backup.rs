//! All tables as they are at one moment, while others write; and back into an empty database.

use std::io;

use brygga_domain::ids::EventId;
use brygga_store::{Columns as _, Position};
use futures::{SinkExt as _, TryStreamExt as _};
use jiff::Timestamp;
use tokio_util::bytes::Bytes;

use crate::columns::collect;
use crate::connection::Connection;
use crate::fault::Fault;
use crate::migrate;
use crate::options::OpenError;
use crate::store::PostgresStore;
use crate::target::Target;

/// Bytes of a table that are handed on at a time.
const PIECE: usize = 4 * 1024 * 1024;
/// Which migrations ran is known from the schema; leases, builds and sessions belong to processes and
/// people of that moment.
const LEFT_OUT: [&str; 4] = ["migration", "origin_lease", "projection_build", "session"];
const TABLES: &str = "SELECT relname::text FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY 1";

/// What a copy is a copy of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Under which its rows were written.
    pub schema: u32,
    /// Where each partition ends that has begun, with its last event.
    pub ends: Vec<(Position, EventId)>,
}

impl PostgresStore {
    /// Reads every table over one connection that sees one moment. `each` gets the name of a table and
    /// the next piece of it, in the order of the names.
    pub async fn copy_out(
        address: &str,
        each: &mut dyn FnMut(&str, &[u8]) -> io::Result<()>,
    ) -> Result<Snapshot, OpenError> {
        let db = Connection::find(&Target::parse(address)?).await?;
        migrate::check(&db).await?;
        db.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let sql = "SELECT h.part, h.seq, e.id FROM head h
             JOIN event e ON e.part = h.part AND e.pos = h.seq ORDER BY h.part";
        let end = |c: &mut crate::columns::Columns<'_>| {
            let position = Position { part: c.number()?, pos: c.number()? };
            Ok((position, c.event()?))
        };
        let ends = collect(&db, sql, &[], end).await?;
        for table in tables(&db).await?.iter().filter(|it| !LEFT_OUT.contains(&it.as_str())) {
            let sql = format!("COPY {table} TO STDOUT (FORMAT binary)");
            let mut rows = std::pin::pin!(db.copy_out(&sql).await?);
            let mut piece = Vec::with_capacity(PIECE);
            while let Some(bytes) = rows.try_next().await.map_err(Fault::from)? {
                piece.extend_from_slice(&bytes);
                if piece.len() >= PIECE {
                    each(table, &piece).map_err(OpenError::File)?;
                    piece.clear();
                }
            }
            each(table, &piece).map_err(OpenError::File)?;
        }
        db.roll_back().await?;
        Ok(Snapshot { schema: migrate::SCHEMA_VERSION, ends })
    }

    /// Makes the tables of a schema in an empty database, fills them and brings them up to date. `next`
    /// gives the pieces in the order in which they were read. Without an error everything is there.
    pub async fn copy_in(
        address: &str,
        schema: u32,
        now: Timestamp,
        next: &mut dyn FnMut() -> io::Result<Option<(String, Vec<u8>)>>,
    ) -> Result<(), OpenError> {
        let db = Connection::find(&Target::parse(address)?).await?;
        if !tables(&db).await?.is_empty() {
            return Err(OpenError::NotEmpty);
        }
        let filled = fill(&db, schema, now, next).await;
        if filled.is_err() {
            drop(db.roll_back().await);
            wipe(&db).await?;
        }
        filled
    }

    /// Removes every table from a database that was restored and did not prove itself.
    pub async fn remove_restored(address: &str) -> Result<(), OpenError> {
        wipe(&Connection::find(&Target::parse(address)?).await?).await
    }
}

async fn tables(db: &Connection) -> Result<Vec<String>, Fault> {
    collect(db, TABLES, &[], |c| c.text()).await
}

async fn fill(
    db: &Connection,
    schema: u32,
    now: Timestamp,
    next: &mut dyn FnMut() -> io::Result<Option<(String, Vec<u8>)>>,
) -> Result<(), OpenError> {
    migrate::run_to(db, now, schema).await?;
    let known = tables(db).await?;
    db.begin("BEGIN").await?;
    let mut piece = next().map_err(OpenError::File)?;
    while let Some((table, mut bytes)) = piece.take() {
        // The name comes from a file: it must be one of ours before it stands in a statement.
        if !known.contains(&table) {
            return Err(OpenError::Damaged(format!("there is no table {table}")));
        }
        // Rows that the migrations put there.
        if !matches!(table.as_str(), "event" | "body" | "replaces" | "command" | "checkpoint")
            && !table.starts_with("access_")
        {
            db.batch(&format!("DELETE FROM {table}")).await?;
        }
        let sql = format!("COPY {table} FROM STDIN (FORMAT binary)");
        let mut rows = std::pin::pin!(db.copy_in(&sql).await?);
        loop {
            rows.send(Bytes::from(bytes)).await.map_err(Fault::from)?;
            match next().map_err(OpenError::File)? {
                Some((same, more)) if same == table => bytes = more,
                other => {
                    piece = other;
                    break;
                }
            }
        }
        rows.finish().await.map_err(Fault::from)?;
    }
    db.commit().await?;
    migrate::run(db, now).await
}

async fn wipe(db: &Connection) -> Result<(), OpenError> {
    for table in tables(db).await? {
        db.batch(&format!("DROP TABLE {table}")).await?;
    }
    Ok(())
}
