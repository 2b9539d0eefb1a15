//! The visit as PV1 has it.

use super::AdtProblem;
use crate::message::{Message, Value};
use crate::stay::Location;
use crate::time::{Hl7Time, Precision};

/// What one message says of a visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    /// PV1-19, else the account number in PID-18 when there is a PV1 at all.
    pub number: Option<String>,
    /// PV1-2: I inpatient, E emergency, O outpatient and others.
    pub patient_class: Option<String>,
    /// PV1-3.
    pub location: Location,
    /// PV1-6, where the patient was before.
    pub prior_location: Location,
    /// PV1-36 as written.
    pub discharge_disposition: Option<String>,
    /// Whether PV1-36 says that the patient died.
    pub died: bool,
    /// PV1-44.
    pub admitted_at: Option<Hl7Time>,
    /// PV1-45.
    pub discharged_at: Option<Hl7Time>,
}

impl Visit {
    /// Whether PV1-2 says inpatient.
    pub fn is_inpatient(&self) -> bool {
        self.patient_class.as_deref() == Some("I")
    }

    pub(super) fn read(message: &Message) -> Result<Self, AdtProblem> {
        let field = |number| message.field("PV1", number);
        let number = field(19).value().text();
        // An account stands in for a visit only where a visit is described at all.
        let account = message.segment("PV1").and(message.field("PID", 18).value().text());
        let disposition = field(36);
        Ok(Self {
            number: number.or(account),
            patient_class: field(2).value().text(),
            location: location(message, 3),
            prior_location: location(message, 6),
            died: says_died(disposition.value()) || says_died(disposition.component(2)),
            discharge_disposition: disposition.value().text(),
            admitted_at: super::time_at(message, "PV1", 44, "PV1-44")?,
            discharged_at: super::time_at(message, "PV1", 45, "PV1-45")?,
        })
    }
}

/// PV1-3 and PV1-6 (data type PL): ward, room, bed, facility.
fn location(message: &Message, number: usize) -> Location {
    let field = message.field("PV1", number);
    Location {
        ward: field.component(1).text(),
        room: field.component(2).text(),
        bed: field.component(3).text(),
        facility: field.component(4).text(),
    }
}

/// HL7 table 0112: 20 expired, 40 to 42 expired at home, in a facility, place unknown.
fn says_died(disposition: Value<'_>) -> bool {
    let text = disposition.text_or_empty().to_lowercase();
    matches!(text.as_str(), "20" | "40" | "41" | "42")
        || ["deceased", "expired", "avliden"].iter().any(|word| text.contains(word))
}

impl Hl7Time {
    /// Whether it lies before another time, as exactly as the less exact of the two tells.
    pub(crate) fn is_before(&self, other: &Self) -> bool {
        match self.precision.min(other.precision) {
            Precision::Day => self.local.date() < other.local.date(),
            Precision::Minute => {
                let minute = |time: &Self| time.instant.as_millisecond().div_euclid(60_000);
                minute(self) < minute(other)
            }
            Precision::Second => self.instant < other.instant,
        }
    }
}
