//! Embedded migrations, forward only. A released one never changes.

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::options::OpenError;

const MIGRATIONS: [(&str, &str); 14] = [
    ("0001_log", include_str!("../migrations/0001_log.sql")),
    ("0002_projections", include_str!("../migrations/0002_projections.sql")),
    ("0003_records", include_str!("../migrations/0003_records.sql")),
    ("0004_lists", include_str!("../migrations/0004_lists.sql")),
    ("0005_mine", include_str!("../migrations/0005_mine.sql")),
    ("0006_municipalities", include_str!("../migrations/0006_municipalities.sql")),
    ("0007_job", include_str!("../migrations/0007_job.sql")),
    ("0008_checkpoints", include_str!("../migrations/0008_checkpoints.sql")),
    ("0009_build", include_str!("../migrations/0009_build.sql")),
    ("0010_facts", include_str!("../migrations/0010_facts.sql")),
    ("0011_own_answers", include_str!("../migrations/0011_own_answers.sql")),
    ("0012_fact_months", include_str!("../migrations/0012_fact_months.sql")),
    ("0013_stay_notes", include_str!("../migrations/0013_stay_notes.sql")),
    ("0014_links", include_str!("../migrations/0014_links.sql")),
];

/// The names, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().map(|(name, _)| *name)
}

/// The newest schema that this program knows.
pub const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// Runs what is missing, each migration in its own transaction.
pub(crate) fn run(connection: &mut Connection, now: Timestamp) -> Result<(), OpenError> {
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS migration (
             version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL
         ) STRICT",
    )?;
    let found: u32 =
        connection
            .query_row("SELECT coalesce(max(version), 0) FROM migration", [], |row| row.get(0))?;
    if found > SCHEMA_VERSION {
        return Err(OpenError::NewerSchema { found, known: SCHEMA_VERSION });
    }
    for (version, (name, sql)) in (1u32..).zip(MIGRATIONS).skip(found as usize) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(sql)?;
        transaction.execute(
            "INSERT INTO migration (version, name, applied_at) VALUES (?1, ?2, ?3)",
            params![version, name, now.as_millisecond()],
        )?;
        transaction.commit()?;
    }
    Ok(())
}
