//! What the two ways after the ready notice went to: causes of the delay ledger, and whose turn it was.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::count::spread;
use super::{Measure, Spread};
use crate::follow_up::Responsible;
use crate::follow_up::causes::Cause;
use crate::follow_up::facts::ChainFacts;

/// One way, by what was waited for and by the side that had the turn. Of each the chains in which it
/// took any time at all, with how long it took in these: hours.
///
/// Several causes may run at once, so they do not add up to the way; the turns do (definition 5).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Split {
    /// [`Measure::ReadyToMunicipalityReady`] or [`Measure::MunicipalityReadyToLeft`].
    pub measure: Measure,
    /// By cause: the time that its periods in the ledger cover. `other` is the time that no period
    /// covers. Where a person or another system named the cause, they named no periods: the whole way
    /// is its main cause's.
    pub by_cause: BTreeMap<Cause, Spread>,
    /// By the side that had the turn, where that is known: of whom has left, and was not imported.
    pub by_turn: BTreeMap<Responsible, Spread>,
}

/// How often a person named another main cause than the derived one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[serde(into = "WithShare")]
pub struct Overridden {
    /// Chains in either of the ways.
    pub chains: u32,
    /// Of these: with another main cause than the derived one.
    pub overridden: u32,
}

impl Overridden {
    /// From 0 to 1, unrounded; none of nothing.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.chains > 0).then(|| f64::from(self.overridden) / f64::from(self.chains))
    }
}

/// As it is written.
#[derive(Serialize)]
struct WithShare {
    chains: u32,
    overridden: u32,
    share: Option<f64>,
}

impl From<Overridden> for WithShare {
    fn from(of: Overridden) -> Self {
        Self { chains: of.chains, overridden: of.overridden, share: of.share() }
    }
}

/// From when until when.
pub(super) type Window = (Timestamp, Timestamp);

const WAYS: [Measure; 2] = [Measure::ReadyToMunicipalityReady, Measure::MunicipalityReadyToLeft];

impl ChainFacts {
    /// The two ways after the standing ready notice, each with the time of the month that it counts
    /// in. The first only where the municipality said yes after the notice; the second from the
    /// later of the two.
    pub(super) fn ways(&self) -> Vec<(Measure, Timestamp, Window)> {
        let Some(notice) = self.standing() else { return Vec::new() };
        let (sent, ready) = (notice.sent_at, notice.municipality_ready_at());
        let left = self.left.as_ref().map(|left| left.at).filter(|left| sent <= *left);
        let first = ready.filter(|ready| *ready >= sent);
        let first = first.map(|ready| (WAYS[0], sent, (sent, ready)));
        let second = ready.zip(left).filter(|(ready, left)| ready <= left);
        let second = second.map(|(ready, left)| (WAYS[1], left, (ready.max(sent), left)));
        first.into_iter().chain(second).collect()
    }

    /// Hours of a window by cause; those without any are not there.
    fn waited(&self, window: Window) -> Vec<(Cause, f64)> {
        let whole = hours(window);
        let named = self.judged.is_some()
            || self.source.as_ref().is_some_and(|source| !source.causes.is_empty());
        let mut waited = if named {
            vec![(self.main_cause(), whole)]
        } else {
            let delays = self.delays();
            let of = |cause: Option<Cause>| {
                let own = delays.iter().filter(|it| cause.is_none_or(|cause| it.cause == cause));
                covered(own.map(|it| (it.from, it.to.unwrap_or(window.1))).collect(), window)
            };
            let mut by_cause: Vec<_> =
                Cause::ALL.iter().map(|cause| (*cause, of(Some(*cause)))).collect();
            by_cause.push((Cause::Other, whole - of(None)));
            by_cause
        };
        waited.retain(|(_, hours)| *hours > 0.0);
        waited
    }
}

fn hours((from, to): Window) -> f64 {
    to.duration_since(from).as_secs_f64().max(0.0) / 3_600.0
}

/// The hours of a window that lie in any of the periods.
fn covered(mut periods: Vec<Window>, window: Window) -> f64 {
    periods.sort_unstable();
    let (mut sum, mut until) = (0.0, window.0);
    for (from, to) in periods {
        let (from, to) = (from.max(until), to.min(window.1));
        sum += hours((from, to));
        until = until.max(to);
    }
    sum
}

/// Adds up over chains.
#[derive(Debug, Clone, Default)]
pub(super) struct Splitter {
    causes: BTreeMap<(Measure, Cause), Vec<f64>>,
    turns: BTreeMap<(Measure, Responsible), Vec<f64>>,
}

