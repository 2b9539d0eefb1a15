//! A disk that forgets: everything goes to the real files, and it is remembered what a power cut
//! would leave of them. The methods of SQLite's own file system stay as they are but for writing,
//! cutting, syncing and deleting.
//!
//! Crates for file systems of SQLite (sqlite-plugin, sqlite-vfs) ask for all of it anew, shared
//! memory and locks too, and would then be tested instead of the file system that is used.
#![expect(unsafe_code, reason = "a file system of SQLite is a table of C functions")]

use std::collections::{BTreeMap, HashMap};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};

use rusqlite::ffi;

const SECTOR: usize = 512;

/// What became of the pages of a file that was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsynced {
    /// All of it is there: the process died, the machine did not.
    Kept,
    /// None of it.
    Lost,
    /// Some of it in any order, some of that only in part; by this number.
    Some(u64),
}

/// Files by name, as they are found after a cut.
pub(super) type Image = BTreeMap<String, Vec<u8>>;

enum Pending {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Default)]
struct FileState {
    durable: Vec<u8>,
    pending: Vec<Pending>,
}

impl FileState {
    fn all(&self) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        for one in &self.pending {
            apply(&mut bytes, one, usize::MAX);
        }
        bytes
    }

    fn after(&self, unsynced: Unsynced) -> Vec<u8> {
        let mut chance = match unsynced {
            Unsynced::Kept => return self.all(),
            Unsynced::Lost => return self.durable.clone(),
            Unsynced::Some(seed) => seed,
        };
        let mut below = |end: u64| {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (chance >> 33) % end
        };
        let mut bytes = self.durable.clone();
        for one in &self.pending {
            match below(4) {
                0 | 1 => {}
                2 => apply(&mut bytes, one, usize::MAX),
                // Torn between two sectors.
                _ => apply(&mut bytes, one, SECTOR * below(9) as usize),
            }
        }
        bytes
    }
}

fn apply(bytes: &mut Vec<u8>, one: &Pending, at_most: usize) {
    match one {
        Pending::Write(at, data) => {
            let data = &data[..data.len().min(at_most)];
            if bytes.len() < at + data.len() {
                bytes.resize(at + data.len(), 0);
            }
            bytes[*at..at + data.len()].copy_from_slice(data);
        }
        Pending::Truncate(size) => bytes.truncate(*size),
    }
}

/// Looks at the disk just before an operation: its number from 1, its word, and the disk.
pub(super) type Watch = Box<dyn FnMut(u64, &str, &Disk) + Send>;

/// What is known of a folder.
#[derive(Default)]
pub(super) struct Disk {
    files: BTreeMap<String, FileState>,
    ops: u64,
    syncs: u64,
    fail_sync: Option<u64>,
}

impl Disk {
    /// What a cut would leave now.
    pub(super) fn image(&self, unsynced: Unsynced) -> Image {
        self.files.iter().map(|(name, file)| (name.clone(), file.after(unsynced))).collect()
    }
}

/// An open file, and what SQLite's own file system does with one of its kind: a journal is closed in
/// another way than a database.
#[derive(Clone)]
struct Open {
    path: PathBuf,
    theirs: ffi::sqlite3_io_methods,
}

#[derive(Default)]
struct World {
    disks: HashMap<PathBuf, (Disk, Option<Watch>)>,
    /// Open files by the address of SQLite's own record of them.
    open: HashMap<usize, Open>,
}

fn world() -> MutexGuard<'static, World> {
    static WORLD: OnceLock<Mutex<World>> = OnceLock::new();
    WORLD.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    /// The disk of a path with the file's name on it, and who watches.
    fn of(&mut self, path: &Path) -> Option<(&mut Disk, &mut Option<Watch>, String)> {
        let name = path.file_name()?.to_str()?.to_owned();
        let (disk, watch) = self.disks.get_mut(path.parent()?)?;
        Some((disk, watch, name))
    }

    /// Counts an operation on an open file and does `change` with what is known of it; an error is
    /// the code for SQLite.
    fn on(
        &mut self,
        path: &Path,
        word: &str,
        change: impl FnOnce(&mut FileState),
    ) -> Result<(), c_int> {
        let Some((disk, watch, name)) = self.of(path) else { return Ok(()) };
        disk.ops += 1;
        if let Some(watch) = watch {
            watch(disk.ops, &format!("{word} {name}"), disk);
        }
        if word == "sync" {
            disk.syncs += 1;
            if disk.fail_sync.is_some_and(|at| disk.syncs >= at) {
                return Err(ffi::SQLITE_IOERR_FSYNC);
            }
        }
        change(disk.files.entry(name).or_default());
        Ok(())
    }
}

