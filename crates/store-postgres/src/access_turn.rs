//! Whose turn it is at the end of this origin's access log. Each row follows the one before, so those who
//! write some come one after the other. Whoever has written its rows lets the next one write while its
//! own COMMIT is under way; the next one sends its COMMIT when that has succeeded, and begins anew when
//! it has not.
//!
//! Nobody waits in a circle: a turn is taken before the first lock in the database and passed on after
//! the last, so who waits for one holds nothing, and what its holder waits for in the end is a COMMIT,
//! which waits for nobody.

use std::sync::Arc;

use brygga_store::{AccessEntry, AccessTip};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::access::{read_tip, writes};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::statement::Write;
use crate::writer::Writing;

/// Where the rows of this origin end.
#[derive(Clone, Default)]
pub(crate) struct AccessEnd(Arc<Mutex<End>>);

#[derive(Default)]
struct End {
    /// After the last turn that was passed on; none before the first.
    tip: Option<AccessTip>,
    /// Whether that turn was committed.
    kept: Option<watch::Receiver<bool>>,
}

impl AccessEnd {
    pub(crate) async fn turn(&self) -> Turn {
        let end = Arc::clone(&self.0).lock_owned().await;
        let before = end.kept.clone();
        Turn { end: Some(end), before, next: None, kept: watch::Sender::new(false) }
    }
}

/// A turn. Dropped before it was passed on, it changes nothing; dropped after that and before its commit
/// is heard of, it makes those who came after it begin anew.
pub(crate) struct Turn {
    end: Option<OwnedMutexGuard<End>>,
    before: Option<watch::Receiver<bool>>,
    next: Option<AccessTip>,
    kept: watch::Sender<bool>,
}

impl Turn {
    /// The statements that append entries.
    pub(crate) async fn append(
        &mut self,
        db: &Connection,
        writing: &Writing,
        entries: &[&AccessEntry],
    ) -> Result<Vec<Write>, Fault> {
        let origin = writing.lease.origin;
        // It was not committed, or nobody has heard so: the database knows.
        let is_lost = |kept: &watch::Receiver<bool>| !*kept.borrow() && kept.has_changed().is_err();
        if self.before.as_ref().is_some_and(is_lost) {
            self.before = None;
        }
        let known = self.end.as_ref().filter(|_| self.before.is_some()).and_then(|end| end.tip);
        let tip = match known {
            Some(tip) => tip,
            None => read_tip(db, origin).await?,
        };
        let (next, writes) = writes(tip, origin, &writing.key, entries);
        self.next = Some(next);
        Ok(writes)
    }

    /// All is written: the next one may go on from here.
    pub(crate) fn pass_on(&mut self) {
        if let (Some(mut end), Some(next)) = (self.end.take(), self.next) {
            end.tip = Some(next);
            end.kept = Some(self.kept.subscribe());
        }
    }

    /// Waits until those before are committed, when rows were written after theirs.
    pub(crate) async fn come(&mut self) -> Result<(), Fault> {
        let Some(before) = self.before.as_mut().filter(|_| self.next.is_some()) else {
            return Ok(());
        };
        before.wait_for(|kept| *kept).await.map(drop).map_err(|_| Fault::NotKept)
    }

    pub(crate) fn committed(self) {
        self.kept.send_replace(true);
    }
}
