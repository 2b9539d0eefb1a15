//! Tests of the SQLite backend.

mod common;
mod conformance;
