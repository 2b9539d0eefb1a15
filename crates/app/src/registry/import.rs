//! Imports a registry file: a diff into facts (decision 10).

use brygga_domain::envelope::{Assurance, Author};
use brygga_domain::registry::{RegistryEvent, RegistryFile, diff};
use jiff::civil::Date;

use super::append::append_registry;
use crate::care_chain::follow_registry;
use crate::context::App;
use crate::error::AppError;

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Facts written; 0 when the registry already was as the file says.
    pub facts: usize,
}

/// Makes the registry as the file says, from a day on, and the rows of lists with it. For the operator and
/// for set-up.
pub async fn import_registry(
    app: &App,
    file: &RegistryFile,
    effect: Date,
) -> Result<Imported, AppError> {
    let events = diff(&app.registry(), file, effect);
    let facts = events.len();
    let in_lists = events.iter().any(is_in_lists);
    append_registry(app, &system(), events).await?;
    if in_lists {
        follow_registry(app).await?;
    }
    Ok(Imported { facts })
}

/// Rows of lists hold what follows from it. Names, routing and assignments are read when they are shown
/// or asked for.
const fn is_in_lists(event: &RegistryEvent) -> bool {
    matches!(
        event,
        RegistryEvent::UnitSet(_) | RegistryEvent::UnitClosed(_) | RegistryEvent::SettingSet(_)
    )
}

pub(super) fn system() -> Author {
    Author { user: None, role: "system".to_owned(), unit: None, assurance: Assurance::System }
}
