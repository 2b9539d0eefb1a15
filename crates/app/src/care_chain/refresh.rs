//! Rows that change with time, and the rebuild of all of them.

use brygga_domain::care_chain::fold;
use brygga_domain::envelope::AggregateKind;
use brygga_domain::ids::ChainId;
use uuid::Uuid;

use super::bring_up_to_date::PROJECTIONS;
use super::load::load;
use super::project::changes;
use crate::context::App;
use crate::error::AppError;

/// Projects chains again whose order changes because a step became overdue. Gives how many.
pub async fn refresh_due(app: &App) -> Result<usize, AppError> {
    let due = app.store.due_for_projection(app.now(), 200).await?;
    let count = due.len();
    metrics::gauge!("brygga_overdue_rows").set(count as f64);
    for chain in due {
        refresh(app, chain).await?;
    }
    Ok(count)
}

/// Projects one chain again.
pub(crate) async fn refresh(app: &App, chain: ChainId) -> Result<(), AppError> {
    let loaded = load(app, chain).await?;
    let registry = app.registry();
    let changes = changes(chain, &loaded.log(), loaded.chain(), &registry, app.now());
    app.store.write_projections(changes).await?;
    Ok(())
}

/// Empties the projections and makes them anew from the log, page by page: for a log that nobody reads
/// yet, such as one that was simulated or loaded. `progress` gets chains done so far.
pub async fn rebuild(app: &App, mut progress: impl FnMut(u64)) -> Result<u64, AppError> {
    app.store.clear_projections().await?;
    // Identifiers first: stays look their person up.
    crate::person::rebuild_identifiers(app).await?;
    crate::feed::rebuild_stays(app).await?;
    let mut done = 0;
    let mut after: Option<Uuid> = None;
    loop {
        let page = app.store.aggregates(AggregateKind::Chain, after, 200).await?;
        let Some(last) = page.last().copied() else { break };
        let mut rows = Vec::with_capacity(page.len() * 2);
        for aggregate in page {
            let chain = ChainId::from_bytes(*aggregate.as_bytes());
            let loaded = load(app, chain).await?;
            let log = loaded.log();
            let state = fold(log.iter().copied());
            rows.extend(changes(chain, &log, &state, &app.registry(), app.now()));
            done += 1;
        }
        app.store.write_projections(rows).await?;
        progress(done);
        after = Some(last);
    }
    app.store.save_projection_version(PROJECTIONS).await?;
    Ok(done)
}
