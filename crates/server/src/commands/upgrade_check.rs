//! `brygga upgrade-check`: run with the new program before it is started on the folder of the old one.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use brygga_store_postgres::PostgresStore;
use brygga_store_sqlite::{FILE_NAME, SqliteStore};

use crate::cli::DataArgs;
use crate::config;
use crate::data_folder::{DataFolder, FORMAT, check_format, holder};
use crate::database::{Database, refuse_two_logs};
use crate::out::say;

/// Free besides what a migration may copy.
const SPARE_BYTES: u64 = 256 * 1024 * 1024;

/// Exit code 0 when the new program may be started, 1 when something has to be done first.
pub(super) async fn run(data: &DataArgs) -> anyhow::Result<ExitCode> {
    let folder = &data.data;
    check_format(folder)?;
    let database = config::database(folder, data.database.database.as_ref())?.0;
    say!("program:   {}", env!("CARGO_PKG_VERSION"));
    say!("folder:    {}, format {FORMAT}", folder.display());
    match holder(folder)? {
        Some(by) => say!("running:   {by}; stop it before the new program is started"),
        None => say!("running:   nothing"),
    }
    let pending = match &database {
        None => of_folder(folder)?,
        Some(database) => of_database(folder, database).await?,
    };
    if pending.is_empty() {
        say!("schema:    as this program writes it");
        say!("way back:  the program from before can be started again on this folder");
    } else {
        say!("schema:    changed at the first start: {}", pending.join(", "));
        say!(
            "way back:  only a backup made before (`brygga backup`): the program from before refuses"
        );
    }
    let enough = check_disk(folder, database.is_none())?;
    say!("{}", if enough { "good" } else { "make room before the start" });
    Ok(if enough { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn of_folder(folder: &Path) -> anyhow::Result<Vec<&'static str>> {
    DataFolder::check_readable(folder)?;
    let found = SqliteStore::schema_of(folder)?;
    newer(found, brygga_store_sqlite::SCHEMA_VERSION)?;
    Ok(SqliteStore::migrations_after(found))
}

async fn of_database(folder: &Path, database: &Database) -> anyhow::Result<Vec<&'static str>> {
    refuse_two_logs(folder, database)?;
    say!("database:  {database}");
    let found = PostgresStore::schema_of(database.address()).await?;
    newer(found, brygga_store_postgres::SCHEMA_VERSION)?;
    Ok(PostgresStore::migrations_after(found))
}

fn newer(found: u32, known: u32) -> anyhow::Result<()> {
    if found > known {
        bail!(
            "the database has schema {found} and this program knows {known}: a newer version has \
             written to it; use that one"
        );
    }
    Ok(())
}

/// A migration may write a table anew.
fn check_disk(folder: &Path, log_is_here: bool) -> anyhow::Result<bool> {
    let log = if log_is_here { fs::metadata(folder.join(FILE_NAME))?.len() } else { 0 };
    let disk = rustix::fs::statvfs(folder)?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let needed = log + SPARE_BYTES;
    let megabytes = |bytes: u64| bytes / 1_000_000;
    say!("disk:      {} MB free, at most {} MB needed", megabytes(free), megabytes(needed));
    Ok(free >= needed)
}
