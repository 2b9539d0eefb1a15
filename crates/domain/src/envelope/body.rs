//! The body: what happened, in data that folds and in a Swedish sentence that a court can read.

use ciborium::Value;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::cbor;
use super::header::{EnvelopeError, Fields};
use super::stream::StreamId;
use crate::ids::{Digest, HsaId};
use crate::moment::Moment;

/// Body bytes at the most (continuity 3.2).
const MAX_BODY: usize = 64 * 1024;
/// Characters of the sentence at the most.
const MAX_TEXT: usize = 500;

/// How sure the system is of who did it (continuity 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// Smart card.
    Siths,
    /// Local account with a password, or the demo's sign-in.
    Local,
    /// Cached identity provider.
    IdpCache,
    /// Sealed reserve code.
    ReserveCode,
    /// Keyed in from paper.
    Paper,
    /// A feed such as ADT.
    Feed,
    /// The system itself: imports, set-up, the simulated county.
    System,
}

/// Who did it: role and unit are what others see (definitions 12).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Author {
    /// The user's HSA-id; none for feeds and the system.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub user: Option<HsaId>,
    /// The role of the assignment, by its word in the registry; `feed` or `system` without user.
    pub role: String,
    /// The unit of the assignment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<HsaId>,
    /// How sure.
    pub assurance: Assurance,
}

/// The body of one event (continuity 3.2, decision 15).
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Random, so that equal bodies do not have equal hashes.
    pub salt: [u8; 16],
    /// What happened, by its word in `docs/events.md`.
    pub event_type: String,
    /// Version of the type's data.
    pub ver: u16,
    /// A map; its meaning is fixed by type and version.
    pub data: Value,
    /// A legal record in Swedish, at most 500 characters, never an identity number (decision 11).
    pub text: String,
    /// Who did it.
    pub who: Author,
    /// When it happened, as the person says.
    pub occurred_at: Moment,
    /// When the node stored it.
    pub written_at: Timestamp,
    /// When it was sent, where the law counts it: the moment it left (definitions 3).
    pub sent_at: Option<Timestamp>,
    /// The policies that allowed it (decision 10).
    pub policy: Digest,
}

impl Body {
    /// The exact bytes that are hashed and stored.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EnvelopeError> {
        if self.text.chars().count() > MAX_TEXT {
            return Err(EnvelopeError::TooLarge("text"));
        }
        let mut entries = vec![
            (1, Value::Bytes(self.salt.to_vec())),
            (2, Value::from(self.event_type.as_str())),
            (3, Value::from(self.ver)),
            (4, self.data.clone()),
            (5, Value::from(self.text.as_str())),
            (6, cbor::to_data(&self.who)?),
            (7, cbor::to_data(&self.occurred_at)?),
            // 8 is kept for references to attachments.
            (9, Value::from(self.written_at.as_millisecond())),
        ];
        if let Some(at) = self.sent_at {
            entries.push((10, Value::from(at.as_millisecond())));
        }
        entries.push((11, Value::Bytes(self.policy.0.to_vec())));
        let map = entries.into_iter().map(|(k, v)| (Value::from(k), v)).collect();
        let bytes = cbor::to_vec(&Value::Map(map));
        if bytes.len() > MAX_BODY { Err(EnvelopeError::TooLarge("body")) } else { Ok(bytes) }
    }

    /// Reads a body; refuses anything that would not encode to the same bytes again, but for field 8
    /// (references to attachments), which a later version may write and this one reads over.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > MAX_BODY {
            return Err(EnvelopeError::TooLarge("body"));
        }
        let mut fields = Fields::read(cbor::from_slice(bytes)?, "body")?;
        let time = |ms: i64, key| {
            Timestamp::from_millisecond(ms).map_err(|_| EnvelopeError::Field(key, "body"))
        };
        let body = Self {
            salt: fields.array(1)?,
            event_type: fields.text(2)?,
            ver: fields.number(3)?,
            data: fields.take(4)?,
            text: fields.text(5)?,
            who: exactly(&fields.take(6)?, 6)?,
            occurred_at: exactly(&fields.take(7)?, 7)?,
            written_at: time(fields.number(9)?, 9)?,
            sent_at: match fields.optional(10) {
                None => None,
                Some(ms) => {
                    let ms = ms.as_integer().and_then(|i| i64::try_from(i).ok());
                    Some(time(ms.ok_or(EnvelopeError::Field(10, "body"))?, 10)?)
                }
            },
            policy: Digest(fields.array(11)?),
        };
        // Whoever needs field 8 has the bytes, which are what is hashed and passed on.
        fields.optional(8);
        fields.nothing_left()?;
        if body.text.chars().count() > MAX_TEXT {
            return Err(EnvelopeError::TooLarge("text"));
        }
        Ok(body)
    }

    /// The data as the type that its name and version promise.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, EnvelopeError> {
        Ok(cbor::to_type(&self.data)?)
    }

    /// SHA-256 of the bytes: what the header signs.
    pub fn hash(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// The time that the law counts: when it was sent, otherwise when it was written.
    pub fn legal_time(&self) -> Timestamp {
        self.sent_at.unwrap_or(self.written_at)
    }
}

/// Reads a type with nothing left over: a key that is not known would be lost without a word.
fn exactly<T: Serialize + DeserializeOwned>(value: &Value, key: i64) -> Result<T, EnvelopeError> {
    let read: T = cbor::to_type(value)?;
    if cbor::to_data(&read)? == *value { Ok(read) } else { Err(EnvelopeError::Field(key, "body")) }
}

/// SHA-256 of [type, ver, data, occurred_at, target stream]: the same act again has the same
/// content (decision 5).
pub fn content_digest(body: &Body, stream: StreamId) -> Result<Digest, EnvelopeError> {
    let value = Value::Array(vec![
        Value::from(body.event_type.as_str()),
        Value::from(body.ver),
        body.data.clone(),
        cbor::to_data(&body.occurred_at)?,
        Value::Bytes(stream.to_bytes().to_vec()),
    ]);
    Ok(Body::hash(&cbor::to_vec(&value)))
}
