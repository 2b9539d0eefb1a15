//! What is registered: organisations, units, people, assignments, routing, ward codes.
//!
//! The same types stand in the file and in the events. A file may write `_` where an event has `-`.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::kinds::{Branch, OrganisationKind, Role, UnitKind};
use super::staffed::StaffedHoursSpec;
use crate::calendar::StaffedHours;
use crate::ids::HsaId;

/// An organisation: together with a branch it is a party (definitions 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Organisation {
    /// Its HSA-id.
    pub id: HsaId,
    /// Its name on the screen.
    pub name: String,
    /// Who runs it.
    pub kind: OrganisationKind,
    /// Four digits; a municipality always has one.
    #[serde(alias = "municipality_code", default, skip_serializing_if = "Option::is_none")]
    pub municipality_code: Option<String>,
    /// A hospital: its name stands in the admission notice (definitions 2).
    #[serde(default)]
    pub hospital: bool,
    /// Inhabitants of a municipality, for shares and for the simulated county.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inhabitants: Option<u32>,
}

/// A unit: what sends, receives, owns steps and has staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Unit {
    /// Its HSA-id.
    pub id: HsaId,
    /// Its name on the screen.
    pub name: String,
    /// Its name in narrow columns.
    #[serde(alias = "short_name")]
    pub short_name: String,
    /// The organisation that runs it.
    pub organisation: HsaId,
    /// The side of the borders of secrecy on which it stands.
    pub branch: Branch,
    /// What it is.
    pub kind: UnitKind,
    /// The ward's name may be shown outside its organisation (definitions 2). Absent means no:
    /// psychiatry, addiction, infection and gynaecology are not neutral.
    #[serde(default)]
    pub neutral: bool,
    /// A psychiatric ward: statistics show it apart, and an agreement on payment may (facts 2.3).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub psychiatric: bool,
    /// When it has staff (definitions 10).
    #[serde(alias = "staffed_hours")]
    pub staffed_hours: StaffedHoursSpec,
    /// Who answers when it is not staffed.
    #[serde(alias = "out_of_hours_unit", default, skip_serializing_if = "Option::is_none")]
    pub out_of_hours_unit: Option<HsaId>,
    /// Whom to call when it is not staffed.
    #[serde(alias = "out_of_hours_phone", default, skip_serializing_if = "Option::is_none")]
    pub out_of_hours_phone: Option<String>,
    /// The function phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The municipality that it serves, four digits.
    #[serde(alias = "municipality_code", default, skip_serializing_if = "Option::is_none")]
    pub municipality_code: Option<String>,
    /// The area of the municipality that it serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The systems (OID) of reserve numbers that it issues.
    #[serde(alias = "reserve_oids", default, skip_serializing_if = "Vec::is_empty")]
    pub reserve_oids: Vec<String>,
}

impl Unit {
    /// The hours in which it has staff.
    pub const fn hours(&self) -> &StaffedHours {
        self.staffed_hours.hours()
    }
    /// Its name is kept from other organisations: a ward that is not marked as neutral
    /// (definitions 2).
    pub const fn is_masked_outside(&self) -> bool {
        !self.neutral && (self.kind.has_stays() || matches!(self.branch, Branch::Inpatient))
    }
}

/// A member of staff. Password hashes are not here (decision 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Staff {
    /// The HSA-id of the person in this employment.
    pub user: HsaId,
    /// The name.
    pub name: String,
    /// Protected: the name is never shown to others (definitions 12).
    #[serde(default)]
    pub protected: bool,
    /// The profession in words.
    pub title: String,
}

impl Staff {
    /// The name for others: none for staff marked as protected (definitions 12).
    pub fn shown_name(&self) -> Option<&str> {
        (!self.protected).then_some(self.name.as_str())
    }
}

