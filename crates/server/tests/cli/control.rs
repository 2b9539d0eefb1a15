//! A command that writes while a server runs: the server does it, in the same words.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Output;

use crate::browser::Browser;
use crate::harness::{
    KIM, PASSWORD, Server, admission, brygga, brygga_reading, county_with_kim, export, import,
    streams, text,
};

/// What a command printed, and its exit code.
fn told(output: &Output) -> (String, String, Option<i32>) {
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

#[test]
fn an_import_beside_a_running_server_prints_the_same_and_comes_to_its_ward() {
    let (alone, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = alone.path().join("some.hl7");
    let fine = admission("C1", "V1", "193108028287", "AVD37").replace("|LAS|B", "|BLS|B");
    fs::write(&file, format!("{fine}MSH|^~\\&|PAS|LAS|||20250310||ORU^R01|C7|P|2.5\rPID|1\r"))
        .unwrap();
    let broken = alone.path().join("broken.mllp");
    fs::write(&broken, b"\x0bMSH|^~\\&|PAS|LAS|||2025").unwrap();
    let long = alone.path().join("long.hl7");
    fs::write(&long, admission("C9", "V9", "193108028287", &"X".repeat(1_100_000))).unwrap();
    let stream = streams().join("01_admit_move_discharge.mllp");
    let mut args = vec!["import", "adt", "/nowhere.hl7"];
    args.extend([&file, &broken, &long, &stream].map(|path| path.to_str().unwrap()));
    county_with_kim(alone.path());
    let expected = told(&brygga(&args, alone.path()));
    assert_eq!(expected.2, Some(1), "one file cannot be read");
    assert_eq!(expected.0.lines().count(), 7, "{}", expected.0);

    let server = Server::start(beside.path());
    county_with_kim(beside.path());
    assert_eq!(told(&brygga(&args, beside.path())), expected);
    assert_eq!(told(&brygga(&args, beside.path())), expected, "again: nothing new");
    assert_eq!(export(beside.path(), &["--all"]), export(alone.path(), &["--all"]));
    let mut kim = Browser::default();
    assert_eq!(kim.sign_in(&server.http, "kim", PASSWORD).unwrap().status, 303);
    let list = kim.get(&server.http, brygga_web::urls::HOME).unwrap();
    assert!(list.html.contains("Mallström"), "{} {}", list.status, list.html);
}

#[test]
fn a_changed_password_ends_the_sessions_at_the_running_server() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    county_with_kim(data.path());
    let again = brygga_reading(&["user", "add", "kim", "--user", KIM], data.path(), PASSWORD);
    assert!(text(&again.stderr).contains("kim has an account"), "{}", text(&again.stderr));
    let mut kim = Browser::default();
    kim.sign_in(&server.http, "kim", PASSWORD).unwrap();
    assert_eq!(kim.get(&server.http, brygga_web::urls::HOME).unwrap().status, 200);
    let changed = brygga_reading(&["user", "password", "kim"], data.path(), "another password\n");
    assert_eq!(told(&changed), ("kim: saved\n".to_owned(), String::new(), Some(0)));
    assert_ne!(kim.get(&server.http, brygga_web::urls::HOME).unwrap().status, 200);
    assert_ne!(kim.sign_in(&server.http, "kim", PASSWORD).unwrap().status, 303);
    assert_eq!(kim.sign_in(&server.http, "kim", "another password").unwrap().status, 303);
}

#[test]
fn a_ward_code_is_mapped_beside_a_running_server() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    county_with_kim(data.path());
    let message = admission("C1", "V1", "193108028287", "NYKOD");
    assert_eq!(server.sender().send(&message).unwrap(), "AA");
    let unit = |unit: &str| brygga(&["registry", "map", "LAS/NYKOD", unit], data.path());
    assert!(text(&unit("TST-NOBODY").stderr).contains("not a unit of the registry"));
    let mapped = told(&unit("TST9900000001-AVD37"));
    assert!(mapped.0.starts_with("LAS/NYKOD is TST9900000001-AVD37"), "{mapped:?}");
    let mut kim = Browser::default();
    kim.sign_in(&server.http, "kim", PASSWORD).unwrap();
    assert!(kim.get(&server.http, brygga_web::urls::HOME).unwrap().html.contains("Mallström"));
}

#[test]
fn what_no_running_server_does_says_who_holds_the_folder_and_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    for command in [&["rebuild"][..], &["node", "enroll"], &["serve", "--listen", "127.0.0.1:0"]] {
        let refused = brygga(command, data.path());
        let why = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{why}");
        let holder = format!("in use by `brygga serve`, process {}, since 2", server.pid());
        assert!(why.contains(&holder), "{why}");
        assert!(why.contains("stop that process first"), "{why}");
    }
    assert!(export(data.path(), &["--all"]).is_empty(), "readers need no lock");
    assert_eq!(brygga(&["verify"], data.path()).status.code(), Some(0));
}

#[test]
fn a_process_that_takes_no_commands_is_named() {
    let data = tempfile::tempdir().unwrap();
    import(&streams().join("01_admit_move_discharge.mllp"), data.path());
    let lock = fs::File::options().write(true).open(data.path().join("lock")).unwrap();
    lock.lock().unwrap();
    fs::write(data.path().join("lock"), "`brygga rebuild`, process 7, since then").unwrap();
    let refused = brygga(&["import", "adt", "/dev/null"], data.path());
    let why = text(&refused.stderr);
    assert!(why.contains("in use by `brygga rebuild`, process 7, since then"), "{why}");
    assert!(why.contains("It takes no commands: wait until it ends"), "{why}");
}

#[test]
fn the_socket_of_a_server_that_was_killed_is_in_nobodys_way() {
    let data = tempfile::tempdir().unwrap();
    let file = streams().join("01_admit_move_discharge.mllp");
    let socket = data.path().join("control.sock");
    let mut killed = Server::start(data.path());
    killed.kill();
    assert!(socket.exists(), "left behind");
    assert_eq!(import(&file, data.path()).len(), 3, "nobody holds the lock: done here");
    let mut server = Server::start(data.path());
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(import(&file, data.path()).len(), 3, "replaced: done by the server");
    assert_eq!(server.stop(), Some(0));
    assert!(!socket.exists(), "goes with the server");
}

#[test]
fn a_demo_takes_no_facts_about_real_patients_from_beside() {
    let data = tempfile::tempdir().unwrap();
    let args = ["demo", "--weeks", "1", "--until", "2026-11-17T09:00:00Z"];
    let _demo = Server::run(&args, data.path());
    let file = streams().join("01_admit_move_discharge.mllp");
    let refused = brygga(&["import", "adt", file.to_str().unwrap()], data.path());
    assert_eq!(refused.status.code(), Some(1));
    let why = text(&refused.stderr);
    assert!(why.contains("holds a simulated county"), "{why}");
}
