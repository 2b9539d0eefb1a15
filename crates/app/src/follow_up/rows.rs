//! Between the record of one chain and its row in the fact table.

use brygga_domain::care_chain::{CareChain, Fact};
use brygga_domain::follow_up::facts::{self, ChainFacts};
use brygga_domain::ids::ChainId;
use brygga_store::{Change, FactRow, MonthNumber, StoreError};

/// The row that follows from a chain's facts, and from what they mean together. A chain that says nothing to count has none, and
/// loses the one that it had. Depends on nothing but the facts: not on the time, nor on the
/// registry.
pub(crate) fn change(id: ChainId, log: &[&Fact], chain: &CareChain) -> Change {
    let version = log.len() as u64;
    Change::Facts(id, facts::of_log(id, log, chain).map(|it| Box::new(row_of(&it, version))))
}

/// The row of a record, with how many facts the chain has.
#[must_use]
pub fn row_of(facts: &ChainFacts, version: u64) -> FactRow {
    let (first, last) = facts.months();
    let mut bytes = Vec::with_capacity(2_048);
    ciborium::into_writer(facts, &mut bytes).expect("plain values are written to memory");
    FactRow {
        chain: facts.chain,
        month: MonthNumber::new(facts.month()),
        first_month: MonthNumber::new(first),
        last_month: last.map(MonthNumber::new),
        ward: facts.ward.clone(),
        municipality: facts.municipality.clone(),
        version,
        facts: bytes,
    }
}

/// The record of a row.
///
/// # Errors
/// When the bytes are not a record: the table is of another version, or damaged.
pub fn facts_of(row: &FactRow) -> Result<ChainFacts, StoreError> {
    let damaged = || StoreError::Damaged(format!("the row of chain {} in chain_fact", row.chain));
    ciborium::from_reader(row.facts.as_slice()).map_err(|_| damaged())
}
