//! What once stood: for figures over the whole chain, which registers do not keep.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::events::{
    AdmissionNoticeSent, ChainEvent as E, ChecklistItemSet, HistoryImported, ReadyAnswer,
    SipCalled, SipNeedAnswered,
};
use super::fact::Fact;
use super::register::Live;
use crate::ids::{CommandId, EventId, HsaId};

/// A value of a live fact, with where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Was<T> {
    /// The event.
    pub id: EventId,
    /// The time that the law counts; of a move when it happened.
    pub at: Timestamp,
    /// The value.
    pub value: T,
}

/// A ready notice or its withdrawal, by what it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyStep {
    /// A notice; otherwise a withdrawal.
    pub declared: bool,
    /// The notices that it withdraws or replaces.
    pub ends: Vec<EventId>,
}

/// A unit's answer to a ready notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyAnswered {
    /// The unit.
    pub unit: HsaId,
    /// The notice; none for a preliminary answer.
    pub of: Option<EventId>,
    /// Yes, and from when; none for a no or an objection.
    pub from: Option<Timestamp>,
}

/// Each live fact of some kinds, oldest first: nothing cancelled, each act once (M10, M13), and also
/// what a later act replaced.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// The chain was opened by an import of another system's history.
    pub imported: bool,
    /// What the other system said beside its times.
    pub source: Option<Was<HistoryImported>>,
    /// The municipality of the registered residence.
    pub municipalities: Vec<Was<String>>,
    /// Responsible wards.
    pub wards: Vec<Was<HsaId>>,
    /// Admission notices.
    pub notices: Vec<Was<AdmissionNoticeSent>>,
    /// Expected discharges: of notices that name one, and of changes.
    pub estimates: Vec<Was<Timestamp>>,
    /// Units of permanent care contacts.
    pub care_contacts: Vec<Was<HsaId>>,
    /// Messages and notices taken over, with the unit.
    pub taken: Vec<Was<(EventId, HsaId)>>,
    /// Checklist items.
    pub items: Vec<Was<ChecklistItemSet>>,
    /// Views of the need of a SIP.
    pub sip_needs: Vec<Was<SipNeedAnswered>>,
    /// Calls to a SIP, with the calling unit.
    pub sip_calls: Vec<Was<(Option<HsaId>, SipCalled)>>,
    /// Ready notices and withdrawals.
    pub ready: Vec<Was<ReadyStep>>,
    /// Kommunklar, or why not.
    pub municipality_ready: Vec<Was<ReadyAnswered>>,
    /// Öppenvårdsklar, or why not.
    pub outpatient_ready: Vec<Was<ReadyAnswered>>,
    /// When a part ended, by the event that ended it.
    pub party_ends: BTreeMap<EventId, Timestamp>,
}

/// The role of who writes a history that another system recorded.
pub const IMPORT_ROLE: &str = "import";

/// Oldest first. Between facts of one moment the act decides and never the event: an event has its id
/// only when it is written, and the rows that are written with it are those of a rebuild.
fn order(fact: &Fact) -> (Timestamp, CommandId, u8) {
    (fact.legal_time(), fact.cmd, fact.part)
}

/// One pass over the live facts in the order of the times that the law counts.
pub(super) fn history(live: &Live<'_>) -> History {
    let mut history = History::default();
    let mut acts: Vec<_> = live.acts.iter().map(|(fact, event, _)| (*fact, *event)).collect();
    acts.sort_by_key(|(fact, _)| order(fact));
    for (fact, event) in &acts {
        let at = fact.legal_time();
        let id = fact.id;
        let answered = |unit: &HsaId, of: Option<EventId>, answer: &ReadyAnswer| {
            let from = match answer {
                ReadyAnswer::Yes { from } => Some(from.instant),
                ReadyAnswer::No { .. } | ReadyAnswer::NotMedicallyReady { .. } => None,
            };
            let of = of.map(|of| live.the(of));
            Was { id, at, value: ReadyAnswered { unit: unit.clone(), of, from } }
        };
        match event {
            E::ChainOpened(data) => {
                history.imported |= fact.who.role == IMPORT_ROLE;
                history.wards.push(Was { id, at, value: data.ward.clone() });
                let code = data.municipality.iter().cloned();
                history.municipalities.extend(code.map(|value| Was { id, at, value }));
            }
            E::IdentityChanged(data) => {
                let code = data.municipality.iter().cloned();
                history.municipalities.extend(code.map(|value| Was { id, at, value }));
            }
            E::WardMoved(data) => {
                let value = data.ward.clone();
                history.wards.push(Was { id, at: data.at.instant, value });
            }
            E::AdmissionNoticeSent(data) => {
                history.notices.push(Was { id, at, value: data.clone() });
                // An act that changes the estimate says so in a fact of its own.
                let changes = acts.iter().any(|(other, event)| {
                    other.cmd == fact.cmd && matches!(event, E::EstimateChanged(_))
                });
                // A history of another system says no estimate: the notice only has to have one.
                if !changes && fact.who.role != IMPORT_ROLE {
                    let value = data.estimated_discharge.instant;
                    history.estimates.push(Was { id, at, value });
                }
            }
            E::EstimateChanged(data) => {
                history.estimates.push(Was { id, at, value: data.estimated_discharge.instant });
            }
            E::CareContactNamed(data) => {
                history.care_contacts.push(Was { id, at, value: data.unit.clone() });
            }
            E::TakenOver(data) => {
                let message = data.message.or_else(|| EventId::parse(&data.what).ok());
                let value = message.map(|of| (live.the(of), data.unit.clone()));
                history.taken.extend(value.map(|value| Was { id, at, value }));
            }
            E::ChecklistItemSet(data) => history.items.push(Was { id, at, value: data.clone() }),
            E::SipNeedAnswered(data) => {
                history.sip_needs.push(Was { id, at, value: data.clone() });
            }
            E::SipCalled(data) => {
                history.sip_calls.push(Was {
                    id,
                    at,
                    value: (fact.who.unit.clone(), data.clone()),
                });
            }
            E::DischargeReadyDeclared(_) => {
                let ends = fact.replaces.iter().map(|of| live.the(*of)).collect();
                history.ready.push(Was { id, at, value: ReadyStep { declared: true, ends } });
            }
            E::DischargeReadyWithdrawn(data) => {
                let replaced = fact.replaces.iter().map(|of| live.the(*of));
                let ends = replaced.chain([live.the(data.of)]).collect();
                history.ready.push(Was { id, at, value: ReadyStep { declared: false, ends } });
            }
            E::MunicipalityReadyAnswered(data) => {
                history.municipality_ready.push(answered(&data.unit, data.of, &data.answer));
            }
            E::OutpatientReadyAnswered(data) => {
                history.outpatient_ready.push(answered(&data.unit, data.of, &data.answer));
            }
            // A later file of the case names the earlier one, whose time it has.
            E::HistoryImported(data) => {
                let replaced = acts.iter().any(|(other, event)| {
                    matches!(event, E::HistoryImported(_)) && other.replaces.contains(&id)
                });
                if !replaced {
                    history.source = Some(Was { id, at, value: data.clone() });
                }
            }
            E::PartyEnded(_) => drop(history.party_ends.insert(id, at)),
            _ => {}
        }
    }
    history.wards.sort_by_key(|was| was.at);
    history
}
