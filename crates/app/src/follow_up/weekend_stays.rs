//! "Kvar över helgen": the figures of definition 8 for a reader, from the fact table.
//!
//! Whoever is a party to all that is counted reads it as it is: a ward its own chains, a municipality
//! its own. Everybody else reads it with small groups hidden, and their own row among the others as
//! it is.

use std::collections::HashMap;

use brygga_domain::follow_up::facts::ChainFacts;
use brygga_domain::follow_up::report::{Counter, Month, Period, Scope, Selection, WeekendStays};
use brygga_domain::follow_up::suppress::{self, Own};
use brygga_domain::follow_up::weekend::Variant;
use brygga_domain::ids::HsaId;
use brygga_domain::registry::{Branch, RegistryAt, UnitKind};
use brygga_policy::Action;
use brygga_store::FactMonths;
use jiff::Timestamp;

use super::months::{Counted, FactMonth, counted, months, weighed};
use super::read::{Asked, read};
use crate::actor::Actor;
use crate::care_chain::require;
use crate::context::{App, on_day};
use crate::error::AppError;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedStays {
    /// The months.
    pub period: Period,
    /// The period that it is compared with.
    pub compared: Option<Period>,
    /// The way of counting.
    pub variant: Variant,
    /// What is chosen.
    pub selection: Selection,
}

/// The figures for a reader.
#[derive(Debug, Clone)]
pub struct ReadStays {
    /// The figures.
    pub report: WeekendStays,
    /// The same for the period that it is compared with.
    pub compared: Option<WeekendStays>,
}

/// Reads the figures as the actor may see them.
///
/// # Errors
/// When the role may not, or the store cannot be read.
pub async fn weekend_stays(
    app: &App,
    actor: &Actor,
    asked: &AskedStays,
) -> Result<ReadStays, AppError> {
    require(app, actor, Action::ViewFollowUp)?;
    let as_of = app.now();
    let own = OwnCodes::of(on_day(&app.registry(), as_of), actor);
    let scope = |period| weekend_stays_scope(app, asked, period, as_of);
    let report = own.shown(count_weekend_stays(app, scope(asked.period)).await?);
    let compared = match asked.compared {
        Some(period) => Some(own.shown(count_weekend_stays(app, scope(period)).await?)),
        None => None,
    };
    Ok(ReadStays { report, compared })
}

/// Counts with nothing hidden: for the operator's command line, and for those who hide afterwards.
///
/// # Errors
/// When the store cannot be read.
pub async fn count_weekend_stays(app: &App, scope: Scope) -> Result<WeekendStays, AppError> {
    let as_of = scope.as_of;
    let (months, revision) = months(app, Some(scope.period), as_of, Counted::Facts).await?;
    let months = weighed(app, months, FactMonth::apart).await?;
    let mut report = counted(move || {
        let mut counter = Counter::new(scope);
        for it in &months {
            counter.add_segment(it.month.stays());
            it.of(it.month.apart()).for_each(|chain| counter.add(chain));
        }
        counter.finish()
    })
    .await?;
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

/// What the figures of a site are counted over: its municipalities, as of a time.
#[must_use]
pub fn weekend_stays_scope(
    app: &App,
    asked: &AskedStays,
    period: Period,
    as_of: Timestamp,
) -> Scope {
    let registry = app.registry();
    let today = on_day(&registry, as_of);
    Scope {
        period,
        variant: asked.variant,
        as_of,
        selection: asked.selection.clone(),
        municipalities: county_municipalities(today)
            .into_iter()
            .map(|(code, _)| code.to_owned())
            .collect(),
    }
}

/// The county's municipalities by code, with their names.
#[must_use]
pub fn county_municipalities(today: RegistryAt<'_>) -> Vec<(&str, &str)> {
    let known = today.municipalities();
    known.filter_map(|it| Some((it.municipality_code.as_deref()?, it.name.as_str()))).collect()
}

/// The same by code.
pub(super) fn municipality_names(today: RegistryAt<'_>) -> HashMap<&str, &str> {
    county_municipalities(today).into_iter().collect()
}

/// The open wards, with their names.
#[must_use]
pub fn county_wards(today: RegistryAt<'_>) -> Vec<(&HsaId, &str)> {
    let wards = today.units().filter(|unit| unit.kind == UnitKind::Ward);
    wards.map(|unit| (&unit.id, unit.name.as_str())).collect()
}

/// Reads the chains that count in a period and are chosen by ward and municipality; answers the
/// revision: the positions of the log together, when the read began.
pub(super) async fn read_facts(
    app: &App,
    period: Period,
    selection: &Selection,
    take: impl FnMut(ChainFacts),
) -> Result<u64, AppError> {
    let number = |month: Month| (month.year(), month.month());
    let asked = Asked {
        from: number(period.from()),
        to: number(period.to()),
        wards: selection.ward.iter().cloned().collect(),
        municipalities: selection.municipality.iter().cloned().collect(),
    };
    let revision = read(app, &asked, FactMonths::CountedIn, take).await?;
    Ok(revision.iter().map(|last| last.pos).sum())
}

/// What the actor is a party to, whatever the chain.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnCodes {
    ward: Option<String>,
    municipality: Option<String>,
}

impl OwnCodes {
    pub(super) fn of(today: RegistryAt<'_>, actor: &Actor) -> Self {
        let municipality = today.organisation(&actor.organisation);
        let municipality = municipality.and_then(|it| it.municipality_code.clone());
        Self {
            ward: (actor.branch == Branch::Inpatient).then(|| actor.unit.to_string()),
            municipality: municipality.filter(|_| actor.branch.is_municipal()),
        }
    }

    /// As it is where all that is counted is the actor's own; otherwise with small groups hidden.
    fn shown(&self, report: WeekendStays) -> WeekendStays {
        if self.are_all(&report.selection) {
            return report;
        }
        suppress::weekend_stays(report, self.own())
    }

    /// All that is chosen is the actor's own.
    pub(super) fn are_all(&self, chosen: &Selection) -> bool {
        let ward = chosen.ward.as_ref().map(HsaId::as_str);
        let is_own = |own: Option<&str>, chosen: Option<&str>| own.is_some() && own == chosen;
        is_own(self.ward.as_deref(), ward)
            || is_own(self.municipality.as_deref(), chosen.municipality.as_deref())
    }

    pub(super) fn own(&self) -> Own<'_> {
        Own { ward: self.ward.as_deref(), municipality: self.municipality.as_deref() }
    }
}
