use jiff::civil::date;
use proptest::prelude::*;

use super::digits::Twelve;
use super::*;

fn today() -> Date {
    date(2026, 11, 20)
}

fn read(text: &str) -> Result<PersonIdentifier, IdentifierError> {
    PersonIdentifier::parse(text, today())
}

fn reserve(system: &str, text: &str) -> Result<PersonIdentifier, IdentifierError> {
    PersonIdentifier::parse_with_system(system, text, today())
}

#[test]
fn one_person_written_in_every_way_is_one_identifier() {
    let expected = read("194608239986").unwrap();
    for text in ["19460823-9986", "460823-9986", "4608239986", " 19460823-9986 "] {
        assert_eq!(read(text).unwrap(), expected);
    }
    assert_eq!(expected.value(), "194608239986");
    assert_eq!(expected.display(), "19460823-9986");
    assert_eq!(expected.system(), "1.2.752.129.2.1.3.1");
    assert_eq!(expected.kind().as_str(), "personnummer");
}

#[test]
fn the_sign_decides_the_century_of_ten_digits() {
    assert_eq!(read("090527+1474").unwrap().value(), "190905271474");
    assert_eq!(read("0905271474").unwrap().value(), "200905271474");
    assert_eq!(read("090527-1474").unwrap().value(), "200905271474");
    // The plus stands from the year in which the person turns 100, birthday or not.
    let born_in_december_1926 = testnumbers::with_check_digit(date(1926, 12, 24), 0).unwrap();
    let ten = &born_in_december_1926.value()[2..];
    let (day, last_four) = ten.split_at(6);
    assert_eq!(read(&format!("{day}+{last_four}")).unwrap().value(), born_in_december_1926.value());
    assert_eq!(read(&format!("{day}-{last_four}")), Err(IdentifierError::BornLater));
    assert_eq!(read(ten).unwrap().value(), born_in_december_1926.value());
    assert_eq!(
        PersonIdentifier::parse("18461224-0000", today()).unwrap_err(),
        IdentifierError::CheckDigit
    );
}

#[test]
fn each_fault_has_its_own_reason() {
    use IdentifierError as E;
    for (text, reason) in [
        ("", E::Empty),
        ("   ", E::Empty),
        ("1946082399", E::OrganisationNumber),
        ("46082399866", E::WrongLength),
        ("1946082399861", E::WrongLength),
        ("194608239987", E::CheckDigit),
        ("194602309986", E::NotADate),
        ("190002299986", E::NotADate),
        ("194613019986", E::NotADate),
        ("194600019986", E::NotADate),
        ("194608459986", E::NotADate),
        ("194608929986", E::NotADate),
        ("194613619986", E::NotADate),
        ("174608239986", E::Century),
        ("214608239986", E::Century),
        ("1946-08239986", E::MisplacedSign),
        ("194608-23-9986", E::MisplacedSign),
        ("19460823--9986", E::MisplacedSign),
        ("19460823 9986", E::UnexpectedCharacter),
        ("19460823\u{2013}9986", E::UnexpectedCharacter),
        ("１９４６０８２３９９８６", E::UnexpectedCharacter),
        ("19460823998\u{0666}", E::UnexpectedCharacter),
        ("20000101T220", E::InterimNumber),
        ("000101-T220", E::InterimNumber),
        ("20000101E221", E::Letters),
        ("22950606FH20", E::Letters),
        ("857209-0606", E::OrganisationNumber),
        ("165572090606", E::OrganisationNumber),
    ] {
        assert_eq!(read(text), Err(reason), "{text:?}");
    }
}

#[test]
fn birth_number_000_is_refused_by_the_national_rule_and_taken_as_a_test_number() {
    let text = "20150916-0006";
    assert_eq!(PersonalIdentityNumber::parse(text, today()), Err(IdentifierError::BirthNumber));
    let number = PersonalIdentityNumber::parse_never_issued(text, today()).unwrap();
    assert!(number.is_never_issued());
    let identifier = read(text).unwrap();
    assert_eq!(identifier, number.into());
    assert!(identifier.is_test_number());
    assert_eq!(identifier.refuse_test_number(), Err(IdentifierError::TestNumber));
    assert_eq!(
        PersonalIdentityNumber::parse_never_issued("194608239986", today()),
        Err(IdentifierError::BirthNumber)
    );
}

