//! A person: identifiers and merges, in a stream that only the server reads (decision 9).

use serde::{Deserialize, Serialize};

use crate::identification::PersonIdentifier;
use crate::ids::PersonId;

/// A fact about who a person is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonEvent {
    /// The person has this identifier.
    Identified {
        /// The identifier.
        identifier: PersonIdentifier,
    },
    /// Another person is the same: its identifiers lead here from now on. No stream moves.
    SameAs {
        /// The other person.
        other: PersonId,
        /// The identifier that was merged.
        merged: PersonIdentifier,
    },
    /// They were not the same after all.
    NotSameAs {
        /// The other person.
        other: PersonId,
    },
}

impl PersonEvent {
    /// The type's word in the log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Identified { .. } => "person-identified",
            Self::SameAs { .. } => "person-same-as",
            Self::NotSameAs { .. } => "person-not-same-as",
        }
    }

    /// The legal record: never a number.
    pub const fn sentence(&self) -> &'static str {
        match self {
            Self::Identified { .. } => "Personens identitet registrerades.",
            Self::SameAs { .. } => "Två identiteter slogs samman: samma person.",
            Self::NotSameAs { .. } => "Sammanslagningen av två identiteter togs tillbaka.",
        }
    }
}
