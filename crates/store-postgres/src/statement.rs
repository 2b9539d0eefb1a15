//! Statements with owned parameters, sent one after the other without waiting in between.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use tokio_postgres::types::ToSql;

use crate::connection::Connection;
use crate::fault::Fault;

/// A value that outlives the call that made it.
pub(crate) type Param = Box<dyn ToSql + Send + Sync>;

/// Boxes each value.
macro_rules! owned {
    ($($value:expr),* $(,)?) => { vec![$(Box::new($value) as $crate::statement::Param),*] };
}
pub(crate) use owned;

/// A text that PostgreSQL takes: it knows no zero byte in one. What people type is kept as typed in the
/// events; rows and questions about them get the sign for an unknown character.
pub(crate) trait Plain {
    fn plain(&self) -> Self;
}

impl Plain for String {
    fn plain(&self) -> Self {
        self.replace('\0', "\u{fffd}")
    }
}

impl Plain for Option<String> {
    fn plain(&self) -> Self {
        self.as_ref().map(Plain::plain)
    }
}

/// One statement of a transaction.
pub(crate) struct Write {
    pub(crate) sql: &'static str,
    pub(crate) params: Vec<Param>,
}

/// Runs statements in their order, all on their way at once: one trip to the server and back. The
/// first error is the cause; the others follow from it.
pub(crate) async fn pipelined(db: &Connection, writes: &[Write]) -> Result<Vec<u64>, Fault> {
    // Preparing waits for an answer, so it comes first: afterwards the first poll of a statement
    // sends it, and polling in order keeps the order.
    for write in writes {
        db.prepare(write.sql).await?;
    }
    let params: Vec<Vec<&(dyn ToSql + Sync)>> = writes
        .iter()
        .map(|write| write.params.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect())
        .collect();
    let mut running: Vec<_> = writes
        .iter()
        .zip(&params)
        .map(|(write, params)| Running::Waits(Box::pin(db.execute(write.sql, params))))
        .collect();
    poll_fn(|cx| {
        let mut all = true;
        for one in &mut running {
            if let Running::Waits(future) = one {
                match future.as_mut().poll(cx) {
                    Poll::Ready(answer) => *one = Running::Done(answer),
                    Poll::Pending => all = false,
                }
            }
        }
        if all { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running
        .into_iter()
        .map(|one| match one {
            Running::Done(answer) => answer,
            Running::Waits(_) => unreachable!("all are done"),
        })
        .collect()
}

enum Running<F> {
    Waits(Pin<Box<F>>),
    Done(Result<u64, Fault>),
}
