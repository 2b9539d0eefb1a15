//! What the tests open stores with.

use brygga_domain::envelope::{Compartment, Origin, SigningKey, StreamId};
use brygga_domain::ids::{ChainId, CommandId, Digest, EventId};
use brygga_store::{ExpectedHead, NewEvent, Outcome, Prepared, Receipt, Store};
use brygga_store_postgres::{OpenOptions, PostgresStore};
use jiff::Timestamp;
use uuid::Uuid;

/// The origin of node `n` with its key.
pub(crate) fn options(address: &str, n: u8) -> OpenOptions {
    let origin = Origin { node: Uuid::from_bytes([n; 16]), epoch: u64::MAX - 1 };
    let key = SigningKey::from_bytes(&[n; 32]);
    OpenOptions::new(address, origin, key, at(0)).expect("a good address")
}

pub(crate) async fn open(options: OpenOptions) -> PostgresStore {
    PostgresStore::open(options).await.expect("the store opens")
}

pub(crate) async fn open_as(address: &str, n: u8) -> PostgresStore {
    open(options(address, n)).await
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_785_000_000 + seconds).expect("in range")
}

/// Chains lie in all partitions in turn.
pub(crate) fn chain(n: u64) -> ChainId {
    let mut bytes = [1; 16];
    bytes[8..].copy_from_slice(&n.to_be_bytes());
    ChainId::from_bytes(bytes)
}

pub(crate) fn cmd(n: u64) -> CommandId {
    let mut bytes = [2; 16];
    bytes[8..].copy_from_slice(&n.to_be_bytes());
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

pub(crate) async fn last_of(store: &impl Store, on: u64) -> Option<EventId> {
    let aggregate = Uuid::from_bytes(chain(on).bytes());
    store.aggregate(aggregate).await.expect("read").last().map(|event| event.id)
}
