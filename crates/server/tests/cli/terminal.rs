//! What a person at a terminal meets: a password is not shown, a file is not poured out.

use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::Command;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::harness::{Server, county_with_kim, text, wait};

/// Both ends: the one that a person sits at, and the name of the one that programs use.
fn terminal() -> (OwnedFd, String) {
    let pty = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&pty).unwrap();
    unlockpt(&pty).unwrap();
    let name = ptsname(&pty, Vec::new()).unwrap().into_string().unwrap();
    (pty, name)
}

#[test]
fn a_report_that_is_no_text_is_not_written_to_a_terminal() {
    let data = tempfile::tempdir().unwrap();
    let (_pty, name) = terminal();
    for form in ["xlsx", "pdf"] {
        let args = ["report", "liability", "--from", "2026-10", "--to", "2026-11"];
        let refused = Command::new(env!("CARGO_BIN_EXE_brygga"))
            .args(args)
            .args(["--format", form, "--data"])
            .arg(data.path())
            .stdout(std::fs::File::options().write(true).open(&name).unwrap())
            .output()
            .expect("the program runs");
        assert!(!refused.status.success());
        let why = text(&refused.stderr);
        assert!(why.contains("this form is no text: give --out FILE"), "{why}");
    }
}

#[test]
fn a_password_typed_at_a_terminal_is_not_shown_and_asked_for_twice() {
    let data = tempfile::tempdir().unwrap();
    let _server = Server::start(data.path());
    county_with_kim(data.path());
    let (pty, name) = terminal();
    let end = || std::fs::File::options().read(true).write(true).open(&name).unwrap();
    // A terminal of its own, as a person has one.
    let mut child = Command::new("setsid")
        .args(["--ctty", "--wait", env!("CARGO_BIN_EXE_brygga"), "user", "password", "kim"])
        .arg("--data")
        .arg(data.path())
        .stdin(end())
        .stdout(end())
        .stderr(end())
        .spawn()
        .expect("setsid of util-linux");
    let mut terminal = std::fs::File::from(pty);
    for prompt in ["at least 12", "again"] {
        let mut shown = String::new();
        while !shown.contains(prompt) {
            let mut bytes = [0; 256];
            let count = terminal.read(&mut bytes).unwrap();
            shown += &text(&bytes[..count]);
        }
        // The prompt is written just before the echo goes off.
        wait(Duration::from_millis(200));
        terminal.write_all("hemligt nog för kim\n".as_bytes()).unwrap();
    }
    let mut shown = String::new();
    while !shown.contains("saved") && !shown.contains("error") {
        let mut bytes = [0; 256];
        let count = terminal.read(&mut bytes).unwrap();
        shown += &text(&bytes[..count]);
    }
    assert!(child.wait().unwrap().success(), "{shown}");
    assert!(shown.contains("kim: saved") && !shown.contains("hemligt"), "{shown}");
}
