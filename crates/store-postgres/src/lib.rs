//! The PostgreSQL backend: 16 partitions, two writer's lanes, a pool for reading (decisions 7 and
//! 16). Several processes write to one database at once, each with an origin of its own.
//!
//! - `writer` holds the lanes. A lane gathers what waits for its partitions into one transaction and
//!   answers after the commit.
//! - `access_turn` says who writes next to the access log, and with it which lane works.
//! - `lease` keeps an origin to one process (decision 6).
//! - `target` is where the database is: its hosts, TLS, how long its leader is looked for.
//! - `connection` is a socket with its prepared statements; `pool` lends them for reading.
//! - The tables are in `migrations/`; they are embedded and only ever go forward.
//!
//! The rules of continuity 4: no query is ever cancelled, the socket is dropped instead; a lost
//! connection, a missed deadline and a warning at the commit mean that the outcome is unknown, and
//! the same command sent again finds it out. No sequences as cursors, no advisory locks, no
//! triggers, no keys between tables.
//!
//! Times are kept as whole milliseconds. Left out on purpose: keys other than 0 (decision 4),
//! receipts and the outbox (decision 12).

mod access;
mod access_turn;
mod accounts;
mod backup;
mod columns;
mod connection;
mod crash_point;
mod fault;
mod feed;
mod jobs;
mod lease;
mod log;
mod migrate;
mod options;
mod pool;
mod projections;
mod statement;
mod store;
mod target;
mod writer;

pub use backup::Snapshot;
pub use migrate::SCHEMA_VERSION;
pub use options::{OpenError, OpenOptions};
pub use store::PostgresStore;
#[cfg(feature = "bulk")]
pub use writer::PostgresBulk;
