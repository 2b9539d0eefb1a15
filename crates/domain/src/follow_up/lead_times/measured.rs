//! What chains say for lead times, kept as columns: what a report of any period and choice is counted
//! from. An application keeps it of chains that are settled, so that no record is read twice; whoever
//! counts from records makes one of them first.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use jiff::Timestamp;

use super::split::Taken;
use super::sums::{Lane, Sums};
use super::times::Times;
use super::weigh::{AGAIN, Said, weigh};
use super::{Measure, Rule};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::report::Month;
use crate::ids::HsaId;

/// Chains that were measured.
#[derive(Debug, Clone, Default)]
pub struct Measured(Vec<Columns>);

impl Measured {
    pub(super) fn columns(&self) -> &[Columns] {
        &self.0
    }
}

/// Chains whose names are numbered together.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// In order: wards, and the other units that answer for something.
    pub(super) units: Box<[HsaId]>,
    /// In order.
    pub(super) municipalities: Box<[Option<String>]>,
    /// What a chain adds to the sums of a month: chains alike have one together.
    pub(super) outcomes: Box<[Sums]>,
    /// In order.
    pub(super) months: Box<[OfMonth]>,
    /// By the time of admission.
    pub(super) persons: Box<[Person]>,
}

/// What counts in one month.
#[derive(Debug, Clone)]
pub(super) struct OfMonth {
    pub(super) month: Month,
    /// By municipality and ward.
    pub(super) rows: Box<[Row]>,
    /// By [`Measure`].
    pub(super) times: Box<[Times]>,
    /// In order.
    pub(super) split: Box<[(Taken, Times)]>,
    pub(super) before: Box<[Before]>,
    pub(super) elsewhere: Box<[Elsewhere]>,
    pub(super) left: Box<[LeftAt]>,
}

/// Municipality and ward, by their numbers in [`Columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Place {
    pub(super) municipality: u16,
    pub(super) ward: u16,
}

/// A chain, as far as it counts in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) place: Place,
    /// Its number in [`Columns`].
    pub(super) outcome: u16,
    /// The local hour of the week in which the person left, or [`NOT_LEFT`].
    pub(super) left: u8,
}

/// No hour of a week.
pub(super) const NOT_LEFT: u8 = u8::MAX;

/// A chain that counted in an earlier month too: in a period with both it counts once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) place: Place,
    /// The last such month.
    pub(super) month: Month,
    pub(super) lane: Lane,
    pub(super) marked: bool,
}

/// A rule that was not kept, for which another unit answers than the ward of the place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Elsewhere {
    pub(super) place: Place,
    pub(super) unit: u16,
    pub(super) rule: Rule,
}

/// A person who left, by the number in [`Columns`], and when in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeftAt {
    pub(super) at: i64,
    pub(super) person: u32,
    pub(super) place: Place,
}

/// The bytes of a person's id, and when the person was admitted, in milliseconds, or [`NEVER`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub(super) admitted: i64,
    pub(super) id: [u8; 16],
}

/// After every admission.
pub(super) const NEVER: i64 = i64::MAX;

/// Chains that are being measured.
#[derive(Debug, Clone)]
pub struct Measuring {
    open: Open,
    full: Vec<Columns>,
    /// So many names of a kind are numbered together.
    most: usize,
}

impl Default for Measuring {
    fn default() -> Self {
        // With room for the names of one chain: its units, and what it counts as in each of its months.
        Self::with_most(usize::from(u16::MAX) - 5_000)
    }
}

impl Measuring {
    pub(super) fn with_most(most: usize) -> Self {
        Self { open: Open::default(), full: Vec::new(), most }
    }

    /// Measures a chain as of a time.
    pub fn add(&mut self, chain: &ChainFacts, as_of: Timestamp) {
        if chain.is_cancelled() {
            return;
        }
        if self.open.names() > self.most {
            self.full.push(std::mem::take(&mut self.open).finish());
        }
        self.open.add(chain, weigh(chain, as_of));
    }

    /// What was measured.
    #[must_use]
    pub fn finish(self) -> Measured {
        let Self { open, mut full, .. } = self;
        full.push(open.finish());
        full.shrink_to_fit();
        Measured(full)
    }
}

/// Columns that are being made, with names in the order in which they came.
#[derive(Debug, Clone, Default)]
struct Open {
    units: Names<HsaId>,
    municipalities: Names<Option<String>>,
    outcomes: Names<Sums>,
    months: BTreeMap<Month, OpenMonth>,
    persons: Vec<Person>,
}

#[derive(Debug, Clone, Default)]
struct OpenMonth {
    rows: Vec<Row>,
    times: [Vec<(i64, Place)>; Measure::ALL.len()],
    split: BTreeMap<Taken, Vec<(i64, Place)>>,
    before: Vec<Before>,
    elsewhere: Vec<Elsewhere>,
    left: Vec<LeftAt>,
}

