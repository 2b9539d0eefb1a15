//! What a person may do in a care chain: each act is a command and the rule that turns it into
//! facts or a refusal. Pure: who, when and what was read come in as arguments.

mod consent;
mod corrections;
mod delay_cause;
mod discharge;
mod handover;
mod leave;
mod liability;
mod messages;
mod notice;
mod parties;
mod party_unit;
mod phone;
mod planning;
mod protection;
mod readiness;
mod segments;
mod sip;

pub use consent::{MarkProtected, RecordConsent};
pub use corrections::{CancelFacts, ConfirmCancellation, MarkSameAs, Undo};
pub use delay_cause::JudgeDelayCause;
pub use discharge::{
    CloseChain, ConfirmDeceased, Discharge, InformPatient, RecordDeceased, RecordFollowUp,
    SendDischargeInformation,
};
pub use handover::{AcceptHandover, DeclineHandover, OfferHandover};
pub use leave::RecordLeave;
pub use liability::SetLiabilityStatus;
pub use messages::{
    Acknowledge, AnswerQuestion, DeferAnswer, ForwardMessage, Release, Remind, SendMessage,
    TakeOver,
};
pub use notice::{AnswerNotice, Notice, SendAdmissionNotice, SendCareRequest, StartChain};
pub use parties::{AddParty, EndParty, MoveWard};
pub use party_unit::PartyUnit;
pub use phone::{ConfirmPhone, RecordPhoneUnanswered, TellByPhone};
pub use planning::{
    CONFIRMED, ChangeEstimate, NameCareContact, SendNursingReport, SetChecklistItem,
    SharePlanningBasis, StartPlanning,
};
pub use protection::{WHEN_PROTECTED, WhenProtected, when_protected};
pub use readiness::{
    AnswerMunicipalityReady, AnswerOutpatientReady, DeclareReady, NotifyReady, WithdrawReady,
};
pub use sip::{AnswerSipNeed, CallSip, RecordSipHeld, RequestSip};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::events::ChainEvent;
use super::gates::Gate;
use super::state::{CareChain, Party};
use super::values::Stage;
use crate::envelope::Compartment;
use crate::ids::{EventId, HsaId};
use crate::moment::Moment;
use crate::registry::{Branch, Role};

/// Who acts, from which unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The user; none for a feed.
    pub user: Option<HsaId>,
    /// The unit of the assignment.
    pub unit: HsaId,
    /// Its legal entity.
    pub organisation: HsaId,
    /// Its branch.
    pub branch: Branch,
    /// The role of the assignment.
    pub role: Role,
    /// The assignment is one as permanent care contact (definitions 6).
    pub care_contact: bool,
    /// The name to show where a person takes something over; none where staff is protected.
    pub name: Option<String>,
    /// When.
    pub now: Timestamp,
}

/// A fact that an act leads to, before it gets its place in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFact {
    /// Where it stands; the chain knows the newest segment.
    pub compartment: Compartment,
    /// 0 = all parties of the compartment.
    pub room: u16,
    /// What.
    pub event: ChainEvent,
    /// The values that the person was shown and replaces.
    pub replaces: Vec<EventId>,
    /// When it happened, as the person says.
    pub occurred_at: Moment,
    /// The law counts when it was sent.
    pub sent: bool,
    /// It stands in the segment after the compartment's newest, which this act opens: the audience
    /// changes (decision 1).
    pub next_segment: bool,
}

impl NewFact {
    /// A fact in its type's own compartment, now.
    pub fn new(event: impl Into<ChainEvent>, by: &By) -> Self {
        let event = event.into();
        Self {
            compartment: event.event_type().compartment,
            room: 0,
            event,
            replaces: Vec::new(),
            occurred_at: Moment::from_instant(by.now),
            sent: false,
            next_segment: false,
        }
    }
    /// The law counts when this was sent.
    #[must_use]
    pub fn sent(self) -> Self {
        Self { sent: true, ..self }
    }
    /// It happened then.
    #[must_use]
    pub fn occurred(self, at: &Moment) -> Self {
        Self { occurred_at: at.clone(), ..self }
    }
    /// It replaces what the person was shown.
    #[must_use]
    pub fn replacing(self, mut shown: Vec<EventId>) -> Self {
        shown.sort_unstable();
        shown.dedup();
        shown.truncate(64);
        Self { replaces: shown, ..self }
    }
    /// It stands in another compartment and room.
    #[must_use]
    pub fn placed(self, compartment: Compartment, room: u16) -> Self {
        Self { compartment, room, ..self }
    }
}

