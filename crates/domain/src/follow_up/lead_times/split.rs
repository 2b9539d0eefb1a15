//! What the two ways after the ready notice went to: causes of the delay ledger, and whose turn it was.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::weigh::milliseconds;
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

    /// How long of a way each cause and each side took; those that took nothing are not there.
    pub(super) fn split(&self, measure: Measure, window: Window) -> Vec<(Taken, i64)> {
        let causes = self.waited(window).into_iter();
        let mut split: Vec<_> =
            causes.map(|(cause, took)| (Taken::Cause(measure, cause), took)).collect();
        split.extend(Responsible::ALL.iter().map(|side| {
            let own = self.turns.iter().filter(|turn| turn.side == *side);
            let took = covered(own.map(|turn| (turn.from, turn.to)).collect(), window);
            (Taken::Turn(measure, *side), took)
        }));
        split.retain(|(_, took)| *took > 0);
        split
    }

    /// Of a window by cause.
    fn waited(&self, window: Window) -> Vec<(Cause, i64)> {
        let whole = length(window);
        let named = self.judged.is_some()
            || self.source.as_ref().is_some_and(|source| !source.causes.is_empty());
        if named {
            return vec![(self.main_cause(), whole)];
        }
        let delays = self.delays();
        let of = |cause: Option<Cause>| {
            let own = delays.iter().filter(|it| cause.is_none_or(|cause| it.cause == cause));
            covered(own.map(|it| (it.from, it.to.unwrap_or(window.1))).collect(), window)
        };
        let mut by_cause: Vec<_> =
            Cause::ALL.iter().map(|cause| (*cause, of(Some(*cause)))).collect();
        by_cause.push((Cause::Other, whole - of(None)));
        by_cause
    }
}

/// Whole milliseconds, in which facts are told.
fn length((from, to): Window) -> i64 {
    milliseconds(from, to).max(0)
}

/// How much of a window lies in any of the periods.
fn covered(mut periods: Vec<Window>, window: Window) -> i64 {
    periods.sort_unstable();
    let (mut sum, mut until) = (0, window.0);
    for (from, to) in periods {
        let (from, to) = (from.max(until), to.min(window.1));
        sum += length((from, to));
        until = until.max(to);
    }
    sum
}

/// What took time of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Taken {
    /// A cause of waiting.
    Cause(Measure, Cause),
    /// The side that had the turn.
    Turn(Measure, Responsible),
}

/// Both ways, by the spread of each part.
pub(super) fn splits(mut spread: impl FnMut(Taken) -> Option<Spread>) -> Vec<Split> {
    let mut split = |measure: Measure| {
        let causes = Cause::ALL.iter().map(|it| (*it, spread(Taken::Cause(measure, *it))));
        let by_cause = causes.filter_map(|(it, spread)| Some((it, spread?))).collect();
        let turns = Responsible::ALL.iter().map(|it| (*it, spread(Taken::Turn(measure, *it))));
        let by_turn = turns.filter_map(|(it, spread)| Some((it, spread?))).collect();
        Split { measure, by_cause, by_turn }
    };
    WAYS.map(&mut split).into()
}

#[cfg(test)]
mod tests {
    use super::super::times::spread_of;
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
        let ways = chain.ways().into_iter();
        let took: Vec<_> =
            ways.flat_map(|(measure, _, window)| chain.split(measure, window)).collect();
        let of = |key: Taken| took.iter().filter(move |it| it.0 == key).map(|it| it.1);
        let split = splits(|key| spread_of(&mut of(key).collect::<Vec<_>>()));
        let [first, second] = split.try_into().unwrap();
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

    /// In hours that are added up nine minutes and 25 h are less than the whole, by a rounding.
    #[test]
    fn nothing_is_left_to_no_cause_where_periods_cover_the_whole_way() {
        let mut one = waited();
        municipality_ready(&mut one, local("2026-11-20 11:07"));
        (one.items[1].at, one.items[2].at) = (local("2026-11-19 10:09"), local("2026-11-19 10:09"));
        let [first, ..] = split(&one);
        assert_eq!(first, [("short_term_place", 9.0 / 60.0), ("aids", 1498.0 / 60.0)]);
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
