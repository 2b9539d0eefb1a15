//! Staffed hours of a unit. Local due times count staffed time; statutory clocks never do
//! (definition 10).

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{holiday, is_eve_off_work, local_date, start_of_day, stockholm};

/// How far ahead staffed time is looked for: ten years. A due time further away is no due time.
const HORIZON_DAYS: u32 = 3_660;

/// When a unit has staff who read Brygga.
///
/// Written in the registry as `{always = true}` or as lists of openings per weekday, such as
/// `monday = ["07:00-12:00", "13:00-16:30"]`, with `closed_on_holidays`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum StaffedHours {
    Always,
    Weekly(WeeklyHours),
}

/// Openings per weekday; at least one in the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeeklyHours {
    /// Monday first; each day in order and without overlap.
    days: [Vec<Opening>; 7],
    closed_on_holidays: bool,
}

/// An opening within one local day, in minutes from midnight: `from` < `until` ≤ 24:00.
///
/// A night shift is two openings, one until 24:00 and one from 00:00 the day after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Opening {
    from: u16,
    until: u16,
}

/// Why staffed hours cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStaffedHours {
    #[error("an opening is written like 07:00-16:30, with the later time last")]
    Opening,
    #[error("two openings of one day overlap")]
    Overlap,
    #[error("a unit that is never staffed has no staffed hours")]
    NeverOpen,
    #[error("hours that are always staffed have no openings")]
    AlwaysWithOpenings,
}

impl Opening {
    /// Reads `07:00-16:30`. The end may be `24:00`.
    ///
    /// # Errors
    /// [`InvalidStaffedHours::Opening`].
    pub fn parse(text: &str) -> Result<Self, InvalidStaffedHours> {
        let read = |text: &str| {
            let (hours, minutes) = text.trim().split_once(':')?;
            let is_two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            if !is_two(hours) || !is_two(minutes) {
                return None;
            }
            let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
            let total = hours * 60 + minutes;
            (minutes < 60 && total <= 24 * 60).then_some(total)
        };
        text.split_once('-')
            .and_then(|(from, until)| Some(Self { from: read(from)?, until: read(until)? }))
            .filter(|opening| opening.from < opening.until)
            .ok_or(InvalidStaffedHours::Opening)
    }

    /// Returns the instants between which the opening lies on a date. A time that does not exist on
    /// the day of the change to summer time moves one hour on; one that occurs twice is the first.
    fn on(self, date: Date) -> (Timestamp, Timestamp) {
        (instant(date, self.from), instant(date, self.until))
    }
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from, self.until);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    }
}

impl TryFrom<String> for Opening {
    type Error = InvalidStaffedHours;

    fn try_from(text: String) -> Result<Self, InvalidStaffedHours> {
        Self::parse(&text)
    }
}

impl From<Opening> for String {
    fn from(opening: Opening) -> Self {
        opening.to_string()
    }
}

impl StaffedHours {
    /// Returns hours that are the same Monday to Friday, closed at weekends and on holidays.
    #[must_use]
    pub fn weekdays(opening: Opening) -> Self {
        let days = std::array::from_fn(|day| if day < 5 { vec![opening] } else { Vec::new() });
        Self::Weekly(WeeklyHours { days, closed_on_holidays: true })
    }

    /// Returns hours from openings per weekday, Monday first. On holidays that are closed count the
    /// named public holidays and the three eves; an ordinary Sunday follows its own list.
    ///
    /// # Errors
    /// When openings overlap or there is none in the whole week.
    pub fn weekly(
        mut days: [Vec<Opening>; 7],
        holidays: OnHolidays,
    ) -> Result<Self, InvalidStaffedHours> {
        if days.iter().all(Vec::is_empty) {
            return Err(InvalidStaffedHours::NeverOpen);
        }
        for openings in &mut days {
            openings.sort_unstable();
            if openings.windows(2).any(|pair| pair[1].from < pair[0].until) {
                return Err(InvalidStaffedHours::Overlap);
            }
        }
        let closed_on_holidays = holidays == OnHolidays::Closed;
        Ok(Self::Weekly(WeeklyHours { days, closed_on_holidays }))
    }

    /// Says whether somebody is there at an instant. The last minute of an opening counts, its end
    /// does not.
    #[must_use]
    pub fn is_staffed(&self, at: Timestamp) -> bool {
        self.next_staffed(at) == at
    }

    /// Returns `at` itself when it is staffed, else when the next opening begins.
    #[must_use]
    pub fn next_staffed(&self, at: Timestamp) -> Timestamp {
        self.add_staffed(at, 0)
    }

