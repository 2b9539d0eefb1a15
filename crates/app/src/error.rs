//! Why a use case did not do it. Each surface turns these into answers in one place.

use brygga_domain::care_chain::acts::Refused;
use brygga_domain::envelope::EnvelopeError;
use brygga_domain::registry::Role;
use brygga_store::{CommitError, Receipt, StoreError};

/// Every way that a use case can fail.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// No relation, or it does not exist: the same answer (definition 13, decision 23).
    #[error("there is nothing to show in this assignment")]
    NothingHere,
    /// A party that lacks role, compartment or assignment: the reason and who may.
    #[error("not allowed in this assignment: {reason}")]
    Forbidden {
        /// A word for the message.
        reason: &'static str,
        /// Roles that may.
        roles: Vec<Role>,
    },
    /// A rule of the domain said no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The same form with other content was sent before (decision 21).
    #[error("the same form was sent before with other content")]
    Different(Box<Receipt>),
    /// Somebody else kept writing; try again.
    #[error("the chain kept changing")]
    Busy,
    /// The database could not.
    #[error("could not save")]
    Store(#[from] StoreError),
    /// Something is too large, or not encodable.
    #[error("could not encode")]
    Envelope(#[from] EnvelopeError),
    /// Bad input: which field, and a word for the message.
    #[error("{field}: {word}")]
    Input {
        /// The field.
        field: &'static str,
        /// The word.
        word: &'static str,
    },
}

impl AppError {
    pub(crate) fn input(field: &'static str, word: &'static str) -> Self {
        Self::Input { field, word }
    }
}

impl From<CommitError> for AppError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Stale(_) | CommitError::Undone => Self::Busy,
            CommitError::Store(error) => Self::Store(error),
        }
    }
}
