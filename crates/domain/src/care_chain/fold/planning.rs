//! The notice, its answers, the estimate, the plan and the checklist.

use std::collections::{BTreeMap, BTreeSet};

use super::Live;
use crate::care_chain::events::ChainEvent as E;
use crate::care_chain::register::Register;
use crate::care_chain::state::CareChain;
use crate::care_chain::values::ChecklistItem;
use crate::ids::{CommandId, HsaId};

pub(super) fn fold_planning(live: &Live<'_>, chain: &mut CareChain) {
    chain.notices = live
        .register(|_, event| match event {
            E::AdmissionNoticeSent(data) => Some(data.clone()),
            _ => None,
        })
        .heads;
    chain.notices.sort_by_key(|head| (head.at, head.id));
    chain.notice_details = live
        .register(|_, event| match event {
            E::AdmissionNoticeDetailed(data) => Some(data.clone()),
            _ => None,
        })
        .heads
        .into_iter()
        .max_by_key(|head| (head.at, head.id));
    chain.answers = per_unit(live, |event| match event {
        E::UnitAnswered(data) => Some((&data.unit, data.answer)),
        _ => None,
    });
    for answered in live.all(|_, event| match event {
        E::UnitAnswered(data) => Some((live.the(data.of), data.unit.clone())),
        _ => None,
    }) {
        chain.answered_notices.entry(answered.value).or_insert(answered.at);
    }
    // A notice of an act that changes the estimate does not name one itself: then the act says
    // which values it replaces, and the notice stands beside earlier ones.
    let changing: BTreeSet<CommandId> = live
        .acts
        .iter()
        .filter(|(_, event, _)| matches!(event, E::EstimateChanged(_)))
        .map(|(fact, _, _)| fact.cmd)
        .collect();
    chain.estimate = live.register(|fact, event| match event {
        E::AdmissionNoticeSent(data) if !changing.contains(&fact.cmd) => {
            Some(data.estimated_discharge.clone())
        }
        E::EstimateChanged(data) => Some(data.estimated_discharge.clone()),
        E::DischargeReadyDeclared(data) => data.planned_departure.clone(),
        _ => None,
    });
    let moved = live.register(|_, event| match event {
        E::ChainOpened(_) => Some(None),
        E::WardMoved(data) => Some(Some(&data.ward)),
        _ => None,
    });
    // By who named it, not by when: the responsible ward itself stands behind the estimate.
    chain.estimate_unconfirmed = !chain.estimate.heads.is_empty()
        && moved.heads.iter().filter_map(|head| head.value).any(|ward| {
            chain.estimate.heads.iter().all(|head| head.who.unit.as_ref() != Some(ward))
        });
    chain.care_contact = live.register(|_, event| match event {
        E::CareContactNamed(data) => Some(data.clone()),
        _ => None,
    });
    for started in live.all(|_, event| match event {
        E::PlanningStarted(data) => Some(&data.unit),
        _ => None,
    }) {
        chain.planning_started.entry(started.value.clone()).or_insert(started.at);
    }
    chain.planning_basis = live.first(|_, event| match event {
        E::PlanningBasisShared(data) => Some(data.unit.clone()),
        _ => None,
    });
    chain.reports = live.all(|_, event| match event {
        E::ReportShared(data) => Some((data.kind.clone(), data.unit.clone())),
        _ => None,
    });
    chain.sip_needs = per_unit(live, |event| match event {
        E::SipNeedAnswered(data) => Some((&data.unit, data.clone())),
        _ => None,
    });
    chain.sip_requested = live.first(|_, event| match event {
        E::SipRequested(data) => Some(data.clone()),
        _ => None,
    });
    chain.sip_called = live.register(|_, event| match event {
        E::SipCalled(data) => Some(data.clone()),
        _ => None,
    });
    chain.sip_held = live.first(|_, event| match event {
        E::SipHeld(data) => Some(data.clone()),
        _ => None,
    });
    for item in ChecklistItem::ALL {
        let register = live.register(|_, event| match event {
            E::ChecklistItemSet(data) if data.item == *item => Some(data.clone()),
            _ => None,
        });
        if !register.heads.is_empty() {
            chain.checklist.insert(*item, register);
        }
        let details = live.register(|_, event| match event {
            E::ChecklistItemDetailed(data) if data.item == *item => Some(data.clone()),
            _ => None,
        });
        if !details.heads.is_empty() {
            chain.checklist_details.insert(*item, details);
        }
    }
}

/// One register per unit.
pub(super) fn per_unit<'a, T: PartialEq>(
    live: &Live<'a>,
    pick: impl Fn(&'a E) -> Option<(&'a HsaId, T)>,
) -> BTreeMap<HsaId, Register<T>> {
    let units: BTreeSet<&HsaId> =
        live.acts.iter().filter_map(|(_, event, _)| Some(pick(event)?.0)).collect();
    units
        .into_iter()
        .map(|unit| {
            let register = live.register(|_, event| {
                let (of, value) = pick(event)?;
                (of == unit).then_some(value)
            });
            (unit.clone(), register)
        })
        .collect()
}
