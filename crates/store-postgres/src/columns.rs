//! Reading a row column by column, in the order of its select list.

use brygga_store::Columns as _;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use crate::connection::{Connection, Params};
use crate::fault::Fault;

/// Runs a query and reads every row.
pub(crate) async fn collect<T>(
    db: &Connection,
    sql: &str,
    params: Params<'_>,
    read: impl Fn(&mut Columns) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    each(&db.rows(sql, params).await?, read)
}

/// Reads rows that have come.
pub(crate) fn each<T>(
    rows: &[Row],
    read: impl Fn(&mut Columns) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    rows.iter().map(|row| read(&mut Columns::of(row))).collect()
}

/// Runs a query for at most one row.
pub(crate) async fn one<T>(
    db: &Connection,
    sql: &str,
    params: Params<'_>,
    read: impl Fn(&mut Columns) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    let rows = db.rows(sql, params).await?;
    rows.first().map(|row| read(&mut Columns::of(row))).transpose()
}

/// The columns of one row. Each call takes the next.
pub(crate) struct Columns<'r> {
    row: &'r Row,
    at: usize,
}

impl<'r> Columns<'r> {
    pub(crate) fn of(row: &'r Row) -> Self {
        Self { row, at: 0 }
    }

    fn value<T: FromSql<'r>>(&mut self, what: &str) -> Result<Option<T>, Fault> {
        let at = self.at;
        self.at += 1;
        self.row.try_get(at).map_err(|_| self.wrong(what))
    }
}

impl<'r> brygga_store::Columns<'r> for Columns<'r> {
    type Fault = Fault;

    fn wrong(&self, what: &str) -> Fault {
        let column = self.row.columns().get(self.at - 1).map_or("?", |column| column.name());
        Fault::Damaged(format!("column {column} is not {what}"))
    }

    fn opt_int(&mut self) -> Result<Option<i64>, Fault> {
        let small =
            self.row.columns().get(self.at).is_some_and(|column| *column.type_() == Type::INT2);
        if small {
            Ok(self.value::<i16>("a number")?.map(i64::from))
        } else {
            self.value("a number")
        }
    }

    fn opt_bool(&mut self) -> Result<Option<bool>, Fault> {
        self.value("true or false")
    }

    fn opt_str(&mut self) -> Result<Option<&'r str>, Fault> {
        self.value("a text")
    }

    fn opt_bytes(&mut self) -> Result<Option<&'r [u8]>, Fault> {
        self.value("bytes")
    }
}
