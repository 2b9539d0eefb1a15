//! What is settled of one month's chains, as columns: a few bytes a chain, added up before anybody asks.
//!
//! A chain is settled when no time that passes changes what it counts as: the person left, or died
//! before. Of such a chain a report needs its ward and municipality, what it counts as ([`Outcome`], of
//! which a month has some dozens) and the groups of its notice ([`Notice`]). Who asks for all of a month
//! is answered from how often each outcome came in it, in each ward and for each municipality; who asks
//! for one ward or municipality, from its own rows. All other chains are kept [apart](Segment::apart) as
//! they are, for whoever counts to weigh as of now.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

use super::count::Outcome;
use super::pattern::Notice;
use super::{Month, Selection};
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::weekend::End;
use crate::ids::HsaId;

/// One settled chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    /// Index of its outcome.
    pub(super) outcome: u16,
    /// The groups of its notice.
    pub(super) notice: Notice,
}

/// Chains of one ward for one municipality.
#[derive(Debug, Clone, Copy)]
struct Group {
    /// Index of its municipality.
    municipality: u32,
    /// Index of its ward.
    ward: u32,
    /// Where its rows end; they begin where those of the group before end.
    end: u32,
}

/// So many chains with the same outcome, by its index.
pub(super) type Alike = (u16, u32);

/// How often each outcome came, one ward or municipality after the other.
#[derive(Debug, Clone, Default)]
struct Sums {
    ends: Vec<u32>,
    alike: Vec<Alike>,
}

impl Sums {
    /// `of`: index of the ward or municipality, and outcome, of each chain.
    fn new(mut of: Vec<(u32, u16)>, length: usize) -> Self {
        of.sort_unstable();
        let mut sums = Self::default();
        let mut rest = of.as_slice();
        for place in (0..length).map(number) {
            let (own, others) = rest.split_at(rest.partition_point(|it| it.0 == place));
            let same = own.chunk_by(|a, b| a == b);
            sums.alike.extend(same.map(|chains| (chains[0].1, number(chains.len()))));
            sums.ends.push(number(sums.alike.len()));
            rest = others;
        }
        sums
    }

    fn each(&self) -> impl Iterator<Item = &[Alike]> {
        self.ends.iter().scan(0, |start, end| {
            let alike = &self.alike[*start..*end as usize];
            *start = *end as usize;
            Some(alike)
        })
    }
}

/// The chains that count in one month.
#[derive(Debug, Clone)]
pub struct Segment {
    month: Month,
    outcomes: Vec<Outcome>,
    /// In order, as are the municipalities. Months that have the same ones [share](Self::share) them.
    wards: Arc<[HsaId]>,
    municipalities: Arc<[Option<String>]>,
    /// By municipality and ward.
    groups: Vec<Group>,
    /// The same groups by ward.
    groups_by_ward: Vec<u32>,
    rows: Vec<Row>,
    /// How often each kind of row came in the whole month.
    whole: Vec<(Row, u32)>,
    by_ward: Sums,
    by_municipality: Sums,
    apart: Vec<ChainFacts>,
}

impl Segment {
    /// Makes one of chain after chain.
    #[must_use]
    pub fn of(month: Month) -> Making {
        let (known, outcomes) = (HashMap::new(), Vec::new());
        let (groups, apart) = (BTreeMap::new(), Vec::new());
        Making { month, known, outcomes, groups, apart }
    }

    /// The month.
    #[must_use]
    pub const fn month(&self) -> Month {
        self.month
    }

    /// Takes the lists of wards and municipalities from another month where they are the same: a count
    /// over many months then looks each of them up once.
    pub fn share(&mut self, other: &Self) {
        if self.wards == other.wards {
            self.wards = Arc::clone(&other.wards);
        }
        if self.municipalities == other.municipalities {
            self.municipalities = Arc::clone(&other.municipalities);
        }
    }

    /// The chains that are not settled, in the order in which they came: for [`super::Counter::add`].
    #[must_use]
    pub fn apart(&self) -> &[ChainFacts] {
        &self.apart
    }

