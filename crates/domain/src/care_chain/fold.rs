//! From a set of facts to what they mean: pure, total, independent of order and of clocks
//! (continuity 3.6, M1–M16).

use std::collections::{BTreeMap, BTreeSet};

use super::events::{ChainEvent as E, PartyEnded};
use super::fact::Fact;
use super::register::{Live, Register};
use super::state::{
    CareChain, Irregularities, Message, Party, PhoneNote, Question, QuestionState, Ready, Room,
};
use super::values::{CancelReason, MessageKind};
use crate::envelope::{Compartment, StreamId};
use crate::ids::{EventId, HsaId};

/// Folds facts in any order, with any repetition. Two equal sets give equal states (I3, I4).
pub fn fold<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> CareChain {
    let facts: BTreeMap<EventId, &Fact> = facts.into_iter().map(|fact| (fact.id, fact)).collect();
    let carried = carried_facts(&facts);
    let mut facts = facts;
    for fact in &carried {
        facts.entry(fact.id).or_insert(fact);
    }
    let cancelled = cancelled(&facts);
    let live = live(&facts, &cancelled);
    let mut chain = CareChain { cancelled, ..CareChain::default() };
    chain.irregular = irregularities(&facts);
    chain.changed_at = facts.values().map(|fact| fact.written_at).max();
    fold_identity(&live, &mut chain);
    fold_parties(&live, &mut chain);
    fold_planning(&live, &mut chain);
    fold_messages(&live, &mut chain);
    fold_readiness(&live, &mut chain);
    fold_end(&live, &mut chain);
    fold_late(&facts, &live, &mut chain);
    chain
}

/// The same fold over what one viewer may read: the only way to build a page (decision 3).
pub fn view<'a>(
    facts: impl IntoIterator<Item = &'a Fact>,
    may_read: impl Fn(StreamId) -> bool,
) -> CareChain {
    fold(facts.into_iter().filter(|fact| may_read(fact.stream)))
}

/// Standing facts that a new segment carried over, for a reader who may not see the old one.
fn carried_facts(facts: &BTreeMap<EventId, &Fact>) -> Vec<Fact> {
    let mut carried = Vec::new();
    for fact in facts.values() {
        let Ok(E::SegmentOpened(opened)) = &fact.event else { continue };
        for one in &opened.carried {
            let Some(Ok(event)) = E::read(&one.event_type, one.ver, &one.data) else { continue };
            let Ok(at) = jiff::Timestamp::from_millisecond(one.legal_at) else { continue };
            carried.push(Fact {
                id: one.id,
                event_type: one.event_type.clone(),
                ver: one.ver,
                replaces: one.replaces.clone(),
                who: one.who.clone(),
                occurred_at: one.occurred_at.clone(),
                sent_at: Some(at),
                event: Ok(event),
                text: String::new(),
                // Outside every sequence: it stands in another stream.
                seq: 0,
                cmd: crate::ids::CommandId::from_bytes(first_half(&one.id)),
                part: 0,
                ..(*fact).clone()
            });
        }
    }
    carried
}

fn first_half(id: &EventId) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&id.0[..16]);
    half
}

/// Targets of live cancellations. A cancellation cannot itself be cancelled: who was wrong twice
/// records the fact anew.
fn cancelled(facts: &BTreeMap<EventId, &Fact>) -> BTreeMap<EventId, EventId> {
    let mut targets = BTreeMap::new();
    for fact in facts.values() {
        if let Ok(E::FactsCancelled(data)) = &fact.event {
            for of in &data.of {
                let is_cancellation = facts
                    .get(of)
                    .is_some_and(|target| matches!(target.event, Ok(E::FactsCancelled(_))));
                if !is_cancellation {
                    targets.entry(*of).or_insert(fact.id);
                }
            }
        }
    }
    targets
}

/// Each act once, nothing cancelled; equal events of one act stand together (M10).
fn live<'a>(
    facts: &BTreeMap<EventId, &'a Fact>,
    cancelled: &BTreeMap<EventId, EventId>,
) -> Live<'a> {
    let mut acts: Vec<(&Fact, &E, Vec<EventId>)> = Vec::with_capacity(facts.len());
    let mut by_act: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for fact in facts.values() {
        let Ok(event) = &fact.event else { continue };
        if cancelled.contains_key(&fact.id) {
            continue;
        }
        let same = by_act.entry((fact.cmd, fact.part)).or_default();
        match same.iter().find(|at| acts[**at].0.same_act(fact)) {
            Some(at) => acts[*at].2.push(fact.id),
            None => {
                same.push(acts.len());
                acts.push((fact, event, vec![fact.id]));
            }
        }
    }
    Live { acts }
}

