//! Passwords: argon2id, in PHC form, in a table and never in an event (decision 10).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use brygga_domain::ids::HsaId;
use brygga_store::Credential;

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

/// The password is the one that was hashed.
pub(super) fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
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