    /// How many chains are settled.
    #[must_use]
    pub const fn settled(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// All rows, those alike together.
    pub(super) fn whole(&self) -> &[(Row, u32)] {
        &self.whole
    }

    /// What the chains of each ward counted as.
    pub(super) fn wards(&self) -> impl Iterator<Item = (&HsaId, &[Alike])> {
        self.wards.iter().zip(self.by_ward.each())
    }

    /// What the chains of each municipality counted as.
    pub(super) fn municipalities(&self) -> impl Iterator<Item = (Option<&str>, &[Alike])> {
        self.municipalities.iter().map(Option::as_deref).zip(self.by_municipality.each())
    }

    /// The wards, in order.
    pub(super) const fn ward_list(&self) -> &Arc<[HsaId]> {
        &self.wards
    }

    /// The municipalities, in order.
    pub(super) const fn municipality_list(&self) -> &Arc<[Option<String>]> {
        &self.municipalities
    }

    /// Each group that is chosen by ward and municipality: their places in [`Self::ward_list`] and
    /// [`Self::municipality_list`], and its rows.
    pub(super) fn chosen(
        &self,
        selection: &Selection,
    ) -> impl Iterator<Item = (usize, usize, &[Row])> {
        let place = selection.municipality.as_ref().map(|chosen| {
            self.municipalities.binary_search_by(|it| it.as_deref().cmp(&Some(chosen.as_str())))
        });
        let ward = selection.ward.as_ref().map(|chosen| self.wards.binary_search(chosen));
        let index = |found: Result<usize, usize>| found.map_or(u32::MAX, number);
        let (place, ward) = (place.map(index), ward.map(index));
        // One of the two orders has the groups side by side.
        let (own, by_ward) = match (place, ward) {
            (Some(place), _) => {
                let first = self.groups.partition_point(|it| it.municipality < place);
                let end = self.groups.partition_point(|it| it.municipality <= place);
                (first..end, false)
            }
            (None, Some(ward)) => {
                let of = |at: &u32| self.groups[*at as usize].ward;
                let first = self.groups_by_ward.partition_point(|at| of(at) < ward);
                let end = self.groups_by_ward.partition_point(|at| of(at) <= ward);
                (first..end, true)
            }
            (None, None) => (0..self.groups.len(), false),
        };
        let own = own.map(move |at| if by_ward { self.groups_by_ward[at] as usize } else { at });
        own.filter(move |at| ward.is_none_or(|ward| self.groups[*at].ward == ward)).map(|at| {
            let group = self.groups[at];
            let start = at.checked_sub(1).map_or(0, |before| self.groups[before].end);
            let rows = &self.rows[start as usize..group.end as usize];
            (group.ward as usize, group.municipality as usize, rows)
        })
    }
}

/// An index or number of a month's chains.
fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// A segment that is being made.
#[derive(Debug, Clone)]
pub struct Making {
    month: Month,
    known: HashMap<Outcome, u16>,
    outcomes: Vec<Outcome>,
    groups: BTreeMap<(Option<String>, HsaId), Vec<Row>>,
    apart: Vec<ChainFacts>,
}

impl Making {
    /// Adds a chain that counts in the month. `weighed`: another chain says that it is the same
    /// admission (M12), so that it is weighed beside that one each time.
    pub fn add(&mut self, chain: ChainFacts, weighed: bool) {
        let Some(stay) = chain.stay() else { return };
        let settled = match stay.end {
            End::Cancelled => return,
            End::Left(_) | End::Deceased => !weighed && chain.same_as.is_empty(),
            End::Ongoing | End::Transferred => false,
        };
        // The time does not matter to what is settled.
        let outcome = Outcome::of(&chain, Timestamp::UNIX_EPOCH).filter(|_| settled);
        let row = outcome.filter(|(month, _)| *month == self.month).and_then(|(_, outcome)| {
            let notice = Notice::of(&chain, &outcome);
            Some(Row { outcome: self.number(outcome)?, notice })
        });
        match row {
            Some(row) => {
                let key = (chain.municipality, chain.ward);
                self.groups.entry(key).or_default().push(row);
            }
            None => self.apart.push(chain),
        }
    }

    /// The index of an outcome; none when there are more than any month has.
    fn number(&mut self, outcome: Outcome) -> Option<u16> {
        if let Some(known) = self.known.get(&outcome) {
            return Some(*known);
        }
        let number = u16::try_from(self.outcomes.len()).ok()?;
        self.known.insert(outcome, number);
        self.outcomes.push(outcome);
        Some(number)
    }

