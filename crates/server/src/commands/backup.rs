//! `brygga backup` and `brygga backup-key`: one encrypted file with everything that a restored server
//! needs. The key that signs events is not in it: what is restored gets an epoch of its own
//! (continuity 3.7).

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use age::secrecy::ExposeSecret as _;
use anyhow::{Context as _, bail};
use brygga_app::Clock as _;
use brygga_domain::ids::hex;
use brygga_store::{EventLog, Position};
use brygga_store_postgres::PostgresStore;
use brygga_store_sqlite::{FILE_NAME, SqliteStore};

use crate::archive::{End, Engine, Manifest, Writer};
use crate::cli::Backup;
use crate::config;
use crate::county;
use crate::data_folder::{DataFolder, FORMAT};
use crate::database::{Database, refuse_two_logs};
use crate::machine::{SystemClock, seconds_between};
use crate::origin::OwnOrigin;
use crate::out::say;

/// What is kept beside the log, where it is there.
pub(crate) const BESIDE: [&str; 3] = [config::FILE_NAME, county::MADE, county::CLOCK];
/// Where the pieces of tables stand in the archive, numbered in their order.
pub(crate) const TABLES: &str = "tables";
/// Room that is left besides the copy of the log.
const SPARE_BYTES: u64 = 16 * 1024 * 1024;

pub(super) async fn run(command: &Backup) -> anyhow::Result<ExitCode> {
    let began = SystemClock.now();
    let data = &command.data.data;
    let database = config::database(data, command.data.database.database.as_ref())?.0;
    if database.is_none() {
        DataFolder::check_readable(data)?;
    }
    let Some(own) = OwnOrigin::load(data)? else {
        bail!("{} has no key: is it the data folder of a server?", data.display());
    };
    let mut archive = Writer::begin(&command.to, &command.recipients)?;
    let manifest = Manifest {
        backup: Manifest::version(),
        made_at: began,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine: Engine::Sqlite,
        format: FORMAT,
        schema: 0,
        node: own.origin.node,
        epoch: format!("{:016x}", own.origin.epoch),
        simulated: own.simulated,
        ends: Vec::new(),
        files: Vec::new(),
    };
    let manifest = match database {
        None => of_folder(data, &mut archive, manifest).await?,
        Some(database) => of_database(data, &database, &mut archive, manifest).await?,
    };
    for name in BESIDE {
        let path = data.join(name);
        if path.exists() {
            archive.file(name, &path)?;
        }
    }
    let manifest = archive.finish(manifest)?;
    let events: u64 = manifest.ends.iter().map(|end| end.pos).sum();
    let bytes = fs::metadata(&command.to)?.len();
    say!("{}: {events} events, {:.1} MB", command.to.display(), bytes as f64 / 1e6);
    for entry in manifest.files.iter().filter(|entry| !entry.name.starts_with(TABLES)) {
        say!("  {}  {} bytes", entry.name, entry.bytes);
    }
    say!("not in it: the key that signs events (a restored server gets a new one), TLS keys");
    say!("{:.1} s", seconds_between(began, SystemClock.now()));
    Ok(ExitCode::SUCCESS)
}

/// The log of a folder: copied as it is at one moment, checked, then taken into the archive.
async fn of_folder(
    data: &Path,
    archive: &mut Writer,
    manifest: Manifest,
) -> anyhow::Result<Manifest> {
    let copy = LogCopy::begin(data)?;
    let (from, to) = (data.to_owned(), copy.folder.clone());
    let copied = tokio::task::spawn_blocking(move || SqliteStore::copy(&from, &to)).await?;
    copied.context("the log could not be copied")?;
    let schema = SqliteStore::schema_of(&copy.folder)?;
    let ends = ends(&SqliteStore::open_reader(&copy.folder)?).await?;
    archive.file(FILE_NAME, &copy.folder.join(FILE_NAME))?;
    Ok(Manifest { engine: Engine::Sqlite, schema, ends, ..manifest })
}

/// Every table of the database, read in one transaction that sees one moment.
async fn of_database(
    data: &Path,
    database: &Database,
    archive: &mut Writer,
    manifest: Manifest,
) -> anyhow::Result<Manifest> {
    refuse_two_logs(data, database)?;
    let mut pieces = 0_u32;
    let mut each = |table: &str, bytes: &[u8]| {
        pieces += 1;
        archive.bytes(&format!("{TABLES}/{pieces:06}-{table}"), bytes)
    };
    let copied = PostgresStore::copy_out(database.address(), &mut each).await;
    let copied = copied.with_context(|| format!("the database {database} could not be copied"))?;
    let ends = copied.ends.iter();
    let ends = ends.map(|(at, id)| End { part: at.part, pos: at.pos, id: hex(&id.0) }).collect();
    Ok(Manifest { engine: Engine::Postgres, schema: copied.schema, ends, ..manifest })
}

/// Where a log ends.
pub(crate) async fn ends(log: &dyn EventLog) -> anyhow::Result<Vec<End>> {
    let mut ends = Vec::new();
    for end in log.last().await?.into_iter().filter(|end| end.pos > 0) {
        let before = Position { pos: end.pos.saturating_sub(1), ..end };
        let Some(event) = log.after(before, 1).await?.pop() else {
            bail!("the event at the end of the log is missing: `brygga verify` says more");
        };
        ends.push(End { part: end.part, pos: end.pos, id: hex(&event.id.0) });
    }
    Ok(ends)
}

/// The folder of the unencrypted copy: inside the data folder, which only its owner may read. What a
/// backup that was killed has left is removed by the next one.
struct LogCopy {
    folder: PathBuf,
    _lock: File,
}

impl LogCopy {
    fn begin(data: &Path) -> anyhow::Result<Self> {
        let mut lock = File::options();
        lock.write(true).create(true).truncate(false).mode(0o600);
        let lock = lock.open(data.join("backup.lock"));
        let lock = lock.with_context(|| format!("{} cannot be written to", data.display()))?;
        if lock.try_lock().is_err() {
            bail!("another backup of {} is being made: wait until it is done", data.display());
        }
        let folder = data.join("backup.tmp");
        let _ = fs::remove_dir_all(&folder);
        let size = |name: &str| fs::metadata(data.join(name)).map_or(0, |file| file.len());
        let needed = size(FILE_NAME) + size("log.db-wal") + SPARE_BYTES;
        let disk = rustix::fs::statvfs(data)?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < needed {
            bail!(
                "{} needs {} MB free for the copy and has {} MB: make room first",
                data.display(),
                needed.div_ceil(1_000_000),
                free / 1_000_000
            );
        }
        fs::DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Self { folder, _lock: lock })
    }
}

impl Drop for LogCopy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Makes a pair of keys as `age-keygen` does.
pub(super) fn make_key(to: &Path) -> anyhow::Result<ExitCode> {
    let key = age::x25519::Identity::generate();
    let public = key.to_public();
    let file = File::options().write(true).create_new(true).mode(0o600).open(to);
    let mut file = file.with_context(|| format!("{} cannot be made", to.display()))?;
    writeln!(file, "# created: {}", SystemClock.now())?;
    writeln!(file, "# public key: {public}")?;
    writeln!(file, "{}", key.to_string().expose_secret())?;
    file.sync_all()?;
    say!("{public}");
    eprintln!(
        "{} holds the secret key: keep it away from the server, in two places. Without it no backup \
         can be read.",
        to.display()
    );
    Ok(ExitCode::SUCCESS)
}
