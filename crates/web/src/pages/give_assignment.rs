//! The lead of a unit gives somebody a time-limited assignment, in a minute.

use axum::Form;
use brygga_app::registry::{
    GiveAssignment, end_time_limited_assignment, give_time_limited_assignment,
};
use brygga_app::{AppError, on_day};
use brygga_domain::calendar::{local_date, words};
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Role;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Deserialize;

use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::page_error::redirect;
use crate::urls;
use crate::views::{
    ActForm, Choice, Field, FieldKind, FormError, GiveAssignmentPage, Hidden, NavPlace,
    StandingAssignment,
};

/// Roles that only the registry file gives (`domain::registry::give_assignment`).
const NOT_GIVEN: [Role; 4] = [Role::Administrator, Role::Auditor, Role::UnitLead, Role::HeadOfUnit];

#[derive(Debug, Default, Deserialize)]
pub(crate) struct GiveForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    user: String,
    #[serde(default)]
    role: String,
    #[serde(default, rename = "from-date")]
    from: String,
    #[serde(default, rename = "to-date")]
    to: String,
}

pub(crate) async fn get(caller: Caller) -> PageResult {
    require_lead(&caller)?;
    let today = local_date(caller.now);
    let week = today.checked_add(7.days()).unwrap_or(today);
    let form = GiveForm { from: today.to_string(), to: week.to_string(), ..GiveForm::default() };
    page(&caller, &form, None)
}

pub(crate) async fn post(caller: Caller, Form(form): Form<GiveForm>) -> PageResult {
    require_lead(&caller)?;
    caller.check_form(&form.csrf)?;
    let request = match parse(&form) {
        Ok(request) => request,
        Err(problem) => return page(&caller, &form, Some(problem)),
    };
    match give_time_limited_assignment(&caller.state.app, &caller.actor, request).await {
        Ok(()) => Ok(redirect(urls::GIVE_ASSIGNMENT)),
        Err(AppError::Input { field, .. }) => page(&caller, &form, Some(field)),
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct EndForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    assignment: String,
}

/// Ends a given assignment now. One that has ended already is gone from the page.
pub(crate) async fn end(caller: Caller, Form(form): Form<EndForm>) -> PageResult {
    require_lead(&caller)?;
    caller.check_form(&form.csrf)?;
    let app = &caller.state.app;
    match end_time_limited_assignment(app, &caller.actor, &form.assignment).await {
        Ok(()) | Err(AppError::Input { .. }) => Ok(redirect(urls::GIVE_ASSIGNMENT)),
        Err(error) => Err(error.into()),
    }
}

/// The use case decides; the page says so before anything is typed.
fn require_lead(caller: &Caller) -> Result<(), AppError> {
    if caller.actor.lead {
        return Ok(());
    }
    Err(AppError::Forbidden { reason: "role", roles: vec![Role::UnitLead] })
}

/// The command, or the field that does not read.
fn parse(form: &GiveForm) -> Result<GiveAssignment, &'static str> {
    Ok(GiveAssignment {
        user: HsaId::parse(&form.user).map_err(|_| "user")?,
        role: Role::parse(&form.role).ok_or("role")?,
        care_contact: false,
        from: form.from.parse::<Date>().map_err(|_| "from")?,
        to: form.to.parse::<Date>().map_err(|_| "to")?,
    })
}

fn page(caller: &Caller, form: &GiveForm, problem: Option<&str>) -> PageResult {
    let mut shell = caller.shell(NavPlace::None);
    shell.path = urls::GIVE_ASSIGNMENT.to_owned();
    let unit = shell.user.as_ref().map(|user| user.unit.clone()).unwrap_or_default();
    html(&GiveAssignmentPage {
        t: caller.texts,
        shell,
        form: act_form(caller, form, problem, &unit),
        standing: standing(caller),
        unit,
    })
}

