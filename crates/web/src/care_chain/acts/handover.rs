//! Handing over what one has taken, and answering an offer (definitions 3).

use brygga_domain::care_chain::acts::{AcceptHandover, Act, DeclineHandover, OfferHandover};
use brygga_domain::ids::{EventId, HsaId};
use brygga_domain::registry::Role;
use brygga_policy::Action;

use super::super::fields::Fields;
use super::super::read::Read;
use super::ActForm;
use crate::labels;
use crate::views::NoteKind;

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("offer-handover", offer_fields, read_offer),
    ActForm::new("accept-handover", |f| f.carry_typed("of"), read_accept),
    ActForm::new("decline-handover", decline_fields, read_decline),
];

fn offer_fields(f: &mut Fields<'_>) {
    f.carry_typed("what");
    let t = f.ctx.t();
    let what = f.typed.get("what");
    let message = EventId::parse(what).is_ok();
    let own = f.ctx.actor();
    if f.ctx.chain().taking_held_by(what, &own.unit).is_some() {
        f.say(NoteKind::Info, t.text("handover-what"), labels::taken(t, what, message));
    }
    let mut units = vec![own.unit.clone()];
    let others = f.ctx.chain().active_parties().filter(|party| {
        party.organisation == own.organisation && party.unit != own.unit && !f.ctx.chain().protected
    });
    units.extend(others.map(|party| party.unit.clone()));
    f.unit_suggested("to", &units, Some(&own.unit));
    f.help("help-handover-to");
    let roles = roles(f).into_iter().map(|role| (role.as_str().to_owned(), labels::role(t, role)));
    f.select_optional("role", roles.collect());
    let people = colleagues(f).into_iter().map(|(user, name)| (user.to_string(), name)).collect();
    f.select_optional("person", people);
    f.help("help-handover-person");
    f.note_optional("note");
}

/// Roles that may take over on this side, by the policies.
fn may_accept(f: &Fields<'_>) -> Vec<Role> {
    let policies = &f.ctx.caller.state.app.policies;
    let relation = f.ctx.view.map(|view| view.relation);
    relation.map(|it| policies.roles_that_may(Action::AcceptHandover, it)).unwrap_or_default()
}

/// Those of them that somebody has at one of the units that may be asked.
fn roles(f: &Fields<'_>) -> Vec<Role> {
    let today = f.ctx.today();
    let (own, may) = (f.ctx.actor(), may_accept(f));
    let here = |unit: &HsaId| {
        today.unit(unit).is_some_and(|known| known.organisation == own.organisation)
            && f.ctx.chain().party(unit).is_some_and(|party| !party.ended)
    };
    let all = today.all_staff().flat_map(|staff| today.assignments_of(&staff.user));
    let mut roles: Vec<Role> =
        all.filter(|it| it.units.iter().any(here)).map(|it| it.role).collect();
    roles.retain(|role| may.contains(role));
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// The others of the own unit, by name: names of other units are not told (definitions 12).
fn colleagues(f: &Fields<'_>) -> Vec<(HsaId, String)> {
    let today = f.ctx.today();
    let (own, may) = (f.ctx.actor(), may_accept(f));
    let here = |user: &HsaId| {
        today.assignments_of(user).any(|assignment| {
            assignment.units.contains(&own.unit) && may.contains(&assignment.role)
        })
    };
    today
        .all_staff()
        .filter(|staff| staff.user != own.user && here(&staff.user))
        .filter_map(|staff| Some((staff.user.clone(), staff.shown_name()?.to_owned())))
        .collect()
}

fn read_offer(r: &mut Read<'_>) -> Option<Act> {
    let what = r.carried("what");
    let to = r.unit("to");
    let role = r.optional("role").and_then(|word| Role::parse(&word));
    let person = r.optional("person").and_then(|text| HsaId::parse(&text).ok());
    let note = r.optional("note");
    let to = to?;
    if person.is_some() && to != r.ctx.actor().unit {
        r.wrong("person", "handover-person-elsewhere");
    }
    Some(OfferHandover { what, to, role, person, note }.into())
}

fn read_accept(r: &mut Read<'_>) -> Option<Act> {
    Some(AcceptHandover { of: r.event("of")? }.into())
}

fn decline_fields(f: &mut Fields<'_>) {
    f.carry_typed("of");
    f.note("reason");
}

fn read_decline(r: &mut Read<'_>) -> Option<Act> {
    let (of, reason) = (r.event("of"), r.written("reason"));
    Some(DeclineHandover { of: of?, reason }.into())
}
