//! The test programs and the server: built once, by one command with one profile, and run as often
//! as the steps want. A second `cargo test -p …` would build half of everything again, because cargo
//! unites the features of the packages it is asked for.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::steps::{cargo_workspace, profile};
use crate::machine::Machine;

/// What one build gives.
pub(super) struct Built {
    /// Every test program, the slowest first.
    pub(super) tests: Vec<TestProgram>,
    /// The server.
    pub(super) brygga: PathBuf,
    /// Gives an empty PostgreSQL database for as long as its standard input is open.
    pub(super) database: PathBuf,
}

/// The tests of one library, program or file in `tests/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TestProgram {
    pub(super) package: String,
    /// `unit tests`, or the name in `tests/`.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// The folder of the package: tests find their files from there.
    pub(super) folder: PathBuf,
}

/// Begun first, so that none of them is left over when all else is done.
const SLOW: [(&str, &str); 5] = [
    ("brygga-sim", "county"),
    ("brygga", "cli"),
    ("brygga-store-postgres", "postgres"),
    ("brygga-web", "chain"),
    ("brygga-app", "scope"),
];

/// A line of `cargo --message-format=json`; most lines have nothing of this.
#[derive(Debug, Deserialize)]
struct Message {
    /// `path+file:///r/crates/web#brygga-web@0.1.0`; without the name where the folder has it.
    #[serde(default)]
    package_id: String,
    #[serde(default)]
    manifest_path: PathBuf,
    target: Option<Target>,
    profile: Option<Profile>,
    executable: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Profile {
    test: bool,
}

/// Builds everything that the tests and the browser need; when nothing has changed that is a second.
pub(super) fn build(machine: &Machine) -> Result<Built> {
    let messages = cargo_workspace(machine, &["test"])
        .args(profile(machine))
        .args(["--tests", "--no-run"])
        .args(["--message-format", "json-render-diagnostics"])
        .read()?;
    parse(&messages)
}

fn parse(messages: &str) -> Result<Built> {
    let (mut tests, mut programs) = (Vec::new(), Vec::new());
    for line in messages.lines().filter(|line| line.starts_with('{')) {
        let message: Message =
            serde_json::from_str(line).context("cargo says something that we do not know")?;
        let (Some(target), Some(path)) = (message.target, message.executable) else { continue };
        if !message.profile.is_some_and(|profile| profile.test) {
            programs.push((target.name, path));
            continue;
        }
        let folder = message.manifest_path.parent().unwrap_or(Path::new("/")).to_owned();
        let is_file = target.kind.iter().any(|kind| kind == "test");
        let package = package_name(&message.package_id).to_owned();
        let name = if is_file { target.name } else { "unit tests".to_owned() };
        tests.push(TestProgram { package, name, path, folder });
    }
    tests.sort_by_key(|test| {
        let is = |(package, name): &(&str, &str)| *package == test.package && *name == test.name;
        (SLOW.iter().position(is).unwrap_or(SLOW.len()), test.package.clone(), test.name.clone())
    });
    let program = |name: &str| {
        let found = programs.iter().find(|(known, _)| known == name);
        found.map(|(_, path)| path.clone()).with_context(|| format!("cargo built no {name}"))
    };
    Ok(Built { brygga: program("brygga")?, database: program("brygga-test-postgres")?, tests })
}

fn package_name(id: &str) -> &str {
    let (place, rest) = id.rsplit_once('#').unwrap_or(("", id));
    rest.split_once('@')
        .map_or_else(|| place.rsplit('/').next().unwrap_or_default(), |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(folder: &str, name: &str, kind: &str, test: bool) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","package_id":"path+file:///r/{folder}@0.1.0",
            "manifest_path":"/r/x/Cargo.toml",
            "target":{{"name":"{name}","kind":["{kind}"],"edition":"2024"}},
            "profile":{{"test":{test},"opt_level":"0"}},"executable":"/t/{name}-{test}"}}"#
        )
        .replace('\n', " ")
    }

    #[test]
    fn programs_are_found_in_what_cargo_says() {
        let lines = [
            r#"{"reason":"compiler-message","message":{}}"#.to_owned(),
            artifact("crates/app#brygga-app", "brygga_app", "lib", true),
            artifact("crates/server#brygga", "brygga", "bin", false),
            artifact("crates/testkit-postgres#x", "brygga-test-postgres", "bin", false),
            artifact("crates/server#brygga", "cli", "test", true),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
        ];
        let built = parse(&lines.join("\n")).unwrap();
        assert_eq!(built.brygga, PathBuf::from("/t/brygga-false"));
        let names = built.tests.iter().map(|test| format!("{} {}", test.package, test.name));
        assert_eq!(names.collect::<Vec<_>>(), ["brygga cli", "brygga-app unit tests"]);
        assert_eq!(built.tests[0].folder, PathBuf::from("/r/x"));
    }

    #[test]
    fn a_package_has_its_name_from_its_id() {
        assert_eq!(package_name("path+file:///r/crates/web#brygga-web@0.1.0"), "brygga-web");
        assert_eq!(package_name("path+file:///r/xtask#0.1.0"), "xtask");
    }

    #[test]
    fn without_the_server_there_is_nothing_to_test() {
        let error = parse("").err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some("cargo built no brygga"));
    }
}
