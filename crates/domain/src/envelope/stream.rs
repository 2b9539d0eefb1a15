//! Stream ids: 24 bytes that say which aggregate, which readers and which stretch of time.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{ChainId, InvalidId, PersonId, StayId, hex};

/// What an aggregate is. The numbers are part of the log and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AggregateKind {
    /// A care chain.
    Chain = 1,
    /// A person: identifiers and merges; read by the server role only (decision 9).
    Person = 2,
    /// The registry, stream R (decision 10); under an id of its own, a snapshot of a report.
    Registry = 3,
    /// A stay of the admission feed, read by its ward.
    Stay = 4,
}

/// A set of facts with one set of readers (definitions 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Compartment {
    /// Name, times, states, SIP: what every party of the case needs.
    Coordination = 0,
    /// Health care: inpatient, outpatient, municipal health care.
    HealthCare = 1,
    /// Social services: decisions under SoL and LSS, social circumstances.
    SocialServices = 2,
    /// Addresses and contacts of persons with protected identity.
    ProtectedIdentity = 3,
    /// Open, close, audiences of rooms, erasure.
    Control = 15,
}

impl Compartment {
    /// Every compartment, in order of number.
    pub const ALL: [Self; 5] = [
        Self::Coordination,
        Self::HealthCare,
        Self::SocialServices,
        Self::ProtectedIdentity,
        Self::Control,
    ];

    fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|c| *c as u8 == number)
    }

    /// The word used in addresses, tables and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coordination => "coordination",
            Self::HealthCare => "health-care",
            Self::SocialServices => "social-services",
            Self::ProtectedIdentity => "protected-identity",
            Self::Control => "control",
        }
    }
}

/// Aggregate (16 bytes) ‖ kind ‖ compartment ‖ room u16 ‖ segment u32, all big endian
/// (decision 1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// The aggregate's random id; all zeroes for the registry.
    pub aggregate: Uuid,
    /// What the aggregate is.
    pub kind: AggregateKind,
    /// Who may read, in the large.
    pub compartment: Compartment,
    /// One audience inside the compartment; 0 = all its parties.
    pub room: u16,
    /// A stretch with an unchanged audience; a change opens the next one.
    pub segment: u32,
}

impl StreamId {
    /// Room 0, segment 0 of one compartment of a chain.
    pub const fn chain(chain: ChainId, compartment: Compartment) -> Self {
        Self::first(Uuid::from_bytes(chain.bytes()), AggregateKind::Chain, compartment)
    }
    /// The person's identifiers.
    pub const fn person(person: PersonId) -> Self {
        let id = Uuid::from_bytes(person.bytes());
        Self::first(id, AggregateKind::Person, Compartment::Control)
    }
    /// The stay's messages.
    pub const fn stay(stay: StayId) -> Self {
        let id = Uuid::from_bytes(stay.bytes());
        Self::first(id, AggregateKind::Stay, Compartment::Coordination)
    }
    /// Stream R.
    pub const fn registry() -> Self {
        Self::first(Uuid::nil(), AggregateKind::Registry, Compartment::Control)
    }
    /// The pages of a frozen report: a stream of its own beside stream R.
    pub const fn snapshot(snapshot: Uuid) -> Self {
        Self::first(snapshot, AggregateKind::Registry, Compartment::Control)
    }
    const fn first(aggregate: Uuid, kind: AggregateKind, compartment: Compartment) -> Self {
        Self { aggregate, kind, compartment, room: 0, segment: 0 }
    }
    /// The same aggregate and compartment, another room and segment.
    pub const fn at(self, room: u16, segment: u32) -> Self {
        Self { room, segment, ..self }
    }

    /// The 24 bytes of the log.
    pub fn to_bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[..16].copy_from_slice(self.aggregate.as_bytes());
        bytes[16] = self.kind as u8;
        bytes[17] = self.compartment as u8;
        bytes[18..20].copy_from_slice(&self.room.to_be_bytes());
        bytes[20..].copy_from_slice(&self.segment.to_be_bytes());
        bytes
    }

    /// Reads 24 bytes; refuses kinds and compartments that this version does not know.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidId> {
        let wrong = InvalidId("StreamId");
        let bytes: &[u8; 24] = bytes.try_into().map_err(|_| wrong)?;
        let mut aggregate = [0; 16];
        aggregate.copy_from_slice(&bytes[..16]);
        Ok(Self {
            aggregate: Uuid::from_bytes(aggregate),
            kind: match bytes[16] {
                1 => AggregateKind::Chain,
                2 => AggregateKind::Person,
                3 => AggregateKind::Registry,
                4 => AggregateKind::Stay,
                _ => return Err(wrong),
            },
            compartment: Compartment::from_number(bytes[17]).ok_or(wrong)?,
            room: u16::from_be_bytes([bytes[18], bytes[19]]),
            segment: u32::from_be_bytes([bytes[20], bytes[21], bytes[22], bytes[23]]),
        })
    }
}

impl fmt::Debug for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StreamId({})", hex(&self.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_id_reads_back_from_its_24_bytes() {
        let stream =
            StreamId::chain(ChainId::from_bytes([9; 16]), Compartment::HealthCare).at(7, 2);
        assert_eq!(StreamId::from_bytes(&stream.to_bytes()), Ok(stream));
        assert!(StreamId::from_bytes(&[0; 23]).is_err());
        assert!(StreamId::from_bytes(&[0; 24]).is_err(), "kind 0 does not exist");
    }
}
