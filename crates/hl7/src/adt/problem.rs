//! Why a message was not accepted, and with which code that is answered.

use crate::message::ParseError;
use crate::time::TimeFault;

/// The acknowledgement codes of original mode, MSA-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AckCode {
    /// Accepted and durable.
    Aa,
    /// Understood, but what it says cannot be.
    Ae,
    /// Refused; nothing was changed.
    Ar,
}

impl AckCode {
    /// Reads the two letters; what is not AA or AR is AE.
    pub fn parse(letters: &str) -> Self {
        match letters {
            "AA" => Self::Aa,
            "AR" => Self::Ar,
            _ => Self::Ae,
        }
    }
    /// The two letters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aa => "AA",
            Self::Ae => "AE",
            Self::Ar => "AR",
        }
    }
}

/// Why a message was not accepted. The texts are for the people who run the sending system;
/// they never contain identity numbers, names or other content of the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdtProblem {
    /// The bytes are not an HL7 v2 message.
    #[error(transparent)]
    Unreadable(#[from] ParseError),
    /// Not one of the supported ADT events.
    #[error("message type {0} is not supported")]
    UnsupportedType(String),
    /// Not a version from 2.2 to 2.9.
    #[error("the version in MSH-12 is not supported, only 2.2 to 2.9 are")]
    UnsupportedVersion,
    /// Without a control id an answer cannot be matched.
    #[error("the control id in MSH-10 is missing")]
    MissingControlId,
    /// None of EVN-6, EVN-2 and MSH-7 is there.
    #[error("the time of the event is missing: EVN-6, EVN-2 and MSH-7 are empty")]
    MissingTime,
    /// A time that decides the order or the stay cannot be read.
    #[error("the time in {field} cannot be used: {fault}")]
    InvalidTime {
        /// Which field, such as `EVN-6`.
        field: &'static str,
        /// What is wrong with it.
        fault: TimeFault,
    },
    /// No PID-3, and no older field that would do.
    #[error("patient identifier missing")]
    MissingPatientIdentifier,
    /// No PV1-19 and no PID-18.
    #[error("visit number missing")]
    MissingVisitNumber,
    /// PV1-45 lies before PV1-44, or a discharge before the admission that is known.
    #[error("the discharge is before the admission")]
    DischargeBeforeAdmission,
    /// A02 without PV1-3.
    #[error("the transfer names no ward in PV1-3")]
    TransferWithoutWard,
    /// A34 or A40 without a surviving or a prior identifier.
    #[error("the merge lacks an identifier in PID-3 or MRG-1")]
    MergeWithoutIdentifiers,
    /// More merges than anybody means with one message.
    #[error("the message has more than 64 merges, send them in several")]
    TooManyMerges,
    /// The control id was used before for a message with other content (decision 30).
    #[error("the control id was used before with other content")]
    SameKeyOtherContent,
    /// The same message was answered so before, and is answered so again.
    #[error("{1}")]
    Repeated(AckCode, String),
    /// It could not be made durable; the sender may send it again.
    #[error("the message could not be stored, send it again")]
    NotStored,
}

impl AdtProblem {
    /// Names the type only when it looks like one: anything may stand in MSH-9.
    pub(super) fn unsupported(message_type: &str, code: &str) -> Self {
        let is_plain = |text: &str| {
            (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        Self::UnsupportedType(match (is_plain(message_type), is_plain(code)) {
            (true, true) => format!("{message_type}^{code}"),
            (true, false) => message_type.to_owned(),
            (false, _) => "in MSH-9".to_owned(),
        })
    }

    /// AE or AR (decision 30).
    pub fn code(&self) -> AckCode {
        match self {
            Self::Unreadable(_)
            | Self::UnsupportedType(_)
            | Self::UnsupportedVersion
            | Self::MissingControlId
            | Self::NotStored => AckCode::Ar,
            Self::MissingTime
            | Self::InvalidTime { .. }
            | Self::MissingPatientIdentifier
            | Self::MissingVisitNumber
            | Self::DischargeBeforeAdmission
            | Self::TransferWithoutWard
            | Self::MergeWithoutIdentifiers
            | Self::TooManyMerges
            | Self::SameKeyOtherContent => AckCode::Ae,
            Self::Repeated(code, _) => *code,
        }
    }

    /// Error code and its text from HL7 table 0357, for ERR.
    pub fn table_0357(&self) -> (&'static str, &'static str) {
        match self {
            Self::Unreadable(_) => ("100", "Segment sequence error"),
            Self::UnsupportedType(_) => ("200", "Unsupported message type"),
            Self::UnsupportedVersion => ("203", "Unsupported version id"),
            Self::MissingControlId
            | Self::MissingTime
            | Self::MissingPatientIdentifier
            | Self::MissingVisitNumber
            | Self::TransferWithoutWard
            | Self::MergeWithoutIdentifiers => ("101", "Required field missing"),
            Self::InvalidTime { .. } | Self::DischargeBeforeAdmission => ("102", "Data type error"),
            Self::TooManyMerges => ("100", "Segment sequence error"),
            Self::SameKeyOtherContent => ("205", "Duplicate key identifier"),
            Self::NotStored | Self::Repeated(..) => ("207", "Application internal error"),
        }
    }

    /// Segment and field that the problem is about, for ERR.
    pub fn location(&self) -> Option<(&'static str, u8)> {
        Some(match self {
            Self::Unreadable(_) => ("MSH", 2),
            Self::UnsupportedType(_) => ("MSH", 9),
            Self::UnsupportedVersion => ("MSH", 12),
            Self::MissingControlId | Self::SameKeyOtherContent => ("MSH", 10),
            Self::MissingTime => ("EVN", 6),
            Self::InvalidTime { field, .. } => {
                let (segment, number) = field.split_once('-')?;
                (segment, number.parse().ok()?)
            }
            Self::MissingPatientIdentifier => ("PID", 3),
            Self::MissingVisitNumber => ("PV1", 19),
            Self::DischargeBeforeAdmission => ("PV1", 45),
            Self::TransferWithoutWard => ("PV1", 3),
            Self::MergeWithoutIdentifiers | Self::TooManyMerges => ("MRG", 1),
            Self::NotStored | Self::Repeated(..) => return None,
        })
    }
}
