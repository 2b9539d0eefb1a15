//! Use cases of follow-up: figures from the fact table, which is written with the events.

mod liability;
mod read;
mod rows;

pub use liability::{CaseLine, LiabilityReport, MunicipalityCases, Revision, liability};
pub use read::Asked;
pub(crate) use rows::change;
pub use rows::facts_of;
