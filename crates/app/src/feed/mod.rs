//! The admission feed: makes and moves stays, and never sends anything (definitions 2).

mod answer;
mod merge;
mod rebuild;
mod receive;
mod stay;

pub use answer::Answer;
pub use rebuild::{export_stays, map_wards_again};
pub(crate) use rebuild::{rebuild_stays, stay_row};
pub use receive::receive_adt;
pub(crate) use stay::linked_event;
