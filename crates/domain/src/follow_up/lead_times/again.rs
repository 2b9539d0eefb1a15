//! Readmissions: who left and was admitted again within 30 days, whoever counts the new admission.

use super::measured::{Columns, NEVER, Person};
use super::weigh::AGAIN;

/// A person and when, in milliseconds.
pub(super) type PersonAt = ([u8; 16], i64);

/// The last time at which an admission is a readmission.
pub(super) fn until(left: i64) -> i64 {
    left.saturating_add(i64::try_from(AGAIN.as_millis()).unwrap_or(i64::MAX))
}

/// Of each of those who left, whether the person was admitted again. Those who left in one month at a
/// time, so that only the admissions of some sixty days are looked at.
pub(super) fn again(all: &[&Columns], left: &[PersonAt]) -> Vec<bool> {
    let mut again = vec![false; left.len()];
    let times = || left.iter().map(|(_, at)| *at);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return again };
    let known = Left::of(left);
    for columns in all {
        let own = since(&columns.persons, first);
        for person in own.iter().take_while(|person| person.admitted <= until(last)) {
            for at in known.of_person(&person.id) {
                let (_, left) = left[at];
                again[at] |= left < person.admitted && person.admitted <= until(left);
            }
        }
    }
    again
}

/// Those who were admitted after a time.
fn since(persons: &[Person], first: i64) -> &[Person] {
    let known = &persons[..persons.partition_point(|person| person.admitted < NEVER)];
    &known[known.partition_point(|person| person.admitted <= first)..]
}

/// Where a person stands among those who left: at the place of the hash, or after it before a free one.
struct Left<'a> {
    left: &'a [PersonAt],
    /// Three of four are [`FREE`] or more.
    places: Vec<u32>,
    shift: u32,
}

/// No index of anybody.
const FREE: u32 = u32::MAX;

/// Bits without a pattern.
const MIX: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;

impl<'a> Left<'a> {
    fn of(left: &'a [PersonAt]) -> Self {
        let places = (4 * left.len()).next_power_of_two();
        // The place is the top of the hash.
        let shift = 64 - places.trailing_zeros();
        let mut known = Self { left, places: vec![FREE; places], shift };
        for (index, (person, _)) in (0_u32..).zip(left) {
            let mut place = known.place(person);
            while known.places[place] != FREE {
                place = known.after(place);
            }
            known.places[place] = index;
        }
        known
    }

    fn place(&self, person: &[u8; 16]) -> usize {
        // Ids may follow upon each other: every bit of them changes the top of the product.
        let whole = u128::from_le_bytes(*person) ^ MIX;
        let product = u128::from(whole as u64) * u128::from((whole >> 64) as u64);
        (((product as u64) ^ (product >> 64) as u64) >> self.shift) as usize
    }

    const fn after(&self, place: usize) -> usize {
        (place + 1) & (self.places.len() - 1)
    }

    /// Each time that a person left.
    fn of_person(&self, person: &[u8; 16]) -> impl Iterator<Item = usize> {
        let places =
            std::iter::successors(Some(self.place(person)), |place| Some(self.after(*place)));
        let indexes = places.map(|place| self.places[place]).take_while(|index| *index != FREE);
        indexes.map(|index| index as usize).filter(move |index| self.left[*index].0 == *person)
    }
}
