//! Adding up: one pass over the chains, a fixed amount of work for each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::pattern::{Notice, Sizes, pattern};
use super::segment::{Alike, Segment};
use super::{
    ByCause, Definition, Figures, GroupFigures, Month, MonthFigures, Scope, WeekendStays, average,
};
use crate::follow_up::causes::{Cause, Causes};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::weekend::{Variant, count};
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

/// How many chains counted as each outcome, by the outcome's number.
#[derive(Debug, Clone, Default)]
struct Outcomes(Vec<u32>);

impl Outcomes {
    fn add(&mut self, outcome: usize, chains: u32) {
        if self.0.len() <= outcome {
            self.0.resize(outcome + 1, 0);
        }
        self.0[outcome] += chains;
    }
}

/// A list that months share, and where those of it that came stand in the count.
#[derive(Debug, Clone)]
struct Known<T> {
    list: Arc<[T]>,
    places: Vec<Option<usize>>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { list: Arc::from([]), places: Vec::new() }
    }
}

impl<T> Known<T> {
    /// The same where the list is the same one.
    fn of(self, list: &Arc<[T]>) -> Self {
        if Arc::ptr_eq(&self.list, list) {
            return self;
        }
        Self { list: Arc::clone(list), places: vec![None; list.len()] }
    }

    fn place(&mut self, at: usize, look_up: impl FnOnce(&T) -> usize) -> usize {
        *self.places[at].get_or_insert_with(|| look_up(&self.list[at]))
    }
}

/// A count that goes on, for those who read chains page by page.
#[derive(Debug, Clone)]
pub struct Counter {
    scope: Scope,
    /// The number of each outcome that came so far, [packed](Outcome::packed), and what one such chain
    /// adds.
    known: HashMap<u128, usize>,
    adds: Vec<Tally>,
    months: Vec<Outcomes>,
    /// Where each ward stands in `wards`.
    ward_at: HashMap<HsaId, usize>,
    wards: Vec<(HsaId, Outcomes)>,
    /// Where each municipality of the county stands in `municipalities`.
    municipality_at: HashMap<String, usize>,
    /// Those of the county, and the last for all others.
    municipalities: Vec<Outcomes>,
    known_wards: Known<HsaId>,
    known_municipalities: Known<Option<String>>,
    sizes: Sizes,
    /// Chains of an admission that is counted already (M12).
    counted: HashSet<ChainId>,
}

