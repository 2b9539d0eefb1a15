//! Adding up: one pass over the chains, a fixed amount of work for each.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use super::pattern::{Notice, Sizes, pattern};
use super::segment::Segment;
use super::{Definition, Figures, GroupFigures, Month, MonthFigures, Scope, WeekendStays, average};
use crate::follow_up::causes::{Cause, Causes};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::weekend::{Counted, Variant, count};
use crate::ids::{ChainId, HsaId};

const CAUSES: usize = Cause::ALL.len();

/// Counts the weekend stays of chains.
///
/// Definition 8.
pub fn weekend_stays<'a>(
    chains: impl IntoIterator<Item = &'a ChainFacts>,
    scope: Scope,
) -> WeekendStays {
    let mut counter = Counter::new(scope);
    for chain in chains {
        counter.add(chain);
    }
    counter.finish()
}

/// A count that goes on, for those who read chains page by page.
#[derive(Debug, Clone)]
pub struct Counter {
    scope: Scope,
    total: Tally,
    months: Vec<Tally>,
    wards: HashMap<HsaId, Tally>,
    municipalities: BTreeMap<String, Tally>,
    others: Tally,
    sizes: Sizes,
    /// Chains of an admission that is counted already (M12).
    counted: HashSet<ChainId>,
}

impl Counter {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        let municipalities = scope.municipalities.iter().cloned();
        Self {
            total: Tally::default(),
            months: vec![Tally::default(); scope.period.len()],
            wards: HashMap::new(),
            municipalities: municipalities.map(|code| (code, Tally::default())).collect(),
            others: Tally::default(),
            sizes: Sizes::default(),
            counted: HashSet::new(),
            scope,
        }
    }

    /// Counts a chain, if it is of the period and chosen. Of several chains of one admission the
    /// first that comes is counted.
    pub fn add(&mut self, chain: &ChainFacts) {
        let Some(outcome) = Outcome::of(chain, self.scope.as_of) else { return };
        let Some(at) = self.scope.period.position(outcome.month()) else { return };
        let municipality = chain.municipality.as_deref();
        if !self.is_chosen(&chain.ward, municipality) || self.counted.contains(&chain.chain) {
            return;
        }
        self.counted.extend(&chain.same_as);
        let one = outcome.adds(&self.scope);
        self.add_group(at, &chain.ward, municipality, &one);
        self.sizes.add(Notice::of(chain, &outcome), one.stayed > 0);
    }

    /// Counts what is settled of a month: as if each of its chains were added, and thousands of times
    /// as fast. What lies [apart](Segment::apart) in it is not among them.
    pub fn add_segment(&mut self, segment: &Segment) {
        let Some(at) = self.scope.period.position(segment.month()) else { return };
        let adds: Vec<Tally> =
            segment.outcomes().iter().map(|outcome| outcome.adds(&self.scope)).collect();
        for (ward, municipality, rows) in segment.groups() {
            if !self.is_chosen(ward, municipality) {
                continue;
            }
            let mut group = Tally::default();
            for same in rows.chunk_by(|a, b| a.outcome == b.outcome) {
                let adds = &adds[usize::from(same[0].outcome)];
                group.add(adds, u32::try_from(same.len()).unwrap_or(u32::MAX));
                let stayed = adds.stayed > 0;
                same.iter().for_each(|row| self.sizes.add(row.notice, stayed));
            }
            self.add_group(at, ward, municipality, &group);
        }
    }

    fn is_chosen(&self, ward: &HsaId, municipality: Option<&str>) -> bool {
        let selection = &self.scope.selection;
        let other_municipality =
            selection.municipality.is_some() && selection.municipality.as_deref() != municipality;
        selection.ward.as_ref().is_none_or(|chosen| chosen == ward) && !other_municipality
    }

    /// Adds what chains of one month, ward and municipality add.
    fn add_group(&mut self, at: usize, ward: &HsaId, municipality: Option<&str>, group: &Tally) {
        let of_county = municipality.and_then(|code| self.municipalities.get_mut(code));
        of_county.unwrap_or(&mut self.others).add(group, 1);
        if let Some(known) = self.wards.get_mut(ward) {
            known.add(group, 1);
        } else {
            self.wards.entry(ward.clone()).or_default().add(group, 1);
        }
        self.months[at].add(group, 1);
        self.total.add(group, 1);
    }

    /// The report, with nothing suppressed and without names.
    #[must_use]
    pub fn finish(self) -> WeekendStays {
        let Scope { period, variant, as_of, selection, .. } = self.scope;
        let definition = Definition::weekend_stay(variant);
        let first = self.months.iter().position(|tally| tally.chains > 0);
        let months: Vec<_> = period
            .months()
            .zip(&self.months)
            .enumerate()
            .map(|(n, (month, tally))| MonthFigures {
                month,
                running: !month.is_whole(as_of),
                no_data: first.is_none_or(|first| n < first),
                figures: tally.figures(definition),
            })
            .collect();
        let whole =
            months.iter().zip(&self.months).filter(|(month, _)| !month.running && !month.no_data);
        let whole_months = u32::try_from(whole.clone().count()).unwrap_or(u32::MAX);
        let stayed = Some(whole.map(|(_, tally)| tally.stayed).sum());
        let group = |code: &str, tally: &Tally| GroupFigures {
            code: Some(code.to_owned()),
            name: None,
            figures: tally.figures(definition),
        };
        let sized = |code: &str, tally: &Tally| (code.to_owned(), tally.of_weekdays());
        let by_ward = self.wards.iter().map(|(ward, tally)| sized(ward.as_str(), tally)).collect();
        let by_municipality = self.municipalities.iter().map(|(code, tally)| sized(code, tally));
        let by_municipality = by_municipality.chain([sized("other", &self.others)]).collect();
        let wards = self.wards.iter().map(|(ward, tally)| group(ward.as_str(), tally));
        let known = self.municipalities.iter().map(|(code, tally)| group(code, tally));
        let others =
            GroupFigures { code: None, name: None, figures: self.others.figures(definition) };
        WeekendStays {
            definition,
            as_of,
            revision: None,
            period,
            selection,
            suppressed: false,
            total: self.total.figures(definition),
            whole_months,
            stayed_in_whole_months: stayed,
            average_per_month: average(stayed, whole_months),
            months,
            by_ward: most_first(wards.collect()),
            by_municipality: {
                let mut rows = most_first(known.collect());
                rows.push(others);
                rows
            },
            pattern: pattern(&self.sizes, by_ward, by_municipality),
        }
    }
}

