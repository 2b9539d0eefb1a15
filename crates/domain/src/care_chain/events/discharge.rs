//! Ready, kommunklar, going home and the end of a chain.

use serde::{Deserialize, Serialize};

use super::is_false;
use crate::care_chain::values::{Destination, EndReason};
use crate::ids::{EventId, HsaId};
use crate::moment::Moment;

data! {
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
    /// Data of `leave-recorded`. Where the person is, and why, is not said.
    LeaveRecorded {
        /// When the person left the ward.
        from: Moment,
        /// When they are expected back.
        expected_back: Moment,
        /// When they came back; none while they are away.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        back_at: Option<Moment>,
    }
    /// Data of `deceased-confirmed`.
    DeceasedConfirmed {
        /// The record that is confirmed.
        of: EventId,
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
