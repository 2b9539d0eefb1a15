//! Whose turn it is (definitions 5): one pure function, from which lists, counters and reminders
//! follow.

mod flags;
mod going_home;
mod held;
mod open;

use std::cmp::Ordering;

use jiff::Timestamp;

use super::events::TakenOver;
use super::register::Head;
use super::state::CareChain;
use super::values::Stage;
use crate::calendar::{self, StaffedHours};
use crate::ids::HsaId;
use crate::registry::{Branch, CountyData, Role};
use crate::words;

pub use held::{held_between, held_time};
pub use open::open_steps;

words! {
    /// What is to be done. The order is the rank that breaks ties (definitions 5).
    StepKind {
        /// Several values stand side by side (M2, M3): the ward lets a person choose.
        SettleConflict = "settle-conflict",
        /// A second person confirms the death (M9).
        ConfirmDeceased = "confirm-deceased",
        /// Makulerad, fel person: each receiver confirms.
        ConfirmCancellation = "confirm-cancellation",
        /// Inskrivningsmeddelande.
        SendAdmissionNotice = "send-admission-notice",
        /// Answer the admission notice.
        AnswerNotice = "answer-notice",
        /// Answer a question.
        AnswerQuestion = "answer-question",
        /// Utse fast vårdkontakt.
        NameCareContact = "name-care-contact",
        /// Starta planering.
        StartPlanning = "start-planning",
        /// Fyll i planeringsunderlag.
        SharePlanningBasis = "share-planning-basis",
        /// Is a SIP needed?
        AnswerSipNeed = "answer-sip-need",
        /// Kalla till SIP.
        CallSip = "call-sip",
        /// Håll SIP.
        HoldSip = "hold-sip",
        /// A new ward confirms the estimate (facts 1.10).
        ConfirmEstimate = "confirm-estimate",
        /// Utskrivningsklar.
        DeclareReady = "declare-ready",
        /// Underrätta a unit that was added after the ready notice (definitions 7).
        NotifyReady = "notify-ready",
        /// Meddela kommunklar.
        AnswerMunicipalityReady = "answer-municipality-ready",
        /// Meddela öppenvårdsklar.
        AnswerOutpatientReady = "answer-outpatient-ready",
        /// A checklist item is missing.
        PrepareItem = "prepare-item",
        /// Confirm what was told by phone.
        ConfirmPhone = "confirm-phone",
        /// Answer the offer to take over what somebody else has taken (definitions 3).
        AnswerHandover = "answer-handover",
        /// Skriv ut.
        Discharge = "discharge",
        /// Utskrivningsinformation.
        SendDischargeInformation = "send-discharge-information",
        /// Information till patienten.
        InformPatient = "inform-patient",
        /// Följ upp.
        FollowUp = "follow-up",
        /// Avsluta.
        CloseChain = "close-chain",
        /// Kvittera messages.
        Acknowledge = "acknowledge",
    }
}

/// One open step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub kind: StepKind,
    /// Which checklist item, or which question, where the kind needs it.
    pub detail: Option<String>,
    /// The owner: a unit with sign-in.
    pub unit: HsaId,
    /// The owner's branch.
    pub branch: Branch,
    /// The role that usually does it.
    pub role: Role,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// A statutory clock; otherwise county data.
    pub statutory: bool,
    /// Blocks the next stage, going home in the end.
    pub blocks: bool,
}

impl Step {
    /// How a taking names the step: its word, with its detail where there are several of a kind.
    pub fn what(&self) -> String {
        what_of(self.kind, self.detail.as_deref())
    }

    /// Who has taken the step (definitions 3). A taking without a detail covers every step of the
    /// kind.
    pub fn taken<'a>(&self, chain: &'a CareChain) -> Option<&'a Head<TakenOver>> {
        let by = |what: String| chain.taken.get(&(what, self.unit.clone()));
        by(self.what()).or_else(|| by(self.kind.as_str().to_owned()))
    }
}

