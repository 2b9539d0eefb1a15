//! Ready, going home, the end, cancellations and links.

use super::Live;
use super::planning::per_unit;
use crate::care_chain::events::{
    ChainEvent as E, DischargeReadyNotified, LiabilityStatusSet, MunicipalityReadyAnswered,
    OutpatientReadyAnswered,
};
use crate::care_chain::fact::Fact;
use crate::care_chain::state::{CareChain, Ready};

pub(super) fn fold_readiness(live: &Live<'_>, chain: &mut CareChain) {
    let ready = |_: &Fact, event: &E| match event {
        E::DischargeReadyDeclared(data) => Some(Ready::Declared(data.clone())),
        E::DischargeReadyWithdrawn(data) => Some(Ready::Withdrawn(data.clone())),
        _ => None,
    };
    chain.ready = live.register(ready);
    chain.ready_history = live.all(ready);
    chain.ready_notified = live.all(|_, event| match event {
        E::DischargeReadyNotified(data) => {
            Some(DischargeReadyNotified { of: live.the(data.of), ..data.clone() })
        }
        _ => None,
    });
    chain.municipality_ready = per_unit(live, |event| match event {
        E::MunicipalityReadyAnswered(data) => Some((
            &data.unit,
            MunicipalityReadyAnswered { of: data.of.map(|of| live.the(of)), ..data.clone() },
        )),
        _ => None,
    });
    chain.outpatient_ready = per_unit(live, |event| match event {
        E::OutpatientReadyAnswered(data) => Some((
            &data.unit,
            OutpatientReadyAnswered { of: data.of.map(|of| live.the(of)), ..data.clone() },
        )),
        _ => None,
    });
    chain.discharged = live.register(|_, event| match event {
        E::Discharged(data) => Some(data.clone()),
        _ => None,
    });
    chain.leaves = live.register(|_, event| match event {
        E::LeaveRecorded(data) => Some(data.clone()),
        _ => None,
    });
    chain.discharge_information = live.first(|_, event| match event {
        E::DischargeInformationSent(data) => Some(data.clone()),
        _ => None,
    });
    chain.patient_informed = live.first(|_, event| match event {
        E::PatientInformed(data) => Some(data.clone()),
        _ => None,
    });
}

pub(super) fn fold_end(live: &Live<'_>, chain: &mut CareChain) {
    chain.follow_ups = live.all(|_, event| match event {
        E::FollowUpRecorded(data) => Some(data.clone()),
        _ => None,
    });
    chain.delay_cause = live.register(|_, event| match event {
        E::DelayCauseJudged(data) => Some(data.clone()),
        _ => None,
    });
    chain.liability = live.all(|_, event| match event {
        E::LiabilityStatusSet(data) => {
            Some(LiabilityStatusSet { of: live.the(data.of), ..data.clone() })
        }
        _ => None,
    });
    // By the act and never by the event, which has its id only when it is written.
    chain.liability.sort_by_key(|head| (head.at, head.value.side, head.value.status));
    chain.closed = live.first(|_, event| match event {
        E::ChainClosed(data) => Some(data.clone()),
        _ => None,
    });
    chain.deceased = live.first(|_, event| match event {
        E::DeceasedRecorded(data) => Some(data.at.clone()),
        _ => None,
    });
    chain.deceased_confirmed = chain.deceased.as_ref().is_some_and(|deceased| {
        live.acts.iter().any(|(fact, event, _)| {
            matches!(event, E::DeceasedConfirmed(data) if live.the(data.of) == deceased.id)
                && fact.who.user != deceased.who.user
        })
    });
    chain.cancellations = live
        .all(|_, event| match event {
            E::FactsCancelled(data) => Some(data.clone()),
            _ => None,
        })
        .into_iter()
        .map(|head| {
            let confirmed = live
                .all(|_, event| match event {
                    E::CancellationConfirmed(data) if live.the(data.of) == head.id => {
                        Some(&data.unit)
                    }
                    _ => None,
                })
                .into_iter()
                .map(|confirmed| confirmed.value.clone())
                .collect();
            (head, confirmed)
        })
        .collect();
    let links = live.register(|_, event| match event {
        E::SameAsMarked(data) => Some((data.chain, true)),
        E::NotSameAsMarked(data) => Some((data.chain, false)),
        _ => None,
    });
    chain.same_as =
        links.heads.iter().filter(|head| head.value.1).map(|head| head.value.0).collect();
}
