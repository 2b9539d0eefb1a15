//! Personal identity numbers (personnummer).

use std::fmt;

use jiff::civil::Date;

use super::digits::Twelve;
use super::{IdentifierError, testnumbers};

/// A personal identity number (personnummer): folkbokföringslagen (1991:481) 18 §.
///
/// Twelve digits, a real date, century 18–20, right check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonalIdentityNumber(Twelve);

impl PersonalIdentityNumber {
    /// Reads a number by the national rule FK001: birth number 001–999. The century of ten digits
    /// follows from `on`, the local date today.
    ///
    /// # Errors
    /// Says what is wrong in the number, never the number.
    pub fn parse(text: &str, on: Date) -> Result<Self, IdentifierError> {
        let number = Self::from_digits_or_never_issued(Twelve::read(text, on)?)?;
        if number.is_never_issued() { Err(IdentifierError::BirthNumber) } else { Ok(number) }
    }

    /// Reads a number that FK001 refuses because nobody can ever have it: birth number 000. Only
    /// simulated people have such numbers.
    ///
    /// # Errors
    /// As [`PersonalIdentityNumber::parse`], and for every number with another birth number.
    pub fn parse_never_issued(text: &str, on: Date) -> Result<Self, IdentifierError> {
        let number = Self::from_digits_or_never_issued(Twelve::read(text, on)?)?;
        if number.is_never_issued() { Ok(number) } else { Err(IdentifierError::BirthNumber) }
    }

    pub(super) fn from_digits_or_never_issued(digits: Twelve) -> Result<Self, IdentifierError> {
        if digits.day() >= 60 {
            return Err(IdentifierError::IsCoordinationNumber);
        }
        Ok(Self(digits))
    }

    /// Returns the twelve digits.
    #[must_use]
    pub fn value(&self) -> &str {
        self.0.as_str()
    }

    /// Returns `YYYYMMDD-NNNN`.
    #[must_use]
    pub fn display(&self) -> String {
        self.0.display()
    }

    /// Returns the date in the number. It can lie some days from the day of birth, where the
    /// numbers of that day had run out.
    #[must_use]
    pub fn birth_date(&self) -> Date {
        self.0.date().expect("checked when the number was read")
    }

    /// Says whether the number is a test number: see
    /// [`PersonIdentifier::is_test_number`](super::PersonIdentifier::is_test_number).
    #[must_use]
    pub fn is_test_number(&self) -> bool {
        testnumbers::is_reserved(self.0.birth_number()) || testnumbers::is_listed(self)
    }

    /// Says whether the number has the birth number 000, which is never given to anybody.
    #[must_use]
    pub fn is_never_issued(&self) -> bool {
        self.0.birth_number() == 0
    }

    pub(super) fn birth_number(&self) -> i16 {
        self.0.birth_number()
    }
}

/// Hides the number.
impl fmt::Debug for PersonalIdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonalIdentityNumber(…)")
    }
}