/// A rule said no. The word is a message key; what the user typed is kept by the surface.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The chain is closed, deceased or cancelled.
    #[error("the chain is over")]
    Over,
    /// The chain has facts that this version does not know (M14), or some are missing (M16).
    #[error("the chain cannot be judged here now")]
    Incomplete,
    /// Nobody is addressed.
    #[error("there is no recipient")]
    NoRecipient,
    /// A recipient does not take part, or does not read the compartment.
    #[error("a recipient cannot read this")]
    RecipientCannotRead,
    /// Municipal health care is addressed but outpatient care is not (2:1 st. 2).
    #[error("outpatient care must be addressed too")]
    CopyRule,
    /// Part 2 needs consent, harm assessment or compulsory care (definitions 2).
    #[error("part two has no ground")]
    NoGround,
    /// Protected identity: only the ward, by direct contact.
    #[error("the identity is protected")]
    Protected,
    /// Something that must be written is empty: which field.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Longer than a field may be.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// A time lies where it cannot: which field.
    #[error("{0} cannot be then")]
    ImpossibleTime(&'static str),
    /// The fact that the act is about does not stand any more.
    #[error("what the act is about does not stand")]
    NotStanding,
    /// It has been done already.
    #[error("it is done already")]
    AlreadyDone,
    /// Gates are open and no reason is given.
    #[error("something is open and no reason is given")]
    GateOpen(Vec<Gate>),
    /// Discharge without kommunklar: the municipality has not been contacted (definitions, UI 4).
    #[error("the municipality is not ready and has not been contacted")]
    MunicipalityNotContacted,
    /// A second person must do it (M9).
    #[error("another person must do it")]
    SamePerson,
    /// Only the unit that it is about can do it.
    #[error("another unit must do it")]
    NotYourUnit,
    /// Only in an assignment as permanent care contact, or as head of the unit (definitions 6).
    #[error("only the permanent care contact or the head of the unit can do it")]
    CareContactOnly,
    /// No permanent care contact is named yet (definitions 6).
    #[error("no permanent care contact is named")]
    NoCareContact,
    /// An objection that the person is not medically ready (definitions 4).
    #[error("only a physician can answer it")]
    PhysicianOnly,
    /// Without consent no SIP (lag 2017:612 4:2).
    #[error("there is no consent")]
    NoConsent,
    /// Not at this stage.
    #[error("not at this stage")]
    WrongStage,
    /// Undo is possible for ten seconds (decision 22).
    #[error("too late to undo")]
    TooLate,
}

impl Refused {
    /// Every [`Self::word`].
    pub const WORDS: [&'static str; 22] = [
        "over",
        "incomplete",
        "no-recipient",
        "recipient-cannot-read",
        "copy-rule",
        "no-ground",
        "protected",
        "empty",
        "too-long",
        "impossible-time",
        "not-standing",
        "already-done",
        "gate-open",
        "municipality-not-contacted",
        "same-person",
        "not-your-unit",
        "care-contact-only",
        "no-care-contact",
        "physician-only",
        "no-consent",
        "wrong-stage",
        "too-late",
    ];

    /// The word of the message key.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Incomplete => "incomplete",
            Self::NoRecipient => "no-recipient",
            Self::RecipientCannotRead => "recipient-cannot-read",
            Self::CopyRule => "copy-rule",
            Self::NoGround => "no-ground",
            Self::Protected => "protected",
            Self::Empty(_) => "empty",
            Self::TooLong(_) => "too-long",
            Self::ImpossibleTime(_) => "impossible-time",
            Self::NotStanding => "not-standing",
            Self::AlreadyDone => "already-done",
            Self::GateOpen(_) => "gate-open",
            Self::MunicipalityNotContacted => "municipality-not-contacted",
            Self::SamePerson => "same-person",
            Self::NotYourUnit => "not-your-unit",
            Self::CareContactOnly => "care-contact-only",
            Self::NoCareContact => "no-care-contact",
            Self::PhysicianOnly => "physician-only",
            Self::NoConsent => "no-consent",
            Self::WrongStage => "wrong-stage",
            Self::TooLate => "too-late",
        }
    }
    /// The field that the refusal is about.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Empty(field) | Self::TooLong(field) | Self::ImpossibleTime(field) => Some(field),
            Self::NoRecipient | Self::RecipientCannotRead | Self::CopyRule => Some("to"),
            Self::GateOpen(_) => Some("despite"),
            Self::MunicipalityNotContacted => Some("municipality-contacted"),
            _ => None,
        }
    }
}

