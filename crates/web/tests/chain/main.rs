//! The page of a case and its acts over HTTP, without script: every form as a browser sends it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod acts;
mod calls;
mod confirmed;
mod counted;
mod desk;
mod failures;
mod flags;
mod forms;
mod imported;
mod leave;
mod liability;
mod linked;
mod matrix;
mod municipalities;
mod other_ends;
mod own_answer;
mod phone;
mod printed;
mod request;
mod screen;
mod stale;
mod taken;
mod whole_chain;
