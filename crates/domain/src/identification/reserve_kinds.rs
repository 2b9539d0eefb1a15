//! The known systems of reserve numbers, as a table.
//!
//! Source: the national list of reserve-number systems with their published patterns, and fact
//! sheet 7.3 for check digits and birth dates. A `|` inside a published class is a slip there and is
//! left out.

use super::NATIONAL_RESERVE_NUMBER_OID;

/// One system and the rule of its numbers.
pub(super) struct ReserveKind {
    pub(super) system: &'static str,
    /// The address that is used in place of the OID.
    pub(super) address: Option<&'static str>,
    /// The forms of the value without hyphen: `#` a digit, `[A-JX]` one of, `{01-12}` a number in
    /// that range with leading zeros, anything else itself.
    pub(super) patterns: &'static [&'static str],
    pub(super) check: Check,
    pub(super) birth: Birth,
    /// Whether the system writes a hyphen before the last four characters.
    pub(super) hyphen: bool,
    /// Whether a digit in the last place means a test number.
    pub(super) last_digit_is_test: bool,
}

/// How the last character is checked.
pub(super) enum Check {
    None,
    /// A check digit over the characters from this place on.
    Luhn {
        from: usize,
    },
}

/// Where the value tells the birth date.
pub(super) enum Birth {
    Unknown,
    FirstEight,
    /// The national number: a constant is added to the century.
    ShiftedCentury,
}

const fn kind(
    system: &'static str,
    patterns: &'static [&'static str],
    check: Check,
    birth: Birth,
) -> ReserveKind {
    let (address, hyphen, last_digit_is_test) = (None, false, false);
    ReserveKind { system, address, patterns, check, birth, hyphen, last_digit_is_test }
}

/// All known systems.
pub(super) const KINDS: &[ReserveKind] = &[
    // National
    ReserveKind {
        address: Some("http://electronichealth.se/identifier/nationelltReservnummer"),
        hyphen: true,
        ..kind(
            NATIONAL_RESERVE_NUMBER_OID,
            &[
                "########[A-HJ-NPR-UX-Z][A-HJ-NPR-UX-Z]##",
                "########[A-HJ-NPR-UX-Z][A-HJ-NPR-UX-Z][A-HJ-NPR-UX-Z]#",
            ],
            Check::None,
            Birth::ShiftedCentury,
        )
    },
    // Stockholm. The sources disagree on which years follow the 99, so any will do.
    ReserveKind {
        address: Some("https://uid.regionstockholm.se/reservnummer"),
        ..kind("1.2.752.97.3.1.3", &["99##########"], Check::Luhn { from: 4 }, Birth::Unknown)
    },
    // Västra Götaland, two systems
    kind(
        "1.2.752.113.11.0.2.1.1.1",
        &["########[KMX]{06-89}#"],
        Check::Luhn { from: 2 },
        Birth::FirstEight,
    ),
    kind(
        "1.2.752.113.11.0.2.1.1.4",
        &["########[ABCDEFHJKkLMmNPRSTUVWXxY]###"],
        Check::None,
        Birth::Unknown,
    ),
    // Värmland
    ReserveKind {
        last_digit_is_test: true,
        ..kind("1.2.752.74.9.2", &["########S[FUXPL]#[A-UW-Z1-9]"], Check::None, Birth::FirstEight)
    },
    // Inera Carelink
    kind(
        "1.2.752.129.2.1.3.2",
        &["{1700-2099}{01-12}{32-59}####"],
        Check::Luhn { from: 2 },
        Birth::Unknown,
    ),
    // Örebro
    kind(
        "1.2.752.74.9.3",
        &["{1800-2199}{01-12}{01-31}T[A-Z]#[A-J]"],
        Check::None,
        Birth::FirstEight,
    ),
    // Skåne, with or without century
    kind(
        "1.2.752.219.1.10.10.1",
        &["######[DEF][A-Z][01][A-Z]", "########[DEF][A-Z][01][A-Z]"],
        Check::None,
        Birth::Unknown,
    ),
    // Blekinge
    ReserveKind {
        hyphen: true,
        ..kind(
            "1.2.752.74.9.5",
            &["{1800-2199}{01-12}{01-31}[A-Z][A-Z]#[A-Z]"],
            Check::None,
            Birth::FirstEight,
        )
    },
    // Västernorrland
    kind("1.2.752.269.1.1", &["{1800-2199}{01-12}{01-31}###R"], Check::None, Birth::FirstEight),
    // Sörmland, two systems
    kind(
        "1.2.752.266.1.1.1",
        &["{1800-2199}{01-12}{01-31}[A-Z][A-Z]#[A-Z]"],
        Check::None,
        Birth::FirstEight,
    ),
    kind(
        "1.2.752.266.1.1.2",
        &["18500101[MNKP]{001-999}", "18600101[MNKP]{001-999}"],
        Check::None,
        Birth::Unknown,
    ),
    // Västerbotten
    kind("1.2.752.74.9.7", &["{1800-2199}{01-12}{01-31}[REKA]###"], Check::None, Birth::FirstEight),
    // Halland
    kind("1.2.752.74.9.6", &["{1700-2099}{01-12}{32-59}####"], Check::None, Birth::Unknown),
    // Gävleborg
    ReserveKind {
        hyphen: true,
        ..kind("1.2.752.74.9.9", &["########{00-99}[MKX]#"], Check::None, Birth::FirstEight)
    },
    // Dalarna
    kind("1.2.752.74.9.8", &["{1800-2199}{01-12}{01-31}[A-Z]###"], Check::None, Birth::FirstEight),
];
