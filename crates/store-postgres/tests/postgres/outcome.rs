//! What a commit came to when its answer is missing or strange: never lost, never twice.

use std::time::Duration;

use brygga_store::{
    AccessEntry, AccessLog as _, CommitError, EventLog as _, Outcome, Prepared, StoreError,
    Writer as _, verify,
};
use brygga_testkit_postgres::{Proxy, Wire, database};

use crate::common::{act, at, cmd, commit, open, open_as, options};

/// A row of the access log.
fn entry(n: i64) -> AccessEntry {
    AccessEntry {
        at: at(n),
        user: None,
        assignment: None,
        unit: None,
        what: "show-chain".to_owned(),
        purpose: "vård".to_owned(),
        chain: None,
        persons: Vec::new(),
        correlation: format!("r-{n}"),
    }
}

fn is_unknown(outcome: &Result<Outcome, CommitError>) -> bool {
    matches!(outcome, Err(CommitError::Store(StoreError::Unknown)))
}

#[tokio::test]
async fn a_warning_at_the_commit_is_an_unknown_outcome_and_the_same_act_again_is_known() {
    let Some(database) = database().await else { return };
    let warning = "DO $$ BEGIN RAISE WARNING 'canceling wait'; END $$";
    let warned = open(options(&database.address(), 1).before_commit(warning)).await;
    let outcome = warned.commit(act(1, 1, None)).await;
    assert!(is_unknown(&outcome), "{outcome:?}");
    let store = open_as(&database.address(), 2).await;
    let again = store.commit(act(1, 1, None)).await;
    assert!(matches!(again, Ok(Outcome::Known(_))), "{again:?}");

    let notice = "DO $$ BEGIN RAISE NOTICE 'nothing to see'; END $$";
    let noted = open(options(&database.address(), 3).before_commit(notice)).await;
    commit(&noted, act(2, 2, None)).await;
}

#[tokio::test]
async fn after_a_lost_answer_the_same_act_again_tells_what_became_of_it() {
    let Some(database) = database().await else { return };
    let proxy = Proxy::to(database.port()).await;
    let address = proxy.address(&database.address(), database.port());
    let deadline = Duration::from_millis(700);
    let store = open(options(&address, 1).commit_deadline(deadline)).await;
    // Each with its row of the access log: written with it, once.
    let act = |n: u64| Prepared { access: vec![entry(n as i64)], ..act(n, n, None) };
    commit(&store, act(0)).await;
    for (n, wire, written) in
        [(1, Wire::CutAfter, true), (2, Wire::CutBefore, false), (3, Wire::Silent, true)]
    {
        proxy.next_commit(wire);
        let outcome = store.commit(act(n)).await;
        assert!(is_unknown(&outcome), "{wire:?}: {outcome:?}");
        let again = store.commit(act(n)).await;
        match again {
            Ok(Outcome::Known(_)) => assert!(written, "{wire:?}"),
            Ok(Outcome::Committed(_)) => assert!(!written, "{wire:?}"),
            other => panic!("{wire:?}: {other:?}"),
        }
        let third = store.commit(act(n)).await;
        assert!(matches!(third, Ok(Outcome::Known(_))), "{third:?}");
    }
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.first_fault), (4, None));
    let proof = store.prove_access_log().await.expect("read");
    assert_eq!((proof.rows, proof.fault), (4, None));
}

#[tokio::test]
async fn the_access_log_goes_on_after_a_lost_answer() {
    let Some(database) = database().await else { return };
    let proxy = Proxy::to(database.port()).await;
    let address = proxy.address(&database.address(), database.port());
    let store = open_as(&address, 1).await;
    store.record_access(vec![entry(1)]).await.expect("written");
    for wire in [Wire::CutAfter, Wire::CutBefore] {
        proxy.next_commit(wire);
        let unknown = store.record_access(vec![entry(2)]).await;
        assert!(matches!(unknown, Err(StoreError::Unknown)), "{unknown:?}");
        store.record_access(vec![entry(3)]).await.expect("written");
    }
    let proof = store.prove_access_log().await.expect("read");
    assert_eq!((proof.rows, proof.fault), (4, None), "one of the two was written");
}

#[tokio::test]
async fn a_connection_that_ends_before_the_commit_is_tried_again_and_nobody_notices() {
    let Some(database) = database().await else { return };
    let store = open_as(&database.address(), 1).await;
    commit(&store, act(1, 1, None)).await;
    // All sockets, those of the pool too, as when the server is started again.
    let end_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    database.execute(end_all).await;
    commit(&store, act(2, 17, None)).await;
    database.execute(end_all).await;
    // A read may meet the end of its connection before we have heard of it; the next one does not.
    drop(store.command(cmd(1)).await);
    assert!(store.command(cmd(1)).await.expect("read").is_some());
    // In the middle of a transaction, every time: in the end it is said that nothing was written.
    let end_own = "SELECT pg_terminate_backend(pg_backend_pid())";
    let never = open(options(&database.address(), 2).before_commit(end_own)).await;
    let outcome = never.commit(act(3, 3, None)).await;
    assert!(matches!(outcome, Err(CommitError::Store(StoreError::Engine(_)))), "{outcome:?}");
    commit(&store, act(3, 3, None)).await;
}
