//! History of other systems: one row of a CSV file is one care chain (`docs/import.md`).

mod chain;
mod import;
mod join;
#[cfg(test)]
mod join_tests;
mod order;
mod places;
mod read;
#[cfg(test)]
mod read_tests;
mod recorded;
mod row;
mod time;
mod units;

pub use chain::chain_id;
pub use import::{ImportedChains, contradictions, import_chains, refusal, would_create};
pub use join::{File, Joined, PLANNING, STAYS, join_files};
pub use places::{PLACES, read_places, unknown_municipalities};
pub use read::{COLUMNS, Fault, OPTIONAL, Row, read_chains};
pub use row::{ChainRow, Ended, Notice};
