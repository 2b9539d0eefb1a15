//! The care chain: its facts, what they mean together, what may be done and whose turn it is.

pub mod acts;
mod events;
mod fact;
mod fold;
pub mod gates;
mod messages;
mod readiness;
mod register;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
mod sentence;
mod state;
pub mod steps;
mod values;

pub use events::*;
pub use fact::Fact;
pub use fold::{fold, known_key, view};
pub use messages::MessageState;
pub use readiness::{MunicipalityReady, Readiness, Standing};
pub use register::{Head, Register};
pub use sentence::sentence;
pub use state::{
    CareChain, Irregularities, Message, Party, PhoneNote, Question, QuestionState, Ready, Room,
};
pub use values::*;
