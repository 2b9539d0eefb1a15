//! What is settled of one month's chains, as columns: six bytes a chain or less, counted in a few
//! nanoseconds each.
//!
//! A chain is settled when no time that passes changes what it counts as: the person left, or died
//! before. Of such a chain a report needs its ward and municipality, what it counts as ([`Outcome`], of
//! which a month has some dozens) and the groups of its notice ([`Notice`]). The chains are sorted, so
//! that a ward and municipality are one stretch of rows and chains alike lie side by side. All others
//! are kept [apart](Segment::apart) as they are, for whoever counts to weigh as of now.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::Month;
use super::count::Outcome;
use super::pattern::Notice;
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
#[derive(Debug, Clone)]
struct Group {
    ward: HsaId,
    municipality: Option<String>,
    /// Where its rows end; they begin where those of the group before end.
    end: usize,
}

/// The chains that count in one month.
#[derive(Debug, Clone)]
pub struct Segment {
    month: Month,
    outcomes: Vec<Outcome>,
    groups: Vec<Group>,
    rows: Vec<Row>,
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

    /// The chains that are not settled, in the order in which they came: for [`super::Counter::add`].
    #[must_use]
    pub fn apart(&self) -> &[ChainFacts] {
        &self.apart
    }

    /// How many chains are settled.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// Ward, municipality and rows of each group; equal outcomes lie side by side.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&HsaId, Option<&str>, &[Row])> {
        self.groups.iter().scan(0, |start, group| {
            let rows = &self.rows[*start..group.end];
            *start = group.end;
            Some((&group.ward, group.municipality.as_deref(), rows))
        })
    }
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
        let row = outcome.and_then(|it| {
            let fits = it.month() == self.month;
            Some(Row {
                outcome: self.number(it).filter(|_| fits)?,
                notice: Notice::of(&chain, &it),
            })
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
        let mut rows = Vec::with_capacity(self.groups.values().map(Vec::len).sum());
        let mut groups = Vec::with_capacity(self.groups.len());
        for ((municipality, ward), mut own) in self.groups {
            own.sort_unstable();
            rows.extend(own);
            groups.push(Group { ward, municipality, end: rows.len() });
        }
        let Self { month, outcomes, apart, .. } = self;
        Segment { month, outcomes, groups, rows, apart }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::super::tests::any_chains;
    use super::super::{Counter, Period, Scope, Selection, WeekendStays, weekend_stays};
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
        let mut counter = Counter::new(scope);
        for making in months.into_values() {
            let segment = making.finish();
            counter.add_segment(&segment);
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
