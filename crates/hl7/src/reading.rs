//! From the bytes of one message to what it says, and to its answer.

use crate::ack::{acknowledge, acknowledge_unreadable};
use crate::adt::{AckCode, AdtInput, AdtProblem, classify};
use crate::message::{Message, ParseError};
use crate::mllp::Frame;
use jiff::Timestamp;

/// One received message: what could be parsed, and what it says or why it is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The bytes as they came, without frame bytes; only a head of an over-long message.
    pub bytes: Vec<u8>,
    /// The message; none when the bytes cannot be read.
    pub message: Option<Message>,
    /// What it says, or the problem.
    pub result: Result<AdtInput, AdtProblem>,
}

impl Reading {
    /// Whether the message is a problem already, before anything is stored.
    pub fn problem(&self) -> Option<&AdtProblem> {
        self.result.as_ref().err()
    }

    /// AA when it can be stored, else AE or AR.
    pub fn code(&self) -> AckCode {
        self.problem().map_or(AckCode::Aa, AdtProblem::code)
    }

    /// The control id, if the message has one.
    pub fn control_id(&self) -> Option<String> {
        let message = self.message.as_ref()?;
        Some(message.field("MSH", 10).text()).filter(|id| !id.is_empty())
    }

    /// The answer, without frame bytes. `problem` is what the use case found, or the
    /// reading's own; none says AA and is right only when the message is durable.
    pub fn answer(&self, problem: Option<&AdtProblem>, at: Timestamp, ack_id: &str) -> Vec<u8> {
        match (&self.message, problem.or(self.problem())) {
            (Some(message), problem) => acknowledge(message, problem, at, ack_id),
            (None, Some(problem)) => acknowledge_unreadable(&self.bytes, problem, at, ack_id),
            (None, None) => {
                let problem = AdtProblem::Unreadable(ParseError::Empty);
                acknowledge_unreadable(&self.bytes, &problem, at, ack_id)
            }
        }
    }
}

/// Reads one message without frame bytes.
pub fn read(bytes: Vec<u8>) -> Reading {
    match Message::parse(&bytes) {
        Ok(message) => {
            let result = classify(&message);
            Reading { bytes, message: Some(message), result }
        }
        Err(error) => unreadable(bytes, error),
    }
}

/// Reads what a [`crate::mllp::FrameDecoder`] gave.
pub fn read_frame(frame: Frame) -> Reading {
    match frame {
        Frame::Message(bytes) => read(bytes),
        Frame::Unterminated(bytes) => unreadable(bytes, ParseError::Unterminated),
        Frame::Oversized { head } => unreadable(head, ParseError::TooLarge),
    }
}

fn unreadable(bytes: Vec<u8>, error: ParseError) -> Reading {
    Reading { bytes, message: None, result: Err(error.into()) }
}
