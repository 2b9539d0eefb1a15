//! An empty site with the demo registry and a seeded origin, simulated to a moment.

use std::sync::Arc;

use brygga_app::registry_file::{DEMO_REGISTRY, read_registry_file};
use brygga_app::{App, Clock, Entropy, Settings};
use brygga_domain::envelope::{Origin, SigningKey};
use brygga_policy::Policies;
use brygga_sim::{Report, SeededEntropy, SimClock, SimOptions, simulate};
use brygga_store::Store;
use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};
use jiff::Timestamp;
use uuid::Uuid;

/// A simulated site.
pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) report: Report,
}

/// Friday 20 November 2026, 13:42 in Stockholm: the moment of the mock-ups.
pub(crate) fn friday() -> Timestamp {
    "2026-11-20T12:42:00Z".parse().expect("the time is a constant")
}

fn long_before() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().expect("the time is a constant")
}

/// An empty log in memory with a seeded origin.
pub(crate) fn store() -> Arc<dyn Store> {
    let origin = Origin { node: Uuid::from_bytes([7; 16]), epoch: 1 };
    let key = SigningKey::from_bytes(&[7; 32]);
    let open = OpenOptions::new(Place::Temporary, origin, key, long_before()).simulated(true);
    Arc::new(SqliteStore::open(open).expect("a test store opens"))
}

/// Gives a site the registry of the demo.
pub(crate) async fn import(app: &App) {
    let file = read_registry_file(DEMO_REGISTRY).expect("the demo registry reads");
    let from = "2020-01-01".parse().expect("the date is a constant");
    brygga_app::registry::import_registry(app, &file, from).await.expect("the registry is read");
}

/// So many weeks of the county up to [`friday`].
pub(crate) async fn simulated(seed: u64, weeks: u32) -> Site {
    simulated_with(SimOptions { weeks, ..SimOptions::new(seed, friday()) }).await
}

/// A county of these options.
pub(crate) async fn simulated_with(options: SimOptions) -> Site {
    let clock = Arc::new(SimClock::at(long_before()));
    let app = App::start(
        store(),
        Arc::clone(&clock) as Arc<dyn Clock>,
        Arc::new(SeededEntropy::new(options.seed)) as Arc<dyn Entropy>,
        Arc::new(Policies::embedded()),
        Settings { demo: true, secret: [7; 32] },
    )
    .await
    .expect("a test site starts");
    import(&app).await;
    let report =
        simulate(&app, &clock, &options, &mut |_| {}).await.expect("the simulation goes through");
    Site { app: Arc::new(app), report }
}
