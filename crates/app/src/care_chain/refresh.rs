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

/// Chains of one page.
const PAGE: u32 = 200;
/// How often rows are made once more because somebody was faster.
const TRIES: usize = 3;

/// Projects chains again whose order changes because a step became overdue. Gives how many.
pub async fn refresh_due(app: &App) -> Result<usize, AppError> {
    let due = app.store.due_for_projection(app.now(), PAGE).await?;
    let count = due.len();
    metrics::gauge!("brygga_overdue_rows").set(count as f64);
    for chain in due {
        refresh(app, chain).await?;
    }
    Ok(count)
}

/// All of them, until nothing is due any more.
pub async fn refresh_all_due(app: &App) -> Result<(), AppError> {
    while refresh_due(app).await? >= PAGE as usize {}
    Ok(())
}

/// Projects one chain again. An act that is written meanwhile has written its rows first: then they
/// are made once more.
pub(crate) async fn refresh(app: &App, chain: ChainId) -> Result<(), AppError> {
    let mut loaded = load(app, chain).await?;
    for _ in 0..TRIES {
        let registry = app.registry();
        let changes = changes(chain, &loaded.log(), loaded.chain(), &registry, app.now());
        app.store.write_projections(changes).await?;
        let now = load(app, chain).await?;
        if now.position() == loaded.position() {
            break;
        }
        loaded = now;
    }
    Ok(())
}

/// Projects again what follows from the registry besides its facts: when a step is due counts staffed
/// hours, and how long a unit reads is county data. Gives how many chains.
pub(crate) async fn follow_registry(app: &App) -> Result<usize, AppError> {
    let (mut done, mut after) = (0, None);
    loop {
        let page = app.store.following_registry(after, PAGE).await?;
        let Some(last) = page.last().copied() else { return Ok(done) };
        for chain in page {
            refresh(app, chain).await?;
            done += 1;
        }
        after = Some(last);
    }
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
        let page = app.store.aggregates(AggregateKind::Chain, after, PAGE).await?;
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
