//! A backup is made while a server writes, and what is restored from it goes on in a new epoch.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::browser::Browser;
use crate::harness::{PASSWORD, Server, admission, brygga, county_with_kim, export, text};

/// A folder for everything, with a pair of keys.
struct Place {
    folder: tempfile::TempDir,
    recipient: String,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let recipient = make_key(&folder.path().join("key.txt"));
        Self { folder, recipient }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn backup(&self, data: &Path, name: &str) -> std::process::Output {
        let to = self.path(name);
        let args = ["backup", "--to", to.to_str().unwrap(), "--recipient", &self.recipient];
        brygga(&args, data)
    }

    fn restore(&self, name: &str, key: &str, data: &Path) -> std::process::Output {
        let (file, key) = (self.path(name), self.path(key));
        let args = ["restore", file.to_str().unwrap(), "--identity", key.to_str().unwrap()];
        brygga(&args, data)
    }

    /// The restore is refused in these words, and nothing of it is left.
    fn refused(&self, name: &str, key: &str, words: &str) {
        let before = names(self.folder.path());
        let output = self.restore(name, key, &self.path("target"));
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(words) && !said.contains("SECRET-KEY-1Q"), "no {words}: {said}");
        assert_eq!(names(self.folder.path()), before, "something is left");
    }
}

