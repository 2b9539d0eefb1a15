//! `cargo xtask tidy`: what no compiler checks and no reader should have to. Each check is a
//! function from file contents to findings; a folder that does not exist has nothing to check.

mod arrows;
mod length;
mod links;
mod markup;
mod messages;
mod proofs;
mod strangers;
mod templates;

use std::fmt;

use anyhow::{Result, bail};

use crate::files;
use crate::machine::Machine;
use crate::metadata::Metadata;

/// Something to put right, with the place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) path: String,
    /// Counted from 1; 0 when it is about the file as a whole.
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// Runs every tidy check over the repository.
///
/// # Errors
/// When there is anything to put right; every finding has been printed by then.
pub(crate) fn run(machine: &Machine) -> Result<()> {
    let files = files::read_all(&machine.root)?;
    let mut findings = arrows::check(&arrows::read(&Metadata::of_workspace(machine)?));
    findings.extend(messages::check(&files));
    findings.extend(templates::check(&files));
    findings.extend(strangers::check(&files));
    findings.extend(proofs::check(&files));
    findings.extend(length::check(&files));
    findings.extend(links::check(&files, &|path| machine.root.join(path).exists()));
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: {} files, nothing to put right", files.len());
            Ok(())
        }
        count => bail!("tidy: {count} findings"),
    }
}

/// Returns the line, counted from 1, that the byte `offset` stands on.
fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
}
