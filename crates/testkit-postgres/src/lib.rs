//! A PostgreSQL of the tests' own, and an empty database for each test.
//!
//! All test processes of a user share one cluster: it lies in memory where there is a memory file
//! system, listens on a free loopback port, and runs as an unprivileged user even when the tests
//! are run by root. A process holds a shared lock on it for as long as it lives, however it ends; a
//! small shell beside the server ends both when nobody has held the lock for some seconds.
//!
//! Without PostgreSQL on the machine a test says so in one line and is over ([`database`] gives
//! `None`); with `BRYGGA_TEST_POSTGRES=required`, as in CI, that is a failure.

mod cluster;
mod own;
mod proxy;

use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::NoTls;

pub use cluster::lie_in;
pub use own::OwnServer;
pub use proxy::{Proxy, Wire};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// An empty database; it goes when it is dropped.
pub struct Database {
    name: String,
    port: u16,
    /// It lies in a tablespace of its own name.
    elsewhere: bool,
}

/// An empty database of a role without special rights; `None` when there is no PostgreSQL here.
pub async fn database() -> Option<Database> {
    let port = match cluster::port() {
        Ok(port) => port,
        Err(why) => {
            let required = std::env::var_os("BRYGGA_TEST_POSTGRES").is_some();
            assert!(!required, "PostgreSQL is required: {why}");
            println!("not run on PostgreSQL: {why}");
            return None;
        }
    };
    let database = Database::named(port, false);
    let name = &database.name;
    // Numbers of processes come again.
    database.admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    database.admin(&format!("CREATE DATABASE {name} OWNER brygga")).await;
    Some(database)
}

/// Who the server runs as, where that is not whoever runs the tests: user and group.
pub fn server_user() -> Option<(u32, u32)> {
    cluster::unprivileged().ok().flatten()
}

/// The same with its tables in a folder of the server's user: on a disk of another size. Its log of
/// changes lies where that of all others lies.
pub async fn database_in(folder: &std::path::Path) -> Option<Database> {
    let shared = database().await?;
    let database = Database::named(shared.port, true);
    let (name, folder) = (&database.name, folder.display());
    database.admin(&format!("CREATE TABLESPACE {name} LOCATION '{folder}'")).await;
    database.admin(&format!("CREATE DATABASE {name} OWNER brygga TABLESPACE {name}")).await;
    Some(database)
}

impl Database {
    fn named(port: u16, elsewhere: bool) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { name: format!("test_{}_{number}", std::process::id()), port, elsewhere }
    }

    /// Where the store finds it.
    pub fn address(&self) -> String {
        format!("postgres://brygga@127.0.0.1:{}/{}", self.port, self.name)
    }

    /// The same with the rights of the server's owner: for tests that damage or disturb.
    pub fn admin_address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{}", self.port, self.name)
    }

    /// The same over TLS, with a check of who answers.
    pub fn tls_address(&self) -> String {
        let (port, name) = (self.port, &self.name);
        let root = self.certificate();
        format!(
            "postgres://brygga@localhost:{port}/{name}?sslmode=verify-full&sslrootcert={}",
            root.display()
        )
    }

    /// The certificate of the server, PEM, for `localhost`.
    pub fn certificate(&self) -> std::path::PathBuf {
        cluster::certificate().expect("the folder of the server is there")
    }

    /// The port of the server on loopback.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs statements as the server's owner inside this database.
    pub async fn execute(&self, sql: &str) {
        execute(&self.admin_address(), sql).await;
    }

    /// The first value that a question of the server's owner has for an answer, as text.
    pub async fn ask(&self, sql: &str) -> Option<String> {
        let (client, connection) = tokio_postgres::connect(&self.admin_address(), NoTls)
            .await
            .expect("the test server answers");
        tokio::spawn(connection);
        let answer = client.simple_query(sql).await.expect("the statement runs");
        answer.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
    }

    /// From now on new connections find that they may only read, as at a server that follows another
    /// one; or that they may write again.
    pub async fn follow(&self, follows: bool) {
        let (name, on) = (&self.name, if follows { "on" } else { "off" });
        let sql = format!("ALTER DATABASE {name} SET default_transaction_read_only = {on}");
        self.admin(&sql).await;
    }

    /// How often two transactions have waited for each other in a circle. Counted when sessions end, so
    /// it waits until all others have.
    pub async fn deadlocks(&self) -> i64 {
        let (client, connection) = tokio_postgres::connect(&self.admin_address(), NoTls)
            .await
            .expect("the test server answers");
        tokio::spawn(connection);
        let others = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        for _ in 0..100 {
            let row = client.query_one(others, &[]).await.expect("the statement runs");
            if row.get::<_, i64>(0) == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        client.query_one(sql, &[]).await.expect("the statement runs").get(0)
    }

    async fn admin(&self, sql: &str) {
        execute(&admin_address(self.port), sql).await;
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let mut statements = vec![format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)];
        if self.elsewhere {
            statements.push(format!("DROP TABLESPACE IF EXISTS {}", self.name));
        }
        let address = admin_address(self.port);
        // On a thread of its own, because a runtime may be running on this one.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                runtime.block_on(async {
                    if let Ok((client, connection)) = tokio_postgres::connect(&address, NoTls).await
                    {
                        tokio::spawn(connection);
                        for sql in statements {
                            drop(client.batch_execute(&sql).await);
                        }
                    }
                });
            }
        });
        drop(dropped.join());
    }
}

fn admin_address(port: u16) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

async fn execute(address: &str, sql: &str) {
    let (client, connection) =
        tokio_postgres::connect(address, NoTls).await.expect("the test server answers");
    let socket = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("the statement runs");
    drop(client);
    drop(socket.await);
}
