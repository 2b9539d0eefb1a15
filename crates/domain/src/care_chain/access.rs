//! Who reads which streams (decisions 1 and 2, definitions 1 and 2).

use jiff::Timestamp;

use super::state::{CareChain, Party, Room, Segments};
use crate::envelope::{AggregateKind, Compartment, StreamId};
use crate::ids::HsaId;

impl Segments {
    /// The segment lies in the run.
    pub fn contains(self, segment: u32) -> bool {
        self.from <= segment && self.to.is_none_or(|to| segment <= to)
    }
}

impl Party {
    /// It takes part in the compartment and segment, whatever the room.
    pub fn covers(&self, stream: StreamId) -> bool {
        let runs = self.segments.get(&stream.compartment);
        runs.is_some_and(|runs| runs.iter().any(|run| run.contains(stream.segment)))
    }

    /// It reads what comes now in the compartment.
    pub fn reads_on(&self, compartment: Compartment) -> bool {
        self.segments.get(&compartment).is_some_and(|runs| runs.iter().any(|run| run.to.is_none()))
    }

    /// It reads the compartment from its beginning.
    pub fn reads_history(&self, compartment: Compartment) -> bool {
        let whole = |run: &Segments| run.from == 0 && run.to.is_none();
        self.segments.get(&compartment).is_some_and(|runs| runs.iter().any(whole))
    }

    /// The rule for one stream, apart from protected identity: its own stretches of its
    /// compartments, rooms that it is in the audience of, and control while it takes part. Without
    /// sign-in nothing is read.
    pub fn reads(&self, rooms: &[Room], stream: StreamId) -> bool {
        if self.supplier || stream.kind != AggregateKind::Chain {
            return false;
        }
        if stream.compartment == Compartment::Control {
            return !self.ended;
        }
        if stream.room == 0 {
            return self.covers(stream);
        }
        // A room with two audiences, opened at two nodes at once, is read by those in both.
        let mut audiences = rooms
            .iter()
            .filter(|room| room.compartment == stream.compartment && room.room == stream.room)
            .peekable();
        let invited =
            audiences.peek().is_some() && audiences.all(|room| room.audience.contains(&self.unit));
        // A unit from outside the compartment is there by the room alone.
        let outside = !self.segments.contains_key(&stream.compartment);
        invited && (outside || self.covers(stream))
    }
}

/// What a unit reads of a chain, given the whole of it. With protected identity the responsible ward
/// alone reads, with two wards at once (M2) both: one of them is the right one and has to settle
/// it. A former ward reads on as the party it is until its part ends. Streams of persons are read by
/// no unit.
pub fn readable_by<'a>(chain: &'a CareChain, unit: &HsaId) -> impl Fn(StreamId) -> bool + use<'a> {
    let is_ward = chain.ward.heads.iter().any(|head| head.value.0 == *unit);
    let party = chain.party(unit).filter(|_| is_ward || !chain.protected);
    move |stream| {
        party.is_some_and(|party| {
            party.reads(&chain.rooms, stream)
                || is_ward
                    && stream.kind == AggregateKind::Chain
                    && stream.compartment == Compartment::ProtectedIdentity
        })
    }
}

/// When something changed last of what a unit reads: a mark in its list must not tell that something
/// in another compartment did (definitions 1). None for a unit that reads nothing.
pub fn changed_for(chain: &CareChain, unit: &HsaId) -> Option<Timestamp> {
    let reads = readable_by(chain, unit);
    let read = chain.changed.iter().filter(|(stream, _)| reads(**stream));
    read.map(|(_, at)| *at).max()
}
