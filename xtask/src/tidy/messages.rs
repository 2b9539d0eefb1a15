//! Message keys: equal in Swedish and English, none unused, none unknown.
//!
//! A key is used where it stands in quotes in Rust or in a template, or where another message
//! refers to it. Keys that are put together at run time are declared beside them, in a comment
//! line `# dynamic: prefix-*`, which exempts the prefix from the check for unused keys.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Finding, line_of};
use crate::files::SourceFile;

const SWEDISH: &str = "crates/i18n/locales/sv/";
const ENGLISH: &str = "crates/i18n/locales/en/";
/// The crates that call the catalogue. In the others `.text("x")` is somebody else's method.
const CALLERS: [&str; 2] = ["crates/web/", "crates/server/"];
const CALLS: [&str; 4] = [".text(", ".with(", ".fill(", ".count("];

/// The keys of one language with the place of each.
#[derive(Default)]
struct Catalogue {
    keys: BTreeMap<String, (String, usize)>,
    referred_to: HashSet<String>,
    dynamic: Vec<String>,
    findings: Vec<Finding>,
}

pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let mut swedish = Catalogue::read(files, SWEDISH);
    let mut english = Catalogue::read(files, ENGLISH);
    let mut findings = std::mem::take(&mut swedish.findings);
    findings.append(&mut english.findings);
    findings.extend(swedish.missing_in(&english, "English"));
    findings.extend(english.missing_in(&swedish, "Swedish"));
    findings.extend(unused(&swedish, files));
    if !swedish.keys.is_empty() {
        findings.extend(unknown(&swedish, files));
    }
    findings
}

impl Catalogue {
    fn read(files: &[SourceFile], folder: &str) -> Self {
        let mut catalogue = Self::default();
        for file in files.iter().filter(|file| file.is(folder, ".ftl")) {
            let mut message = String::new();
            for (index, line) in file.text.lines().enumerate() {
                if let Some(comment) = line.strip_prefix('#') {
                    let comment = comment.trim_start_matches('#').trim();
                    let prefix = comment.strip_prefix("dynamic:").map(str::trim);
                    catalogue.dynamic.extend(
                        prefix.and_then(|prefix| prefix.strip_suffix('*')).map(str::to_owned),
                    );
                    continue;
                }
                if let Some(key) = defined(line) {
                    message = match line.trim_start().strip_prefix('.') {
                        Some(_) => format!("{message}.{key}"),
                        None => key.to_owned(),
                    };
                    catalogue.add(&message, &file.path, index + 1);
                    message = message.split('.').next().unwrap_or_default().to_owned();
                }
                catalogue.referred_to.extend(references(line));
            }
        }
        catalogue
    }

    fn add(&mut self, key: &str, path: &str, line: usize) {
        if let Some((first, at)) = self.keys.get(key) {
            let message = format!("{key} is already in {first}:{at}");
            self.findings.push(Finding::new(path, line, message));
        } else {
            self.keys.insert(key.to_owned(), (path.to_owned(), line));
        }
    }

    fn missing_in<'a>(
        &'a self,
        other: &'a Self,
        language: &'a str,
    ) -> impl Iterator<Item = Finding> + 'a {
        let missing = self.keys.iter().filter(|(key, _)| !other.keys.contains_key(*key));
        missing.map(move |(key, (path, line))| {
            Finding::new(path, *line, format!("{key} is missing in {language}"))
        })
    }
}

/// Returns the name that a line defines: `key = …`, `-term = …` or an indented `.attribute = …`.
fn defined(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim_end();
    let bare = match name.trim_start().strip_prefix('.') {
        Some(attribute) if name.starts_with(' ') => attribute,
        _ => name,
    };
    let first = bare.strip_prefix('-').unwrap_or(bare).chars().next()?;
    (first.is_ascii_alphabetic() && bare.chars().all(is_key_char)).then_some(bare)
}

/// Returns the messages and terms that a line refers to: `{ key }`, `{ -term }`, `{ key.title }`.
fn references(line: &str) -> impl Iterator<Item = String> + '_ {
    line.match_indices('{').filter_map(|(at, _)| {
        let inside = line[at + 1..].trim_start();
        let end = inside.find(|c| !is_key_char(c)).unwrap_or(inside.len());
        (end > 0).then(|| inside[..end].to_owned())
    })
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

