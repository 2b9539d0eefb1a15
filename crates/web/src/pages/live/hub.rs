//! Each change is looked up and put into words once for each unit, and handed to all browsers that
//! show the unit's list: what a change costs does not grow with those who listen.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use axum::body::Bytes;
use brygga_app::{App, Changed};
use brygga_domain::ids::{Digest, HsaId};
use tokio::sync::broadcast;

use super::{describe, event};

/// Events that wait for a slow reader; then it is told to read again.
const BUFFER: usize = 16;
/// Sessions that end at once, before a stream has to ask whether its own was among them.
const ENDED: usize = 256;

/// Says that more has changed than could be told.
pub(super) const RELOAD: Bytes = Bytes::from_static(b"event: reload\ndata: {}\n\n");

/// Who listens, by unit; and sessions that were locked or signed out, whose streams end.
#[derive(Debug)]
pub(crate) struct Live {
    units: Mutex<HashMap<HsaId, broadcast::Sender<Bytes>>>,
    ended: broadcast::Sender<Digest>,
    follows: AtomicBool,
}

impl Default for Live {
    fn default() -> Self {
        let (units, follows) = (Mutex::default(), AtomicBool::new(false));
        Self { units, ended: broadcast::channel(ENDED).0, follows }
    }
}

impl Live {
    /// Ends the streams of a session.
    pub(crate) fn end(&self, session: Digest) {
        // Nobody listening is not a fault.
        let _ = self.ended.send(session);
    }

    /// Hears of sessions that end.
    pub(super) fn ended(&self) -> broadcast::Receiver<Digest> {
        self.ended.subscribe()
    }

    /// Hears from now on what changes on the lists of a unit.
    pub(super) fn hear(
        self: &Arc<Self>,
        app: &Arc<App>,
        unit: &HsaId,
    ) -> broadcast::Receiver<Bytes> {
        if !self.follows.swap(true, Ordering::AcqRel) {
            tokio::spawn(follow(Arc::clone(self), Arc::downgrade(app), app.changes()));
        }
        let mut units = self.units();
        let sender = units.entry(unit.clone()).or_insert_with(|| broadcast::channel(BUFFER).0);
        sender.subscribe()
    }

    fn units(&self) -> MutexGuard<'_, HashMap<HsaId, broadcast::Sender<Bytes>>> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The channel of a unit that somebody listens to; one that nobody does is forgotten.
    fn listened_to(&self, unit: &HsaId) -> Option<broadcast::Sender<Bytes>> {
        let mut units = self.units();
        let sender = units.get(unit)?;
        if sender.receiver_count() > 0 {
            return Some(sender.clone());
        }
        units.remove(unit);
        None
    }

    fn tell_all(&self, told: &Bytes) {
        for sender in self.units().values() {
            let _ = sender.send(told.clone());
        }
    }
}

/// Until the application has gone.
async fn follow(live: Arc<Live>, app: Weak<App>, mut changes: broadcast::Receiver<Changed>) {
    loop {
        let changed = match changes.recv().await {
            Ok(changed) => changed,
            Err(broadcast::error::RecvError::Lagged(_)) => {
                live.tell_all(&RELOAD);
                continue;
            }
            Err(broadcast::error::RecvError::Closed) => return,
        };
        let Some(app) = app.upgrade() else { return };
        let units: BTreeSet<&HsaId> = changed.units.iter().collect();
        for unit in units {
            let Some(sender) = live.listened_to(unit) else { continue };
            let told = match describe(&app, unit, &changed).await {
                Ok(change) => event("changed", &change),
                Err(_) => RELOAD,
            };
            // Whoever listened may have gone meanwhile.
            let _ = sender.send(told);
        }
    }
}
