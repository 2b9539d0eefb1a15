//! Follow-up: what a county counts. Each figure is a pure function of what one chain says, with its
//! definition in the docstring, so that a page, a file and a recount agree.
//!
//! Weekend stays are definition 8, payment liability is 5 kap. lag (2017:612) by definition 7.
//! [`report`] adds up over chains, [`suppress`] hides small groups, [`Delay`] is what was waited for.

pub mod average;
pub mod capacity;
pub mod cases;
pub mod causes;
mod delays;
pub mod facts;
pub mod lead_times;
pub mod liability;
pub mod payment;
pub mod report;
pub mod suppress;
pub mod weekend;

pub use delays::{Delay, Responsible};

#[cfg(any(test, feature = "samples"))]
pub mod testing;
