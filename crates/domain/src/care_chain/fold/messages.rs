//! Messages and notices with their receivers, questions, what units have seen and taken over.

use std::collections::{BTreeMap, BTreeSet};

use super::{Live, taken};
use crate::care_chain::events::{
    ChainEvent as E, FactsCancelled, Forwarded, MessageSent, PhoneConfirmed, ReadyAnswer, Reminded,
    ToldByPhone,
};
use crate::care_chain::fact::Fact;
use crate::care_chain::register::Head;
use crate::care_chain::state::{CareChain, Message, Party, PhoneNote, Question, QuestionState};
use crate::care_chain::values::{CancelReason, MessageKind};
use crate::envelope::Compartment;
use crate::ids::{CommandId, EventId, HsaId};

pub(super) fn fold_messages(
    facts: &BTreeMap<EventId, &Fact>,
    live: &Live<'_>,
    chain: &mut CareChain,
) {
    let noted: BTreeMap<CommandId, EventId> = live
        .acts
        .iter()
        .filter(|(_, event, _)| {
            matches!(event, E::MessageNoted(_) | E::QuestionAsked(_) | E::QuestionAnswered(_))
        })
        .map(|(fact, _, _)| (fact.cmd, fact.id))
        .collect();
    let words: BTreeMap<CommandId, (&Fact, &MessageSent)> = live
        .acts
        .iter()
        .filter_map(|(fact, event, _)| match event {
            E::MessageSent(data) if fact.stream.compartment != Compartment::Coordination => {
                Some((fact.cmd, (*fact, data)))
            }
            _ => None,
        })
        .collect();
    for (fact, event, _) in &live.acts {
        // The status stands for the message: everybody counts the same messages, whoever reads
        // the words (decision 3).
        let is_words = matches!(event, E::MessageSent(_))
            && fact.stream.compartment != Compartment::Coordination;
        if is_words && noted.contains_key(&fact.cmd) {
            continue;
        }
        let to = match event {
            E::FactsCancelled(data) => told_of(data, fact, facts, chain),
            _ => recipients(fact, event, chain),
        };
        let Some(to) = to else { continue };
        let mut message = notice(fact, to);
        match event {
            E::MessageSent(data) => fill(&mut message, fact, data),
            E::MessageNoted(data) => status(&mut message, MessageKind::General, data.compartment),
            E::QuestionAsked(data) => {
                status(&mut message, MessageKind::Question, data.compartment);
            }
            E::QuestionAnswered(data) => {
                let asked = chain.questions.iter().find(|question| question.cmd == data.of);
                let compartment = asked.map_or(message.compartment, |asked| asked.compartment);
                status(&mut message, MessageKind::Answer, compartment);
                message.of = Some(data.of);
            }
            _ => {}
        }
        if !matches!(event, E::MessageSent(_))
            && message.kind.is_some()
            && let Some((fact, data)) = words.get(&message.cmd)
        {
            fill(&mut message, fact, data);
            message.parts.push(fact.id);
        }
        chain.messages.push(message);
    }
    chain.messages.sort_by_key(|message| (message.at, message.id));
    fold_seen(live, chain);
    taken::fold_taken(live, chain);
    chain.forwarded = live.all(|_, event| match event {
        E::Forwarded(data) => Some(Forwarded { message: live.the(data.message), ..data.clone() }),
        _ => None,
    });
    chain.reminders = live.all(|_, event| match event {
        E::Reminded(data) => Some(data.clone()),
        E::PhoneUnanswered(data) => {
            Some(Reminded { step: "phone".to_owned(), to: data.unit.clone() })
        }
        _ => None,
    });
    fold_phone(live, chain);
}

fn notice(fact: &Fact, to: Vec<HsaId>) -> Message {
    let from = fact.who.unit.clone();
    Message {
        id: fact.id,
        parts: vec![fact.id],
        cmd: fact.cmd,
        kind: None,
        event_type: fact.event_type.clone(),
        compartment: fact.stream.compartment,
        stream: fact.stream,
        to: to.into_iter().filter(|unit| Some(unit) != from.as_ref()).collect(),
        from,
        text: None,
        of: None,
        at: fact.legal_time(),
    }
}

fn status(message: &mut Message, kind: MessageKind, compartment: Compartment) {
    message.kind = Some(kind);
    message.compartment = compartment;
    message.event_type = "message-sent".to_owned();
}

fn fill(message: &mut Message, fact: &Fact, data: &MessageSent) {
    message.kind = Some(data.kind);
    message.compartment = fact.stream.compartment;
    message.stream = fact.stream;
    message.text = Some(data.text.clone());
    message.of = data.of;
}

/// Who is to acknowledge a fact; `None` for what nobody acknowledges. Facts without an address of
/// their own go to the units that took part when they were sent: in the message's segment, and
/// not added later with history.
fn recipients(fact: &Fact, event: &E, chain: &CareChain) -> Option<Vec<HsaId>> {
    let took_part = |wanted| took_part(fact, chain, wanted);
    match event {
        E::MessageSent(data) => Some(data.to.clone()),
        E::MessageNoted(data) => Some(data.to.clone()),
        E::QuestionAsked(data) => Some(data.to.clone()),
        E::QuestionAnswered(data) => {
            let asked = chain.questions.iter().find(|question| question.cmd == data.of);
            Some(asked.and_then(|asked| asked.from.clone()).into_iter().collect())
        }
        E::AdmissionNoticeSent(data) => Some(data.to.clone()),
        E::DischargeReadyDeclared(data) => Some(data.to.clone()),
        E::DischargeReadyNotified(data) => Some(data.to.clone()),
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
        | E::DeceasedRecorded(_) => Some(took_part(|_| true)),
        E::ReportShared(_) => Some(took_part(|party| !party.branch.is_municipal())),
        _ => None,
    }
}