impl Counter {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        let municipalities = scope.municipalities.iter().cloned();
        let municipality_at: HashMap<_, _> = municipalities.zip(0..).collect();
        Self {
            known: HashMap::new(),
            adds: Vec::new(),
            months: vec![Outcomes::default(); scope.period.len()],
            ward_at: HashMap::new(),
            wards: Vec::new(),
            municipality_at,
            municipalities: vec![Outcomes::default(); scope.municipalities.len() + 1],
            known_wards: Known::default(),
            known_municipalities: Known::default(),
            sizes: Sizes::default(),
            counted: HashSet::new(),
            scope,
        }
    }

    /// Counts a chain, if it is of the period and chosen. Of several chains of one admission the
    /// first that comes is counted.
    pub fn add(&mut self, chain: &ChainFacts) {
        let municipality = chain.municipality.as_deref();
        // Asked first: what a chain counts as takes the calendar.
        if !self.is_chosen(&chain.ward, municipality) || self.counted.contains(&chain.chain) {
            return;
        }
        let Some((month, outcome)) = Outcome::of(chain, self.scope.as_of) else { return };
        let Some(at) = self.scope.period.position(month) else { return };
        self.counted.extend(&chain.same_as);
        let number = self.number(&outcome);
        self.months[at].add(number, 1);
        self.of_ward(&chain.ward).add(number, 1);
        self.of_municipality(municipality).add(number, 1);
        self.sizes.add(Notice::of(chain, &outcome), self.adds[number].stayed > 0, 1);
    }

    /// Counts what is settled of a month: as if each of its chains were added. What lies
    /// [apart](Segment::apart) in it is not among them.
    pub fn add_segment(&mut self, segment: &Segment) {
        let Some(at) = self.scope.period.position(segment.month()) else { return };
        if self.scope.selection.is_of_all_places() {
            self.add_whole(at, segment);
            return;
        }
        // A month of a country has more outcomes than one municipality has chains in it.
        let mut numbers = vec![None; segment.outcomes().len()];
        let selection = self.scope.selection.clone();
        // Months share these lists, so that each ward is looked up once and not once a month.
        let mut wards = std::mem::take(&mut self.known_wards).of(segment.ward_list());
        let mut municipalities =
            std::mem::take(&mut self.known_municipalities).of(segment.municipality_list());
        for (ward, municipality, rows) in segment.chosen(&selection) {
            let ward = wards.place(ward, |ward| self.ward_place(ward));
            let municipality =
                municipalities.place(municipality, |it| self.municipality_place(it.as_deref()));
            for row in rows {
                let outcome = usize::from(row.outcome);
                let number = *numbers[outcome]
                    .get_or_insert_with(|| self.number(&segment.outcomes()[outcome]));
                self.months[at].add(number, 1);
                self.wards[ward].1.add(number, 1);
                self.municipalities[municipality].add(number, 1);
                self.sizes.add(row.notice, self.adds[number].stayed > 0, 1);
            }
        }
        (self.known_wards, self.known_municipalities) = (wards, municipalities);
    }

    /// Adds all chains of a month, as they were added up when the segment was made.
    fn add_whole(&mut self, at: usize, segment: &Segment) {
        let numbers: Vec<usize> =
            segment.outcomes().iter().map(|outcome| self.number(outcome)).collect();
        for (row, chains) in segment.whole() {
            let number = numbers[usize::from(row.outcome)];
            self.months[at].add(number, *chains);
            self.sizes.add(row.notice, self.adds[number].stayed > 0, *chains);
        }
        let add = |outcomes: &mut Outcomes, alike: &[Alike]| {
            for (outcome, chains) in alike {
                outcomes.add(numbers[usize::from(*outcome)], *chains);
            }
        };
        for (ward, alike) in segment.wards() {
            add(self.of_ward(ward), alike);
        }
        for (municipality, alike) in segment.municipalities() {
            add(self.of_municipality(municipality), alike);
        }
    }

    /// The number of an outcome in this count.
    fn number(&mut self, outcome: &Outcome) -> usize {
        let next = self.adds.len();
        let number = *self.known.entry(outcome.packed()).or_insert(next);
        if number == next {
            self.adds.push(outcome.adds(&self.scope));
        }
        number
    }

    fn is_chosen(&self, ward: &HsaId, municipality: Option<&str>) -> bool {
        let selection = &self.scope.selection;
        let other_municipality =
            selection.municipality.is_some() && selection.municipality.as_deref() != municipality;
        selection.ward.as_ref().is_none_or(|chosen| chosen == ward) && !other_municipality
    }

    fn ward_place(&mut self, ward: &HsaId) -> usize {
        self.ward_at.get(ward).copied().unwrap_or_else(|| {
            self.ward_at.insert(ward.clone(), self.wards.len());
            self.wards.push((ward.clone(), Outcomes::default()));
            self.wards.len() - 1
        })
    }

    fn of_ward(&mut self, ward: &HsaId) -> &mut Outcomes {
        let at = self.ward_place(ward);
        &mut self.wards[at].1
    }

    fn municipality_place(&self, municipality: Option<&str>) -> usize {
        let of_county = municipality.and_then(|code| self.municipality_at.get(code).copied());
        of_county.unwrap_or(self.municipalities.len() - 1)
    }

    fn of_municipality(&mut self, municipality: Option<&str>) -> &mut Outcomes {
        let at = self.municipality_place(municipality);
        &mut self.municipalities[at]
    }

    /// What all the chains add.
    fn tally(&self, outcomes: &Outcomes) -> Tally {
        let mut tally = Tally::default();
        for (adds, chains) in self.adds.iter().zip(&outcomes.0).filter(|it| *it.1 > 0) {
            tally.add(adds, *chains);
        }
        tally
    }

    /// The report, with nothing suppressed and without names.
    #[must_use]
    pub fn finish(self) -> WeekendStays {
        let tallies: Vec<Tally> = self.months.iter().map(|it| self.tally(it)).collect();
        let wards: Vec<(&str, Tally)> =
            self.wards.iter().map(|(ward, it)| (ward.as_str(), self.tally(it))).collect();
        let tally_of = |at: usize| self.tally(&self.municipalities[at]);
        let municipalities: Vec<(&str, Tally)> =
            self.municipality_at.iter().map(|(code, at)| (code.as_str(), tally_of(*at))).collect();
        let others = tally_of(self.municipalities.len() - 1);
        let mut total = Tally::default();
        tallies.iter().for_each(|tally| total.add(tally, 1));
        let Scope { period, variant, as_of, selection, .. } = self.scope;
        let definition = Definition::weekend_stay(variant);
        let first = tallies.iter().position(|tally| tally.chains > 0);
        let months: Vec<_> = period
            .months()
            .zip(&tallies)
            .enumerate()
            .map(|(n, (month, tally))| MonthFigures {
                month,
                running: !month.is_whole(as_of),
                no_data: first.is_none_or(|first| n < first),
                figures: tally.figures(definition),
            })
            .collect();
        let whole =
            months.iter().zip(&tallies).filter(|(month, _)| !month.running && !month.no_data);
        let whole_months = u32::try_from(whole.clone().count()).unwrap_or(u32::MAX);
        let stayed = Some(whole.map(|(_, tally)| tally.stayed).sum());
        let group = |(code, tally): &(&str, Tally)| GroupFigures {
            code: Some((*code).to_owned()),
            name: None,
            figures: tally.figures(definition),
        };
        let sized = |(code, tally): &(&str, Tally)| ((*code).to_owned(), tally.of_weekdays());
        let others_group =
            GroupFigures { code: None, name: None, figures: others.figures(definition) };
        let beside = ("other", others);
        WeekendStays {
            definition,
            as_of,
            revision: None,
            period,
            selection,
            suppressed: false,
            total: total.figures(definition),
            whole_months,
            stayed_in_whole_months: stayed,
            average_per_month: average(stayed, whole_months),
            months,
            by_ward: most_first(wards.iter().map(group).collect()),
            by_municipality: {
                let mut rows = most_first(municipalities.iter().map(group).collect());
                rows.push(others_group);
                rows
            },
            pattern: pattern(
                &self.sizes,
                wards.iter().map(sized).collect(),
                municipalities.iter().chain([&beside]).map(sized).collect(),
            ),
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

/// What one chain counts as in its month, whatever is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Outcome {
    /// By variant, in the order of [`Variant::ALL`].
    stayed: [bool; Variant::ALL.len()],
    pub(super) ready_on_weekday: bool,
    municipality_ready_in_time: bool,
    not_left: bool,
    deceased: bool,
    weekends: u32,
    imported: bool,
    ready: bool,
    causes: Causes,
    main: Cause,
    overridden: bool,
}

impl Outcome {
    /// With the month that it counts in; none where the chain counts nowhere.
    pub(super) fn of(chain: &ChainFacts, as_of: Timestamp) -> Option<(Month, Self)> {
        let counted = count(&chain.stay()?, as_of)?;
        let (year, month) = counted.month;
        let month = Month::of(jiff::civil::Date::constant(year, month, 1));
        let mut outcome = Self {
            stayed: Variant::ALL.map(|variant| counted.stayed(variant)),
            ready_on_weekday: counted.ready_on_weekday,
            municipality_ready_in_time: counted.municipality_ready_in_time,
            not_left: counted.not_left,
            deceased: counted.deceased,
            weekends: counted.weekends,
            imported: chain.imported,
            ready: chain.standing().is_some(),
            causes: Causes::NONE,
            main: Cause::Other,
            overridden: false,
        };
        // Only of who stayed does anybody ask why.
        if outcome.stayed.contains(&true) {
            outcome.causes = chain.causes();
            outcome.main = chain.main_cause();
            outcome.overridden = chain.is_overridden();
        }
        Some((month, outcome))
    }

    /// All of it as one number, which is found faster than a struct of many fields.
    fn packed(&self) -> u128 {
        let Self {
            stayed,
            ready_on_weekday,
            municipality_ready_in_time,
            not_left,
            deceased,
            weekends,
            imported,
            ready,
            causes,
            main,
            overridden,
        } = *self;
        let flags = [
            ready_on_weekday,
            municipality_ready_in_time,
            not_left,
            deceased,
            imported,
            ready,
            overridden,
        ];
        let bits = stayed.into_iter().chain(flags).fold(0, |bits, it| bits << 1 | u128::from(it));
        let causes = causes.iter().fold(0, |bits, cause| bits | 1_u128 << cause as u8);
        bits << 64 | causes << 48 | u128::from(main as u8) << 32 | u128::from(weekends)
    }

    /// What one such chain adds.
    fn adds(&self, scope: &Scope) -> Tally {
        let Self { causes, main, .. } = self;
        let mut adds = Tally {
            chains: 1,
            imported: u32::from(self.imported),
            ready: u32::from(self.ready),
            ready_weekdays: u32::from(self.ready_on_weekday),
            deceased: u32::from(self.deceased),
            ..Tally::default()
        };
        let other_cause = scope.selection.cause.is_some_and(|cause| *main != cause);
        if !self.stayed[scope.variant as usize] || other_cause {
            return adds;
        }
        let should_stay = causes.contains(Cause::Medical);
        adds.stayed = 1;
        adds.stayed_of_weekdays = adds.ready_weekdays;
        adds.before = u32::from(self.municipality_ready_in_time);
        adds.still_there = u32::from(self.not_left);
        adds.should_stay = u32::from(should_stay);
        adds.could_have_left = u32::from(self.municipality_ready_in_time && !should_stay);
        adds.weekends = self.weekends;
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
        let by_cause = |numbers: &[u32; CAUSES]| ByCause::of(numbers.map(Some));
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
