//! A document for paper: A4, page numbers, the head of a table repeated on each page, and tagged, so
//! that it can be read aloud in order with each number under its heading.

mod figure;
mod file;
mod font;
mod page;
mod table;

use self::font::Font;
use self::page::{Pages, Role};
use crate::Document;
use crate::shown::shown;

const TITLE: f32 = 16.0;
const HEADING: f32 = 11.0;
const TEXT: f32 = 9.0;
/// From one line to the next, of the size.
const LEADING: f32 = 1.3;
/// More columns than this lie on a page that is wider than high.
const PORTRAIT_COLUMNS: usize = 7;

/// The document as PDF.
#[must_use]
pub fn pdf(document: &Document) -> Vec<u8> {
    let wide = document.tables.iter().any(|table| table.columns.len() > PORTRAIT_COLUMNS);
    let mut pages = Pages::new(wide);
    paragraph(&mut pages, Role::Title, Font::Bold, TITLE, &document.title);
    for line in &document.lines {
        paragraph(&mut pages, Role::Paragraph, Font::Plain, TEXT, line);
    }
    for of in &document.diagrams {
        pages.space(HEADING);
        figure::set(&mut pages, of);
    }
    for of in &document.tables {
        pages.space(HEADING);
        table::set(&mut pages, document, of);
    }
    if !document.notes.is_empty() {
        pages.space(HEADING);
    }
    for note in &document.notes {
        pages.space(2.0);
        paragraph(&mut pages, Role::Paragraph, Font::Plain, TEXT, note);
    }
    pages.number(document);
    file::write(document, pages)
}

fn paragraph(pages: &mut Pages, role: Role, font: Font, size: f32, text: &str) {
    let element = pages.element(None, role);
    for line in font.wrap(text, size, pages.width()) {
        pages.need(size * LEADING);
        pages.down(size * LEADING);
        pages.marked(element, |page| page.text(page.left, page.y, font, size, &line));
    }
}

#[cfg(test)]
mod tests;
