//! Reads a form: every fault is named at its field, and nothing typed is lost.

use brygga_domain::care_chain::acts::PartyUnit;
use brygga_domain::ids::{CommandId, EventId, HsaId};
use brygga_domain::moment::{Moment, MomentError};

use super::context::Context;
use super::typed::Typed;
use crate::labels;

/// What is wrong with a form: field and words; an empty field is the form as a whole.
#[derive(Debug, Default)]
pub(crate) struct Errors(Vec<(String, String)>);

impl Errors {
    pub(crate) fn add(&mut self, field: &str, text: impl Into<String>) {
        self.0.push((field.to_owned(), text.into()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    /// Faults of no field that the form shows.
    pub(crate) fn others<'a>(&'a self, shown: &'a [&str]) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(|(name, _)| !shown.contains(&name.as_str()))
            .map(|(_, text)| text.as_str())
    }
}

/// Reads one form into an act.
pub(crate) struct Read<'a> {
    pub(crate) ctx: &'a Context<'a>,
    pub(crate) typed: &'a Typed,
    /// The values that the form showed and the act replaces.
    pub(crate) shown: Vec<EventId>,
    pub(crate) errors: Errors,
}

impl<'a> Read<'a> {
    pub(crate) fn new(ctx: &'a Context<'a>, typed: &'a Typed, shown: Vec<EventId>) -> Self {
        Self { ctx, typed, shown, errors: Errors::default() }
    }

    pub(crate) fn wrong(&mut self, field: &str, key: &str) {
        let text = self.ctx.t().text(key).into_owned();
        self.errors.add(field, text);
    }

    /// Must be written.
    pub(crate) fn written(&mut self, name: &str) -> String {
        let text = self.typed.get(name).trim().to_owned();
        if text.is_empty() {
            self.wrong(name, "refused-empty");
        }
        text
    }

    /// A phone number that somebody can call again.
    pub(crate) fn phone(&mut self, name: &str) -> String {
        let text = self.written(name);
        if !text.is_empty() && text.chars().filter(char::is_ascii_digit).count() < 3 {
            self.wrong(name, "phone-error");
        }
        text
    }

    /// May be left out.
    pub(crate) fn optional(&self, name: &str) -> Option<String> {
        let text = self.typed.get(name).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// One word of several.
    pub(crate) fn word<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = parse(self.typed.get(name));
        if found.is_none() {
            self.wrong(name, "choose-one");
        }
        found
    }

    /// The answer to "Hinder av sekretess" (definitions 2).
    pub(crate) fn secrecy(&mut self) -> Option<bool> {
        self.word("secrecy", |word| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    }

    /// A time that must be told.
    pub(crate) fn time(&mut self, name: &str) -> Option<Moment> {
        match self.moment(name) {
            Some(moment) => moment,
            None => {
                self.wrong(name, "time-error-empty");
                None
            }
        }
    }

    /// A time that may be left out.
    pub(crate) fn time_optional(&mut self, name: &str) -> Option<Moment> {
        self.moment(name).flatten()
    }

    /// Outer none: nothing written. Inner none: cannot be read, and said so.
    fn moment(&mut self, name: &str) -> Option<Option<Moment>> {
        let date = self.typed.get(&format!("{name}-date")).trim();
        let time = self.typed.get(&format!("{name}-time")).trim();
        if date.is_empty() && time.is_empty() {
            return None;
        }
        Some(match Moment::parse_local(date, time) {
            Ok(moment) => Some(moment),
            Err(error) => {
                self.time_error(name, error);
                None
            }
        })
    }

    fn time_error(&mut self, name: &str, error: MomentError) {
        let text = labels::word(self.ctx.t(), "time-error", error.code());
        self.errors.add(name, text);
    }

    /// Units that were ticked.
    pub(crate) fn units(&self, name: &str) -> Vec<HsaId> {
        self.typed.all(name).filter_map(|text| HsaId::parse(text).ok()).collect()
    }

    /// One unit.
    pub(crate) fn unit(&mut self, name: &str) -> Option<HsaId> {
        self.word(name, |text| HsaId::parse(text).ok())
    }

    /// One unit with what the registry says of it.
    pub(crate) fn party(&mut self, name: &str) -> Option<PartyUnit> {
        let ctx = self.ctx;
        self.word(name, |text| ctx.party_unit(&HsaId::parse(text).ok()?))
    }

    /// The same for several.
    pub(crate) fn parties(&self, name: &str) -> Vec<PartyUnit> {
        self.units(name).iter().filter_map(|unit| self.ctx.party_unit(unit)).collect()
    }

    /// The word of what the act is about, carried through the form; a form without it is not ours.
    pub(crate) fn carried(&mut self, name: &str) -> String {
        let text = self.typed.get(name).trim().to_owned();
        if text.is_empty() {
            self.wrong(name, "refused-not-standing");
        }
        text
    }

    /// What the act is about, carried through the form; a form without it is not ours.
    pub(crate) fn event(&mut self, name: &str) -> Option<EventId> {
        let found = EventId::parse(self.typed.get(name)).ok();
        if found.is_none() {
            self.wrong(name, "refused-not-standing");
        }
        found
    }

    pub(crate) fn command(&mut self, name: &str) -> Option<CommandId> {
        let found = CommandId::parse(self.typed.get(name)).ok();
        if found.is_none() {
            self.wrong(name, "refused-not-standing");
        }
        found
    }
}
