//! The built program, from outside.

mod demo;
mod export;
mod feed;
mod folder;
mod harness;
mod kill;
mod wards;
