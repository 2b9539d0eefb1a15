//! Signing in, choosing an assignment, locking.

mod device;
mod password;
mod sign_in;
mod silence;
mod throttle;

pub use device::device_key;
pub use password::{TooShort, hash_password, save_account};
pub use sign_in::{
    Entered, SignInError, SignedIn, Try, choose_assignment, demo_sign_in, demo_unlock, lock,
    renew_session, session_of, sign_in, sign_out, unlock, watch_session,
};
pub use silence::silent_units;
pub use throttle::{Throttle, Tried};
