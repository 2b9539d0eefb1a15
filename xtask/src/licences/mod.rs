//! Licences, bans and sources. cargo-deny does this where it is installed; where it is not, the
//! same `deny.toml` is read here, so that nobody needs a build of several minutes to find a fault.

mod spdx;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::machine::Machine;
use crate::metadata::{Metadata, Package};
use crate::process;

/// The keys of `deny.toml` that we understand. An unknown key or value is an error: cargo-deny
/// would obey it and we would not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Deny {
    licenses: Licenses,
    bans: Bans,
    sources: Sources,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

/// A licence that one crate may have and no other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Bans {
    #[serde(rename = "multiple-versions")]
    _multiple_versions: Allow,
    #[serde(rename = "wildcards")]
    _wildcards: Refuse,
    /// Our own crates use each other by path and without a version.
    allow_wildcard_paths: bool,
    deny: Vec<Ban>,
}

/// A crate that nobody may use, save the crates in `wrappers`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
    #[serde(default)]
    wrappers: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Sources {
    #[serde(rename = "unknown-registry")]
    _unknown_registry: Refuse,
    #[serde(rename = "unknown-git")]
    _unknown_git: Refuse,
    allow_registry: Vec<String>,
    allow_git: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Allow {
    Allow,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Refuse {
    Deny,
}

/// Checks what the project is built from and returns what was left out, one line each.
pub(crate) fn check(machine: &Machine) -> Result<Vec<String>> {
    if process::cargo(machine).args(["deny", "--version"]).succeeds() {
        return check_with_cargo_deny(machine);
    }
    let text = std::fs::read_to_string(machine.root.join("deny.toml"))
        .context("could not read deny.toml")?;
    let deny = parse(&text)?;
    let metadata = Metadata::of_everything(machine)?;
    let faults = faults(&deny, &metadata);
    println!("  {} crates against deny.toml, without cargo-deny", metadata.packages.len());
    if !faults.is_empty() {
        bail!("deny.toml does not allow:\n  {}", faults.join("\n  "));
    }
    Ok(vec!["not run: advisories (needs cargo-deny and an advisory database)".to_owned()])
}

fn check_with_cargo_deny(machine: &Machine) -> Result<Vec<String>> {
    let check = || process::cargo(machine).args(["deny", "--offline", "check"]);
    check().args(["licenses", "bans", "sources"]).run()?;
    if !has_advisory_database() {
        return Ok(vec!["not run: advisories (no advisory database on this machine)".to_owned()]);
    }
    check().args(["advisories"]).run()?;
    Ok(Vec::new())
}

/// Returns whether cargo-deny has fetched an advisory database before.
fn has_advisory_database() -> bool {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    home.is_some_and(|home| holds_a_database(&home.join("advisory-dbs")))
}

/// A fetch that failed leaves its lock behind, and no folder.
fn holds_a_database(folder: &Path) -> bool {
    folder.read_dir().into_iter().flatten().flatten().any(|entry| entry.path().is_dir())
}

fn parse(text: &str) -> Result<Deny> {
    toml::from_str(text).context("deny.toml says something that our own check does not understand")
}

fn faults(deny: &Deny, metadata: &Metadata) -> Vec<String> {
    let mut faults = Vec::new();
    for package in &metadata.packages {
        let name = format!("{} {}", package.name, package.version);
        let complaints = [
            licence_fault(&deny.licenses, package),
            source_fault(&deny.sources, package),
            ban_fault(&deny.bans, package, metadata),
            wildcard_fault(&deny.bans, package),
        ];
        faults.extend(complaints.into_iter().flatten().map(|fault| format!("{name}: {fault}")));
    }
    faults
}

fn licence_fault(licenses: &Licenses, package: &Package) -> Option<String> {
    let Some(expression) = &package.license else {
        return Some("names no licence".to_owned());
    };
    let exceptions = licenses.exceptions.iter().filter(|exception| exception.name == package.name);
    let allowed: Vec<&str> = (licenses.allow.iter())
        .chain(exceptions.flat_map(|exception| &exception.allow))
        .map(String::as_str)
        .collect();
    match spdx::is_allowed(expression, &allowed) {
        Ok(true) => None,
        Ok(false) => Some(format!("licence {expression}")),
        Err(error) => Some(format!("licence {expression}: {error}")),
    }
}

fn source_fault(sources: &Sources, package: &Package) -> Option<String> {
    let source = package.source.as_deref()?;
    let allowed = if let Some(registry) = source.strip_prefix("registry+") {
        sources.allow_registry.iter().any(|known| known == registry)
    } else if let Some(git) = source.strip_prefix("git+") {
        let repository = git.split(['?', '#']).next().unwrap_or(git);
        sources.allow_git.iter().any(|known| known == repository)
    } else {
        false
    };
    (!allowed).then(|| format!("comes from {source}"))
}

fn ban_fault(bans: &Bans, package: &Package, metadata: &Metadata) -> Option<String> {
    let ban = bans.deny.iter().find(|ban| ban.name == package.name)?;
    let users = metadata.users_of(&package.id);
    let others: Vec<&str> = (users.into_iter())
        .filter(|user| !ban.wrappers.iter().any(|wrapper| wrapper == user))
        .collect();
    if others.is_empty() && !ban.wrappers.is_empty() {
        return None;
    }
    Some(format!("used by {}; {}", others.join(", "), ban.reason))
}

fn wildcard_fault(bans: &Bans, package: &Package) -> Option<String> {
    let ours = package.source.is_none();
    let loose = package.dependencies.iter().find(|dependency| {
        let by_path = bans.allow_wildcard_paths && dependency.path.is_some();
        dependency.req == "*" && !by_path
    })?;
    ours.then(|| format!("asks for any version of {}", loose.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_of_a_fetch_that_failed_is_no_advisory_database() {
        let folder = std::env::temp_dir().join(format!("brygga-advisories-{}", std::process::id()));
        assert!(!holds_a_database(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("db.lock"), "").unwrap();
        assert!(!holds_a_database(&folder));
        std::fs::create_dir(folder.join("advisory-db-1")).unwrap();
        assert!(holds_a_database(&folder));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    const DENY: &str = r#"
        [licenses]
        allow = ["MIT"]
        exceptions = [{ crate = "odd", allow = ["Zlib"] }]
        [bans]
        multiple-versions = "allow"
        wildcards = "deny"
        allow-wildcard-paths = true
        deny = [
          { crate = "never", reason = "not here" },
          { crate = "wrapped", wrappers = ["keeper"], reason = "only inside keeper" },
        ]
        [sources]
        unknown-registry = "deny"
        unknown-git = "deny"
        allow-registry = ["https://example.org/index"]
        allow-git = []
    "#;

    fn package(name: &str, licence: &str) -> serde_json::Value {
        serde_json::json!({
            "id": name, "name": name, "version": "1.0.0", "license": licence,
            "source": "registry+https://example.org/index", "dependencies": [],
        })
    }

    /// Checks these packages; `arrows` are pairs of user and used.
    fn faults_of(packages: &[serde_json::Value], arrows: &[(&str, &str)]) -> Vec<String> {
        let nodes: Vec<_> = (arrows.iter())
            .map(|(user, used)| serde_json::json!({ "id": user, "dependencies": [used] }))
            .collect();
        let metadata = serde_json::json!({
            "packages": packages, "target_directory": "target", "resolve": { "nodes": nodes },
        });
        faults(&parse(DENY).unwrap(), &serde_json::from_value(metadata).unwrap())
    }

    #[test]
    fn an_allowed_crate_passes_and_an_exception_holds_for_its_crate_only() {
        assert_eq!(faults_of(&[package("a", "MIT"), package("odd", "Zlib")], &[]), [""; 0]);
        assert_eq!(faults_of(&[package("a", "Zlib")], &[]), ["a 1.0.0: licence Zlib"]);
    }

    #[test]
    fn a_crate_without_a_licence_is_refused() {
        let mut bare = package("a", "MIT");
        bare["license"] = serde_json::Value::Null;
        assert_eq!(faults_of(&[bare], &[]), ["a 1.0.0: names no licence"]);
    }

    #[test]
    fn a_crate_from_elsewhere_is_refused() {
        let mut strange = package("a", "MIT");
        strange["source"] = "git+https://example.org/a?rev=1#2".into();
        assert_eq!(
            faults_of(&[strange], &[]),
            ["a 1.0.0: comes from git+https://example.org/a?rev=1#2"]
        );
    }

    #[test]
    fn a_banned_crate_is_refused_with_the_reason() {
        let found = faults_of(&[package("b", "MIT"), package("never", "MIT")], &[("b", "never")]);
        assert_eq!(found, ["never 1.0.0: used by b; not here"]);
    }

    #[test]
    fn a_wrapped_crate_is_allowed_inside_its_wrapper_only() {
        let crates = [package("keeper", "MIT"), package("b", "MIT"), package("wrapped", "MIT")];
        assert_eq!(faults_of(&crates, &[("keeper", "wrapped")]), [""; 0]);
        assert_eq!(
            faults_of(&crates, &[("keeper", "wrapped"), ("b", "wrapped")]),
            ["wrapped 1.0.0: used by b; only inside keeper"]
        );
    }

    #[test]
    fn our_crates_name_the_version_of_what_they_use() {
        let mut ours = package("a", "MIT");
        ours["source"] = serde_json::Value::Null;
        ours["dependencies"] = serde_json::json!([
            { "name": "b", "req": "*", "kind": null, "path": "/b" },
            { "name": "c", "req": "*", "kind": null, "path": null },
        ]);
        assert_eq!(faults_of(&[ours], &[]), ["a 1.0.0: asks for any version of c"]);
    }

    #[test]
    fn a_key_that_we_do_not_understand_is_an_error() {
        assert!(parse(&DENY.replace("allow-git = []", "required-git-spec = \"rev\"")).is_err());
        assert!(parse(&DENY.replace("unknown-git = \"deny\"", "unknown-git = \"warn\"")).is_err());
    }

    #[test]
    fn the_file_of_this_repository_can_be_read() {
        parse(include_str!("../../../deny.toml")).unwrap();
    }
}
