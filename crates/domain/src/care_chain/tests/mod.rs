//! Tests of the rules as a whole, with one node or two.

mod clock;
mod corpus;
mod handover;
mod merge;
mod messages;
mod municipalities;
mod own_answer;
mod properties;
mod protection;
mod ready;
mod refusals;
mod replaces;
mod segments;
mod told;
mod turns;
