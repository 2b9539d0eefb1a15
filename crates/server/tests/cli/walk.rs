//! `docs/operations.md`, followed word for word: every command of its blocks is run in its order, in
//! folders of the test instead of the machine's.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{KIM, PASSWORD, Server, county_registry, text};
use crate::tls::{Pair, ready_over_tls};

/// The lines of the blocks of code, in order.
fn lines(page: &str) -> Vec<String> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if inside {
            lines.push(line.to_owned());
        }
    }
    assert!(!inside, "a block of code does not end");
    lines
}

struct Walk {
    folder: tempfile::TempDir,
    pair: Pair,
    recipient: String,
    server: Option<Server>,
    /// What was run, by its first words.
    run: Vec<String>,
}

impl Walk {
    /// The page's places, names and keys as they are here.
    fn here(&self, line: &str) -> String {
        let place = |name: &str| self.folder.path().join(name).display().to_string();
        let [certificate, key] = &self.pair.files;
        [
            ("/etc/brygga/cert.pem", certificate.display().to_string()),
            ("/etc/brygga/key.pem", key.display().to_string()),
            ("/var/lib/brygga", place("data")),
            ("/var/backups", place("")),
            ("brygga-backup.key", place("key")),
            ("county.toml", county_registry().display().to_string()),
            ("SE2321000000-0001", KIM.to_owned()),
            ("age1…", self.recipient.clone()),
            ("0.0.0.0:443", "127.0.0.1:0".to_owned()),
            ("127.0.0.1:2575", "127.0.0.1:0".to_owned()),
            ("127.0.0.1:9464", "127.0.0.1:0".to_owned()),
        ]
        .iter()
        .fold(line.to_owned(), |line, (there, here)| line.replace(there, here))
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn start(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_brygga"));
        command.args(["serve", "--data"]).arg(self.data()).env("BRYGGA_LOG", "warn");
        self.server = Some(Server::spawn(&mut command));
    }

    fn brygga(&mut self, args: &str) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_brygga"))
            .args(args.split_whitespace())
            .env("BRYGGA_LOG", "warn")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        use std::io::Write as _;
        let _ = child.stdin.take().unwrap().write_all(PASSWORD.as_bytes());
        let output = child.wait_with_output().unwrap();
        let said = text(&output.stdout);
        assert!(output.status.success(), "{args}: {said}{}", text(&output.stderr));
        if args.starts_with("backup-key") {
            said.trim().clone_into(&mut self.recipient);
        }
        if args.starts_with("verify") {
            assert!(said.ends_with("good\n"), "{said}");
        }
        self.run.push(args.split_whitespace().next().unwrap().to_owned());
    }

    fn step(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            // Users, rights and files of the machine.
            [] | ["useradd" | "install" | "chown", ..] => {}
            ["systemctl", "enable" | "start", ..] => self.start(),
            ["systemctl", "stop", "brygga"] => {
                assert_eq!(self.server.take().unwrap().stop(), Some(0));
            }
            ["curl", "--fail", address] if address.ends_with("/readyz") => {
                let server = &self.server.as_ref().unwrap().http;
                assert!(ready_over_tls(server, &self.pair));
            }
            ["mv", from, to] => fs::rename(from, to).unwrap(),
            ["sudo", "-u", "brygga", "brygga", rest @ ..]
            | ["brygga" | "./brygga-new", rest @ ..] => self.brygga(&rest.join(" ")),
            [_, "=", ..] => {
                fs::create_dir_all(self.data()).unwrap();
                let file = self.data().join("brygga.toml");
                let settings = fs::read_to_string(&file).unwrap_or_default();
                fs::write(file, format!("{settings}{line}\n")).unwrap();
            }
            _ => panic!("the walk does not know how to follow: {line}"),
        }
    }
}

#[test]
fn a_county_is_installed_backed_up_restored_upgraded_and_verified_by_the_page() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations.md");
    let lines = lines(&fs::read_to_string(page).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::make(folder.path());
    let (recipient, run) = (String::new(), Vec::new());
    let mut walk = Walk { folder, pair, recipient, server: None, run };
    for line in &lines {
        let line = walk.here(line);
        walk.step(&line);
    }
    let expected = [
        "registry",
        "user",
        "backup-key",
        "backup",
        "restore",
        "verify",
        "backup",
        "upgrade-check",
        "verify",
    ];
    assert_eq!(walk.run, expected, "what the page promises is on it");
    assert!(ready_over_tls(&walk.server.as_ref().unwrap().http, &walk.pair));
}

/// The unit that the page installs says what systemd understands.
#[test]
fn the_unit_of_systemd_is_verified_where_systemd_is() {
    let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/brygga.service");
    let text_of_unit = fs::read_to_string(&unit).unwrap();
    for line in
        ["ProtectSystem=strict", "NoNewPrivileges=yes", "UMask=0077", "StateDirectory=brygga"]
    {
        assert!(text_of_unit.lines().any(|it| it == line), "no {line}");
    }
    // The program stands where the page puts it only after the page was followed.
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("brygga.service");
    let program = env!("CARGO_BIN_EXE_brygga");
    fs::write(&here, text_of_unit.replace("/usr/local/bin/brygga", program)).unwrap();
    let Ok(output) = Command::new("systemd-analyze").arg("verify").arg(&here).output() else {
        println!("not run: no systemd-analyze");
        return;
    };
    let said = text(&output.stderr);
    assert!(output.status.success() && !said.contains("brygga.service:"), "{said}");
}
