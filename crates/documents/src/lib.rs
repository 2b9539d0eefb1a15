//! Reports as documents: one neutral model of tables, and the files that it can be written as. No
//! input or output, no clock: the same document gives the same bytes.
//!
//! A document says what is in it in the words of its reader, already translated; the writers only
//! set it. [`xlsx()`] is for a spreadsheet, with unrounded numbers; [`pdf()`] for paper, with numbers
//! as a reader writes them and its diagram; [`svg()`] is the diagram as a picture of its own.
//! [`ParquetFile`] is apart from these: columns of plain values for programs.

pub mod diagram;
mod model;
mod parquet;
mod pdf;
mod shown;
#[cfg(test)]
mod testing;
mod xlsx;

pub use diagram::svg::svg;
pub use model::{Cell, Column, Document, Kind, Language, Row, Table, Words};
pub use parquet::{DataColumn, DataKind, ParquetFault, ParquetFile};
pub use pdf::pdf;
pub use xlsx::{XlsxError, xlsx};
