//! An opened site: the folder, the store and the application over it.

use std::sync::Arc;

use brygga_app::registry::{append_registry, append_whole_registry, import_registry};
use brygga_app::registry_file::{DEMO_REGISTRY, NEUTRAL_REGISTRY, read_registry_file};
use brygga_app::{App, Clock, Entropy, Settings};
use brygga_domain::envelope::{Assurance, Author};
use brygga_domain::registry::{OriginMarkedSimulated, RegistryEvent, diff};
use brygga_policy::Policies;
use brygga_store::{Store, write_checkpoint};
use jiff::civil::{Date, date};

use crate::access_end;
use crate::cli::{DataArgs, DatabaseArg};
use crate::config;
use crate::county::{StoppedClock, remember_clock};
use crate::data_folder::{DataFolder, Purpose};
use crate::database;
use crate::machine::{SystemClock, SystemEntropy};
use crate::origin::{OwnOrigin, refuse_restored, remember_end};

/// Each reads 10 000 events.
const CHECKPOINTS_AT_A_TIME: u32 = 5;
/// From when the registry of a new folder holds: before anything that a feed tells.
pub(crate) const REGISTRY_FROM: Date = date(2020, 1, 1);

/// A site that this process writes to.
pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) folder: DataFolder,
}

impl Site {
    /// Opens the folder for writing; an empty one gets the neutral registry.
    pub(crate) async fn open(data: &DataArgs, who: &str) -> anyhow::Result<Self> {
        let folder = DataFolder::open(&data.data, who, Purpose::Real)?;
        let store = open_store(&folder, &data.database).await?;
        let app = start(store, &folder, false, Arc::new(SystemClock), Arc::new(SystemEntropy));
        let app = app.await?;
        set_up(&app, &folder, NEUTRAL_REGISTRY).await?;
        Ok(Self { app: Arc::new(app), folder })
    }

    /// Opens a folder for work on what it holds already, simulated or not.
    pub(crate) async fn open_any(data: &DataArgs, who: &str) -> anyhow::Result<Self> {
        if config::database(&data.data, data.database.database.as_ref())?.0.is_none() {
            DataFolder::check_readable(&data.data)?;
        }
        let folder = DataFolder::open(&data.data, who, Purpose::Any)?;
        let store = open_store(&folder, &data.database).await?;
        let app = start(store, &folder, false, Arc::new(SystemClock), Arc::new(SystemEntropy));
        Ok(Self { app: Arc::new(app.await?), folder })
    }

    /// The same while the clock stands still.
    pub(crate) async fn open_still(data: &DataArgs, who: &str) -> anyhow::Result<Self> {
        let Self { app, folder } = Self::open_any(data, who).await?;
        let clock = StoppedClock::of(&folder.path, &*app.store).await?;
        let store = Arc::clone(&app.store);
        let app = start(store, &folder, false, Arc::new(clock), Arc::new(SystemEntropy)).await?;
        Ok(Self { app: Arc::new(app), folder })
    }

    /// The end of the program: remembers how far the log has come and lets the database go.
    pub(crate) async fn close(&self) {
        self.remember_end().await;
        self.app.store.close().await;
    }

    /// Signs checkpoints of what has come since the last one. What a long log lacks is made up for
    /// little by little.
    pub(crate) async fn write_checkpoints(&self) {
        let own = &self.folder.origin;
        for _ in 0..CHECKPOINTS_AT_A_TIME {
            let now = SystemClock.now();
            match write_checkpoint(&*self.app.store, own.origin, &own.key, now).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::error!(%error, "no checkpoint could be signed: run `brygga verify`");
                    break;
                }
            }
        }
    }

    /// Remembers how far the log has come; a restored database is noticed by it. A demo remembers
    /// its clock too.
    pub(crate) async fn remember_end(&self) {
        let origin = self.folder.origin.origin;
        if let Err(error) = remember_end(&self.folder.path, origin, &*self.app.store).await {
            tracing::warn!(%error, "the end of the log could not be remembered");
        }
        let own = &self.folder.origin;
        if let Err(error) = access_end::remember(&self.folder.path, own, &*self.app.store).await {
            tracing::warn!(%error, "the end of the access log could not be remembered");
        }
        if self.app.demo
            && let Err(error) = remember_clock(&self.folder.path, self.app.now())
        {
            tracing::warn!(%error, "the clock of the county could not be remembered");
        }
    }
}

/// Opens the store of a folder, and refuses one that has been restored.
pub(crate) async fn open_store(
    folder: &DataFolder,
    given: &DatabaseArg,
) -> anyhow::Result<Arc<dyn Store>> {
    let store = database::open(folder, given.database.as_ref()).await?;
    refuse_restored(&folder.path, folder.origin.origin, &*store).await?;
    access_end::check_at_start(&folder.path, &folder.origin, &*store).await?;
    Ok(store)
}

/// Wires an application.
pub(crate) async fn start(
    store: Arc<dyn Store>,
    folder: &DataFolder,
    demo: bool,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> anyhow::Result<App> {
    let settings = Settings { demo, secret: folder.secret };
    let policies = Arc::new(Policies::embedded());
    Ok(App::start(store, clock, entropy, policies, settings).await?)
}

/// Gives a site without a registry its first one. A simulated origin says so before all else.
pub(crate) async fn set_up(app: &App, folder: &DataFolder, registry: &str) -> anyhow::Result<()> {
    let own = &folder.origin;
    if own.simulated && !app.registry().is_simulated(&own.origin) {
        let marked = OriginMarkedSimulated {
            from: REGISTRY_FROM,
            node: own.origin.node,
            epoch: own.origin.epoch,
        };
        let events = vec![RegistryEvent::OriginMarkedSimulated(marked)];
        append_registry(app, &system(), events).await?;
    }
    if brygga_app::on_day(&app.registry(), app.now()).units().next().is_none() {
        let file = read_registry_file(registry)?;
        import_registry(app, &file, REGISTRY_FROM).await?;
    }
    Ok(())
}

/// The registry of the simulated county.
pub(crate) async fn set_up_demo(app: &App, folder: &DataFolder) -> anyhow::Result<()> {
    set_up(app, folder, DEMO_REGISTRY).await
}

/// The same in one piece, for a county that goes on after an interruption: the registry stands as a
/// whole, or the log is empty. Gives nothing to a log that has it.
pub(crate) async fn set_up_county(app: &App, own: &OwnOrigin) -> anyhow::Result<()> {
    if app.registry().is_simulated(&own.origin) {
        return Ok(());
    }
    let marked = OriginMarkedSimulated {
        from: REGISTRY_FROM,
        node: own.origin.node,
        epoch: own.origin.epoch,
    };
    let mut events = vec![RegistryEvent::OriginMarkedSimulated(marked)];
    events.extend(diff(&app.registry(), &read_registry_file(DEMO_REGISTRY)?, REGISTRY_FROM));
    Ok(append_whole_registry(app, &system(), events).await?)
}

fn system() -> Author {
    Author { user: None, role: "system".to_owned(), unit: None, assurance: Assurance::System }
}

/// Opens a folder for reading only, beside the process that writes.
pub(crate) async fn open_reader(data: &DataArgs) -> anyhow::Result<Arc<App>> {
    let store = database::open_reader(data).await?;
    let settings = Settings { demo: false, secret: [0; 32] };
    let app = App::start(
        store,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        Arc::new(Policies::embedded()),
        settings,
    );
    Ok(Arc::new(app.await?))
}
