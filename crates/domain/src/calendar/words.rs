//! Times and lengths of time in words, in Swedish and English, given what time it is.
//!
//! The day of a time is told first (`idag 15:00`, `mån 23 nov`), the year only when it is another;
//! a length has two units at most (`2 tim 18 min`, `2 dygn 20 tim`, `18 tim`).

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

use super::{local_date, to_local};

/// The language of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Swedish,
    English,
}

/// A day or a time as it is spoken of at a certain moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    pub day: Day,
    /// Missing when only the day is known or wanted.
    pub time: Option<Time>,
}

/// A day seen from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    Yesterday,
    Today,
    Tomorrow,
    /// A day of this year.
    InYear(Date),
    /// A day of another year.
    InOtherYear(Date),
}

/// Returns an instant as a local day and time, seen from `now`.
#[must_use]
pub fn at(instant: Timestamp, now: Timestamp) -> When {
    let local = to_local(instant);
    When { time: Some(local.time()), ..on(local.date(), now) }
}

/// Returns a local day without time, seen from `now`.
#[must_use]
pub fn on(date: Date, now: Timestamp) -> When {
    let today = local_date(now);
    let day = match (date - today).get_days() {
        -1 => Day::Yesterday,
        0 => Day::Today,
        1 => Day::Tomorrow,
        _ if date.year() == today.year() => Day::InYear(date),
        _ => Day::InOtherYear(date),
    };
    When { day, time: None }
}

impl When {
    /// Returns the words: `idag 15:00`, `imorgon`, `tors 19 nov 10:20`, `mån 4 jan 2027`.
    #[must_use]
    pub fn render(self, language: Language) -> String {
        let swedish = language == Language::Swedish;
        let day = match self.day {
            Day::Yesterday => if swedish { "igår" } else { "yesterday" }.to_owned(),
            Day::Today => if swedish { "idag" } else { "today" }.to_owned(),
            Day::Tomorrow => if swedish { "imorgon" } else { "tomorrow" }.to_owned(),
            Day::InYear(date) => date_words(date, language),
            Day::InOtherYear(date) => format!("{} {}", date_words(date, language), date.year()),
        };
        match self.time {
            Some(time) => format!("{day} {:02}:{:02}", time.hour(), time.minute()),
            None => day,
        }
    }
}

fn date_words(date: Date, language: Language) -> String {
    const SWEDISH_DAYS: [&str; 7] = ["mån", "tis", "ons", "tors", "fre", "lör", "sön"];
    const ENGLISH_DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const SWEDISH_MONTHS: [&str; 12] =
        ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"];
    const ENGLISH_MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (days, months) = match language {
        Language::Swedish => (SWEDISH_DAYS, SWEDISH_MONTHS),
        Language::English => (ENGLISH_DAYS, ENGLISH_MONTHS),
    };
    let weekday = date.weekday().to_monday_zero_offset().unsigned_abs();
    let month = date.month().unsigned_abs() - 1;
    format!("{} {} {}", days[usize::from(weekday)], date.day(), months[usize::from(month)])
}

/// A length of time in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length {
    minutes: u64,
}

impl Length {
    /// Returns the length of a duration without its sign, cut to whole minutes.
    #[must_use]
    pub fn of(duration: SignedDuration) -> Self {
        Self { minutes: duration.as_mins().unsigned_abs() }
    }

    /// Returns the words with two units at most: `42 min`, `2 tim 18 min`, `18 tim` (from 12 hours
    /// on, minutes are left out), `2 dygn 20 tim`.
    #[must_use]
    pub fn render(self, language: Language) -> String {
        let (day, hour) = match language {
            Language::Swedish => ("dygn", "tim"),
            Language::English => (if self.minutes < 2 * 24 * 60 { "day" } else { "days" }, "h"),
        };
        let (days, hours, minutes) =
            (self.minutes / (24 * 60), self.minutes / 60 % 24, self.minutes % 60);
        match (days, hours, minutes) {
            (0, 0, minutes) => format!("{minutes} min"),
            (0, 12.., _) | (0, _, 0) => format!("{hours} {hour}"),
            (0, _, _) => format!("{hours} {hour} {minutes} min"),
            (_, 0, _) => format!("{days} {day}"),
            (_, _, _) => format!("{days} {day} {hours} {hour}"),
        }
    }
}

/// How a due time stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    Left(Length),
    /// The minute of the due time itself.
    Now,
    Late(Length),
}

/// Returns how long it is to a due time, or how late it is. Seconds are left out of both times, so
/// that the length agrees with the two clock times a reader sees.
#[must_use]
pub fn due(due_at: Timestamp, now: Timestamp) -> Due {
    let left = minutes_between(now, due_at);
    match left.as_mins() {
        0 => Due::Now,
        1.. => Due::Left(Length::of(left)),
        _ => Due::Late(Length::of(left)),
    }
}

impl Due {
    /// Returns the words: `2 tim 18 min`, `nu`, `42 min försenad`.
    #[must_use]
    pub fn render(self, language: Language) -> String {
        match (self, language) {
            (Self::Left(length), _) => length.render(language),
            (Self::Now, Language::Swedish) => "nu".to_owned(),
            (Self::Now, Language::English) => "now".to_owned(),
            (Self::Late(length), Language::Swedish) => {
                format!("{} försenad", length.render(language))
            }
            (Self::Late(length), Language::English) => format!("{} late", length.render(language)),
        }
    }

    /// Returns the words in a sentence: `om 3 tim 18 min`, `nu`, `för 1 dygn 3 tim sedan`.
    #[must_use]
    pub fn render_in_sentence(self, language: Language) -> String {
        match (self, language) {
            (Self::Now, _) => self.render(language),
            (Self::Left(length), Language::Swedish) => format!("om {}", length.render(language)),
            (Self::Left(length), Language::English) => format!("in {}", length.render(language)),
            (Self::Late(length), Language::Swedish) => {
                format!("för {} sedan", length.render(language))
            }
            (Self::Late(length), Language::English) => format!("{} ago", length.render(language)),
        }
    }
}

/// Returns the time from one instant to another, each cut to its minute.
fn minutes_between(from: Timestamp, until: Timestamp) -> SignedDuration {
    let minute = |instant: Timestamp| instant.as_second().div_euclid(60);
    SignedDuration::from_mins(minute(until) - minute(from))
}
