//! Public holidays, computed from rules that carry the year from which they hold.

use jiff::Span;
use jiff::civil::{Date, Weekday};

/// A named public holiday (lag (1989:253); fact sheet 9). An ordinary Sunday is a public holiday
/// without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holiday {
    NewYearsDay,
    Epiphany,
    GoodFriday,
    EasterSunday,
    EasterMonday,
    FirstOfMay,
    AscensionDay,
    Pentecost,
    WhitMonday,
    NationalDay,
    MidsummerDay,
    AllSaintsDay,
    ChristmasDay,
    BoxingDay,
}

impl Holiday {
    /// Returns the day's Swedish name.
    #[must_use]
    pub fn swedish(self) -> &'static str {
        match self {
            Self::NewYearsDay => "nyårsdagen",
            Self::Epiphany => "trettondedag jul",
            Self::GoodFriday => "långfredagen",
            Self::EasterSunday => "påskdagen",
            Self::EasterMonday => "annandag påsk",
            Self::FirstOfMay => "första maj",
            Self::AscensionDay => "Kristi himmelsfärdsdag",
            Self::Pentecost => "pingstdagen",
            Self::WhitMonday => "annandag pingst",
            Self::NationalDay => "nationaldagen",
            Self::MidsummerDay => "midsommardagen",
            Self::AllSaintsDay => "alla helgons dag",
            Self::ChristmasDay => "juldagen",
            Self::BoxingDay => "annandag jul",
        }
    }
}

/// When in the year a holiday falls.
#[derive(Clone, Copy)]
enum Falls {
    On { month: i8, day: i8 },
    DaysAfterEaster(i32),
    SaturdayFrom { month: i8, day: i8 },
}

/// One rule and the years in which it holds.
struct Rule {
    holiday: Holiday,
    falls: Falls,
    from: i16,
    until: i16,
}

const fn since(from: i16, holiday: Holiday, falls: Falls) -> Rule {
    Rule { holiday, falls, from, until: i16::MAX }
}

/// The rules of lag (1989:253). The moving of days before 1953 is left out: no chain is that old.
const RULES: &[Rule] = &[
    since(0, Holiday::NewYearsDay, Falls::On { month: 1, day: 1 }),
    since(0, Holiday::Epiphany, Falls::On { month: 1, day: 6 }),
    since(0, Holiday::GoodFriday, Falls::DaysAfterEaster(-2)),
    since(0, Holiday::EasterSunday, Falls::DaysAfterEaster(0)),
    since(0, Holiday::EasterMonday, Falls::DaysAfterEaster(1)),
    since(1939, Holiday::FirstOfMay, Falls::On { month: 5, day: 1 }),
    since(0, Holiday::AscensionDay, Falls::DaysAfterEaster(39)),
    since(0, Holiday::Pentecost, Falls::DaysAfterEaster(49)),
    // Annandag pingst gave way to the national day in 2005.
    Rule { holiday: Holiday::WhitMonday, falls: Falls::DaysAfterEaster(50), from: 0, until: 2004 },
    since(2005, Holiday::NationalDay, Falls::On { month: 6, day: 6 }),
    since(1953, Holiday::MidsummerDay, Falls::SaturdayFrom { month: 6, day: 20 }),
    since(1953, Holiday::AllSaintsDay, Falls::SaturdayFrom { month: 10, day: 31 }),
    since(0, Holiday::ChristmasDay, Falls::On { month: 12, day: 25 }),
    since(0, Holiday::BoxingDay, Falls::On { month: 12, day: 26 }),
];

/// Returns the named public holiday on a date. Where two fall together, the first in the year's
/// order of rules (Ascension Day and the first of May: the first of May).
#[must_use]
pub fn holiday(date: Date) -> Option<Holiday> {
    let holds = |rule: &&Rule| (rule.from..=rule.until).contains(&date.year());
    RULES.iter().filter(holds).find(|rule| falls_on(rule.falls, date)).map(|rule| rule.holiday)
}

/// Says whether a date is a public holiday: a Sunday or a named one (lag (1989:253) 1 §).
#[must_use]
pub fn is_public_holiday(date: Date) -> bool {
    date.weekday() == Weekday::Sunday || holiday(date).is_some()
}

/// Says whether a date is midsummer eve, Christmas eve or New Year's eve: not public holidays, but
/// treated like them by lag (1930:173) 2 § and free from work in practice.
#[must_use]
pub fn is_eve_off_work(date: Date) -> bool {
    match (date.month(), date.day()) {
        (12, 24 | 31) => true,
        (6, _) => date.tomorrow().is_ok_and(|next| holiday(next) == Some(Holiday::MidsummerDay)),
        _ => false,
    }
}

fn falls_on(falls: Falls, date: Date) -> bool {
    match falls {
        Falls::On { month, day } => (date.month(), date.day()) == (month, day),
        Falls::DaysAfterEaster(days) => {
            date.checked_sub(Span::new().days(days)).is_ok_and(is_easter_sunday)
        }
        // The Saturday of the seven days from there: 20–26 June, 31 October–6 November.
        Falls::SaturdayFrom { month, day } => {
            date.weekday() == Weekday::Saturday
                && Date::new(date.year(), month, day)
                    .is_ok_and(|from| (0..7).contains(&(date - from).get_days()))
        }
    }
}

/// Says whether a date is Easter Sunday (the Gregorian computus of Meeus, Jones and Butcher).
fn is_easter_sunday(date: Date) -> bool {
    if date.weekday() != Weekday::Sunday || !matches!(date.month(), 3 | 4) {
        return false;
    }
    let year = i32::from(date.year());
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 19 * l).div_euclid(433);
    let month = (h + l - 7 * m + 90).div_euclid(25);
    let day = (h + l - 7 * m + 33 * month + 19).rem_euclid(32);
    (i32::from(date.month()), i32::from(date.day())) == (month, day)
}