impl Splitter {
    pub(super) fn add(&mut self, chain: &ChainFacts, measure: Measure, window: Window) {
        for (cause, hours) in chain.waited(window) {
            self.causes.entry((measure, cause)).or_default().push(hours);
        }
        for side in Responsible::ALL {
            let own = chain.turns.iter().filter(|turn| turn.side == *side);
            let hours = covered(own.map(|turn| (turn.from, turn.to)).collect(), window);
            if hours > 0.0 {
                self.turns.entry((measure, *side)).or_default().push(hours);
            }
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for (key, hours) in &other.causes {
            self.causes.entry(*key).or_default().extend_from_slice(hours);
        }
        for (key, hours) in &other.turns {
            self.turns.entry(*key).or_default().extend_from_slice(hours);
        }
    }

    pub(super) fn finish(self) -> Vec<Split> {
        let split = |measure: &Measure| Split {
            measure: *measure,
            by_cause: of(&self.causes, *measure),
            by_turn: of(&self.turns, *measure),
        };
        WAYS.iter().map(split).collect()
    }
}

fn of<K: Copy + Ord>(
    hours: &BTreeMap<(Measure, K), Vec<f64>>,
    measure: Measure,
) -> BTreeMap<K, Spread> {
    let own = hours.iter().filter(|((of, _), _)| *of == measure);
    own.filter_map(|((_, key), hours)| Some((*key, spread(hours.clone())?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care_chain::{ChecklistItem, ItemState};
    use crate::follow_up::facts::{ItemFacts, JudgedFacts, TurnFacts};
    use crate::follow_up::testing::{chain, local, municipality_ready, unit};

    /// Ready at ten on Thursday, kommunklar at ten on Friday, home at ten on Monday; a place was
    /// missing until eight on Friday, aids from six on Friday until noon on Sunday.
    fn waited() -> ChainFacts {
        let mut one = chain(1, "2026-11-19 10:00", Some("2026-11-23 10:00"));
        municipality_ready(&mut one, local("2026-11-20 10:00"));
        let item = |item, at: &str, state| ItemFacts { item, at: local(at), state, unit: None };
        one.items = vec![
            item(ChecklistItem::ShortTermPlace, "2026-11-19 09:00", ItemState::Missing),
            item(ChecklistItem::ShortTermPlace, "2026-11-20 08:00", ItemState::Done),
            item(ChecklistItem::Aids, "2026-11-20 06:00", ItemState::Missing),
            item(ChecklistItem::Aids, "2026-11-22 12:00", ItemState::Done),
        ];
        let turn = |side, from: &str, to: &str| TurnFacts {
            unit: unit("X"),
            side,
            from: local(from),
            to: local(to),
        };
        one.turns = vec![
            turn(Responsible::Municipality, "2026-11-19 10:00", "2026-11-20 10:00"),
            turn(Responsible::Outpatient, "2026-11-20 10:00", "2026-11-20 13:00"),
            turn(Responsible::Ward, "2026-11-20 13:00", "2026-11-23 10:00"),
        ];
        one
    }

    fn split(chain: &ChainFacts) -> [Vec<(&'static str, f64)>; 4] {
        let mut splitter = Splitter::default();
        for (measure, _, window) in chain.ways() {
            splitter.add(chain, measure, window);
        }
        let [first, second] = splitter.finish().try_into().unwrap();
        let causes = |it: &Split| it.by_cause.iter().map(|(k, v)| (k.as_str(), v.mean)).collect();
        let turns = |it: &Split| it.by_turn.iter().map(|(k, v)| (k.as_str(), v.mean)).collect();
        [causes(&first), turns(&first), causes(&second), turns(&second)]
    }

    #[test]
    fn each_way_is_split_by_the_periods_of_the_ledger_and_by_whose_turn_it_was() {
        let [first, turns, second, later] = split(&waited());
        assert_eq!(first, [("short_term_place", 22.0), ("aids", 4.0)], "two hours are both's");
        assert_eq!(turns, [("municipality", 24.0)]);
        assert_eq!(second, [("aids", 50.0), ("other", 22.0)]);
        assert_eq!(later, [("ward", 69.0), ("outpatient", 3.0)]);
    }

    #[test]
    fn a_cause_that_was_named_has_the_whole_way() {
        let mut named = waited();
        let at = local("2026-11-24 10:00");
        named.judged = Some(JudgedFacts { unit: unit("W37"), cause: Cause::Medical, at });
        let [first, _, second, _] = split(&named);
        assert_eq!((first, second), (vec![("medical", 24.0)], vec![("medical", 72.0)]));
    }

    #[test]
    fn who_was_ready_before_the_notice_has_the_second_way_alone() {
        let mut early = waited();
        municipality_ready(&mut early, local("2026-11-18 10:00"));
        let ways = early.ways();
        assert_eq!(ways.len(), 1);
        assert_eq!(ways[0].2, (local("2026-11-19 10:00"), local("2026-11-23 10:00")));
    }
}
