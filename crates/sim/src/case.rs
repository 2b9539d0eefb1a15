//! One admission of one person, as the county means it to go, and the steps that it is made of.

use brygga_domain::care_chain::acts::PartyUnit;
use brygga_domain::care_chain::{
    ChecklistItem, ConsentValue, Destination, EndReason, ItemState, NoticeAnswer, PhoneFact,
    SipPlace,
};
use brygga_domain::ids::{ChainId, CommandId, HsaId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::people::Person;

/// Why somebody stays over a weekend although ready for discharge (facts 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// No short-term place.
    ShortTermPlace,
    /// Safe homecoming starts on weekdays only.
    SafeHomecoming,
    /// Aids are not delivered.
    Aids,
    /// The SIP was begun late.
    SipLate,
    /// Planning of services did not start until the SIP was held.
    PlanningAfterSip,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::ShortTermPlace,
        Self::SafeHomecoming,
        Self::Aids,
        Self::SipLate,
        Self::PlanningAfterSip,
    ];
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ShortTermPlace => "short-term-place",
            Self::SafeHomecoming => "safe-homecoming",
            Self::Aids => "aids",
            Self::SipLate => "sip-late",
            Self::PlanningAfterSip => "planning-after-sip",
        }
    }
    /// What the municipality says when it cannot receive.
    pub(crate) const fn because(self) -> &'static str {
        match self {
            Self::ShortTermPlace => "Ingen korttidsplats ledig före helgen",
            Self::SafeHomecoming => "Trygg hemgång startar bara vardagar",
            Self::Aids => "Hjälpmedel inte levererade",
            Self::SipLate => "SIP är inte genomförd",
            Self::PlanningAfterSip => "Insatser planeras när SIP är genomförd",
        }
    }
}

/// One admission.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) chain: ChainId,
    pub(crate) person: Person,
    pub(crate) ward: HsaId,
    pub(crate) place: String,
    pub(crate) admitted: Timestamp,
    pub(crate) social: Option<HsaId>,
    pub(crate) health: Option<HsaId>,
    pub(crate) outpatient: HsaId,
    pub(crate) consent: ConsentValue,
    /// First expected discharge.
    pub(crate) estimate: Timestamp,
    /// A SIP is needed, and where.
    pub(crate) sip: Option<SipPlace>,
    /// Aids are needed.
    pub(crate) aids: bool,
    /// Why the person is kept over a weekend, once that is so.
    pub(crate) cause: Option<Cause>,
    /// No notice has left the ward yet.
    pub(crate) silent: bool,
    /// When the SIP is held.
    pub(crate) sip_meeting: Option<Timestamp>,
    /// When the ready notice is to come.
    pub(crate) ready: Option<Timestamp>,
    /// A person of the mock-ups, who stands as drawn.
    pub(crate) drawn: bool,
}

impl Case {
    /// Receiving units in the order of the notice.
    pub(crate) fn receivers(&self) -> Vec<HsaId> {
        let municipal = self.social.iter().chain(&self.health);
        municipal.chain([&self.outpatient]).cloned().collect()
    }
    /// The municipality takes part.
    pub(crate) const fn is_municipal(&self) -> bool {
        self.social.is_some() || self.health.is_some()
    }
    /// The municipal unit that answers first.
    pub(crate) fn municipal(&self) -> Option<&HsaId> {
        self.social.as_ref().or(self.health.as_ref())
    }
}

/// A planned step. It reads the chain anew when its time has come.
#[derive(Debug, Clone)]
pub(crate) enum What {
    CareRequest {
        to: PartyUnit,
    },
    Start,
    Acknowledge(HsaId),
    Answer(HsaId, NoticeAnswer),
    TakeOver(HsaId, &'static str),
    StartPlanning(HsaId),
    NameContact,
    Basis,
    Report,
    SipNeed(HsaId, Option<SipPlace>),
    RequestSip,
    CallSip {
        meeting: Timestamp,
        place: SipPlace,
    },
    SipHeld,
    Message {
        from: HsaId,
        to: HsaId,
        text: &'static str,
    },
    Question {
        from: HsaId,
        to: HsaId,
        text: &'static str,
        answer: Option<(Timestamp, &'static str)>,
    },
    AnswerQuestion {
        by: HsaId,
        of: CommandId,
        text: &'static str,
    },
    Remind {
        from: HsaId,
        to: HsaId,
        step: &'static str,
    },
    Estimate(Timestamp, &'static str),
    Consent(ConsentValue),
    Item {
        by: HsaId,
        item: ChecklistItem,
        state: ItemState,
        note: Option<&'static str>,
    },
    Ready(ReadyPlan),
    /// Units that were added after the ready notice are told of it.
    NotifyReady,
    Withdraw {
        reason: &'static str,
        again: Timestamp,
    },
    MunicipalityReady {
        by: HsaId,
        from: Timestamp,
    },
    MunicipalityNot {
        by: HsaId,
        because: &'static str,
    },
    OutpatientReady {
        from: Timestamp,
    },
    Phone {
        unit: HsaId,
        what: PhoneFact,
        note: &'static str,
        confirmed: Option<Timestamp>,
    },
    ConfirmPhone(HsaId),
    PhoneUnanswered(HsaId),
    MoveWard(HsaId, String),
    Discharge {
        left: Timestamp,
        to: Destination,
    },
    Information,
    Inform,
    FollowUp,
    Close(EndReason),
    Deceased,
    ConfirmDeceased,
    CancelLast,
    /// The admission was somebody else's: the notice is cancelled.
    WrongPerson,
    ConfirmCancellation(HsaId),
}

impl What {
    /// Still has a meaning when the chain is over.
    pub(crate) const fn holds_after_the_end(&self) -> bool {
        matches!(self, Self::ConfirmDeceased | Self::ConfirmCancellation(_) | Self::Close(_))
    }
}

/// What a ready notice leads to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ReadyPlan {
    /// The notice stands; the county decides how and when the person goes home.
    Leads,
    /// It will be taken back.
    TakenBack,
    /// Given on a form from before it was taken back: both stand until the ward settles it (M3).
    Stale,
    /// Nothing follows by itself: the plan names every step.
    Alone { departure: Timestamp },
}

/// A local time of a day; in the hour that is skipped, the one after.
pub(crate) fn at(date: Date, hour: i64, minute: i64) -> Timestamp {
    let hour = i8::try_from(hour.clamp(0, 23)).unwrap_or(12);
    let minute = i8::try_from(minute.clamp(0, 59)).unwrap_or(0);
    brygga_domain::calendar::stockholm()
        .to_timestamp(date.at(hour, minute, 0, 0))
        .unwrap_or(Timestamp::MAX)
}