/// Facts or a refusal.
pub type Decision = Result<Vec<NewFact>, Refused>;

/// A command of a care chain.
pub trait Decide {
    /// Which facts follow, given what the chain is and what the person was shown.
    fn decide(&self, chain: &CareChain, by: &By) -> Decision;
}

macro_rules! acts {
    ($($name:ident = $word:literal,)*) => {
        /// Every act. The word is the action of the policies and the end of its address.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "act")]
        #[expect(clippy::large_enum_variant, reason = "one act a request; a box hides nothing")]
        pub enum Act {
            $(#[doc = concat!("`", $word, "`")] #[serde(rename = $word)] $name($name),)*
        }
        impl Act {
            /// The words of all acts.
            pub const WORDS: &'static [&'static str] = &[$($word),*];
            /// The act's word.
            pub const fn word(&self) -> &'static str {
                match self { $(Self::$name(_) => $word),* }
            }
            fn rule(&self) -> &dyn Decide {
                match self { $(Self::$name(act) => act),* }
            }
        }
        $(impl From<$name> for Act {
            fn from(act: $name) -> Self { Self::$name(act) }
        })*
    };
}

acts! {
    StartChain = "start-chain",
    SendAdmissionNotice = "send-admission-notice",
    AnswerNotice = "answer-notice",
    SendCareRequest = "send-care-request",
    SendNursingReport = "send-nursing-report",
    Acknowledge = "acknowledge",
    TakeOver = "take-over",
    Release = "release",
    OfferHandover = "offer-handover",
    AcceptHandover = "accept-handover",
    DeclineHandover = "decline-handover",
    ForwardMessage = "forward-message",
    SendMessage = "send-message",
    AnswerQuestion = "answer-question",
    DeferAnswer = "defer-answer",
    Remind = "remind",
    ChangeEstimate = "change-estimate",
    NameCareContact = "name-care-contact",
    StartPlanning = "start-planning",
    SharePlanningBasis = "share-planning-basis",
    SetChecklistItem = "set-checklist-item",
    DeclareReady = "declare-ready",
    NotifyReady = "notify-ready",
    WithdrawReady = "withdraw-ready",
    AnswerMunicipalityReady = "answer-municipality-ready",
    AnswerOutpatientReady = "answer-outpatient-ready",
    AnswerSipNeed = "answer-sip-need",
    RequestSip = "request-sip",
    CallSip = "call-sip",
    RecordSipHeld = "record-sip-held",
    SendDischargeInformation = "send-discharge-information",
    InformPatient = "inform-patient",
    Discharge = "discharge",
    RecordFollowUp = "record-follow-up",
    JudgeDelayCause = "judge-delay-cause",
    CloseChain = "close-chain",
    RecordDeceased = "record-deceased",
    ConfirmDeceased = "confirm-deceased",
    TellByPhone = "tell-by-phone",
    ConfirmPhone = "confirm-phone",
    RecordPhoneUnanswered = "record-phone-unanswered",
    RecordConsent = "record-consent",
    MoveWard = "move-ward",
    RecordLeave = "record-leave",
    MarkProtected = "mark-protected",
    CancelFacts = "cancel-facts",
    ConfirmCancellation = "confirm-cancellation",
    AddParty = "add-party",
    EndParty = "end-party",
    MarkSameAs = "mark-same-as",
    SetLiabilityStatus = "set-liability-status",
    Undo = "undo",
}

impl Act {
    /// Decides: the rules that hold for every act, then the act's own.
    pub fn decide(&self, chain: &CareChain, by: &By) -> Decision {
        protection::check(self.word(), chain, by)?;
        if chain.stage().is_over() && !self.allowed_when_over() {
            return Err(Refused::Over);
        }
        if chain.irregular.requires_update && !matches!(self, Self::Acknowledge(_)) {
            return Err(Refused::Incomplete);
        }
        segments::opened(chain, by, self.rule().decide(chain, by)?)
    }

