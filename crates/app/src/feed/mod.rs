//! The admission feed: makes and moves stays, and never sends anything (definitions 2).

mod answer;
mod merge;
mod rebuild;
mod receive;
mod stay;

pub use answer::Answer;
pub(crate) use rebuild::rebuild_stays;
pub use rebuild::{export_stays, map_wards_again};
pub use receive::receive_adt;
pub(crate) use stay::linked_event;
