//! Short-term places per municipality over years, beside the waiting for them.
//!
//! Places are what a municipality has said for a year (data of the registry). Waiting is from the delay
//! ledger: the periods between the ready notice and leaving in which a short-term place was missing or
//! under way. Of an imported chain there are no such periods; where its file says the cause, the person
//! is among those who waited and the time is not known.

mod waits;

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::facts::ChainFacts;
use super::report::{Cell, Period};
use crate::calendar::{local_date, start_of_day};

use waits::Waited;
pub use waits::{Gathering, Waits};

/// Milliseconds of a day of waiting: 24 h, whatever the clock did.
const DAY: f64 = 86_400_000.0;

/// What is counted, how and as of when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The months. Of a year that they do not cover, what lies in them is counted.
    pub period: Period,
    /// Nothing later is known.
    pub as_of: Timestamp,
    /// Only this municipality, by code.
    pub municipality: Option<String>,
    /// The county's municipalities by code: each has rows, all other chains are in one together.
    pub municipalities: Vec<String>,
}

/// Which definition the figures follow: that of this module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// `capacity`.
    pub name: &'static str,
    /// The version of the definition.
    pub version: u32,
}

impl Definition {
    /// The definition as it stands.
    pub const CAPACITY: Self = Self { name: "capacity", version: 1 };
}

/// One year.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct YearFigures {
    /// The calendar year.
    pub year: i16,
    /// Its days that lie in the period and are over.
    pub days_covered: u32,
    /// Short-term places, as the municipality has said; none where nobody has.
    pub places: Option<u32>,
    /// More places than the year before, fewer when negative; none where one of them is not known.
    pub change: Option<i64>,
    /// Persons who waited for a place.
    pub waited: Cell,
    /// Those of them of whom it is known for how long.
    pub timed: Cell,
    /// Days that those waited together, unrounded.
    pub wait_days: Option<f64>,
    /// How many of those waited on a day of the year, as a mean: what stands beside the places.
    pub waiting_a_day: Option<f64>,
}

/// The years of a municipality.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MunicipalityYears {
    /// Its code; none for all others together.
    pub code: Option<String>,
    /// Its name, where whoever asked for the report has put it in.
    pub name: Option<String>,
    /// In order.
    pub years: Vec<YearFigures>,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Capacity {
    /// Which definition.
    pub definition: Definition,
    /// As of when.
    pub as_of: Timestamp,
    /// The revision of the fact table that was read.
    pub revision: Option<u64>,
    /// The months.
    pub period: Period,
    /// The municipality that was chosen, by code.
    pub municipality: Option<String>,
    /// Small groups are hidden.
    pub suppressed: bool,
    /// All municipalities and the others together.
    pub total: Vec<YearFigures>,
    /// Each municipality, by code; last, without a code, all others.
    pub municipalities: Vec<MunicipalityYears>,
}

/// What is counted of one year.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    waited: u32,
    timed: u32,
    /// Milliseconds.
    time: i64,
}

/// Counts chain by chain, or those that have ended at once.
#[derive(Debug, Clone)]
pub struct Counter {
    scope: Scope,
    county: HashSet<String>,
    /// The years with the instants between which they are counted.
    years: Vec<(i16, Timestamp, Timestamp)>,
    /// The same instants in milliseconds.
    spans: Vec<(i64, i64)>,
    /// By year of the period.
    sums: BTreeMap<Option<String>, Vec<Sums>>,
}