/// An assignment: what a person does, where, from when and until when. It decides what they see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Assignment {
    /// Its own id, unique in the registry.
    pub id: String,
    /// The person.
    pub user: HsaId,
    /// One or several units.
    pub units: Vec<HsaId>,
    /// The role in them.
    pub role: Role,
    /// May be named as permanent care contact and call a SIP (definitions 6).
    #[serde(alias = "care_contact", default)]
    pub care_contact: bool,
    /// May give time-limited assignments in these units.
    #[serde(default)]
    pub lead: bool,
    /// The purpose as the catalogue words it, "Vård och behandling" (facts 7.5).
    pub purpose: String,
    /// The first day.
    pub from: Date,
    /// The last day, included; none: until it is ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Who gave it in Brygga; none when it came from a registry file.
    #[serde(alias = "given_by", default, skip_serializing_if = "Option::is_none")]
    pub given_by: Option<HsaId>,
}

impl Assignment {
    /// The day lies between the first and the last day.
    pub fn covers(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// Which unit of a branch receives for a municipality or an area of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RoutingRow {
    /// Four digits.
    #[serde(alias = "municipality_code")]
    pub municipality_code: String,
    /// The area; none: the whole municipality, where no row names the area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The branch.
    pub branch: Branch,
    /// Who receives.
    pub unit: HsaId,
}

/// What a day of inpatient care costs a municipality in one calendar year (lag 2017:612 5 kap. 6 §).
/// Without somebody who has confirmed it against the regulation, nothing is invoiced by it
/// (facts 2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PaymentRate {
    /// The calendar year that a day falls in.
    pub year: i16,
    /// Whole kronor a day.
    #[serde(alias = "amount_sek")]
    pub amount_sek: u32,
    /// The regulation, such as `HSLF-FS 2018:67`.
    pub regulation: String,
    /// Where it was read.
    pub source: String,
    /// Who has compared it with the regulation, by name or role.
    #[serde(alias = "confirmed_by", default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<String>,
    /// When.
    #[serde(alias = "confirmed_on", default, skip_serializing_if = "Option::is_none")]
    pub confirmed_on: Option<Date>,
}

impl PaymentRate {
    /// Somebody has confirmed it.
    #[must_use]
    pub const fn is_confirmed(&self) -> bool {
        self.confirmed_by.is_some() && self.confirmed_on.is_some()
    }
}

/// How many short-term places a municipality has in a calendar year, as it has said itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct YearPlaces {
    /// Four digits.
    pub municipality_code: String,
    /// The calendar year.
    pub year: i16,
    /// Places.
    pub short_term_places: u32,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A time in which Brygga could not be used as usual, so that facts of it may be missing or have been
/// written later from paper: chains that lie in it are to be reconciled before anybody pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Outage {
    /// Its own id, unique in the registry.
    pub id: String,
    /// When it began.
    #[serde(with = "local_time")]
    pub from: Timestamp,
    /// When it was over; none while it goes on.
    #[serde(with = "local_time::optional", default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// What happened.
    pub what: String,
    /// It was recorded by mistake: it marks nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

impl Outage {
    /// It overlaps a time from `from` until before `until`.
    #[must_use]
    pub fn touches(&self, from: Timestamp, until: Timestamp) -> bool {
        !self.withdrawn && self.from < until && self.to.is_none_or(|to| from < to)
    }
}

/// A time as a file writes it: `2026-01-20T22:00` in Stockholm, where it occurs twice the earlier, or
/// with an offset. As an event has it: an instant.
mod local_time {
    use jiff::Timestamp;
    use jiff::civil::DateTime;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error};

    use crate::calendar::stockholm;

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(from)?;
        let instant = text.parse::<Timestamp>().ok();
        let local = || stockholm().to_timestamp(text.parse::<DateTime>().ok()?).ok();
        let wrong = || {
            D::Error::custom(format!(
                "{text:?} is not a time; write local time, \"2026-01-20T22:00\", or one with an offset"
            ))
        };
        instant.or_else(local).ok_or_else(wrong)
    }

    pub(super) mod optional {
        use super::{Deserializer, Serializer, Timestamp};

        pub(in super::super) fn serialize<S: Serializer>(
            at: &Option<Timestamp>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            match at {
                Some(at) => super::serialize(at, to),
                None => to.serialize_none(),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<Timestamp>, D::Error> {
            super::deserialize(from).map(Some)
        }
    }
}

/// What an admission feed calls a ward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WardCode {
    /// The sending facility (MSH-4).
    pub facility: String,
    /// The point of care (PV1-3.1).
    pub code: String,
    /// The unit; none takes an earlier mapping away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<HsaId>,
}
