//! What one fact looks like in the log: a signed header and a separate body (`docs/envelope.md`).
//!
//! The exact bytes are stored and passed on, never encoded again, so history keeps its signatures
//! whatever later versions do. Left out on purpose: encryption of bodies (key 0 = none, decision 4)
//! and receipts (decision 12).

mod body;
mod cbor;
mod header;
mod stream;
#[cfg(test)]
mod vectors;

pub use body::{Assurance, Author, Body, content_digest};
pub use cbor::{CborError, Value, from_slice, to_data, to_vec};
pub use header::{
    EnvelopeError, Header, Hlc, Origin, SignedHeader, SigningKey, VerifyingKey, event_id, sign,
    sign_id,
};
pub use stream::{AggregateKind, Compartment, StreamId};
