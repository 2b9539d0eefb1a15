//! Who may do what.
//!
//! The rules are Cedar policies in `policies/`, checked against a schema. A use case asks
//! [`Policies::decide`] with a [`Request`] and gets a [`Proof`] or a [`Reason`]. What depends on the
//! content of a chain (who wrote a fact, which message was addressed to whom, a second person) is
//! the domain's; which segments and rooms a unit reads is the store's. `docs/access.md` is the
//! description, `access-matrix.csv` and `compartments.csv` are the tables that the tests execute.

mod decision;
mod policies;
mod reading;
mod words;

pub use decision::{Decision, Proof, Request};
pub use policies::{Policies, PolicyError};
pub use reading::{CompartmentSet, Reader};
pub use words::{Action, Phase, Reason, Relation};
