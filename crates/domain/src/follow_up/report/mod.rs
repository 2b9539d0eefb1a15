//! Weekend stays of many chains: per month, ward and municipality, with causes and the pattern of
//! those who stayed against those who left (definition 8).
//!
//! One way of counting per report, named in [`Definition`]; the figures of two are never added. The
//! sum over municipalities and the others is that over wards and that over months. Written with
//! serde, a report is the JSON of the command line.

mod count;
mod pattern;
mod period;
mod segment;
#[cfg(test)]
pub(super) mod tests;

use jiff::Timestamp;
use serde::Serialize;

pub use count::{Counter, weekend_stays};
pub use pattern::{Dimension, Group, Pattern};
pub use period::{LONGEST_PERIOD, Month, Period};
pub use segment::{Making, Segment};

use super::causes::Cause;
use super::weekend::Variant;
use crate::ids::HsaId;

/// A number of chains; none where it is suppressed ([`super::suppress`]).
pub type Cell = Option<u32>;

/// What is counted, how and as of when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The months, by the ready notice (definition 8).
    pub period: Period,
    /// The way of counting.
    pub variant: Variant,
    /// Nothing later is known; who has not left is weighed as of then.
    pub as_of: Timestamp,
    /// What is chosen.
    pub selection: Selection,
    /// The county's municipalities by code: each has a row, all other chains are in one together.
    pub municipalities: Vec<String>,
}

/// A choice among the chains; empty is all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Selection {
    /// Only this ward's.
    pub ward: Option<HsaId>,
    /// Only this municipality's, by code.
    pub municipality: Option<String>,
    /// Who stayed for another main cause is not counted among those who stayed.
    pub cause: Option<Cause>,
}

impl Selection {
    /// Neither a ward nor a municipality is chosen.
    #[must_use]
    pub const fn is_of_all_places(&self) -> bool {
        self.ward.is_none() && self.municipality.is_none()
    }
}

/// Which definition the figures follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// `weekend_stay`.
    pub name: &'static str,
    /// The version of the definition.
    pub version: u32,
    /// The way of counting: V1 is the definition, the others are variants with names of their own.
    pub variant: Variant,
    /// What `share_of_ready` is a share of: `ready_weekdays`, or `ready` where a notice on a weekend
    /// counts too (V2, V4).
    pub share_of_ready_of: &'static str,
}

impl Definition {
    /// Definition 8, version 1.
    #[must_use]
    pub const fn weekend_stay(variant: Variant) -> Self {
        let share_of_ready_of = match variant {
            Variant::V1 | Variant::V3 => "ready_weekdays",
            Variant::V2 | Variant::V4 => "ready",
        };
        Self { name: "weekend_stay", version: 1, variant, share_of_ready_of }
    }
}

/// The report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeekendStays {
    /// Which definition.
    pub definition: Definition,
    /// As of when.
    pub as_of: Timestamp,
    /// The revision of the fact table that was read.
    pub revision: Option<u64>,
    /// The months covered.
    pub period: Period,
    /// What was chosen.
    pub selection: Selection,
    /// Small groups are hidden: `null` is a suppressed number.
    pub suppressed: bool,
    /// All of them.
    pub total: Figures,
    /// Months that are whole and that something is known of: what a mean is a mean of.
    pub whole_months: u32,
    /// Who stayed in whole months.
    pub stayed_in_whole_months: Cell,
    /// Mean of those who stayed in a whole month.
    pub average_per_month: Option<f64>,
    /// Each month of the period, in order.
    pub months: Vec<MonthFigures>,
    /// Each ward, those with most stays first.
    pub by_ward: Vec<GroupFigures>,
    /// Each municipality of the county, those with most stays first; last, without a code, all
    /// others.
    pub by_municipality: Vec<GroupFigures>,
    /// Who stayed against who left, among those ready on a weekday.
    pub pattern: Pattern,
}

/// A month's figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MonthFigures {
    /// The month.
    pub month: Month,
    /// Not whole yet ([`Month::is_whole`]).
    pub running: bool,
    /// Nothing is known of it: it lies before the first chain that was counted. It is in no mean.
    pub no_data: bool,
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

