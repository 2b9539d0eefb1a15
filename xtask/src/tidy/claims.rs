//! `docs/security.md` says which test would miss a defence: the file and the test must be there.

use super::Finding;
use crate::files::SourceFile;

const PAGE: &str = "docs/security.md";
const CRATES: &str = "crates/";

pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else { return Vec::new() };
    let lines = (1..).zip(page.text.lines()).filter(|(_, line)| line.starts_with('|'));
    lines.flat_map(|(number, line)| check_row(files, number, line)).collect()
}

fn check_row(files: &[SourceFile], number: usize, row: &str) -> Vec<Finding> {
    let quoted: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
    let (mut findings, mut named) = (Vec::new(), Vec::new());
    for path in quoted.iter().filter(|word| word.ends_with(".rs")) {
        match files.iter().find(|file| file.path.strip_prefix(CRATES) == Some(path)) {
            Some(file) => named.push(file),
            None => findings.push(Finding::new(PAGE, number, format!("there is no {path}"))),
        }
    }
    for test in quoted.iter().filter(|word| is_test(word)) {
        let begins = format!("fn {test}(");
        if !named.iter().any(|file| file.text.contains(&begins)) {
            let message = format!("no file of this row has the test {test}");
            findings.push(Finding::new(PAGE, number, message));
        }
    }
    findings
}

/// The name of a test: words in lower case with `_` between them.
fn is_test(word: &str) -> bool {
    word.matches('_').count() >= 2 && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(row: &str) -> Vec<String> {
        let test = "#[test]\nfn a_door_is_shut() {}\n";
        let files =
            [SourceFile::new(PAGE, row), SourceFile::new("crates/web/tests/doors.rs", test)];
        let mut found: Vec<String> = check(&files).iter().map(ToString::to_string).collect();
        found.sort();
        found
    }

    #[test]
    fn a_test_that_is_there_passes() {
        assert_eq!(findings("| a | b | `web/tests/doors.rs`: `a_door_is_shut` |"), [""; 0]);
        assert_eq!(findings("`web/tests/gone.rs` outside a table, `frame-ancestors`"), [""; 0]);
    }

    #[test]
    fn a_file_or_a_test_that_is_gone_is_found() {
        assert_eq!(
            findings("| a | `no_store` | `web/tests/gone.rs`: `a_door_is_open` |"),
            [
                "docs/security.md:1: no file of this row has the test a_door_is_open",
                "docs/security.md:1: there is no web/tests/gone.rs",
            ]
        );
    }
}
