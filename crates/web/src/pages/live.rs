//! What changed, as it changes (decision 27): topics and versions, never content.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use brygga_app::accounts::SignedIn;
use brygga_app::care_chain::newest_read;
use brygga_app::{Actor, Changed, on_day};
use brygga_domain::ids::{ChainId, Digest, HsaId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, mpsc};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use crate::caller::{Caller, PageResult, Watcher};
use crate::labels;
use crate::page_error::PageError;
use crate::site::WebState;

/// Events that wait for a slow reader; then it is told to read again.
const BUFFER: usize = 16;
const KEEP_ALIVE: Duration = Duration::from_secs(25);
const AUTHORISE_AGAIN: Duration = Duration::from_secs(5 * 60);
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

/// Sessions that were locked or signed out: their streams end.
#[derive(Debug)]
pub(crate) struct Ended(broadcast::Sender<Digest>);

impl Default for Ended {
    fn default() -> Self {
        Self(broadcast::channel(256).0)
    }
}

impl Ended {
    /// Ends the streams of a session.
    pub(crate) fn end(&self, session: Digest) {
        // Nobody listening is not a fault.
        let _ = self.0.send(session);
    }
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

pub(crate) async fn get(Watcher(caller): Watcher) -> Response {
    let (sender, receiver) = mpsc::channel(BUFFER);
    let stream = Stream {
        state: caller.state.clone(),
        signed_in: caller.signed_in.clone(),
        actor: caller.actor.clone(),
        changes: caller.state.app.changes(),
        ended: caller.state.live.0.subscribe(),
        sender,
    };
    tokio::spawn(stream.run());
    let events = ReceiverStream::new(receiver).map(Ok::<_, Infallible>);
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

/// One browser's stream.
struct Stream {
    state: WebState,
    signed_in: SignedIn,
    actor: Actor,
    changes: broadcast::Receiver<Changed>,
    ended: broadcast::Receiver<Digest>,
    sender: mpsc::Sender<Event>,
}

/// Whether the stream goes on.
enum Next {
    GoOn,
    /// The reader has gone.
    Gone,
    /// The session may see nothing any more.
    Locked,
}

impl Stream {
    async fn run(self) {
        let open = metrics::gauge!("brygga_live_streams");
        open.increment(1);
        self.follow().await;
        open.decrement(1);
    }

    async fn follow(mut self) {
        let mut again = tokio::time::interval(AUTHORISE_AGAIN);
        again.tick().await;
        let mut missed = false;
        loop {
            let next = tokio::select! {
                changed = self.changes.recv() => match changed {
                    Ok(changed) if !changed.units.contains(&self.actor.unit) => Next::GoOn,
                    Ok(changed) => self.tell(&changed, &mut missed).await,
                    Err(broadcast::error::RecvError::Lagged(_)) => self.reload(&mut missed),
                    Err(broadcast::error::RecvError::Closed) => Next::Gone,
                },
                ended = self.ended.recv() => match ended {
                    Ok(session) if session != self.signed_in.session.token => Next::GoOn,
                    // Who cannot tell whether it was this one asks.
                    Ok(_) | Err(_) => self.authorise().await,
                },
                _ = again.tick() => self.authorise().await,
                () = self.sender.closed() => Next::Gone,
            };
            match next {
                Next::GoOn => {}
                Next::Gone => return,
                Next::Locked => {
                    // A reader that is too slow for it has its answer with the next request.
                    let _ = self.sender.try_send(Event::default().event("locked").data("{}"));
                    return;
                }
            }
        }
    }

    async fn tell(&self, changed: &Changed, missed: &mut bool) -> Next {
        if !self.is_active() {
            return Next::Locked;
        }
        if *missed {
            return self.reload(missed);
        }
        let Ok(change) = describe(&self.state, &self.actor.unit, changed).await else {
            return self.reload(missed);
        };
        let data = serde_json::to_string(&change).unwrap_or_default();
        match self.sender.try_send(Event::default().event("changed").data(data)) {
            Ok(()) => Next::GoOn,
            Err(mpsc::error::TrySendError::Full(_)) => {
                *missed = true;
                Next::GoOn
            }
            Err(mpsc::error::TrySendError::Closed(_)) => Next::Gone,
        }
    }

    /// Says that more has changed than could be told.
    fn reload(&self, missed: &mut bool) -> Next {
        match self.sender.try_send(Event::default().event("reload").data("{}")) {
            Ok(()) => {
                *missed = false;
                Next::GoOn
            }
            Err(mpsc::error::TrySendError::Full(_)) => {
                *missed = true;
                Next::GoOn
            }
            Err(mpsc::error::TrySendError::Closed(_)) => Next::Gone,
        }
    }

    /// The assignment has not ended.
    fn is_active(&self) -> bool {
        let registry = self.state.app.registry();
        let today = on_day(&registry, self.state.app.now());
        Actor::of(today, &self.actor.user, &self.actor.assignment).is_some()
    }

    /// The session is there, unlocked and in the same assignment.
    async fn authorise(&self) -> Next {
        let session = self.state.app.store.session(self.signed_in.session.token).await;
        let goes_on = session.is_ok_and(|session| {
            session.is_some_and(|it| {
                !it.locked
                    && it.expires_at > self.state.app.now()
                    && it.assignment == self.signed_in.session.assignment
            })
        });
        if goes_on && self.is_active() { Next::GoOn } else { Next::Locked }
    }
}

async fn describe(state: &WebState, unit: &HsaId, changed: &Changed) -> Result<Change, PageError> {
    let list = list_topic(unit);
    let (topic, version) = match changed.chain {
        Some(chain) => {
            let newest = newest_read(&state.app, unit, chain).await?;
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
