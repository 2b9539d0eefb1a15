//! Who the person is, who takes part and reads, which ward is responsible.

use serde::{Deserialize, Serialize};

use super::{Identity, is_false, is_zero};
use crate::care_chain::values::ConsentValue;
use crate::envelope::{Author, Compartment, Value};
use crate::ids::{ChainId, EventId, HsaId};
use crate::moment::Moment;
use crate::registry::Branch;

data! {
    /// Data of `chain-opened`.
    ChainOpened {
        /// Who the person is.
        identity: Identity,
        /// Folkbokföringsadress; absent with protected identity.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        address: Option<String>,
        /// Four-digit municipality code of the registered residence.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        municipality: Option<String>,
        /// Area inside the municipality, for routing.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        area: Option<String>,
        /// The responsible ward; for a care request the unit that is asked.
        ward: HsaId,
        /// Room and bed on the ward, as the ward writes it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        place: Option<String>,
        /// When the person was admitted; none for a care request.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        admitted_at: Option<Moment>,
        /// Protected identity is known already.
        #[serde(skip_serializing_if = "is_false", default)]
        protected: bool,
    }
    /// Data of `party-added`.
    PartyAdded {
        /// The legal entity.
        organisation: HsaId,
        /// Its branch.
        branch: Branch,
        /// The unit that reads and acts.
        unit: HsaId,
        /// A supplier: no sign-in, never owner.
        #[serde(skip_serializing_if = "is_false", default)]
        supplier: bool,
        /// Reads from this segment on; 0 = with history.
        #[serde(skip_serializing_if = "is_zero", default)]
        from_segment: u32,
        /// The ground for disclosing history to a later party.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        ground: Option<String>,
    }
    /// Data of `party-ended`.
    PartyEnded {
        /// The unit.
        unit: HsaId,
        /// The last segment that it reads.
        to_segment: u32,
        /// How far each (origin hex, sequence) was known: what comes later from the unit is late
        /// (M11).
        known: Vec<(String, u64)>,
    }
    /// Data of `room-opened`.
    RoomOpened {
        /// The compartment of the room.
        compartment: Compartment,
        /// Its number.
        room: u16,
        /// The units that read it.
        audience: Vec<HsaId>,
        /// The ground, where a reader is addressed outside its compartment.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        ground: Option<String>,
    }
    /// Data of `segment-opened`.
    SegmentOpened {
        /// The heads of the segment before (`continues`).
        continues: Vec<EventId>,
        /// Standing facts that the new audience needs.
        carried: Vec<CarriedFact>,
    }
    /// A standing fact of an earlier segment, under its own id, for a reader who may not see where
    /// it stands. It may say less than the fact itself: the estimate of a notice without the
    /// notice, the person's present name without the former.
    CarriedFact {
        /// The fact.
        id: EventId,
        /// Its type, or the type of the part that is carried.
        event_type: String,
        /// The type's version.
        ver: u16,
        /// The data.
        data: Value,
        /// The facts that it replaces.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        replaces: Vec<EventId>,
        /// Who did it.
        who: Author,
        /// When the person said that it happened.
        occurred_at: Moment,
        /// The time that the law counts, in milliseconds since 1970.
        legal_at: i64,
    }
    /// Data of `consent-recorded`.
    ConsentRecorded {
        /// What the person says.
        value: ConsentValue,
        /// What it covers: `sip`, `sharing`.
        scope: Vec<String>,
        /// `oral` or `written`.
        form: String,
        /// Valid until.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        valid_to: Option<Moment>,
        /// Grounds of the harm assessment, without content.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
    }
    /// Data of `ward-moved`.
    WardMoved {
        /// The new responsible ward.
        ward: HsaId,
        /// Room and bed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        place: Option<String>,
        /// When.
        at: Moment,
    }
    /// Data of `protected-identity-marked`.
    ProtectedIdentityMarked {
        /// Marked, or the mark is taken away.
        protected: bool,
    }
    /// Data of `identity-changed`.
    IdentityChanged {
        /// The identity from now on.
        identity: Identity,
        /// Municipality, when it changed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        municipality: Option<String>,
    }
    /// Data of `same-as-marked`.
    SameAsMarked {
        /// The other chain.
        chain: ChainId,
    }
    /// Data of `not-same-as-marked`.
    NotSameAsMarked {
        /// The other chain.
        chain: ChainId,
    }
}
