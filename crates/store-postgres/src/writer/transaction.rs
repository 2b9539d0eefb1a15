//! One transaction on a connection that writes: begun, filled, committed within a deadline.

use std::time::Duration;

use crate::access_turn::Turn;
use crate::connection::Connection;
use crate::crash_point::{Point, reached, reached_once_sent};
use crate::fault::{Fault, Lost};
use crate::target::Target;

/// Tries before a failure that passes is told to those who wait.
const TRIES: u32 = 5;
/// The wait before the second try; it doubles with each.
const PAUSE: Duration = Duration::from_millis(40);

/// What stands between BEGIN and COMMIT. It may run several times: each time from the beginning.
pub(crate) trait Transaction {
    type Done;
    /// The statement that the connection begins with is the first of this future's.
    async fn run(&mut self, db: &Connection) -> Result<Self::Done, Fault>;
    /// The turn at the end of the access log that a run took, if it wrote there.
    fn turn(&mut self) -> &mut Option<Turn>;
}

/// Runs a transaction until it is committed, its outcome is unknown, or it fails for a reason that
/// another try would not change. `connection` is opened when there is none and dropped, without a
/// cancel, when nothing is known about it any more.
pub(crate) async fn transaction<T: Transaction>(
    connection: &mut Option<Connection>,
    target: &Target,
    deadline: Duration,
    work: &mut T,
) -> Result<T::Done, Lost> {
    let mut tries = 1;
    loop {
        match attempt(connection, target, deadline, work).await {
            Err(Lost::Again(why)) if tries < TRIES => {
                tracing::debug!(why, tries, "a transaction is tried again");
                tokio::time::sleep(PAUSE * 2u32.pow(tries - 1)).await;
                tries += 1;
            }
            other => return other,
        }
    }
}

/// What a session that writes has besides. Its statements are few, take lists and find all by a key: to
/// plan them anew for each list, which the database does otherwise, takes longer than to run them.
const WRITES: &str = "
    SET plan_cache_mode = force_generic_plan;
    SET enable_seqscan = off;
";

async fn open(target: &Target) -> Result<Connection, Fault> {
    let connection = Connection::find(target).await?;
    connection.batch(WRITES).await?;
    Ok(connection)
}

async fn attempt<T: Transaction>(
    connection: &mut Option<Connection>,
    target: &Target,
    deadline: Duration,
    work: &mut T,
) -> Result<T::Done, Lost> {
    if !connection.as_ref().is_some_and(Connection::is_usable) {
        *connection = None;
        *connection = Some(open(target).await.map_err(|fault| fault.before_commit())?);
    }
    let db = connection.as_ref().expect("just opened");
    let mut committing = false;
    let done = tokio::time::timeout(deadline, async {
        let done = work.run(db).await?;
        if let Some(turn) = work.turn() {
            turn.come().await?;
        }
        committing = true;
        reached(Point::BeforeCommit);
        reached_once_sent(Point::CommitSent, db.commit()).await?;
        reached(Point::Committed);
        Ok(done)
    });
    let fault = match done.await {
        Ok(Ok(done)) => {
            if let Some(turn) = work.turn().take() {
                turn.committed();
            }
            return Ok(done);
        }
        Ok(Err(fault)) => fault,
        Err(_) => Fault::Deadline,
    };
    let lost = if committing { fault.at_commit() } else { fault.before_commit() };
    let kept = fault.leaves_connection()
        && tokio::time::timeout(deadline, db.roll_back()).await.is_ok_and(|done| done.is_ok());
    if !kept {
        *connection = None;
    }
    // The transaction is over, or its end is not ours to know: the next one may look what there is.
    *work.turn() = None;
    match &lost {
        Lost::Unknown => tracing::error!(?fault, "the outcome of a commit is unknown"),
        Lost::Again(_) => {}
        _ => tracing::warn!(?fault, "a transaction was rolled back"),
    }
    Err(lost)
}
