//! What cannot be changed, and what is found when someone changes it all the same.

use std::path::Path;

use brygga_store::{AccessEntry, AccessLog as _, StoreError, VerifyReport, verify};
use brygga_store_sqlite::SqliteStore;
use rusqlite::{Connection, params};

use crate::common::{act, at, chain, commit, on_disk, open};

/// Ten events in two streams, closed.
async fn written(folder: &Path) {
    let store = open(on_disk(folder));
    let mut heads = [None, None];
    for n in 0..10 {
        let on = n % 2;
        let receipt = commit(&store, act(n, on, heads[on as usize])).await;
        heads[on as usize] = Some(receipt.events[0].id);
    }
}

fn raw(folder: &Path) -> Connection {
    Connection::open(folder.join("log.db")).expect("opens")
}

/// Someone with the file in their hands: drops the triggers and changes what they want.
pub(crate) fn tamper(folder: &Path, sql: &str) {
    let db = raw(folder);
    let triggers: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .and_then(|mut rows| rows.query_map([], |row| row.get(0))?.collect())
        .expect("read");
    for trigger in triggers {
        db.execute_batch(&format!("DROP TRIGGER {trigger}")).expect("dropped");
    }
    db.execute_batch(sql).expect("tampered");
}

async fn report_after(sql: &str) -> VerifyReport {
    let folder = tempfile::tempdir().expect("a folder");
    written(folder.path()).await;
    tamper(folder.path(), sql);
    let store = open(on_disk(folder.path()));
    verify(&store, &mut |_, _| {}).await.expect("read")
}

#[tokio::test]
async fn facts_and_the_access_log_cannot_be_changed_or_deleted_by_sql() {
    let folder = tempfile::tempdir().expect("a folder");
    written(folder.path()).await;
    {
        let store = open(on_disk(folder.path()));
        store.record_access(vec![entry(1)]).await.expect("written");
    }
    let db = raw(folder.path());
    for table in ["event", "body", "command", "access_entry", "access_person", "access_batch"] {
        let column: String = db
            .query_row("SELECT name FROM pragma_table_info(?1) LIMIT 1", [table], |row| row.get(0))
            .expect("read");
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET {column} = 1")] {
            let refused = db.execute(&sql, []).expect_err(&sql).to_string();
            assert!(refused.contains("never"), "{sql}: {refused}");
        }
    }
}

#[tokio::test]
async fn a_good_log_verifies_with_progress() {
    let folder = tempfile::tempdir().expect("a folder");
    written(folder.path()).await;
    let store = open(on_disk(folder.path()));
    let mut told = Vec::new();
    let report = verify(&store, &mut |done, of| told.push((done, of))).await.expect("read");
    assert_eq!((report.events, report.streams, report.faults), (10, 2, 0));
    assert_eq!(told.last(), Some(&(10, 10)));
}

#[tokio::test]
async fn every_kind_of_damage_is_found_and_named() {
    let flip = |table: &str, column: &str, row: &str| {
        format!(
            "UPDATE {table} SET {column} =
                 CAST(substr({column}, 1, 40) || x'fe' || substr({column}, 42) AS BLOB)
             WHERE {row}"
        )
    };
    // What is done, the position of the first fault, a word of the reason, the number of faults.
    for (sql, position, word, faults) in [
        (&*flip("body", "bytes", "event_pos = 7"), 7, "body", 1),
        (&flip("event", "header", "pos = 4"), 4, "signature", 1),
        (&flip("event", "sig", "pos = 3"), 3, "signature", 1),
        (&flip("event", "id", "pos = 10"), 10, "", 1),
        ("UPDATE event SET sig = x'00' WHERE pos = 3", 3, "event 3", 2),
        ("UPDATE event SET seq = 9 WHERE pos = 9", 9, "its header says", 1),
        // One that cannot be read, and the one that follows it in its stream.
        ("UPDATE event SET stream = x'00' WHERE pos = 2", 2, "event 2", 2),
        ("UPDATE event SET origin = 5 WHERE pos = 1", 1, "event 1", 2),
        ("DELETE FROM event WHERE pos = 5", 5, "missing", 2),
        ("DELETE FROM event WHERE pos = 10", 10, "missing", 1),
        ("DELETE FROM event", 1, "missing", 10),
        ("DELETE FROM body WHERE event_pos = 6", 6, "body is missing", 1),
    ] {
        let report = report_after(sql).await;
        let (at, why) = report.first_fault.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(at.pos, position, "{sql}: {why}");
        assert!(why.contains(word), "{sql}: {why}");
        assert_eq!(report.faults, faults, "{sql}");
    }
}

