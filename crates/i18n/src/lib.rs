//! Words people read, in Swedish and English, as Fluent message keys.
//!
//! The catalogues in `locales/` are compiled in. Swedish is the language of the work; English is a
//! switch for those who want it. What an event says in the record (`text`) is Swedish and not made
//! here.

mod catalogue;

use std::borrow::Cow;
use std::fmt::Display;

use fluent_bundle::{FluentArgs, FluentValue};

/// A language that the screen speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    #[default]
    Swedish,
    English,
}

impl Language {
    /// Every language there is.
    pub const ALL: [Self; 2] = [Self::Swedish, Self::English];

    /// The tag for `<html lang>` and for the cookie.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Swedish => "sv",
            Self::English => "en",
        }
    }

    /// The language with this tag, if we speak it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// The words of one language. Cheap to copy; the catalogues are read once per process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Texts {
    language: Language,
}

impl Texts {
    #[must_use]
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    #[must_use]
    pub fn language(self) -> Language {
        self.language
    }

    /// Returns the message `key`; an unknown key comes back in brackets, so that it is seen.
    #[must_use]
    pub fn text(self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// Returns the message `key` with its places filled in.
    #[must_use]
    pub fn with<V: AsRef<str>>(self, key: &str, values: &[(&str, V)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.as_ref());
        }
        self.format(key, Some(&args)).into_owned()
    }

    /// Returns the message `key` with one place filled in; the short form for templates.
    #[must_use]
    pub fn fill<V: Display + ?Sized>(self, key: &str, name: &str, value: &V) -> String {
        self.with(key, &[(name, value.to_string())])
    }

    /// Returns the message `key` in the plural form that `n` asks for; its place is called `n`.
    #[must_use]
    pub fn count(self, key: &str, n: impl Amount) -> String {
        let mut args = FluentArgs::with_capacity(1);
        args.set("n", FluentValue::from(n.amount()));
        self.format(key, Some(&args)).into_owned()
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = catalogue::bundle(self.language);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return Cow::Owned(format!("[{key}]"));
        };
        bundle.format_pattern(pattern, args, &mut Vec::new())
    }
}

/// A number of things, by value or by reference (templates hand out references).
pub trait Amount {
    fn amount(&self) -> u64;
}

impl Amount for u64 {
    fn amount(&self) -> u64 {
        *self
    }
}

impl Amount for u32 {
    fn amount(&self) -> u64 {
        u64::from(*self)
    }
}

impl Amount for usize {
    fn amount(&self) -> u64 {
        *self as u64
    }
}

impl<T: Amount + ?Sized> Amount for &T {
    fn amount(&self) -> u64 {
        (**self).amount()
    }
}

/// Every key of a language, sorted; the tidy check and the tests compare them.
#[must_use]
pub fn keys(language: Language) -> Vec<&'static str> {
    catalogue::keys(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swedish() -> Texts {
        Texts::of(Language::Swedish)
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        assert_eq!(keys(Language::Swedish), keys(Language::English));
    }

    #[test]
    fn every_message_has_a_text_in_both_languages() {
        for language in Language::ALL {
            for key in keys(language) {
                let text = Texts::of(language).text(key);
                assert!(!text.trim().is_empty() && !text.starts_with('['), "{language:?} {key}");
            }
        }
    }

    /// Definition 14. Those of deviations, meetings, minutes and consultation (Händelseanalys, Upptäckta
    /// avsteg, Månadens patientfall, Remiss, Justerare, Konsekvens) come with their pages.
    #[test]
    fn the_words_that_are_fixed_stand_on_the_screen() {
        let keys = keys(Language::Swedish).into_iter();
        let shown: Vec<_> = keys.map(|key| swedish().text(key)).collect();
        for word in [
            "öppenvårdsklar",
            "Kvitterad",
            "Tar hand om",
            "Returnerat",
            "Avvisat: inte folkbokförd här",
            "Kommunklar",
            "Trygg hemgång",
            "Hjälpmedel",
            "Epikris",
            "Omvårdnadsepikris",
            "Vårdrapport från kommunen",
            "Beräknad utskrivning",
            "Menprövning",
            "Klart inför hemgång",
            "Kvar att göra",
            "Starta ärende",
            "Innehåller sekretessuppgifter",
        ] {
            assert!(shown.iter().any(|text| text.contains(word)), "{word}");
        }
    }

    #[test]
    fn both_languages_have_the_same_places_in_a_message() {
        let places = |language| catalogue::places(language);
        for (swedish, english) in
            places(Language::Swedish).iter().zip(places(Language::English).iter())
        {
            assert_eq!(swedish, english);
        }
    }

    #[test]
    fn an_unknown_key_is_shown_in_brackets() {
        assert_eq!(swedish().text("no-such-key"), "[no-such-key]");
    }

    #[test]
    fn a_place_is_filled_without_isolation_marks() {
        assert_eq!(swedish().with("worklist-changed-row", &[("time", "13:40")]), "Ändrad 13:40");
        assert_eq!(swedish().fill("worklist-changed-row", "time", "13:40"), "Ändrad 13:40");
    }

    #[test]
    fn one_and_many_are_told_apart() {
        assert_eq!(swedish().count("unread", 1_u32), "1 oläst");
        assert_eq!(swedish().count("unread", 2_usize), "2 olästa");
        assert_eq!(Texts::of(Language::English).count("unread", 1_u32), "1 unread");
    }

    #[test]
    fn a_language_is_found_by_its_tag() {
        assert_eq!(Language::from_code("en"), Some(Language::English));
        assert_eq!(Language::from_code("fi"), None);
    }
}
