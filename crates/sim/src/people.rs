//! Who falls ill: test numbers that fit the age, names, homes (decision 33).

use std::collections::BTreeMap;

use brygga_domain::identification::PersonIdentifier;
use brygga_domain::identification::testnumbers::{
    official_born_in, official_coordination, with_check_digit,
};
use brygga_domain::ids::PersonId;
use jiff::civil::Date;

use crate::dice::Dice;
use crate::names;

/// A person of the county.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) identifier: PersonIdentifier,
    pub(crate) given: String,
    pub(crate) family: String,
    pub(crate) address: String,
    pub(crate) municipality: String,
    pub(crate) area: Option<String>,
    pub(crate) protected: bool,
}

/// Makes people: the official test numbers of a birth year first, then birth number 000.
#[derive(Debug, Default)]
pub(crate) struct People {
    numbers: BTreeMap<i16, Vec<PersonIdentifier>>,
    coordination: Vec<PersonIdentifier>,
    taken: std::collections::BTreeSet<String>,
}

impl People {
    pub(crate) fn new() -> Self {
        let mut coordination: Vec<PersonIdentifier> = official_coordination()
            .map(PersonIdentifier::CoordinationNumber)
            .filter(|number| number.birth_date().is_some_and(|b| (1930..=1975).contains(&b.year())))
            .collect();
        coordination.reverse();
        Self { coordination, ..Self::default() }
    }

    /// Keeps a number from being given to anybody else.
    pub(crate) fn reserve(&mut self, number: &PersonIdentifier) {
        self.taken.insert(number.value().to_owned());
    }

    /// A number for somebody of an age, and whether its holder is a woman.
    pub(crate) fn number(&mut self, dice: &mut Dice, today: Date) -> (PersonIdentifier, bool) {
        if dice.percent(2)
            && let Some(number) = self.coordination.pop()
        {
            return (number.clone(), is_woman(&number));
        }
        loop {
            let number = self.any(dice, today);
            if self.taken.insert(number.value().to_owned()) {
                let woman = is_woman(&number);
                return (number, woman);
            }
        }
    }

    fn any(&mut self, dice: &mut Dice, today: Date) -> PersonIdentifier {
        // Mostly 65–95 years old, some younger.
        let age = if dice.percent(92) { dice.around(65, 98) } else { dice.between(38, 65) };
        let year = today.year() - i16::try_from(age).unwrap_or(80);
        let numbers = self.numbers.entry(year).or_insert_with(|| {
            official_born_in(year).map(PersonIdentifier::PersonalIdentityNumber).collect()
        });
        if !numbers.is_empty() {
            let last = i64::try_from(numbers.len()).unwrap_or(1) - 1;
            let place = usize::try_from(dice.between(0, last)).unwrap_or(0);
            return numbers.swap_remove(place);
        }
        let month = i8::try_from(dice.between(1, 12)).unwrap_or(1);
        let day = i8::try_from(dice.between(1, 28)).unwrap_or(1);
        never_issued(jiff::civil::date(year, month, day))
    }
}

/// The number with birth number 000, which nobody has.
pub(crate) fn never_issued(birth: Date) -> PersonIdentifier {
    let number = with_check_digit(birth, 0).expect("birth number 000 is a test number");
    PersonIdentifier::PersonalIdentityNumber(number)
}

/// The last digit of the birth number is even.
fn is_woman(number: &PersonIdentifier) -> bool {
    let digits: Vec<u8> = number.value().bytes().filter(u8::is_ascii_digit).collect();
    digits.get(10).is_none_or(|digit| digit % 2 == 0)
}

/// A given name and a family name.
pub(crate) fn name(dice: &mut Dice, woman: bool) -> (String, String) {
    let given = dice.pick(if woman { names::WOMEN } else { names::MEN });
    let last = i64::try_from(names::FAMILIES).unwrap_or(1) - 1;
    let family = names::family(usize::try_from(dice.between(0, last)).unwrap_or(0));
    ((*given).to_owned(), family)
}

/// A street and number.
pub(crate) fn address(dice: &mut Dice, town: &str) -> String {
    format!("{} {}, {town}", dice.pick(names::STREETS), dice.between(1, 48))
}
