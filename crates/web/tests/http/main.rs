//! The pages over HTTP, against a whole site in memory.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

#[path = "../site/mod.rs"]
mod site;

mod capacity;
mod clock;
mod end_assignment;
mod escaping;
mod frame;
mod hardening;
mod jobs;
mod lead_times;
mod liability;
mod lists;
mod live;
mod lock;
mod masked;
mod search;
mod settings;
mod sign_in;
mod silent;
mod snapshots;
mod trail;
mod weekend_stays;
mod worklist;
