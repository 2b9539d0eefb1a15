//! One stay at a hospital, from the ADT facts of its visit number.
//!
//! [`fold()`] is pure and does not depend on the order in which facts arrived, nor on repeats:
//! facts are ordered by when they happened (EVN-6), when they were recorded (EVN-2) and
//! when they arrived (decision 30).

mod fact;
mod fold;

pub use fact::{Location, StayFact};
pub use fold::{fold, refusal};

use crate::adt::{Address, PersonName};
use crate::identifier::IdentifierText;
use jiff::Timestamp;
use jiff::civil::Date;

/// What the facts of one visit amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StayState {
    /// The facts are kept, but there is no stay.
    Parked {
        /// What is missing.
        reason: ParkReason,
    },
    /// There is a stay, perhaps a cancelled one.
    Stay(Box<Stay>),
}

impl StayState {
    /// The stay, if there is one.
    pub fn stay(&self) -> Option<&Stay> {
        match self {
            Self::Stay(stay) => Some(stay),
            Self::Parked { .. } => None,
        }
    }
}

/// Why facts do not make a stay yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParkReason {
    /// No admission (A01, A04 of an inpatient, A05) has come.
    NoAdmission,
    /// Only an outpatient registration (A04) has come.
    OutpatientOnly,
}

/// Where a stay is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StayStatus {
    /// Announced (A05), not admitted.
    Planned,
    /// In the ward.
    Admitted,
    /// Away on leave; the stay goes on.
    OnLeave,
    /// Has left the hospital.
    Discharged,
    /// The admission was a mistake: there was no stay.
    Cancelled,
}

impl StayStatus {
    /// The name in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Admitted => "admitted",
            Self::OnLeave => "on_leave",
            Self::Discharged => "discharged",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A time in one ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WardPeriod {
    /// The ward and the latest known room and bed in it.
    pub location: Location,
    /// When the patient came to the ward.
    pub from: Timestamp,
    /// When the patient left it; none while there.
    pub until: Option<Timestamp>,
}

/// A stay as it is known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Where it is in its life.
    pub status: StayStatus,
    /// PV1-2 of the latest message that has it.
    pub patient_class: Option<String>,
    /// Where the patient is, or was last.
    pub location: Location,
    /// PV1-44, else when the admission happened; for a planned stay, when it is expected.
    pub admitted_at: Timestamp,
    /// PV1-45, else when the discharge happened; only for a discharged stay.
    pub discharged_at: Option<Timestamp>,
    /// Who it is, as the latest message says; never a local number after a national one.
    pub identifier: Option<IdentifierText>,
    /// PID-5.
    pub name: Option<PersonName>,
    /// PID-7.
    pub birth_date: Option<Date>,
    /// Municipality code of four digits.
    pub municipality: Option<String>,
    /// PID-11.
    pub address: Option<Address>,
    /// PID-13.
    pub phone: Option<String>,
    /// The person is dead: PID-29/30, or the disposition of a discharge that still holds.
    pub is_deceased: bool,
    /// PD1-12 says that the person's data are protected.
    pub is_protected: bool,
    /// The wards, oldest first. Transfers that were cancelled are not in it.
    pub history: Vec<WardPeriod>,
}

#[cfg(test)]
mod tests;