/// Who took part when a fact was sent.
fn took_part(fact: &Fact, chain: &CareChain, wanted: fn(&Party) -> bool) -> Vec<HsaId> {
    let there = |party: &&Party| {
        !party.supplier
            && party.added_at <= fact.legal_time()
            && party.covers(fact.stream)
            && wanted(party)
    };
    chain.parties.iter().filter(there).map(|party| party.unit.clone()).collect()
}

/// Who is told that facts are cancelled (M13): of the wrong person everybody, of a mistake whoever the
/// facts had been sent to, since they plan by them: a death, a ready notice, a time. An undo comes before
/// anybody has read.
fn told_of(
    data: &FactsCancelled,
    cancellation: &Fact,
    facts: &BTreeMap<EventId, &Fact>,
    chain: &CareChain,
) -> Option<Vec<HsaId>> {
    match data.reason {
        CancelReason::Undo => None,
        CancelReason::WrongPerson => Some(took_part(cancellation, chain, |_| true)),
        CancelReason::Mistake => {
            let sent = data.of.iter().filter_map(|id| {
                // What other compartments say has its status here: every viewer counts the same.
                let fact = facts.get(id).filter(|fact| fact.stream.room == 0)?;
                let event = fact.event.as_ref().ok()?;
                let here = fact.stream.compartment == Compartment::Coordination;
                recipients(fact, event, chain).filter(|_| here)
            });
            let told: BTreeSet<HsaId> = sent.flatten().collect();
            (!told.is_empty()).then(|| told.into_iter().collect())
        }
    }
}

/// Who has taken a message over has seen it, also when the taking has ended: seen is monotone
/// (definitions 3).
fn fold_seen(live: &Live<'_>, chain: &mut CareChain) {
    for taken in live.all(|_, event| match event {
        E::TakenOver(data) => Some((live.the(data.message?), data.unit.clone())),
        E::HandoverAccepted(data) => Some((live.the(data.message?), data.unit.clone())),
        _ => None,
    }) {
        chain.seen.entry(taken.value).or_insert(taken.at);
    }
    for seen in live.all(|_, event| match event {
        E::Seen(data) => Some(data),
        _ => None,
    }) {
        for message in &seen.value.messages {
            let key = (live.the(*message), seen.value.unit.clone());
            let at = chain.seen.entry(key).or_insert(seen.at);
            *at = seen.at.min(*at);
        }
    }
}

fn fold_phone(live: &Live<'_>, chain: &mut CareChain) {
    chain.phone = live
        .all(|_, event| match event {
            E::ToldByPhone(data) => {
                Some(ToldByPhone { of: data.of.map(|of| live.the(of)), ..data.clone() })
            }
            _ => None,
        })
        .into_iter()
        .map(|note| PhoneNote { confirmed: confirmation(live, note.id), note })
        .collect();
}

/// Of two answers at once, a correction holds over a confirmation: the plan must not rest on what
/// somebody denies.
fn confirmation(live: &Live<'_>, note: EventId) -> Option<Head<PhoneConfirmed>> {
    let answers = live.register(|_, event| match event {
        E::PhoneConfirmed(data) if live.the(data.of) == note => Some(data.clone()),
        _ => None,
    });
    answers.heads.into_iter().min_by_key(|head| (head.value.holds, head.at, head.id))
}

pub(super) fn fold_questions(live: &Live<'_>, chain: &mut CareChain) {
    let objections: BTreeSet<CommandId> = live
        .acts
        .iter()
        .filter(|(_, event, _)| {
            matches!(event, E::MunicipalityReadyAnswered(data)
                if matches!(data.answer, ReadyAnswer::NotMedicallyReady { .. }))
        })
        .map(|(fact, _, _)| fact.cmd)
        .collect();
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
            physician_only: objections.contains(&cmd),
            units: to.iter().map(|unit| (unit.clone(), QuestionState::default())).collect(),
        });
    }
    pass_on(live, &mut questions);
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

/// A question that was passed on is owed by the unit that has it now (definitions 3).
fn pass_on(live: &Live<'_>, questions: &mut BTreeMap<CommandId, Question>) {
    let acts: BTreeMap<EventId, CommandId> = live
        .acts
        .iter()
        .filter(|(_, event, _)| matches!(event, E::MessageSent(_) | E::QuestionAsked(_)))
        .map(|(fact, _, _)| (fact.id, fact.cmd))
        .collect();
    for passed in live.all(|_, event| match event {
        E::Forwarded(data) => Some(data),
        _ => None,
    }) {
        let data = passed.value;
        let question = acts.get(&live.the(data.message)).and_then(|cmd| questions.get_mut(cmd));
        let Some(question) = question else { continue };
        if let Some(from) = question.units.get_mut(&data.from) {
            from.forwarded = true;
        }
        let new = QuestionState { passed_on_at: Some(passed.at), ..QuestionState::default() };
        question.units.entry(data.to.clone()).or_insert(new).forwarded = false;
    }
}
