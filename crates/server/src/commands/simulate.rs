//! `brygga simulate`: the long county, made through the use cases, on either backend.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use brygga_app::{App, Clock, Entropy};
use brygga_domain::calendar::local_date;
use brygga_sim::{Progress, Report, Resume, SeededEntropy, SimClock, SimOptions};
use brygga_store::{Store, log_digest};
use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};
use jiff::{SignedDuration, Timestamp};

use super::demo::{print_report, words};
use crate::cli::Simulate;
use crate::county::{Asked, Made};
use crate::data_folder::{DataFolder, InUse, Purpose};
use crate::machine::{SystemClock, seconds_between};
use crate::origin::remember_end;
use crate::out::say;
use crate::serving;
use crate::site::{open_store, set_up_county, start};

const WHO: &str = "simulate";
/// How often it says how far it has come where nobody watches the line.
const TOLD_EVERY: f64 = 10.0;

pub(super) async fn run(command: Simulate) -> anyhow::Result<ExitCode> {
    let Simulate { data, months, until, seed, readmissions } = command;
    let began = SystemClock.now();
    Asked { until: Some(until), ..Asked::default() }.check(began)?;
    let mut end = serving::stop_on_signal()?;
    let asked = Made {
        seed,
        weeks: 0,
        months: Some(months),
        readmissions: Some(readmissions),
        until,
        whole: false,
    };
    let folder = DataFolder::open(&data.data, WHO, Purpose::Simulated { seed })
        .map_err(|error| InUse::explain(error, WHO))?;
    let store = open_store(&folder, &data.database).await?;
    if is_done(&folder, &asked)? {
        say!("county: whole already, {}", words(&asked));
        return print_digest(&*store).await.map(|()| ExitCode::SUCCESS);
    }
    say!("making a county: {}", words(&asked));
    let made = tokio::select! {
        made = make(&folder, &store, &asked, began) => Some(made?),
        () = serving::ended(&mut end) => None,
    };
    let Some(report) = made else {
        store.close().await;
        bail!("stopped before the county was whole: the same command goes on with it");
    };
    print_report(&report)?;
    print_shares(&report)?;
    remember_end(&folder.path, folder.origin.origin, &*store).await?;
    Made { whole: true, ..asked }.write(&folder.path)?;
    print_digest(&*store).await?;
    store.close().await;
    say!("kept in {}: `brygga demo --data {0}` serves it", data.data.display());
    Ok(ExitCode::SUCCESS)
}

/// Whether the folder holds this county as a whole. One that was begun from something else is
/// refused; a new folder remembers what is being made.
fn is_done(folder: &DataFolder, asked: &Made) -> anyhow::Result<bool> {
    match Made::found(&folder.path)? {
        Some(found) if found == (Made { whole: found.whole, ..asked.clone() }) => Ok(found.whole),
        Some(found) => bail!(
            "the county in {} was begun with {}, {} % readmissions: give another one a folder of \
             its own with --data",
            folder.path.display(),
            words(&found),
            found.readmissions.unwrap_or(12),
        ),
        None => asked.write(&folder.path).map(|()| false),
    }
}

async fn make(
    folder: &DataFolder,
    store: &Arc<dyn Store>,
    made: &Made,
    began: Timestamp,
) -> anyhow::Result<Report> {
    let options = SimOptions {
        months: made.months,
        readmission_rate: f64::from(made.readmissions.unwrap_or(12)) / 100.0,
        ..SimOptions::new(made.seed, made.until)
    };
    let clock = Arc::new(SimClock::at(made.until));
    let entropy = Arc::new(SeededEntropy::new(made.seed));
    let app = async |store: Arc<dyn Store>| -> anyhow::Result<App> {
        let site_clock = Arc::clone(&clock) as Arc<dyn Clock>;
        start(store, folder, true, site_clock, Arc::clone(&entropy) as Arc<dyn Entropy>).await
    };
    let before = options.begins().checked_sub(SignedDuration::from_hours(24))?;
    clock.set(before);
    let mut told = Told { began, last: began };
    let mut progress = |at: &Progress| told.tell(at);
    if store.last().await?.is_empty() {
        let app = app(Arc::clone(store)).await?;
        set_up_county(&app, &folder.origin).await?;
        return Ok(brygga_sim::simulate(&app, &clock, &options, &mut progress).await?);
    }
    // What is there already is made once more beside it, up to the same place.
    let beside = tempfile::Builder::new().prefix("again-").tempdir_in(&folder.path)?;
    let own = &folder.origin;
    let place = Place::Directory(beside.path().to_owned());
    let again = OpenOptions::new(place, own.origin, own.key.clone(), began).simulated(true);
    let again = SqliteStore::open(again).context("the repetition has no database")?;
    let again = app(Arc::new(again)).await?;
    set_up_county(&again, own).await?;
    clock.set(made.until);
    let log = app(Arc::clone(store)).await?;
    clock.set(before);
    let from = Resume::new(&log, &again).await?;
    Ok(brygga_sim::resume(&again, &clock, &options, from, &mut progress).await?)
}

/// Says how far the county has come: on one line that is written over, or now and then in a file.
struct Told {
    began: Timestamp,
    last: Timestamp,
}

impl Told {
    fn tell(&mut self, at: &Progress) {
        let now = SystemClock.now();
        let mut out = std::io::stderr().lock();
        let watched = out.is_terminal();
        let every = if watched { 0.5 } else { TOLD_EVERY };
        if seconds_between(self.last, now) < every {
            return;
        }
        self.last = now;
        let spent = seconds_between(self.began, now);
        let left = spent * (1.0 - at.done) / at.done.max(0.001);
        let doing = if at.again { "once more up to" } else { "at" };
        let line = format!(
            "{doing} {}: {:.0} %, {} chains, {} events, about {:.0} s left",
            local_date(at.at),
            at.done * 100.0,
            at.chains,
            at.events,
            left,
        );
        // Whoever does not read it misses nothing.
        let _ = if watched { write!(out, "\r{line}   ") } else { writeln!(out, "{line}") };
    }
}

fn print_shares(report: &Report) -> anyhow::Result<()> {
    let share = |of: usize| report.weekend_stays as f64 * 100.0 / of.max(1) as f64;
    say!(
        "of all chains: {:.1} %, of the {} ready on a weekday: {:.1} %",
        share(report.chains),
        report.ready_weekdays,
        share(report.ready_weekdays)
    );
    say!("acts: {}, refused by a rule: {}", report.acts, report.refusals());
    Ok(())
}

/// What two runs compare (decision 14).
async fn print_digest(store: &dyn Store) -> anyhow::Result<()> {
    let digest = log_digest(store).await?;
    say!("log: {} events, positions and ids {}", digest.events, digest.placed.to_hex());
    say!("     ids alone {}", digest.ids.to_hex());
    Ok(())
}
