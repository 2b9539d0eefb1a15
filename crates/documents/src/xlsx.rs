//! A document for a spreadsheet: a sheet for each table, its numbers as they are and not rounded, and
//! before them a sheet that says what they are.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

use crate::{Cell, Column, Document, Kind, Row, Table};

/// Paper A4, as the format numbers it.
const A4: u8 = 9;
/// A sheet's name has at most so many letters.
const NAME: usize = 31;
/// Widths of columns, in letters.
const NARROWEST: usize = 9;
const WIDEST: usize = 48;

/// Why a document is no file for a spreadsheet.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be written as XLSX: {0}")]
pub struct XlsxError(#[from] rust_xlsxwriter::XlsxError);

/// The document as XLSX.
///
/// # Errors
/// When it has more than the format holds: 1 048 576 rows, 16 384 columns or 32 767 letters in a cell.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made_at = ExcelDateTime::from_timestamp(document.made_at.as_second())?;
    let properties = DocProperties::new().set_title(&document.title);
    book.set_properties(&properties.set_creation_datetime(&made_at));
    let mut names = Vec::new();
    about(book.add_worksheet(), document, &mut names)?;
    for table in &document.tables {
        let sheet = book.add_worksheet();
        sheet.set_name(name(&table.title, &mut names))?;
        set(sheet, document, table)?;
    }
    Ok(book.save_to_buffer()?)
}

/// What the figures are: title, lines and notes.
fn about(
    sheet: &mut Worksheet,
    document: &Document,
    names: &mut Vec<String>,
) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(name(&document.title, names))?;
    sheet.set_column_width(0, 90)?;
    sheet.write_string_with_format(0, 0, &document.title, &Format::new().set_bold())?;
    let notes = document.lines.iter().chain(&document.notes);
    for (row, text) in (1..).zip(notes) {
        sheet.write_string_with_format(row, 0, text, &wrapped)?;
    }
    paper(sheet, document, false);
    Ok(())
}

fn set(sheet: &mut Worksheet, document: &Document, table: &Table) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
    for (n, column) in (0..).zip(&table.columns) {
        let of = match column.kind {
            Kind::Text => head.clone(),
            _ => head.clone().set_align(FormatAlign::Right),
        };
        sheet.write_string_with_format(0, n, &column.heading, &of)?;
        sheet.set_column_width(n, width(usize::from(n), column, &table.rows) as f64)?;
    }
    for (at, row) in (1..).zip(&table.rows) {
        for (n, (cell, column)) in (0..).zip(row.cells.iter().zip(&table.columns)) {
            put(sheet, document, (at, n), column.kind, row.sum, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    paper(sheet, document, table.columns.len() > 7);
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    document: &Document,
    (row, column): (u32, u16),
    kind: Kind,
    sum: bool,
    cell: &Cell,
) -> Result<(), XlsxError> {
    let mut format = Format::new();
    if sum {
        format = format.set_bold().set_border_top(FormatBorder::Thin);
    }
    match cell {
        Cell::Empty => sheet.write_blank(row, column, &format)?,
        Cell::Hidden => {
            let format = format.set_align(FormatAlign::Right);
            sheet.write_string_with_format(row, column, &document.words.hidden, &format)?
        }
        // A text is never read as a formula.
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, &format)?,
        Cell::Number(number) => {
            let format = match kind {
                Kind::Text | Kind::Integer => format.set_num_format("#,##0"),
                Kind::Share => format.set_num_format("0.0%"),
                Kind::Hours => format.set_num_format("#,##0.0"),
                Kind::Amount if number.fract() == 0.0 => format.set_num_format("#,##0"),
                Kind::Amount => format.set_num_format("#,##0.00"),
            };
            sheet.write_number_with_format(row, column, *number, &format)?
        }
    };
    Ok(())
}

fn paper(sheet: &mut Worksheet, document: &Document, wide: bool) {
    sheet.set_paper_size(A4);
    if wide {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    let words = &document.words;
    sheet.set_footer(format!("&R{} &P {} &N", escaped(&words.page), escaped(&words.of)));
}

/// The sign that begins a code in a footer.
fn escaped(text: &str) -> String {
    text.replace('&', "&&")
}

/// As wide as its longest text, within limits; a heading of a number is broken.
fn width(n: usize, column: &Column, rows: &[Row]) -> usize {
    let letters = rows.iter().filter_map(|row| match row.cells.get(n)? {
        Cell::Text(text) => Some(text.chars().count()),
        _ => None,
    });
    let words = column.heading.split(' ').map(|word| word.chars().count());
    let heading = match column.kind {
        Kind::Text => column.heading.chars().count(),
        _ => words.max().unwrap_or(0),
    };
    (letters.max().unwrap_or(0).max(heading) + 2).clamp(NARROWEST, WIDEST)
}

/// A name that a sheet may have and no other one has.
fn name(title: &str, taken: &mut Vec<String>) -> String {
    let allowed = |letter: char| !matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\');
    let plain: String = title.chars().filter(|it| allowed(*it) && !it.is_control()).collect();
    let plain = plain.trim().trim_matches('\'');
    let plain = if plain.is_empty() { "1" } else { plain };
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let is_taken = |name: &str, taken: &[String]| {
        taken.iter().any(|it| it.to_lowercase() == name.to_lowercase())
    };
    let mut name = cut(plain, NAME);
    for n in 2.. {
        if !is_taken(&name, taken) {
            break;
        }
        let ending = format!(" ({n})");
        name = format!("{}{ending}", cut(plain, NAME - ending.len()));
    }
    taken.push(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::document;

    #[test]
    fn sheets_have_names_that_are_allowed_and_their_own() {
        let mut taken = Vec::new();
        assert_eq!(name("Per avdelning: [alla]/2026?", &mut taken), "Per avdelning alla2026");
        let long = "Kommunal hälso- och sjukvård per månad";
        assert_eq!(name(long, &mut taken).chars().count(), NAME);
        assert_eq!(name(long, &mut taken), "Kommunal hälso- och sjukvår (2)");
        assert_eq!(name("''", &mut taken), "1");
    }

    #[test]
    fn the_same_document_gives_the_same_file_without_a_clock() {
        let document = document();
        let file = xlsx(&document).unwrap();
        assert!(file.starts_with(b"PK"));
        assert_eq!(file, xlsx(&document).unwrap());
    }
}
