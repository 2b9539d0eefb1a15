//! Times as sorted columns, and their spreads.

use std::borrow::Cow;

use super::Spread;
use super::measured::Place;

/// Milliseconds of an hour.
const HOUR: f64 = 3_600_000.0;

/// Whole milliseconds, in as many bytes as they need.
pub(super) trait Milliseconds: Copy + Ord + Into<i64> {
    /// Of so many as fit in memory, exact.
    fn sum(times: &[Self]) -> i128;
}

impl Milliseconds for u32 {
    fn sum(times: &[Self]) -> i128 {
        times.iter().map(|time| u64::from(*time)).sum::<u64>().into()
    }
}

impl Milliseconds for i64 {
    fn sum(times: &[Self]) -> i128 {
        times.iter().map(|time| i128::from(*time)).sum()
    }
}

/// Times of one measure in one month, sorted; beside each the place that it counts in.
#[derive(Debug, Clone)]
pub(super) struct Times {
    values: Values,
    places: Box<[Place]>,
}

/// None longer than 49 days and none negative are half the bytes.
#[derive(Debug, Clone)]
enum Values {
    Short(Box<[u32]>),
    Long(Box<[i64]>),
}

impl Times {
    pub(super) fn of(mut times: Vec<(i64, Place)>) -> Self {
        times.sort_unstable();
        let short: Result<_, _> = times.iter().map(|(time, _)| u32::try_from(*time)).collect();
        let values = match short {
            Ok(values) => Values::Short(values),
            Err(_) => Values::Long(times.iter().map(|(time, _)| *time).collect()),
        };
        Self { values, places: times.into_iter().map(|(_, place)| place).collect() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Those of the places that are chosen, still sorted; none where one does not fit.
    pub(super) fn short(&self, chosen: Option<impl Fn(Place) -> bool>) -> Option<Chosen<'_, u32>> {
        match &self.values {
            Values::Short(values) => Some(of_places(values, &self.places, chosen)),
            Values::Long(_) => None,
        }
    }

    /// The same, whatever they need.
    pub(super) fn long(&self, chosen: Option<impl Fn(Place) -> bool>) -> Chosen<'_, i64> {
        match &self.values {
            Values::Long(values) => of_places(values, &self.places, chosen),
            Values::Short(values) => {
                let (times, places) = of_places(values, &self.places, chosen);
                (times.iter().map(|time| i64::from(*time)).collect(), places)
            }
        }
    }
}

/// Times and their places.
pub(super) type Chosen<'a, T> = (Cow<'a, [T]>, Cow<'a, [Place]>);

fn of_places<'a, T: Copy>(
    times: &'a [T],
    places: &'a [Place],
    chosen: Option<impl Fn(Place) -> bool>,
) -> Chosen<'a, T> {
    let Some(chosen) = chosen else { return (times.into(), places.into()) };
    let own = times.iter().zip(places).filter(|(_, place)| chosen(**place));
    let (times, places): (Vec<_>, Vec<_>) = own.unzip();
    (times.into(), places.into())
}

/// Where the value of a percentile stands: the nearest rank, never one in between.
fn rank(n: usize, percent: usize) -> usize {
    (n * percent).div_ceil(100).max(1) - 1
}

fn told<T: Milliseconds>(n: usize, sum: i128, median: T, p90: T) -> Spread {
    let hours = |time: T| time.into() as f64 / HOUR;
    let count = u32::try_from(n).unwrap_or(u32::MAX);
    let mean = sum as f64 / HOUR / f64::from(count);
    Spread { n: count, mean, median: hours(median), p90: hours(p90) }
}

/// Of times in any order; leaves them in another one.
pub(super) fn spread_of<T: Milliseconds>(times: &mut [T]) -> Option<Spread> {
    if times.is_empty() {
        return None;
    }
    let (n, sum) = (times.len(), T::sum(times));
    let (below, p90, _) = times.select_nth_unstable(rank(n, 90));
    let p90 = *p90;
    let median = rank(n, 50);
    let median = if median < below.len() { *below.select_nth_unstable(median).1 } else { p90 };
    Some(told(n, sum, median, p90))
}

