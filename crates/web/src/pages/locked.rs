//! The locked screen: nothing is shown until the same person unlocks, or somebody else signs in.

use axum::Form;
use axum::extract::Query;
use brygga_app::accounts::{self, SignInError};
use serde::Deserialize;

use super::sign_in::wait;
use super::{Next, PlainForm};
use crate::caller::{PageResult, Visitor, html};
use crate::labels;
use crate::page_error::{PageError, redirect};
use crate::urls;
use crate::views::{Hidden, LockedPage, NavPlace};

pub(crate) async fn get(visitor: Visitor, Query(asked): Query<Next>) -> PageResult {
    match &visitor.session {
        None => Ok(redirect(urls::SIGN_IN)),
        Some(signed_in) if !signed_in.session.locked => Ok(redirect(urls::local(&asked.next))),
        Some(_) => page(&visitor, &asked.next, Refusal::None),
    }
}

pub(crate) async fn lock(visitor: Visitor, Form(form): Form<PlainForm>) -> PageResult {
    visitor.check_form(&form.csrf)?;
    if let Some(signed_in) = &visitor.session {
        accounts::lock(&visitor.state.app, &signed_in.session).await?;
        visitor.state.live.end(signed_in.session.token);
    }
    let next = urls::encode(urls::local(&form.next));
    Ok(redirect(&format!("{}?next={next}", urls::LOCKED)))
}

#[derive(Deserialize)]
pub(crate) struct UnlockForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub(crate) async fn unlock(visitor: Visitor, Form(form): Form<UnlockForm>) -> PageResult {
    visitor.check_form(&form.csrf)?;
    let Some(signed_in) = &visitor.session else { return Ok(redirect(urls::SIGN_IN)) };
    let (app, session) = (&visitor.state.app, &signed_in.session);
    let opened = if app.demo && session.demo {
        accounts::demo_unlock(app, session).await
    } else {
        accounts::unlock(app, session, &form.password).await
    };
    match opened {
        Ok(()) => Ok(redirect(urls::local(&form.next))),
        Err(SignInError::App(error)) => Err(error.into()),
        Err(SignInError::Wait(until)) => {
            page(&visitor, &form.next, Refusal::Wait(wait(&visitor, until)))
        }
        Err(SignInError::Wrong | SignInError::NotHere) => {
            page(&visitor, &form.next, Refusal::Wrong)
        }
    }
}

enum Refusal {
    None,
    Wrong,
    Wait(String),
}

fn page(visitor: &Visitor, next: &str, refusal: Refusal) -> PageResult {
    let Some(signed_in) = &visitor.session else {
        return Err(PageError::NotSignedIn { next: next.to_owned() });
    };
    let mut shell = visitor.shell(NavPlace::None);
    shell.path = urls::LOCKED.to_owned();
    html(&LockedPage {
        t: visitor.texts,
        shell,
        name: signed_in.name.clone(),
        locked_at: labels::clock(signed_in.session.seen_at),
        wrong_password: matches!(refusal, Refusal::Wrong),
        wait: if let Refusal::Wait(wait) = refusal { wait } else { String::new() },
        hidden: vec![Hidden::new("next", urls::local(next))],
        demo: signed_in.session.demo && visitor.state.app.demo,
    })
}
