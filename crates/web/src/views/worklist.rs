//! The worklist of a ward, a municipality or a primary care unit.

use askama::Template;
use brygga_i18n::Texts;

use super::{ButtonForm, Due, Link, Note, Preparation, Shell, Stage, Tag, Urgency, Who};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "worklist.html")]
pub struct WorklistPage {
    pub t: Texts,
    pub shell: Shell,
    pub list: Worklist,
}

/// The counts alone, for a quiet update.
#[derive(Debug, Template)]
#[template(path = "parts/counts.html")]
pub struct WorklistCounts {
    pub t: Texts,
    pub list: Counts,
}

#[derive(Debug, Clone, Default)]
pub struct Worklist {
    pub kind: WorklistKind,
    /// "Fredag 20 november 2026 kl. 13:42 · 23 inskrivna på avdelning 37".
    pub subtitle: String,
    /// "Vårdkedjor på avdelning 37".
    pub table_label: String,
    /// This list, with its filter and page.
    pub url: String,
    pub print_url: String,
    /// The form that begins a chain; none for those who do not begin any.
    pub begin: Option<Link>,
    pub weekend: Option<WeekendBanner>,
    pub notes: Vec<Note>,
    pub facts: Vec<ListFact>,
    pub counts: Vec<Count>,
    /// Where the counts alone are; empty for none.
    pub counts_url: String,
    /// Areas to choose between, for a municipality.
    pub areas: Vec<Area>,
    /// What the rows can stand together by.
    pub groupings: Vec<Area>,
    pub groups: Vec<WorklistGroup>,
    pub empty: Option<EmptyList>,
    /// The first page and the next; keyset, so there is no page number.
    pub first_url: Option<String>,
    pub next_url: Option<String>,
    /// The closed cases, which no count leads to; none on their own list.
    pub closed_url: Option<String>,
    /// The answers that are left of cases which the unit reads no more; none for those who answer
    /// nothing.
    pub own_answers_url: Option<String>,
    /// Set on the print view: everything on one page and this under it.
    pub print_foot: Option<String>,
}

/// What the counts need; see [`WorklistCounts`].
#[derive(Debug, Clone, Default)]
pub struct Counts {
    pub counts: Vec<Count>,
    pub counts_url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WorklistKind {
    #[default]
    Ward,
    Municipality,
    PrimaryCare,
}

impl WorklistKind {
    pub(crate) fn place(self, t: &Texts) -> String {
        match self {
            Self::Ward => t.text("col-bed"),
            Self::Municipality | Self::PrimaryCare => t.text("col-area"),
        }
        .into_owned()
    }

    pub(crate) fn date(self, t: &Texts) -> String {
        match self {
            Self::Ward | Self::PrimaryCare => t.text("col-estimate"),
            Self::Municipality => t.text("col-liability"),
        }
        .into_owned()
    }

    pub(crate) fn unit(self, t: &Texts) -> String {
        match self {
            Self::Ward => t.text("col-municipality"),
            Self::Municipality | Self::PrimaryCare => t.text("col-ward"),
        }
        .into_owned()
    }
}

/// How many may stay over the weekend or holiday.
#[derive(Debug, Clone, Default)]
pub struct WeekendBanner {
    pub persons: u32,
    /// Of these: the next step is ours.
    pub ours: u32,
    /// "idag 17:00".
    pub last_time: String,
    /// "3 tim 18 min".
    pub left: String,
    pub url: String,
}

/// One box above the list: "Betalningsansvar inträder i natt för 1 person".
#[derive(Debug, Clone, Default)]
pub struct ListFact {
    pub icon: &'static str,
    pub lead: String,
    pub text: String,
}

/// A number that is a filter too.
#[derive(Debug, Clone, Default)]
pub struct Count {
    pub kind: CountKind,
    pub n: u32,
    pub url: String,
    pub current: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CountKind {
    #[default]
    All,
    Ours,
    Mine,
    Unassigned,
    Late,
    Weekend,
    Unread,
}

impl CountKind {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Ours => "count count--info",
            Self::Late => "count count--crit",
            Self::Weekend => "count count--help",
            Self::All | Self::Mine | Self::Unassigned | Self::Unread => "count",
        }
    }

