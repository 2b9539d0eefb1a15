//! Payment liability for a reader, by the terms in force, or tried by others.
//!
//! Figures by the terms in force are counted from months in memory. Cases one by one, and other terms, are
//! counted from records: those of the months that are asked for, or of the ward or municipality alone.

use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::payment::compare::{Compared, compare};
use brygga_domain::follow_up::payment::invoice::{Basis, basis};
use brygga_domain::follow_up::payment::{Counter, LiabilityReport, Scope, TermsBook, WhatIf};
use brygga_domain::follow_up::report::{Month, Selection};
use brygga_domain::follow_up::suppress;
use brygga_policy::Action;
use brygga_store::FactMonths;
use jiff::Timestamp;

use super::lead_times::AskedTimes;
use super::months::{Counted, FactMonth, counted, months, weighed};
use super::read::{Asked, read};
use super::rows::facts_of;
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
    let report = count_liability(app, asked, as_of, what_if, Lines::Counted).await?;
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
    let report = count_liability(app, asked, as_of, None, Lines::Listed).await?;
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

/// Whether a report has a line for each case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// It has.
    Listed,
    /// It has figures alone.
    Counted,
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
    lines: Lines,
) -> Result<LiabilityReport, AppError> {
    match (what_if, lines) {
        (None, Lines::Counted) => figures(app, asked, as_of).await,
        (None, Lines::Listed) if asked.selection != Selection::default() => {
            chosen(app, asked, as_of).await
        }
        _ => recounted(app, asked, as_of, what_if, lines).await,
    }
}

/// From the months in memory.
async fn figures(
    app: &App,
    asked: &AskedTimes,
    as_of: Timestamp,
) -> Result<LiabilityReport, AppError> {
    // A case counts in the month of its notice or of leaving, a chain in that of its last notice.
    let (months, revision) = months(app, None, as_of, Counted::Payments).await?;
    let months = weighed(app, months, FactMonth::unsettled).await?;
    let (registry, scope) = (app.registry(), scope(app, asked, as_of));
    counted(move || {
        let book = TermsBook::new(&registry, local_date(as_of), None);
        let mut counter = Counter::new(scope, &registry, book).without_lines();
        for it in &months {
            counter.add_settled(it.month.payments());
            it.of(it.month.unsettled()).for_each(|chain| counter.add(chain));
        }
        counter.finish(revision)
    })
    .await
}

/// From the records of those that are chosen by ward or municipality, which the months know.
async fn chosen(
    app: &App,
    asked: &AskedTimes,
    as_of: Timestamp,
) -> Result<LiabilityReport, AppError> {
    let (months, revision) = months(app, None, as_of, Counted::Payments).await?;
    let months = weighed(app, months, FactMonth::unsettled).await?;
    let registry = app.registry();
    let book = TermsBook::new(&registry, local_date(as_of), None);
    let mut counter = Counter::new(scope(app, asked, as_of), &registry, book);
    for it in &months {
        for id in it.month.payments().chains(&asked.selection, asked.period) {
            // A chain whose record went meanwhile is no case any more.
            let Some(row) = app.store.fact_row(id).await? else { continue };
            counter.add(&facts_of(&row)?);
        }
        it.of(it.month.unsettled()).for_each(|chain| counter.add(chain));
    }
    Ok(counter.finish(revision))
}

/// From every record of the months.
async fn recounted(
    app: &App,
    asked: &AskedTimes,
    as_of: Timestamp,
    what_if: Option<&WhatIf>,
    lines: Lines,
) -> Result<LiabilityReport, AppError> {
    let registry = app.registry();
    let book = TermsBook::new(&registry, local_date(as_of), what_if);
    let mut counter = Counter::new(scope(app, asked, as_of), &registry, book);
    if lines == Lines::Counted {
        counter = counter.without_lines();
    }
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
