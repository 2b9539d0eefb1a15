//! The screens over TLS, a new certificate without a stop, and an end that loses no request.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustix::process::Signal;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
    crypto::ring,
};

use crate::harness::{PASSWORD, Server, brygga, county_with_kim, text, wait};

/// A certificate for localhost that vouches for itself, with its key.
pub(crate) struct Pair {
    pub(crate) files: [PathBuf; 2],
    der: CertificateDer<'static>,
}

impl Pair {
    pub(crate) fn make(folder: &Path) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let files = [folder.join("cert.pem"), folder.join("key.pem")];
        fs::write(&files[0], made.cert.pem()).unwrap();
        fs::write(&files[1], made.signing_key.serialize_pem()).unwrap();
        Self { files, der: made.cert.der().clone() }
    }

    pub(crate) fn flags(&self) -> [&str; 3] {
        ["--tls", self.files[0].to_str().unwrap(), self.files[1].to_str().unwrap()]
    }
}

type Tls = StreamOwned<ClientConnection, TcpStream>;

/// A browser that trusts this certificate only.
fn connect(
    server: &str,
    trusted: &CertificateDer<'static>,
    version: &'static SupportedProtocolVersion,
) -> std::io::Result<Tls> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = TcpStream::connect(server)?;
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut stream = StreamOwned::new(client, socket);
    stream.flush()?;
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock)?;
    }
    Ok(stream)
}

fn ask(stream: &mut Tls, request: &str) -> String {
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // The server closes without a word: the answer's own length says that it is whole.
    let _ = stream.read_to_end(&mut answer);
    text(&answer)
}

/// Whether a server of this certificate says that it is ready.
pub(crate) fn ready_over_tls(server: &str, pair: &Pair) -> bool {
    connect(server, &pair.der, &TLS13)
        .is_ok_and(|mut stream| ask(&mut stream, &get("/readyz")).starts_with("HTTP/1.1 200"))
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
}

#[test]
fn the_screens_speak_tls_and_their_cookies_stay_there() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    county_with_kim(&data);
    let pair = Pair::make(folder.path());
    let server = Server::run(&[&["serve"][..], &pair.flags()].concat(), &data);
    assert!(server.said.contains("Adress: https://"), "{}", server.said);
    for version in [&TLS12, &TLS13] {
        let mut browser = connect(&server.http, &pair.der, version).unwrap();
        let page = ask(&mut browser, &get("/sign-in"));
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.contains("strict-transport-security: max-age=31536000"), "{page}");
    }
    let form = format!("user=kim&password={}", brygga_web::urls::encode(PASSWORD));
    let mut browser = connect(&server.http, &pair.der, &TLS13).unwrap();
    let answer = ask(
        &mut browser,
        &format!(
            "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    );
    let cookie = answer.lines().find(|line| line.starts_with("set-cookie: __Host-brygga="));
    assert!(cookie.is_some_and(|it| it.contains("; Secure")), "{answer}");
    // Without TLS there is no answer.
    let mut plain = TcpStream::connect(&server.http).unwrap();
    plain.write_all(get("/sign-in").as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!text(&answer).contains("HTTP/"), "{}", text(&answer));
}

#[test]
fn a_new_certificate_is_taken_into_use_and_one_that_is_wrong_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let old = Pair::make(folder.path());
    let log = folder.path().join("log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_brygga"));
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(old.flags()).arg("--data").arg(&data);
    command.env("BRYGGA_LOG", "info").stderr(Stdio::from(fs::File::create(&log).unwrap()));
    let mut server = Server::spawn(&mut command);
    connect(&server.http, &old.der, &TLS13).unwrap();

    fs::write(&old.files[1], "no key at all").unwrap();
    server.signal(Signal::HUP);
    let said = |words: &str| fs::read_to_string(&log).unwrap().contains(words);
    until(|| said("the old one stays"));
    connect(&server.http, &old.der, &TLS13).unwrap();

    let new = Pair::make(folder.path());
    server.signal(Signal::HUP);
    until(|| connect(&server.http, &new.der, &TLS13).is_ok());
    assert!(connect(&server.http, &old.der, &TLS13).is_err(), "the old one is gone");
    assert_eq!(server.stop(), Some(0));
}

/// Looks again and again; not for ever.
fn until(holds: impl Fn() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        wait(Duration::from_millis(50));
    }
    panic!("it does not come true in 10 s");
}

#[test]
fn a_certificate_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    fs::create_dir(&one).unwrap();
    fs::create_dir(&other).unwrap();
    let (one, other) = (Pair::make(&one), Pair::make(&other));
    let [certificate, key] = one.files.each_ref().map(|path| path.to_str().unwrap());
    let foreign = other.files[1].to_str().unwrap();
    for (files, words) in [
        (["/nowhere.pem", key], ["/nowhere.pem", "cannot be read"]),
        ([key, key], ["key.pem", "holds no certificate"]),
        ([certificate, certificate], ["cert.pem", "holds no private key"]),
        ([certificate, foreign], ["other/key.pem", "is not the key of"]),
    ] {
        let output = brygga(&[&["serve", "--tls"][..], &files].concat(), &data);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(words.iter().all(|words| said.contains(words)), "{files:?}: {said}");
    }
}

#[test]
fn an_ending_server_says_that_it_is_not_ready_and_answers_what_it_has_begun() {
    let data = tempfile::tempdir().unwrap();
    county_with_kim(data.path());
    let mut server = Server::run(&["serve"], data.path());
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    let form = format!("user=kim&password={}", brygga_web::urls::encode(PASSWORD));
    let (begun, rest) = form.split_at(9);
    let mut slow = TcpStream::connect(&server.http).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(
        slow,
        "POST /sign-in HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{begun}",
        server.http,
        form.len()
    )
    .unwrap();
    // An answer on a connection that was opened later: the slow one has been taken by then.
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    server.signal(Signal::TERM);
    until(|| {
        let told = server.get("/readyz");
        told.starts_with("HTTP/1.1 503") && told.contains("this server is ending")
    });
    slow.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert_eq!(server.ended(), Some(0));
}