    /// Late acknowledgements and messages are kept as such (M7); a death is confirmed after it, and who
    /// answered the call about it is noted (definitions 10); who reads, and who pays, is settled also of
    /// a chain that is over; and why the person stayed is looked at when it is.
    fn allowed_when_over(&self) -> bool {
        matches!(
            self,
            Self::Acknowledge(_)
                | Self::SendMessage(_)
                | Self::AnswerQuestion(_)
                | Self::CancelFacts(_)
                | Self::ConfirmCancellation(_)
                | Self::ConfirmDeceased(_)
                | Self::TellByPhone(_)
                | Self::ConfirmPhone(_)
                | Self::RecordPhoneUnanswered(_)
                | Self::Undo(_)
                | Self::CloseChain(_)
                | Self::EndParty(_)
                | Self::MarkProtected(_)
                | Self::MarkSameAs(_)
                | Self::JudgeDelayCause(_)
                | Self::SetLiabilityStatus(_)
        )
    }

    /// Acts with legal or outward effect are confirmed on a page of their own and cannot be
    /// undone (decision 22, UI design 4).
    pub const fn needs_confirmation(&self) -> bool {
        matches!(
            self,
            Self::StartChain(_)
                | Self::SendAdmissionNotice(_)
                | Self::SendCareRequest(_)
                | Self::ChangeEstimate(_)
                | Self::NameCareContact(_)
                | Self::DeclareReady(_)
                | Self::NotifyReady(_)
                | Self::WithdrawReady(_)
                | Self::AnswerMunicipalityReady(_)
                | Self::AnswerOutpatientReady(_)
                | Self::CallSip(_)
                | Self::SendDischargeInformation(_)
                | Self::Discharge(_)
                | Self::CloseChain(_)
                | Self::RecordDeceased(_)
                | Self::MarkProtected(_)
                | Self::CancelFacts(_)
                | Self::EndParty(_)
        )
    }

    /// Waits ten seconds before it leaves (decision 22).
    pub const fn waits(&self) -> bool {
        matches!(self, Self::SendMessage(_) | Self::AnswerQuestion(_))
    }
}

/// Trims and checks a written text.
fn written(field: &'static str, text: &str, max: usize) -> Result<String, Refused> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refused::Empty(field)),
        n if n <= max => Ok(text.to_owned()),
        _ => Err(Refused::TooLong(field)),
    }
}

/// The same for a text that may be left out.
fn optional(
    field: &'static str,
    text: Option<&str>,
    max: usize,
) -> Result<Option<String>, Refused> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => written(field, text, max).map(Some),
    }
}

/// All addressed units take part now, with sign-in: a supplier is called or ordered from, not written
/// to here. A unit that nothing is required of stops reading (definitions 2): what is sent to it would
/// be read by nobody, so it is called, or gets a notice of its own.
fn addressed(chain: &CareChain, to: &[HsaId]) -> Result<(), Refused> {
    if to.is_empty() {
        return Err(Refused::NoRecipient);
    }
    let reads = |unit: &HsaId| {
        let takes_part = |party: &Party| !party.ended && !party.supplier;
        chain.party(unit).is_some_and(takes_part) && !chain.stops_reading(unit)
    };
    if to.iter().all(reads) { Ok(()) } else { Err(Refused::RecipientCannotRead) }
}

/// Everyone that takes part, with sign-in, but the actor's own unit.
pub fn others(chain: &CareChain, by: &By) -> Vec<HsaId> {
    chain
        .active_parties()
        .filter(|party| party.unit != by.unit)
        .map(|party| party.unit.clone())
        .collect()
}

/// Free text in a note without health or social content: characters at the most.
const NOTE: usize = 300;
/// Free text with content: characters at the most.
const LONG: usize = 4000;
/// Names, phones, places: characters at the most.
const SHORT: usize = 120;

/// The chain has begun and goes on.
fn underway(chain: &CareChain) -> Result<(), Refused> {
    match chain.stage() {
        Stage::Discharged => Err(Refused::WrongStage),
        stage if stage.is_over() => Err(Refused::Over),
        _ => Ok(()),
    }
}
