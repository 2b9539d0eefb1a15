//! Small things that many pages show.

use brygga_i18n::Texts;

/// A hidden input that carries a value through a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hidden {
    pub name: String,
    pub value: String,
}

impl Hidden {
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// How near a due time is. Under two hours is soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Urgency {
    #[default]
    Calm,
    Soon,
    Late,
}

impl Urgency {
    pub(crate) fn due_class(self) -> &'static str {
        match self {
            Self::Calm => "due",
            Self::Soon => "due due--warn",
            Self::Late => "due due--crit",
        }
    }

    pub(crate) fn row_class(self) -> &'static str {
        match self {
            Self::Calm => "r",
            Self::Soon => "r r--soon",
            Self::Late => "r r--late",
        }
    }

    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Calm => "clock",
            Self::Soon => "glass",
            Self::Late => "alert",
        }
    }
}

/// A due time: "Idag 15:00", "1 tim 18 min".
#[derive(Debug, Clone, Default)]
pub struct Due {
    pub label: String,
    pub left: String,
    /// RFC 3339, for the countdown.
    pub at: String,
    pub urgency: Urgency,
}

/// The kind of party that has a step, for the icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holder {
    #[default]
    Us,
    Hospital,
    Municipality,
    PrimaryCare,
    Supplier,
    Person,
}

impl Holder {
    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Us => "arrow",
            Self::Hospital => "hosp",
            Self::Municipality => "home",
            Self::PrimaryCare => "clinic",
            Self::Supplier => "aid",
            Self::Person => "user",
        }
    }
}

impl Holder {
    /// In a list of parties we have our own kind's icon, not the arrow.
    pub(crate) fn party_icon(self) -> &'static str {
        if self == Self::Us { "hosp" } else { self.icon() }
    }

    pub(crate) fn message_icon(self) -> &'static str {
        if self == Self::Us { "chat" } else { self.icon() }
    }
}

/// Whose step it is: ours ("Läkare") or another unit's ("Björkvik kommun").
#[derive(Debug, Clone, Default)]
pub struct Who {
    pub holder: Holder,
    pub name: String,
}

impl Who {
    pub(crate) fn is_us(&self) -> bool {
        self.holder == Holder::Us
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Left,
}

impl StepState {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Left => "left",
        }
    }

    pub(crate) fn is_now(self) -> bool {
        self == Self::Now
    }

    pub(crate) fn is_done(self) -> bool {
        self == Self::Done
    }

    pub(crate) fn box_class(self) -> &'static str {
        match self {
            Self::Done => "on",
            Self::Now => "now",
            Self::Left => "",
        }
    }

    pub(crate) fn label(self, t: &Texts) -> String {
        match self {
            Self::Done => t.text("step-done"),
            Self::Now => t.text("step-now"),
            Self::Left => t.text("step-left"),
        }
        .into_owned()
    }
}

/// Where a chain stands, in a list: "Utskrivningsklar", "sedan tors 10:20".
#[derive(Debug, Clone, Default)]
pub struct Stage {
    pub label: String,
    pub since: String,
    pub bar: Vec<StepState>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckState {
    Done,
    UnderWay,
    Missing,
    NotApplicable,
    /// Nobody has asked for it yet.
    ToCome,
}

impl CheckState {
    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::ToCome => "circle",
            Self::Done => "checkc",
            Self::UnderWay => "glass",
            Self::Missing => "xc",
            Self::NotApplicable => "dash",
        }
    }

    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Done => "ok",
            Self::UnderWay => "wa",
            Self::Missing => "no",
            Self::NotApplicable | Self::ToCome => "na",
        }
    }

    /// The colour of a mark beside the steps; what is still to come is calm, not red.
    pub(crate) fn tone(self) -> &'static str {
        match self {
            Self::Done => "good",
            Self::Missing => "bad",
            Self::UnderWay => "soon",
            Self::NotApplicable | Self::ToCome => "calm",
        }
    }

    pub(crate) fn box_class(self) -> &'static str {
        match self {
            Self::Done => "on",
            Self::NotApplicable => "na",
            Self::UnderWay | Self::Missing | Self::ToCome => "",
        }
    }

    pub(crate) fn label(self, t: &Texts) -> String {
        match self {
            Self::Done => t.text("check-done"),
            Self::UnderWay => t.text("check-under-way"),
            Self::Missing => t.text("check-missing"),
            Self::NotApplicable => t.text("check-not-applicable"),
            Self::ToCome => t.text("step-left"),
        }
        .into_owned()
    }
}

/// What is done before going home, as boxes and "4 av 6". What is not applicable counts in neither.
#[derive(Debug, Clone, Default)]
pub struct Preparation {
    pub boxes: Vec<CheckState>,
}

