//! Named points of the writer. A test of this crate ends the process at each of them; every other build
//! has nothing here (issue 3: crash at every write point, enumerated).

macro_rules! points {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Where the writer is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Point { $($(#[$doc])* $name),* }

        #[cfg(test)]
        impl Point {
            /// All there are: one that is named above is tested.
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

points! {
    /// Work has come, no transaction is open.
    BeforeBegin,
    /// The counters are locked and everything that decides is read.
    LookedUp,
    /// Places and signatures are given, in memory.
    Decided,
    /// All rows are written.
    Written,
    /// Rows of the access log and their signature.
    AccessWritten,
    /// Nothing but COMMIT is left.
    BeforeCommit,
    /// COMMIT was sent and not answered.
    CommitSent,
    /// COMMIT came back; nobody knows yet.
    Committed,
    /// The first of those who wait has its answer.
    OneAnswered,
    /// A unit was refused by itself.
    UnitRefused,
    /// Rows of lists without a unit of work are durable.
    RowsCommitted,
}

/// The writer is there.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn reached(_: Point) {}

/// The writer waits for what it has sent.
#[cfg(not(test))]
#[inline(always)]
pub(crate) async fn reached_once_sent<F: Future>(_: Point, answer: F) -> F::Output {
    answer.await
}

#[cfg(test)]
pub(crate) use tests::{reached, reached_once_sent};

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::Command;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use brygga_domain::envelope::{Origin, SigningKey};
    use brygga_domain::ids::PersonId;
    use brygga_store::conformance::crash::{assert_survived, work};
    use brygga_store::{Change, Projections as _};
    use brygga_testkit_postgres::database;
    use futures::future::{Either, select};
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::Point;
    use crate::{OpenOptions, PostgresStore};

    const POINT: &str = "BRYGGA_TEST_POINT";
    const DATABASE: &str = "BRYGGA_TEST_DATABASE";
    const RUN: &str = "BRYGGA_TEST_RUN";
    const CHILD: &str = "crash_point::tests::child_that_ends_at_a_point";

    /// Whether the process is at the point of its environment for the nth time.
    fn ends_here(point: Point) -> bool {
        static END: OnceLock<Option<(String, u32)>> = OnceLock::new();
        static TIMES: AtomicU32 = AtomicU32::new(0);
        let end = END.get_or_init(|| {
            let text = std::env::var(POINT).ok()?;
            let (name, nth) = text.split_once(':')?;
            Some((name.to_owned(), nth.parse().ok()?))
        });
        end.as_ref().is_some_and(|(name, nth)| {
            *name == format!("{point:?}") && TIMES.fetch_add(1, Ordering::SeqCst) + 1 == *nth
        })
    }

    /// Ends the process when it is to end here.
    pub(crate) fn reached(point: Point) {
        if ends_here(point) {
            std::process::abort();
        }
    }

    /// The same, once the question has left the process.
    pub(crate) async fn reached_once_sent<F: Future>(point: Point, answer: F) -> F::Output {
        if !ends_here(point) {
            return answer.await;
        }
        let answer = std::pin::pin!(answer);
        let sent = std::pin::pin!(tokio::time::sleep(Duration::from_micros(300)));
        match select(answer, sent).await {
            Either::Left(_) | Either::Right(_) => std::process::abort(),
        }
    }

    /// Each run has an origin of its own: the lease of one that was killed lapses after 15 s only.
    async fn open(address: &str, run: u8) -> PostgresStore {
        let origin = Origin { node: Uuid::from_bytes([run; 16]), epoch: 1 };
        let key = SigningKey::from_bytes(&[run; 32]);
        let options = OpenOptions::new(address, origin, key, Timestamp::UNIX_EPOCH);
        PostgresStore::open(options.expect("a good address")).await.expect("the store opens")
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "only runs as the child of the test below"]
    async fn child_that_ends_at_a_point() {
        let Ok(address) = std::env::var(DATABASE) else { return };
        let run: u8 = std::env::var(RUN).expect("set").parse().expect("a number");
        let store = open(&address, run).await;
        let rows = async {
            for n in 0..40 {
                let person = PersonId::from_bytes([run; 16]);
                let (system, value) = ("rows".to_owned(), format!("{run}-{n}"));
                let row = Change::PersonIdentified { person, system, value };
                store.write_projections(vec![row]).await.expect("written");
                println!("row {run}-{n}");
            }
        };
        futures::join!(work(&store, run.into()), rows);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_crash_at_any_point_of_the_writer_loses_nothing_answered_and_writes_nothing_twice() {
        let Some(database) = database().await else { return };
        let address = database.address();
        let store = open(&address, 0).await;
        let of_child = format!("{address}?application_name=child");
        let sessions = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'child'";
        let (mut run, mut unanswered) = (0u8, 0);
        for point in Point::ALL {
            for nth in [1, 2, 9] {
                run += 1;
                let output = Command::new(std::env::current_exe().expect("our own path"))
                    .args(["--exact", CHILD, "--ignored", "--nocapture"])
                    .env(POINT, format!("{point:?}:{nth}"))
                    .env(DATABASE, &of_child)
                    .env(RUN, run.to_string())
                    .output()
                    .expect("it runs");
                let said = String::from_utf8_lossy(&output.stdout);
                let ended = output.status.signal();
                assert_eq!(ended, Some(6), "{point:?} is not reached {nth} times: {said}");
                println!("{point:?} {nth}");
                // What it has sent is still done; what it has not committed is rolled back.
                while database.ask(sessions).await.as_deref() != Some("0") {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                unanswered += assert_survived(&store, &said).await;
                for value in said.lines().filter_map(|line| Some(line.rsplit_once("row ")?.1)) {
                    let row = store.person_by_identifier("rows", value).await.expect("read");
                    assert!(row.is_some(), "{value} was written and is lost");
                }
            }
        }
        println!("{} points, {unanswered} acts without an answer", Point::ALL.len());
    }
}