fn irregularities(facts: &BTreeMap<EventId, &Fact>) -> Irregularities {
    let mut found = Irregularities::default();
    let mut places: BTreeMap<_, EventId> = BTreeMap::new();
    let mut highest: BTreeMap<_, (u64, u64)> = BTreeMap::new();
    let mut acts: BTreeMap<_, &Fact> = BTreeMap::new();
    for fact in facts.values().filter(|fact| fact.seq > 0) {
        if fact.event.is_err() && fact.crit {
            found.requires_update = true;
        }
        match places.get(&(fact.origin, fact.stream, fact.seq)) {
            Some(other) => found.forks.extend([*other, fact.id]),
            None => {
                places.insert((fact.origin, fact.stream, fact.seq), fact.id);
                let (top, count) = highest.entry((fact.origin, fact.stream)).or_default();
                *top = fact.seq.max(*top);
                *count += 1;
            }
        }
        let first = acts.entry((fact.cmd, fact.part)).or_insert(fact);
        if !first.same_act(fact) {
            found.same_form.insert(fact.cmd);
        }
    }
    found.missing = highest.values().map(|(top, count)| top - count).sum();
    found
}

fn fold_identity(live: &Live<'_>, chain: &mut CareChain) {
    chain.identity = live.register(|_, event| match event {
        E::ChainOpened(data) => Some(data.identity.clone()),
        E::IdentityChanged(data) => Some(data.identity.clone()),
        _ => None,
    });
    let opened = live.first(|_, event| match event {
        E::ChainOpened(data) => Some(data),
        _ => None,
    });
    if let Some(opened) = opened {
        chain.opened_at = Some(opened.at);
        chain.address.clone_from(&opened.value.address);
        chain.municipality.clone_from(&opened.value.municipality);
        chain.area.clone_from(&opened.value.area);
        chain.admitted_at.clone_from(&opened.value.admitted_at);
        chain.protected = opened.value.protected;
    }
    let municipality = live.register(|_, event| match event {
        E::IdentityChanged(data) => data.municipality.clone(),
        _ => None,
    });
    if let Some(changed) = municipality.settled() {
        chain.municipality = Some(changed.value.clone());
    }
    let marks = live.register(|_, event| match event {
        E::ProtectedIdentityMarked(data) => Some(data.protected),
        _ => None,
    });
    if !marks.heads.is_empty() {
        chain.protected = marks.heads.iter().any(|head| head.value);
    }
    if chain.protected {
        chain.address = None;
    }
    chain.ward = live.register(|_, event| match event {
        E::ChainOpened(data) => Some((data.ward.clone(), data.place.clone())),
        E::WardMoved(data) => Some((data.ward.clone(), data.place.clone())),
        _ => None,
    });
    chain.consent = live.register(|_, event| match event {
        E::ConsentRecorded(data) => Some(data.clone()),
        _ => None,
    });
}

fn fold_parties(live: &Live<'_>, chain: &mut CareChain) {
    let mut parties: BTreeMap<HsaId, Party> = BTreeMap::new();
    for added in live.all(|fact, event| match event {
        E::PartyAdded(data) => Some((fact.stream.compartment, data)),
        _ => None,
    }) {
        let (compartment, data) = added.value;
        let party = parties.entry(data.unit.clone()).or_insert_with(|| Party {
            unit: data.unit.clone(),
            organisation: data.organisation.clone(),
            branch: data.branch,
            supplier: data.supplier,
            compartments: BTreeSet::new(),
            ended: false,
            from_segment: data.from_segment,
            to_segment: None,
        });
        party.compartments.insert(compartment);
        party.from_segment = party.from_segment.min(data.from_segment);
    }
    for ended in live.all(|_, event| match event {
        E::PartyEnded(data) => Some(data),
        _ => None,
    }) {
        if let Some(party) = parties.get_mut(&ended.value.unit) {
            party.ended = true;
            party.to_segment = Some(ended.value.to_segment);
        }
    }
    chain.parties = parties.into_values().collect();
    for opened in live.all(|_, event| match event {
        E::RoomOpened(data) => Some(data),
        _ => None,
    }) {
        let data = opened.value;
        chain.rooms.push(Room {
            compartment: data.compartment,
            room: data.room,
            audience: data.audience.clone(),
        });
    }
    for (fact, _, _) in &live.acts {
        let segment = chain.segments.entry(fact.stream.compartment).or_default();
        *segment = fact.stream.segment.max(*segment);
    }
}

