//! What a power cut leaves: nothing acknowledged is lost, whatever of the unsynced writes reached the
//! disk (decision 35).

mod vfs;

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use brygga_store::{
    AccessEntry, AccessLog as _, CommitError, EventLog as _, Outcome, Prepared, Receipt,
    Writer as _, verify,
};
use brygga_store_sqlite::SqliteStore;
use uuid::Uuid;

use self::vfs::{Image, Unsynced};
use crate::common::{act, at, chain, cmd, on_disk, open};

/// What was answered so far.
#[derive(Debug, Clone, Default)]
struct Answered {
    acts: Vec<Receipt>,
    access_rows: u64,
}

/// A disk at a moment, with what had been answered by then.
struct Cut {
    word: String,
    image: Image,
    answered: Answered,
}

fn entry(n: u64) -> AccessEntry {
    AccessEntry {
        at: at(n as i64),
        user: None,
        assignment: None,
        unit: None,
        what: "view-chain".to_owned(),
        purpose: "vård".to_owned(),
        chain: Some(chain(n % 5)),
        persons: Vec::new(),
        correlation: format!("r-{n}"),
    }
}

/// The row of an act, on the chain of its writer.
fn row_of(n: u64, on: u64) -> AccessEntry {
    AccessEntry { what: "act".to_owned(), chain: Some(chain(on)), ..entry(n) }
}

async fn last_of(store: &SqliteStore, on: u64) -> Option<brygga_domain::ids::EventId> {
    let events = store.aggregate(Uuid::from_bytes(chain(on).bytes())).await.expect("read");
    events.last().map(|event| event.id)
}

/// Acts on a few chains, four at a time, each with its row of the access log, and rows beside them.
async fn work(store: &SqliteStore, acts: u64, answered: &Mutex<Answered>) {
    let writers = (0..4).map(|writer| async move {
        for n in (writer..acts).step_by(4) {
            let last = last_of(store, writer).await;
            let with_row = Prepared { access: vec![row_of(n, writer)], ..act(n, writer, last) };
            match store.commit(with_row).await {
                Ok(Outcome::Committed(receipt)) => {
                    answered.lock().expect("not poisoned").acts.push(receipt);
                }
                other => panic!("expected a commit, got {other:?}"),
            }
            if n % 3 == 0 {
                store.record_access(vec![entry(n), entry(n + 1)]).await.expect("written");
                answered.lock().expect("not poisoned").access_rows += 2;
            }
        }
    });
    futures::future::join_all(writers).await;
}

/// Opens what a cut left and compares it with the answers that were given before it.
async fn assert_nothing_lost(cut: &Cut, how: Unsynced) {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.expect("a folder");
    for (name, bytes) in &cut.image {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    }
    let word = format!("{} {how:?}", cut.word);
    let store = open(on_disk(folder.path()));
    for receipt in &cut.answered.acts {
        let found = store.command(receipt.cmd).await.expect("read");
        let found = found.unwrap_or_else(|| panic!("{word}: an answered act is lost"));
        assert_eq!(found.receipt.events, receipt.events, "{word}");
    }
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!(report.first_fault, None, "{word}");
    assert!(report.events >= cut.answered.acts.len() as u64, "{word}");
    let proof = store.prove_access_log().await.expect("read");
    assert_eq!(proof.fault, None, "{word}");
    assert!(proof.rows >= cut.answered.access_rows, "{word}");
    // An act that is there, answered or not, stands in the access log, and no other does.
    for writer in 0..4 {
        let events = store.aggregate(Uuid::from_bytes(chain(writer).bytes())).await.expect("read");
        let rows = store.accesses_of(chain(writer), None, 1_000).await.expect("read").entries;
        let rows = rows.iter().filter(|row| row.what == "act").count();
        assert_eq!(rows, events.len(), "{word}");
    }
    // It goes on: the next act has the next position.
    let next = act(1_000_000, 77, None);
    match store.commit(next).await {
        Ok(Outcome::Committed(receipt)) => {
            assert_eq!(receipt.events[0].position.pos, report.events + 1, "{word}");
        }
        other => panic!("{word}: {other:?}"),
    }
}

