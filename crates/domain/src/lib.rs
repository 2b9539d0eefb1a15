//! The rules of Brygga and nothing else: no clock, no randomness, no input or output.
//!
//! Time, ids and chance come in as arguments. `envelope` says what a fact looks like in the log,
//! `care_chain` which facts follow from an act and what they mean together.

pub mod calendar;
pub mod care_chain;
pub mod envelope;
mod event_types;
mod fixed_words;
pub mod follow_up;
pub mod identification;
pub mod ids;
pub mod moment;
pub mod person;
pub mod registry;
