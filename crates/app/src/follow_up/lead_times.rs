//! Lead times and compliance for a reader, from the fact table. Who reads what, as weekend stays.

use brygga_domain::follow_up::lead_times::{Counter, LeadTimes, Measure, OneMeasure, Scope};
use brygga_domain::follow_up::report::{Period, Selection};
use brygga_domain::follow_up::suppress;
use brygga_domain::ids::HsaId;
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
pub struct AskedTimes {
    /// The months.
    pub period: Period,
    /// The ward or municipality; a cause is no choice here.
    pub selection: Selection,
}

/// The figures for a reader.
#[derive(Debug, Clone)]
pub struct ReadTimes {
    /// The figures.
    pub report: LeadTimes,
    /// The same for the period that it is compared with.
    pub compared: Option<LeadTimes>,
}

/// Reads the figures as the actor may see them, and those of the period that they are compared with.
///
/// # Errors
/// When the role may not, or the store cannot be read.
pub async fn lead_times(
    app: &App,
    actor: &Actor,
    asked: &AskedTimes,
    compared: Option<Period>,
) -> Result<ReadTimes, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    let as_of = app.now();
    let own = OwnCodes::of(on_day(&app.registry(), as_of), actor);
    let shown = |report| {
        let all = own.are_all(&asked.selection);
        if all { report } else { suppress::lead_times(report, own.own()) }
    };
    let report = shown(count_lead_times(app, asked, as_of).await?);
    let compared = match compared {
        Some(period) => {
            let asked = AskedTimes { period, ..asked.clone() };
            Some(shown(count_lead_times(app, &asked, as_of).await?))
        }
        None => None,
    };
    Ok(ReadTimes { report, compared })
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
    let (mut report, revision) = measure(app, asked, as_of, Counter::finish).await?;
    report.revision = Some(revision);
    let registry = app.registry();
    let today = on_day(&registry, as_of);
    let names = municipality_names(today);
    report.name(
        |code| today.unit(&HsaId::parse(code).ok()?).map(|unit| unit.name.clone()),
        |code| names.get(code).map(|name| (*name).to_owned()),
    );
    Ok(report)
}

/// One measure alone, with nothing hidden.
///
/// # Errors
/// When the store cannot be read.
pub async fn count_measure(
    app: &App,
    asked: &AskedTimes,
    of: Measure,
    as_of: Timestamp,
) -> Result<OneMeasure, AppError> {
    let (mut one, revision) =
        measure(app, asked, as_of, move |counter| counter.finish_one(of)).await?;
    one.revision = Some(revision);
    Ok(one)
}

/// Puts together what `finish` asks for, with the revision of the fact table.
async fn measure<T: Send + 'static>(
    app: &App,
    asked: &AskedTimes,
    as_of: Timestamp,
    finish: impl FnOnce(Counter) -> T + Send + 'static,
) -> Result<(T, u64), AppError> {
    let registry = app.registry();
    let municipalities = county_municipalities(on_day(&registry, as_of)).into_iter();
    let scope = Scope {
        period: asked.period,
        as_of,
        selection: asked.selection.clone(),
        municipalities: municipalities.map(|(code, _)| code.to_owned()).collect(),
    };
    // Of a stay that has reached far, each month counts; and whoever was admitted again was so anywhere.
    let (months, revision) = months(app, None, as_of, Counted::Facts).await?;
    let months = weighed(app, months, FactMonth::unmeasured).await?;
    let done = counted(move || {
        let mut counter = Counter::new(scope);
        for it in &months {
            counter.add_measured(it.month.measured());
            it.of(it.month.unmeasured()).for_each(|chain| counter.add(chain));
        }
        finish(counter)
    });
    Ok((done.await?, revision))
}
