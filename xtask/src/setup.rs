//! `cargo xtask setup`: installs what the browser tests, the tests on PostgreSQL and the test of Parquet
//! files need. Nothing here downloads a browser: Debian's Chromium is used.

use anyhow::{Context, Result, bail};

use crate::machine::{HEADLESS_SHELL, Machine, Need, PYTHON_PACKAGES, has_lighter_chromium};
use crate::process::Program;

/// They stand in for the reader's own where a page names a generic family.
const FONTS: [&str; 2] = ["fonts-dejavu-core", "fonts-liberation"];

/// A fresh machine may be updating itself, and a mirror may be slow.
const PATIENT: [&str; 4] = ["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"];

/// Installs what is missing, or says which command would.
///
/// # Errors
/// When something is missing still.
pub(crate) fn run(machine: &Machine) -> Result<()> {
    let missing = machine.missing();
    let wants_shell = machine.ci && machine.is_debian && !has_lighter_chromium();
    if missing.is_empty() && !wants_shell && machine.has_postgres() && machine.has_python() {
        println!("setup: nothing is missing");
        return Ok(());
    }
    let mut packages: Vec<&str> = Vec::new();
    if missing.contains(&Need::Node) {
        packages.extend(["nodejs", "npm"]);
    }
    if missing.contains(&Need::Chromium) {
        packages.extend(FONTS);
    }
    if !machine.has_postgres() {
        packages.push("postgresql");
    }
    let has_venv = Program::new("python3", &machine.root).args(["-m", "venv", "-h"]).succeeds();
    if !machine.has_python() && !has_venv {
        packages.extend(["python3", "python3-venv"]);
    }
    if !packages.is_empty() {
        install_packages(machine, &packages)?;
    }
    if wants_shell || missing.contains(&Need::Chromium) {
        let lighter = install_packages(machine, &[HEADLESS_SHELL]);
        // A mirror may lack it.
        if lighter.is_err() && missing.contains(&Need::Chromium) {
            install_packages(machine, &["chromium"])?;
        }
    }
    if missing.contains(&Need::NpmPackages) {
        install_npm_packages(machine)?;
    }
    if !machine.has_python() {
        install_python_packages(machine)?;
    }
    match machine.missing().first() {
        Some(need) => bail!("still {}", need.complaint()),
        None if !machine.has_postgres() => bail!("still no initdb of PostgreSQL"),
        None => Ok(()),
    }
}

fn install_packages(machine: &Machine, packages: &[&str]) -> Result<()> {
    if !machine.is_debian {
        bail!("install {} with the package manager of this system", packages.join(", "));
    }
    if !machine.is_root && !machine.ci {
        bail!("run: sudo apt-get install {}", packages.join(" "));
    }
    let apt = || {
        if machine.is_root {
            Program::new("apt-get", &machine.root)
        } else {
            Program::new("sudo", &machine.root).args(["-n", "apt-get"])
        }
        .env("DEBIAN_FRONTEND", "noninteractive")
    };
    apt().args(PATIENT).args(["update", "-qq"]).run()?;
    let install = ["install", "-qq", "--yes", "--no-install-recommends"];
    apt().args(PATIENT).args(install).args(packages).run()
}

/// Into a venv of this checkout: nothing of the system's Python changes.
fn install_python_packages(machine: &Machine) -> Result<()> {
    let venv = machine.root.join("target/python");
    let venv = venv.to_str().context("the path of the checkout is no text")?;
    Program::new("python3", &machine.root).args(["-m", "venv", venv]).run()?;
    let python = machine.python();
    let python = python.to_str().context("the path of the checkout is no text")?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    Program::new(python, &machine.root).args(install).args(PYTHON_PACKAGES).run()?;
    std::fs::write(machine.python_stamp(), PYTHON_PACKAGES.join(" "))
        .context("could not note which packages were installed")
}

fn install_npm_packages(machine: &Machine) -> Result<()> {
    Program::new("npm", &machine.e2e())
        .args(["ci", "--no-fund", "--no-audit"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .run()?;
    std::fs::copy(machine.e2e().join("package-lock.json"), machine.npm_stamp())
        .context("could not note which packages were installed")?;
    Ok(())
}
