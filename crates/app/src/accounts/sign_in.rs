//! Sessions: a token in a cookie, its hash in the database; locked means that nothing is shown.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use brygga_domain::ids::{Digest, HsaId};
use brygga_store::Session;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::silence::record_sign_in;
use super::throttle::Tried;
use super::{device, password};
use crate::actor::Actor;
use crate::context::{App, on_day};
use crate::error::AppError;
use crate::ports::random;

/// A session ends after a working day, whatever happens.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// Without a request the session locks itself.
const IDLE: SignedDuration = SignedDuration::from_mins(15);
/// The time of the last request is saved this often.
const SAVE_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The name, or the password: not said which.
    #[error("wrong user name or password")]
    Wrong,
    /// Too many wrong tries.
    #[error("too many tries")]
    Wait(Timestamp),
    /// Demo sign-in outside demo mode, or a user without assignments.
    #[error("not possible here")]
    NotHere,
    /// The database could not.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<brygga_store::StoreError> for SignInError {
    fn from(error: brygga_store::StoreError) -> Self {
        Self::App(error.into())
    }
}

/// A session with its actor, when an assignment is chosen and active.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The user's name.
    pub name: String,
    /// The actor; none before an assignment is chosen, or after it has ended.
    pub actor: Option<Actor>,
}

fn count<T>(way: &'static str, done: &Result<T, SignInError>) {
    let outcome = match done {
        Ok(_) => "in",
        Err(SignInError::Wrong) => "wrong",
        Err(SignInError::Wait(_)) => "waits",
        Err(SignInError::NotHere) => "not-here",
        Err(SignInError::App(_)) => "failed",
    };
    metrics::counter!("brygga_sign_ins_total", "way" => way, "outcome" => outcome).increment(1);
}

/// A try to sign in with a local account.
#[derive(Debug, Clone, Copy)]
pub struct Try<'a> {
    /// As typed.
    pub user_name: &'a str,
    /// As typed.
    pub password: &'a str,
    /// Where it comes from.
    pub address: &'a str,
    /// The mark that the browser keeps under [`super::device_key`].
    pub device: Option<&'a str>,
}

/// What a browser gets that somebody has signed in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// For the session's cookie.
    pub token: String,
    /// To be kept under [`super::device_key`].
    pub device: String,
}

/// Signs in with a local account.
pub async fn sign_in(app: &App, tried: Try<'_>) -> Result<Entered, SignInError> {
    let done = try_sign_in(app, tried).await;
    count("password", &done);
    done
}

async fn try_sign_in(app: &App, tried: Try<'_>) -> Result<Entered, SignInError> {
    let now = app.now();
    let name = tried.user_name.trim().to_lowercase();
    let mark = tried.device.filter(|mark| device::is_mark(app, &name, mark));
    let keys = match mark {
        Some(mark) => vec![Tried::device(mark)],
        None => vec![Tried::name(&name), Tried::address(tried.address)],
    };
    let waits = keys.iter().filter_map(|key| app.throttle.blocked_until(key, now)).max();
    if let Some(until) = waits {
        return Err(SignInError::Wait(until));
    }
    let credential = app.store.credential(&name).await?;
    let hash = credential.as_ref().map_or(password::NOBODY, |c| c.hash.as_str()).to_owned();
    let right = password::verify(tried.password, hash).await?;
    match credential.filter(|_| right) {
        Some(credential) => {
            keys.iter().for_each(|key| app.throttle.right(key));
            let device = mark.map_or_else(|| device::mark(app, &name), str::to_owned);
            Ok(Entered { token: open(app, credential.user, false).await?, device })
        }
        None => {
            keys.iter().for_each(|key| app.throttle.wrong(key, now));
            Err(SignInError::Wrong)
        }
    }
}

/// Signs in as anyone of the registry: in demo mode only, and marked on every page.
pub async fn demo_sign_in(app: &App, user: &HsaId) -> Result<String, SignInError> {
    let registry = app.registry();
    if !app.demo || on_day(&registry, app.now()).assignments_of(user).next().is_none() {
        return Err(SignInError::NotHere);
    }
    open(app, user.clone(), true).await
}

/// A new token each time: a session can never be fixed beforehand.
async fn open(app: &App, user: HsaId, demo: bool) -> Result<String, SignInError> {
    let token = new_token(app);
    let now = app.now();
    let only = only_choice(app, &user, now);
    let actor = only.as_deref().and_then(|it| Actor::of(on_day(&app.registry(), now), &user, it));
    let session = Session {
        token: hash(&token),
        user: user.clone(),
        assignment: only,
        locked: false,
        demo,
        created_at: now,
        seen_at: now,
        expires_at: now.checked_add(LONGEST).unwrap_or(now),
    };
    app.store.save_session(session).await?;
    if let Some(actor) = actor {
        record_sign_in(app, &actor).await?;
    }
    Ok(token)
}

