//! Patient identifiers as the message has them, and which of them says who the person is.
//!
//! Nothing here checks digits: whether a number is a valid identity number is decided by the
//! domain, which gets the texts.

use crate::message::{Message, Repetition, Segment};
use serde::{Deserialize, Serialize};

/// OID of personal identity numbers (personnummer), facts 7.3.
pub const PERSONAL_NUMBER_OID: &str = "1.2.752.129.2.1.3.1";
/// OID of coordination numbers (samordningsnummer), facts 7.3.
pub const COORDINATION_NUMBER_OID: &str = "1.2.752.129.2.1.3.3";

/// OIDs of reserve numbers: facts 7.3 and the Swedish base profile for patients.
pub const RESERVE_NUMBER_OIDS: [&str; 16] = [
    "1.2.752.74.9.1",           // national (NRID)
    "1.2.752.74.9.2",           // Värmland
    "1.2.752.74.9.3",           // Örebro
    "1.2.752.74.9.5",           // Blekinge
    "1.2.752.74.9.6",           // Halland
    "1.2.752.74.9.7",           // Västerbotten
    "1.2.752.74.9.8",           // Dalarna
    "1.2.752.74.9.9",           // Gävleborg
    "1.2.752.97.3.1.3",         // Stockholm
    "1.2.752.113.11.0.2.1.1.1", // Västra Götaland
    "1.2.752.113.11.0.2.1.1.4", // Västra Götaland, GRID
    "1.2.752.129.2.1.3.2",      // Inera
    "1.2.752.219.1.10.10.1",    // Skåne
    "1.2.752.266.1.1.1",        // Sörmland
    "1.2.752.266.1.1.2",        // Sörmland, second series
    "1.2.752.269.1.1",          // Västernorrland
];

/// What kind of number an identifier claims to be. The order is the order of trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierKind {
    /// Personnummer.
    PersonalNumber,
    /// Samordningsnummer.
    CoordinationNumber,
    /// Reservnummer, national or of a region.
    ReserveNumber,
    /// Anything else: means something only together with who issued it.
    Local,
}

/// One identifier as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IdentifierText {
    /// OID of the assigning authority (CX-4.2), without `urn:oid:`.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Name of the assigning authority (CX-4.1); for a local identifier without one, the
    /// sending facility, so that it is never taken for another hospital's number.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Identifier type (CX-5), such as `PNR` or `MR`.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// The number (CX-1), never empty.
    #[serde(rename = "v")]
    pub value: String,
}

impl IdentifierText {
    /// What kind of number it claims to be, by OID; without an OID by its type code.
    pub fn kind(&self) -> IdentifierKind {
        let type_code = self.type_code.as_deref().map(str::to_ascii_uppercase);
        match (self.system.as_deref(), type_code.as_deref()) {
            (Some(PERSONAL_NUMBER_OID), _) | (None, Some("PNR" | "NNSWE")) => {
                IdentifierKind::PersonalNumber
            }
            (Some(COORDINATION_NUMBER_OID), _) | (None, Some("SNR")) => {
                IdentifierKind::CoordinationNumber
            }
            (Some(oid), _) if RESERVE_NUMBER_OIDS.contains(&oid) => IdentifierKind::ReserveNumber,
            (None, Some("NRID" | "RNR" | "LRID")) => IdentifierKind::ReserveNumber,
            _ => IdentifierKind::Local,
        }
    }

    /// Among local identifiers the medical record number speaks for the patient, and numbers
    /// of accounts, insurance and licences do so only when there is nothing else.
    fn local_rank(&self) -> u8 {
        match self.type_code.as_deref() {
            Some("MR" | "MRN") => 0,
            Some("PI") => 1,
            Some("SS" | "DL" | "PPN") => 3,
            Some("AN" | "VN") => 4,
            _ => 2,
        }
    }

    /// Reads one repetition of data type CX; none when it has no number.
    fn read(repetition: &Repetition<'_>) -> Option<Self> {
        let value = repetition.component(1).text()?;
        let mut namespace = repetition.subcomponent(4, 1).text();
        let universal_type = repetition.subcomponent(4, 3).text_or_empty();
        let universal = repetition.subcomponent(4, 2).text().as_deref().and_then(oid);
        let mut system = universal.filter(|_| universal_type.is_empty() || universal_type == "ISO");
        if system.is_none()
            && let Some(misplaced) = namespace.as_deref().and_then(oid)
        {
            system = Some(misplaced);
            namespace = None;
        }
        Some(Self { system, namespace, type_code: repetition.component(5).text(), value })
    }
}

fn oid(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("urn:oid:").unwrap_or(text);
    let is_oid = text.contains('.')
        && text.split('.').all(|arc| !arc.is_empty() && arc.bytes().all(|b| b.is_ascii_digit()));
    is_oid.then(|| text.to_owned())
}

/// The one that says best who the person is: personal number, coordination number, reserve
/// number, local number; the first of equals.
pub fn choose(identifiers: &[IdentifierText]) -> Option<&IdentifierText> {
    identifiers.iter().min_by_key(|identifier| (identifier.kind(), identifier.local_rank()))
}

