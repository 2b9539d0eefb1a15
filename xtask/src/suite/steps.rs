//! The checks that cargo does, and the table of all of them.

use anyhow::Result;

use super::{Outcome, Step, browser, snapshots};
use crate::machine::Machine;
use crate::process::{self, Program};
use crate::{licences, tidy};

/// Every check, in the order in which they run.
pub(super) const STEPS: &[Step] = &[
    Step { name: "fmt", what: "cargo fmt --check", run: fmt },
    Step { name: "clippy", what: "lints, warnings are errors", run: clippy },
    Step { name: "tests", what: "unit, property, conformance and HTTP tests", run: tests },
    Step { name: "postgres", what: "use-case and HTTP tests on PostgreSQL", run: on_postgres },
    Step { name: "doctests", what: "examples in the documentation", run: doctests },
    Step { name: "snapshots", what: "no snapshot is new or forgotten", run: snapshots::check },
    Step { name: "licences", what: "licences, bans and sources by deny.toml", run: check_licences },
    Step { name: "rustdoc", what: "the documentation builds without warnings", run: rustdoc },
    Step { name: "tidy", what: "crate directions, texts, templates, files, links", run: run_tidy },
    Step { name: "browser", what: "the built server in Chromium", run: browser::check },
];

pub(crate) fn step_names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// The corpora that several repositories share; tests that read them pass without.
const SHARED_DATA: &str = "../shared/data";

fn done(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome::Ran(Vec::new()))
}

/// Returns `cargo COMMAND` over the whole workspace; in CI the lock file is law.
pub(super) fn cargo_workspace(machine: &Machine, command: &[&str]) -> Program {
    let locked: &[&str] = if machine.ci { &["--locked"] } else { &[] };
    process::cargo(machine).args(command).args(["--workspace"]).args(locked)
}

fn fmt(machine: &Machine) -> Result<Outcome> {
    done(process::cargo(machine).args(["fmt", "--all", "--check"]).run())
}

fn clippy(machine: &Machine) -> Result<Outcome> {
    done(
        cargo_workspace(machine, &["clippy"]).args(["--all-targets", "--", "-D", "warnings"]).run(),
    )
}

fn tests(machine: &Machine) -> Result<Outcome> {
    let has_nextest = process::cargo(machine).args(["nextest", "--version"]).succeeds();
    let program = if has_nextest {
        cargo_workspace(machine, &["nextest", "run"]).args(["--no-tests=pass"])
    } else {
        cargo_workspace(machine, &["test"]).args(["--tests"])
    };
    let references = snapshots::start_references(machine)?;
    // Left out in silence by none: without PostgreSQL each of its tests says so, and here too.
    let program = match machine.has_postgres() || machine.ci {
        true => program.env("BRYGGA_TEST_POSTGRES", "required"),
        false => program,
    };
    program
        .args(["--no-fail-fast"])
        .env("INSTA_UPDATE", "no")
        .env("INSTA_SNAPSHOT_REFERENCES_FILE", references)
        .run()?;
    let shared = machine.root.join(SHARED_DATA);
    let without = format!("not run: no shared data at {SHARED_DATA} (tests of the shared corpora)");
    let mut left_out = if shared.is_dir() { Vec::new() } else { vec![without] };
    if !machine.has_postgres() {
        left_out.push(format!("not run: {NO_POSTGRES}"));
    }
    Ok(Outcome::Ran(left_out))
}

const NO_POSTGRES: &str = "no PostgreSQL (Debian: apt-get install postgresql)";

/// The sites of the tests on PostgreSQL instead of SQLite: the same tests, word for word.
fn on_postgres(machine: &Machine) -> Result<Outcome> {
    if !machine.has_postgres() {
        return Ok(Outcome::Missing(vec![NO_POSTGRES.to_owned()]));
    }
    let locked: &[&str] = if machine.ci { &["--locked"] } else { &[] };
    let has_nextest = process::cargo(machine).args(["nextest", "--version"]).succeeds();
    let test: &[&str] = if has_nextest { &["nextest", "run"] } else { &["test", "--tests"] };
    done(
        process::cargo(machine)
            .args(test)
            .args(["-p", "brygga-app", "-p", "brygga-web", "--no-fail-fast"])
            .args(locked)
            .env("BRYGGA_TEST_STORE", "postgres")
            .env("BRYGGA_TEST_POSTGRES", "required")
            .env("INSTA_UPDATE", "no")
            .run(),
    )
}

fn doctests(machine: &Machine) -> Result<Outcome> {
    done(cargo_workspace(machine, &["test", "--doc"]).run())
}

fn check_licences(machine: &Machine) -> Result<Outcome> {
    licences::check(machine).map(Outcome::Ran)
}

fn rustdoc(machine: &Machine) -> Result<Outcome> {
    let program = cargo_workspace(machine, &["doc", "--no-deps"]);
    done(program.env("RUSTDOCFLAGS", "-D warnings").run())
}

fn run_tidy(machine: &Machine) -> Result<Outcome> {
    done(tidy::run(machine))
}
