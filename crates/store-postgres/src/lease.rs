//! The lease of an origin: one process at a time writes as it (decision 6). The only place where the
//! clock of the database decides something.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};

use crate::columns::one;
use crate::connection::{Connection, Params};
use crate::fault::Fault;
use crate::options::OpenError;
use crate::target::Target;
use brygga_store::Columns as _;

/// How long a lease lives after it was last renewed.
const SECONDS: f64 = 15.0;
const RENEW: Duration = Duration::from_secs(5);
/// After it could not be renewed: when the database is back, everybody waits for this.
const RENEW_AGAIN: Duration = Duration::from_millis(500);
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Asked inside every transaction that writes facts. The partition's lock is held by then, so an
/// answer that is true stays true for as long as a commit may take.
pub(crate) const HELD: &str = "SELECT 1 FROM origin_lease
     WHERE origin = $1 AND holder = $2 AND until > clock_timestamp()";

/// Who holds it: sixteen random bytes of this process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lease {
    pub(crate) origin: i64,
    pub(crate) holder: Vec<u8>,
}

/// Takes the lease, waiting for a holder that has died or is about to end.
pub(crate) async fn take(db: &Connection, origin: i64, wait: Duration) -> Result<Lease, OpenError> {
    let sql = "SELECT uuid_send(gen_random_uuid())";
    let holder = one(db, sql, &[], |c| Ok(c.bytes()?.to_vec())).await?;
    let lease = Lease { origin, holder: holder.unwrap_or_default() };
    let mut waited = Duration::ZERO;
    while !try_take(db, &lease).await? {
        if waited >= wait {
            return Err(OpenError::LeaseHeld);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
        waited += LOOK_AGAIN;
    }
    Ok(lease)
}

async fn try_take(db: &Connection, lease: &Lease) -> Result<bool, Fault> {
    let sql = "INSERT INTO origin_lease (origin, holder, until)
         VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
         ON CONFLICT (origin) DO UPDATE SET holder = excluded.holder, until = excluded.until
         WHERE origin_lease.until < clock_timestamp()";
    Ok(db.execute(sql, &[&lease.origin, &lease.holder, &SECONDS]).await? > 0)
}

/// Keeps the lease until it is told to close or nobody holds `alive` any more, then gives it up.
/// `lost` says how the last try to renew it ended.
pub(crate) async fn keep(
    target: Target,
    lease: Lease,
    closing: Arc<Notify>,
    lost: Arc<AtomicBool>,
    mut alive: mpsc::Receiver<()>,
) {
    let mut db = None;
    let mut ticks = tokio::time::interval(RENEW);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = alive.recv() => break,
            () = closing.notified() => break,
            _ = ticks.tick() => {
                let renewed = renew(&mut db, &target, &lease).await;
                let told = lost.swap(renewed.is_err(), Ordering::AcqRel);
                if let Err(fault) = renewed {
                    if told {
                        tracing::debug!(?fault, "the lease of the origin could not be renewed yet");
                    } else {
                        tracing::error!(?fault, "the lease of the origin could not be renewed");
                    }
                    ticks.reset_after(RENEW_AGAIN);
                }
            }
        }
    }
    if let Err(fault) = give_up(&mut db, &target, &lease).await {
        tracing::debug!(?fault, "the lease of the origin ends by itself");
    }
}

async fn on<'c>(db: &'c mut Option<Connection>, target: &Target) -> Result<&'c Connection, Fault> {
    if !db.as_ref().is_some_and(Connection::is_usable) {
        *db = Some(Connection::open(target).await?);
    }
    Ok(db.as_ref().expect("just set"))
}

async fn renew(db: &mut Option<Connection>, target: &Target, lease: &Lease) -> Result<(), Fault> {
    let connection = on(db, target).await?;
    let sql = "UPDATE origin_lease SET until = clock_timestamp() + make_interval(secs => $3)
         WHERE origin = $1 AND holder = $2";
    let params: Params = &[&lease.origin, &lease.holder, &SECONDS];
    match tokio::time::timeout(RENEW, connection.execute(sql, params)).await {
        Ok(Ok(0)) => Err(Fault::NoLease),
        Ok(done) => done.map(drop),
        Err(_) => {
            *db = None;
            Err(Fault::Deadline)
        }
    }
}

async fn give_up(db: &mut Option<Connection>, target: &Target, lease: &Lease) -> Result<(), Fault> {
    let sql = "DELETE FROM origin_lease WHERE origin = $1 AND holder = $2";
    let connection = on(db, target).await?;
    connection.execute(sql, &[&lease.origin, &lease.holder]).await.map(drop)
}
