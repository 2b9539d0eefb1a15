//! The browser tests: the server that the tests were built with, driven by Playwright.

use anyhow::{Result, bail};

use super::Outcome;
use super::programs::{self, Built};
use super::steps::NO_POSTGRES;
use crate::machine::{Machine, Need, chromium};
use crate::process::Program;

pub(super) fn check(machine: &Machine) -> Result<Outcome> {
    let missing = machine.missing();
    if !missing.is_empty() {
        return Ok(Outcome::Missing(missing.into_iter().map(Need::complaint).collect()));
    }
    let built = programs::build(machine)?;
    if machine.has_postgres() || machine.ci {
        playwright(machine, &built).run()?;
        return Ok(Outcome::Ran(Vec::new()));
    }
    let projects = ["--project", "harness", "--project", "stories"];
    playwright(machine, &built).args(projects).run()?;
    Ok(Outcome::Ran(vec![format!("not run: the stories on PostgreSQL: {NO_POSTGRES}")]))
}

/// Builds the server and runs the browser tests with the arguments given.
pub(crate) fn run_by_hand(machine: &Machine, arguments: &[String]) -> Result<()> {
    if let Some(need) = machine.missing().first() {
        bail!("{}", need.complaint());
    }
    let built = programs::build(machine)?;
    playwright(machine, &built).args(arguments).run()
}

fn playwright(machine: &Machine, built: &Built) -> Program {
    Program::new("node", &machine.e2e())
        .args(["node_modules/@playwright/test/cli.js", "test"])
        .env("BRYGGA_BIN", &built.brygga)
        .env("BRYGGA_CHROMIUM", chromium().unwrap_or_default())
        .env("BRYGGA_TEST_POSTGRES_BIN", &built.database)
}