impl Counter {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        let years = years_of(&scope);
        let county = scope.municipalities.iter().cloned().collect();
        let span = |(_, from, to): &(i16, Timestamp, Timestamp)| {
            (from.as_millisecond(), to.as_millisecond())
        };
        let spans = years.iter().map(span).collect();
        Self { scope, county, years, spans, sums: BTreeMap::new() }
    }

    /// Counts a chain.
    pub fn add(&mut self, chain: &ChainFacts) {
        let Some(Waited { periods, said }) = Waited::of(chain) else { return };
        let Some(code) = self.counted_for(&chain.municipality) else { return };
        let mut sums = self.take(&code);
        self.count(&mut sums, &periods, said);
        self.sums.insert(code, sums);
    }

    /// Counts chains in which nobody waits any more, which are then not to be added.
    pub fn add_waits(&mut self, waits: &Waits) {
        let codes = waits.municipalities.iter().map(|it| self.counted_for(it));
        let codes: Vec<Option<Option<String>>> = codes.collect();
        let sums = codes
            .iter()
            .map(|code| Some(vec![Sums::default(); code.as_ref().map(|_| self.years.len())?]));
        let mut sums: Vec<Option<Vec<Sums>>> = sums.collect();
        for (municipality, periods, said) in waits.chains() {
            if let Some(sums) = &mut sums[municipality] {
                self.count(sums, periods, said);
            }
        }
        for (code, own) in codes.into_iter().zip(sums) {
            let (Some(code), Some(own)) = (code, own) else { continue };
            let mut all = self.take(&code);
            all.iter_mut().zip(own).for_each(|(all, own)| all.add(own));
            self.sums.insert(code, all);
        }
    }

    /// The municipality that a chain is counted for, all others having none; nothing where it is not
    /// chosen.
    fn counted_for(&self, municipality: &Option<String>) -> Option<Option<String>> {
        let code = municipality.as_ref().filter(|code| self.county.contains(*code)).cloned();
        let chosen = &self.scope.municipality;
        (chosen.is_none() || *chosen == code).then_some(code)
    }

    fn take(&mut self, code: &Option<String>) -> Vec<Sums> {
        self.sums.remove(code).unwrap_or_else(|| vec![Sums::default(); self.years.len()])
    }

    fn count(&self, sums: &mut [Sums], periods: &[(i64, i64)], said: Option<i64>) {
        // Most lie in one year: no other is looked at.
        let begins = periods.iter().map(|(begin, _)| *begin).chain(said).min().unwrap_or(i64::MAX);
        let ends = periods.iter().map(|(_, end)| *end).chain(said).max().unwrap_or(i64::MIN);
        let first = self.spans.partition_point(|(_, end)| *end <= begins);
        let until = self.scope.as_of.as_millisecond();
        let years = self.spans.iter().zip(sums).skip(first);
        for ((from, end), sums) in years.take_while(|((from, _), _)| *from <= ends) {
            let (from, end) = (*from, *end);
            let to = end.min(until);
            let within = |(begin, end): &(i64, i64)| ((*end).min(to) - (*begin).max(from)).max(0);
            let time: i64 = periods.iter().map(within).sum();
            let (timed, said) = (time > 0, said.is_some_and(|said| from <= said && said < end));
            sums.add(Sums { waited: u32::from(timed || said), timed: u32::from(timed), time });
        }
    }

    /// The report. `places` gives the places of a municipality, by code, in a year.
    #[must_use]
    pub fn finish(self, places: impl Fn(&str, i16) -> Option<u32>) -> Capacity {
        let chosen = self.scope.municipality.as_ref();
        let of_county = self.scope.municipalities.iter();
        let of_county = of_county.filter(|code| chosen.is_none_or(|chosen| *chosen == **code));
        let mut codes: Vec<Option<String>> = of_county.cloned().map(Some).collect();
        codes.sort();
        if chosen.is_none() {
            codes.push(None);
        }
        let municipalities: Vec<_> = codes
            .iter()
            .map(|code| MunicipalityYears {
                code: code.clone(),
                name: None,
                years: self.rows(std::slice::from_ref(code), &places),
            })
            .collect();
        Capacity {
            definition: Definition::CAPACITY,
            as_of: self.scope.as_of,
            revision: None,
            period: self.scope.period,
            municipality: self.scope.municipality.clone(),
            suppressed: false,
            total: self.rows(&codes, &places),
            municipalities,
        }
    }

    fn rows(
        &self,
        codes: &[Option<String>],
        places: &impl Fn(&str, i16) -> Option<u32>,
    ) -> Vec<YearFigures> {
        // A sum says something only when every municipality has said its own.
        let places = |year: i16| -> Option<u32> {
            let known = codes.iter().flatten().map(|code| places(code, year));
            let sum: Option<u32> = known.sum();
            sum.filter(|_| codes.iter().flatten().next().is_some())
        };
        let row = |(at, (year, from, to)): (usize, &(i16, Timestamp, Timestamp))| {
            let mut all = Sums::default();
            codes.iter().filter_map(|code| self.sums.get(code)).for_each(|it| all.add(it[at]));
            let now = places(*year);
            let before = places(*year - 1);
            let change = now.zip(before).map(|(now, before)| i64::from(now) - i64::from(before));
            let covered = days(*from, (*to).min(self.scope.as_of));
            let wait_days = all.time as f64 / DAY;
            let mut figures = YearFigures {
                year: *year,
                days_covered: covered,
                places: now,
                change,
                waited: Some(all.waited),
                timed: Some(all.timed),
                wait_days: Some(wait_days),
                waiting_a_day: None,
            };
            figures.set_mean();
            figures
        };
        self.years.iter().enumerate().map(row).collect()
    }
}

impl Sums {
    const fn add(&mut self, other: Self) {
        self.waited += other.waited;
        self.timed += other.timed;
        self.time += other.time;
    }
}

impl YearFigures {
    /// Works out the mean from what is shown.
    pub(in crate::follow_up) fn set_mean(&mut self) {
        let covered = f64::from(self.days_covered);
        self.waiting_a_day = self.wait_days.filter(|_| covered > 0.0).map(|days| days / covered);
    }
}

impl Capacity {
    /// Puts names to municipalities.
    pub fn name(&mut self, name: impl Fn(&str) -> Option<String>) {
        for row in &mut self.municipalities {
            row.name = row.code.as_deref().and_then(&name);
        }
    }
}

/// The years of a period, each with the beginning and the end of what is counted of it.
fn years_of(scope: &Scope) -> Vec<(i16, Timestamp, Timestamp)> {
    let (first, last) = (scope.period.from(), scope.period.to());
    let begin = first.first_day();
    let end = last.last_day().tomorrow().unwrap_or(Date::MAX);
    let year = |year: i16| {
        let new_year = |year: i16| Date::new(year, 1, 1).unwrap_or(Date::MAX);
        let from = new_year(year).max(begin);
        let to = new_year(year.saturating_add(1)).min(end);
        (year, start_of_day(from), start_of_day(to))
    };
    (first.year()..=last.year()).map(year).collect()
}

/// Whole local days between, none when the end comes first.
fn days(from: Timestamp, to: Timestamp) -> u32 {
    let days = (local_date(to) - local_date(from)).get_days();
    u32::try_from(days).unwrap_or(0)
}

#[cfg(test)]
mod tests;