impl Open {
    /// The most names of any kind: they are numbered in 16 bits.
    fn names(&self) -> usize {
        let persons = self.persons.len() >> 16;
        let names = [self.units.0.len(), self.municipalities.0.len(), self.outcomes.0.len()];
        names.into_iter().fold(persons, usize::max)
    }

    fn add(&mut self, chain: &ChainFacts, months: BTreeMap<Month, Said<'_>>) {
        let person = u32::try_from(self.persons.len()).unwrap_or(u32::MAX);
        let admitted = chain.admitted_at.map_or(NEVER, Timestamp::as_millisecond);
        self.persons.push(Person { admitted, id: chain.person.bytes() });
        let place = Place {
            municipality: self.municipalities.number(&chain.municipality),
            ward: self.units.number(&chain.ward),
        };
        let (mut last, mut last_way) = (None, None);
        for (month, said) in months {
            let own = self.months.entry(month).or_default();
            let outcome = self.outcomes.number(&said.sums);
            let left = said.left.map_or(NOT_LEFT, |left| left.hour);
            own.rows.push(Row { place, outcome, left });
            for (measure, time) in said.times {
                own.times[measure as usize].push((time, place));
            }
            for (taken, time) in said.split {
                own.split.entry(taken).or_default().push((time, place));
            }
            for (rule, unit) in said.broken.into_iter().filter(|broken| *broken.1 != chain.ward) {
                own.elsewhere.push(Elsewhere { place, unit: self.units.number(unit), rule });
            }
            // Later than any time that is known: nobody can say.
            let left = said.left.filter(|left| left.at.checked_add(AGAIN).is_ok());
            let left = left.map(|left| left.at.as_millisecond());
            own.left.extend(left.map(|at| LeftAt { at, person, place }));
            let before = |month, lane, marked| Before { place, month, lane, marked };
            let earlier = last.replace(month);
            own.before.extend(earlier.map(|last| before(last, Lane::Chains, chain.imported)));
            if said.ways {
                let earlier = last_way.replace(month);
                let changed = chain.is_overridden();
                own.before.extend(earlier.map(|last| before(last, Lane::Ways, changed)));
            }
        }
    }

    fn finish(self) -> Columns {
        let (units, unit) = self.units.in_order();
        let (municipalities, municipality) = self.municipalities.in_order();
        let place = |place: Place| Place {
            municipality: municipality[usize::from(place.municipality)],
            ward: unit[usize::from(place.ward)],
        };
        let mut order: Vec<_> = (0..).zip(&self.persons).collect();
        order.sort_unstable_by_key(|(number, person)| (person.admitted, *number));
        let persons = order.iter().map(|(_, person)| **person).collect();
        let mut number = vec![0; order.len()];
        for (new, (old, _)) in (0_u32..).zip(order) {
            number[old] = new;
        }
        let months = self.months.into_iter().map(|(month, mut open)| {
            open.rows.iter_mut().for_each(|row| row.place = place(row.place));
            open.rows.sort_unstable();
            open.before.iter_mut().for_each(|before| before.place = place(before.place));
            for broken in &mut open.elsewhere {
                broken.place = place(broken.place);
                broken.unit = unit[usize::from(broken.unit)];
            }
            for left in &mut open.left {
                left.place = place(left.place);
                left.person = number[left.person as usize];
            }
            let times = |mut times: Vec<(i64, Place)>| {
                times.iter_mut().for_each(|time| time.1 = place(time.1));
                Times::of(times)
            };
            OfMonth {
                month,
                rows: open.rows.into(),
                times: open.times.map(times).into(),
                split: open.split.into_iter().map(|(of, own)| (of, times(own))).collect(),
                before: open.before.into(),
                elsewhere: open.elsewhere.into(),
                left: open.left.into(),
            }
        });
        let months = months.collect();
        Columns { units, municipalities, outcomes: self.outcomes.listed(), months, persons }
    }
}

/// Names by numbers, in the order in which they came.
#[derive(Debug, Clone)]
struct Names<T>(HashMap<T, u16>);

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Clone + Eq + Hash> Names<T> {
    fn number(&mut self, name: &T) -> u16 {
        if let Some(number) = self.0.get(name) {
            return *number;
        }
        let next = u16::try_from(self.0.len()).unwrap_or(u16::MAX);
        self.0.insert(name.clone(), next);
        next
    }

    fn listed(self) -> Box<[T]> {
        let mut names: Vec<_> = self.0.into_iter().collect();
        names.sort_unstable_by_key(|(_, number)| *number);
        names.into_iter().map(|(name, _)| name).collect()
    }

    /// The names in their own order, and of each number its place there.
    fn in_order(self) -> (Box<[T]>, Vec<u16>)
    where
        T: Ord,
    {
        let mut names: Vec<_> = self.0.into_iter().collect();
        names.sort_unstable();
        let mut order = vec![0; names.len()];
        for (new, (_, old)) in (0..).zip(&names) {
            order[usize::from(*old)] = new;
        }
        (names.into_iter().map(|(name, _)| name).collect(), order)
    }
}
