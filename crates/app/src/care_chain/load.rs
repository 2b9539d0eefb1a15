//! A chain in memory: its facts in order of position, and what they mean together.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use brygga_domain::care_chain::{CareChain, Fact, fold};
use brygga_domain::envelope::StreamId;
use brygga_domain::ids::{ChainId, EventId};
use brygga_store::{Position, StoreError, StoredEvent};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;

/// A chain's facts with the last event of each stream.
#[derive(Debug)]
pub struct LoadedChain {
    /// All facts, by position.
    pub facts: Vec<Arc<Fact>>,
    /// The last event of each stream.
    pub last: BTreeMap<StreamId, EventId>,
    /// Where the newest fact stands in the log.
    position: Position,
    folded: OnceLock<CareChain>,
}

impl LoadedChain {
    /// What the facts mean together, over all compartments: for rules, never for a page.
    pub fn chain(&self) -> &CareChain {
        self.folded.get_or_init(|| fold(self.facts.iter().map(Arc::as_ref)))
    }

    /// Where the newest fact stands in the log.
    pub(crate) const fn position(&self) -> Position {
        self.position
    }

    /// A fact by its id.
    pub fn fact(&self, id: EventId) -> Option<&Fact> {
        self.facts.iter().map(Arc::as_ref).find(|fact| fact.id == id)
    }

    /// The same chain with more facts.
    pub(crate) fn with(&self, events: &[StoredEvent]) -> Result<Self, StoreError> {
        let mut facts = self.facts.clone();
        let mut last = self.last.clone();
        let mut position = self.position;
        for event in events {
            position = position.max(event.position);
            if let Some(fact) = decode(event)? {
                last.insert(fact.stream, fact.id);
                facts.push(Arc::new(fact));
            }
        }
        Ok(Self { facts, last, position, folded: OnceLock::new() })
    }

    /// A chain that does not exist yet.
    pub(crate) const fn empty() -> Self {
        let position = Position { part: 0, pos: 0 };
        Self { facts: Vec::new(), last: BTreeMap::new(), position, folded: OnceLock::new() }
    }
}

fn decode(event: &StoredEvent) -> Result<Option<Fact>, StoreError> {
    // An erased body leaves its header: there is nothing to fold.
    let Some(body) = &event.body else { return Ok(None) };
    let fact = Fact::decode(event.id, &event.header, body)
        .map_err(|error| StoreError::Damaged(format!("event {:?}: {error}", event.id)))?;
    Ok(Some(fact))
}

/// Loads a chain; an unknown one is empty. Does not ask who wants it: for rules, rebuilds and the
/// simulated county, never for a page.
pub async fn load(app: &App, chain: ChainId) -> Result<Arc<LoadedChain>, AppError> {
    let aggregate = Uuid::from_bytes(chain.bytes());
    if let Some(loaded) = app.remembered(chain)
        && app.store.is_current(aggregate, loaded.position).await?
    {
        return Ok(loaded);
    }
    let events = app.store.aggregate(aggregate).await?;
    let loaded = Arc::new(LoadedChain::empty().with(&events)?);
    if !loaded.facts.is_empty() {
        app.remember(chain, Arc::clone(&loaded));
    }
    Ok(loaded)
}
