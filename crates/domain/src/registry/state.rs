//! The registry as a fold of stream R.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::county::{CountyData, SettingValue};
use super::events::{RegistryEvent, SnapshotTaken};
use super::kinds::Branch;
use super::lookup::RegistryAt;
use super::model::{
    Assignment, Organisation, Outage, PaymentRate, RoutingRow, Staff, Unit, YearPlaces,
};
use super::timeline::Timeline;
use crate::envelope::Origin;
use crate::ids::HsaId;

/// Everything that stands in stream R, with its history. Nothing is ever deleted: ids in old facts
/// always have a name (facts 7.4).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registry {
    pub(super) organisations: HashMap<HsaId, Timeline<Organisation>>,
    pub(super) units: HashMap<HsaId, Record<Unit>>,
    pub(super) staff: HashMap<HsaId, Timeline<Staff>>,
    pub(super) assignments: HashMap<String, Record<Assignment>>,
    pub(super) routing: HashMap<(String, Branch), Vec<DatedRow>>,
    /// By facility, then by code.
    pub(super) ward_codes: HashMap<String, HashMap<String, Timeline<Option<HsaId>>>>,
    settings: HashMap<String, Timeline<SettingValue>>,
    /// By calendar year.
    pub(super) rates: BTreeMap<i16, Timeline<PaymentRate>>,
    /// Short-term places by municipality and calendar year.
    pub(super) places: BTreeMap<(String, i16), Timeline<YearPlaces>>,
    /// Frozen reports in the order in which they were taken.
    pub(super) snapshots: Vec<SnapshotTaken>,
    pub(super) outages: BTreeMap<String, Timeline<Outage>>,
    /// Follows from `settings`.
    pub(super) county: Timeline<CountyData>,
    pub(super) simulated: BTreeSet<Origin>,

    /// Ids in the order of their first event, so that lists keep their order.
    pub(super) organisation_order: Vec<HsaId>,
    pub(super) unit_order: Vec<HsaId>,
    pub(super) staff_order: Vec<HsaId>,
    /// Every unit that has ever been in the organisation.
    pub(super) units_of: HashMap<HsaId, Vec<HsaId>>,
    /// Every assignment that the person has ever had.
    pub(super) assignments_of: HashMap<HsaId, Vec<String>>,
}

/// A row, and when it holds.
type DatedRow = (RoutingRow, Timeline<bool>);

/// The versions of a thing that can be ended and opened again.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record<T> {
    pub(super) versions: Timeline<T>,
    pub(super) live: Timeline<bool>,
}

impl<T> Default for Record<T> {
    fn default() -> Self {
        Self { versions: Timeline::default(), live: Timeline::default() }
    }
}

impl<T> Record<T> {
    fn set(&mut self, from: Date, value: T) {
        self.versions.set(from, value);
        self.live.set(from, true);
    }

    pub(super) fn is_live(&self, date: Date) -> bool {
        self.live.at(date).copied().unwrap_or(false)
    }

    pub(super) fn live_at(&self, date: Date) -> Option<&T> {
        self.versions.at(date).filter(|_| self.is_live(date))
    }
}

