//! Room on the disk: when it is full, the file `reserve` is freed so that pages can still be read,
//! since each leaves a row in the access log. Acts are refused until there is room again.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use brygga_app::App;
use rustix::fs::{FallocateFlags, fallocate, statvfs};

const FILE: &str = "reserve";
/// On a small disk an eighth of it.
const RESERVE_BYTES: u64 = 256 * 1024 * 1024;

/// The room of a data folder.
pub(crate) struct Room {
    folder: PathBuf,
    full: AtomicBool,
}

impl Room {
    /// Keeps room that can be freed when the disk is full. That there is none is not a reason to
    /// refuse to start.
    pub(crate) fn keep(folder: &Path) -> Self {
        let room = Self { folder: folder.to_owned(), full: AtomicBool::new(false) };
        if let Err(error) = room.make_reserve() {
            tracing::warn!(%error, "no room could be reserved for a full disk; going on without");
        }
        room
    }

    /// The disk is full: called by the writer, which goes on with what it can.
    pub(crate) fn is_used_up(&self) {
        if !self.full.swap(true, Ordering::AcqRel) {
            let freed = fs::remove_file(self.folder.join(FILE)).is_ok();
            tracing::error!(
                freed,
                "the disk is full: acts are refused and pages can be read from the reserve; make \
                 room on the disk of the data folder"
            );
        }
    }

    /// Refuses acts while the disk is full, and no longer.
    pub(crate) fn look(&self, app: &App) {
        if !self.full.load(Ordering::Acquire) {
            return;
        }
        // As much again as the reserve takes: it would be full at once otherwise.
        let enough = self.size().is_ok_and(|(free, reserve)| free >= 2 * reserve);
        if enough && self.make_reserve().is_ok() {
            self.full.store(false, Ordering::Release);
            app.refuse_acts(false);
            tracing::info!("there is room on the disk again: acts are taken");
        } else {
            app.refuse_acts(true);
        }
    }

    /// Free bytes, and those of the reserve.
    fn size(&self) -> std::io::Result<(u64, u64)> {
        let disk = statvfs(&self.folder)?;
        let all = disk.f_blocks.saturating_mul(disk.f_frsize);
        Ok((disk.f_bavail.saturating_mul(disk.f_frsize), RESERVE_BYTES.min(all / 8)))
    }

    fn make_reserve(&self) -> std::io::Result<()> {
        let path = self.folder.join(FILE);
        if path.exists() {
            return Ok(());
        }
        let (_, reserve) = self.size()?;
        let made = File::create(&path)
            .and_then(|file| Ok(fallocate(&file, FallocateFlags::empty(), 0, reserve)?));
        if made.is_err() {
            let _ = fs::remove_file(&path);
        }
        made
    }
}
