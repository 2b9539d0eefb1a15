//! Opening again, and what is refused.

use brygga_domain::envelope::{Header, Origin, SigningKey};
use brygga_store::{
    AccessEntry, AccessLog as _, EventLog as _, Outcome, Prepared, Writer as _, verify,
};
use brygga_store_sqlite::{OpenError, OpenOptions, Place, SCHEMA_VERSION, SqliteStore};
use uuid::Uuid;

use crate::common::{act, at, chain, commit, on_disk, open, options};

#[tokio::test]
async fn a_store_opened_again_holds_everything_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(on_disk(folder.path()));
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
    store.apply(act(2, 2, None)).await.expect("applied");
    drop(store);

    let store = open(on_disk(folder.path()));
    let events = store.aggregate(Uuid::from_bytes(chain(1).bytes())).await.expect("read");
    assert_eq!(events, first.events);
    assert!(matches!(store.commit(act(2, 2, None)).await, Ok(Outcome::Known(_))));
    // Earlier by the wall: the logical clock goes on after what is stored.
    let earlier = Prepared { at: at(-50), ..act(3, 1, Some(events[0].id)) };
    let next = commit(&store, earlier).await;
    let place = (next.events[0].position.pos, next.events[0].seq);
    assert_eq!(place, (3, 2), "position and sequence stay dense");
    let hlc = |bytes: &[u8]| Header::from_bytes(bytes).expect("good").hlc;
    assert!(hlc(&next.events[0].header) > hlc(&first.events[0].header));
    store.record_access(vec![access]).await.expect("written");
    let proof = store.prove_access_log().await.expect("read");
    assert_eq!((proof.rows, proof.batches, proof.fault), (2, 2, None));
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.streams, report.first_fault), (3, 2, None));
}

#[tokio::test]
async fn a_new_epoch_goes_on_in_the_same_log_with_its_own_sequences() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = commit(&open(on_disk(folder.path())), act(1, 1, None)).await;
    let place = || Place::Directory(folder.path().to_owned());
    let node = first.events[0].origin.node;
    let restored = Origin { node, epoch: 12 };
    let key = || SigningKey::from_bytes(&[8; 32]);
    let store = open(OpenOptions::new(place(), restored, key(), at(9)));
    let second = commit(&store, act(2, 1, Some(first.events[0].id))).await;
    assert_eq!((second.events[0].seq, second.events[0].origin), (1, restored));
    assert_eq!(store.origins().await.expect("read").len(), 2);
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.streams, report.first_fault), (2, 1, None));
    drop(store);

    let other_key = OpenOptions::new(place(), first.events[0].origin, key(), at(9));
    assert!(matches!(SqliteStore::open(other_key), Err(OpenError::OriginKey)));
}

#[test]
fn simulated_and_real_data_never_share_a_log() {
    for simulated in [true, false] {
        let folder = tempfile::tempdir().expect("a folder");
        drop(open(on_disk(folder.path()).simulated(simulated)));
        drop(open(on_disk(folder.path()).simulated(simulated)));
        let mixed = SqliteStore::open(on_disk(folder.path()).simulated(!simulated));
        let Err(error) = mixed else { panic!("refused") };
        assert!(matches!(error, OpenError::Simulated { simulated: held } if held == simulated));
        let words = error.to_string();
        assert_eq!(words.starts_with("the log holds simulated data"), simulated, "{words}");
    }
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(on_disk(folder.path())));
    let db = rusqlite::Connection::open(folder.path().join("log.db")).expect("opens");
    db.execute("INSERT INTO migration VALUES (?1, 'later', 0)", [SCHEMA_VERSION + 1])
        .expect("written");
    let refused = SqliteStore::open(on_disk(folder.path()));
    assert!(matches!(refused, Err(OpenError::NewerSchema { .. })));
}

#[test]
fn the_engine_is_new_enough_and_the_file_is_in_wal_mode() {
    let version: Vec<u32> = SqliteStore::engine_version()
        .split('.')
        .map(|part| part.parse().expect("a number"))
        .collect();
    assert!(version >= vec![3, 51, 3], "{version:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let _store = open(on_disk(folder.path()));
    let db = rusqlite::Connection::open(folder.path().join("log.db")).expect("opens");
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0)).expect("read");
    assert_eq!(mode, "wal");
    let versions: Vec<u32> = db
        .prepare("SELECT version FROM migration ORDER BY version")
        .and_then(|mut rows| rows.query_map([], |row| row.get(0))?.collect())
        .expect("read");
    assert_eq!(versions, (1..=SCHEMA_VERSION).collect::<Vec<_>>());
}

#[test]
fn a_folder_that_is_not_there_is_an_error_and_not_a_new_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = on_disk(&folder.path().join("elsewhere"));
    assert!(matches!(SqliteStore::open(missing), Err(OpenError::Engine(_))));
}

#[tokio::test]
async fn an_act_without_events_is_remembered_too() {
    let store = open(options(Place::Temporary));
    let without = Prepared { events: Vec::new(), ..act(1, 1, None) };
    commit(&store, without.clone()).await;
    commit(&store, act(2, 1, None)).await;
    let known = store.commit(without).await;
    assert!(matches!(known, Ok(Outcome::Known(receipt)) if receipt.events.is_empty()));
}
