//! A copy of the database as it is at one moment, while others write to it; and what a restored copy
//! loses before it is used.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::options::OpenError;
use crate::{FILE_NAME, SqliteStore, engine, migrate};

/// Tries while the writer holds what a copy needs for a moment.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

impl SqliteStore {
    /// Copies the database of a directory to `log.db` in another one, which holds none. All pages are
    /// read in one step, so the copy is the state of one moment; writers go on meanwhile. The copy
    /// is checked page by page before this returns.
    pub fn copy(from: &Path, to: &Path) -> Result<(), OpenError> {
        let source = engine::open_reader(&from.join(FILE_NAME))?;
        let mut copy = Connection::open(to.join(FILE_NAME))?;
        // It counts when it is whole; until then there is nothing to bring back.
        copy.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
        {
            let backup = Backup::new(&source, &mut copy)?;
            let mut tries = 0;
            loop {
                match backup.step(-1)? {
                    StepResult::Done => break,
                    _ if tries < TRIES => {
                        tries += 1;
                        pause();
                    }
                    _ => return Err(OpenError::Setting("a copy: it is busy all the time")),
                }
            }
        }
        drop(copy);
        Self::check_pages(to)
    }

    /// Reads every page and index of the database of a directory.
    pub fn check_pages(directory: &Path) -> Result<(), OpenError> {
        let db = engine::open_reader(&directory.join(FILE_NAME))?;
        let said: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if said == "ok" { Ok(()) } else { Err(OpenError::Damaged(said)) }
    }

    /// Ends all sessions in the database of a directory that nobody has open: whoever was signed in
    /// when a copy was made is not signed in to what is restored from it.
    pub fn end_all_sessions(directory: &Path) -> Result<(), OpenError> {
        let db = engine::open_writer(&directory.join(FILE_NAME), None)?;
        db.execute("DELETE FROM session", [])?;
        Ok(())
    }

    /// The names of what would change a database of this schema, in order.
    pub fn migrations_after(found: u32) -> Vec<&'static str> {
        migrate::names().skip(found as usize).collect()
    }

    /// The schema of the database of a directory; 0 when it has none of ours.
    pub fn schema_of(directory: &Path) -> Result<u32, OpenError> {
        let db = engine::open_reader(&directory.join(FILE_NAME))?;
        let sql = "SELECT count(*) FROM sqlite_schema WHERE name = 'migration'";
        if db.query_row(sql, [], |row| row.get::<_, u32>(0))? == 0 {
            return Ok(0);
        }
        let sql = "SELECT coalesce(max(version), 0) FROM migration";
        Ok(db.query_row(sql, [], |row| row.get(0))?)
    }
}

/// Between two tries; the caller has a thread of its own.
fn pause() {
    let (_nobody, silence) = std::sync::mpsc::channel::<()>();
    let _ = silence.recv_timeout(PAUSE);
}
