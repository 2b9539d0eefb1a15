//! Reads a registry file (TOML, `docs/registry.md`) and says what is wrong with it: which line,
//! which entry, what, and what to do.
//!
//! Errors of form come one at a time, because what follows them cannot be understood; errors of
//! content come all at once. Importing is `brygga_domain::registry::diff`.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use brygga_domain::follow_up::payment::WhatIf;
use brygga_domain::registry::{Fault, RegistryFile, Section, nearest};
use toml::de::{DeTable, DeValue};

/// The registry of the simulated county.
pub const DEMO_REGISTRY: &str = include_str!("../registries/demo.toml");
/// The registry that an empty data folder starts with.
pub const NEUTRAL_REGISTRY: &str = include_str!("../registries/neutral.toml");

const SECTIONS: [Section; 9] = [
    Section::Organisation,
    Section::Unit,
    Section::Staff,
    Section::Assignment,
    Section::Routing,
    Section::WardCode,
    Section::PaymentRate,
    Section::Outage,
    Section::County,
];

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// From 1.
    pub line: usize,
    /// Which entry, such as `[[unit]] 3 (TST9900000001-AVD37)`; empty outside every entry.
    pub entry: String,
    /// The key, where one is at fault.
    pub key: Option<String>,
    /// What is wrong and what to do.
    pub problem: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.entry.is_empty() {
            write!(f, ", {}", self.entry)?;
        }
        if let Some(key) = &self.key {
            write!(f, ", {key}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// Why a file cannot be imported: at least one fault, in the order of the file's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryFileError {
    /// The faults.
    pub faults: Vec<FileFault>,
}

impl std::error::Error for RegistryFileError {}

impl fmt::Display for RegistryFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the registry file cannot be imported")?;
        for fault in &self.faults {
            write!(f, "\n  {fault}")?;
        }
        Ok(())
    }
}

/// Reads the text of a registry file.
///
/// # Errors
/// The first error of form, or all errors of content.
pub fn read_registry_file(text: &str) -> Result<RegistryFile, RegistryFileError> {
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => return Err(one(not_toml(text, &error))),
    };
    let places = Places::new(text, document.get_ref());
    let file: RegistryFile = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => return Err(one(places.form_fault(&error))),
    };
    let faults: Vec<FileFault> =
        file.check().iter().map(|fault| places.content_fault(fault)).collect();
    if faults.is_empty() { Ok(file) } else { Err(RegistryFileError { faults }) }
}

/// Reads other terms of payment liability than those in force, to be tried on history: `[county]` and
/// `[[payment_rate]]` as in a registry file, and nothing else.
///
/// # Errors
/// As [`read_registry_file`], and for whatever payment liability is not counted by.
pub fn read_what_if(text: &str) -> Result<WhatIf, RegistryFileError> {
    let file = read_registry_file(text)?;
    let document = DeTable::parse(text).map_err(|error| one(not_toml(text, &error)))?;
    let places = Places::new(text, document.get_ref());
    let foreign = places
        .entries
        .iter()
        .find(|entry| !matches!(entry.section, Section::County | Section::PaymentRate));
    if let Some(entry) = foreign {
        return Err(one(FileFault {
            line: places.line_of(entry.start),
            entry: entry.name(),
            key: None,
            problem: "terms are [county] and [[payment_rate]]; take the rest away".to_owned(),
        }));
    }
    let what_if = WhatIf { settings: file.county, rates: file.payment_rate };
    let faults: Vec<FileFault> =
        what_if.check().iter().map(|fault| places.content_fault(fault)).collect();
    if faults.is_empty() { Ok(what_if) } else { Err(RegistryFileError { faults }) }
}

fn one(fault: FileFault) -> RegistryFileError {
    RegistryFileError { faults: vec![fault] }
}

fn not_toml(text: &str, error: &toml::de::Error) -> FileFault {
    let at = error.span().unwrap_or_default().start;
    let problem = format!("cannot be read as TOML: {}", error.message());
    FileFault { line: line_of(text, at), entry: String::new(), key: None, problem }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Where things stand in the file. Found once: a file may have as many faults as entries.
struct Places<'a> {
    text: &'a str,
    /// Every entry of the file, by section.
    entries: Vec<Entry<'a>>,
    /// Which of them is the n-th of a section.
    at: HashMap<(Section, usize), usize>,
    /// Where each line but the first begins.
    lines: Vec<usize>,
}

/// One entry, such as the third `[[unit]]`.
struct Entry<'a> {
    section: Section,
    index: usize,
    table: &'a DeTable<'a>,
    start: usize,
}

impl Entry<'_> {
    fn name(&self) -> String {
        let key = self.section.key();
        if self.section == Section::County {
            return format!("[{key}]");
        }
        let id = ["id", "user", "unit"].iter().find_map(|key| value(self.table, key)?.1.as_str());
        let id = id.map(|id| format!(" ({id})")).unwrap_or_default();
        format!("[[{key}]] {}{id}", self.index + 1)
    }
}

