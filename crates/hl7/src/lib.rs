//! HL7 v2 ADT messages in: bytes become values, and nothing here reads, waits or stores.
//!
//! The way of a message: [`mllp::FrameDecoder`] (or [`file::split_file`]) cuts bytes into
//! messages, [`message::Message::parse`] reads one without losing anything,
//! [`adt::classify`] turns it into an [`adt::AdtInput`] or an [`adt::AdtProblem`],
//! [`stay::fold`] turns the facts of one visit into the state of its stay, and
//! [`ack`] writes the answer. [`reading::read`] does the middle steps in one call.
//!
//! Left out on purpose: sockets, storage, the registry of wards and the check of identity
//! numbers. What is accepted and what is never done is described in `docs/adt.md`.

pub mod ack;
pub mod adt;
pub mod change;
pub mod charset;
pub mod file;
pub mod identifier;
pub mod message;
pub mod mllp;
pub mod reading;
pub mod stay;
pub mod time;
