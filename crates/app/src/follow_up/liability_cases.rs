//! The cases of the own unit behind the figures of payment liability, and one of them explained.

use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::payment::{CaseLine, Counter, Explained, TermsBook, WhatIf};
use brygga_domain::follow_up::report::{Month, Period, Selection};
use brygga_domain::ids::{ChainId, PersonId};
use brygga_policy::Action;
use brygga_store::{ChainRow, FactMonths};

use super::lead_times::AskedTimes;
use super::liability::{asked_of_all, scope};
use super::read::read;
use super::rows::facts_of;
use super::weekend_cases::{MOST_CASES, readable};
use crate::actor::Actor;
use crate::care_chain::{ChainView, access_entry, require, view_chain};
use crate::context::App;
use crate::error::AppError;

/// A case of the own unit.
#[derive(Debug, Clone)]
pub struct LiabilityCase {
    /// What lists show of the chain.
    pub row: ChainRow,
    /// Its line in the report.
    pub line: CaseLine,
}

/// Reads the cases of the actor's unit that count in the months. The reading is logged with the
/// persons.
///
/// # Errors
/// When the role may not, or the store cannot be read.
pub async fn liability_cases(
    app: &App,
    actor: &Actor,
    asked: &AskedTimes,
    what_if: Option<&WhatIf>,
) -> Result<Vec<LiabilityCase>, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    // A role that figures are for and cases are not, such as the unit lead.
    require(app, actor, Action::ViewWorklist)?;
    let now = app.now();
    let registry = app.registry();
    let book = TermsBook::new(&registry, local_date(now), what_if);
    let counter = Counter::new(scope(app, asked, now), &registry, book);
    let mut own = Vec::new();
    read(app, &asked_of_all(asked), FactMonths::Touching, |chain| {
        let takes_part = chain.parties.iter().any(|party| party.unit == actor.unit);
        if takes_part || chain.ward == actor.unit {
            let lines = counter.chosen_lines(&chain);
            if !lines.is_empty() {
                own.push((chain, lines));
            }
        }
    })
    .await?;
    let mut cases = Vec::new();
    for (chain, lines) in own {
        if cases.len() >= MOST_CASES {
            break;
        }
        if let Some((row, _)) = readable(app, actor, &chain, now).await? {
            cases.extend(lines.into_iter().map(|line| LiabilityCase { row: row.clone(), line }));
        }
    }
    cases.sort_by_key(|case| std::cmp::Reverse(case.line.notice_sent_at));
    let persons: Vec<PersonId> = cases.iter().map(|case| case.row.person).collect();
    let entry = access_entry(actor, now, String::from("view-follow-up"), None, persons);
    app.store.record_access(vec![entry]).await?;
    Ok(cases)
}

/// A case, explained.
#[derive(Debug, Clone)]
pub struct ExplainedCase {
    /// The chain, as the actor reads it.
    pub view: ChainView,
    /// Why the case is what it is.
    pub explained: Explained,
}

/// Explains a case that the actor reads: opening it is logged as opening the chain is. `number`: which
/// of the chain's notices, from 1.
///
/// # Errors
/// When the role may not, the chain is not the actor's to read or has no such notice, or the store
/// cannot be read.
pub async fn liability_case(
    app: &App,
    actor: &Actor,
    id: ChainId,
    number: usize,
    what_if: Option<&WhatIf>,
) -> Result<ExplainedCase, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    let view = view_chain(app, actor, id).await?;
    let row = app.store.fact_row(id).await?.ok_or(AppError::NothingHere)?;
    let facts = facts_of(&row)?;
    let now = app.now();
    let registry = app.registry();
    let book = TermsBook::new(&registry, local_date(now), what_if);
    let month = Month::of(local_date(now));
    let asked = AskedTimes { period: Period::ending(month, 1), selection: Selection::default() };
    let counter = Counter::new(scope(app, &asked, now), &registry, book);
    let explained = counter.explain(&facts, number).ok_or(AppError::NothingHere)?;
    Ok(ExplainedCase { view, explained })
}
