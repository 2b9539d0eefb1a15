//! The report: what was measured, put together for all, for each month, ward and municipality.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::measured::{Group, Measured, PersonAt, Sums, plus};
use super::split::{Overridden, Splitter};
use super::{
    Breaches, DaysReady, Definition, Figures, GroupFigures, Kept, LeadTimes, Measure, MonthFigures,
    Rule, Scope, Spread,
};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::report::Month;

/// Measures chains. Readmissions are found among the chains given, chosen or not: give those of the
/// month after the period too.
pub fn lead_times<'a>(chains: impl IntoIterator<Item = &'a ChainFacts>, scope: Scope) -> LeadTimes {
    let mut counter = Counter::new(scope);
    for chain in chains {
        counter.add(chain);
    }
    counter.finish()
}

/// A measuring that goes on, for those who read chains page by page.
#[derive(Debug, Clone)]
pub struct Counter {
    scope: Scope,
    own: Measured,
    known: Vec<Arc<Measured>>,
}

impl Counter {
    /// Nothing measured yet.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self { scope, own: Measured::default(), known: Vec::new() }
    }

    /// Measures a chain. One that is not chosen may still be somebody's readmission.
    pub fn add(&mut self, chain: &ChainFacts) {
        self.own.add(chain, self.scope.as_of);
    }

    /// Adds chains that were measured before, all of them alike as of now
    /// ([`ChainFacts::is_measured_alike_from`]).
    pub fn add_measured(&mut self, measured: Arc<Measured>) {
        self.known.push(measured);
    }

    /// The report, with nothing suppressed and without names.
    #[must_use]
    pub fn finish(self) -> LeadTimes {
        let Self { scope, own, known } = self;
        let all = || known.iter().map(|measured| &**measured).chain([&own]);
        let again = Again::of(all().flat_map(Measured::admitted), scope.as_of);
        let mut report = Report::new(&scope);
        for ((month, municipality, ward), group) in all().flat_map(Measured::groups) {
            let chosen = &scope.selection;
            let other_ward = chosen.ward.as_ref().is_some_and(|chosen| chosen != ward);
            let other_municipality =
                chosen.municipality.is_some() && chosen.municipality != *municipality;
            if let Some(at) = scope.period.position(*month)
                && !other_ward
                && !other_municipality
            {
                report.add(at, *month, municipality.as_deref(), ward.as_str(), group, &again);
            }
        }
        report.finish(scope)
    }
}

/// Who was admitted more than once: nobody else was admitted again.
struct Again {
    admitted: HashMap<[u8; 16], Vec<Timestamp>>,
    as_of: Timestamp,
}

impl Again {
    fn of<'a>(admitted: impl Iterator<Item = &'a PersonAt>, as_of: Timestamp) -> Self {
        let mut all: Vec<PersonAt> = admitted.copied().collect();
        all.sort_unstable();
        let several = all.chunk_by(|a, b| a.0 == b.0).filter(|times| times.len() > 1);
        let admitted =
            several.map(|times| (times[0].0, times.iter().map(|(_, at)| *at).collect())).collect();
        Self { admitted, as_of }
    }

    /// [`Rule::NotReadmitted`] of those who left.
    fn kept(&self, left: &[PersonAt]) -> Kept {
        let mut kept = Kept::default();
        for (person, left) in left {
            let Ok(until) = left.checked_add(SignedDuration::from_hours(30 * 24)) else { continue };
            let times = self.admitted.get(person);
            let again = times.is_some_and(|all| all.iter().any(|at| at > left && *at <= until));
            if again || self.as_of >= until {
                kept.count(!again);
            }
        }
        kept
    }
}

/// The figures of a group while they are added up.
#[derive(Debug, Clone, Default)]
struct Tally {
    sums: Sums,
    /// And those that were imported.
    chains: (u32, u32),
}

impl Tally {
    fn add(&mut self, group: &Group, chains: (u32, u32), kept: Kept) {
        self.sums.add(&group.sums);
        self.sums.rules[Rule::NotReadmitted as usize].add(kept);
        plus(&mut self.chains, chains);
    }

    fn finish(self) -> Figures {
        let Sums { times, rules, skr, day_zero, changes } = self.sums;
        let mean = |(n, days): (u32, u32)| (n > 0).then(|| f64::from(days) / f64::from(n));
        let measures = Measure::ALL.iter().copied().zip(times);
        let rules = Rule::ALL.iter().copied().zip(rules).filter(|(_, kept)| kept.of > 0);
        Figures {
            chains: Some(self.chains.0),
            imported: Some(self.chains.1),
            measures: measures.filter_map(|(of, times)| Some((of, spread(times)?))).collect(),
            rules: rules.collect(),
            days_ready: DaysReady {
                skr_mean_days: mean(skr),
                skr_stays: Some(skr.0),
                mean_days_with_day_zero: mean(day_zero),
                stays_with_day_zero: Some(day_zero.0),
            },
            changes_per_case: mean(changes),
        }
    }
}

