//! Columns as far as they are chosen, and where their units and municipalities stand in a report.

use super::Scope;
use super::measured::{Columns, OfMonth, Place, Row};
use crate::ids::HsaId;

/// Columns that have something of the period and the choice.
pub(super) struct Known<'a> {
    pub(super) columns: &'a Columns,
    /// The months of the period, with their position in it.
    months: Vec<(usize, &'a OfMonth)>,
    /// What is chosen, by its number in the columns.
    ward: Option<u16>,
    municipality: Option<u16>,
    /// Where each unit stands in the report.
    units: Vec<usize>,
    /// Where each municipality does.
    municipalities: Vec<usize>,
}

/// A ward and a municipality of the report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) ward: usize,
    pub(super) municipality: usize,
}

impl<'a> Known<'a> {
    /// None where nothing is chosen.
    fn of(columns: &'a Columns, scope: &Scope) -> Option<Self> {
        let number = |at: Result<usize, usize>| u16::try_from(at.ok()?).ok();
        let chosen = &scope.selection;
        let ward = match &chosen.ward {
            Some(ward) => Some(number(columns.units.binary_search(ward))?),
            None => None,
        };
        let municipality = match &chosen.municipality {
            Some(_) => Some(number(columns.municipalities.binary_search(&chosen.municipality))?),
            None => None,
        };
        let months = columns.months.iter();
        let months: Vec<_> =
            months.filter_map(|own| Some((scope.period.position(own.month)?, own))).collect();
        let (units, municipalities) = (Vec::new(), Vec::new());
        (!months.is_empty()).then_some(Self {
            columns,
            months,
            ward,
            municipality,
            units,
            municipalities,
        })
    }

    /// All that is chosen, with the units of it in order. Of the municipalities those given have a place;
    /// after them stand all others together.
    pub(super) fn all(
        all: &[&'a Columns],
        scope: &Scope,
        municipalities: &[String],
    ) -> (Vec<Self>, Vec<&'a HsaId>) {
        let known = all.iter().filter_map(|columns| Self::of(columns, scope));
        let mut known: Vec<Self> = known.collect();
        let mut units: Vec<&HsaId> = Vec::new();
        for own in &known {
            let missing = positions(&units, own.columns.units.iter());
            let missing = own.columns.units.iter().zip(missing).filter(|(_, at)| at.is_none());
            let missing: Vec<_> = missing.map(|(unit, _)| unit).collect();
            if !missing.is_empty() {
                units.extend(missing);
                units.sort_unstable();
            }
        }
        let codes: Vec<_> = municipalities.iter().map(|code| Some(code.as_str())).collect();
        for own in &mut known {
            let place = |at: Option<usize>| at.unwrap_or(codes.len());
            let units = positions(&units, own.columns.units.iter());
            own.units = units.map(|at| at.unwrap_or(0)).collect();
            let names = own.columns.municipalities.iter().map(Option::as_deref);
            own.municipalities = positions(&codes, names).map(place).collect();
        }
        (known, units)
    }

    /// What it has of a month.
    pub(super) fn month(&self, at: usize) -> Option<&'a OfMonth> {
        let own = self.months.binary_search_by_key(&at, |month| month.0).ok()?;
        Some(self.months[own].1)
    }

    /// The months of the period that it has something of.
    pub(super) fn months(&self) -> impl Iterator<Item = (usize, &'a OfMonth)> {
        self.months.iter().copied()
    }

    /// What is chosen of its places; none where all of them are.
    pub(super) fn choice(&self) -> Option<impl Fn(Place) -> bool> {
        let all = self.ward.is_none() && self.municipality.is_none();
        (!all).then_some(|place| self.has(place))
    }

    /// The place is chosen.
    pub(super) fn has(&self, place: Place) -> bool {
        self.ward.is_none_or(|ward| ward == place.ward)
            && self.municipality.is_none_or(|municipality| municipality == place.municipality)
    }

    /// The chosen rows.
    pub(super) fn rows(&self, of: &'a OfMonth) -> impl Iterator<Item = &'a Row> {
        let own = self.municipality.map_or(&*of.rows, |municipality| {
            let first = of.rows.partition_point(|row| row.place.municipality < municipality);
            let rows = &of.rows[first..];
            &rows[..rows.partition_point(|row| row.place.municipality == municipality)]
        });
        own.iter().filter(|row| self.has(row.place))
    }

    pub(super) fn slot(&self, place: Place) -> Slot {
        Slot {
            ward: self.unit(place.ward),
            municipality: self.municipalities[usize::from(place.municipality)],
        }
    }

    pub(super) fn unit(&self, unit: u16) -> usize {
        self.units[usize::from(unit)]
    }
}

/// Where each of some names stands among others; both are in order.
fn positions<T: Ord>(
    among: &[T],
    names: impl Iterator<Item = T>,
) -> impl Iterator<Item = Option<usize>> {
    let mut at = 0;
    names.map(move |name| {
        while among.get(at).is_some_and(|other| *other < name) {
            at += 1;
        }
        among.get(at).is_some_and(|other| *other == name).then_some(at)
    })
}
