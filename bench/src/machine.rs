//! Where and when a run was made, and whether it was alone.

use std::process::Command;

/// Below this the machine counts as quiet: the load of the minute before the first run.
const QUIET: f64 = 0.5;

/// The load average of the last minute.
pub(crate) fn load() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').next().unwrap_or_default().parse()?)
}

/// The machine and the run, for the page.
pub(crate) fn facts(before: f64, rounds: usize) -> anyhow::Result<Vec<(String, String)>> {
    let info = std::fs::read_to_string("/proc/cpuinfo")?;
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism()?;
    let memory = std::fs::read_to_string("/proc/meminfo")?;
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let quiet = if before < QUIET { "quiet" } else { "**not quiet**" };
    let profile =
        if cfg!(debug_assertions) { "debug: these numbers say nothing" } else { "release" };
    let fact = |key: &str, value: String| (key.to_owned(), value);
    Ok(vec![
        fact("day", today()),
        fact("commit", commit()),
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
        fact("alone", format!("{quiet}: load average {before:.2} before, {:.2} after", load()?)),
        fact("build", profile.to_owned()),
        fact("rounds", format!("{rounds} of A B B A after one to be warm")),
        fact("engine", format!("SQLite {}", brygga_store_sqlite::SqliteStore::engine_version())),
    ])
}

#[expect(clippy::disallowed_methods, reason = "the day of the run stands on its page")]
fn today() -> String {
    brygga_domain::calendar::local_date(jiff::Timestamp::now()).to_string()
}

fn commit() -> String {
    let git = Command::new("git").args(["describe", "--always", "--dirty"]).output();
    git.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
