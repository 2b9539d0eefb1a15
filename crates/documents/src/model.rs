//! What a document is made of. Written with serde, it is kept for as long as a snapshot is: a field that
//! comes later has a default.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::diagram::Diagram;

/// The language of a document: of its words, and of how its numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// "1 234,5".
    #[default]
    Swedish,
    /// "1,234.5".
    English,
}

impl Language {
    /// As files name it: BCP 47.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Swedish => "sv-SE",
            Self::English => "en-GB",
        }
    }
}

/// A report as it is set: what it is, its tables in order, and what is to be known of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its language.
    pub language: Language,
    /// Its name.
    pub title: String,
    /// Under the title: definition and version, as of when, revision, what was chosen.
    pub lines: Vec<String>,
    /// Its diagrams, before the tables.
    #[serde(default)]
    pub diagrams: Vec<Diagram>,
    /// The tables.
    pub tables: Vec<Table>,
    /// After the tables, a paragraph each.
    pub notes: Vec<String>,
    /// When it was made, which files name.
    pub made_at: Timestamp,
    /// Words that the writers put in.
    pub words: Words,
}

/// Words that the writers put in themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// In the place of a number that is hidden.
    pub hidden: String,
    /// "Sida", before the number of a page.
    pub page: String,
    /// "av", between it and how many there are.
    pub of: String,
    /// After the title of a table that goes on from the page before: "forts.".
    pub continued: String,
}

/// A table; in a spreadsheet a sheet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Its title; the name of its sheet.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// What its numbers are.
    pub kind: Kind,
}

impl Column {
    /// A column of a kind.
    pub fn new(heading: impl Into<String>, kind: Kind) -> Self {
        Self { heading: heading.into(), kind }
    }
}

/// What stands in a column, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Words, set to the left; a number among them stands as a whole one.
    Text,
    /// A whole number.
    Integer,
    /// A share from 0 to 1; written in percent.
    Share,
    /// A time in hours or a mean, one decimal.
    Hours,
    /// Kronor.
    Amount,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// A sum over the others, or what is to stand out as one.
    pub sum: bool,
}

impl Row {
    /// A plain row.
    #[must_use]
    pub const fn new(cells: Vec<Cell>) -> Self {
        Self { cells, sum: false }
    }

    /// A sum.
    #[must_use]
    pub const fn sum(cells: Vec<Cell>) -> Self {
        Self { cells, sum: true }
    }
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Cell {
    /// Nothing was counted, or nothing can be: on paper a dash among numbers.
    #[default]
    Empty,
    /// There is a number, which is not told.
    Hidden,
    /// Words.
    Text(String),
    /// A number, unrounded, of the kind of its column.
    Number(f64),
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number of things; hidden when there is none.
    #[must_use]
    pub fn count(number: Option<u32>) -> Self {
        number.map_or(Self::Hidden, |it| Self::Number(f64::from(it)))
    }

    /// A number; empty when there is none.
    #[must_use]
    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}
