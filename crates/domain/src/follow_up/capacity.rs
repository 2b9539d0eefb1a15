//! Short-term places per municipality over years, beside the waiting for them.
//!
//! Places are what a municipality has said for a year (data of the registry). Waiting is from the delay
//! ledger: the periods between the ready notice and leaving in which a short-term place was missing or
//! under way. Of an imported chain there are no such periods; where its file says the cause, the person
//! is among those who waited and the time is not known.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::causes::Cause;
use super::facts::ChainFacts;
use super::report::{Cell, Period};
use crate::calendar::{local_date, start_of_day};

/// Seconds of a day of waiting: 24 h, whatever the clock did.
const DAY: f64 = 86_400.0;

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
struct Waits {
    waited: u32,
    timed: u32,
    time: SignedDuration,
}

/// Counts chain by chain.
#[derive(Debug, Clone)]
pub struct Counter {
    scope: Scope,
    /// The years with the instants between which they are counted.
    years: Vec<(i16, Timestamp, Timestamp)>,
    waits: BTreeMap<(Option<String>, i16), Waits>,
}

impl Counter {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        let years = years_of(&scope);
        Self { scope, years, waits: BTreeMap::new() }
    }

    /// Counts a chain.
    pub fn add(&mut self, chain: &ChainFacts) {
        if chain.is_cancelled() {
            return;
        }
        let county = |code: &&String| self.scope.municipalities.contains(code);
        let code = chain.municipality.as_ref().filter(county).cloned();
        if self.scope.municipality.is_some() && self.scope.municipality != code {
            return;
        }
        for (year, from, to) in &self.years {
            let (timed, time) = waited(chain, *from, *to, self.scope.as_of);
            let said = !timed && says_so(chain, *from, *to);
            if !timed && !said {
                continue;
            }
            let waits = self.waits.entry((code.clone(), *year)).or_default();
            waits.waited += 1;
            waits.timed += u32::from(timed);
            waits.time = waits.time.saturating_add(time);
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
        let row = |(year, from, to): &(i16, Timestamp, Timestamp)| {
            let all = codes.iter().filter_map(|code| self.waits.get(&(code.clone(), *year)));
            let all = all.fold(Waits::default(), |sum, one| Waits {
                waited: sum.waited + one.waited,
                timed: sum.timed + one.timed,
                time: sum.time.saturating_add(one.time),
            });
            let now = places(*year);
            let before = places(*year - 1);
            let change = now.zip(before).map(|(now, before)| i64::from(now) - i64::from(before));
            let covered = days(*from, (*to).min(self.scope.as_of));
            let wait_days = all.time.as_secs_f64() / DAY;
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
        self.years.iter().map(row).collect()
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

/// Whether the person waited in a stretch of time, and for how long.
fn waited(
    chain: &ChainFacts,
    from: Timestamp,
    to: Timestamp,
    as_of: Timestamp,
) -> (bool, SignedDuration) {
    let to = to.min(as_of);
    let delays = chain.delays().into_iter();
    let waits = delays.filter(|delay| delay.cause == Cause::ShortTermPlace).filter_map(|delay| {
        let begins = delay.from.max(from);
        let ends = delay.to.unwrap_or(as_of).min(to);
        (begins < ends).then(|| ends.duration_since(begins))
    });
    let time = waits.fold(SignedDuration::ZERO, SignedDuration::saturating_add);
    (time > SignedDuration::ZERO, time)
}

/// An imported chain whose file says that the person waited, by the time of its ready notice.
fn says_so(chain: &ChainFacts, from: Timestamp, to: Timestamp) -> bool {
    let said = |cause: &Cause| *cause == Cause::ShortTermPlace;
    let says = chain.source.as_ref().is_some_and(|source| source.causes.iter().any(said));
    let sent = chain.standing().map(|notice| notice.sent_at);
    says && sent.is_some_and(|sent| from <= sent && sent < to)
}

#[cfg(test)]
mod tests {
    use super::super::facts::{ItemFacts, SourceFacts};
    use super::super::report::Month;
    use super::super::suppress::{self, Own};
    use super::super::testing::{chain, local};
    use super::*;
    use crate::care_chain::{ChecklistItem, ItemState};

    fn scope(from: &str, to: &str) -> Scope {
        let month = |text| Month::parse(text).unwrap();
        Scope {
            period: Period::new(month(from), month(to)).unwrap(),
            as_of: local("2027-03-01 00:00"),
            municipality: None,
            municipalities: vec![String::from("1081"), String::from("1082")],
        }
    }

    /// Waits from the notice until the place is there.
    fn waits(number: u32, ready: &str, place: &str, left: &str) -> ChainFacts {
        let mut waits = chain(number, ready, Some(left));
        let set = |at, state| ItemFacts {
            item: ChecklistItem::ShortTermPlace,
            at: local(at),
            state,
            unit: None,
        };
        waits.items = vec![set(ready, ItemState::Missing), set(place, ItemState::Done)];
        waits
    }

    fn counted(scope: Scope, chains: &[ChainFacts]) -> Capacity {
        let mut counter = Counter::new(scope);
        chains.iter().for_each(|chain| counter.add(chain));
        counter.finish(|code, year| match (code, year) {
            ("1081", 2025) => Some(12),
            ("1081", 2026) => Some(10),
            ("1082", 2026) => Some(3),
            _ => None,
        })
    }

    #[test]
    fn a_wait_over_new_year_is_counted_in_both_years_by_its_days_in_each() {
        let chain = waits(1, "2025-12-30 12:00", "2026-01-02 00:00", "2026-01-05 10:00");
        let report = counted(scope("2025-01", "2026-12"), &[chain]);
        let years = &report.municipalities[0].years;
        let read = |n: usize| (years[n].year, years[n].waited, years[n].wait_days);
        assert_eq!(read(0), (2025, Some(1), Some(1.5)));
        assert_eq!(read(1), (2026, Some(1), Some(1.0)));
        assert_eq!((years[0].days_covered, years[1].days_covered), (365, 365));
        assert_eq!(years[0].waiting_a_day, Some(1.5 / 365.0));
        assert_eq!(report.total[0].wait_days, Some(1.5));
    }

    #[test]
    fn places_stand_beside_with_their_change_and_are_summed_only_when_all_are_known() {
        let report = counted(scope("2025-01", "2026-12"), &[]);
        let places = |years: &[YearFigures]| {
            years.iter().map(|it| (it.places, it.change)).collect::<Vec<_>>()
        };
        assert_eq!(
            places(&report.municipalities[0].years),
            [(Some(12), None), (Some(10), Some(-2))]
        );
        assert_eq!(places(&report.municipalities[1].years), [(None, None), (Some(3), None)]);
        assert_eq!(places(&report.total), [(None, None), (Some(13), None)]);
        assert_eq!(report.municipalities[2].code, None, "the others have no places");
        assert_eq!(places(&report.municipalities[2].years), [(None, None); 2]);
    }

    #[test]
    fn a_year_that_is_not_over_counts_the_days_until_now_and_a_leap_day_is_a_day() {
        let report = counted(scope("2027-01", "2027-12"), &[]);
        assert_eq!(report.total[0].days_covered, 59);
        let report = counted(scope("2024-01", "2024-12"), &[]);
        assert_eq!(report.total[0].days_covered, 366);
        let report = counted(scope("2024-02", "2024-02"), &[]);
        assert_eq!(report.total[0].days_covered, 29);
    }

    #[test]
    fn an_imported_chain_that_says_so_is_among_those_who_waited_without_a_time() {
        let mut imported = chain(1, "2026-05-05 10:00", Some("2026-05-09 10:00"));
        let causes = vec![Cause::ShortTermPlace];
        imported.source = Some(SourceFacts { case: String::from("K-1"), causes });
        let report = counted(scope("2026-01", "2026-12"), &[imported]);
        let year = &report.total[0];
        assert_eq!((year.waited, year.timed, year.wait_days), (Some(1), Some(0), Some(0.0)));
    }

    #[test]
    fn small_groups_are_hidden_and_cannot_be_had_back_from_the_sum() {
        let ready = "2026-05-05 10:00";
        let of = |numbers: std::ops::Range<u32>, code: &str| {
            let one = |number| ChainFacts {
                municipality: Some(code.to_owned()),
                ..waits(number, ready, "2026-05-07 10:00", "2026-05-08 10:00")
            };
            numbers.map(one).collect::<Vec<_>>()
        };
        let chains = [of(0..3, "1081"), of(10..19, "1082"), of(20..28, "0180")].concat();
        let report = counted(scope("2026-01", "2026-12"), &chains);
        let public = suppress::capacity(report.clone(), Own::default());
        assert!(public.suppressed);
        let rows = |report: &Capacity| {
            let years = report.municipalities.iter().map(|it| it.years[0].clone());
            years.map(|it| (it.waited, it.wait_days.is_some(), it.places)).collect::<Vec<_>>()
        };
        let shown = rows(&public);
        assert_eq!(shown[0], (None, false, Some(10)), "places are no secret");
        assert_eq!(shown.iter().filter(|row| row.0.is_none()).count(), 2);
        assert_eq!(public.total[0].waited, Some(20));
        let own = Own { ward: None, municipality: Some("1081") };
        assert_eq!(rows(&suppress::capacity(report, own))[0].0, Some(3));
    }
}
