//! One hash over all projection rows, equal before and after a rebuild.

use brygga_domain::ids::Digest;
use sha2::{Digest as _, Sha256};

use crate::columns::collect;
use crate::connection::Connection;
use crate::fault::Fault;
use brygga_store::Columns as _;

/// Rows of one read.
const PAGE: i64 = 5_000;

/// Each table in the order of its key, page by page: a key as text and the row as text, in which no
/// two rows look alike. The counters of a unit are one row here, however they are kept, and one that
/// has come back to zero is left out: a rebuild does not write it.
const TABLES: [&str; 9] = [
    "SELECT encode(chain, 'hex') COLLATE \"C\" AS key, chain::text FROM chain
     WHERE chain > decode($1, 'hex') ORDER BY chain LIMIT $2",
    "SELECT encode(chain, 'hex') || unit COLLATE \"C\" AS key, chain_party::text FROM chain_party
     WHERE (chain, unit) > (decode(left($1, 32), 'hex'), substr($1, 33) COLLATE \"C\")
     ORDER BY chain, unit LIMIT $2",
    "SELECT unit AS key, concat_ws(',', unit, sum(open), sum(ours), sum(unseen), sum(untaken))
     FROM unit_counter WHERE unit > $1 COLLATE \"C\" GROUP BY unit
     HAVING sum(open) <> 0 OR sum(ours) <> 0 OR sum(unseen) <> 0 OR sum(untaken) <> 0
     ORDER BY unit LIMIT $2",
    "SELECT encode(chain, 'hex') COLLATE \"C\" AS key,
         string_agg(unit || ',' || who, ';' ORDER BY unit, who)
     FROM chain_taker WHERE chain > decode($1, 'hex') GROUP BY chain ORDER BY chain LIMIT $2",
    "SELECT visit_key AS key, stay::text FROM stay WHERE visit_key > $1 COLLATE \"C\"
     ORDER BY visit_key LIMIT $2",
    "SELECT value AS key, string_agg(system || ',' || encode(person, 'hex'), ';' ORDER BY system)
     FROM person_identifier WHERE value > $1 COLLATE \"C\" GROUP BY value ORDER BY value LIMIT $2",
    "SELECT encode(chain, 'hex') COLLATE \"C\" AS key, chain_fact::text FROM chain_fact
     WHERE chain > decode($1, 'hex') ORDER BY chain LIMIT $2",
    "SELECT month::text AS key, concat_ws(',', month, sum(chains), bit_xor(mark)) FROM fact_month
     WHERE month > ('0' || $1)::bigint GROUP BY month HAVING sum(chains) <> 0
     ORDER BY month LIMIT $2",
    "SELECT encode(chain, 'hex') COLLATE \"C\" AS key,
         string_agg(encode(other, 'hex'), ';' ORDER BY other)
     FROM chain_link WHERE chain > decode($1, 'hex') GROUP BY chain ORDER BY chain LIMIT $2",
];

pub(super) async fn all(db: &Connection) -> Result<Digest, Fault> {
    let mut hash = Sha256::new();
    for (table, sql) in (0u8..).zip(TABLES) {
        hash.update([table]);
        let mut after = String::new();
        loop {
            let page = collect(db, sql, &[&after, &PAGE], |c| Ok((c.text()?, c.text()?))).await?;
            for (_, row) in &page {
                hash.update((row.len() as u64).to_be_bytes());
                hash.update(row);
            }
            match page.into_iter().last() {
                Some((key, _)) => after = key,
                None => break,
            }
        }
    }
    Ok(Digest(hash.finalize().into()))
}
