//! Reading the fact table for a report: page by page, only the months that are asked for.

use brygga_domain::follow_up::facts::ChainFacts;
use brygga_domain::ids::HsaId;
use brygga_store::{FactMonths, FactQuery, MonthNumber, Position, StoreError};

use super::rows::facts_of;
use crate::care_chain::PROJECTIONS;
use crate::context::App;
use crate::error::AppError;

/// Rows of one read.
pub(super) const PAGE: u32 = 1_000;

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The first month, as year and month.
    pub(crate) from: (i16, i8),
    /// The last month.
    pub(crate) to: (i16, i8),
    /// Only these wards; all when empty.
    pub(crate) wards: Vec<HsaId>,
    /// Only these municipalities, by code; all when empty.
    pub(crate) municipalities: Vec<String>,
}

/// Gives each record to `take`, and the end of the log when the read began. What is written
/// meanwhile may be in it or not. A chain that is the same admission as another one (M12) counts
/// once: the other one does, if it has the lesser id and a row of its own.
///
/// # Errors
/// When the store cannot be read, or the table was written by another version of the program.
pub(crate) async fn read(
    app: &App,
    asked: &Asked,
    months: FactMonths,
    mut take: impl FnMut(ChainFacts),
) -> Result<Vec<Position>, AppError> {
    check_version(app).await?;
    let mut query = FactQuery {
        months,
        from: MonthNumber::new(asked.from),
        to: MonthNumber::new(asked.to),
        wards: asked.wards.clone(),
        municipalities: asked.municipalities.clone(),
        after: None,
        limit: PAGE,
    };
    let mut revision = None;
    loop {
        let page = app.store.fact_rows(query.clone()).await?;
        revision.get_or_insert(page.revision);
        for row in &page.rows {
            let facts = facts_of(row)?;
            if !is_counted_elsewhere(app, &facts).await? {
                take(facts);
            }
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(revision.unwrap_or_default()),
        }
    }
}

/// The table is one that this program has written.
pub(super) async fn check_version(app: &App) -> Result<(), AppError> {
    if app.store.projection_version().await? == Some(PROJECTIONS) {
        return Ok(());
    }
    let wrong = "the lists are of another version: start the server once, or run `brygga rebuild`";
    Err(StoreError::Engine(wrong.into()).into())
}

/// Another chain of the same admission counts in its place.
pub(super) async fn is_counted_elsewhere(app: &App, facts: &ChainFacts) -> Result<bool, AppError> {
    for other in facts.same_as.iter().filter(|other| **other < facts.chain) {
        let row = app.store.fact_row(*other).await?;
        let Some(other) = row.as_ref().map(facts_of).transpose()? else { continue };
        if !other.is_cancelled() {
            return Ok(true);
        }
    }
    Ok(false)
}
