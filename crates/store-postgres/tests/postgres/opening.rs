//! Opening again, at once, with the same origin, and what is refused.

use std::time::Duration;

use brygga_domain::envelope::{Header, Origin, SigningKey};
use brygga_store::{
    AccessEntry, AccessLog as _, CommitError, EventLog as _, Outcome, Prepared, StoreError,
    Writer as _, verify,
};
use brygga_store_postgres::{OpenError, OpenOptions, PostgresStore, SCHEMA_VERSION};
use brygga_testkit_postgres::database;
use uuid::Uuid;

use crate::common::{act, at, chain, commit, last_of, open, open_as, options};

#[tokio::test]
async fn a_store_opened_again_holds_everything_and_goes_on() {
    let Some(database) = database().await else { return };
    let store = open_as(&database.address(), 7).await;
    let first = commit(&store, act(1, 1, None)).await;
    let access = AccessEntry {
        at: at(1),
        user: None,
        assignment: None,
        unit: None,
        what: "feed".to_owned(),
        purpose: String::new(),
        chain: Some(chain(1)),
        persons: Vec::new(),
        correlation: "r-1".to_owned(),
    };
    store.record_access(vec![access.clone()]).await.expect("written");
    // Applied and not flushed: kept when the store is closed in good order.
    store.apply(act(2, 1, last_of(&store, 1).await)).await.expect("applied");
    drop(store);

    let store = open_as(&database.address(), 7).await;
    assert!(matches!(store.commit(act(2, 1, None)).await, Ok(Outcome::Known(_))));
    // Earlier by the wall: the logical clock goes on after what is stored.
    let earlier = Prepared { at: at(-50), ..act(3, 1, last_of(&store, 1).await) };
    let next = commit(&store, earlier).await;
    let place = (next.events[0].position.pos, next.events[0].seq);
    assert_eq!(place, (3, 3), "position and sequence stay dense");
    let hlc = |bytes: &[u8]| Header::from_bytes(bytes).expect("good").hlc;
    assert!(hlc(&next.events[0].header) > hlc(&first.events[0].header));
    store.record_access(vec![access]).await.expect("written");
    let proof = store.prove_access_log().await.expect("read");
    assert_eq!((proof.rows, proof.batches, proof.fault), (2, 2, None));
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.streams, report.first_fault), (3, 1, None));
}

#[tokio::test]
async fn each_origin_has_its_own_sequences_in_the_same_log() {
    let Some(database) = database().await else { return };
    let one = open_as(&database.address(), 1).await;
    let two = open_as(&database.address(), 2).await;
    let first = commit(&one, act(1, 1, None)).await;
    let second = commit(&two, act(2, 1, Some(first.events[0].id))).await;
    assert_eq!(second.events[0].seq, 1, "the first of its origin");
    let third = commit(&one, act(3, 1, Some(second.events[0].id))).await;
    assert_eq!((third.events[0].seq, third.events[0].position.pos), (2, 3));
    let stale = one.commit(act(4, 1, Some(first.events[0].id))).await;
    assert!(matches!(stale, Err(CommitError::Stale(_))), "another process was faster: {stale:?}");
    let hlc = |bytes: &[u8]| Header::from_bytes(bytes).expect("good").hlc;
    let earlier = Prepared { at: at(-50), ..act(5, 1, Some(third.events[0].id)) };
    let later = commit(&two, earlier).await;
    let after = hlc(&later.events[0].header) > hlc(&third.events[0].header);
    assert!(after, "a time line keeps its order over processes");
    assert_eq!(one.origins().await.expect("read").len(), 2);
    let report = verify(&one, &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.streams, report.first_fault), (4, 1, None));
}

