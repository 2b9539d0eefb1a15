//! The long county, on a short one: interrupted, gone on with, the same on both engines.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::harness::{brygga, text, wait};

const COUNTY: [&str; 7] =
    ["simulate", "--months", "1", "--until", "2026-11-17T09:00:00Z", "--seed", "5"];

/// What a run says of its log: positions with ids, and ids alone.
fn digests(said: &str) -> (String, String) {
    let last = |word: &str| {
        let line = said.lines().find(|line| line.trim_start().starts_with(word));
        let line = line.unwrap_or_else(|| panic!("{said}"));
        line.rsplit(' ').next().unwrap_or_default().to_owned()
    };
    (last("log:"), last("ids alone"))
}

fn whole(data: &Path) -> String {
    let done = brygga(&COUNTY, data);
    assert!(done.status.success(), "{}", text(&done.stderr));
    text(&done.stdout)
}

/// Events that are durable in a folder.
fn events(data: &Path) -> i64 {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let Ok(db) = rusqlite::Connection::open_with_flags(data.join("log.db"), flags) else {
        return 0;
    };
    db.query_row("SELECT seq FROM head", [], |row| row.get(0)).unwrap_or(0)
}

#[test]
fn a_county_that_was_killed_goes_on_to_the_same_log_and_both_engines_have_the_same_ids() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let said = whole(one.path());
    let (placed, ids) = digests(&said);
    assert!(said.contains("of all chains: "), "{said}");

    let mut first = Command::new(env!("CARGO_BIN_EXE_brygga"))
        .args(COUNTY)
        .arg("--data")
        .arg(two.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..6_000 {
        if events(two.path()) > 4_000 || first.try_wait().unwrap().is_some() {
            break;
        }
        wait(Duration::from_millis(20));
    }
    first.kill().unwrap();
    assert!(!first.wait().unwrap().success(), "it was killed in the middle");
    let half = events(two.path());
    assert!(half > 4_000, "{half} events");
    let refused = brygga(&["demo"], two.path());
    assert!(text(&refused.stderr).contains("`brygga simulate` goes on"), "{refused:?}");
    assert_eq!(digests(&whole(two.path())), (placed, ids.clone()));
    // Once whole it stays as it is.
    assert!(whole(two.path()).contains("whole already"));
    let other = brygga(&[&COUNTY[..5], &["--seed", "6"]].concat(), two.path());
    assert!(text(&other.stderr).contains("was begun with seed 5"), "{}", text(&other.stderr));
    let verified = brygga(&["verify"], two.path());
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(brygga_testkit_postgres::database());
    let Some(database) = database else { return };
    let three = tempfile::tempdir().unwrap();
    let line = format!("database = \"{}\"\n", database.address());
    std::fs::write(three.path().join("brygga.toml"), line).unwrap();
    assert_eq!(digests(&whole(three.path())).1, ids);
}
