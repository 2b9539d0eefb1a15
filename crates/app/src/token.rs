//! The token of a form: which act, in which chain, what was shown, for whom, until when (decision
//! 21). Signed, so that a form cannot be made elsewhere; that is its protection against forgery
//! from another site, too.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use brygga_domain::ids::{ChainId, CommandId, EventId, HsaId};
use brygga_store::Session;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::context::App;

/// A form may lie open this long.
const VALID: SignedDuration = SignedDuration::from_hours(12);

/// What a form remembers of when it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormToken {
    /// The idempotency key.
    #[serde(rename = "c")]
    pub cmd: CommandId,
    /// The act's word.
    #[serde(rename = "a")]
    pub act: String,
    /// The chain.
    #[serde(rename = "t")]
    pub chain: ChainId,
    /// The values that were shown and that the act replaces.
    #[serde(rename = "s")]
    pub shown: Vec<EventId>,
    /// What else the form rests on without replacing it: the notice that it answers, the answers
    /// that it relies on.
    #[serde(rename = "b", default)]
    pub about: Vec<EventId>,
    /// Who.
    #[serde(rename = "u")]
    pub user: HsaId,
    /// Until when, in milliseconds since 1970.
    #[serde(rename = "e")]
    pub expires: i64,
}

/// Why a token is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// Not made here, for another act, or for another person.
    #[error("the form was not made for this")]
    Forged,
    /// The form has lain open for more than twelve hours.
    #[error("the form is too old")]
    Expired,
}

impl FormToken {
    /// A token for a form that is shown now.
    pub fn new(app: &App, act: &str, chain: ChainId, shown: Vec<EventId>, user: &HsaId) -> Self {
        let expires = app.now().checked_add(VALID).unwrap_or(Timestamp::MAX).as_millisecond();
        let act = act.to_owned();
        let about = Vec::new();
        Self { cmd: app.new_command(), act, chain, shown, about, user: user.clone(), expires }
    }

    /// The same, resting on more than it replaces.
    #[must_use]
    pub fn about(self, about: Vec<EventId>) -> Self {
        Self { about, ..self }
    }

    /// When the form was shown: nothing that came later was seen with it.
    pub fn shown_at(&self) -> Timestamp {
        let expires = Timestamp::from_millisecond(self.expires).unwrap_or(Timestamp::MIN);
        expires.checked_sub(VALID).unwrap_or(Timestamp::MIN)
    }

    /// The text that stands in the form.
    pub fn seal(&self, app: &App) -> String {
        let payload = serde_json::to_vec(self).expect("a token is plain data");
        let mut sealed = mac(app.secret(), &payload);
        sealed.extend_from_slice(&payload);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// Reads a token and checks that it is for this act and this person, and not too old.
    pub fn open(app: &App, text: &str, act: &str, user: &HsaId) -> Result<Self, BadToken> {
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadToken::Forged)?;
        let (tag, payload) = sealed.split_at_checked(32).ok_or(BadToken::Forged)?;
        if !bool::from(subtle::ConstantTimeEq::ct_eq(tag, mac(app.secret(), payload).as_slice())) {
            return Err(BadToken::Forged);
        }
        let token: Self = serde_json::from_slice(payload).map_err(|_| BadToken::Forged)?;
        if token.act != act || token.user != *user {
            return Err(BadToken::Forged);
        }
        if token.expires < app.now().as_millisecond() {
            return Err(BadToken::Expired);
        }
        Ok(token)
    }
}

/// The token of forms that are no acts (lock, draft, choice of assignment): one per session.
pub fn session_form_token(app: &App, session: &Session) -> String {
    let mut payload = b"session".to_vec();
    payload.extend_from_slice(&session.token.0);
    URL_SAFE_NO_PAD.encode(mac(app.secret(), &payload))
}

/// The form was made for this session.
pub fn is_session_form(app: &App, session: &Session, token: &str) -> bool {
    let wanted = session_form_token(app, session);
    bool::from(subtle::ConstantTimeEq::ct_eq(wanted.as_bytes(), token.as_bytes()))
}

/// A seal for something else than forms: what is sealed for one use is not good for another.
pub(crate) fn seal_of(app: &App, use_: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(app.secret()).expect("any length of key is taken");
    mac.update(b"brygga-");
    mac.update(use_);
    mac.update(&[0]);
    mac.update(payload);
    mac.finalize().into_bytes().to_vec()
}

fn mac(secret: &[u8; 32], payload: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(b"brygga-form");
    mac.update(payload);
    mac.finalize().into_bytes().to_vec()
}
