//! The Swedish calendar as pure functions: holidays, working days, staffed hours, statutory clocks,
//! and times in words.
//!
//! Everything is local to Europe/Stockholm, whose rules are compiled in. Nothing here knows what
//! time it is: `now` comes in as an argument. Sources: lag (1989:253) on public holidays, lag
//! (1930:173) on computation of time, fact sheet 9.

pub mod clocks;
mod holidays;
mod staffed;
pub mod words;
mod working_days;

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp, Zoned};

pub use holidays::{Holiday, holiday, is_eve_off_work, is_public_holiday};
pub use staffed::{InvalidStaffedHours, OnHolidays, Opening, StaffedHours, WeeklyHours, is_silent};
pub use working_days::{
    Break, Week, is_working_day, iso_week, last_day_rule, next_break, next_working_day,
    working_days_before,
};

/// Read once from the rules compiled into the binary, never from the machine's own.
static STOCKHOLM: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZoneDatabase::bundled().get("Europe/Stockholm").expect("the zone is compiled in")
});

/// Returns the one time zone of Brygga, Europe/Stockholm.
#[must_use]
pub fn stockholm() -> &'static TimeZone {
    &STOCKHOLM
}

/// Returns the local time of an instant.
#[must_use]
pub fn to_local(instant: Timestamp) -> Zoned {
    instant.to_zoned(STOCKHOLM.clone())
}

/// Returns the local date of an instant.
#[must_use]
pub fn local_date(instant: Timestamp) -> Date {
    STOCKHOLM.to_datetime(instant).date()
}

/// Returns the first instant of a local day.
#[must_use]
pub fn start_of_day(date: Date) -> Timestamp {
    STOCKHOLM.to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(if date.year() > 0 {
        Timestamp::MAX
    } else {
        Timestamp::MIN
    })
}

/// Returns the last instant of a local day (23:59:59.999999999). What is due by the end of a day is
/// in time at this instant and late after it.
#[must_use]
pub fn end_of_day(date: Date) -> Timestamp {
    let Ok(next) = date.tomorrow() else { return Timestamp::MAX };
    let next = start_of_day(next);
    next.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(next)
}

#[cfg(test)]
mod tests;
