//! `brygga demo`: a simulated county, ready to be looked at.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use brygga_app::{App, Clock as _, on_day};
use brygga_domain::registry::{RegistryAt, Role};

use crate::cli::Demo;
use crate::config::Config;
use crate::data_folder::{DataFolder, Purpose};
use crate::machine::{SystemClock, SystemEntropy, raise_open_files, seconds_between};
use crate::serving::{self, Listeners};
use crate::site::{Site, open_store, set_up_demo, start};

/// People of each role that are named; the sign-in page shows everybody.
const NAMED: usize = 3;

pub(super) async fn run(command: Demo) -> anyhow::Result<ExitCode> {
    raise_open_files();
    let began = SystemClock.now();
    let (data, _temporary) = place(command.data.clone())?;
    let config = Config::read(&data, &command.addresses)?;
    let listeners = Listeners::take(&config).await?;
    let folder = DataFolder::open(&data, "demo", Purpose::Simulated { seed: command.seed })?;
    let store = open_store(&folder).await?;
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let app = start(store, &folder, true, clock, entropy).await?;
    set_up_demo(&app, &folder).await?;
    let seconds = seconds_between(began, SystemClock.now());
    println!("county: ready in {seconds:.1} s, kept in {}", data.display());
    print_people(&app);
    serving::serve(Site { app: Arc::new(app), folder }, listeners).await?;
    Ok(ExitCode::SUCCESS)
}

/// The given folder, or one that goes when the demo ends.
fn place(given: Option<PathBuf>) -> anyhow::Result<(PathBuf, Option<tempfile::TempDir>)> {
    if let Some(folder) = given {
        return Ok((folder, None));
    }
    let folder = tempfile::Builder::new().prefix("brygga-demo-").tempdir()?;
    Ok((folder.path().to_owned(), Some(folder)))
}

/// Some of those who can be signed in without a password: name, role, unit.
fn print_people(app: &App) {
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    println!("Who can be signed in, among {}:", today.all_staff().count());
    for role in Role::ALL {
        for (name, unit) in people(today, *role).into_iter().take(NAMED) {
            println!("  {name}, {}, {unit}", role.as_str());
        }
    }
}

fn people(today: RegistryAt<'_>, role: Role) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for staff in today.all_staff() {
        let theirs = today.assignments_of(&staff.user).find(|a| a.role == role);
        let unit = theirs.and_then(|a| today.unit(a.units.first()?));
        if let Some(unit) = unit {
            found.push((staff.name.as_str(), unit.name.as_str()));
        }
    }
    found
}