/// The patient's identifiers: PID-3; when it has none, PID-2 and PID-4 as older versions have
/// them, and last, up to v2.3, the account number in PID-18.
pub(crate) fn of_patient(message: &Message, pid: &Segment<'_>) -> Vec<IdentifierText> {
    let version = message.field("MSH", 12).value().text_or_empty();
    let is_old = version.is_empty() || version.as_str() < "2.3.1";
    let mut found = read_all(message, pid, &[3]);
    if found.is_empty() {
        found = read_all(message, pid, &[2, 4]);
    }
    if found.is_empty() && is_old {
        found = read_all(message, pid, &[18]);
        for account in &mut found {
            account.type_code.get_or_insert_with(|| "AN".to_owned());
        }
    }
    found
}

/// The identifiers that a merge ends: MRG-1, in older versions also MRG-4.
pub(crate) fn of_merge(message: &Message, mrg: &Segment<'_>) -> Vec<IdentifierText> {
    let found = read_all(message, mrg, &[1]);
    if found.is_empty() { read_all(message, mrg, &[4]) } else { found }
}

/// More repetitions than this are nobody's identifiers; the rest is not read.
const MAX_REPETITIONS: usize = 64;

/// Characters of a facility that tell whose a local number is. Every local number repeats them, so a
/// message with a whole megabyte in MSH-4 would grow to gigabytes.
const MAX_FACILITY: usize = 200;

fn read_all(message: &Message, segment: &Segment<'_>, fields: &[usize]) -> Vec<IdentifierText> {
    let facility = message.field("MSH", 4).value().text();
    let facility = facility.map(|name| name.chars().take(MAX_FACILITY).collect::<String>());
    let repetitions =
        fields.iter().flat_map(|&number| segment.field(number).repetitions().take(MAX_REPETITIONS));
    let mut found: Vec<IdentifierText> = Vec::new();
    for mut identifier in repetitions.filter_map(|repetition| IdentifierText::read(&repetition)) {
        if identifier.system.is_none() && identifier.namespace.is_none() {
            identifier.namespace.clone_from(&facility);
        }
        if !found.contains(&identifier) {
            found.push(identifier);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(version: &str, pid: &str) -> Option<IdentifierText> {
        let text = format!("MSH|^~\\&|APP|FAC|||||ADT^A01|1|P|{version}\rPID|{pid}\r");
        let message = Message::parse(text.as_bytes()).unwrap();
        let all = of_patient(&message, &message.segment("PID").unwrap());
        choose(&all).cloned()
    }

    #[test]
    fn a_personal_number_goes_before_coordination_reserve_and_local_numbers() {
        let mut pid = "1||A^^^H^MR~B^^^&1.2.752.74.9.5&ISO".to_owned();
        assert_eq!(chosen("2.5", &pid).unwrap().value, "B");
        pid.push_str("~C^^^&1.2.752.129.2.1.3.3&ISO");
        assert_eq!(chosen("2.5", &pid).unwrap().value, "C");
        pid.push_str("~D^^^&1.2.752.129.2.1.3.1&ISO");
        let best = chosen("2.5", &pid).unwrap();
        assert_eq!((best.value.as_str(), best.kind()), ("D", IdentifierKind::PersonalNumber));
    }

    #[test]
    fn an_oid_is_found_where_senders_put_it() {
        for authority in
            ["&1.2.752.129.2.1.3.1&ISO", "&urn:oid:1.2.752.129.2.1.3.1", "1.2.752.129.2.1.3.1"]
        {
            let found = chosen("2.5", &format!("1||X^^^{authority}")).unwrap();
            assert_eq!(found.kind(), IdentifierKind::PersonalNumber, "{authority}");
        }
        assert_eq!(
            chosen("2.5", "1||X^^^&1.2.752.129.2.1.3.1&HCD").unwrap().kind(),
            IdentifierKind::Local
        );
    }

    #[test]
    fn a_local_number_keeps_who_issued_it() {
        assert_eq!(chosen("2.5", "1||X^^^HOSP^MR").unwrap().namespace.as_deref(), Some("HOSP"));
        assert_eq!(chosen("2.5", "1||X").unwrap().namespace.as_deref(), Some("FAC"));
        assert_eq!(chosen("2.5", "1||S^^^^SS~X^^^^MR").unwrap().value, "X");
    }

    #[test]
    fn older_versions_keep_the_number_in_other_fields() {
        assert_eq!(chosen("2.2", "1|E||A").unwrap().value, "E");
        assert_eq!(chosen("2.5", "1|\"\"||A").unwrap().value, "A");
        assert_eq!(chosen("2.3", &format!("1{}K", "|".repeat(17))).unwrap().value, "K");
        assert_eq!(chosen("2.5", &format!("1{}K", "|".repeat(17))), None);
        assert_eq!(chosen("2.5", "1||^^^HOSP^MR~\"\""), None);
    }
}
