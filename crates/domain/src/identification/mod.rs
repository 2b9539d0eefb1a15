//! Who a person is, as a number: personal identity numbers, coordination numbers, reserve numbers.
//!
//! A number is parsed once, where it enters, and trusted afterwards. Identity is the pair
//! (system, value), never the value alone: two regions can give out the same reserve number.
//! Nothing here prints a number by accident: `Debug` shows the kind only, there is no `Display`,
//! and errors never repeat what was typed. Staff (HSA ids) and organisations are not persons and
//! are left out on purpose.
//!
//! Sources: folkbokföringslagen (1991:481) 18 §, lag (2022:1697) 2 kap. 8 §, EHM rule FK001
//! (fact sheet 7.1–7.3).

mod coordination;
mod digits;
mod error;
mod personal;
mod reserve;
mod reserve_kinds;
pub mod testnumbers;

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use coordination::CoordinationNumber;
pub use error::IdentifierError;
pub use personal::PersonalIdentityNumber;
pub use reserve::ReserveNumber;

/// The system of personal identity numbers (fact sheet 7.3).
pub const PERSONAL_IDENTITY_NUMBER_OID: &str = "1.2.752.129.2.1.3.1";
/// The system of coordination numbers (fact sheet 7.3).
pub const COORDINATION_NUMBER_OID: &str = "1.2.752.129.2.1.3.3";
/// The system of national reserve numbers, NRID (fact sheet 7.3).
pub const NATIONAL_RESERVE_NUMBER_OID: &str = "1.2.752.74.9.1";

/// A number that identifies a person in one system.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub enum PersonIdentifier {
    PersonalIdentityNumber(PersonalIdentityNumber),
    CoordinationNumber(CoordinationNumber),
    ReserveNumber(ReserveNumber),
}

/// The kind of a person identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IdentifierKind {
    #[serde(rename = "personnummer")]
    PersonalIdentityNumber,
    #[serde(rename = "samordningsnummer")]
    CoordinationNumber,
    #[serde(rename = "reservnummer")]
    ReserveNumber,
}

impl IdentifierKind {
    /// Returns the Swedish word, which is also the word in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonalIdentityNumber => "personnummer",
            Self::CoordinationNumber => "samordningsnummer",
            Self::ReserveNumber => "reservnummer",
        }
    }
}

impl PersonIdentifier {
    /// Reads a personal identity number or a coordination number as people write it.
    ///
    /// Twelve digits, or ten digits whose century follows from `on` (the local date today) and the
    /// sign: `-` for the latest hundred years, `+` from the year the person turns 100. The sign
    /// may be left out. Test numbers are taken, also birth number 000: see
    /// [`PersonIdentifier::is_test_number`] and [`PersonIdentifier::refuse_test_number`].
    ///
    /// # Errors
    /// Says what is wrong in the number, never the number. A reserve number has to come with its
    /// system, through [`PersonIdentifier::parse_with_system`].
    pub fn parse(text: &str, on: Date) -> Result<Self, IdentifierError> {
        let digits = digits::Twelve::read(text, on)?;
        if digits.day() >= 60 {
            return CoordinationNumber::from_digits(digits).map(Self::CoordinationNumber);
        }
        PersonalIdentityNumber::from_digits_or_never_issued(digits)
            .map(Self::PersonalIdentityNumber)
    }

    /// Reads a number whose system is told, as in a feed. `system` is an OID, with or without
    /// `urn:oid:`, or one of the addresses that Swedish systems use in its place.
    ///
    /// Feeds often send a coordination number under the system of personal identity numbers. The
    /// two can never be confused, so the number itself decides which of them it is.
    ///
    /// # Errors
    /// As [`PersonIdentifier::parse`]; a number of a known reserve system must follow its rule. In
    /// a system that is not known, anything from 1 to 64 characters is a local reserve number.
    pub fn parse_with_system(system: &str, text: &str, on: Date) -> Result<Self, IdentifierError> {
        match reserve::known_oid(system)?.as_str() {
            PERSONAL_IDENTITY_NUMBER_OID | COORDINATION_NUMBER_OID => Self::parse(text, on),
            oid => ReserveNumber::parse(oid, text).map(Self::ReserveNumber),
        }
    }

    /// Returns the identifier unless it is a test number. For a live site that refuses them
    /// (setting `test_identities = refuse`).
    ///
    /// # Errors
    /// [`IdentifierError::TestNumber`].
    pub fn refuse_test_number(self) -> Result<Self, IdentifierError> {
        if self.is_test_number() { Err(IdentifierError::TestNumber) } else { Ok(self) }
    }

