//! Which facts a row becomes, act by act.
//!
//! A fact that answers or withdraws a ready notice names it by its id, which the writer gives. So a
//! chain is written in acts: everything up to the first notice, then what was said of that notice,
//! then the next one. Most chains are two acts. An act holds what the log does not have yet, so that a
//! broken import goes on and a later file of the same case completes it.

use brygga_domain::care_chain::acts::{NewFact, PartyUnit};
use brygga_domain::care_chain::{
    AdmissionNoticeSent, ChainClosed, ChainEvent, ChainOpened, ConsentRecorded, ConsentValue,
    DeceasedRecorded, Destination, DischargeReadyDeclared, DischargeReadyWithdrawn, Discharged,
    EndReason, HistoryImported, Identity, MunicipalityReadyAnswered, OutpatientReadyAnswered,
    PartyAdded, ReadyAnswer, SipCalled, SipNeedAnswered, SipPlace,
};
use brygga_domain::ids::{ChainId, HsaId, PersonId};
use brygga_domain::moment::Moment;
use sha2::{Digest as _, Sha256};

use super::recorded::{Recorded, RecordedNotice};
use super::row::{ChainRow, Ended, Notice};

/// What a file of this kind cannot say and an event must: shown as it is.
const NOT_SAID: &str = "ej angiven (importerad)";

/// The chain of a case: the same on every machine, so that a second import finds it.
#[must_use]
pub fn chain_id(case: &str) -> ChainId {
    ChainId::from_bytes(hash("brygga-care-chains", case))
}

