//! The access log.

use super::fixtures::{at, chain, person, unit};
use crate::{AccessEntry, Store};

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
