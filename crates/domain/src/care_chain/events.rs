//! Every fact that can stand in a care chain (`docs/events.md` is the same table in words).
//!
//! The meaning of a type never changes. A new shape is a new version with an upcaster in
//! [`ChainEvent::read`].

use serde::{Deserialize, Serialize};

use super::values::{
    CancelReason, ChecklistItem, ConsentValue, Destination, EndReason, ItemState, LiabilitySide,
    LiabilityStatus, MessageKind, NoticeAnswer, PhoneFact, SipPlace,
};
use crate::envelope::{Author, Compartment, Value};
use crate::event_types::event_types;
use crate::follow_up::causes::Cause;
use crate::identification::PersonIdentifier;
use crate::ids::{ChainId, CommandId, EventId, HsaId, PersonId};
use crate::moment::Moment;
use crate::registry::{Branch, Role};

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
}

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

data! {
    /// Data of `chain-opened`.
    ChainOpened {
        /// Who the person is.
        identity: Identity,
        /// Folkbokföringsadress; absent with protected identity.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        address: Option<String>,
        /// Four-digit municipality code of the registered residence.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        municipality: Option<String>,
        /// Area inside the municipality, for routing.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        area: Option<String>,
        /// The responsible ward; for a care request the unit that is asked.
        ward: HsaId,
        /// Room and bed on the ward, as the ward writes it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        place: Option<String>,
        /// When the person was admitted; none for a care request.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        admitted_at: Option<Moment>,
        /// Protected identity is known already.
        #[serde(skip_serializing_if = "is_false", default)]
        protected: bool,
    }
    /// Data of `party-added`.
    PartyAdded {
        /// The legal entity.
        organisation: HsaId,
        /// Its branch.
        branch: Branch,
        /// The unit that reads and acts.
        unit: HsaId,
        /// A supplier: no sign-in, never owner.
        #[serde(skip_serializing_if = "is_false", default)]
        supplier: bool,
        /// Reads from this segment on; 0 = with history.
        #[serde(skip_serializing_if = "is_zero", default)]
        from_segment: u32,
        /// The ground for disclosing history to a later party.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        ground: Option<String>,
    }
    /// Data of `party-ended`.
    PartyEnded {
        /// The unit.
        unit: HsaId,
        /// The last segment that it reads.
        to_segment: u32,
        /// How far each (origin hex, sequence) was known: what comes later from the unit is late
        /// (M11).
        known: Vec<(String, u64)>,
    }
    /// Data of `room-opened`.
    RoomOpened {
        /// The compartment of the room.
        compartment: Compartment,
        /// Its number.
        room: u16,
        /// The units that read it.
        audience: Vec<HsaId>,
        /// The ground, where a reader is addressed outside its compartment.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        ground: Option<String>,
    }
    /// Data of `segment-opened`.
    SegmentOpened {
        /// The heads of the segment before (`continues`).
        continues: Vec<EventId>,
        /// Standing facts that the new audience needs.
        carried: Vec<CarriedFact>,
    }
    /// A standing fact of an earlier segment, under its own id, for a reader who may not see where
    /// it stands. It may say less than the fact itself: the estimate of a notice without the
    /// notice, the person's present name without the former.
    CarriedFact {
        /// The fact.
        id: EventId,
        /// Its type, or the type of the part that is carried.
        event_type: String,
        /// The type's version.
        ver: u16,
        /// The data.
        data: Value,
        /// The facts that it replaces.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        replaces: Vec<EventId>,
        /// Who did it.
        who: Author,
        /// When the person said that it happened.
        occurred_at: Moment,
        /// The time that the law counts, in milliseconds since 1970.
        legal_at: i64,
    }
    /// Data of `admission-notice-sent`.
    AdmissionNoticeSent {
        /// Units that the notice is addressed to.
        to: Vec<HsaId>,
        /// The physician who judged the need, by name as the notice states it.
        judged_by: String,
        /// When the need was judged.
        judged_at: Moment,
        /// Judged at admission: then the 24 h run from admission (2:3).
        judged_at_admission: bool,
        /// Expected time of discharge: a time (2:2).
        estimated_discharge: Moment,
        /// Hinder of secrecy was asked and answered (definitions 2).
        secrecy_hinders: bool,
        /// Function phone of the unit.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        phone: Option<String>,
    }
    /// Data of `admission-notice-detailed`.
    AdmissionNoticeDetailed {
        /// Reason for contact.
        reason: String,
        /// Risks: fall, pressure ulcer, nutrition.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        risks: Vec<String>,
        /// Infection to take care about.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        infection: Option<String>,
        /// Limits of treatment and the person's own will.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        limits: Option<String>,
        /// Interpreter needed, language.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        interpreter: Option<String>,
        /// Next of kin, as the person wants it shared.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next_of_kin: Option<String>,
    }
    /// Data of `unit-answered`.
    UnitAnswered {
        /// The admission notice.
        of: EventId,
        /// The answering unit.
        unit: HsaId,
        /// The answer.
        answer: NoticeAnswer,
        /// A note without health or social content.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
    }
    /// Data of `seen`.
    Seen {
        /// The unit that has seen.
        unit: HsaId,
        /// All messages shown.
        messages: Vec<EventId>,
    }
    /// Data of `taken-over`.
    TakenOver {
        /// The unit.
        unit: HsaId,
        /// The step's word, or a message id in hexadecimal.
        what: String,
        /// The message, when a message is taken over.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        message: Option<EventId>,
        /// Name of the person or role; none where staff is protected (definitions 12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        by: Option<String>,
    }
    /// Data of `released`.
    Released {
        /// The unit.
        unit: HsaId,
        /// The step's word or message.
        what: String,
        /// Why.
        reason: String,
        /// The unit whose step it is, where it was handed over to the one that gives it back.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        owner: Option<HsaId>,
    }
    /// Data of `handover-offered`.
    HandoverOffered {
        /// What was taken over: the standing `taken-over` or `handover-accepted`.
        taking: EventId,
        /// The unit whose step it is.
        owner: HsaId,
        /// The step's word, or the message.
        what: String,
        /// The message, when it is one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        message: Option<EventId>,
        /// The unit that has it.
        from: HsaId,
        /// The unit that is asked.
        to: HsaId,
        /// The role that is asked, where it is one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        role: Option<Role>,
        /// The person that is asked, where it is one: never by name (definitions 12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        person: Option<HsaId>,
        /// A note without health or social content.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
    }
    /// Data of `handover-accepted`.
    HandoverAccepted {
        /// The offer.
        of: EventId,
        /// The unit whose step it is.
        owner: HsaId,
        /// The step's word, or the message.
        what: String,
        /// The message, when it is one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        message: Option<EventId>,
        /// The unit that has it now.
        unit: HsaId,
        /// Name of the person or role; none where staff is protected (definitions 12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        by: Option<String>,
    }
    /// Data of `handover-ended`.
    HandoverEnded {
        /// The offer.
        of: EventId,
        /// The unit that declines, or that takes the offer back.
        unit: HsaId,
        /// Why.
        reason: String,
    }
    /// Data of `answer-deferred`.
    AnswerDeferred {
        /// The question, by its act.
        of: CommandId,
        /// The unit.
        unit: HsaId,
        /// When the unit comes back.
        until: Moment,
    }
    /// Data of `forwarded`.
    Forwarded {
        /// The message.
        message: EventId,
        /// From which unit.
        from: HsaId,
        /// To which unit.
        to: HsaId,
    }
    /// Data of `reminded`.
    Reminded {
        /// The step's word.
        step: String,
        /// The unit that is reminded.
        to: HsaId,
    }
    /// Data of `estimate-changed`.
    EstimateChanged {
        /// The new expected time.
        estimated_discharge: Moment,
        /// Why, without health content.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<String>,
    }
    /// Data of `care-contact-named`.
    CareContactNamed {
        /// The outpatient unit.
        unit: HsaId,
        /// The named person.
        name: String,
        /// Phone.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        phone: Option<String>,
    }
    /// Data of `planning-started`.
    PlanningStarted {
        /// The unit that plans.
        unit: HsaId,
    }
    /// Data of `planning-basis-shared`.
    PlanningBasisShared {
        /// The unit that wrote it.
        unit: HsaId,
    }
    /// Data of `planning-basis-detailed`.
    PlanningBasisDetailed {
        /// Mobility, ADL.
        mobility: String,
        /// Hygiene, dressing, toilet.
        personal_care: String,
        /// Food and nutrition.
        nutrition: String,
        /// Cognition and communication.
        cognition: String,
        /// Need of health care after discharge.
        health_care: String,
        /// Home and aids.
        home: String,
    }
    /// Data of `message-sent`.
    MessageSent {
        /// General, question or answer.
        kind: MessageKind,
        /// The receiving units.
        to: Vec<HsaId>,
        /// The words.
        text: String,
        /// The question's act, for an answer.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        of: Option<CommandId>,
    }
    /// Data of `message-noted`.
    MessageNoted {
        /// The receiving units.
        to: Vec<HsaId>,
        /// Where the words stand.
        compartment: Compartment,
    }
    /// Data of `question-asked`.
    QuestionAsked {
        /// The units that should answer.
        to: Vec<HsaId>,
        /// Where the words stand.
        compartment: Compartment,
    }
    /// Data of `question-answered`.
    QuestionAnswered {
        /// The question's act.
        of: CommandId,
        /// The answering unit.
        unit: HsaId,
    }
    /// Data of `care-request-sent`.
    CareRequestSent {
        /// Why the person is sent in.
        reason: String,
        /// State of health.
        health: String,
        /// Ability in activities, aids.
        ability: String,
        /// The medication list comes along.
        medication_list: bool,
    }
    /// Data of `nursing-report-sent`.
    NursingReportSent {
        /// State before admission.
        health: String,
        /// Ability in activities.
        ability: String,
        /// Aids and home.
        home: String,
        /// The medication list comes along.
        medication_list: bool,
    }
    /// Data of `report-shared`.
    ReportShared {
        /// `care-request` or `nursing-report`.
        kind: String,
        /// The unit that wrote it.
        unit: HsaId,
    }
    /// Data of `discharge-ready-declared`.
    DischargeReadyDeclared {
        /// The treating physician, by name.
        physician: String,
        /// When the physician judged.
        judged_at: Moment,
        /// Planned time of going home.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        planned_departure: Option<Moment>,
        /// Units that are notified.
        to: Vec<HsaId>,
        /// Hinder av sekretess: a lawful end state (definitions 2).
        secrecy_hinders: bool,
        /// Region-funded outpatient services are needed (5:5, definitions 7).
        outpatient_needed: bool,
    }
    /// Data of `discharge-ready-notified`.
    DischargeReadyNotified {
        /// The ready notice.
        of: EventId,
        /// Units that are notified now.
        to: Vec<HsaId>,
    }
    /// Data of `discharge-ready-withdrawn`.
    DischargeReadyWithdrawn {
        /// The notice that is withdrawn.
        of: EventId,
        /// Why, without health content.
        reason: String,
    }
    /// Data of `municipality-ready-answered`.
    MunicipalityReadyAnswered {
        /// The ready notice; none = preliminary.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        of: Option<EventId>,
        /// The municipal unit.
        unit: HsaId,
        /// The answer.
        answer: ReadyAnswer,
        /// Why a gate was passed although something was open.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        despite: Option<String>,
    }
    /// Data of `outpatient-ready-answered`.
    OutpatientReadyAnswered {
        /// The ready notice; none = preliminary.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        of: Option<EventId>,
        /// The outpatient unit.
        unit: HsaId,
        /// The answer.
        answer: ReadyAnswer,
    }
    /// Data of `sip-need-answered`.
    SipNeedAnswered {
        /// The answering unit.
        unit: HsaId,
        /// Where, when needed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        place: Option<SipPlace>,
        /// Why not, when not needed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<String>,
    }
    /// Data of `sip-requested`.
    SipRequested {
        /// The unit that should call.
        to: HsaId,
    }
    /// Data of `sip-called`.
    SipCalled {
        /// When the meeting is.
        meeting_at: Moment,
        /// How it is held.
        place: SipPlace,
        /// Units that are called.
        to: Vec<HsaId>,
        /// Address, room or that a link follows; without content about the person.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        venue: Option<String>,
        /// Called by the head of the unit on behalf of the care contact (definitions 6, 7).
        #[serde(skip_serializing_if = "is_false", default)]
        on_behalf: bool,
    }
    /// Data of `sip-held`.
    SipHeld {
        /// When it was held.
        held_at: Moment,
        /// Units that took part.
        present: Vec<HsaId>,
    }
    /// Data of `discharge-information-sent`.
    DischargeInformationSent {
        /// Units that it is sent to.
        to: Vec<HsaId>,
        /// Hinder av sekretess.
        secrecy_hinders: bool,
    }
    /// Data of `discharge-information-detailed`.
    DischargeInformationDetailed {
        /// What was done and how the person is.
        summary: String,
        /// Changed medicines, follow-up, who is responsible.
        follow_up: String,
        /// Risks.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        risks: Option<String>,
    }
    /// Data of `patient-informed`.
    PatientInformed {
        /// In writing.
        in_writing: bool,
        /// Who else was told, by relation.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        next_of_kin: Option<String>,
    }
    /// Data of `discharged`.
    Discharged {
        /// When the person left.
        left_at: Moment,
        /// Where to.
        destination: Destination,
        /// Why, when a gate was open.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        despite: Option<String>,
        /// Without kommunklar, with the municipality contacted: the confirmation of its own.
        #[serde(skip_serializing_if = "is_false", default)]
        municipality_contacted: bool,
    }
    /// Data of `follow-up-recorded`.
    FollowUpRecorded {
        /// The unit.
        unit: HsaId,
        /// When.
        at: Moment,
        /// All is as planned.
        as_planned: bool,
    }
    /// Data of `chain-closed`.
    ChainClosed {
        /// Why.
        reason: EndReason,
    }
    /// Data of `deceased-recorded`.
    DeceasedRecorded {
        /// When.
        at: Moment,
    }
    /// Data of `deceased-confirmed`.
    DeceasedConfirmed {
        /// The record that is confirmed.
        of: EventId,
    }
    /// Data of `told-by-phone`.
    ToldByPhone {
        /// The unit that spoke.
        unit: HsaId,
        /// Function or name of the one who spoke.
        said_by: String,
        /// When.
        at: Moment,
        /// Number called.
        number: String,
        /// It was read back: the time of sending (definitions 3).
        read_back: bool,
        /// What kind of thing was said.
        what: PhoneFact,
        /// The ready notice, where the answer is to one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        of: Option<EventId>,
        /// From when the unit can receive.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        from: Option<Moment>,
        /// In words, without health or social content.
        note: String,
    }
    /// Data of `phone-confirmed`.
    PhoneConfirmed {
        /// The phone note.
        of: EventId,
        /// True as noted.
        holds: bool,
        /// The correction.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        correction: Option<String>,
    }
    /// Data of `phone-unanswered`.
    PhoneUnanswered {
        /// The unit that was called.
        unit: HsaId,
    }
    /// Data of `checklist-item-set`.
    ChecklistItemSet {
        /// Which item.
        item: ChecklistItem,
        /// Its state.
        state: ItemState,
        /// Why it does not apply, or what is left, without health or social content.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
        /// The unit that has it; a supplier stands with its ordering unit.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unit: Option<HsaId>,
        /// Transport: `booked`, `told`, `confirmed`.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        marks: Vec<String>,
    }
    /// Data of `checklist-item-detailed`.
    ChecklistItemDetailed {
        /// Which item.
        item: ChecklistItem,
        /// Medicines home: doses until.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        doses_until: Option<Moment>,
        /// Medicines home: prescriptions are sent.
        #[serde(skip_serializing_if = "is_false", default)]
        prescriptions: bool,
        /// Medicines home: discontinued medicines are marked.
        #[serde(skip_serializing_if = "is_false", default)]
        discontinued_marked: bool,
        /// In words.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        text: Option<String>,
    }
    /// Data of `consent-recorded`.
    ConsentRecorded {
        /// What the person says.
        value: ConsentValue,
        /// What it covers: `sip`, `sharing`.
        scope: Vec<String>,
        /// `oral` or `written`.
        form: String,
        /// Valid until.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        valid_to: Option<Moment>,
        /// Grounds of the harm assessment, without content.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
    }
    /// Data of `ward-moved`.
    WardMoved {
        /// The new responsible ward.
        ward: HsaId,
        /// Room and bed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        place: Option<String>,
        /// When.
        at: Moment,
    }
    /// Data of `protected-identity-marked`.
    ProtectedIdentityMarked {
        /// Marked, or the mark is taken away.
        protected: bool,
    }
    /// Data of `identity-changed`.
    IdentityChanged {
        /// The identity from now on.
        identity: Identity,
        /// Municipality, when it changed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        municipality: Option<String>,
    }
    /// Data of `facts-cancelled`.
    FactsCancelled {
        /// The facts.
        of: Vec<EventId>,
        /// Why.
        reason: CancelReason,
        /// In words.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
    }
    /// Data of `cancellation-confirmed`.
    CancellationConfirmed {
        /// The cancellation.
        of: EventId,
        /// The unit that confirms.
        unit: HsaId,
    }
    /// Data of `same-as-marked`.
    SameAsMarked {
        /// The other chain.
        chain: ChainId,
    }
    /// Data of `not-same-as-marked`.
    NotSameAsMarked {
        /// The other chain.
        chain: ChainId,
    }
    /// Data of `history-imported`. It stands in health care: a cause may be a medical reason to stay
    /// (definitions 1).
    HistoryImported {
        /// The case in the other system.
        case: String,
        /// Why the person stayed, as the other system says.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        causes: Vec<Cause>,
        /// The municipality of the registered residence, where the placing one answers for the person
        /// and is the chain's (5 kap. 2 §).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        residence: Option<String>,
    }
    /// Data of `delay-cause-judged`. It stands in health care: the cause may be a medical reason to
    /// stay (definitions 1).
    DelayCauseJudged {
        /// The unit that says it.
        unit: HsaId,
        /// The main cause.
        cause: Cause,
        /// Why it is not the derived one.
        reason: String,
    }
    /// Data of `liability-status-set`. The note is for the parties of the payment, and says nothing of
    /// health or social circumstances.
    LiabilityStatusSet {
        /// The ready notice.
        of: EventId,
        /// Who says it.
        side: LiabilitySide,
        /// What.
        status: LiabilityStatus,
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
    }
}

/// Yes from a time, or no because (definitions 4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadyAnswer {
    /// "Kan ta emot från …".
    Yes {
        /// The earliest time.
        from: Moment,
    },
    /// "Kan inte ta emot, därför att …".
    No {
        /// Why, without health or social content.
        because: String,
    },
    /// An objection that the patient is not medically ready: a question that only the physician
    /// closes.
    NotMedicallyReady {
        /// Why, in words without health content.
        because: String,
    },
}

fn is_false(value: &bool) -> bool {
    !value
}
fn is_zero(value: &u32) -> bool {
    *value == 0
}
