//! `brygga export facts`: the fact tables as columns, for programs that count themselves. A row is one
//! chain, period or notice: nothing is hidden, so it stays with those who may read the cases.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use brygga_app::AppError;
use brygga_app::follow_up::{FactKind, FactTable, FactValue, export_facts};
use brygga_documents::{DataColumn, DataKind, ParquetFault, ParquetFile};

use crate::cli::{DataArgs, FactsFormat};
use crate::site::open_reader;

/// Rows of one group of a Parquet file: its memory, and the step of those who read it.
const GROUP: usize = 65_536;

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Parquet(#[from] ParquetFault),
    #[error(transparent)]
    Csv(#[from] csv::Error),
}

pub(super) async fn run(
    data: &DataArgs,
    table: FactTable,
    format: FactsFormat,
    out: &Path,
) -> anyhow::Result<ExitCode> {
    let app = open_reader(data).await?;
    let file = File::create(out).with_context(|| format!("{} cannot be made", out.display()))?;
    let sink = BufWriter::new(file);
    let (rows, revision) = match format {
        FactsFormat::Parquet => {
            let columns = table.columns().iter().map(|(name, kind)| (*name, data_kind(*kind)));
            let columns: Vec<_> = columns.collect();
            let mut groups = Groups::new(table, ParquetFile::new(sink, &columns)?);
            let revision = export_facts::<Fault>(&app, table, |rows| Ok(groups.add(rows)?)).await?;
            let (mut sink, rows) = groups.finish()?;
            sink.flush()?;
            (rows, revision)
        }
        FactsFormat::Csv => {
            let mut writer = csv::Writer::from_writer(sink);
            writer.write_record(table.columns().iter().map(|(name, _)| *name))?;
            let mut count = 0;
            let take = |rows: Vec<Vec<FactValue>>| {
                for row in rows {
                    count += 1;
                    writer.write_record(row.iter().map(shown))?;
                }
                Ok(())
            };
            let revision = export_facts::<Fault>(&app, table, take).await?;
            writer.flush()?;
            (count, revision)
        }
    };
    eprintln!("{}: rows {rows}, revision {revision}", table.as_str());
    Ok(ExitCode::SUCCESS)
}

const fn data_kind(kind: FactKind) -> DataKind {
    match kind {
        FactKind::Text => DataKind::Text,
        FactKind::Bool => DataKind::Bool,
        FactKind::Count => DataKind::Integer,
        FactKind::Time => DataKind::Time,
    }
}

/// A value in CSV: a time in UTC, nothing where nothing is known.
fn shown(value: &FactValue) -> String {
    match value {
        FactValue::Text(text) => text.clone().unwrap_or_default(),
        FactValue::Bool(is) => is.map(|it| it.to_string()).unwrap_or_default(),
        FactValue::Count(count) => count.map(|it| it.to_string()).unwrap_or_default(),
        FactValue::Time(at) => at.map(|it| it.to_string()).unwrap_or_default(),
    }
}

/// Rows turned into columns until they are a group.
struct Groups<W: Write + Send> {
    table: FactTable,
    file: ParquetFile<W>,
    columns: Vec<DataColumn>,
    waiting: usize,
    written: usize,
}

impl<W: Write + Send> Groups<W> {
    fn new(table: FactTable, file: ParquetFile<W>) -> Self {
        Self { table, file, columns: empty(table), waiting: 0, written: 0 }
    }

    fn add(&mut self, rows: Vec<Vec<FactValue>>) -> Result<(), ParquetFault> {
        for row in rows {
            for (column, value) in self.columns.iter_mut().zip(row) {
                match (column, value) {
                    (DataColumn::Text(column), FactValue::Text(value)) => column.push(value),
                    (DataColumn::Bool(column), FactValue::Bool(value)) => column.push(value),
                    (DataColumn::Integer(column), FactValue::Count(value)) => column.push(value),
                    (DataColumn::Integer(column), FactValue::Time(value)) => {
                        column.push(value.map(|at| at.as_millisecond()));
                    }
                    // A value of another kind than its column's: a test of the tables forbids it.
                    (DataColumn::Text(column), _) => column.push(None),
                    (DataColumn::Bool(column), _) => column.push(None),
                    (DataColumn::Integer(column), _) => column.push(None),
                }
            }
            self.waiting += 1;
        }
        if self.waiting >= GROUP { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), ParquetFault> {
        self.file.group(&self.columns)?;
        self.written += std::mem::take(&mut self.waiting);
        self.columns = empty(self.table);
        Ok(())
    }

    fn finish(mut self) -> Result<(W, usize), ParquetFault> {
        if self.waiting > 0 {
            self.write()?;
        }
        Ok((self.file.finish()?, self.written))
    }
}

fn empty(table: FactTable) -> Vec<DataColumn> {
    let columns = table.columns().iter().map(|(_, kind)| match kind {
        FactKind::Text => DataColumn::Text(Vec::new()),
        FactKind::Bool => DataColumn::Bool(Vec::new()),
        FactKind::Count | FactKind::Time => DataColumn::Integer(Vec::new()),
    });
    columns.collect()
}
