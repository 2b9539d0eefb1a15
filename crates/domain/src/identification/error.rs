//! What can be wrong with a number. No variant carries the number.

/// Why a text is not a person identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IdentifierError {
    #[error("the number is empty")]
    Empty,
    #[error("the number does not have ten or twelve digits")]
    WrongLength,
    #[error("the number holds a character that cannot stand in it")]
    UnexpectedCharacter,
    #[error("the hyphen or plus does not stand before the last four digits")]
    MisplacedSign,
    #[error("the number holds letters, as a reserve number does; its system is needed")]
    Letters,
    #[error("this is an interim number, which is not a personal identity number")]
    InterimNumber,
    #[error("this is an organisation number, not a person's")]
    OrganisationNumber,
    #[error("the century is not 18, 19 or 20")]
    Century,
    #[error("the first digits are not a date")]
    NotADate,
    #[error("the birth date is later than today")]
    BornLater,
    #[error("the birth number 000 is never given to anybody")]
    BirthNumber,
    #[error("the check digit does not match the other digits")]
    CheckDigit,
    #[error("this is a coordination number, not a personal identity number")]
    IsCoordinationNumber,
    #[error("this is a personal identity number, not a coordination number")]
    IsPersonalIdentityNumber,
    #[error("test numbers are refused here")]
    TestNumber,
    #[error("the number's system is missing or not readable")]
    System,
    #[error("the reserve number does not follow the rule of its system")]
    ReserveFormat,
    #[error("the reserve number is longer than 64 characters")]
    ReserveTooLong,
}

impl IdentifierError {
    /// Returns the stable code, which is also the end of the message key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::WrongLength => "wrong-length",
            Self::UnexpectedCharacter => "unexpected-character",
            Self::MisplacedSign => "misplaced-sign",
            Self::Letters => "letters",
            Self::InterimNumber => "interim-number",
            Self::OrganisationNumber => "organisation-number",
            Self::Century => "century",
            Self::NotADate => "not-a-date",
            Self::BornLater => "born-later",
            Self::BirthNumber => "birth-number",
            Self::CheckDigit => "check-digit",
            Self::IsCoordinationNumber => "is-coordination-number",
            Self::IsPersonalIdentityNumber => "is-personal-identity-number",
            Self::TestNumber => "test-number",
            Self::System => "system",
            Self::ReserveFormat => "reserve-format",
            Self::ReserveTooLong => "reserve-too-long",
        }
    }
}
