//! The simulated county as a program: it goes on when asked, stands still when not, and a folder
//! that was left or interrupted is met with plain words.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::browser::Browser;
use crate::harness::{KIM, Server, brygga, text, wait};

const COUNTY: [&str; 5] = ["demo", "--weeks", "1", "--until", "2026-11-17T09:00:00Z"];

/// One of each of the large wards: most acts concern one of them.
const WATCHERS: [&str; 5] = [
    KIM,
    "TST9900000001-PLOVE",
    "TST9900000001-PILAP",
    "TST9900000001-PRONJ",
    "TST9900000001-PVIDE",
];

/// Events in the log; a reader needs no lock.
fn events(data: &Path) -> u64 {
    let said = text(&brygga(&["verify"], data).stdout);
    let number = said.strip_prefix("events: ").and_then(|rest| rest.split(' ').next());
    number.unwrap_or_else(|| panic!("{said}")).parse().expect("a number")
}

/// Runs the demo until it refuses; gives what it says. One that starts after all is ended.
fn refused(args: &[&str], data: &Path) -> String {
    let output = Command::new("timeout")
        .args(["60", env!("CARGO_BIN_EXE_brygga")])
        .args(args)
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .env("BRYGGA_LOG", "warn")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    text(&output.stderr)
}

#[test]
fn a_living_county_goes_on_and_another_one_stands_still() {
    let data = tempfile::tempdir().unwrap();
    let mut still = Server::run(&COUNTY, data.path());
    assert!(still.said.contains("live: no"), "{}", still.said);
    let before = events(data.path());
    wait(Duration::from_secs(3));
    assert_eq!(events(data.path()), before, "nobody acts");
    still.stop();
    let live = Server::run(&["demo", "--live", "--live-every", "1"], data.path());
    assert!(live.said.contains("live: somebody acts every 1 s"), "{}", live.said);
    let (told, heard) = mpsc::channel();
    for person in WATCHERS {
        let (server, told) = (live.http.clone(), told.clone());
        thread::spawn(move || {
            let mut browser = Browser::default();
            assert_eq!(browser.demo_sign_in(&server, person).unwrap().status, 303);
            // The others break off with the server.
            if let Ok(change) = browser.wait_for_change(&server) {
                let _ = told.send(change);
            }
        });
    }
    let change = heard.recv_timeout(Duration::from_secs(60)).expect("an open page hears of it");
    assert!(change.contains("\"topic\":\"chain:"), "{change}");
    assert!(events(data.path()) > before, "what an open page hears of is in the log");
}

#[test]
fn a_county_that_was_left_goes_on_where_it_was_and_is_not_made_anew() {
    let data = tempfile::tempdir().unwrap();
    let mut first = Server::run(&COUNTY, data.path());
    let before = events(data.path());
    assert_eq!(first.stop(), Some(0));
    // Its lists are those of the moment at which it was left, also when they are made anew.
    let said = text(&brygga(&["rebuild"], data.path()).stdout);
    let hash = |line: &str| said.lines().find_map(|it| it.strip_prefix(line)).map(str::trim);
    assert!(hash("before:").is_some() && hash("before:") == hash("after:"), "{said}");
    let second = Server::run(&["demo"], data.path());
    assert!(second.said.contains("county: as it was left"), "{}", second.said);
    // 10:00 in Stockholm, and the seconds that the first one ran.
    assert!(second.said.contains("clock: goes on from 2026-11-17 10:0"), "{}", second.said);
    assert_eq!(events(data.path()), before);
    drop(second);
    // It was left ahead of the machine's clock: the clock does not go back.
    fs::write(data.path().join("clock"), "2199-05-01T10:00:00Z").unwrap();
    let ahead = Server::run(&["demo"], data.path());
    assert!(ahead.said.contains("clock: goes on from 2199-05-01 12:00"), "{}", ahead.said);
    drop(ahead);
    for (flag, value) in [("--seed", "7"), ("--weeks", "2"), ("--until", "2026-11-18T09:00:00Z")] {
        let why = refused(&["demo", flag, value], data.path());
        assert!(why.contains(&format!("leave {flag} out")), "{why}");
    }
}

#[test]
fn a_county_whose_making_was_interrupted_is_refused_and_says_how_to_begin_again() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("county");
    let mut child = Command::new(env!("CARGO_BIN_EXE_brygga"))
        .args(["demo", "--weeks", "8", "--listen", "127.0.0.1:0", "--data"])
        .arg(&folder)
        .env("BRYGGA_LOG", "warn")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // More than the tables and the registry take: one that stopped before its first event is made.
    let log = folder.join("log.db-wal");
    for _ in 0..2_000 {
        wait(Duration::from_millis(5));
        if fs::metadata(&log).is_ok_and(|file| file.len() > 3_000_000) {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let why = refused(&["demo"], &folder);
    assert!(why.contains("not whole") && why.contains("rm -r "), "{why}");
    fs::remove_dir_all(&folder).unwrap();
    assert!(Server::run(&COUNTY, &folder).said.contains("making a county"));
}

#[test]
fn a_county_that_was_interrupted_before_its_first_event_is_made_after_all() {
    let data = tempfile::tempdir().unwrap();
    let unfinished = "seed = 1\nweeks = 8\nuntil = \"2026-11-17T09:00:00Z\"\nwhole = false\n";
    fs::write(data.path().join("county"), unfinished).unwrap();
    assert!(Server::run(&COUNTY, data.path()).said.contains("making a county"));
}

#[test]
fn a_history_that_ends_in_the_future_is_refused_before_anything_is_made() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("county");
    let why = refused(&["demo", "--until", "2199-01-01T00:00:00Z"], &folder);
    assert!(why.contains("later than now") && why.contains("leave --until out"), "{why}");
    assert!(!folder.exists());
}
