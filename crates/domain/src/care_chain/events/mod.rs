//! Every fact that can stand in a care chain (`docs/events.md` is the same table in words), and their
//! data by area.
//!
//! The meaning of a type never changes. A new shape is a new version with an upcaster in
//! [`ChainEvent::read`].

use serde::{Deserialize, Serialize};

use crate::event_types::event_types;
use crate::identification::PersonIdentifier;
use crate::ids::PersonId;

/// Structs of data, each the type of its event.
macro_rules! data {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[serde(rename_all = "kebab-case")]
            pub struct $name { $($(#[$fdoc])* pub $field: $kind,)* }
        )*
    };
}

mod corrections;
mod discharge;
mod messages;
mod parties;
mod planning;

pub use corrections::{
    CancellationConfirmed, DelayCauseJudged, FactsCancelled, HistoryImported, LiabilityStatusSet,
};
pub use discharge::{
    ChainClosed, DeceasedConfirmed, DeceasedRecorded, DischargeInformationDetailed,
    DischargeInformationSent, DischargeReadyDeclared, DischargeReadyNotified,
    DischargeReadyWithdrawn, Discharged, FollowUpRecorded, LeaveRecorded,
    MunicipalityReadyAnswered, OutpatientReadyAnswered, PatientInformed, ReadyAnswer,
};
pub use messages::{
    AnswerDeferred, Forwarded, HandoverAccepted, HandoverEnded, HandoverOffered, MessageNoted,
    MessageSent, PhoneConfirmed, PhoneUnanswered, QuestionAnswered, QuestionAsked, Released,
    Reminded, Seen, TakenOver, ToldByPhone,
};
pub use parties::{
    CarriedFact, ChainOpened, ConsentRecorded, IdentityChanged, NotSameAsMarked, PartyAdded,
    PartyEnded, ProtectedIdentityMarked, RoomOpened, SameAsMarked, SegmentOpened, WardMoved,
};
pub use planning::{
    AdmissionNoticeDetailed, AdmissionNoticeSent, CareContactNamed, CareRequestSent,
    ChecklistItemDetailed, ChecklistItemSet, EstimateChanged, NursingReportSent,
    PlanningBasisDetailed, PlanningBasisShared, PlanningStarted, ReportShared, SipCalled, SipHeld,
    SipNeedAnswered, SipRequested, UnitAnswered,
};

event_types! {
    /// A fact of a care chain.
    #[derive(Debug, Clone, PartialEq)]
    enum ChainEvent, table EVENT_TYPES;

    /// The chain begins: who the person is, where, since when.
    ChainOpened = "chain-opened" v 1, Coordination, P1, true;
    /// A unit may read this compartment from here on (decision 2).
    PartyAdded = "party-added" v 1, Coordination, P0, true;
    /// A unit may not read later facts.
    PartyEnded = "party-ended" v 1, Coordination, P0, true;
    /// The audience of a room (decision 1).
    RoomOpened = "room-opened" v 1, Control, P0, true;
    /// A stretch with a new audience (decision 1).
    SegmentOpened = "segment-opened" v 1, Coordination, P0, true;
    /// Inskrivningsmeddelande, part 1 (lag 2017:612 2:1–3).
    AdmissionNoticeSent = "admission-notice-sent" v 1, Coordination, P1, true;
    /// Inskrivningsmeddelande, part 2.
    AdmissionNoticeDetailed = "admission-notice-detailed" v 1, HealthCare, P2, false;
    /// A receiving unit's answer to the admission notice.
    UnitAnswered = "unit-answered" v 1, Coordination, P2, true;
    /// Kvitterad: the unit has seen these messages.
    Seen = "seen" v 1, Coordination, P2, false;
    /// Tar hand om: a named person or role has taken a step.
    TakenOver = "taken-over" v 1, Coordination, P2, false;
    /// A taken step is given back, with a reason.
    Released = "released" v 1, Coordination, P2, false;
    /// A handover of a taken step is offered; the first has it until somebody accepts.
    HandoverOffered = "handover-offered" v 1, Coordination, P2, false;
    /// A handover is accepted: the first taking ends.
    HandoverAccepted = "handover-accepted" v 1, Coordination, P2, false;
    /// An offer ends without a handover: declined by the one, taken back by the other.
    HandoverEnded = "handover-ended" v 1, Coordination, P2, false;
    /// Återkommer kl …: a due time instead of an answer.
    AnswerDeferred = "answer-deferred" v 1, Coordination, P2, false;
    /// A message is passed on to another unit of the same organisation.
    Forwarded = "forwarded" v 1, Coordination, P2, false;
    /// Påminnelse.
    Reminded = "reminded" v 1, Coordination, P2, false;
    /// Ändrad beräknad utskrivning: a time (2:4).
    EstimateChanged = "estimate-changed" v 1, Coordination, P1, true;
    /// Fast vårdkontakt utsedd (2:5).
    CareContactNamed = "care-contact-named" v 1, Coordination, P2, true;
    /// Planering påbörjad (2:6).
    PlanningStarted = "planning-started" v 1, Coordination, P2, true;
    /// Planeringsunderlag is there: content-free status.
    PlanningBasisShared = "planning-basis-shared" v 1, Coordination, P2, true;
    /// Planeringsunderlag: its content.
    PlanningBasisDetailed = "planning-basis-detailed" v 1, HealthCare, P2, false;
    /// A message, a question or an answer.
    MessageSent = "message-sent" v 1, Coordination, P2, true;
    /// A message stands in another compartment: content-free status.
    MessageNoted = "message-noted" v 1, Coordination, P2, true;
    /// A question stands in another compartment: content-free status.
    QuestionAsked = "question-asked" v 1, Coordination, P2, true;
    /// A question of another compartment is answered: content-free status.
    QuestionAnswered = "question-answered" v 1, Coordination, P2, true;
    /// Vårdbegäran from the municipality.
    CareRequestSent = "care-request-sent" v 1, HealthCare, P2, false;
    /// Vårdrapport from the municipality.
    NursingReportSent = "nursing-report-sent" v 1, HealthCare, P2, false;
    /// A report stands in compartment 1: content-free status.
    ReportShared = "report-shared" v 1, Coordination, P2, true;
    /// Utskrivningsklar: the treating physician's judgement (3:1).
    DischargeReadyDeclared = "discharge-ready-declared" v 1, Coordination, P1, true;
    /// A unit that was added after the ready notice is notified of it (definitions 7).
    DischargeReadyNotified = "discharge-ready-notified" v 1, Coordination, P1, true;
    /// Återtagen utskrivningsklar.
    DischargeReadyWithdrawn = "discharge-ready-withdrawn" v 1, Coordination, P1, true;
    /// Kommunklar, or why not (definitions 4).
    MunicipalityReadyAnswered = "municipality-ready-answered" v 1, Coordination, P1, true;
    /// Öppenvårdsklar, or why not (definitions 4).
    OutpatientReadyAnswered = "outpatient-ready-answered" v 1, Coordination, P1, true;
    /// A party's view of the need of a SIP (definitions 6).
    SipNeedAnswered = "sip-need-answered" v 1, Coordination, P2, true;
    /// Be om SIP: the ward's act.
    SipRequested = "sip-requested" v 1, Coordination, P2, true;
    /// Kallelse till SIP (4:3).
    SipCalled = "sip-called" v 1, Coordination, P1, true;
    /// The SIP meeting was held.
    SipHeld = "sip-held" v 1, Coordination, P2, true;
    /// Utskrivningsinformation is sent: content-free status (3:2).
    DischargeInformationSent = "discharge-information-sent" v 1, Coordination, P1, true;
    /// Utskrivningsinformation: its content.
    DischargeInformationDetailed = "discharge-information-detailed" v 1, HealthCare, P2, false;
    /// Information to the patient (3:3).
    PatientInformed = "patient-informed" v 1, Coordination, P2, true;
    /// Utskriven.
    Discharged = "discharged" v 1, Coordination, P1, true;
    /// Uppföljning after going home.
    FollowUpRecorded = "follow-up-recorded" v 1, Coordination, P2, true;
    /// Avslutad, with a reason.
    ChainClosed = "chain-closed" v 1, Coordination, P1, true;
    /// Avliden.
    DeceasedRecorded = "deceased-recorded" v 1, Coordination, P1, true;
    /// A second person confirms the death (M9).
    DeceasedConfirmed = "deceased-confirmed" v 1, Coordination, P1, true;
    /// Told by phone (definitions 9).
    ToldByPhone = "told-by-phone" v 1, Coordination, P2, true;
    /// The unit that spoke confirms or corrects.
    PhoneConfirmed = "phone-confirmed" v 1, Coordination, P2, true;
    /// Ringt, ej svar: counts as a reminder.
    PhoneUnanswered = "phone-unanswered" v 1, Coordination, P2, false;
    /// The state of a checklist item.
    ChecklistItemSet = "checklist-item-set" v 1, Coordination, P2, true;
    /// What a checklist item says about health.
    ChecklistItemDetailed = "checklist-item-detailed" v 1, HealthCare, P2, false;
    /// Samtycke or menprövning.
    ConsentRecorded = "consent-recorded" v 1, Coordination, P1, true;
    /// A new responsible ward (facts 1.10).
    WardMoved = "ward-moved" v 1, Coordination, P1, true;
    /// Skyddade personuppgifter (definitions 2: fails closed).
    ProtectedIdentityMarked = "protected-identity-marked" v 1, Coordination, P1, true;
    /// Name or identifier of the person changed (decision 9).
    IdentityChanged = "identity-changed" v 1, Coordination, P1, true;
    /// Facts are cancelled: their effects vanish, their text stays (M13).
    FactsCancelled = "facts-cancelled" v 1, Coordination, P1, true;
    /// A receiver confirms a cancellation for wrong person.
    CancellationConfirmed = "cancellation-confirmed" v 1, Coordination, P2, false;
    /// Another chain is the same admission (M12).
    SameAsMarked = "same-as-marked" v 1, Coordination, P2, true;
    /// It is not, after all (M12).
    NotSameAsMarked = "not-same-as-marked" v 1, Coordination, P2, true;
    /// The chain is a history of another system: its case there, and why the person stayed.
    HistoryImported = "history-imported" v 1, HealthCare, P2, false;
    /// A person's word for what somebody who was ready waited for, in place of the derived cause.
    DelayCauseJudged = "delay-cause-judged" v 1, HealthCare, P2, false;
    /// What a side says of the account of a ready notice: open, disputed, agreed (facts 2.4).
    LiabilityStatusSet = "liability-status-set" v 1, Coordination, P2, false;
    /// Permission: the person is away from the ward for a time, and inpatient care goes on.
    LeaveRecorded = "leave-recorded" v 1, Coordination, P2, false;
}

/// A person's name and identifier, copied into the chain (decision 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Identity {
    /// The person in Brygga.
    pub person: PersonId,
    /// Number with its system.
    pub identifier: PersonIdentifier,
    /// Given name or names.
    pub given: String,
    /// Family name.
    pub family: String,
}

fn is_false(value: &bool) -> bool {
    !value
}
fn is_zero(value: &u32) -> bool {
    *value == 0
}
