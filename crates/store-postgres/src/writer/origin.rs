//! Registers the origin that writes, and refuses what must not be mixed.

use tokio_postgres::error::SqlState;

use crate::columns::{Columns, collect, one};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::options::{OpenError, OpenOptions};
use brygga_store::Columns as _;

/// Rounds before a conflict that does not pass is an error.
const ROUNDS: usize = 20;

/// Makes the origin known and gives its number. Two processes that come at once both take the next
/// number: the slower one looks again.
pub(crate) async fn register(db: &Connection, options: &OpenOptions) -> Result<i64, OpenError> {
    for _ in 0..ROUNDS {
        match attempt(db, options).await {
            Ok(answer) => return answer,
            Err(Fault::Sql(error)) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                db.roll_back().await?;
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    Err(OpenError::Unreachable)
}

async fn attempt(db: &Connection, options: &OpenOptions) -> Result<Result<i64, OpenError>, Fault> {
    db.begin("BEGIN").await?;
    let answer = find_or_add(db, options).await?;
    db.commit().await?;
    Ok(answer)
}

async fn find_or_add(
    db: &Connection,
    options: &OpenOptions,
) -> Result<Result<i64, OpenError>, Fault> {
    let sql = "SELECT simulated FROM origin WHERE simulated <> $1 LIMIT 1";
    if let Some(simulated) = one(db, sql, &[&options.simulated], |c| c.bool()).await? {
        return Ok(Err(OpenError::Simulated { simulated }));
    }
    let key = options.key.verifying_key().to_bytes();
    let node = options.origin.node.as_bytes();
    let epoch = options.origin.epoch.cast_signed();
    let sql = "SELECT number, public_key FROM origin WHERE node = $1 AND epoch = $2";
    let read = |c: &mut Columns| Ok((c.int()?, c.bytes()?.to_vec()));
    match one(db, sql, &[&&node[..], &epoch], read).await? {
        Some((number, stored)) if stored == key => return Ok(Ok(number)),
        Some(_) => return Ok(Err(OpenError::OriginKey)),
        None => {}
    }
    let sql = "SELECT coalesce(max(number), 0) + 1 FROM origin";
    let number = one(db, sql, &[], |c| c.int()).await?.unwrap_or(1);
    let sql = "INSERT INTO origin (number, node, epoch, public_key, simulated)
               VALUES ($1, $2, $3, $4, $5)";
    db.execute(sql, &[&number, &&node[..], &epoch, &&key[..], &options.simulated]).await?;
    let last = collect(db, "SELECT seq FROM head ORDER BY part", &[], |c| c.int()).await?;
    let sql = "INSERT INTO log_epoch (origin, last, made_at) VALUES ($1, $2, $3)";
    db.execute(sql, &[&number, &last, &options.now.as_millisecond()]).await?;
    Ok(Ok(number))
}
