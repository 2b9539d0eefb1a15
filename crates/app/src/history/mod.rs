//! History of other systems: one row of a CSV file is one care chain.

mod read;
#[cfg(test)]
mod read_tests;
mod row;
mod time;

pub use read::{COLUMNS, Fault, OPTIONAL, Row, read_chains};
pub use row::{ChainRow, Ended, Notice};
