//! The care chain: its facts, what they mean together, what may be done and whose turn it is.

mod access;
pub mod acts;
mod events;
mod fact;
mod fold;
pub mod gates;
mod history;
mod messages;
mod municipality;
mod own_answer;
mod readiness;
mod register;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
mod sentence;
mod state;
pub mod steps;
#[cfg(any(test, feature = "samples"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod values;

pub use crate::event_types::{EventType, Priority};
pub use access::{changed_for, readable_by};
pub use events::*;
pub use fact::Fact;
pub use fold::{fold, known_key, view};
pub use history::{History, IMPORT_ROLE, ReadyAnswered, ReadyStep, Was};
pub use messages::MessageState;
pub use municipality::{Municipality, MunicipalityReady};
pub use own_answer::OwnAnswer;
pub use readiness::{Readiness, Standing};
pub use register::{Head, Register};
pub use sentence::sentence;
pub use state::{
    CancelledOpening, CareChain, Irregularities, Message, Party, PhoneNote, Question,
    QuestionState, Ready, Room, Segments,
};
pub use values::*;
