//! The text files of the repository, read once.

use std::path::Path;

use anyhow::{Context, Result};

/// A file with its path from the root, written with `/`.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl SourceFile {
    #[cfg(test)]
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Returns whether the file lies in `folder` (with its `/`) and has this ending.
    pub(crate) fn is(&self, folder: &str, ending: &str) -> bool {
        self.path.starts_with(folder) && self.path.ends_with(ending)
    }
}

/// What others made or what is made anew by each run.
const LEFT_OUT: [&str; 5] = [".git", "target", "node_modules", "results", "vendor"];
const ENDINGS: [&str; 7] = [".rs", ".html", ".ftl", ".md", ".txt", ".csv", ".cedar"];

/// Reads every text file that a check looks at, in the order of their paths.
pub(crate) fn read_all(root: &Path) -> Result<Vec<SourceFile>> {
    paths(root)?
        .into_iter()
        .filter(|path| ENDINGS.iter().any(|ending| path.ends_with(ending)))
        .map(|path| {
            let text = std::fs::read_to_string(root.join(&path))
                .with_context(|| format!("could not read {path}"))?;
            Ok(SourceFile { path, text })
        })
        .collect()
}

/// Returns the path of every file, from the root and in order.
pub(crate) fn paths(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(root.join(&folder))
            .with_context(|| format!("could not list {folder}"))?;
        for entry in entries {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = entry.file_type()?;
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if kind.is_file() {
                found.push(path);
            } else if kind.is_dir() && !LEFT_OUT.contains(&name.as_str()) {
                folders.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
