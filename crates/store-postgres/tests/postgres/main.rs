//! Tests of the PostgreSQL backend, on a cluster of their own. Without PostgreSQL on the machine
//! each says in one line that it was not run.

mod common;
mod conformance;
