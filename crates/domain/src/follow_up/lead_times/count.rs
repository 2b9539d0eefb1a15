//! The report: what was measured, put together for all, for each month, ward and municipality.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::again::{again, until};
use super::breaches::Counting;
use super::known::Known;
use super::measured::{Columns, Measured, Measuring, NOT_LEFT, OfMonth};
use super::split::{Overridden, splits};
use super::sums::{Lane, Sums};
use super::tables::{Size, Spreads, of_measure, of_measure_by_month, of_part};
use super::{
    DaysReady, Definition, Figures, GroupFigures, LeadTimes, Measure, MonthFigures, MonthSpread,
    OneMeasure, Rule, Scope, Spread,
};
use crate::follow_up::facts::ChainFacts;
use crate::ids::HsaId;

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
    own: Measuring,
    known: Vec<Arc<Measured>>,
}

impl Counter {
    /// Nothing measured yet.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self { scope, own: Measuring::default(), known: Vec::new() }
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

    /// One measure alone, with nothing suppressed: no more is put together than that asks for.
    #[must_use]
    pub fn finish_one(self, measure: Measure) -> OneMeasure {
        let Self { scope, own, known } = self;
        let own = own.finish();
        let all = known.iter().map(|measured| &**measured).chain([&own]);
        let all: Vec<&Columns> = all.flat_map(Measured::columns).collect();
        let (known, _) = Known::all(&all, &scope, &[]);
        let (total, months) = of_measure_by_month(&known, measure, scope.period.len());
        let spreads = scope.period.months().zip(months);
        OneMeasure {
            definition: Definition::LEAD_TIMES,
            measure,
            as_of: scope.as_of,
            revision: None,
            period: scope.period,
            selection: scope.selection,
            suppressed: false,
            total,
            months: spreads
                .map(|(month, spread)| MonthSpread {
                    month,
                    running: !month.is_whole(scope.as_of),
                    spread,
                })
                .collect(),
        }
    }

    /// The report, with nothing suppressed and without names.
    #[must_use]
    pub fn finish(self) -> LeadTimes {
        let Self { scope, own, known } = self;
        let own = own.finish();
        let all = known.iter().map(|measured| &**measured).chain([&own]);
        let all: Vec<&Columns> = all.flat_map(Measured::columns).collect();
        let municipalities: BTreeSet<_> = scope.municipalities.iter().cloned().collect();
        let municipalities: Vec<String> = municipalities.into_iter().collect();
        let (known, units) = Known::all(&all, &scope, &municipalities);
        let mut report = Report::new(&scope, &units, municipalities);
        for at in 0..scope.period.len() {
            report.add_month(at, &known, &all);
        }
        report.finish(&known)
    }
}

/// The sums of all tables.
struct Report<'a> {
    scope: &'a Scope,
    total: Sums,
    months: Vec<Sums>,
    /// Units by code: those that have chains of their own are wards.
    units: Vec<String>,
    wards: Vec<Sums>,
    is_ward: Vec<bool>,
    /// The county's by code; after their sums stand those of all others together.
    codes: Vec<String>,
    municipalities: Vec<Sums>,
    breaches: Counting,
    /// By the local hour of the week.
    left: [u32; NOT_LEFT as usize + 1],
}

impl<'a> Report<'a> {
    fn new(scope: &'a Scope, units: &[&HsaId], codes: Vec<String>) -> Self {
        Self {
            scope,
            total: Sums::default(),
            months: vec![Sums::default(); scope.period.len()],
            units: units.iter().map(ToString::to_string).collect(),
            wards: vec![Sums::default(); units.len()],
            is_ward: vec![false; units.len()],
            municipalities: vec![Sums::default(); codes.len() + 1],
            codes,
            breaches: Counting::of(units.len()),
            left: [0; NOT_LEFT as usize + 1],
        }
    }

