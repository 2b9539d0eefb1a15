//! One's own settings, and the list of keys.

use askama::Template;
use brygga_i18n::Texts;

use super::{AssignmentChoice, Shell};
use crate::filters;

#[derive(Debug, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    pub t: Texts,
    pub shell: Shell,
    pub name: String,
    pub user_name: String,
    pub assignments: Vec<AssignmentChoice>,
    /// "Sparat" after a change.
    pub saved: bool,
}

#[derive(Debug, Template)]
#[template(path = "keys.html")]
pub struct KeysPage {
    pub t: Texts,
    pub shell: Shell,
}

/// A key with what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyLine {
    pub(crate) keys: &'static [&'static str],
    key: &'static str,
}

impl KeyLine {
    pub(crate) const LIST: [Self; 5] = [
        Self { keys: &["J", "↓"], key: "keys-next-row" },
        Self { keys: &["K", "↑"], key: "keys-previous-row" },
        Self { keys: &["Enter"], key: "keys-open" },
        Self { keys: &["E"], key: "keys-acknowledge" },
        Self { keys: &["M"], key: "keys-messages" },
    ];
    pub(crate) const CHAIN: [Self; 4] = [
        Self { keys: &["J"], key: "keys-next-case" },
        Self { keys: &["K"], key: "keys-previous-case" },
        Self { keys: &["M"], key: "keys-new-message" },
        Self { keys: &["E"], key: "keys-acknowledge-first" },
    ];
    pub(crate) const EVERYWHERE: [Self; 4] = [
        Self { keys: &["/"], key: "keys-search" },
        Self { keys: &["?"], key: "keys-this-page" },
        Self { keys: &["Ctrl", "Enter"], key: "keys-send" },
        Self { keys: &["Ctrl", "L"], key: "keys-lock" },
    ];

    pub(crate) fn label(self, t: &Texts) -> String {
        t.text(self.key).into_owned()
    }
}
