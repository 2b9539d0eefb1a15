//! The admission notice, its answers, and what is planned from then on.

use serde::{Deserialize, Serialize};

use super::is_false;
use crate::care_chain::values::{ChecklistItem, ItemState, NoticeAnswer, SipPlace};
use crate::ids::{EventId, HsaId};
use crate::moment::Moment;

data! {
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
}
