//! What the facts of a chain mean together. Only [`super::fold`] makes it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::events::{
    AdmissionNoticeDetailed, AdmissionNoticeSent, LeaveRecorded, LiabilityStatusSet,
};
use super::events::{
    CareContactNamed, ChainClosed, ChecklistItemDetailed, ChecklistItemSet, ConsentRecorded,
    DelayCauseJudged, DischargeInformationSent, DischargeReadyDeclared, DischargeReadyNotified,
    DischargeReadyWithdrawn, Discharged, FactsCancelled, FollowUpRecorded, Forwarded,
    HandoverOffered, Identity, MunicipalityReadyAnswered, OutpatientReadyAnswered, PatientInformed,
    PhoneConfirmed, Reminded, SipCalled, SipHeld, SipNeedAnswered, SipRequested, TakenOver,
    ToldByPhone,
};
use super::fact::Fact;
use super::history::History;
use super::register::{Head, Register};
use super::values::{ChecklistItem, MessageKind, NoticeAnswer};
use crate::envelope::{Compartment, StreamId};
use crate::ids::{ChainId, CommandId, EventId, HsaId};
use crate::moment::Moment;
use crate::registry::Branch;

/// A unit that takes part (decision 2).
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The unit.
    pub unit: HsaId,
    /// Its legal entity.
    pub organisation: HsaId,
    /// Its branch.
    pub branch: Branch,
    /// A supplier: no sign-in, never owner.
    pub supplier: bool,
    /// What it reads or has read.
    pub compartments: BTreeSet<Compartment>,
    /// Which stretches of each it reads.
    pub segments: BTreeMap<Compartment, Vec<Segments>>,
    /// When it first was added, by the time that the law counts.
    pub added_at: Timestamp,
    /// It may not read what comes now.
    pub ended: bool,
    /// The standing ends of its part.
    pub ends: Vec<(Compartment, EventId)>,
}

/// A run of segments: a stretch with one audience after another (decision 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// The first.
    pub from: u32,
    /// The last; none while the part goes on.
    pub to: Option<u32>,
}

/// A room with an audience of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// The compartment.
    pub compartment: Compartment,
    /// The number.
    pub room: u16,
    /// Who reads it.
    pub audience: Vec<HsaId>,
}

/// Something sent to units that they acknowledge: a message or a notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The event; for a message outside compartment 0 its content-free status.
    pub id: EventId,
    /// Every readable event of the message: the status and the words.
    pub parts: Vec<EventId>,
    /// The act.
    pub cmd: CommandId,
    /// A free message's kind; none for a notice.
    pub kind: Option<MessageKind>,
    /// The type's word.
    pub event_type: String,
    /// Where the words stand.
    pub compartment: Compartment,
    /// Exactly where; for one who does not read the words, where their status stands.
    pub stream: StreamId,
    /// Sending unit.
    pub from: Option<HsaId>,
    /// Receiving units.
    pub to: Vec<HsaId>,
    /// The words, for a free message that may be read here. A message with a kind but without words
    /// stands in a compartment or room that this reader does not read.
    pub text: Option<String>,
    /// The question's act, for an answer.
    pub of: Option<CommandId>,
    /// When it was sent.
    pub at: Timestamp,
}

/// A question and who has answered: holds the gates while open (issue section 3).
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The asking act.
    pub cmd: CommandId,
    /// The asking unit.
    pub from: Option<HsaId>,
    /// When it was asked.
    pub at: Timestamp,
    /// Where the words stand.
    pub compartment: Compartment,
    /// A municipality's objection that the person is not medically ready: only a physician closes it
    /// (definitions 4).
    pub physician_only: bool,
    /// Each unit asked, with when it answered and until when it has put the answer off.
    pub units: BTreeMap<HsaId, QuestionState>,
}

/// How far one unit has come with a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuestionState {
    /// When it answered.
    pub answered_at: Option<Timestamp>,
    /// "Återkommer kl …".
    pub deferred_until: Option<Timestamp>,
    /// When the question was passed on to the unit, where it was not asked itself.
    pub passed_on_at: Option<Timestamp>,
    /// The unit has passed the question on: who has it now owes the answer (definitions 3).
    pub forwarded: bool,
}

impl QuestionState {
    /// The unit owes an answer.
    pub fn is_open(&self) -> bool {
        self.answered_at.is_none() && !self.forwarded
    }
}

/// Declared or withdrawn: one register, so that both at once is a dispute (M3).
#[derive(Debug, Clone, PartialEq)]
pub enum Ready {
    /// Utskrivningsklar.
    Declared(DischargeReadyDeclared),
    /// Återtagen.
    Withdrawn(DischargeReadyWithdrawn),
}

/// A note of a phone call and what the unit that spoke says of it (definitions 9).
#[derive(Debug, Clone, PartialEq)]
pub struct PhoneNote {
    /// The note.
    pub note: Head<ToldByPhone>,
    /// Confirmed or corrected.
    pub confirmed: Option<Head<PhoneConfirmed>>,
}

