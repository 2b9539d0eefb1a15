//! What is typed into the search field, through the use case and the store.

use std::sync::{Arc, LazyLock};

use brygga_app::care_chain::search;
use brygga_app::{Actor, App, AppError};
use brygga_testkit::TestSite;
use tokio::runtime::Runtime;

/// A site with a ward, and the thread that waits for its store.
pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) ward: Actor,
    runtime: Runtime,
    /// Lives as long as the process does.
    _kept: TestSite,
}

pub(crate) fn site() -> &'static Site {
    static SITE: LazyLock<Site> = LazyLock::new(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime can be made");
        let kept = runtime.block_on(TestSite::new());
        let ward = kept.actor("Kim Demosson", "Avdelning 37");
        Site { app: Arc::clone(&kept.app), ward, runtime, _kept: kept }
    });
    &SITE
}

/// Any text is searched for, or refused with what is wrong with it.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let site = site();
    match site.runtime.block_on(search(&site.app, &site.ward, text)) {
        Ok(hits) => assert!(hits.is_empty(), "nobody is in the site"),
        Err(AppError::Input { .. }) => {}
        Err(other) => panic!("{text:?}: {other}"),
    }
}
