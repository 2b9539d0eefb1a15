//! The same program with its log in PostgreSQL: several servers on one database.

use std::fs;
use std::io::Read as _;
use std::process::Command;
use std::time::Duration;

use brygga_testkit_postgres::Database;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::harness::{
    PASSWORD, Server, admission, brygga, county_with_kim, export, import, streams, text, wait,
};
use crate::kill::{Person, start_case};

/// An empty database, and folders that say where it is.
fn site<const N: usize>() -> Option<(Database, [TempDir; N])> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(brygga_testkit_postgres::database())?;
    let folders = std::array::from_fn(|_| {
        let folder = tempfile::tempdir().unwrap();
        let line = format!("database = \"{}\"\n", database.address());
        fs::write(folder.path().join("brygga.toml"), line).unwrap();
        folder
    });
    Some((database, folders))
}

#[test]
fn two_servers_share_a_database_and_one_goes_on_when_the_other_is_killed() {
    let Some((_database, [one, two])) = site() else { return };
    let mut first = Server::start(one.path());
    county_with_kim(one.path());
    let mut second = Server::start(two.path());
    let to = |n: u32, number: &str| {
        admission(&format!("C{n}"), &format!("V{n}"), number, "AVD37").replace("|LAS|B", "|BLS|B")
    };
    assert_eq!(first.sender().send(&to(1, "193108028287")).unwrap(), "AA");
    assert_eq!(second.sender().send(&to(2, "193807129022")).unwrap(), "AA");
    first.kill();
    // The sender has had no answer to this one and sends it to the other server.
    let repeated = to(3, "193108028287");
    assert_eq!(second.sender().send(&repeated).unwrap(), "AA");
    assert_eq!(second.sender().send(&to(1, "193108028287")).unwrap(), "AA", "known by its key");
    assert_eq!(export(two.path(), &[]).len(), 3, "nothing lost, nothing twice");
    let mut kim = Browser::default();
    assert_eq!(kim.sign_in(&second.http, "kim", PASSWORD).unwrap().status, 303);
    let list = kim.get(&second.http, brygga_web::urls::HOME).unwrap();
    assert!(list.html.contains("Mallström"), "{} {}", list.status, list.html);

    let verified = brygga(&["verify"], two.path());
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
    assert!(text(&verified.stdout).ends_with("good\n"), "{}", text(&verified.stdout));
    assert_eq!(second.stop(), Some(0));
    // Left in good order: its lease is free at once, for a command too.
    let rebuilt = text(&brygga(&["rebuild"], two.path()).stdout);
    let digest = |word: &str| {
        let line = rebuilt.lines().find(|line| line.starts_with(word)).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{rebuilt}")).split_off(word.len()).trim().to_owned()
    };
    assert_eq!(digest("before:"), digest("after:"));
    assert!(Server::start(two.path()).get("/").starts_with("HTTP/1.1"));
}

#[test]
fn the_feed_gives_the_same_stays_on_both_engines() {
    let Some((_database, [postgres])) = site() else { return };
    let sqlite = tempfile::tempdir().unwrap();
    for data in [postgres.path(), sqlite.path()] {
        county_with_kim(data);
    }
    let mut files: Vec<_> = fs::read_dir(streams()).unwrap().map(|f| f.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|kind| kind == "mllp" || kind == "hl7"));
    files.sort();
    assert!(!files.is_empty());
    for file in &files {
        assert_eq!(import(file, postgres.path()), import(file, sqlite.path()), "{file:?}");
    }
    assert_eq!(export(postgres.path(), &["--all"]), export(sqlite.path(), &["--all"]));
}

#[test]
fn a_simulated_county_is_made_and_served_from_postgres() {
    let Some((_database, [data])) = site() else { return };
    let args = ["demo", "--weeks", "1", "--until", "2026-11-17T09:00:00Z"];
    let mut demo = Server::run(&args, data.path());
    assert_eq!(demo.stop(), Some(0));
    let again = Server::run(&["demo"], data.path());
    assert!(again.said.contains("county: as it was left"), "{}", again.said);
    let verified = brygga(&["verify"], data.path());
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
}

