//! The built program, from outside.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod backup;
mod browser;
mod control;
mod demo;
mod disk;
mod export;
mod failover;
mod feed;
mod folder;
mod hand_count;
mod harness;
mod import_chains;
mod kill;
mod limits;
mod logs;
mod operator;
mod postgres;
mod report;
mod simulate;
mod terminal;
mod tls;
mod verify;
mod walk;
mod wards;
mod watch;
