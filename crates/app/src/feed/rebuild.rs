//! Stays anew from the log, and out of the database.

use brygga_domain::envelope::AggregateKind;
use brygga_domain::ids::PersonId;
use brygga_store::{Change, Projections, StayRow, StayState};
use uuid::Uuid;

use super::stay;
use crate::context::App;
use crate::error::AppError;
use crate::ports::random;

/// Makes the rows of all stays from the log.
pub(crate) async fn rebuild_stays(app: &App) -> Result<u64, AppError> {
    let mut done = 0;
    let mut after: Option<Uuid> = None;
    loop {
        let page = app.store.aggregates(AggregateKind::Stay, after, 500).await?;
        let Some(last) = page.last().copied() else { return Ok(done) };
        let mut changes = Vec::with_capacity(page.len());
        for aggregate in page {
            changes.extend(stay_row(app, &*app.store, aggregate).await?);
            done += 1;
        }
        app.store.write_projections(changes).await?;
        after = Some(last);
    }
}

/// The row of one stay; none while nobody is known to lie there. `persons` knows whose the
/// identifiers are.
pub(crate) async fn stay_row(
    app: &App,
    persons: &dyn Projections,
    stay: Uuid,
) -> Result<Option<Change>, AppError> {
    let known = stay::read(&app.store.aggregate(stay).await?)?;
    let now = app.now();
    let number = known.messages.iter().rev().find_map(|m| m.fact.identifier.as_ref());
    let Some(number) = number.and_then(|text| stay::identifier(text, now)) else {
        return Ok(None);
    };
    let known_as = persons.person_by_identifier(number.system(), number.value()).await?;
    let person = known_as.unwrap_or_else(|| PersonId::from_bytes(random(&*app.entropy)));
    let row = stay::row(&known, person, &app.registry(), now);
    Ok(row.map(|row| Change::Stay(Box::new(row))))
}

/// After a ward has been mapped: the stays that waited for it come to its list.
pub async fn map_wards_again(app: &App) -> Result<u64, AppError> {
    rebuild_stays(app).await
}

/// Calls `line` for every stay: those that exist, or the cancelled ones too (decision 30).
pub async fn export_stays(
    app: &App,
    cancelled_too: bool,
    mut line: impl FnMut(&StayRow),
) -> Result<(), AppError> {
    let mut after: Option<String> = None;
    loop {
        let page = app.store.stays_after(after.as_deref(), 500).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.visit_key.clone());
        for stay in &page {
            let shown = match stay.state {
                StayState::Parked => false,
                StayState::Cancelled => cancelled_too,
                _ => true,
            };
            if shown {
                line(stay);
            }
        }
    }
}
