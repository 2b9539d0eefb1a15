//! Where two parties said different things: both values side by side, a human chooses (rules M2, M3,
//! M4, M6 and M10).

use brygga_i18n::Texts;

use super::{ButtonForm, Link};

#[derive(Debug, Clone, Default)]
pub struct Conflict {
    /// Stands in the fragment and in ids.
    pub id: String,
    pub kind: ConflictKind,
    /// What it is about: "Beräknad utskrivning".
    pub subject: String,
    pub values: Vec<ConflictValue>,
    /// What holds until it is settled.
    pub meanwhile: String,
    /// Further acts that settle it.
    pub acts: Vec<Link>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConflictKind {
    /// M2: several heads with different values.
    #[default]
    DifferentValues,
    /// M3: ready and withdrawn at the same time; not ready until the ward has spoken.
    ReadyAndWithdrawn,
    /// M4: kommunklar answers a notice that was taken back.
    AnswersWithdrawnNotice,
    /// M6: discharged while it was not permitted.
    DischargedWithoutReady,
    /// M6: the municipality is ready, but from a later time.
    DischargedBeforeReady,
    /// M10: the same form with different content.
    SameFormDifferentContent,
}

impl ConflictKind {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::ReadyAndWithdrawn
            | Self::DischargedWithoutReady
            | Self::DischargedBeforeReady => "conflict conflict--crit",
            Self::DifferentValues
            | Self::AnswersWithdrawnNotice
            | Self::SameFormDifferentContent => "conflict",
        }
    }

    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::ReadyAndWithdrawn
            | Self::DischargedWithoutReady
            | Self::DischargedBeforeReady => "alert",
            Self::AnswersWithdrawnNotice => "undo",
            Self::DifferentValues | Self::SameFormDifferentContent => "fork",
        }
    }

    pub(crate) fn title(self, t: &Texts) -> String {
        match self {
            Self::DifferentValues => t.text("conflict-values"),
            Self::ReadyAndWithdrawn => t.text("conflict-ready-withdrawn"),
            Self::AnswersWithdrawnNotice => t.text("conflict-dormant"),
            Self::DischargedWithoutReady => t.text("conflict-discharged"),
            Self::DischargedBeforeReady => t.text("conflict-discharged-early"),
            Self::SameFormDifferentContent => t.text("conflict-same-form"),
        }
        .into_owned()
    }
}

#[derive(Debug, Clone, Default)]
pub struct ConflictValue {
    pub value: String,
    /// "Avdelning 37, koordinator".
    pub who: String,
    /// "idag 13:12".
    pub when: String,
    /// Lets this value hold; none for those who only read.
    pub choose: Option<ButtonForm>,
}
