//! Short-term places per municipality and year, from a file. Pure.

use std::collections::BTreeMap;

use brygga_domain::registry::{RegistryAt, YearPlaces};
use csv::ByteRecord;

use super::read::{Fault, Table, fault};

/// Columns that every file has.
pub const PLACES: [&str; 3] = ["municipality_code", "year", "short_term_places"];
const OPTIONAL: [&str; 1] = ["source"];
/// Years that a figure can be about.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2199;
/// More than any municipality has.
const MOST: u32 = 10_000;
const LONGEST: usize = 200;

/// The rows of a file with their lines.
///
/// # Errors
/// Everything that is wrong with it, by line and column: all rows are right, or none is taken.
pub fn read_places(bytes: &[u8]) -> Result<Vec<(u64, YearPlaces)>, Vec<Fault>> {
    let table = Table::whole(bytes, &PLACES, &OPTIONAL)?;
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let mut seen = BTreeMap::new();
    for (line, record) in &table.records {
        match row(&table, record, *line, &mut seen) {
            Ok(row) => rows.push((*line, row)),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

fn row(
    table: &Table,
    record: &ByteRecord,
    line: u64,
    seen: &mut BTreeMap<(String, i16), u64>,
) -> Result<YearPlaces, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut wrong = |column: &str, reason: &str| faults.push(fault(line, Some(column), reason));
    let text = |column| table.text(record, column);
    let code = text("municipality_code").filter(|it| is_code(it));
    if code.is_none() {
        wrong("municipality_code", "it is not four digits, such as 1081");
    }
    let year = text("year").and_then(|it| it.parse().ok()).filter(|it| YEARS.contains(it));
    if year.is_none() {
        wrong("year", "it is not a year from 2000 to 2199");
    }
    let places = text("short_term_places").and_then(|it| it.parse().ok());
    let places = places.filter(|it| *it <= MOST);
    if places.is_none() {
        wrong("short_term_places", "it is not a whole number from 0 to 10 000");
    }
    let source = text("source").map(str::to_owned);
    if source.as_ref().is_some_and(|it| it.chars().count() > LONGEST) {
        wrong("source", "it is longer than 200 characters");
    }
    if let (Some(code), Some(year)) = (code, year)
        && let Some(first) = seen.insert((code.to_owned(), year), line)
    {
        let reason = format!("line {first} is about the same municipality and year");
        wrong("year", &reason);
    }
    match (code, year, places) {
        (Some(code), Some(year), Some(short_term_places)) if faults.is_empty() => {
            Ok(YearPlaces { municipality_code: code.to_owned(), year, short_term_places, source })
        }
        _ => Err(faults),
    }
}

fn is_code(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Rows about a municipality that the registry does not know: what is read there would stand nowhere.
#[must_use]
pub fn unknown_municipalities(today: RegistryAt<'_>, rows: &[(u64, YearPlaces)]) -> Vec<Fault> {
    let unknown =
        rows.iter().filter(|(_, row)| today.municipality(&row.municipality_code).is_none());
    let reason = "the registry knows no such municipality; `brygga registry show` prints them";
    unknown.map(|(line, _)| fault(*line, Some("municipality_code"), reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(u64, YearPlaces)>, Vec<String>> {
        let lines = |faults: Vec<Fault>| faults.iter().map(ToString::to_string).collect();
        read_places(text.as_bytes()).map_err(lines)
    }

    #[test]
    fn a_row_is_the_places_of_a_municipality_in_a_year() {
        let file = "\u{feff}year;municipality_code;short_term_places;source\r\n\
                    2025;9901;12;Socialnämnden\r\n2026;9901;0;\r\n";
        let rows = read(file).unwrap();
        let row = |n: usize| (rows[n].0, rows[n].1.year, rows[n].1.short_term_places);
        assert_eq!((row(0), row(1)), ((2, 2025, 12), (3, 2026, 0)));
        assert_eq!(rows[0].1.source.as_deref(), Some("Socialnämnden"));
        assert_eq!(rows[1].1.source, None);
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_column_and_nothing_is_taken() {
        let file = "municipality_code,year,short_term_places\n\
                    990,1999,-1\n9901,2025,12\n9901,2025,13\n9902,2025,10001\n";
        assert_eq!(
            read(file).unwrap_err(),
            [
                "line 2, municipality_code: it is not four digits, such as 1081",
                "line 2, year: it is not a year from 2000 to 2199",
                "line 2, short_term_places: it is not a whole number from 0 to 10 000",
                "line 4, year: line 3 is about the same municipality and year",
                "line 5, short_term_places: it is not a whole number from 0 to 10 000",
            ]
        );
        assert!(read("municipality_code,year\n9901,2025\n").unwrap_err()[0].contains("missing"));
        assert!(read("").is_err());
    }
}
