//! The data folder of one server (decision 19): what lies in it, who may write, what is refused.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use brygga_app::{Clock, Entropy, random};
use brygga_domain::calendar::to_local;
use jiff::Timestamp;

use crate::machine::{SystemClock, SystemEntropy};
use crate::origin::{OwnOrigin, write_secret};
use crate::room::Room;

/// The layout that this program writes and understands.
pub(crate) const FORMAT: u32 = 1;
/// What people attach, by the hash of its bytes.
const ATTACHMENTS: &str = "attachments";
/// What waits to be taken to somebody else.
const SPOOL: &str = "spool";
/// Magic numbers of statfs(2) for NFS, SMB, CIFS, SMB2, AFS and Ceph: their locks and their sync are
/// not to be trusted with a database.
const NETWORK: [u64; 6] = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x00C3_6400];

/// A folder that this process may write to, as long as the value lives.
pub(crate) struct DataFolder {
    pub(crate) path: PathBuf,
    pub(crate) origin: OwnOrigin,
    /// Key of form tokens.
    pub(crate) secret: [u8; 32],
    pub(crate) room: Arc<Room>,
    /// Held until the process ends; the kernel lets go even after kill -9.
    _lock: File,
}

/// What an empty folder becomes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// Facts about real patients.
    Real,
    /// What it holds already; an empty folder gets real facts.
    Any,
    /// A simulated county from a seed.
    Simulated {
        /// The seed.
        seed: u64,
    },
}

impl DataFolder {
    /// Takes the folder for writing and sets an empty one up. `who` is named to the next one that
    /// wants to write.
    pub(crate) fn open(path: &Path, who: &str, purpose: Purpose) -> anyhow::Result<Self> {
        make_private(path)?;
        check_place(path)?;
        let lock = take_lock(path, who)?;
        check_format(path)?;
        let now = SystemClock.now();
        let origin = match OwnOrigin::load(path)? {
            Some(origin) => origin,
            None => set_up(path, purpose, now)?,
        };
        match (purpose, origin.simulated) {
            (Purpose::Real, true) => bail!(only_for_demo(path)),
            (Purpose::Simulated { .. }, false) => bail!(
                "{} holds facts that are not simulated; give the demo a folder of its own",
                path.display()
            ),
            _ => {}
        }
        for folder in [ATTACHMENTS, SPOOL] {
            make_private(&path.join(folder))?;
        }
        let secret = read_secret(path)?;
        let room = Arc::new(Room::keep(path));
        Ok(Self { path: path.to_owned(), origin, secret, room, _lock: lock })
    }

    /// The folder may be read without a lock: it exists and its format is known.
    pub(crate) fn check_readable(path: &Path) -> anyhow::Result<()> {
        if !path.join(brygga_store_sqlite::FILE_NAME).exists() {
            bail!(
                "{0} holds no database: is it the right folder? `brygga serve --data {0}` makes a \
                 new one",
                path.display()
            );
        }
        check_format(path)
    }
}

/// A folder that its owner alone reads; one that exists is left as it is.
fn make_private(path: &Path) -> anyhow::Result<()> {
    let mut builder = fs::DirBuilder::new();
    let made = builder.recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("the folder {} cannot be made", path.display()))
}

/// Another process writes to the folder.
#[derive(Debug, thiserror::Error)]
#[error("{} is in use by {by}", folder.display())]
pub(crate) struct InUse {
    folder: PathBuf,
    /// The command, its process, since when.
    by: String,
}

impl InUse {
    /// For a command that no running server does: says what to do about it.
    pub(crate) fn explain(error: anyhow::Error, who: &str) -> anyhow::Error {
        match error.downcast_ref::<Self>() {
            Some(in_use) => anyhow::anyhow!(
                "{in_use}. `brygga {who}` needs the folder for itself: stop that process first"
            ),
            None => error,
        }
    }
}

/// Why a simulated county takes no facts about real patients.
pub(crate) fn only_for_demo(path: &Path) -> String {
    format!(
        "{0} holds a simulated county; it is served by `brygga demo --data {0}` only",
        path.display()
    )
}

/// Makes a new epoch with a key of its own, for a folder that nobody writes to. A simulated origin
/// comes from its seed and has one epoch.
pub(crate) fn enroll(path: &Path, now: Timestamp) -> anyhow::Result<()> {
    make_private(path)?;
    check_place(path)?;
    let who = "node enroll";
    let _lock = take_lock(path, who).map_err(|error| InUse::explain(error, who))?;
    check_format(path)?;
    let next = match OwnOrigin::load(path)? {
        Some(own) if own.simulated => bail!("a simulated county has one epoch"),
        Some(own) => OwnOrigin::next_of(own.origin.node, &SystemEntropy),
        None => OwnOrigin::new(&SystemEntropy),
    };
    fs::write(path.join("format"), format!("{FORMAT}\n"))?;
    next.save(path, now)
}

pub(crate) fn check_place(path: &Path) -> anyhow::Result<()> {
    let owner = fs::metadata(path)?.uid();
    let own = rustix::process::geteuid().as_raw();
    if owner != own {
        bail!(
            "{} belongs to user {owner} and this program runs as user {own}: run it as the owner, \
             or give the folder and all in it to user {own}",
            path.display()
        );
    }
    let kind = rustix::fs::statfs(path)?.f_type.cast_unsigned();
    if NETWORK.contains(&kind) {
        bail!("{} is on a network file system; the database needs a local disk", path.display());
    }
    Ok(())
}

