//! Columns of plain values as Parquet, row group by row group: a table of millions of rows needs the
//! memory of one group.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

/// Why a table is no Parquet file.
#[derive(Debug, thiserror::Error)]
#[error("the table could not be written as Parquet: {0}")]
pub struct ParquetFault(#[from] ParquetError);

/// What stands in a column. Every value may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataKind {
    /// UTF-8.
    Text,
    /// Yes or no.
    Bool,
    /// 64 bits with a sign.
    Integer,
    /// An instant: milliseconds since 1970, UTC.
    Time,
}

/// The values of a column, as many as each other column of the group has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataColumn {
    /// Of [`DataKind::Text`].
    Text(Vec<Option<String>>),
    /// Of [`DataKind::Bool`].
    Bool(Vec<Option<bool>>),
    /// Of [`DataKind::Integer`] and [`DataKind::Time`].
    Integer(Vec<Option<i64>>),
}

/// A file while it is written.
pub struct ParquetFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file with columns by name.
    ///
    /// # Errors
    /// When the sink cannot be written, or two columns have one name.
    pub fn new(sink: W, columns: &[(&str, DataKind)]) -> Result<Self, ParquetFault> {
        let fields = columns.iter().map(|(name, kind)| field(name, *kind));
        let fields = fields.collect::<Result<Vec<TypePtr>, ParquetError>>()?;
        let schema = Type::group_type_builder("facts").with_fields(fields).build()?;
        let properties = WriterProperties::builder().set_created_by("Brygga".to_owned()).build();
        let writer = SerializedFileWriter::new(sink, Arc::new(schema), Arc::new(properties))?;
        Ok(Self { writer })
    }

    /// Writes a group of rows: each column in the order of the file.
    ///
    /// # Errors
    /// When the sink cannot be written, or the columns are not those of the file.
    pub fn group(&mut self, columns: &[DataColumn]) -> Result<(), ParquetFault> {
        let mut group = self.writer.next_row_group()?;
        for column in columns {
            let Some(mut writer) = group.next_column()? else { break };
            write(&mut writer, column)?;
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the file and gives the sink back.
    ///
    /// # Errors
    /// When the sink cannot be written.
    pub fn finish(self) -> Result<W, ParquetFault> {
        Ok(self.writer.into_inner()?)
    }
}

fn field(name: &str, kind: DataKind) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match kind {
        DataKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        DataKind::Bool => (Physical::BOOLEAN, None),
        DataKind::Integer => (Physical::INT64, None),
        DataKind::Time => (Physical::INT64, Some(utc())),
    };
    let field = Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    Ok(Arc::new(field.build()?))
}

fn utc() -> LogicalType {
    LogicalType::timestamp(true, TimeUnit::MILLIS)
}

fn write(writer: &mut SerializedColumnWriter<'_>, column: &DataColumn) -> Result<(), ParquetError> {
    match column {
        DataColumn::Text(values) => {
            let bytes = values.iter().flatten().map(|text| ByteArray::from(text.as_str()));
            let bytes: Vec<ByteArray> = bytes.collect();
            writer.typed::<ByteArrayType>().write_batch(&bytes, Some(&levels(values)), None)?;
        }
        DataColumn::Bool(values) => {
            let flat: Vec<bool> = values.iter().flatten().copied().collect();
            writer.typed::<BoolType>().write_batch(&flat, Some(&levels(values)), None)?;
        }
        DataColumn::Integer(values) => {
            let flat: Vec<i64> = values.iter().flatten().copied().collect();
            writer.typed::<Int64Type>().write_batch(&flat, Some(&levels(values)), None)?;
        }
    }
    Ok(())
}

/// 1 where there is a value.
fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
    values.iter().map(|value| i16::from(value.is_some())).collect()
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;

    use super::*;

    const COLUMNS: [(&str, DataKind); 4] = [
        ("ward", DataKind::Text),
        ("stayed", DataKind::Bool),
        ("weekends", DataKind::Integer),
        ("ready_at", DataKind::Time),
    ];

    #[test]
    fn what_is_written_is_read_back_with_what_is_missing() {
        let mut file = ParquetFile::new(Vec::new(), &COLUMNS).unwrap();
        file.group(&[
            DataColumn::Text(vec![Some("Åsa".into()), None]),
            DataColumn::Bool(vec![None, Some(true)]),
            DataColumn::Integer(vec![Some(-1), None]),
            DataColumn::Integer(vec![Some(1_700_000_000_000), None]),
        ])
        .unwrap();
        file.group(&[
            DataColumn::Text(vec![Some(String::new())]),
            DataColumn::Bool(vec![Some(false)]),
            DataColumn::Integer(vec![Some(2)]),
            DataColumn::Integer(vec![None]),
        ])
        .unwrap();
        let bytes = bytes::Bytes::from(file.finish().unwrap());
        let reader = SerializedFileReader::new(bytes).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0].get_string(0).unwrap(), "Åsa");
        assert_eq!(rows[0].get_timestamp_millis(3).unwrap(), 1_700_000_000_000);
        assert!(rows[1].get_string(0).is_err() && rows[1].get_bool(1).unwrap());
        assert_eq!(
            (rows[2].get_string(0).unwrap().as_str(), rows[2].get_long(2).unwrap()),
            ("", 2)
        );
    }
}
