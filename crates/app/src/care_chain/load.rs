//! A chain in memory: its facts in order of position, and what they mean together.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use brygga_domain::care_chain::{CareChain, Fact, fold, view};
use brygga_domain::envelope::{Header, StreamId};
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
    folded: OnceLock<Arc<CareChain>>,
    /// What the facts of some streams alone mean: those who open the same case again, or act in it
    /// after reading it, are shown the same.
    views: Mutex<Vec<(Vec<StreamId>, Arc<CareChain>)>>,
}

/// Readers of a chain differ by their compartments and rooms: few views are kept, the newest.
const VIEWS: usize = 6;

impl LoadedChain {
    /// What the facts mean together, over all compartments: for rules, never for a page.
    pub fn chain(&self) -> &CareChain {
        self.shared()
    }

    /// All facts, by position.
    pub(crate) fn log(&self) -> Vec<&Fact> {
        self.facts.iter().map(Arc::as_ref).collect()
    }

    /// The same, to be kept by a viewer who reads all of it.
    pub(crate) fn shared(&self) -> &Arc<CareChain> {
        self.folded.get_or_init(|| Arc::new(fold(self.facts.iter().map(Arc::as_ref))))
    }

    /// Where the newest fact stands in the log.
    pub(crate) const fn position(&self) -> Position {
        self.position
    }

    /// What the facts mean to someone who reads these streams and no others (decision 3).
    pub(crate) fn view(&self, may_read: impl Fn(StreamId) -> bool) -> Arc<CareChain> {
        let read: Vec<StreamId> = self.last.keys().copied().filter(|it| may_read(*it)).collect();
        // Who reads everything sees what it means for everybody: the same fold over the same facts.
        if read.len() == self.last.len() {
            return Arc::clone(self.shared());
        }
        let known = |views: &[(Vec<StreamId>, Arc<CareChain>)]| {
            views.iter().find(|(streams, _)| *streams == read).map(|(_, view)| Arc::clone(view))
        };
        if let Some(view) = known(&self.kept()) {
            return view;
        }
        let facts = self.facts.iter().map(Arc::as_ref);
        let view = Arc::new(view(facts, |stream| read.binary_search(&stream).is_ok()));
        let mut kept = self.kept();
        if kept.len() >= VIEWS {
            kept.remove(0);
        }
        kept.push((read, Arc::clone(&view)));
        view
    }

    fn kept(&self) -> MutexGuard<'_, Vec<(Vec<StreamId>, Arc<CareChain>)>> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
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
        Ok(Self::of(facts, last, position))
    }

    /// The same chain with facts that were just written: what the writer gave them is added, so that
    /// nothing is decoded that was encoded here a moment ago.
    pub(crate) fn with_written(
        &self,
        written: Vec<Fact>,
        events: &[StoredEvent],
    ) -> Result<Self, AppError> {
        let mut facts = self.facts.clone();
        let mut last = self.last.clone();
        let mut position = self.position;
        for (fact, event) in written.into_iter().zip(events) {
            let hlc = Header::from_bytes(&event.header)?.hlc;
            let fact = Fact { id: event.id, origin: event.origin, seq: event.seq, hlc, ..fact };
            debug_assert_eq!(
                decode(event)?.as_ref(),
                Some(&fact),
                "as it will be read from the log"
            );
            position = position.max(event.position);
            last.insert(fact.stream, fact.id);
            facts.push(Arc::new(fact));
        }
        Ok(Self::of(facts, last, position))
    }

    /// A chain that does not exist yet.
    pub(crate) fn empty() -> Self {
        Self::of(Vec::new(), BTreeMap::new(), Position { part: 0, pos: 0 })
    }

    fn of(facts: Vec<Arc<Fact>>, last: BTreeMap<StreamId, EventId>, position: Position) -> Self {
        Self { facts, last, position, folded: OnceLock::new(), views: Mutex::default() }
    }
}

fn decode(event: &StoredEvent) -> Result<Option<Fact>, StoreError> {
    // An erased body leaves its header: there is nothing to fold.
    let Some(body) = &event.body else { return Ok(None) };
    let fact = Fact::decode(event.id, &event.header, body)
        .map_err(|error| StoreError::Damaged(format!("event {:?}: {error}", event.id)))?;
    Ok(Some(fact))
}

/// The chain as this process knows it, which another one may have overtaken: for an act, whose writer
/// compares what was read with what stands. Nothing is shown, refused or logged on its word alone.
pub(super) async fn load_for_act(app: &App, chain: ChainId) -> Result<Arc<LoadedChain>, AppError> {
    match app.remembered(chain) {
        Some(loaded) => Ok(loaded),
        None => load(app, chain).await,
    }
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

#[cfg(test)]
mod tests {
    use brygga_domain::care_chain::testing::started;

    use super::*;

    fn loaded() -> LoadedChain {
        let facts = started(&["VC", "BIST"]).facts.into_iter().map(Arc::new);
        let facts: Vec<Arc<Fact>> = facts.collect();
        let last = facts.iter().map(|fact| (fact.stream, fact.id)).collect();
        LoadedChain::of(facts, last, Position { part: 0, pos: 1 })
    }

    #[test]
    fn a_view_is_kept_for_its_own_streams_and_for_no_others() {
        let loaded = loaded();
        let streams: Vec<StreamId> = loaded.last.keys().copied().collect();
        assert!(streams.len() > 2, "there is something to leave out");
        for left_out in &streams {
            let may_read = |stream: StreamId| stream != *left_out;
            let first = loaded.view(may_read);
            let readable = loaded.facts.iter().map(Arc::as_ref);
            assert_eq!(*first, view(readable, may_read));
            assert!(Arc::ptr_eq(&first, &loaded.view(may_read)), "folded once");
        }
        assert!(Arc::ptr_eq(&loaded.view(|_| true), loaded.shared()));
        assert!(loaded.kept().len() <= VIEWS);
    }
}
