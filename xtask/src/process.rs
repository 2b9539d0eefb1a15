//! Starting other programs: what is started is printed, and a failure names it.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::machine::Machine;

/// A program about to be started.
pub(crate) struct Program {
    command: Command,
}

/// Returns `cargo`, the one that started us, in the root of the repository.
pub(crate) fn cargo(machine: &Machine) -> Program {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Program::new(cargo, &machine.root)
}

impl Program {
    pub(crate) fn new(name: impl AsRef<OsStr>, folder: &Path) -> Self {
        let mut command = Command::new(name);
        command.current_dir(folder);
        Self { command }
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    /// Runs the program with our terminal. Fails when it cannot start or does not succeed.
    pub(crate) fn run(mut self) -> Result<()> {
        let line = self.line();
        println!("  $ {line}");
        let status = self.command.status().with_context(|| format!("could not start {line}"))?;
        if !status.success() {
            bail!("{line}: {status}");
        }
        Ok(())
    }

    /// Runs the program, shows what it complains of, and returns what it wrote to standard output.
    pub(crate) fn read(mut self) -> Result<String> {
        let line = self.line();
        println!("  $ {line}");
        let output = self
            .command
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("could not start {line}"))?;
        if !output.status.success() {
            bail!("{line}: {}", output.status);
        }
        String::from_utf8(output.stdout).with_context(|| format!("{line} did not write UTF-8"))
    }

    /// Runs the program unseen and returns what it wrote to standard output.
    pub(crate) fn output(mut self) -> Result<String> {
        let line = self.line();
        let output = self
            .command
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("could not start {line}"))?;
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            bail!("{line}: {}\n{}", output.status, complaint.trim());
        }
        String::from_utf8(output.stdout).with_context(|| format!("{line} did not write UTF-8"))
    }

    /// Returns whether the program can be started and succeeds.
    pub(crate) fn succeeds(self) -> bool {
        self.output().is_ok()
    }

    fn line(&self) -> String {
        let program = Path::new(self.command.get_program());
        let name = program.file_name().unwrap_or(program.as_os_str());
        std::iter::once(name)
            .chain(self.command.get_args())
            .map(|word| word.to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join(" ")
    }
}
