//! Finding, making and sharing the server.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use rustix::fs::{FlockOperation, flock};

/// The lock of this process: given back by the system when it ends.
static HELD: Mutex<Option<(File, u16)>> = Mutex::new(None);

/// Where the server's folder is made, when not in memory.
static BASE: OnceLock<PathBuf> = OnceLock::new();

/// For a bench: the server lies in this folder, on a disk that a commit waits for. Before the first
/// database.
pub fn lie_in(base: &Path) {
    // A second word changes nothing: the server runs already.
    drop(BASE.set(base.to_owned()));
}

/// The port of the shared server, started when it does not run.
pub(crate) fn port() -> Result<u16, String> {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, port)) = &*held {
        return Ok(*port);
    }
    let programs = programs()?;
    let folder = shared_folder().map_err(|error| error.to_string())?;
    let users = open(&folder.join("users")).map_err(|error| error.to_string())?;
    // Waits for a server that is just ending.
    flock(&users, FlockOperation::LockShared).map_err(|error| error.to_string())?;
    let mut start = open(&folder.join("start")).map_err(|error| error.to_string())?;
    flock(&start, FlockOperation::LockExclusive).map_err(|error| error.to_string())?;
    let port = match running(&mut start) {
        Some(port) => port,
        None => {
            let port = start_server(&programs, &folder)?;
            start.set_len(0).map_err(|error| error.to_string())?;
            start.seek(SeekFrom::Start(0)).map_err(|error| error.to_string())?;
            write!(start, "{port}").map_err(|error| error.to_string())?;
            port
        }
    };
    *held = Some((users, port));
    Ok(port)
}

/// The folder of `initdb` and `postgres`: the newest of Debian's, otherwise from the path.
pub(crate) fn programs() -> Result<PathBuf, String> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort();
    let debian = found.into_iter().rev().map(|(_, path)| path);
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian
        .chain(std::env::split_paths(&path))
        .find(|path| path.join("initdb").is_file() && path.join("postgres").is_file())
        .ok_or_else(|| "PostgreSQL is not installed (cargo xtask setup)".to_owned())
}

fn shared_folder() -> std::io::Result<PathBuf> {
    let memory = Path::new("/dev/shm");
    let base = match BASE.get() {
        Some(base) => base.clone(),
        None if holds_a_cluster(memory) => memory.to_owned(),
        None => std::env::temp_dir(),
    };
    let folder =
        base.join(format!("brygga-test-postgres-tls-{}", rustix::process::getuid().as_raw()));
    fs::create_dir_all(&folder)?;
    // The server's user must pass through; what lies inside has rights of its own.
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o711))?;
    Ok(folder)
}

/// A container may have a memory file system of a few megabytes. Its size counts, not what is free: all
/// processes must come to the same answer.
fn holds_a_cluster(folder: &Path) -> bool {
    let size = rustix::fs::statvfs(folder).map_or(0, |it| it.f_blocks.saturating_mul(it.f_frsize));
    size >= 2 << 30
}

fn open(path: &Path) -> std::io::Result<File> {
    File::options().read(true).write(true).create(true).truncate(false).open(path)
}

/// The port that was written down, when something answers there.
fn running(start: &mut File) -> Option<u16> {
    let mut text = String::new();
    start.read_to_string(&mut text).ok()?;
    let port = text.trim().parse().ok()?;
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    Some(port)
}

/// Who the server runs as when we are root: PostgreSQL refuses to run as root.
pub(crate) fn unprivileged() -> Result<Option<(u32, u32)>, String> {
    if !rustix::process::getuid().is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let found = find("postgres").or_else(|| find("nobody"));
    found.map(Some).ok_or_else(|| "there is no unprivileged user to run it as".to_owned())
}