pub(super) fn hash(source: &str, key: &str) -> [u8; 16] {
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

/// The next act of a row.
pub(super) struct Act {
    /// Its facts, each with the time that the law counts as when it occurred.
    pub(super) facts: Vec<NewFact>,
    /// Then the log has the whole row.
    pub(super) last: bool,
}

impl Import<'_> {
    /// The next of what the row says and the log does not.
    pub(super) fn next(&self, before: &Recorded) -> Act {
        let mut facts = self.missing_beginning(before);
        for (n, notice) in self.row.ready.iter().enumerate() {
            let said = match before.ready.get(n) {
                None => vec![self.declared(notice, before)],
                Some(known) => self.answers(notice, known, before),
            };
            if said.is_empty() {
                continue;
            }
            facts.extend(said);
            if self.goes_on_after(n, before) {
                return Act { facts, last: false };
            }
        }
        facts.extend(self.missing_end(before));
        Act { facts, last: true }
    }

    /// What follows a notice names facts that are written with it.
    fn goes_on_after(&self, n: usize, before: &Recorded) -> bool {
        let mut later = self.row.ready.iter().enumerate().skip(n);
        later.any(|(at, notice)| match before.ready.get(at) {
            None if at == n => self.is_answered(notice) || notice.withdrawn_at.is_some(),
            None => true,
            Some(known) => at > n && !self.answers(notice, known, before).is_empty(),
        })
    }

    fn missing_beginning(&self, before: &Recorded) -> Vec<NewFact> {
        let (row, parties) = (self.row, self.parties);
        let admitted = &row.admitted_at;
        let mut facts = Vec::new();
        if before.opened.is_none() {
            facts.push(fact(self.opened(), admitted));
            facts.extend(joins(&parties.ward, admitted));
            facts.extend(joins(&parties.municipality, admitted));
        }
        if self.has_outpatient() && !before.parties.contains(&parties.outpatient.unit) {
            facts.extend(joins(&parties.outpatient, admitted));
        }
        let source = self.source();
        if before.source.as_ref().is_none_or(|(_, known)| *known != source) {
            let known = before.source.as_ref().map(|(id, _)| *id);
            facts.push(fact(source, admitted).replacing(known.into_iter().collect()));
        }
        if row.sip_declined && !before.sip_declined {
            let refused = ConsentRecorded {
                value: ConsentValue::Refused,
                scope: vec!["sip".to_owned()],
                form: "oral".to_owned(),
                valid_to: None,
                note: None,
            };
            facts.push(fact(refused, admitted));
        }
        if let Some(sent_at) = &row.admission_notice_at
            && before.admission_notices.is_empty()
        {
            facts.push(fact(self.notice(sent_at), sent_at));
        }
        if before.sip_needed.is_none() {
            facts.push(fact(self.sip_need(), admitted));
        }
        if let Some(called_at) = &row.sip_called_at
            && before.sip_calls.is_empty()
        {
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

    fn opened(&self) -> ChainOpened {
        let row = self.row;
        let identity = Identity {
            person: self.person,
            identifier: row.identifier.clone(),
            given: "(importerad)".to_owned(),
            family: "Namn saknas".to_owned(),
        };
        ChainOpened {
            identity,
            address: None,
            municipality: Some(row.municipality.clone()),
            area: None,
            ward: self.parties.ward.unit.clone(),
            place: None,
            admitted_at: Some(row.admitted_at.clone()),
            protected: false,
        }
    }

    fn source(&self) -> HistoryImported {
        let row = self.row;
        HistoryImported {
            case: row.case.clone(),
            causes: row.causes.clone(),
            residence: row.residence.clone(),
        }
    }

    fn sip_need(&self) -> SipNeedAnswered {
        let unit = self.parties.ward.unit.clone();
        if self.row.sip_required {
            SipNeedAnswered { unit, place: Some(SipPlace::BeforeGoingHome), reason: None }
        } else {
            SipNeedAnswered { unit, place: None, reason: Some(NOT_SAID.to_owned()) }
        }
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

    fn declared(&self, notice: &Notice, before: &Recorded) -> NewFact {
        let sent_at = &notice.sent_at;
        let declared = DischargeReadyDeclared {
            physician: NOT_SAID.to_owned(),
            judged_at: sent_at.clone(),
            planned_departure: None,
            to: self.recipients(),
            secrecy_hinders: false,
            outpatient_needed: self.row.outpatient_needed,
        };
        let withdrawal = before.newest(|it| it.withdrawn);
        fact(declared, sent_at).replacing(withdrawal.into_iter().collect())
    }

    /// An answer holds for every notice that had not ended when it came.
    pub(super) fn holds(notice: &Notice, at: Option<&Moment>) -> bool {
        let ended = notice.withdrawn_at.as_ref();
        at.is_some_and(|at| ended.is_none_or(|ended| at.instant < ended.instant))
    }

    fn is_answered(&self, notice: &Notice) -> bool {
        Self::holds(notice, self.row.municipality_ready_at.as_ref())
            || Self::holds(notice, self.row.outpatient_ready_at.as_ref())
    }

    fn answers(&self, notice: &Notice, known: &RecordedNotice, before: &Recorded) -> Vec<NewFact> {
        let mut facts = Vec::new();
        let of = known.id;
        let yes = |at: &Moment| ReadyAnswer::Yes { from: at.clone() };
        let new = |at: &Option<Moment>, is_known: bool| {
            at.clone().filter(|at| !is_known && Self::holds(notice, Some(at)))
        };
        if let Some(at) = new(&self.row.municipality_ready_at, known.municipality.is_some()) {
            let unit = self.parties.municipality.unit.clone();
            let (of, answer) = (Some(of), yes(&at));
            let said = MunicipalityReadyAnswered { of, unit, answer, despite: None };
            let replaced = before.newest(|it| it.municipality);
            facts.push(fact(said, &at).replacing(replaced.into_iter().collect()));
        }
        if let Some(at) = new(&self.row.outpatient_ready_at, known.outpatient.is_some()) {
            let unit = self.parties.outpatient.unit.clone();
            let said = OutpatientReadyAnswered { of: Some(of), unit, answer: yes(&at) };
            let replaced = before.newest(|it| it.outpatient);
            facts.push(fact(said, &at).replacing(replaced.into_iter().collect()));
        }
        if let Some(at) = notice.withdrawn_at.as_ref().filter(|_| known.withdrawn.is_none()) {
            let withdrawn = DischargeReadyWithdrawn { of, reason: NOT_SAID.to_owned() };
            facts.push(fact(withdrawn, at).replacing(vec![of]));
        }
        facts
    }

    fn missing_end(&self, before: &Recorded) -> Vec<NewFact> {
        let ended = self.row.ended.as_ref().filter(|_| before.closed.is_none());
        let Some(ended) = ended else { return Vec::new() };
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
        if before.left.is_some() || before.deceased.is_some() {
            facts.clear();
        }
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
