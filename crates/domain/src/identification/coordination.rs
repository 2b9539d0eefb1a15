//! Coordination numbers (samordningsnummer).

use std::fmt;

use jiff::civil::Date;

use super::digits::Twelve;
use super::{IdentifierError, testnumbers};

/// A coordination number (samordningsnummer): lag (2022:1697) 2 kap. 8 §, 60 added to the day.
///
/// The birth date can be unknown in part (month 00, day 60) and the official test numbers also hold
/// days that do not exist in their month; all of them are taken. A dormant number is still the
/// person's number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CoordinationNumber(Twelve);

impl CoordinationNumber {
    /// Reads a coordination number. The century of ten digits follows from `on`, the local date
    /// today.
    ///
    /// # Errors
    /// Says what is wrong in the number, never the number.
    pub fn parse(text: &str, on: Date) -> Result<Self, IdentifierError> {
        Self::from_digits(Twelve::read(text, on)?)
    }

    pub(super) fn from_digits(digits: Twelve) -> Result<Self, IdentifierError> {
        if digits.day() < 60 {
            return Err(IdentifierError::IsPersonalIdentityNumber);
        }
        Ok(Self(digits))
    }

    /// Returns the twelve digits.
    #[must_use]
    pub fn value(&self) -> &str {
        self.0.as_str()
    }

    /// Returns `YYYYMMDD-NNNN`, the day with its 60.
    #[must_use]
    pub fn display(&self) -> String {
        self.0.display()
    }

    /// Returns the birth date, or `None` when the number leaves it open or holds a day that does
    /// not exist.
    #[must_use]
    pub fn birth_date(&self) -> Option<Date> {
        self.0.date()
    }

    /// Returns the birth year, which a coordination number always tells.
    #[must_use]
    pub fn birth_year(&self) -> i16 {
        self.0.year()
    }

    /// Says whether the number is a test number: see
    /// [`PersonIdentifier::is_test_number`](super::PersonIdentifier::is_test_number).
    #[must_use]
    pub fn is_test_number(&self) -> bool {
        testnumbers::is_reserved(self.0.birth_number())
            || testnumbers::is_listed_coordination(self.value())
    }
}

/// Hides the number.
impl fmt::Debug for CoordinationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CoordinationNumber(…)")
    }
}
