//! A file against the registry: what has to happen so that the registry is as the file says.

use std::collections::{BTreeSet, HashSet};

use jiff::civil::Date;

use super::events::{
    AssignmentEnded, AssignmentGiven, OrganisationSet, OutageSet, PaymentRateSet, RegistryEvent,
    RoutingRowEnded, RoutingRowSet, SettingSet, StaffSet, UnitClosed, UnitSet, WardMapped,
};
use super::file::RegistryFile;
use super::model::{Assignment, RoutingRow};
use super::state::Registry;
use crate::ids::HsaId;

/// The events that make the registry on the day of effect as the file says, in an order that can be
/// applied one by one. The same file again gives none.
///
/// The file is complete for units, routing and the assignments that came from files: what it does
/// not name is closed or ended, never deleted. It leaves alone what people do in Brygga, that is
/// assignments given there, ward codes mapped there, rates, outages and settings, unless it names them. One thing
/// more: a person with an assignment from a file who is gone from the file has left, and then their
/// other assignments end too.
///
/// The file is one that [`RegistryFile::check`] has nothing against.
pub fn diff(current: &Registry, wanted: &RegistryFile, effect: Date) -> Vec<RegistryEvent> {
    let mut events = Vec::new();
    organisations_and_units(current, wanted, effect, &mut events);
    people(current, wanted, effect, &mut events);
    routing(current, wanted, effect, &mut events);
    wards_and_settings(current, wanted, effect, &mut events);
    events
}

fn organisations_and_units(
    current: &Registry,
    wanted: &RegistryFile,
    from: Date,
    events: &mut Vec<RegistryEvent>,
) {
    let now = current.at(from);
    for organisation in &wanted.organisation {
        if now.organisation(&organisation.id) != Some(organisation) {
            let organisation = organisation.clone();
            events.push(RegistryEvent::OrganisationSet(OrganisationSet { from, organisation }));
        }
    }
    for unit in &wanted.unit {
        if now.open_unit(&unit.id) != Some(unit) {
            events.push(RegistryEvent::UnitSet(UnitSet { from, unit: unit.clone() }));
        }
    }
    let named: HashSet<&HsaId> = wanted.unit.iter().map(|unit| &unit.id).collect();
    for unit in now.units().filter(|unit| !named.contains(&unit.id)) {
        events.push(RegistryEvent::UnitClosed(UnitClosed { from, unit: unit.id.clone() }));
    }
}

fn people(current: &Registry, wanted: &RegistryFile, from: Date, events: &mut Vec<RegistryEvent>) {
    let now = current.at(from);
    for staff in &wanted.staff {
        if now.staff(&staff.user) != Some(staff) {
            events.push(RegistryEvent::StaffSet(StaffSet { from, staff: staff.clone() }));
        }
    }
    for assignment in &wanted.assignment {
        if now.registered_assignment(&assignment.id) != Some(assignment) {
            let assignment = assignment.clone();
            events.push(RegistryEvent::AssignmentGiven(AssignmentGiven { from, assignment }));
        }
    }

    let named: HashSet<&str> = wanted.assignment.iter().map(|it| it.id.as_str()).collect();
    let people: HashSet<&HsaId> = wanted.staff.iter().map(|staff| &staff.user).collect();
    let mut registered: Vec<&Assignment> =
        current.assignments.values().filter_map(|record| record.live_at(from)).collect();
    registered.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let left: HashSet<&HsaId> = registered
        .iter()
        .filter(|it| it.given_by.is_none() && !people.contains(&it.user))
        .map(|it| &it.user)
        .collect();
    for assignment in registered {
        let ends = assignment.given_by.is_none() || left.contains(&assignment.user);
        if ends && !named.contains(assignment.id.as_str()) {
            let assignment = assignment.id.clone();
            events.push(RegistryEvent::AssignmentEnded(AssignmentEnded { from, assignment }));
        }
    }
}

fn routing(current: &Registry, wanted: &RegistryFile, from: Date, events: &mut Vec<RegistryEvent>) {
    let now = current.at(from);
    let standing: BTreeSet<&RoutingRow> = current
        .routing
        .keys()
        .flat_map(|(code, branch)| now.routing_rows_of(code, *branch))
        .collect();
    let named: BTreeSet<&RoutingRow> = wanted.routing.iter().collect();
    for row in named.difference(&standing).map(|row| (*row).clone()) {
        events.push(RegistryEvent::RoutingRowSet(RoutingRowSet { from, row }));
    }
    for row in standing.difference(&named).map(|row| (*row).clone()) {
        events.push(RegistryEvent::RoutingRowEnded(RoutingRowEnded { from, row }));
    }
}

fn wards_and_settings(
    current: &Registry,
    wanted: &RegistryFile,
    from: Date,
    events: &mut Vec<RegistryEvent>,
) {
    for ward in &wanted.ward_code {
        let codes = current.ward_codes.get(&ward.facility);
        let known = codes.and_then(|codes| codes.get(&ward.code)?.at(from)?.as_ref());
        if known != ward.unit.as_ref() {
            events.push(RegistryEvent::WardMapped(WardMapped { from, ward: ward.clone() }));
        }
    }
    for rate in &wanted.payment_rate {
        if current.at(from).payment_rate(rate.year) != Some(rate) {
            let rate = rate.clone();
            events.push(RegistryEvent::PaymentRateSet(PaymentRateSet { from, rate }));
        }
    }
    for outage in &wanted.outage {
        if current.at(from).outages().find(|it| it.id == outage.id) != Some(outage) {
            let outage = outage.clone();
            events.push(RegistryEvent::OutageSet(OutageSet { from, outage }));
        }
    }
    let county = current.at(from).county_data();
    for (name, value) in &wanted.county {
        if county.get(name).as_ref() != Some(value) {
            let (name, value) = (name.clone(), value.clone());
            events.push(RegistryEvent::SettingSet(SettingSet { from, name, value }));
        }
    }
}
