//! Estimate, care contact, planning basis, reports, checklist.

use brygga_domain::care_chain::acts::{
    Act, CONFIRMED, ChangeEstimate, NameCareContact, SendNursingReport, SetChecklistItem,
    SharePlanningBasis, StartPlanning,
};
use brygga_domain::care_chain::{
    ChainEvent, ChecklistItem, ChecklistItemDetailed, ItemState, NursingReportSent,
    PlanningBasisDetailed,
};
use brygga_domain::envelope::Compartment;
use brygga_domain::ids::{EventId, HsaId};

use super::super::context::Context;
use super::super::fields::Fields;
use super::super::read::Read;
use super::super::typed::Typed;
use super::{ActForm, nothing};

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("change-estimate", estimate_fields, read_estimate)
        .replacing(|ctx, _| ctx.chain().estimate.shown()),
    ActForm::new("name-care-contact", contact_fields, read_contact)
        .replacing(|ctx, _| ctx.chain().care_contact.shown()),
    ActForm::new("start-planning", nothing, |_| Some(StartPlanning {}.into())),
    ActForm::new("share-planning-basis", basis_fields, read_basis),
    ActForm::new("send-nursing-report", report_fields, read_report),
    ActForm::new("set-checklist-item", item_fields, read_item).replacing(shown_items),
];

/// The three marks of transport, in order.
pub(crate) const TRANSPORT: [&str; 3] = ["booked", "told", "confirmed"];

/// Of the item that is chosen; of all while none is, since the form lets one choose.
fn shown_items(ctx: &Context<'_>, typed: &Typed) -> Vec<EventId> {
    let chosen = ChecklistItem::parse(typed.get("item"));
    let checklist = ctx.chain().checklist.iter();
    checklist
        .filter(|(item, _)| chosen.is_none_or(|chosen| chosen == **item))
        .flat_map(|(_, register)| register.shown())
        .collect()
}

/// What is replaced: of the values that the form showed, those of the item that was chosen.
fn replaced(r: &Read<'_>, item: ChecklistItem) -> Vec<EventId> {
    let facts = r.ctx.view.map_or(&[][..], |view| view.facts.as_slice());
    let about = |id: &EventId| {
        facts.iter().any(|fact| {
            let set =
                matches!(&fact.event, Ok(ChainEvent::ChecklistItemSet(set)) if set.item == item);
            fact.id == *id && set
        })
    };
    r.shown.iter().copied().filter(about).collect()
}

fn estimate_fields(f: &mut Fields<'_>) {
    let standing = f.ctx.chain().estimate.settled().map(|head| head.value.instant);
    f.time("estimate", standing, true);
    f.note_optional("reason");
    f.help("help-no-content");
}

fn read_estimate(r: &mut Read<'_>) -> Option<Act> {
    let (estimate, reason) = (r.time("estimate"), r.optional("reason"));
    let shown = r.shown.clone();
    Some(ChangeEstimate { estimated_discharge: estimate?, reason, shown }.into())
}

fn contact_fields(f: &mut Fields<'_>) {
    f.short("name", "");
    let today = f.ctx.today();
    let phone = today.unit(&f.ctx.actor().unit).and_then(|unit| unit.phone.clone());
    f.short_optional("phone", &phone.unwrap_or_default());
}

fn read_contact(r: &mut Read<'_>) -> Option<Act> {
    let (name, phone) = (r.written("name"), r.optional("phone"));
    Some(NameCareContact { name, phone, shown: r.shown.clone() }.into())
}

fn basis_fields(f: &mut Fields<'_>) {
    for name in ["mobility", "personal-care", "nutrition", "cognition", "health-care", "home"] {
        f.long(name);
    }
}

fn read_basis(r: &mut Read<'_>) -> Option<Act> {
    let basis = PlanningBasisDetailed {
        mobility: r.written("mobility"),
        personal_care: r.written("personal-care"),
        nutrition: r.written("nutrition"),
        cognition: r.written("cognition"),
        health_care: r.written("health-care"),
        home: r.written("home"),
    };
    Some(SharePlanningBasis { basis }.into())
}

