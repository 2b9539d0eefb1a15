//! Tests of the rules as a whole, with one node or two.

mod corpus;
mod merge;
mod messages;
mod properties;
mod ready;
mod refusals;
mod replaces;
mod segments;
mod turns;
