//! From what a chain means to the rows that lists read. The same function serves the unit of work,
//! the rebuild and the refresh of rows that change with time.

use std::collections::BTreeSet;

use brygga_domain::calendar::{local_date, start_of_day};
use brygga_domain::care_chain::steps::{self, Calendar, Step, StepKind};
use brygga_domain::care_chain::{
    CareChain, ChainEvent, Fact, MunicipalityReady, Party, Stage, Standing, changed_for, fold,
};
use brygga_domain::ids::{ChainId, EventId, HsaId};
use brygga_domain::registry::{Branch, Registry};
use brygga_store::{Answered, ChainRow, Change, Group, PartyRow, ShownStep, Taker, Who};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::context::on_day;

/// A chain's open steps in order, by the registry of the day.
pub(crate) fn ordered_steps(chain: &CareChain, registry: &Registry, now: Timestamp) -> Vec<Step> {
    let today = on_day(registry, now);
    let hours = |unit: &HsaId| {
        today.unit(unit).map_or_else(
            || brygga_domain::calendar::StaffedHours::Always,
            |known| known.hours().clone(),
        )
    };
    let calendar = Calendar { county: today.county_data(), hours: &hours };
    steps::in_order(steps::open_steps(chain, &calendar), now)
}

/// Everything that lists and figures read of a chain, given its facts and what they mean; no lists when it has no identity to show.
pub(crate) fn changes(
    id: ChainId,
    log: &[&Fact],
    chain: &CareChain,
    registry: &Registry,
    now: Timestamp,
) -> Vec<Change> {
    let version = log.len() as u64;
    let steps = ordered_steps(chain, registry, now);
    let facts = crate::follow_up::change(id, log, chain);
    let always = [Some(facts), links(id, log, chain)].into_iter().flatten();
    let Some(rows) = rows(id, chain, version, &steps, registry, now) else {
        return always.collect();
    };
    let takers = if is_active(chain, &steps) { takers(chain, &steps) } else { Vec::new() };
    [rows, Change::Takers { chain: id, takers }].into_iter().chain(always).collect()
}

/// Other chains that are marked as the same admission in this one (M12); nothing to write where
/// nobody ever said anything of that.
fn links(id: ChainId, log: &[&Fact], chain: &CareChain) -> Option<Change> {
    let is_mark = |fact: &&Fact| {
        matches!(fact.event, Ok(ChainEvent::SameAsMarked(_) | ChainEvent::NotSameAsMarked(_)))
    };
    let others = chain.same_as.iter().copied().filter(|other| *other != id);
    log.iter().any(is_mark).then(|| Change::Links { chain: id, others: others.collect() })
}

/// The rows that the facts of a chain lead to: for loads that go past the writer (decision 36).
pub fn rows_of(id: ChainId, facts: &[Fact], registry: &Registry, now: Timestamp) -> Vec<Change> {
    let log: Vec<&Fact> = facts.iter().collect();
    changes(id, &log, &fold(facts), registry, now)
}

/// Whose own the chain is: who has taken over a step that is not done yet or a message, and the
/// named permanent care contact. It shows one's own cases to oneself; others see no person here
/// (definitions 12).
fn takers(chain: &CareChain, steps: &[Step]) -> Vec<Taker> {
    let is_open = |what: &str, unit: &HsaId, id: EventId| match EventId::parse(what) {
        Ok(message) => chain.message(message).is_some(),
        Err(_) => steps.iter().any(|step| {
            step.unit == *unit && step.taken(chain).is_some_and(|taken| taken.id == id)
        }),
    };
    let taken = chain.taken.iter().filter(|((what, unit), head)| is_open(what, unit, head.id));
    // After a handover it is the unit that has it now.
    let taken = taken.filter_map(|(_, head)| {
        Some(Taker { unit: head.value.unit.clone(), who: Who::User(head.who.user.clone()?) })
    });
    let named = chain.care_contact.heads.iter().map(|head| Taker {
        unit: head.value.unit.clone(),
        who: Who::Named(head.value.name.clone()),
    });
    let all: BTreeSet<Taker> = taken.chain(named).collect();
    all.into_iter().collect()
}

