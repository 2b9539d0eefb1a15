//! The answers that are left to a unit which reads their cases no more: the list that leads to them. It
//! says nothing of the case, and so names nobody (definitions 2).

use axum::extract::Query;
use brygga_app::care_chain::own_answers;
use brygga_store::OwnAnswerRow;
use serde::Deserialize;

use super::worklist::{read_cursor, write_cursor};
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::page_error::PageError;
use crate::urls;
use crate::views::{NavPlace, OwnAnswer, OwnAnswersPage};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
}

pub(crate) async fn get(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let after = asked.after.as_deref().map(|text| read_cursor(text).ok_or(PageError::BadRequest));
    let after = after.transpose()?;
    let is_first = after.is_none();
    let page = own_answers(&caller.state.app, &caller.actor, after).await?;
    let next = page.next.as_ref().map(write_cursor);
    html(&OwnAnswersPage {
        t: caller.texts,
        shell: caller.shell(NavPlace::Worklist),
        answers: page.rows.iter().map(|row| shown(&caller, row)).collect(),
        first_url: (!is_first).then(|| urls::OWN_ANSWERS.to_owned()),
        next_url: next.map(|place| format!("{}?after={place}", urls::OWN_ANSWERS)),
    })
}

fn shown(caller: &Caller, row: &OwnAnswerRow) -> OwnAnswer {
    let t = caller.texts;
    let when = labels::when(t, row.answered.at, caller.now);
    OwnAnswer {
        url: urls::chain(row.chain.chain),
        answer: labels::word(t, "notice-answer", row.answered.answer.as_str()),
        when: t.fill("own-answers-sent", "when", &when),
    }
}
