//! Which assignment somebody works in now: it decides what they see.

use brygga_app::on_day;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Branch;

use crate::caller::Visitor;
use crate::views::AssignmentChoice;

/// The active assignments of a user, one choice per unit.
pub(crate) fn choices(visitor: &Visitor, user: &HsaId) -> Vec<AssignmentChoice> {
    let registry = visitor.state.app.registry();
    let today = on_day(&registry, visitor.now);
    let mut choices = Vec::new();
    for assignment in today.assignments_of(user) {
        for unit in assignment.units.iter().filter_map(|id| today.unit(id)) {
            let place = today.organisation(&unit.organisation).map_or("", |it| it.name.as_str());
            choices.push(AssignmentChoice {
                id: format!("{}@{}", assignment.id, unit.id),
                unit: unit.name.clone(),
                place_role_purpose: format!("{place} · {}", assignment.purpose),
                icon: icon(unit.branch),
                needs_us: 0,
                until: String::new(),
            });
        }
    }
    choices
}

/// The icon of a branch.
pub(crate) fn icon(branch: Branch) -> &'static str {
    match branch {
        Branch::Inpatient => "hosp",
        Branch::Outpatient => "clinic",
        _ => "home",
    }
}
