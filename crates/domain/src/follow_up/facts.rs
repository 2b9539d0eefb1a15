//! What one chain says for follow-up: everything that figures count by, as plain values.
//!
//! A row of the fact table is one of these. It is written in the same unit of work as the events and
//! is a pure function of what the chain means ([`of`]), so that an incremental table, a rebuilt one
//! and a recount agree; no event is named, since an event has its id only when it is written. Times
//! are those that the law counts (`sent_at`), never entry times; what was cancelled is not here, and
//! what was corrected is as corrected. No name, no identity number and no free text: a unit, a code
//! or a time.

mod read;
mod ready;
#[cfg(test)]
mod tests;
mod turns;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Responsible;
use super::causes::Cause;
use super::weekend::{End, Stay};
use crate::calendar::local_date;
use crate::care_chain::{
    ChecklistItem, Destination, EndReason, ItemState, LiabilitySide, LiabilityStatus, NoticeAnswer,
};
use crate::ids::{ChainId, HsaId, PersonId};
use crate::registry::Branch;

pub use read::of;
pub use turns::of_log;

mod instant {
    pub(super) use jiff::fmt::serde::timestamp::millisecond::{optional, required};
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            pub struct $name { $($(#[$fdoc])* pub $field: $kind,)* }
        )*
    };
}

facts! {
    /// All that follow-up counts of one chain.
    ChainFacts {
        /// The chain.
        chain: ChainId,
        /// The person, to know a readmission within 30 days by. Never shown.
        person: PersonId,
        /// Other chains of the same admission (M12): together they count once.
        same_as: Vec<ChainId>,
        /// Protected identity: counted, and never listed for others.
        protected: bool,
        /// Registered as a history of another system, not lived through in Brygga.
        imported: bool,
        /// What that system said beside its times.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<SourceFacts>,
        /// The responsible municipality's code at the standing ready notice, without one the newest:
        /// that of the registered residence. None where nobody has said.
        municipality: Option<String>,
        /// The responsible ward at the standing ready notice, without one the newest.
        ward: HsaId,
        /// Every responsible ward, oldest first.
        wards: Vec<WardFrom>,
        /// Every unit that takes or took part.
        parties: Vec<PartyFacts>,
        /// When the chain was opened.
        #[serde(with = "instant::optional")]
        opened_at: Option<Timestamp>,
        /// When the person was admitted; none for a care request.
        #[serde(with = "instant::optional")]
        admitted_at: Option<Timestamp>,
        /// Admission notices, oldest first.
        notices: Vec<NoticeFacts>,
        /// Every value of the expected discharge, oldest first: that of the first notice, then each
        /// change.
        estimates: Vec<EstimateFacts>,
        /// Each naming of a permanent care contact, oldest first.
        care_contacts: Vec<UnitAt>,
        /// When each unit had started to plan.
        planning: Vec<UnitAt>,
        /// Every state that a checklist item was set to, oldest first; services among them.
        items: Vec<ItemFacts>,
        /// The coordinated individual plan.
        sip: SipFacts,
        /// Questions, oldest first.
        questions: Vec<QuestionFacts>,
        /// Ready notices, oldest first, also those that were withdrawn or replaced.
        ready: Vec<ReadyFacts>,
        /// Declared and withdrawn at once, or several at once: none stands (M2, M3).
        ready_disputed: bool,
        /// When the discharge information was sent.
        #[serde(with = "instant::optional")]
        information_at: Option<Timestamp>,
        /// When the patient was informed.
        #[serde(with = "instant::optional")]
        informed_at: Option<Timestamp>,
        /// Leaving inpatient care alive; a transfer to another hospital is not one. Of several
        /// records the latest.
        left: Option<LeftFacts>,
        /// Moved to another hospital.
        #[serde(with = "instant::optional")]
        transferred_at: Option<Timestamp>,
        /// Died, before or after leaving.
        #[serde(with = "instant::optional")]
        deceased_at: Option<Timestamp>,
        /// Closed, and why. [`EndReason::CreatedInError`] counts nowhere.
        closed: Option<ClosedFacts>,
        /// Follow-ups after going home, oldest first.
        follow_ups: Vec<UnitAt>,
        /// With whom the chain lay from the standing ready notice until the person left, oldest first
        /// (definition 5). Empty while the person is there, and of an imported chain, whose file does
        /// not say.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        turns: Vec<TurnFacts>,
        /// Leaves of absence, oldest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        leaves: Vec<LeaveFacts>,
        /// What a person said that the patient waited for, in place of the derived main cause.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        judged: Option<JudgedFacts>,
        /// A value that somebody must settle, or a fact that is known to be missing: the chain's
        /// figures are as good as can be known.
        uncertain: bool,
        /// When the newest fact was written.
        #[serde(with = "instant::required")]
        changed_at: Timestamp,
    }
    /// What another system said of an imported chain.
    SourceFacts {
        /// The case there: figures name the chain by it.
        case: String,
        /// Why the person stayed; empty where it did not say.
        causes: Vec<Cause>,
    }
    /// A time in which the chain lay with a unit.
    TurnFacts {
        /// The unit.
        unit: HsaId,
        /// Its side.
        side: Responsible,
        /// From when.
        #[serde(with = "instant::required")]
        from: Timestamp,
        /// Until when.
        #[serde(with = "instant::required")]
        to: Timestamp,
    }
    /// A leave of absence.
    LeaveFacts {
        /// From when.
        #[serde(with = "instant::required")]
        from: Timestamp,
        /// Until when; none while the person is away.
        #[serde(with = "instant::optional")]
        back_at: Option<Timestamp>,
    }
    /// A cause that a person named.
    JudgedFacts {
        /// The unit that said it.
        unit: HsaId,
        /// The main cause.
        cause: Cause,
        /// When.
        #[serde(with = "instant::required")]
        at: Timestamp,
    }
    /// A ward that became responsible.
    WardFrom {
        /// The ward.
        ward: HsaId,
        /// Since when.
        #[serde(with = "instant::required")]
        at: Timestamp,
    }
    /// A unit's part.
    PartyFacts {
        /// The unit.
        unit: HsaId,
        /// Its legal entity.
        organisation: HsaId,
        /// Its branch.
        branch: Branch,
        /// A supplier under contract.
        supplier: bool,
        /// Since when.
        #[serde(with = "instant::required")]
        from: Timestamp,
        /// Until when; none while it takes part.
        #[serde(with = "instant::optional")]
        until: Option<Timestamp>,
    }
    /// A unit and when.
    UnitAt {
        /// The unit.
        unit: HsaId,
        /// When.
        #[serde(with = "instant::required")]
        at: Timestamp,
    }
    /// An admission notice (lag 2017:612 2 kap. 1–3 §§).
    NoticeFacts {
        /// When it was sent.
        #[serde(with = "instant::required")]
        sent_at: Timestamp,
        /// When the 24 h of 2 kap. 3 § began: the admission, where the need was judged then,
        /// otherwise the judgement.
        #[serde(with = "instant::required")]
        due_from: Timestamp,
        /// Each unit that it was sent to.
        to: Vec<NoticeTo>,
    }
    /// One unit's part of an admission notice. Taken over and answered imply seen (definition 3).
    NoticeTo {
        /// The unit.
        unit: HsaId,
        /// Kvitterad.
        #[serde(with = "instant::optional")]
        seen_at: Option<Timestamp>,
        /// First answered.
        #[serde(with = "instant::optional")]
        answered_at: Option<Timestamp>,
        /// The latest undisputed answer of the unit, to whichever notice.
        answer: Option<NoticeAnswer>,
        /// Tar hand om, first.
        #[serde(with = "instant::optional")]
        taken_over_at: Option<Timestamp>,
    }
    /// A value of the expected discharge.
    EstimateFacts {
        /// When it was said.
        #[serde(with = "instant::required")]
        at: Timestamp,
        /// The expected time.
        #[serde(with = "instant::required")]
        estimate: Timestamp,
    }
    /// A state of a checklist item.
    ItemFacts {
        /// Which.
        item: ChecklistItem,
        /// When it was set.
        #[serde(with = "instant::required")]
        at: Timestamp,
        /// To what.
        state: ItemState,
        /// The unit that has it, where one was named.
        unit: Option<HsaId>,
    }
    /// The coordinated individual plan (lag 2017:612 4 kap.; definition 6).
    SipFacts {
        /// Needed: one yes is enough, and the ward's asking.
        needed: bool,
        /// The person says no to one.
        declined: bool,
        /// When the ward asked for one.
        #[serde(with = "instant::optional")]
        requested_at: Option<Timestamp>,
        /// Each party's view of the need, oldest first.
        needs: Vec<SipNeed>,
        /// Each call, oldest first.
        calls: Vec<SipCall>,
        /// When the meeting was held.
        #[serde(with = "instant::optional")]
        held_at: Option<Timestamp>,
    }
    /// A party's view of the need of a SIP.
    SipNeed {
        /// The unit.
        unit: HsaId,
        /// When it was said.
        #[serde(with = "instant::required")]
        at: Timestamp,
        /// Needed.
        needed: bool,
    }
    /// A call to a SIP.
    SipCall {
        /// When it was sent.
        #[serde(with = "instant::required")]
        at: Timestamp,
        /// The calling unit, where the fact says.
        unit: Option<HsaId>,
        /// By the head of the unit on behalf of the permanent care contact.
        on_behalf: bool,
        /// When the meeting is to be.
        #[serde(with = "instant::required")]
        meeting_at: Timestamp,
    }
    /// A question, which holds the gates while it is open.
    QuestionFacts {
        /// The asking unit.
        from: Option<HsaId>,
        /// When.
        #[serde(with = "instant::required")]
        at: Timestamp,
        /// Each unit asked.
        to: Vec<QuestionTo>,
    }
    /// One unit's part of a question.
    QuestionTo {
        /// The unit.
        unit: HsaId,
        /// When it answered.
        #[serde(with = "instant::optional")]
        answered_at: Option<Timestamp>,
        /// It passed the question on.
        forwarded: bool,
    }
    /// A ready notice (lag 2017:612 3 kap. 1 §).
    ReadyFacts {
        /// When it was sent.
        #[serde(with = "instant::required")]
        sent_at: Timestamp,
        /// When it was withdrawn, or replaced by another one; none while it stands, and where it
        /// stood until the end.
        #[serde(with = "instant::optional")]
        ended_at: Option<Timestamp>,
        /// It is the undisputed one that stands, or stood last.
        stands: bool,
        /// Hinder of secrecy: nobody was notified.
        secrecy_hinders: bool,
        /// Region-funded outpatient services are needed (5 kap. 5 §).
        outpatient_needed: bool,
        /// Planned time of going home.
        #[serde(with = "instant::optional")]
        planned_departure: Option<Timestamp>,
        /// Each municipality with a concerned unit (definition 4), in order of id.
        municipalities: Vec<MunicipalityFacts>,
        /// Each outpatient unit that took part and had not declined.
        outpatient: Vec<UnitReady>,
        /// What each side has said of its account, oldest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        positions: Vec<PositionFacts>,
    }
    /// What a side says of the account of a ready notice.
    PositionFacts {
        /// When.
        #[serde(with = "instant::required")]
        at: Timestamp,
        /// Who.
        side: LiabilitySide,
        /// What.
        status: LiabilityStatus,
    }
    /// One municipality's part of a ready notice.
    MunicipalityFacts {
        /// The municipality, as the legal entity that its units belong to.
        organisation: HsaId,
        /// Its concerned units; at least one.
        units: Vec<UnitReady>,
    }
    /// One concerned unit's part of a ready notice.
    UnitReady {
        /// The unit.
        unit: HsaId,
        /// When it was first notified of this notice; none where it was not.
        #[serde(with = "instant::optional")]
        notified_at: Option<Timestamp>,
        /// When its standing yes to this notice was sent.
        #[serde(with = "instant::optional")]
        ready_at: Option<Timestamp>,
        /// From when it can receive, by that yes.
        #[serde(with = "instant::optional")]
        can_receive_from: Option<Timestamp>,
        /// It said first that it cannot, or objected: when.
        #[serde(with = "instant::optional")]
        refused_at: Option<Timestamp>,
    }
    /// Leaving inpatient care.
    LeftFacts {
        /// When.
        #[serde(with = "instant::required")]
        at: Timestamp,
        /// Where to.
        destination: Destination,
    }
    /// The end of the chain.
    ClosedFacts {
        /// When.
        #[serde(with = "instant::required")]
        at: Timestamp,
        /// Why.
        reason: EndReason,
    }
}

impl ChainFacts {
    /// Started by mistake: counts nowhere.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.closed.as_ref().is_some_and(|closed| closed.reason == EndReason::CreatedInError)
    }