/// The rows of a chain; `None` when it has no identity to show.
pub(crate) fn project(
    id: ChainId,
    chain: &CareChain,
    version: u64,
    registry: &Registry,
    now: Timestamp,
) -> Option<Change> {
    rows(id, chain, version, &ordered_steps(chain, registry, now), registry, now)
}

fn rows(
    id: ChainId,
    chain: &CareChain,
    version: u64,
    steps: &[Step],
    registry: &Registry,
    now: Timestamp,
) -> Option<Change> {
    let row = chain_row(id, chain, version, steps, now)?;
    let owning = steps::owning_step(steps).or(steps.first());
    let near_weekend =
        chain.weekend_risk(steps, now).is_some_and(|(from, until)| from <= now && now < until);
    let of = |party| party_row(chain, party, steps, owning, near_weekend, registry, now);
    let parties = chain.parties.iter().filter(|party| !party.supplier).map(of).collect();
    Some(Change::Chain(Box::new(row), parties))
}

/// Until when a unit may read: none while nothing ends its reading.
pub(crate) fn unit_reads_until(
    chain: &CareChain,
    unit: &HsaId,
    registry: &Registry,
    now: Timestamp,
) -> Option<Timestamp> {
    let party = chain.parties.iter().find(|party| !party.supplier && party.unit == *unit)?;
    reads_until(chain, party, registry, now)
}

fn chain_row(
    id: ChainId,
    chain: &CareChain,
    version: u64,
    steps: &[Step],
    now: Timestamp,
) -> Option<ChainRow> {
    let identity = chain.shown_identity()?;
    let stage = chain.stage();
    let (prepared, prepared_of) = chain.prepared();
    let weekend = chain.weekend_risk(steps, now);
    let left = chain.discharged.heads.first();
    let municipality_ready = match chain.municipality_state() {
        MunicipalityReady::NotApplicable => None,
        MunicipalityReady::Ready { .. } => Some(true),
        MunicipalityReady::NotReady => Some(false),
    };
    Some(ChainRow {
        chain: id,
        person: identity.person,
        family: identity.family.clone(),
        given: identity.given.clone(),
        name_folded: fold_name(&format!("{} {}", identity.family, identity.given)),
        identifier_system: identity.identifier.system().to_owned(),
        identifier: identity.identifier.value().to_owned(),
        birth_date: identity.identifier.birth_date(),
        protected: chain.protected,
        municipality: chain.municipality.clone(),
        area: chain.area.clone(),
        ward: chain.ward_unit()?.clone(),
        place: chain.ward.heads.first().and_then(|head| head.value.1.clone()),
        stage,
        stage_since: stage_since(chain, stage).or(chain.opened_at)?,
        admitted_at: chain.admitted_at.as_ref().map(|at| at.instant),
        estimate: chain.estimate.heads.iter().map(|head| head.value.instant).max(),
        ready_at: match chain.standing_ready() {
            Standing::Ready(head, _) => Some(head.at),
            _ => None,
        },
        municipality_ready,
        outpatient_ready: chain.outpatient_state(),
        discharged_at: left.map(|head| head.value.left_at.instant),
        liability_from: chain.liability_from(),
        prepared: u32::try_from(prepared).unwrap_or(u32::MAX),
        prepared_of: u32::try_from(prepared_of).unwrap_or(u32::MAX),
        weekend_from: weekend.map(|window| window.0),
        weekend_until: weekend.map(|window| window.1),
        conflict: is_conflict(chain),
        owner: steps::owner(chain, steps),
        active: is_active(chain, steps),
        recompute_at: recompute_at(steps, weekend, now),
        changed_at: chain.changed_at?,
        version,
    })
}

/// When the rows change by themselves next: a step comes due, the day of a planned one begins, the
/// weekend comes near.
fn recompute_at(
    steps: &[Step],
    weekend: Option<(Timestamp, Timestamp)>,
    now: Timestamp,
) -> Option<Timestamp> {
    let due = steps.iter().filter_map(|step| step.due);
    let days = steps.iter().filter_map(planned_for).map(start_of_day);
    let weekend = weekend.into_iter().flat_map(|(from, until)| [from, until]);
    due.chain(days).chain(weekend).filter(|at| *at >= now).min()
}

