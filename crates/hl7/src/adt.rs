//! What an ADT message says, in our own words.

mod patient;
mod problem;
mod visit;

pub use patient::{Address, Patient, PersonName, Protection};
pub use problem::{AckCode, AdtProblem};
pub use visit::Visit;

use crate::identifier::{self, IdentifierText};
use crate::message::Message;
use crate::stay::StayFact;
use crate::time::Hl7Time;
use serde::{Deserialize, Serialize};

/// The trigger events that are accepted. All others are answered AR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AdtEvent {
    /// Admission.
    #[serde(rename = "A01")]
    Admit,
    /// Transfer to another ward, room or bed.
    #[serde(rename = "A02")]
    Transfer,
    /// Discharge.
    #[serde(rename = "A03")]
    Discharge,
    /// Registration; an admission only for patient class I.
    #[serde(rename = "A04")]
    Register,
    /// Planned admission.
    #[serde(rename = "A05")]
    PreAdmit,
    /// Updated data, of a visit.
    #[serde(rename = "A08")]
    UpdateVisit,
    /// The admission was a mistake.
    #[serde(rename = "A11")]
    CancelAdmit,
    /// The transfer was a mistake.
    #[serde(rename = "A12")]
    CancelTransfer,
    /// The discharge was a mistake.
    #[serde(rename = "A13")]
    CancelDischarge,
    /// Leave starts; the stay goes on.
    #[serde(rename = "A21")]
    LeaveStarts,
    /// Back from leave.
    #[serde(rename = "A22")]
    LeaveEnds,
    /// Updated data, of a person.
    #[serde(rename = "A31")]
    UpdatePerson,
    /// Merge of two patients, older form.
    #[serde(rename = "A34")]
    MergePatient,
    /// Merge of patient identifiers. Gives the same as A34 (decision 9).
    #[serde(rename = "A40")]
    MergeIdentifiers,
}

impl AdtEvent {
    /// Reads an event code such as `A01`.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "A01" => Self::Admit,
            "A02" => Self::Transfer,
            "A03" => Self::Discharge,
            "A04" => Self::Register,
            "A05" => Self::PreAdmit,
            "A08" => Self::UpdateVisit,
            "A11" => Self::CancelAdmit,
            "A12" => Self::CancelTransfer,
            "A13" => Self::CancelDischarge,
            "A21" => Self::LeaveStarts,
            "A22" => Self::LeaveEnds,
            "A31" => Self::UpdatePerson,
            "A34" => Self::MergePatient,
            "A40" => Self::MergeIdentifiers,
            _ => return None,
        })
    }

    /// Whether two identities become one.
    pub fn is_merge(self) -> bool {
        matches!(self, Self::MergePatient | Self::MergeIdentifiers)
    }

    /// Whether the message means nothing without a visit number.
    fn needs_visit(self, visit: &Visit) -> bool {
        match self {
            Self::UpdateVisit | Self::UpdatePerson => false,
            Self::MergePatient | Self::MergeIdentifiers => false,
            Self::Register => visit.is_inpatient(),
            _ => true,
        }
    }
}

/// Who sent which message. The same key is the same act (decision 30).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SenderKey {
    /// MSH-3, the sending application, with all its components.
    pub application: String,
    /// MSH-4, the sending facility, with all its components.
    pub facility: String,
    /// MSH-10, the control id.
    pub control_id: String,
}

impl SenderKey {
    /// One text for all three, different for different keys whatever they contain.
    pub fn canonical(&self) -> String {
        [&self.application, &self.facility, &self.control_id]
            .map(|part| format!("{}:{part}", part.len()))
            .join(",")
    }

    /// Reads what [`SenderKey::canonical`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let mut part = || {
            let (length, after) = rest.split_once(':')?;
            let length: usize = length.parse().ok()?;
            let part = after.get(..length)?.to_owned();
            rest = after.get(length..)?;
            rest = rest.strip_prefix(',').unwrap_or(rest);
            Some(part)
        };
        Some(Self { application: part()?, facility: part()?, control_id: part()? })
    }
}

/// Two identities that the sender says are one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The patient as known from now on.
    pub surviving: Patient,
    /// The identifiers that end (MRG-1).
    pub prior: Vec<IdentifierText>,
    /// The visit that the ended identity had (MRG-5), if named.
    pub prior_visit: Option<String>,
}

/// One accepted ADT message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdtInput {
    /// Who sent it.
    pub sender: SenderKey,
    /// What happened.
    pub event: AdtEvent,
    /// When it happened: EVN-6, else EVN-2, else MSH-7.
    pub occurred_at: Hl7Time,
    /// When the sender wrote it down: EVN-2.
    pub recorded_at: Option<Hl7Time>,
    /// Whom it is about (the first PID). A merge may name several: see `merges`.
    pub patient: Patient,
    /// PV1, empty when there is none.
    pub visit: Visit,
    /// For A34 and A40: at least one.
    pub merges: Vec<Merge>,
}

impl AdtInput {
    /// The fact for the stay with this visit number; `arrival` counts received messages.
    ///
    /// A31, A34 and A40 name no visit: the use case keeps such a fact with each stay of the
    /// person that it concerns, where it updates what is known of the person.
    pub fn stay_fact(&self, arrival: u64) -> StayFact {
        StayFact::new(self, &self.patient, arrival)
    }