/// By those who stayed, then by size, then by code: the same order whatever came first.
fn most_first(mut rows: Vec<GroupFigures>) -> Vec<GroupFigures> {
    rows.sort_by(|a, b| {
        let key = |row: &GroupFigures| (row.figures.stayed, row.figures.chains);
        key(b).cmp(&key(a)).then_with(|| a.code.cmp(&b.code))
    });
    rows
}

/// What one chain counts as, whatever is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Outcome {
    pub(super) counted: Counted,
    imported: bool,
    ready: bool,
    causes: Causes,
    main: Cause,
    overridden: bool,
}

impl Outcome {
    /// None where the chain counts nowhere.
    pub(super) fn of(chain: &ChainFacts, as_of: Timestamp) -> Option<Self> {
        let counted = count(&chain.stay()?, as_of)?;
        let (ready, imported) = (chain.standing().is_some(), chain.imported);
        let (causes, main, overridden) = (Causes::NONE, Cause::Other, false);
        let nobody = Self { counted, imported, ready, causes, main, overridden };
        // Only of who stayed does anybody ask why.
        if !Variant::ALL.into_iter().any(|variant| counted.stayed(variant)) {
            return Some(nobody);
        }
        let (causes, main) = (chain.causes(), chain.main_cause());
        Some(Self { causes, main, overridden: chain.is_overridden(), ..nobody })
    }