fn act_form(caller: &Caller, form: &GiveForm, problem: Option<&str>, unit: &str) -> ActForm {
    let t = caller.texts;
    let said = |field: &str, key: &str| {
        if problem == Some(field) { t.text(key).into_owned() } else { String::new() }
    };
    let fields = vec![
        Field::new("user", t.text("give-user"), FieldKind::Select(people(caller, &form.user)))
            .with_error(said("user", "give-error-user"))
            .required(),
        Field::new("role", t.text("give-role"), FieldKind::Select(roles(caller, &form.role)))
            .with_error(said("role", "give-error-role"))
            .required(),
        Field::new("from", t.text("give-from"), day(&form.from))
            .with_error(said("from", "give-error-date"))
            .required(),
        Field::new("to", t.text("give-to"), day(&form.to))
            .with_help(t.text("give-to-help"))
            .with_error(said("to", "give-error-to"))
            .required(),
    ];
    let known = fields.iter().any(|field| !field.error.is_empty());
    let mut made = ActForm {
        title: t.text("menu-give-assignment").into_owned(),
        intro: t.fill("give-intro", "unit", unit),
        action: urls::GIVE_ASSIGNMENT.to_owned(),
        fields,
        submit: t.text("give-submit").into_owned(),
        cancel_url: urls::HOME.to_owned(),
        ..ActForm::default()
    };
    if problem.is_some() && !known {
        let text = t.text("give-error-other").into_owned();
        made.errors.push(FormError { anchor: String::new(), text });
    }
    made.with_errors_on_top()
}

fn day(value: &str) -> FieldKind {
    FieldKind::DateTime { date: value.to_owned(), time: None }
}

/// Staff of the own organisation.
fn people(caller: &Caller, chosen: &str) -> Vec<Choice> {
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let is_own = |id: &HsaId| {
        today.unit(id).is_some_and(|unit| unit.organisation == caller.actor.organisation)
    };
    let mut people: Vec<Choice> = today
        .all_staff()
        .filter(|staff| today.assignments_of(&staff.user).any(|it| it.units.iter().any(is_own)))
        .map(|staff| {
            Choice::new(staff.user.as_str(), format!("{}, {}", staff.name, staff.title))
                .selected(staff.user.as_str() == chosen)
        })
        .collect();
    people.sort_by(|a, b| a.label.cmp(&b.label));
    people.insert(0, none(caller));
    people
}

/// Nobody and nothing is suggested: what stands first is not what is meant.
fn none(caller: &Caller) -> Choice {
    Choice::new("", caller.texts.text("choose-none"))
}

fn roles(caller: &Caller, chosen: &str) -> Vec<Choice> {
    let given = Role::ALL.iter().filter(|role| !NOT_GIVEN.contains(role)).map(|role| {
        Choice::new(role.as_str(), labels::role(caller.texts, *role))
            .selected(role.as_str() == chosen)
    });
    std::iter::once(none(caller)).chain(given).collect()
}

/// Everybody who works in the unit now.
fn standing(caller: &Caller) -> Vec<StandingAssignment> {
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let t = caller.texts;
    let mut standing = Vec::new();
    for staff in today.all_staff() {
        for assignment in today.assignments_of(&staff.user) {
            if !assignment.units.contains(&caller.actor.unit) {
                continue;
            }
            let until = assignment.to.map_or_else(
                || t.text("standing-for-now").into_owned(),
                |to| {
                    let day = words::on(to, caller.now).render(labels::words_of(t));
                    t.fill("assignment-until", "day", &day)
                },
            );
            let given = assignment.given_by.is_some();
            standing.push(StandingAssignment {
                name: staff.name.clone(),
                role: labels::role(t, assignment.role),
                until,
                end_action: given.then(|| urls::END_ASSIGNMENT.to_owned()),
                hidden: vec![Hidden::new("assignment", assignment.id.as_str())],
            });
        }
    }
    standing
}
