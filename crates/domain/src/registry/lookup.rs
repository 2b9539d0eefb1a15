//! What holds on one day.

use std::sync::LazyLock;

use jiff::civil::Date;
use uuid::Uuid;

use super::county::CountyData;
use super::events::SnapshotTaken;
use super::kinds::{Branch, UnitKind};
use super::model::{
    Assignment, Organisation, Outage, PaymentRate, RoutingRow, Staff, Unit, YearPlaces,
};
use super::state::Registry;
use crate::ids::HsaId;

static DEFAULT_COUNTY: LazyLock<CountyData> = LazyLock::new(CountyData::default);

/// The registry on one day: a cheap view, made anew for every question.
#[derive(Debug, Clone, Copy)]
pub struct RegistryAt<'a> {
    pub(super) registry: &'a Registry,
    pub(super) date: Date,
}

/// How a unit is shown to a viewer (definitions 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownUnit<'a> {
    /// The unit's name, or the hospital's where the unit's own is kept back.
    pub name: &'a str,
    /// The unit's function phone.
    pub phone: Option<&'a str>,
    /// The unit's own name is kept back.
    pub masked: bool,
}

impl Registry {
    /// Every version of the county data, oldest first, with its first day; the documented defaults,
    /// before all of them, have none.
    pub fn county_versions(&self) -> impl Iterator<Item = (Option<Date>, &CountyData)> {
        let set = self.county.iter().map(|(from, county)| (Some(*from), county));
        std::iter::once((None, &*DEFAULT_COUNTY)).chain(set)
    }
}

impl<'a> RegistryAt<'a> {
    /// The day.
    pub const fn date(self) -> Date {
        self.date
    }