fn unused(catalogue: &Catalogue, files: &[SourceFile]) -> Vec<Finding> {
    let code = files.iter().filter(|file| is_code(file));
    let quoted: BTreeSet<&str> = code.flat_map(|file| quoted(&file.text)).collect();
    let used = |key: &str| {
        // An attribute is shown with its message.
        let message = key.split('.').next().unwrap_or(key);
        quoted.contains(message)
            || catalogue.referred_to.contains(message)
            || catalogue.dynamic.iter().any(|prefix| message.starts_with(prefix.as_str()))
    };
    let keys = catalogue.keys.iter().filter(|(key, _)| !used(key));
    keys.map(|(key, (path, line))| Finding::new(path, *line, format!("{key} is used nowhere")))
        .collect()
}

fn unknown(catalogue: &Catalogue, files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let callers = files
        .iter()
        .filter(|file| is_code(file) && CALLERS.iter().any(|folder| file.path.starts_with(folder)));
    for file in callers {
        for call in CALLS {
            for (at, _) in file.text.match_indices(call) {
                let argument = file.text[at + call.len()..].trim_start();
                let Some(literal) = argument.strip_prefix('"') else { continue };
                let Some((key, _)) = literal.split_once('"') else { continue };
                if is_key(key) && !catalogue.keys.contains_key(key) {
                    let message = format!("{key} is in no catalogue");
                    findings.push(Finding::new(&file.path, line_of(&file.text, at), message));
                }
            }
        }
    }
    findings
}

fn is_code(file: &SourceFile) -> bool {
    file.is("crates/", ".rs") || file.is("crates/", ".html")
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Returns whatever stands between two quotes and could be a key.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('"').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find(|c| !is_key_char(c))?;
        (end > 0 && rest[end..].starts_with('"')).then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "crates/web/templates/a.html";

    fn findings(swedish: &str, english: &str, template: &str) -> Vec<String> {
        let files = [
            SourceFile::new("crates/i18n/locales/sv/a.ftl", swedish),
            SourceFile::new("crates/i18n/locales/en/a.ftl", english),
            SourceFile::new(TEMPLATE, template),
        ];
        let mut found: Vec<String> = check(&files).iter().map(ToString::to_string).collect();
        found.sort();
        found
    }

    #[test]
    fn equal_used_keys_pass() {
        let text = "a-key = Text\n    .title = Rubrik\n";
        assert_eq!(findings(text, text, r#"{{ t.text("a-key") }}"#), [""; 0]);
    }

    #[test]
    fn a_key_of_one_language_only_is_found_in_both_directions() {
        let template = r#"{{ t.text("a") }}{{ t.text("b") }}"#;
        assert_eq!(
            findings("a = A\n", "b = B\n", template),
            [
                "crates/i18n/locales/en/a.ftl:1: b is missing in Swedish",
                "crates/i18n/locales/sv/a.ftl:1: a is missing in English",
                "crates/web/templates/a.html:1: b is in no catalogue",
            ]
        );
    }

    #[test]
    fn an_attribute_of_one_language_only_is_found() {
        let found = findings("a = A\n .title = T\n", "a = A\n", r#"t.text("a")"#);
        assert_eq!(found, ["crates/i18n/locales/sv/a.ftl:2: a.title is missing in English"]);
    }

    #[test]
    fn an_unused_key_is_found_unless_its_prefix_is_declared_dynamic() {
        let found = findings("state-open = Öppen\n", "state-open = Open\n", "");
        assert_eq!(found, ["crates/i18n/locales/sv/a.ftl:1: state-open is used nowhere"]);
        let declared = "# dynamic: state-*\nstate-open = Öppen\n";
        assert_eq!(findings(declared, "state-open = Open\n", ""), [""; 0]);
    }

    #[test]
    fn a_key_that_another_message_or_a_constant_names_is_used() {
        let text = "brand = Brygga\n-kind = kedja\ntitle = { brand }: { -kind }\n";
        assert_eq!(findings(text, text, r#"const TITLE: &str = "title";"#), [""; 0]);
    }

    #[test]
    fn an_unknown_key_is_found_with_its_line_also_over_a_line_break() {
        let template = "\n{{ t.with(\n  \"gone\", x) }}{{ t.count(\"lost\", 1) }}{{ t.text(key) }}";
        assert_eq!(
            findings("a = A\n", "a = A\n", &format!("{template}\"a\"")),
            [
                "crates/web/templates/a.html:2: gone is in no catalogue",
                "crates/web/templates/a.html:3: lost is in no catalogue",
            ]
        );
    }

    #[test]
    fn a_key_given_twice_is_found() {
        let found = findings("a = A\na = B\n", "a = A\n", "\"a\"");
        let place = "crates/i18n/locales/sv/a.ftl";
        assert_eq!(found, [format!("{place}:2: a is already in {place}:1")]);
    }
}
