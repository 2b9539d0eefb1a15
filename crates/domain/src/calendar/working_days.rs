//! Working days, the last-day rule, breaks and weeks.

use jiff::civil::{Date, Weekday};

use super::holidays::{is_eve_off_work, is_public_holiday};

/// Says whether a date is a working day: Monday to Friday, no public holiday, none of midsummer
/// eve, Christmas eve and New Year's eve.
#[must_use]
pub fn is_working_day(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
        && !is_public_holiday(date)
        && !is_eve_off_work(date)
}

/// Returns the last day on which a measure due on `date` may still be taken: lag (1930:173) 2 §.
///
/// A day that is a Sunday, another public holiday, a Saturday, midsummer eve, Christmas eve or New
/// Year's eve gives way to the next weekday that is none of them.
#[must_use]
pub fn last_day_rule(date: Date) -> Date {
    if is_working_day(date) { date } else { next_working_day(date) }
}

/// Returns the first working day after `date`.
#[must_use]
pub fn next_working_day(date: Date) -> Date {
    walk(date, Date::tomorrow)
}

/// Returns the `count`th working day before `date`; `date` itself for 0.
#[must_use]
pub fn working_days_before(date: Date, count: u16) -> Date {
    (0..count).fold(date, |day, _| walk(day, Date::yesterday))
}

/// Steps until the next working day. The end of the calendar (year 9999) ends the walk too.
fn walk(date: Date, step: fn(self_: Date) -> Result<Date, jiff::Error>) -> Date {
    let mut day = date;
    while let Ok(next) = step(day) {
        day = next;
        if is_working_day(day) {
            break;
        }
    }
    day
}

/// Two or more consecutive days that are not working days: a weekend, Easter, Christmas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    pub last_working_day: Date,
    pub first_working_day_after: Date,
}

impl Break {
    /// Says whether `date` is one of the days off.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        self.last_working_day < date && date < self.first_working_day_after
    }
}

/// Returns the first break that begins after `date`. A single day off, such as Ascension Day, is no
/// break; if `date` lies in a break, the one after it is meant.
#[must_use]
pub fn next_break(date: Date) -> Break {
    let mut last_working_day = if is_working_day(date) { date } else { next_working_day(date) };
    loop {
        let after = next_working_day(last_working_day);
        let days_off = (after - last_working_day).get_days() - 1;
        // The second half ends the loop at the end of the calendar.
        if days_off >= 2 || after == last_working_day {
            return Break { last_working_day, first_working_day_after: after };
        }
        last_working_day = after;
    }
}

/// A week of ISO 8601, as Swedes speak of weeks. Ordered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    /// The year that the week belongs to, which is not always the date's.
    pub year: i16,
    /// 1–53
    pub number: i8,
}

/// Returns the ISO week of a date. Weeks are compared as (year, number), never by number alone.
#[must_use]
pub fn iso_week(date: Date) -> Week {
    let week = date.iso_week_date();
    Week { year: week.year(), number: week.week() }
}
