//! The fact table: one row a chain, with what follow-up filters by as columns and all that it counts
//! as bytes. Reading it is by month: never a whole history.

use brygga_domain::ids::{ChainId, HsaId};
use sha2::{Digest as _, Sha256};

use crate::log::Position;

/// A month as a number: 2025-04 is 202504.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthNumber(u32);

impl MonthNumber {
    /// From year and month, 1 to 12.
    #[must_use]
    pub fn new((year, month): (i16, i8)) -> Self {
        Self(u32::from(year.max(0).unsigned_abs()) * 100 + u32::from(month.unsigned_abs()))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The number as it is stored.
    #[must_use]
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// So many months before.
    #[must_use]
    pub const fn back(self, months: u32) -> Self {
        let all = (self.0 / 100 * 12 + self.0 % 100).saturating_sub(months + 1);
        Self(all / 12 * 100 + all % 12 + 1)
    }
}

/// A chain's row of the fact table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// The chain.
    pub chain: ChainId,
    /// The month that it counts in: of the standing ready notice, otherwise of the admission.
    pub month: MonthNumber,
    /// The first month that it says something about.
    pub first_month: MonthNumber,
    /// The last one; none while the stay goes on.
    pub last_month: Option<MonthNumber>,
    /// The responsible ward.
    pub ward: HsaId,
    /// The responsible municipality's code.
    pub municipality: Option<String>,
    /// Number of facts, as in the chain's row of lists.
    pub version: u64,
    /// The record in CBOR.
    pub facts: Vec<u8>,
}

/// A stay that reaches over more months than this, its first included, or goes on, is found apart
/// from the others: so a read of some months begins only so far before them.
pub const SHORT_MONTHS: u32 = 3;

impl FactRow {
    /// Found apart: see [`SHORT_MONTHS`].
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.last_month.is_none_or(|last| last.back(SHORT_MONTHS - 1) > self.first_month)
    }

    /// Stands for all that the row says: the first eight bytes of a SHA-256. No two versions of a chain
    /// have the same.
    #[must_use]
    pub fn mark(&self) -> u64 {
        let mut hash = Sha256::new();
        hash.update(self.chain.bytes());
        hash.update(self.version.to_be_bytes());
        hash.update(&self.facts);
        let hash: [u8; 32] = hash.finalize().into();
        hash[..8].iter().fold(0, |mark, byte| mark << 8 | u64::from(*byte))
    }
}

/// Which rows of a month are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactMonths {
    /// Chains that count in one of the months.
    CountedIn,
    /// Chains whose stay touches one of the months.
    Touching,
}

/// One page of the fact table.
#[derive(Debug, Clone)]
pub struct FactQuery {
    /// Which.
    pub months: FactMonths,
    /// The first month.
    pub from: MonthNumber,
    /// The last month.
    pub to: MonthNumber,
    /// Only these wards; all when empty.
    pub wards: Vec<HsaId>,
    /// Only these municipalities, by code; all when empty.
    pub municipalities: Vec<String>,
    /// After this row.
    pub after: Option<FactPlace>,
    /// Rows at the most.
    pub limit: u32,
}

impl FactQuery {
    /// Where a range begins: after the place that the query names, otherwise with a month. No chain
    /// comes before the empty one.
    #[must_use]
    pub fn place(&self, first: MonthNumber) -> (MonthNumber, Vec<u8>) {
        match self.after {
            Some(after) => (after.month, after.chain.bytes().to_vec()),
            None => (first, Vec::new()),
        }
    }
}

/// A row's place in the order of a read: by month, then by chain. With
/// [`FactMonths::Touching`] long stays come after the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactPlace {
    /// A long stay.
    pub long: bool,
    /// The month that the read goes by.
    pub month: MonthNumber,
    /// The chain.
    pub chain: ChainId,
}

impl FactPlace {
    /// The place of a row in a read.
    #[must_use]
    pub fn of(row: &FactRow, months: FactMonths) -> Self {
        match months {
            FactMonths::CountedIn => Self { long: false, month: row.month, chain: row.chain },
            FactMonths::Touching => {
                Self { long: row.is_long(), month: row.first_month, chain: row.chain }
            }
        }
    }
}

/// What says whether a month is as it was: it has another mark when a row of a chain that counts in it
/// came, changed or went. A pure function of the rows, so that a rebuilt table has the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactMark {
    /// The month.
    pub month: MonthNumber,
    /// Chains that count in it; never none.
    pub chains: u64,
    /// The marks of their rows, xor-ed together.
    pub mark: u64,
}

/// The marks of some months, and the end of the log when they were read, in one snapshot.
#[derive(Debug, Clone)]
pub struct FactMarks {
    /// In order; a month without chains has none.
    pub months: Vec<FactMark>,
    /// The last position of each partition of the log.
    pub revision: Vec<Position>,
}

/// Rows, and the end of the log when they were read, in one snapshot.
#[derive(Debug, Clone)]
pub struct FactPage {
    /// The rows in order.
    pub rows: Vec<FactRow>,
    /// The place of the last one, when there may be more.
    pub next: Option<FactPlace>,
    /// The last position of each partition of the log.
    pub revision: Vec<Position>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_back_over_years() {
        let march = MonthNumber::new((2026, 3));
        assert_eq!(march.get(), 202_603);
        assert_eq!(march.back(0), march);
        assert_eq!(march.back(2).get(), 202_601);
        assert_eq!(march.back(3).get(), 202_512);
        assert_eq!(march.back(15).get(), 202_412);
    }
}
