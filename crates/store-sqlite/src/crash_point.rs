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
    /// BEGIN IMMEDIATE was done.
    Begun,
    /// The savepoint of a unit was set.
    UnitBegun,
    /// The command is a new one and its heads are as expected.
    UnitDecided,
    /// The row of an event.
    EventWritten,
    /// Its body.
    BodyWritten,
    /// What it replaces.
    ReplacesWritten,
    /// The row of the command.
    CommandWritten,
    /// A row of a list.
    ChangeWritten,
    /// The unit is whole inside the transaction.
    UnitWritten,
    /// The unit was refused and its part of the transaction undone.
    UnitUndone,
    /// Rows of the access log.
    AccessWritten,
    /// The counter of positions.
    CounterWritten,
    /// The signature of the batch of the access log.
    AccessSigned,
    /// COMMIT came back; nobody knows yet.
    Committed,
    /// The first of those who wait has its answer.
    OneAnswered,
}

/// The writer is there.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn reached(_: Point) {}

#[cfg(test)]
pub(crate) use tests::reached;

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::path::Path;
    use std::process::Command;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    use brygga_domain::envelope::{Origin, SigningKey};
    use brygga_store::conformance::crash::{assert_survived, work};
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::Point;
    use crate::{OpenOptions, Place, SqliteStore};

    const POINT: &str = "BRYGGA_TEST_POINT";
    const FOLDER: &str = "BRYGGA_TEST_FOLDER";
    const CHILD: &str = "crash_point::tests::child_that_ends_at_a_point";

    /// Ends the process when it has come to the point of its environment for the nth time.
    pub(crate) fn reached(point: Point) {
        static END: OnceLock<Option<(String, u32)>> = OnceLock::new();
        static TIMES: AtomicU32 = AtomicU32::new(0);
        let end = END.get_or_init(|| {
            let text = std::env::var(POINT).ok()?;
            let (name, nth) = text.split_once(':')?;
            Some((name.to_owned(), nth.parse().ok()?))
        });
        if let Some((name, nth)) = end
            && *name == format!("{point:?}")
            && TIMES.fetch_add(1, Ordering::SeqCst) + 1 == *nth
        {
            std::process::abort();
        }
    }

    fn open(folder: &Path) -> SqliteStore {
        let origin = Origin { node: Uuid::from_u128(7), epoch: 1 };
        let place = Place::Directory(folder.to_owned());
        let key = SigningKey::from_bytes(&[7; 32]);
        let options = OpenOptions::new(place, origin, key, Timestamp::UNIX_EPOCH);
        SqliteStore::open(options).expect("the store opens")
    }

    #[tokio::test]
    #[ignore = "only runs as the child of the test below"]
    async fn child_that_ends_at_a_point() {
        let Ok(folder) = std::env::var(FOLDER) else { return };
        work(&open(Path::new(&folder)), 1).await;
    }

    #[tokio::test]
    async fn a_crash_at_any_point_of_the_writer_loses_nothing_answered_and_writes_nothing_twice() {
        let mut unanswered = 0;
        for point in Point::ALL {
            // The first time, and in the middle of a load with others in the same transaction.
            for nth in [1, 2, 7, 20] {
                let folder = tempfile::tempdir().expect("a folder");
                let output = Command::new(std::env::current_exe().expect("our own path"))
                    .args(["--exact", CHILD, "--ignored", "--nocapture"])
                    .env(POINT, format!("{point:?}:{nth}"))
                    .env(FOLDER, folder.path())
                    .output()
                    .expect("it runs");
                let said = String::from_utf8_lossy(&output.stdout);
                let ended = output.status.signal();
                assert_eq!(ended, Some(6), "{point:?} is not reached {nth} times: {said}");
                println!("{point:?} {nth}");
                unanswered += assert_survived(&open(folder.path()), &said).await;
            }
        }
        println!("{} points, {unanswered} acts without an answer", Point::ALL.len());
    }
}
