//! Tests of the PostgreSQL backend, on a cluster of their own. Without PostgreSQL on the machine
//! each says in one line that it was not run.

mod batches;
mod common;
mod conformance;
mod crash;
mod damage;
mod hosts;
mod opening;
mod outcome;
mod processes;
