//! A point in time as a person gave it (provisional until the calendar lands).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How exact a time is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// To the minute.
    #[default]
    Minute,
    /// To the day.
    Day,
}

/// A point in time (decision 13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The instant.
    pub instant: Timestamp,
}

impl Moment {
    /// From the machine.
    pub fn from_instant(instant: Timestamp) -> Self {
        Self { instant }
    }
}
