//! Times of a file: ISO 8601, with an offset or as local time in Stockholm.

use brygga_domain::moment::{Moment, MomentError};
use jiff::Timestamp;
use jiff::civil::Time;

const FORM: &str = "is not a time like 2025-04-30T14:05 or 2025-04-30T14:05:00+02:00";

/// Reads a time. Local time is Stockholm's: a time that the clock skips in spring is refused, and of
/// the hour that occurs twice in autumn the earlier is taken and marked so ([`Moment::parse_local`]);
/// an offset says which. A day without a time is refused, since noon decides over a day (definition 7).
pub(super) fn read(text: &str, now: Timestamp) -> Result<Moment, &'static str> {
    let (date, rest) = text.split_at_checked(10).ok_or(FORM)?;
    if rest.is_empty() {
        return Err("is a day without a time; write the time too");
    }
    let clock = rest.strip_prefix(['T', 't', ' ']).ok_or(FORM)?;
    let moment = match clock.find(['Z', 'z', '+', '-']) {
        Some(at) => with_offset(date, &clock[..at], &clock[at..])?,
        None => local(date, time_of_day(clock)?)?,
    };
    if moment.instant > now {
        return Err("lies in the future");
    }
    Ok(Moment { text: Some(text.to_owned()), ..moment })
}

fn with_offset(date: &str, clock: &str, offset: &str) -> Result<Moment, &'static str> {
    time_of_day(clock)?;
    if offset.contains('[') {
        return Err(FORM);
    }
    let at: Timestamp = format!("{date}T{clock}{offset}").parse().map_err(|_| FORM)?;
    // The same span of years as for local times.
    if !(-5_364_662_400..7_258_118_400).contains(&at.as_second()) {
        return Err("there is no such date");
    }
    Ok(Moment::from_instant(at))
}

fn time_of_day(clock: &str) -> Result<Time, &'static str> {
    let is_shape = clock.bytes().all(|byte| byte.is_ascii_digit() || byte == b':' || byte == b'.');
    if !is_shape || clock.as_bytes().get(2) != Some(&b':') {
        return Err(FORM);
    }
    clock.parse().map_err(|_| FORM)
}

/// To the minute as people write it, then the seconds.
fn local(date: &str, time: Time) -> Result<Moment, &'static str> {
    let minute = format!("{:02}:{:02}", time.hour(), time.minute());
    let read = Moment::parse_local(date, &minute).map_err(|error| match error {
        MomentError::NoSuchDate => "there is no such date",
        MomentError::Skipped => "the clock skips this time when summer time begins",
        MomentError::DateFormat | MomentError::TimeFormat | MomentError::NoSuchTime => FORM,
    })?;
    let seconds = i64::from(time.second()) * 1_000 + i64::from(time.millisecond());
    let instant = read.instant.as_millisecond().saturating_add(seconds);
    let instant = Timestamp::from_millisecond(instant).map_err(|_| FORM)?;
    Ok(Moment { instant, ..read })
}