    /// The fact that a merge means for the stays of both identities.
    pub fn merge_fact(&self, merge: &Merge, arrival: u64) -> StayFact {
        StayFact::new(self, &merge.surviving, arrival)
    }
}

/// Reads what the message says and whether it can be accepted.
///
/// # Errors
/// The problem says AE or AR and why, without anything that tells who the patient is.
pub fn classify(message: &Message) -> Result<AdtInput, AdtProblem> {
    let event = event_of(message)?;
    check_version(message)?;
    let control_id = message.field("MSH", 10).text();
    if control_id.is_empty() {
        return Err(AdtProblem::MissingControlId);
    }
    let sender = SenderKey {
        application: message.field("MSH", 3).text(),
        facility: message.field("MSH", 4).text(),
        control_id,
    };
    let (occurred_at, recorded_at) = times_of(message)?;
    let patient = message.segment("PID").map(|pid| Patient::read(message, &pid));
    let patient = patient.filter(|patient| patient.identifier.is_some());
    let mut patient = patient.ok_or(AdtProblem::MissingPatientIdentifier)?;
    if let Some(pd1) = message.segment("PD1") {
        patient.read_protection(&pd1);
    }
    let visit = Visit::read(message)?;
    check_visit(event, &visit)?;
    let merges = if event.is_merge() { merges_of(message)? } else { Vec::new() };
    Ok(AdtInput { sender, event, occurred_at, recorded_at, patient, visit, merges })
}

fn event_of(message: &Message) -> Result<AdtEvent, AdtProblem> {
    let kind = message.field("MSH", 9);
    let message_type = kind.component(1).text_or_empty();
    let code = kind.component(2).text().or_else(|| message.field("EVN", 1).value().text());
    let event = match (message_type.as_str(), code.as_deref()) {
        ("ADT", Some(code)) => AdtEvent::from_code(code),
        _ => None,
    };
    event.ok_or_else(|| AdtProblem::unsupported(&message_type, code.as_deref().unwrap_or("")))
}

/// Versions 2.2 to 2.9; a message that does not say its version is tried.
fn check_version(message: &Message) -> Result<(), AdtProblem> {
    let version = message.field("MSH", 12).value().text_or_empty();
    let mut parts = version.split('.');
    let is_known = match (parts.next(), parts.next().map(str::parse::<u8>)) {
        (Some(""), None) => true,
        (Some("2"), Some(Ok(minor))) => (2..=9).contains(&minor),
        _ => false,
    };
    if is_known { Ok(()) } else { Err(AdtProblem::UnsupportedVersion) }
}

fn times_of(message: &Message) -> Result<(Hl7Time, Option<Hl7Time>), AdtProblem> {
    let occurred = time_at(message, "EVN", 6, "EVN-6")?;
    let recorded = time_at(message, "EVN", 2, "EVN-2")?;
    let occurred = match occurred.or_else(|| recorded.clone()) {
        Some(time) => time,
        None => time_at(message, "MSH", 7, "MSH-7")?.ok_or(AdtProblem::MissingTime)?,
    };
    Ok((occurred, recorded))
}

fn time_at(
    message: &Message,
    segment: &str,
    number: usize,
    name: &'static str,
) -> Result<Option<Hl7Time>, AdtProblem> {
    let Some(text) = message.field(segment, number).value().text() else { return Ok(None) };
    Hl7Time::parse(&text).map(Some).map_err(|fault| AdtProblem::InvalidTime { field: name, fault })
}

fn check_visit(event: AdtEvent, visit: &Visit) -> Result<(), AdtProblem> {
    if event.needs_visit(visit) && visit.number.is_none() {
        return Err(AdtProblem::MissingVisitNumber);
    }
    if event == AdtEvent::Transfer && visit.location.ward.is_none() {
        return Err(AdtProblem::TransferWithoutWard);
    }
    match (&visit.admitted_at, &visit.discharged_at) {
        (Some(admitted), Some(discharged)) if discharged.is_before(admitted) => {
            Err(AdtProblem::DischargeBeforeAdmission)
        }
        _ => Ok(()),
    }
}

/// More merges than this are no one's message: each is an act on every stay of two persons, and repeats
/// what its PID says.
const MAX_MERGES: usize = 64;

/// Each MRG belongs to the PID before it, and to the last PD1 between or behind them.
fn merges_of(message: &Message) -> Result<Vec<Merge>, AdtProblem> {
    let mut merges = Vec::new();
    let mut before = None;
    for segment in message.segments() {
        match (segment.name(), &mut before) {
            ("PID", _) => before = Some((segment, None)),
            ("PD1", Some((_, pd1))) => *pd1 = Some(segment),
            ("MRG", Some(_)) if merges.len() == MAX_MERGES => {
                return Err(AdtProblem::TooManyMerges);
            }
            ("MRG", Some((pid, pd1))) => {
                let mut surviving = Patient::read(message, pid);
                if let Some(pd1) = pd1 {
                    surviving.read_protection(pd1);
                }
                let prior = identifier::of_merge(message, &segment);
                if surviving.identifier.is_none() || prior.is_empty() {
                    return Err(AdtProblem::MergeWithoutIdentifiers);
                }
                let prior_visit = segment.field(5).value().text();
                merges.push(Merge { surviving, prior, prior_visit });
            }
            _ => {}
        }
    }
    if merges.is_empty() { Err(AdtProblem::MergeWithoutIdentifiers) } else { Ok(merges) }
}

#[cfg(test)]
mod tests;
