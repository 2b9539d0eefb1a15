//! What this machine is and what it lacks.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::Program;

/// Readers of Parquet that are not ours, pinned: what they read, others can.
pub(crate) const PYTHON_PACKAGES: [&str; 3] = ["duckdb==2.0.1", "pandas==3.1.1", "pyarrow==26.0.1"];

/// The machine that the checks run on.
pub(crate) struct Machine {
    /// The root of the repository.
    pub(crate) root: PathBuf,
    /// `CI=true`: what is missing is a failure, and nothing may be left out.
    pub(crate) ci: bool,
    pub(crate) is_root: bool,
    pub(crate) is_debian: bool,
}

/// Something that the browser tests need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Node,
    Chromium,
    NpmPackages,
}

impl Need {
    /// Returns what is missing and how to get it, for the line "not run: …".
    pub(crate) fn complaint(self) -> String {
        match self {
            Self::Node => "no node and npm (Debian: apt-get install nodejs npm)".to_owned(),
            Self::Chromium => format!(
                "no Chromium: neither {} (Debian: apt-get install {HEADLESS_SHELL}; elsewhere set \
                 BRYGGA_CHROMIUM)",
                chromium_places().map(|place| place.display().to_string()).join(" nor ")
            ),
            Self::NpmPackages => {
                "the npm packages of e2e/ are not installed (cargo xtask setup)".to_owned()
            }
        }
    }
}

impl Machine {
    pub(crate) fn inspect() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in the root of the repository")?
            .to_owned();
        let uid = Program::new("id", &root).args(["-u"]).output().unwrap_or_default();
        Ok(Self {
            ci: std::env::var("CI").is_ok_and(|value| value == "true"),
            is_root: uid.trim() == "0",
            is_debian: is_debian(&std::fs::read_to_string("/etc/os-release").unwrap_or_default()),
            root,
        })
    }

    /// Returns whether `cargo xtask test` may install things by itself.
    pub(crate) fn may_install(&self) -> bool {
        self.ci || (self.is_root && self.is_debian)
    }

    pub(crate) fn e2e(&self) -> PathBuf {
        self.root.join("e2e")
    }

    /// Returns whether the tests can start a PostgreSQL of their own: Debian's place, then the path.
    pub(crate) fn has_postgres(&self) -> bool {
        let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        debian.map(|version| version.path().join("bin/initdb")).any(|initdb| initdb.is_file())
            || Program::new("initdb", &self.root).args(["--version"]).succeeds()
    }

    /// The Python that has the packages which read our Parquet files; a venv of this checkout.
    pub(crate) fn python(&self) -> PathBuf {
        self.root.join("target/python/bin/python")
    }

    /// What `setup` leaves in the venv when it has installed everything.
    pub(crate) fn python_stamp(&self) -> PathBuf {
        self.root.join("target/python/installed.txt")
    }

    /// Returns whether that Python is there, with the packages of this version.
    pub(crate) fn has_python(&self) -> bool {
        let installed = std::fs::read_to_string(self.python_stamp()).unwrap_or_default();
        self.python().is_file() && installed == PYTHON_PACKAGES.join(" ")
    }

    /// Returns what the browser tests lack here, in the order in which it can be installed.
    pub(crate) fn missing(&self) -> Vec<Need> {
        let has = |name: &str| Program::new(name, &self.root).args(["--version"]).succeeds();
        let mut missing = Vec::new();
        if !has("node") || !has("npm") {
            missing.push(Need::Node);
        }
        if chromium().is_none() {
            missing.push(Need::Chromium);
        }
        if !self.npm_packages_are_current() {
            missing.push(Need::NpmPackages);
        }
        missing
    }

    /// The copy of the lock file that `setup` leaves beside the packages it installed.
    pub(crate) fn npm_stamp(&self) -> PathBuf {
        self.e2e().join("node_modules/.installed-from-package-lock.json")
    }

    fn npm_packages_are_current(&self) -> bool {
        let wanted = std::fs::read(self.e2e().join("package-lock.json"));
        let installed = std::fs::read(self.npm_stamp());
        matches!((wanted, installed), (Ok(wanted), Ok(installed)) if wanted == installed)
    }
}

/// Debian's package, and program, of Chromium without a window: it draws the same pages for two thirds
/// of the processor time.
pub(crate) const HEADLESS_SHELL: &str = "chromium-headless-shell";

fn chromium_places() -> [PathBuf; 2] {
    [Path::new("/usr/bin").join(HEADLESS_SHELL), "/usr/bin/chromium".into()]
}

/// Returns the Chromium that the browser tests drive: the one that is named, otherwise the lighter one
/// of those that are here.
pub(crate) fn chromium() -> Option<PathBuf> {
    match std::env::var_os("BRYGGA_CHROMIUM") {
        Some(named) => Some(PathBuf::from(named)).filter(|place| place.is_file()),
        None => chromium_places().into_iter().find(|place| place.is_file()),
    }
}

/// Returns whether the tests drive the lighter one, or one that is named.
pub(crate) fn has_lighter_chromium() -> bool {
    chromium().is_some_and(|found| found != chromium_places()[1])
}

fn is_debian(os_release: &str) -> bool {
    os_release.lines().any(|line| matches!(line.trim(), "ID=debian" | "ID=\"debian\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_is_known_by_its_id_and_nothing_else() {
        assert!(is_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(!is_debian("NAME=Ubuntu\nID=ubuntu\nID_LIKE=debian\n"));
        assert!(!is_debian(""));
    }
}