/// The figures of a group of chains. Every chain counts once.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Figures {
    /// All that are not cancelled.
    pub chains: Cell,
    /// Those with a standing ready notice.
    pub ready: Cell,
    /// Those whose notice came on a Monday to Friday.
    pub ready_weekdays: Cell,
    /// Those who stayed, by the way of counting.
    pub stayed: Cell,
    /// `stayed` among those who were ready ([`Definition::share_of_ready_of`]); 0 to 1, unrounded.
    pub share_of_ready: Option<f64>,
    /// `stayed` among `chains`.
    pub share_of_chains: Option<f64>,
    /// Of those who stayed: the municipality was ready before the weekend.
    pub municipality_ready_before: Cell,
    /// Of those who stayed: it was not.
    pub municipality_not_ready_before: Cell,
    /// Of those who stayed: in hospital still.
    pub still_there: Cell,
    /// Of those who stayed: with a medical reason, "ska vara kvar".
    pub should_stay: Cell,
    /// Of those who stayed: the municipality was ready before the weekend and no medical reason is
    /// known, "kunde ha gått hem".
    pub could_have_left: Cell,
    /// Of all chains: ended by death. Never among those who stayed.
    pub deceased: Cell,
    /// Sundays in hospital of those who stayed.
    pub weekends: Cell,
    /// Of those who stayed: a person named another main cause than the derived one.
    pub overridden: Cell,
    /// `overridden` among `stayed`.
    pub share_overridden: Option<f64>,
    /// Of all chains: imported from another system.
    pub imported: Cell,
    /// Of those who stayed, by main cause: these add up to `stayed`.
    pub causes: ByCause,
    /// Of those who stayed, by every cause: one person may be counted several times.
    pub causes_any: ByCause,
}

/// A number for each cause, in the order of [`Cause::ALL`]; written as a map by code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByCause([Cell; Cause::ALL.len()]);

impl ByCause {
    /// The numbers in the order of [`Cause::ALL`].
    #[must_use]
    pub const fn of(numbers: [Cell; Cause::ALL.len()]) -> Self {
        Self(numbers)
    }

    /// The number of a cause; none where it is suppressed.
    #[must_use]
    pub const fn get(&self, cause: Cause) -> Cell {
        self.0[cause as usize]
    }

    /// Each cause with its number.
    pub fn iter(&self) -> impl Iterator<Item = (Cause, Cell)> {
        Cause::ALL.iter().copied().zip(self.0)
    }

    /// The numbers alone.
    pub fn values(&self) -> impl Iterator<Item = Cell> {
        self.0.into_iter()
    }

    /// The numbers alone, to be suppressed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Cell> {
        self.0.iter_mut()
    }
}

impl Serialize for ByCause {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl Figures {
    /// Works out both shares from the numbers that are shown.
    pub fn set_shares(&mut self, definition: Definition) {
        let ready = match definition.variant {
            Variant::V1 | Variant::V3 => self.ready_weekdays,
            Variant::V2 | Variant::V4 => self.ready,
        };
        self.share_of_ready = share(self.stayed, ready);
        self.share_of_chains = share(self.stayed, self.chains);
        self.share_overridden = share(self.overridden, self.stayed);
    }
}

/// A share from 0 to 1; none of nothing, and none where a number is hidden.
pub(super) fn share(part: Cell, whole: Cell) -> Option<f64> {
    let (part, whole) = (part?, whole.filter(|whole| *whole > 0)?);
    Some(f64::from(part) / f64::from(whole))
}

/// The mean of a whole month.
pub(super) fn average(stayed: Cell, months: u32) -> Option<f64> {
    share(stayed, Some(months))
}

impl WeekendStays {
    /// Every row of figures, the total first.
    pub fn rows(&self) -> impl Iterator<Item = &Figures> {
        let months = self.months.iter().map(|row| &row.figures);
        let wards = self.by_ward.iter().map(|row| &row.figures);
        let municipalities = self.by_municipality.iter().map(|row| &row.figures);
        std::iter::once(&self.total).chain(months).chain(wards).chain(municipalities)
    }

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
    }
}
