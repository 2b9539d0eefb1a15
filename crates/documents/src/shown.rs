//! Numbers as a reader writes them.

use crate::{Cell, Document, Kind, Language};

impl Document {
    /// What a cell of a column says on paper and on a screen.
    #[must_use]
    pub fn shown(&self, kind: Kind, cell: &Cell) -> String {
        shown(self, kind, cell)
    }
}

pub(crate) fn shown(document: &Document, kind: Kind, cell: &Cell) -> String {
    match cell {
        Cell::Empty if kind == Kind::Text => String::new(),
        Cell::Empty => String::from("–"),
        Cell::Hidden => document.words.hidden.clone(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => match kind {
            Kind::Text | Kind::Integer => decimal(document.language, *number, 0),
            Kind::Share => {
                let percent = decimal(document.language, number * 100.0, 1);
                match document.language {
                    Language::Swedish => format!("{percent}\u{a0}%"),
                    Language::English => format!("{percent}%"),
                }
            }
            Kind::Hours => decimal(document.language, *number, 1),
            Kind::Amount => {
                let decimals = if number.fract() == 0.0 { 0 } else { 2 };
                decimal(document.language, *number, decimals)
            }
        },
    }
}

/// "1 234,5" or "1,234.5": thousands apart.
pub(crate) fn decimal(language: Language, number: f64, decimals: usize) -> String {
    let (apart, point) = match language {
        Language::Swedish => ('\u{a0}', ','),
        Language::English => (',', '.'),
    };
    let plain = format!("{:.decimals$}", number.abs());
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::with_capacity(plain.len() + 4);
    // What is rounded to nothing has no sign.
    if number < 0.0 && plain.bytes().any(|it| matches!(it, b'1'..=b'9')) {
        text.push('\u{2212}');
    }
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            text.push(apart);
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text.push(point);
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_its_reader_writes_it() {
        for (number, decimals, swedish, english) in [
            (0.0, 0, "0", "0"),
            (999.96, 1, "1\u{a0}000,0", "1,000.0"),
            (1_234_567.0, 0, "1\u{a0}234\u{a0}567", "1,234,567"),
            (-12.34, 1, "\u{2212}12,3", "\u{2212}12.3"),
            (-0.01, 1, "0,0", "0.0"),
        ] {
            assert_eq!(decimal(Language::Swedish, number, decimals), swedish);
            assert_eq!(decimal(Language::English, number, decimals), english);
        }
    }
}
