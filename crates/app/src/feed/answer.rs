//! What a sender gets back.

use brygga_hl7::adt::{AckCode, AdtProblem};
use brygga_hl7::reading::Reading;
use brygga_store::FeedMessage;
use jiff::Timestamp;

/// The answer to one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `AA`, `AE` or `AR`.
    pub code: String,
    /// MSH-10, when it could be read.
    pub control_id: Option<String>,
    /// Why, without anything that tells who the patient is.
    pub reason: String,
    /// The acknowledgement, not framed.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub(super) fn of(
        reading: &Reading,
        problem: Option<&AdtProblem>,
        reason: &str,
        at: Timestamp,
        ack_id: &str,
    ) -> Self {
        let code = problem.map_or(AckCode::Aa, AdtProblem::code);
        Self {
            code: code.as_str().to_owned(),
            control_id: reading.control_id(),
            reason: problem.map_or_else(|| reason.to_owned(), ToString::to_string),
            bytes: reading.answer(problem, at, ack_id),
        }
    }

    pub(super) fn record(
        &self,
        key: &str,
        content: brygga_domain::ids::Digest,
        at: Timestamp,
    ) -> FeedMessage {
        FeedMessage {
            key: key.to_owned(),
            content,
            code: self.code.clone(),
            reason: self.reason.clone(),
            at,
        }
    }
}
