//! Sign in and out.

use std::collections::HashSet;

use axum::Form;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::Response;
use brygga_app::accounts::{self, SignInError as Refusal, Try};
use brygga_app::on_day;
use brygga_domain::calendar::words::Length;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Branch;
use jiff::Timestamp;
use serde::Deserialize;

use super::{PlainForm, set_cookie};
use crate::caller::{PageResult, Visitor, cookie, html, session_cookie};
use crate::labels;
use crate::page_error::{PageError, redirect};
use crate::site::WebState;
use crate::urls;
use crate::views::{DemoPerson, NavPlace, SignInError, SignInPage};

/// People to choose from in the demo: one of each role in hospital, primary care and municipality.
const DEMO_PEOPLE: usize = 16;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default, rename = "signed-out")]
    signed_out: Option<String>,
}

pub(crate) async fn get(visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    if visitor.open_session().is_some() {
        return Ok(redirect(urls::local(&asked.next)));
    }
    let error = asked.signed_out.map(|_| SignInError::SignedOut);
    page(&visitor, String::new(), &asked.next, error)
}

#[derive(Deserialize)]
pub(crate) struct SignInForm {
    user: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(crate) async fn post(
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> PageResult {
    let app = &visitor.state.app;
    let kept = device_cookie(&visitor.state, &form.user);
    let tried = Try {
        user_name: &form.user,
        password: &form.password,
        address: &visitor.address,
        device: cookie(&headers, &kept),
    };
    match accounts::sign_in(app, tried).await {
        Ok(entered) => {
            let mut response = enter(&visitor, &entered.token, &form.next).await?;
            let device = device_cookie_line(&visitor.state, &kept, &entered.device);
            set_cookie(&mut response, &device);
            Ok(response)
        }
        Err(Refusal::App(error)) => Err(error.into()),
        Err(Refusal::Wait(until)) => {
            let wait = wait(&visitor, until);
            page(&visitor, form.user, &form.next, Some(SignInError::TooManyTries { wait }))
        }
        Err(Refusal::Wrong | Refusal::NotHere) => {
            page(&visitor, form.user, &form.next, Some(SignInError::Wrong))
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct DemoForm {
    person: String,
    #[serde(default)]
    next: String,
}

/// Signs in as anybody of the simulated county; there is no such page outside demo mode.
pub(crate) async fn post_demo(visitor: Visitor, Form(form): Form<DemoForm>) -> PageResult {
    let person = HsaId::parse(&form.person).map_err(|_| PageError::NotFound)?;
    match accounts::demo_sign_in(&visitor.state.app, &person).await {
        Ok(token) => enter(&visitor, &token, &form.next).await,
        Err(Refusal::App(error)) => Err(error.into()),
        Err(_) => Err(PageError::NotFound),
    }
}

pub(crate) async fn sign_out(visitor: Visitor, Form(form): Form<PlainForm>) -> PageResult {
    if visitor.session.is_some() {
        visitor.check_form(&form.csrf)?;
        leave(&visitor).await?;
    }
    let mut response = redirect(&format!("{}?signed-out=1", urls::SIGN_IN));
    let cookie = session_cookie_line(&visitor.state, "", "; Max-Age=0");
    set_cookie(&mut response, &cookie);
    Ok(response)
}

/// Ends the session that the browser had, so that nobody's session stays behind another's.
async fn leave(visitor: &Visitor) -> Result<(), PageError> {
    if let Some(old) = &visitor.session {
        accounts::sign_out(&visitor.state.app, &old.session).await?;
        visitor.state.live.end(old.session.token);
    }
    Ok(())
}

async fn enter(visitor: &Visitor, token: &str, next: &str) -> Result<Response, PageError> {
    leave(visitor).await?;
    let mut response = redirect(urls::local(next));
    set_cookie(&mut response, &session_cookie_line(&visitor.state, token, ""));
    Ok(response)
}

pub(crate) fn session_cookie_line(state: &WebState, token: &str, more: &str) -> String {
    let secure = state.options.secure_cookies;
    let name = session_cookie(secure);
    let flag = if secure { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{flag}{more}")
}

/// The name of the cookie with the mark of this browser for a user name.
fn device_cookie(state: &WebState, user_name: &str) -> String {
    let secure = if state.options.secure_cookies { "__Secure-" } else { "" };
    format!("{secure}brygga-device-{}", accounts::device_key(&state.app, user_name))
}

/// Sent to the page that signs in and to no other; kept for ninety days after the last time.
fn device_cookie_line(state: &WebState, name: &str, mark: &str) -> String {
    let flag = if state.options.secure_cookies { "; Secure" } else { "" };
    let path = urls::SIGN_IN;
    format!("{name}={mark}; Path={path}; Max-Age=7776000; HttpOnly; SameSite=Strict{flag}")
}

/// "42 sekunder" would be read aloud for ever; whole minutes, rounded up, are enough.
pub(crate) fn wait(visitor: &Visitor, until: Timestamp) -> String {
    let left = until.duration_since(visitor.now);
    let minutes = left.as_secs().div_euclid(60) + 1;
    Length::of(jiff::SignedDuration::from_mins(minutes)).render(labels::words_of(visitor.texts))
}

fn page(
    visitor: &Visitor,
    user_name: String,
    next: &str,
    error: Option<SignInError>,
) -> PageResult {
    let mut shell = visitor.shell(NavPlace::None);
    shell.user = None;
    shell.path = urls::SIGN_IN.to_owned();
    html(&SignInPage {
        t: visitor.texts,
        shell,
        user_name,
        next: urls::local(next).to_owned(),
        error,
        help_phone: visitor.state.options.help_phone.clone(),
        demo: if visitor.state.app.demo { demo_people(visitor) } else { Vec::new() },
    })
}

/// One person for each branch and role, in the order of the registry.
fn demo_people(visitor: &Visitor) -> Vec<DemoPerson> {
    let registry = visitor.state.app.registry();
    let today = on_day(&registry, visitor.now);
    let mut seen = HashSet::new();
    let mut people = Vec::new();
    for staff in today.all_staff() {
        let Some(assignment) = today.assignments_of(&staff.user).next() else { continue };
        let Some(unit) = assignment.units.iter().find_map(|id| today.unit(id)) else { continue };
        if unit.branch == Branch::PrivateProvider || !seen.insert((unit.branch, assignment.role)) {
            continue;
        }
        let role = labels::role(visitor.texts, assignment.role);
        let place = today.organisation(&unit.organisation).map_or("", |it| it.name.as_str());
        people.push(DemoPerson {
            id: staff.user.to_string(),
            name: staff.name.clone(),
            what: format!("{role}, {}, {place}", unit.name),
            icon: super::assignments::icon(unit.branch),
        });
        if people.len() == DEMO_PEOPLE {
            break;
        }
    }
    people
}
