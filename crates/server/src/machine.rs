//! The machine: its clock, its chance, its limits. Nothing else in the program reads them.

use brygga_app::{Clock, Entropy, whole_milliseconds};
use jiff::Timestamp;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The clock of the machine, in whole milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        whole_milliseconds(Timestamp::now())
    }
}

/// The chance of the operating system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without chance there are no keys, ids or tokens: better no program than guessable ones.
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// Seconds between two times, for people.
pub(crate) fn seconds_between(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64()
}

/// Raises the number of open files as far as allowed: each open page keeps a connection
/// (decision 27).
pub(crate) fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if setrlimit(Resource::Nofile, raised).is_err() {
        tracing::warn!(current = limit.current, "the limit of open files could not be raised");
    }
}

/// How many files and connections this process may have open at a time; none = as many as it likes.
pub(crate) fn open_files() -> Option<u64> {
    getrlimit(Resource::Nofile).current
}