/// The choice of somebody who has no other.
fn only_choice(app: &App, user: &HsaId, now: Timestamp) -> Option<String> {
    let registry = app.registry();
    let mut choices = on_day(&registry, now)
        .assignments_of(user)
        .flat_map(|a| a.units.iter().map(move |unit| format!("{}@{unit}", a.id)));
    choices.next().filter(|_| choices.next().is_none())
}

fn new_token(app: &App) -> String {
    URL_SAFE_NO_PAD.encode(random::<32>(&*app.entropy))
}

/// The same session under a new token, and none under the old one: who has seen the token of before a
/// choice that gives more rights does not get them. Gives the token for the cookie.
pub async fn renew_session(app: &App, old: Digest) -> Result<Option<String>, AppError> {
    let Some(session) = app.store.session(old).await? else { return Ok(None) };
    let token = new_token(app);
    app.store.save_session(Session { token: hash(&token), ..session }).await?;
    app.store.end_session(old).await?;
    Ok(Some(token))
}

fn hash(token: &str) -> Digest {
    Digest(Sha256::digest(token.as_bytes()).into())
}

/// The session of a cookie; locks it when nobody has used it for fifteen minutes.
pub async fn session_of(app: &App, token: &str) -> Result<Option<SignedIn>, AppError> {
    read_session(app, token, SignOfLife::Yes).await
}

/// The same for a request that the page makes on its own (the live stream): it shows that a page is
/// open, not that somebody sits there, and does not keep the session from locking.
pub async fn watch_session(app: &App, token: &str) -> Result<Option<SignedIn>, AppError> {
    read_session(app, token, SignOfLife::No).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SignOfLife {
    Yes,
    No,
}

async fn read_session(
    app: &App,
    token: &str,
    life: SignOfLife,
) -> Result<Option<SignedIn>, AppError> {
    let now = app.now();
    let Some(mut session) = app.store.session(hash(token)).await? else { return Ok(None) };
    if session.expires_at <= now {
        app.store.end_session(session.token).await?;
        return Ok(None);
    }
    let idle = now.duration_since(session.seen_at);
    let renew = life == SignOfLife::Yes && idle > SAVE_EVERY;
    if !session.locked && (idle > IDLE || renew) {
        session.locked = idle > IDLE;
        session.seen_at = now;
        app.store.save_session(session.clone()).await?;
    }
    let registry = app.registry();
    let today = on_day(&registry, now);
    let name = today.staff(&session.user).map_or_else(String::new, |staff| staff.name.clone());
    let actor = session
        .assignment
        .as_deref()
        .and_then(|assignment| Actor::of(today, &session.user, assignment));
    if let Some(actor) = actor.as_ref().filter(|_| renew && !session.locked) {
        record_sign_in(app, actor).await?;
    }
    Ok(Some(SignedIn { session, name, actor }))
}

/// Chooses an assignment.
pub async fn choose_assignment(
    app: &App,
    signed_in: &SignedIn,
    assignment: &str,
) -> Result<Actor, AppError> {
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    let actor =
        Actor::of(today, &signed_in.session.user, assignment).ok_or(AppError::NothingHere)?;
    let session = Session { assignment: Some(assignment.to_owned()), ..signed_in.session.clone() };
    app.store.save_session(session).await?;
    record_sign_in(app, &actor).await?;
    Ok(actor)
}

/// Locks: nothing is shown until the same person unlocks.
pub async fn lock(app: &App, session: &Session) -> Result<(), AppError> {
    Ok(app.store.save_session(Session { locked: true, ..session.clone() }).await?)
}

/// Unlocks with the password of the same user.
pub async fn unlock(app: &App, session: &Session, password: &str) -> Result<(), SignInError> {
    let done = try_unlock(app, session, password).await;
    count("unlock", &done);
    done
}

async fn try_unlock(app: &App, session: &Session, password: &str) -> Result<(), SignInError> {
    let now = app.now();
    let key = Tried::unlock(&session.user);
    if let Some(until) = app.throttle.blocked_until(&key, now) {
        return Err(SignInError::Wait(until));
    }
    let known = app.store.credential_of(&session.user).await?;
    let hash = known.map_or_else(|| password::NOBODY.to_owned(), |c| c.hash);
    if !password::verify(password, hash).await? {
        app.throttle.wrong(&key, now);
        return Err(SignInError::Wrong);
    }
    app.throttle.right(&key);
    reopen(app, session).await
}

/// Unlocks a demo session: there is no password to ask for.
pub async fn demo_unlock(app: &App, session: &Session) -> Result<(), SignInError> {
    if !app.demo || !session.demo {
        return Err(SignInError::NotHere);
    }
    reopen(app, session).await
}

async fn reopen(app: &App, session: &Session) -> Result<(), SignInError> {
    let open = Session { locked: false, seen_at: app.now(), ..session.clone() };
    Ok(app.store.save_session(open).await?)
}

/// Signs out.
pub async fn sign_out(app: &App, session: &Session) -> Result<(), AppError> {
    Ok(app.store.end_session(session.token).await?)
}
