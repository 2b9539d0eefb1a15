//! Organisations, units and people: the registry as data.

mod county;
mod kinds;

pub use county::{CountyData, TestIdentities};
pub(crate) use kinds::words;
pub use kinds::{Branch, Role, UnitKind};
