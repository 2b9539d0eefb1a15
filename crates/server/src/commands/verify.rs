//! `brygga verify`: the log and the access log prove themselves (decision 20).

use std::io::Write as _;

use std::process::ExitCode;

use brygga_app::Clock as _;
use brygga_store::verify;

use crate::cli::DataArgs;
use crate::machine::{SystemClock, seconds_between};
use crate::out::say;
use crate::site::open_reader;

/// 0 good, 1 fault; the caller makes 2 of an error.
pub(super) async fn run(data: &DataArgs) -> anyhow::Result<ExitCode> {
    let start = SystemClock.now();
    let app = open_reader(data).await?;
    let mut told = 0;
    let report = verify(&*app.store, &mut |done, all| {
        if done >= told + 10_000 {
            told = done;
            let _ = writeln!(std::io::stderr(), "{done} of {all} events");
        }
    })
    .await?;
    let access = app.store.prove_access_log().await?;
    let seconds = seconds_between(start, SystemClock.now());
    say!("events: {} in {} streams, {seconds:.1} s", report.events, report.streams);
    say!("access log: {} rows in {} signed batches", access.rows, access.batches);
    if let Some((at, why)) = &report.first_fault {
        // SQLite has one partition, which needs no name.
        let part = if at.part > 0 { format!("partition {} ", at.part) } else { String::new() };
        say!("faults: {}, the first at {part}position {}: {why}", report.faults, at.pos);
    }
    if let Some((row, why)) = &access.fault {
        say!("access log: row {row} does not hold: {why}");
    }
    if report.faults == 0 && access.fault.is_none() {
        say!("good");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}
