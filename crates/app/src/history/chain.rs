//! Which facts a row becomes, act by act.
//!
//! A fact that answers or withdraws a ready notice names it by its id, which the writer gives. So a
//! chain is written in acts: everything up to the first notice, then what was said of that notice,
//! then the next one. Most chains are two acts.

use brygga_domain::care_chain::acts::{NewFact, PartyUnit};
use brygga_domain::care_chain::{
    AdmissionNoticeSent, ChainClosed, ChainEvent, ChainOpened, ConsentRecorded, ConsentValue,
    DeceasedRecorded, Destination, DischargeReadyDeclared, DischargeReadyWithdrawn, Discharged,
    EndReason, HistoryImported, Identity, MunicipalityReadyAnswered, OutpatientReadyAnswered,
    PartyAdded, ReadyAnswer, SipCalled, SipNeedAnswered, SipPlace,
};
use brygga_domain::ids::{ChainId, CommandId, EventId, HsaId, PersonId};
use brygga_domain::moment::Moment;
use sha2::{Digest as _, Sha256};

use super::row::{ChainRow, Ended, Notice};

/// What a file of this kind cannot say and an event must: shown as it is.
const NOT_SAID: &str = "ej angiven (importerad)";

/// The chain of a case: the same on every machine, so that a second import finds it.
#[must_use]
pub fn chain_id(case: &str) -> ChainId {
    ChainId::from_bytes(hash("brygga-care-chains", case))
}

/// The idempotency key of an act (decision 21).
pub(super) fn command(case: &str, act: usize) -> CommandId {
    CommandId::from_bytes(hash("brygga-care-chains-act", &format!("{act}:{case}")))
}

fn hash(source: &str, key: &str) -> [u8; 16] {
    let hash = Sha256::new().chain_update(source).chain_update([0]).chain_update(key).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes
}

/// Who takes part.
#[derive(Debug, Clone)]
pub(super) struct Parties {
    pub(super) ward: PartyUnit,
    pub(super) municipality: PartyUnit,
    pub(super) outpatient: PartyUnit,
}

/// A row with what the registry and the person's stream say of it.
pub(super) struct Import<'a> {
    pub(super) row: &'a ChainRow,
    pub(super) person: PersonId,
    pub(super) parties: &'a Parties,
}

/// What was written of a ready notice and is named from now on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written {
    /// The notice before this act.
    pub(super) notice: Option<EventId>,
    /// Its withdrawal.
    pub(super) withdrawal: Option<EventId>,
    /// The municipality's answer to the notice before.
    pub(super) municipality: Option<EventId>,
    /// The outpatient unit's.
    pub(super) outpatient: Option<EventId>,
}

