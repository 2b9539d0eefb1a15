//! The data folder and what an operator does with it.

use std::fs;
use std::path::Path;

use crate::harness::{Server, brygga, brygga_reading, export, import, streams, text};

#[test]
fn an_empty_folder_is_set_up_and_served_until_sigterm() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(&data.path().join("new"));
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    assert_eq!(server.stop(), Some(0));
    let shown = brygga(&["registry", "show"], &data.path().join("new"));
    assert!(text(&shown.stdout).contains("LOCAL-HOSPITAL"), "{}", text(&shown.stderr));
    for name in ["brygga.toml", "format", "lock", "log.db", "origin", "secret.key"] {
        assert!(data.path().join("new").join(name).exists(), "{name}");
    }
}

#[test]
fn verify_finds_a_changed_byte_and_says_where() {
    let data = tempfile::tempdir().unwrap();
    import(&streams().join("01_admit_move_discharge.mllp"), data.path());
    assert_eq!(brygga(&["verify"], data.path()).status.code(), Some(0));
    let log = data.path().join("log.db");
    let mut bytes = fs::read(&log).unwrap();
    let needle = b"stay-message";
    let at = bytes.windows(needle.len()).position(|part| part == needle).expect("it is there");
    bytes[at] ^= 1;
    fs::write(&log, bytes).unwrap();
    let verified = brygga(&["verify"], data.path());
    let said = text(&verified.stdout);
    assert_eq!(verified.status.code(), Some(1), "{said}");
    assert!(said.contains("faults: 1, the first at position "), "{said}");
}

#[test]
fn verify_says_2_when_it_could_not_check() {
    let data = tempfile::tempdir().unwrap();
    assert_eq!(brygga(&["verify"], data.path()).status.code(), Some(2));
}

#[test]
fn a_rebuild_gives_the_same_lists() {
    let data = tempfile::tempdir().unwrap();
    import(&streams().join("06_merge_reserve_number.mllp"), data.path());
    let before = export(data.path(), &["--all"]);
    let rebuilt = brygga(&["rebuild"], data.path());
    let said = text(&rebuilt.stdout);
    let digest = |name: &str| {
        let line = said.lines().find(|line| line.starts_with(name)).unwrap();
        line.rsplit(' ').next().unwrap().to_owned()
    };
    assert_eq!(digest("before"), digest("after"), "{said}");
    assert_eq!(export(data.path(), &["--all"]), before);
}

#[test]
fn a_restored_database_is_not_written_to_until_a_new_epoch() {
    let data = tempfile::tempdir().unwrap();
    import(&streams().join("01_admit_move_discharge.mllp"), data.path());
    let backup = fs::read(data.path().join("log.db")).unwrap();
    let second = streams().join("02_cancelled_admission.mllp");
    import(&second, data.path());
    fs::write(data.path().join("log.db"), backup).unwrap();
    let refused = brygga(&["import", "adt", second.to_str().unwrap()], data.path());
    assert!(text(&refused.stderr).contains("brygga node enroll"), "{}", text(&refused.stderr));
    assert!(brygga(&["node", "enroll"], data.path()).status.success());
    import(&second, data.path());
    assert_eq!(brygga(&["verify"], data.path()).status.code(), Some(0));
}

#[test]
fn an_account_needs_a_person_of_the_registry_and_twelve_characters() {
    let data = tempfile::tempdir().unwrap();
    let add = |user: &str, password: &str| account(data.path(), user, password);
    assert!(add("LOCAL-NOBODY", "a long password").contains("not in the registry"));
    assert!(add("LOCAL-ADMINISTRATOR", "short").contains("at least 12"));
    assert_eq!(add("LOCAL-ADMINISTRATOR", "a long password"), "");
    assert!(add("LOCAL-ADMINISTRATOR", "a long password").contains("has an account"));
}

/// What `user add` says when it refuses.
fn account(data: &Path, user: &str, password: &str) -> String {
    let args = ["user", "add", "admin", "--user", user];
    text(&brygga_reading(&args, data, &format!("{password}\n")).stderr)
}

#[test]
fn lists_of_another_version_are_made_anew_whenever_the_server_is_killed_meanwhile() {
    let data = tempfile::tempdir().unwrap();
    import(&streams().join("06_merge_reserve_number.mllp"), data.path());
    let stays = export(data.path(), &["--all"]);
    assert!(!stays.is_empty());
    let db = rusqlite::Connection::open(data.path().join("log.db")).unwrap();
    let version = || db.query_row("SELECT version FROM projection_version", [], |row| row.get(0));
    // As an earlier version has left it: another number, and a row that it wrote in another way.
    db.execute_batch(
        "INSERT OR REPLACE INTO projection_version (one, version) VALUES (1, 0);
         UPDATE stay SET name = 'Annorlunda'",
    )
    .unwrap();
    for _ in 0..3 {
        let mut server = Server::start(data.path());
        server.kill();
    }
    let server = Server::start(data.path());
    for _ in 0..100 {
        if version() != Ok(0) {
            break;
        }
        crate::harness::wait(std::time::Duration::from_millis(100));
    }
    assert_ne!(version(), Ok(0), "the lists were made anew");
    assert_eq!(export(data.path(), &["--all"]), stays);
    drop(server);
    assert_eq!(brygga(&["verify", "--projections"], data.path()).status.code(), Some(0));
}
