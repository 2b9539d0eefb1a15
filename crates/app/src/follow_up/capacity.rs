//! Short-term places beside the waiting for them, for a reader, from the fact table and the registry. Who
//! reads what, as weekend stays.

use brygga_domain::follow_up::capacity::{Capacity, Counter, Scope};
use brygga_domain::follow_up::report::{Period, Selection};
use brygga_domain::follow_up::suppress;
use brygga_policy::Action;
use jiff::Timestamp;

use super::months::{Counted, FactMonth, counted, months, weighed};
use super::weekend_stays::{OwnCodes, county_municipalities, municipality_names};
use crate::actor::Actor;
use crate::care_chain::require;
use crate::context::{App, on_day};
use crate::error::AppError;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedCapacity {
    /// The months; a report is about their years.
    pub period: Period,
    /// Only this municipality, by code.
    pub municipality: Option<String>,
}

/// Reads the figures as the actor may see them.
///
/// # Errors
/// When the role may not, or the store cannot be read.
pub async fn capacity(
    app: &App,
    actor: &Actor,
    asked: &AskedCapacity,
) -> Result<Capacity, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    let as_of = app.now();
    let own = OwnCodes::of(on_day(&app.registry(), as_of), actor);
    let chosen = Selection { municipality: asked.municipality.clone(), ..Selection::default() };
    let report = count_capacity(app, asked, as_of).await?;
    Ok(if own.are_all(&chosen) { report } else { suppress::capacity(report, own.own()) })
}

/// Counts with nothing hidden: for the operator's command line, and for those who hide afterwards.
///
/// # Errors
/// When the store cannot be read.
pub async fn count_capacity(
    app: &App,
    asked: &AskedCapacity,
    as_of: Timestamp,
) -> Result<Capacity, AppError> {
    let registry = app.registry();
    let today = on_day(&registry, as_of);
    let municipalities = county_municipalities(today).into_iter();
    let scope = Scope {
        period: asked.period,
        as_of,
        municipality: asked.municipality.clone(),
        municipalities: municipalities.map(|(code, _)| code.to_owned()).collect(),
    };
    // Whoever waits over new year waits in both years, and a stay may last for longer.
    let (months, revision) = months(app, None, as_of, Counted::Facts).await?;
    let months = weighed(app, months, FactMonth::waiting).await?;
    let counter = counted(move || {
        let mut counter = Counter::new(scope);
        for it in &months {
            counter.add_waits(it.month.waits());
            it.of(it.month.waiting()).for_each(|chain| counter.add(chain));
        }
        counter
    })
    .await?;
    let places = |code: &str, year: i16| Some(today.places(code, year)?.short_term_places);
    let mut report = counter.finish(places);
    report.revision = Some(revision);
    let names = municipality_names(today);
    report.name(|code| names.get(code).map(|name| (*name).to_owned()));
    Ok(report)
}