#[tokio::test]
async fn an_origin_has_one_process_until_its_lease_is_given_up_or_lapses() {
    let Some(database) = database().await else { return };
    let first = open_as(&database.address(), 7).await;
    let at_once = || options(&database.address(), 7).lease_wait(Duration::ZERO);
    let refused = PostgresStore::open(at_once()).await.map(drop);
    assert!(matches!(refused, Err(OpenError::LeaseHeld)), "{refused:?}");
    commit(&first, act(1, 1, None)).await;

    // As after 15 s without a word from its holder.
    database.execute("UPDATE origin_lease SET until = now() - interval '1 second'").await;
    let refused = first.commit(act(2, 2, None)).await;
    assert!(matches!(refused, Err(CommitError::Store(StoreError::Engine(_)))), "{refused:?}");
    let second = open(at_once()).await;
    commit(&second, act(3, 3, None)).await;
    let refused = first.commit(act(4, 4, None)).await;
    assert!(matches!(refused, Err(CommitError::Store(StoreError::Engine(_)))), "{refused:?}");
    let access = first.record_access(vec![AccessEntry {
        at: at(1),
        user: None,
        assignment: None,
        unit: None,
        what: "feed".to_owned(),
        purpose: String::new(),
        chain: None,
        persons: Vec::new(),
        correlation: String::new(),
    }]);
    assert!(access.await.is_err(), "nor does it write to the access log");
    drop(second);
    // Given up: the next one need not wait for it to lapse.
    let soon = options(&database.address(), 7).lease_wait(Duration::from_secs(5));
    commit(&open(soon).await, act(5, 5, None)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_at_once_on_an_empty_database_do_not_collide() {
    let Some(database) = database().await else { return };
    let address = database.address();
    let starts = (1..=4).map(|n| {
        let options = options(&address, n);
        tokio::spawn(async move { PostgresStore::open(options).await })
    });
    let starts: Vec<_> = starts.collect();
    let mut stores = Vec::new();
    for start in starts {
        stores.push(start.await.expect("no panic").expect("opens"));
    }
    assert_eq!(stores[0].origins().await.expect("read").len(), 4);
    for (n, store) in (0u64..).zip(&stores) {
        commit(store, act(n, n, None)).await;
    }
}

#[tokio::test]
async fn the_same_origin_with_another_key_and_mixed_data_are_refused() {
    let Some(database) = database().await else { return };
    let address = database.address();
    drop(open_as(&address, 7).await);
    let origin = Origin { node: Uuid::from_bytes([7; 16]), epoch: u64::MAX - 1 };
    let other = OpenOptions::new(&address, origin, SigningKey::from_bytes(&[8; 32]), at(9));
    let refused = PostgresStore::open(other.expect("a good address")).await.map(drop);
    assert!(matches!(refused, Err(OpenError::OriginKey)), "{refused:?}");
    let refused = PostgresStore::open(options(&address, 9).simulated(true)).await.map(drop);
    assert!(matches!(refused, Err(OpenError::Simulated { simulated: false })), "{refused:?}");
}

#[tokio::test]
async fn a_reader_writes_nothing_and_needs_the_schema_that_it_knows() {
    let Some(database) = database().await else { return };
    let address = database.address();
    let refused = PostgresStore::open_reader(&address).await.map(drop);
    assert!(matches!(refused, Err(OpenError::OlderSchema { found: 0, .. })), "{refused:?}");
    let store = open_as(&address, 7).await;
    commit(&store, act(1, 1, None)).await;
    let reader = PostgresStore::open_reader(&address).await.expect("opens");
    assert!(reader.command(crate::common::cmd(1)).await.expect("read").is_some());
    assert!(reader.commit(act(2, 2, None)).await.is_err());
    assert!(reader.apply(act(2, 2, None)).await.is_err());
    use brygga_store::{Accounts as _, Projections as _};
    assert!(reader.clear_projections().await.is_err());
    let user = brygga_domain::ids::HsaId::parse("SE0000000000-U1").expect("good");
    assert!(reader.end_sessions_of(&user).await.is_err());

    let newer = format!("INSERT INTO migration VALUES ({}, 'later', 0)", SCHEMA_VERSION + 1);
    database.execute(&newer).await;
    let refused = PostgresStore::open_reader(&address).await.map(drop);
    assert!(matches!(refused, Err(OpenError::NewerSchema { .. })), "{refused:?}");
    let refused = PostgresStore::open(options(&address, 8)).await.map(drop);
    assert!(matches!(refused, Err(OpenError::NewerSchema { .. })), "{refused:?}");
}

#[tokio::test]
async fn an_address_that_is_wrong_or_silent_is_an_error_without_its_password() {
    let bad = "postgres://user:hemligt@:::/x";
    let origin = Origin { node: Uuid::from_bytes([7; 16]), epoch: 1 };
    let key = || SigningKey::from_bytes(&[7; 32]);
    let refused = OpenOptions::new(bad, origin, key(), at(0)).map(drop).expect_err("refused");
    assert!(!format!("{refused} {refused:?}").contains("hemligt"), "{refused:?}");
    // Nobody listens on port 1.
    let silent = "postgres://user:hemligt@127.0.0.1:1/x";
    let silent = OpenOptions::new(silent, origin, key(), at(0)).expect("a good address");
    let refused = PostgresStore::open(silent).await.map(drop).expect_err("refused");
    assert!(!format!("{refused} {refused:?}").contains("hemligt"), "{refused:?}");
}
