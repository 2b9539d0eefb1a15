//! `brygga restore`: a new data folder from a backup. It is made beside its place, proved whole, and
//! gets its name last; what fails before that leaves nothing behind.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use brygga_app::Clock as _;
use brygga_store::{Store, verify};
use brygga_store_postgres::PostgresStore;
use brygga_store_sqlite::{FILE_NAME, SqliteStore};

use super::backup::{BESIDE, TABLES, ends};
use crate::archive::{Engine, Manifest, read};
use crate::cli::Restore;
use crate::config;
use crate::data_folder::{FORMAT, check_place};
use crate::database::Database;
use crate::machine::{SystemClock, SystemEntropy, seconds_between};
use crate::origin::OwnOrigin;
use crate::out::say;

/// Settings of a folder whose database is another one now.
const SETTINGS_BEFORE: &str = "brygga.toml.before";

pub(super) async fn run(command: Restore) -> anyhow::Result<ExitCode> {
    let began = SystemClock.now();
    let target = &command.data.data;
    check_target(target)?;
    let database = command.data.database.database.as_ref();
    let making = making_place(target)?;
    let (file, identity) = (command.file.clone(), command.identity.clone());
    let folder = making.path().to_owned();
    let unpacked = tokio::task::spawn_blocking(move || {
        read(&file, &identity, |name, content| unpack(&folder, name, content))
    });
    let manifest = unpacked.await??;
    check_manifest(&manifest)?;
    let own = match (manifest.engine, database) {
        (Engine::Sqlite, None) => {
            prove_folder(making.path(), &manifest).await?;
            SqliteStore::end_all_sessions(making.path())?;
            settle(making.path(), &manifest)?
        }
        (Engine::Postgres, Some(database)) => {
            fill(making.path(), database, &manifest).await?;
            let settled = async {
                prove_database(database, &manifest).await?;
                without_tables(making.path())?;
                settle(making.path(), &manifest)
            };
            match settled.await {
                Ok(own) => own,
                Err(error) => {
                    PostgresStore::remove_restored(database.address()).await?;
                    return Err(error);
                }
            }
        }
        (Engine::Sqlite, Some(_)) => {
            bail!("it is the backup of a data folder: leave --database out")
        }
        (Engine::Postgres, None) => {
            bail!("it is the backup of a PostgreSQL database: name a new one with --database")
        }
    };
    // From here on it counts.
    let made = making.keep();
    if let Err(error) = fs::rename(&made, target) {
        let _ = fs::remove_dir_all(&made);
        if let Some(database) = database {
            PostgresStore::remove_restored(database.address()).await?;
        }
        return Err(error).with_context(|| format!("{} cannot be made", target.display()));
    }
    sync_parent(target)?;
    say!("restored as of {}, made by brygga {}", manifest.made_at, manifest.program);
    say!("node:  {}", own.origin.node);
    say!("epoch: {:016x}, before: {}", own.origin.epoch, manifest.epoch);
    say!("everybody has to sign in again, and forms that are open have to be opened again");
    say!("{:.1} s", seconds_between(began, SystemClock.now()));
    if database.is_some() && target.join(SETTINGS_BEFORE).exists() {
        say!("the settings from before are in {SETTINGS_BEFORE}: they name the old database");
    }
    say!("start no server on the old folder any more; what it wrote after the backup is not here");
    Ok(ExitCode::SUCCESS)
}

/// A folder that holds something is left alone.
fn check_target(target: &Path) -> anyhow::Result<()> {
    match fs::read_dir(target) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => bail!(
                "{} is not empty: a backup is restored into a new folder, and nothing is overwritten",
                target.display()
            ),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", target.display())),
    }
}

fn parent(target: &Path) -> PathBuf {
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_owned()
}

/// On the same disk as its place, so that the name is given in one step.
fn making_place(target: &Path) -> anyhow::Result<tempfile::TempDir> {
    let parent = parent(target);
    let made = tempfile::Builder::new().prefix(".brygga-restore-").tempdir_in(&parent);
    let made = made.with_context(|| format!("nothing can be made in {}", parent.display()))?;
    check_place(made.path())?;
    Ok(made)
}

fn sync_parent(target: &Path) -> io::Result<()> {
    File::open(parent(target))?.sync_all()
}

