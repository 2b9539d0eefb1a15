//! The frame around every page: header, status bar, theme, live connection.

use brygga_i18n::{Language, Texts};

use super::Hidden;

/// What the frame of a page needs to know.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    pub theme: Theme,
    /// Not real people: the mark stands on every page (decision 33).
    pub test_data: bool,
    /// Goes with every form of the frame.
    pub csrf: String,
    /// Where language and theme switches lead back to.
    pub path: String,
    /// The server's time, RFC 3339, for countdowns on workstations with a wrong clock.
    pub now: String,
    /// Who is signed in, in which assignment; none before that.
    pub user: Option<UserBar>,
    pub nav: NavPlace,
    /// Single-key commands are on.
    pub keys_on: bool,
    pub key_hints: Vec<KeyHint>,
    pub live: Option<Live>,
    /// Something that was just done and can be undone for ten seconds.
    pub undo: Option<Undo>,
}

impl Shell {
    /// `on` or `off`, as the script reads it.
    #[must_use]
    pub fn keys_attribute(&self) -> &'static str {
        if self.keys_on { "on" } else { "off" }
    }
}

#[derive(Debug, Clone, Default)]
pub struct UserBar {
    pub name: String,
    /// "Avdelning 37".
    pub unit: String,
    /// "Länssjukhuset · Avdelningskoordinator".
    pub place_and_role: String,
    /// Chains that need an act of ours; shown beside the menu item.
    pub needs_us: u32,
    /// The screen locks after so many seconds without a sign of life; 0 = never.
    pub lock_after_s: u32,
    /// May give others a time-limited assignment.
    pub leads_unit: Option<String>,
    /// May read figures of follow-up: their address.
    pub follows_up: Option<String>,
    /// Looks after the server: the address of its work in the background.
    pub operates: Option<String>,
}

/// The live connection of a page with content that others change.
#[derive(Debug, Clone, Default)]
pub struct Live {
    /// Topics whose change concerns the page as a whole, separated by spaces.
    pub topics: String,
    /// Opaque; where polling goes on from.
    pub cursor: String,
    /// "13:42".
    pub age: String,
}

#[derive(Debug, Clone, Default)]
pub struct Undo {
    /// "Meddelandet är kvitterat".
    pub done: String,
    pub action: String,
    pub hidden: Vec<Hidden>,
    /// RFC 3339.
    pub until: String,
    pub seconds: u32,
}

impl Undo {
    /// What was done, with the button that is shown until a time.
    pub(crate) fn until(
        done: String,
        action: String,
        hidden: Vec<Hidden>,
        until: jiff::Timestamp,
        now: jiff::Timestamp,
    ) -> Self {
        let seconds = u32::try_from(until.duration_since(now).as_secs()).unwrap_or(0);
        Self { done, action, hidden, until: until.to_string(), seconds }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    Light,
    Dark,
    #[default]
    System,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    /// The value of `data-theme`; none follows the system.
    #[must_use]
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::System => None,
        }
    }

    /// The value of the cookie and of the form.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.attribute().unwrap_or("system")
    }

    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.code() == code).unwrap_or_default()
    }

    pub(crate) fn label(self, t: &Texts) -> String {
        match self {
            Self::Light => t.text("theme-light"),
            Self::Dark => t.text("theme-dark"),
            Self::System => t.text("theme-system"),
        }
        .into_owned()
    }
}

/// Which menu item is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NavPlace {
    Worklist,
    Search,
    FollowUp,
    Account,
    #[default]
    None,
}

impl NavPlace {
    pub(crate) fn is(self, name: &str) -> bool {
        matches!(
            (self, name),
            (Self::Worklist, "worklist")
                | (Self::Search, "search")
                | (Self::FollowUp, "follow-up")
                | (Self::Account, "account")
        )
    }
}

/// A hint in the status bar: keys and what they do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyHint {
    Move,
    NextCase,
    Open,
    Acknowledge,
    Message,
    Table,
    All,
}

impl KeyHint {
    /// The hints of a list.
    pub const LIST: [Self; 4] = [Self::Move, Self::Open, Self::Acknowledge, Self::All];
    /// The hints of a page of figures.
    pub const FIGURES: [Self; 2] = [Self::Table, Self::All];
    /// The hints of one chain.
    pub const CHAIN: [Self; 4] = [Self::NextCase, Self::Message, Self::Acknowledge, Self::All];

    pub(crate) fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Move | Self::NextCase => &["J", "K"],
            Self::Open => &["Enter"],
            Self::Acknowledge => &["E"],
            Self::Message => &["M"],
            Self::Table => &["T"],
            Self::All => &["?"],
        }
    }

    pub(crate) fn label(self, t: &Texts) -> String {
        match self {
            Self::Move => t.text("hint-move"),
            Self::NextCase => t.text("hint-next-case"),
            Self::Open => t.text("hint-open"),
            Self::Acknowledge => t.text("hint-acknowledge"),
            Self::Message => t.text("hint-message"),
            Self::Table => t.text("hint-table"),
            Self::All => t.text("hint-all"),
        }
        .into_owned()
    }
}

/// A language by its own name, so that those who do not read the other find it.
pub(crate) fn language_name(language: &Language) -> &'static str {
    match language {
        Language::Swedish => "Svenska",
        Language::English => "English",
    }
}