fn make_key(to: &Path) -> String {
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_brygga"))
        .args(["backup-key", to.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", text(&made.stderr));
    text(&made.stdout).trim().to_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Position, id, header and body.
type Event = (i64, Vec<u8>, Vec<u8>, Vec<u8>);

/// Every event of a log.
fn events(data: &Path) -> Vec<Event> {
    let db = Connection::open(data.join("log.db")).unwrap();
    let sql = "SELECT pos, id, header, bytes FROM event JOIN body ON event_pos = pos ORDER BY pos";
    let mut rows = db.prepare(sql).unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

fn succeeded(output: &std::process::Output) -> String {
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn what_is_backed_up_while_a_server_writes_is_restored_and_goes_on_in_a_new_epoch() {
    let place = Place::new();
    let (old, new) = (place.path("old"), place.path("new"));
    county_with_kim(&old);
    let server = Server::start(&old);
    let mut kim = Browser::default();
    assert_eq!(kim.sign_in(&server.http, "kim", PASSWORD).unwrap().status, 303);
    let mut sender = server.sender();
    let mut send = |n: u32| {
        let message = admission(&format!("C{n}"), &format!("V{n}"), "193108028287", "AVD37");
        assert_eq!(sender.send(&message).unwrap(), "AA");
    };
    (1..=5).for_each(&mut send);
    // Somebody writes all the time meanwhile.
    let said = std::thread::scope(|scope| {
        let backup = scope.spawn(|| succeeded(&place.backup(&old, "one.age")));
        let mut n = 6;
        while !backup.is_finished() {
            send(n);
            n += 1;
        }
        backup.join().unwrap()
    });
    assert!(said.contains("log.db") && said.contains("not in it: the key"), "{said}");
    let bytes = fs::read(place.path("one.age")).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    assert!(!bytes.windows(6).any(|it| it == b"Mallst"), "nothing of it can be read");
    assert!(names(&old).iter().all(|name| name != "backup.tmp"), "{:?}", names(&old));
    drop(server);

    let said = succeeded(&place.restore("one.age", "key.txt", &new));
    assert!(said.contains("verified: ") && said.contains("epoch: "), "{said}");
    let (before, restored) = (events(&old), events(&new));
    assert!(restored.len() >= 10 && before.starts_with(&restored), "a beginning of the old log");
    let stays = export(&new, &[]).len();
    assert!(stays >= 5, "{stays}");
    let show = |data: &Path| succeeded(&brygga(&["node", "show"], data));
    let line = |text: &str, word: &str| {
        text.lines().find(|line| line.starts_with(word)).unwrap_or_default().to_owned()
    };
    assert_eq!(line(&show(&old), "node:"), line(&show(&new), "node:"));
    assert_ne!(line(&show(&old), "epoch:"), line(&show(&new), "epoch:"));
    assert_ne!(line(&show(&old), "fingerprint:"), line(&show(&new), "fingerprint:"));

    // It goes on: accounts work, who was signed in is not, new facts are signed with the new key.
    let server = Server::start(&new);
    assert_eq!(kim.get(&server.http, "/care-chains").unwrap().status, 303);
    assert_eq!(Browser::default().sign_in(&server.http, "kim", PASSWORD).unwrap().status, 303);
    let message = admission("C1000", "V1000", "193403188398", "AVD37");
    assert_eq!(server.sender().send(&message).unwrap(), "AA");
    drop(server);
    let gone_on = events(&new);
    assert!(gone_on.len() > restored.len() && gone_on.starts_with(&restored));
    let verified = succeeded(&brygga(&["verify"], &new));
    assert!(verified.ends_with("good\n"), "{verified}");
}

#[test]
fn a_backup_that_cannot_be_trusted_leaves_nothing_behind() {
    let place = Place::new();
    let data = place.path("data");
    county_with_kim(&data);
    succeeded(&place.backup(&data, "good.age"));
    let good = fs::read(place.path("good.age")).unwrap();
    make_key(&place.path("other.txt"));
    fs::write(place.path("no-key.txt"), "AGE-SECRET-KEY-1QQQQ\n").unwrap();
    fs::write(place.path("short.age"), &good[..good.len() - 1]).unwrap();
    fs::write(place.path("half.age"), &good[..good.len() / 2]).unwrap();
    fs::write(place.path("text.age"), "not a backup").unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    fs::write(place.path("flipped.age"), flipped).unwrap();
    place.refused("good.age", "other.txt", "does not open");
    place.refused("good.age", "no-key.txt", "holds no secret key");
    place.refused("good.age", "nowhere.txt", "cannot be read");
    place.refused("short.age", "key.txt", "is damaged or was cut off");
    place.refused("half.age", "key.txt", "is damaged or was cut off");
    place.refused("flipped.age", "key.txt", "is damaged or was cut off");
    place.refused("text.age", "key.txt", "is no backup");
    place.refused("nowhere.age", "key.txt", "cannot be read");
    // A folder that holds something stays as it is.
    fs::create_dir(place.path("target")).unwrap();
    fs::write(place.path("target/mine"), "kept").unwrap();
    place.refused("good.age", "key.txt", "is not empty");
    assert_eq!(names(&place.path("target")), ["mine"]);
    fs::remove_file(place.path("target/mine")).unwrap();
    succeeded(&place.restore("good.age", "key.txt", &place.path("target")));
}

#[test]
fn a_log_that_was_damaged_before_its_backup_is_not_restored() {
    let place = Place::new();
    let data = place.path("data");
    county_with_kim(&data);
    let db = Connection::open(data.join("log.db")).unwrap();
    db.execute_batch(
        "DROP TRIGGER body_is_kept; UPDATE body SET bytes = x'00' WHERE event_pos = 2",
    )
    .unwrap();
    drop(db);
    succeeded(&place.backup(&data, "bad.age"));
    place.refused("bad.age", "key.txt", "position 2");
}

#[test]
fn a_backup_overwrites_nothing_and_says_what_is_wrong() {
    let place = Place::new();
    let data = place.path("data");
    county_with_kim(&data);
    succeeded(&place.backup(&data, "one.age"));
    let again = text(&place.backup(&data, "one.age").stderr);
    assert!(again.contains("one.age exists already"), "{again}");
    let to = place.path("two.age");
    let args = ["backup", "--to", to.to_str().unwrap(), "--recipient", "ssh-ed25519 AAAA"];
    let wrong = text(&brygga(&args, &data).stderr);
    assert!(wrong.contains("not a public key of age"), "{wrong}");
    let slip = text(&place.backup(&place.path("slip"), "three.age").stderr);
    assert!(slip.contains("holds no database"), "{slip}");
    let again = std::process::Command::new(env!("CARGO_BIN_EXE_brygga"))
        .arg("backup-key")
        .arg(place.path("key.txt"))
        .output()
        .unwrap();
    assert!(text(&again.stderr).contains("key.txt cannot be made"), "it is never overwritten");
    let left = names(place.folder.path());
    assert_eq!(left, ["data", "key.txt", "one.age"]);
}

#[test]
fn a_simulated_county_is_restored_as_one() {
    let place = Place::new();
    let (old, new) = (place.path("old"), place.path("new"));
    let args = ["demo", "--weeks", "1", "--until", "2026-11-17T09:00:00Z"];
    assert_eq!(Server::run(&args, &old).stop(), Some(0));
    succeeded(&place.backup(&old, "county.age"));
    succeeded(&place.restore("county.age", "key.txt", &new));
    let mut demo = Server::run(&["demo"], &new);
    assert!(demo.said.contains("county: as it was left"), "{}", demo.said);
    assert_eq!(demo.stop(), Some(0));
    assert!(succeeded(&brygga(&["verify"], &new)).ends_with("good\n"));
    let refused = text(&brygga(&["serve", "--listen", "127.0.0.1:0"], &new).stderr);
    assert!(refused.contains("simulated county"), "{refused}");
}