/// Of sorted lists together, which are not put together for it.
pub(super) fn spread_of_sorted<T: Milliseconds>(lists: &[&[T]]) -> Option<Spread> {
    let n = lists.iter().map(|list| list.len()).sum();
    let sum = lists.iter().map(|list| T::sum(list)).sum();
    let nth = |percent| nth_of_sorted(lists.to_vec(), rank(n, percent));
    (n > 0).then(|| Some(told(n, sum, nth(50)?, nth(90)?)))?
}

/// The value of a rank. A value of the longest list is looked up in all of them, and what lies on its
/// wrong side is left out, until little is left.
fn nth_of_sorted<T: Copy + Ord>(mut lists: Vec<&[T]>, mut rank: usize) -> Option<T> {
    let many = |lists: &[&[T]]| lists.iter().map(|list| list.len()).sum::<usize>();
    let little = (many(&lists) / 32).max(8 * lists.len());
    let mut borders = Vec::with_capacity(lists.len());
    let mut half = false;
    loop {
        let left = many(&lists);
        if left <= little {
            let mut rest = lists.concat();
            return (rank < left).then(|| *rest.select_nth_unstable(rank).1);
        }
        let longest = lists.iter().max_by_key(|list| list.len())?;
        // Where lists are alike the value stands as far on in each; half of the longest goes anyway.
        let far = if half { longest.len() / 2 } else { longest.len() * rank / left };
        let pivot = longest[far.min(longest.len() - 1)];
        half = !half;
        borders.clear();
        borders.extend(lists.iter().map(|list| {
            let below = list.partition_point(|time| *time < pivot);
            (below, below + list[below..].partition_point(|time| *time == pivot))
        }));
        let below: usize = borders.iter().map(|border| border.0).sum();
        let until: usize = borders.iter().map(|border| border.1).sum();
        if rank < below {
            lists.iter_mut().zip(&borders).for_each(|(list, border)| *list = &list[..border.0]);
        } else if rank < until {
            return Some(pivot);
        } else {
            lists.iter_mut().zip(&borders).for_each(|(list, border)| *list = &list[border.1..]);
            rank -= until;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of_hours(hours: impl IntoIterator<Item = i64>) -> Option<Spread> {
        spread_of(&mut hours.into_iter().map(|hours| hours * 3_600_000).collect::<Vec<_>>())
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let of_ten = of_hours(1..=10).unwrap();
        assert_eq!((of_ten.n, of_ten.mean, of_ten.median, of_ten.p90), (10, 5.5, 5.0, 9.0));
        assert_eq!(of_hours([3]).unwrap().p90, 3.0);
        assert_eq!(of_hours([]), None);
    }

    #[test]
    fn a_time_keeps_its_milliseconds_however_long_and_however_early() {
        let place = Place::default();
        for times in [vec![1, u32::MAX.into()], vec![-1, 5, i64::from(u32::MAX) + 1]] {
            let column = Times::of(times.iter().map(|time| (*time, place)).collect());
            let all = || None::<fn(Place) -> bool>;
            assert_eq!(column.short(all()).is_some(), times[0] > 0);
            assert_eq!(column.long(all()).0, times);
        }
    }

    proptest! {
        /// Against the ranks of a sorted list.
        #[test]
        fn however_the_times_lie_the_spread_is_the_same(
            lists in prop::collection::vec(prop::collection::vec(-20_i64..200, 0..150), 0..6),
        ) {
            let lists: Vec<Vec<i64>> = lists.into_iter().map(|mut list| { list.sort(); list }).collect();
            let mut all = lists.concat();
            let borrowed: Vec<&[i64]> = lists.iter().map(Vec::as_slice).collect();
            let found = spread_of_sorted(&borrowed);
            prop_assert_eq!(found, spread_of(&mut all));
            all.sort();
            let at = |percent: usize| all[(all.len() * percent).div_ceil(100) - 1] as f64 / HOUR;
            prop_assert_eq!(
                found.map(|it| (it.n as usize, it.median, it.p90)),
                (!all.is_empty()).then(|| (all.len(), at(50), at(90)))
            );
        }
    }
}