impl Import<'_> {
    /// How many acts the row is.
    pub(super) fn acts(&self) -> usize {
        let notices = self.row.ready.len();
        match self.row.ready.last() {
            None => 1,
            Some(last) if self.is_answered(last) || last.withdrawn_at.is_some() => 2 * notices,
            Some(_) => 2 * notices - 1,
        }
    }

    /// The facts of an act, each with the time that the law counts as when it occurred. Even acts
    /// declare a notice, odd ones say what came of it; the last one ends the chain.
    pub(super) fn facts(&self, act: usize, before: Written) -> Vec<NewFact> {
        let mut facts = if act == 0 { self.beginning() } else { Vec::new() };
        if let Some(notice) = self.row.ready.get(act / 2) {
            if act.is_multiple_of(2) {
                let declared = fact(self.declared(&notice.sent_at), &notice.sent_at);
                facts.push(declared.replacing(before.withdrawal.into_iter().collect()));
            } else {
                facts.extend(self.answers(notice, before));
            }
        }
        if act + 1 == self.acts() {
            facts.extend(self.end());
        }
        facts
    }

    fn beginning(&self) -> Vec<NewFact> {
        let (row, parties) = (self.row, self.parties);
        let admitted = &row.admitted_at;
        let identity = Identity {
            person: self.person,
            identifier: row.identifier.clone(),
            given: "(importerad)".to_owned(),
            family: "Namn saknas".to_owned(),
        };
        let opened = ChainOpened {
            identity,
            address: None,
            municipality: Some(row.municipality.clone()),
            area: None,
            ward: parties.ward.unit.clone(),
            place: None,
            admitted_at: Some(admitted.clone()),
            protected: false,
        };
        let source = HistoryImported { case: row.case.clone(), causes: row.causes.clone() };
        let mut facts = vec![fact(opened, admitted)];
        facts.extend(joins(&parties.ward, admitted));
        facts.extend(joins(&parties.municipality, admitted));
        if self.has_outpatient() {
            facts.extend(joins(&parties.outpatient, admitted));
        }
        facts.push(fact(source, admitted));
        if row.sip_declined {
            let refused = ConsentRecorded {
                value: ConsentValue::Refused,
                scope: vec!["sip".to_owned()],
                form: "oral".to_owned(),
                valid_to: None,
                note: None,
            };
            facts.push(fact(refused, admitted));
        }
        if let Some(sent_at) = &row.admission_notice_at {
            facts.push(fact(self.notice(sent_at), sent_at));
        }
        let unit = parties.ward.unit.clone();
        let need = if row.sip_required {
            SipNeedAnswered { unit, place: Some(SipPlace::BeforeGoingHome), reason: None }
        } else {
            SipNeedAnswered { unit, place: None, reason: Some(NOT_SAID.to_owned()) }
        };
        facts.push(fact(need, admitted));
        if let Some(called_at) = &row.sip_called_at {
            // The file does not say when the meeting was: the call stands for it.
            let called = SipCalled {
                meeting_at: called_at.clone(),
                place: SipPlace::BeforeGoingHome,
                to: self.recipients(),
                venue: None,
                on_behalf: false,
            };
            facts.push(fact(called, called_at));
        }
        facts
    }

    /// The 24 hours run from the admission: the file knows no later judgement (definition 2). The
    /// expected discharge is one that a notice must have and no figure counts.
    fn notice(&self, sent_at: &Moment) -> AdmissionNoticeSent {
        let ready = self.row.ready.first().map(|notice| &notice.sent_at);
        AdmissionNoticeSent {
            to: self.recipients(),
            judged_by: NOT_SAID.to_owned(),
            judged_at: self.row.admitted_at.clone(),
            judged_at_admission: true,
            estimated_discharge: ready.unwrap_or(sent_at).clone(),
            secrecy_hinders: false,
            phone: None,
        }
    }

    fn declared(&self, sent_at: &Moment) -> DischargeReadyDeclared {
        DischargeReadyDeclared {
            physician: NOT_SAID.to_owned(),
            judged_at: sent_at.clone(),
            planned_departure: None,
            to: self.recipients(),
            secrecy_hinders: false,
            outpatient_needed: self.row.outpatient_needed,
        }
    }

    /// An answer holds for every notice that had not ended when it came.
    fn holds(notice: &Notice, at: Option<&Moment>) -> bool {
        let ended = notice.withdrawn_at.as_ref();
        at.is_some_and(|at| ended.is_none_or(|ended| at.instant < ended.instant))
    }

    fn is_answered(&self, notice: &Notice) -> bool {
        Self::holds(notice, self.row.municipality_ready_at.as_ref())
            || Self::holds(notice, self.row.outpatient_ready_at.as_ref())
    }

    fn answers(&self, notice: &Notice, before: Written) -> Vec<NewFact> {
        let mut facts = Vec::new();
        let yes = |at: &Moment| ReadyAnswer::Yes { from: at.clone() };
        let municipality = self.row.municipality_ready_at.as_ref();
        if let Some(at) = municipality.filter(|at| Self::holds(notice, Some(at))) {
            let unit = self.parties.municipality.unit.clone();
            let answer = yes(at);
            let said = MunicipalityReadyAnswered { of: before.notice, unit, answer, despite: None };
            facts.push(fact(said, at).replacing(before.municipality.into_iter().collect()));
        }
        let outpatient = self.row.outpatient_ready_at.as_ref();
        if let Some(at) = outpatient.filter(|at| Self::holds(notice, Some(at))) {
            let unit = self.parties.outpatient.unit.clone();
            let said = OutpatientReadyAnswered { of: before.notice, unit, answer: yes(at) };
            facts.push(fact(said, at).replacing(before.outpatient.into_iter().collect()));
        }
        if let (Some(at), Some(of)) = (&notice.withdrawn_at, before.notice) {
            let withdrawn = DischargeReadyWithdrawn { of, reason: NOT_SAID.to_owned() };
            facts.push(fact(withdrawn, at).replacing(vec![of]));
        }
        facts
    }

    fn end(&self) -> Vec<NewFact> {
        let Some(ended) = &self.row.ended else { return Vec::new() };
        let left = |at: &Moment, destination| Discharged {
            left_at: at.clone(),
            destination,
            despite: None,
            municipality_contacted: false,
        };
        let (mut facts, reason) = match ended {
            Ended::Home(at) => (vec![fact(left(at, Destination::Home), at)], EndReason::Completed),
            Ended::OtherHospital(at) => {
                let moved = left(at, Destination::OtherHospital);
                (vec![fact(moved, at)], EndReason::OtherHospital)
            }
            Ended::Deceased(at) => {
                (vec![fact(DeceasedRecorded { at: at.clone() }, at)], EndReason::Deceased)
            }
            Ended::Cancelled(_) => (Vec::new(), EndReason::CreatedInError),
        };
        // Nothing of the row came after the case was closed.
        facts.push(fact(ChainClosed { reason }, self.newest()));
        facts
    }

    /// The newest time of the row.
    fn newest(&self) -> &Moment {
        let row = self.row;
        let notices = row.ready.iter().map(|notice| &notice.sent_at);
        let withdrawn = row.ready.iter().filter_map(|notice| notice.withdrawn_at.as_ref());
        let others = [
            row.admission_notice_at.as_ref(),
            row.municipality_ready_at.as_ref(),
            row.sip_called_at.as_ref(),
            row.outpatient_ready_at.as_ref(),
            row.ended.as_ref().and_then(Ended::at),
        ];
        let all = notices.chain(withdrawn).chain(others.into_iter().flatten());
        all.max_by_key(|at| at.instant).unwrap_or(&row.admitted_at)
    }

    fn has_outpatient(&self) -> bool {
        self.row.outpatient_needed || self.row.outpatient_ready_at.is_some()
    }

    fn recipients(&self) -> Vec<HsaId> {
        let outpatient = self.has_outpatient().then(|| self.parties.outpatient.unit.clone());
        std::iter::once(self.parties.municipality.unit.clone()).chain(outpatient).collect()
    }
}

fn fact(event: impl Into<ChainEvent>, at: &Moment) -> NewFact {
    let event = event.into();
    NewFact {
        compartment: event.event_type().compartment,
        room: 0,
        event,
        replaces: Vec::new(),
        occurred_at: at.clone(),
        sent: true,
        next_segment: false,
    }
}

fn joins(party: &PartyUnit, at: &Moment) -> Vec<NewFact> {
    let join = |compartment| {
        let added = PartyAdded {
            organisation: party.organisation.clone(),
            branch: party.branch,
            unit: party.unit.clone(),
            supplier: false,
            from_segment: 0,
            ground: None,
        };
        fact(added, at).placed(compartment, 0)
    };
    party.compartments().into_iter().map(join).collect()
}
