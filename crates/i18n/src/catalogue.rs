//! The compiled-in catalogues, parsed once.

use std::sync::LazyLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::LanguageIdentifier;

use crate::Language;

pub(crate) type Bundle = FluentBundle<FluentResource>;

macro_rules! files {
    ($language:literal) => {
        [
            include_str!(concat!("../locales/", $language, "/shell.ftl")),
            include_str!(concat!("../locales/", $language, "/account.ftl")),
            include_str!(concat!("../locales/", $language, "/worklist.ftl")),
            include_str!(concat!("../locales/", $language, "/chain.ftl")),
            include_str!(concat!("../locales/", $language, "/forms.ftl")),
            include_str!(concat!("../locales/", $language, "/states.ftl")),
            include_str!(concat!("../locales/", $language, "/pages.ftl")),
            include_str!(concat!("../locales/", $language, "/acts.ftl")),
            include_str!(concat!("../locales/", $language, "/follow_up.ftl")),
            include_str!(concat!("../locales/", $language, "/liability.ftl")),
        ]
    };
}

static SWEDISH_FILES: [&str; 10] = files!("sv");
static ENGLISH_FILES: [&str; 10] = files!("en");

static SWEDISH: LazyLock<Bundle> = LazyLock::new(|| build(Language::Swedish));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| build(Language::English));

pub(crate) fn bundle(language: Language) -> &'static Bundle {
    match language {
        Language::Swedish => &SWEDISH,
        Language::English => &ENGLISH,
    }
}

fn files(language: Language) -> &'static [&'static str] {
    match language {
        Language::Swedish => &SWEDISH_FILES,
        Language::English => &ENGLISH_FILES,
    }
}

fn build(language: Language) -> Bundle {
    let tag: LanguageIdentifier = language.code().parse().expect("`sv` and `en` are language tags");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // The marks that Fluent sets around filled-in places show as boxes in some print views.
    bundle.set_use_isolating(false);
    for file in files(language) {
        let resource = FluentResource::try_new((*file).to_owned())
            .expect("the catalogues are compiled in and a test parses them");
        bundle
            .add_resource(resource)
            .expect("the catalogues are compiled in and a test finds double keys");
    }
    bundle
}

pub(crate) fn keys(language: Language) -> Vec<&'static str> {
    let mut keys: Vec<_> = messages(language).map(|(key, _)| key).collect();
    keys.sort_unstable();
    keys
}

/// Each key with the names of its places, sorted.
#[cfg(test)]
pub(crate) fn places(language: Language) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut all: Vec<_> = Vec::new();
    for file in files(language) {
        for line in file.lines() {
            if let Some((key, _)) = message_start(line) {
                all.push((key, Vec::new()));
            }
            let Some((_, names)) = all.last_mut() else { continue };
            for part in line.split('$').skip(1) {
                let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
                let name = &part[..end.unwrap_or(part.len())];
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    for (_, names) in &mut all {
        names.sort_unstable();
    }
    all.sort_unstable();
    all
}

fn messages(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    files(language).iter().flat_map(|file| file.lines()).filter_map(message_start)
}

/// A message starts at the beginning of a line: `key = text`.
fn message_start(line: &'static str) -> Option<(&'static str, &'static str)> {
    let (key, text) = line.split_once(" =")?;
    let plain = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    plain.then_some((key, text))
}
