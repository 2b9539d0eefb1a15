//! The signed header: twelve numbered fields, an id that is their hash, a signature over the id.

use ciborium::Value;
use ed25519_dalek::Signer;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::cbor::{self, CborError};
use super::stream::StreamId;
use crate::ids::{CommandId, Digest, EventId};

pub use ed25519_dalek::{SigningKey, VerifyingKey};

/// What goes before the header bytes in the hash, so that no other hash of ours can be an event id.
const DOMAIN: &[u8] = b"brygga-ev1";
/// Header bytes at the most (continuity 3.2).
pub(super) const MAX_HEADER: usize = 8 * 1024;
const MAX_DEPS: usize = 32;
const MAX_REPLACES: usize = 64;

/// Who wrote: a node and the epoch of its key. A restore, clone or forced recovery is a new epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// 16 random bytes made when the node was installed.
    pub node: Uuid,
    /// 64 random bits made with the key.
    pub epoch: u64,
}

impl Origin {
    /// Node ‖ epoch, big endian: 24 bytes.
    pub fn to_bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[..16].copy_from_slice(self.node.as_bytes());
        bytes[16..].copy_from_slice(&self.epoch.to_be_bytes());
        bytes
    }

    /// Reads [`Origin::to_bytes`]; none when there are not 24 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (node, epoch) = bytes.split_at_checked(16)?;
        Some(Self {
            node: Uuid::from_slice(node).ok()?,
            epoch: u64::from_be_bytes(epoch.try_into().ok()?),
        })
    }
}

/// Hybrid logical clock: milliseconds (48 bits) and a counter (16). For the order of a time line
/// only; no rule of the fold reads it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hlc(pub u64);

impl Hlc {
    /// The next value after `self` at the wall time `ms` (milliseconds since 1970).
    #[must_use]
    pub fn tick(self, ms: u64) -> Self {
        Self((ms << 16).max(self.0.saturating_add(1)))
    }
    /// Milliseconds since 1970.
    pub const fn ms(self) -> u64 {
        self.0 >> 16
    }
}

/// The header of one event (continuity 3.2, decision 15).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Where the event stands.
    pub stream: StreamId,
    /// Who wrote it.
    pub origin: Origin,
    /// Dense from 1 per (origin, stream), so that a hole is provable.
    pub seq: u64,
    /// The id of the origin's event before this one in the stream; zeroes when `seq` is 1.
    pub prev: EventId,
    /// The heads that the node had: for order on a time line only. Sorted, at most 32.
    pub deps: Vec<EventId>,
    /// The values that the person was shown and replaces. Sorted, at most 64.
    pub replaces: Vec<EventId>,
    /// The act that this event belongs to.
    pub cmd: CommandId,
    /// For the order of a time line.
    pub hlc: Hlc,
    /// An older version that does not know the type must stop writing to the chain (M14).
    pub crit: bool,
    /// SHA-256 of the body bytes.
    pub body_hash: Digest,
    /// Which part of the act, from 0: one act may write several events (decision 5).
    pub part: u8,
}

/// Why a header, body or signature is not good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Not deterministic CBOR.
    #[error(transparent)]
    Cbor(#[from] CborError),
    /// More bytes than the format allows.
    #[error("the {0} is larger than the format allows")]
    TooLarge(&'static str),
    /// A field is missing, unknown or of the wrong type.
    #[error("field {0} of the {1} is missing or wrong")]
    Field(i64, &'static str),
    /// The signature is not by the origin's key.
    #[error("the signature does not hold")]
    BadSignature,
}

impl Header {
    /// The exact bytes that are hashed, stored and passed on.
    pub fn to_bytes(&self) -> Vec<u8> {
        let ids = |ids: &[EventId]| {
            Value::Array(ids.iter().map(|id| Value::Bytes(id.0.to_vec())).collect())
        };
        let fields = [
            Value::from(1),
            Value::Bytes(self.stream.to_bytes().to_vec()),
            Value::Bytes(self.origin.to_bytes().to_vec()),
            Value::from(self.seq),
            Value::Bytes(self.prev.0.to_vec()),
            ids(&self.deps),
            ids(&self.replaces),
            Value::Bytes(self.cmd.bytes().to_vec()),
            Value::from(self.hlc.0),
            Value::Bool(self.crit),
            Value::Bytes(self.body_hash.0.to_vec()),
            Value::from(self.part),
        ];
        let keys = 1i64..;
        cbor::write_sorted(&Value::Map(keys.map(Value::from).zip(fields).collect()))
    }

    /// Reads a header; refuses anything that would not encode to the same bytes again.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > MAX_HEADER {
            return Err(EnvelopeError::TooLarge("header"));
        }
        let mut fields = Fields::read(cbor::from_slice(bytes)?, "header")?;
        let version: u64 = fields.number(1)?;
        if version != 1 {
            return Err(EnvelopeError::Field(1, "header"));
        }
        let header = Self {
            stream: StreamId::from_bytes(&fields.bytes(2)?)
                .map_err(|_| EnvelopeError::Field(2, "header"))?,
            origin: Origin::from_bytes(&fields.bytes(3)?)
                .ok_or(EnvelopeError::Field(3, "header"))?,
            seq: fields.number(4)?,
            prev: EventId(fields.array(5)?),
            deps: fields.ids(6, MAX_DEPS)?,
            replaces: fields.ids(7, MAX_REPLACES)?,
            cmd: CommandId::from_bytes(fields.array(8)?),
            hlc: Hlc(fields.number(9)?),
            crit: fields.bool(10)?,
            body_hash: Digest(fields.array(11)?),
            part: fields.number(12)?,
        };
        if header.seq == 0 {
            return Err(EnvelopeError::Field(4, "header"));
        }
        if (header.seq == 1) != (header.prev == EventId([0; 32])) {
            return Err(EnvelopeError::Field(5, "header"));
        }
        fields.nothing_left()?;
        Ok(header)
    }
}