fn take_lock(folder: &Path, who: &str) -> anyhow::Result<File> {
    let path = folder.join("lock");
    let mut options = OpenOptions::new();
    let mut file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .with_context(|| format!("{} cannot be written to", folder.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder)?;
            return Err(InUse { folder: folder.to_owned(), by: holder.trim().to_owned() }.into());
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).context("the folder cannot be locked");
        }
    }
    file.set_len(0)?;
    file.rewind()?;
    let since = to_local(SystemClock.now()).strftime("%Y-%m-%d %H:%M:%S").to_string();
    writeln!(file, "`brygga {who}`, process {}, since {since}", std::process::id())?;
    Ok(file)
}

/// The process that writes to the folder now; none when there is none.
pub(crate) fn holder(folder: &Path) -> anyhow::Result<Option<String>> {
    let Ok(mut file) = File::open(folder.join("lock")) else { return Ok(None) };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder)?;
            Ok(Some(holder.trim().to_owned()))
        }
        Err(TryLockError::Error(error)) => Err(error).context("the lock cannot be looked at"),
    }
}

/// Refuses a folder that a newer program has written to.
pub(crate) fn check_format(folder: &Path) -> anyhow::Result<()> {
    let Ok(text) = fs::read_to_string(folder.join("format")) else { return Ok(()) };
    let path = folder.join("format");
    let Ok(found) = text.trim().parse::<u32>() else {
        bail!("{} holds no number: restore the folder from a backup", path.display());
    };
    if found > FORMAT {
        bail!(
            "{} has format {found} and this program ({}) knows {FORMAT}: a newer version has \
             written to it; use that one",
            folder.display(),
            env!("CARGO_PKG_VERSION")
        );
    }
    Ok(())
}

fn set_up(path: &Path, purpose: Purpose, now: Timestamp) -> anyhow::Result<OwnOrigin> {
    if path.join(brygga_store_sqlite::FILE_NAME).exists() {
        bail!(
            "{0} holds a database and no key to write with. If it was copied or restored, make a \
             new epoch: `brygga node enroll --data {0}`",
            path.display()
        );
    }
    let origin = match purpose {
        Purpose::Real | Purpose::Any => OwnOrigin::new(&SystemEntropy),
        Purpose::Simulated { seed } => OwnOrigin::of_seed(seed),
    };
    fs::write(path.join("format"), format!("{FORMAT}\n"))?;
    let config = path.join(crate::config::FILE_NAME);
    if !config.exists() {
        fs::write(config, CONFIG)?;
    }
    origin.save(path, now)?;
    if !origin.simulated {
        // A slip in --data would otherwise go unnoticed.
        eprintln!("{}: set up as a new, empty site", path.display());
    }
    Ok(origin)
}

const CONFIG: &str = "\
# Settings of this server; flags and BRYGGA_* variables win over them (docs/running.md).
# listen = \"127.0.0.1:8080\"
# mllp = \"127.0.0.1:2575\"
# metrics = \"127.0.0.1:9464\"
# tls = [\"cert.pem\", \"key.pem\"]
# behind_proxy = \"10.0.0.0/8\"
# log = \"info\"
# log_format = \"json\"
# otlp = \"http://127.0.0.1:4318\"
";

fn read_secret(folder: &Path) -> anyhow::Result<[u8; 32]> {
    let path = folder.join("secret.key");
    match fs::read(&path) {
        Ok(bytes) => match bytes.try_into() {
            Ok(secret) => Ok(secret),
            Err(_) => bail!(
                "{} is damaged: remove it. A new one is made; forms that are open now must be \
                 opened again",
                path.display()
            ),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let secret: [u8; 32] = random(&SystemEntropy as &dyn Entropy);
            write_secret(&path, &secret)?;
            Ok(secret)
        }
        Err(error) => Err(error).context(format!("{} cannot be read", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn an_empty_folder_is_set_up_and_keeps_its_origin_and_secret() {
        let folder = folder();
        let first = DataFolder::open(folder.path(), "serve", Purpose::Real).unwrap();
        let (origin, secret) = (first.origin.origin, first.secret);
        drop(first);
        let second = DataFolder::open(folder.path(), "serve", Purpose::Real).unwrap();
        assert_eq!((second.origin.origin, second.secret), (origin, secret));
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().mode() & 0o777;
        let key = format!("origin/{:016x}.key", origin.epoch);
        assert_eq!((mode("origin"), mode(&key), mode("secret.key")), (0o700, 0o600, 0o600));
        assert_eq!((mode("attachments"), mode("spool")), (0o700, 0o700));
    }

    #[test]
    fn a_second_writer_is_told_who_writes() {
        let folder = folder();
        let _first = DataFolder::open(folder.path(), "serve", Purpose::Real).unwrap();
        let refused = DataFolder::open(folder.path(), "import adt", Purpose::Real).err().unwrap();
        let process = format!("`brygga serve`, process {}", std::process::id());
        assert!(refused.to_string().contains(&process), "{refused}");
    }

    #[test]
    fn a_newer_format_is_refused() {
        let folder = folder();
        fs::write(folder.path().join("format"), "2\n").unwrap();
        let refused = DataFolder::open(folder.path(), "serve", Purpose::Real).err().unwrap();
        assert!(refused.to_string().contains("format 2"), "{refused}");
    }

    #[test]
    fn a_simulated_county_and_real_facts_never_share_a_folder() {
        let (demo, real) = (folder(), folder());
        let simulated = Purpose::Simulated { seed: 1 };
        drop(DataFolder::open(demo.path(), "demo", simulated).unwrap());
        drop(DataFolder::open(real.path(), "serve", Purpose::Real).unwrap());
        assert!(DataFolder::open(demo.path(), "serve", Purpose::Real).is_err());
        assert!(DataFolder::open(real.path(), "demo", simulated).is_err());
    }

    #[test]
    fn the_same_seed_gives_the_same_origin() {
        let of = |seed| OwnOrigin::of_seed(seed).fingerprint();
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
    }
}