fn value<'a>(table: &'a DeTable<'_>, key: &str) -> Option<(usize, &'a DeValue<'a>)> {
    let same = |written: &str| written.replace('-', "_") == key;
    let mut entries = table.iter();
    let (key, value) = entries.find(|(written, _)| same(written.get_ref()))?;
    Some((key.span().start, value.get_ref()))
}

impl<'a> Places<'a> {
    fn new(text: &'a str, document: &'a DeTable<'a>) -> Self {
        let mut entries = Vec::new();
        for section in SECTIONS {
            let Some((start, found)) = value(document, section.key()) else { continue };
            if let Some(table) = found.as_table() {
                entries.push(Entry { section, index: 0, table, start });
            }
            for (index, item) in found.as_array().into_iter().flat_map(|a| a.iter()).enumerate() {
                let start = item.span().start;
                if let Some(table) = item.get_ref().as_table() {
                    entries.push(Entry { section, index, table, start });
                }
            }
        }
        let place = |(at, entry): (usize, &Entry<'_>)| ((entry.section, entry.index), at);
        let at = entries.iter().enumerate().map(place).collect();
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { text, entries, at, lines }
    }

    /// The line of a byte, from 1.
    fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|begins| *begins <= at) + 1
    }

    fn content_fault(&self, fault: &Fault) -> FileFault {
        let entry = self.at.get(&(fault.section, fault.index)).map(|at| &self.entries[*at]);
        let key = |entry: &Entry<'_>| value(entry.table, &fault.field).map(|(at, _)| at);
        let at = entry.map_or(0, |entry| key(entry).unwrap_or(entry.start));
        FileFault {
            line: self.line_of(at),
            entry: entry.map(Entry::name).unwrap_or_default(),
            key: Some(fault.field.clone()),
            problem: fault.problem.to_string(),
        }
    }

    fn form_fault(&self, error: &toml::de::Error) -> FileFault {
        let span = error.span().unwrap_or_default();
        let entry = self
            .entries
            .iter()
            .filter(|entry| entry.start <= span.start)
            .max_by_key(|entry| entry.start);
        let key = self.key_on_line(&span);
        FileFault {
            line: self.line_of(span.start),
            entry: entry.map(Entry::name).unwrap_or_default(),
            problem: self.explain(error.message(), &span, key.as_deref()),
            key,
        }
    }

    /// The key of the line where the span begins; none on a header.
    fn key_on_line(&self, span: &Range<usize>) -> Option<String> {
        let line = self.text.lines().nth(self.line_of(span.start) - 1)?;
        let (key, _) = line.split_once('=')?;
        Some(key.trim().replace('-', "_"))
    }

    /// The parser's words, with what to do.
    fn explain(&self, message: &str, span: &Range<usize>, key: Option<&str>) -> String {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let word = written.trim_matches('"');
        let known = expected_words(message);
        let suggestion = nearest(word, known.iter().map(String::as_str))
            .map(|word| format!("did you mean {word}?"))
            .unwrap_or_else(|| format!("known are {}", known.join(", ")));
        // The times of an outage say by themselves what they should be.
        let is_date = matches!(key, Some("from" | "to")) && !message.contains("is not a time;");
        if message.starts_with("unknown variant") {
            format!("{word:?} is not a known word; {suggestion}")
        } else if message.starts_with("unknown field") {
            format!("there is no key {word}; {suggestion}")
        } else if let Some(field) = message.strip_prefix("missing field ") {
            format!("{} is missing; add it", field.trim_matches('`').replace('-', "_"))
        } else if message.contains("not a valid HsaId") {
            format!(
                "{word:?} is not an HSA-id; write prefix, hyphen and suffix with A–Z, a–z and 0–9 \
                 only, at most 31 characters, such as \"SE2321000057-4F37\""
            )
        } else if is_date && !written.starts_with('"') {
            format!("write the date in quotation marks: \"{written}\"")
        } else if is_date {
            format!("{word:?} is not a date; write year, month and day: \"2026-11-20\"")
        } else if message.contains("untagged enum SettingValue") {
            "a setting is a whole number or a word in quotation marks".to_owned()
        } else if message.contains("expected a string") {
            format!("{message}; write it in quotation marks")
        } else {
            message.to_owned()
        }
    }
}

/// The words between backticks after "expected"; a key may be written with `_` or `-` and is shown
/// with `_`, as in the documentation.
fn expected_words(message: &str) -> Vec<String> {
    let is_field = message.starts_with("unknown field");
    let Some((_, expected)) = message.split_once("expected") else { return Vec::new() };
    let words = expected.split('`').skip(1).step_by(2);
    let mut words: Vec<String> =
        words.map(|word| if is_field { word.replace('-', "_") } else { word.to_owned() }).collect();
    words.dedup();
    words
}

#[cfg(test)]
mod tests;
