//! Rust files over 500 lines are named. One that is a flat table, and better whole, stands in
//! `xtask/long-files.txt` with the reason.

use super::Finding;
use crate::files::SourceFile;

const LIMIT: usize = 500;
const LIST: &str = "xtask/long-files.txt";

pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let list = files.iter().find(|file| file.path == LIST).map_or("", |file| &file.text);
    let mut findings = Vec::new();
    let mut allowed = Vec::new();
    for (index, line) in list.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (path, reason) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if reason.trim().is_empty() {
            findings.push(Finding::new(LIST, index + 1, format!("{path} has no reason")));
        }
        if !files.iter().any(|file| file.path == path && is_long(file)) {
            findings.push(Finding::new(LIST, index + 1, format!("{path} is not long any more")));
        }
        allowed.push(path);
    }
    let long = files.iter().filter(|file| is_long(file) && !allowed.contains(&&*file.path));
    findings.extend(long.map(|file| {
        let lines = file.text.lines().count();
        let message = format!("{lines} lines; split it, or give the reason in {LIST}");
        Finding::new(&file.path, 0, message)
    }));
    findings
}

fn is_long(file: &SourceFile) -> bool {
    file.path.ends_with(".rs") && file.text.lines().count() > LIMIT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, lines: usize) -> SourceFile {
        SourceFile::new(path, &"//\n".repeat(lines))
    }

    fn findings(list: &str, files: Vec<SourceFile>) -> Vec<String> {
        let mut files = files;
        files.push(SourceFile::new(LIST, list));
        check(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_over_the_limit_is_named_and_one_at_the_limit_is_not() {
        let found = findings("", vec![file("a.rs", 500), file("b.rs", 501)]);
        assert_eq!(
            found,
            ["b.rs: 501 lines; split it, or give the reason in xtask/long-files.txt"]
        );
    }

    #[test]
    fn a_file_with_a_reason_may_be_long() {
        let found = findings("# list\nb.rs  a flat table\n", vec![file("b.rs", 600)]);
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn an_entry_needs_a_reason_and_a_long_file() {
        let found = findings("b.rs\ngone.rs it was long\n", vec![file("b.rs", 600)]);
        assert_eq!(
            found,
            [
                "xtask/long-files.txt:1: b.rs has no reason",
                "xtask/long-files.txt:2: gone.rs is not long any more",
            ]
        );
    }
}
