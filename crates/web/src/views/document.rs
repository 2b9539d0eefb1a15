//! A document on the screen: its tables and notes.

use brygga_documents::diagram::{Diagram, Form};
use brygga_documents::{Document, Kind};

use super::Chart;

/// The tables of a document, in words.
#[derive(Debug, Clone, Default)]
pub struct DocumentView {
    /// The diagram that stands, at most one: of shares that lie, the table says the same.
    pub charts: Vec<Chart>,
    /// The tables.
    pub tables: Vec<DocumentTable>,
    /// After them, a paragraph each.
    pub notes: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct DocumentTable {
    /// Its title.
    pub title: String,
    /// Its headings.
    pub headings: Vec<DocumentCell>,
    /// Its rows.
    pub rows: Vec<DocumentRow>,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub struct DocumentRow {
    /// What the row is about.
    pub head: String,
    /// The other cells.
    pub cells: Vec<DocumentCell>,
    /// A sum.
    pub sum: bool,
}

/// A cell, or a heading.
#[derive(Debug, Clone, Default)]
pub struct DocumentCell {
    /// What it says.
    pub text: String,
    /// Set to the right.
    pub number: bool,
}

impl From<&Document> for DocumentView {
    fn from(document: &Document) -> Self {
        let table = |table: &brygga_documents::Table| DocumentTable {
            title: table.title.clone(),
            headings: (table.columns.iter())
                .map(|column| DocumentCell {
                    text: column.heading.clone(),
                    number: column.kind != Kind::Text,
                })
                .collect(),
            rows: table.rows.iter().map(|it| row(document, &table.columns, it)).collect(),
        };
        let stands = |it: &&Diagram| it.form != Form::Shares;
        Self {
            charts: document.diagrams.iter().find(stands).map(Chart::from).into_iter().collect(),
            tables: document.tables.iter().map(table).collect(),
            notes: document.notes.clone(),
        }
    }
}

fn row(
    document: &Document,
    columns: &[brygga_documents::Column],
    row: &brygga_documents::Row,
) -> DocumentRow {
    let mut cells = row.cells.iter().zip(columns).map(|(cell, column)| DocumentCell {
        text: document.shown(column.kind, cell),
        number: column.kind != Kind::Text,
    });
    let head = cells.next().map(|cell| cell.text).unwrap_or_default();
    DocumentRow { head, cells: cells.collect(), sum: row.sum }
}