#[test]
fn a_folder_with_a_log_of_its_own_gets_no_second_one_and_no_password_is_shown() {
    let data = tempfile::tempdir().unwrap();
    county_with_kim(data.path());
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_brygga"));
        let secret = "postgres://brygga:hemligt@127.0.0.1:1/nowhere";
        command.args(args).arg("--data").arg(data.path()).env("BRYGGA_DATABASE", secret);
        let output = command.output().unwrap();
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(!said.contains("hemligt"), "{said}");
        said
    };
    assert!(run(&["verify"]).contains("holds a log of its own"));
    assert!(run(&["registry", "show"]).contains("holds a log of its own"));
    let shown = run(&["config", "show"]);
    assert!(shown.contains("database = postgres://brygga:…@127.0.0.1:1/nowhere"), "{shown}");
    run(&["verify", "--help"]);
    fs::remove_file(data.path().join("log.db")).unwrap();
    assert!(run(&["verify"]).contains("was not opened"));
}

#[test]
fn a_database_is_backed_up_while_it_is_written_to_and_restored_into_a_new_one() {
    let Some((_old, [old, keys])) = site() else { return };
    let (new, other) = (keys.path().join("new"), keys.path().join("other"));
    let Some((database, [_spare])) = site() else { return };
    county_with_kim(old.path());
    let server = Server::start(old.path());
    let mut sender = server.sender();
    let mut send = |n: u32| {
        let message = admission(&format!("C{n}"), &format!("V{n}"), "193108028287", "AVD37");
        assert_eq!(sender.send(&message).unwrap(), "AA");
    };
    (1..=5).for_each(&mut send);
    let run =
        |args: &[&str]| Command::new(env!("CARGO_BIN_EXE_brygga")).args(args).output().unwrap();
    let (key, file) = (keys.path().join("key"), keys.path().join("one.age"));
    let (key, file) = (key.to_str().unwrap(), file.to_str().unwrap());
    let made = run(&["backup-key", key]);
    let recipient = text(&made.stdout);
    let args = ["backup", "--to", file, "--recipient", recipient.trim()];
    let said = std::thread::scope(|scope| {
        let backup = scope.spawn(|| brygga(&args, old.path()));
        let mut n = 6;
        while !backup.is_finished() {
            send(n);
            n += 1;
        }
        backup.join().unwrap()
    });
    assert!(said.status.success(), "{}", text(&said.stderr));
    let stays = export(old.path(), &[]).len();
    drop(server);

    let address = database.address();
    let restore = |data: &std::path::Path| {
        let data = data.to_str().unwrap();
        run(&["restore", file, "--identity", key, "--database", &address, "--data", data])
    };
    let restored = restore(&new);
    assert!(restored.status.success(), "{}", text(&restored.stderr));
    assert!(text(&restored.stdout).contains("brygga.toml.before"), "{}", text(&restored.stdout));
    let again = restore(&other);
    assert!(text(&again.stderr).contains("is not empty"), "{}", text(&again.stderr));
    assert!(!other.exists(), "nothing is left");
    fs::write(new.join("brygga.toml"), format!("database = \"{address}\"\n")).unwrap();
    assert!((5..=stays).contains(&export(&new, &[]).len()));
    let server = Server::start(&new);
    let mut kim = Browser::default();
    assert_eq!(kim.sign_in(&server.http, "kim", PASSWORD).unwrap().status, 303);
    let message = admission("C1000", "V1000", "193807129022", "AVD37");
    assert_eq!(server.sender().send(&message).unwrap(), "AA");
    drop(server);
    let verified = brygga(&["verify"], &new);
    assert!(text(&verified.stdout).ends_with("good\n"), "{}", text(&verified.stdout));
}

#[test]
fn an_act_on_one_server_is_heard_on_an_open_page_of_another_within_a_moment() {
    let Some((_database, [one, two])) = site() else { return };
    county_with_kim(one.path());
    let (first, second) = (Server::start(one.path()), Server::start(two.path()));
    let mut reader = Browser::default();
    assert_eq!(reader.sign_in(&second.http, "kim", PASSWORD).unwrap().status, 303);
    let mut writer = Person::new(&first.http);
    for number in ["19380712-9022", "19310802-8287", "19440105-9771"] {
        let mut page = reader.live(&second.http).unwrap();
        let mut bytes = [0; 4096];
        let count = page.read(&mut bytes).unwrap();
        assert!(text(&bytes[..count]).starts_with("HTTP/1.1 200"), "{}", text(&bytes[..count]));
        start_case(&mut writer, &first.http, number, &format!("[{number}]")).unwrap();
        // The receipt is there; the other server listens once a second.
        page.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        let mut told = String::new();
        while !told.contains("event: changed") {
            let count = page.read(&mut bytes).unwrap_or_else(|error| panic!("{error}: {told}"));
            assert!(count > 0, "the stream ended: {told}");
            told += &text(&bytes[..count]);
        }
        assert!(told.contains("chain:"), "{told}");
    }
}

