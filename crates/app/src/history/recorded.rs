//! What the log says of a case that was imported before, and what a row says against it.
//!
//! Read fact by fact, also what somebody cancelled since: what a person took away, a file does not
//! bring back.

use std::collections::BTreeSet;

use brygga_domain::care_chain::{
    ChainEvent as E, Destination, EndReason, Fact, HistoryImported, ReadyAnswer,
};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{EventId, HsaId};
use brygga_domain::moment::Moment;
use jiff::Timestamp;

use super::chain::Import;
use super::row::Ended;

/// The facts of a case that a row has columns for.
#[derive(Debug, Clone, Default)]
pub(super) struct Recorded {
    pub(super) opened: Option<Opened>,
    pub(super) parties: BTreeSet<HsaId>,
    pub(super) source: Option<(EventId, HistoryImported)>,
    pub(super) sip_declined: bool,
    pub(super) admission_notices: Vec<Timestamp>,
    pub(super) sip_needed: Option<bool>,
    pub(super) sip_calls: Vec<Timestamp>,
    pub(super) ready: Vec<RecordedNotice>,
    pub(super) left: Option<(Timestamp, Destination)>,
    pub(super) deceased: Option<Timestamp>,
    pub(super) closed: Option<EndReason>,
}

#[derive(Debug, Clone)]
pub(super) struct Opened {
    identifier: PersonIdentifier,
    ward: HsaId,
    municipality: Option<String>,
    admitted_at: Option<Timestamp>,
}

/// An event that a later one names, and its time.
pub(super) type Written = (EventId, Timestamp);

#[derive(Debug, Clone)]
pub(super) struct RecordedNotice {
    pub(super) id: EventId,
    sent_at: Timestamp,
    outpatient_needed: bool,
    pub(super) withdrawn: Option<Written>,
    pub(super) municipality: Option<Written>,
    pub(super) outpatient: Option<Written>,
}

impl Recorded {
    pub(super) fn of<'a>(facts: impl Iterator<Item = &'a Fact>) -> Self {
        let mut recorded = Self::default();
        for fact in facts {
            if let Ok(event) = &fact.event {
                recorded.add(fact, event);
            }
        }
        recorded
    }

    fn add(&mut self, fact: &Fact, event: &E) {
        let at = fact.legal_time();
        let written = (fact.id, at);
        match event {
            E::ChainOpened(data) => {
                self.opened = Some(Opened {
                    identifier: data.identity.identifier.clone(),
                    ward: data.ward.clone(),
                    municipality: data.municipality.clone(),
                    admitted_at: data.admitted_at.as_ref().map(|at| at.instant),
                });
            }
            E::PartyAdded(data) => drop(self.parties.insert(data.unit.clone())),
            E::HistoryImported(data) => self.source = Some((fact.id, data.clone())),
            E::ConsentRecorded(data) => {
                self.sip_declined |= data.scope.iter().any(|scope| scope == "sip");
            }
            E::AdmissionNoticeSent(_) => self.admission_notices.push(at),
            E::SipNeedAnswered(data) => {
                let own = self.opened.as_ref().is_some_and(|opened| opened.ward == data.unit);
                if own {
                    self.sip_needed = Some(data.place.is_some());
                }
            }
            E::SipCalled(_) => self.sip_calls.push(at),
            E::DischargeReadyDeclared(data) => self.ready.push(RecordedNotice {
                id: fact.id,
                sent_at: at,
                outpatient_needed: data.outpatient_needed,
                withdrawn: None,
                municipality: None,
                outpatient: None,
            }),
            E::DischargeReadyWithdrawn(data) => {
                self.notice(Some(data.of), |it| it.withdrawn = Some(written));
            }
            E::MunicipalityReadyAnswered(data) if is_yes(&data.answer) => {
                self.notice(data.of, |it| it.municipality = Some(written));
            }
            E::OutpatientReadyAnswered(data) if is_yes(&data.answer) => {
                self.notice(data.of, |it| it.outpatient = Some(written));
            }
            E::Discharged(data) => self.left = Some((data.left_at.instant, data.destination)),
            E::DeceasedRecorded(data) => self.deceased = Some(data.at.instant),
            E::ChainClosed(data) => self.closed = Some(data.reason),
            _ => {}
        }
    }

    fn notice(&mut self, of: Option<EventId>, set: impl FnOnce(&mut RecordedNotice)) {
        if let Some(notice) = self.ready.iter_mut().find(|it| Some(it.id) == of) {
            set(notice);
        }
    }

    /// The newest of an answer, which the next one of its unit replaces.
    pub(super) fn newest(
        &self,
        of: impl Fn(&RecordedNotice) -> Option<Written>,
    ) -> Option<EventId> {
        self.ready.iter().rev().find_map(of).map(|(id, _)| id)
    }
}

const fn is_yes(answer: &ReadyAnswer) -> bool {
    matches!(answer, ReadyAnswer::Yes { .. })
}

const OTHER: &str = "is another than when the case was imported before; nothing is changed";
const GONE: &str = "is empty, and was not when the case was imported before; nothing is changed";

