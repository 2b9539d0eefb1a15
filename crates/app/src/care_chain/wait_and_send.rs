//! A message waits ten seconds before it leaves, and may be undone until then (decision 22).

use brygga_domain::care_chain::acts::Act;
use brygga_domain::ids::{ChainId, CommandId, hex};
use brygga_store::{Change, Draft, DraftKey, JobKey, PendingAct, StoreError};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::perform_act::{PerformAct, Performed, perform_act};
use crate::actor::Actor;
use crate::context::{App, on_day};
use crate::error::AppError;
use crate::jobs::{SEND_MESSAGE, ask_for};

/// How long a message waits.
pub const WAIT_SECONDS: i64 = 10;

#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    chain: ChainId,
    act: Act,
    correlation: String,
}

/// Puts a message on the list after trying the rules on it, so that a refusal comes at once. Gives
/// when it leaves.
pub async fn wait_and_send(
    app: &App,
    actor: &Actor,
    chain: ChainId,
    act: Act,
    cmd: CommandId,
) -> Result<Timestamp, AppError> {
    super::preview_act(app, actor, chain, &act).await?;
    let due_at = app
        .now()
        .checked_add(SignedDuration::from_secs(WAIT_SECONDS))
        .map_err(|_| AppError::Busy)?;
    let correlation = actor.correlation.clone();
    let payload = serde_json::to_string(&Waiting { chain, act, correlation })
        .map_err(|_| AppError::input("text", "too-large"))?;
    let user = actor.user.clone();
    let assignment = actor.assignment.clone();
    app.store.save_pending(PendingAct { cmd, user, assignment, due_at, payload }).await?;
    Ok(due_at)
}

/// Takes a waiting message back: it was never sent. Only its author; gives the act back so that
/// nothing typed is lost. `None`: it has left already.
pub async fn undo_waiting(
    app: &App,
    actor: &Actor,
    cmd: CommandId,
) -> Result<Option<(ChainId, Act)>, AppError> {
    let Some(pending) = app.store.pending(cmd).await? else { return Ok(None) };
    if pending.user != actor.user {
        return Err(AppError::NothingHere);
    }
    if !app.store.undo_pending(cmd).await? {
        return Ok(None);
    }
    Ok(read(&pending).map(|waiting| (waiting.chain, waiting.act)))
}

/// The actor's own messages that wait in a chain.
pub async fn waiting_in(
    app: &App,
    actor: &Actor,
    chain: ChainId,
) -> Result<Vec<(CommandId, Timestamp, Act)>, AppError> {
    let all = app.store.pending_of(&actor.user).await?;
    Ok(all
        .into_iter()
        .filter_map(|pending| {
            let waiting = read(&pending)?;
            (waiting.chain == chain).then_some((pending.cmd, pending.due_at, waiting.act))
        })
        .collect())
}

/// The act that waits under a command.
pub async fn waiting_act(app: &App, cmd: CommandId) -> Result<Option<Act>, AppError> {
    let pending = app.store.pending(cmd).await?;
    Ok(pending.as_ref().and_then(read).map(|waiting| waiting.act))
}

/// Sends what is due; after a restart that is everything overdue, at once. Gives how many left. One
/// that the database cannot take becomes a job with attempts of its own and holds up no other.
pub async fn send_due(app: &App) -> Result<usize, AppError> {
    let mut sent = 0;
    for pending in app.store.pending_due(app.now()).await? {
        let key = JobKey { kind: SEND_MESSAGE.to_owned(), about: hex(&pending.cmd.bytes()) };
        if app.store.job(&key).await?.is_some() {
            continue;
        }
        match send_or_keep(app, &pending).await {
            Ok(true) => sent += 1,
            // Somebody else kept writing: it stays on the list and leaves at the next round.
            Ok(false) | Err(AppError::Busy) => {}
            Err(AppError::Store(error @ (StoreError::Engine(_) | StoreError::Damaged(_)))) => {
                tracing::error!(%error, "a waiting message could not leave and becomes a job");
                let correlation = read(&pending).map_or_else(String::new, |it| it.correlation);
                ask_for(app, SEND_MESSAGE, key.about, correlation, app.now()).await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(sent)
}

/// Sends one waiting message, as a job. One that has left or was undone is done.
pub(crate) async fn send_one(app: &App, cmd: CommandId) -> Result<(), AppError> {
    match app.store.pending(cmd).await? {
        Some(pending) => send_or_keep(app, &pending).await.map(drop),
        None => Ok(()),
    }
}

/// True when it left. When a rule or the assignment has changed meanwhile, the words become a draft
/// again.
async fn send_or_keep(app: &App, pending: &PendingAct) -> Result<bool, AppError> {
    match send(app, pending).await {
        Ok(_) => Ok(true),
        Err(error @ (AppError::Store(_) | AppError::Busy)) => Err(error),
        Err(error) => {
            tracing::warn!(%error, "a waiting message could not leave and is a draft again");
            keep_as_draft(app, pending).await?;
            Ok(false)
        }
    }
}

async fn send(app: &App, pending: &PendingAct) -> Result<Performed, AppError> {
    let waiting = read(pending).ok_or(AppError::NothingHere)?;
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    let mut actor =
        Actor::of(today, &pending.user, &pending.assignment).ok_or(AppError::NothingHere)?;
    actor.correlation.clone_from(&waiting.correlation);
    let mut request = PerformAct::new(waiting.chain, waiting.act, pending.cmd);
    request.also = vec![Change::PendingDone(pending.cmd)];
    perform_act(app, &actor, request).await
}

async fn keep_as_draft(app: &App, pending: &PendingAct) -> Result<(), AppError> {
    if let Some(waiting) = read(pending) {
        let text = match &waiting.act {
            Act::SendMessage(message) => message.text.as_str(),
            Act::AnswerQuestion(answer) => answer.text.as_str(),
            _ => "",
        };
        let about = match &waiting.act {
            Act::AnswerQuestion(answer) => answer.of.to_string(),
            _ => String::new(),
        };
        let key = DraftKey {
            user: pending.user.clone(),
            assignment: pending.assignment.clone(),
            form: draft_form(waiting.act.word(), &waiting.chain.to_string(), &about),
        };
        let fields = format!("text={}", percent(text));
        app.store.save_draft(Draft { key, fields, saved_at: app.now() }).await?;
    }
    app.store.undo_pending(pending.cmd).await?;
    Ok(())
}

/// The key of a form's draft: the act, the chain, and what in it the form is about, so that an
/// answer to one question is never shown under another.
pub fn draft_form(word: &str, chain: &str, about: &str) -> String {
    // Enough to tell the targets of one chain apart, within the length of a key.
    let about: String = about.chars().take(24).collect();
    if about.is_empty() { format!("{word}/{chain}") } else { format!("{word}/{chain}/{about}") }
}

/// Form encoding of one value.
fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            b' ' => "+".to_owned(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn read(pending: &PendingAct) -> Option<Waiting> {
    serde_json::from_str(&pending.payload).ok()
}
