//! Signing in, choosing an assignment, locking.

mod password;
mod sign_in;
mod throttle;

pub use password::{TooShort, hash_password, save_account};
pub use sign_in::{
    SignedIn, SignInError, choose_assignment, demo_sign_in, demo_unlock, lock, session_of,
    sign_in, sign_out, unlock,
};
pub use throttle::Throttle;
