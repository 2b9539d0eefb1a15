//! Runs the program, and speaks MLLP and HTTP to it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

/// Runs a command to its end.
pub(crate) fn brygga(args: &[&str], data: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_brygga"))
        .args(args)
        .arg("--data")
        .arg(data)
        .env("BRYGGA_LOG", "warn")
        .output()
        .expect("the program runs")
}

/// Runs a command that reads from standard input.
pub(crate) fn brygga_reading(args: &[&str], data: &Path, input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_brygga"))
        .args(args)
        .arg("--data")
        .arg(data)
        .env("BRYGGA_LOG", "warn")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // A command that refuses before it reads has closed its end.
    let _ = child.stdin.take().expect("the program runs").write_all(input.as_bytes());
    child.wait_with_output().expect("the program runs")
}

/// The registry of the simulated county, for a folder that holds none.
pub(crate) fn county_registry() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/registries/demo.toml")
}

/// Somebody of [`county_registry`], who works on ward 37.
pub(crate) const KIM: &str = "TST9900000001-PKIMD";
pub(crate) const PASSWORD: &str = "ett långt lösenord";

/// Makes the county's registry and an account `kim`, by whoever writes to the folder.
pub(crate) fn county_with_kim(data: &Path) {
    let file = county_registry();
    let imported = brygga(&["registry", "import", file.to_str().expect("a path")], data);
    assert!(imported.status.success(), "{}", text(&imported.stderr));
    let added = brygga_reading(&["user", "add", "kim", "--user", KIM], data, PASSWORD);
    assert!(added.status.success(), "{}", text(&added.stderr));
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Imports a file and gives the lines.
pub(crate) fn import(file: &Path, data: &Path) -> Vec<String> {
    let output =
        brygga(&["import", "adt", file.to_str().expect("the program does what it says")], data);
    assert!(output.status.success(), "{}: {}", file.display(), text(&output.stderr));
    text(&output.stdout).lines().map(str::to_owned).collect()
}

/// The stays as exported.
pub(crate) fn export(data: &Path, more: &[&str]) -> Vec<Value> {
    let args = [&["export", "stays", "--format", "ndjson"], more].concat();
    let output = brygga(&args, data);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("the program does what it says"))
        .collect()
}

/// The corpora beside the repository, when they are there.
pub(crate) fn corpora() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/hl7v2");
    if !folder.is_dir() {
        println!("not run: no shared data");
        return None;
    }
    Some(folder)
}

/// Our own streams.
pub(crate) fn streams() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../hl7/testdata")
}

/// A server that is killed when the test ends.
pub(crate) struct Server {
    child: Child,
    /// What it printed until it could serve.
    pub(crate) said: String,
    pub(crate) http: String,
    pub(crate) mllp: String,
    pub(crate) metrics: String,
}

impl Server {
    pub(crate) fn start(data: &Path) -> Self {
        Self::run(&["serve", "--mllp", "127.0.0.1:0"], data)
    }

    /// `demo` or `serve` with more flags, on a free port.
    pub(crate) fn run(args: &[&str], data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_brygga"));
        command.args(args).args(["--listen", "127.0.0.1:0", "--data"]).arg(data);
        command.env("BRYGGA_LOG", "warn");
        Self::spawn(&mut command)
    }

    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let out = BufReader::new(child.stdout.take().expect("it is piped"));
        let (mut said, mut http, mut mllp) = (String::new(), String::new(), String::new());
        let mut metrics = String::new();
        for line in out.lines() {
            let line = line.expect("the program writes text");
            said += &format!("{line}\n");
            if let Some(address) = line.strip_prefix("MLLP: ") {
                address.clone_into(&mut mllp);
            }
            if let Some(address) = line.strip_prefix("Metrics: ") {
                address.clone_into(&mut metrics);
            }
            if let Some((_, address)) =
                line.strip_prefix("Adress: ").and_then(|it| it.split_once("://"))
            {
                address.clone_into(&mut http);
                break;
            }
        }
        assert!(!http.is_empty(), "the server did not start: {said}");
        Self { child, said, http, mllp, metrics }
    }

    /// A connection of a sender.
    pub(crate) fn sender(&self) -> Sender {
        Sender::to(&self.mllp).expect("the feed is listened to")
    }

    pub(crate) fn get(&self, path: &str) -> String {
        get(&self.http, path)
    }

    /// What Prometheus would read.
    pub(crate) fn figures(&self) -> String {
        let answer = get(&self.metrics, "/metrics");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer.split_once("\r\n\r\n").expect("a head").1.to_owned()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// kill -9, in the middle of whatever it does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM; gives the exit code.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        self.signal(rustix::process::Signal::TERM);
        self.ended()
    }

    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).expect("it runs");
    }

    /// Waits for its end; gives the exit code.
    pub(crate) fn ended(&mut self) -> Option<i32> {
        self.child.wait().expect("it ends").code()
    }
}

fn get(server: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(server).expect("the program does what it says");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n")
        .expect("the program does what it says");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the program does what it says");
    answer
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A sender of the feed: one connection.
pub(crate) struct Sender(BufReader<TcpStream>);

impl Sender {
    pub(crate) fn to(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        // Definition of the feed: the answer comes within 5 s.
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.get_mut().write_all(bytes)
    }

    /// The sender has nothing more to say, and still listens.
    pub(crate) fn end(&mut self) {
        let _ = self.0.get_mut().shutdown(std::net::Shutdown::Write);
    }

    /// The next answer, without its frame.
    pub(crate) fn read(&mut self) -> std::io::Result<String> {
        let mut frame = Vec::new();
        self.0.read_until(0x1C, &mut frame)?;
        let mut end = Vec::new();
        self.0.read_until(b'\r', &mut end)?;
        if frame.last() != Some(&0x1C) {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(text(&frame))
    }

    /// Sends a message and gives the code of the answer.
    pub(crate) fn send(&mut self, message: &str) -> std::io::Result<String> {
        self.write(&framed(message))?;
        Ok(code(&self.read()?))
    }
}

pub(crate) fn framed(message: &str) -> Vec<u8> {
    [b"\x0b", message.as_bytes(), b"\x1c\r"].concat()
}

/// MSA-1, whatever the sender's delimiters.
pub(crate) fn code(answer: &str) -> String {
    let at = answer.find("\rMSA").expect("an answer has MSA") + 5;
    answer[at..at + 2].to_owned()
}

/// An admission of somebody with an official test number.
pub(crate) fn admission(control: &str, visit: &str, number: &str, ward: &str) -> String {
    [
        format!("MSH|^~\\&|PAS|LAS|BRYGGA|REG|20250310081500||ADT^A01|{control}|P|2.5||||||UNICODE UTF-8"),
        "EVN|A01|||||20250310081500".to_owned(),
        format!("PID|1||{number}^^^&1.2.752.129.2.1.3.1&ISO^PNR||Mallström^Greta^^^^^L|||F|||Provgatan 3^^RONNEBY^^372 30^SE^H^^1081"),
        format!("PV1|1|I|{ward}^4^1^LAS||||||||||||||||{visit}|||||||||||||||||||||||||20250310080000"),
    ]
    .map(|segment| segment + "\r")
    .concat()
}

/// Waits; tests have no other clock.
pub(crate) fn wait(time: Duration) {
    let (_never, silence) = mpsc::channel::<()>();
    let _ = silence.recv_timeout(time);
}