#[test]
fn an_ordinary_number_is_not_a_test_number() {
    // Nobody has it yet: the birth date lies far ahead.
    let ordinary = Twelve::with_check_digit(date(2099, 1, 1), 238).unwrap();
    let identifier = read(ordinary.as_str()).unwrap();
    assert!(!identifier.is_test_number());
    assert_eq!(identifier.clone().refuse_test_number(), Ok(identifier));
    for text in ["811218-9876", "640823-3234"] {
        assert!(read(text).unwrap().is_test_number());
    }
}

#[test]
fn a_day_missing_from_the_test_series_is_not_marked() {
    // 4 November 2001 is not in the series of 238, the day before and after are.
    let number = |day| Twelve::with_check_digit(date(2001, 11, day), 238).unwrap();
    let is_test = |day| read(number(day).as_str()).unwrap().is_test_number();
    assert!(is_test(3));
    assert!(!is_test(4));
    assert!(is_test(5));
}

#[test]
fn a_coordination_number_can_leave_the_birth_date_open() {
    for (text, birth) in [
        ("197010632391", Some(date(1970, 10, 3))),
        ("201407602398", None), // day 60
        ("201400882393", None), // month 00
        ("193309912388", None), // 31 September
    ] {
        let identifier = read(text).unwrap();
        assert_eq!(identifier.kind(), IdentifierKind::CoordinationNumber);
        assert_eq!(identifier.system(), "1.2.752.129.2.1.3.3");
        assert_eq!(identifier.birth_date(), birth);
        assert_eq!(identifier.value(), text);
    }
    let unknown = CoordinationNumber::parse("140088-2393", today()).unwrap();
    assert_eq!(unknown.birth_year(), 2014);
    assert_eq!(
        CoordinationNumber::parse("194608239986", today()),
        Err(IdentifierError::IsPersonalIdentityNumber)
    );
    assert_eq!(
        PersonalIdentityNumber::parse("197010632391", today()),
        Err(IdentifierError::IsCoordinationNumber)
    );
}

#[test]
fn the_number_decides_between_the_two_national_systems() {
    let sent_under_the_wrong_one = reserve(PERSONAL_IDENTITY_NUMBER_OID, "197010632391").unwrap();
    assert_eq!(sent_under_the_wrong_one.kind(), IdentifierKind::CoordinationNumber);
    let by_address = reserve("http://electronichealth.se/identifier/personnummer", "460823-9986");
    assert_eq!(by_address, read("194608239986"));
    let by_urn = reserve("urn:oid:1.2.752.129.2.1.3.1", "460823-9986");
    assert_eq!(by_urn, read("194608239986"));
}

#[test]
fn age_counts_birthdays_and_the_leap_day() {
    let born = |day: Date| PersonIdentifier::from(testnumbers::with_check_digit(day, 0).unwrap());
    assert_eq!(born(date(1934, 11, 20)).age_on(today()), Some(92));
    assert_eq!(born(date(1934, 11, 21)).age_on(today()), Some(91));
    assert_eq!(born(date(2026, 11, 21)).age_on(today()), None);
    assert_eq!(born(date(2024, 2, 29)).age_on(date(2025, 2, 28)), Some(0));
    assert_eq!(born(date(2024, 2, 29)).age_on(date(2025, 3, 1)), Some(1));
    assert_eq!(read("201407602398").unwrap().age_on(today()), None);
}

#[test]
fn known_reserve_systems_follow_their_rule() {
    // Check digits: fact sheet 7.3.
    for (system, good, bad) in [
        ("1.2.752.97.3.1.3", "991981000010", "991981000011"),
        ("1.2.752.97.3.1.3", "991945000023", "991945000024"),
        ("1.2.752.97.3.1.3", "991993000032", "891993000032"),
        ("1.2.752.113.11.0.2.1.1.1", "19810829M071", "19810829M072"),
        ("1.2.752.113.11.0.2.1.1.1", "19450829K088", "19450829K048"),
        ("1.2.752.113.11.0.2.1.1.1", "19930829X802", "19930829A802"),
        ("1.2.752.129.2.1.3.2", "198108320014", "198108320015"),
        ("1.2.752.74.9.2", "19810829SU3A", "19810829SU3V"),
        ("1.2.752.74.9.1", "22950606-FH20", "22950606-FI20"),
        ("1.2.752.266.1.1.2", "18500101N123", "18500101N000"),
    ] {
        let identifier = reserve(system, good).unwrap();
        assert_eq!(identifier.kind().as_str(), "reservnummer");
        assert_eq!(identifier.system(), system);
        assert_eq!(reserve(system, bad), Err(IdentifierError::ReserveFormat), "{system}");
    }
}

