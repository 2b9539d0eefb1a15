//! The groups of a list: what the rows stand together by, and how many there are on all pages.

use brygga_app::care_chain::Worklist as Read;
use brygga_app::on_day;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::RegistryAt;
use brygga_store::{Cursor, Group, GroupBy, GroupCount, WorklistFilter, WorklistRow as Stored};

use super::{Asked, kind, rows};
use crate::caller::Caller;
use crate::labels;
use crate::views::{Area, GroupKind, WorklistGroup, WorklistKind};

/// What a list of this kind can be grouped by.
pub(super) const fn groupings(kind: WorklistKind) -> &'static [GroupBy] {
    match kind {
        WorklistKind::Ward => {
            &[GroupBy::Step, GroupBy::Municipality, GroupBy::Stage, GroupBy::Room]
        }
        WorklistKind::Municipality | WorklistKind::PrimaryCare => {
            &[GroupBy::Step, GroupBy::Ward, GroupBy::Stage]
        }
    }
}

/// The links of the choice; closed chains stand newest first and in no groups.
pub(super) fn choices(caller: &Caller, asked: &Asked, kind: WorklistKind) -> Vec<Area> {
    if asked.filter() == WorklistFilter::Closed {
        return Vec::new();
    }
    let chosen = asked.by(groupings(kind));
    let choice = |by: &GroupBy| {
        let label = caller.texts.text(match by {
            GroupBy::Step => "group-by-step",
            GroupBy::Municipality => "group-by-municipality",
            GroupBy::Stage => "group-by-stage",
            GroupBy::Room => "group-by-room",
            GroupBy::Ward => "group-by-ward",
        });
        Area { label: label.into_owned(), url: asked.group_url(*by), current: *by == chosen }
    };
    groupings(kind).iter().map(choice).collect()
}

/// The rows of the page in their groups. A group that goes on, on this page or another, says how
/// many it has in all.
pub(super) fn groups(
    caller: &Caller,
    asked: &Asked,
    read: &Read,
    kind: WorklistKind,
) -> Vec<WorklistGroup> {
    let by = asked.by(groupings(kind));
    let mut groups: Vec<WorklistGroup> = Vec::new();
    for row in &read.page.rows {
        let (shown, title, key) = if asked.filter() == WorklistFilter::Closed {
            (GroupKind::Closed, None, String::new())
        } else {
            group_of(caller, row, by)
        };
        let died = read.died.contains(&row.chain.chain);
        let shown_row = rows::row(caller, row, kind, asked, died);
        // Two wards that are kept back have the same name, and stand as one.
        match groups.iter_mut().find(|group| group.kind == shown && group.title == title) {
            Some(group) => group.rows.push(shown_row),
            None => {
                let same = |count: &&GroupCount| {
                    count.key == key || by == GroupBy::Ward && ward(caller, &count.key) == title
                };
                let count = read.groups.iter().filter(same).map(|it| it.count).sum();
                groups.push(WorklistGroup { kind: shown, title, count, rows: vec![shown_row] });
            }
        }
    }
    for group in &mut groups {
        // Closed chains are not counted, and a row may have come since the count.
        group.count = group.count.max(u32::try_from(group.rows.len()).unwrap_or(u32::MAX));
    }
    if !read.stays.is_empty() {
        let rows: Vec<_> = read
            .stays
            .iter()
            .map(|(stay, protected)| rows::stay_row(caller, stay, *protected))
            .collect();
        let count = read.counters.stays.max(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        let (kind, title) = (GroupKind::StaysWithoutNotice, None);
        groups.push(WorklistGroup { kind, title, count, rows });
    }
    groups
}

/// The group of a row: its kind, its title where that is no kind of step, and its key in the count.
fn group_of(caller: &Caller, row: &Stored, by: GroupBy) -> (GroupKind, Option<String>, String) {
    let t = caller.texts;
    let none = || t.text("group-none").into_owned();
    let key = row.place.key.clone();
    let title =
        match by {
            GroupBy::Step => {
                let shown = match row.party.group {
                    Group::Ours => GroupKind::Ours,
                    Group::Hospital => GroupKind::WaitsForHospital,
                    Group::Municipality => GroupKind::WaitsForMunicipality,
                    Group::PrimaryCare => GroupKind::WaitsForPrimaryCare,
                    Group::Plan => GroupKind::AsPlanned,
                };
                return (shown, None, (row.party.group as u8).to_string());
            }
            GroupBy::Municipality => {
                let registry = caller.state.app.registry();
                let code = row.chain.municipality.as_deref();
                let today = on_day(&registry, caller.now);
                let known = code.and_then(|code| today.municipality(code));
                known.map(|it| it.name.clone()).or_else(|| code.map(str::to_owned))
            }
            GroupBy::Stage => Some(labels::stage(t, row.chain.stage)),
            GroupBy::Room => row.chain.place.as_deref().map(|place| {
                t.fill("group-room", "room", place.split(':').next().unwrap_or_default())
            }),
            GroupBy::Ward => ward(caller, row.chain.ward.as_str()),
        };
    (GroupKind::Other, Some(title.unwrap_or_else(none)), key)
}

/// A ward by the name that this reader may see.
fn ward(caller: &Caller, ward: &str) -> Option<String> {
    let registry = caller.state.app.registry();
    let ward = HsaId::parse(ward).ok()?;
    let today = on_day(&registry, caller.now);
    Some(labels::unit_short(today, &ward, &caller.actor.organisation))
}

/// A place as an address may say it: a ward whose name is kept back must not stand there by its
/// HSA-id (definitions 2), so a ward is its number in the registry.
pub(super) fn in_address(caller: &Caller, asked: &Asked, place: &Cursor) -> Cursor {
    convert(caller, asked, place, |today, key| {
        today.unit_number(&HsaId::parse(key).ok()?).map(|number| number.to_string())
    })
}

/// The place that [`in_address`] made sayable.
pub(super) fn from_address(caller: &Caller, asked: &Asked, place: Cursor) -> Cursor {
    convert(caller, asked, &place, |today, key| {
        today.unit_of_number(key.parse().ok()?).map(ToString::to_string)
    })
}

fn convert(
    caller: &Caller,
    asked: &Asked,
    place: &Cursor,
    key: impl FnOnce(RegistryAt<'_>, &str) -> Option<String>,
) -> Cursor {
    if asked.by(groupings(kind(caller.actor.branch))) != GroupBy::Ward {
        return place.clone();
    }
    let registry = caller.state.app.registry();
    let key = key(on_day(&registry, caller.now), &place.key).unwrap_or_default();
    Cursor { key, ..place.clone() }
}
