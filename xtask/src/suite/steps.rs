//! The checks that cargo does, and the table of all of them.

use anyhow::Result;

use super::{Outcome, Step, browser, programs, runner, snapshots};
use crate::files::{self, SourceFile};
use crate::machine::Machine;
use crate::process::{self, Program};
use crate::{licences, tidy};

/// Every check, in the order in which they run: what takes seconds says no before what takes minutes.
pub(super) const STEPS: &[Step] = &[
    Step { name: "fmt", what: "cargo fmt --check", run: fmt },
    Step { name: "tidy", what: "crate directions, texts, templates, files, links", run: run_tidy },
    Step { name: "licences", what: "licences, bans and sources by deny.toml", run: check_licences },
    Step { name: "clippy", what: "lints, warnings are errors", run: clippy },
    Step { name: "build", what: "the test programs and the server, once for all", run: build },
    Step { name: "tests", what: "unit, property, conformance and HTTP tests", run: tests },
    Step { name: "postgres", what: "use-case and HTTP tests on PostgreSQL", run: on_postgres },
    Step { name: "snapshots", what: "no snapshot is new or forgotten", run: snapshots::check },
    Step { name: "doctests", what: "examples in the documentation", run: doctests },
    Step { name: "rustdoc", what: "the documentation builds without warnings", run: rustdoc },
    Step {
        name: "browser",
        what: "the built server in Chromium, on both stores",
        run: browser::check,
    },
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

/// One profile for everything, so that what one step has built the others find: a lean one in CI, and
/// elsewhere that of development, where most is built already.
pub(super) fn profile(machine: &Machine) -> [&'static str; 2] {
    ["--profile", if machine.ci { "ci" } else { "dev" }]
}

fn clippy(machine: &Machine) -> Result<Outcome> {
    let program = cargo_workspace(machine, &["clippy"]).args(profile(machine));
    done(program.args(["--all-targets", "--", "-D", "warnings"]).run())
}

fn build(machine: &Machine) -> Result<Outcome> {
    let built = programs::build(machine)?;
    println!("  {} test programs", built.tests.len());
    Ok(Outcome::Ran(Vec::new()))
}

fn tests(machine: &Machine) -> Result<Outcome> {
    let built = programs::build(machine)?;
    let references = snapshots::start_references(machine)?;
    let mut environment = vec![
        ("INSTA_UPDATE", "no".into()),
        ("INSTA_SNAPSHOT_REFERENCES_FILE", references.into_os_string()),
    ];
    // Left out in silence by none: without PostgreSQL each of its tests says so, and here too.
    if machine.has_postgres() || machine.ci {
        environment.push(("BRYGGA_TEST_POSTGRES", "required".into()));
    }
    if machine.has_python() || machine.ci {
        environment.push(("BRYGGA_TEST_PYTHON", machine.python().into_os_string()));
    }
    runner::run(machine, &built.tests.iter().collect::<Vec<_>>(), &environment)?;
    let shared = machine.root.join(SHARED_DATA);
    let without = format!("not run: no shared data at {SHARED_DATA} (tests of the shared corpora)");
    let mut left_out = if shared.is_dir() { Vec::new() } else { vec![without] };
    if !machine.has_postgres() {
        left_out.push(format!("not run: {NO_POSTGRES}"));
    }
    if !machine.has_python() {
        left_out.push(format!("not run: {NO_PYTHON}"));
    }
    Ok(Outcome::Ran(left_out))
}

const NO_PYTHON: &str = "no Python with duckdb and pandas (cargo xtask setup)";
pub(super) const NO_POSTGRES: &str = "no PostgreSQL (Debian: apt-get install postgresql)";
/// The packages whose tests stand on a site: on SQLite, and with a word in the environment on
/// PostgreSQL.
const ON_BOTH: [&str; 2] = ["brygga-app", "brygga-web"];

/// The sites of the tests on PostgreSQL instead of SQLite: the same programs, word for word.
fn on_postgres(machine: &Machine) -> Result<Outcome> {
    if !machine.has_postgres() {
        return Ok(Outcome::Missing(vec![NO_POSTGRES.to_owned()]));
    }
    let built = programs::build(machine)?;
    let theirs = built.tests.iter().filter(|test| ON_BOTH.contains(&test.package.as_str()));
    let environment = [
        ("BRYGGA_TEST_STORE", "postgres".into()),
        ("BRYGGA_TEST_POSTGRES", "required".into()),
        ("INSTA_UPDATE", "no".into()),
    ];
    done(runner::run(machine, &theirs.collect::<Vec<_>>(), &environment))
}

/// Cargo builds every crate anew for these, with other features than the tests have, which takes a
/// minute: not when there is nothing to run.
fn doctests(machine: &Machine) -> Result<Outcome> {
    if !files::read_all(&machine.root)?.iter().any(has_example) {
        println!("  no comment has an example");
        return Ok(Outcome::Ran(Vec::new()));
    }
    done(cargo_workspace(machine, &["test"]).args(profile(machine)).args(["--doc"]).run())
}

/// Whether a comment of the documentation has what rustdoc takes for an example: a fence, or a line
/// that stands in by four or more. Rather once too often.
fn has_example(file: &SourceFile) -> bool {
    let mut comments = file.text.lines().filter_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))
    });
    file.path.ends_with(".rs")
        && comments.any(|text| {
            let text = text.strip_prefix(' ').unwrap_or(text);
            ["```", "~~~", "    "].iter().any(|begins| text.starts_with(begins))
        })
}

fn check_licences(machine: &Machine) -> Result<Outcome> {
    licences::check(machine).map(Outcome::Ran)
}

fn rustdoc(machine: &Machine) -> Result<Outcome> {
    let program = cargo_workspace(machine, &["doc", "--no-deps"]).args(profile(machine));
    done(program.env("RUSTDOCFLAGS", "-D warnings").run())
}

fn run_tidy(machine: &Machine) -> Result<Outcome> {
    done(tidy::run(machine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_in_a_comment_is_seen_whatever_its_form() {
        let has = |text: &str| has_example(&SourceFile::new("crates/a/src/lib.rs", text));
        assert!(has("/// Adds.\n/// ```\n/// add(1);\n/// ```\nfn add() {}"));
        assert!(has("//! ~~~\n//! add(1);\n//! ~~~\n"));
        assert!(has("mod a {\n    /// Adds:\n    ///\n    ///     add(1);\n}"));
        assert!(!has("/// Adds `a` and ``b``.\n///  * a\nfn add() {} // ```\nlet a = \"```\";"));
    }
}
