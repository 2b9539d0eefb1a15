//! `brygga import care-chains`: a history of another system, a row a chain (docs/import.md).

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use brygga_app::Clock as _;
use brygga_app::care_chain::bring_up_to_date;
use brygga_app::history::{
    ChainRow, Fault, ImportedChains, Row, contradictions, join_files, read_chains, refusal,
    would_create,
};
use brygga_app::on_day;
use brygga_app::registry_file::{NEUTRAL_REGISTRY, read_registry_file};
use brygga_domain::calendar::local_date;
use brygga_domain::registry::{Registry, diff};
use jiff::civil::Date;

use crate::cli::ImportChains;
use crate::machine::SystemClock;
use crate::orders::Order;
use crate::out::say;
use crate::site::{REGISTRY_FROM, open_reader};
use crate::writing::Writing;

/// Rows of one order: a few megabytes at the most, and a line of progress now and then.
const ROWS: usize = 1_000;

/// Exit code 0 when every row is good, 1 when some are not: those stand on standard output, and the
/// good ones are written all the same.
pub(super) async fn run(command: &ImportChains) -> anyhow::Result<ExitCode> {
    let Some(rows) = read(command)? else {
        eprintln!("error: nothing is written");
        return Ok(ExitCode::FAILURE);
    };
    if command.dry_run { dry_run(command, rows).await } else { import(command, rows).await }
}

/// The rows of the file or of the two that are joined; none when their headers are not right, which
/// is said then.
fn read(command: &ImportChains) -> anyhow::Result<Option<Rows>> {
    let now = SystemClock.now();
    let (Some(planning), Some(stays)) = (&command.planning, &command.stays) else {
        let file = command.file.as_deref().context("a FILE, or --planning and --stays")?;
        return match read_chains(&bytes(file)?, now) {
            Ok(rows) => Ok(Some(Rows { rows, unsure: Vec::new() })),
            Err(faults) => {
                for fault in faults {
                    say!("{fault}");
                }
                Ok(None)
            }
        };
    };
    let matches = command.matches.as_deref().map(bytes).transpose()?;
    match join_files(&bytes(planning)?, &bytes(stays)?, matches.as_deref(), now) {
        Ok(joined) => {
            for line in &joined.alone {
                say!("stays line {line}: unmatched: no case of the planning file");
            }
            Ok(Some(Rows { rows: joined.rows, unsure: joined.unsure }))
        }
        Err(faults) => {
            for (file, fault) in faults {
                say!("{file} {fault}");
            }
            Ok(None)
        }
    }
}

fn bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// Rows of a file, and cases that have no row because nobody knows which stay is theirs.
struct Rows {
    rows: Vec<Row>,
    unsure: Vec<Fault>,
}

/// The good rows with their lines, and all faults.
fn split(rows: Rows) -> (Vec<(u64, ChainRow)>, Vec<Fault>, usize) {
    let (mut good, mut faults) = (Vec::new(), rows.unsure);
    let mut faulty = faults.len();
    for row in rows.rows {
        match row.chain {
            Ok(chain) => good.push((row.line, chain)),
            Err(found) => {
                faulty += 1;
                faults.extend(found);
            }
        }
    }
    faults.sort_by_key(|fault| fault.line);
    (good, faults, faulty)
}

/// Changes nothing, not even an empty folder.
async fn dry_run(command: &ImportChains, rows: Rows) -> anyhow::Result<ExitCode> {
    let (good, mut faults, mut faulty) = split(rows);
    let app = if is_set_up(&command.data.data) || command.data.database.database.is_some() {
        Some(open_reader(&command.data).await?)
    } else {
        None
    };
    let registry = match &app {
        Some(app) => app.registry(),
        None => first_registry()?.into(),
    };
    let today = on_day(&registry, SystemClock.now());
    let (mut lines, mut chains) = (Vec::new(), Vec::new());
    for (line, chain) in good {
        match refusal(today, &chain) {
            Some(reason) => {
                faulty += 1;
                faults.push(refused(line, reason));
            }
            None => {
                lines.push(line);
                chains.push(chain);
            }
        }
    }
    if let Some(app) = &app {
        for (place, reason) in contradictions(app, &chains).await?.into_iter().rev() {
            faulty += 1;
            faults.push(refused(lines.remove(place), &reason));
            chains.remove(place);
        }
    }
    faults.sort_by_key(|fault| fault.line);
    for fault in &faults {
        say!("{fault}");
    }
    for created in would_create(today, &chains) {
        say!("would create: {created}");
    }
    say!("dry run, nothing is written: good rows {}, faulty rows {faulty}", chains.len());
    Ok(code(faulty))
}

fn refused(line: u64, reason: &str) -> Fault {
    match reason.split_once(": ") {
        Some((column, reason)) => {
            Fault { line, column: Some(column.to_owned()), reason: reason.to_owned() }
        }
        None => Fault { line, column: None, reason: reason.to_owned() },
    }
}

/// What a new folder begins with.
fn first_registry() -> anyhow::Result<Registry> {
    let mut registry = Registry::default();
    let file = read_registry_file(NEUTRAL_REGISTRY)?;
    for event in diff(&registry, &file, REGISTRY_FROM) {
        registry.apply(&event);
    }
    Ok(registry)
}

fn is_set_up(folder: &Path) -> bool {
    folder.join("log.db").exists()
}

fn code(faulty: usize) -> ExitCode {
    if faulty == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn import(command: &ImportChains, rows: Rows) -> anyhow::Result<ExitCode> {
    let (good, faults, mut faulty) = split(rows);
    for fault in &faults {
        say!("{fault}");
    }
    let mut total = ImportedChains::default();
    if !good.is_empty() {
        let from = earliest(&good);
        let mut writing = Writing::open(&command.data, "import care-chains").await?;
        if let Writing::Here(site) = &writing {
            // No server has been here yet: its lists are those of this version, and can be reported on.
            bring_up_to_date(&site.app).await?;
        }
        let mut done = 0;
        for batch in good.chunks(ROWS) {
            let rows = batch.iter().map(|(_, row)| row.clone()).collect();
            let answer = writing.perform(Order::ImportCareChains { rows, from }).await?;
            let part: ImportedChains = serde_json::from_str(&answer)
                .context("the running server answers in another way; upgrade it first")?;
            for created in &part.created {
                say!("created as imported: {created}");
            }
            for (place, reason) in &part.refused {
                faulty += 1;
                let line = batch.get(*place).map_or(0, |(line, _)| *line);
                say!("{}", refused(line, reason));
            }
            total.written += part.written;
            total.known += part.known;
            done += batch.len();
            eprintln!("{done} of {} rows", good.len());
        }
        writing.end().await;
    }
    let ImportedChains { written, known, .. } = total;
    say!("chains written {written}, known already {known}, faulty rows {faulty}");
    Ok(code(faulty))
}

/// Units that are created count from the first admission of the file.
fn earliest(rows: &[(u64, ChainRow)]) -> Date {
    let admitted = rows.iter().map(|(_, row)| row.admitted_at.instant).min();
    local_date(admitted.unwrap_or_else(|| SystemClock.now()))
}
