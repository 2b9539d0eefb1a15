//! Embedded migrations, forward only. A released one never changes.

use jiff::Timestamp;
use tokio_postgres::error::SqlState;

use crate::columns::one;
use crate::connection::Connection;
use crate::fault::Fault;
use crate::options::OpenError;
use brygga_store::Columns as _;

const MIGRATIONS: [(&str, &str); 12] = [
    ("0001_log", include_str!("../migrations/0001_log.sql")),
    ("0002_projections", include_str!("../migrations/0002_projections.sql")),
    ("0003_records", include_str!("../migrations/0003_records.sql")),
    ("0004_municipalities", include_str!("../migrations/0004_municipalities.sql")),
    ("0005_job", include_str!("../migrations/0005_job.sql")),
    ("0006_checkpoints", include_str!("../migrations/0006_checkpoints.sql")),
    ("0007_build", include_str!("../migrations/0007_build.sql")),
    ("0008_facts", include_str!("../migrations/0008_facts.sql")),
    ("0009_own_answers", include_str!("../migrations/0009_own_answers.sql")),
    ("0010_fact_months", include_str!("../migrations/0010_fact_months.sql")),
    ("0011_stay_notes", include_str!("../migrations/0011_stay_notes.sql")),
    ("0012_links", include_str!("../migrations/0012_links.sql")),
];

/// The names, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().map(|(name, _)| *name)
}

/// The newest schema that this program knows.
pub const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;
/// Rounds before a conflict that does not pass is an error.
const ROUNDS: usize = 50;

/// Runs what is missing, each migration in its own transaction. Processes that start at once meet
/// at the key of the table `migration`: the first one in runs it, the others wait and look again.
pub(crate) async fn run(db: &Connection, now: Timestamp) -> Result<(), OpenError> {
    run_to(db, now, SCHEMA_VERSION).await
}

/// The same up to a schema from before, for rows that were written under it.
pub(crate) async fn run_to(db: &Connection, now: Timestamp, to: u32) -> Result<(), OpenError> {
    let mut conflicts = 0;
    loop {
        match step(db, now, to).await {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(Fault::Refused(_)) => {
                return Err(OpenError::NewerSchema {
                    found: found(db).await?,
                    known: SCHEMA_VERSION,
                });
            }
            Err(fault) if is_race(&fault) && conflicts < ROUNDS => {
                db.roll_back().await?;
                conflicts += 1;
            }
            Err(fault) => return Err(fault.into()),
        }
    }
}

/// The next migration; true when there is none left.
async fn step(db: &Connection, now: Timestamp, to: u32) -> Result<bool, Fault> {
    db.batch(
        "CREATE TABLE IF NOT EXISTS migration (
             version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL
         )",
    )
    .await?;
    let found = found(db).await?;
    if found > SCHEMA_VERSION {
        return Err(Fault::Refused("the database is newer"));
    }
    let next = MIGRATIONS.get(found as usize).filter(|_| found < to);
    let Some((name, sql)) = next else { return Ok(true) };
    db.begin("BEGIN").await?;
    let sql_row = "INSERT INTO migration (version, name, applied_at) VALUES ($1, $2, $3)";
    let version = i64::from(found + 1);
    db.execute(sql_row, &[&version, name, &now.as_millisecond()]).await?;
    db.batch(sql).await?;
    db.commit().await?;
    Ok(false)
}

async fn found(db: &Connection) -> Result<u32, Fault> {
    let sql = "SELECT coalesce(max(version), 0) FROM migration";
    Ok(one(db, sql, &[], |c| c.number()).await?.unwrap_or(0))
}

/// The schema of a database; 0 when it has none of ours.
pub(crate) async fn schema(db: &Connection) -> Result<u32, Fault> {
    let sql = "SELECT to_regclass('migration') IS NOT NULL";
    let there = one(db, sql, &[], |c| c.bool()).await?.unwrap_or(false);
    if there { found(db).await } else { Ok(0) }
}

/// For reading only nothing is changed: the schema must be ours already.
pub(crate) async fn check(db: &Connection) -> Result<(), OpenError> {
    let known = SCHEMA_VERSION;
    let found = schema(db).await?;
    if found < known {
        return Err(OpenError::OlderSchema { found, known });
    }
    if found > known { Err(OpenError::NewerSchema { found, known }) } else { Ok(()) }
}

/// Another process did the same at the same moment.
fn is_race(fault: &Fault) -> bool {
    let Fault::Sql(error) = fault else { return false };
    [
        SqlState::UNIQUE_VIOLATION,
        SqlState::DUPLICATE_TABLE,
        SqlState::DUPLICATE_OBJECT,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
    ]
    .iter()
    .any(|code| error.code() == Some(code))
}
