//! "Vem har öppnat": who has read and written a chain.

use axum::extract::{Path, Query};
use brygga_app::care_chain::read_access_log;
use brygga_app::{AppError, on_day};
use brygga_domain::ids::ChainId;
use brygga_domain::registry::RegistryAt;
use brygga_i18n::Texts;
use brygga_store::AccessEntry;
use serde::Deserialize;

use super::worklist::person;
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::urls;
use crate::views::{AccessLogPage, AccessRow, NavPlace, PersonHead};

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    before: Option<u64>,
}

pub(crate) async fn get(
    caller: Caller,
    Path(chain): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let app = &caller.state.app;
    // What is no id is answered like an id that is not known (definitions 13).
    let chain = ChainId::parse(&chain).map_err(|_| AppError::NothingHere)?;
    let page = read_access_log(app, &caller.actor, chain, asked.before).await?;
    let row = app.store.chain_row(chain).await?.ok_or(AppError::NothingHere)?;
    let registry = app.registry();
    let today = on_day(&registry, caller.now);
    let rows = page.entries.iter().map(|entry| shown(&caller, today, entry)).collect();
    let head = person(&caller, &row);
    let (family_name, given_name) = if row.protected {
        (head.name, String::new())
    } else {
        (row.family.clone(), row.given.clone())
    };
    html(&AccessLogPage {
        t: caller.texts,
        shell: caller.shell(NavPlace::None),
        person: PersonHead {
            family_name,
            given_name,
            identity: head.identity,
            identity_label: caller.texts.text("identity-number").into_owned(),
            test_number: head.test_number,
            age: head.age,
            ..PersonHead::default()
        },
        chain_url: urls::chain(chain),
        rows,
        next_url: page.next.map(|before| format!("{}?before={before}", urls::access_log(chain))),
    })
}

/// Names for the own organisation, unit and role for others (definitions 12).
fn shown(caller: &Caller, today: RegistryAt<'_>, entry: &AccessEntry) -> AccessRow {
    let own = entry
        .unit
        .as_ref()
        .and_then(|unit| today.unit(unit))
        .is_some_and(|unit| unit.organisation == caller.actor.organisation);
    let name = entry
        .user
        .as_ref()
        .and_then(|user| today.staff(user))
        .and_then(|staff| staff.shown_name())
        .filter(|_| own);
    let role = entry
        .assignment
        .as_deref()
        .and_then(|assignment| assignment.rsplit_once('@'))
        .and_then(|(id, _)| today.active_assignment(id))
        .map(|assignment| labels::role(caller.texts, assignment.role));
    AccessRow {
        when: labels::when(caller.texts, entry.at, caller.now),
        at: entry.at.to_string(),
        who: name
            .map(str::to_owned)
            .or(role)
            .unwrap_or_else(|| caller.texts.text("access-somebody").into_owned()),
        unit: entry.unit.as_ref().map_or_else(String::new, |unit| {
            labels::unit_name(today, unit, &caller.actor.organisation)
        }),
        purpose: entry.purpose.clone(),
        what: what(caller.texts, &entry.what),
    }
}

fn what(t: Texts, word: &str) -> String {
    match word {
        "view-chain" => t.text("access-opened"),
        "view-own-answer" => t.text("access-own-answer"),
        "view-own-answers" => t.text("access-own-answers"),
        "print-chain" => t.text("access-printed"),
        "view-access-log" => t.text("access-read-log"),
        "view-worklist" => t.text("access-list"),
        "view-follow-up" => t.text("access-follow-up"),
        "take-snapshot" => t.text("access-snapshot"),
        "search-person" => t.text("access-search"),
        denied if denied.starts_with("denied:") => t.text("access-denied"),
        _ => t.text("access-wrote"),
    }
    .into_owned()
}
