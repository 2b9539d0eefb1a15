//! `brygga verify`: the log, the access log and the lists prove themselves (decision 20).

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::{Context as _, bail};
use brygga_app::care_chain::compare_lists;
use brygga_app::{App, AppError, Clock as _, Entropy as _};
use brygga_store::{Position, StoreError, VerifyReport, VerifyState, verify_from, verify_sample};

use brygga_store_sqlite::{OpenOptions, Place, SqliteStore};

use crate::access_end::{self, AccessEnd};
use crate::cli::Verify;
use crate::machine::{SystemClock, SystemEntropy, seconds_between};
use crate::origin::{self, OwnOrigin};
use crate::out::say;
use crate::site::open_reader;
use crate::verify_state::StateFile;

/// Events between two lines of progress, and between two states that a later run can go on from.
const STEP: u64 = 10_000;

/// All that does not hold: the first, and how many.
#[derive(Default)]
struct Faults {
    first: Option<String>,
    count: u64,
}

impl Faults {
    fn add(&mut self, count: u64, first: impl Into<String>) {
        if count > 0 {
            self.first.get_or_insert(first.into());
            self.count += count;
        }
    }
}

/// 0 good, 1 fault; the caller makes 2 of an error.
pub(super) async fn run(command: &Verify) -> anyhow::Result<ExitCode> {
    let app = open_reader(&command.data).await?;
    let own = OwnOrigin::load(&command.data.data)?;
    let mut faults = Faults::default();
    if let Some(own) = &own {
        let behind = origin::behind(&command.data.data, own.origin, &*app.store).await?;
        if let Some(at) = behind {
            let at = place(at);
            let why = format!("the log is not what this server has written up to {at}");
            say!("{why}: it was cut off, exchanged or restored");
            faults.add(1, why);
        }
    }
    log(command, &app, &mut faults).await?;
    if command.sample.is_none() {
        access_log(&app, &mut faults).await?;
    }
    if let Some(own) = &own {
        match access_end::check(&command.data.data, own, &*app.store).await? {
            AccessEnd::Unknown => {}
            AccessEnd::Holds(row) => say!("access log: the remembered row {row} is there"),
            AccessEnd::Lost(why) => {
                say!("access log: {why}");
                faults.add(1, format!("access log: {why}"));
            }
        }
    }
    if command.projections {
        lists(command, &app, &mut faults).await?;
    }
    match faults.first {
        None => {
            say!("good");
            Ok(ExitCode::SUCCESS)
        }
        Some(first) => {
            say!("in all: {}, the first: {first}", faults.count);
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn log(command: &Verify, app: &App, faults: &mut Faults) -> anyhow::Result<()> {
    let start = SystemClock.now();
    let cores = available_parallelism().map_or(1, NonZeroUsize::get);
    let report = match command.sample {
        Some(count) => {
            let mut chance = |below: u64| {
                let mut bytes = [0; 8];
                SystemEntropy.fill(&mut bytes);
                u64::from_le_bytes(bytes) % below.max(1)
            };
            verify_sample(&*app.store, count, cores, &mut chance).await
        }
        None => whole_or_rest(command, app, cores).await?,
    };
    let report = match report {
        Err(StoreError::Damaged(why)) => {
            say!("the log cannot be read: {why}");
            faults.add(1, why);
            return Ok(());
        }
        other => other?,
    };
    let seconds = seconds_between(start, SystemClock.now());
    say!("events: {} in {} streams, {seconds:.1} s", report.events, report.streams);
    if report.checkpoints > 0 {
        say!("checkpoints: {}", report.checkpoints);
    }
    if let Some((at, why)) = &report.first_fault {
        let at = place(*at);
        say!("faults: {}, the first at {at}: {why}", report.faults);
        faults.add(report.faults, format!("{at}: {why}"));
    }
    if command.is_whole() {
        // What the engine keeps beside the log's own rows: indexes above all.
        let found = match app.store.check_files().await {
            Err(StoreError::Damaged(why)) => vec![why],
            other => other?,
        };
        if let Some(first) = found.first() {
            say!("database file: {first}");
            faults.add(found.len() as u64, format!("database file: {first}"));
        }
    }
    Ok(())
}

async fn whole_or_rest(
    command: &Verify,
    app: &App,
    cores: usize,
) -> anyhow::Result<Result<VerifyReport, StoreError>> {
    let file = StateFile::of(&command.data.data);
    let start = if command.resume {
        let state = file.read()?.context("no check was interrupted: run it without --resume")?;
        say!("going on after {} events", state.report.events);
        state
    } else if command.since_checkpoint {
        let Some(last) = app.store.last_checkpoint().await? else {
            bail!("there is no checkpoint yet (one is signed every 10 000 events by the server)");
        };
        let known = app.store.origins().await?;
        let key = known
            .iter()
            .find(|it| it.origin == last.origin)
            .and_then(|it| brygga_domain::envelope::VerifyingKey::from_bytes(&it.public_key).ok());
        if !key.is_some_and(|key| last.is_signed_by(&key)) {
            bail!("checkpoint {} is not signed by a known server: check the whole", last.number);
        }
        say!("since checkpoint {} of {}", last.number, last.at);
        VerifyState::after(&last)
    } else {
        VerifyState::default()
    };
    let (mut told, mut can_save) = (start.report.events, true);
    let report = verify_from(&*app.store, start, cores, &mut |state, all| {
        if state.report.events < told + STEP {
            return;
        }
        told = state.report.events;
        let done: u64 = state.marks.values().map(|mark| mark.pos).sum();
        let _ = writeln!(std::io::stderr(), "{done} of {all} events");
        if can_save && let Err(error) = file.write(state) {
            tracing::warn!(%error, "if this check is interrupted it cannot be resumed");
            can_save = false;
        }
    })
    .await;
    if report.is_ok() {
        file.remove();
    }
    Ok(report)
}

async fn lists(command: &Verify, app: &App, faults: &mut Faults) -> anyhow::Result<()> {
    let start = SystemClock.now();
    let folder = tempfile::tempdir_in(&command.data.data)
        .context("a temporary folder for the lists cannot be made in the data folder")?;
    let own = OwnOrigin::new(&SystemEntropy);
    let place = Place::Directory(folder.path().to_owned());
    let shadow = SqliteStore::open(OpenOptions::new(place, own.origin, own.key, start))?;
    let found = compare_lists(app, &shadow, &mut |done| {
        let _ = writeln!(std::io::stderr(), "{done} chains");
    })
    .await;
    let found = match found {
        Err(AppError::Store(StoreError::Damaged(why))) => {
            say!("lists: they cannot be read: {why}");
            faults.add(1, format!("lists: {why}"));
            return Ok(());
        }
        other => other?,
    };
    let seconds = seconds_between(start, SystemClock.now());
    say!("lists: {} rows, {seconds:.1} s", found.rows);
    if let Some(first) = &found.first {
        say!("lists: {} rows differ from the log, the first: {first}", found.count);
        faults.add(found.count, format!("lists: {first}"));
    }
    Ok(())
}

/// SQLite has one partition, which needs no name.
fn place(at: Position) -> String {
    let part = if at.part > 0 { format!("partition {} ", at.part) } else { String::new() };
    format!("{part}position {}", at.pos)
}

async fn access_log(app: &App, faults: &mut Faults) -> anyhow::Result<()> {
    let proof = match app.store.prove_access_log().await {
        Err(StoreError::Damaged(why)) => {
            say!("access log: it cannot be read: {why}");
            faults.add(1, format!("access log: {why}"));
            return Ok(());
        }
        other => other?,
    };
    say!("access log: {} rows in {} signed batches", proof.rows, proof.batches);
    if let Some((row, why)) = &proof.fault {
        say!("access log: row {row} does not hold: {why}");
        faults.add(1, format!("access log row {row}: {why}"));
    }
    Ok(())
}
