//! Lead times and compliance: how long each part of the way took, and how often what the law and the
//! routines ask for was kept. Every measure has its own definition, in the docstring of
//! [`Measure`] and [`Rule`]; medians and the 90th percentile stand beside the mean.

mod again;
mod answers;
mod breaches;
mod compliance;
mod count;
mod known;
mod measured;
#[cfg(test)]
mod measured_tests;
mod one;
mod split;
mod sums;
mod tables;
#[cfg(test)]
mod tests;
mod times;
mod weigh;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

pub use breaches::{Breach, Breaches};
pub use compliance::{Compliance, GroupShares, MonthShares};
pub use count::{Counter, lead_times};
pub use measured::{Measured, Measuring};
pub use one::{MonthSpread, OneMeasure};
pub use split::{Overridden, Split};

use super::report::{Cell, Month, Period, Selection};
use crate::words;

words! {
    /// A time between two things, in hours.
    Measure {
        /// From when the 24 h of 2 kap. 3 § began to the first admission notice.
        AdmissionToNotice = "admission_to_notice",
        /// From each admission notice to Kvitterad, per recipient unit.
        NoticeToSeen = "notice_to_seen",
        /// From each admission notice to its answer, per recipient unit.
        NoticeToAnswered = "notice_to_answered",
        /// From each admission notice to Tar hand om, per recipient unit.
        NoticeToTakenOver = "notice_to_taken_over",
        /// From the standing ready notice to kommunklar over every concerned municipality; nothing
        /// where the municipality had said yes before.
        ReadyToMunicipalityReady = "ready_to_municipality_ready",
        /// From kommunklar, or the ready notice if that came later, to leaving.
        MunicipalityReadyToLeft = "municipality_ready_to_left",
        /// From the standing ready notice to leaving.
        ReadyToLeft = "ready_to_left",
        /// How long before the earlier expected time a change of it was told; negative after it.
        ChangeBeforeEstimate = "change_before_estimate",
    }
}

words! {
    /// Something that is kept or not, as a share of those that it applies to.
    Rule {
        /// An admission notice sent, of those admitted who were to have one (2 kap. 1 §): who has one,
        /// and who was later planned for, or told to be ready, with others than the ward.
        NoticeSent = "notice_sent",
        /// The first admission notice within 24 h (2 kap. 3 §).
        NoticeInTime = "notice_within_24_h",
        /// An admission notice seen within 4 h, per recipient unit; of all, 4 h or more ago.
        SeenInTime = "notice_seen_within_4_h",
        /// A SIP that is needed, not declined: called at the last on the last lawful day (4 kap. 3 §).
        SipCalledInTime = "sip_called_in_time",
        /// A permanent care contact named before the person left (2 kap. 5 §); of all who left.
        CareContactInTime = "care_contact_in_time",
        /// The medication list done when the person left; of all who left.
        MedicationList = "medication_list_at_discharge",
        /// The discharge summary done when the person left; of all who left.
        DischargeSummary = "discharge_summary_at_discharge",
        /// The expected discharge never changed; of all with one.
        DateKept = "date_never_changed",
        /// Left on the day of the ready notice; of all who left with a notice.
        SameDay = "left_the_same_day",
        /// Left after 15:00, local time; of all who left.
        LeftLate = "left_after_15",
        /// Left on a Friday, local time; of all who left.
        LeftOnFriday = "left_on_a_friday",
        /// Not admitted again within 30 days; of all who left, 30 days or more ago.
        NotReadmitted = "not_readmitted_within_30_days",
    }
}

impl Rule {
    /// The law or the routine asks for it: where it was not kept, that is a breach. The others only
    /// describe.
    #[must_use]
    pub const fn is_duty(self) -> bool {
        match self {
            Self::NoticeSent
            | Self::NoticeInTime
            | Self::SipCalledInTime
            | Self::CareContactInTime
            | Self::MedicationList
            | Self::DischargeSummary => true,
            Self::SeenInTime
            | Self::DateKept
            | Self::SameDay
            | Self::LeftLate
            | Self::LeftOnFriday
            | Self::NotReadmitted => false,
        }
    }
}

/// The spread of a measure. Hours, each divided once from whole milliseconds, in which facts are told and
/// times are added up; a percentile is the least value that so many do not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// How many times were measured.
    pub n: u32,
    /// The mean.
    pub mean: f64,
    /// The median.
    pub median: f64,
    /// The 90th percentile.
    pub p90: f64,
}

/// A share, with what it is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[serde(into = "WithShare")]
pub struct Kept {
    /// It applies to so many.
    pub of: u32,
    /// It was kept by so many.
    pub kept: u32,
}

