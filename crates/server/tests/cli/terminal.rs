//! A password at a terminal is not shown.

use std::io::{Read as _, Write as _};
use std::process::Command;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::harness::{Server, county_with_kim, text, wait};

#[test]
fn a_password_typed_at_a_terminal_is_not_shown_and_asked_for_twice() {
    let data = tempfile::tempdir().unwrap();
    let _server = Server::start(data.path());
    county_with_kim(data.path());
    let pty = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&pty).unwrap();
    unlockpt(&pty).unwrap();
    let name = ptsname(&pty, Vec::new()).unwrap().into_string().unwrap();
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