#[tokio::test]
async fn an_event_signed_by_another_key_is_a_forgery() {
    use brygga_domain::envelope::{Header, SigningKey, sign};
    let folder = tempfile::tempdir().expect("a folder");
    written(folder.path()).await;
    let db = raw(folder.path());
    let bytes: Vec<u8> = db
        .query_row("SELECT header FROM event WHERE pos = 10", [], |row| row.get(0))
        .expect("read");
    // The last event of its stream, with a time of the forger's choice: all hashes hold.
    let mut header = Header::from_bytes(&bytes).expect("good");
    header.hlc.0 += 1;
    let forged = sign(&header, &SigningKey::from_bytes(&[9; 32]));
    tamper(folder.path(), "");
    db.execute(
        "UPDATE event SET id = ?1, header = ?2, sig = ?3 WHERE pos = 10",
        params![&forged.id.0[..], forged.bytes, &forged.signature[..]],
    )
    .expect("forged");
    let store = open(on_disk(folder.path()));
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    let (at, why) = report.first_fault.expect("found");
    assert_eq!((at.pos, report.faults), (10, 1));
    assert!(why.contains("signature"), "{why}");
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
async fn a_changed_access_log_does_not_prove_itself() {
    for (sql, row, word) in [
        ("UPDATE access_entry SET what = 'show-list' WHERE number = 3", 3, "hashed"),
        ("DELETE FROM access_person WHERE entry = 2", 2, "hashed"),
        ("DELETE FROM access_entry WHERE number = 4", 4, "missing"),
        ("DELETE FROM access_entry WHERE number = 5", 5, "missing"),
        ("DELETE FROM access_batch WHERE number = 5", 5, "not signed"),
        ("DELETE FROM access_batch WHERE number = 2", 3, "does not end"),
        ("UPDATE access_batch SET signature = zeroblob(64) WHERE number = 1", 1, "signature"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        {
            let store = open(on_disk(folder.path()));
            for n in 1..=5 {
                store.record_access(vec![entry(n)]).await.expect("written");
            }
        }
        tamper(folder.path(), sql);
        let store = open(on_disk(folder.path()));
        let proof = store.prove_access_log().await.expect("read");
        let (at, why) = proof.fault.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(at, row, "{sql}: {why}");
        assert!(why.contains(word), "{sql}: {why}");
    }
}

#[tokio::test]
async fn a_row_that_does_not_read_back_is_an_error_of_its_page() {
    let folder = tempfile::tempdir().expect("a folder");
    written(folder.path()).await;
    tamper(folder.path(), "UPDATE event SET stream = x'00' WHERE pos = 2");
    let store: SqliteStore = open(on_disk(folder.path()));
    let page = brygga_store::EventLog::after(&store, Default::default(), 5).await;
    let Err(StoreError::Damaged(why)) = page else { panic!("damaged") };
    assert!(why.contains("event 2"), "{why}");
}

#[tokio::test]
async fn a_damaged_file_is_found_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    written(folder.path()).await;
    let page: i64 = raw(folder.path())
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'event_stream'", [], |row| {
            row.get(0)
        })
        .expect("read");
    let path = folder.path().join("log.db");
    let mut bytes = std::fs::read(&path).expect("read");
    let at = (page as usize - 1) * 4096;
    // Entries lie at the end of a page.
    bytes[at + 4_000..at + 4_060].fill(0xff);
    std::fs::write(&path, bytes).expect("written");
    let store = open(on_disk(folder.path()));
    // The log reads well: what is damaged is the index over it.
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.first_fault), (10, None));
    let found = brygga_store::EventLog::check_files(&store).await;
    let said = match found {
        Ok(found) => found.join("; "),
        Err(error) => error.to_string(),
    };
    assert!(said.contains("event_stream") || said.contains("malformed"), "{said}");
}
