//! Acts over several partitions, and batches in which one unit is refused by the database.

use brygga_domain::ids::PersonId;
use brygga_store::{Change, Outcome, Prepared, Projections as _, Writer as _, verify};
use brygga_testkit_postgres::database;

use crate::common::{act, commit, last_of, open_as, stream};

/// One event in each of the chains.
fn over(n: u64, on: &[u64]) -> Prepared {
    let mut unit = act(n, on[0], None);
    unit.expected.clear();
    let event = unit.events.remove(0);
    for (part, chain) in (0u8..).zip(on) {
        let stream = stream(*chain);
        unit.events.push(brygga_store::NewEvent { stream, part, ..event.clone() });
    }
    unit
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_over_several_partitions_never_wait_for_each_other_in_a_circle() {
    let Some(database) = database().await else { return };
    let stores = [open_as(&database.address(), 1).await, open_as(&database.address(), 2).await];
    // Each act names two to four partitions, in both directions, from two processes at once.
    let acts = (0..60u64).map(|n| {
        let on = [n % 16, (n * 7 + 3) % 16, (n * 5 + 9) % 16, 15 - n % 16];
        let store = &stores[n as usize % 2];
        async move { (n, store.commit(over(n, &on)).await) }
    });
    for (n, outcome) in futures::future::join_all(acts).await {
        let Ok(Outcome::Committed(receipt)) = outcome else { panic!("act {n}: {outcome:?}") };
        assert_eq!(receipt.events.len(), 4);
    }
    let report = verify(&stores[0], &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.first_fault), (240, None));
    drop(stores);
    assert_eq!(database.deadlocks().await, 0, "none was broken off to be tried again");
}

#[tokio::test]
async fn an_act_that_is_sent_again_has_its_events_in_order_over_all_partitions() {
    let Some(database) = database().await else { return };
    let store = open_as(&database.address(), 7).await;
    let first = commit(&store, over(1, &[9, 2, 30, 2])).await;
    let parts: Vec<u16> = first.events.iter().map(|event| event.position.part).collect();
    assert_eq!(parts, [9, 2, 14, 2]);
    let Ok(Outcome::Known(known)) = store.commit(over(1, &[9, 2, 30, 2])).await else {
        panic!("known")
    };
    assert_eq!(known.events, first.events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_command_at_once_in_two_processes_is_one_act() {
    let Some(database) = database().await else { return };
    let stores = [open_as(&database.address(), 1).await, open_as(&database.address(), 2).await];
    for n in 0..20u64 {
        // Without a common stream there is no common lock: only the key of the command is left.
        let (one, two) = (over(n, &[n % 16]), over(n, &[(n + 1) % 16]));
        let (one, two) = futures::join!(stores[0].commit(one), stores[1].commit(two));
        let both = [one.expect("answered"), two.expect("answered")];
        let committed = both.iter().filter(|o| matches!(o, Outcome::Committed(_))).count();
        let known = both.iter().filter(|o| matches!(o, Outcome::Known(_))).count();
        assert_eq!((committed, known), (1, 1), "act {n}");
    }
    let report = verify(&stores[0], &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.first_fault), (20, None));
}

#[tokio::test]
async fn a_unit_that_the_database_refuses_harms_no_other_of_its_batch() {
    let Some(database) = database().await else { return };
    let store = open_as(&database.address(), 7).await;
    commit(&store, act(100, 5, None)).await;
    let last = last_of(&store, 5).await;
    // PostgreSQL takes no zero byte in a text. All lie in one lane.
    let bad = Prepared { actor: "a\0b".to_owned(), ..act(2, 21, None) };
    let identified = Change::PersonIdentified {
        person: PersonId::from_bytes([1; 16]),
        system: "1.2".to_owned(),
        value: "19121212-1212".to_owned(),
    };
    let good = Prepared { changes: vec![identified], ..act(3, 37, None) };
    let (first, bad, good) =
        futures::join!(store.commit(act(1, 5, last)), store.commit(bad), store.commit(good));
    assert!(matches!(first, Ok(Outcome::Committed(_))), "{first:?}");
    assert!(bad.is_err(), "{bad:?}");
    assert!(matches!(good, Ok(Outcome::Committed(_))), "{good:?}");
    let found = store.person_by_identifier("1.2", "19121212-1212").await.expect("read");
    assert_eq!(found, Some(PersonId::from_bytes([1; 16])));
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.first_fault), (3, None));
}

#[tokio::test]
async fn what_a_lost_transaction_of_the_simulator_held_is_gone_and_said_once() {
    let Some(database) = database().await else { return };
    let store = open_as(&database.address(), 7).await;
    store.apply(act(1, 1, None)).await.expect("applied");
    database
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND state = 'idle in transaction'",
        )
        .await;
    let lost = store.apply(act(2, 2, None)).await;
    assert!(lost.is_err(), "{lost:?}");
    assert!(store.flush().await.is_err(), "what was applied is lost");
    store.flush().await.expect("said once");
    assert_eq!(last_of(&store, 1).await, None);
    commit(&store, act(1, 1, None)).await;
}

#[tokio::test]
async fn a_zero_byte_that_somebody_typed_is_no_error_and_finds_itself() {
    let Some(database) = database().await else { return };
    let store = open_as(&database.address(), 7).await;
    let identified = Change::PersonIdentified {
        person: PersonId::from_bytes([1; 16]),
        system: "1.2".to_owned(),
        value: "re\0serve".to_owned(),
    };
    commit(&store, Prepared { changes: vec![identified], ..act(1, 1, None) }).await;
    let found = store.person_by_identifier("1.2", "re\0serve").await.expect("read");
    assert_eq!(found, Some(PersonId::from_bytes([1; 16])));
    let unit = brygga_domain::ids::HsaId::parse("SE0000000000-U1").expect("good");
    let hits = store.find_by_name(&unit, "a\0", crate::common::at(0)).await.expect("read");
    assert!(hits.is_empty());
}
