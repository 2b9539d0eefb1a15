//! The fields of an act's form: what was typed where something was, otherwise what is suggested.

use brygga_domain::calendar::to_local;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Unit;
use jiff::Timestamp;

use super::context::Context;
use super::read::Errors;
use super::typed::Typed;
use crate::labels;
use crate::views::{Choice, Field, FieldKind, Hidden, NoteKind, Renew};

/// Characters of a short field, as the domain counts.
const SHORT: u32 = 120;
/// Of a note without content.
const NOTE: u32 = 300;
/// Of a text with content.
const LONG: u32 = 4000;

/// Builds the fields of one form.
pub(crate) struct Fields<'a> {
    pub(crate) ctx: &'a Context<'a>,
    /// What was typed, or came with the address.
    pub(crate) typed: &'a Typed,
    /// Nothing has been typed yet: suggestions are shown.
    first: bool,
    errors: &'a Errors,
    pub(crate) fields: Vec<Field>,
    pub(crate) hidden: Vec<Hidden>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(
        ctx: &'a Context<'a>,
        typed: &'a Typed,
        first: bool,
        errors: &'a Errors,
    ) -> Self {
        Self { ctx, typed, first, errors, fields: Vec::new(), hidden: Vec::new() }
    }

    fn add(&mut self, name: &str, kind: FieldKind, required: bool) {
        let label = labels::word(self.ctx.t(), "field", name);
        let mut field = Field::new(name, label, kind);
        field.required = required;
        if let Some(error) = self.errors.of(name) {
            field.error = error.to_owned();
        }
        self.fields.push(field);
    }

    fn value(&self, name: &str, suggested: &str) -> String {
        let typed = self.typed.get(name);
        if self.first && typed.is_empty() { suggested.to_owned() } else { typed.to_owned() }
    }

    /// A word in front of the last field.
    pub(crate) fn help(&mut self, key: &str) {
        let text = self.ctx.t().text(key).into_owned();
        if let Some(field) = self.fields.last_mut() {
            field.help = text;
        }
    }

    /// A button at the last field that fills it in from the rest of the form.
    pub(crate) fn renew(&mut self, change: &'static str, label: &str) {
        let label = self.ctx.t().text(label).into_owned();
        if let Some(field) = self.fields.last_mut() {
            field.renew = Some(Renew { change, label });
        }
    }

    pub(crate) fn short(&mut self, name: &str, suggested: &str) {
        let value = self.value(name, suggested);
        self.add(name, FieldKind::Text { value, max_length: SHORT }, true);
    }

    pub(crate) fn short_optional(&mut self, name: &str, suggested: &str) {
        let value = self.value(name, suggested);
        self.add(name, FieldKind::Text { value, max_length: SHORT }, false);
    }

    pub(crate) fn note(&mut self, name: &str) {
        let value = self.value(name, "");
        self.add(name, FieldKind::Textarea { value, max_length: NOTE }, true);
    }

    pub(crate) fn note_optional(&mut self, name: &str) {
        let value = self.value(name, "");
        self.add(name, FieldKind::Textarea { value, max_length: NOTE }, false);
    }

    pub(crate) fn long(&mut self, name: &str) {
        let value = self.value(name, "");
        self.add(name, FieldKind::Textarea { value, max_length: LONG }, true);
    }

    pub(crate) fn long_optional(&mut self, name: &str) {
        let value = self.value(name, "");
        self.add(name, FieldKind::Textarea { value, max_length: LONG }, false);
    }

    /// A date and a time of day; none suggested leaves it open.
    pub(crate) fn time(&mut self, name: &str, suggested: Option<Timestamp>, required: bool) {
        let local = suggested.map(to_local);
        let part = |part: &str, format: &str| {
            let shown = local.as_ref().map(|at| at.strftime(format).to_string());
            self.value(&format!("{name}-{part}"), &shown.unwrap_or_default())
        };
        let date = part("date", "%Y-%m-%d");
        let time = Some(part("time", "%H:%M"));
        self.add(name, FieldKind::DateTime { date, time }, required);
    }

    /// Now, or what was typed.
    pub(crate) fn time_now(&mut self, name: &str) {
        self.time(name, Some(self.ctx.now()), true);
    }

    pub(crate) fn check(&mut self, name: &str, suggested: bool) {
        let checked = if self.first { suggested } else { self.typed.on(name) };
        self.add(name, FieldKind::Checkbox { checked }, true);
    }

    /// One of a few words of the domain.
    pub(crate) fn radio(&mut self, name: &str, prefix: &str, words: &[&str], suggested: &str) {
        let chosen = self.value(name, suggested);
        let t = self.ctx.t();
        let choices = words
            .iter()
            .map(|word| Choice::new(*word, labels::word(t, prefix, word)).selected(chosen == *word))
            .collect();
        self.add(name, FieldKind::Radio(choices), true);
    }

    /// "Hinder av sekretess: nej / ja": a question that must be answered, nothing suggested
    /// (definitions 2).
    pub(crate) fn secrecy(&mut self) {
        self.radio("secrecy", "secrecy", &["no", "yes"], "");
        self.help("help-secrecy");
    }

    /// Several of a few words.
    pub(crate) fn boxes(&mut self, name: &str, prefix: &str, words: &[&str], suggested: &[&str]) {
        let t = self.ctx.t();
        let choices = words
            .iter()
            .map(|word| {
                let chosen = if self.first {
                    suggested.contains(word)
                } else {
                    self.typed.all(name).any(|value| value == *word)
                };
                Choice::new(*word, labels::word(t, prefix, word)).selected(chosen)
            })
            .collect();
        self.add(name, FieldKind::CheckboxGroup(choices), false);
    }

    /// Some of several, at least one.
    pub(crate) fn choices(&mut self, name: &str, choices: Vec<Choice>) {
        self.add(name, FieldKind::CheckboxGroup(choices), true);
    }

    /// One of several, by value and label; an empty value first.
    pub(crate) fn select(&mut self, name: &str, options: Vec<(String, String)>, suggested: &str) {
        let chosen = self.value(name, suggested);
        let none = Choice::new("", self.ctx.t().text("choose-none"));
        let rest = options.into_iter().map(|(value, label)| {
            let selected = value == chosen;
            Choice::new(value, label).selected(selected)
        });
        self.add(name, FieldKind::Select(std::iter::once(none).chain(rest).collect()), true);
    }

    /// The same where nothing needs to be chosen.
    pub(crate) fn select_optional(&mut self, name: &str, options: Vec<(String, String)>) {
        self.select(name, options, "");
        if let Some(field) = self.fields.last_mut() {
            field.required = false;
        }
    }

    /// Receiving units, each with where it is and whether somebody is there.
    pub(crate) fn recipients(&mut self, name: &str, units: &[HsaId], suggested: &[HsaId]) {
        let choices = units
            .iter()
            .map(|unit| {
                let chosen = if self.first {
                    suggested.contains(unit)
                } else {
                    self.typed.all(name).any(|value| value == unit.as_str())
                };
                Choice::new(unit.as_str(), self.ctx.unit(unit))
                    .in_group(self.organisation(unit))
                    .with_hint(self.place(unit))
                    .selected(chosen)
            })
            .collect();
        self.add(name, FieldKind::CheckboxGroup(choices), true);
    }

    /// One unit.
    pub(crate) fn unit(&mut self, name: &str, units: &[HsaId]) {
        let only = units.first().filter(|_| units.len() == 1);
        self.unit_suggested(name, units, only);
    }

    /// One unit, with one suggested.
    pub(crate) fn unit_suggested(
        &mut self,
        name: &str,
        units: &[HsaId],
        suggested: Option<&HsaId>,
    ) {
        let options = units
            .iter()
            .map(|unit| {
                let place = self.place(unit);
                let name = self.ctx.unit(unit);
                let label = if place.is_empty() { name } else { format!("{name} ({place})") };
                (unit.to_string(), label)
            })
            .collect();
        self.select(name, options, suggested.map_or("", HsaId::as_str));
    }

    fn place(&self, unit: &HsaId) -> String {
        // Wards that are not neutral have one name outside; what tells them apart is the function phone.
        let (today, own) = (self.ctx.today(), Some(&self.ctx.actor().organisation));
        let masked = today.unit_name_for(unit, own).is_some_and(|shown| shown.masked);
        let known = today.unit(unit).filter(|_| masked);
        let phone = known.and_then(|known| known.phone.clone()).unwrap_or_default();
        let parts = [self.organisation(unit), phone, self.ctx.hint(unit)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn organisation(&self, unit: &HsaId) -> String {
        self.ctx.today().organisation_of(unit).map_or_else(String::new, |it| it.name.clone())
    }

    /// Carried through, not shown.
    pub(crate) fn carry(&mut self, name: &str, value: impl Into<String>) {
        self.hidden.push(Hidden::new(name, value));
    }

    /// Carried through as it came with the address or the form.
    pub(crate) fn carry_typed(&mut self, name: &str) {
        for value in self.typed.all(name) {
            self.hidden.push(Hidden::new(name, value));
        }
    }

    /// Says something between the fields.
    pub(crate) fn say(&mut self, kind: NoteKind, lead: impl Into<String>, text: impl Into<String>) {
        let field = Field::new("note", lead, FieldKind::Note(kind)).with_help(text);
        self.fields.push(field);
    }

    /// Those of [`Self::others`] that read what is sent to them: not a unit that nothing is required
    /// of (definitions 2).
    pub(crate) fn readers(&self) -> Vec<HsaId> {
        let mut units = self.others();
        units.retain(|unit| !self.ctx.chain().stops_reading(unit));
        units
    }

    /// Parties with sign-in but the own unit.
    pub(crate) fn others(&self) -> Vec<HsaId> {
        let own = &self.ctx.actor().unit;
        let parties = self.ctx.chain().active_parties();
        parties.filter(|party| party.unit != *own).map(|party| party.unit.clone()).collect()
    }
}

/// Units in the order of their organisations.
pub(crate) fn ids<'b>(units: impl Iterator<Item = &'b Unit>) -> Vec<HsaId> {
    units.map(|unit| unit.id.clone()).collect()
}
