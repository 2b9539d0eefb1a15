//! A simulated county in a folder, with somebody signed in on a ward.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use brygga_app::accounts::{choose_assignment, demo_sign_in, session_of};
use brygga_app::registry_file::{DEMO_REGISTRY, read_registry_file};
use brygga_app::{App, Clock, Entropy, Settings};
use brygga_domain::envelope::{Origin, SigningKey};
use brygga_domain::ids::HsaId;
use brygga_policy::Policies;
use brygga_sim::{Report, SeededEntropy, SimClock, SimOptions, simulate};
use brygga_store::Store;
use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};
use jiff::Timestamp;
use uuid::Uuid;

/// The county's seed: every run measures the same log.
const SEED: u64 = 1;

pub(crate) struct County {
    pub(crate) app: Arc<App>,
    pub(crate) report: Report,
    /// The session of the coordinator of Avdelning 37.
    pub(crate) session: String,
}

/// Makes eight weeks up to the moment of the mock-ups.
pub(crate) async fn county(folder: &Path) -> anyhow::Result<County> {
    let until: Timestamp = "2026-11-20T12:42:00Z".parse()?;
    let origin = Origin { node: Uuid::from_bytes([7; 16]), epoch: 1 };
    let key = SigningKey::from_bytes(&[7; 32]);
    let open = OpenOptions::new(Place::Directory(folder.to_owned()), origin, key, until);
    let store = Arc::new(SqliteStore::open(open.simulated(true))?);
    let clock = Arc::new(SimClock::at(until));
    let app = App::start(
        store as Arc<dyn Store>,
        Arc::clone(&clock) as Arc<dyn Clock>,
        Arc::new(SeededEntropy::new(SEED)) as Arc<dyn Entropy>,
        Arc::new(Policies::embedded()),
        Settings { demo: true, secret: [7; 32] },
    )
    .await?;
    let file = read_registry_file(DEMO_REGISTRY)?;
    brygga_app::registry::import_registry(&app, &file, "2020-01-01".parse()?).await?;
    let report = simulate(&app, &clock, &SimOptions::new(SEED, until), &mut |_| {}).await?;
    let user = HsaId::parse("TST9900000001-PKIMD")?;
    let session = demo_sign_in(&app, &user).await?;
    let signed_in = session_of(&app, &session).await?.context("the session has begun")?;
    choose_assignment(&app, &signed_in, "kimd-1@TST9900000001-AVD37").await?;
    Ok(County { app: Arc::new(app), report, session })
}

/// Bytes of the database, without the write-ahead log, which is used again.
pub(crate) fn bytes(folder: &Path) -> anyhow::Result<u64> {
    Ok(std::fs::metadata(folder.join("log.db"))?.len())
}