/// From now on remembers what happens in a folder. `fail_sync`: from that sync on all of them fail.
pub(super) fn watch(folder: &Path, fail_sync: Option<u64>, watch: Option<Watch>) {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(install);
    let disk = Disk { fail_sync, ..Disk::default() };
    world().disks.insert(folder.to_owned(), (disk, watch));
}

/// Nothing more is remembered of a folder.
pub(super) fn forget(folder: &Path) {
    world().disks.remove(folder);
}

struct Real(ffi::sqlite3_vfs);

// SAFETY: SQLite's own table, which never changes and which it reads from all threads itself.
unsafe impl Send for Real {}
// SAFETY: as above.
unsafe impl Sync for Real {}

static REAL: OnceLock<Real> = OnceLock::new();

fn real() -> &'static ffi::sqlite3_vfs {
    &REAL.get().expect("installed before any file is opened").0
}

fn install() {
    // SAFETY: SQLite initialises itself and gives its default file system, which lives for ever. The
    // copy lives for ever too, because it is leaked.
    unsafe {
        ffi::sqlite3_initialize();
        let vfs = *ffi::sqlite3_vfs_find(std::ptr::null());
        assert!(REAL.set(Real(vfs)).is_ok(), "installed once");
        let mut ours = vfs;
        ours.zName = c"powerfail".as_ptr();
        ours.pNext = std::ptr::null_mut();
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        let registered = ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1);
        assert_eq!(registered, ffi::SQLITE_OK);
    }
}

unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite gives a C string.
    let name = unsafe { CStr::from_ptr(name) };
    name.to_str().ok().map(PathBuf::from)
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let open = real().xOpen.expect("a file system opens files");
    // SAFETY: what SQLite gave is passed on; the record of the file is filled in when it is opened.
    unsafe {
        let code = open(vfs, name, file, flags, out);
        let Some(path) = path_of(name).filter(|_| code == ffi::SQLITE_OK) else { return code };
        let theirs = (*file).pMethods;
        if theirs.is_null() {
            return code;
        }
        let mut world = world();
        let Some((disk, _, name)) = world.of(&path) else { return code };
        disk.files.entry(name).or_default();
        world.open.insert(file as usize, Open { path, theirs: *theirs });
        let mut ours = *theirs;
        ours.xWrite = Some(write);
        ours.xTruncate = Some(truncate);
        ours.xSync = Some(sync);
        ours.xClose = Some(close);
        // A few hundred bytes for each file that a test opens.
        let ours: &'static ffi::sqlite3_io_methods = Box::leak(Box::new(ours));
        (*file).pMethods = ours;
        code
    }
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    // SAFETY: as SQLite gave it.
    if let Some(path) = unsafe { path_of(name) } {
        let mut world = world();
        let done = world.on(&path, "delete", |_| {});
        if let Some((disk, _, name)) = world.of(&path) {
            disk.files.remove(&name);
        }
        if let Err(code) = done {
            return code;
        }
    }
    let delete = real().xDelete.expect("a file system deletes files");
    // SAFETY: passed on as it came.
    unsafe { delete(vfs, name, sync_folder) }
}

/// Does `change` to what is known of an open file, then the real thing.
fn with(
    file: *mut ffi::sqlite3_file,
    word: &str,
    change: impl FnOnce(&mut FileState),
    then: impl FnOnce(&ffi::sqlite3_io_methods) -> c_int,
) -> c_int {
    let mut world = world();
    let open = world.open.get(&(file as usize)).cloned().expect("it was opened here");
    if let Err(code) = world.on(&open.path, word, change) {
        return code;
    }
    drop(world);
    then(&open.theirs)
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    data: *const c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives so many bytes.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), amount as usize) };
    let pending = Pending::Write(at as usize, bytes.to_vec());
    let keep = |state: &mut FileState| state.pending.push(pending);
    // SAFETY: passed on as it came.
    with(file, "write", keep, |real| unsafe {
        real.xWrite.expect("files are written")(file, data, amount, at)
    })
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    let keep = |state: &mut FileState| state.pending.push(Pending::Truncate(size as usize));
    // SAFETY: passed on as it came.
    with(file, "truncate", keep, |real| unsafe {
        real.xTruncate.expect("files are cut")(file, size)
    })
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let keep = |state: &mut FileState| {
        state.durable = state.all();
        state.pending.clear();
    };
    // SAFETY: passed on as it came.
    with(file, "sync", keep, |real| unsafe { real.xSync.expect("files are synced")(file, flags) })
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let open = world().open.remove(&(file as usize)).expect("it was opened here");
    // SAFETY: passed on as it came.
    unsafe { open.theirs.xClose.expect("files are closed")(file) }
}
