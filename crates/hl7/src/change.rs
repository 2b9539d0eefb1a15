//! What a message says about one piece of data: nothing, "delete it", or a new value.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// HL7 v2 tells "not mentioned" (empty) from "delete" (`""`) from "is now this".
///
/// In an event body a field that is kept is left out, a deleted one is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Change<T> {
    /// The message does not mention the field.
    #[default]
    Keep,
    /// The message says `""`: what was known is no longer true.
    Delete,
    /// The field has this value from now on.
    Set(T),
}

impl<T> Change<T> {
    /// Whether the field is not mentioned; used to leave it out of event bodies.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Returns the new value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Delete => None,
        }
    }

    /// Applies the change to what is known so far.
    pub fn apply_to(&self, known: &mut Option<T>)
    where
        T: Clone,
    {
        match self {
            Self::Keep => {}
            Self::Delete => *known = None,
            Self::Set(value) => *known = Some(value.clone()),
        }
    }

    /// Turns the value into another one; a value that cannot be understood is not mentioned.
    pub fn and_then<U>(self, read: impl FnOnce(T) -> Option<U>) -> Change<U> {
        match self {
            Self::Keep => Change::Keep,
            Self::Delete => Change::Delete,
            Self::Set(value) => read(value).map_or(Change::Keep, Change::Set),
        }
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Delete, Self::Set))
    }
}