/// All tables while they are added up.
struct Report {
    from: Month,
    total: Tally,
    split: Splitter,
    overridden: (u32, u32),
    weekdays: [u32; 7],
    hours: [u32; 24],
    broken: BTreeMap<(Rule, Month, String), u32>,
    months: Vec<Tally>,
    wards: BTreeMap<String, Tally>,
    municipalities: BTreeMap<String, Tally>,
    others: Tally,
}

impl Report {
    fn new(scope: &Scope) -> Self {
        let municipalities = scope.municipalities.iter().cloned();
        Self {
            from: scope.period.from(),
            total: Tally::default(),
            split: Splitter::default(),
            overridden: (0, 0),
            weekdays: [0; 7],
            hours: [0; 24],
            broken: BTreeMap::new(),
            months: vec![Tally::default(); scope.period.len()],
            wards: BTreeMap::new(),
            municipalities: municipalities.map(|code| (code, Tally::default())).collect(),
            others: Tally::default(),
        }
    }

    fn add(
        &mut self,
        at: usize,
        month: Month,
        municipality: Option<&str>,
        ward: &str,
        group: &Group,
        again: &Again,
    ) {
        let (chains, kept) = (group.chains.first_since(self.from), again.kept(&group.left));
        if let Some(known) = self.wards.get_mut(ward) {
            known.add(group, chains, kept);
        } else {
            self.wards.entry(ward.to_owned()).or_default().add(group, chains, kept);
        }
        let of_county = municipality.and_then(|code| self.municipalities.get_mut(code));
        of_county.unwrap_or(&mut self.others).add(group, chains, kept);
        self.months[at].add(group, group.chains.all(), kept);
        self.total.add(group, chains, kept);
        plus(&mut self.overridden, group.ways.first_since(self.from));
        self.split.add_all(&group.split);
        self.weekdays.iter_mut().zip(group.weekdays).for_each(|(own, left)| *own += left);
        self.hours.iter_mut().zip(group.hours).for_each(|(own, left)| *own += left);
        for ((rule, unit), cases) in &group.broken {
            *self.broken.entry((*rule, month, unit.to_string())).or_default() += cases;
        }
    }

    fn finish(self, scope: Scope) -> LeadTimes {
        let Scope { period, as_of, selection, .. } = scope;
        let group = |code: Option<String>, tally: Tally| GroupFigures {
            code,
            name: None,
            figures: tally.finish(),
        };
        let months = period.months().zip(self.months).map(|(month, tally)| MonthFigures {
            month,
            running: !month.is_whole(as_of),
            figures: tally.finish(),
        });
        let breaches = self.broken.into_iter().map(|((rule, month, unit), cases)| Breaches {
            rule,
            unit,
            name: None,
            month,
            cases,
        });
        let wards = self.wards.into_iter().map(|(ward, tally)| group(Some(ward), tally));
        let municipalities = self.municipalities.into_iter();
        let municipalities = municipalities.map(|(code, tally)| group(Some(code), tally));
        let (chains, overridden) = self.overridden;
        LeadTimes {
            definition: Definition::LEAD_TIMES,
            as_of,
            revision: None,
            period,
            selection,
            suppressed: false,
            months: months.collect(),
            total: self.total.finish(),
            split: self.split.finish(),
            causes_overridden: Some(Overridden { chains, overridden }),
            left_by_weekday: self.weekdays.map(Some).into(),
            left_by_hour: self.hours.map(Some).into(),
            by_ward: wards.collect(),
            by_municipality: municipalities.chain([group(None, self.others)]).collect(),
            breaches: breaches.collect(),
        }
    }
}

/// The times may come in any order: the mean is taken of whole milliseconds, in which they were told.
pub(super) fn spread(mut times: Vec<f64>) -> Option<Spread> {
    if times.is_empty() {
        return None;
    }
    let n = times.len();
    let milliseconds: f64 = times.iter().map(|hours| (hours * HOUR).round()).sum();
    let count = u32::try_from(n).unwrap_or(u32::MAX);
    let mean = milliseconds / HOUR / f64::from(count);
    // Nearest rank: a value that was measured, never one in between.
    let rank = |percent: usize| (n * percent).div_ceil(100).max(1) - 1;
    let (_, p90, _) = times.select_nth_unstable_by(rank(90), f64::total_cmp);
    let p90 = *p90;
    let (_, median, _) = times[..=rank(90)].select_nth_unstable_by(rank(50), f64::total_cmp);
    Some(Spread { n: count, mean, median: *median, p90 })
}

/// Milliseconds of an hour. Sums of whole numbers are exact until 2^53 of them: 285 000 years.
const HOUR: f64 = 3_600_000.0;
