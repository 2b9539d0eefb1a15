//! What cannot be changed, and what is found when someone changes it all the same.

use brygga_store::{AccessEntry, AccessLog as _, verify};
use brygga_store_postgres::PostgresStore;
use brygga_testkit_postgres::{Database, database};
use tokio_postgres::NoTls;

use crate::common::{act, at, chain, commit, open_as};

/// Ten events in two streams of one partition.
async fn written(database: &Database) -> PostgresStore {
    let store = open_as(&database.address(), 7).await;
    let mut heads = [None, None];
    for n in 0..10u64 {
        let on = n % 2;
        let receipt = commit(&store, act(n, on * 16, heads[on as usize])).await;
        heads[on as usize] = Some(receipt.events[0].id);
    }
    store
}

#[tokio::test]
async fn facts_and_the_access_log_cannot_be_changed_or_deleted_by_the_program() {
    let Some(database) = database().await else { return };
    let _store = written(&database).await;
    let (client, connection) =
        tokio_postgres::connect(&database.address(), NoTls).await.expect("connects");
    tokio::spawn(connection);
    for table in
        ["event", "body", "replaces", "command", "access_entry", "access_person", "access_batch"]
    {
        for sql in [format!("DELETE FROM {table}"), format!("TRUNCATE {table}")] {
            let refused = client.batch_execute(&sql).await.expect_err(&sql);
            let code = refused.code().map(|code| code.code().to_owned());
            assert_eq!(code.as_deref(), Some("42501"), "{sql}: {refused:?}");
        }
    }
    let refused = client.batch_execute("UPDATE event SET seq = 1").await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn every_kind_of_damage_is_found_and_named() {
    let flip = |table: &str, column: &str, row: &str| {
        format!(
            "UPDATE {table} SET {column} = set_byte({column}, 40, 255 - get_byte({column}, 40))
             WHERE {row}"
        )
    };
    // What is done, the position of the first fault, a word of the reason, the number of faults.
    for (sql, position, word, faults) in [
        (&*flip("body", "bytes", "pos = 7"), 7, "body", 1),
        (&flip("event", "header", "pos = 4"), 4, "signature", 1),
        (&flip("event", "sig", "pos = 3"), 3, "signature", 1),
        ("UPDATE event SET sig = '\\x00' WHERE pos = 3", 3, "event 0 3", 2),
        ("UPDATE event SET seq = 9 WHERE pos = 9", 9, "its header says", 1),
        ("UPDATE event SET stream = '\\x00' WHERE pos = 2", 2, "event 0 2", 2),
        ("UPDATE event SET origin = 5 WHERE pos = 1", 1, "event 0 1", 2),
        ("DELETE FROM event WHERE pos = 5", 5, "missing", 2),
        ("DELETE FROM event WHERE pos = 10", 10, "missing", 1),
        ("DELETE FROM body WHERE pos = 6", 6, "body is missing", 1),
        ("DELETE FROM event", 1, "missing", 10),
    ] {
        let Some(database) = database().await else { return };
        let store = written(&database).await;
        database.execute(sql).await;
        let report = verify(&store, &mut |_, _| {}).await.expect("read");
        let (at, why) = report.first_fault.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(at.pos, position, "{sql}: {why}");
        assert!(why.contains(word), "{sql}: {why}");
        assert_eq!(report.faults, faults, "{sql}");
    }
}

fn entry(n: i64) -> AccessEntry {
    AccessEntry {
        at: at(n),
        user: None,
        assignment: None,
        unit: None,
        what: "show-chain".to_owned(),
        purpose: "vård".to_owned(),
        chain: Some(chain(1)),
        persons: vec![brygga_domain::ids::PersonId::from_bytes([n as u8; 16])],
        correlation: format!("r-{n}"),
    }
}

#[tokio::test]
async fn a_changed_access_log_of_any_origin_does_not_prove_itself() {
    for (sql, row, word) in [
        ("UPDATE access_entry SET what = 'show-list' WHERE number = 3", 3, "hashed"),
        ("UPDATE access_entry SET place = place + 1 WHERE number = 3", 3, "hashed"),
        ("DELETE FROM access_person WHERE entry = 2", 2, "hashed"),
        ("DELETE FROM access_entry WHERE number = 4", 4, "missing"),
        ("DELETE FROM access_entry WHERE number = 5", 5, "missing"),
        ("DELETE FROM access_batch WHERE number = 5", 5, "not signed"),
        ("DELETE FROM access_batch WHERE number = 2", 3, "does not end"),
        ("UPDATE access_batch SET signature = sha512('') WHERE number = 1", 1, "signature"),
    ] {
        let Some(database) = database().await else { return };
        let stores = [open_as(&database.address(), 1).await, open_as(&database.address(), 2).await];
        for n in 1..=5 {
            for store in &stores {
                store.record_access(vec![entry(n)]).await.expect("written");
            }
        }
        let proof = stores[0].prove_access_log().await.expect("read");
        assert_eq!((proof.rows, proof.batches, proof.fault), (10, 10, None));
        let page = stores[0].accesses_of(chain(1), None, 3).await.expect("read");
        assert_eq!(page.entries, [entry(5), entry(5), entry(4)], "of all origins, newest first");
        let page = stores[1].accesses_of(chain(1), page.next, 100).await.expect("read");
        assert_eq!(page.entries.len(), 7);

        // The second origin's chain alone.
        let (what, place) = sql.split_once(" WHERE ").expect("a condition");
        database.execute(&format!("{what} WHERE origin = 2 AND {place}")).await;
        let proof = stores[0].prove_access_log().await.expect("read");
        let (at, why) = proof.fault.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(at, row, "{sql}: {why}");
        assert!(why.contains(word) && why.contains("origin 2"), "{sql}: {why}");
    }
}
