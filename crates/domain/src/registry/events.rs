//! Every fact of stream R. Each has a date of effect; the order of the log decides between two of
//! the same day.
//!
//! The meaning of a type never changes. A new shape is a new version, lifted in
//! [`RegistryEvent::read`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::county::SettingValue;
use super::model::{Assignment, Organisation, RoutingRow, Staff, Unit, WardCode};
use crate::care_chain::{EventType, Priority};
use crate::envelope::{CborError, Compartment, Origin, Value, to_data};
use crate::ids::HsaId;

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $word:literal v $ver:literal, $priority:ident, $crit:literal;)*) => {
        /// A fact of the registry.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[expect(clippy::large_enum_variant, reason = "a registry has thousands of events, and \
            its plain data is easier to build than boxes")]
        pub enum RegistryEvent {
            $($(#[$doc])* $name($name),)*
        }

        /// Every type of stream R, in the order of the table.
        pub const REGISTRY_EVENT_TYPES: &[EventType] = &[$(EventType {
            name: $word,
            ver: $ver,
            compartment: Compartment::Control,
            priority: Priority::$priority,
            crit: $crit,
        }),*];

        impl RegistryEvent {
            /// The row of the table.
            pub fn event_type(&self) -> &'static EventType {
                let word = match self { $(Self::$name(_) => $word),* };
                let mut rows = REGISTRY_EVENT_TYPES.iter();
                rows.find(|row| row.name == word).expect("every type stands in the table")
            }

            /// The data as it stands in the body.
            ///
            /// # Errors
            /// When the data cannot be a CBOR value.
            pub fn data(&self) -> Result<Value, CborError> {
                match self { $(Self::$name(data) => to_data(data)),* }
            }

            /// Reads a body's data. `None`: a type or version that this program does not know
            /// (M14).
            pub fn read(name: &str, ver: u16, data: &Value) -> Option<Result<Self, CborError>> {
                match (name, ver) {
                    $(($word, $ver) => Some(
                        data.deserialized()
                            .map(Self::$name)
                            .map_err(|e| CborError::Shape(e.to_string())),
                    ),)*
                    _ => None,
                }
            }

            /// The first day on which it holds.
            pub const fn from(&self) -> Date {
                match self { $(Self::$name(data) => data.from),* }
            }
        }
    };
}

events! {
    /// An organisation is as this says.
    OrganisationSet = "organisation-set" v 1, P0, true;
    /// A unit is as this says; a closed one is open again.
    UnitSet = "unit-set" v 1, P0, true;
    /// A unit is closed. It is never deleted (facts 7.4).
    UnitClosed = "unit-closed" v 1, P0, true;
    /// A member of staff is as this says.
    StaffSet = "staff-set" v 1, P0, true;
    /// An assignment is as this says; an ended one is open again.
    AssignmentGiven = "assignment-given" v 1, P0, true;
    /// An assignment gives no access from this day on.
    AssignmentEnded = "assignment-ended" v 1, P0, true;
    /// A unit receives for an area.
    RoutingRowSet = "routing-row-set" v 1, P2, false;
    /// A unit receives no longer for an area.
    RoutingRowEnded = "routing-row-ended" v 1, P2, false;
    /// A ward code of a feed means a unit, or nothing any more.
    WardMapped = "ward-mapped" v 1, P2, false;
    /// A value of the county data (definitions 15).
    SettingSet = "setting-set" v 1, P2, true;
    /// An origin derives everything from a seed (decision 14).
    OriginMarkedSimulated = "origin-marked-simulated" v 1, P0, true;
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
