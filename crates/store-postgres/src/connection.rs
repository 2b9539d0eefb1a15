//! One socket to the database with its prepared statements.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio_postgres::error::Severity;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, Row, Statement};

use crate::fault::Fault;

/// Until the database has answered a new connection.
const CONNECT: Duration = Duration::from_secs(5);

/// What every session begins with. A commit is on the disk before it is answered, and on the second
/// one where the server has been told to wait for it. A process that stands still in a transaction
/// does not hold its locks for ever.
const SESSION: &str = "
    SET client_min_messages = warning;
    SET bytea_output = hex;
    SET jit = off;
    SET statement_timeout = 0;
    SET default_transaction_isolation = 'read committed';
    SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local');
";

pub(crate) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Dropping it closes the socket at once; a query is never cancelled (continuity 4.1).
pub(crate) struct Connection {
    client: Client,
    statements: Mutex<HashMap<String, Statement>>,
    /// A warning has come since the last [`Connection::forget_warnings`].
    warned: Arc<AtomicBool>,
    /// A transaction was begun and its end has not been heard of.
    in_transaction: AtomicBool,
    socket: AbortHandle,
}

impl Connection {
    pub(crate) async fn open(config: &Config) -> Result<Self, Fault> {
        tokio::time::timeout(CONNECT, Self::connect(config)).await.map_err(|_| Fault::Deadline)?
    }

    async fn connect(config: &Config) -> Result<Self, Fault> {
        let (client, mut connection) = config.connect(NoTls).await?;
        let warned = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&warned);
        // The messages are taken one by one, so that a warning is noted before the answer that
        // follows it reaches whoever waits for it.
        let socket = tokio::spawn(async move {
            while let Some(message) = poll_fn(|cx| connection.poll_message(cx)).await {
                match message {
                    Ok(AsyncMessage::Notice(notice)) => {
                        if notice.parsed_severity() == Some(Severity::Warning) {
                            seen.store(true, Ordering::Release);
                        }
                        let (code, message) = (notice.code().code(), notice.message());
                        tracing::warn!(code, message, "the database warns");
                    }
                    Ok(_) => {}
                    Err(error) => {
                        tracing::debug!(%error, "a connection to the database ended");
                        break;
                    }
                }
            }
        });
        let connection = Self {
            client,
            statements: Mutex::default(),
            warned,
            in_transaction: AtomicBool::new(false),
            socket: socket.abort_handle(),
        };
        connection.client.batch_execute(SESSION).await?;
        Ok(connection)
    }

    /// It can take another query: the socket is open and no transaction was left behind.
    pub(crate) fn is_usable(&self) -> bool {
        !self.client.is_closed() && !self.in_transaction.load(Ordering::Acquire)
    }

    pub(crate) async fn prepare(&self, sql: &str) -> Result<Statement, Fault> {
        let known = self.known().get(sql).cloned();
        if let Some(statement) = known {
            return Ok(statement);
        }
        let statement = self.client.prepare(sql).await?;
        self.known().insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<String, Statement>> {
        self.statements.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a query. Once it is prepared, the first poll sends it.
    pub(crate) async fn rows(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, Fault> {
        let statement = self.prepare(sql).await?;
        Ok(self.client.query(&statement, params).await?)
    }

    /// Runs a statement and gives the number of rows it touched.
    pub(crate) async fn execute(&self, sql: &str, params: Params<'_>) -> Result<u64, Fault> {
        let statement = self.prepare(sql).await?;
        Ok(self.client.execute(&statement, params).await?)
    }

    /// Runs plain statements without parameters, such as those of a migration.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), Fault> {
        Ok(self.client.batch_execute(sql).await?)
    }

    /// BEGIN, in the given form. A connection whose user goes away before the end is not lent again.
    pub(crate) async fn begin(&self, sql: &str) -> Result<(), Fault> {
        self.in_transaction.store(true, Ordering::Release);
        self.warned.store(false, Ordering::Release);
        self.batch(sql).await
    }

    /// COMMIT, heard of without a warning.
    pub(crate) async fn commit(&self) -> Result<(), Fault> {
        self.batch("COMMIT").await?;
        self.in_transaction.store(false, Ordering::Release);
        if self.warned.load(Ordering::Acquire) { Err(Fault::Warned) } else { Ok(()) }
    }

    pub(crate) async fn roll_back(&self) -> Result<(), Fault> {
        self.batch("ROLLBACK").await?;
        self.in_transaction.store(false, Ordering::Release);
        Ok(())
    }

    /// For a statement that is its own transaction.
    pub(crate) fn forget_warnings(&self) {
        self.warned.store(false, Ordering::Release);
    }

    pub(crate) fn has_warned(&self) -> bool {
        self.warned.load(Ordering::Acquire)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.socket.abort();
    }
}
