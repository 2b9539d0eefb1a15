//! `docs/definitions.md` says where each clause of the definitions is and what proves it: every file and
//! every name that it gives must be there.

use super::Finding;
use crate::files::SourceFile;

const PAGE: &str = "docs/definitions.md";

pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else { return Vec::new() };
    let mut findings = Vec::new();
    let rows = page.text.lines().enumerate().filter(|(_, line)| line.starts_with("| "));
    for (index, row) in rows {
        // The first cell is the clause, in words; a file holds within its own cell.
        for cell in row.split(" | ").skip(1) {
            let mut file: Option<&SourceFile> = None;
            for said in cell.split('`').skip(1).step_by(2) {
                let mut find = |message: String| {
                    findings.push(Finding::new(PAGE, index + 1, message));
                };
                if said.contains('/') {
                    let path = format!("crates/{said}");
                    file = files.iter().find(|file| file.path == path);
                    if file.is_none() {
                        find(format!("there is no {path}"));
                    }
                } else if let Some(file) = file.filter(|file| !file.text.contains(said)) {
                    find(format!("{said} does not stand in {}", file.path));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::SourceFile as File;

    #[test]
    fn a_file_or_a_name_that_is_gone_is_found() {
        let rule = File::new("crates/domain/src/rule.rs", "fn concerned_units() {}");
        let row = |rule: &str, test: &str| {
            File::new(PAGE, &format!("| `words` of it | {rule} | {test} |"))
        };
        let good = row("`domain/src/rule.rs` `concerned_units`", "*later*");
        assert!(check(&[rule.clone(), good]).is_empty());
        let bad = row("`domain/src/rule.rs` `gone`", "`domain/src/gone.rs` `test`");
        let said: Vec<String> =
            check(&[rule, bad]).into_iter().map(|finding| finding.message).collect();
        let gone = "gone does not stand in crates/domain/src/rule.rs";
        assert_eq!(said, [gone, "there is no crates/domain/src/gone.rs"]);
    }
}
