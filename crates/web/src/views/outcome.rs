//! Before and after an act: confirm, receipt, the same form with other content, someone came first.

use askama::Template;
use brygga_i18n::Texts;

use super::{Fact, Hidden, Holder, Link, Note, Pending, PersonHead, Shell};
use crate::filters;

/// An act with legal or outward effect: person, consequence, who is told (decision 22).
#[derive(Debug, Template)]
#[template(path = "confirm.html")]
pub struct ConfirmPage {
    pub t: Texts,
    pub shell: Shell,
    pub person: Option<PersonHead>,
    pub confirm: Confirm,
}

#[derive(Debug, Clone, Default)]
pub struct Confirm {
    /// "Meddela att Greta Mallström är utskriven?"
    pub question: String,
    pub consequence: String,
    /// What the form said, so that it can be read once more.
    pub values: Vec<Fact>,
    pub notes: Vec<Note>,
    pub told: Vec<Told>,
    /// Must be ticked: "Jag har talat med kommunen per telefon".
    pub must_tick: Option<MustTick>,
    pub action: String,
    /// Where "Ändra" leads with everything that was typed.
    pub change_action: String,
    /// Every value of the form and its token; both buttons send them.
    pub hidden: Vec<Hidden>,
    /// "Meddela utskriven".
    pub submit: String,
    pub cancel_url: String,
}

#[derive(Debug, Clone, Default)]
pub struct Told {
    pub holder: Holder,
    pub unit: String,
    /// "obemannad till mån 07:00: ring också 0100-00 00 22".
    pub hint: String,
}

#[derive(Debug, Clone, Default)]
pub struct MustTick {
    pub name: String,
    pub label: String,
    pub error: String,
}

/// What happened, with the server's time.
#[derive(Debug, Template)]
#[template(path = "receipt.html")]
pub struct ReceiptPage {
    pub t: Texts,
    pub shell: Shell,
    pub person: Option<PersonHead>,
    pub receipt: Receipt,
}

#[derive(Debug, Clone, Default)]
pub struct Receipt {
    /// "Skickat 13:40", or for a waiting message "Skickas 13:40:12".
    pub title: String,
    pub text: String,
    pub told: Vec<Told>,
    /// A message that has not left yet.
    pub pending: Option<Pending>,
    pub notes: Vec<Note>,
    pub back_url: String,
    pub back_label: String,
    pub links: Vec<Link>,
}

/// The same form was sent again with other content (decision 21).
#[derive(Debug, Template)]
#[template(path = "same_form.html")]
pub struct SameFormPage {
    pub t: Texts,
    pub shell: Shell,
    pub person: Option<PersonHead>,
    /// "13:40".
    pub sent_at: String,
    pub sent: Vec<Fact>,
    pub typed: Vec<Fact>,
    /// Sends what was typed now as a correction of what was sent.
    pub correct_action: String,
    pub hidden: Vec<Hidden>,
    pub keep_url: String,
}

/// Someone else changed what the form was about.
#[derive(Debug, Template)]
#[template(path = "stale.html")]
pub struct StalePage {
    pub t: Texts,
    pub shell: Shell,
    pub person: Option<PersonHead>,
    pub stale: Stale,
}

#[derive(Debug, Clone, Default)]
pub struct Stale {
    /// "Läget ändrades 13:40 av Björkvik kommun."
    pub what: String,
    pub changes: Vec<String>,
    pub typed: Vec<Fact>,
    pub read_url: String,
    /// The form again, about what stands now.
    pub write_anew: Option<SendAnyway>,
    /// None when the act is no longer possible.
    pub send_anyway: Option<SendAnyway>,
    /// Says that it cannot be sent any more.
    pub impossible: bool,
}

#[derive(Debug, Clone, Default)]
pub struct SendAnyway {
    pub action: String,
    pub hidden: Vec<Hidden>,
    pub label: String,
}