/// What went wrong with the facts themselves; shown in the words of the domain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Irregularities {
    /// Same form, different content (M10).
    pub same_form: BTreeSet<CommandId>,
    /// Written by a unit after its part ended (M11).
    pub late_party: BTreeSet<EventId>,
    /// Two events with one (origin, stream, seq) (M15).
    pub forks: BTreeSet<EventId>,
    /// Facts that are known to be missing (M16).
    pub missing: u64,
    /// Those of compartment 0, the only ones that gates go by (decision 3).
    pub missing_coordination: u64,
    /// A safety-critical type that this program does not know (M14).
    pub requires_update: bool,
    /// Acknowledged after closing (M7).
    pub late_acknowledgements: BTreeSet<EventId>,
    /// Messages and needs after closing (M7).
    pub after_closing: BTreeSet<EventId>,
}

/// What the opening of a chain said that was cancelled, with no other one standing. The case is
/// nobody's any more; this is for the lists of those who must confirm that (M13).
#[derive(Debug, Clone, PartialEq)]
pub struct CancelledOpening {
    /// Whose case it was.
    pub identity: Identity,
    /// The ward that opened it.
    pub ward: HsaId,
    /// It was opened with protected identity, which is not lifted by a cancellation.
    pub protected: bool,
    /// When it was cancelled, by the time that the law counts.
    pub cancelled_at: Timestamp,
}

/// A care chain: registers, lists and irregularities, all derived from the set of facts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CareChain {
    /// Who the person is.
    pub identity: Register<Identity>,
    /// Folkbokföringsadress.
    pub address: Option<String>,
    /// Municipality code of the registered residence.
    pub municipality: Option<String>,
    /// Area inside the municipality.
    pub area: Option<String>,
    /// The opening is cancelled.
    pub cancelled_opening: Option<CancelledOpening>,
    /// When the chain was opened.
    pub opened_at: Option<Timestamp>,
    /// When the person was admitted.
    pub admitted_at: Option<Moment>,
    /// The responsible ward with room and bed.
    pub ward: Register<(HsaId, Option<String>)>,
    /// The ward changed and the new one has not named the estimate again (facts 1.10).
    pub estimate_unconfirmed: bool,
    /// Protected identity: one voice is enough (definitions 2: fails closed).
    pub protected: bool,
    /// Marks of protected identity that nobody has replaced.
    pub protected_marks: Register<bool>,
    /// Units that take part.
    pub parties: Vec<Party>,
    /// Rooms with an audience of their own.
    pub rooms: Vec<Room>,
    /// The newest segment per compartment.
    pub segments: BTreeMap<Compartment, u32>,
    /// The newest fact of each origin per stream.
    pub last_facts: BTreeMap<StreamId, BTreeSet<EventId>>,
    /// What a reader from now on needs: carried into a new segment.
    pub standing: Vec<Fact>,
    /// Further ids of acts written twice, with the id that the act stands under (M10).
    pub copies: BTreeMap<EventId, EventId>,
    /// Standing admission notices.
    pub notices: Vec<Head<AdmissionNoticeSent>>,
    /// Part 2, where it may be read.
    pub notice_details: Option<Head<AdmissionNoticeDetailed>>,
    /// Receiving units' answers.
    pub answers: BTreeMap<HsaId, Register<NoticeAnswer>>,
    /// When a unit first answered which notice.
    pub answered_notices: BTreeMap<(EventId, HsaId), Timestamp>,
    /// Beräknad utskrivning.
    pub estimate: Register<Moment>,
    /// Fast vårdkontakt.
    pub care_contact: Register<CareContactNamed>,
    /// Units that have started to plan.
    pub planning_started: BTreeMap<HsaId, Timestamp>,
    /// Planeringsunderlag is there.
    pub planning_basis: Option<Head<HsaId>>,
    /// Reports from the municipality: kind and unit.
    pub reports: Vec<Head<(String, HsaId)>>,
    /// Messages and notices, oldest first.
    pub messages: Vec<Message>,
    /// Questions, oldest first.
    pub questions: Vec<Question>,
    /// Kvitterad: when a unit first had seen a message.
    pub seen: BTreeMap<(EventId, HsaId), Timestamp>,
    /// Tar hand om: per step or message, and the unit whose it is. Its value names the unit that has
    /// it, which is another one after a handover. What is done, released or handed over is not here.
    pub taken: BTreeMap<(String, HsaId), Head<TakenOver>>,
    /// Handovers that wait for an answer, oldest first.
    pub handovers: Vec<Head<HandoverOffered>>,
    /// Passed on.
    pub forwarded: Vec<Head<Forwarded>>,
    /// Reminders and unanswered calls: step word (or `phone`) and unit.
    pub reminders: Vec<Head<Reminded>>,
    /// Utskrivningsklar and återtagen.
    pub ready: Register<Ready>,
    /// Every ready notice that ever stood, oldest first: intervals are history.
    pub ready_history: Vec<Head<Ready>>,
    /// Units notified of a ready notice after it was given, oldest first.
    pub ready_notified: Vec<Head<DischargeReadyNotified>>,
    /// Kommunklar per unit.
    pub municipality_ready: BTreeMap<HsaId, Register<MunicipalityReadyAnswered>>,
    /// Öppenvårdsklar per unit.
    pub outpatient_ready: BTreeMap<HsaId, Register<OutpatientReadyAnswered>>,
    /// The need of a SIP per unit.
    pub sip_needs: BTreeMap<HsaId, Register<SipNeedAnswered>>,
    /// Be om SIP.
    pub sip_requested: Option<Head<SipRequested>>,
    /// Kallelse.
    pub sip_called: Register<SipCalled>,
    /// Held.
    pub sip_held: Option<Head<SipHeld>>,
    /// Utskrivningsinformation is sent, or hindered.
    pub discharge_information: Option<Head<DischargeInformationSent>>,
    /// The patient has been informed.
    pub patient_informed: Option<Head<PatientInformed>>,
    /// Utskriven.
    pub discharged: Register<Discharged>,
    /// Follow-ups.
    pub follow_ups: Vec<Head<FollowUpRecorded>>,
    /// What a person said that the patient waited for, in place of what is derived.
    pub delay_cause: Register<DelayCauseJudged>,
    /// Leaves of absence, each with what was last recorded of it; several are no dispute.
    pub leaves: Register<LeaveRecorded>,
    /// What each side has said of the account of each ready notice, oldest first.
    pub liability: Vec<Head<LiabilityStatusSet>>,
    /// Avslutad.
    pub closed: Option<Head<ChainClosed>>,
    /// Avliden, with when.
    pub deceased: Option<Head<Moment>>,
    /// A second person has confirmed the death.
    pub deceased_confirmed: bool,
    /// Told by phone.
    pub phone: Vec<PhoneNote>,
    /// Checklist, item by item.
    pub checklist: BTreeMap<ChecklistItem, Register<ChecklistItemSet>>,
    /// What the items say about health, where it may be read.
    pub checklist_details: BTreeMap<ChecklistItem, Register<ChecklistItemDetailed>>,
    /// Consent.
    pub consent: Register<ConsentRecorded>,
    /// Cancellations with the units that have confirmed.
    pub cancellations: Vec<(Head<FactsCancelled>, BTreeSet<HsaId>)>,
    /// Cancelled facts and the cancellation.
    pub cancelled: BTreeMap<EventId, EventId>,
    /// Other chains of the same admission (M12).
    pub same_as: BTreeSet<ChainId>,
    /// What once stood, for figures over the whole chain: no rule reads it, and a page only whether the
    /// chain is imported.
    pub history: History,
    /// What is wrong with the facts themselves.
    pub irregular: Irregularities,
    /// The time of the newest fact.
    pub changed_at: Option<Timestamp>,
    /// The same in each stream, of the facts that say something there: see
    /// [`super::changed_for`].
    pub changed: BTreeMap<StreamId, Timestamp>,
}

