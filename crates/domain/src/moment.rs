//! A moment as a person tells it: the instant, the words it was told in, and how exact it is.
//!
//! Local time is Europe/Stockholm. The text is kept because an hour in autumn occurs twice and
//! because a wrongly understood time must be traceable to what was written (decision record 13).

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::AmbiguousOffset;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use crate::calendar::{start_of_day, stockholm, to_local};

/// A moment in time with what was said about it. Ordered by instant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// The instant, to the millisecond (so in events); the first of the day when only the day is
    /// known.
    #[serde(rename = "i", with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub instant: Timestamp,
    #[serde(rename = "p")]
    pub precision: Precision,
    #[serde(rename = "f")]
    pub fold: Fold,
    /// The date and time as they were written, when a person wrote them.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// How exact a moment is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    #[serde(rename = "m")]
    Minute,
    /// Only the day is known: the instant is its first.
    #[serde(rename = "d")]
    Day,
}

/// Which of two equal clock times is meant, in the hour that occurs twice when summer time ends.
/// Every other time is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Fold {
    #[serde(rename = "1")]
    First,
    #[serde(rename = "2")]
    Second,
    /// Nobody said; the earlier is taken.
    #[serde(rename = "u")]
    Unknown,
}

/// Why a date and a time of day are not a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    #[error("the date is not written like 2026-11-20")]
    DateFormat,
    #[error("there is no such date")]
    NoSuchDate,
    #[error("the time is not written like 11:05, 11.05 or 1105")]
    TimeFormat,
    #[error("there is no such time of day")]
    NoSuchTime,
    #[error("the clock skips this time when summer time begins")]
    Skipped,
}

impl MomentError {
    /// Returns the stable code, which is also the end of the message key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DateFormat => "date-format",
            Self::NoSuchDate => "no-such-date",
            Self::TimeFormat => "time-format",
            Self::NoSuchTime => "no-such-time",
            Self::Skipped => "skipped",
        }
    }
}

impl Moment {
    /// Reads a local date (`2026-11-20`) and time of day (`11:05`, `11.05` or `1105`). In the hour
    /// that occurs twice the earlier is taken and marked [`Fold::Unknown`].
    ///
    /// # Errors
    /// When either cannot be read or the clock skips that time.
    pub fn parse_local(date: &str, time: &str) -> Result<Self, MomentError> {
        Self::parse_local_in(date, time, Fold::Unknown)
    }

    /// Reads a local date and time where the writer has chosen which of two equal times is meant.
    /// The choice has no effect on a time that occurs once.
    ///
    /// # Errors
    /// As [`Moment::parse_local`].
    pub fn parse_local_in(date: &str, time: &str, chosen: Fold) -> Result<Self, MomentError> {
        let local = parse_date(date)?.to_datetime(parse_time(time)?);
        let text = Some(format!("{} {}", date.trim(), time.trim()));
        let ambiguous = stockholm().to_ambiguous_timestamp(local);
        let (instant, fold) = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => (ambiguous.compatible(), Fold::First),
            AmbiguousOffset::Gap { .. } => return Err(MomentError::Skipped),
            AmbiguousOffset::Fold { .. } if chosen == Fold::Second => {
                (ambiguous.later(), Fold::Second)
            }
            AmbiguousOffset::Fold { .. } => (ambiguous.earlier(), chosen),
        };
        let instant = instant.map_err(|_| MomentError::NoSuchDate)?;
        Ok(Self { instant, precision: Precision::Minute, fold, text })
    }

    /// Returns a moment that a clock gave, to the millisecond.
    #[must_use]
    pub fn from_instant(instant: Timestamp) -> Self {
        let instant = whole_milliseconds(instant);
        let ambiguous = stockholm().to_ambiguous_timestamp(stockholm().to_datetime(instant));
        let is_second = matches!(
            ambiguous.offset(),
            AmbiguousOffset::Fold { after, .. } if after == stockholm().to_offset(instant)
        );
        let fold = if is_second { Fold::Second } else { Fold::First };
        Self { instant, precision: Precision::Minute, fold, text: None }
    }

    /// Returns a day of which no time is known.
    #[must_use]
    pub fn day(date: Date) -> Self {
        Self {
            instant: whole_milliseconds(start_of_day(date)),
            precision: Precision::Day,
            fold: Fold::First,
            text: Some(date.to_string()),
        }
    }

    /// Returns the local time.
    #[must_use]
    pub fn local(&self) -> Zoned {
        to_local(self.instant)
    }
}

