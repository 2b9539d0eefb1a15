//! Opening: migrations, the origin and its lease, the lanes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

use crate::columns::one;
use crate::connection::Connection;
use crate::options::{OpenError, OpenOptions};
use crate::pool::{Pool, Quick, pool};
use crate::target::Target;
use crate::writer::{Lanes, Simulator, Writing, origin};
use crate::{lease, migrate};
use brygga_store::Columns as _;

/// Longest wait for the lease to be given up at the end.
const GIVE_UP: Duration = Duration::from_secs(2);

/// Everything that [`brygga_store::Store`] asks for, in one PostgreSQL database.
///
/// Dropping it lets what waits be written and gives up the lease, as long as the runtime lives.
pub struct PostgresStore {
    pub(crate) pool: Pool,
    pub(crate) quick: Quick,
    pub(crate) lanes: Lanes,
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) commit_deadline: Duration,
    /// Opened for writing.
    pub(crate) writes: bool,
    pub(crate) config: Target,
    /// Who makes lists anew: the origin, which one process has.
    pub(crate) holder: String,
    keeper: Keeper,
}

/// The task that keeps the lease.
#[derive(Default)]
struct Keeper {
    closing: Arc<Notify>,
    lost: Arc<AtomicBool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl PostgresStore {
    /// Brings the tables of the database up to date, takes the lease of the origin and starts the
    /// writer.
    pub async fn open(options: OpenOptions) -> Result<Self, OpenError> {
        let db = Connection::find(&options.config).await?;
        check_server(&db).await?;
        migrate::run(&db, options.now).await?;
        let number = origin::register(&db, &options).await?;
        let lease = lease::take(&db, number, options.lease_wait).await?;
        let (alive, ended) = mpsc::channel(1);
        let (closing, lost) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (config, told) = (options.config.clone(), Arc::clone(&closing));
        let keeping = lease::keep(config, lease.clone(), told, Arc::clone(&lost), ended);
        let task = tokio::spawn(keeping);
        let writing = Arc::new(Writing::new(&db, &options, lease, alive).await?);
        Ok(Self {
            pool: pool(&options.config, options.readers),
            quick: Quick::default(),
            lanes: Lanes::start(&writing),
            simulator: Arc::new(Simulator::new(writing)),
            commit_deadline: options.commit_deadline,
            writes: true,
            config: options.config.clone(),
            holder: format!("{}:{:016x}", options.origin.node, options.origin.epoch),
            keeper: Keeper { closing, lost, task: Mutex::new(Some(task)) },
        })
    }

    /// Opens a database for reading, beside the processes that write. Every write is refused.
    pub async fn open_reader(address: &str) -> Result<Self, OpenError> {
        let config = Target::parse(address)?;
        let db = Connection::find(&config).await?;
        check_server(&db).await?;
        migrate::check(&db).await?;
        Ok(Self {
            pool: pool(&config, 2),
            quick: Quick::default(),
            lanes: Lanes::none(),
            simulator: Arc::new(Simulator::none()),
            commit_deadline: Duration::ZERO,
            writes: false,
            config,
            holder: String::new(),
            keeper: Keeper::default(),
        })
    }

    /// The lease could not be renewed the last time: nothing is written until it can.
    pub(crate) fn has_lost_lease(&self) -> bool {
        self.keeper.lost.load(Ordering::Acquire)
    }

    /// Gives up the lease now, so that the next process need not wait for it to lapse.
    pub(crate) async fn give_up_lease(&self) {
        let task = self.keeper.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            self.keeper.closing.notify_one();
            drop(tokio::time::timeout(GIVE_UP, task).await);
        }
    }

    /// The schema of the database at an address; 0 when it has none of ours. Changes nothing.
    pub async fn schema_of(address: &str) -> Result<u32, OpenError> {
        let db = Connection::find(&Target::parse(address)?).await?;
        Ok(migrate::schema(&db).await?)
    }

    /// The names of what would change a database of this schema, in order.
    pub fn migrations_after(found: u32) -> Vec<&'static str> {
        migrate::names().skip(found as usize).collect()
    }

    /// How a commit of this store's sessions is kept, as the server says it now.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub async fn durability(&self) -> Result<String, brygga_store::StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT current_setting('fsync'), current_setting('synchronous_commit')";
        let found = one(&db, sql, &[], |c| Ok((c.text()?, c.text()?))).await?;
        let (fsync, commit) = found.unwrap_or_default();
        Ok(format!("fsync={fsync} synchronous_commit={commit}"))
    }

    /// The version that the server says it is.
    pub async fn engine_version(address: &str) -> Result<String, OpenError> {
        let db = Connection::open(&Target::parse(address)?).await?;
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
