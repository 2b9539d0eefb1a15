//! One's own settings: language, look, single-key commands. They live in the browser's cookies.

use axum::Form;
use axum::extract::Query;
use brygga_i18n::Language;
use serde::Deserialize;

use super::set_cookie;
use crate::caller::{Caller, PageResult, Visitor, html};
use crate::page_error::{PageError, redirect};
use crate::urls;
use crate::views::{AccountPage, NavPlace, Theme};

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    saved: Option<String>,
}

pub(crate) async fn get(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let user = &caller.signed_in.session.user;
    let known = caller.state.app.store.credential_of(user).await?;
    let mut shell = caller.shell(NavPlace::Account);
    shell.path = urls::ACCOUNT.to_owned();
    html(&AccountPage {
        t: caller.texts,
        shell,
        name: caller.signed_in.name.clone(),
        user_name: known.map_or_else(|| user.to_string(), |credential| credential.user_name),
        assignments: super::assignments::choices(&caller, user),
        saved: asked.saved.is_some(),
    })
}

#[derive(Debug, Deserialize)]
pub(crate) struct SettingForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    next: String,
    language: Option<String>,
    theme: Option<String>,
    keys: Option<String>,
}

/// Sets one setting. Also before signing in: it touches nobody's data.
pub(crate) async fn set(visitor: Visitor, Form(form): Form<SettingForm>) -> PageResult {
    if visitor.session.is_some() {
        visitor.check_form(&form.csrf)?;
    }
    let (name, value) = if let Some(language) = form.language.as_deref() {
        let language = Language::from_code(language).ok_or(PageError::BadRequest)?;
        ("language", language.code())
    } else if let Some(theme) = form.theme.as_deref() {
        ("theme", Theme::from_code(theme).code())
    } else if let Some(keys) = form.keys.as_deref() {
        ("keys", if keys == "off" { "off" } else { "on" })
    } else {
        return Err(PageError::BadRequest);
    };
    let next = if name == "keys" { urls::ACCOUNT } else { urls::local(&form.next) };
    let saved = format!("{}?saved=1", urls::ACCOUNT);
    let mut response = redirect(if next == urls::ACCOUNT { &saved } else { next });
    let secure = if visitor.state.options.secure_cookies { "; Secure" } else { "" };
    let year = 365 * 24 * 60 * 60;
    set_cookie(
        &mut response,
        &format!("{name}={value}; Path=/; Max-Age={year}; HttpOnly; SameSite=Lax{secure}"),
    );
    Ok(response)
}
