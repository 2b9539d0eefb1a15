//! The lists anew, beside those that are read, while the server goes on (decision 15).
//!
//! Page by page from the log into tables beside; then what has been written meanwhile, as often as
//! it takes to be nearly done; at last, while nobody writes for a moment, the rest and the switch.
//! Each page and how far it has come are one transaction, so that after a crash it goes on there.

use std::collections::{BTreeMap, BTreeSet};

use brygga_domain::care_chain::fold;
use brygga_domain::envelope::AggregateKind;
use brygga_domain::ids::ChainId;
use brygga_store::{Change, Position, ProjectionVersion, StoreError, StoredEvent};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::load::LoadedChain;
use super::project::changes;
use crate::context::App;
use crate::error::AppError;

/// What the rows mean: another number whenever those of chains, stays, identifiers or figures come
/// out in another way. All lists are made anew together, since they lean on each
/// other.
pub const PROJECTIONS: ProjectionVersion = ProjectionVersion(8);

/// Aggregates of one transaction.
const PAGE: u32 = 100;
/// Events of one read while catching up.
const NEWS: u32 = 500;
/// So few events may be left when everybody is asked to wait.
const NEARLY_DONE: usize = 100;
/// Tries to switch before it is left for later.
const TRIES: u32 = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    /// In one page: a merge says something of a person of another one.
    Persons,
    Stays(Option<Uuid>),
    Chains(Option<Uuid>),
    CatchUp,
}

/// How far a build has come, as it is stored beside its tables.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct State {
    version: u32,
    step: Step,
    /// Everything up to here is in the tables, once their pages are done; by partition.
    until: BTreeMap<u16, u64>,
}

/// A build under way. Dropping it leaves it where it is.
pub struct Build<'a> {
    app: &'a App,
    state: State,
    /// Chains whose rows this process has made.
    chains: u64,
}

/// What has been written since a place in the log.
struct News {
    events: Vec<StoredEvent>,
    until: BTreeMap<u16, u64>,
}

/// Makes the lists anew when they were written by another version, and gives whether they were.
/// The pages answer from the old ones meanwhile.
pub async fn bring_up_to_date(app: &App) -> Result<bool, AppError> {
    sweep(app).await?;
    let Some(build) = Build::needed(app).await? else { return Ok(false) };
    build.finish(|_| {}).await?;
    Ok(true)
}

/// Makes the lists anew whoever wrote them, and gives how many chains are in them. The old ones are
/// read and written meanwhile. `progress` gets the chains done so far. What is broken off is gone on
/// with by the next one, or by [`bring_up_to_date`].
pub async fn rebuild_beside(app: &App, progress: impl FnMut(u64)) -> Result<u64, AppError> {
    sweep(app).await?;
    let build = match Build::under_way(app).await? {
        Some(build) => build,
        None => Build::anew(app).await?,
    };
    build.finish(progress).await
}

/// Whether there are lists to be read, of whatever version; none while they are made for the first
/// time, or after somebody has emptied them.
pub async fn has_lists(app: &App) -> Result<bool, AppError> {
    Ok(app.store.projection_version().await?.is_some() || is_empty(app).await?)
}

async fn sweep(app: &App) -> Result<(), AppError> {
    while !app.store.sweep_build().await? {
        tokio::task::yield_now().await;
    }
    Ok(())
}

impl<'a> Build<'a> {
    /// Begins a build, or goes on with one; none when the lists are up to date.
    pub async fn needed(app: &'a App) -> Result<Option<Self>, AppError> {
        let store = &app.store;
        if let Some(build) = Self::under_way(app).await? {
            return Ok(Some(build));
        }
        if store.projection_version().await? == Some(PROJECTIONS) {
            return Ok(None);
        }
        if is_empty(app).await? {
            store.save_projection_version(PROJECTIONS).await?;
            return Ok(None);
        }
        Ok(Some(Self::anew(app).await?))
    }

    /// One that was broken off.
    async fn under_way(app: &'a App) -> Result<Option<Self>, AppError> {
        let Some(text) = app.store.build_state().await? else { return Ok(None) };
        let Ok(state) = serde_json::from_str::<State>(&text) else { return Ok(None) };
        if state.version != PROJECTIONS.0 {
            return Ok(None);
        }
        tracing::info!(step = ?state.step, "the lists are made anew: going on");
        Ok(Some(Self { app, state, chains: 0 }))
    }

    /// Begins one.
    async fn anew(app: &'a App) -> Result<Self, AppError> {
        let store = &app.store;
        let ends = store.last().await?;
        let until = ends.into_iter().map(|end| (end.part, end.pos)).collect();
        let state = State { version: PROJECTIONS.0, step: Step::Persons, until };
        let build = Self { app, state, chains: 0 };
        store.begin_build(build.text()?).await?;
        tracing::info!("the lists are made anew beside the old ones, which are read meanwhile");
        Ok(build)
    }

    /// All of it; gives how many chains this process has made the rows of.
    async fn finish(mut self, mut progress: impl FnMut(u64)) -> Result<u64, AppError> {
        while self.step().await? {
            if self.chains > 0 {
                progress(self.chains);
            }
            tokio::task::yield_now().await;
        }
        self.switch().await?;
        sweep(self.app).await?;
        Ok(self.chains)
    }

    fn text(&self) -> Result<String, StoreError> {
        serde_json::to_string(&self.state).map_err(|error| StoreError::Engine(Box::new(error)))
    }

