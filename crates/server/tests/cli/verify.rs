//! What `brygga verify` finds beside the log itself, and how it is told to look.

use std::fs;
use std::path::Path;

use brygga_web::urls;
use rusqlite::Connection;

use crate::browser::Browser;
use crate::harness::{PASSWORD, Server, admission, brygga, county_with_kim, text};

/// A site that somebody has worked on: events, and rows in the access log.
fn site(data: &Path) {
    let mut server = Server::start(data);
    county_with_kim(data);
    let sent = server.sender().send(&admission("C1", "V1", "193108028287", "AVD37")).unwrap();
    assert_eq!(sent, "AA");
    let mut kim = Browser::default();
    assert_eq!(kim.sign_in(&server.http, "kim", PASSWORD).unwrap().status, 303);
    assert_eq!(kim.get(&server.http, urls::HOME).unwrap().status, 200);
    assert_eq!(server.stop(), Some(0));
}

fn said(args: &[&str], data: &Path) -> (Option<i32>, String) {
    let output = brygga(args, data);
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

/// Somebody with the file in their hands.
fn tamper(data: &Path, sql: &str) {
    let db = Connection::open(data.join("log.db")).unwrap();
    let triggers: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .and_then(|mut rows| rows.query_map([], |row| row.get(0))?.collect())
        .unwrap();
    for trigger in triggers {
        db.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    db.execute_batch(sql).unwrap();
}

#[test]
fn the_newest_rows_of_the_access_log_cannot_be_cut_off_with_their_batch() {
    let data = tempfile::tempdir().unwrap();
    site(data.path());
    let (code, good) = said(&["verify"], data.path());
    assert_eq!(code, Some(0), "{good}");
    assert!(good.contains("the remembered row ") && good.ends_with("good\n"), "{good}");

    tamper(
        data.path(),
        "DELETE FROM access_person WHERE entry = (SELECT max(number) FROM access_entry);
         DELETE FROM access_entry WHERE number = (SELECT max(number) FROM access_entry);
         DELETE FROM access_batch WHERE number = (SELECT max(number) FROM access_batch);
         DELETE FROM access_entry WHERE number > (
             SELECT coalesce(max(last_entry), 0) FROM access_batch
         );",
    );
    let (code, cut) = said(&["verify"], data.path());
    assert_eq!(code, Some(1), "{cut}");
    assert!(cut.contains("are cut off: this server closed batch"), "{cut}");
    assert!(cut.contains("in all: 1, the first: access log: the rows"), "{cut}");

    // Care goes on, and what was found is not forgotten by it.
    let mut server = Server::start(data.path());
    assert_eq!(server.stop(), Some(0));
    assert!(data.path().join("origin/access.lost").exists());
    let (code, after) = said(&["verify"], data.path());
    assert_eq!(code, Some(1), "{after}");
}

#[test]
fn the_newest_events_cannot_be_cut_off() {
    let data = tempfile::tempdir().unwrap();
    site(data.path());
    tamper(
        data.path(),
        "DELETE FROM body WHERE event_pos = (SELECT max(pos) FROM event);
         DELETE FROM event WHERE pos = (SELECT max(pos) FROM event);
         UPDATE head SET seq = seq - 1;",
    );
    let (code, cut) = said(&["verify"], data.path());
    assert_eq!(code, Some(1), "{cut}");
    assert!(cut.contains("not what this server has written up to position "), "{cut}");
}

#[test]
fn a_changed_row_of_a_list_is_found_and_named() {
    let data = tempfile::tempdir().unwrap();
    site(data.path());
    let (code, good) = said(&["verify", "--projections"], data.path());
    assert_eq!(code, Some(0), "{good}");
    assert!(good.contains("lists: 2 rows"), "a stay and an identifier: {good}");
    for (sql, word) in [
        ("UPDATE stay SET place = '99'", "place not what the log says"),
        ("INSERT INTO unit_counter VALUES ('X', 1, 0, 0, 0)", "unit_counter X: does not follow"),
        ("DELETE FROM person_identifier", "is missing"),
    ] {
        tamper(data.path(), sql);
        let (code, bad) = said(&["verify", "--projections"], data.path());
        assert_eq!(code, Some(1), "{bad}");
        assert!(
            bad.contains(word) && !bad.contains("193108028287"),
            "named without a number: {bad}"
        );
        assert_eq!(said(&["rebuild"], data.path()).0, Some(0));
    }
}

#[test]
fn a_part_is_checked_when_asked_for_and_what_cannot_be_is_said() {
    let data = tempfile::tempdir().unwrap();
    site(data.path());
    let (code, sample) = said(&["verify", "--sample", "7"], data.path());
    assert_eq!(code, Some(0), "{sample}");
    assert!(sample.contains("events: 7 in "), "{sample}");
    let (code, none) = said(&["verify", "--since-checkpoint"], data.path());
    assert_eq!(code, Some(2), "{none}");
    assert!(none.contains("there is no checkpoint yet"), "{none}");
    let (code, none) = said(&["verify", "--resume"], data.path());
    assert_eq!(code, Some(2), "{none}");
    assert!(none.contains("no check was interrupted"), "{none}");
    // As an interrupted check leaves it.
    let whole = said(&["verify"], data.path()).1;
    let state = "events = 3\nfaults = 1\nbroken = [0]\n\n[first]\npart = 0\npos = 2\n\
                 why = \"the body is missing\"\n\n[[marks]]\npart = 0\npos = 3\n";
    let state = format!("{state}digest = \"{}\"\n", "00".repeat(32));
    fs::write(data.path().join("verify.state"), state).unwrap();
    let (code, resumed) = said(&["verify", "--resume"], data.path());
    assert_eq!(code, Some(1), "{resumed}");
    let count = |said: &str| {
        let line = said.lines().find(|line| line.starts_with("events: ")).unwrap().to_owned();
        line.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(count(&resumed), count(&whole), "the rest was checked, the beginning was not");
    assert!(resumed.contains("faults: 1, the first at position 2: the body is missing"));
    assert!(!data.path().join("verify.state").exists(), "it came to its end");
}
