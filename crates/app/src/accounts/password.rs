//! Passwords: argon2id, in PHC form, in a table and never in an event (decision 10).

use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use brygga_domain::ids::HsaId;
use brygga_store::Credential;
use tokio::sync::Semaphore;

use crate::context::App;
use crate::error::AppError;
use crate::ports::random;

/// Characters of a password at the least.
const SHORTEST: usize = 12;

/// The password has fewer than twelve characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password has at least 12 characters")]
pub struct TooShort;

/// Hashes a password with a salt of chance.
pub fn hash_password(password: &str, salt: &[u8; 16]) -> Result<String, TooShort> {
    if password.chars().count() < SHORTEST {
        return Err(TooShort);
    }
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .expect("a 16-byte salt and any password can be hashed");
    Ok(hash.to_string())
}

/// Passwords that are checked at the same time: each takes 19 MiB and a core for a while, and whoever
/// sends many at once shall not have them all.
static AT_A_TIME: Semaphore = Semaphore::const_new(4);
/// How long a check may wait for its turn.
const TURN: Duration = Duration::from_secs(10);

/// The password is the one that was hashed.
///
/// # Errors
/// [`AppError::Busy`] when too many others are being checked.
pub(super) async fn verify(password: &str, hash: String) -> Result<bool, AppError> {
    let turn = tokio::time::timeout(TURN, AT_A_TIME.acquire()).await;
    let _turn = turn.map_err(|_| AppError::Busy)?.expect("the semaphore is never closed");
    let typed = password.to_owned();
    let checked = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok())
    });
    Ok(checked.await.unwrap_or(false))
}

/// What an unknown user name is checked against, so that it takes the same time.
pub(super) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$MTIzNDU2Nzg5MDEyMzQ1Ng$\
                                 YI1kMHjFZ3VO6vTN5RC9RCzJXq9Lk4vNi4PZYxGLzRw";

/// Makes or replaces a local account, for the operator.
pub async fn save_account(
    app: &App,
    user_name: &str,
    user: HsaId,
    password: &str,
) -> Result<(), AppError> {
    let salt = random(&*app.entropy);
    let hash =
        hash_password(password, &salt).map_err(|_| AppError::input("password", "too-short"))?;
    let user_name = user_name.trim().to_lowercase();
    if user_name.is_empty() {
        return Err(AppError::input("user-name", "empty"));
    }
    app.store.save_credential(Credential { user_name, user, hash }).await?;
    Ok(())
}