/// Header bytes with their id and signature, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHeader {
    /// The hash of the header bytes.
    pub id: EventId,
    /// The exact bytes.
    pub bytes: Vec<u8>,
    /// Ed25519 over the id.
    pub signature: [u8; 64],
}

/// SHA-256("brygga-ev1" ‖ header bytes).
pub fn event_id(header_bytes: &[u8]) -> EventId {
    EventId(Sha256::new().chain_update(DOMAIN).chain_update(header_bytes).finalize().into())
}

/// Encodes and signs with the origin's epoch key.
pub fn sign(header: &Header, key: &SigningKey) -> SignedHeader {
    let bytes = header.to_bytes();
    let id = event_id(&bytes);
    SignedHeader { id, signature: sign_id(id, key), bytes }
}

/// Ed25519 over an id. The next header names the id alone, so it need not wait for this.
pub fn sign_id(id: EventId, key: &SigningKey) -> [u8; 64] {
    key.sign(&id.0).to_bytes()
}

impl SignedHeader {
    /// Checks that the id is the hash of the bytes and that the origin's key signed it; gives the
    /// header.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Header, EnvelopeError> {
        let header = Header::from_bytes(&self.bytes)?;
        let signature = ed25519_dalek::Signature::from_bytes(&self.signature);
        if event_id(&self.bytes) != self.id || key.verify_strict(&self.id.0, &signature).is_err() {
            return Err(EnvelopeError::BadSignature);
        }
        Ok(header)
    }
}

/// The numbered fields of a map, taken out one by one.
pub(super) struct Fields {
    entries: Vec<(i64, Value)>,
    of: &'static str,
}

impl Fields {
    pub(super) fn read(value: Value, of: &'static str) -> Result<Self, EnvelopeError> {
        let wrong = EnvelopeError::Field(0, of);
        let entries = value.into_map().map_err(|_| wrong.clone())?;
        let entries = entries
            .into_iter()
            .map(|(key, value)| {
                let key = key.as_integer().and_then(|k| i64::try_from(k).ok());
                Ok((key.ok_or(wrong.clone())?, value))
            })
            .collect::<Result<_, EnvelopeError>>()?;
        Ok(Self { entries, of })
    }

    fn wrong(&self, key: i64) -> EnvelopeError {
        EnvelopeError::Field(key, self.of)
    }

    pub(super) fn optional(&mut self, key: i64) -> Option<Value> {
        let at = self.entries.iter().position(|(k, _)| *k == key)?;
        Some(self.entries.swap_remove(at).1)
    }

    pub(super) fn take(&mut self, key: i64) -> Result<Value, EnvelopeError> {
        self.optional(key).ok_or(self.wrong(key))
    }

    pub(super) fn bytes(&mut self, key: i64) -> Result<Vec<u8>, EnvelopeError> {
        self.take(key)?.into_bytes().map_err(|_| self.wrong(key))
    }

    pub(super) fn array<const N: usize>(&mut self, key: i64) -> Result<[u8; N], EnvelopeError> {
        self.bytes(key)?.try_into().map_err(|_| self.wrong(key))
    }

    pub(super) fn text(&mut self, key: i64) -> Result<String, EnvelopeError> {
        self.take(key)?.into_text().map_err(|_| self.wrong(key))
    }

    pub(super) fn number<T: TryFrom<i128>>(&mut self, key: i64) -> Result<T, EnvelopeError> {
        let number = self.take(key)?.into_integer().map_err(|_| self.wrong(key))?;
        T::try_from(i128::from(number)).map_err(|_| self.wrong(key))
    }

    fn bool(&mut self, key: i64) -> Result<bool, EnvelopeError> {
        self.take(key)?.into_bool().map_err(|_| self.wrong(key))
    }

    fn ids(&mut self, key: i64, max: usize) -> Result<Vec<EventId>, EnvelopeError> {
        let wrong = self.wrong(key);
        let items = self.take(key)?.into_array().map_err(|_| wrong.clone())?;
        let ids = items
            .into_iter()
            .map(|item| item.into_bytes().ok()?.try_into().ok().map(EventId))
            .collect::<Option<Vec<_>>>()
            .ok_or(wrong.clone())?;
        if ids.len() <= max && ids.is_sorted_by(|a, b| a < b) { Ok(ids) } else { Err(wrong) }
    }

    pub(super) fn nothing_left(&self) -> Result<(), EnvelopeError> {
        self.entries.first().map_or(Ok(()), |(key, _)| Err(self.wrong(*key)))
    }
}
