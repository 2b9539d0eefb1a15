//! `brygga demo`: a simulated county, ready to be looked at.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use brygga_app::{App, Clock, on_day};
use brygga_domain::envelope::AggregateKind;
use brygga_domain::registry::{RegistryAt, Role};
use brygga_sim::{Report, SeededEntropy, SimClock, SimOptions, simulate};
use brygga_store::EventLog as _;
use brygga_store_sqlite::SqliteStore;
use jiff::{SignedDuration, Timestamp};

use crate::cli::Demo;
use crate::config::Config;
use crate::data_folder::{DataFolder, Purpose};
use crate::machine::{SystemClock, SystemEntropy, raise_open_files, seconds_between};
use crate::serving::{self, Listeners};
use crate::site::{Site, open_store, set_up_demo, start};

/// People of each role that are named; the sign-in page shows everybody.
const NAMED: usize = 3;
/// Written when the county is whole; says from what it was made.
const MADE: &str = "county";

pub(super) async fn run(command: Demo) -> anyhow::Result<ExitCode> {
    raise_open_files();
    let began = SystemClock.now();
    let (data, _temporary) = place(command.data.clone())?;
    let config = Config::read(&data, &command.addresses)?;
    let listeners = Listeners::take(&config).await?;
    let folder = DataFolder::open(&data, "demo", Purpose::Simulated { seed: command.seed })?;
    let store = open_store(&folder).await?;
    if fs::exists(data.join(MADE))? {
        let made = fs::read_to_string(data.join(MADE))?;
        println!("county: as it was left, made from {}", made.trim());
    } else if store.aggregates(AggregateKind::Chain, None, 1).await?.is_empty() {
        make_county(&folder, &store, &command).await?;
    } else {
        bail!("the county in {0} was not finished: remove {0} and start again", data.display());
    }
    let ahead = command.until.map_or(SignedDuration::ZERO, |until| until.duration_since(began));
    let clock = Arc::new(Ahead(ahead));
    let app = start(store, &folder, true, clock, Arc::new(SystemEntropy)).await?;
    println!("kept in {}", data.display());
    print_people(&app);
    println!("ready after {:.1} s", seconds_between(began, SystemClock.now()));
    serving::serve(Site { app: Arc::new(app), folder }, listeners).await?;
    Ok(ExitCode::SUCCESS)
}

/// The machine's clock, moved so that the demo goes on where its history ends.
struct Ahead(SignedDuration);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        let now = SystemClock.now();
        now.checked_add(self.0).map_or(now, brygga_app::whole_milliseconds)
    }
}

/// The given folder, or one that goes when the demo ends.
fn place(given: Option<PathBuf>) -> anyhow::Result<(PathBuf, Option<tempfile::TempDir>)> {
    if let Some(folder) = given {
        return Ok((folder, None));
    }
    let folder = tempfile::Builder::new().prefix("brygga-demo-").tempdir()?;
    Ok((folder.path().to_owned(), Some(folder)))
}

/// Simulates the county with a clock and chance of its own, through the normal writer.
async fn make_county(
    folder: &DataFolder,
    store: &Arc<SqliteStore>,
    command: &Demo,
) -> anyhow::Result<()> {
    let until = command.until.unwrap_or_else(|| SystemClock.now());
    let clock = Arc::new(SimClock::at(until));
    let entropy = Arc::new(SeededEntropy::new(command.seed));
    let site_clock = Arc::clone(&clock) as Arc<dyn Clock>;
    let app = start(Arc::clone(store), folder, true, site_clock, entropy).await?;
    println!("making a county: {} weeks until {until}, seed {}", command.weeks, command.seed);
    let options = SimOptions { weeks: command.weeks, ..SimOptions::new(command.seed, until) };
    let weeks = i64::from(command.weeks) * 7 * 24;
    clock.set(until.checked_sub(SignedDuration::from_hours(weeks + 24))?);
    set_up_demo(&app, folder).await?;
    let report = simulate(&app, &clock, &options, &mut |progress| {
        tracing::debug!(chains = progress.chains, events = progress.events, "simulated");
    })
    .await?;
    print_report(&report);
    let made = format!("seed {}, {} weeks until {until}\n", command.seed, command.weeks);
    Ok(fs::write(Path::new(&folder.path).join(MADE), made)?)
}

fn print_report(report: &Report) {
    println!(
        "county: {} chains, {} events, {} stays without a notice, {:.1} s",
        report.chains,
        report.events,
        report.stays,
        report.seconds()
    );
    for (phase, time) in &report.phases {
        println!("  {phase}: {:.1} s", time.as_secs_f64());
    }
    println!(
        "events of a typical chain: {}, nine of ten at most {}",
        report.typical, report.ninetieth
    );
    println!("stays over a weekend: {}", report.weekend_stays);
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