impl Kept {
    /// From 0 to 1, unrounded; none of nothing.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.kept) / f64::from(self.of))
    }
}

/// As it is written: the share beside what it is a share of.
#[derive(Serialize)]
struct WithShare {
    of: u32,
    kept: u32,
    share: Option<f64>,
}

impl From<Kept> for WithShare {
    fn from(kept: Kept) -> Self {
        Self { of: kept.of, kept: kept.kept, share: kept.share() }
    }
}

/// Means of the days from ready to leaving. Each has its own definition, and none stands for another
/// (facts 6; definitions of the statistics).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Default)]
pub struct DaysReady {
    /// SKR, "Medelvårdtid som utskrivningsklar": stays that ended in the period and in which the
    /// person was ready on one day or more. Who left on the day of the notice is not in it.
    pub skr_mean_days: Option<f64>,
    /// Stays in that mean.
    pub skr_stays: Cell,
    /// As payment models count: all who left after a notice, those of the same day with 0.
    pub mean_days_with_day_zero: Option<f64>,
    /// Stays in that mean.
    pub stays_with_day_zero: Cell,
}

/// What is counted, how and as of when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The months: of a notice for what follows it, of leaving for what was done until then.
    pub period: Period,
    /// Nothing later is known.
    pub as_of: Timestamp,
    /// Only this ward or municipality; a cause is no choice here.
    pub selection: Selection,
    /// The county's municipalities by code: each has a row, all other chains are in one together.
    pub municipalities: Vec<String>,
}

/// Which definitions the figures follow: those in the docstrings of [`Measure`] and [`Rule`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// `lead_times`.
    pub name: &'static str,
    /// The version of the definitions.
    pub version: u32,
}

impl Definition {
    /// The definitions as they stand.
    pub const LEAD_TIMES: Self = Self { name: "lead_times", version: 1 };
}

/// The figures of a group of chains.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Figures {
    /// Chains that something was measured of; one may count in several months.
    pub chains: Cell,
    /// Of these: imported from another system.
    pub imported: Cell,
    /// Spreads; a measure that nothing was measured of, or that is hidden, is not there.
    pub measures: BTreeMap<Measure, Spread>,
    /// Shares, likewise.
    #[serde(skip)]
    pub rules: BTreeMap<Rule, Kept>,
    /// Days from ready to leaving.
    pub days_ready: DaysReady,
    /// Changes of the expected discharge, per case that left with one.
    pub changes_per_case: Option<f64>,
}

/// A month's figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MonthFigures {
    /// The month.
    pub month: Month,
    /// Not whole yet ([`Month::is_whole`]).
    pub running: bool,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The figures of a ward or a municipality.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupFigures {
    /// The ward's HSA-id or the municipality's code; none for all others together.
    pub code: Option<String>,
    /// Its name, where whoever asked for the report has put it in.
    pub name: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeadTimes {
    /// Which definitions.
    pub definition: Definition,
    /// As of when.
    pub as_of: Timestamp,
    /// The revision of the fact table that was read.
    pub revision: Option<u64>,
    /// The months.
    pub period: Period,
    /// What was chosen.
    pub selection: Selection,
    /// Small groups are hidden.
    pub suppressed: bool,
    /// All of them.
    pub total: Figures,
    /// What the way home after the ready notice went to.
    pub split: Vec<Split>,
    /// How often a person changed the cause; none where it is hidden.
    pub causes_overridden: Option<Overridden>,
    /// Who left, by weekday: Monday first.
    pub left_by_weekday: Vec<Cell>,
    /// Who left, by local hour.
    pub left_by_hour: Vec<Cell>,
    /// Each month of the period, in order.
    pub months: Vec<MonthFigures>,
    /// Each ward, by code.
    pub by_ward: Vec<GroupFigures>,
    /// Each municipality of the county, by code; last, without a code, all others.
    pub by_municipality: Vec<GroupFigures>,
    /// What was not kept, by rule, unit and month; nothing of it in what leaves the parties.
    #[serde(skip)]
    pub breaches: Breaches,
}

impl LeadTimes {
    /// Puts names to wards and municipalities.
    pub fn name(
        &mut self,
        ward: impl Fn(&str) -> Option<String>,
        municipality: impl Fn(&str) -> Option<String>,
    ) {
        for row in &mut self.by_ward {
            row.name = row.code.as_deref().and_then(&ward);
        }
        for row in &mut self.by_municipality {
            row.name = row.code.as_deref().and_then(&municipality);
        }
        self.breaches.name(ward);
    }
}
