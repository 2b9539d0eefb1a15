//! Reading a row column by column, in the order of its select list.

use brygga_domain::ids::{ChainId, CommandId, Digest, EventId, HsaId, PersonId, StayId};
use jiff::Timestamp;
use jiff::civil::Date;
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

    fn wrong(&self, what: &str) -> Fault {
        let column = self.row.as_ref().column_name(self.at - 1).unwrap_or("?");
        Fault::Damaged(format!("column {column} is not {what}"))
    }

    pub(crate) fn opt_int(&mut self) -> Result<Option<i64>, Fault> {
        match self.value()? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(number) => Ok(Some(number)),
            _ => Err(self.wrong("a number")),
        }
    }
    pub(crate) fn int(&mut self) -> Result<i64, Fault> {
        self.opt_int()?.ok_or_else(|| self.wrong("a number"))
    }
    pub(crate) fn number<T: TryFrom<i64>>(&mut self) -> Result<T, Fault> {
        let number = self.int()?;
        T::try_from(number).map_err(|_| self.wrong("in range"))
    }
    pub(crate) fn bool(&mut self) -> Result<bool, Fault> {
        Ok(self.int()? != 0)
    }
    pub(crate) fn opt_bool(&mut self) -> Result<Option<bool>, Fault> {
        Ok(self.opt_int()?.map(|number| number != 0))
    }

    pub(crate) fn opt_str(&mut self) -> Result<Option<&'r str>, Fault> {
        match self.value()? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(bytes) => {
                std::str::from_utf8(bytes).map(Some).map_err(|_| self.wrong("UTF-8"))
            }
            _ => Err(self.wrong("a text")),
        }
    }
    pub(crate) fn str(&mut self) -> Result<&'r str, Fault> {
        self.opt_str()?.ok_or_else(|| self.wrong("a text"))
    }
    pub(crate) fn text(&mut self) -> Result<String, Fault> {
        Ok(self.str()?.to_owned())
    }
    pub(crate) fn opt_text(&mut self) -> Result<Option<String>, Fault> {
        Ok(self.opt_str()?.map(str::to_owned))
    }
    /// A text that stands for a value of a fixed set.
    pub(crate) fn word<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
        let word = self.str()?;
        parse(word).ok_or_else(|| self.wrong("a known word"))
    }

    pub(crate) fn opt_bytes(&mut self) -> Result<Option<&'r [u8]>, Fault> {
        match self.value()? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(bytes) => Ok(Some(bytes)),
            _ => Err(self.wrong("bytes")),
        }
    }
    pub(crate) fn bytes(&mut self) -> Result<&'r [u8], Fault> {
        self.opt_bytes()?.ok_or_else(|| self.wrong("bytes"))
    }
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let bytes = self.bytes()?;
        bytes.try_into().map_err(|_| self.wrong("of the right length"))
    }

    pub(crate) fn opt_time(&mut self) -> Result<Option<Timestamp>, Fault> {
        match self.opt_int()? {
            None => Ok(None),
            Some(ms) => Timestamp::from_millisecond(ms).map(Some).map_err(|_| self.wrong("a time")),
        }
    }
    pub(crate) fn time(&mut self) -> Result<Timestamp, Fault> {
        self.opt_time()?.ok_or_else(|| self.wrong("a time"))
    }
    pub(crate) fn opt_date(&mut self) -> Result<Option<Date>, Fault> {
        match self.opt_str()? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| self.wrong("a date")),
        }
    }

    pub(crate) fn opt_unit(&mut self) -> Result<Option<HsaId>, Fault> {
        match self.opt_str()? {
            None => Ok(None),
            Some(text) => HsaId::parse(text).map(Some).map_err(|_| self.wrong("an HSA-id")),
        }
    }
    pub(crate) fn unit(&mut self) -> Result<HsaId, Fault> {
        self.opt_unit()?.ok_or_else(|| self.wrong("an HSA-id"))
    }
    pub(crate) fn chain(&mut self) -> Result<ChainId, Fault> {
        Ok(ChainId::from_bytes(self.array()?))
    }
    pub(crate) fn opt_chain(&mut self) -> Result<Option<ChainId>, Fault> {
        match self.opt_bytes()? {
            None => Ok(None),
            Some(bytes) => match bytes.try_into() {
                Ok(bytes) => Ok(Some(ChainId::from_bytes(bytes))),
                Err(_) => Err(self.wrong("of the right length")),
            },
        }
    }
    pub(crate) fn person(&mut self) -> Result<PersonId, Fault> {
        Ok(PersonId::from_bytes(self.array()?))
    }
    pub(crate) fn stay(&mut self) -> Result<StayId, Fault> {
        Ok(StayId::from_bytes(self.array()?))
    }
    pub(crate) fn command(&mut self) -> Result<CommandId, Fault> {
        Ok(CommandId::from_bytes(self.array()?))
    }
    pub(crate) fn event(&mut self) -> Result<EventId, Fault> {
        Ok(EventId(self.array()?))
    }
    pub(crate) fn digest(&mut self) -> Result<Digest, Fault> {
        Ok(Digest(self.array()?))
    }
}
