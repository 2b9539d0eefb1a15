//! The access log.

use super::fixtures::{act_on, at, chain, committed, event, person, stream, unit};
use crate::{AccessEntry, CommitError, Outcome, Prepared, Store};

fn entry(n: u64) -> AccessEntry {
    AccessEntry {
        at: at(n as i64),
        user: (n != 3).then(|| unit(900)),
        assignment: Some("ward-nurse".to_owned()),
        unit: Some(unit(1)),
        what: "show-chain".to_owned(),
        purpose: "vård och behandling".to_owned(),
        chain: (n != 4).then(|| chain(n % 2)),
        persons: (0..n % 4).rev().map(person).collect(),
        correlation: format!("r-{n}"),
    }
}

pub(super) async fn the_access_log_proves_itself(store: &impl Store) {
    let empty = store.prove_access_log().await.expect("read");
    assert_eq!((empty.rows, empty.batches, empty.fault), (0, 0, None));

    // A list page with two chains, then single pages, some of them at once.
    store.record_access(vec![entry(1), entry(2)]).await.expect("written");
    let single = (3..=20).map(|n| store.record_access(vec![entry(n)]));
    for done in futures::future::join_all(single).await {
        done.expect("written");
    }
    let proof = store.prove_access_log().await.expect("read");
    assert_eq!((proof.rows, proof.fault), (20, None));
    assert!((2..=19).contains(&proof.batches), "signed per batch: {}", proof.batches);

    let mut found = Vec::new();
    let mut before = None;
    loop {
        let page = store.accesses_of(chain(0), before, 4).await.expect("read");
        assert!(page.entries.len() <= 4);
        found.extend(page.entries);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (1..=20).rev().filter(|n| n % 2 == 0 && *n != 4).map(entry).collect();
    assert_eq!(found, expected, "newest first, with everyone whose data were shown");
}

/// The act with this row of the access log.
fn with_row(n: u64, act: Prepared) -> Prepared {
    Prepared { access: vec![entry(n)], ..act }
}

pub(super) async fn an_act_comes_with_its_row_or_not_at_all(store: &impl Store) {
    let first = committed(store.commit(with_row(2, act_on(1, stream(1), None))).await);
    let stale = store.commit(with_row(6, act_on(2, stream(1), None))).await;
    assert!(matches!(stale, Err(CommitError::Stale(_))), "{stale:?}");
    // In one batch with units that are good: the chain of hashes goes on without it.
    let mut refused = with_row(8, act_on(3, stream(3), None));
    refused.events.push(crate::NewEvent { body: vec![0; 64 * 1024 + 1], ..event(stream(3), "") });
    let last = Some(first.events[0].id);
    let (before, refused, after) = futures::join!(
        store.commit(with_row(10, act_on(4, stream(1), last))),
        store.commit(refused),
        store.commit(with_row(12, act_on(5, stream(5), None))),
    );
    committed(before);
    committed(after);
    assert!(matches!(refused, Err(CommitError::Store(_))), "{refused:?}");
    let proof = store.prove_access_log().await.expect("read");
    assert_eq!((proof.rows, proof.fault), (3, None));
    let page = store.accesses_of(chain(0), None, 10).await.expect("read");
    assert_eq!(page.entries, [entry(12), entry(10), entry(2)]);

    // The same act again is as durable as the first, and so is its row.
    let again = store.commit(with_row(2, act_on(1, stream(1), None))).await;
    assert!(matches!(again, Ok(Outcome::Known(_))), "{again:?}");
    let page = store.accesses_of(chain(0), None, 10).await.expect("read");
    assert!(page.entries.contains(&entry(2)));
    assert_eq!(store.prove_access_log().await.expect("read").fault, None);
}
