//! The page of one care chain.

use askama::Template;
use brygga_i18n::Texts;

use super::{
    ButtonForm, CheckState, Conflict, Due, Entry, Fact, Holder, Link, Note, NoteKind, PersonHead,
    Preparation, Shell, StepState, Tag, Timeline, Who,
};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "chain.html")]
pub struct ChainPage {
    pub t: Texts,
    pub shell: Shell,
    pub person: PersonHead,
    pub chain: Chain,
}

/// The same on paper.
#[derive(Debug, Template)]
#[template(path = "chain_print.html")]
pub struct ChainPrintPage {
    pub t: Texts,
    pub shell: Shell,
    pub person: PersonHead,
    pub chain: Chain,
}

#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// "26-004711".
    pub number: String,
    pub url: String,
    pub topic: String,
    pub version: u64,
    /// None for those who may not put it on paper.
    pub print_url: Option<String>,
    /// The list one came from.
    pub list_url: String,
    /// Its place in the list one came from.
    pub place: Option<PlaceInList>,
    pub notes: Vec<Note>,
    /// Other cases of the same admission, whose events, steps and parties are shown among its own.
    pub linked: Vec<LinkedCase>,
    pub conflicts: Vec<Conflict>,
    pub steps: Vec<ChainStep>,
    pub marks: Vec<ReadyMark>,
    /// What the acts of the menu are, in groups.
    pub acts: Vec<ActGroup>,
    /// "Fyra saker saknas för hemgång idag".
    pub todo_title: String,
    /// What the title counts; where it counts nothing, every step.
    pub todo: Vec<Todo>,
    /// What is to be done but keeps nobody from going home.
    pub also_todo: Vec<Todo>,
    pub timeline: Timeline,
    pub checklist: Option<Checklist>,
    pub sip: Option<SideCard>,
    pub parties: Vec<Party>,
    pub consent: Option<SideCard>,
    pub liability: Option<SideCard>,
    pub access_log_url: Option<String>,
    pub print_foot: String,
}

impl Chain {
    pub(crate) fn ours(&self) -> usize {
        self.todo.iter().chain(&self.also_todo).filter(|todo| todo.who.is_us()).count()
    }

    pub(crate) fn open_steps(&self) -> usize {
        self.todo.len() + self.also_todo.len()
    }
}

/// Another case of the same admission.
#[derive(Debug, Clone, Default)]
pub struct LinkedCase {
    pub kind: NoteKind,
    /// "Samma vårdtillfälle som ärende 1a2b3c4d."
    pub lead: String,
    /// How far it is, who it lies with, and that it is shown here.
    pub text: String,
    /// It is of somebody else, by its own account.
    pub warning: String,
    pub topic: String,
    pub version: u64,
    pub open: Link,
    /// To say that it is not the same after all, in each case that says it is.
    pub take_back: Vec<Link>,
}

#[derive(Debug, Clone, Default)]
pub struct PlaceInList {
    /// "Ärende 2 av 5 i “Kräver åtgärd av oss”".
    pub text: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Clone)]
pub struct ChainStep {
    pub state: StepState,
    pub label: String,
    /// At most two lines: when, who.
    pub lines: Vec<String>,
}

/// Kommunklar of one municipality, or öppenvårdsklar of one unit: beside the steps, not a step.
#[derive(Debug, Clone)]
pub struct ReadyMark {
    pub state: CheckState,
    /// "Kommunklar", "Öppenvårdsklar".
    pub label: String,
    /// The municipality, or the unit.
    pub unit: String,
    /// What it comes to, and what each unit has said.
    pub lines: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct ActGroup {
    pub title: String,
    pub acts: Vec<ActLink>,
}

/// An act that this reader may do now.
#[derive(Debug, Clone, Default)]
pub struct ActLink {
    pub icon: &'static str,
    pub label: String,
    pub url: String,
}

/// Something that is missing, with the act that settles it or a reminder.
#[derive(Debug, Clone, Default)]
pub struct Todo {
    pub icon: &'static str,
    pub text: String,
    /// "ur ärende 1a2b3c4d", where it is of a linked case.
    pub tag: Option<Tag>,
    pub who: Who,
    pub hint: String,
    pub due: Option<Due>,
    pub act: TodoAct,
    /// Who has taken it, what is offered, dates: "Kim Demosson tar hand om det".
    pub notes: Vec<String>,
    /// "Tar hand om", in one click.
    pub take_over: Option<ButtonForm>,
    /// To hand it over, give it back, decline.
    pub links: Vec<Link>,
}

impl Todo {
    /// What its buttons are about, for those who only hear them: two cases may miss the same.
    pub(crate) fn about(&self) -> String {
        match &self.tag {
            Some(tag) => format!("{}, {}", self.text, tag.text),
            None => self.text.clone(),
        }
    }

    pub(crate) fn tone(&self) -> &'static str {
        match (&self.due, self.who.is_us()) {
            (Some(due), _) if due.urgency == super::Urgency::Late => "bad",
            (Some(due), true) if due.urgency == super::Urgency::Soon => "soon",
            _ => "calm",
        }
    }
}

#[derive(Debug, Clone, Default)]
pub enum TodoAct {
    /// Ours: opens the form.
    Do(ActLink),
    /// One button: reminds somebody else, or says that what we said still holds.
    Remind(ButtonForm),
    /// Reminded already, or nobody to remind: "Påmind 13:20".
    Said(String),
    #[default]
    Nothing,
}

#[derive(Debug, Clone, Default)]
pub struct Checklist {
    pub preparation: Preparation,
    pub items: Vec<ChecklistItem>,
    pub edit_url: Option<String>,
}

#[derive(Debug, Clone)]
pub struct ChecklistItem {
    pub state: CheckState,
    pub label: String,
    /// "skickad tors 15:20".
    pub detail: String,
    /// Tick it; can be undone for ten seconds.
    pub tick: Option<ButtonForm>,
}

/// A card with facts: SIP, consent, payment liability.
#[derive(Debug, Clone, Default)]
pub struct SideCard {
    pub tag: Option<Tag>,
    pub text: String,
    pub facts: Vec<Fact>,
    pub links: Vec<Link>,
}

impl SideCard {
    /// There is something besides the tag in its heading.
    pub(crate) fn has_body(&self) -> bool {
        !(self.text.is_empty() && self.facts.is_empty() && self.links.is_empty())
    }
}

#[derive(Debug, Clone, Default)]
pub struct Party {
    pub holder: Holder,
    pub unit: String,
    pub us: bool,
    /// "Biståndshandläggare · 0100-00 00 21".
    pub detail: String,
    /// "ur ärende 1a2b3c4d", where it takes part in a linked case alone.
    pub from: Option<Tag>,
    pub tags: Vec<Tag>,
    /// One click: "Ringt, ej svar" (definitions 9).
    pub unanswered: Option<ButtonForm>,
}

impl Party {
    pub(crate) fn is_tagged(&self) -> bool {
        self.from.is_some() || !self.tags.is_empty()
    }
}
