//! The patient as PID has it.

use crate::change::Change;
use crate::identifier::{self, IdentifierText};
use crate::message::{Message, Repetition, Segment, Value};
use crate::time::parse_date;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A person's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonName {
    /// Family name with its prefix (`von Essén`); may be empty.
    #[serde(rename = "f", default, skip_serializing_if = "String::is_empty")]
    pub family: String,
    /// Given name; may be empty, but never both.
    #[serde(rename = "g", default, skip_serializing_if = "String::is_empty")]
    pub given: String,
}

impl PersonName {
    /// `Given Family`.
    pub fn display(&self) -> String {
        format!("{} {}", self.given, self.family).trim().to_owned()
    }

    fn read(repetition: &Repetition<'_>) -> Option<Self> {
        let part = |number| repetition.subcomponent(1, number).text();
        // FN: surname, own prefix, own surname, partner's prefix, partner's surname.
        let family = match (part(1), part(2), part(3)) {
            (Some(surname), Some(prefix), own)
                if !surname.starts_with(&prefix)
                    && own.as_ref().is_none_or(|own| *own == surname) =>
            {
                format!("{prefix} {surname}")
            }
            (Some(surname), _, _) => surname,
            (None, Some(prefix), Some(own)) => format!("{prefix} {own}"),
            (None, _, own) => own.unwrap_or_default(),
        };
        let name = Self { family, given: repetition.component(2).text_or_empty() };
        (!name.display().is_empty()).then_some(name)
    }
}

/// Where the person lives.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Second line.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// Postal code as written.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// City.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
}

/// Whether the person's data are protected (PD1-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Protection {
    /// The sender says so. Access must fail closed.
    #[serde(rename = "Y")]
    Protected,
    /// The sender says that they are not.
    #[serde(rename = "N")]
    Open,
}

/// What one message says of a patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// Every identifier, in the message's order.
    pub identifiers: Vec<IdentifierText>,
    /// The one of them that says best who the person is.
    pub identifier: Option<IdentifierText>,
    /// PID-5: the legal name (type L), else the first.
    pub name: Change<PersonName>,
    /// PID-7.
    pub birth_date: Change<Date>,
    /// PID-11.9 when it is a Swedish municipality code of four digits.
    pub municipality: Change<String>,
    /// PID-11: the home address, else the first.
    pub address: Change<Address>,
    /// PID-13 as a person would dial it.
    pub phone: Change<String>,
    /// PID-30, or a time in PID-29.
    pub is_deceased: Change<bool>,
    /// PD1-12 of the message.
    pub protection: Change<Protection>,
}

impl Patient {
    pub(super) fn read(message: &Message, pid: &Segment<'_>) -> Self {
        let identifiers = identifier::of_patient(message, pid);
        let identifier = identifier::choose(&identifiers).cloned();
        let (address, municipality) = read_address(pid);
        Self {
            identifiers,
            identifier,
            name: read_name(pid),
            birth_date: change(pid.field(7).value()).and_then(|text| parse_date(&text).ok()),
            municipality,
            address,
            phone: read_phone(pid),
            is_deceased: read_death(pid),
            protection: Change::Keep,
        }
    }

    /// Reads PD1, which stands behind the PID that it belongs to.
    pub(super) fn read_protection(&mut self, pd1: &Segment<'_>) {
        self.protection = change(pd1.field(12).value()).and_then(|text| match text.as_str() {
            "Y" => Some(Protection::Protected),
            "N" => Some(Protection::Open),
            _ => None,
        });
    }
}

fn change(value: Value<'_>) -> Change<String> {
    match value {
        Value::Empty => Change::Keep,
        Value::Deleted => Change::Delete,
        Value::Text(text) => Change::Set(text.into_owned()),
    }
}

fn read_name(pid: &Segment<'_>) -> Change<PersonName> {
    let field = pid.field(5);
    if field.is_deleted() {
        return Change::Delete;
    }
    let is_legal = |name: &Repetition<'_>| name.component(7) == Value::Text("L".into());
    let named = || field.repetitions().filter(|name| PersonName::read(name).is_some());
    let chosen = named().find(is_legal).or_else(|| named().next());
    chosen.and_then(|name| PersonName::read(&name)).map_or(Change::Keep, Change::Set)
}

/// PID-11, the address type in component 7: H home, L legal, P permanent go first.
fn read_address(pid: &Segment<'_>) -> (Change<Address>, Change<String>) {
    let field = pid.field(11);
    if field.is_deleted() {
        return (Change::Delete, Change::Delete);
    }
    let is_home = |address: &Repetition<'_>| {
        matches!(address.component(7).text().as_deref(), Some("H" | "L" | "P"))
    };
    let present = || field.repetitions().filter(|address| !address.is_empty());
    let Some(chosen) = present().find(is_home).or_else(|| present().next()) else {
        return (Change::Keep, Change::Keep);
    };
    let address = Address {
        street: chosen.component(1).text(),
        other: chosen.component(2).text(),
        city: chosen.component(3).text(),
        postal_code: chosen.component(5).text(),
    };
    let is_code = |code: &str| code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
    let municipality = change(chosen.component(9)).and_then(|code| is_code(&code).then_some(code));
    let address = if address == Address::default() { Change::Keep } else { Change::Set(address) };
    (address, municipality)
}

/// PID-13 (data type XTN): the number in component 1, or built from country, area and number.
fn read_phone(pid: &Segment<'_>) -> Change<String> {
    let field = pid.field(13);
    if field.is_deleted() {
        return Change::Delete;
    }
    let number_of = |phone: Repetition<'_>| {
        if matches!(phone.component(3).text().as_deref(), Some("Internet" | "X.400" | "FX")) {
            return None;
        }
        let whole = phone.component(1).text().or_else(|| phone.component(12).text());
        whole.or_else(|| {
            let local = phone.component(7).text()?;
            let country = phone.component(5).text();
            let country = country.map(|code| format!("+{}", code.trim_start_matches('+')));
            let parts = [country, phone.component(6).text(), Some(local)];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
        })
    };
    field.repetitions().find_map(number_of).map_or(Change::Keep, Change::Set)
}

fn read_death(pid: &Segment<'_>) -> Change<bool> {
    match (pid.field(30).value(), pid.field(29).value()) {
        (Value::Text(text), _) if text == "Y" => Change::Set(true),
        (Value::Text(text), _) if text == "N" => Change::Set(false),
        (_, Value::Text(_)) => Change::Set(true),
        (Value::Deleted, _) | (_, Value::Deleted) => Change::Delete,
        _ => Change::Keep,
    }
}
