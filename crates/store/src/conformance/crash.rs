//! What a process leaves that is ended at a point of its writer (issue 3, continuity 5). [`work`] runs in
//! that process and says on standard output what it sends and what it was answered;
//! [`assert_survived`] opens what it left.

use std::collections::{BTreeMap, BTreeSet};

use brygga_domain::ids::EventId;
use uuid::Uuid;

use super::fixtures::{act_on, at, chain, cmd, event, person, stream, unit};
use crate::{AccessEntry, Change, CommitError, NewEvent, Outcome, Prepared, Store, verify};

/// Writers at a time, each on a chain of its own.
const WRITERS: u64 = 10;
/// Acts of each; long after the last point that a test asks for.
const ACTS: u64 = 40;
/// Of the identifier that each act gives somebody: a row that comes with the act or not at all.
const SYSTEM: &str = "crash";

/// The act with this number, after what its chain holds.
fn numbered(id: u64, on: u64, last: Option<EventId>) -> Prepared {
    let value = id.to_string();
    let identified =
        Change::PersonIdentified { person: person(id), system: SYSTEM.to_owned(), value };
    let mut act = act_on(id, stream(on), last);
    act.events[0].replaces = last.into_iter().collect();
    act.changes = vec![identified];
    act.access = vec![look_of_act(id, on)];
    act
}

/// The act's own row of the access log: it comes with the act or not at all.
fn look_of_act(id: u64, on: u64) -> AccessEntry {
    AccessEntry { what: "act".to_owned(), correlation: format!("a-{id}"), ..look(on, id) }
}

fn look(on: u64, n: u64) -> AccessEntry {
    AccessEntry {
        at: at(n as i64),
        user: Some(unit(900)),
        assignment: None,
        unit: Some(unit(1)),
        what: "show-chain".to_owned(),
        purpose: "vård och behandling".to_owned(),
        chain: Some(chain(on)),
        persons: vec![person(on)],
        correlation: format!("r-{on}-{n}"),
    }
}

/// Acts, rows of the access log and units that are refused, several at a time. `run` keeps the numbers
/// of runs on one database apart.
pub async fn work(store: &impl Store, run: u64) {
    let writers = (0..WRITERS).map(|writer| async move {
        let on = run * 10 + writer;
        let mut last = None;
        for n in 0..ACTS {
            let id = on * 1_000 + n;
            println!("sent {id}");
            match store.commit(numbered(id, on, last)).await {
                Ok(Outcome::Committed(receipt)) => {
                    println!("stored {id}");
                    last = receipt.events.last().map(|event| event.id);
                }
                other => panic!("{id}: {other:?}"),
            }
            if n % 2 == 0 {
                store.record_access(vec![look(on, n), look(on, n)]).await.expect("written");
                println!("recorded {on}");
            } else {
                let mut refused = act_on(id + 500, stream(on), last);
                let body = vec![0; 64 * 1024 + 1];
                refused.events.push(NewEvent { body, ..event(stream(on), "") });
                let refused = store.commit(refused).await;
                assert!(matches!(refused, Err(CommitError::Store(_))), "{refused:?}");
            }
        }
    });
    futures::future::join_all(writers).await;
}

/// Numbers behind a word in what a process said.
fn heard(said: &str, word: &str) -> Vec<u64> {
    said.lines().filter_map(|line| line.rsplit_once(word)?.1.parse().ok()).collect()
}

/// Nothing answered is lost, nothing is there twice or in half, everything verifies, and the same
/// command settles what had no answer. Gives how many acts had none.
pub async fn assert_survived(store: &impl Store, said: &str) -> usize {
    let sent = heard(said, "sent ");
    let stored: BTreeSet<u64> = heard(said, "stored ").into_iter().collect();
    assert!(!sent.is_empty(), "it did nothing: {said}");
    let mut on_chain: BTreeMap<u64, usize> = BTreeMap::new();
    for id in &sent {
        let on = id / 1_000;
        *on_chain.entry(on).or_default() += 1;
        let known = store.command(cmd(*id)).await.expect("read").is_some();
        assert!(known || !stored.contains(id), "{id} was answered and is lost");
        let value = id.to_string();
        let row = store.person_by_identifier(SYSTEM, &value).await.expect("read");
        assert_eq!(row.is_some(), known, "{id} and its row");
        let events = store.aggregate(Uuid::from_bytes(chain(on).bytes())).await.expect("read");
        let act = numbered(*id, on, events.last().map(|event| event.id));
        match store.commit(act.clone()).await {
            Ok(Outcome::Known(_)) if known => {}
            Ok(Outcome::Committed(_)) if !known => {}
            other => panic!("{id}, {known}: {other:?}"),
        }
        let again = store.commit(act).await;
        assert!(matches!(again, Ok(Outcome::Known(_))), "{id}: {again:?}");
    }
    for (on, acts) in on_chain {
        let events = store.aggregate(Uuid::from_bytes(chain(on).bytes())).await.expect("read");
        assert_eq!(events.len(), acts, "one event for each act on {on}");
        let recorded = heard(said, "recorded ").iter().filter(|it| **it == on).count();
        let rows = store.accesses_of(chain(on), None, 1_000).await.expect("read").entries;
        let (of_acts, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.what == "act");
        assert_eq!(of_acts.len(), acts, "{on}: one row of the access log for each act");
        assert!(rows.len() >= 2 * recorded, "{on}: {} rows of {recorded} pairs", rows.len());
        assert!(rows.len().is_multiple_of(2), "{on}: {} rows: half a pair", rows.len());
    }
    assert_eq!(verify(store, &mut |_, _| {}).await.expect("read").first_fault, None);
    assert_eq!(store.prove_access_log().await.expect("read").fault, None);
    sent.len() - stored.len()
}
