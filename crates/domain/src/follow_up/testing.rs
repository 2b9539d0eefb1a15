//! Times as tests write them.

use jiff::Timestamp;

use crate::calendar::stockholm;

/// Reads a local time such as `2026-11-20 12:00`, the earlier where it occurs twice.
pub(crate) fn local(text: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = text.parse().expect("a date and a time");
    stockholm().to_timestamp(civil).expect("a time in Stockholm")
}
