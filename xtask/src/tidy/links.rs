//! Relative links in Markdown lead somewhere, and the project has a changelog.

use std::path::{Component, Path, PathBuf};

use super::{Finding, line_of};
use crate::files::SourceFile;

/// Checks the links of every `.md` file; `exists` answers for a path from the root.
pub(super) fn check(files: &[SourceFile], exists: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A project that presents itself also says what changed.
    if exists("README.md") && !exists("CHANGELOG.md") {
        findings.push(Finding::new("CHANGELOG.md", 0, "is missing"));
    }
    for file in files.iter().filter(|file| file.path.ends_with(".md")) {
        let text = without_code(&file.text);
        for (offset, target) in targets(&text) {
            let Some(path) = local_path(&file.path, target) else { continue };
            if !path.as_deref().is_some_and(exists) {
                let message = format!("the link {target} leads nowhere");
                findings.push(Finding::new(&file.path, line_of(&text, offset), message));
            }
        }
    }
    findings
}

/// Returns the path from the root that a link means: nothing for a link to elsewhere or within the
/// page, `Some(None)` for one that leaves the repository.
fn local_path(from: &str, target: &str) -> Option<Option<String>> {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    if path.is_empty() || scheme || target.starts_with("//") {
        return None;
    }
    let start = match path.strip_prefix('/') {
        Some(_) => PathBuf::new(),
        None => Path::new(from).parent().map(Path::to_owned).unwrap_or_default(),
    };
    let mut parts: Vec<String> = Vec::new();
    for part in start.join(path.trim_start_matches('/')).components() {
        match part {
            Component::ParentDir if parts.pop().is_none() => return Some(None),
            Component::Normal(name) => parts.push(name.to_string_lossy().replace("%20", " ")),
            _ => {}
        }
    }
    Some(Some(parts.join("/")))
}

/// Blanks fenced blocks and `code`, keeping every line where it is.
fn without_code(text: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut result = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let marker = ["```", "~~~"].into_iter().find(|marker| start.starts_with(marker));
        match (fence, marker) {
            (None, Some(opened)) => fence = Some(opened),
            (Some(open), Some(closed)) if open == closed => fence = None,
            (None, None) => {
                let mut in_code = false;
                for c in line.chars() {
                    in_code ^= c == '`';
                    result.push(if in_code && c != '\n' { ' ' } else { c });
                }
                continue;
            }
            _ => {}
        }
        result.push_str(if line.ends_with('\n') { "\n" } else { "" });
    }
    result
}

/// Returns every link target with its place: `](target)`, `[name]: target`, `src="target"` and
/// `href="target"`.
fn targets(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (opening, ends) in [("](", [')', ' ']), ("src=\"", ['"', '"']), ("href=\"", ['"', '"'])] {
        for (at, _) in text.match_indices(opening) {
            let start = at + opening.len();
            let rest = &text[start..];
            let Some(length) = rest.find(|c: char| ends.contains(&c) || c == '\n') else {
                continue;
            };
            found.push((at, rest[..length].trim_matches(['<', '>'])));
        }
    }
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let definition = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]:"));
        if let Some((name, target)) = definition
            && !name.starts_with('^')
            && let Some(target) = target.split_whitespace().next()
        {
            found.push((offset, target));
        }
        offset += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESENT: [&str; 4] = ["README.md", "CHANGELOG.md", "docs/a.md", "docs/img/b.png"];

    fn findings(path: &str, text: &str) -> Vec<String> {
        let files = [SourceFile::new(path, text)];
        check(&files, &|path| PRESENT.contains(&path)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn links_are_read_from_where_the_page_stands() {
        let text = "[a](a.md) [up](../README.md#start) ![b](img/b.png \"B\") [root](/docs/a.md)";
        assert_eq!(findings("docs/a.md", text), [""; 0]);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found_with_its_line() {
        assert_eq!(
            findings("README.md", "x\n[a](docs/gone.md)\n[b]: lost.md\n<img src=\"c.png\">\n"),
            [
                "README.md:2: the link docs/gone.md leads nowhere",
                "README.md:4: the link c.png leads nowhere",
                "README.md:3: the link lost.md leads nowhere",
            ]
        );
    }

    #[test]
    fn a_link_out_of_the_repository_leads_nowhere() {
        assert_eq!(findings("README.md", "[s](../shared/x.md)").len(), 1);
    }

    #[test]
    fn links_elsewhere_and_code_are_left_alone() {
        let text = "[w](https://example.org/x) [m](mailto:a@example.org) [h](#here)\n\
                    `[c](gone.md)`\n```\n[d](gone.md)\n```\n";
        assert_eq!(findings("README.md", text), [""; 0]);
    }

    #[test]
    fn a_readme_without_a_changelog_is_found() {
        let found = check(&[], &|path| path == "README.md");
        assert_eq!(found, [Finding::new("CHANGELOG.md", 0, "is missing")]);
    }
}
