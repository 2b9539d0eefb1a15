//! Tar hand om: who has a step or a message, until it is done, released or handed over
//! (definitions 3).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Live;
use crate::care_chain::events::{ChainEvent as E, ReadyAnswer, TakenOver};
use crate::care_chain::register::{Head, Register};
use crate::care_chain::state::CareChain;
use crate::care_chain::steps::{StepKind, what_of};
use crate::care_chain::values::{ItemState, MessageKind};
use crate::ids::{EventId, HsaId};

/// Releasing and accepting a handover name the taking that they end in `replaces`, so that somebody
/// who takes over at the same time keeps it. That a step is done is not written twice: the fact that
/// does it ends what was taken before, by the times that the law counts. No rule of the process rests
/// on it, so a wrong clock misleads a name and nothing else.
pub(super) fn fold_taken(live: &Live<'_>, chain: &mut CareChain) {
    let what = |what: &str, message: Option<EventId>| {
        let id = message.or_else(|| EventId::parse(what).ok());
        id.map_or_else(|| what.to_owned(), |id| live.the(id).to_hex())
    };
    let pick = |event: &E| match event {
        E::TakenOver(data) => {
            let key = (what(&data.what, data.message), data.unit.clone());
            let message = data.message.map(|id| live.the(id));
            Some((key, Some(TakenOver { message, ..data.clone() })))
        }
        E::HandoverAccepted(data) => {
            let taken = TakenOver {
                unit: data.unit.clone(),
                what: data.what.clone(),
                message: data.message.map(|id| live.the(id)),
                by: data.by.clone(),
            };
            Some(((what(&data.what, data.message), data.owner.clone()), Some(taken)))
        }
        E::Released(data) => {
            let owner = data.owner.clone().unwrap_or_else(|| data.unit.clone());
            Some(((what(&data.what, None), owner), None))
        }
        _ => None,
    };
    let keys: BTreeSet<(String, HsaId)> =
        live.acts.iter().filter_map(|(_, event, _)| Some(pick(event)?.0)).collect();
    if keys.is_empty() {
        return;
    }
    let done = done(live, chain);
    for key in keys {
        let register: Register<Option<TakenOver>> = live.register(|_, event| {
            let (of, value) = pick(event)?;
            (of == key).then_some(value)
        });
        let taken = register.heads.into_iter().filter_map(|head| {
            Some(Head { id: head.id, at: head.at, who: head.who, value: head.value? })
        });
        let goes_on = taken.filter(|head| !done.iter().any(|done| done.ends(&key, head.at)));
        if let Some(first) = goes_on.min_by_key(|head| (head.at, head.id)) {
            chain.taken.insert(key, first);
        }
    }
    fold_handovers(live, chain);
}

/// Offers that nobody has answered, of something that the one who offers it still has.
fn fold_handovers(live: &Live<'_>, chain: &mut CareChain) {
    let answered: BTreeSet<EventId> = live
        .acts
        .iter()
        .filter_map(|(_, event, _)| match event {
            E::HandoverAccepted(data) => Some(live.the(data.of)),
            E::HandoverEnded(data) => Some(live.the(data.of)),
            _ => None,
        })
        .collect();
    let held: BTreeSet<EventId> = chain.taken.values().map(|head| head.id).collect();
    chain.handovers = live.all(|fact, event| match event {
        E::HandoverOffered(data) if !answered.contains(&fact.id) => {
            let taking = live.the(data.taking);
            held.contains(&taking).then(|| {
                let mut offer = data.clone();
                offer.taking = taking;
                offer
            })
        }
        _ => None,
    });
}

/// A step that was done: its words, by which unit, when.
struct Done {
    what: String,
    unit: HsaId,
    at: Timestamp,
}

impl Done {
    /// It ends what was taken at a time: the same step, before it was done. A taking that names no
    /// detail is about any step of its kind.
    fn ends(&self, (what, unit): &(String, HsaId), taken_at: Timestamp) -> bool {
        let kind = self.what.split(':').next().unwrap_or_default();
        let same = self.what == *what || kind == what;
        same && taken_at <= self.at && (self.unit == *unit || !is_each_units_own(kind))
    }
}

