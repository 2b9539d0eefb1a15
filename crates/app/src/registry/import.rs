//! Imports a registry file: a diff into facts (decision 10).

use brygga_domain::envelope::{Assurance, Author};
use brygga_domain::registry::{RegistryFile, diff};
use jiff::civil::Date;

use super::append::append_registry;
use crate::context::App;
use crate::error::AppError;

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Facts written; 0 when the registry already was as the file says.
    pub facts: usize,
}

/// Makes the registry as the file says, from a day on. For the operator and for set-up.
pub async fn import_registry(
    app: &App,
    file: &RegistryFile,
    effect: Date,
) -> Result<Imported, AppError> {
    let events = diff(&app.registry(), file, effect);
    let facts = events.len();
    append_registry(app, &system(), events).await?;
    Ok(Imported { facts })
}

pub(super) fn system() -> Author {
    Author { user: None, role: "system".to_owned(), unit: None, assurance: Assurance::System }
}
