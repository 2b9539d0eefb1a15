//! Tests of the rules as a whole, with one node or two.

mod corpus;
mod merge;
mod properties;
mod segments;
