//! Adding up: one pass over the chains, a fixed amount of work for each.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::pattern::Sizes;
use super::{Definition, Figures, GroupFigures, Month, MonthFigures, Scope, WeekendStays, average};
use crate::follow_up::causes::{Cause, Causes};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::weekend::{Counted, count};
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
        let Some(counted) = chain.stay().and_then(|stay| count(&stay, self.scope.as_of)) else {
            return;
        };
        let (year, month) = counted.month;
        let month = Month::of(jiff::civil::Date::constant(year, month, 1));
        let Some(at) = self.scope.period.position(month) else { return };
        let selection = &self.scope.selection;
        let other_ward = selection.ward.as_ref().is_some_and(|ward| *ward != chain.ward);
        let other_municipality = selection.municipality.is_some()
            && selection.municipality.as_deref() != chain.municipality.as_deref();
        if other_ward || other_municipality || self.counted.contains(&chain.chain) {
            return;
        }
        self.counted.extend(&chain.same_as);
        let one = One::of(chain, &counted, &self.scope);
        let municipality = chain.municipality.as_deref();
        let of_county = municipality.and_then(|code| self.municipalities.get_mut(code));
        let known = of_county.is_some();
        of_county.unwrap_or(&mut self.others).add(&one);
        if let Some(ward) = self.wards.get_mut(&chain.ward) {
            ward.add(&one);
        } else {
            self.wards.entry(chain.ward.clone()).or_default().add(&one);
        }
        self.months[at].add(&one);
        self.total.add(&one);
        if counted.ready_on_weekday {
            self.sizes.add(chain, municipality.filter(|_| known), one.stayed);
        }
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
            pattern: self.sizes.finish(),
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

/// What one chain adds.
struct One {
    counted: Counted,
    imported: bool,
    ready: bool,
    stayed: bool,
    causes: Causes,
    main: Cause,
    overridden: bool,
}

impl One {
    fn of(chain: &ChainFacts, counted: &Counted, scope: &Scope) -> Self {
        let mut stayed = counted.stayed(scope.variant);
        let causes = if stayed { chain.causes() } else { Causes::NONE };
        let main = if stayed { chain.main_cause() } else { Cause::Other };
        let overridden = stayed && chain.is_overridden();
        if scope.selection.cause.is_some_and(|cause| main != cause) {
            stayed = false;
        }
        let (ready, imported) = (chain.standing().is_some(), chain.imported);
        Self { counted: *counted, imported, ready, stayed, causes, main, overridden }
    }
}

/// Numbers while they are counted.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    chains: u32,
    ready: u32,
    ready_weekdays: u32,
    stayed: u32,
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
    fn add(&mut self, one: &One) {
        let One { counted, imported, ready, stayed, causes, main, overridden } = one;
        self.chains += 1;
        self.imported += u32::from(*imported);
        self.ready += u32::from(*ready);
        self.ready_weekdays += u32::from(counted.ready_on_weekday);
        self.deceased += u32::from(counted.deceased);
        if !stayed {
            return;
        }
        let should_stay = causes.contains(Cause::Medical);
        self.stayed += 1;
        self.before += u32::from(counted.municipality_ready_in_time);
        self.still_there += u32::from(counted.not_left);
        self.should_stay += u32::from(should_stay);
        self.could_have_left += u32::from(counted.municipality_ready_in_time && !should_stay);
        self.weekends += counted.weekends;
        self.overridden += u32::from(*overridden);
        self.main[*main as usize] += 1;
        if causes.is_empty() {
            self.any[Cause::Other as usize] += 1;
        }
        for cause in causes.iter() {
            self.any[cause as usize] += 1;
        }
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
