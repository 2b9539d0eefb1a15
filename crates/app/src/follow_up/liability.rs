//! Payment liability for a reader, by the terms in force, or tried by others.

use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::payment::compare::{Compared, compare};
use brygga_domain::follow_up::payment::invoice::{Basis, basis};
use brygga_domain::follow_up::payment::{Counter, LiabilityReport, Scope, TermsBook, WhatIf};
use brygga_domain::follow_up::report::Month;
use brygga_domain::follow_up::suppress;
use brygga_policy::Action;
use brygga_store::FactMonths;
use jiff::Timestamp;

use super::lead_times::AskedTimes;
use super::read::{Asked, read};
use super::weekend_stays::{OwnCodes, county_municipalities};
use crate::actor::Actor;
use crate::care_chain::{access_entry, require};
use crate::context::{App, on_day};
use crate::error::AppError;

/// Reads the figures as the actor may see them.
///
/// # Errors
/// When the role may not, or the store cannot be read.
pub async fn liability(
    app: &App,
    actor: &Actor,
    asked: &AskedTimes,
    what_if: Option<&WhatIf>,
) -> Result<LiabilityReport, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    let as_of = app.now();
    let own = OwnCodes::of(on_day(&app.registry(), as_of), actor);
    let report = count_liability(app, asked, as_of, what_if).await?;
    Ok(if own.are_all(&asked.selection) { report } else { suppress::payment(report, own.own()) })
}

/// Tries other terms on history: the figures in force beside them, each as the actor may see it.
///
/// # Errors
/// When the role may not, or the store cannot be read.
pub async fn try_terms(
    app: &App,
    actor: &Actor,
    asked: &AskedTimes,
    terms: WhatIf,
) -> Result<Compared, AppError> {
    let in_force = liability(app, actor, asked, None).await?;
    let tried = liability(app, actor, asked, Some(&terms)).await?;
    Ok(compare(in_force, tried, terms))
}

/// The basis of an invoice, for the parties of the payment: of the own municipality, or of the own
/// ward.
///
/// # Errors
/// When the role may not, when something else than the own is asked for, or the store cannot be read.
pub async fn invoice_basis(
    app: &App,
    actor: &Actor,
    asked: &AskedTimes,
) -> Result<(LiabilityReport, Vec<Basis>), AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    // Its lines are cases: a role that figures are for and cases are not has none.
    require(app, actor, Action::ViewWorklist)?;
    let as_of = app.now();
    if !OwnCodes::of(on_day(&app.registry(), as_of), actor).are_all(&asked.selection) {
        return Err(AppError::Forbidden { reason: "parties-only", roles: Vec::new() });
    }
    let report = count_liability(app, asked, as_of, None).await?;
    let basis = basis(&report);
    let entry = access_entry(actor, as_of, String::from("view-follow-up"), None, Vec::new());
    app.store.record_access(vec![entry]).await?;
    Ok((report, basis))
}

/// All that is asked for is the actor's own: whoever asks is a party to it.
#[must_use]
pub fn is_party_to_all(app: &App, actor: &Actor, asked: &AskedTimes) -> bool {
    OwnCodes::of(on_day(&app.registry(), app.now()), actor).are_all(&asked.selection)
}

/// Counts with nothing hidden: for the operator's command line, who answers for whom it reaches, and
/// for those who hide afterwards.
///
/// # Errors
/// When the store cannot be read, or its tables are of another version.
pub async fn count_liability(
    app: &App,
    asked: &AskedTimes,
    as_of: Timestamp,
    what_if: Option<&WhatIf>,
) -> Result<LiabilityReport, AppError> {
    let registry = app.registry();
    let book = TermsBook::new(&registry, local_date(as_of), what_if);
    let mut counter = Counter::new(scope(app, asked, as_of), &registry, book);
    let revision = read(app, &asked_of_all(asked), FactMonths::Touching, |chain| {
        counter.add(&chain);
    })
    .await?;
    Ok(counter.finish(revision.iter().map(|last| last.pos).sum()))
}

/// What is counted over: the municipalities of the site, as of a time.
pub(super) fn scope(app: &App, asked: &AskedTimes, as_of: Timestamp) -> Scope {
    let registry = app.registry();
    let municipalities = county_municipalities(on_day(&registry, as_of)).into_iter();
    Scope {
        period: asked.period,
        as_of,
        selection: asked.selection.clone(),
        municipalities: municipalities.map(|(code, _)| code.to_owned()).collect(),
    }
}

/// The table's ward and municipality are those of the notice that stands, and each case has its own. A
/// quarter that ends in the first month began two months before.
pub(super) fn asked_of_all(asked: &AskedTimes) -> Asked {
    let number = |month: Month| (month.year(), month.month());
    Asked {
        from: number(asked.period.from().plus(-2)),
        to: number(asked.period.to()),
        wards: Vec::new(),
        municipalities: Vec::new(),
    }
}