    async fn write(&self, rows: Vec<Change>) -> Result<(), AppError> {
        Ok(self.app.store.write_build(rows, self.text()?).await?)
    }

    /// One page more; false when so little is left that the switch can be tried.
    pub async fn step(&mut self) -> Result<bool, AppError> {
        match self.state.step {
            Step::Persons => {
                let rows = crate::person::identifier_rows(self.app).await?;
                self.state.step = Step::Stays(None);
                self.write(rows).await?;
            }
            Step::Stays(after) => {
                let page = self.page(AggregateKind::Stay, after).await?;
                let last = page.last().copied();
                let mut rows = Vec::new();
                for stay in page {
                    rows.extend(crate::feed::stay_row(self.app, &*self.app.store, stay).await?);
                }
                self.state.step = last.map_or(Step::Chains(None), |last| Step::Stays(Some(last)));
                self.write(rows).await?;
            }
            Step::Chains(after) => {
                let page = self.page(AggregateKind::Chain, after).await?;
                let last = page.last().copied();
                let mut rows = Vec::new();
                for chain in page {
                    rows.extend(self.chain_rows(chain).await?);
                    self.chains += 1;
                }
                self.state.step = last.map_or(Step::CatchUp, |last| Step::Chains(Some(last)));
                self.write(rows).await?;
            }
            Step::CatchUp => {
                let news = self.news().await?;
                if news.events.len() < NEARLY_DONE && !news.is_of_registry() {
                    return Ok(false);
                }
                let rows = self.rows_of(&news).await?;
                if news.is_of_registry() {
                    // A ward may have got its unit: all stays are looked at again.
                    self.state.step = Step::Stays(None);
                }
                self.state.until = news.until;
                self.write(rows).await?;
            }
        }
        Ok(true)
    }

    /// The last rows, and the switch. Catches up and tries again when too much came in between.
    pub async fn switch(&mut self) -> Result<(), AppError> {
        let mut tries = 1;
        loop {
            let last = async {
                let news = self.news().await.map_err(store_error)?;
                if news.is_of_registry() || news.events.len() > 5 * NEARLY_DONE {
                    return Err(StoreError::Engine("too much was written meanwhile".into()));
                }
                self.rows_of(&news).await.map_err(store_error)
            };
            match self.app.store.switch_build(PROJECTIONS, Box::pin(last)).await {
                Ok(()) => {
                    tracing::info!("the lists have been made anew");
                    return Ok(());
                }
                Err(error) if tries < TRIES => {
                    tracing::debug!(%error, tries, "the lists could not be switched yet");
                    tries += 1;
                    while self.step().await? {}
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn page(
        &self,
        kind: AggregateKind,
        after: Option<Uuid>,
    ) -> Result<Vec<Uuid>, StoreError> {
        self.app.store.aggregates(kind, after, PAGE).await
    }

    /// Not through the chains in memory: those are for the people who work.
    async fn chain_rows(&self, aggregate: Uuid) -> Result<Vec<Change>, AppError> {
        let chain = ChainId::from_bytes(*aggregate.as_bytes());
        let events = self.app.store.aggregate(aggregate).await?;
        let loaded = LoadedChain::empty().with(&events)?;
        let log = loaded.log();
        let state = fold(log.iter().copied());
        Ok(changes(chain, &log, &state, &self.app.registry(), self.app.now()))
    }

    async fn news(&self) -> Result<News, AppError> {
        let mut until = self.state.until.clone();
        let mut events = Vec::new();
        for end in self.app.store.last().await? {
            let at = until.entry(end.part).or_default();
            while *at < end.pos {
                let from = Position { part: end.part, pos: *at };
                let page = self.app.store.after(from, NEWS).await?;
                let Some(last) = page.last() else { break };
                *at = last.position.pos;
                events.extend(page);
            }
        }
        Ok(News { events, until })
    }

    /// Rows of everything that the events are about, as it is now.
    async fn rows_of(&self, news: &News) -> Result<Vec<Change>, AppError> {
        let mut rows = Vec::new();
        for event in &news.events {
            if event.stream.kind == AggregateKind::Person {
                rows.extend(crate::person::identifier_row(event)?);
            }
        }
        for stay in news.of(AggregateKind::Stay) {
            rows.extend(crate::feed::stay_row(self.app, &*self.app.store, stay).await?);
        }
        for chain in news.of(AggregateKind::Chain) {
            rows.extend(self.chain_rows(chain).await?);
        }
        Ok(rows)
    }
}

impl News {
    fn of(&self, kind: AggregateKind) -> BTreeSet<Uuid> {
        let of_kind = self.events.iter().filter(|event| event.stream.kind == kind);
        of_kind.map(|event| event.stream.aggregate).collect()
    }

    fn is_of_registry(&self) -> bool {
        self.events.iter().any(|event| event.stream.kind == AggregateKind::Registry)
    }
}

fn store_error(error: AppError) -> StoreError {
    match error {
        AppError::Store(error) => error,
        other => StoreError::Engine(Box::new(other)),
    }
}

/// Nothing that a list could show has been written yet.
async fn is_empty(app: &App) -> Result<bool, StoreError> {
    for kind in [AggregateKind::Person, AggregateKind::Stay, AggregateKind::Chain] {
        if !app.store.aggregates(kind, None, 1).await?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}