    /// Returns the kind of number.
    #[must_use]
    pub fn kind(&self) -> IdentifierKind {
        match self {
            Self::PersonalIdentityNumber(_) => IdentifierKind::PersonalIdentityNumber,
            Self::CoordinationNumber(_) => IdentifierKind::CoordinationNumber,
            Self::ReserveNumber(_) => IdentifierKind::ReserveNumber,
        }
    }

    /// Returns the OID of the system in which the value identifies somebody.
    #[must_use]
    pub fn system(&self) -> &str {
        match self {
            Self::PersonalIdentityNumber(_) => PERSONAL_IDENTITY_NUMBER_OID,
            Self::CoordinationNumber(_) => COORDINATION_NUMBER_OID,
            Self::ReserveNumber(number) => number.system(),
        }
    }

    /// Returns the value in its one form: twelve digits without a sign, or the reserve number
    /// (without a sign when its system is known, else exactly as given).
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::PersonalIdentityNumber(number) => number.value(),
            Self::CoordinationNumber(number) => number.value(),
            Self::ReserveNumber(number) => number.value(),
        }
    }

    /// Returns the number for a reader: `YYYYMMDD-NNNN`, or the reserve number as its system
    /// writes it.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::PersonalIdentityNumber(number) => number.display(),
            Self::CoordinationNumber(number) => number.display(),
            Self::ReserveNumber(number) => number.display(),
        }
    }

    /// Returns the birth date that the number tells. A coordination number can leave it open, and
    /// most reserve numbers do not tell it.
    #[must_use]
    pub fn birth_date(&self) -> Option<Date> {
        match self {
            Self::PersonalIdentityNumber(number) => Some(number.birth_date()),
            Self::CoordinationNumber(number) => number.birth_date(),
            Self::ReserveNumber(number) => number.birth_date(),
        }
    }

    /// Returns the age in whole years on `date`, by the birth date in the number. Somebody born on
    /// 29 February is a year older on 1 March in a common year. `None` when the birth date is
    /// unknown or later than `date`.
    #[must_use]
    pub fn age_on(&self, date: Date) -> Option<u16> {
        let birth = self.birth_date()?;
        let had_birthday = (date.month(), date.day()) >= (birth.month(), birth.day());
        u16::try_from(date.year() - birth.year() - i16::from(!had_birthday)).ok()
    }

    /// Says whether the number is a test number, which is marked "testnummer" wherever it is shown:
    /// on the published lists, birth number 980–999, the never-issued birth number 000, or a
    /// reserve number that its system sets aside for tests.
    #[must_use]
    pub fn is_test_number(&self) -> bool {
        match self {
            Self::PersonalIdentityNumber(number) => number.is_test_number(),
            Self::CoordinationNumber(number) => number.is_test_number(),
            Self::ReserveNumber(number) => number.is_test_number(),
        }
    }
}

/// Shows the kind only, so that a number cannot leak into a log.
impl fmt::Debug for PersonIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(…)", self.kind().as_str())
    }
}

impl From<PersonalIdentityNumber> for PersonIdentifier {
    fn from(number: PersonalIdentityNumber) -> Self {
        Self::PersonalIdentityNumber(number)
    }
}

impl From<CoordinationNumber> for PersonIdentifier {
    fn from(number: CoordinationNumber) -> Self {
        Self::CoordinationNumber(number)
    }
}

impl From<ReserveNumber> for PersonIdentifier {
    fn from(number: ReserveNumber) -> Self {
        Self::ReserveNumber(number)
    }
}

/// The form in events and on the wire.
#[derive(Serialize, Deserialize)]
struct Stored {
    system: String,
    value: String,
}

impl From<PersonIdentifier> for Stored {
    fn from(identifier: PersonIdentifier) -> Self {
        Self { system: identifier.system().to_owned(), value: identifier.value().to_owned() }
    }
}

impl TryFrom<Stored> for PersonIdentifier {
    type Error = IdentifierError;

    fn try_from(stored: Stored) -> Result<Self, IdentifierError> {
        match stored.system.as_str() {
            PERSONAL_IDENTITY_NUMBER_OID => {
                let digits = digits::Twelve::from_canonical(&stored.value)?;
                PersonalIdentityNumber::from_digits_or_never_issued(digits).map(Into::into)
            }
            COORDINATION_NUMBER_OID => {
                let digits = digits::Twelve::from_canonical(&stored.value)?;
                CoordinationNumber::from_digits(digits).map(Into::into)
            }
            _ => ReserveNumber::from_stored(stored.system, stored.value).map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests;