    /// The segment.
    #[must_use]
    pub fn finish(self) -> Segment {
        let Self { month, outcomes, groups: chains, apart, .. } = self;
        let all: BTreeSet<&HsaId> = chains.keys().map(|(_, ward)| ward).collect();
        let wards: Arc<[HsaId]> = all.into_iter().cloned().collect();
        let all: BTreeSet<&Option<String>> = chains.keys().map(|(code, _)| code).collect();
        let municipalities: Arc<[Option<String>]> = all.into_iter().cloned().collect();
        let many = chains.values().map(Vec::len).sum();
        let (mut rows, mut groups) = (Vec::with_capacity(many), Vec::with_capacity(chains.len()));
        let (mut of_wards, mut of_municipalities) =
            (Vec::with_capacity(many), Vec::with_capacity(many));
        for ((municipality, ward), own) in chains {
            let municipality = number(municipalities.partition_point(|it| *it < municipality));
            let ward = number(wards.partition_point(|it| *it < ward));
            of_wards.extend(own.iter().map(|row| (ward, row.outcome)));
            of_municipalities.extend(own.iter().map(|row| (municipality, row.outcome)));
            rows.extend(own);
            groups.push(Group { municipality, ward, end: number(rows.len()) });
        }
        let mut groups_by_ward: Vec<u32> = (0..groups.len()).map(number).collect();
        groups_by_ward.sort_by_key(|at| groups[*at as usize].ward);
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        let same = sorted.chunk_by(|a, b| a == b);
        let whole = same.map(|rows| (rows[0], number(rows.len()))).collect();
        let by_ward = Sums::new(of_wards, wards.len());
        let by_municipality = Sums::new(of_municipalities, municipalities.len());
        Segment {
            month,
            outcomes,
            wards,
            municipalities,
            groups,
            groups_by_ward,
            rows,
            whole,
            by_ward,
            by_municipality,
            apart,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::super::tests::any_chains;
    use super::super::{Counter, Period, Scope, WeekendStays, weekend_stays};
    use super::*;
    use crate::care_chain::EndReason;
    use crate::follow_up::causes::Cause;
    use crate::follow_up::facts::{ClosedFacts, JudgedFacts};
    use crate::follow_up::testing::{chain, local, unit};
    use crate::follow_up::weekend::Variant;

    /// As an application counts: a segment a month, and what lies apart from its rows.
    fn by_segments(chains: &[ChainFacts], scope: Scope) -> WeekendStays {
        let mut months: BTreeMap<(i16, i8), Making> = BTreeMap::new();
        let named: HashSet<_> = chains.iter().flat_map(|chain| &chain.same_as).collect();
        for chain in chains {
            let (year, number) = chain.month();
            let month = Month::parse(&format!("{year:04}-{number:02}")).unwrap();
            let making = months.entry((year, number)).or_insert_with(|| Segment::of(month));
            making.add(chain.clone(), named.contains(&chain.chain));
        }
        let mut segments: Vec<Segment> = Vec::new();
        for making in months.into_values() {
            let mut segment = making.finish();
            segments.iter().for_each(|other| segment.share(other));
            segments.push(segment);
        }
        let mut counter = Counter::new(scope);
        for segment in &segments {
            counter.add_segment(segment);
            segment.apart().iter().for_each(|chain| counter.add(chain));
        }
        counter.finish()
    }

    #[test]
    fn who_left_is_settled_and_who_is_there_is_not() {
        let mut making = Segment::of(Month::parse("2026-11").unwrap());
        making.add(chain(1, "2026-11-20 15:00", Some("2026-11-23 10:00")), false);
        making.add(chain(2, "2026-11-20 15:00", None), false);
        making.add(chain(3, "2026-11-20 15:00", Some("2026-11-23 10:00")), true);
        let mut mistake = chain(4, "2026-11-20 15:00", None);
        let at = local("2026-11-20 16:00");
        mistake.closed = Some(ClosedFacts { at, reason: EndReason::CreatedInError });
        making.add(mistake, false);
        let segment = making.finish();
        assert_eq!((segment.settled(), segment.apart().len()), (1, 2));
    }

    prop_compose! {
        /// Chains with everything that a report tells apart, in the order of a read.
        fn many_chains()(
            mut chains in any_chains(),
            marks in prop::collection::vec((0_u8..12, any::<prop::sample::Index>()), 120),
        ) -> Vec<ChainFacts> {
            let all: Vec<_> = chains.iter().map(|chain| chain.chain).collect();
            for (chain, (mark, other)) in chains.iter_mut().zip(marks) {
                let at = local("2026-12-01 08:00");
                let closed = |reason| Some(ClosedFacts { at, reason });
                match mark {
                    0 => chain.imported = true,
                    1 => chain.same_as = vec![*other.get(&all)],
                    2 => chain.transferred_at = Some(at),
                    3 => chain.closed = closed(EndReason::CreatedInError),
                    4 => chain.closed = closed(EndReason::OtherHospital),
                    5 | 6 => {
                        let cause = Cause::ALL[other.index(Cause::ALL.len())];
                        chain.judged = Some(JudgedFacts { unit: unit("W37"), cause, at });
                    }
                    _ => {}
                }
            }
            chains.sort_by_key(|chain| (chain.month(), chain.chain));
            chains
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// Every number, group and share, whatever is asked for and whenever.
        #[test]
        fn the_figures_of_segments_are_those_of_their_chains(
            chains in many_chains(),
            variant in prop::sample::select(Variant::ALL.to_vec()),
            ward in prop::option::of(prop::sample::select(vec!["W37", "M9", "W99"])),
            municipality in prop::option::of(prop::sample::select(vec!["1081", "0180"])),
            cause in prop::option::of(prop::sample::select(Cause::ALL.to_vec())),
            hours in 0_i64..24 * 100, first in 0_i32..3, months in 0_i32..4,
        ) {
            let first = Month::parse("2026-09").unwrap().plus(first);
            let scope = Scope {
                period: Period::new(first, first.plus(months)).unwrap(),
                variant,
                as_of: local("2026-10-01 00:00") + SignedDuration::from_hours(hours),
                selection: Selection {
                    ward: ward.map(unit),
                    municipality: municipality.map(str::to_owned),
                    cause,
                },
                municipalities: vec![String::from("1081"), String::from("1082")],
            };
            let counted = weekend_stays(&chains, scope.clone());
            prop_assert_eq!(by_segments(&chains, scope), counted);
        }
    }
}
