//! The part of `cargo metadata` that the checks read.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::machine::Machine;
use crate::process;

#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    pub(crate) target_directory: PathBuf,
    /// Absent when only the workspace was asked for.
    resolve: Option<Resolve>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    /// Where the crate comes from; none for the crates of this repository.
    pub(crate) source: Option<String>,
    #[serde(default)]
    pub(crate) dependencies: Vec<Dependency>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// The version asked for; `*` for none.
    pub(crate) req: String,
    /// None, `dev` or `build`.
    pub(crate) kind: Option<String>,
    /// The folder of a crate of this repository.
    pub(crate) path: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

impl Metadata {
    /// Reads the crates of this repository alone: quick, and needs no network.
    pub(crate) fn of_workspace(machine: &Machine) -> Result<Self> {
        Self::read(machine, &["--no-deps"])
    }

    /// Reads every crate that any platform would be built from.
    pub(crate) fn of_everything(machine: &Machine) -> Result<Self> {
        Self::read(machine, if machine.ci { &["--locked"] } else { &[] })
    }

    fn read(machine: &Machine, args: &[&str]) -> Result<Self> {
        let json = process::cargo(machine)
            .args(["metadata", "--format-version", "1"])
            .args(args)
            .output()?;
        serde_json::from_str(&json).context("cargo metadata has a shape that we do not know")
    }

    /// Returns the names of the crates that use the crate `id` directly.
    pub(crate) fn users_of(&self, id: &str) -> Vec<&str> {
        let nodes = self.resolve.iter().flat_map(|resolve| &resolve.nodes);
        let users = nodes.filter(|node| node.dependencies.iter().any(|used| used == id));
        users
            .filter_map(|node| self.packages.iter().find(|package| package.id == node.id))
            .map(|package| package.name.as_str())
            .collect()
    }
}
