//! Values with a date of effect.

use jiff::civil::Date;

/// The versions of one thing, oldest first, at most one per day: a later event of the same day
/// replaces the earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Timeline<T>(Vec<(Date, T)>);

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Timeline<T> {
    /// Sets the value from a day on, until the next later version.
    pub(super) fn set(&mut self, from: Date, value: T) {
        match self.0.binary_search_by_key(&from, |(date, _)| *date) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (from, value)),
        }
    }

    /// The value on a day.
    pub(super) fn at(&self, date: Date) -> Option<&T> {
        let after = self.0.partition_point(|(from, _)| *from <= date);
        after.checked_sub(1).map(|last| &self.0[last].1)
    }

    /// Every version, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(Date, T)> {
        self.0.iter()
    }
}
