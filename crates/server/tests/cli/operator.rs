//! What an operator may do wrong: each time the program says what is wrong and what to do.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{Server, brygga, brygga_reading, import, streams, text};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// The exit code is that of a failure, and both what is wrong and what to do are said.
fn told(args: &[&str], data: &Path, words: [&str; 2]) {
    let output = brygga_reading(args, data, "");
    let said = text(&output.stderr);
    assert!(matches!(output.status.code(), Some(1 | 2)), "{args:?}: {:?} {said}", output.status);
    assert!(!said.contains("panicked"), "{args:?}: {said}");
    for words in words {
        assert!(said.contains(words), "{args:?} does not say {words}: {said}");
    }
}

/// A folder that holds something.
fn used() -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    import(&streams().join("01_admit_move_discharge.mllp"), data.path());
    data
}

#[test]
fn a_wrong_flag_says_what_is_right() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("none");
    for (args, words) in [
        (&["serve", "--lisen", "127.0.0.1:0"][..], ["--lisen", "exists: '--listen'"]),
        (&["serve", "--listen", "localhost:80"], ["localhost:80", "such as 127.0.0.1:8080"]),
        (&["serve", "--listen", "0.0.0.0:0"], ["other machines", "--behind-proxy"]),
        (&["serve", "--listen", "0.0.0.0:0"], ["other machines", "--tls CERT KEY"]),
        (&["serve", "--tls", "/nowhere.pem"], ["--tls <CERT> <KEY>", "2 values"]),
        (&["serve", "--log", "brygga=loud"], ["brygga=loud", "such as info"]),
        (&["serve", "--behind-proxy", "10.0.0.0/40"], ["10.0.0.0/40", "such as 10.0.0.0/8"]),
        (&["demo", "--weeks", "0"], ["--weeks", "1..=52"]),
        (&["demo", "--until", "2020-01-01T00:00:00Z"], ["too early", "from 2021"]),
        (&["registry", "map", "LAS/A", "X"], ["'X'", "such as SE2321000057-4F37"]),
        (&["registry", "import", "/nowhere"], ["/nowhere", "cannot be read"]),
    ] {
        told(args, &folder, words);
    }
    assert!(!folder.exists(), "nothing is made for a command that is refused");
}

#[test]
fn a_variable_that_is_no_setting_is_refused_with_the_nearest_name() {
    let data = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_brygga"));
    command.args(["config", "show", "--data"]).arg(data.path()).env("BRYGGA_LISEN", "127.0.0.1:1");
    let output = command.output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("BRYGGA_LISEN") && said.contains("mean BRYGGA_LISTEN?"), "{said}");
}

#[test]
fn every_setting_is_shown_with_where_it_comes_from() {
    let data = tempfile::tempdir().unwrap();
    let file = "mllp = \"127.0.0.1:2575\"\ntls = [\"c.pem\", \"k.pem\"]\n";
    let file = file.to_owned() + "connections = 500\n";
    fs::write(data.path().join("brygga.toml"), file).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_brygga"));
    command.args(["config", "show", "--listen", "127.0.0.1:1", "--data"]).arg(data.path());
    command.env("BRYGGA_LOG", "warn").env("BRYGGA_BEHIND_PROXY", "10.0.0.0/8");
    command.env("BRYGGA_PATIENCE", "7");
    let shown = text(&command.output().unwrap().stdout);
    let folder = data.path().display();
    for line in [
        "listen = 127.0.0.1:1  (--listen)",
        "mllp = 127.0.0.1:2575  (brygga.toml)",
        &format!("tls = {folder}/c.pem,{folder}/k.pem  (brygga.toml)"),
        "behind_proxy = 10.0.0.0/8  (BRYGGA_BEHIND_PROXY)",
        "connections = 500  (brygga.toml)",
        "patience = 7  (BRYGGA_PATIENCE)",
        "database = -  (default)",
        "log = warn  (BRYGGA_LOG)",
        "log_format = text  (default)",
    ] {
        assert!(shown.lines().any(|it| it == line), "no {line}: {shown}");
    }
}

#[test]
fn an_address_that_is_taken_names_the_flag() {
    let data = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let words = ["is taken by another program", "with --listen"];
    told(&["serve", "--listen", &address], data.path(), words);
    told(&["demo", "--listen", &address], &data.path().join("demo"), words);
    let feed = [&SERVE[..], &["--mllp", &address]].concat();
    told(&feed, data.path(), ["is taken by another program", "with --mllp"]);
    let elsewhere = ["serve", "--listen", "192.0.2.1:8080", "--behind-proxy", "10.0.0.0/8"];
    told(&elsewhere, data.path(), ["not an address of this machine", "--listen"]);
}

#[test]
fn a_folder_that_is_not_there_is_not_made_by_who_only_reads() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("slip");
    let words = ["slip holds no database", "is it the right folder?"];
    for args in [
        &["verify"][..],
        &["rebuild"],
        &["registry", "show"],
        &["registry", "unmapped"],
        &["export", "stays"],
    ] {
        told(args, &folder, words);
    }
    told(&["node", "show"], &folder, ["has no key", "brygga serve"]);
    assert!(!folder.exists());
    let output = brygga(&["import", "adt", "/dev/null"], &folder);
    assert!(text(&output.stderr).contains("slip: set up as a new, empty site"));
}

