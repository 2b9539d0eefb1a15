//! Numbers that nobody has: the official lists, and the never-issued birth number 000.
//!
//! The lists are Skatteverket's (CC0); `testdata/identity/README.md` says how they are kept.

use jiff::civil::Date;

use super::digits::Twelve;
use super::{CoordinationNumber, IdentifierError, PersonalIdentityNumber};

/// Official test personal identity numbers, twelve digits a line, ascending: birth years 1890–2023,
/// about 1 300 of them 1930–1965. Not the whole list: the series with birth numbers 238 and 239
/// from 1976 is kept as bits and only sampled here.
pub const OFFICIAL_TEST_NUMBERS: &str =
    include_str!("../../testdata/identity/personal_identity_numbers.txt");

/// All official test coordination numbers, twelve digits a line, ascending.
pub const OFFICIAL_TEST_COORDINATION_NUMBERS: &str =
    include_str!("../../testdata/identity/coordination_numbers.txt");

/// One line a month from January 1976: month, and the days that have 238 and 239 as bits.
const SERIES: &str = include_str!("../../testdata/identity/series_238_239.txt");
const SERIES_FIRST_YEAR: i16 = 1976;
const SERIES_LINE_BYTES: usize = "197601 fffffffc fffffffe\n".len();
const NUMBER_LINE_BYTES: usize = 13;

/// Returns the official test numbers kept in [`OFFICIAL_TEST_NUMBERS`], oldest first.
pub fn official() -> impl Iterator<Item = PersonalIdentityNumber> {
    OFFICIAL_TEST_NUMBERS.lines().filter_map(stored)
}

/// Returns the official test numbers of one birth year, oldest first.
pub fn official_born_in(year: i16) -> impl Iterator<Item = PersonalIdentityNumber> {
    let prefix = format!("{year:04}");
    let from = lines_before(OFFICIAL_TEST_NUMBERS, &prefix) * NUMBER_LINE_BYTES;
    let rest = OFFICIAL_TEST_NUMBERS.get(from..).unwrap_or_default();
    rest.lines().take_while(move |line| line.starts_with(&prefix)).filter_map(stored)
}

/// Returns the official test coordination numbers, oldest first.
pub fn official_coordination() -> impl Iterator<Item = CoordinationNumber> {
    OFFICIAL_TEST_COORDINATION_NUMBERS
        .lines()
        .filter_map(|line| CoordinationNumber::from_digits(Twelve::from_canonical(line).ok()?).ok())
}

/// Makes a test number of a birth date and a birth number: 000, which is never issued, or one of
/// the test numbers 980–999. No other birth number is taken, so that this can never make the number
/// of a living person.
///
/// # Errors
/// [`IdentifierError::BirthNumber`] for any other birth number, [`IdentifierError::Century`] for a
/// birth outside 1800–2099.
pub fn with_check_digit(
    birth: Date,
    birth_number: u16,
) -> Result<PersonalIdentityNumber, IdentifierError> {
    if !i16::try_from(birth_number).is_ok_and(is_reserved) {
        return Err(IdentifierError::BirthNumber);
    }
    let digits = Twelve::with_check_digit(birth, birth_number)?;
    PersonalIdentityNumber::from_digits_or_never_issued(digits)
}

/// Says whether no person can have the birth number: 000 is never issued, 980–999 are for tests.
pub(super) fn is_reserved(birth_number: i16) -> bool {
    matches!(birth_number, 0 | 980..=999)
}

/// Says whether the number is on the official list.
pub(super) fn is_listed(number: &PersonalIdentityNumber) -> bool {
    is_in_series(number) || holds(OFFICIAL_TEST_NUMBERS, number.value())
}

/// Says whether the coordination number is on the official list.
pub(super) fn is_listed_coordination(value: &str) -> bool {
    holds(OFFICIAL_TEST_COORDINATION_NUMBERS, value)
}

fn stored(line: &str) -> Option<PersonalIdentityNumber> {
    PersonalIdentityNumber::from_digits_or_never_issued(Twelve::from_canonical(line).ok()?).ok()
}

fn is_in_series(number: &PersonalIdentityNumber) -> bool {
    let column = match number.birth_number() {
        238 => 7..15,
        239 => 16..24,
        _ => return false,
    };
    let birth = number.birth_date();
    let month = (birth.year() - SERIES_FIRST_YEAR) * 12 + i16::from(birth.month()) - 1;
    usize::try_from(month)
        .ok()
        .and_then(|month| SERIES.get(month * SERIES_LINE_BYTES..)?.get(column))
        .and_then(|bits| u32::from_str_radix(bits, 16).ok())
        .is_some_and(|bits| bits >> birth.day() & 1 == 1)
}

fn holds(list: &str, number: &str) -> bool {
    let at = lines_before(list, number) * NUMBER_LINE_BYTES;
    list.get(at..at + number.len()) == Some(number)
}

/// Returns how many lines of an ascending list of numbers come before `text`.
fn lines_before(list: &str, text: &str) -> usize {
    let (mut low, mut high) = (0, list.len() / NUMBER_LINE_BYTES);
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = middle * NUMBER_LINE_BYTES;
        if list.get(start..start + NUMBER_LINE_BYTES - 1) < Some(text) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
