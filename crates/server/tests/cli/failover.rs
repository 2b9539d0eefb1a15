//! The leader of a real cluster is lost: three etcd and three Patroni members on loopback, started by the
//! shared tool. Runs where both are installed; nothing installs them for it.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::harness::{Sender, Server, admission, brygga, county_with_kim, export, text, wait};

const MEMBERS: [u32; 3] = [1, 2, 3];

struct Cluster {
    tool: PathBuf,
    run: PathBuf,
}

impl Cluster {
    fn start() -> Option<Self> {
        let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/tools/patroni");
        let installed = |name: &str| {
            let found = Command::new("sh").args(["-c", &format!("command -v {name}")]).output();
            found.is_ok_and(|it| it.status.success())
        };
        if !rustix::process::getuid().is_root() || !["patroni", "etcd"].into_iter().all(installed) {
            println!("not run: Patroni and etcd are not installed, or this is not root");
            return None;
        }
        if !tool.is_dir() {
            println!("not run: no shared tool for Patroni");
            return None;
        }
        // The members run as another user, who must reach it.
        let run = PathBuf::from(format!("/tmp/brygga-patroni-{}", std::process::id()));
        let cluster = Self { tool, run };
        // Members that have just ended, of another run, may still be in the way.
        for _ in 0..2 {
            cluster.script("up.sh");
            if cluster.leader().is_some() {
                return Some(cluster);
            }
            cluster.down();
        }
        panic!("the cluster has no leader");
    }

    fn script(&self, name: &str) -> String {
        let log = self.run.with_extension(name);
        let mut script = Command::new("bash");
        script.arg(self.tool.join(name)).env("RUN", &self.run).stdin(Stdio::null());
        // What it starts lives on: it must not hold a pipe of ours.
        script.stdout(fs::File::create(&log).unwrap()).stderr(Stdio::null());
        script.status().unwrap();
        let said = fs::read_to_string(&log).unwrap();
        fs::remove_file(log).unwrap();
        said
    }

    /// The member that may be written to, as Patroni says.
    fn leader(&self) -> Option<u32> {
        MEMBERS.into_iter().find(|member| {
            use std::io::{Read as _, Write as _};
            let mut answer = [0; 12];
            TcpStream::connect(format!("127.0.0.1:2340{member}")).is_ok_and(|mut stream| {
                stream.write_all(b"GET /primary HTTP/1.0\r\n\r\n").is_ok()
                    && stream.read_exact(&mut answer).is_ok()
                    && answer.ends_with(b" 200")
            })
        })
    }

    fn psql(&self, sql: &str) {
        let leader = self.leader().unwrap();
        let port = format!("2543{leader}");
        let done = Command::new("psql")
            .args(["-h", "127.0.0.1", "-U", "postgres", "-p", &port, "-c", sql])
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
    }

    /// kill -9 of a member: its agent and its database.
    fn lose(&self, member: u32) {
        let pid = |file: PathBuf| {
            let text = fs::read_to_string(file).unwrap();
            let pid: i32 = text.lines().next().unwrap().trim().parse().unwrap();
            rustix::process::Pid::from_raw(pid).unwrap()
        };
        let agent = pid(self.run.join(format!("patroni{member}.pid")));
        let database = pid(self.run.join(format!("d{member}/postmaster.pid")));
        for process in [agent, database] {
            rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
        }
    }

    fn down(&self) {
        self.script("down.sh");
        // Its ports are the same each time.
        let open = |port| TcpStream::connect(("127.0.0.1", port)).is_ok();
        for _ in 0..100 {
            if !(1..=3).any(|n| open(23_700 + n) || open(23_400 + n) || open(25_430 + n)) {
                break;
            }
            wait(Duration::from_millis(100));
        }
        let _ = fs::remove_dir_all(&self.run);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.down();
    }
}

/// Sends one message until it is stored; gives how often it was sent.
fn stored(sender: &mut Option<Sender>, server: &Server, n: u32) -> u32 {
    let message = admission(&format!("C{n}"), &format!("V{n}"), "193108028287", "AVD37");
    for tries in 1..200 {
        let connection = sender.get_or_insert_with(|| server.sender());
        match connection.send(&message) {
            Ok(code) if code == "AA" => return tries,
            Ok(_) => wait(Duration::from_millis(200)),
            Err(_) => *sender = None,
        }
    }
    panic!("message {n} is not stored");
}

#[test]
fn the_new_leader_is_found_and_nothing_answered_is_lost() {
    let Some(cluster) = Cluster::start() else { return };
    cluster.psql("CREATE ROLE brygga LOGIN");
    cluster.psql("CREATE DATABASE brygga OWNER brygga");
    let data = tempfile::tempdir().unwrap();
    let hosts = "127.0.0.1:25431,127.0.0.1:25432,127.0.0.1:25433";
    let line = format!("database = \"postgres://brygga@{hosts}/brygga\"\n");
    fs::write(data.path().join("brygga.toml"), line).unwrap();
    county_with_kim(data.path());
    let mut server = Server::start(data.path());
    let mut sender = None;
    let before = (0..200).map(|n| stored(&mut sender, &server, n)).max().unwrap();
    assert_eq!(before, 1, "a whole cluster answers at once");
    let old = cluster.leader().unwrap();
    cluster.lose(old);
    let lost = tokio::time::Instant::now();
    let tries = stored(&mut sender, &server, 200);
    let gap = lost.elapsed();
    let new = cluster.leader().unwrap();
    assert_ne!(old, new);
    for n in 201..400 {
        stored(&mut sender, &server, n);
    }
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"), "{}", server.get("/readyz"));
    assert_eq!(server.stop(), Some(0));
    let verified = brygga(&["verify"], data.path());
    assert!(text(&verified.stdout).ends_with("good\n"), "{}", text(&verified.stdout));
    let stays = export(data.path(), &["--all"]);
    assert_eq!(stays.len(), 400, "nothing lost, nothing twice");
    println!("p{old} was lost: {:.1} s and {tries} tries until p{new} stored", gap.as_secs_f64());
}
