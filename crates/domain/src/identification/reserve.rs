//! Reserve numbers (reservnummer), each in the system of the organisation that gave it out.

use std::fmt;

use jiff::civil::Date;

use super::reserve_kinds::{Birth, Check, KINDS, ReserveKind};
use super::{
    COORDINATION_NUMBER_OID, IdentifierError, PERSONAL_IDENTITY_NUMBER_OID, digits::check_digit,
};

const LONGEST_VALUE: usize = 64;
const LONGEST_SYSTEM: usize = 128;

/// A reserve number: for a person whose number is unknown or who has none (fact sheet 7.3).
///
/// Identity is (system, value). A known system has a rule that the value must follow; in any other
/// system, a local reserve number is whatever that organisation writes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReserveNumber {
    system: String,
    value: String,
}

impl ReserveNumber {
    /// Reads a reserve number of `system` (an OID, with or without `urn:oid:`, or an address).
    ///
    /// # Errors
    /// When the system is not readable or is one of the two national number systems, or the value
    /// is empty, too long, or against the rule of its system.
    pub fn parse(system: &str, text: &str) -> Result<Self, IdentifierError> {
        let system = known_oid(system)?;
        let text = text.trim();
        let value = match kind_of(&system) {
            _ if text.is_empty() => return Err(IdentifierError::Empty),
            _ if text.chars().count() > LONGEST_VALUE => {
                return Err(IdentifierError::ReserveTooLong);
            }
            Some(kind) => canonical(kind, text).ok_or(IdentifierError::ReserveFormat)?,
            None => text.to_owned(),
        };
        Self::from_stored(system, value)
    }

    /// Takes a value that an event holds. Only what any reserve number must be is asked, so that a
    /// rule that becomes stricter never makes an old event unreadable.
    pub(super) fn from_stored(system: String, value: String) -> Result<Self, IdentifierError> {
        if matches!(system.as_str(), PERSONAL_IDENTITY_NUMBER_OID | COORDINATION_NUMBER_OID)
            || !is_readable(&system)
        {
            return Err(IdentifierError::System);
        }
        match value.chars().count() {
            0 => Err(IdentifierError::Empty),
            1..=LONGEST_VALUE if value.chars().any(char::is_control) => {
                Err(IdentifierError::UnexpectedCharacter)
            }
            1..=LONGEST_VALUE => Ok(Self { system, value }),
            _ => Err(IdentifierError::ReserveTooLong),
        }
    }

    /// Returns the OID (or the address, for a system that has none).
    #[must_use]
    pub fn system(&self) -> &str {
        &self.system
    }

    /// Returns the value: without a hyphen when the system is known, else as given.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Returns the value as its system writes it.
    #[must_use]
    pub fn display(&self) -> String {
        let hyphen_at = self.value.len().checked_sub(4);
        match (self.kind(), hyphen_at) {
            (Some(kind), Some(at)) if kind.hyphen && self.value.is_char_boundary(at) => {
                format!("{}-{}", &self.value[..at], &self.value[at..])
            }
            _ => self.value.clone(),
        }
    }

    /// Returns the birth date where the rule of the system says that the value tells it.
    #[must_use]
    pub fn birth_date(&self) -> Option<Date> {
        let kind = self.kind()?;
        let field = |from: usize, to: usize| self.value.get(from..to)?.parse::<i16>().ok();
        let year = match kind.birth {
            Birth::Unknown => return None,
            Birth::FirstEight => field(0, 4)?,
            // Century plus 3, 6, … 78; 00 when the birth date is unknown (fact sheet 7.3).
            Birth::ShiftedCentury => match field(0, 2)? {
                22..=97 if field(0, 2)? % 3 == 1 => 1900 + field(2, 4)?,
                23..=98 if field(0, 2)? % 3 == 2 => 2000 + field(2, 4)?,
                _ => return None,
            },
        };
        let (month, day) = (i8::try_from(field(4, 6)?).ok()?, i8::try_from(field(6, 8)?).ok()?);
        Date::new(year, month, day).ok()
    }

    /// Says whether the system sets the value aside for tests: Värmland ends such numbers with a
    /// digit (fact sheet 7.3).
    #[must_use]
    pub fn is_test_number(&self) -> bool {
        self.kind().is_some_and(|kind| kind.last_digit_is_test)
            && self.value.ends_with(|last: char| last.is_ascii_digit())
    }

