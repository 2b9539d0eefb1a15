//! What the use cases ask of the machine: the time, bytes that nobody can guess, and a letter sent.

use async_trait::async_trait;
use brygga_domain::follow_up::report::Month;
use jiff::Timestamp;

use crate::context::App;
use crate::error::AppError;

/// The clock. Times are whole milliseconds, as the log stores them.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The only source of chance (decision 14).
pub trait Entropy: Send + Sync {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` bytes of chance.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// Cuts a time to whole milliseconds.
pub fn whole_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// Sends the report of a month to those who are to have it. The same month again is the same letter.
#[async_trait]
pub trait MonthlyReport: Send + Sync {
    /// Counts, hides and sends.
    async fn send(&self, app: &App, month: Month) -> Result<(), NotSent>;
}

/// Why a letter did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSent {
    /// In words, without a password.
    pub why: String,
    /// Another attempt would end the same.
    pub for_good: bool,
}

impl From<AppError> for NotSent {
    fn from(error: AppError) -> Self {
        let why =
            std::error::Error::source(&error).map_or_else(String::new, |it| format!(": {it}"));
        Self { why: format!("{error}{why}"), for_good: false }
    }
}
