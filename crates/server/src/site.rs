//! An opened site: the folder, the store and the application over it.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use brygga_app::registry::{append_registry, import_registry};
use brygga_app::registry_file::{DEMO_REGISTRY, NEUTRAL_REGISTRY, read_registry_file};
use brygga_app::{App, Clock, Entropy, Settings};
use brygga_domain::envelope::{Assurance, Author};
use brygga_domain::registry::{OriginMarkedSimulated, RegistryEvent};
use brygga_policy::Policies;
use brygga_store::Store;
use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};
use jiff::civil::{Date, date};

use crate::county::remember_clock;
use crate::data_folder::{DataFolder, Purpose};
use crate::machine::{SystemClock, SystemEntropy};
use crate::origin::{refuse_restored, remember_end};

/// From when the registry of a new folder holds: before anything that a feed tells.
const REGISTRY_FROM: Date = date(2020, 1, 1);

/// A site that this process writes to.
pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) folder: DataFolder,
}

impl Site {
    /// Opens the folder for writing; an empty one gets the neutral registry.
    pub(crate) async fn open(data: &Path, who: &str) -> anyhow::Result<Self> {
        let folder = DataFolder::open(data, who, Purpose::Real)?;
        let store = open_store(&folder).await?;
        let app = start(store, &folder, false, Arc::new(SystemClock), Arc::new(SystemEntropy));
        let app = app.await?;
        set_up(&app, &folder, NEUTRAL_REGISTRY).await?;
        Ok(Self { app: Arc::new(app), folder })
    }

    /// Opens a folder for work on what it holds already, simulated or not.
    pub(crate) async fn open_any(data: &Path, who: &str) -> anyhow::Result<Self> {
        DataFolder::check_readable(data)?;
        let folder = DataFolder::open(data, who, Purpose::Any)?;
        let store = open_store(&folder).await?;
        let app = start(store, &folder, false, Arc::new(SystemClock), Arc::new(SystemEntropy));
        Ok(Self { app: Arc::new(app.await?), folder })
    }

    /// Remembers how far the log has come; a restored database is noticed by it. A demo remembers
    /// its clock too.
    pub(crate) async fn remember_end(&self) {
        let origin = self.folder.origin.origin;
        if let Err(error) = remember_end(&self.folder.path, origin, &*self.app.store).await {
            tracing::warn!(%error, "the end of the log could not be remembered");
        }
        if self.app.demo
            && let Err(error) = remember_clock(&self.folder.path, self.app.now())
        {
            tracing::warn!(%error, "the clock of the county could not be remembered");
        }
    }
}

/// Opens the store of a folder with its own key.
pub(crate) async fn open_store(folder: &DataFolder) -> anyhow::Result<Arc<SqliteStore>> {
    let own = &folder.origin;
    let place = Place::Directory(folder.path.clone());
    let options = OpenOptions::new(place, own.origin, own.key.clone(), SystemClock.now())
        .simulated(own.simulated);
    let store = SqliteStore::open(options).with_context(|| not_opened(&folder.path))?;
    refuse_restored(&folder.path, own.origin, &store).await?;
    Ok(Arc::new(store))
}

fn not_opened(folder: &Path) -> String {
    format!(
        "the database in {} was not opened: make room if the disk is full, restore a backup if it \
         is damaged (docs/running.md)",
        folder.display()
    )
}

/// Wires an application.
pub(crate) async fn start(
    store: Arc<SqliteStore>,
    folder: &DataFolder,
    demo: bool,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> anyhow::Result<App> {
    let settings = Settings { demo, secret: folder.secret };
    let policies = Arc::new(Policies::embedded());
    Ok(App::start(store as Arc<dyn Store>, clock, entropy, policies, settings).await?)
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

fn system() -> Author {
    Author { user: None, role: "system".to_owned(), unit: None, assurance: Assurance::System }
}

/// Opens a folder for reading only, beside the process that writes.
pub(crate) async fn open_reader(data: &Path) -> anyhow::Result<Arc<App>> {
    DataFolder::check_readable(data)?;
    let store = SqliteStore::open_reader(data).with_context(|| not_opened(data))?;
    let settings = Settings { demo: false, secret: [0; 32] };
    let app = App::start(
        Arc::new(store) as Arc<dyn Store>,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        Arc::new(Policies::embedded()),
        settings,
    );
    Ok(Arc::new(app.await?))
}
