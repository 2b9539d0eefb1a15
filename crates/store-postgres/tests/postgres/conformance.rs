//! The suite of all backends.

use std::sync::Mutex;

use crate::common::open_as;
use brygga_store::conformance;
use brygga_store_postgres::PostgresStore;
use brygga_testkit_postgres::{Database, database};

/// Makes stores on databases of their own, which live as long as it does.
#[derive(Default)]
struct Maker(Mutex<Vec<Database>>);

impl Maker {
    async fn store(&self) -> PostgresStore {
        let database = database().await.expect("there was one a moment ago");
        let store = open_as(&database.address(), 7).await;
        self.0.lock().expect("not poisoned").push(database);
        store
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_conforms() {
    if database().await.is_none() {
        return;
    }
    let maker = Maker::default();
    conformance::run_log(&async || maker.store().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn projections_conform() {
    if database().await.is_none() {
        return;
    }
    let maker = Maker::default();
    conformance::run_projections(&async || maker.store().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_conform() {
    if database().await.is_none() {
        return;
    }
    let maker = Maker::default();
    conformance::run_records(&async || maker.store().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_may_begin_anywhere() {
    let Some(database) = database().await else { return };
    let store = open_as(&database.address(), 7).await;
    let origin = brygga_domain::envelope::Origin {
        node: uuid::Uuid::from_bytes([7; 16]),
        epoch: u64::MAX - 1,
    };
    let key = brygga_domain::envelope::SigningKey::from_bytes(&[7; 32]);
    conformance::a_long_log_is_checked_from_anywhere(&store, origin, &key).await;
}