    /// Returns the instant when `minutes` of staffed time have passed since `from`. Time that is
    /// used up at the end of an opening ends there, not at the next one; with no minutes it is the
    /// next staffed instant. Looks ten years ahead at most.
    #[must_use]
    pub fn add_staffed(&self, from: Timestamp, minutes: u32) -> Timestamp {
        let mut left = SignedDuration::from_mins(i64::from(minutes));
        let Self::Weekly(weekly) = self else {
            return from.checked_add(left).unwrap_or(Timestamp::MAX);
        };
        let mut day = local_date(from);
        for _ in 0..HORIZON_DAYS {
            for (opens, closes) in weekly.on(day) {
                let starts = opens.max(from);
                if starts >= closes {
                    continue;
                }
                let length = closes.duration_since(starts);
                if left <= length {
                    return starts.checked_add(left).unwrap_or(Timestamp::MAX);
                }
                left -= length;
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        start_of_day(day)
    }

    /// Says whether `days` whole staffed days, the first on `first` or later, have ended by `now`. A
    /// day that the unit is closed for the weekend or a holiday is no staffed day (definition 10); a
    /// day has ended when its last opening has.
    #[must_use]
    pub fn have_ended(&self, days: u32, first: Date, now: Timestamp) -> bool {
        let mut left = days;
        let mut day = first;
        while left > 0 {
            if start_of_day(day) >= now {
                return false;
            }
            let Ok(next) = day.tomorrow() else { return false };
            let closes = match self {
                Self::Always => Some(start_of_day(next)),
                Self::Weekly(weekly) => weekly.on(day).map(|(_, closes)| closes).max(),
            };
            if closes.is_some_and(|closes| closes <= now) {
                left -= 1;
            }
            day = next;
        }
        true
    }

    /// Returns the whole minutes of staffed time from `from` until `until`; 0 if that is earlier.
    #[must_use]
    pub fn staffed_minutes_between(&self, from: Timestamp, until: Timestamp) -> u64 {
        let whole_minutes = |time: SignedDuration| u64::try_from(time.as_mins()).unwrap_or(0);
        let Self::Weekly(weekly) = self else {
            return whole_minutes(until.duration_since(from));
        };
        let mut total = SignedDuration::ZERO;
        let mut day = local_date(from);
        while start_of_day(day) < until {
            for (opens, closes) in weekly.on(day) {
                let (starts, ends) = (opens.max(from), closes.min(until));
                if starts < ends {
                    total = total.saturating_add(ends.duration_since(starts));
                }
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        whole_minutes(total)
    }
}

/// Whole staffed days without a sign-in after which senders are told to call (definition 10).
const SILENT_AFTER_DAYS: u32 = 3;

/// Says whether a unit "läser inte Brygga": nobody of it has signed in for three staffed days
/// (definition 10). The day of the last sign-in does not count. A unit that is registered since
/// less than three staffed days is not silent yet.
#[must_use]
pub fn is_silent(
    hours: &StaffedHours,
    registered: Date,
    last_sign_in: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let after = last_sign_in.map(|at| local_date(at).tomorrow().unwrap_or(Date::MAX));
    let first = after.map_or(registered, |after| after.max(registered));
    hours.have_ended(SILENT_AFTER_DAYS, first, now)
}

/// Whether a unit keeps its weekly hours on named public holidays and the three eves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnHolidays {
    Open,
    Closed,
}

impl WeeklyHours {
    fn on(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let is_closed =
            self.closed_on_holidays && (holiday(date).is_some() || is_eve_off_work(date));
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        let openings = if is_closed { &[][..] } else { &self.days[weekday][..] };
        openings.iter().map(move |opening| opening.on(date))
    }
}

fn instant(date: Date, minutes: u16) -> Timestamp {
    let (hour, minute) = (minutes / 60, minutes % 60);
    let time = i8::try_from(hour).ok().zip(i8::try_from(minute).ok());
    match time.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok()) {
        Some(time) => {
            stockholm().to_timestamp(date.to_datetime(time)).unwrap_or(start_of_day(date))
        }
        // 24:00
        None => date.tomorrow().map_or(Timestamp::MAX, start_of_day),
    }
}

/// The form in the registry.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    always: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    monday: Vec<Opening>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tuesday: Vec<Opening>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wednesday: Vec<Opening>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    thursday: Vec<Opening>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    friday: Vec<Opening>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    saturday: Vec<Opening>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sunday: Vec<Opening>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    closed_on_holidays: bool,
}

impl From<StaffedHours> for Written {
    fn from(hours: StaffedHours) -> Self {
        match hours {
            StaffedHours::Always => Self { always: true, ..Self::default() },
            StaffedHours::Weekly(WeeklyHours { days, closed_on_holidays }) => {
                let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = days;
                Self {
                    always: false,
                    monday,
                    tuesday,
                    wednesday,
                    thursday,
                    friday,
                    saturday,
                    sunday,
                    closed_on_holidays,
                }
            }
        }
    }
}

impl TryFrom<Written> for StaffedHours {
    type Error = InvalidStaffedHours;

    fn try_from(written: Written) -> Result<Self, InvalidStaffedHours> {
        let days = [
            written.monday,
            written.tuesday,
            written.wednesday,
            written.thursday,
            written.friday,
            written.saturday,
            written.sunday,
        ];
        let holidays =
            if written.closed_on_holidays { OnHolidays::Closed } else { OnHolidays::Open };
        match (written.always, days.iter().all(Vec::is_empty)) {
            (true, true) => Ok(Self::Always),
            (true, false) => Err(InvalidStaffedHours::AlwaysWithOpenings),
            (false, _) => Self::weekly(days, holidays),
        }
    }
}
