//! What changed, as it changes.

/// Sessions that were locked or signed out: their streams end.
#[derive(Debug, Default)]
pub(crate) struct Ended;