/// The day for which a step is planned, where it is an event with a time of its own and nothing to
/// be done before.
fn planned_for(step: &Step) -> Option<Date> {
    let is_event = matches!(
        step.kind,
        StepKind::DeclareReady
            | StepKind::Discharge
            | StepKind::HoldSip
            | StepKind::FollowUp
            | StepKind::CloseChain
    );
    step.due.filter(|_| is_event).map(local_date)
}

/// On lists until nothing is left: a closed or cancelled chain stays while somebody must confirm
/// (M9, M13) or has not seen, or answered, what came after closing (M7).
fn is_active(chain: &CareChain, steps: &[Step]) -> bool {
    !chain.stage().is_over() || !steps.is_empty() || chain.is_unanswered_after_closing()
}

fn is_conflict(chain: &CareChain) -> bool {
    !chain.conflicts().is_empty()
        || !chain.irregular.same_form.is_empty()
        || chain.discharged_without_municipality()
}

/// When the present stage began.
pub(crate) fn stage_since(chain: &CareChain, stage: Stage) -> Option<Timestamp> {
    match stage {
        Stage::Requested => chain.opened_at,
        Stage::Cancelled => {
            chain.opened_at.or(chain.cancelled_opening.as_ref().map(|it| it.cancelled_at))
        }
        Stage::Admitted => chain.admitted_at.as_ref().map(|at| at.instant),
        Stage::Planning => chain
            .planning_started
            .values()
            .min()
            .copied()
            .or_else(|| chain.seen.values().min().copied()),
        Stage::DischargeReady => match chain.standing_ready() {
            Standing::Ready(head, _) => Some(head.at),
            _ => None,
        },
        Stage::Discharged => chain.discharged.heads.first().map(|h| h.value.left_at.instant),
        Stage::Closed => chain.closed.as_ref().map(|head| head.at),
        Stage::Deceased => chain.deceased.as_ref().map(|head| head.value.instant),
    }
}

fn party_row(
    chain: &CareChain,
    party: &Party,
    steps: &[Step],
    owning: Option<&Step>,
    near_weekend: bool,
    registry: &Registry,
    now: Timestamp,
) -> PartyRow {
    let own = steps::next_step_of(steps, &party.unit);
    let shown = own.or(owning);
    // Nothing has to be done today: the step is planned for a later day, with the weekend not near.
    let as_planned =
        |step: &Step| !near_weekend && planned_for(step).is_some_and(|day| day > local_date(now));
    let group = match shown {
        _ if chain.stage().is_over() && own.is_none() => Group::Plan,
        None => Group::Plan,
        Some(step) if as_planned(step) => Group::Plan,
        Some(step) if own.is_some() => {
            debug_assert_eq!(step.unit, party.unit);
            Group::Ours
        }
        Some(step) => group_of(step.branch),
    };
    let taken_by = own.and_then(|step| step.taken(chain));
    let taken_by = taken_by.map(|taken| taken.value.by.clone().unwrap_or_default());
    let ends = reads_until(chain, party, registry, now);
    let notified = chain.notices.iter().any(|notice| notice.value.to.contains(&party.unit));
    PartyRow {
        unit: party.unit.clone(),
        organisation: party.organisation.clone(),
        branch: party.branch,
        active: !party.ended && !hidden_by_protection(chain, party),
        reads_until: ends,
        answered: ends.and_then(|_| answered(chain, party)),
        group,
        step: shown.map(shown_step),
        unseen: u32::try_from(chain.unseen(&party.unit).len()).unwrap_or(u32::MAX),
        taken_by,
        municipalities: municipalities_ready(chain, party),
        is_new: notified
            && !chain.answers.contains_key(&party.unit)
            && !chain.planning_started.contains_key(&party.unit)
            && !chain.seen.keys().any(|(_, unit)| *unit == party.unit),
        // Who reads nothing sees nothing change.
        changed_at: changed_for(chain, &party.unit).unwrap_or(Timestamp::UNIX_EPOCH),
    }
}

