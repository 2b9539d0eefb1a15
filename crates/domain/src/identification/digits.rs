//! Twelve digits with a right check digit: what personal identity numbers and coordination numbers
//! have in common.

use jiff::civil::Date;

use super::IdentifierError;

/// Twelve digits `YYYYMMDDNNNC`, century 18–20, check digit verified.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Twelve([u8; 12]);

/// The sign before the last four digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    None,
    Hyphen,
    Plus,
}

impl Twelve {
    /// Reads ten or twelve digits with or without a sign. `on` is the local date today.
    pub(super) fn read(text: &str, on: Date) -> Result<Self, IdentifierError> {
        let (digits, sign) = split(text.trim())?;
        let twelve = match *digits.as_slice() {
            [b'1', b'6', ..] if digits.len() == 12 => {
                return Err(IdentifierError::OrganisationNumber);
            }
            // The third digit of an organisation number is never below 2, that of a month always is.
            [_, _, tens_of_month, ..] if digits.len() == 10 && tens_of_month >= b'2' => {
                return Err(IdentifierError::OrganisationNumber);
            }
            _ if digits.len() == 10 => with_century(&digits, sign, on)?,
            _ => digits,
        };
        let twelve = <[u8; 12]>::try_from(twelve).map_err(|_| IdentifierError::WrongLength)?;
        Self::checked(twelve)
    }

    /// Reads the one form that is stored: twelve digits and nothing else.
    pub(super) fn from_canonical(value: &str) -> Result<Self, IdentifierError> {
        let digits =
            <[u8; 12]>::try_from(value.as_bytes()).map_err(|_| IdentifierError::WrongLength)?;
        if digits.iter().all(u8::is_ascii_digit) {
            Self::checked(digits)
        } else {
            Err(IdentifierError::UnexpectedCharacter)
        }
    }

    /// Adds the check digit to a date and a birth number.
    pub(super) fn with_check_digit(date: Date, birth_number: u16) -> Result<Self, IdentifierError> {
        if !(1800..2100).contains(&date.year()) {
            return Err(IdentifierError::Century);
        }
        let mut text =
            format!("{:04}{:02}{:02}{birth_number:03}", date.year(), date.month(), date.day());
        text.push(char::from(b'0' + check_digit(&text.as_bytes()[2..])));
        Self::from_canonical(&text)
    }

    fn checked(digits: [u8; 12]) -> Result<Self, IdentifierError> {
        let twelve = Self(digits);
        if !matches!(&digits[..2], b"18" | b"19" | b"20") {
            return Err(IdentifierError::Century);
        }
        let day_is_possible = match twelve.day() {
            // Official test numbers hold month 00, day 60 and days such as 30 February (90): the
            // birth date of somebody with a coordination number can be unknown or assumed.
            60..=91 => twelve.month() <= 12,
            _ => twelve.date().is_some(),
        };
        if !day_is_possible {
            return Err(IdentifierError::NotADate);
        }
        if check_digit(&digits[2..11]) != digits[11] - b'0' {
            return Err(IdentifierError::CheckDigit);
        }
        Ok(twelve)
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("twelve ASCII digits")
    }

    pub(super) fn display(&self) -> String {
        let (date, last_four) = self.as_str().split_at(8);
        format!("{date}-{last_four}")
    }

    pub(super) fn year(&self) -> i16 {
        self.number(0, 4)
    }

    pub(super) fn month(&self) -> i16 {
        self.number(4, 6)
    }

    /// Returns the day as written: 60 is added in a coordination number.
    pub(super) fn day(&self) -> i16 {
        self.number(6, 8)
    }

    pub(super) fn birth_number(&self) -> i16 {
        self.number(8, 11)
    }

    /// Returns the date in the first eight digits, without the 60 of a coordination number.
    pub(super) fn date(&self) -> Option<Date> {
        let day = if self.day() >= 60 { self.day() - 60 } else { self.day() };
        Date::new(self.year(), i8::try_from(self.month()).ok()?, i8::try_from(day).ok()?).ok()
    }

    fn number(&self, from: usize, to: usize) -> i16 {
        self.0[from..to].iter().fold(0, |number, digit| number * 10 + i16::from(digit - b'0'))
    }
}

/// Returns the check digit of the digits before it: weights 2, 1, 2, … and the sum of the digits of
/// the products, up to the next ten (Luhn; fact sheet 7.1).
pub(super) fn check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let product = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            product / 10 + product % 10
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).expect("less than ten")
}

/// Parts the sign from the digits, and says what stands there when it is not digits.
fn split(text: &str) -> Result<(Vec<u8>, Sign), IdentifierError> {
    if text.is_empty() {
        return Err(IdentifierError::Empty);
    }
    let is_known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '+';
    if !text.chars().all(is_known) {
        return Err(IdentifierError::UnexpectedCharacter);
    }
    // From here on every character is one byte.
    let bytes = text.as_bytes();
    let sign_at = bytes.iter().position(|byte| matches!(byte, b'-' | b'+'));
    let sign = match sign_at.map(|at| (at, bytes[at])) {
        None => Sign::None,
        Some((at, _)) if at + 5 != bytes.len() => return Err(IdentifierError::MisplacedSign),
        Some((_, b'+')) => Sign::Plus,
        Some(_) => Sign::Hyphen,
    };
    let characters: Vec<u8> =
        bytes.iter().copied().filter(|byte| !matches!(byte, b'-' | b'+')).collect();
    if !matches!(characters.len(), 10 | 12) {
        return Err(IdentifierError::WrongLength);
    }
    if characters.iter().any(u8::is_ascii_alphabetic) {
        return Err(letters(&characters));
    }
    Ok((characters, sign))
}

/// Tells an interim number (a letter first among the last four, digits elsewhere) from the rest.
fn letters(characters: &[u8]) -> IdentifierError {
    let fourth_last = characters.len() - 4;
    let is_interim = characters.iter().enumerate().all(|(at, character)| {
        if at == fourth_last {
            b"TRSUWXJKLMN".contains(&character.to_ascii_uppercase())
        } else {
            character.is_ascii_digit()
        }
    });
    if is_interim { IdentifierError::InterimNumber } else { IdentifierError::Letters }
}

/// Puts the century before ten digits. The plus stands from the year in which the person turns 100
/// (folkbokföringslagen 18 §), so `-` means one of the latest hundred years.
fn with_century(ten: &[u8], sign: Sign, on: Date) -> Result<Vec<u8>, IdentifierError> {
    let two = |at: usize| i16::from(ten[at] - b'0') * 10 + i16::from(ten[at + 1] - b'0');
    let latest = on.year() - (on.year() - two(0)).rem_euclid(100);
    let day = if two(4) >= 60 { two(4) - 60 } else { two(4) };
    let is_later =
        latest == on.year() && (two(2), day) > (i16::from(on.month()), i16::from(on.day()));
    let year = match sign {
        Sign::Plus => latest - 100,
        Sign::Hyphen if is_later => return Err(IdentifierError::BornLater),
        Sign::None if is_later => latest - 100,
        Sign::Hyphen | Sign::None => latest,
    };
    if !(1800..2100).contains(&year) {
        return Err(IdentifierError::Century);
    }
    let mut twelve = format!("{:02}", year / 100).into_bytes();
    twelve.extend_from_slice(ten);
    Ok(twelve)
}
