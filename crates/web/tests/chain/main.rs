//! The page of a case and its acts over HTTP, without script: every form as a browser sends it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod acts;
mod desk;
mod failures;
mod forms;
mod matrix;
mod other_ends;
mod phone;
mod printed;
mod stale;
mod whole_chain;