fn fold_planning(live: &Live<'_>, chain: &mut CareChain) {
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
    chain.estimate = live.register(|_, event| match event {
        E::AdmissionNoticeSent(data) => Some(data.estimated_discharge.clone()),
        E::EstimateChanged(data) => Some(data.estimated_discharge.clone()),
        E::DischargeReadyDeclared(data) => data.planned_departure.clone(),
        _ => None,
    });
    let moved = live
        .all(|_, event| matches!(event, E::WardMoved(_)).then_some(()))
        .last()
        .map(|head| head.at);
    let named = live
        .all(|_, event| matches!(event, E::EstimateChanged(_)).then_some(()))
        .last()
        .map(|head| head.at);
    chain.estimate_unconfirmed = moved.is_some() && moved > named;
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
    for item in super::values::ChecklistItem::ALL {
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
fn per_unit<'a, T: PartialEq>(
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

fn fold_messages(live: &Live<'_>, chain: &mut CareChain) {
    for (fact, event, _) in &live.acts {
        let Some(to) = recipients(event, chain) else { continue };
        let (kind, text, of) = match event {
            E::MessageSent(data) => (Some(data.kind), Some(data.text.clone()), data.of),
            _ => (None, None, None),
        };
        let from = fact.who.unit.clone();
        chain.messages.push(Message {
            id: fact.id,
            cmd: fact.cmd,
            kind,
            event_type: fact.event_type.clone(),
            compartment: fact.stream.compartment,
            to: to.into_iter().filter(|unit| Some(unit) != from.as_ref()).collect(),
            from,
            text,
            of,
            at: fact.legal_time(),
        });
    }
    chain.messages.sort_by_key(|message| (message.at, message.id));
    fold_questions(live, chain);
    for seen in live.all(|_, event| match event {
        E::Seen(data) => Some(data),
        _ => None,
    }) {
        for message in &seen.value.messages {
            let key = (*message, seen.value.unit.clone());
            chain.seen.entry(key).or_insert(seen.at);
        }
    }
    fold_taken(live, chain);
    chain.forwarded = live.all(|_, event| match event {
        E::Forwarded(data) => Some(data.clone()),
        _ => None,
    });
    chain.reminders = live.all(|_, event| match event {
        E::Reminded(data) => Some(data.clone()),
        E::PhoneUnanswered(data) => {
            Some(super::events::Reminded { step: "phone".to_owned(), to: data.unit.clone() })
        }
        _ => None,
    });
    chain.phone = live
        .all(|_, event| match event {
            E::ToldByPhone(data) => Some(data.clone()),
            _ => None,
        })
        .into_iter()
        .map(|note| PhoneNote {
            confirmed: live
                .register(|_, event| match event {
                    E::PhoneConfirmed(data) if data.of == note.id => Some(data.clone()),
                    _ => None,
                })
                .heads
                .into_iter()
                .next(),
            note,
        })
        .collect();
}

/// Steps and messages that a unit has taken over and not released.
fn fold_taken(live: &Live<'_>, chain: &mut CareChain) {
    let taken = live.all(|_, event| match event {
        E::TakenOver(data) => Some((data.what.clone(), data.unit.clone(), Some(data.clone()))),
        E::Released(data) => Some((data.what.clone(), data.unit.clone(), None)),
        _ => None,
    });
    for head in taken {
        let (what, unit, value) = head.value;
        match value {
            Some(value) => {
                let head = super::register::Head { id: head.id, at: head.at, who: head.who, value };
                chain.taken.insert((what, unit), head);
            }
            None => {
                chain.taken.remove(&(what, unit));
            }
        }
    }
}

fn fold_questions(live: &Live<'_>, chain: &mut CareChain) {
    let mut questions: BTreeMap<_, Question> = BTreeMap::new();
    for asked in live.all(|fact, event| match event {
        E::MessageSent(data) if data.kind == MessageKind::Question => {
            Some((fact.cmd, fact.stream.compartment, &data.to))
        }
        E::QuestionAsked(data) => Some((fact.cmd, data.compartment, &data.to)),
        _ => None,
    }) {
        let (cmd, compartment, to) = asked.value;
        questions.entry(cmd).or_insert_with(|| Question {
            cmd,
            from: asked.who.unit.clone(),
            at: asked.at,
            compartment,
            units: to.iter().map(|unit| (unit.clone(), QuestionState::default())).collect(),
        });
    }
    for answered in live.all(|fact, event| match event {
        E::MessageSent(data) if data.kind == MessageKind::Answer => {
            Some((data.of?, fact.who.unit.clone()?))
        }
        E::QuestionAnswered(data) => Some((data.of, data.unit.clone())),
        _ => None,
    }) {
        let (of, unit) = &answered.value;
        if let Some(state) = questions.get_mut(of).and_then(|question| question.units.get_mut(unit))
        {
            state.answered_at.get_or_insert(answered.at);
        }
    }
    for deferred in live.all(|_, event| match event {
        E::AnswerDeferred(data) => Some(data),
        _ => None,
    }) {
        let data = deferred.value;
        if let Some(state) =
            questions.get_mut(&data.of).and_then(|question| question.units.get_mut(&data.unit))
        {
            state.deferred_until = state.deferred_until.max(Some(data.until.instant));
        }
    }
    chain.questions = questions.into_values().collect();
    chain.questions.sort_by_key(|question| (question.at, question.cmd));
}

/// Who is to acknowledge a fact; `None` for what nobody acknowledges. Facts without an address of
/// their own go to the parties that read their compartment.
fn recipients(event: &E, chain: &CareChain) -> Option<Vec<HsaId>> {
    let everyone = || chain.active_parties().map(|party| party.unit.clone()).collect();
    let region = || {
        chain
            .active_parties()
            .filter(|party| !party.branch.is_municipal())
            .map(|party| party.unit.clone())
            .collect()
    };
    match event {
        E::MessageSent(data) => Some(data.to.clone()),
        E::AdmissionNoticeSent(data) => Some(data.to.clone()),
        E::DischargeReadyDeclared(data) => Some(data.to.clone()),
        E::SipCalled(data) => Some(data.to.clone()),
        E::SipRequested(data) => Some(vec![data.to.clone()]),
        E::DischargeInformationSent(data) => Some(data.to.clone()),
        E::DischargeReadyWithdrawn(_)
        | E::EstimateChanged(_)
        | E::MunicipalityReadyAnswered(_)
        | E::OutpatientReadyAnswered(_)
        | E::CareContactNamed(_)
        | E::Discharged(_)
        | E::WardMoved(_)
        | E::DeceasedRecorded(_) => Some(everyone()),
        E::ReportShared(_) => Some(region()),
        E::FactsCancelled(data) if data.reason == CancelReason::WrongPerson => Some(everyone()),
        _ => None,
    }
}

fn fold_readiness(live: &Live<'_>, chain: &mut CareChain) {
    let ready = |_: &Fact, event: &E| match event {
        E::DischargeReadyDeclared(data) => Some(Ready::Declared(data.clone())),
        E::DischargeReadyWithdrawn(data) => Some(Ready::Withdrawn(data.clone())),
        _ => None,
    };
    chain.ready = live.register(ready);
    chain.ready_history = live.all(ready);
    chain.municipality_ready = per_unit(live, |event| match event {
        E::MunicipalityReadyAnswered(data) => Some((&data.unit, data.clone())),
        _ => None,
    });
    chain.outpatient_ready = per_unit(live, |event| match event {
        E::OutpatientReadyAnswered(data) => Some((&data.unit, data.clone())),
        _ => None,
    });
    chain.discharged = live.register(|_, event| match event {
        E::Discharged(data) => Some(data.clone()),
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

fn fold_end(live: &Live<'_>, chain: &mut CareChain) {
    chain.follow_ups = live.all(|_, event| match event {
        E::FollowUpRecorded(data) => Some(data.clone()),
        _ => None,
    });
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
            matches!(event, E::DeceasedConfirmed(data) if data.of == deceased.id)
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
                    E::CancellationConfirmed(data) if data.of == head.id => Some(&data.unit),
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

/// What came after the end: acknowledgements and messages after closing (M7), and facts by units
/// whose part had ended (M11). "After" is what the closing act did not know, never a clock.
fn fold_late(facts: &BTreeMap<EventId, &Fact>, live: &Live<'_>, chain: &mut CareChain) {
    if let Some(closed) = &chain.closed {
        for (fact, event, _) in &live.acts {
            let after = fact.legal_time() > closed.at && fact.id != closed.id;
            match event {
                E::Seen(_) if after => {
                    chain.irregular.late_acknowledgements.insert(fact.id);
                }
                E::MessageSent(_) if after => {
                    chain.irregular.after_closing.insert(fact.id);
                }
                _ => {}
            }
        }
    }
    let ended: Vec<&PartyEnded> = live
        .acts
        .iter()
        .filter_map(|(_, event, _)| match event {
            E::PartyEnded(data) => Some(data),
            _ => None,
        })
        .collect();
    for fact in facts.values() {
        let late = ended.iter().any(|end| {
            fact.who.unit.as_ref() == Some(&end.unit)
                && fact.stream.compartment != Compartment::Control
                && !end
                    .known
                    .iter()
                    .any(|(origin, seq)| *origin == known_key(fact) && fact.seq <= *seq)
        });
        if late {
            chain.irregular.late_party.insert(fact.id);
        }
    }
}

/// How a `party-ended` names an (origin, stream): both in hexadecimal.
pub fn known_key(fact: &Fact) -> String {
    format!(
        "{}:{}",
        crate::ids::hex(&fact.origin.to_bytes()),
        crate::ids::hex(&fact.stream.to_bytes())
    )
}