#[test]
fn a_reserve_number_is_the_same_with_and_without_hyphen_in_its_own_system_only() {
    let number = reserve("urn:oid:1.2.752.74.9.5", "20200501-AA8A").unwrap();
    assert_eq!(number, reserve("1.2.752.74.9.5", "20200501aa8a").unwrap());
    assert_eq!(number.value(), "20200501AA8A");
    assert_eq!(number.display(), "20200501-AA8A");
    assert_eq!(number.birth_date(), Some(date(2020, 5, 1)));
    assert_ne!(number, reserve("1.2.752.266.1.1.1", "20200501AA8A").unwrap());
}

#[test]
fn the_national_reserve_number_tells_the_birth_date_when_it_is_known() {
    let birth = |text| reserve(NATIONAL_RESERVE_NUMBER_OID, text).unwrap().birth_date();
    assert_eq!(birth("22950606FH20"), Some(date(1995, 6, 6)));
    assert_eq!(birth("23110228AA17"), Some(date(2011, 2, 28)));
    assert_eq!(birth("00452155AA17"), None);
}

#[test]
fn an_unknown_system_keeps_its_number_as_written() {
    let local = reserve("1.2.752.999.1", " R-17 b/å ").unwrap();
    assert_eq!((local.system(), local.value()), ("1.2.752.999.1", "R-17 b/å"));
    assert_eq!(local.display(), "R-17 b/å");
    assert_eq!(reserve("1.2.752.999.1", "  "), Err(IdentifierError::Empty));
    assert_eq!(reserve("1.2.752.999.1", "R\u{7}1"), Err(IdentifierError::UnexpectedCharacter));
    assert_eq!(reserve("1.2.752.999.1", &"å".repeat(65)), Err(IdentifierError::ReserveTooLong));
    assert!(reserve("1.2.752.999.1", &"å".repeat(64)).is_ok());
    for system in ["", "  ", "urn:oid:", "1.2 3", "öid"] {
        assert_eq!(reserve(system, "R17"), Err(IdentifierError::System));
    }
}

#[test]
fn a_test_number_of_varmland_is_marked() {
    assert!(reserve("1.2.752.74.9.2", "19810829SU31").unwrap().is_test_number());
    assert!(!reserve("1.2.752.74.9.2", "19810829SU3A").unwrap().is_test_number());
}

#[test]
fn events_hold_system_and_value_and_nothing_else() {
    for identifier in [
        read("460823-9986").unwrap(),
        read("20150916-0006").unwrap(),
        read("201400882393").unwrap(),
        reserve(NATIONAL_RESERVE_NUMBER_OID, "22950606-FH20").unwrap(),
        reserve("1.2.752.999.1", "R-17").unwrap(),
    ] {
        let json = serde_json::to_string(&identifier).unwrap();
        let expected =
            format!(r#"{{"system":"{}","value":"{}"}}"#, identifier.system(), identifier.value());
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_str::<PersonIdentifier>(&json).unwrap(), identifier);
    }
    for wrong in [
        r#"{"system":"1.2.752.129.2.1.3.1","value":"19460823-9986"}"#,
        r#"{"system":"1.2.752.129.2.1.3.3","value":"194608239986"}"#,
        r#"{"system":"","value":"R1"}"#,
        r#"{"system":"1.2.752.999.1","value":""}"#,
    ] {
        let error = serde_json::from_str::<PersonIdentifier>(wrong).unwrap_err().to_string();
        assert!(!error.contains("9986"), "{error}");
    }
}

