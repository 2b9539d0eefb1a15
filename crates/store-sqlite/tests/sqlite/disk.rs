//! A full disk and a failing disk.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use brygga_store::{
    AccessLog as _, CommitError, EventLog as _, Outcome, StoreError, Writer as _, verify,
};
use brygga_store_sqlite::Place;
use uuid::Uuid;

use crate::common::{act, chain, cmd, commit, on_disk, open, options};

#[tokio::test]
async fn on_a_full_disk_nothing_is_half_written_and_reading_goes_on() {
    let fatal = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fatal);
    let store = open(options(Place::Temporary).max_pages(200).on_fatal(Arc::new(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    })));
    let mut stored = 0;
    let refused = loop {
        match store.commit(act(stored, stored, None)).await {
            Ok(Outcome::Committed(_)) => stored += 1,
            other => break other,
        }
        assert!(stored < 2_000, "the disk fills");
    };
    assert!(matches!(refused, Err(CommitError::Store(StoreError::Full))), "{refused:?}");
    assert!(stored > 20, "{stored}");
    let again = store.commit(act(stored, stored, None)).await;
    assert!(matches!(again, Err(CommitError::Store(StoreError::Full))), "{again:?}");

    let read = store.aggregate(Uuid::from_bytes(chain(1).bytes())).await.expect("reading goes on");
    assert_eq!(read.len(), 1);
    assert!(store.command(cmd(stored)).await.expect("read").is_none());
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.first_fault), (stored, None));
    assert_eq!(store.prove_access_log().await.expect("read").fault, None);
    assert_eq!(fatal.load(Ordering::SeqCst), 0, "a full disk does not end the process");
}

#[tokio::test]
async fn what_was_applied_and_lost_to_a_full_disk_is_said_by_the_flush() {
    let store = open(options(Place::Temporary).max_pages(200));
    let mut n = 0;
    let refused = loop {
        match store.apply(act(n, n, None)).await {
            Ok(_) => n += 1,
            Err(error) => break error,
        }
        assert!(n < 2_000, "the disk fills");
    };
    assert!(matches!(refused, CommitError::Store(StoreError::Full)), "{refused:?}");
    assert!(matches!(store.flush().await, Err(StoreError::Full)));
    assert!(store.flush().await.is_ok(), "said once");
    assert!(store.last().await.expect("read").is_empty(), "all of it is gone");
    // Sequences begin again: nothing of the lost transaction is remembered.
    let receipt = commit(&store, act(0, 0, None)).await;
    assert_eq!((receipt.events[0].position.pos, receipt.events[0].seq), (1, 1));
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!((report.events, report.first_fault), (1, None));
}

/// In a process of its own, because a limit on the size of files holds for the whole process.
const CHILD: &str = "disk::child_that_writes_until_the_disk_fails";

#[tokio::test]
#[ignore = "only runs as the child of the tests below"]
async fn child_that_writes_until_the_disk_fails() {
    let Ok(folder) = std::env::var("BRYGGA_TEST_FOLDER") else { return };
    let mut options = on_disk(folder.as_ref());
    if std::env::var_os("BRYGGA_TEST_OBSERVE").is_some() {
        options = options.on_fatal(Arc::new(|why| println!("fatal: {why}")));
    }
    let store = open(options);
    for n in 0.. {
        match store.commit(act(n, n % 7, None)).await {
            Ok(_) => println!("stored {n}"),
            Err(CommitError::Stale(_)) => {
                let aggregate = Uuid::from_bytes(chain(n % 7).bytes());
                let events = store.aggregate(aggregate).await.expect("read");
                match store.commit(act(n, n % 7, events.last().map(|event| event.id))).await {
                    Ok(_) => println!("stored {n}"),
                    Err(error) => return println!("then: {error}"),
                }
            }
            Err(error) => return println!("then: {error}"),
        }
    }
}

/// Runs the child with files limited to a megabyte: the write-ahead log hits it.
fn run_child(folder: &Path, observe: bool) -> (ExitStatus, String) {
    let test = std::env::current_exe().expect("our own path");
    let mut child = Command::new("sh");
    child
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -c 0; ulimit -f 2048; exec \"$0\" \"$@\"")
        .arg(test)
        .args(["--exact", CHILD, "--ignored", "--nocapture"])
        .env("BRYGGA_TEST_FOLDER", folder);
    if observe {
        child.env("BRYGGA_TEST_OBSERVE", "1");
    }
    let output = child.output().expect("sh runs");
    (output.status, String::from_utf8_lossy(&output.stdout).into_owned())
}

async fn assert_all_acknowledged_are_there(folder: &Path, said: &str) {
    let stored: Vec<u64> =
        said.lines().filter_map(|line| line.rsplit_once("stored ")?.1.parse().ok()).collect();
    assert!(stored.len() > 10, "{said}");
    let store = open(on_disk(folder));
    for n in &stored {
        assert!(store.command(cmd(*n)).await.expect("read").is_some(), "{n} was acknowledged");
    }
    let report = verify(&store, &mut |_, _| {}).await.expect("read");
    assert_eq!(report.first_fault, None);
    assert!((stored.len() as u64..=stored.len() as u64 + 1).contains(&report.events));
}

#[cfg(unix)]
#[tokio::test]
async fn a_failing_disk_ends_the_process_and_loses_nothing_acknowledged() {
    use std::os::unix::process::ExitStatusExt as _;
    const SIGABRT: i32 = 6;
    let folder = tempfile::tempdir().expect("a folder");
    let (status, said) = run_child(folder.path(), false);
    assert_eq!(status.signal(), Some(SIGABRT), "{said}");
    assert_all_acknowledged_are_there(folder.path(), &said).await;
}

#[cfg(unix)]
#[tokio::test]
async fn after_a_failed_write_the_outcome_is_unknown_and_the_hook_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, said) = run_child(folder.path(), true);
    assert!(said.contains("fatal: the disk failed during a write"), "{said}");
    assert!(said.contains("then: the outcome is unknown"), "{said}");
    assert_all_acknowledged_are_there(folder.path(), &said).await;
}
