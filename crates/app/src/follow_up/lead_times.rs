//! Lead times and compliance for a reader, from the fact table. Who reads what, as weekend stays.

use brygga_domain::follow_up::lead_times::{Counter, LeadTimes, Scope};
use brygga_domain::follow_up::report::{Month, Period, Selection};
use brygga_domain::follow_up::suppress;
use brygga_domain::ids::HsaId;
use brygga_policy::Action;
use brygga_store::FactMonths;
use jiff::Timestamp;

use super::read::{Asked, read};
use super::weekend_stays::{OwnCodes, county_municipalities};
use crate::actor::Actor;
use crate::care_chain::require;
use crate::context::{App, on_day};
use crate::error::AppError;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedTimes {
    /// The months.
    pub period: Period,
    /// The ward or municipality; a cause is no choice here.
    pub selection: Selection,
}

/// Reads the figures as the actor may see them.
///
/// # Errors
/// When the role may not, or the store cannot be read.
pub async fn lead_times(
    app: &App,
    actor: &Actor,
    asked: &AskedTimes,
) -> Result<LeadTimes, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    let as_of = app.now();
    let own = OwnCodes::of(on_day(&app.registry(), as_of), actor);
    let report = count_lead_times(app, asked, as_of).await?;
    Ok(if own.are_all(&asked.selection) { report } else { suppress::lead_times(report, own.own()) })
}

/// Measures with nothing hidden: for the operator's command line, and for those who hide afterwards.
///
/// # Errors
/// When the store cannot be read.
pub async fn count_lead_times(
    app: &App,
    asked: &AskedTimes,
    as_of: Timestamp,
) -> Result<LeadTimes, AppError> {
    let registry = app.registry();
    let today = on_day(&registry, as_of);
    let municipalities = county_municipalities(today).into_iter();
    let mut counter = Counter::new(Scope {
        period: asked.period,
        as_of,
        selection: asked.selection.clone(),
        municipalities: municipalities.map(|(code, _)| code.to_owned()).collect(),
    });
    let number = |month: Month| (month.year(), month.month());
    // Whoever was admitted again within thirty days was so in any ward, and at the latest in the month
    // after.
    let all = Asked {
        from: number(asked.period.from()),
        to: number(asked.period.to().plus(1)),
        wards: Vec::new(),
        municipalities: Vec::new(),
    };
    let revision = read(app, &all, FactMonths::Touching, |chain| counter.add(&chain)).await?;
    let mut report = counter.finish();
    report.revision = Some(revision.iter().map(|last| last.pos).sum());
    report.name(
        |code| today.unit(&HsaId::parse(code).ok()?).map(|unit| unit.name.clone()),
        |code| today.municipality(code).map(|it| it.name.clone()),
    );
    Ok(report)
}
