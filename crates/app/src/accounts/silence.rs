//! Which units read Brygga (definition 10): known by unit, never by person.

use std::collections::BTreeSet;

use brygga_domain::calendar::is_silent;
use brygga_domain::ids::HsaId;
use brygga_policy::Action;

use crate::actor::Actor;
use crate::care_chain::require;
use crate::context::{App, on_day};
use crate::error::AppError;

/// Remembers that somebody who reads the unit's list is here. Auditors and administrators read
/// nothing for the unit, so they do not count.
pub(super) async fn record_sign_in(app: &App, actor: &Actor) -> Result<(), AppError> {
    if require(app, actor, Action::ViewWorklist).is_ok() {
        app.store.record_sign_in(&actor.unit, app.now()).await?;
    }
    Ok(())
}

/// Those of the units where nobody has signed in for three staffed days: one calls them. A supplier
/// never signs in, and a closed unit is nobody to call.
pub async fn silent_units(app: &App, units: &[HsaId]) -> Result<BTreeSet<HsaId>, AppError> {
    let now = app.now();
    let registry = app.registry();
    let today = on_day(&registry, now);
    let signs_in = |unit: &&HsaId| today.unit(unit).is_some_and(|it| !it.kind.is_supplier());
    let units: Vec<HsaId> = units.iter().filter(signs_in).cloned().collect();
    let last = app.store.last_sign_ins(&units).await?;
    let is_silent = |unit: &HsaId, last| {
        let hours = today.unit(unit)?.hours();
        Some(is_silent(hours, today.open_since(unit)?, last, now))
    };
    let pairs = units.into_iter().zip(last);
    Ok(pairs
        .filter(|(unit, last)| is_silent(unit, *last) == Some(true))
        .map(|(unit, _)| unit)
        .collect())
}
