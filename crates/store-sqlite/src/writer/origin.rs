//! Registers the origin that writes, and refuses what must not be mixed.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use crate::options::{OpenError, OpenOptions};

/// Makes the origin known and gives its number. The change of origin is a new row of `log_epoch`.
pub(crate) fn register(
    connection: &mut Connection,
    options: &OpenOptions,
) -> Result<i64, OpenError> {
    let key = options.key.verifying_key().to_bytes();
    let origin = options.origin;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let other: Option<bool> = transaction
        .query_row(
            "SELECT simulated FROM origin WHERE simulated <> ?1 LIMIT 1",
            [options.simulated],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(simulated) = other {
        return Err(OpenError::Simulated { simulated });
    }
    let epoch = origin.epoch.cast_signed();
    let known: Option<(i64, Vec<u8>)> = transaction
        .query_row(
            "SELECT number, public_key FROM origin WHERE node = ?1 AND epoch = ?2",
            params![&origin.node.as_bytes()[..], epoch],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let number = match known {
        Some((number, stored)) if stored == key => number,
        Some(_) => return Err(OpenError::OriginKey),
        None => {
            transaction.execute(
                "INSERT INTO origin (node, epoch, public_key, simulated) VALUES (?1, ?2, ?3, ?4)",
                params![&origin.node.as_bytes()[..], epoch, &key[..], options.simulated],
            )?;
            transaction.last_insert_rowid()
        }
    };
    let last: Option<i64> = transaction
        .query_row("SELECT origin FROM log_epoch ORDER BY number DESC LIMIT 1", [], |row| {
            row.get(0)
        })
        .optional()?;
    if last != Some(number) {
        transaction.execute(
            "INSERT INTO log_epoch (origin, from_pos, made_at)
             SELECT ?1, seq + 1, ?2 FROM head WHERE part = 0",
            params![number, options.now.as_millisecond()],
        )?;
    }
    transaction.commit()?;
    Ok(number)
}
