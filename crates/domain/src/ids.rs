//! Identifiers: each kind is a type of its own, so that one is never taken for another.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// Why a text is not the identifier it should be. Never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidId(pub &'static str);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes the id from 16 bytes of the entropy port.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
            /// The 16 bytes.
            pub const fn bytes(&self) -> [u8; 16] {
                *self.0.as_bytes()
            }
            /// Reads the hyphenated or plain hexadecimal form.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(stringify!($name)))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

uuid_id! {
    /// One care chain (vårdkedja), from admission to home. Random, without meaning.
    ChainId
}
uuid_id! {
    /// One person as Brygga knows them. Random; identifiers are facts about it (decision 9).
    PersonId
}
uuid_id! {
    /// One stay (vårdtillfälle) of the admission feed.
    StayId
}
uuid_id! {
    /// The idempotency key of one act: a form token, or derived from a source and its key
    /// (decision 21).
    CommandId
}

macro_rules! hash_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// Lower-case hexadecimal, 64 characters.
            pub fn to_hex(self) -> String {
                hex(&self.0)
            }
            /// Reads 64 hexadecimal characters.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                unhex(text).map(Self).ok_or(InvalidId(stringify!($name)))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({}…)"), hex(&self.0[..6]))
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                if s.is_human_readable() {
                    s.serialize_str(&self.to_hex())
                } else {
                    s.serialize_bytes(&self.0)
                }
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("32 bytes")
                    }
                    fn visit_bytes<E: serde::de::Error>(self, v: &[u8]) -> Result<$name, E> {
                        v.try_into().map($name).map_err(|_| E::invalid_length(v.len(), &self))
                    }
                    fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<$name, E> {
                        $name::parse(v).map_err(E::custom)
                    }
                }
                if d.is_human_readable() {
                    d.deserialize_str(Visitor)
                } else {
                    d.deserialize_bytes(Visitor)
                }
            }
        }
    };
}

hash_id! {
    /// The identity of an event: the hash of its header, never (node, number).
    EventId
}
hash_id! {
    /// A SHA-256 over something that is not an event: a body, a command's content, a policy set.
    Digest
}

/// An HSA-id (facts 7.4): `SE` + organisation number + `-` + suffix, at most 31 characters.
/// Test registries use other prefixes, so the prefix is not fixed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct HsaId(String);

impl HsaId {
    /// Trims, and requires letters, digits and hyphens with at least one hyphen inside.
    pub fn parse(raw: &str) -> Result<Self, InvalidId> {
        let text = raw.trim();
        let fits = (5..=31).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && text.split_once('-').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidId("HsaId")) }
    }
    /// The text as registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for HsaId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl fmt::Display for HsaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for HsaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HsaId({})", self.0)
    }
}

/// Lower-case hexadecimal of any bytes.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char])
        .collect()
}

/// Reads exactly `N` bytes of hexadecimal; `None` when it is anything else.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = text.as_bytes();
    if bytes.len() != N * 2 {
        return None;
    }
    let digit = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
    let mut out = [0; N];
    for (slot, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
        *slot = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_reads_back() {
        let id = EventId([0xa7; 32]);
        assert_eq!(EventId::parse(&id.to_hex()), Ok(id));
        assert_eq!(EventId::parse("a7"), Err(InvalidId("EventId")));
    }

    #[test]
    fn an_hsa_id_has_a_prefix_and_a_suffix() {
        assert!(HsaId::parse(" SE2321000057-4F37 ").is_ok());
        for wrong in
            ["", "SE2321000057", "-A", "SE2321000057-å", "SE2321000057-12345678901234567890"]
        {
            assert!(HsaId::parse(wrong).is_err(), "{wrong}");
        }
    }
}