/// Only the names that a backup has; the disk is asked to keep what it gets.
fn unpack(folder: &Path, name: &str, content: &mut dyn Read) -> anyhow::Result<()> {
    let plain =
        |text: &str| text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-');
    let piece = name.strip_prefix(TABLES).and_then(|rest| rest.strip_prefix('/'));
    if name != FILE_NAME && !BESIDE.contains(&name) && !piece.is_some_and(plain) {
        bail!("it holds {name}, which no backup of this version does");
    }
    if piece.is_some() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder.join(TABLES))?;
    }
    let mut file = File::options().write(true).create_new(true).open(folder.join(name))?;
    io::copy(content, &mut file)?;
    Ok(file.sync_all()?)
}

fn check_manifest(manifest: &Manifest) -> anyhow::Result<()> {
    let known = match manifest.engine {
        Engine::Sqlite => brygga_store_sqlite::SCHEMA_VERSION,
        Engine::Postgres => brygga_store_postgres::SCHEMA_VERSION,
    };
    if manifest.format > FORMAT || manifest.schema > known {
        bail!(
            "it was made by brygga {}, which is newer than this one ({}): use that one",
            manifest.program,
            env!("CARGO_PKG_VERSION")
        );
    }
    Ok(())
}

/// Every page, every event, every row of the access log, and the end that the manifest names.
async fn prove_folder(folder: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let place = folder.to_owned();
    tokio::task::spawn_blocking(move || SqliteStore::check_pages(&place))
        .await?
        .context("the log of the backup is damaged: use another copy")?;
    prove(&SqliteStore::open_reader(folder)?, manifest).await
}

async fn prove_database(database: &Database, manifest: &Manifest) -> anyhow::Result<()> {
    prove(&PostgresStore::open_reader(database.address()).await?, manifest).await
}

async fn prove(store: &dyn Store, manifest: &Manifest) -> anyhow::Result<()> {
    if ends(store).await? != manifest.ends {
        bail!("the log does not end where the backup says: use another copy");
    }
    let report = verify(store, &mut |_, _| {}).await?;
    if let Some((at, why)) = &report.first_fault {
        bail!(
            "the log has {} faults, the first at position {}: {why}. It had them when the backup was \
             made: use an older one",
            report.faults,
            at.pos
        );
    }
    let access = store.prove_access_log().await?;
    if let Some((row, why)) = &access.fault {
        bail!("row {row} of the access log does not hold: {why}. Use an older backup");
    }
    say!("verified: {} events in {} streams", report.events, report.streams);
    say!("verified: {} rows of the access log", access.rows);
    Ok(())
}

/// The tables, from the pieces that were unpacked.
async fn fill(folder: &Path, database: &Database, manifest: &Manifest) -> anyhow::Result<()> {
    // Numbered in the order in which they were read.
    let mut names: Vec<&str> =
        manifest.files.iter().filter_map(|it| it.name.strip_prefix(TABLES)).collect();
    names.sort_unstable();
    let mut names = names.into_iter().map(|name| name.trim_start_matches('/'));
    let mut next = || {
        let Some(name) = names.next() else { return Ok(None) };
        let table = name.split_once('-').map_or("", |(_, table)| table).to_owned();
        Ok(Some((table, fs::read(folder.join(TABLES).join(name))?)))
    };
    let now = SystemClock.now();
    let filled = PostgresStore::copy_in(database.address(), manifest.schema, now, &mut next).await;
    filled.with_context(|| format!("the database {database} could not be filled"))
}

/// The folder of a server on PostgreSQL holds no tables, and settings that name the old database do
/// not hold for the new one.
fn without_tables(folder: &Path) -> anyhow::Result<()> {
    fs::remove_dir_all(folder.join(TABLES))?;
    let settings = folder.join(config::FILE_NAME);
    if settings.exists() {
        fs::rename(settings, folder.join(SETTINGS_BEFORE))?;
    }
    Ok(())
}

/// A new epoch of the same node.
fn settle(folder: &Path, manifest: &Manifest) -> anyhow::Result<OwnOrigin> {
    let next = OwnOrigin::next_of(manifest.node, &SystemEntropy);
    let own = OwnOrigin { simulated: manifest.simulated, ..next };
    fs::write(folder.join("format"), format!("{FORMAT}\n"))?;
    own.save(folder, SystemClock.now())?;
    File::open(folder)?.sync_all()?;
    Ok(own)
}
