//! The built program, from outside.

mod export;
mod feed;
mod folder;
mod harness;
mod kill;
mod wards;
