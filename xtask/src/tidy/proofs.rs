//! `docs/definitions.md` and `docs/security.md` say where each clause and each defence is and what proves it:
//! every file, every name in it and every test that a row gives must be there.

use super::Finding;
use crate::files::SourceFile;

const PAGES: [&str; 2] = ["docs/definitions.md", "docs/security.md"];

pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let pages = files.iter().filter(|file| PAGES.contains(&file.path.as_str()));
    pages.flat_map(|page| check_page(files, page)).collect()
}

fn check_page(files: &[SourceFile], page: &SourceFile) -> Vec<Finding> {
    let rows = (1..).zip(page.text.lines()).filter(|(_, line)| line.starts_with("| "));
    rows.flat_map(|(number, row)| {
        let said = check_row(files, row).into_iter();
        said.map(move |message| Finding::new(&page.path, number, message))
    })
    .collect()
}

/// The first cell is the clause or the attack, in words; the last one names tests.
fn check_row(files: &[SourceFile], row: &str) -> Vec<String> {
    let (mut messages, mut of_row) = (Vec::new(), Vec::new());
    let mut cells = row.trim_end_matches([' ', '|']).split(" | ").skip(1).peekable();
    while let Some(cell) = cells.next() {
        let is_last = cells.peek().is_none();
        // A file holds within its own cell; where a cell names none, those of the row do.
        let (mut of_cell, mut is_gone): (Option<&SourceFile>, _) = (None, false);
        for word in cell.split('`').skip(1).step_by(2) {
            if word.contains('/') {
                of_cell = find(files, word);
                of_row.extend(of_cell);
                is_gone = of_cell.is_none() && !is_folder(files, word);
                if is_gone {
                    messages.push(format!("there is no {word}"));
                }
                continue;
            }
            if is_gone {
                continue;
            }
            let look = of_cell.map_or_else(|| of_row.clone(), |file| vec![file]);
            let is_test = is_last && is_test(word);
            let begins = if is_test { format!("fn {word}(") } else { word.to_owned() };
            let is_there = look.iter().any(|file| file.text.contains(&begins));
            // A word in a row without files is a word.
            if !is_there && (is_test || !look.is_empty()) {
                messages.push(format!("{begins} stands in no file that the row gives for it"));
            }
        }
    }
    messages
}

/// A path is from `crates/`, or from the root.
fn find<'a>(files: &'a [SourceFile], path: &str) -> Option<&'a SourceFile> {
    let is_it =
        |file: &&SourceFile| file.path == path || file.path.strip_prefix("crates/") == Some(path);
    files.iter().find(is_it)
}

fn is_folder(files: &[SourceFile], path: &str) -> bool {
    path.ends_with('/') && files.iter().any(|file| file.path.starts_with(path))
}

/// The name of a test: words in lower case with `_` between them.
fn is_test(word: &str) -> bool {
    word.matches('_').count() >= 2 && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(row: &str) -> Vec<String> {
        let files = [
            SourceFile::new(PAGES[0], row),
            SourceFile::new("crates/domain/src/rule.rs", "fn concerned_units() {}"),
            SourceFile::new("crates/web/tests/doors.rs", "#[test]\nfn a_door_is_shut() {}\n"),
            SourceFile::new("fuzz/corpus/a.toml", ""),
        ];
        check(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_there_passes() {
        for row in [
            "| `words` of it | `domain/src/rule.rs` `concerned_units` | *later* |",
            "| a | `no-store` | `web/tests/doors.rs`: `a_door_is_shut` |",
            "| a | a wall, `web/tests/doors.rs` | `a_door_is_shut` |",
            "| a | b | `fuzz/` |",
            "`web/tests/gone.rs` outside a table",
        ] {
            assert_eq!(findings(row), [""; 0], "{row}");
        }
    }

    #[test]
    fn a_file_a_name_or_a_test_that_is_gone_is_found() {
        let at = |message: &str| format!("docs/definitions.md:1: {message}");
        let row = "| a | `domain/src/rule.rs` `gone` | `domain/src/gone.rs` `a_test` |";
        let gone = at("gone stands in no file that the row gives for it");
        assert_eq!(findings(row), [gone, at("there is no domain/src/gone.rs")]);
        let other = "| a | `domain/src/rule.rs` | `web/tests/doors.rs` `concerned_units` |";
        let other = findings(other);
        assert_eq!(other, [at("concerned_units stands in no file that the row gives for it")]);
        for test in ["| a | b | `a_door_is_shut` |", "| a | b | `web/tests/doors.rs` `a_b_c` |"] {
            assert_eq!(findings(test).len(), 1, "{test}");
        }
        let mentioned = SourceFile::new("crates/web/src/a.rs", "// a_door_is_shut");
        let page = SourceFile::new(PAGES[1], "| a | b | `web/src/a.rs` `a_door_is_shut` |");
        assert_eq!(check(&[mentioned, page]).len(), 1, "a word in a comment is no test");
    }
}