/// Runs some work on a disk that is looked at before the operations that `at` chooses.
async fn cuts_of(
    acts: u64,
    mut at: impl FnMut(u64) -> Option<Unsynced> + Send + 'static,
) -> Vec<(Cut, Unsynced)> {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.expect("a folder");
    let answered = Arc::new(Mutex::new(Answered::default()));
    let cuts = Arc::new(Mutex::new(Vec::new()));
    let (known, found) = (Arc::clone(&answered), Arc::clone(&cuts));
    let watch = Box::new(move |op: u64, word: &str, disk: &vfs::Disk| {
        if let Some(how) = at(op) {
            let answered = known.lock().expect("not poisoned").clone();
            let word = format!("before operation {op}, {word}:");
            let cut = Cut { word, image: disk.image(how), answered };
            found.lock().expect("not poisoned").push((cut, how));
        }
    });
    vfs::watch(folder.path(), None, Some(watch));
    let store = open(on_disk(folder.path()));
    work(&store, acts, &answered).await;
    // Closing copies the write-ahead log into the database.
    drop(store);
    vfs::forget(folder.path());
    std::mem::take(&mut *cuts.lock().expect("not poisoned"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_answered_is_lost_by_a_cut_at_any_write_point() {
    // Every operation on the disk is one: from the first byte of a new database to the last of its
    // closing. Between two of them the disk does not change, so no other point has another outcome.
    let cuts = cuts_of(12, |op| {
        Some(match op % 3 {
            0 => Unsynced::Kept,
            1 => Unsynced::Lost,
            _ => Unsynced::Some(op),
        })
    })
    .await;
    for (cut, how) in &cuts {
        assert_nothing_lost(cut, *how).await;
    }
    let words: std::collections::BTreeSet<&str> =
        cuts.iter().filter_map(|(cut, _)| cut.word.split(' ').nth(3)).collect();
    println!("{} write points: {words:?}", cuts.len());
    assert!(cuts.len() > 100, "{}", cuts.len());
    assert!(["write", "sync"].iter().all(|word| words.contains(word)), "{words:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_answered_is_lost_by_power_cuts_at_random_under_load() {
    let mut next = 40;
    let cuts = cuts_of(160, move |op| {
        if op < next {
            return None;
        }
        next += 17 + (op * 7_919) % 43;
        Some(if op % 5 == 0 { Unsynced::Lost } else { Unsynced::Some(op) })
    })
    .await;
    for (cut, how) in &cuts {
        assert_nothing_lost(cut, *how).await;
    }
    let answered = cuts.iter().map(|(cut, _)| cut.answered.acts.len()).max().unwrap_or(0);
    println!("{} power cuts, up to {answered} acts answered before", cuts.len());
    assert!(cuts.len() >= 20, "{}", cuts.len());
    assert!(answered > 50, "{answered}");
}

const CHILD: &str = "powerfail::child_whose_disk_fails_to_sync";

#[tokio::test]
#[ignore = "only runs as the child of the test below"]
async fn child_whose_disk_fails_to_sync() {
    let Ok(folder) = std::env::var("BRYGGA_TEST_FOLDER") else { return };
    let folder = Path::new(&folder);
    vfs::watch(folder, Some(30), None);
    let store = open(on_disk(folder));
    for n in 0..1_000 {
        match store.commit(act(n, n, None)).await {
            Ok(_) => println!("stored {n}"),
            Err(error) => println!("then: {error}"),
        }
    }
}

#[tokio::test]
async fn a_failed_sync_ends_the_process_and_loses_nothing_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(std::env::current_exe().expect("our own path"))
        .args(["--exact", CHILD, "--ignored", "--nocapture"])
        .env("BRYGGA_TEST_FOLDER", folder.path())
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    // Sync is never tried again: what the disk holds is not known any more.
    assert_eq!(output.status.signal(), Some(6), "it aborts: {said}");
    assert!(!said.contains("then:"), "nobody is answered after it: {said}");
    let stored: Vec<u64> =
        said.lines().filter_map(|line| line.rsplit_once("stored ")?.1.parse().ok()).collect();
    assert!((5..100).contains(&stored.len()), "{said}");
    let store = open(on_disk(folder.path()));
    for n in &stored {
        assert!(store.command(cmd(*n)).await.expect("read").is_some(), "{n} was answered");
    }
    assert_eq!(verify(&store, &mut |_, _| {}).await.expect("read").first_fault, None);
    let again = store.commit(act(5_000, 5_000, None)).await;
    assert!(matches!(again, Ok(Outcome::Committed(_)) | Err(CommitError::Stale(_))), "{again:?}");
}
