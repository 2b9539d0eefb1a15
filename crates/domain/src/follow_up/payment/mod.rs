//! Payment liability of many cases: by municipality and month, by the model that was in force.
//!
//! A ready notice is accounted by the terms of the day on which it was sent. Where that day had the
//! statute, each of its days is liable or not ([`super::liability`]), and the case counts in the month
//! of the notice. Where it had an agreement on a mean ([`super::average`]), the patients of a
//! municipality are weighed together, by the terms of the first day of their month.

mod accounts;
pub mod compare;
mod count;
pub mod explain;
mod figures;
mod grounds;
pub mod invoice;
mod settled;
mod share;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::report::{Cell, Month, Period, Selection};
use crate::care_chain::LiabilityStatus;
use crate::ids::{ChainId, HsaId};

pub use count::{Counter, Explained, Scope};
pub use grounds::Grounds;
pub use settled::{Settled, Settling};
pub use terms::{InForce, TermsBook, WhatIf};

/// A number in thousandths: of a day or of a krona. Exact; in files a whole number where it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Thousandths(pub u64);

impl Thousandths {
    /// So many whole ones.
    #[must_use]
    pub const fn whole(number: u64) -> Self {
        Self(number * 1_000)
    }
}

impl std::fmt::Display for Thousandths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0 / 1_000, self.0 % 1_000);
        match rest {
            0 => write!(f, "{whole}"),
            _ => f.write_str(format!("{whole}.{rest:03}").trim_end_matches('0')),
        }
    }
}

impl Serialize for Thousandths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 % 1_000 {
            0 => serializer.serialize_u64(self.0 / 1_000),
            // Up to 2^53 thousandths a double says the decimals that were meant.
            _ => serializer.serialize_f64(self.0 as f64 / 1_000.0),
        }
    }
}

impl std::iter::Sum for Thousandths {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        Self(numbers.map(|it| it.0).sum())
    }
}

/// The cases of some months, by municipality.
#[derive(Debug, Clone, Serialize)]
pub struct LiabilityReport {
    /// The model of every case and month: `statutory`, `average-month`, `average-quarter`; `mixed`
    /// where it changed.
    pub model: &'static str,
    /// What is counted, in a word that a reader can look up.
    pub definition: &'static str,
    /// Counted by other terms than those in force: never to be invoiced.
    pub what_if: bool,
    /// When it was asked.
    pub as_of: Timestamp,
    /// How many facts the log had then.
    pub revision: u64,
    /// The months covered.
    pub period: Period,
    /// What was chosen.
    pub selection: Selection,
    /// The public version: no cases, and no figures of few.
    pub suppressed: bool,
    /// How amounts are rounded.
    pub rounding: &'static str,
    /// Years with liable days for which nobody has confirmed a rate.
    pub years_without_rate: Vec<i16>,
    /// All of them.
    pub total: Figures,
    /// Each month of the period, in order.
    pub months: Vec<MonthFigures>,
    /// By code; the last one without a code holds persons whose municipality nobody has said.
    pub municipalities: Vec<MunicipalityCases>,
}

/// The figures of a group of cases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Figures {
    /// Ready notices that are accounted. Each is liable, or has one of the reasons.
    #[serde(rename = "cases_counted")]
    pub cases: Cell,
    /// Those with liable days; by a mean those that are in it.
    pub liable: Cell,
    /// Days to be paid for; none where hidden.
    pub days: Option<Thousandths>,
    /// Kronor, not rounded; none where a case has none, and where hidden.
    pub amount_sek: Option<Thousandths>,
    /// Kronor to be paid, rounded as the report says.
    pub to_pay_sek: Option<Thousandths>,
    /// Cases that are not liable, by reason.
    pub reasons: BTreeMap<&'static str, Cell>,
    /// Cases that overlap a recorded outage and nobody has reconciled.
    pub to_be_reconciled: Cell,
    /// Cases that a side disputes.
    pub disputed: Cell,
    /// Cases that both sides have agreed on, and that need not be reconciled.
    pub agreed: Cell,
}

/// A month's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthFigures {
    /// The month.
    pub month: Month,
    /// It is not over, or one of its cases is not.
    pub running: bool,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The cases of one municipality.
