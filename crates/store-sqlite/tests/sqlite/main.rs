//! Tests of the SQLite backend.

mod common;
mod conformance;
mod damage;
mod disk;
mod opening;
mod powerfail;
mod verifying;
