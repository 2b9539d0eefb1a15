//! `brygga demo --live`: the county goes on through the normal writer, so that all who look see it.

use std::sync::Arc;
use std::time::Duration;

use brygga_app::random;
use brygga_sim::{LiveCounty, live_step};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::serving::ended;
use crate::site::Site;

/// Lets somebody act again and again until the server ends.
pub(crate) async fn run(site: Arc<Site>, every: Duration, mut end: watch::Receiver<bool>) {
    let app = &site.app;
    // Chance of the machine: a county that is started again does not repeat itself.
    let chance = u64::from_be_bytes(random(&*app.entropy));
    let found = tokio::select! {
        found = LiveCounty::of(app, chance) => found,
        () = ended(&mut end) => return,
    };
    let mut county = match found {
        Ok(county) => county,
        Err(error) => {
            tracing::error!(%error, "the county does not go on: its cases could not be read");
            return;
        }
    };
    let mut timer = interval(every);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = timer.tick() => {}
            () = ended(&mut end) => return,
        }
        match live_step(app, &mut county).await {
            Ok(Some(act)) => tracing::debug!(act, "the county goes on"),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "an act of the county failed"),
        }
    }
}
