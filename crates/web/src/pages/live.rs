//! What changed, as it changes (decision 27): topics and versions, never content.

mod hub;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use brygga_app::care_chain::newest_read;
use brygga_app::{Actor, App, AppError, Changed, on_day};
use brygga_domain::calendar::local_date;
use brygga_domain::ids::{ChainId, Digest, HsaId};
use brygga_domain::registry::Registry;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Interval, MissedTickBehavior};

use self::hub::RELOAD;
use crate::caller::{Caller, PageResult, Watcher};
use crate::labels;

pub(crate) use self::hub::Live;

/// A sign of life, so that no proxy takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(25);
const ALIVE: Bytes = Bytes::from_static(b":\n\n");
/// Every five minutes the session is asked for again.
const AUTHORISE_AGAIN: u32 = 12;
const LOCKED: Bytes = Bytes::from_static(b"event: locked\ndata: {}\n\n");
/// Changes in one answer of a poll; then it is told to read again.
const MOST_CHANGES: usize = 50;

/// The topic of a chain.
pub(crate) fn chain_topic(chain: ChainId) -> String {
    format!("chain:{chain}")
}

/// The topic of a unit's list.
pub(crate) fn list_topic(unit: &HsaId) -> String {
    format!("unit:{unit}")
}

/// One change, as the script reads it.
#[derive(Debug, Clone, Serialize)]
struct Change {
    topic: String,
    /// The list that shows it.
    list: String,
    version: u64,
    /// "13:40".
    at: String,
    cursor: String,
}

/// The bytes of one event.
fn event(name: &str, change: &Change) -> Bytes {
    let data = serde_json::to_string(change).unwrap_or_default();
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}

pub(crate) async fn get(Watcher(caller): Watcher) -> Response {
    let listener = Listener::of(&caller);
    let events = futures::stream::unfold(listener, Listener::next);
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-cache")];
    (headers, Body::from_stream(events)).into_response()
}

/// Counts an open stream.
struct Open;

impl Open {
    fn count() -> Self {
        metrics::gauge!("brygga_live_streams").increment(1);
        Self
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        metrics::gauge!("brygga_live_streams").decrement(1);
    }
}

/// One browser's stream. There are many, and each is told everything: it has no task and no buffer
/// of its own.
struct Listener {
    app: Arc<App>,
    told: broadcast::Receiver<Bytes>,
    ended: broadcast::Receiver<Digest>,
    signs: Interval,
    /// Signs of life since the session was asked for.
    since_asked: u32,
    session: Digest,
    user: HsaId,
    assignment: String,
    /// The registry and the day that the assignment was last found in.
    active_in: (Arc<Registry>, Date),
    /// The last word was said.
    over: bool,
    _open: Open,
}

impl Listener {
    fn of(caller: &Caller) -> Self {
        let app = Arc::clone(&caller.state.app);
        let first = tokio::time::Instant::now() + KEEP_ALIVE;
        let mut signs = tokio::time::interval_at(first, KEEP_ALIVE);
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            told: caller.state.live.hear(&app, &caller.actor.unit),
            ended: caller.state.live.ended(),
            signs,
            since_asked: 0,
            session: caller.signed_in.session.token,
            user: caller.actor.user.clone(),
            assignment: caller.actor.assignment.clone(),
            active_in: (app.registry(), local_date(caller.now)),
            app,
            over: false,
            _open: Open::count(),
        }
    }

    /// The next that the browser is told.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        if self.over {
            return None;
        }
        let told = loop {
            let goes_on = tokio::select! {
                told = self.told.recv() => match told {
                    _ if !self.is_active() => false,
                    Ok(told) => break told,
                    Err(RecvError::Lagged(_)) => {
                        self.told = self.told.resubscribe();
                        break RELOAD;
                    }
                    Err(RecvError::Closed) => return None,
                },
                ended = self.ended.recv() => match ended {
                    Ok(session) if session != self.session => true,
                    // Who cannot tell whether it was this one asks.
                    Ok(_) | Err(_) => self.authorise().await,
                },
                _ = self.signs.tick() => {
                    self.since_asked += 1;
                    if self.since_asked < AUTHORISE_AGAIN {
                        break ALIVE;
                    }
                    self.since_asked = 0;
                    self.authorise().await
                }
            };
            if !goes_on {
                self.over = true;
                break LOCKED;
            }
        };
        Some((Ok(told), self))
    }

    /// The assignment has not ended. Asked with every change, and looked up again only in another
    /// registry or on another day.
    fn is_active(&mut self) -> bool {
        let (registry, now) = (self.app.registry(), self.app.now());
        let today = local_date(now);
        if self.active_in.1 == today && Arc::ptr_eq(&self.active_in.0, &registry) {
            return true;
        }
        let active = Actor::of(on_day(&registry, now), &self.user, &self.assignment).is_some();
        if active {
            self.active_in = (registry, today);
        }
        active
    }

    /// The session is there, unlocked and in the same assignment.
    async fn authorise(&mut self) -> bool {
        let session = self.app.store.session(self.session).await;
        let goes_on = session.is_ok_and(|session| {
            session.is_some_and(|it| {
                !it.locked
                    && it.expires_at > self.app.now()
                    && it.assignment.as_ref() == Some(&self.assignment)
            })
        });
        goes_on && self.is_active()
    }
}

async fn describe(app: &App, unit: &HsaId, changed: &Changed) -> Result<Change, AppError> {
    let list = list_topic(unit);
    let (topic, version) = match changed.chain {
        Some(chain) => {
            let newest = newest_read(app, unit, chain).await?;
            (chain_topic(chain), newest.map_or(0, |newest| newest.version))
        }
        None => (list.clone(), 0),
    };
    Ok(Change {
        topic,
        list,
        version,
        at: labels::clock(changed.at),
        cursor: changed.at.as_millisecond().to_string(),
    })
}

#[derive(Debug, Deserialize)]
pub(crate) struct Since {
    #[serde(default)]
    since: String,
}

#[derive(Debug, Serialize)]
struct Polled {
    changes: Vec<Change>,
    cursor: String,
    reload: bool,
}

/// The same for those without the stream, every half minute.
pub(crate) async fn poll(Watcher(caller): Watcher, Query(asked): Query<Since>) -> PageResult {
    let app = &caller.state.app;
    let since = asked.since.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let since = since.unwrap_or(caller.now);
    let chains = brygga_app::care_chain::changed_since(app, &caller.actor, since).await?;
    let reload = chains.len() > MOST_CHANGES;
    let mut changes = Vec::new();
    for chain in chains.into_iter().take(if reload { 0 } else { MOST_CHANGES }) {
        if let Some(newest) = newest_read(app, &caller.actor.unit, chain).await? {
            changes.push(Change {
                topic: chain_topic(chain),
                list: list_topic(&caller.actor.unit),
                version: newest.version,
                at: labels::clock(newest.at),
                cursor: newest.at.as_millisecond().to_string(),
            });
        }
    }
    let cursor = caller.now.as_millisecond().to_string();
    Ok(Json(Polled { changes, cursor, reload }).into_response())
}

/// "I am still here": the request itself renews the session.
pub(crate) async fn alive(_: Caller) -> StatusCode {
    StatusCode::NO_CONTENT
}
