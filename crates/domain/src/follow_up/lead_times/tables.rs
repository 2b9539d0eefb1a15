//! The spreads of all tables of a report.

use super::known::{Known, Slot};
use super::measured::{OfMonth, Place};
use super::split::Taken;
use super::times::{Chosen, Milliseconds, Times, spread_of, spread_of_sorted};
use super::{Measure, Spread};

/// The spreads of one measure.
pub(super) struct Spreads {
    pub(super) total: Option<Spread>,
    /// By month of the period.
    pub(super) months: Vec<Option<Spread>>,
    /// By their place in the report.
    pub(super) wards: Vec<Option<Spread>>,
    pub(super) municipalities: Vec<Option<Spread>>,
}

/// How many of each there are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) months: usize,
    pub(super) wards: usize,
    pub(super) municipalities: usize,
}

/// Times of one month of one of the columns, as far as they are chosen.
struct Stretch<'a, T: Clone> {
    month: usize,
    known: &'a Known<'a>,
    times: Chosen<'a, T>,
}

/// Columns of times, by month.
type Found<'a> = Vec<(usize, &'a Known<'a>, &'a Times)>;

fn found<'a>(known: &'a [Known<'a>], of: impl Fn(&'a OfMonth) -> Option<&'a Times>) -> Found<'a> {
    let own = known.iter().flat_map(|known| known.months().map(move |month| (known, month)));
    let own = own.filter_map(|(known, (at, month))| Some((at, known, of(month)?)));
    let mut found: Found<'_> = own.filter(|(_, _, times)| !times.is_empty()).collect();
    found.sort_by_key(|(at, ..)| *at);
    found
}

/// The times in as few bytes as all of them need.
fn in_bytes<'a, R>(
    found: Found<'a>,
    short: impl FnOnce(Vec<Stretch<'a, u32>>) -> R,
    long: impl FnOnce(Vec<Stretch<'a, i64>>) -> R,
) -> R {
    let chosen = |known: &'a Known<'a>| known.choice();
    let all: Option<Vec<_>> = found
        .iter()
        .map(|(month, known, times)| {
            Some(Stretch { month: *month, known, times: times.short(chosen(known))? })
        })
        .collect();
    if let Some(all) = all {
        return short(all);
    }
    let all = found.into_iter().map(|(month, known, times)| {
        let times = times.long(chosen(known));
        Stretch { month, known, times }
    });
    long(all.collect())
}

/// Of a measure.
pub(super) fn of_measure(known: &[Known<'_>], measure: Measure, size: Size) -> Spreads {
    let found = found(known, |month| month.times.get(measure as usize));
    in_bytes(found, |short| spreads(&short, size), |long| spreads(&long, size))
}

/// Of a measure, for all together and by month of the period.
pub(super) fn of_measure_by_month(
    known: &[Known<'_>],
    measure: Measure,
    size: usize,
) -> (Option<Spread>, Vec<Option<Spread>>) {
    let found = found(known, |month| month.times.get(measure as usize));
    let both = |all: &[Stretch<'_, u32>]| (total(all), months(all, size));
    in_bytes(found, |short| both(&short), |long| (total(&long), months(&long, size)))
}

/// Of a part of a way, over all.
pub(super) fn of_part(known: &[Known<'_>], part: Taken) -> Option<Spread> {
    let found = found(known, |month| {
        let at = month.split.binary_search_by_key(&part, |own| own.0).ok()?;
        Some(&month.split[at].1)
    });
    in_bytes(found, |short| total(&short), |long| total(&long))
}

fn total<T: Milliseconds>(all: &[Stretch<'_, T>]) -> Option<Spread> {
    spread_of_sorted(&all.iter().map(|own| &*own.times.0).collect::<Vec<_>>())
}

fn months<T: Milliseconds>(all: &[Stretch<'_, T>], size: usize) -> Vec<Option<Spread>> {
    let mut months = vec![None; size];
    for own in all.chunk_by(|a, b| a.month == b.month) {
        months[own[0].month] = total(own);
    }
    months
}

fn spreads<T: Milliseconds>(all: &[Stretch<'_, T>], size: Size) -> Spreads {
    Spreads {
        total: total(all),
        months: months(all, size.months),
        wards: by_slot(all, size.wards, |slot| slot.ward),
        municipalities: by_slot(all, size.municipalities, |slot| slot.municipality),
    }
}

/// Puts the times of each slot together and takes their spreads.
fn by_slot<T: Milliseconds>(
    all: &[Stretch<'_, T>],
    slots: usize,
    slot: impl Fn(Slot) -> usize,
) -> Vec<Option<Spread>> {
    let each = |own: &Stretch<'_, T>, place: &Place| slot(own.known.slot(*place));
    let mut ends = vec![0; slots + 1];
    for own in all {
        own.times.1.iter().for_each(|place| ends[each(own, place) + 1] += 1);
    }
    for slot in 0..slots {
        ends[slot + 1] += ends[slot];
    }
    let Some(any) = all.iter().find_map(|own| own.times.0.first()) else {
        return vec![None; slots];
    };
    let mut together = vec![*any; ends[slots]];
    // Each begins where the one before ends, and is filled until its own end.
    for own in all {
        for (time, place) in own.times.0.iter().zip(&*own.times.1) {
            let next = &mut ends[each(own, place)];
            together[*next] = *time;
            *next += 1;
        }
    }
    let mut start = 0;
    let spreads = ends[..slots].iter().map(|end| {
        let own = &mut together[start..*end];
        start = *end;
        spread_of(own)
    });
    spreads.collect()
}
