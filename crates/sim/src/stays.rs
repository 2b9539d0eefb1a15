//! Stays that only the admission feed knows: patients without a notice, seen by their ward alone.

use brygga_domain::calendar::{local_date, to_local};
use jiff::Timestamp;

use crate::county::Ward;
use crate::dice::Dice;
use crate::people::{self, People};
use crate::plan::after;

/// Codes that the feed has for wards, by the ward's name.
const CODES: &[(&str, &str)] = &[
    ("Avdelning 37", "AVD37"),
    ("Medicin 9", "MED9"),
    ("Avdelning 57", "AVD57"),
    ("Kirurg 52", "KIR52"),
    ("Ortopedi", "ORT"),
];

/// A few people for each ward during the last day and a half, as messages of the feed with their
/// times.
pub(crate) fn messages(
    until: Timestamp,
    dice: &mut Dice,
    people: &mut People,
    wards: &[Ward],
) -> Vec<(Timestamp, String)> {
    let mut times: Vec<(Timestamp, usize, i64)> = Vec::new();
    for (place, ward) in wards.iter().enumerate() {
        if CODES.iter().any(|code| code.0 == ward.name) {
            for _ in 0..dice.between(2, 4) {
                times.push((after(until, -dice.between(30, 2_000)), place, dice.between(1, 18)));
            }
        }
    }
    times.sort_unstable();
    let mut messages = Vec::with_capacity(times.len());
    for (number, (time, place, room)) in times.into_iter().enumerate() {
        let code = CODES.iter().find(|code| code.0 == wards[place].name).map_or("", |c| c.1);
        messages.push((time, admission(dice, people, time, number, code, room)));
    }
    messages
}

fn admission(
    dice: &mut Dice,
    people: &mut People,
    time: Timestamp,
    number: usize,
    ward: &str,
    room: i64,
) -> String {
    let (identifier, woman) = people.number(dice, local_date(time));
    let (given, family) = people::name(dice, woman);
    let at = to_local(time).strftime("%Y%m%d%H%M%S").to_string();
    let birth = identifier.birth_date().map(|d| d.strftime("%Y%m%d").to_string());
    let birth = birth.unwrap_or_default();
    let sex = if woman { "F" } else { "M" };
    let bed = dice.between(1, 4);
    let municipality = dice.pick(&["9901", "9902", "9903", "9904", "9905"]);
    [
        format!(
            "MSH|^~\\&|SIMPAS|BLS|BRYGGA|REG|{at}||ADT^A01^ADT_A01|SIM{number:06}|P|2.5\
             |||AL|NE|SWE|UNICODE UTF-8"
        ),
        format!("EVN||{at}||||{at}"),
        format!(
            "PID|1||{}^^^&{}&ISO^PNR||{family}^{given}^^^^^L||{birth}|{sex}\
             |||Provgatan 1^^EXEMPELBY^^000 00^SE^H^^{municipality}",
            identifier.value(),
            identifier.system(),
        ),
        format!(
            "PV1|1|I|{ward}^{room}^{bed}^BLS|A|||||||||||||||SIM{at}{number:03}\
             |||||||||||||||||||||||||{at}"
        ),
        String::new(),
    ]
    .join("\r")
}
