//! Where and when a run was made, and whether it was alone.

use std::process::Command;
use std::time::Duration;

use crate::site::wait;

/// Below this share of all processors the machine counts as quiet.
const QUIET: f64 = 0.05;
/// How long it is listened to.
const LISTENED: Duration = Duration::from_secs(1);

/// The share of all processors that others use, over a second in which the bench does nothing. The
/// load average tells of the minute before, when something else may have been built.
pub(crate) fn others() -> f64 {
    let (Some(before), ()) = (times(), wait(LISTENED)) else { return f64::NAN };
    let Some(after) = times() else { return f64::NAN };
    let (idle, all) = (after.0 - before.0, after.1 - before.1);
    if all == 0 { f64::NAN } else { 1.0 - idle as f64 / all as f64 }
}

/// Idle and all time of all processors since the machine was started.
fn times() -> Option<(u64, u64)> {
    let text = std::fs::read_to_string("/proc/stat").ok()?;
    let line = text.lines().next()?.strip_prefix("cpu")?;
    let times: Vec<u64> = line.split_whitespace().map_while(|it| it.parse().ok()).collect();
    // user, nice, system, idle, iowait, irq, softirq, steal; guests are counted in the first two.
    Some((times.get(3)? + times.get(4)?, times.iter().take(8).sum()))
}

/// In words.
pub(crate) fn alone(before: f64, after: f64) -> String {
    let quiet = if before.max(after) <= QUIET { "quiet" } else { "**not quiet**" };
    format!("{quiet}: others used {:.0} % before, {:.0} % after", before * 1e2, after * 1e2)
}

/// The machine, for the page.
pub(crate) fn facts() -> anyhow::Result<Vec<(String, String)>> {
    let info = std::fs::read_to_string("/proc/cpuinfo")?;
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism()?;
    let memory = std::fs::read_to_string("/proc/meminfo")?;
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let profile =
        if cfg!(debug_assertions) { "debug: these numbers say nothing" } else { "release" };
    let fact = |key: &str, value: String| (key.to_owned(), value);
    Ok(vec![
        fact(
            "machine",
            format!(
                "{} × {}, {} of memory, Linux {}",
                cores,
                model.map_or("an unknown processor", |(_, name)| name),
                memory.map_or("?", str::trim),
                kernel.trim()
            ),
        ),
        fact("build", profile.to_owned()),
        fact("engine", format!("SQLite {}", brygga_store_sqlite::SqliteStore::engine_version())),
    ])
}

#[expect(clippy::disallowed_methods, reason = "the day of the run stands on its page")]
pub(crate) fn today() -> String {
    brygga_domain::calendar::local_date(jiff::Timestamp::now()).to_string()
}

pub(crate) fn commit() -> String {
    let git = Command::new("git").args(["describe", "--always", "--dirty"]).output();
    git.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