/// Each unit does it for itself; whoever else does it does not do this unit's. A message, whose word is
/// its id, is each receiver's own.
fn is_each_units_own(kind: &str) -> bool {
    use StepKind as K;
    match StepKind::parse(kind) {
        Some(kind) => matches!(
            kind,
            K::AnswerNotice
                | K::AnswerQuestion
                | K::StartPlanning
                | K::AnswerSipNeed
                | K::AnswerMunicipalityReady
                | K::AnswerOutpatientReady
                | K::ConfirmPhone
                | K::ConfirmCancellation
                | K::Acknowledge
        ),
        None => true,
    }
}

fn done(live: &Live<'_>, chain: &CareChain) -> Vec<Done> {
    let by_facts = live.acts.iter().filter_map(|(fact, event, _)| {
        let (kind, detail) = done_by(live, event)?;
        let what = what_of(kind, detail.as_deref());
        Some(Done { what, unit: fact.who.unit.clone()?, at: fact.legal_time() })
    });
    let questions =
        chain.messages.iter().filter(|message| message.kind == Some(MessageKind::Question));
    let answered = questions.flat_map(|message| {
        let question = chain.questions.iter().find(|question| question.cmd == message.cmd);
        let units = question.into_iter().flat_map(|question| &question.units);
        units.filter_map(|(unit, state)| {
            let (what, unit, at) = (message.id.to_hex(), unit.clone(), state.answered_at?);
            Some(Done { what, unit, at })
        })
    });
    by_facts.chain(answered).collect()
}

/// The step that a fact does, with its detail.
fn done_by(live: &Live<'_>, event: &E) -> Option<(StepKind, Option<String>)> {
    use StepKind as K;
    let hex = |id: EventId| Some(live.the(id).to_hex());
    let yes = |answer: &ReadyAnswer| matches!(answer, ReadyAnswer::Yes { .. });
    Some(match event {
        E::AdmissionNoticeSent(_) => (K::SendAdmissionNotice, None),
        E::UnitAnswered(_) => (K::AnswerNotice, None),
        E::MessageSent(data) if data.kind == MessageKind::Answer => {
            (K::AnswerQuestion, data.of.map(|of| of.to_string()))
        }
        E::QuestionAnswered(data) => (K::AnswerQuestion, Some(data.of.to_string())),
        E::CareContactNamed(_) => (K::NameCareContact, None),
        E::PlanningStarted(_) => (K::StartPlanning, None),
        E::PlanningBasisShared(_) => (K::SharePlanningBasis, None),
        E::SipNeedAnswered(_) => (K::AnswerSipNeed, None),
        E::SipCalled(_) => (K::CallSip, None),
        E::SipHeld(_) => (K::HoldSip, None),
        E::EstimateChanged(_) => (K::ConfirmEstimate, None),
        E::DischargeReadyDeclared(_) => (K::DeclareReady, None),
        E::DischargeReadyNotified(_) => (K::NotifyReady, None),
        // A preliminary answer and a no leave the step open.
        E::MunicipalityReadyAnswered(data) if data.of.is_some() && yes(&data.answer) => {
            (K::AnswerMunicipalityReady, None)
        }
        E::OutpatientReadyAnswered(data) if data.of.is_some() && yes(&data.answer) => {
            (K::AnswerOutpatientReady, None)
        }
        E::ChecklistItemSet(data)
            if matches!(data.state, ItemState::Done | ItemState::NotApplicable) =>
        {
            (K::PrepareItem, Some(data.item.as_str().to_owned()))
        }
        E::PhoneConfirmed(data) => (K::ConfirmPhone, hex(data.of)),
        E::CancellationConfirmed(data) => (K::ConfirmCancellation, hex(data.of)),
        E::HandoverAccepted(data) => (K::AnswerHandover, hex(data.of)),
        E::HandoverEnded(data) => (K::AnswerHandover, hex(data.of)),
        E::Discharged(_) => (K::Discharge, None),
        E::DischargeInformationSent(_) => (K::SendDischargeInformation, None),
        E::PatientInformed(_) => (K::InformPatient, None),
        E::FollowUpRecorded(_) => (K::FollowUp, None),
        E::ChainClosed(_) => (K::CloseChain, None),
        E::DeceasedConfirmed(_) => (K::ConfirmDeceased, None),
        E::Seen(_) => (K::Acknowledge, None),
        _ => return None,
    })
}