/// A step's word, with its detail after a colon.
pub(super) fn what_of(kind: StepKind, detail: Option<&str>) -> String {
    match detail {
        Some(detail) => format!("{}:{detail}", kind.as_str()),
        None => kind.as_str().to_owned(),
    }
}

/// What steps need besides the facts.
pub struct Calendar<'a> {
    /// County data at the time of reading.
    pub county: &'a CountyData,
    /// A unit's staffed hours.
    pub hours: &'a dyn Fn(&HsaId) -> StaffedHours,
}

impl Calendar<'_> {
    fn local(&self, unit: &HsaId, from: Timestamp, minutes: u32) -> Timestamp {
        (self.hours)(unit).add_staffed(from, minutes)
    }
}

/// Sorts by definitions 5: overdue first, then what blocks going home, then due ascending (none
/// last), then rank, then the step's own words.
pub fn in_order(mut steps: Vec<Step>, now: Timestamp) -> Vec<Step> {
    steps.sort_by(|one, other| compare(one, other, now));
    steps
}

/// The order of two steps, be it of one chain or of two.
pub fn compare(one: &Step, other: &Step, now: Timestamp) -> Ordering {
    let place = |step: &Step| {
        let is_in_time = step.due.is_none_or(|due| due >= now);
        (is_in_time, !step.blocks, step.due.unwrap_or(Timestamp::MAX), step.kind)
    };
    let words = (&one.unit, &one.detail).cmp(&(&other.unit, &other.detail));
    place(one).cmp(&place(other)).then(words)
}

/// A party's next step ("Ert nästa steg"): the least among its own.
pub fn next_step_of<'a>(steps: &'a [Step], unit: &HsaId) -> Option<&'a Step> {
    steps.iter().find(|step| step.unit == *unit)
}

/// The step whose owner the chain lies with: the least that blocks. A disputed state comes before
/// all: it is the ward's until resolved (definitions 5).
pub fn owning_step(steps: &[Step]) -> Option<&Step> {
    steps.iter().filter(|step| step.blocks).min_by_key(|step| {
        (
            step.kind != StepKind::SettleConflict,
            step.due.unwrap_or(Timestamp::MAX),
            step.kind,
            step.unit.clone(),
            step.detail.clone(),
        )
    })
}

/// The chain's owner ("Ärendet ligger hos"): exactly one until closed or deceased, then nobody.
pub fn owner(chain: &CareChain, steps: &[Step]) -> Option<HsaId> {
    let stage = chain.stage();
    if stage.is_over() {
        return None;
    }
    if let Some(step) = owning_step(steps) {
        return Some(step.unit.clone());
    }
    if stage == Stage::Discharged && !chain.protected {
        let contact = chain.care_contact_unit().cloned();
        let notified = || {
            chain
                .notices
                .iter()
                .flat_map(|notice| &notice.value.to)
                .filter_map(|unit| chain.party(unit))
                .find(|party| party.branch == Branch::Outpatient && !party.ended)
                .map(|party| party.unit.clone())
        };
        if let Some(unit) = contact.or_else(notified) {
            return Some(unit);
        }
    }
    chain.ward_unit().cloned()
}

/// Who in a unit of this branch usually does what has no role of its own.
pub const fn usual_role(branch: Branch) -> Role {
    match branch {
        Branch::Inpatient => Role::WardCoordinator,
        Branch::Outpatient | Branch::PrivateProvider => Role::CoordinatingNurse,
        Branch::SocialServices | Branch::DisabilityServices => Role::NeedsAssessor,
        Branch::MunicipalHealthCare => Role::MunicipalNurse,
    }
}

/// The local day of a time: what a list calls today.
pub fn local_day(at: Timestamp) -> jiff::civil::Date {
    calendar::local_date(at)
}

/// The least head by legal time: what a page shows first of a conflict.
pub fn earliest<T>(heads: &[Head<T>]) -> Option<&Head<T>> {
    heads.iter().min_by_key(|head| (head.at, head.id))
}