    pub(crate) fn icon(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Ours => Some("arrow"),
            Self::Mine => Some("user"),
            Self::Unassigned => Some("users"),
            Self::Late => Some("alert"),
            Self::Weekend => Some("wk"),
            Self::Unread => Some("mail"),
        }
    }

    pub(crate) fn label(self, t: &Texts) -> String {
        match self {
            Self::All => t.text("count-all"),
            Self::Ours => t.text("group-ours"),
            Self::Mine => t.text("count-mine"),
            Self::Unassigned => t.text("count-unassigned"),
            Self::Late => t.text("count-late"),
            Self::Weekend => t.text("weekend-risk"),
            Self::Unread => t.text("count-unread"),
        }
        .into_owned()
    }
}

#[derive(Debug, Clone, Default)]
pub struct Area {
    pub label: String,
    pub url: String,
    pub current: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupKind {
    #[default]
    Ours,
    WaitsForHospital,
    WaitsForMunicipality,
    WaitsForPrimaryCare,
    AsPlanned,
    /// By something else than the step; the group has its own title.
    Other,
    /// Stays from the ADT feed that have no admission notice; seen by their ward only.
    StaysWithoutNotice,
    /// What is over.
    Closed,
}

impl GroupKind {
    pub(crate) fn class(self) -> &'static str {
        if self == Self::Ours { "grp grp--us" } else { "grp" }
    }

    pub(crate) fn title(self, t: &Texts) -> String {
        match self {
            Self::Ours => t.text("group-ours"),
            Self::WaitsForHospital => t.text("group-hospital"),
            Self::WaitsForMunicipality => t.text("group-municipality"),
            Self::WaitsForPrimaryCare => t.text("group-primary-care"),
            Self::AsPlanned => t.text("group-as-planned"),
            Self::StaysWithoutNotice => t.text("group-stays"),
            Self::Closed => t.text("group-closed"),
            Self::Other => t.text("group-none"),
        }
        .into_owned()
    }

    pub(crate) fn note(self, t: &Texts) -> String {
        match self {
            Self::Ours => t.text("group-ours-note"),
            Self::WaitsForHospital | Self::WaitsForMunicipality | Self::WaitsForPrimaryCare => {
                t.text("group-waits-note")
            }
            Self::AsPlanned => t.text("group-as-planned-note"),
            Self::StaysWithoutNotice => t.text("group-stays-note"),
            Self::Closed => t.text("group-closed-note"),
            Self::Other => t.text("group-ours-note"),
        }
        .into_owned()
    }
}

#[derive(Debug, Clone, Default)]
pub struct WorklistGroup {
    pub kind: GroupKind,
    /// Where the kind does not say it: "Björkvik kommun", "Sal 12".
    pub title: Option<String>,
    /// All of the group; `rows` may be fewer.
    pub count: u32,
    pub rows: Vec<WorklistRow>,
}

impl WorklistGroup {
    pub(crate) fn title(&self, t: &Texts) -> String {
        self.title.clone().unwrap_or_else(|| self.kind.title(t))
    }

    pub(crate) fn shown(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn is_cut(&self) -> bool {
        (self.rows.len() as u64) < u64::from(self.count)
    }
}

#[derive(Debug, Clone, Default)]
pub struct WorklistRow {
    /// The chain, or for a stay the form that starts one.
    pub url: String,
    /// "chain:…", as the live stream names it.
    pub topic: String,
    pub version: u64,
    /// Bed for a ward, area for the others.
    pub place: String,
    /// "Mallström, Greta"; masked when the identity is protected.
    pub name: String,
    pub identity: String,
    pub test_number: bool,
    pub age: String,
    pub stage: Stage,
    pub step: String,
    pub who: Who,
    pub due: Option<Due>,
    /// Expected discharge, or for a municipality the start of payment liability.
    pub date: Cell,
    /// Municipality for a ward, ward for the others.
    pub unit: String,
    /// None for a stay without a notice.
    pub preparation: Option<Preparation>,
    pub unread: u32,
    pub messages_url: String,
    /// Acknowledge everything that is unseen here (key E).
    pub acknowledge: Option<ButtonForm>,
    pub tags: Vec<Tag>,
    /// "13:40" when it changed since the reader last opened it.
    pub changed_at: Option<String>,
}

impl WorklistRow {
    pub(crate) fn class(&self) -> &'static str {
        self.due.as_ref().map_or(Urgency::Calm, |due| due.urgency).row_class()
    }
}

/// A cell with a line under it.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub text: String,
    pub under: String,
    pub strong: bool,
}

impl Cell {
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// What an empty list means, and where to look instead.
#[derive(Debug, Clone, Default)]
pub struct EmptyList {
    pub title: String,
    pub text: String,
    pub link: Option<Link>,
}
