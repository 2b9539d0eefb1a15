//! Checks of a long log, with checkpoints.

use std::path::Path;

use brygga_domain::envelope::{Header, Origin, SigningKey, sign};
use brygga_store::conformance::{a_long_log, a_long_log_is_checked_from_anywhere};
use brygga_store::{EventLog as _, VerifyReport, VerifyState, verify, verify_from};
use brygga_store_sqlite::Place;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::common::{on_disk, open, options};
use crate::damage::tamper;

fn writer() -> (Origin, SigningKey) {
    let origin = Origin { node: Uuid::from_u128(7), epoch: u64::MAX - 1 };
    (origin, SigningKey::from_bytes(&[7; 32]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_may_begin_anywhere() {
    let (origin, key) = writer();
    a_long_log_is_checked_from_anywhere(&open(options(Place::Temporary)), origin, &key).await;
}

async fn report_of(folder: &Path, since_checkpoint: bool) -> VerifyReport {
    let store = open(on_disk(folder));
    if !since_checkpoint {
        return verify(&store, &mut |_, _| {}).await.expect("read");
    }
    let last = store.last_checkpoint().await.expect("read").expect("there is one");
    let start = VerifyState::after(&last);
    verify_from(&store, start, 2, &mut |_, _| {}).await.expect("read")
}

/// Somebody with the key of the server, and so with good signatures, writes history anew.
fn rewrite(folder: &Path, pos: i64) {
    let db = Connection::open(folder.join("log.db")).expect("opens");
    let sql = "SELECT header FROM event WHERE pos = ?1";
    let bytes: Vec<u8> = db.query_row(sql, [pos], |row| row.get(0)).expect("read");
    let mut header = Header::from_bytes(&bytes).expect("good");
    header.hlc.0 += 1;
    let again = sign(&header, &writer().1);
    let sql = "UPDATE event SET id = ?1, header = ?2, sig = ?3 WHERE pos = ?4";
    let row = params![&again.id.0[..], again.bytes, &again.signature[..], pos];
    db.execute(sql, row).expect("written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_checkpoint_covers_can_be_neither_cut_off_nor_written_anew() {
    let cut = "DELETE FROM event WHERE pos > 9000; DELETE FROM body WHERE event_pos > 9000;
               UPDATE head SET seq = 9000";
    let whole = tempfile::tempdir().expect("a folder");
    let (origin, key) = writer();
    a_long_log(&open(on_disk(whole.path())), origin, &key).await;
    // What is done, the position of the first fault, a word of the reason, and whether a check since
    // the checkpoint finds it too.
    for (sql, position, word, since) in [
        (cut, 10_000, "ends before checkpoint 1", true),
        ("UPDATE checkpoint SET signature = zeroblob(64)", 10_000, "signature of checkpoint", true),
        ("UPDATE checkpoint SET number = 2", 10_000, "checkpoint 1 is missing", true),
        ("UPDATE checkpoint SET marks = x'00'", 0, "checkpoint 1 does not read", false),
        ("UPDATE body SET bytes = x'00' WHERE event_pos = 10020", 10_020, "body", true),
        ("UPDATE body SET bytes = x'00' WHERE event_pos = 20", 20, "body", false),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::copy(whole.path().join("log.db"), folder.path().join("log.db")).expect("copied");
        tamper(folder.path(), sql);
        let report = report_of(folder.path(), false).await;
        let (at, why) = report.first_fault.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(at.pos, position, "{sql}: {why}");
        assert!(why.contains(word), "{sql}: {why}");
        if word != "checkpoint 1 does not read" {
            let found = report_of(folder.path(), true).await.first_fault;
            assert_eq!(found.is_some(), since, "{sql}: {found:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_even_who_has_the_key_writes_history_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let (origin, key) = writer();
    a_long_log(&open(on_disk(folder.path())), origin, &key).await;
    // The last event, so that no link contradicts it.
    tamper(
        folder.path(),
        "DELETE FROM event WHERE pos > 10000; DELETE FROM body WHERE event_pos > 10000;
         UPDATE head SET seq = 10000",
    );
    rewrite(folder.path(), 10_000);
    let report = report_of(folder.path(), false).await;
    let (at, why) = report.first_fault.expect("found");
    assert_eq!((at.pos, report.faults), (10_000, 1), "{why}");
    assert!(why.contains("not what checkpoint 1 signed"), "{why}");
}