    /// An organisation.
    pub fn organisation(self, id: &HsaId) -> Option<&'a Organisation> {
        self.registry.organisations.get(id)?.at(self.date)
    }

    /// Every organisation, in the order of registration.
    pub fn organisations(self) -> impl Iterator<Item = &'a Organisation> {
        self.registry.organisation_order.iter().filter_map(move |id| self.organisation(id))
    }

    /// Every municipality, in the order of registration.
    pub fn municipalities(self) -> impl Iterator<Item = &'a Organisation> {
        let is_one = |it: &&Organisation| it.kind == super::OrganisationKind::Municipality;
        self.organisations().filter(is_one)
    }

    /// The municipality with a code.
    pub fn municipality(self, code: &str) -> Option<&'a Organisation> {
        self.municipalities().find(|it| it.municipality_code.as_deref() == Some(code))
    }

    /// The rate of a calendar year, confirmed or not.
    pub fn payment_rate(self, year: i16) -> Option<&'a PaymentRate> {
        self.registry.rates.get(&year)?.at(self.date)
    }

    /// Kronor a day in a calendar year, where somebody has confirmed it (facts 2.2).
    pub fn confirmed_rate(self, year: i16) -> Option<u32> {
        self.payment_rate(year).filter(|rate| rate.is_confirmed()).map(|rate| rate.amount_sek)
    }

    /// Every rate, by year.
    pub fn payment_rates(self) -> impl Iterator<Item = &'a PaymentRate> {
        self.registry.rates.values().filter_map(move |rate| rate.at(self.date))
    }

    /// Short-term places of a municipality in a calendar year, where it has said them.
    pub fn places(self, municipality_code: &str, year: i16) -> Option<&'a YearPlaces> {
        self.registry.places.get(&(municipality_code.to_owned(), year))?.at(self.date)
    }

    /// Frozen reports, the newest first.
    pub fn snapshots(self) -> impl Iterator<Item = &'a SnapshotTaken> {
        self.registry.snapshots.iter().rev()
    }

    /// The frozen report with an id.
    pub fn snapshot(self, id: Uuid) -> Option<&'a SnapshotTaken> {
        self.registry.snapshots.iter().find(|it| it.id == id)
    }

    /// Every outage that is recorded, by id, also one that was recorded by mistake.
    pub fn outages(self) -> impl Iterator<Item = &'a Outage> {
        self.registry.outages.values().filter_map(move |outage| outage.at(self.date))
    }

    /// A unit, also a closed one: old facts name it.
    pub fn unit(self, id: &HsaId) -> Option<&'a Unit> {
        self.registry.units.get(id)?.versions.at(self.date)
    }

    /// The unit is registered and not closed.
    pub fn is_open(self, id: &HsaId) -> bool {
        self.registry.units.get(id).is_some_and(|record| record.is_live(self.date))
    }

    /// The day from which the unit is open without a break; none when it is not open.
    pub fn open_since(self, id: &HsaId) -> Option<Date> {
        let live = &self.registry.units.get(id)?.live;
        let known = live.iter().filter(|(from, _)| *from <= self.date);
        known.fold(None, |since, (from, is_open)| is_open.then(|| since.unwrap_or(*from)))
    }

    /// The number of a unit in the order of registration: the same for ever, and it says nothing of
    /// the unit.
    pub fn unit_number(self, id: &HsaId) -> Option<usize> {
        self.registry.unit_order.iter().position(|known| known == id)
    }

    /// The unit with a number of [`RegistryAt::unit_number`].
    pub fn unit_of_number(self, number: usize) -> Option<&'a HsaId> {
        self.registry.unit_order.get(number)
    }

    /// Every open unit, in the order of registration.
    pub fn units(self) -> impl Iterator<Item = &'a Unit> {
        self.registry.unit_order.iter().filter_map(move |id| self.open_unit(id))
    }

    /// Every unit, also a closed one, in the order of registration.
    pub fn all_units(self) -> impl Iterator<Item = &'a Unit> {
        self.registry.unit_order.iter().filter_map(move |id| self.unit(id))
    }

    /// The open units of an organisation, in the order of registration.
    pub fn units_of_organisation(self, organisation: &HsaId) -> impl Iterator<Item = &'a Unit> {
        let ever = self.registry.units_of.get(organisation);
        let organisation = organisation.clone();
        ever.into_iter()
            .flatten()
            .filter_map(move |id| self.open_unit(id))
            .filter(move |unit| unit.organisation == organisation)
    }

    /// The organisation that runs a unit.
    pub fn organisation_of(self, unit: &HsaId) -> Option<&'a Organisation> {
        self.organisation(&self.unit(unit)?.organisation)
    }

    /// A member of staff.
    pub fn staff(self, user: &HsaId) -> Option<&'a Staff> {
        self.registry.staff.get(user)?.at(self.date)
    }

    /// Every member of staff, in the order of registration.
    pub fn all_staff(self) -> impl Iterator<Item = &'a Staff> {
        self.registry.staff_order.iter().filter_map(move |user| self.staff(user))
    }

    /// An assignment that gives access on this day: begun, not past its last day, not ended, and at
    /// least one of its units open.
    pub fn active_assignment(self, id: &str) -> Option<&'a Assignment> {
        self.registered_assignment(id)
            .filter(|it| it.covers(self.date) && it.units.iter().any(|unit| self.is_open(unit)))
    }

    /// The active assignments of a person, in the order in which they were given.
    pub fn assignments_of(self, user: &HsaId) -> impl Iterator<Item = &'a Assignment> {
        let ever = self.registry.assignments_of.get(user);
        let user = user.clone();
        ever.into_iter()
            .flatten()
            .filter_map(move |id| self.active_assignment(id))
            .filter(move |it| it.user == user)
    }

    /// Who receives in a branch for a place. The most specific row wins within each kind of unit: a
    /// row that names the area goes before one for the whole municipality. Closed units are left
    /// out.
    pub fn routing(self, code: &str, area: Option<&str>, branch: Branch) -> Vec<&'a Unit> {
        let mut found: Vec<(bool, &Unit)> = Vec::new();
        for row in self.routing_rows_of(code, branch) {
            let names_area = row.area.is_some();
            if names_area && row.area.as_deref() != area {
                continue;
            }
            if let Some(unit) = self.open_unit(&row.unit) {
                found.push((names_area, unit));
            }
        }
        let is_beaten = |(specific, unit): &(bool, &Unit)| {
            !specific && found.iter().any(|(other, it)| *other && it.kind == unit.kind)
        };
        found.iter().filter(|row| !is_beaten(row)).map(|(_, unit)| *unit).collect()
    }

    /// The areas of a municipality that any row names, sorted.
    pub fn areas(self, code: &str) -> Vec<&'a str> {
        let mut areas: Vec<&str> = Branch::ALL
            .iter()
            .flat_map(|branch| self.routing_rows_of(code, *branch))
            .filter_map(|row| row.area.as_deref())
            .collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }

    /// The suggestion of recipients of an admission notice for a place: needs assessment, home
    /// health care and primary care. With municipal health care goes always outpatient care
    /// (definitions 2, copy rule). A suggestion: nothing says that the person has services.
    pub fn recipients_for(self, code: &str, area: Option<&str>) -> Vec<&'a Unit> {
        [
            (Branch::SocialServices, UnitKind::NeedsAssessment),
            (Branch::MunicipalHealthCare, UnitKind::HomeHealthCare),
            (Branch::Outpatient, UnitKind::PrimaryCareCentre),
        ]
        .into_iter()
        .flat_map(|(branch, kind)| {
            self.routing(code, area, branch).into_iter().filter(move |unit| unit.kind == kind)
        })
        .collect()
    }

    /// The unit that a feed means by a ward code; none: keep the stay and list the code for mapping.
    pub fn ward_by_code(self, facility: &str, code: &str) -> Option<&'a Unit> {
        let unit = self.registry.ward_codes.get(facility)?.get(code)?.at(self.date)?;
        self.unit(unit.as_ref()?)
    }

    /// The county data.
    pub fn county_data(self) -> &'a CountyData {
        self.registry.county.at(self.date).unwrap_or(&DEFAULT_COUNTY)
    }

    /// How a unit is shown to a viewer from an organisation. Outside its own organisation, a ward
    /// that is not neutral is shown as the hospital with the unit's function phone (definitions 2).
    /// A viewer without an organisation is outside.
    pub fn unit_name_for(self, unit: &HsaId, viewer: Option<&HsaId>) -> Option<ShownUnit<'a>> {
        let unit = self.unit(unit)?;
        let masked = unit.is_masked_outside() && viewer != Some(&unit.organisation);
        // Without the organisation's name nothing may be shown: the kind alone would tell.
        let name = if masked { &self.organisation(&unit.organisation)?.name } else { &unit.name };
        Some(ShownUnit { name, phone: unit.phone.as_deref(), masked })
    }

    pub(super) fn open_unit(self, id: &HsaId) -> Option<&'a Unit> {
        self.registry.units.get(id)?.live_at(self.date)
    }

    /// Not ended; perhaps not begun or past its last day.
    pub(super) fn registered_assignment(self, id: &str) -> Option<&'a Assignment> {
        self.registry.assignments.get(id)?.live_at(self.date)
    }

    pub(super) fn routing_rows_of(
        self,
        code: &str,
        branch: Branch,
    ) -> impl Iterator<Item = &'a RoutingRow> {
        let rows = self.registry.routing.get(&(code.to_owned(), branch));
        rows.into_iter()
            .flatten()
            .filter(move |(_, live)| live.at(self.date).copied().unwrap_or(false))
            .map(|(row, _)| row)
    }
}
