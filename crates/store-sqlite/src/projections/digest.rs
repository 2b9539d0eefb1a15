//! One hash over all projection rows, equal before and after a rebuild.

use brygga_domain::ids::Digest;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};

use crate::fault::Fault;

/// Each table in the order of its key. A unit whose counters have come back to zero, and a month without
/// chains, is left out: a rebuild does not write it.
const TABLES: [&str; 9] = [
    "SELECT * FROM chain ORDER BY chain",
    "SELECT * FROM chain_party ORDER BY chain, unit",
    "SELECT * FROM unit_counter WHERE open <> 0 OR ours <> 0 OR unseen <> 0 OR untaken <> 0
     ORDER BY unit",
    "SELECT * FROM chain_taker ORDER BY unit, who, chain",
    "SELECT * FROM stay ORDER BY visit_key",
    "SELECT * FROM person_identifier ORDER BY value, system",
    "SELECT * FROM chain_fact ORDER BY chain",
    "SELECT * FROM fact_month WHERE chains <> 0 ORDER BY month",
    "SELECT * FROM chain_link ORDER BY chain, other",
];

pub(super) fn all(db: &Connection) -> Result<Digest, Fault> {
    let mut hash = Sha256::new();
    for (table, sql) in (0u8..).zip(TABLES) {
        hash.update([table]);
        let mut statement = db.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            hash.update([b'r']);
            for column in 0..columns {
                add(&mut hash, row.get_ref(column)?);
            }
        }
    }
    Ok(Digest(hash.finalize().into()))
}

/// Kind, length and bytes, so that no two rows look alike.
fn add(hash: &mut Sha256, value: ValueRef) {
    let bytes = |hash: &mut Sha256, kind: u8, bytes: &[u8]| {
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    match value {
        ValueRef::Null => hash.update([b'n']),
        ValueRef::Integer(number) => bytes(hash, b'i', &number.to_be_bytes()),
        ValueRef::Real(number) => bytes(hash, b'f', &number.to_be_bytes()),
        ValueRef::Text(text) => bytes(hash, b't', text),
        ValueRef::Blob(blob) => bytes(hash, b'b', blob),
    }
}