#[test]
fn nothing_that_is_written_for_a_log_holds_the_number() {
    let number = PersonalIdentityNumber::parse("194608239986", today()).unwrap();
    let coordination = CoordinationNumber::parse("197010632391", today()).unwrap();
    let local = ReserveNumber::parse("1.2.752.999.1", "R1746").unwrap();
    let shown = format!(
        "{number:?} {coordination:?} {local:?} {:?} {:?}",
        PersonIdentifier::from(number),
        read("194608239987")
    );
    for part in ["9986", "4608", "2391", "R1746"] {
        assert!(!shown.contains(part), "{shown}");
    }
}

#[test]
fn a_made_number_is_never_a_living_persons() {
    let birth = date(1934, 3, 7);
    for birth_number in [0, 980, 999] {
        let number = testnumbers::with_check_digit(birth, birth_number).unwrap();
        assert_eq!(number.birth_date(), birth);
        assert!(number.is_test_number());
    }
    for birth_number in [1, 238, 979, 1000, u16::MAX] {
        assert_eq!(
            testnumbers::with_check_digit(birth, birth_number),
            Err(IdentifierError::BirthNumber)
        );
    }
    for year in [-1, 0, 1799, 2100, 9999] {
        assert!(testnumbers::with_check_digit(date(year, 3, 7), 0).is_err());
    }
}

#[test]
fn official_test_numbers_cover_the_ages_of_a_county() {
    assert_eq!(testnumbers::official().count(), testnumbers::OFFICIAL_TEST_NUMBERS.lines().count());
    for year in 1920..=2005 {
        let born: Vec<_> = testnumbers::official_born_in(year).collect();
        assert!(born.len() >= 10, "{year}: {}", born.len());
        assert!(born.iter().all(|n| n.birth_date().year() == year && n.is_test_number()));
    }
    assert!((1930..=1965).map(|y| testnumbers::official_born_in(y).count()).sum::<usize>() > 1_200);
    assert_eq!(testnumbers::official_born_in(1800).count(), 0);
    assert_eq!(testnumbers::official_born_in(-5).count(), 0);
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in any::<String>(), system in any::<String>(), year in -9999i16..=9999) {
        let on = date(year, 11, 20);
        let _ = PersonIdentifier::parse(&text, on);
        if let Ok(identifier) = PersonIdentifier::parse_with_system(&system, &text, on) {
            let _ = (identifier.display(), identifier.birth_date(), identifier.is_test_number());
        }
    }

    #[test]
    fn no_almost_right_text_makes_reading_panic(text in "[0-9A-Z+-]{0,14}", kind in 0..super::reserve_kinds::KINDS.len()) {
        let _ = PersonIdentifier::parse(&text, today());
        let system = super::reserve_kinds::KINDS[kind].system;
        if let Ok(identifier) = reserve(system, &text) {
            let _ = (identifier.birth_date(), identifier.age_on(today()));
            prop_assert_eq!(reserve(system, &identifier.display()), Ok(identifier));
        }
    }

    #[test]
    fn what_is_shown_reads_back(days in 0i32..80_000, ten_digits in any::<bool>()) {
        let born = date(1800, 1, 1).saturating_add(jiff::Span::new().days(days));
        let number = PersonIdentifier::from(testnumbers::with_check_digit(born, 0).unwrap());
        prop_assert_eq!(read(&number.display()), Ok(number.clone()));
        prop_assert_eq!(number.birth_date(), Some(born));
        let age = today().year() - born.year();
        if ten_digits && (0..200).contains(&age) && born <= today() {
            let sign = if age >= 100 { '+' } else { '-' };
            let text = format!("{}{sign}{}", &number.value()[2..8], &number.value()[8..]);
            prop_assert_eq!(read(&text), Ok(number));
        }
    }

    #[test]
    fn one_wrong_digit_is_always_found(days in 0i32..80_000, at in 2usize..12, add in 1u8..10) {
        let born = date(1800, 1, 1).saturating_add(jiff::Span::new().days(days));
        let number = testnumbers::with_check_digit(born, 0).unwrap();
        let mut wrong = number.value().as_bytes().to_vec();
        wrong[at] = b'0' + (wrong[at] - b'0' + add) % 10;
        prop_assert!(read(std::str::from_utf8(&wrong).unwrap()).is_err());
    }
}