    /// Moved to other inpatient care, as a record of leaving or the closing says.
    fn is_moved(&self) -> bool {
        let elsewhere = |closed: &ClosedFacts| {
            matches!(closed.reason, EndReason::OtherHospital | EndReason::OtherRegion)
        };
        self.transferred_at.is_some() || self.closed.as_ref().is_some_and(elsewhere)
    }

    /// Died before leaving inpatient care.
    #[must_use]
    pub fn died_in_care(&self) -> bool {
        let dead = self.closed.as_ref().is_some_and(|end| end.reason == EndReason::Deceased);
        match (self.deceased_at, &self.left) {
            (Some(died), Some(left)) => died <= left.at,
            (Some(_), None) => true,
            (None, left) => dead && left.is_none(),
        }
    }

    /// The ready notice that stands, or stood last; none where it was withdrawn or is disputed.
    #[must_use]
    pub fn standing(&self) -> Option<&ReadyFacts> {
        self.ready.iter().find(|notice| notice.stands)
    }

    /// When the stay that the chain is about ended, however: left, died, or closed without either.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        let left = self.left.as_ref().map(|left| left.at);
        let died = self.deceased_at.filter(|_| self.died_in_care());
        died.or(left).or_else(|| self.closed.as_ref().map(|closed| closed.at))
    }

    /// Year and month that the chain counts in (definition 8): that of the standing ready notice,
    /// without one that of the admission. A care request alone has the month of its opening.
    #[must_use]
    pub fn month(&self) -> (i16, i8) {
        let ready = self.standing().map(|notice| notice.sent_at);
        let at = ready.or(self.admitted_at).or(self.opened_at).unwrap_or(self.changed_at);
        month_of(at)
    }

    /// The first and the last month that the chain says something about a stay in, its admission notices
    /// and the end of their 24 h among it; no last one while the stay goes on.
    #[must_use]
    pub fn months(&self) -> ((i16, i8), Option<(i16, i8)>) {
        let ready = self.ready.iter().map(|notice| notice.sent_at);
        let notices = self.notices.iter().map(|notice| notice.sent_at).chain(self.notice_due_at());
        let all = ready.chain(notices).chain(self.admitted_at).chain(self.ended_at()).map(month_of);
        let all: Vec<_> = all.chain([self.month()]).collect();
        let (first, last) = (all.iter().min(), all.iter().max());
        let last = last.filter(|_| self.ended_at().is_some());
        (first.copied().unwrap_or_else(|| self.month()), last.copied())
    }

    /// The responsible ward at a time; before the first the first.
    #[must_use]
    pub fn ward_at(&self, at: Timestamp) -> &HsaId {
        let before = self.wards.iter().rev().find(|from| from.at <= at);
        before.or(self.wards.first()).map_or(&self.ward, |from| &from.ward)
    }

    /// What weekend stays count (definition 8). After a transfer to another hospital the stay goes on,
    /// also when the chain is closed; any other chain that was closed without anybody saying that
    /// the person left is weighed as if the stay ended then. None for a chain without an admission.
    #[must_use]
    pub fn stay(&self) -> Option<Stay> {
        let end = if self.is_cancelled() {
            End::Cancelled
        } else if self.died_in_care() {
            End::Deceased
        } else {
            match (&self.left, &self.closed) {
                (Some(left), _) => End::Left(left.at),
                (None, Some(_)) if self.is_moved() => End::Transferred,
                (None, Some(closed)) => End::Left(closed.at),
                (None, None) => End::Ongoing,
            }
        };
        let standing = self.standing();
        Some(Stay {
            admitted_at: self.admitted_at.or_else(|| standing.map(|notice| notice.sent_at))?,
            ready_at: standing.map(|notice| notice.sent_at),
            municipality_ready_at: standing.and_then(ReadyFacts::municipality_ready_at),
            end,
        })
    }
}

fn month_of(at: Timestamp) -> (i16, i8) {
    let date = local_date(at);
    (date.year(), date.month())
}
