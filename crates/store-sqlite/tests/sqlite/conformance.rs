//! The suite of all backends, in memory and on a file.

use std::sync::Mutex;

use crate::common::{on_disk, open, options};
use brygga_store::conformance;
use brygga_store_sqlite::Place;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_in_memory_conforms() {
    conformance::run_all(async || open(options(Place::Temporary))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_on_a_file_conforms() {
    let folders = Mutex::new(Vec::new());
    conformance::run_all(async || {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(on_disk(folder.path()));
        folders.lock().expect("not poisoned").push(folder);
        store
    })
    .await;
}
