//! Organisations, units and people: the registry as data (stream R, decision 10).
//!
//! `model` says what is registered, `events` how it stands in the log, `state` and `lookup` what
//! holds on a day, `file` and `diff` how a file becomes events. Reading TOML belongs to `app`.

mod county;
mod diff;
mod events;
mod file;
mod give;
mod kinds;
mod lookup;
mod model;
mod nearest;
mod sentence;
mod staffed;
mod state;
mod timeline;

pub use county::{CountyData, LiabilityModel, SettingRefused, SettingValue, TestIdentities, YesNo};
pub use diff::diff;
pub use events::{
    AssignmentEnded, AssignmentGiven, OrganisationSet, OriginMarkedSimulated, OutageSet,
    PaymentRateSet, PlacesSet, REGISTRY_EVENT_TYPES, RegistryEvent, RoutingRowEnded, RoutingRowSet,
    SettingSet, SnapshotPage, SnapshotTaken, StaffSet, UnitClosed, UnitSet, WardMapped,
};
pub use file::{Fault, Problem, RegistryFile, Section, rate_faults};
pub use give::{AssignmentRefused, NewAssignment, end_given_assignment, give_assignment};
pub use kinds::{Branch, OrganisationKind, Role, UnitKind};
pub use lookup::{RegistryAt, ShownUnit};
pub use model::{
    Assignment, Organisation, Outage, PaymentRate, RoutingRow, Staff, Unit, WardCode, YearPlaces,
};
pub use nearest::nearest;
pub use staffed::{InvalidStaffedHoursSpec, StaffedHoursSpec};
pub use state::Registry;

#[cfg(test)]
mod tests;
