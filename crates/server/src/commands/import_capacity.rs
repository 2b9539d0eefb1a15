//! `brygga import capacity`: short-term places per municipality and year (docs/follow-up.md).

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use brygga_app::Clock as _;
use brygga_app::care_chain::bring_up_to_date;
use brygga_app::history::{Fault, read_places, unknown_municipalities};
use brygga_app::on_day;
use brygga_domain::registry::YearPlaces;

use crate::cli::DataArgs;
use crate::machine::SystemClock;
use crate::orders::Order;
use crate::out::say;
use crate::site::open_reader;
use crate::writing::Writing;

/// Exit code 0 when all is right, 1 when something is wrong: that stands on standard output, and nothing
/// is written.
pub(super) async fn run(data: &DataArgs, file: &Path, dry_run: bool) -> anyhow::Result<ExitCode> {
    let bytes =
        std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let rows = match read_places(&bytes) {
        Ok(rows) => rows,
        Err(faults) => return refuse(&faults),
    };
    let app = open_reader(data).await?;
    let registry = app.registry();
    let faults = unknown_municipalities(on_day(&registry, SystemClock.now()), &rows);
    if !faults.is_empty() {
        return refuse(&faults);
    }
    drop(app);
    if dry_run {
        say!("dry run, nothing is written: good rows {}", rows.len());
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<YearPlaces> = rows.into_iter().map(|(_, row)| row).collect();
    let mut writing = Writing::open(data, "import capacity").await?;
    if let Writing::Here(site) = &writing {
        // No server has been here yet: its lists are those of this version, and can be reported on.
        bring_up_to_date(&site.app).await?;
    }
    let answer = writing.perform(Order::ImportPlaces { rows }).await?;
    writing.end().await;
    say!("{answer}");
    Ok(ExitCode::SUCCESS)
}

fn refuse(faults: &[Fault]) -> anyhow::Result<ExitCode> {
    for fault in faults {
        say!("{fault}");
    }
    eprintln!("error: nothing is written");
    Ok(ExitCode::FAILURE)
}
