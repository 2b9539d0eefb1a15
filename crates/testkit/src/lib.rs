//! A whole site in memory for tests: the simulated county's registry, a clock that stands still
//! until it is moved, chance from a seed, and callers as actors.
//!
//! With `BRYGGA_TEST_STORE=postgres` the same sites, and so the same use-case and HTTP tests, stand
//! on a PostgreSQL database each.

mod failing;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use brygga_app::registry_file::{DEMO_REGISTRY, read_registry_file};
use brygga_app::{Actor, App, Clock, Entropy, Settings, on_day};
use brygga_domain::envelope::{Origin, SigningKey};
use brygga_domain::ids::HsaId;
use brygga_policy::Policies;
use brygga_store::Store;
use brygga_store_postgres::PostgresStore;
use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};
use brygga_testkit_postgres::Database;
use jiff::{SignedDuration, Timestamp};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use uuid::Uuid;

pub use failing::{FailingStore, Failure};

/// A clock that moves only when told.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Stands at a time.
    pub fn at(time: Timestamp) -> Self {
        Self(AtomicI64::new(time.as_millisecond()))
    }
    /// Moves to a time.
    pub fn set(&self, time: Timestamp) {
        self.0.store(time.as_millisecond(), Ordering::SeqCst);
    }
    /// Moves on.
    pub fn advance(&self, by: SignedDuration) {
        let ms = i64::try_from(by.as_millis()).expect("a test moves the clock by less than an age");
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst))
            .expect("a test stays within the calendar")
    }
}

/// Chance from a seed: the same run gives the same bytes (decision 14).
#[derive(Debug)]
pub struct SeededEntropy(Mutex<ChaCha20Rng>);

impl SeededEntropy {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

/// Friday 20 November 2026, 13:42 in Stockholm: the moment of the mock-ups.
pub fn friday() -> Timestamp {
    "2026-11-20T12:42:00Z".parse().expect("the time is a constant")
}

/// The number of the only server.
const FIRST: u8 = 7;

fn origin(n: u8) -> (Origin, SigningKey) {
    (Origin { node: Uuid::from_bytes([n; 16]), epoch: 1 }, SigningKey::from_bytes(&[n; 32]))
}

async fn postgres(address: &str, n: u8, now: Timestamp) -> Arc<dyn Store> {
    let (origin, key) = origin(n);
    let options = brygga_store_postgres::OpenOptions::new(address, origin, key, now);
    let store = PostgresStore::open(options.expect("a good address")).await;
    Arc::new(store.expect("a test store opens"))
}

/// A site with the demo registry and nothing else.
pub struct TestSite {
    /// The application.
    pub app: Arc<App>,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Its store.
    pub store: Arc<dyn Store>,
    /// What stands between the application and its store, and can fail.
    pub failing: Arc<FailingStore>,
    _database: Option<Database>,
}

impl TestSite {
    /// A new site at [`friday`], in memory.
    pub async fn new() -> Self {
        let now = friday();
        if std::env::var_os("BRYGGA_TEST_STORE").is_some_and(|store| store == "postgres") {
            let database = brygga_testkit_postgres::database().await;
            let database = database.expect("BRYGGA_TEST_STORE=postgres needs PostgreSQL");
            let store = postgres(&database.address(), FIRST, now).await;
            return Self::with(now, store, Some(database), FIRST).await;
        }
        let (origin, key) = origin(FIRST);
        let options = OpenOptions::new(Place::Temporary, origin, key, now);
        let store = Arc::new(SqliteStore::open(options).expect("a test store opens"));
        Self::with(now, store, None, FIRST).await
    }

    /// A site at [`friday`] on a PostgreSQL database, as server number `n` of those that share it.
    pub async fn on_postgres(address: &str, n: u8) -> Self {
        let now = friday();
        Self::with(now, postgres(address, n, now).await, None, n).await
    }

    async fn with(
        now: Timestamp,
        store: Arc<dyn Store>,
        database: Option<Database>,
        n: u8,
    ) -> Self {
        let clock = Arc::new(FixedClock::at(now));
        let failing = Arc::new(FailingStore::new(Arc::clone(&store)));
        let app = App::start(
            Arc::clone(&failing) as Arc<dyn Store>,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(SeededEntropy::new(n.into())),
            Arc::new(Policies::embedded()),
            Settings { demo: true, secret: [7; 32] },
        )
        .await
        .expect("a test site starts");
        let file = read_registry_file(DEMO_REGISTRY).expect("the demo registry reads");
        let from = "2020-01-01".parse().expect("the date is a constant");
        brygga_app::registry::import_registry(&app, &file, from)
            .await
            .expect("the demo registry is imported");
        Self { app: Arc::new(app), clock, store, failing, _database: database }
    }

    /// The actor of the first active assignment of a user in a unit, by the names on the screen.
    pub fn actor(&self, staff: &str, unit: &str) -> Actor {
        self.find(|name, unit_name| name == staff && unit_name == unit)
            .unwrap_or_else(|| panic!("no assignment of {staff} in {unit}"))
    }

    /// The actor of the first assignment with a role in a unit.
    pub fn actor_as(&self, role: brygga_domain::registry::Role, unit: &str) -> Actor {
        let registry = self.app.registry();
        let today = on_day(&registry, self.app.now());
        let found = today.all_staff().find_map(|staff| {
            today.assignments_of(&staff.user).filter(|a| a.role == role).find_map(|a| {
                let place = a.units.iter().find(|id| is_named(today, id, unit))?;
                Actor::of(today, &staff.user, &format!("{}@{place}", a.id))
            })
        });
        found.unwrap_or_else(|| panic!("nobody is {} in {unit}", role.as_str()))
    }

    fn find(&self, fits: impl Fn(&str, &str) -> bool) -> Option<Actor> {
        let registry = self.app.registry();
        let today = on_day(&registry, self.app.now());
        today.all_staff().find_map(|staff| {
            today.assignments_of(&staff.user).find_map(|a| {
                let place = a
                    .units
                    .iter()
                    .find(|id| today.unit(id).is_some_and(|unit| fits(&staff.name, &unit.name)))?;
                Actor::of(today, &staff.user, &format!("{}@{place}", a.id))
            })
        })
    }
}

fn is_named(today: brygga_domain::registry::RegistryAt<'_>, id: &HsaId, name: &str) -> bool {
    today.unit(id).is_some_and(|unit| unit.name == name)
}