/// Says whether a local time occurs twice, so that a form has to ask which is meant.
#[must_use]
pub fn occurs_twice(local: DateTime) -> bool {
    matches!(stockholm().to_ambiguous_timestamp(local).offset(), AmbiguousOffset::Fold { .. })
}

/// Reads `YYYY-MM-DD` with a year from 1800 to 2199.
///
/// # Errors
/// [`MomentError::DateFormat`] or [`MomentError::NoSuchDate`].
pub fn parse_date(text: &str) -> Result<Date, MomentError> {
    let bytes = text.trim().as_bytes();
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else {
        return Err(MomentError::DateFormat);
    };
    let year = number(&[y1, y2, y3, y4]).ok_or(MomentError::DateFormat)?;
    let month = number(&[m1, m2]).ok_or(MomentError::DateFormat)?;
    let day = number(&[d1, d2]).ok_or(MomentError::DateFormat)?;
    if !(1800..2200).contains(&year) {
        return Err(MomentError::NoSuchDate);
    }
    date_of(year, month, day).ok_or(MomentError::NoSuchDate)
}

/// Reads `11:05`, `11.05` or `1105`; one digit is enough for the hour before a sign.
///
/// # Errors
/// [`MomentError::TimeFormat`] or [`MomentError::NoSuchTime`].
pub fn parse_time(text: &str) -> Result<Time, MomentError> {
    let (hour, minute) = match *text.trim().as_bytes() {
        [h, b':' | b'.', m1, m2] => (number(&[h]), number(&[m1, m2])),
        [h1, h2, b':' | b'.', m1, m2] | [h1, h2, m1, m2] => (number(&[h1, h2]), number(&[m1, m2])),
        _ => return Err(MomentError::TimeFormat),
    };
    let (hour, minute) = hour.zip(minute).ok_or(MomentError::TimeFormat)?;
    let (hour, minute) = (i8::try_from(hour), i8::try_from(minute));
    match (hour, minute) {
        (Ok(hour), Ok(minute)) => {
            Time::new(hour, minute, 0, 0).map_err(|_| MomentError::NoSuchTime)
        }
        _ => Err(MomentError::NoSuchTime),
    }
}

fn date_of(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Returns the number that at most four ASCII digits spell.
fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0i16, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0'))
    })
}

