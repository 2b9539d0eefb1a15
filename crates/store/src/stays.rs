//! Stays of the admission feed as rows: see [`crate::Projections`].

use brygga_domain::ids::{ChainId, HsaId, PersonId};
use jiff::Timestamp;

/// A stay of the admission feed as it ended up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StayState {
    /// Planned, not here yet.
    Planned,
    /// Here.
    Admitted,
    /// On leave.
    OnLeave,
    /// Gone.
    Discharged,
    /// The admission was cancelled.
    Cancelled,
    /// Facts without an admission: kept, not a stay yet.
    Parked,
}

impl StayState {
    /// The word in exports and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Admitted => "admitted",
            Self::OnLeave => "on_leave",
            Self::Discharged => "discharged",
            Self::Cancelled => "cancelled",
            Self::Parked => "parked",
        }
    }
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Planned,
            Self::Admitted,
            Self::OnLeave,
            Self::Discharged,
            Self::Cancelled,
            Self::Parked,
        ]
        .into_iter()
        .find(|state| state.as_str() == word)
    }
}

/// A stay.
#[derive(Debug, Clone, PartialEq)]
pub struct StayRow {
    /// Sender and visit number: unique.
    pub visit_key: String,
    /// The stay's aggregate.
    pub stay: brygga_domain::ids::StayId,
    /// Visit number as sent.
    pub visit: String,
    /// The person.
    pub person: PersonId,
    /// Kind of identifier: `personnummer`, `samordningsnummer`, `reservnummer`.
    pub identifier_kind: String,
    /// OID of the identifier's system.
    pub identifier_system: String,
    /// The identifier.
    pub identifier: String,
    /// "Given Family".
    pub name: String,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Municipality code.
    pub municipality: Option<String>,
    /// Address as sent.
    pub address: Option<String>,
    /// The state.
    pub state: StayState,
    /// Ward code as sent.
    pub ward_code: Option<String>,
    /// The unit that the code is mapped to.
    pub ward: Option<HsaId>,
    /// Room and bed.
    pub place: Option<String>,
    /// Admission.
    pub admitted_at: Option<Timestamp>,
    /// Discharge.
    pub discharged_at: Option<Timestamp>,
    /// Deceased, as the feed says: a draft for a person to confirm.
    pub deceased: bool,
    /// Protected identity, as the feed says (PD1-12).
    pub protected: bool,
    /// The chain that has grown from it.
    pub chain: Option<ChainId>,
}
