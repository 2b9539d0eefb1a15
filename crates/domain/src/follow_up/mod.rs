//! Follow-up: what a county counts. Each figure is a pure function of what one chain says, with its
//! definition in the docstring, so that a page, a file and a recount agree.
//!
//! Weekend stays are definition 8, payment liability is 5 kap. lag (2017:612) by definition 7.
//! Adding up over chains, suppression and pages are not here.

pub mod average;
pub mod cases;
pub mod facts;
pub mod liability;
pub mod weekend;

#[cfg(test)]
mod testing;
