//! Drafts: what somebody types is kept for that person in that assignment, over lock, crash and
//! restart, and shown to nobody else.

use axum::extract::{Query, RawForm};
use axum::response::IntoResponse as _;
use axum::{Form, Json};
use brygga_store::{Draft, DraftKey};
use serde::{Deserialize, Serialize};

use super::PlainForm;
use crate::caller::{Caller, PageResult};
use crate::labels;
use crate::page_error::{PageError, redirect};
use crate::urls;

/// Longest key of a form: an act's word and a chain.
const LONGEST_KEY: usize = 120;
/// Never kept: tokens belong to one showing of the form.
const NOT_KEPT: [&str; 3] = ["csrf", "token", "password"];

#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    form: String,
    #[serde(default)]
    next: String,
}

#[derive(Debug, Serialize)]
struct Saved {
    /// "13:40".
    at: String,
}

pub(crate) async fn post(
    caller: Caller,
    Query(which): Query<Which>,
    RawForm(body): RawForm,
) -> PageResult {
    let mut fields = decode(&body).ok_or(PageError::BadRequest)?;
    let csrf = fields.iter().find(|(name, _)| name == "csrf").map_or("", |(_, value)| value);
    caller.check_form(csrf)?;
    fields.retain(|(name, _)| !NOT_KEPT.contains(&name.as_str()));
    let key = key(&caller, &which.form).ok_or(PageError::BadRequest)?;
    let saved_at = caller.now;
    let fields = encode(&fields);
    caller.state.app.store.save_draft(Draft { key, fields, saved_at }).await?;
    Ok(Json(Saved { at: labels::clock(saved_at) }).into_response())
}

pub(crate) async fn discard(
    caller: Caller,
    Query(which): Query<Which>,
    Form(form): Form<PlainForm>,
) -> PageResult {
    caller.check_form(&form.csrf)?;
    let key = key(&caller, &which.form).ok_or(PageError::BadRequest)?;
    caller.state.app.store.drop_draft(&key).await?;
    Ok(redirect(urls::local(&which.next)))
}

fn key(caller: &Caller, form: &str) -> Option<DraftKey> {
    let fits = !form.is_empty() && form.len() <= LONGEST_KEY;
    fits.then(|| DraftKey {
        user: caller.actor.user.clone(),
        assignment: caller.actor.assignment.clone(),
        form: form.to_owned(),
    })
}

/// The fields of a form as browsers send them.
pub(crate) fn decode(body: &[u8]) -> Option<Vec<(String, String)>> {
    let part = |text: &str| {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let digit = |it: Option<u8>| char::from(it?).to_digit(16);
                    let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                    u8::try_from(high * 16 + low).ok()?
                }
                other => other,
            });
        }
        String::from_utf8(bytes).ok()
    };
    let body = std::str::from_utf8(body).ok()?;
    body.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((part(name)?, part(value)?))
        })
        .collect()
}

/// The other way.
pub(crate) fn encode(fields: &[(String, String)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", urls::encode(name), urls::encode(value)))
        .collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_reads_back_as_it_was_typed() {
        let typed = decode(b"text=Hej+%C3%A5+%26+d%C3%A4r%0A&to=a&to=b&empty=").unwrap();
        assert_eq!(typed[0], ("text".to_owned(), "Hej å & där\n".to_owned()));
        assert_eq!(typed.len(), 4);
        assert_eq!(decode(encode(&typed).as_bytes()).unwrap(), typed);
    }

    #[test]
    fn what_is_no_form_is_refused() {
        assert!(decode(b"a=%zz").is_none());
        assert!(decode(b"a=%FF").is_none());
    }
}
