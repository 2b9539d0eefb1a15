//! Capacity as a file for other programs: one row for each municipality and year.

use brygga_domain::follow_up::capacity::{Capacity, YearFigures};

use super::files::{file, text};

/// The numbers of a row, by the words of the report's JSON.
const COLUMNS: [&str; 8] =
    ["year", "days_covered", "places", "change", "waited", "timed", "wait_days", "waiting_a_day"];

/// Capacity as CSV for a Swedish spreadsheet ([`super::stays_csv`] says which). What nobody has said is
/// empty.
#[must_use]
pub fn capacity_csv(report: &Capacity, comment: &str, word: &dyn Fn(&str) -> String) -> Vec<u8> {
    let mut heading: Vec<String> = ["group", "code", "name"].map(word).into();
    heading.extend(COLUMNS.map(word));
    let mut rows = vec![heading];
    let mut add = |group: &str, code: &str, name: &str, years: &[YearFigures]| {
        for year in years {
            let mut row = vec![word(group), text(code), text(name)];
            row.extend(numbers(year, &word("hidden")));
            rows.push(row);
        }
    };
    add("total", "", "", &report.total);
    for of in &report.municipalities {
        let name = match (&of.code, &of.name) {
            (_, Some(name)) => name.clone(),
            (Some(_), None) => String::new(),
            (None, None) => word("others"),
        };
        add("municipality", of.code.as_deref().unwrap_or(""), &name, &of.years);
    }
    file(comment, rows)
}

fn numbers(year: &YearFigures, hidden: &str) -> [String; 8] {
    let known = |number: Option<String>| number.unwrap_or_default();
    let shown = |number: Option<String>| number.unwrap_or_else(|| hidden.to_owned());
    let decimal = |number: f64| number.to_string().replace('.', ",");
    [
        year.year.to_string(),
        year.days_covered.to_string(),
        known(year.places.map(|it| it.to_string())),
        known(year.change.map(|it| it.to_string())),
        shown(year.waited.map(|it| it.to_string())),
        shown(year.timed.map(|it| it.to_string())),
        shown(year.wait_days.map(decimal)),
        match year.waiting_a_day {
            None if year.wait_days.is_some() => String::new(),
            mean => shown(mean.map(decimal)),
        },
    ]
}
