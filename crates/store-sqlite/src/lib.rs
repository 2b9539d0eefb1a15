//! The SQLite backend: one file, one writer thread, a few readers (decisions 7 and 16).
//!
//! - `writer` owns the only connection that writes. It gathers what waits into one transaction
//!   and answers after the commit.
//! - `readers` are read-only connections on the blocking threads of the runtime.
//! - The tables are in `migrations/`; they are embedded and only ever go forward.
//!
//! Times are kept as whole milliseconds. Left out on purpose: keys other than 0 (decision 4),
//! receipts and the outbox (decision 12); their tables exist and stay empty.

mod access;
mod accounts;
mod backup;
#[cfg(feature = "bulk")]
mod bulk;
mod columns;
mod crash_point;
mod engine;
mod fault;
mod feed;
mod jobs;
mod log;
mod migrate;
mod options;
mod projections;
mod readers;
mod writer;

use tempfile::TempDir;

#[cfg(feature = "bulk")]
pub use bulk::SqliteBulk;
pub use migrate::SCHEMA_VERSION;
pub use options::{Fatal, Full, OpenError, OpenOptions, Place};

use readers::Readers;
use writer::WriterHandle;

/// The name of the database inside its data directory (decision 19).
pub const FILE_NAME: &str = "log.db";

/// Everything that [`brygga_store::Store`] asks for, in one SQLite file.
///
/// Dropping it writes what is still waiting, ends the writer thread and closes the file.
pub struct SqliteStore {
    // In this order: the readers close before the writer, the folder goes last.
    readers: Readers,
    writer: WriterHandle,
    _folder: Option<TempDir>,
}

impl SqliteStore {
    /// Opens or creates the database, brings its tables up to date and starts the writer.
    pub fn open(options: OpenOptions) -> Result<Self, OpenError> {
        engine::check_version()?;
        let (path, folder) = match &options.place {
            Place::Directory(directory) => (directory.join(FILE_NAME), None),
            Place::Temporary => {
                let folder = engine::temporary_folder()?;
                (folder.path().join(FILE_NAME), Some(folder))
            }
        };
        let mut connection = engine::open_writer(&path, options.max_pages)?;
        migrate::run(&mut connection, options.now)?;
        let writer = WriterHandle::start(connection, &options)?;
        let readers = Readers::open(&path)?;
        Ok(Self { readers, writer, _folder: folder })
    }

    /// Opens the database of a directory for reading, beside the process that writes. Every write
    /// is refused.
    pub fn open_reader(directory: &std::path::Path) -> Result<Self, OpenError> {
        engine::check_version()?;
        let path = directory.join(FILE_NAME);
        let readers = Readers::open(&path)?;
        Ok(Self { readers, writer: WriterHandle::none(), _folder: None })
    }

    /// How the connection that writes keeps what it acknowledges, as the engine says it now.
    ///
    /// # Errors
    /// When the engine cannot be asked.
    pub async fn durability(&self) -> Result<String, brygga_store::StoreError> {
        self.writer
            .read(|db| {
                let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
                let level: i64 = db.pragma_query_value(None, "synchronous", |row| row.get(0))?;
                Ok(format!("journal_mode={mode} synchronous={level}"))
            })
            .await
    }

    /// The version of the SQLite library in this binary.
    pub fn engine_version() -> &'static str {
        rusqlite::version()
    }
}
