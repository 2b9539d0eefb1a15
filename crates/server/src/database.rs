//! Where the log is kept: in the data folder, or in PostgreSQL (`--database`, decision 19).

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use brygga_app::Clock as _;
use brygga_store::Store;
use brygga_store_postgres::PostgresStore;
use brygga_store_sqlite::{Place, SqliteStore};

use crate::cli::DataArgs;
use crate::config;
use crate::data_folder::DataFolder;
use crate::machine::SystemClock;

/// The address of a PostgreSQL database. Shown without its password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Database(String);

impl FromStr for Database {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
        // Never quotes what was given: it may hold a password.
        if known { Ok(Self(text.to_owned())) } else { Err("not postgres://user@host:port/name") }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        // Parameters may hold a password too.
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        match rest.rsplit_once('@') {
            None => write!(f, "{scheme}://{rest}"),
            Some((user, host)) => {
                let (user, secret) =
                    user.split_once(':').map_or((user, ""), |(user, _)| (user, ":…"));
                write!(f, "{scheme}://{user}{secret}@{host}")
            }
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Database {
    /// With its password: for whoever connects.
    pub(crate) fn address(&self) -> &str {
        &self.0
    }
}

/// Opens the store of a folder that this process holds, with the folder's own key.
pub(crate) async fn open(
    folder: &DataFolder,
    given: Option<&Database>,
) -> anyhow::Result<Arc<dyn Store>> {
    let own = &folder.origin;
    let now = SystemClock.now();
    let Some(database) = config::database(&folder.path, given)?.0 else {
        let place = Place::Directory(folder.path.clone());
        let options =
            brygga_store_sqlite::OpenOptions::new(place, own.origin, own.key.clone(), now)
                .simulated(own.simulated);
        let room = Arc::clone(&folder.room);
        let options = options.on_full(Arc::new(move || room.is_used_up()));
        let store = SqliteStore::open(options).with_context(|| not_opened(&folder.path))?;
        return Ok(Arc::new(store));
    };
    refuse_two_logs(&folder.path, &database)?;
    let key = own.key.clone();
    let options = brygga_store_postgres::OpenOptions::new(&database.0, own.origin, key, now)?;
    let store = PostgresStore::open(options.simulated(own.simulated)).await;
    let store = store.with_context(|| format!("the database {database} was not opened"))?;
    Ok(Arc::new(store))
}

/// Opens the store for reading only, beside the processes that write.
pub(crate) async fn open_reader(data: &DataArgs) -> anyhow::Result<Arc<dyn Store>> {
    let path = &data.data;
    let Some(database) = config::database(path, data.database.database.as_ref())?.0 else {
        DataFolder::check_readable(path)?;
        let store = SqliteStore::open_reader(path).with_context(|| not_opened(path))?;
        return Ok(Arc::new(store));
    };
    refuse_two_logs(path, &database)?;
    let store = PostgresStore::open_reader(&database.0).await;
    Ok(Arc::new(store.with_context(|| format!("the database {database} was not opened"))?))
}

fn not_opened(folder: &Path) -> String {
    format!(
        "the database in {} was not opened: make room if the disk is full, restore a backup if it \
         is damaged (docs/running.md)",
        folder.display()
    )
}

/// A folder that has its log in itself does not get a second one somewhere else.
pub(crate) fn refuse_two_logs(folder: &Path, database: &Database) -> anyhow::Result<()> {
    if folder.join(brygga_store_sqlite::FILE_NAME).exists() {
        bail!(
            "{} holds a log of its own ({}); give {database} a data folder without one",
            folder.display(),
            brygga_store_sqlite::FILE_NAME
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (given, shown) in [
            ("postgres://a:h@mligt@db:5432/x", "postgres://a:…@db:5432/x"),
            ("postgres://a@db/x?password=hemligt", "postgres://a@db/x"),
            ("postgresql://db/x", "postgresql://db/x"),
        ] {
            let database: Database = given.parse().unwrap();
            assert_eq!(database.to_string(), shown);
            assert_eq!(format!("{database:?}"), shown);
        }
        assert!(
            "mysql://a:hemligt@db/x".parse::<Database>().is_err_and(|e| !e.contains("hemligt"))
        );
    }
}
