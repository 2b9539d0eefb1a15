//! Events and messages of a chain, newest first, and the form for a new message.

use brygga_i18n::Texts;

use super::{ButtonForm, Hidden, Holder, Link, Tag};

#[derive(Debug, Clone, Default)]
pub struct Timeline {
    pub unread: u32,
    pub filter: TimelineFilter,
    pub all_url: String,
    pub messages_url: String,
    pub changes_url: String,
    pub composer: Option<Composer>,
    pub days: Vec<TimelineDay>,
    /// "Visa 14 tidigare händelser".
    pub earlier: Option<Earlier>,
}

#[derive(Debug, Clone, Default)]
pub struct Earlier {
    pub n: u32,
    pub url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimelineFilter {
    #[default]
    All,
    Messages,
    Changes,
}

impl TimelineFilter {
    pub(crate) fn is(self, name: &str) -> bool {
        matches!(
            (self, name),
            (Self::All, "all") | (Self::Messages, "messages") | (Self::Changes, "changes")
        )
    }
}

#[derive(Debug, Clone, Default)]
pub struct TimelineDay {
    /// "Idag fredag 20 november".
    pub label: String,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
pub enum Entry {
    Event(EventEntry),
    Message(Box<MessageEntry>),
}

/// Something that happened, in one sentence.
#[derive(Debug, Clone, Default)]
pub struct EventEntry {
    /// "09:14".
    pub time: String,
    /// RFC 3339.
    pub at: String,
    pub icon: &'static str,
    pub tone: Tone,
    /// Printed strong before the text.
    pub lead: String,
    pub text: String,
    /// Who, and who has acknowledged.
    pub under: String,
    /// "enligt telefon, ej bekräftat av …", "rättad", "makulerad".
    pub tags: Vec<Tag>,
    /// One click: "Stämmer".
    pub confirm: Option<Box<ButtonForm>>,
    pub links: Vec<Link>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Info,
    Ok,
    /// A legal notice or a turn in the process.
    Brand,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Plain => "d",
            Self::Info => "d d--info",
            Self::Ok => "d d--ok",
            Self::Brand => "d d--brand",
        }
    }
}

/// A message with its state at each recipient.
#[derive(Debug, Clone, Default)]
pub struct MessageEntry {
    /// The fragment that links point to.
    pub id: String,
    pub time: String,
    pub at: String,
    pub from: Holder,
    /// "Björkvik kommun".
    pub unit: String,
    /// Role, and the name only where the rule for staff allows it.
    pub role: String,
    pub ours: bool,
    pub unread: bool,
    pub needs_answer: bool,
    /// Its time cannot be compared with others.
    pub clock_uncertain: bool,
    /// "ur ärende 1a2b3c4d", where it is of a linked case.
    pub tag: Option<Tag>,
    /// "Hälso- och sjukvård" when it is not seen by all parties.
    pub compartment: String,
    pub text: String,
    pub attachments: Vec<Link>,
    pub states: Vec<MessageState>,
    pub answer_url: Option<String>,
    pub acknowledge: Option<ButtonForm>,
    pub take_over: Option<ButtonForm>,
    /// Waits ten seconds before it leaves.
    pub undo: Option<Pending>,
    pub cancelled: bool,
}

impl MessageEntry {
    pub(crate) fn class(&self) -> &'static str {
        match (self.unread, self.ours) {
            (true, _) => "msg msg--new",
            (false, true) => "msg msg--us",
            (false, false) => "msg",
        }
    }

    pub(crate) fn dot(&self) -> &'static str {
        if self.unread { "d d--info" } else { "d" }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Pending {
    /// "13:40:12".
    pub leaves_at: String,
    /// RFC 3339.
    pub until: String,
    pub action: String,
    pub hidden: Vec<Hidden>,
    pub seconds: u32,
}

/// What a message has come to at one recipient.
#[derive(Debug, Clone, Default)]
pub struct MessageState {
    pub unit: String,
    pub reached: Reached,
    /// "13:05"; for a later answer the time it was promised.
    pub time: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reached {
    #[default]
    Sent,
    Delivered,
    Acknowledged,
    /// "Återkommer kl. …".
    AnswersAt,
    Answered,
    TakenOver,
    Forwarded,
    /// An answer is required and has not come.
    WaitsForAnswer,
}

impl Reached {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Acknowledged | Self::Answered | Self::TakenOver => "ack ack--ok",
            Self::WaitsForAnswer => "ack ack--w",
            Self::Sent | Self::Delivered | Self::AnswersAt | Self::Forwarded => "ack",
        }
    }

    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Acknowledged | Self::Answered => "checkc",
            Self::TakenOver => "user",
            Self::Forwarded => "arrow",
            Self::Delivered => "check",
            Self::Sent | Self::WaitsForAnswer | Self::AnswersAt => "clock",
        }
    }

    pub(crate) fn label(self, t: &Texts) -> String {
        match self {
            Self::Sent => t.text("reached-sent"),
            Self::Delivered => t.text("reached-delivered"),
            Self::Acknowledged => t.text("reached-acknowledged"),
            Self::AnswersAt => t.text("reached-answers-at"),
            Self::Answered => t.text("reached-answered"),
            Self::TakenOver => t.text("reached-taken-over"),
            Self::Forwarded => t.text("reached-forwarded"),
            Self::WaitsForAnswer => t.text("reached-waits"),
        }
        .into_owned()
    }
}

/// The form for a new message. Recipients are units by name, never "all".
#[derive(Debug, Clone, Default)]
pub struct Composer {
    pub action: String,
    pub draft_url: String,
    pub hidden: Vec<Hidden>,
    pub text: String,
    pub max_length: u32,
    pub recipients: Vec<Recipient>,
    pub compartments: Vec<Compartment>,
    pub needs_answer: bool,
    /// "Utkast sparat 13:40"; empty for none.
    pub draft: String,
    pub error: String,
}

#[derive(Debug, Clone, Default)]
pub struct Recipient {
    pub value: String,
    pub unit: String,
    pub holder: Holder,
    /// "obemannad till mån 07:00, ring 0100-00 00 22".
    pub hint: String,
    pub selected: bool,
}

/// Who may read what is written: the readers of a compartment.
#[derive(Debug, Clone, Default)]
pub struct Compartment {
    pub value: String,
    pub label: String,
    /// "Läses av Björkvik hemsjukvård och Ekens vårdcentral".
    pub readers: String,
    pub selected: bool,
}
