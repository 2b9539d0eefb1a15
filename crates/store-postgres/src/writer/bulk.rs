//! Loads many chains at once, for benches (decision 36), into a database that no server writes to.
//! Nothing waits for the disk before [`BulkWriter::finish`].

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use brygga_store::bulk::{BulkWriter, Piece};
use brygga_store::{Columns as _, CommandRecord, Position, Receipt, StoreError};

use super::batch::{COUNT, bodies, commands, events, replaces};
use super::origin;
use crate::columns::collect;
use crate::connection::Connection;
use crate::fault::Fault;
use crate::log::part_of;
use crate::migrate;
use crate::options::{OpenError, OpenOptions};
use crate::projections::{Changes, Stored};
use crate::statement::{Write, owned, pipelined};

/// The only connection to a database that is being filled.
pub struct PostgresBulk {
    db: Connection,
    origin: i64,
    /// The last position of each partition.
    last: HashMap<u16, u64>,
}

impl PostgresBulk {
    /// An empty database, or one that no server writes to.
    ///
    /// # Errors
    /// As [`crate::PostgresStore::open`].
    pub async fn open(options: &OpenOptions) -> Result<Self, OpenError> {
        let db = Connection::open(&options.config).await?;
        migrate::run(&db, options.now).await?;
        let origin = origin::register(&db, options).await?;
        let heads = collect(&db, "SELECT part, seq FROM head", &[], |c| {
            Ok((c.number()?, c.int()?.cast_unsigned()))
        });
        let last = heads.await?.into_iter().collect();
        db.batch("SET synchronous_commit = off").await?;
        Ok(Self { db, origin, last })
    }

    async fn write(&mut self, piece: Piece) -> Result<(), Fault> {
        let Piece { acts, changes, .. } = piece;
        let mut given: BTreeMap<u16, i64> = BTreeMap::new();
        let mut all = Vec::new();
        let mut new = Vec::with_capacity(acts.len());
        for act in acts {
            let mut written = Vec::with_capacity(act.events.len());
            for (mut event, header) in act.events {
                let part = part_of(event.stream.aggregate);
                let pos = self.last.entry(part).or_default();
                *pos += 1;
                *given.entry(part).or_default() += 1;
                event.position = Position { part, pos: *pos };
                written.push(event.clone());
                all.push((event, header));
            }
            let receipt = Receipt { cmd: act.cmd, actor: act.actor, at: act.at, events: written };
            new.push((act.cmd, CommandRecord { content: act.content, receipt }));
        }
        let (parts, given): (Vec<i16>, Vec<i64>) =
            given.into_iter().map(|(part, given)| (part.cast_signed(), given)).unzip();
        let mut writes = vec![
            Write { sql: COUNT, params: owned![parts, given] },
            events(&all, self.origin),
            bodies(&all),
        ];
        writes.extend(replaces(&all));
        writes.push(commands(&new));
        let mut rows = Changes::default();
        changes.iter().for_each(|change| rows.add(change));
        writes.extend(rows.writes(Stored::default()));
        self.db.begin("BEGIN").await?;
        pipelined(&self.db, &writes).await?;
        self.db.commit().await
    }
}

#[async_trait]
impl BulkWriter for PostgresBulk {
    async fn load(&mut self, piece: Piece) -> Result<(), StoreError> {
        Ok(self.write(piece).await?)
    }

    async fn finish(&mut self) -> Result<(), StoreError> {
        // A commit that waits for the disk takes along all that came before it.
        let end = "SET synchronous_commit = on; ANALYZE";
        Ok(self.db.batch(end).await?)
    }
}