/// How many municipalities are ready, of how many that are concerned: a municipal unit sees its own
/// value, everybody else all of them (definitions 4).
fn municipalities_ready(chain: &CareChain, party: &Party) -> (u32, u32) {
    let own_alone = party.branch.is_municipal();
    let shown = chain
        .municipalities()
        .into_iter()
        .filter(|municipality| !own_alone || municipality.organisation == party.organisation);
    shown.fold((0, 0), |(ready, of), municipality| {
        let is_ready = matches!(municipality.ready, MunicipalityReady::Ready { .. });
        (ready + u32::from(is_ready), of + 1)
    })
}

/// Protected identity: the ward only (definitions 2).
fn hidden_by_protection(chain: &CareChain, party: &Party) -> bool {
    chain.protected && chain.ward_unit() != Some(&party.unit)
}

fn group_of(branch: Branch) -> Group {
    match branch {
        Branch::Inpatient => Group::Hospital,
        Branch::Outpatient | Branch::PrivateProvider => Group::PrimaryCare,
        _ => Group::Municipality,
    }
}

fn shown_step(step: &Step) -> ShownStep {
    // Only a checklist item's word may stand in a row: ids are for the case page.
    let detail = step.detail.clone().filter(|_| step.kind == StepKind::PrepareItem);
    ShownStep {
        code: step.kind.as_str().to_owned(),
        detail,
        unit: step.unit.clone(),
        role: Some(step.role),
        due: step.due,
        statutory: step.statutory,
    }
}

/// After "kräver inget" or "inte vår invånare" the unit's reading ends within 24 h
/// (definitions 2), unless it serves the person.
fn reads_until(
    chain: &CareChain,
    party: &Party,
    registry: &Registry,
    now: Timestamp,
) -> Option<Timestamp> {
    if hidden_by_protection(chain, party) {
        return None;
    }
    let hours = on_day(registry, now).county_data().unconcerned_reading_hours;
    chain.reading_ends_at(&party.unit, hours)
}

/// What the unit wrote itself: nobody answers for another one.
fn answered(chain: &CareChain, party: &Party) -> Option<Answered> {
    let head = chain.answers.get(&party.unit)?.settled()?;
    let own = head.who.unit.as_ref() == Some(&party.unit);
    own.then_some(Answered { answer: head.value, at: head.at })
}

/// Lower case; å, ä and ö stay apart (decision 28).
pub fn fold_name(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use brygga_domain::care_chain::samples::unit;
    use brygga_domain::care_chain::testing::started;
    use brygga_domain::registry::Role;

    use super::*;

    /// The group of the ward's row on Thursday 19 November when its only step is due so, and when
    /// the row is to be written again.
    fn ward_row(kind: StepKind, due: &str) -> (Group, Option<Timestamp>) {
        let chain = started(&["VC", "BIST"]).chain();
        let now: Timestamp = "2026-11-19T12:00:00Z".parse().unwrap();
        let step = Step {
            kind,
            detail: None,
            unit: unit("AVD5"),
            branch: Branch::Inpatient,
            role: Role::Physician,
            due: Some(due.parse().unwrap()),
            statutory: false,
            blocks: false,
        };
        let steps = [step];
        let ward = chain.parties.iter().find(|party| party.unit == unit("AVD5")).unwrap();
        let near = chain.weekend_risk(&steps, now).is_some_and(|it| it.0 <= now && now < it.1);
        let row = party_row(&chain, ward, &steps, steps.first(), near, &Registry::default(), now);
        assert_eq!(row.step.unwrap().unit, unit("AVD5"), "the step is shown in any group");
        (row.group, recompute_at(&steps, None, now))
    }

    #[test]
    fn what_is_planned_for_a_later_day_asks_for_nothing_today() {
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        let friday = "2026-11-20T13:00:00Z";
        let (group, again) = ward_row(StepKind::DeclareReady, friday);
        assert_eq!((group, again), (Group::Plan, at("2026-11-19T23:00:00Z")));
        assert_eq!(ward_row(StepKind::PrepareItem, friday), (Group::Ours, at(friday)));
        let today = "2026-11-19T22:59:00Z";
        assert_eq!(ward_row(StepKind::DeclareReady, today), (Group::Ours, at(today)));
    }
}