fn start_server(programs: &Path, folder: &Path) -> Result<u16, String> {
    let user = unprivileged()?;
    let data = folder.join("data");
    drop(fs::remove_dir_all(&data));
    fs::create_dir_all(&data).map_err(|error| error.to_string())?;
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).map_err(|e| e.to_string())?;
    if let Some((uid, gid)) = user {
        chown(&data, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
    }
    let as_user = |program: &mut Command| {
        if let Some((uid, gid)) = user {
            program.uid(uid).gid(gid);
        }
        // The home of whoever runs the tests may be closed to the server's user.
        program.current_dir("/").stdin(Stdio::null());
    };
    let mut initdb = Command::new(programs.join("initdb"));
    as_user(&mut initdb);
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
    initdb.args(["--no-sync", "--no-instructions", "-D"]).arg(&data);
    let done = initdb.output().map_err(|error| format!("initdb: {error}"))?;
    if !done.status.success() {
        return Err(format!("initdb: {}", String::from_utf8_lossy(&done.stderr)));
    }
    make_certificate(&data, user)?;
    let port = free_port().map_err(|error| error.to_string())?;
    // The shell ends the server when it can have the lock that every user shares: then nobody is
    // left. It keeps it until the server is gone, so that the next user waits.
    let script = "\
        postgres=$1 data=$2 port=$3 users=$4
        \"$postgres\" -D \"$data\" -p \"$port\" -c listen_addresses=127.0.0.1 \
            -c unix_socket_directories= -c ssl=on -c max_connections=400 -c shared_buffers=64MB \
            -c max_wal_size=512MB -c autovacuum_naptime=10s -c log_min_messages=fatal \
            >\"$data/server.log\" 2>&1 &
        server=$!
        trap '' INT TERM HUP
        while kill -0 $server 2>/dev/null; do
            sleep 5
            exec 9<\"$users\"
            if flock -n -x 9; then
                kill -INT $server
                wait $server
                rm -rf \"$data\"/*
                exit
            fi
            exec 9<&-
        done";
    let mut shell = Command::new("sh");
    as_user(&mut shell);
    shell.args(["-c", script, "sh"]).arg(programs.join("postgres")).arg(&data);
    shell.arg(port.to_string()).arg(folder.join("users"));
    // A group of its own: a Ctrl-C at the tests is not one at the server.
    shell.process_group(0).stdout(Stdio::null()).stderr(Stdio::null());
    let mut shell = shell.spawn().map_err(|error| format!("sh: {error}"))?;
    wait_for(port, &data, &mut shell)?;
    Ok(port)
}

/// Until the server answers; then the role of the tests is made.
fn wait_for(port: u16, data: &Path, shell: &mut std::process::Child) -> Result<(), String> {
    let role = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let address = super::admin_address(port);
            let mut last = None;
            for _ in 0..200 {
                match tokio_postgres::connect(&address, tokio_postgres::NoTls).await {
                    Ok((client, connection)) => {
                        let socket = tokio::spawn(connection);
                        let made = client.batch_execute("CREATE ROLE brygga LOGIN").await;
                        drop(client);
                        drop(socket.await);
                        return made.map_err(std::io::Error::other);
                    }
                    Err(error) => last = Some(error),
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            Err(last.map_or_else(|| std::io::Error::other("no answer"), std::io::Error::other))
        })
    });
    let made = role.join().map_err(|_| "the server was not reached".to_owned())?;
    made.map_err(|error| {
        let log = fs::read_to_string(data.join("server.log")).unwrap_or_default();
        drop(shell.kill());
        format!("the server does not answer: {error}\n{log}")
    })
}

/// The server speaks TLS to those who ask for it, as `localhost`.
fn make_certificate(data: &Path, user: Option<(u32, u32)>) -> Result<(), String> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])
        .map_err(|error| error.to_string())?;
    let write = |name: &str, text: String| {
        let path = data.join(name);
        fs::write(&path, text)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        match user {
            Some((uid, gid)) => chown(&path, Some(uid), Some(gid)),
            None => Ok(()),
        }
    };
    let done = write("server.crt", made.cert.pem())
        .and_then(|()| write("server.key", made.signing_key.serialize_pem()));
    // Beside the data, where those who connect may read it.
    let public = data.with_file_name("server.crt");
    done.and_then(|()| fs::write(public, made.cert.pem())).map_err(|error| error.to_string())
}

/// The certificate of the shared server.
pub(crate) fn certificate() -> Result<PathBuf, String> {
    Ok(shared_folder().map_err(|error| error.to_string())?.join("server.crt"))
}

pub(crate) fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
