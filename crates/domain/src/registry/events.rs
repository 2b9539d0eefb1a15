//! Every fact of stream R. Each has a date of effect; the order of the log decides between two of
//! the same day.
//!
//! The meaning of a type never changes. A new shape is a new version, lifted in
//! [`RegistryEvent::read`].

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::county::SettingValue;
use super::model::{
    Assignment, Organisation, Outage, PaymentRate, RoutingRow, Staff, Unit, WardCode, YearPlaces,
};
use crate::envelope::Origin;
use crate::event_types::event_types;
use crate::ids::HsaId;

event_types! {
    /// A fact of the registry.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[expect(clippy::large_enum_variant, reason = "a registry has thousands of events, and \
        its plain data is easier to build than boxes")]
    enum RegistryEvent, table REGISTRY_EVENT_TYPES;

    /// An organisation is as this says.
    OrganisationSet = "organisation-set" v 1, Control, P0, true;
    /// A unit is as this says; a closed one is open again.
    UnitSet = "unit-set" v 1, Control, P0, true;
    /// A unit is closed. It is never deleted (facts 7.4).
    UnitClosed = "unit-closed" v 1, Control, P0, true;
    /// A member of staff is as this says.
    StaffSet = "staff-set" v 1, Control, P0, true;
    /// An assignment is as this says; an ended one is open again.
    AssignmentGiven = "assignment-given" v 1, Control, P0, true;
    /// An assignment gives no access from this day on.
    AssignmentEnded = "assignment-ended" v 1, Control, P0, true;
    /// A unit receives for an area.
    RoutingRowSet = "routing-row-set" v 1, Control, P2, false;
    /// A unit receives no longer for an area.
    RoutingRowEnded = "routing-row-ended" v 1, Control, P2, false;
    /// A ward code of a feed means a unit, or nothing any more.
    WardMapped = "ward-mapped" v 1, Control, P2, false;
    /// A value of the county data (definitions 15).
    SettingSet = "setting-set" v 1, Control, P2, true;
    /// What a day of liability costs in one year (facts 2.2).
    PaymentRateSet = "payment-rate-set" v 1, Control, P2, false;
    /// How many short-term places a municipality has in a year.
    PlacesSet = "places-set" v 1, Control, P2, false;
    /// A report was frozen, with its hash; its pages stand in a stream of the snapshot.
    SnapshotTaken = "snapshot-taken" v 1, Control, P2, false;
    /// A page of a frozen report; never in stream R itself.
    SnapshotPage = "snapshot-page" v 1, Control, P2, false;
    /// A time in which Brygga could not be used as usual.
    OutageSet = "outage-set" v 1, Control, P2, false;
    /// An origin derives everything from a seed (decision 14).
    OriginMarkedSimulated = "origin-marked-simulated" v 1, Control, P0, true;
}

impl RegistryEvent {
    /// The first day on which it holds.
    pub const fn from(&self) -> Date {
        match self {
            Self::OrganisationSet(data) => data.from,
            Self::UnitSet(data) => data.from,
            Self::UnitClosed(data) => data.from,
            Self::StaffSet(data) => data.from,
            Self::AssignmentGiven(data) => data.from,
            Self::AssignmentEnded(data) => data.from,
            Self::RoutingRowSet(data) => data.from,
            Self::RoutingRowEnded(data) => data.from,
            Self::WardMapped(data) => data.from,
            Self::SettingSet(data) => data.from,
            Self::PaymentRateSet(data) => data.from,
            Self::PlacesSet(data) => data.from,
            Self::SnapshotTaken(data) => data.from,
            Self::SnapshotPage(data) => data.from,
            Self::OutageSet(data) => data.from,
            Self::OriginMarkedSimulated(data) => data.from,
        }
    }
}

macro_rules! data {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(rename_all = "kebab-case")]
            pub struct $name {
                /// The first day on which it holds.
                pub from: Date,
                $($(#[$fdoc])* pub $field: $kind,)*
            }
        )*
    };
}

data! {
    /// Data of `organisation-set`.
    OrganisationSet {
        /// The organisation.
        organisation: Organisation,
    }
    /// Data of `unit-set`.
    UnitSet {
        /// The unit.
        unit: Unit,
    }
    /// Data of `unit-closed`.
    UnitClosed {
        /// The unit.
        unit: HsaId,
    }
    /// Data of `staff-set`.
    StaffSet {
        /// The person.
        staff: Staff,
    }
    /// Data of `assignment-given`.
    AssignmentGiven {
        /// The assignment, with its own first and last day.
        assignment: Assignment,
    }
    /// Data of `assignment-ended`: `from` is the first day without it.
    AssignmentEnded {
        /// The id of the assignment.
        assignment: String,
    }
    /// Data of `routing-row-set`.
    RoutingRowSet {
        /// The row.
        row: RoutingRow,
    }
    /// Data of `routing-row-ended`.
    RoutingRowEnded {
        /// The row.
        row: RoutingRow,
    }
    /// Data of `ward-mapped`.
    WardMapped {
        /// The code and its unit.
        ward: WardCode,
    }
    /// Data of `setting-set`.
    SettingSet {
        /// The field of the county data.
        name: String,
        /// Its value.
        value: SettingValue,
    }
    /// Data of `payment-rate-set`.
    PaymentRateSet {
        /// The rate; one without a confirmation takes an earlier confirmation away.
        rate: PaymentRate,
    }
    /// Data of `places-set`.
    PlacesSet {
        /// The places; a later word about the same year holds instead.
        places: YearPlaces,
    }
    /// Data of `snapshot-taken`.
    SnapshotTaken {
        /// The snapshot's id, which stands in its address.
        id: Uuid,
        /// The report's word: `weekend-stays`, `lead-times`, `capacity`.
        report: String,
        /// Its title in words.
        title: String,
        /// The definition and its version, such as `weekend_stay 1 V1`.
        definition: String,
        /// As of when its figures are.
        as_of: Timestamp,
        /// How many facts the log had.
        revision: u64,
        /// What was chosen, as it stands in the page's address.
        query: String,
        /// When it was frozen.
        taken_at: Timestamp,
        /// By whom.
        taken_by: HsaId,
        /// For which unit.
        unit: HsaId,
        /// SHA-256 of the content, in hexadecimal.
        digest: String,
    }
    /// Data of `snapshot-page`.
    SnapshotPage {
        /// Which page, from 0.
        number: u32,
        /// Its part of the content, which is JSON when all are put together.
        text: String,
    }
    /// Data of `outage-set`.
    OutageSet {
        /// The outage.
        outage: Outage,
    }
    /// Data of `origin-marked-simulated`.
    OriginMarkedSimulated {
        /// The node of the origin.
        node: Uuid,
        /// The epoch of its key.
        epoch: u64,
    }
}

impl OriginMarkedSimulated {
    /// The origin.
    pub const fn origin(&self) -> Origin {
        Origin { node: self.node, epoch: self.epoch }
    }
}
