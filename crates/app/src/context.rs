//! What every use case needs, made once when the server starts.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use brygga_domain::calendar;
use brygga_domain::ids::{ChainId, CommandId, HsaId};
use brygga_domain::registry::{Registry, RegistryAt, RegistryEvent};
use brygga_policy::Policies;
use brygga_store::{CommitError, Outcome, Position, Prepared, Store, StoreError};
use jiff::Timestamp;
use lru::LruCache;
use tokio::sync::broadcast;

use crate::accounts::Throttle;
use crate::care_chain::LoadedChain;
use crate::error::AppError;
use crate::follow_up::Months;
use crate::ports::{Clock, Entropy, MonthlyReport, random};

/// Folded chains kept in memory; a chain is a few tens of kilobytes.
const CHAINS_IN_MEMORY: usize = 2048;

/// How often a command is sent whose outcome stays unknown; then the person is told.
const SENT_AT_MOST: usize = 3;

/// Something changed that these units' lists show.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The chain; none for stays.
    pub chain: Option<ChainId>,
    /// Units whose lists show it.
    pub units: Vec<HsaId>,
    /// When.
    pub at: Timestamp,
}

/// Store, clock, entropy, policies, registry and what is kept in memory.
pub struct App {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of chance.
    pub entropy: Arc<dyn Entropy>,
    /// Who may do what.
    pub policies: Arc<Policies>,
    /// Demo sign-in is on; marked on every page.
    pub demo: bool,
    /// Wrong passwords.
    pub throttle: Throttle,
    registry: RwLock<Arc<Registry>>,
    /// How far the registry was read from the log; what this process writes itself is not counted.
    registry_read: Mutex<Position>,
    chains: Mutex<LruCache<ChainId, Arc<LoadedChain>>>,
    /// What reports count from.
    pub(crate) months: Months,
    changes: broadcast::Sender<Changed>,
    secret: [u8; 32],
    /// Who sends the report of each month, where somebody is to have it.
    monthly_report: OnceLock<Arc<dyn MonthlyReport>>,
    /// The disk is full: what room there is left is for reading.
    no_acts: AtomicBool,
}

/// What the server decides when it starts.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Demo sign-in.
    pub demo: bool,
    /// Key of form tokens; kept in the data folder so that forms survive a restart.
    pub secret: [u8; 32],
}

impl App {
    /// Wires the parts and reads the registry from its stream.
    pub async fn start(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        policies: Arc<Policies>,
        settings: Settings,
    ) -> Result<Self, AppError> {
        let (registry, read) = crate::registry::read_with_end(&*store).await?;
        let size = NonZeroUsize::new(CHAINS_IN_MEMORY).expect("the size is a positive constant");
        Ok(Self {
            store,
            clock,
            entropy,
            policies,
            demo: settings.demo,
            throttle: Throttle::default(),
            registry: RwLock::new(Arc::new(registry)),
            registry_read: Mutex::new(read),
            chains: Mutex::new(LruCache::new(size)),
            months: Months::default(),
            changes: broadcast::channel(1024).0,
            secret: settings.secret,
            monthly_report: OnceLock::new(),
            no_acts: AtomicBool::new(false),
        })
    }

    /// From now on the report of each month is sent by this. The first one stays.
    pub fn send_monthly_report(&self, by: Arc<dyn MonthlyReport>) {
        // A second one would send everything twice.
        let _ = self.monthly_report.set(by);
    }

    pub(crate) fn monthly_report(&self) -> Option<&Arc<dyn MonthlyReport>> {
        self.monthly_report.get()
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The registry as folded so far.
    pub fn registry(&self) -> Arc<Registry> {
        Arc::clone(&self.registry.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn apply_to_registry(&self, events: &[RegistryEvent]) {
        let mut registry = self.registry.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = Registry::clone(&registry);
        for event in events {
            next.apply(event);
        }
        *registry = Arc::new(next);
    }

    pub(crate) fn registry_read(&self) -> Position {
        *self.registry_read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn replace_registry(&self, registry: Registry, read: Position) {
        *self.registry.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(registry);
        *self.registry_read.lock().unwrap_or_else(PoisonError::into_inner) = read;
    }

    /// Hears about changes from now on.
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.changes.subscribe()
    }

    pub(crate) fn tell(&self, changed: Changed) {
        // Nobody listening is not a fault.
        let _ = self.changes.send(changed);
    }

    pub(crate) fn remembered(&self, chain: ChainId) -> Option<Arc<LoadedChain>> {
        self.chains.lock().unwrap_or_else(PoisonError::into_inner).get(&chain).cloned()
    }

    /// Keeps a chain in memory. Whoever comes late with what it was before changes nothing.
    pub(crate) fn remember(&self, chain: ChainId, loaded: Arc<LoadedChain>) {
        let mut chains = self.chains.lock().unwrap_or_else(PoisonError::into_inner);
        if chains.peek(&chain).is_none_or(|known| known.position() <= loaded.position()) {
            chains.put(chain, loaded);
        }
    }

    pub(crate) fn forget(&self, chain: ChainId) {
        self.chains.lock().unwrap_or_else(PoisonError::into_inner).pop(&chain);
    }

    /// From now on acts are refused as on a full disk, or taken again. Pages are still read: the
    /// rows of the access log are written all the same.
    pub fn refuse_acts(&self, refuse: bool) {
        self.no_acts.store(refuse, Ordering::Release);
    }

    /// Writes a unit of work. When its outcome is unknown (a lost connection, a warning at the
    /// commit), the same command is sent again, which finds it out: it is written once, and here it
    /// is as good as written now. An error after that still leaves the outcome unknown.
    pub(crate) async fn commit(&self, prepared: Prepared) -> Result<Outcome, CommitError> {
        if self.no_acts.load(Ordering::Acquire) {
            return Err(StoreError::Full.into());
        }
        let mut sent = 1;
        loop {
            match self.store.commit(prepared.clone()).await {
                Err(CommitError::Store(StoreError::Unknown)) if sent < SENT_AT_MOST => sent += 1,
                Ok(Outcome::Known(receipt)) if sent > 1 => return Ok(Outcome::Committed(receipt)),
                Err(CommitError::Store(_)) if sent > 1 => {
                    return Err(StoreError::Unknown.into());
                }
                other => return other,
            }
        }
    }

    /// A new idempotency key.
    pub fn new_command(&self) -> CommandId {
        CommandId::from_bytes(random(&*self.entropy))
    }

    pub(crate) const fn secret(&self) -> &[u8; 32] {
        &self.secret
    }
}

/// The registry on the local day of a time.
pub fn on_day(registry: &Registry, at: Timestamp) -> RegistryAt<'_> {
    registry.at(calendar::local_date(at))
}
