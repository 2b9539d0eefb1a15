//! Opening: migrations, the origin and its lease, the lanes.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::columns::one;
use crate::connection::Connection;
use crate::options::{OpenError, OpenOptions, parse};
use crate::pool::{Pool, pool};
use crate::writer::{Lanes, Simulator, Writing, origin};
use crate::{lease, migrate};

/// Everything that [`brygga_store::Store`] asks for, in one PostgreSQL database.
///
/// Dropping it lets what waits be written and gives up the lease, as long as the runtime lives.
pub struct PostgresStore {
    pub(crate) pool: Pool,
    pub(crate) lanes: Lanes,
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) commit_deadline: Duration,
    /// Opened for writing.
    pub(crate) writes: bool,
}

impl PostgresStore {
    /// Brings the tables of the database up to date, takes the lease of the origin and starts the
    /// writer.
    pub async fn open(options: OpenOptions) -> Result<Self, OpenError> {
        let db = Connection::open(&options.config).await?;
        check_server(&db).await?;
        migrate::run(&db, options.now).await?;
        let number = origin::register(&db, &options).await?;
        let lease = lease::take(&db, number, options.lease_wait).await?;
        let (alive, ended) = mpsc::channel(1);
        tokio::spawn(lease::keep(options.config.clone(), lease.clone(), ended));
        let writing = Arc::new(Writing::new(&db, &options, lease, alive).await?);
        Ok(Self {
            pool: pool(&options.config, options.readers),
            lanes: Lanes::start(&writing),
            simulator: Arc::new(Simulator::new(writing)),
            commit_deadline: options.commit_deadline,
            writes: true,
        })
    }

    /// Opens a database for reading, beside the processes that write. Every write is refused.
    pub async fn open_reader(address: &str) -> Result<Self, OpenError> {
        let config = parse(address)?;
        let db = Connection::open(&config).await?;
        check_server(&db).await?;
        migrate::check(&db).await?;
        Ok(Self {
            pool: pool(&config, 2),
            lanes: Lanes::none(),
            simulator: Arc::new(Simulator::none()),
            commit_deadline: Duration::ZERO,
            writes: false,
        })
    }

    /// The version that the server says it is.
    pub async fn engine_version(address: &str) -> Result<String, OpenError> {
        let db = Connection::open(&parse(address)?).await?;
        let version = one(&db, "SELECT current_setting('server_version')", &[], |c| c.text());
        Ok(version.await?.unwrap_or_default())
    }
}

/// What an acknowledged commit relies on.
async fn check_server(db: &Connection) -> Result<(), OpenError> {
    const OLDEST: i64 = 130_000;
    let sql = "SELECT current_setting('server_version_num')::bigint, current_setting('fsync'),
                   current_setting('full_page_writes'), current_setting('server_encoding')";
    let found = one(db, sql, &[], |c| Ok((c.int()?, c.text()?, c.text()?, c.text()?))).await?;
    let (version, fsync, full_page_writes, encoding) = found.unwrap_or_default();
    if version < OLDEST {
        return Err(OpenError::Setting("version 13 or newer"));
    }
    if fsync != "on" || full_page_writes != "on" {
        return Err(OpenError::Setting("fsync=on and full_page_writes=on"));
    }
    if encoding != "UTF8" {
        return Err(OpenError::Setting("encoding UTF8"));
    }
    Ok(())
}