/// The column and the reason.
type Against = Option<(&'static str, &'static str)>;

impl Import<'_> {
    /// What the row says against the facts that stand there; what it adds to them is none of it.
    pub(super) fn contradiction(&self, before: &Recorded) -> Against {
        let opened = before.opened.as_ref()?;
        self.of_opening(opened, before)
            .or_else(|| self.of_planning(before))
            .or_else(|| self.of_notices(before))
            .or_else(|| self.of_end(before))
    }

    fn of_opening(&self, opened: &Opened, before: &Recorded) -> Against {
        let row = self.row;
        let source = before.source.as_ref().map(|(_, source)| source);
        let residence = source.and_then(|it| it.residence.as_ref());
        let municipality = opened.municipality.as_ref();
        let is_other = [
            ("personal_identity", opened.identifier != row.identifier),
            ("ward", opened.ward != self.parties.ward.unit),
            ("admitted_at", opened.admitted_at != Some(row.admitted_at.instant)),
            (
                "municipality_code",
                residence.or(municipality) != row.residence.as_ref().or(Some(&row.municipality)),
            ),
            ("responsible_municipality_code", municipality != Some(&row.municipality)),
        ];
        let other = is_other.into_iter().find(|(_, is)| *is).map(|(column, _)| (column, OTHER));
        let mut causes = source.into_iter().flat_map(|it| &it.causes);
        other.or_else(|| {
            causes.any(|cause| !row.causes.contains(cause)).then_some(("causes", OTHER))
        })
    }

    fn of_planning(&self, before: &Recorded) -> Against {
        let row = self.row;
        let needed = before.sip_needed.is_some_and(|needed| needed != row.sip_required);
        let consent = before.sip_declined && !row.sip_declined;
        among("admission_notice_at", &before.admission_notices, row.admission_notice_at.as_ref())
            .or(needed.then_some(("sip_required", OTHER)))
            .or(consent.then_some(("sip_consent", OTHER)))
            .or_else(|| among("sip_called_at", &before.sip_calls, row.sip_called_at.as_ref()))
    }

    fn of_notices(&self, before: &Recorded) -> Against {
        let row = self.row;
        for (n, known) in before.ready.iter().enumerate() {
            let Some(notice) = row.ready.get(n) else {
                return Some(("discharge_ready_at", GONE));
            };
            let sent = Some(known.sent_at);
            let withdrawn = known.withdrawn.map(|(_, at)| at);
            let needed = known.outpatient_needed != row.outpatient_needed;
            let found = one("discharge_ready_at", sent, Some(&notice.sent_at))
                .or_else(|| one("ready_withdrawn_at", withdrawn, notice.withdrawn_at.as_ref()))
                .or(needed.then_some(("outpatient_needed", OTHER)))
                .or_else(|| {
                    let at = row.municipality_ready_at.as_ref();
                    answer("municipality_ready_at", known.municipality, at, Self::holds(notice, at))
                })
                .or_else(|| {
                    let at = row.outpatient_ready_at.as_ref();
                    answer("primary_care_ready_at", known.outpatient, at, Self::holds(notice, at))
                });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn of_end(&self, before: &Recorded) -> Against {
        let ended = self.row.ended.as_ref();
        let left = before.left.map(|(at, _)| at).or(before.deceased);
        let how = match (before.left, before.deceased, before.closed) {
            (Some((_, Destination::OtherHospital)), ..) => "other_hospital",
            (Some(_), ..) => "home",
            (None, Some(_), _) => "deceased",
            (None, None, Some(_)) => "cancelled",
            (None, None, None) => return None,
        };
        let says = match ended {
            None => return Some(("discharged_at", GONE)),
            Some(Ended::Home(_)) => "home",
            Some(Ended::Deceased(_)) => "deceased",
            Some(Ended::OtherHospital(_)) => "other_hospital",
            Some(Ended::Cancelled(_)) => "cancelled",
        };
        if how != says {
            return Some(("end_reason", OTHER));
        }
        one("discharged_at", left, ended.and_then(Ended::at))
    }
}

fn one(column: &'static str, before: Option<Timestamp>, says: Option<&Moment>) -> Against {
    match (before, says) {
        (None, _) => None,
        (Some(_), None) => Some((column, GONE)),
        (Some(before), Some(says)) => (before != says.instant).then_some((column, OTHER)),
    }
}

fn among(column: &'static str, before: &[Timestamp], says: Option<&Moment>) -> Against {
    match (before, says) {
        ([], _) => None,
        (_, None) => Some((column, GONE)),
        (_, Some(says)) => (!before.contains(&says.instant)).then_some((column, OTHER)),
    }
}

/// A later answer is none to a notice that was withdrawn before it came, and takes nothing back.
fn answer(
    column: &'static str,
    before: Option<Written>,
    says: Option<&Moment>,
    holds: bool,
) -> Against {
    let before = before.map(|(_, at)| at).filter(|_| holds || says.is_none());
    one(column, before, says)
}