/// Until it holds; at most half a minute.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..600 {
        if holds() {
            return;
        }
        wait(Duration::from_millis(50));
    }
    panic!("{what}");
}

/// Whoever writes how far the lists have come, from this word on, waits while the gate is shut.
const GATE: &str = "
    CREATE TABLE gate (word text);
    CREATE FUNCTION at_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        WHILE EXISTS (SELECT FROM gate WHERE TG_OP = word OR strpos(NEW.state, word) > 0) LOOP
            PERFORM pg_sleep(0.02);
        END LOOP;
        RETURN coalesce(NEW, OLD);
    END $$;
    CREATE TRIGGER at_gate BEFORE UPDATE OR DELETE ON projection_build
        FOR EACH ROW EXECUTE FUNCTION at_gate()";

/// How many sessions of this database there are, with more said of them.
const OURS: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()";

#[test]
fn a_server_that_is_killed_while_it_makes_lists_beside_harms_neither_the_old_nor_the_new_ones() {
    let Some((database, [one])) = site() else { return };
    county_with_kim(one.path());
    let mut server = Server::start(one.path());
    let mut writer = Person::new(&server.http);
    for number in ["19380712-9022", "19310802-8287"] {
        start_case(&mut writer, &server.http, number, &format!("[{number}]")).unwrap();
    }
    assert_eq!(
        server.sender().send(&admission("C1", "V1", "194401059771", "AVD37")).unwrap(),
        "AA"
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let run = |sql: &str| runtime.block_on(database.execute(sql));
    let ask = |sql: &str| runtime.block_on(database.ask(sql)).unwrap_or_default();
    // A server that is stopped before its lists are whole has nothing to be switched.
    until("the lists are whole", || !ask("SELECT version FROM projection_version").is_empty());
    let version = ask("SELECT version FROM projection_version");
    assert_eq!(server.stop(), Some(0));
    run(GATE);
    // After the persons, after the stays, after the chains, and in the middle of the switch.
    for word in ["Stays", "Chains", "CatchUp", "DELETE"] {
        run("UPDATE projection_version SET version = 0");
        run(&format!("INSERT INTO gate VALUES ('{word}')"));
        let folder = tempfile::tempdir().unwrap();
        fs::copy(one.path().join("brygga.toml"), folder.path().join("brygga.toml")).unwrap();
        let mut killed = Server::start(folder.path());
        until(word, || ask(&format!("{OURS} AND wait_event = 'PgSleep'")) == "1");
        killed.kill();
        run("DELETE FROM gate");
        until("the server of the database has noticed", || {
            ask(&format!("{OURS} AND usename = 'brygga'")) == "0"
        });
        assert_eq!(
            ask("SELECT version FROM projection_version"),
            "0",
            "{word}: nothing is switched"
        );
        // Nobody has heard of it for long.
        run("ALTER TABLE projection_build DISABLE TRIGGER at_gate;
             UPDATE projection_build SET touched = touched - interval '1 minute';
             ALTER TABLE projection_build ENABLE TRIGGER at_gate");
        let folder = tempfile::tempdir().unwrap();
        fs::copy(one.path().join("brygga.toml"), folder.path().join("brygga.toml")).unwrap();
        let mut server = Server::start(folder.path());
        let list = writer.browser.get(&server.http, brygga_web::urls::HOME).unwrap();
        assert!(list.html.contains("Mallström"), "{word}: {} {}", list.status, list.html);
        until(word, || ask("SELECT version FROM projection_version") == version);
        until(word, || ask("SELECT count(*) FROM projection_build") == "0");
        let verified = brygga(&["verify", "--projections"], folder.path());
        assert!(text(&verified.stdout).ends_with("good\n"), "{word}: {}", text(&verified.stdout));
        let left =
            "SELECT count(*) FROM pg_namespace WHERE nspname IN ('brygga_next', 'brygga_old')";
        until("nothing is left beside", || ask(left) == "0");
        assert_eq!(server.stop(), Some(0));
    }
}
