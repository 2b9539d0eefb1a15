//! Local accounts, sessions, drafts and acts that wait ten seconds. None of these is a fact.

use async_trait::async_trait;
use brygga_domain::ids::{CommandId, Digest, HsaId};
use jiff::Timestamp;

use crate::StoreError;

/// A local account's password hash: never an event (decision 10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// What the user types.
    pub user_name: String,
    /// Who it is.
    pub user: HsaId,
    /// Argon2id in PHC form.
    pub hash: String,
}

/// A signed-in browser. The cookie's token is stored as a hash only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token.
    pub token: Digest,
    /// Who.
    pub user: HsaId,
    /// The chosen assignment.
    pub assignment: Option<String>,
    /// Locked: nothing is shown but the lock.
    pub locked: bool,
    /// Signed in by the demo's button.
    pub demo: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// Last request.
    pub seen_at: Timestamp,
    /// Ends at the latest.
    pub expires_at: Timestamp,
}

/// Accounts and sessions.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The account with this user name.
    async fn credential(&self, user_name: &str) -> Result<Option<Credential>, StoreError>;
    /// The account of a user.
    async fn credential_of(&self, user: &HsaId) -> Result<Option<Credential>, StoreError>;
    /// Makes or replaces an account.
    async fn save_credential(&self, credential: Credential) -> Result<(), StoreError>;
    /// The session of a token.
    async fn session(&self, token: Digest) -> Result<Option<Session>, StoreError>;
    /// Makes or replaces a session.
    async fn save_session(&self, session: Session) -> Result<(), StoreError>;
    /// Ends a session.
    async fn end_session(&self, token: Digest) -> Result<(), StoreError>;
    /// Ends all sessions of a user, for a revoked assignment.
    async fn end_sessions_of(&self, user: &HsaId) -> Result<(), StoreError>;
    /// Forgets sessions that have expired. Gives how many.
    async fn forget_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError>;
    /// Somebody of the unit is signed in. Only the latest time is kept, and never who (definition
    /// 10).
    async fn record_sign_in(&self, unit: &HsaId, at: Timestamp) -> Result<(), StoreError>;
    /// The last sign-in of each unit, in the order asked for; none where nobody ever was.
    async fn last_sign_ins(&self, units: &[HsaId]) -> Result<Vec<Option<Timestamp>>, StoreError>;
}

/// Whose draft of which form: another person never sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftKey {
    /// Who writes.
    pub user: HsaId,
    /// In which assignment.
    pub assignment: String,
    /// Which form: act and chain, without person data.
    pub form: String,
}

/// What has been typed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whose.
    pub key: DraftKey,
    /// The form's fields, URL-encoded.
    pub fields: String,
    /// Last saved.
    pub saved_at: Timestamp,
}

/// Drafts: survive lock, crash and restart.
#[async_trait]
pub trait Drafts: Send + Sync {
    /// One draft.
    async fn draft(&self, key: &DraftKey) -> Result<Option<Draft>, StoreError>;
    /// Saves it.
    async fn save_draft(&self, draft: Draft) -> Result<(), StoreError>;
    /// Throws it away.
    async fn drop_draft(&self, key: &DraftKey) -> Result<(), StoreError>;
}

/// A message that leaves at `due_at` unless undone (decision 22).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingAct {
    /// The act.
    pub cmd: CommandId,
    /// Who may undo it.
    pub user: HsaId,
    /// In which assignment.
    pub assignment: String,
    /// When it leaves.
    pub due_at: Timestamp,
    /// The act as JSON; read by the use case that wrote it.
    pub payload: String,
}

/// Acts that wait.
#[async_trait]
pub trait PendingActs: Send + Sync {
    /// Puts one on the list; the same cmd again changes nothing.
    async fn save_pending(&self, act: PendingAct) -> Result<(), StoreError>;
    /// One act.
    async fn pending(&self, cmd: CommandId) -> Result<Option<PendingAct>, StoreError>;
    /// Takes one back; false when it has left already.
    async fn undo_pending(&self, cmd: CommandId) -> Result<bool, StoreError>;
    /// Acts due at a time, oldest first, at most 100.
    async fn pending_due(&self, now: Timestamp) -> Result<Vec<PendingAct>, StoreError>;
    /// The waiting acts of a user's form prefix, to show "Ångra".
    async fn pending_of(&self, user: &HsaId) -> Result<Vec<PendingAct>, StoreError>;
}
