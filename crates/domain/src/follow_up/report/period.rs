//! Months and periods of whole months, in local time.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::{Serialize, Serializer};

use crate::calendar::{iso_week, local_date};

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month that a date lies in.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// Reads `2025-04`, from the year 1900 to 2199.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        let fits = (1900..2200).contains(&year) && (1..=12).contains(&month);
        fits.then_some(Self { year, month })
    }

    /// From the number of a month: 2025-04 is 202504. What is no month is the nearest one.
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        let year = i16::try_from(number / 100).unwrap_or(i16::MAX).min(9_999);
        let month = i8::try_from(number % 100).unwrap_or(12).clamp(1, 12);
        Self { year, month }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub const fn month(self) -> i8 {
        self.month
    }

    /// The first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or(Date::MAX)
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// So many months later, or earlier.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self::of(self.first_day().saturating_add(Span::new().months(months)))
    }

    /// Months from `self` to `other`; negative when it lies before.
    #[must_use]
    pub fn until(self, other: Self) -> i32 {
        let number = |it: Self| i32::from(it.year) * 12 + i32::from(it.month);
        number(other) - number(self)
    }

    /// Says whether the month is whole: over, and the week of its last day too, so that whoever was
    /// ready in it and stays is known to stay.
    #[must_use]
    pub fn is_whole(self, as_of: Timestamp) -> bool {
        iso_week(local_date(as_of)) > iso_week(self.last_day())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The most months that one report covers: ten years.
pub const LONGEST_PERIOD: i32 = 120;

/// Months in a row, at least one and at most [`LONGEST_PERIOD`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Period {
    from: Month,
    to: Month,
}

impl Period {
    /// From the first day of one month to the last of another. `None` when the last is before the
    /// first, or the period too long.
    #[must_use]
    pub fn new(from: Month, to: Month) -> Option<Self> {
        (0..LONGEST_PERIOD).contains(&from.until(to)).then_some(Self { from, to })
    }

    /// The last so many months until `to`.
    #[must_use]
    pub fn ending(to: Month, months: i32) -> Self {
        let months = months.clamp(1, LONGEST_PERIOD);
        Self { from: to.plus(1 - months), to }
    }

    /// The first month.
    #[must_use]
    pub const fn from(self) -> Month {
        self.from
    }

    /// The last month.
    #[must_use]
    pub const fn to(self) -> Month {
        self.to
    }

    /// How many months.
    #[must_use]
    pub fn len(self) -> usize {
        usize::try_from(self.from.until(self.to) + 1).unwrap_or(1)
    }

    /// Never: there is always a month.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        false
    }

    /// The months in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (0..).map(move |n| self.from.plus(n)).take(self.len())
    }

    /// Where a month stands in the period.
    #[must_use]
    pub fn position(self, month: Month) -> Option<usize> {
        let at = usize::try_from(self.from.until(month)).ok()?;
        (at < self.len()).then_some(at)
    }

    /// As many months right before.
    #[must_use]
    pub fn before(self) -> Self {
        Self::ending(self.from.plus(-1), self.from.until(self.to) + 1)
    }

    /// The same months of the year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self { from: self.from.plus(-12), to: self.to.plus(-12) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::local;
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_month_is_written_and_read_in_one_way() {
        assert_eq!(month("2025-04").to_string(), "2025-04");
        for wrong in ["2025-4", "2025-13", "2025-00", "25-04", "2025", "2025-04-01", "+025-04"] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
        assert_eq!(month("2025-11").plus(3), month("2026-02"));
        assert_eq!(month("2026-02").plus(-14), month("2024-12"));
        assert_eq!(month("2024-02").last_day().day(), 29);
        assert_eq!(Month::from_number(202_402), month("2024-02"));
    }

    #[test]
    fn a_month_is_whole_when_the_week_of_its_last_day_is_over() {
        // April 2025 ends on a Wednesday: whoever was ready then and stays is known on 5 May.
        assert!(!month("2025-04").is_whole(local("2025-05-04 23:59")));
        assert!(month("2025-04").is_whole(local("2025-05-05 00:00")));
        // The last week of 2026 is week 53.
        assert!(!month("2026-12").is_whole(local("2027-01-03 23:59")));
        assert!(month("2026-12").is_whole(local("2027-01-04 00:00")));
    }

    #[test]
    fn a_period_has_at_least_a_month_and_one_like_it_before() {
        let year = Period::new(month("2025-12"), month("2026-11")).unwrap();
        assert_eq!(year.len(), 12);
        assert_eq!(year.months().last(), Some(month("2026-11")));
        assert_eq!(
            (year.before().from(), year.before().to()),
            (month("2024-12"), month("2025-11"))
        );
        assert_eq!(year.year_before(), year.before());
        assert_eq!(year.position(month("2026-01")), Some(1));
        assert_eq!(year.position(month("2026-12")), None);
        assert_eq!(year.position(month("2025-11")), None);
        assert_eq!(Period::new(month("2025-12"), month("2025-11")), None);
        assert_eq!(Period::new(month("1950-01"), month("2025-11")), None);
        assert_eq!(Period::ending(month("2026-11"), 12), year);
    }
}
