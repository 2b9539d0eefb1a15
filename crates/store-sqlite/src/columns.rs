//! Reading a row column by column, in the order of its select list.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Params, Row};

use crate::fault::Fault;

/// Runs a query and reads every row.
pub(crate) fn collect<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl Fn(&mut Columns) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(&mut Columns::of(row))?);
    }
    Ok(found)
}

/// Runs a query for at most one row.
pub(crate) fn one<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl Fn(&mut Columns) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    let read = |row: &Row| Ok(read(&mut Columns::of(row)));
    db.prepare_cached(sql)?.query_row(params, read).optional()?.transpose()
}

/// The columns of one row. Each call takes the next.
pub(crate) struct Columns<'r, 's> {
    row: &'r Row<'s>,
    at: usize,
}

impl<'r, 's> Columns<'r, 's> {
    pub(crate) fn of(row: &'r Row<'s>) -> Self {
        Self { row, at: 0 }
    }

    fn value(&mut self) -> Result<ValueRef<'r>, Fault> {
        let value = self.row.get_ref(self.at)?;
        self.at += 1;
        Ok(value)
    }
}

impl<'r> brygga_store::Columns<'r> for Columns<'r, '_> {
    type Fault = Fault;

    fn wrong(&self, what: &str) -> Fault {
        let column = self.row.as_ref().column_name(self.at - 1).unwrap_or("?");
        Fault::Damaged(format!("column {column} is not {what}"))
    }

    fn opt_int(&mut self) -> Result<Option<i64>, Fault> {
        match self.value()? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(number) => Ok(Some(number)),
            _ => Err(self.wrong("a number")),
        }
    }

    fn opt_bool(&mut self) -> Result<Option<bool>, Fault> {
        Ok(self.opt_int()?.map(|number| number != 0))
    }

    fn opt_str(&mut self) -> Result<Option<&'r str>, Fault> {
        match self.value()? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(bytes) => {
                std::str::from_utf8(bytes).map(Some).map_err(|_| self.wrong("UTF-8"))
            }
            _ => Err(self.wrong("a text")),
        }
    }

    fn opt_bytes(&mut self) -> Result<Option<&'r [u8]>, Fault> {
        match self.value()? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(bytes) => Ok(Some(bytes)),
            _ => Err(self.wrong("bytes")),
        }
    }
}
