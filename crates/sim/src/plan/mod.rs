//! How an admission goes: who does what when, thrown at admission and again when the ready notice
//! is given. Weekdays, weekends and holidays follow the calendar of the domain.

mod admission;
mod going_home;

use brygga_domain::calendar::{is_working_day, next_working_day, to_local};
use brygga_domain::care_chain::{ChecklistItem, ItemState};
use brygga_domain::ids::HsaId;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::case::{What, at};
use crate::dice::Dice;

pub(crate) use admission::from_admission;
pub(crate) use going_home::from_ready;

/// Planned steps of one case.
pub(crate) type Steps = Vec<(Timestamp, What)>;

pub(crate) fn after(time: Timestamp, minutes: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(time)
}

pub(crate) fn days_after(date: Date, days: i64) -> Date {
    date.checked_add(days.days()).unwrap_or(date)
}

/// Some minutes after a time, in office hours: on a working day between 8 and 16.
pub(crate) fn office(dice: &mut Dice, time: Timestamp, minutes: i64) -> Timestamp {
    let later = after(time, minutes);
    let local = to_local(later);
    let date = local.date();
    if is_working_day(date) && (8..16).contains(&local.hour()) {
        return later;
    }
    let next = if is_working_day(date) && local.hour() < 8 { date } else { next_working_day(date) };
    at(next, 8, dice.between(2, 59)).max(later)
}

/// Some minutes after a time, between 7 and 21 on any day.
fn daytime(dice: &mut Dice, time: Timestamp, minutes: i64) -> Timestamp {
    let later = after(time, minutes);
    let local = to_local(later);
    match local.hour() {
        0..7 => at(local.date(), 7, dice.between(0, 59)),
        7..21 => later,
        _ => at(days_after(local.date(), 1), 7, dice.between(0, 59)),
    }
}

pub(crate) fn item(by: &HsaId, item: ChecklistItem, state: ItemState) -> What {
    What::Item { by: by.clone(), item, state, note: None }
}

pub(crate) fn midpoint(a: Timestamp, b: Timestamp) -> Timestamp {
    after(a, b.duration_since(a).as_mins() / 2)
}