fn report_fields(f: &mut Fields<'_>) {
    for name in ["health", "ability", "home"] {
        f.long(name);
    }
    f.check("medication-list", false);
}

fn read_report(r: &mut Read<'_>) -> Option<Act> {
    let report = NursingReportSent {
        health: r.written("health"),
        ability: r.written("ability"),
        home: r.written("home"),
        medication_list: r.typed.on("medication-list"),
    };
    Some(SendNursingReport { report }.into())
}

/// The actor reads and writes what an item says about health.
fn writes_health(f: &Context<'_>) -> bool {
    f.party_unit(&f.actor().unit)
        .is_some_and(|unit| unit.compartments().contains(&Compartment::HealthCare))
}

fn item_fields(f: &mut Fields<'_>) {
    let chosen = ChecklistItem::parse(f.typed.get("item"));
    let items: Vec<&str> = ChecklistItem::ALL.iter().map(|item| item.as_str()).collect();
    let states: Vec<&str> = ItemState::ALL.iter().map(|state| state.as_str()).collect();
    let standing = chosen
        .and_then(|item| f.ctx.chain().checklist.get(&item))
        .and_then(|register| register.settled())
        .map(|head| head.value.clone());
    let item = chosen.map_or("", |item| item.as_str());
    f.radio("item", "item", &items, item);
    let state = standing.as_ref().map_or("", |set| set.state.as_str());
    f.radio("state", "item-state", &states, state);
    f.note_optional("note");
    f.help("help-item-note");
    let parties: Vec<HsaId> = f.ctx.chain().parties.iter().map(|it| it.unit.clone()).collect();
    f.unit("unit", &parties);
    f.help("help-item-unit");
    if let Some(field) = f.fields.last_mut() {
        field.required = false;
    }
    let marks: Vec<&str> = standing
        .iter()
        .flat_map(|set| &set.marks)
        .filter_map(|mark| TRANSPORT.into_iter().find(|known| known == mark))
        .collect();
    // The receiver's own mark is offered to the receiver, and shown where it stands.
    let receives = f.ctx.actor().branch.is_municipal();
    let offered: Vec<&str> = TRANSPORT
        .into_iter()
        .filter(|mark| *mark != CONFIRMED || receives || marks.contains(mark))
        .collect();
    f.boxes("marks", "transport", &offered, &marks);
    f.help("help-transport");
    if writes_health(f.ctx) {
        f.time("doses-until", None, false);
        f.help("help-medicines");
        f.check("prescriptions", false);
        f.check("discontinued-marked", false);
        f.long_optional("text");
        f.help("help-item-text");
    }
}

fn read_item(r: &mut Read<'_>) -> Option<Act> {
    let item = r.word("item", ChecklistItem::parse);
    let state = r.word("state", ItemState::parse);
    let note = r.optional("note");
    if state == Some(ItemState::NotApplicable) && note.is_none() {
        r.wrong("note", "item-needs-reason");
    }
    let unit = HsaId::parse(r.typed.get("unit")).ok();
    let marks = TRANSPORT
        .into_iter()
        .filter(|mark| {
            item == Some(ChecklistItem::Transport) && r.typed.all("marks").any(|m| m == *mark)
        })
        .map(str::to_owned)
        .collect();
    let doses_until = r.time_optional("doses-until");
    let (prescriptions, discontinued) =
        (r.typed.on("prescriptions"), r.typed.on("discontinued-marked"));
    let text = r.optional("text");
    let says = doses_until.is_some() || prescriptions || discontinued || text.is_some();
    let details =
        (says && writes_health(r.ctx)).then_some(()).and(item).map(|item| ChecklistItemDetailed {
            item,
            doses_until,
            prescriptions,
            discontinued_marked: discontinued,
            text,
        });
    let shown = item.map(|item| replaced(r, item)).unwrap_or_default();
    Some(SetChecklistItem { item: item?, state: state?, note, unit, marks, details, shown }.into())
}
