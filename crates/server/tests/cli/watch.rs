//! What whoever watches a server sees: figures, lines, traces.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::browser::Browser;
use crate::harness::{PASSWORD, Server, admission, county_with_kim};

/// Takes spans as a collector does, and keeps the bytes.
pub(crate) struct Collector {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<u8>>>,
}

impl Collector {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = BufReader::new(stream.unwrap());
                let (mut length, mut first) = (0, String::new());
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).unwrap() <= 2 {
                        break;
                    }
                    let line = line.to_lowercase();
                    if let Some(value) = line.strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    if first.is_empty() {
                        first = line;
                    }
                }
                let mut body = vec![0; length];
                stream.read_exact(&mut body).unwrap();
                assert!(first.starts_with("post /v1/traces "), "{first}");
                kept.lock().unwrap().extend(body);
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
                stream.get_mut().write_all(answer).unwrap();
            }
        });
        Self { url, received }
    }

    /// Names and values stand in the bytes as they are.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.received.lock().unwrap()).into_owned()
    }
}

fn figure(figures: &str, name: &str) -> f64 {
    let line = figures.lines().find(|line| line.starts_with(name));
    let line = line.unwrap_or_else(|| panic!("no {name} in {figures}"));
    line.rsplit_once(' ').unwrap().1.parse().unwrap()
}

#[test]
fn the_figures_say_what_was_done_and_refused() {
    let data = tempfile::tempdir().unwrap();
    county_with_kim(data.path());
    let args = ["serve", "--mllp", "127.0.0.1:0", "--metrics", "127.0.0.1:0"];
    let server = Server::run(&args, data.path());
    let mut kim = Browser::default();
    assert_eq!(kim.sign_in(&server.http, "kim", "fel lösenord, långt nog").unwrap().status, 200);
    assert_eq!(kim.sign_in(&server.http, "kim", PASSWORD).unwrap().status, 303);
    let nowhere = "/care-chains/09090909-0909-0909-0909-090909090909";
    assert_eq!(kim.get(&server.http, nowhere).unwrap().status, 404);
    let mut sender = server.sender();
    let message = admission("C1", "V1", "193108028287", "AVD37");
    assert_eq!(sender.send(&message).unwrap(), "AA");
    assert_eq!(sender.send(&message.replace("ADT^A01", "ORU^R01")).unwrap(), "AR");
    let figures = server.figures();
    for (name, least) in [
        ("brygga_ready", 1.0),
        ("brygga_log_events", 10.0),
        ("brygga_disk_free_bytes", 1.0),
        ("brygga_sign_ins_total{way=\"password\",outcome=\"in\"}", 1.0),
        ("brygga_sign_ins_total{way=\"password\",outcome=\"wrong\"}", 1.0),
        ("brygga_denials_total{reason=\"nothing-here\"}", 1.0),
        ("brygga_feed_messages_total{answer=\"AA\"}", 1.0),
        ("brygga_feed_messages_total{answer=\"AR\"}", 1.0),
        ("brygga_commit_seconds_count", 1.0),
        ("brygga_commit_units_count", 1.0),
        ("brygga_writer_waiting", 0.0),
        ("brygga_request_seconds_bucket{status=\"2xx\",le=\"+Inf\"}", 1.0),
    ] {
        assert!(figure(&figures, name) >= least, "{name}: {figures}");
    }
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404"), "not among the screens");
}

#[test]
fn a_line_in_json_names_the_request_that_the_answer_names() {
    let data = tempfile::tempdir().unwrap();
    county_with_kim(data.path());
    let log = data.path().join("said");
    let mut command = Command::new(env!("CARGO_BIN_EXE_brygga"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--log", "info"]);
    command.arg("--data").arg(data.path()).stderr(Stdio::from(fs::File::create(&log).unwrap()));
    let mut server = Server::spawn(&mut command);
    let answer = server.get("/sign-in");
    let id = answer.lines().find_map(|line| line.strip_prefix("x-correlation-id: ")).unwrap();
    assert_eq!(server.stop(), Some(0));
    let said = fs::read_to_string(&log).unwrap();
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let answered = lines.iter().find(|line| line["message"] == "answered");
    let answered = answered.unwrap_or_else(|| panic!("{said}"));
    assert_eq!(answered["status"], 200);
    assert_eq!(answered["spans"][0]["id"], id, "{answered}");
    assert_eq!(answered["spans"][0]["path"], "/sign-in", "{answered}");
}

#[test]
fn a_collector_gets_the_traces_of_requests() {
    let data = tempfile::tempdir().unwrap();
    county_with_kim(data.path());
    let collector = Collector::start();
    let mut server = Server::run(&["serve", "--otlp", &collector.url], data.path());
    let answer = server.get("/sign-in?next=/hemligt");
    let id = answer.lines().find_map(|line| line.strip_prefix("x-correlation-id: ")).unwrap();
    assert_eq!(server.stop(), Some(0));
    let spans = collector.text();
    for told in ["service.name", "brygga", "request", "/sign-in", id] {
        assert!(spans.contains(told), "no {told} in {spans}");
    }
    assert!(!spans.contains("hemligt"), "{spans}");
}