    pub(super) fn month(&self) -> Month {
        let (year, month) = self.counted.month;
        Month::of(jiff::civil::Date::constant(year, month, 1))
    }

    /// What one such chain adds.
    fn adds(&self, scope: &Scope) -> Tally {
        let Self { counted, causes, main, .. } = self;
        let mut adds = Tally {
            chains: 1,
            imported: u32::from(self.imported),
            ready: u32::from(self.ready),
            ready_weekdays: u32::from(counted.ready_on_weekday),
            deceased: u32::from(counted.deceased),
            ..Tally::default()
        };
        let other_cause = scope.selection.cause.is_some_and(|cause| *main != cause);
        if !counted.stayed(scope.variant) || other_cause {
            return adds;
        }
        let should_stay = causes.contains(Cause::Medical);
        adds.stayed = 1;
        adds.stayed_of_weekdays = adds.ready_weekdays;
        adds.before = u32::from(counted.municipality_ready_in_time);
        adds.still_there = u32::from(counted.not_left);
        adds.should_stay = u32::from(should_stay);
        adds.could_have_left = u32::from(counted.municipality_ready_in_time && !should_stay);
        adds.weekends = counted.weekends;
        adds.overridden = u32::from(self.overridden);
        adds.main[*main as usize] = 1;
        if causes.is_empty() {
            adds.any[Cause::Other as usize] = 1;
        }
        for cause in causes.iter() {
            adds.any[cause as usize] = 1;
        }
        adds
    }
}

/// Numbers while they are counted.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    chains: u32,
    ready: u32,
    ready_weekdays: u32,
    stayed: u32,
    /// Of those ready on a weekday: what the pattern tells of a group.
    stayed_of_weekdays: u32,
    before: u32,
    still_there: u32,
    should_stay: u32,
    could_have_left: u32,
    deceased: u32,
    weekends: u32,
    imported: u32,
    overridden: u32,
    main: [u32; CAUSES],
    any: [u32; CAUSES],
}

impl Tally {
    /// Adds another one, so many times.
    fn add(&mut self, other: &Self, times: u32) {
        self.chains += other.chains * times;
        self.ready += other.ready * times;
        self.ready_weekdays += other.ready_weekdays * times;
        self.stayed += other.stayed * times;
        self.stayed_of_weekdays += other.stayed_of_weekdays * times;
        self.before += other.before * times;
        self.still_there += other.still_there * times;
        self.should_stay += other.should_stay * times;
        self.could_have_left += other.could_have_left * times;
        self.deceased += other.deceased * times;
        self.weekends += other.weekends * times;
        self.imported += other.imported * times;
        self.overridden += other.overridden * times;
        for cause in 0..CAUSES {
            self.main[cause] += other.main[cause] * times;
            self.any[cause] += other.any[cause] * times;
        }
    }

    const fn of_weekdays(&self) -> (u32, u32) {
        (self.ready_weekdays, self.stayed_of_weekdays)
    }

    fn figures(&self, definition: Definition) -> Figures {
        let by_cause = |numbers: &[u32; CAUSES]| {
            Cause::ALL.iter().map(|cause| (*cause, Some(numbers[*cause as usize]))).collect()
        };
        let mut figures = Figures {
            chains: Some(self.chains),
            ready: Some(self.ready),
            ready_weekdays: Some(self.ready_weekdays),
            stayed: Some(self.stayed),
            share_of_ready: None,
            share_of_chains: None,
            municipality_ready_before: Some(self.before),
            municipality_not_ready_before: Some(self.stayed - self.before),
            still_there: Some(self.still_there),
            should_stay: Some(self.should_stay),
            could_have_left: Some(self.could_have_left),
            deceased: Some(self.deceased),
            weekends: Some(self.weekends),
            overridden: Some(self.overridden),
            share_overridden: None,
            imported: Some(self.imported),
            causes: by_cause(&self.main),
            causes_any: by_cause(&self.any),
        };
        figures.set_shares(definition);
        figures
    }
}
