//! The people of the mock-ups on Avdelning 37, as they stand at the last moment of the simulation.

use jiff::Timestamp;

use crate::case::Case;
use crate::county::County;
use crate::plan::Steps;

/// Their admissions, with every step.
pub(crate) fn cases(_county: &County, _until: Timestamp) -> Vec<(Case, Steps)> {
    Vec::new()
}
