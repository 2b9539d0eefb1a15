//! A server of one test's own, which may be killed.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::cluster::{free_port, programs, unprivileged};

/// A PostgreSQL that nobody else uses, in a folder that goes with it.
pub struct OwnServer {
    folder: PathBuf,
    programs: PathBuf,
    user: Option<(u32, u32)>,
    port: u16,
    running: Option<Child>,
}

impl OwnServer {
    /// Makes and starts it; `None` when there is no PostgreSQL here.
    pub async fn start() -> Option<Self> {
        match Self::make() {
            Ok(mut server) => {
                server.restart().await;
                Some(server)
            }
            Err(why) => {
                let required = std::env::var_os("BRYGGA_TEST_POSTGRES").is_some();
                assert!(!required, "PostgreSQL is required: {why}");
                println!("not run on PostgreSQL: {why}");
                None
            }
        }
    }

    fn make() -> Result<Self, String> {
        let programs = programs()?;
        let user = unprivileged()?;
        let port = free_port().map_err(|error| error.to_string())?;
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = base.join(format!("brygga-own-postgres-{}-{port}", std::process::id()));
        let made = fs::create_dir_all(&folder)
            .and_then(|()| fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)));
        made.map_err(|error| error.to_string())?;
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
        }
        let server = Self { folder, programs, user, port, running: None };
        let mut initdb = server.program("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
        initdb.args(["--no-sync", "--no-instructions", "-D"]).arg(&server.folder);
        let done = initdb.output().map_err(|error| format!("initdb: {error}"))?;
        if done.status.success() {
            Ok(server)
        } else {
            Err(format!("initdb: {}", String::from_utf8_lossy(&done.stderr)))
        }
    }

    fn program(&self, name: &str) -> Command {
        let mut program = Command::new(self.programs.join(name));
        if let Some((uid, gid)) = self.user {
            program.uid(uid).gid(gid);
        }
        program.current_dir("/").stdin(Stdio::null());
        program
    }

    /// Where a store finds it.
    pub fn address(&self) -> String {
        crate::admin_address(self.port)
    }

    /// kill -9 of the server and, as it dies, of everything that it was doing.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.running.take() {
            server.kill().expect("it runs");
            server.wait().expect("it ends");
        }
    }

    /// Starts it, and waits until it has recovered and answers.
    pub async fn restart(&mut self) {
        for _ in 0..200 {
            let ended = match &mut self.running {
                None => true,
                Some(server) => server.try_wait().expect("it can be asked").is_some(),
            };
            if ended {
                // Those that the last one left behind may still be dying: then it ends again.
                let mut server = self.program("postgres");
                server.arg("-D").arg(&self.folder).args(["-p", &self.port.to_string()]);
                server.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
                server.args(["-c", "shared_buffers=32MB", "-c", "log_min_messages=fatal"]);
                server.stdout(Stdio::null()).stderr(Stdio::null());
                self.running = Some(server.spawn().expect("the server starts"));
            }
            let connected = tokio_postgres::connect(&self.address(), tokio_postgres::NoTls).await;
            if let Ok((client, connection)) = connected {
                let socket = tokio::spawn(connection);
                let answers = client.simple_query("SELECT 1").await.is_ok();
                drop(client);
                drop(socket.await);
                if answers {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server does not answer");
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        self.kill();
        // Its children write until they have noticed.
        for _ in 0..40 {
            if fs::remove_dir_all(&self.folder).is_ok() {
                return;
            }
            let (_never, silence) = std::sync::mpsc::channel::<()>();
            let _ = silence.recv_timeout(Duration::from_millis(50));
        }
    }
}
