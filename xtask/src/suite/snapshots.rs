//! Snapshots of insta: none waits to be reviewed and none belongs to a test that is gone. The
//! tests themselves note each snapshot that they read, so cargo-insta is not needed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Outcome;
use crate::files;
use crate::machine::Machine;
use crate::metadata::Metadata;

/// Returns the file that the tests note their snapshots in, emptied.
pub(super) fn start_references(machine: &Machine) -> Result<PathBuf> {
    let file = references_file(machine)?;
    std::fs::create_dir_all(file.parent().unwrap_or(Path::new("/")))?;
    std::fs::write(&file, "").with_context(|| format!("could not write {}", file.display()))?;
    Ok(file)
}

pub(super) fn check(machine: &Machine) -> Result<Outcome> {
    let paths = files::paths(&machine.root)?;
    let new: Vec<&String> = (paths.iter())
        .filter(|path| path.ends_with(".snap.new") || path.ends_with(".pending-snap"))
        .collect();
    if !new.is_empty() {
        bail!("snapshots wait for a review: {new:?}");
    }
    let stored: Vec<&str> =
        paths.iter().map(String::as_str).filter(|path| path.ends_with(".snap")).collect();
    let Ok(noted) = std::fs::read_to_string(references_file(machine)?) else {
        return Ok(Outcome::Missing(vec!["the tests have not been run".to_owned()]));
    };
    let noted = noted.lines().filter_map(|line| Path::new(line).canonicalize().ok()).collect();
    let forgotten = forgotten(&machine.root.canonicalize()?, &stored, &noted);
    if !forgotten.is_empty() {
        bail!("no test reads these snapshots: {forgotten:?}");
    }
    println!("  {} snapshots, each read by a test", stored.len());
    Ok(Outcome::Ran(Vec::new()))
}

fn forgotten<'a>(root: &Path, stored: &[&'a str], noted: &HashSet<PathBuf>) -> Vec<&'a str> {
    stored.iter().copied().filter(|path| !noted.contains(&root.join(path))).collect()
}

fn references_file(machine: &Machine) -> Result<PathBuf> {
    let target = Metadata::of_workspace(machine)?.target_directory;
    Ok(target.join("xtask/snapshot-references.txt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_that_no_test_read_is_forgotten() {
        let noted = HashSet::from([PathBuf::from("/r/a.snap")]);
        assert_eq!(forgotten(Path::new("/r"), &["a.snap", "b.snap"], &noted), ["b.snap"]);
    }
}