impl Registry {
    /// Folds events in the order of the log.
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a RegistryEvent>) -> Self {
        let mut registry = Self::default();
        for event in events {
            registry.apply(event);
        }
        registry
    }

    /// What holds on a day (local, Europe/Stockholm).
    pub const fn at(&self, date: Date) -> RegistryAt<'_> {
        RegistryAt { registry: self, date }
    }

    /// Everything that the origin writes is test data (decision 14).
    pub fn is_simulated(&self, origin: &Origin) -> bool {
        self.simulated.contains(origin)
    }

    /// Takes one more event. Cannot fail: what names something unknown changes nothing.
    pub fn apply(&mut self, event: &RegistryEvent) {
        let from = event.from();
        match event {
            RegistryEvent::OrganisationSet(data) => {
                let id = &data.organisation.id;
                remember(&mut self.organisation_order, &self.organisations, id);
                let versions = self.organisations.entry(id.clone()).or_default();
                versions.set(from, data.organisation.clone());
            }
            RegistryEvent::UnitSet(data) => self.set_unit(from, &data.unit),
            RegistryEvent::UnitClosed(data) => {
                if let Some(record) = self.units.get_mut(&data.unit) {
                    record.live.set(from, false);
                }
            }
            RegistryEvent::StaffSet(data) => {
                let user = &data.staff.user;
                remember(&mut self.staff_order, &self.staff, user);
                self.staff.entry(user.clone()).or_default().set(from, data.staff.clone());
            }
            RegistryEvent::AssignmentGiven(data) => self.set_assignment(from, &data.assignment),
            RegistryEvent::AssignmentEnded(data) => {
                if let Some(record) = self.assignments.get_mut(&data.assignment) {
                    record.live.set(from, false);
                }
            }
            RegistryEvent::RoutingRowSet(data) => self.set_routing(from, &data.row, true),
            RegistryEvent::RoutingRowEnded(data) => self.set_routing(from, &data.row, false),
            RegistryEvent::WardMapped(data) => {
                let ward = &data.ward;
                let codes = self.ward_codes.entry(ward.facility.clone()).or_default();
                codes.entry(ward.code.clone()).or_default().set(from, ward.unit.clone());
            }
            RegistryEvent::SettingSet(data) => self.set_setting(from, &data.name, &data.value),
            RegistryEvent::PaymentRateSet(data) => {
                self.rates.entry(data.rate.year).or_default().set(from, data.rate.clone());
            }
            RegistryEvent::PlacesSet(data) => {
                let place = (data.places.municipality_code.clone(), data.places.year);
                self.places.entry(place).or_default().set(from, data.places.clone());
            }
            RegistryEvent::SnapshotTaken(data) => {
                // The same fact once more is the same snapshot.
                if self.snapshots.iter().all(|it| it.id != data.id) {
                    self.snapshots.push(data.clone());
                }
            }
            // A page is read when somebody opens its snapshot.
            RegistryEvent::SnapshotPage(_) => {}
            RegistryEvent::OutageSet(data) => {
                let versions = self.outages.entry(data.outage.id.clone()).or_default();
                versions.set(from, data.outage.clone());
            }
            RegistryEvent::OriginMarkedSimulated(data) => {
                self.simulated.insert(data.origin());
            }
        }
    }

    fn set_unit(&mut self, from: Date, unit: &Unit) {
        remember(&mut self.unit_order, &self.units, &unit.id);
        let of = self.units_of.entry(unit.organisation.clone()).or_default();
        if !of.contains(&unit.id) {
            of.push(unit.id.clone());
        }
        self.units.entry(unit.id.clone()).or_default().set(from, unit.clone());
    }

    fn set_assignment(&mut self, from: Date, assignment: &Assignment) {
        let of = self.assignments_of.entry(assignment.user.clone()).or_default();
        if !of.contains(&assignment.id) {
            of.push(assignment.id.clone());
        }
        let record = self.assignments.entry(assignment.id.clone()).or_default();
        record.set(from, assignment.clone());
    }

    fn set_routing(&mut self, from: Date, row: &RoutingRow, live: bool) {
        let rows = self.routing.entry((row.municipality_code.clone(), row.branch)).or_default();
        match rows.iter_mut().find(|(known, _)| known == row) {
            Some((_, timeline)) => timeline.set(from, live),
            None => {
                let mut timeline = Timeline::default();
                timeline.set(from, live);
                rows.push((row.clone(), timeline));
            }
        }
    }

    /// Settings change seldom and are read often: the county data of every day is kept ready. A
    /// name or value that this version does not know changes nothing (I11).
    fn set_setting(&mut self, from: Date, name: &str, value: &SettingValue) {
        self.settings.entry(name.to_owned()).or_default().set(from, value.clone());
        let mut dates = BTreeSet::new();
        for timeline in self.settings.values() {
            dates.extend(timeline.iter().map(|(date, _)| *date));
        }
        self.county = Timeline::default();
        for date in dates {
            let mut county = CountyData::default();
            for (name, timeline) in &self.settings {
                if let Some(value) = timeline.at(date) {
                    county = county.with(name, value).unwrap_or(county);
                }
            }
            self.county.set(date, county);
        }
    }
}

fn remember<T>(order: &mut Vec<HsaId>, known: &HashMap<HsaId, T>, id: &HsaId) {
    if !known.contains_key(id) {
        order.push(id.clone());
    }
}
