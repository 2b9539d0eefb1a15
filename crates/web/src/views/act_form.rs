//! The form of any act: fields, help, errors, draft.

use askama::Template;
use brygga_i18n::Texts;

use super::{Hidden, Link, Note, NoteKind, PersonHead, Shell};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "act_form.html")]
pub struct ActFormPage {
    pub t: Texts,
    pub shell: Shell,
    /// None for forms that are not about a person.
    pub person: Option<PersonHead>,
    pub form: ActForm,
}

#[derive(Debug, Clone, Default)]
pub struct ActForm {
    pub title: String,
    pub intro: String,
    pub notes: Vec<Note>,
    pub action: String,
    /// The token of the form and what else it carries.
    pub hidden: Vec<Hidden>,
    pub fields: Vec<Field>,
    /// The field errors again, on top; links go to the fields.
    pub errors: Vec<FormError>,
    /// Where the script saves what is written; empty for no drafts.
    pub draft_url: String,
    /// "Utkast sparat 13:40".
    pub draft_saved: String,
    /// Throw the draft away.
    pub draft_discard: Option<String>,
    pub submit: String,
    pub cancel_url: String,
    pub links: Vec<Link>,
}

impl ActForm {
    /// There is a button that only fills in.
    pub(crate) fn has_renew(&self) -> bool {
        self.fields.iter().any(|field| field.renew.is_some())
    }
}

#[derive(Debug, Clone, Default)]
pub struct FormError {
    /// The `id` of the field, from [`Field::anchor`]; empty for the form as a whole.
    pub anchor: String,
    pub text: String,
}

#[derive(Debug, Clone, Default)]
pub struct Field {
    pub name: String,
    pub label: String,
    /// Stands before the field.
    pub help: String,
    /// Stands after it.
    pub error: String,
    pub required: bool,
    pub kind: FieldKind,
    /// A button that fills the field anew from the rest of the form.
    pub renew: Option<Renew>,
}

/// A button inside a form that shows it again with one field filled in from the others.
#[derive(Debug, Clone)]
pub struct Renew {
    /// What the button sends as `change`.
    pub change: &'static str,
    pub label: String,
}

impl Field {
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self { name: name.into(), label: label.into(), kind, ..Self::default() }
    }

    /// Stands before the field: "Skriv timme och minut".
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    #[must_use]
    pub fn with_error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The `id` of what can be focused first.
    #[must_use]
    pub fn anchor(&self) -> String {
        match self.kind {
            FieldKind::DateTime { .. } => format!("f-{}-date", self.name),
            FieldKind::Radio(_) | FieldKind::CheckboxGroup(_) => format!("f-{}-0", self.name),
            _ => format!("f-{}", self.name),
        }
    }

    pub(crate) fn described_by(&self) -> Option<String> {
        let help = (!self.help.is_empty()).then(|| format!("f-{}-help", self.name));
        let error = (!self.error.is_empty()).then(|| format!("f-{}-error", self.name));
        match (help, error) {
            (Some(help), Some(error)) => Some(format!("{help} {error}")),
            (help, error) => help.or(error),
        }
    }

    pub(crate) fn class(&self) -> &'static str {
        if self.error.is_empty() { "f" } else { "f f--err" }
    }
}

#[derive(Debug, Clone)]
pub enum FieldKind {
    Text {
        value: String,
        max_length: u32,
    },
    Textarea {
        value: String,
        max_length: u32,
    },
    /// Sends `{name}-date` (YYYY-MM-DD) and, unless `time` is none, `{name}-time` (HH:MM). The time is
    /// a plain field: a time control would show am and pm in some browsers and lose what is mistyped.
    DateTime {
        date: String,
        time: Option<String>,
    },
    Select(Vec<Choice>),
    Radio(Vec<Choice>),
    /// Sends `{name}=yes`.
    Checkbox {
        checked: bool,
    },
    /// Recipients, for example; sends `name` once for each.
    CheckboxGroup(Vec<Choice>),
    Hidden {
        value: String,
    },
    /// Not a field: says something between the fields. The label is its lead, help its text.
    Note(NoteKind),
}