    fn add_month(&mut self, at: usize, known: &[Known<'_>], all: &[&Columns]) {
        let own = known.iter().filter_map(|known| Some((known, known.month(at)?)));
        let own: Vec<(&Known<'_>, &OfMonth)> = own.collect();
        for (known, month) in &own {
            self.add(at, known, month);
        }
        self.add_left(at, &own, all);
        if let Some((_, month)) = own.first() {
            self.breaches.close(month.month);
        }
    }

    fn add(&mut self, at: usize, known: &Known<'_>, month: &OfMonth) {
        let outcomes = &known.columns.outcomes;
        let mut sum = Sums::default();
        for row in known.rows(month) {
            let (outcome, slot) = (&outcomes[usize::from(row.outcome)], known.slot(row.place));
            sum.add(outcome);
            self.wards[slot.ward].add(outcome);
            self.is_ward[slot.ward] = true;
            self.municipalities[slot.municipality].add(outcome);
            self.breaches.add(slot.ward, outcome);
            self.left[usize::from(row.left)] += 1;
        }
        self.months[at].add(&sum);
        self.total.add(&sum);
        for broken in month.elsewhere.iter().filter(|broken| known.has(broken.place)) {
            let (from, to) = (known.slot(broken.place).ward, known.unit(broken.unit));
            self.breaches.moves(broken.rule, from, to);
        }
        // Each month counts them, and all months together once.
        let earlier = month.before.iter().filter(|before| before.month >= self.scope.period.from());
        for before in earlier.filter(|before| known.has(before.place)) {
            let slot = known.slot(before.place);
            self.total.uncount(before.lane, before.marked);
            self.wards[slot.ward].uncount(before.lane, before.marked);
            self.municipalities[slot.municipality].uncount(before.lane, before.marked);
        }
    }

    /// [`Rule::NotReadmitted`] of those who left in a month.
    fn add_left(&mut self, at: usize, own: &[(&Known<'_>, &OfMonth)], all: &[&Columns]) {
        let (mut left, mut slots) = (Vec::new(), Vec::new());
        for (known, month) in own {
            for one in month.left.iter().filter(|left| known.has(left.place)) {
                left.push((known.columns.persons[one.person as usize].id, one.at));
                slots.push(known.slot(one.place));
            }
        }
        let as_of = self.scope.as_of.as_millisecond();
        for ((left, slot), again) in left.iter().zip(slots).zip(again(all, &left)) {
            if again || as_of >= until(left.1) {
                for sums in [
                    &mut self.total,
                    &mut self.months[at],
                    &mut self.wards[slot.ward],
                    &mut self.municipalities[slot.municipality],
                ] {
                    sums.rule(Rule::NotReadmitted, !again);
                }
            }
        }
    }

    fn finish(self, known: &[Known<'_>]) -> LeadTimes {
        let Scope { period, as_of, selection, .. } = self.scope.clone();
        let size = Size {
            months: self.months.len(),
            wards: self.wards.len(),
            municipalities: self.municipalities.len(),
        };
        let spreads = Measure::ALL.iter().map(|of| (*of, of_measure(known, *of, size)));
        let spreads: Vec<(Measure, Spreads)> = spreads.collect();
        let of = |sums: &Sums, spread: &dyn Fn(&Spreads) -> Option<Spread>| {
            figures(
                sums,
                spreads.iter().filter_map(|(of, all)| Some((*of, spread(all)?))).collect(),
            )
        };
        let group = |code: Option<&String>, figures| GroupFigures {
            code: code.cloned(),
            name: None,
            figures,
        };
        let months = period.months().zip(&self.months).enumerate();
        let months = months.map(|(at, (month, sums))| MonthFigures {
            month,
            running: !month.is_whole(as_of),
            figures: of(sums, &|all| all.months[at]),
        });
        let wards = self.units.iter().zip(&self.wards).zip(self.is_ward).enumerate();
        let wards = wards.filter(|(_, (_, is_ward))| *is_ward);
        let wards =
            wards.map(|(at, ((ward, sums), _))| group(Some(ward), of(sums, &|all| all.wards[at])));
        let codes = self.codes.iter().map(Some).chain([None]);
        let municipalities = codes
            .zip(&self.municipalities)
            .enumerate()
            .map(|(at, (code, sums))| group(code, of(sums, &|all| all.municipalities[at])));
        let (chains, overridden) = self.total.both(Lane::Ways);
        let mut left_by_weekday = vec![Some(0); 7];
        let mut left_by_hour = vec![Some(0); 24];
        for (hour, left) in self.left[..7 * 24].iter().enumerate() {
            for cell in [&mut left_by_weekday[hour / 24], &mut left_by_hour[hour % 24]] {
                *cell = cell.map(|sum| sum + left);
            }
        }
        LeadTimes {
            definition: Definition::LEAD_TIMES,
            as_of,
            revision: None,
            period,
            selection,
            suppressed: false,
            total: of(&self.total, &|all| all.total),
            split: splits(|part| of_part(known, part)),
            causes_overridden: Some(Overridden { chains, overridden }),
            left_by_weekday,
            left_by_hour,
            months: months.collect(),
            by_ward: wards.collect(),
            by_municipality: municipalities.collect(),
            breaches: self.breaches.finish(self.units),
        }
    }
}

fn figures(sums: &Sums, measures: BTreeMap<Measure, Spread>) -> Figures {
    let rules = Rule::ALL.iter().map(|rule| (*rule, sums.kept(*rule)));
    let (chains, imported) = sums.both(Lane::Chains);
    // Of everybody who left after a notice it is known whether that was the same day, and of every case
    // with an estimate whether it was kept.
    let (left, dates) = (sums.kept(Rule::SameDay), sums.kept(Rule::DateKept).of);
    let mean = |sum: u32, n: u32| (n > 0).then(|| f64::from(sum) / f64::from(n));
    let later = left.of - left.kept;
    Figures {
        chains: Some(chains),
        imported: Some(imported),
        measures,
        rules: rules.filter(|(_, kept)| kept.of > 0).collect(),
        days_ready: DaysReady {
            skr_mean_days: mean(sums.of(Lane::Days), later),
            skr_stays: Some(later),
            mean_days_with_day_zero: mean(sums.of(Lane::Days), left.of),
            stays_with_day_zero: Some(left.of),
        },
        changes_per_case: mean(sums.of(Lane::Changes), dates),
    }
}
