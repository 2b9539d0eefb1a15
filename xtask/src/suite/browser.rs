//! The browser tests: the server built with the `ci` profile, driven by Playwright.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::Outcome;
use crate::machine::{Machine, Need};
use crate::metadata::Metadata;
use crate::process::{self, Program};

pub(super) fn check(machine: &Machine) -> Result<Outcome> {
    let missing = machine.missing();
    if !missing.is_empty() {
        return Ok(Outcome::Missing(missing.into_iter().map(Need::complaint).collect()));
    }
    let binary = build(machine)?;
    playwright(machine, binary).run()?;
    Ok(Outcome::Ran(Vec::new()))
}

/// Builds the server and runs the browser tests with the arguments given.
pub(crate) fn run_by_hand(machine: &Machine, arguments: &[String]) -> Result<()> {
    if let Some(need) = machine.missing().first() {
        bail!("{}", need.complaint());
    }
    let binary = build(machine)?;
    playwright(machine, binary).args(arguments).run()
}

fn playwright(machine: &Machine, binary: PathBuf) -> Program {
    Program::new("node", &machine.e2e())
        .args(["node_modules/@playwright/test/cli.js", "test"])
        .env("BRYGGA_BIN", binary)
}

fn build(machine: &Machine) -> Result<PathBuf> {
    let locked: &[&str] = if machine.ci { &["--locked"] } else { &[] };
    process::cargo(machine)
        .args(["build", "--profile", "ci", "-p", "brygga"])
        .args(locked)
        .run()?;
    let target = Metadata::of_workspace(machine)?.target_directory;
    Ok(target.join("ci").join(if cfg!(windows) { "brygga.exe" } else { "brygga" }))
}
