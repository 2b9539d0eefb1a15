//! `brygga demo`: a simulated county, ready to be looked at.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use brygga_app::{App, Clock, on_day};
use brygga_domain::registry::{RegistryAt, Role};
use brygga_sim::{Report, SeededEntropy, SimClock, SimOptions, simulate};
use brygga_store::Store;
use jiff::SignedDuration;

use crate::cli::Demo;
use crate::config::Config;
use crate::county::{Asked, CountyClock, Made};
use crate::data_folder::{DataFolder, InUse, Purpose};
use crate::machine::{SystemClock, SystemEntropy, raise_open_files, seconds_between};
use crate::out::say;
use crate::serving::{self, Listeners};
use crate::site::{Site, open_store, set_up_demo, start};

/// People of each role that are named; the sign-in page shows everybody.
const NAMED: usize = 3;

pub(super) async fn run(command: Demo) -> anyhow::Result<ExitCode> {
    raise_open_files();
    let began = SystemClock.now();
    let Demo { seed, weeks, until, .. } = command;
    let asked = Asked { seed, weeks, until };
    asked.check(began)?;
    let mut end = serving::stop_on_signal()?;
    let (data, _temporary) = place(command.data)?;
    let config = Config::read(&data, &command.addresses)?;
    let listeners = Listeners::take(&config).await?;
    let seed = asked.new_county(began).seed;
    let folder = DataFolder::open(&data, "demo", Purpose::Simulated { seed })
        .map_err(|error| InUse::explain(error, "demo"))?;
    let store = open_store(&folder, &command.database).await?;
    let clock = if let Some(made) = Made::read(&data, &*store, asked).await? {
        say!("county: as it was left, made from {}", words(&made));
        CountyClock::left(&data, &*store).await?
    } else {
        let made = asked.new_county(began);
        tokio::select! {
            result = make_county(&folder, &store, &made) => result?,
            () = serving::ended(&mut end) => bail!("stopped before the county was whole"),
        }
        CountyClock::new(made.until, began)
    };
    let app = start(store, &folder, true, Arc::new(clock), Arc::new(SystemEntropy)).await?;
    // A county that was restored has an epoch that is not known as simulated yet.
    set_up_demo(&app, &folder).await?;
    say!("kept in {}", data.display());
    print_people(&app)?;
    let live = command.live.then(|| Duration::from_secs(command.live_every.into()));
    match live {
        Some(every) => say!("live: somebody acts every {} s (--live-every)", every.as_secs()),
        None => say!("live: no, the county stands still; --live lets it go on"),
    }
    say!("ready after {:.1} s", seconds_between(began, SystemClock.now()));
    let site = Site { app: Arc::new(app), folder };
    serving::serve(site, listeners, live, end).await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn words(made: &Made) -> String {
    let length = match made.months {
        Some(months) => format!("{months} months"),
        None => format!("{} weeks", made.weeks),
    };
    format!("seed {}, {length} until {}", made.seed, made.until)
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
    store: &Arc<dyn Store>,
    made: &Made,
) -> anyhow::Result<()> {
    let until = made.until;
    made.write(&folder.path)?;
    let clock = Arc::new(SimClock::at(until));
    let entropy = Arc::new(SeededEntropy::new(made.seed));
    let site_clock = Arc::clone(&clock) as Arc<dyn Clock>;
    let app = start(Arc::clone(store), folder, true, site_clock, entropy).await?;
    say!("making a county: {}", words(made));
    let options = SimOptions { weeks: made.weeks, ..SimOptions::new(made.seed, until) };
    let weeks = i64::from(made.weeks) * 7 * 24;
    clock.set(until.checked_sub(SignedDuration::from_hours(weeks + 24))?);
    set_up_demo(&app, folder).await?;
    let report = simulate(&app, &clock, &options, &mut |progress| {
        tracing::debug!(chains = progress.chains, events = progress.events, "simulated");
    })
    .await?;
    print_report(&report)?;
    Made { whole: true, ..made.clone() }.write(&folder.path)
}

pub(super) fn print_report(report: &Report) -> anyhow::Result<()> {
    say!(
        "county: {} chains, {} events, {} stays without a notice, {:.1} s",
        report.chains,
        report.events,
        report.stays,
        report.seconds()
    );
    for (phase, time) in &report.phases {
        say!("  {phase}: {:.1} s", time.as_secs_f64());
    }
    say!("events of a typical chain: {}, nine of ten at most {}", report.typical, report.ninetieth);
    say!("stays over a weekend: {}", report.weekend_stays);
    Ok(())
}

/// Some of those who can be signed in without a password: name, role, unit.
fn print_people(app: &App) -> anyhow::Result<()> {
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    say!("Who can be signed in, among {}:", today.all_staff().count());
    for role in Role::ALL {
        for (name, unit) in people(today, *role).into_iter().take(NAMED) {
            say!("  {name}, {}, {unit}", role.as_str());
        }
    }
    Ok(())
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
