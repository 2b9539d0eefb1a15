//! One socket to the database with its prepared statements.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::AbortHandle;
use tokio_postgres::error::Severity;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, CopyInSink, CopyOutStream, NoTls, Row, Statement};
use tokio_util::bytes::Bytes;

use crate::fault::Fault;
use crate::target::Target;

/// Between two looks for a leader.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

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
    pub(crate) async fn open(target: &Target) -> Result<Self, Fault> {
        let connecting = tokio::time::timeout(target.connect_deadline(), Self::connect(target));
        connecting.await.map_err(|_| Fault::Deadline)?
    }

    /// The same, and where there are several hosts it looks until one of them leads: after the
    /// loss of a leader that takes seconds (continuity 4.1).
    pub(crate) async fn find(target: &Target) -> Result<Self, Fault> {
        let Some(patience) = target.leader_deadline() else { return Self::open(target).await };
        let mut last = Fault::Deadline;
        let looking = async {
            loop {
                match Self::open(target).await {
                    Ok(connection) => return connection,
                    Err(fault) => {
                        tracing::debug!(?fault, "no host of the database leads yet");
                        last = fault;
                    }
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        let found = tokio::time::timeout(patience, looking).await;
        found.map_err(|_| last)
    }

    async fn connect(target: &Target) -> Result<Self, Fault> {
        let warned = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&warned);
        let (client, socket) = match &target.tls {
            None => {
                let (client, connection) = target.config.connect(NoTls).await?;
                (client, listen(connection, seen))
            }
            Some(tls) => {
                let (client, connection) = target.config.connect(tls.clone()).await?;
                (client, listen(connection, seen))
            }
        };
        let connection = Self {
            client,
            statements: Mutex::default(),
            warned,
            in_transaction: AtomicBool::new(false),
            socket,
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

    /// What a COPY TO STDOUT gives.
    pub(crate) async fn copy_out(&self, sql: &str) -> Result<CopyOutStream, Fault> {
        Ok(self.client.copy_out(sql).await?)
    }

    /// What a COPY FROM STDIN takes.
    pub(crate) async fn copy_in(&self, sql: &str) -> Result<CopyInSink<Bytes>, Fault> {
        Ok(self.client.copy_in(sql).await?)
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

/// Takes the messages of a connection one by one, so that a warning is noted before the answer that
/// follows it reaches whoever waits for it.
fn listen<S, T>(
    mut connection: tokio_postgres::Connection<S, T>,
    seen: Arc<AtomicBool>,
) -> AbortHandle
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
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
    socket.abort_handle()
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.socket.abort();
    }
}
