//! Which assignment somebody works in now: it decides what they see.

use axum::Form;
use axum::extract::Query;
use brygga_app::accounts::{choose_assignment, renew_session};
use brygga_app::care_chain::counters;
use brygga_app::{Actor, on_day};
use brygga_domain::calendar::words;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Branch;
use serde::Deserialize;

use super::sign_in::session_cookie_line;
use super::{Next, set_cookie};
use crate::caller::{PageResult, Visitor, html};
use crate::labels;
use crate::page_error::{PageError, redirect};
use crate::urls;
use crate::views::{AssignmentChoice, ChooseAssignmentPage, NavPlace};

pub(crate) async fn get(visitor: Visitor, Query(asked): Query<Next>) -> PageResult {
    let signed_in = unlocked(&visitor, urls::ASSIGNMENT)?;
    let user = &signed_in.session.user;
    let mut others = choices(&visitor, user);
    count(&visitor, user, &mut others).await;
    let latest = signed_in
        .session
        .assignment
        .as_deref()
        .and_then(|chosen| others.iter().position(|choice| choice.id == chosen))
        .map(|at| others.remove(at));
    let mut shell = visitor.shell(NavPlace::None);
    shell.path = urls::ASSIGNMENT.to_owned();
    html(&ChooseAssignmentPage {
        t: visitor.texts,
        shell,
        given_name: signed_in.name.split(' ').next().unwrap_or_default().to_owned(),
        signed_in_at: labels::clock(signed_in.session.created_at),
        last_time: String::new(),
        next: urls::local(&asked.next).to_owned(),
        latest,
        others,
    })
}

#[derive(Deserialize)]
pub(crate) struct ChooseForm {
    #[serde(default)]
    csrf: String,
    assignment: String,
    #[serde(default)]
    next: String,
}

pub(crate) async fn post(visitor: Visitor, Form(form): Form<ChooseForm>) -> PageResult {
    let signed_in = unlocked(&visitor, urls::ASSIGNMENT)?;
    visitor.check_form(&form.csrf)?;
    choose_assignment(&visitor.state.app, signed_in, &form.assignment).await?;
    visitor.state.live.end(signed_in.session.token);
    let mut response = redirect(urls::local(&form.next));
    if let Some(token) = renew_session(&visitor.state.app, signed_in.session.token).await? {
        set_cookie(&mut response, &session_cookie_line(&visitor.state, &token, ""));
    }
    Ok(response)
}

fn unlocked<'a>(
    visitor: &'a Visitor,
    next: &str,
) -> Result<&'a brygga_app::accounts::SignedIn, PageError> {
    let next = next.to_owned();
    match &visitor.session {
        None => Err(PageError::NotSignedIn { next }),
        Some(signed_in) if signed_in.session.locked => Err(PageError::Locked { next }),
        Some(signed_in) => Ok(signed_in),
    }
}

/// The active assignments of a user, one choice per unit.
pub(crate) fn choices(visitor: &Visitor, user: &HsaId) -> Vec<AssignmentChoice> {
    let registry = visitor.state.app.registry();
    let today = on_day(&registry, visitor.now);
    let t = visitor.texts;
    let mut choices = Vec::new();
    for assignment in today.assignments_of(user) {
        let until = assignment.to.map_or_else(String::new, |to| {
            let day = words::on(to, visitor.now).render(labels::words_of(t));
            t.fill("assignment-until", "day", &day)
        });
        for unit in assignment.units.iter().filter_map(|id| today.unit(id)) {
            let place = today.organisation(&unit.organisation).map_or("", |it| it.name.as_str());
            let role = labels::role(t, assignment.role);
            choices.push(AssignmentChoice {
                id: format!("{}@{}", assignment.id, unit.id),
                unit: unit.name.clone(),
                place_role_purpose: format!("{place} · {role} · {}", assignment.purpose),
                icon: icon(unit.branch),
                needs_us: 0,
                until: until.clone(),
            });
        }
    }
    choices
}

/// How many chains need an act, per choice. A count that cannot be read is left out.
async fn count(visitor: &Visitor, user: &HsaId, choices: &mut [AssignmentChoice]) {
    let app = &visitor.state.app;
    for choice in choices {
        let actor = Actor::of(on_day(&app.registry(), visitor.now), user, &choice.id);
        if let Some(actor) = actor {
            choice.needs_us = counters(app, &actor).await.map_or(0, |counted| counted.ours);
        }
    }
}

/// The icon of a branch.
pub(crate) fn icon(branch: Branch) -> &'static str {
    match branch {
        Branch::Inpatient => "hosp",
        Branch::Outpatient => "clinic",
        _ => "home",
    }
}
