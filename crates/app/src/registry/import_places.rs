//! Short-term places that municipalities have said for a year, into the registry.

use brygga_domain::calendar::local_date;
use brygga_domain::registry::{PlacesSet, RegistryEvent, YearPlaces};

use super::append::append_registry;
use super::import::system;
use crate::context::{App, on_day};
use crate::error::AppError;

/// What an import of places did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportedPlaces {
    /// Figures that are new, or another number than before.
    pub written: usize,
    /// Figures that the registry had already.
    pub known: usize,
}

/// Writes the figures that the registry does not have yet, for the operator: the same file once more
/// writes nothing. What was said before stands in the log.
///
/// # Errors
/// When a municipality is not in the registry, or the store cannot be written.
pub async fn import_places(app: &App, rows: &[YearPlaces]) -> Result<ImportedPlaces, AppError> {
    let registry = app.registry();
    let now = app.now();
    let today = on_day(&registry, now);
    if rows.iter().any(|row| today.municipality(&row.municipality_code).is_none()) {
        return Err(AppError::input("municipality_code", "unknown-municipality"));
    }
    let is_new = |row: &&YearPlaces| today.places(&row.municipality_code, row.year) != Some(*row);
    let from = local_date(now);
    let set = |row: &YearPlaces| RegistryEvent::PlacesSet(PlacesSet { from, places: row.clone() });
    let events: Vec<_> = rows.iter().filter(is_new).map(set).collect();
    let written = events.len();
    append_registry(app, &system(), events).await?;
    Ok(ImportedPlaces { written, known: rows.len() - written })
}