impl Preparation {
    #[must_use]
    pub fn done(&self) -> usize {
        self.boxes.iter().filter(|state| **state == CheckState::Done).count()
    }

    #[must_use]
    pub fn total(&self) -> usize {
        self.boxes.iter().filter(|state| **state != CheckState::NotApplicable).count()
    }

    /// The boxes with what is done first, as one reads a bar.
    pub(crate) fn in_order(&self) -> Vec<CheckState> {
        let mut boxes = self.boxes.clone();
        boxes.sort_by_key(|state| match state {
            CheckState::Done => 0,
            CheckState::UnderWay | CheckState::Missing | CheckState::ToCome => 1,
            CheckState::NotApplicable => 2,
        });
        boxes
    }

    pub(crate) fn text(&self, t: &Texts) -> String {
        t.with("prep-of", &[("done", self.done().to_string()), ("total", self.total().to_string())])
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TagKind {
    #[default]
    Neutral,
    Ok,
    Info,
    Warn,
    Crit,
    /// Weekend risk, and nothing else.
    Weekend,
    Brand,
}

impl TagKind {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tag",
            Self::Ok => "tag tag--ok",
            Self::Info => "tag tag--info",
            Self::Warn => "tag tag--warn",
            Self::Crit => "tag tag--crit",
            Self::Weekend => "tag tag--help",
            Self::Brand => "tag tag--brand",
        }
    }
}

/// A state in words with an icon of its own shape; never clicked.
#[derive(Debug, Clone, Default)]
pub struct Tag {
    pub kind: TagKind,
    /// A name in the sprite; empty for none.
    pub icon: &'static str,
    pub text: String,
}

impl Tag {
    #[must_use]
    pub fn new(kind: TagKind, icon: &'static str, text: impl Into<String>) -> Self {
        Self { kind, icon, text: text.into() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NoteKind {
    #[default]
    Info,
    Ok,
    Warn,
    Crit,
    Weekend,
}

impl NoteKind {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Info => "note",
            Self::Ok => "note note--ok",
            Self::Warn => "note note--warn",
            Self::Crit => "note note--crit",
            Self::Weekend => "note note--help",
        }
    }

    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Ok => "checkc",
            Self::Warn | Self::Crit => "alert",
            Self::Weekend => "wk",
        }
    }
}

/// What has happened and what one can do; not closable.
#[derive(Debug, Clone, Default)]
pub struct Note {
    pub kind: NoteKind,
    pub lead: String,
    pub text: String,
    pub link: Option<Link>,
}

#[derive(Debug, Clone, Default)]
pub struct Link {
    pub label: String,
    pub url: String,
}

impl Link {
    #[must_use]
    pub fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), url: url.into() }
    }
}

/// A small form that is one button: acknowledge, tick, remind.
#[derive(Debug, Clone, Default)]
pub struct ButtonForm {
    pub label: String,
    pub icon: &'static str,
    pub action: String,
    pub hidden: Vec<Hidden>,
}

/// The person that a page is about, repeated in every confirmation.
#[derive(Debug, Clone, Default)]
pub struct PersonHead {
    pub family_name: String,
    pub given_name: String,
    /// As it is shown; empty for protected identity.
    pub identity: String,
    pub identity_label: String,
    pub test_number: bool,
    /// "88 år".
    pub age: String,
    pub facts: Vec<Fact>,
    /// At most three; the rest stands in the chain.
    pub tags: Vec<Tag>,
}

impl PersonHead {
    pub(crate) fn first_tags(&self) -> impl Iterator<Item = &Tag> {
        self.tags.iter().take(3)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Fact {
    pub label: String,
    pub value: String,
    /// Left out of the patient bar where it is narrow.
    pub far: bool,
}

impl Fact {
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), far: false }
    }

    /// Not for a narrow patient bar.
    #[must_use]
    pub fn far(self) -> Self {
        Self { far: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use brygga_i18n::Language;

    #[test]
    fn what_is_not_applicable_counts_in_neither_number() {
        let preparation = Preparation {
            boxes: vec![CheckState::Done, CheckState::Missing, CheckState::NotApplicable],
        };
        assert_eq!(preparation.text(&Texts::of(Language::Swedish)), "1 av 2");
    }

    #[test]
    fn a_patient_bar_shows_at_most_three_tags() {
        let tags = (0..5).map(|n| Tag::new(TagKind::Neutral, "", n.to_string())).collect();
        let person = PersonHead { tags, ..PersonHead::default() };
        assert_eq!(person.first_tags().count(), 3);
    }
}
