//! The body of the event that one ADT message leaves in the log.

use crate::adt::{Address, AdtEvent, AdtInput, Patient, PersonName, Protection};
use crate::change::Change;
use crate::identifier::IdentifierText;
use crate::time::{Hl7Time, Precision, day_of};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::serde::timestamp::millisecond;
use serde::{Deserialize, Serialize};

/// A place in a hospital, as the sender names it; the registry of wards is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// PL-1, the ward.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub ward: Option<String>,
    /// PL-2.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// PL-3.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub bed: Option<String>,
    /// PL-4.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
}

impl Location {
    /// Whether nothing is said; used to leave it out of event bodies.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What one ADT message says of a stay. Field names are short and never change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StayFact {
    /// What happened.
    #[serde(rename = "k")]
    pub kind: AdtEvent,
    /// When it happened; local midnight when only the day is known.
    #[serde(rename = "at", with = "millisecond::required")]
    pub occurred_at: Timestamp,
    /// Whether only the day is known.
    #[serde(rename = "day", default, skip_serializing_if = "is_false")]
    pub is_day_only: bool,
    /// When the sender recorded it (EVN-2).
    #[serde(
        rename = "rec",
        default,
        with = "millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub recorded_at: Option<Timestamp>,
    /// The number of its arrival, different for every message.
    #[serde(rename = "arr")]
    pub arrival: u64,
    /// The visit number; none in A31, A34 and A40.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<String>,
    /// PV1-2.
    #[serde(rename = "cls", default, skip_serializing_if = "Option::is_none")]
    pub patient_class: Option<String>,
    /// PV1-3.
    #[serde(rename = "loc", default, skip_serializing_if = "Location::is_empty")]
    pub location: Location,
    /// PV1-44.
    #[serde(
        rename = "adm",
        default,
        with = "millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub admitted_at: Option<Timestamp>,
    /// PV1-45.
    #[serde(
        rename = "dis",
        default,
        with = "millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub discharged_at: Option<Timestamp>,
    /// Whether the discharge disposition (PV1-36) says that the patient died.
    #[serde(rename = "dd", default, skip_serializing_if = "is_false")]
    pub died: bool,
    /// The chosen identifier.
    #[serde(rename = "id", default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<IdentifierText>,
    /// PID-5.
    #[serde(rename = "nm", default, skip_serializing_if = "Change::is_keep")]
    pub name: Change<PersonName>,
    /// PID-7.
    #[serde(rename = "bd", default, skip_serializing_if = "Change::is_keep")]
    pub birth_date: Change<Date>,
    /// Municipality code of four digits.
    #[serde(rename = "mun", default, skip_serializing_if = "Change::is_keep")]
    pub municipality: Change<String>,
    /// PID-11.
    #[serde(rename = "adr", default, skip_serializing_if = "Change::is_keep")]
    pub address: Change<Address>,
    /// PID-13.
    #[serde(rename = "ph", default, skip_serializing_if = "Change::is_keep")]
    pub phone: Change<String>,
    /// PID-29/30.
    #[serde(rename = "dec", default, skip_serializing_if = "Change::is_keep")]
    pub is_deceased: Change<bool>,
    /// PD1-12.
    #[serde(rename = "prot", default, skip_serializing_if = "Change::is_keep")]
    pub protection: Change<Protection>,
}

/// A date alone says less than the time of the event on that day, which then stands in for it.
fn more_exact(time: &Option<Hl7Time>, occurred_at: &Hl7Time) -> Option<Timestamp> {
    let time = time.as_ref()?;
    let says_less =
        time.precision == Precision::Day && time.local.date() == occurred_at.local.date();
    (!says_less).then_some(time.instant)
}

fn is_false(value: &bool) -> bool {
    !value
}

impl StayFact {
    pub(crate) fn new(input: &AdtInput, patient: &Patient, arrival: u64) -> Self {
        let visit = &input.visit;
        let is_of_person = input.event.is_merge() || input.event == AdtEvent::UpdatePerson;
        Self {
            kind: input.event,
            occurred_at: input.occurred_at.instant,
            is_day_only: input.occurred_at.precision == Precision::Day,
            recorded_at: input.recorded_at.as_ref().map(|time| time.instant),
            arrival,
            visit: visit.number.clone().filter(|_| !is_of_person),
            patient_class: visit.patient_class.clone(),
            location: visit.location.clone(),
            admitted_at: more_exact(&visit.admitted_at, &input.occurred_at),
            discharged_at: more_exact(&visit.discharged_at, &input.occurred_at),
            died: visit.died,
            identifier: patient.identifier.clone(),
            name: patient.name.clone(),
            birth_date: patient.birth_date,
            municipality: patient.municipality.clone(),
            address: patient.address.clone(),
            phone: patient.phone.clone(),
            is_deceased: patient.is_deceased,
            protection: patient.protection,
        }
    }

    /// Whether it makes a stay: A01, and A04 of an inpatient.
    pub(super) fn admits(&self) -> bool {
        match self.kind {
            AdtEvent::Admit => true,
            AdtEvent::Register => self.patient_class.as_deref() == Some("I"),
            _ => false,
        }
    }

    /// When the patient was admitted, for a fact that admits.
    pub(super) fn admission(&self) -> Timestamp {
        self.admitted_at.unwrap_or(self.occurred_at)
    }

    /// When the patient left, for an A03.
    pub(super) fn discharge(&self) -> Timestamp {
        self.discharged_at.unwrap_or(self.occurred_at)
    }

    /// The latest instant that an A03 can mean: a time at midnight is taken for a date alone.
    pub(super) fn latest_discharge(&self) -> Timestamp {
        let discharge = self.discharge();
        let (start, end) = day_of(discharge);
        if discharge == start { end } else { discharge }
    }

    /// Orders facts: EVN-6, EVN-2, arrival (decision 30).
    ///
    /// When only the day is known, the more exact EVN-2 of that day stands in for EVN-6;
    /// without one, a discharge is taken to be the last thing of the day and all else the first.
    pub(super) fn order(&self) -> (Timestamp, Option<Timestamp>, u64) {
        (self.ordering_instant(), self.recorded_at, self.arrival)
    }

    fn ordering_instant(&self) -> Timestamp {
        if !self.is_day_only {
            return self.occurred_at;
        }
        let (start, end) = day_of(self.occurred_at);
        match (self.recorded_at, self.kind) {
            (Some(recorded), _) if start < recorded && recorded < end => recorded,
            (_, AdtEvent::Discharge | AdtEvent::CancelDischarge) => end,
            _ => start,
        }
    }

    /// What a cancelling fact undoes.
    pub(super) fn cancels(&self, other: &Self) -> bool {
        match self.kind {
            AdtEvent::CancelAdmit => other.admits() || other.kind == AdtEvent::PreAdmit,
            AdtEvent::CancelTransfer => other.kind == AdtEvent::Transfer,
            AdtEvent::CancelDischarge => other.kind == AdtEvent::Discharge,
            AdtEvent::LeaveEnds => other.kind == AdtEvent::LeaveStarts,
            _ => false,
        }
    }
}
