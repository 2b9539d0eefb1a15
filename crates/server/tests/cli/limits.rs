//! Callers that are many, slow or silent. Each server here has few places and little patience, and what
//! shows that a caller was given up is that somebody else gets its place.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use brygga_web::urls;

use crate::browser::Browser;
use crate::harness::{PASSWORD, Server, county_with_kim, text, wait};
use crate::tls::{Pair, ready_over_tls};

const ONE_PLACE: [&str; 5] = ["serve", "--connections", "1", "--patience", "1"];

fn caller(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(&server.http).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

fn request(path: &str, more: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n")
}

/// The whole answer to a caller that comes now and goes.
fn ask(server: &Server, path: &str) -> std::io::Result<String> {
    let mut stream = caller(server);
    stream.write_all(request(path, "Connection: close\r\n").as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn is_answered(server: &Server) -> bool {
    ask(server, "/healthz").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// Until it holds; at most ten seconds.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..100 {
        if holds() {
            return;
        }
        wait(Duration::from_millis(100));
    }
    panic!("{what}");
}

/// The place of a caller goes to another one, and the caller finds that it is cut off.
fn is_given_up(server: &Server, mut slow: TcpStream) {
    until("it keeps its place", || is_answered(server));
    let mut rest = Vec::new();
    match slow.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}"),
    }
}

#[test]
fn where_all_places_are_taken_the_next_caller_hears_why() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::run(&ONE_PLACE, data.path());
    let first = caller(&server);
    let refused = ask(&server, "/sign-in").unwrap();
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    for word in ["retry-after: 5\r\n", "connection: close\r\n", "Försök igen om en stund."] {
        assert!(refused.contains(word), "no {word}: {refused}");
    }
    drop(first);
    until("the place is free again", || is_answered(&server));
}

#[test]
fn an_open_stream_of_changes_takes_a_place_as_long_as_it_is_open() {
    let data = tempfile::tempdir().unwrap();
    county_with_kim(data.path());
    let args = ["serve", "--connections", "3", "--patience", "1", "--metrics", "127.0.0.1:0"];
    let server = Server::run(&args, data.path());
    let mut kim = Browser::default();
    until("kim is signed in", || {
        kim.sign_in(&server.http, "kim", PASSWORD).is_ok_and(|answer| answer.to == urls::HOME)
    });
    let open = |count: u32| {
        let line = format!("brygga_connections{{at=\"screens\"}} {count}\n");
        server.figures().contains(&line)
    };
    until("kim's pages are closed", || open(0));
    let mut stream = kim.live(&server.http).unwrap();
    let mut head = [0; 4096];
    let count = stream.read(&mut head).unwrap();
    assert!(text(&head[..count]).starts_with("HTTP/1.1 200 "), "{}", text(&head[..count]));
    let others = [caller(&server), caller(&server)];
    assert!(ask(&server, "/healthz").unwrap().starts_with("HTTP/1.1 503 "));
    // Those who say nothing are given up; who listens is not.
    until("the silent ones are given up", || open(1));
    wait(Duration::from_secs(2));
    assert!(open(1), "{}", server.figures());
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let more = stream.read(&mut head).map_err(|error| error.kind());
    assert_eq!(more, Err(ErrorKind::WouldBlock));
    let refused = "brygga_connections_refused_total{at=\"screens\"} ";
    assert!(server.figures().contains(refused), "{}", server.figures());
    drop((stream, others));
    until("everybody has gone", || open(0));
}

#[test]
fn a_head_that_comes_letter_by_letter_is_given_up() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::run(&ONE_PLACE, data.path());
    let mut slow = caller(&server);
    slow.write_all(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n").unwrap();
    until("it keeps its place", || {
        let _ = slow.write_all(b"a: b\r\n");
        is_answered(&server)
    });
    is_given_up(&server, slow);
}

#[test]
fn a_connection_that_says_nothing_is_given_up() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::run(&ONE_PLACE, data.path());
    is_given_up(&server, caller(&server));
    // One that was answered and kept for a next request that does not come.
    until("the place is free again", || {
        let mut idle = caller(&server);
        idle.write_all(request("/healthz", "").as_bytes()).unwrap();
        let mut head = [0; 12];
        let answered = idle.read_exact(&mut head).is_ok() && head == *b"HTTP/1.1 200";
        if answered {
            is_given_up(&server, idle);
        }
        answered
    });
}

#[test]
fn a_head_that_is_too_large_is_refused_and_says_so() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::run(&["serve"], data.path());
    let answer = |more: &str| {
        let mut stream = caller(&server);
        stream.write_all(request("/healthz", more).as_bytes()).unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        text(&status)
    };
    let cookie = |kilobytes: usize| format!("Cookie: a={}\r\n", "b".repeat(kilobytes * 1024));
    assert_eq!(answer(&cookie(31)), "HTTP/1.1 200");
    assert_eq!(answer(&cookie(33)), "HTTP/1.1 431");
    // What is still on its way when it is refused does not take the answer back.
    assert_eq!(answer(&cookie(1024)), "HTTP/1.1 431");
    let many: String = (0..120).map(|n| format!("a-{n}: b\r\n")).collect();
    assert_eq!(answer(&many), "HTTP/1.1 431");
    assert!(is_answered(&server));
}

#[test]
fn an_answer_that_nobody_takes_is_given_up() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::run(&ONE_PLACE, data.path());
    let mut asset = String::new();
    until("the page names its style", || {
        let page = ask(&server, "/sign-in").unwrap_or_default();
        let link = page.split_once("rel=\"stylesheet\" href=\"").map(|(_, rest)| rest);
        link.and_then(|rest| rest.split('"').next()).unwrap_or_default().clone_into(&mut asset);
        !asset.is_empty()
    });
    let mut deaf = caller(&server);
    deaf.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    // Far more than the system keeps for one that does not read.
    let _ = deaf.write_all(request(&asset, "").repeat(2_000).as_bytes());
    is_given_up(&server, deaf);
}

#[test]
fn a_tls_handshake_that_never_ends_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::make(folder.path());
    let args = [&ONE_PLACE[..], &pair.flags()].concat();
    let server = Server::run(&args, &folder.path().join("data"));
    for begun in [&b""[..], b"\x16\x03\x01"] {
        let mut silent = caller(&server);
        silent.write_all(begun).unwrap();
        until("it keeps its place", || ready_over_tls(&server.http, &pair));
        let mut rest = Vec::new();
        let _ = silent.read_to_end(&mut rest);
        assert!(rest.is_empty(), "{rest:?}");
        // The one that was answered leaves.
        wait(Duration::from_millis(200));
    }
}

#[test]
fn a_system_that_allows_too_few_open_files_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 600 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_brygga")]);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path().join("data"));
    command.env("BRYGGA_LOG", "warn").stderr(Stdio::from(File::create(&log).unwrap()));
    let server = Server::spawn(&mut command);
    let callers: Vec<TcpStream> = (0..300).map(|_| caller(&server)).collect();
    assert!(ask(&server, "/healthz").unwrap().starts_with("HTTP/1.1 503 "));
    drop(callers);
    until("the places are free again", || is_answered(&server));
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.contains("too few files") && said.contains("LimitNOFILE"), "{said}");
}
