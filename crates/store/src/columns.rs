//! Reading rows column by column: the same on every engine, so that each row has one reader.

use brygga_domain::ids::{ChainId, CommandId, Digest, EventId, HsaId, PersonId, StayId};
use jiff::Timestamp;
use jiff::civil::Date;

/// The columns of one row, in the order of its select list: each call takes the next. An engine
/// gives the five kinds of values; what they stand for is read here.
#[expect(
    clippy::missing_errors_doc,
    reason = "each fails on a column of another kind, by its name"
)]
pub trait Columns<'r> {
    /// What a column that does not read leads to.
    type Fault;

    /// The fault of the column that was taken last: it "is not" this.
    fn wrong(&self, what: &str) -> Self::Fault;
    /// A number.
    fn opt_int(&mut self) -> Result<Option<i64>, Self::Fault>;
    /// Yes or no.
    fn opt_bool(&mut self) -> Result<Option<bool>, Self::Fault>;
    /// A text.
    fn opt_str(&mut self) -> Result<Option<&'r str>, Self::Fault>;
    /// Bytes.
    fn opt_bytes(&mut self) -> Result<Option<&'r [u8]>, Self::Fault>;

    /// A number.
    fn int(&mut self) -> Result<i64, Self::Fault> {
        self.opt_int()?.ok_or_else(|| self.wrong("a number"))
    }
    /// A number that fits.
    fn number<T: TryFrom<i64>>(&mut self) -> Result<T, Self::Fault> {
        let number = self.int()?;
        T::try_from(number).map_err(|_| self.wrong("in range"))
    }
    /// Yes or no.
    fn bool(&mut self) -> Result<bool, Self::Fault> {
        self.opt_bool()?.ok_or_else(|| self.wrong("true or false"))
    }
    /// A text.
    fn str(&mut self) -> Result<&'r str, Self::Fault> {
        self.opt_str()?.ok_or_else(|| self.wrong("a text"))
    }
    /// A text of one's own.
    fn text(&mut self) -> Result<String, Self::Fault> {
        Ok(self.str()?.to_owned())
    }
    /// A text of one's own.
    fn opt_text(&mut self) -> Result<Option<String>, Self::Fault> {
        Ok(self.opt_str()?.map(str::to_owned))
    }
    /// A text that stands for a value of a fixed set.
    fn word<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Result<T, Self::Fault> {
        self.opt_word(parse)?.ok_or_else(|| self.wrong("a known word"))
    }
    /// A text that stands for a value of a fixed set.
    fn opt_word<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Self::Fault> {
        match self.opt_str()? {
            None => Ok(None),
            Some(word) => parse(word).map(Some).ok_or_else(|| self.wrong("a known word")),
        }
    }

    /// Bytes.
    fn bytes(&mut self) -> Result<&'r [u8], Self::Fault> {
        self.opt_bytes()?.ok_or_else(|| self.wrong("bytes"))
    }
    /// Bytes of a length.
    fn opt_array<const N: usize>(&mut self) -> Result<Option<[u8; N]>, Self::Fault> {
        match self.opt_bytes()? {
            None => Ok(None),
            Some(bytes) => {
                bytes.try_into().map(Some).map_err(|_| self.wrong("of the right length"))
            }
        }
    }
    /// Bytes of a length.
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Self::Fault> {
        self.opt_array()?.ok_or_else(|| self.wrong("bytes"))
    }

    /// A time in milliseconds.
    fn opt_time(&mut self) -> Result<Option<Timestamp>, Self::Fault> {
        match self.opt_int()? {
            None => Ok(None),
            Some(ms) => Timestamp::from_millisecond(ms).map(Some).map_err(|_| self.wrong("a time")),
        }
    }
    /// A time in milliseconds.
    fn time(&mut self) -> Result<Timestamp, Self::Fault> {
        self.opt_time()?.ok_or_else(|| self.wrong("a time"))
    }
    /// A day.
    fn opt_date(&mut self) -> Result<Option<Date>, Self::Fault> {
        match self.opt_str()? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| self.wrong("a date")),
        }
    }

    /// A unit or another holder of an HSA-id.
    fn opt_unit(&mut self) -> Result<Option<HsaId>, Self::Fault> {
        match self.opt_str()? {
            None => Ok(None),
            Some(text) => HsaId::parse(text).map(Some).map_err(|_| self.wrong("an HSA-id")),
        }
    }
    /// A unit or another holder of an HSA-id.
    fn unit(&mut self) -> Result<HsaId, Self::Fault> {
        self.opt_unit()?.ok_or_else(|| self.wrong("an HSA-id"))
    }
    /// A chain.
    fn chain(&mut self) -> Result<ChainId, Self::Fault> {
        Ok(ChainId::from_bytes(self.array()?))
    }
    /// A chain.
    fn opt_chain(&mut self) -> Result<Option<ChainId>, Self::Fault> {
        Ok(self.opt_array()?.map(ChainId::from_bytes))
    }
    /// A person.
    fn person(&mut self) -> Result<PersonId, Self::Fault> {
        Ok(PersonId::from_bytes(self.array()?))
    }
    /// A stay.
    fn stay(&mut self) -> Result<StayId, Self::Fault> {
        Ok(StayId::from_bytes(self.array()?))
    }
    /// An act.
    fn command(&mut self) -> Result<CommandId, Self::Fault> {
        Ok(CommandId::from_bytes(self.array()?))
    }
    /// An event.
    fn event(&mut self) -> Result<EventId, Self::Fault> {
        Ok(EventId(self.array()?))
    }
    /// An event.
    fn opt_event(&mut self) -> Result<Option<EventId>, Self::Fault> {
        Ok(self.opt_array()?.map(EventId))
    }
    /// A digest.
    fn digest(&mut self) -> Result<Digest, Self::Fault> {
        Ok(Digest(self.array()?))
    }
}
