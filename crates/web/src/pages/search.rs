//! Search by identity number or the beginning of a name.

/// How often each user has searched.
#[derive(Debug, Default)]
pub(crate) struct Searches;
