//! `cargo xtask test`: every check in order, the time of each, and one line that says how it went.

pub(crate) mod browser;
mod programs;
mod runner;
mod selection;
mod snapshots;
mod steps;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::machine::Machine;
use crate::setup;

pub(crate) use selection::Selection;
pub(crate) use steps::step_names;

/// One check.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    run: fn(&Machine) -> Result<Outcome>,
}

/// How a check went when it did not fail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It ran. The lines say what it left out, as it may.
    Ran(Vec<String>),
    /// It could not run for want of these: a failure in CI.
    Missing(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    NotRun,
    Skipped,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Failed => "FAILED",
            Self::NotRun => "not run",
            Self::Skipped => "skipped",
        }
    }
}

struct Row {
    name: &'static str,
    verdict: Verdict,
    took: Duration,
    lines: Vec<String>,
}

/// Runs the selected checks. A failure does not stop the ones that follow, so that one run names
/// all faults.
///
/// # Errors
/// When a check failed, or could not run in CI.
pub(crate) fn run(machine: &Machine, selection: &Selection) -> Result<()> {
    if machine.ci && !selection.is_everything() {
        bail!("with CI=true nothing is left out");
    }
    let start = now();
    let mut rows = Vec::new();
    let needs = ["browser", "postgres", "tests"];
    if machine.may_install() && needs.iter().any(|step| selection.includes(step)) {
        println!("== setup: what the browser tests and the tests on PostgreSQL need");
        rows.push(timed("setup", || match setup::run(machine) {
            Ok(()) => Ok(Outcome::Ran(Vec::new())),
            Err(error) if machine.ci => Err(error),
            Err(error) => Ok(Outcome::Missing(vec![format!("setup ({error:#})")])),
        }));
    }
    for step in steps::STEPS {
        if selection.includes(step.name) {
            println!("\n== {}: {}", step.name, step.what);
            rows.push(timed(step.name, || (step.run)(machine)));
        } else {
            let (verdict, took) = (Verdict::Skipped, Duration::ZERO);
            rows.push(Row { name: step.name, verdict, took, lines: Vec::new() });
        }
    }
    print!("\n{}", table(&rows));
    let (passed, closing) = closing_line(&rows, now() - start, machine.ci);
    println!("{closing}");
    if !passed {
        bail!("not every check passed");
    }
    Ok(())
}

fn timed(name: &'static str, check: impl FnOnce() -> Result<Outcome>) -> Row {
    let start = now();
    let result = check();
    let took = now() - start;
    let (verdict, lines) = match result {
        Ok(Outcome::Ran(lines)) => (Verdict::Passed, lines),
        Ok(Outcome::Missing(what)) => {
            (Verdict::NotRun, what.iter().map(|what| format!("not run: {what}")).collect())
        }
        Err(error) => {
            println!("{error:#}");
            (Verdict::Failed, Vec::new())
        }
    };
    for line in &lines {
        println!("{line}");
    }
    println!("== {name}: {} in {}", verdict.word(), spell(took));
    Row { name, verdict, took, lines }
}

fn table(rows: &[Row]) -> String {
    let mut table = String::new();
    for row in rows {
        let time = if row.verdict == Verdict::Skipped { String::new() } else { spell(row.took) };
        table += &format!("  {:<10} {:<8} {time:>12}\n", row.name, row.verdict.word());
        for line in &row.lines {
            table += &format!("             {line}\n");
        }
    }
    table
}

/// Returns whether the run counts as passed, and the line that ends it.
fn closing_line(rows: &[Row], took: Duration, ci: bool) -> (bool, String) {
    let named = |wanted: Verdict| {
        let names = rows.iter().filter(|row| row.verdict == wanted).map(|row| row.name);
        names.collect::<Vec<_>>().join(", ")
    };
    let (failed, not_run, skipped) =
        (named(Verdict::Failed), named(Verdict::NotRun), named(Verdict::Skipped));
    let passed = failed.is_empty() && (not_run.is_empty() || !ci);
    let mut parts =
        vec![format!("{} in {}", if passed { "PASSED" } else { "FAILED" }, spell(took))];
    if !failed.is_empty() {
        parts.push(format!("failed: {failed}"));
    }
    if !not_run.is_empty() {
        parts.push(format!("not run: {not_run}"));
    }
    if !skipped.is_empty() {
        parts.push(format!("skipped: {skipped}"));
    }
    (passed, parts.join("; "))
}

fn spell(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[expect(clippy::disallowed_methods, reason = "the time that a check takes is the machine's own")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &'static str, verdict: Verdict) -> Row {
        Row { name, verdict, took: Duration::from_millis(1200), lines: Vec::new() }
    }

    #[test]
    fn a_missing_thing_fails_in_ci_and_only_there() {
        let rows = [row("fmt", Verdict::Passed), row("browser", Verdict::NotRun)];
        let took = Duration::from_secs(61);
        assert_eq!(
            closing_line(&rows, took, false),
            (true, "PASSED in 1 min 01 s; not run: browser".to_owned())
        );
        assert!(!closing_line(&rows, took, true).0);
    }

    #[test]
    fn a_failure_fails_everywhere_and_is_named() {
        let rows = [row("fmt", Verdict::Failed), row("tidy", Verdict::Skipped)];
        assert_eq!(
            closing_line(&rows, Duration::from_secs(3), false),
            (false, "FAILED in 3.0 s; failed: fmt; skipped: tidy".to_owned())
        );
    }

    #[test]
    fn the_table_has_a_row_for_each_step_with_what_it_left_out() {
        let mut browser = row("browser", Verdict::NotRun);
        browser.lines = vec!["not run: no Chromium".to_owned()];
        let table = table(&[row("fmt", Verdict::Passed), browser]);
        assert_eq!(
            table,
            "  fmt        ok              1.2 s\n  browser    not run         1.2 s\n             \
             not run: no Chromium\n"
        );
    }

    #[test]
    fn a_step_that_misses_something_says_so_and_is_not_passed() {
        let row = timed("browser", || Ok(Outcome::Missing(vec!["no node".to_owned()])));
        assert_eq!(row.verdict, Verdict::NotRun);
        assert_eq!(row.lines, ["not run: no node"]);
    }
}
