//! What a simulation came to.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use brygga_app::AppError;
use jiff::Timestamp;

/// How far it has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// The simulated time.
    pub at: Timestamp,
    /// Chains so far.
    pub chains: usize,
    /// Events so far.
    pub events: u64,
    /// The share of the simulated time that has passed, from 0 to 1.
    pub done: f64,
    /// An interrupted county is gone through once more; nothing new is written yet.
    pub again: bool,
}

/// What was made, and where the time went.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Care chains that are not cancelled.
    pub chains: usize,
    /// Events written.
    pub events: u64,
    /// Acts performed.
    pub acts: u64,
    /// Acts that the rules refused, by act and reason.
    pub refused: BTreeMap<String, u64>,
    /// Stays of the admission feed without a notice.
    pub stays: usize,
    /// Phases with their time.
    pub phases: Vec<(&'static str, Duration)>,
    /// Those whose last standing ready notice came on a Monday to Friday (definition 8).
    pub ready_weekdays: usize,
    /// Weekend stays by definition 8, read from the log.
    pub weekend_stays: usize,
    /// The same by what the chain's events show that they waited for.
    pub by_cause: BTreeMap<&'static str, usize>,
    /// The same by ward.
    pub by_ward: BTreeMap<String, usize>,
    /// Events of the chain in the middle, of those that are closed (decision 8: at most 40).
    pub typical: usize,
    /// Nine of ten closed chains have at most so many.
    pub ninetieth: usize,
}

impl Report {
    /// Seconds in all.
    pub fn seconds(&self) -> f64 {
        self.phases.iter().map(|(_, time)| time.as_secs_f64()).sum()
    }
    /// Refusals in all.
    pub fn refusals(&self) -> u64 {
        self.refused.values().sum()
    }
    pub(crate) fn phase(&mut self, name: &'static str, lap: &Lap) {
        self.phases.push((name, lap.0.elapsed()));
    }
    pub(crate) fn progress(&self, at: Timestamp, done: f64, again: bool) -> Progress {
        Progress { at, chains: self.chains, events: self.events, done, again }
    }
    pub(crate) fn refuse(&mut self, word: &str, error: &AppError) {
        *self.refused.entry(format!("{word}: {error}")).or_default() += 1;
    }
}

/// Measures how long a phase takes; no part of what is simulated.
pub(crate) struct Lap(Instant);

impl Lap {
    #[expect(clippy::disallowed_methods, reason = "how long it took, not what time it is")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }
}
