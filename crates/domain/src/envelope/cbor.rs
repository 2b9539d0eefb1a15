//! Deterministic CBOR (RFC 8949 §4.2): shortest integers, definite lengths, sorted map keys.
//!
//! `ciborium` reads and writes; this module sorts keys and refuses what is not in that one form.

pub use ciborium::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why bytes are not the value they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// Not CBOR, cut off, or followed by more bytes.
    #[error("the bytes are not one CBOR value")]
    Malformed,
    /// CBOR, but not in its one deterministic form.
    #[error("the bytes are not deterministic CBOR")]
    NotDeterministic,
    /// CBOR, but another shape than the type asks for.
    #[error("the value has another shape: {0}")]
    Shape(String),
}

/// Encodes in the one deterministic form.
pub fn to_vec(value: &Value) -> Vec<u8> {
    let mut sorted = value.clone();
    sort(&mut sorted);
    write(&sorted)
}

/// Encodes a value whose maps are known to be sorted: the caller vouches for it.
pub(super) fn write_sorted(value: &Value) -> Vec<u8> {
    write(value)
}

/// Turns a plain data type into a value with sorted keys; `None` fields should be skipped by it.
pub fn to_data<T: Serialize>(data: &T) -> Result<Value, CborError> {
    let mut value = Value::serialized(data).map_err(|e| CborError::Shape(e.to_string()))?;
    sort(&mut value);
    Ok(value)
}

/// Reads one value and nothing after it, in its deterministic form only.
pub fn from_slice(bytes: &[u8]) -> Result<Value, CborError> {
    let mut rest = bytes;
    let value: Value = ciborium::from_reader(&mut rest).map_err(|_| CborError::Malformed)?;
    if !rest.is_empty() {
        return Err(CborError::Malformed);
    }
    if to_vec(&value) != bytes || has_equal_keys(&value) {
        return Err(CborError::NotDeterministic);
    }
    Ok(value)
}

/// Two equal keys in one map: two readers could take different ones (RFC 8949 §5.6). The keys are
/// sorted already.
fn has_equal_keys(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_equal_keys),
        Value::Tag(_, inner) => has_equal_keys(inner),
        Value::Map(entries) => {
            entries.windows(2).any(|pair| write(&pair[0].0) == write(&pair[1].0))
                || entries.iter().any(|(key, value)| has_equal_keys(key) || has_equal_keys(value))
        }
        _ => false,
    }
}

/// Reads a data type out of a value.
pub(super) fn to_type<T: DeserializeOwned>(value: &Value) -> Result<T, CborError> {
    value.deserialized().map_err(|e| CborError::Shape(e.to_string()))
}

fn write(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    ciborium::into_writer(value, &mut bytes).expect("writing to memory cannot fail");
    bytes
}

/// Sorts the keys of every map by their encoded bytes (RFC 8949 §4.2.1).
fn sort(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(sort),
        Value::Tag(_, inner) => sort(inner),
        Value::Map(entries) => {
            for (key, value) in entries.iter_mut() {
                sort(key);
                sort(value);
            }
            entries.sort_by_cached_key(|(key, _)| write(key));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_by_their_bytes_and_other_orders_are_refused() {
        let value = Value::Map(vec![
            (Value::from("bb"), Value::from(2)),
            (Value::from("a"), Value::from(1)),
        ]);
        let bytes = to_vec(&value);
        assert_eq!(bytes, [0xa2, 0x61, b'a', 1, 0x62, b'b', b'b', 2]);
        assert!(from_slice(&bytes).is_ok());
        let swapped = [0xa2, 0x62, b'b', b'b', 2, 0x61, b'a', 1];
        assert_eq!(from_slice(&swapped), Err(CborError::NotDeterministic));
        assert_eq!(from_slice(&[0x18, 1]), Err(CborError::NotDeterministic), "1 in two bytes");
        assert_eq!(from_slice(&[1, 1]), Err(CborError::Malformed));
        let twice = [0xa2, 0x61, b'a', 1, 0x61, b'a', 2];
        assert_eq!(from_slice(&twice), Err(CborError::NotDeterministic), "one key, two values");
    }
}
