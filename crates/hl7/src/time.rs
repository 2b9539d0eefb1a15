//! HL7 times: `YYYYMMDD[HH[MM[SS[.S…]]]][±ZZZZ]`, with their precision.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use std::sync::LazyLock;

/// The time zone of times without an offset. Compiled in, so that it is the same everywhere.
static STOCKHOLM: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZone::get("Europe/Stockholm").expect("the time zone database is built into the binary")
});

/// How exactly a time was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A date only; the instant is its midnight.
    Day,
    /// To the hour or the minute.
    Minute,
    /// To the second or finer.
    Second,
}

/// A time as a message gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hl7Time {
    /// The instant. Without an offset the local time of Europe/Stockholm is meant; a time that
    /// occurs twice in autumn is taken as the first one.
    pub instant: Timestamp,
    /// How exactly it was given.
    pub precision: Precision,
    /// The local date and time as given.
    pub local: DateTime,
    /// The offset, when one was given.
    pub offset: Option<Offset>,
    /// Whether the local time occurs twice and no offset tells which one is meant.
    pub is_ambiguous: bool,
}

/// Why a text is not a usable time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeFault {
    /// Something else than digits, fraction and offset, or a wrong number of them.
    #[error("not written as YYYYMMDDHHMMSS")]
    Format,
    /// A year or a month is not enough to order events.
    #[error("less exact than a day")]
    TooCoarse,
    /// There is no such date or clock time.
    #[error("no such date or time")]
    NoSuchTime,
    /// The offset is out of range.
    #[error("the offset from UTC is wrong")]
    Offset,
}

impl Hl7Time {
    /// Reads a time of HL7 data type TS or DTM.
    ///
    /// # Errors
    /// With the reason, which never repeats the text.
    pub fn parse(text: &str) -> Result<Self, TimeFault> {
        let text = text.trim();
        let (clock, offset) = match text.find(['+', '-']) {
            Some(at) => (&text[..at], Some(parse_offset(&text[at..])?)),
            None => (text, None),
        };
        let (digits, fraction) = match clock.split_once('.') {
            Some((digits, fraction)) => (digits, Some(fraction)),
            None => (clock, None),
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TimeFault::Format);
        }
        let precision = match digits.len() {
            4 | 6 => return Err(TimeFault::TooCoarse),
            8 => Precision::Day,
            10 | 12 => Precision::Minute,
            14 => Precision::Second,
            _ => return Err(TimeFault::Format),
        };
        let time = Time::new(
            number(digits, 8..10),
            number(digits, 10..12),
            number(digits, 12..14),
            parse_fraction(fraction, precision)?,
        );
        let local = parse_day(digits)?.to_datetime(time.map_err(|_| TimeFault::NoSuchTime)?);
        let (instant, is_ambiguous) = match offset {
            Some(offset) => (offset.to_timestamp(local), false),
            None => {
                let zoned = STOCKHOLM.to_ambiguous_zoned(local);
                let is_ambiguous = matches!(zoned.offset(), AmbiguousOffset::Fold { .. });
                (zoned.compatible().map(|zoned| zoned.timestamp()), is_ambiguous)
            }
        };
        let instant = instant.map_err(|_| TimeFault::NoSuchTime)?;
        // Events are kept to the millisecond; the rest would be lost on the way to the log.
        let instant = Timestamp::from_millisecond(instant.as_millisecond());
        let instant = instant.map_err(|_| TimeFault::NoSuchTime)?;
        Ok(Self { instant, precision, local, offset, is_ambiguous })
    }
}

/// Reads the date of a text that may go on with a clock time, as PID-7 does.
///
/// # Errors
/// With the reason, which never repeats the text.
pub fn parse_date(text: &str) -> Result<Date, TimeFault> {
    let text = text.trim();
    match text.get(..8) {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => parse_day(digits),
        Some(_) => Err(TimeFault::Format),
        None => Err(TimeFault::TooCoarse),
    }
}

/// Writes an instant as HL7 does, in local time with its offset.
pub fn format_time(instant: Timestamp) -> String {
    instant.to_zoned(STOCKHOLM.clone()).strftime("%Y%m%d%H%M%S%z").to_string()
}

/// The instants at which the local day of `instant` starts and the next one starts.
pub(crate) fn day_of(instant: Timestamp) -> (Timestamp, Timestamp) {
    let zoned = instant.to_zoned(STOCKHOLM.clone());
    let start = zoned.start_of_day();
    let end = start.as_ref().ok().and_then(|start| start.tomorrow().ok());
    // At the very ends of the calendar the instant itself is as good as any.
    let start = start.map_or(instant, |start| start.timestamp());
    (start, end.map_or(instant, |end| end.timestamp()))
}

