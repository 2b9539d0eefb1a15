//! Staffed hours as a registry file writes them: `mon-fri 07:30-16:30` or `always`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::{OnHolidays, Opening, StaffedHours};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const ALSO_HOLIDAYS: &str = "also holidays";
const ALWAYS: &str = "always";

/// When a unit has staff (definitions 10), in one line of text.
///
/// `always`, or parts with a comma between: a day or a stretch of days with one or more openings
/// (`mon-fri 07:00-12:00 13:00-16:30`), and `also holidays` where the unit keeps its hours on
/// public holidays and the three eves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StaffedHoursSpec {
    /// The one form of the text.
    text: String,
    hours: StaffedHours,
}

type Days = [Vec<Opening>; 7];

/// Why a text is no staffed hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "staffed hours are written like \"mon-fri 07:30-16:30, sat 08:00-12:00\", with \"also \
     holidays\" last where the unit is open then too, or \"always\""
)]
pub struct InvalidStaffedHoursSpec;

impl StaffedHoursSpec {
    /// Reads the text.
    ///
    /// # Errors
    /// When it is written in another way, openings overlap, or nothing is open in the whole week.
    pub fn parse(text: &str) -> Result<Self, InvalidStaffedHoursSpec> {
        if text.trim() == ALWAYS {
            return Ok(Self { text: ALWAYS.to_owned(), hours: StaffedHours::Always });
        }
        let mut days = Days::default();
        let mut holidays = OnHolidays::Closed;
        for part in text.split(',').map(str::trim) {
            if part == ALSO_HOLIDAYS {
                holidays = OnHolidays::Open;
                continue;
            }
            let mut words = part.split_whitespace();
            let (first, last) = words.next().and_then(stretch).ok_or(InvalidStaffedHoursSpec)?;
            let openings: Vec<Opening> = words
                .map(Opening::parse)
                .collect::<Result<_, _>>()
                .map_err(|_| InvalidStaffedHoursSpec)?;
            if openings.is_empty() {
                return Err(InvalidStaffedHoursSpec);
            }
            for day in &mut days[first..=last] {
                day.extend(&openings);
                day.sort_unstable();
            }
        }
        let text = shown(&days, holidays);
        match StaffedHours::weekly(days, holidays) {
            Ok(hours) => Ok(Self { text, hours }),
            Err(_) => Err(InvalidStaffedHoursSpec),
        }
    }

    /// The hours, to count with.
    pub const fn hours(&self) -> &StaffedHours {
        &self.hours
    }
}

fn stretch(text: &str) -> Option<(usize, usize)> {
    let day = |name: &str| DAYS.iter().position(|day| *day == name);
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (day(first)?, day(last)?),
        None => (day(text)?, day(text)?),
    };
    (first <= last).then_some((first, last))
}

/// Days that follow each other with the same openings are written as one stretch.
fn shown(days: &Days, holidays: OnHolidays) -> String {
    let mut parts = Vec::new();
    let mut first = 0;
    while first < days.len() {
        let same = days[first..].iter().take_while(|day| **day == days[first]).count();
        let last = first + same - 1;
        if !days[first].is_empty() {
            let mut part = DAYS[first].to_owned();
            if last > first {
                part = format!("{part}-{}", DAYS[last]);
            }
            for opening in &days[first] {
                part = format!("{part} {opening}");
            }
            parts.push(part);
        }
        first = last + 1;
    }
    if holidays == OnHolidays::Open {
        parts.push(ALSO_HOLIDAYS.to_owned());
    }
    parts.join(", ")
}

impl fmt::Display for StaffedHoursSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for StaffedHoursSpec {
    type Error = InvalidStaffedHoursSpec;

    fn try_from(text: String) -> Result<Self, InvalidStaffedHoursSpec> {
        Self::parse(&text)
    }
}

impl From<StaffedHoursSpec> for String {
    fn from(spec: StaffedHoursSpec) -> Self {
        spec.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staffed_hours_read_back_in_their_one_form() {
        for (written, shown) in [
            ("always", "always"),
            ("mon-fri 07:30-16:30", "mon-fri 07:30-16:30"),
            ("mon-thu 08:00-16:00, fri 08:00-16:00", "mon-fri 08:00-16:00"),
            ("mon 13:00-16:00 08:00-12:00", "mon 08:00-12:00 13:00-16:00"),
            ("mon-sun 07:00-21:00, also holidays", "mon-sun 07:00-21:00, also holidays"),
            ("sat 08:00-12:00,mon-fri 00:00-24:00", "mon-fri 00:00-24:00, sat 08:00-12:00"),
        ] {
            let spec = StaffedHoursSpec::parse(written).unwrap();
            assert_eq!(spec.to_string(), shown);
            assert_eq!(StaffedHoursSpec::parse(shown), Ok(spec));
        }
    }

    #[test]
    fn staffed_hours_that_cannot_be_are_refused() {
        for wrong in [
            "",
            "never",
            "mon",
            "also holidays",
            "fri-mon 08:00-16:00",
            "mon 16:00-08:00",
            "mon 8-16",
            "mon 08:00-24:30",
            "mon 08:00-12:00 11:00-13:00",
            "mon 08:00-12:00, mon-fri 11:00-13:00",
        ] {
            assert_eq!(StaffedHoursSpec::parse(wrong), Err(InvalidStaffedHoursSpec), "{wrong}");
        }
    }
}
