//! Connections with the settings that durability asks for, read back after they are set.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::options::OpenError;

/// The first version without the error that damages a WAL database (continuity 3.3).
const OLDEST: i32 = 3_051_003;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// All statements of the crate fit, so that none is prepared twice.
const STATEMENTS: usize = 128;

pub(crate) fn check_version() -> Result<(), OpenError> {
    if rusqlite::version_number() < OLDEST {
        return Err(OpenError::OldEngine(rusqlite::version()));
    }
    Ok(())
}

/// A folder in memory where there is one: the same engine and settings as on a disk, without it.
pub(crate) fn temporary_folder() -> Result<TempDir, OpenError> {
    let builder = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix("brygga-");
        builder
    };
    Ok(builder().tempdir_in("/dev/shm").or_else(|_| builder().tempdir())?)
}

pub(crate) fn open_writer(path: &Path, max_pages: Option<u32>) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    common(&connection)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenError::Setting("journal_mode=WAL"));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    if connection.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0))? != 2 {
        return Err(OpenError::Setting("synchronous=FULL"));
    }
    // Checkpoints in larger steps: a page that is changed often is copied once.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    connection.pragma_update(None, "cache_size", -64 * 1024)?;
    if let Some(pages) = max_pages {
        connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    }
    Ok(connection)
}

pub(crate) fn open_reader(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    common(&connection)?;
    connection.pragma_update(None, "cache_size", -16 * 1024)?;
    Ok(connection)
}

fn common(connection: &Connection) -> Result<(), OpenError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A damaged page is found when it is read; no mapped file, so that a failed read is an error
    // and not a signal.
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update_and_check(None, "mmap_size", 0, |_| Ok(()))?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // A statement is planned once, not anew for each value that is bound to it: nothing is asked whose
    // plan should depend on a value, and no statistics are kept.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::collect;
    use brygga_store::Columns as _;

    /// They come from the environment of the build (`.cargo/config.toml`), where they are easily lost.
    #[test]
    fn the_engine_is_compiled_as_this_program_uses_it() {
        let connection = Connection::open_in_memory().unwrap();
        let options = collect(&connection, "PRAGMA compile_options", [], |c| c.text()).unwrap();
        let has = |option: &str| options.iter().any(|it| it == option);
        assert!(has("STMTJRNL_SPILL=8388608"), "{options:?}");
        assert!(has("DEFAULT_MEMSTATUS=0"));
        for unused in ["ENABLE_FTS3", "ENABLE_FTS5", "ENABLE_RTREE", "SOUNDEX"] {
            assert!(!has(unused), "{unused}");
        }
    }
}
