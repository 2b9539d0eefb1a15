//! What happens without anybody asking: waiting messages leave, overdue rows are made anew, what no
//! list needs any more is forgotten.

use std::sync::Arc;
use std::time::Duration;

use brygga_app::care_chain::{forget_looks, refresh_due, send_due};
use brygga_app::registry::refresh_registry;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::serving::ended;
use crate::site::Site;

const SEND: Duration = Duration::from_secs(1);
const REFRESH: Duration = Duration::from_secs(30);
const REMEMBER: Duration = Duration::from_secs(5);
const FORGET: Duration = Duration::from_secs(60 * 60);

/// Runs until the server ends. The first round comes at once: what became overdue while the server
/// was down leaves now (decision 22).
pub(crate) async fn run(site: Arc<Site>, mut end: watch::Receiver<bool>) {
    let every = |period| {
        let mut timer = interval(period);
        timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        timer
    };
    let (mut send, mut refresh, mut remember) = (every(SEND), every(REFRESH), every(REMEMBER));
    let mut forget = every(FORGET);
    loop {
        tokio::select! {
            _ = send.tick() => {
                if let Err(error) = send_due(&site.app).await {
                    tracing::error!(%error, "waiting messages could not be sent");
                }
            }
            _ = refresh.tick() => {
                if let Err(error) = refresh_due(&site.app).await {
                    tracing::error!(%error, "overdue rows could not be made anew");
                }
            }
            _ = remember.tick() => {
                site.remember_end().await;
                if let Err(error) = refresh_registry(&site.app).await {
                    tracing::error!(%error, "the registry could not be read again");
                }
            }
            _ = forget.tick() => {
                if let Err(error) = forget_looks(&site.app).await {
                    tracing::error!(%error, "old marks of what was looked at could not be forgotten");
                }
            }
            () = ended(&mut end) => return,
        }
    }
}