    fn kind(&self) -> Option<&'static ReserveKind> {
        kind_of(&self.system)
    }
}

/// Hides the number.
impl fmt::Debug for ReserveNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReserveNumber({}, …)", self.system)
    }
}

/// Returns the one name of a system: its OID where it has one.
pub(super) fn known_oid(system: &str) -> Result<String, IdentifierError> {
    let system = system.trim();
    if !is_readable(system) {
        return Err(IdentifierError::System);
    }
    let oid = match system {
        "http://electronichealth.se/identifier/personnummer" => PERSONAL_IDENTITY_NUMBER_OID,
        "http://electronichealth.se/identifier/samordningsnummer" => COORDINATION_NUMBER_OID,
        _ => KINDS.iter().find(|kind| kind.address == Some(system)).map_or_else(
            || match system.get(..8) {
                Some(prefix) if prefix.eq_ignore_ascii_case("urn:oid:") => &system[8..],
                _ => system,
            },
            |kind| kind.system,
        ),
    };
    if oid.is_empty() { Err(IdentifierError::System) } else { Ok(oid.to_owned()) }
}

fn is_readable(system: &str) -> bool {
    (1..=LONGEST_SYSTEM).contains(&system.len())
        && system.bytes().all(|byte| byte.is_ascii_graphic())
}

fn kind_of(system: &str) -> Option<&'static ReserveKind> {
    KINDS.iter().find(|kind| kind.system == system)
}

/// Returns the value without its hyphen when it follows the rule, also typed in small letters.
fn canonical(kind: &ReserveKind, text: &str) -> Option<String> {
    if !text.is_ascii() {
        return None;
    }
    let compact = match text.find('-') {
        Some(at) if at + 5 == text.len() => format!("{}{}", &text[..at], &text[at + 1..]),
        _ => text.to_owned(),
    };
    let upper = compact.to_ascii_uppercase();
    [compact, upper].into_iter().find(|value| follows(kind, value))
}

fn follows(kind: &ReserveKind, value: &str) -> bool {
    kind.patterns.iter().any(|pattern| matches(pattern.as_bytes(), value.as_bytes()))
        && match kind.check {
            Check::None => true,
            Check::Luhn { from } => luhn_holds(&value.as_bytes()[from..]),
        }
}

/// Checks the last digit. Västra Götaland's letters count as 5, 7 and 8 (fact sheet 7.3).
fn luhn_holds(value: &[u8]) -> bool {
    let digits: Vec<u8> = value
        .iter()
        .map(|character| match character {
            b'K' => b'5',
            b'M' => b'7',
            b'X' => b'8',
            other => *other,
        })
        .collect();
    match digits.split_last() {
        Some((last, front)) if digits.iter().all(u8::is_ascii_digit) => {
            check_digit(front) == last - b'0'
        }
        _ => false,
    }
}

/// Matches a whole value against a pattern of [`KINDS`].
pub(super) fn matches(pattern: &[u8], value: &[u8]) -> bool {
    let Some((first, pattern_rest)) = pattern.split_first() else { return value.is_empty() };
    let closing = |end: u8| pattern_rest.iter().position(|byte| *byte == end);
    match (first, value.split_first()) {
        (b'#', Some((character, rest))) => {
            character.is_ascii_digit() && matches(pattern_rest, rest)
        }
        (b'[', Some((character, rest))) => closing(b']').is_some_and(|end| {
            is_in_class(&pattern_rest[..end], *character) && matches(&pattern_rest[end + 1..], rest)
        }),
        (b'{', Some(_)) => closing(b'}').is_some_and(|end| {
            let width = end / 2;
            let (low, high) = (&pattern_rest[..width], &pattern_rest[width + 1..end]);
            value.split_at_checked(width).is_some_and(|(number, rest)| {
                // Digits of one width compare like numbers.
                number.iter().all(u8::is_ascii_digit)
                    && (low..=high).contains(&number)
                    && matches(&pattern_rest[end + 1..], rest)
            })
        }),
        (literal, Some((character, rest))) => literal == character && matches(pattern_rest, rest),
        (_, None) => false,
    }
}

fn is_in_class(class: &[u8], character: u8) -> bool {
    match class {
        [low, b'-', high, rest @ ..] => {
            (low..=high).contains(&&character) || is_in_class(rest, character)
        }
        [one, rest @ ..] => *one == character || is_in_class(rest, character),
        [] => false,
    }
}