#[derive(Debug, Clone, Serialize)]
pub struct MunicipalityCases {
    /// Four digits.
    pub code: Option<String>,
    /// Its name in the registry.
    pub name: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The same by month; none in the public version.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<MonthFigures>,
    /// Each mean that was taken, with its steps; none in the public version.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub means: Vec<Mean>,
    /// In the order in which the notices were sent.
    pub cases: Vec<CaseLine>,
}

/// A mean with every step from the patients to the amount.
#[derive(Debug, Clone, Serialize)]
pub struct Mean {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// The month that it counts in: the last, and while it runs the one that it has come to.
    pub counted_in: Month,
    /// Somebody may leave in it still.
    pub running: bool,
    /// Since when the agreement is as it is; none: the documented defaults.
    pub terms_since: Option<Date>,
    /// 1: patients in the mean.
    pub patients: u32,
    /// 2: their days.
    pub patient_days: u32,
    /// 3: the mean in days, unrounded; none without patients.
    pub mean_days: Option<f64>,
    /// 4: the mean that is free of charge.
    pub threshold_days: Thousandths,
    /// 5: days free of charge: the threshold of each patient.
    pub free_days: Thousandths,
    /// 6: days above.
    pub excess_days: Thousandths,
    /// 7: kronor a day; none where nobody has confirmed it.
    pub rate_sek: Option<u32>,
    /// 8: kronor, not rounded.
    pub amount_sek: Option<Thousandths>,
    /// 9: kronor to be paid.
    pub to_pay_sek: Option<Thousandths>,
    /// How step 9 follows from step 8.
    pub rounding: &'static str,
    /// Why nothing is to be paid, or why no amount is known.
    pub reason: Option<&'static str>,
}

/// One ready notice towards one municipality.
#[derive(Debug, Clone, Serialize)]
pub struct CaseLine {
    /// The chain; of an imported one the case in the system that it comes from.
    pub case_id: String,
    /// The chain.
    #[serde(skip)]
    pub chain: ChainId,
    /// A history of another system.
    pub imported: bool,
    /// Which of the chain's notices, from 1.
    pub notice: usize,
    /// When it was sent.
    pub notice_sent_at: Timestamp,
    /// The month that it counts in.
    pub month: Month,
    /// By which model.
    pub model: &'static str,
    /// Since when the county's terms are as they are; none: the documented defaults.
    pub terms_since: Option<Date>,
    /// The ward.
    pub ward: HsaId,
    /// It goes on: days may come.
    pub running: bool,
    /// The start by 5 kap. 4 §, whatever stands in the way.
    pub statutory_start_on: Option<Date>,
    /// The first liable day; by a mean none.
    pub start_on: Option<Date>,
    /// The last liable day; by a mean none.
    pub end_on: Option<Date>,
    /// By a mean: the day that is day 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<Date>,
    /// Liable days; by a mean the days that it adds to the sum.
    pub days: u64,
    /// Those of them on which the municipality was ready.
    pub days_municipality_ready: u64,
    /// Kronor; none without a confirmed rate of each year, while the notice is disputed, and by a
    /// mean, which has an amount for a municipality and none for a person.
    pub amount_sek: Option<u64>,
    /// Why nothing is liable, or why there is no amount; none otherwise.
    pub reason: Option<&'static str>,
    /// What may be contested.
    pub marks: Vec<&'static str>,
    /// `open`, `disputed` by a side, or `agreed` by both.
    pub status: LiabilityStatus,
    /// Since when; none while it is open.
    pub status_since: Option<Timestamp>,
    /// The recorded outages that it overlaps and that nobody has reconciled it for, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outages: Vec<String>,
}

/// The reason of a case that is in a mean: the amount is the municipality's.
pub const WEIGHED: &str = "weighed_in_mean";
/// The reason of a case whose days are liable and that nobody has confirmed a rate for.
pub const NO_RATE: &str = "no_confirmed_rate";

impl CaseLine {
    /// It overlaps a recorded outage: what stands in it is to be reconciled before anybody pays.
    #[must_use]
    pub fn is_to_be_reconciled(&self) -> bool {
        !self.outages.is_empty()
    }

    /// Both sides have agreed, and nothing stands against that.
    #[must_use]
    pub fn is_agreed(&self) -> bool {
        self.status == LiabilityStatus::Agreed && !self.is_to_be_reconciled()
    }

    /// It has liable days, or is in a mean.
    #[must_use]
    pub fn is_liable(&self) -> bool {
        matches!(self.reason, None | Some(WEIGHED | NO_RATE))
    }
}