impl Default for FieldKind {
    fn default() -> Self {
        Self::Text { value: String::new(), max_length: 200 }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
    /// What it stands under in a long list, such as a unit's organisation; empty: never folded away.
    pub group: String,
    pub selected: bool,
    pub disabled: bool,
}

impl Choice {
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    #[must_use]
    pub fn in_group(mut self, group: impl Into<String>) -> Self {
        self.group = group.into();
        self
    }

    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// Choices that stand together; with a title they can be folded away.
#[derive(Debug)]
pub struct ChoiceGroup<'a> {
    pub title: &'a str,
    /// Shown from the start.
    pub open: bool,
    /// Each with its number among all, which its `id` carries.
    pub choices: Vec<(usize, &'a Choice)>,
}

/// More choices than this are folded into their groups.
const UNFOLDED: usize = 12;

/// A short list as it is. Of a long one the chosen first, then the others by group; where nothing is
/// chosen the first group is open.
#[must_use]
pub fn choice_groups(choices: &[Choice]) -> Vec<ChoiceGroup<'_>> {
    let all = || choices.iter().enumerate();
    if choices.len() <= UNFOLDED {
        return vec![ChoiceGroup { title: "", open: true, choices: all().collect() }];
    }
    let chosen: Vec<_> = all().filter(|(_, choice)| choice.selected).collect();
    let none_chosen = chosen.is_empty();
    let mut groups = vec![ChoiceGroup { title: "", open: true, choices: chosen }];
    for (number, choice) in all().filter(|(_, choice)| !choice.selected) {
        let title = choice.group.as_str();
        match groups.iter_mut().skip(1).find(|group| group.title == title) {
            Some(group) => group.choices.push((number, choice)),
            None => {
                let open = (none_chosen && groups.len() == 1) || title.is_empty();
                groups.push(ChoiceGroup { title, open, choices: vec![(number, choice)] });
            }
        }
    }
    groups.retain(|group| !group.choices.is_empty());
    groups
}

impl ActForm {
    /// Collects the errors of the fields for the summary on top.
    #[must_use]
    pub fn with_errors_on_top(mut self) -> Self {
        let of_fields = self.fields.iter().filter(|field| !field.error.is_empty());
        let errors: Vec<_> = of_fields
            .map(|field| FormError {
                anchor: field.anchor(),
                // "Fyll i fältet." alone does not say which.
                text: match field.label.strip_suffix('?') {
                    Some(_) => format!("{} {}", field.label, field.error),
                    None => format!("{}: {}", field.label, field.error),
                },
            })
            .collect();
        self.errors.extend(errors);
        self
    }
}

impl FieldKind {
    /// A date control shows no text that is no date: such a text is given back in a plain field, so
    /// that it can be read and mended.
    pub(crate) fn date_control(written: &str) -> &'static str {
        let is_date = written.parse::<jiff::civil::Date>().is_ok();
        if written.is_empty() || is_date { "date" } else { "text" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_links_to_what_can_be_focused() {
        let time = FieldKind::DateTime { date: String::new(), time: Some(String::new()) };
        let form = ActForm {
            fields: vec![
                Field::new("when", "När", time).with_error("Skriv timme och minut"),
                Field::new("why", "Varför", FieldKind::default()),
                Field::new("to", "Till", FieldKind::CheckboxGroup(vec![])).with_error("Välj"),
            ],
            ..ActForm::default()
        }
        .with_errors_on_top();
        let anchors: Vec<_> = form.errors.iter().map(|error| error.anchor.as_str()).collect();
        assert_eq!(anchors, ["f-when-date", "f-to-0"]);
        assert_eq!(form.errors[1].text, "Till: Välj", "it says which field it is about");
    }

    #[test]
    fn a_date_that_is_none_is_given_back_where_it_can_be_read() {
        assert_eq!(FieldKind::date_control(""), "date");
        assert_eq!(FieldKind::date_control("2026-11-20"), "date");
        assert_eq!(FieldKind::date_control("20/11"), "text");
        assert_eq!(FieldKind::date_control("2026-02-30"), "text");
    }

    #[test]
    fn a_long_list_shows_what_is_chosen_and_folds_the_rest_by_organisation() {
        let unit = |n: usize| {
            let place = if n.is_multiple_of(2) { "Region Exempel" } else { "Björkvik kommun" };
            Choice::new(n.to_string(), "Enhet").in_group(place).selected(n == 4)
        };
        let units: Vec<_> = (0..20).map(unit).collect();
        let shown: Vec<_> = choice_groups(&units)
            .iter()
            .map(|group| (group.title.to_owned(), group.open, group.choices.len()))
            .collect();
        let folded = |title: &str, n| (title.to_owned(), false, n);
        let chosen = (String::new(), true, 1);
        assert_eq!(shown, [chosen, folded("Region Exempel", 9), folded("Björkvik kommun", 10)]);
        assert_eq!(choice_groups(&units)[0].choices[0].0, 4, "numbered as in the whole list");
        assert!(choice_groups(&units[..12]).iter().all(|group| group.title.is_empty()));
        assert!(choice_groups(&units[5..])[0].open, "the summary of errors leads to a field");
    }

    #[test]
    fn a_field_is_described_by_its_help_and_its_error() {
        let field = Field::new("a", "A", FieldKind::default()).with_help("h").with_error("e");
        assert_eq!(field.described_by().as_deref(), Some("f-a-help f-a-error"));
    }
}