fn whole_milliseconds(instant: Timestamp) -> Timestamp {
    // Rounded down, also before 1970.
    let milliseconds = instant.as_nanosecond().div_euclid(1_000_000);
    let milliseconds = i64::try_from(milliseconds).unwrap_or(i64::MIN);
    // The very first instant of the calendar cannot be rounded down.
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_is_read_in_the_ways_people_write_it() {
        let expected = instant("2026-11-20T10:05:00Z");
        for time in ["11:05", "11.05", "1105", " 11:05 "] {
            let moment = Moment::parse_local("2026-11-20", time).unwrap();
            assert_eq!(moment.instant, expected);
            assert_eq!(moment.precision, Precision::Minute);
            assert_eq!(moment.fold, Fold::First);
            assert_eq!(
                moment.text.as_deref(),
                Some(format!("2026-11-20 {}", time.trim()).as_str())
            );
        }
        let summer = Moment::parse_local("2026-06-20", "9:05").unwrap();
        assert_eq!(summer.instant, instant("2026-06-20T07:05:00Z"));
        assert_eq!(summer.local().to_string(), "2026-06-20T09:05:00+02:00[Europe/Stockholm]");
    }

    #[test]
    fn each_fault_has_its_own_reason() {
        use MomentError as E;
        for (date, time, reason) in [
            ("20261120", "11:05", E::DateFormat),
            ("20/11 2026", "11:05", E::DateFormat),
            ("2026-11-2o", "11:05", E::DateFormat),
            ("+026-11-20", "11:05", E::DateFormat),
            ("２026-11-20", "11:05", E::DateFormat),
            ("2026-02-29", "11:05", E::NoSuchDate),
            ("2026-13-01", "11:05", E::NoSuchDate),
            ("0026-11-20", "11:05", E::NoSuchDate),
            ("2026-11-20", "", E::TimeFormat),
            ("2026-11-20", "11", E::TimeFormat),
            ("2026-11-20", "905", E::TimeFormat),
            ("2026-11-20", "11-05", E::TimeFormat),
            ("2026-11-20", "11:05:30", E::TimeFormat),
            ("2026-11-20", "24:00", E::NoSuchTime),
            ("2026-11-20", "11:60", E::NoSuchTime),
        ] {
            assert_eq!(Moment::parse_local(date, time), Err(reason), "{date:?} {time:?}");
        }
        assert!(Moment::parse_local("2028-02-29", "11:05").is_ok());
    }

    #[test]
    fn a_time_that_the_clock_skips_is_refused() {
        for time in ["02:00", "02:30", "02:59"] {
            assert_eq!(Moment::parse_local("2026-03-29", time), Err(MomentError::Skipped));
        }
        let before = Moment::parse_local("2026-03-29", "01:59").unwrap();
        let after = Moment::parse_local("2026-03-29", "03:00").unwrap();
        assert_eq!(after.instant.duration_since(before.instant).as_mins(), 1);
    }

    #[test]
    fn an_hour_that_occurs_twice_is_the_earlier_unless_somebody_says() {
        let read = |fold| Moment::parse_local_in("2026-10-25", "02:30", fold).unwrap();
        let unknown = Moment::parse_local("2026-10-25", "02:30").unwrap();
        assert_eq!((unknown.instant, unknown.fold), (read(Fold::First).instant, Fold::Unknown));
        assert_eq!(read(Fold::First).instant, instant("2026-10-25T00:30:00Z"));
        assert_eq!(read(Fold::Second).instant, instant("2026-10-25T01:30:00Z"));
        assert_eq!(read(Fold::Second).fold, Fold::Second);
        for (time, fold) in [("01:59", Fold::First), ("03:00", Fold::First)] {
            let once = Moment::parse_local_in("2026-10-25", time, Fold::Second).unwrap();
            assert_eq!(once.fold, fold);
        }
        assert!(occurs_twice(date(2026, 10, 25).at(2, 30, 0, 0)));
        assert!(!occurs_twice(date(2026, 10, 25).at(3, 0, 0, 0)));
    }

    #[test]
    fn a_clock_knows_which_of_two_equal_times_it_shows() {
        assert_eq!(Moment::from_instant(instant("2026-10-25T00:30:00Z")).fold, Fold::First);
        assert_eq!(Moment::from_instant(instant("2026-10-25T01:30:00Z")).fold, Fold::Second);
        assert_eq!(Moment::from_instant(instant("2026-10-25T02:30:00Z")).fold, Fold::First);
    }

    #[test]
    fn a_day_is_its_first_instant_and_says_that_it_is_only_a_day() {
        let day = Moment::day(date(2026, 11, 20));
        assert_eq!(day.instant, instant("2026-11-19T23:00:00Z"));
        assert_eq!((day.precision, day.text.as_deref()), (Precision::Day, Some("2026-11-20")));
    }

    #[test]
    fn events_hold_moments_with_short_keys() {
        let json = |moment: &Moment| serde_json::to_string(moment).unwrap();
        let told = Moment::parse_local("2026-10-25", "02.30").unwrap();
        assert_eq!(json(&told), r#"{"i":1792888200000,"p":"m","f":"u","t":"2026-10-25 02.30"}"#);
        let clock = Moment::from_instant(instant("2026-11-20T10:05:00.123456Z"));
        assert_eq!(json(&clock), r#"{"i":1795169100123,"p":"m","f":"1"}"#);
        for moment in [told, clock, Moment::day(date(2026, 11, 20))] {
            assert_eq!(serde_json::from_str::<Moment>(&json(&moment)).unwrap(), moment);
        }
    }

    #[test]
    fn moments_are_ordered_by_instant() {
        let later = Moment::parse_local("2026-11-20", "1105").unwrap();
        let earlier = Moment::from_instant(instant("2026-11-20T10:04:59Z"));
        assert!(earlier < later);
        assert!(Moment::day(date(2026, 11, 20)) < earlier);
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(date in any::<String>(), time in "[0-9:.x ]{0,6}|\\PC*") {
            let _ = Moment::parse_local(&date, &time);
            let _ = Moment::parse_local("2026-10-25", &time);
        }

        #[test]
        fn what_is_shown_reads_back(minutes in -36_000_000i64..70_000_000) {
            // From 1901: before 1900, Swedish time was 14 seconds off.
            let moment = Moment::from_instant(Timestamp::from_second(minutes * 60).unwrap());
            let local = moment.local();
            let again = Moment::parse_local_in(
                &local.date().to_string(),
                &local.strftime("%H:%M").to_string(),
                moment.fold,
            )
            .unwrap();
            prop_assert_eq!((again.instant, again.fold), (moment.instant, moment.fold));
        }

        #[test]
        fn any_instant_survives_an_event(ms in -377_705_023_201_000i64..253_402_207_200_000) {
            let moment = Moment::from_instant(Timestamp::from_millisecond(ms).unwrap());
            let json = serde_json::to_string(&moment).unwrap();
            prop_assert_eq!(serde_json::from_str::<Moment>(&json).unwrap(), moment);
        }
    }
}
