//! The receipt of an act, and taking a message back before it leaves.

use axum::Form;
use axum::extract::Path;
use brygga_app::AppError;
use brygga_app::care_chain::{draft_form, undo_waiting, view_chain, waiting_in};
use brygga_domain::care_chain::acts::Act;
use brygga_domain::ids::{ChainId, CommandId, HsaId};
use brygga_store::{Draft, DraftKey};

use super::context::Context;
use super::typed::Typed;
use super::{act_url, call, chain_url};
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::page_error::{PageError, redirect};
use crate::pages::worklist::Trail;
use crate::urls;
use crate::views::{Hidden, Link, NavPlace, Pending, Receipt, ReceiptPage};

pub(super) async fn get(caller: Caller, Path((chain, cmd)): Path<(String, String)>) -> PageResult {
    let app = &caller.state.app;
    let chain = ChainId::parse(&chain).map_err(|_| AppError::NothingHere)?;
    let cmd = CommandId::parse(&cmd).map_err(|_| AppError::NothingHere)?;
    let view = view_chain(app, &caller.actor, chain).await?;
    let mut ctx = Context::new(&caller, Some(&view));
    ctx.ask_who_of_all_reads().await?;
    let t = caller.texts;
    let mut receipt = Receipt {
        back_url: ctx.case_url(chain),
        back_label: t.text("to-the-case").into_owned(),
        ..Receipt::default()
    };
    let waiting = waiting_in(app, &caller.actor, chain).await?;
    if let Some((_, due, act)) = waiting.into_iter().find(|(waits, _, _)| *waits == cmd) {
        receipt.title = t.fill("leaves-at", "time", &labels::clock_seconds(due));
        receipt.told = ctx.told(&recipients(&ctx, &act));
        receipt.text = match &act {
            Act::SendMessage(message) => message.text.clone(),
            Act::AnswerQuestion(answer) => answer.text.clone(),
            _ => String::new(),
        };
        receipt.pending = Some(pending(&ctx, cmd, due));
    } else {
        let record = app.store.command(cmd).await?.ok_or(AppError::NothingHere)?;
        if record.receipt.actor != caller.actor.user.to_string() {
            return Err(AppError::NothingHere.into());
        }
        let said: Vec<_> = view.facts.iter().filter(|fact| fact.cmd == cmd).collect();
        receipt.title = t.fill("sent-at", "time", &labels::clock(record.receipt.at));
        // A party is added in each of its compartments (decision 2), which is told once.
        let mut lines: Vec<String> = Vec::new();
        for fact in said.iter().rev() {
            let line = ctx.said(fact);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        receipt.text = lines.join(" ");
        let mut to: Vec<HsaId> = view
            .chain
            .messages
            .iter()
            .filter(|message| message.cmd == cmd)
            .flat_map(|message| message.to.clone())
            .collect();
        to.sort();
        to.dedup();
        receipt.told = ctx.told(&to);
        receipt.notes.extend(call::on_receipt(&ctx, cmd));
    }
    if let Some(list) = ctx.trail.list_url() {
        receipt.links.push(Link::new(t.text("back-to-list"), list));
    }
    let shell = caller.shell(NavPlace::Worklist);
    html(&ReceiptPage { t, shell, person: ctx.person_head(), receipt })
}

fn recipients(ctx: &Context<'_>, act: &Act) -> Vec<HsaId> {
    match act {
        Act::SendMessage(message) => message.to.clone(),
        Act::AnswerQuestion(answer) => ctx
            .chain()
            .questions
            .iter()
            .filter(|question| question.cmd == answer.of)
            .filter_map(|question| question.from.clone())
            .collect(),
        _ => Vec::new(),
    }
}

/// "Skickas 13:40:12 · Ångra".
pub(super) fn pending(ctx: &Context<'_>, cmd: CommandId, due: jiff::Timestamp) -> Pending {
    let left = due.duration_since(ctx.now()).as_secs();
    Pending {
        leaves_at: labels::clock_seconds(due),
        until: due.to_string(),
        action: ctx
            .view
            .map_or_else(|| urls::HOME.to_owned(), |view| ctx.act_url(view.id, "undo-message")),
        hidden: vec![Hidden::new("cmd", cmd.to_string())],
        seconds: u32::try_from(left).unwrap_or(0),
    }
}

/// Takes a waiting message back; its words stand in the form again.
pub(super) async fn undo_message(
    caller: Caller,
    Path(chain): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> PageResult {
    let typed = Typed::new(pairs);
    caller.check_form(typed.get("csrf"))?;
    let chain = ChainId::parse(&chain).map_err(|_| AppError::NothingHere)?;
    let cmd = CommandId::parse(typed.get("cmd")).map_err(|_| PageError::BadRequest)?;
    let app = &caller.state.app;
    let trail = Trail::of(&caller.path);
    let Some((of, act)) = undo_waiting(app, &caller.actor, cmd).await? else {
        // It has left: the receipt says when.
        let receipt = format!("{}/receipt/{cmd}", chain_url(chain));
        return Ok(redirect(&trail.on(&receipt)));
    };
    let mut fields = vec![];
    match &act {
        Act::SendMessage(message) => {
            fields.push(("text", message.text.clone()));
            fields.extend(message.to.iter().map(|unit| ("to", unit.to_string())));
            fields.push(("compartment", message.compartment.as_str().to_owned()));
            if message.kind == brygga_domain::care_chain::MessageKind::Question {
                fields.push(("needs-answer", "yes".to_owned()));
            }
            fields.extend(message.ground.clone().map(|ground| ("ground", ground)));
        }
        Act::AnswerQuestion(answer) => fields.push(("text", answer.text.clone())),
        _ => {}
    }
    let encoded: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", urls::encode(value))).collect();
    let about = match &act {
        Act::AnswerQuestion(answer) => answer.of.to_string(),
        _ => String::new(),
    };
    let key = DraftKey {
        user: caller.actor.user.clone(),
        assignment: caller.actor.assignment.clone(),
        form: draft_form(act.word(), &of.to_string(), &about),
    };
    let draft = Draft { key, fields: encoded.join("&"), saved_at: caller.now };
    app.store.save_draft(draft).await?;
    let query = match &act {
        Act::AnswerQuestion(answer) => format!("?of={}", answer.of),
        _ => String::new(),
    };
    Ok(redirect(&trail.on(&format!("{}{query}", act_url(of, act.word())))))
}