#[test]
fn a_damaged_folder_says_which_file_and_what_to_do() {
    let break_and_start = |file: &str, content: &str, words: [&str; 2]| {
        let data = used();
        for left in ["log.db-wal", "log.db-shm"].iter().filter(|_| file == "log.db") {
            let _ = fs::remove_file(data.path().join(left));
        }
        fs::write(data.path().join(file), content).unwrap();
        told(&SERVE, data.path(), words);
    };
    break_and_start("format", "2\n", ["has format 2", "a newer version has written to it"]);
    break_and_start("format", "two\n", ["format holds no number", "from a backup"]);
    break_and_start("secret.key", "x", ["secret.key is damaged", "remove it"]);
    break_and_start("log.db", "no database at all, whatever", ["was not opened", "a backup"]);
    break_and_start("brygga.toml", "mlpp = \"x\"", ["brygga.toml", "did you mean mllp?"]);
    break_and_start("brygga.toml", "mllp = \"x:1\"", ["brygga.toml", "such as 127.0.0.1:8080"]);
    break_and_start("brygga.toml", "mllp = 7", ["brygga.toml", "a text in quotes"]);
    let data = used();
    fs::write(data.path().join("format"), "2\n").unwrap();
    for args in [&["verify"][..], &["node", "show"], &["rebuild"], &["import", "adt", "/dev/null"]]
    {
        told(args, data.path(), ["has format 2", "use that one"]);
    }
    let data = used();
    fs::remove_dir_all(data.path().join("origin")).unwrap();
    told(&SERVE, data.path(), ["no key to write with", "brygga node enroll"]);
    told(&SERVE, &data.path().join("format"), ["is not a folder", "format"]);
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    if !rustix::process::geteuid().is_root() {
        println!("not run: only root can give a folder away");
        return;
    }
    let data = used();
    std::os::unix::fs::chown(data.path(), Some(65_534), None).unwrap();
    told(&SERVE, data.path(), ["belongs to user 65534", "run it as the owner"]);
}

#[test]
fn a_folder_that_cannot_be_written_to_says_so() {
    if rustix::process::geteuid().is_root() {
        // Root may write anywhere but where the system says no.
        let data = Path::new("/proc/brygga");
        told(&SERVE, data, ["the folder /proc/brygga cannot be made", "No such file"]);
        return;
    }
    let data = used();
    fs::set_permissions(data.path(), std::os::unix::fs::PermissionsExt::from_mode(0o500)).unwrap();
    fs::remove_file(data.path().join("lock")).unwrap_err();
    fs::set_permissions(
        data.path().join("lock"),
        std::os::unix::fs::PermissionsExt::from_mode(0o400),
    )
    .unwrap();
    told(&SERVE, data.path(), ["cannot be written to", "ermission"]);
    fs::set_permissions(data.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
}

#[test]
fn a_log_that_ends_later_than_now_is_served_with_a_warning_about_the_clock() {
    let data = used();
    let db = rusqlite::Connection::open(data.path().join("log.db")).unwrap();
    // What the machine's clock said when it was wrong.
    db.execute_batch("DROP TRIGGER event_is_kept").unwrap();
    let late =
        "UPDATE event SET received_at = 7258118400000 WHERE pos = (SELECT max(pos) FROM event)";
    db.execute_batch(late).unwrap();
    drop(db);
    let log = data.path().join("said");
    let mut command = Command::new(env!("CARGO_BIN_EXE_brygga"));
    command.args(SERVE).arg("--data").arg(data.path()).env("BRYGGA_LOG", "warn");
    command.stderr(fs::File::create(&log).unwrap());
    let mut server = Server::spawn(&mut command);
    assert_eq!(server.stop(), Some(0));
    let said = fs::read_to_string(log).unwrap();
    assert!(said.contains("set the clock right") && said.contains("2200-01-01"), "{said}");
}

#[test]
fn an_account_needs_a_name_and_a_password() {
    let data = used();
    let add = |name| ["user", "add", name, "--user", "LOCAL-ADMINISTRATOR"];
    told(&add("kim"), data.path(), ["no password came", "standard input"]);
    told(&add(" "), data.path(), ["a user name", "at least one character"]);
    told(&["user", "password", "kim"], data.path(), ["kim has no account", "brygga user add"]);
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    crate::harness::county_with_kim(data.path());
    drop(server);
    for _ in 0..5 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_brygga"))
            .args(["registry", "show", "--data"])
            .arg(data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        child.wait().unwrap();
        assert_eq!(said, "");
    }
}

#[test]
fn every_command_explains_itself() {
    let commands = "demo,serve,import,import adt,export,export stays,export review,verify,rebuild,registry,registry \
                    import,registry show,registry unmapped,registry map,user,user add,user \
                    password,node,node show,node enroll,config,config show,backup,backup-key,restore,\
                    upgrade-check";
    for command in commands.split(',') {
        let words: Vec<_> = command.split(' ').filter(|word| !word.is_empty()).collect();
        let output =
            Command::new(env!("CARGO_BIN_EXE_brygga")).args(&words).arg("--help").output().unwrap();
        let said = text(&output.stdout);
        assert!(output.status.success() && said.contains("Usage: brygga "), "{words:?}: {said}");
    }
}
