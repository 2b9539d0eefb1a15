//! What the tests open stores with.

use std::path::Path;

use brygga_domain::envelope::{Compartment, Origin, SigningKey, StreamId};
use brygga_domain::ids::{ChainId, CommandId, Digest, EventId};
use brygga_store::{ExpectedHead, NewEvent, Outcome, Prepared, Receipt, Store};
use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};
use jiff::Timestamp;
use uuid::Uuid;

pub(crate) fn options(place: Place) -> OpenOptions {
    let origin = Origin { node: Uuid::from_u128(7), epoch: u64::MAX - 1 };
    OpenOptions::new(place, origin, SigningKey::from_bytes(&[7; 32]), at(0))
}

pub(crate) fn on_disk(directory: &Path) -> OpenOptions {
    options(Place::Directory(directory.to_owned()))
}

pub(crate) fn open(options: OpenOptions) -> SqliteStore {
    SqliteStore::open(options).expect("the store opens")
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_785_000_000 + seconds).expect("in range")
}

pub(crate) fn chain(n: u64) -> ChainId {
    let mut bytes = [1; 16];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    ChainId::from_bytes(bytes)
}

pub(crate) fn cmd(n: u64) -> CommandId {
    let mut bytes = [2; 16];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    CommandId::from_bytes(bytes)
}

pub(crate) fn stream(n: u64) -> StreamId {
    StreamId::chain(chain(n), Compartment::Coordination)
}

/// An act that writes one event of a kilobyte after the given head.
pub(crate) fn act(n: u64, on: u64, last: Option<EventId>) -> Prepared {
    Prepared {
        cmd: cmd(n),
        content: Digest([1; 32]),
        actor: "SE0000000000-A001".to_owned(),
        at: at(n as i64),
        expected: vec![ExpectedHead { stream: stream(on), last }],
        read: None,
        events: vec![NewEvent {
            stream: stream(on),
            deps: last.into_iter().collect(),
            replaces: Vec::new(),
            part: 0,
            crit: false,
            body: vec![n as u8; 1_000],
        }],
        changes: Vec::new(),
        access: Vec::new(),
    }
}

pub(crate) async fn commit(store: &impl Store, prepared: Prepared) -> Receipt {
    match store.commit(prepared).await {
        Ok(Outcome::Committed(receipt)) => receipt,
        other => panic!("expected a commit, got {other:?}"),
    }
}
