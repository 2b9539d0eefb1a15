//! The mark of a browser in which a person has signed in before: a random number and a seal over it
//! and the user name. It opens nothing. It says that wrong passwords from here are counted apart, so
//! that nobody else's tries make this person wait.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::context::App;
use crate::ports::random;
use crate::token::seal_of;

const NUMBER: usize = 16;

/// A new mark for a user name.
pub(super) fn mark(app: &App, user_name: &str) -> String {
    let number: [u8; NUMBER] = random(&*app.entropy);
    let mut bytes = number.to_vec();
    bytes.extend_from_slice(&seal(app, user_name, &number));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The mark was made here, for this user name.
pub(super) fn is_mark(app: &App, user_name: &str, mark: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(mark) else { return false };
    let Some((number, sealed)) = bytes.split_at_checked(NUMBER) else { return false };
    bool::from(subtle::ConstantTimeEq::ct_eq(sealed, seal(app, user_name, number).as_slice()))
}

/// What the browser keeps the mark of a user name under: it does not say the name.
pub fn device_key(app: &App, user_name: &str) -> String {
    let sealed = seal_of(app, b"device-key", user_name.trim().to_lowercase().as_bytes());
    brygga_domain::ids::hex(&sealed[..6])
}

fn seal(app: &App, user_name: &str, number: &[u8]) -> Vec<u8> {
    let mut payload = number.to_vec();
    payload.extend_from_slice(user_name.as_bytes());
    seal_of(app, b"device", &payload)
}