fn parse_day(digits: &str) -> Result<Date, TimeFault> {
    // Four digits always fit: `number` gives at most 99 for the others.
    let year: i16 = digits.get(..4).and_then(|year| year.parse().ok()).ok_or(TimeFault::Format)?;
    Date::new(year, number(digits, 4..6), number(digits, 6..8)).map_err(|_| TimeFault::NoSuchTime)
}

/// Two digits, or 0 when the text ends before them.
fn number(digits: &str, range: std::ops::Range<usize>) -> i8 {
    digits.get(range).and_then(|two| two.parse().ok()).unwrap_or(0)
}

fn parse_fraction(fraction: Option<&str>, precision: Precision) -> Result<i32, TimeFault> {
    let Some(fraction) = fraction else { return Ok(0) };
    let is_digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if precision != Precision::Second || !is_digits || !(1..=9).contains(&fraction.len()) {
        return Err(TimeFault::Format);
    }
    format!("{fraction:0<9}").parse().map_err(|_| TimeFault::Format)
}

fn parse_offset(text: &str) -> Result<Offset, TimeFault> {
    let (sign, digits) = text.split_at(1);
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(TimeFault::Offset);
    }
    let (hours, minutes) = (i32::from(number(digits, 0..2)), i32::from(number(digits, 2..4)));
    // The widest offset in use is +14:00.
    if hours > 14 || minutes > 59 {
        return Err(TimeFault::Offset);
    }
    let seconds = (hours * 60 + minutes) * 60;
    Offset::from_seconds(if sign == "-" { -seconds } else { seconds })
        .map_err(|_| TimeFault::Offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn instant(text: &str) -> String {
        Hl7Time::parse(text).unwrap().instant.to_string()
    }

    #[test]
    fn an_offset_is_honoured() {
        assert_eq!(instant("198908181126+0215"), "1989-08-18T09:11:00Z");
        assert_eq!(instant("20210817151943.4+0200"), "2021-08-17T13:19:43.4Z");
        assert_eq!(instant("20210817151943-0330"), "2021-08-17T18:49:43Z");
    }

    #[test]
    fn without_an_offset_the_time_is_swedish() {
        assert_eq!(instant("20250422010000"), "2025-04-21T23:00:00Z");
        assert_eq!(instant("202501220100"), "2025-01-22T00:00:00Z");
        assert_eq!(instant("20250122"), "2025-01-21T23:00:00Z");
    }

    #[test]
    fn the_precision_is_kept() {
        let precision = |text| Hl7Time::parse(text).unwrap().precision;
        assert_eq!(precision("20250422"), Precision::Day);
        assert_eq!(precision("2025042207"), Precision::Minute);
        assert_eq!(precision("202504220715"), Precision::Minute);
        assert_eq!(precision("20250422071500"), Precision::Second);
    }

    #[test]
    fn the_hour_that_comes_twice_is_marked_unless_an_offset_tells() {
        assert!(Hl7Time::parse("20251026023000").unwrap().is_ambiguous);
        assert_eq!(instant("20251026023000"), "2025-10-26T00:30:00Z");
        assert!(!Hl7Time::parse("20251026023000+0100").unwrap().is_ambiguous);
        assert_eq!(instant("20250330023000"), "2025-03-30T01:30:00Z");
    }

    #[test]
    fn what_is_not_a_time_gives_its_reason() {
        let fault = |text| Hl7Time::parse(text).unwrap_err();
        assert_eq!(fault(""), TimeFault::Format);
        assert_eq!(fault("2025-04-22"), TimeFault::Offset);
        assert_eq!(fault("201610015080000"), TimeFault::Format);
        assert_eq!(fault("20250422.5"), TimeFault::Format);
        assert_eq!(fault("202504"), TimeFault::TooCoarse);
        assert_eq!(fault("20250230"), TimeFault::NoSuchTime);
        assert_eq!(fault("20250422240000"), TimeFault::NoSuchTime);
        assert_eq!(fault("202504220100+9900"), TimeFault::Offset);
    }

    #[test]
    fn a_birth_date_may_carry_a_clock_time() {
        assert_eq!(parse_date("198808181126+0215").unwrap().to_string(), "1988-08-18");
        assert_eq!(parse_date("1988"), Err(TimeFault::TooCoarse));
        assert_eq!(parse_date("19881318"), Err(TimeFault::NoSuchTime));
    }

    #[test]
    fn an_instant_is_written_in_local_time() {
        assert_eq!(format_time(Timestamp::UNIX_EPOCH), "19700101010000+0100");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([0-9]{0,16}[.]?[0-9]{0,10}[+-]?[0-9]{0,5}|.{0,20})") {
            let _ = (Hl7Time::parse(&text), parse_date(&text));
        }
    }
}