impl CareChain {
    /// The id that a fact stands under; a copy of an act stands under the first one's (M10).
    pub fn the(&self, id: EventId) -> EventId {
        self.copies.get(&id).copied().unwrap_or(id)
    }

    /// A unit's part.
    pub fn party(&self, unit: &HsaId) -> Option<&Party> {
        self.parties.iter().find(|party| party.unit == *unit)
    }

    /// Whose case it is, or was when its opening is cancelled. With two at once (M2) the last in order
    /// of id.
    pub fn shown_identity(&self) -> Option<&Identity> {
        let stands = self.identity.heads.last().map(|head| &head.value);
        stands.or(self.cancelled_opening.as_ref().map(|was| &was.identity))
    }

    /// The responsible ward, or the one that opened a chain whose opening is cancelled; with two at
    /// once (M2) the first in order of id.
    pub fn ward_unit(&self) -> Option<&HsaId> {
        let stands = self.ward.heads.first().map(|head| &head.value.0);
        stands.or(self.cancelled_opening.as_ref().map(|was| &was.ward))
    }

    /// The unit of the permanent care contact, where it takes part.
    pub fn care_contact_unit(&self) -> Option<&HsaId> {
        let units = self.care_contact.heads.iter().map(|head| &head.value.unit);
        units.into_iter().find(|unit| self.party(unit).is_some_and(|party| !party.ended))
    }

    /// What a unit has taken over, its own first: whose it is, and the taking.
    pub fn taking_held_by(&self, what: &str, unit: &HsaId) -> Option<(&HsaId, &Head<TakenOver>)> {
        let held =
            self.taken.iter().filter(|((of, _), head)| of == what && head.value.unit == *unit);
        held.map(|((_, owner), head)| (owner, head)).min_by_key(|(owner, _)| *owner != unit)
    }

    /// Units that take part now, with sign-in.
    pub fn active_parties(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| !party.ended && !party.supplier)
    }
}
