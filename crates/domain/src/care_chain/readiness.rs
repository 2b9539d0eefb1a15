//! Who is concerned, who is ready, how far the person has come (definitions 4, M3–M6).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::events::{DischargeReadyDeclared, DischargeReadyNotified, ReadyAnswer};
use super::municipality::MunicipalityReady;
use super::register::{Head, Register};
use super::state::{CareChain, Party, Ready};
use super::values::{
    ConsentValue, Destination, EndReason, ItemState, NoticeAnswer, PhoneFact, Stage,
};
use crate::calendar::clocks::{self, DueDates};
use crate::ids::{EventId, HsaId};
use crate::registry::Branch;

/// The ready notice right now (M3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing<'a> {
    /// None given.
    None,
    /// Declared, undisputed.
    Ready(&'a Head<Ready>, &'a DischargeReadyDeclared),
    /// Taken back.
    Withdrawn,
    /// Declared and withdrawn at once, or several: not ready until the ward resolves it (M2, M3).
    Disputed,
}

/// One unit's answer to the standing ready notice (M4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// No answer yet.
    Unanswered,
    /// A preliminary yes, before the notice: one "gäller fortfarande" makes it valid.
    Preliminary(Timestamp),
    /// Answered a notice that has been taken back: vilande.
    Dormant,
    /// Yes, from this time.
    Yes {
        /// The earliest time the unit can receive.
        from: Timestamp,
        /// When the yes was sent.
        sent_at: Timestamp,
    },
    /// Told by phone, not confirmed by the unit.
    ByPhone {
        /// The earliest time, if said.
        from: Option<Timestamp>,
    },
    /// Cannot receive, or objects.
    No,
    /// Several answers at once (M2).
    Disputed,
}

impl CareChain {
    /// The ready notice right now (M3).
    pub fn standing_ready(&self) -> Standing<'_> {
        match self.ready.heads.as_slice() {
            [] => Standing::None,
            [head] => match &head.value {
                Ready::Declared(declared) => Standing::Ready(head, declared),
                Ready::Withdrawn(_) => Standing::Withdrawn,
            },
            heads => match self.ready.settled() {
                Some(head) => match &head.value {
                    Ready::Declared(declared) => Standing::Ready(head, declared),
                    Ready::Withdrawn(_) => Standing::Withdrawn,
                },
                None if heads.iter().all(|h| matches!(h.value, Ready::Withdrawn(_))) => {
                    Standing::Withdrawn
                }
                None => Standing::Disputed,
            },
        }
    }

    /// The id of the undisputed ready notice.
    pub fn standing_ready_id(&self) -> Option<EventId> {
        match self.standing_ready() {
            Standing::Ready(head, _) => Some(head.id),
            _ => None,
        }
    }

    /// The notice is the undisputed one, or says the very same as it (M1).
    pub(crate) fn is_standing_ready(&self, id: EventId) -> bool {
        self.standing_ready_id().is_some() && self.ready.heads.iter().any(|head| head.id == id)
    }

    /// Later notifications of the standing ready notice.
    fn notified_later(&self) -> impl Iterator<Item = &Head<DischargeReadyNotified>> {
        self.ready_notified.iter().filter(|head| self.is_standing_ready(head.value.of))
    }

    /// When a unit was first notified of the standing ready notice: with it, or later where the unit
    /// was added later (lag 2017:612 3:1, 5:3; definitions 7). None where it was not, and where
    /// secrecy hinders.
    pub fn notified_at(&self, unit: &HsaId) -> Option<Timestamp> {
        let Standing::Ready(head, declared) = self.standing_ready() else { return None };
        if declared.secrecy_hinders {
            return None;
        }
        let later = || {
            let told = self.notified_later().filter(|head| head.value.to.contains(unit));
            told.map(|head| head.at).min()
        };
        if declared.to.contains(unit) { Some(head.at) } else { later() }
    }

    /// Municipal units that are concerned (definitions 4): recipients of an admission notice or of
    /// the standing ready notice whose latest live answer is not "kräver inget" or "inte vår
    /// invånare", and units with an ordered, unreleased service.
    pub fn concerned_units(&self) -> Vec<&Party> {
        let told_ready = match self.standing_ready() {
            Standing::Ready(_, declared) => declared.to.as_slice(),
            _ => &[],
        };
        let told_later = self.notified_later().flat_map(|head| &head.value.to);
        let addressed: BTreeSet<&HsaId> = self
            .notices
            .iter()
            .flat_map(|notice| &notice.value.to)
            .chain(told_ready)
            .chain(told_later)
            .collect();
        let serving: BTreeSet<&HsaId> = self
            .checklist
            .iter()
            .filter(|(item, _)| item.is_municipal_service())
            .flat_map(|(_, register)| &register.heads)
            .filter(|head| matches!(head.value.state, ItemState::UnderWay | ItemState::Done))
            .filter_map(|head| head.value.unit.as_ref())
            .collect();
        self.active_parties()
            .filter(|party| party.branch.is_municipal())
            .filter(|party| {
                let declined = self.has_declined(&party.unit);
                serving.contains(&party.unit) || (addressed.contains(&party.unit) && !declined)
            })
            .collect()
    }

    /// Outpatient units that take part and have not declined.
    pub fn outpatient_units(&self) -> Vec<&Party> {
        self.active_parties()
            .filter(|party| party.branch == Branch::Outpatient && !self.has_declined(&party.unit))
            .collect()
    }

    /// The outpatient unit that answers for the person where no permanent care contact is named:
    /// the first that was notified (definitions 5), else the first that takes part.
    pub fn first_outpatient_unit(&self) -> Option<&HsaId> {
        let units = self.outpatient_units();
        let notified = self.notices.iter().flat_map(|notice| &notice.value.to);
        let mut notified = notified.filter_map(|to| units.iter().find(|party| party.unit == *to));
        notified.next().or(units.first()).map(|party| &party.unit)
    }

    /// The unit's latest live answer says that nothing is required of it, or that the person is
    /// not resident. Two answers at once leave it concerned: nobody is dropped by a conflict.
    pub fn has_declined(&self, unit: &HsaId) -> bool {
        self.answers.get(unit).and_then(Register::settled).is_some_and(|answer| {
            matches!(answer.value, NoticeAnswer::NotResident | NoticeAnswer::NothingRequired)
        })
    }

    /// One municipal unit's answer to the standing notice.
    pub fn municipality_readiness(&self, unit: &HsaId) -> Readiness {
        let register = self.municipality_ready.get(unit);
        let answers = register.map(|r| {
            r.heads.iter().map(|h| (h.at, h.value.of, &h.value.answer)).collect::<Vec<_>>()
        });
        self.readiness(unit, answers.unwrap_or_default(), PhoneFact::MunicipalityReady)
    }

    /// One outpatient unit's answer to the standing notice.
    pub fn outpatient_readiness(&self, unit: &HsaId) -> Readiness {
        let register = self.outpatient_ready.get(unit);
        let answers = register.map(|r| {
            r.heads.iter().map(|h| (h.at, h.value.of, &h.value.answer)).collect::<Vec<_>>()
        });
        self.readiness(unit, answers.unwrap_or_default(), PhoneFact::OutpatientReady)
    }

    fn readiness(
        &self,
        unit: &HsaId,
        answers: Vec<(Timestamp, Option<EventId>, &ReadyAnswer)>,
        said: PhoneFact,
    ) -> Readiness {
        let answered = match answers.as_slice() {
            [] => Readiness::Unanswered,
            [(sent_at, of, answer), rest @ ..] => {
                if rest.iter().any(|(_, other, value)| other != of || value != answer) {
                    return Readiness::Disputed;
                }
                match (answer, of) {
                    (ReadyAnswer::No { .. } | ReadyAnswer::NotMedicallyReady { .. }, None) => {
                        Readiness::No
                    }
                    (ReadyAnswer::Yes { from }, None) => Readiness::Preliminary(from.instant),
                    (_, Some(of)) if !self.is_standing_ready(*of) => Readiness::Dormant,
                    (ReadyAnswer::Yes { from }, Some(_)) => {
                        Readiness::Yes { from: from.instant, sent_at: *sent_at }
                    }
                    (_, Some(_)) => Readiness::No,
                }
            }
        };
        // The phone moves the plan where the unit itself has not answered this notice.
        match answered {
            Readiness::Unanswered | Readiness::Preliminary(_) | Readiness::Dormant => {
                self.by_phone(unit, said).unwrap_or(answered)
            }
            answered => answered,
        }
    }

    fn by_phone(&self, unit: &HsaId, said: PhoneFact) -> Option<Readiness> {
        let about_now = |of: Option<EventId>| match of {
            Some(of) => self.is_standing_ready(of),
            None => matches!(self.standing_ready(), Standing::None),
        };
        let note = self.phone.iter().rev().find(|note| {
            let told = &note.note.value;
            told.unit == *unit && told.what == said && about_now(told.of)
        })?;
        match &note.confirmed {
            Some(confirmed) if confirmed.value.holds => {
                let from = note.note.value.from.as_ref();
                let from = from.map_or(note.note.at, |from| from.instant);
                Some(match note.note.value.of {
                    Some(_) => Readiness::Yes { from, sent_at: confirmed.at },
                    None => Readiness::Preliminary(from),
                })
            }
            Some(_) => None,
            None => Some(Readiness::ByPhone {
                from: note.note.value.from.as_ref().map(|from| from.instant),
            }),
        }
    }

    /// Öppenvårdsklar: every outpatient unit has said yes. `None`: no such unit, or the ready
    /// notice says that no outpatient service is needed (5:5, definitions 7).
    pub fn outpatient_state(&self) -> Option<bool> {
        if let Standing::Ready(_, declared) = self.standing_ready()
            && !declared.outpatient_needed
        {
            return None;
        }
        let units = self.outpatient_units();
        if units.is_empty() {
            return None;
        }
        Some(
            units.iter().all(|party| {
                matches!(self.outpatient_readiness(&party.unit), Readiness::Yes { .. })
            }),
        )
    }

    /// Facts that the plan rests on are known to be missing (M16) or not understood (M14).
    pub fn is_incomplete(&self) -> bool {
        self.irregular.missing_coordination > 0 || self.irregular.requires_update
    }

    /// May the person go home at `departure`? Exactly one undisputed ready notice and, where a
    /// municipality is concerned, kommunklar for that very notice with a start no later (M5). Never
    /// while facts are known to be missing (M16) or not understood (M14). Where secrecy hinders
    /// the notice nobody was asked (definitions 2): then a no is what is in the way, not silence.
    pub fn may_go_home(&self, departure: Timestamp) -> bool {
        !self.is_incomplete()
            && matches!(self.standing_ready(), Standing::Ready(..))
            && self.municipality_permits(departure)
    }

    /// Discharged while a concerned municipality was not ready: the fact stands, shown in red (M6).
    /// Without a concerned municipality there is nobody to be ready.
    pub fn discharged_without_municipality(&self) -> bool {
        self.municipality_state() != MunicipalityReady::NotApplicable
            && self.discharged.heads.iter().any(|head| {
                head.value.destination != Destination::OtherHospital
                    && !self.may_go_home(head.value.left_at.instant)
            })
    }

    /// The person says no to a SIP (lag 2017:612 4:2). A consent without scope is about all.
    pub fn sip_declined(&self) -> bool {
        self.consent.heads.iter().any(|head| {
            let scope = &head.value.scope;
            matches!(head.value.value, ConsentValue::Refused | ConsentValue::Withdrawn)
                && (scope.is_empty() || scope.iter().any(|word| word == "sip"))
        })
    }

    /// When the call to a SIP is due: three days after the ready notice was given, as a plain date and
    /// as the last lawful date (lag 2017:612 4:3, lag 1930:173 2 §; definitions 6). None before the
    /// notice, and where no SIP is needed or the person says no to one.
    pub fn sip_call_due(&self) -> Option<DueDates> {
        let Standing::Ready(head, _) = self.standing_ready() else { return None };
        (self.sip_needed() && !self.sip_declined()).then(|| clocks::sip_call_due(head.at))
    }

    /// A SIP is needed: one yes is enough, and "Be om SIP" is the ward's (definitions 6).
    pub fn sip_needed(&self) -> bool {
        self.sip_requested.is_some()
            || self.sip_needs.values().flat_map(|r| &r.heads).any(|head| head.value.place.is_some())
    }

    /// Hinder of secrecy was answered yes on the ready notice: a lawful end state (definitions 2).
    pub fn secrecy_hinders_ready(&self) -> bool {
        matches!(self.standing_ready(), Standing::Ready(_, declared) if declared.secrecy_hinders)
    }

    /// How far the person has come (facts 1.14).
    pub fn stage(&self) -> Stage {
        if let Some(closed) = &self.closed {
            return match closed.value.reason {
                EndReason::CreatedInError => Stage::Cancelled,
                EndReason::Deceased => Stage::Deceased,
                _ => Stage::Closed,
            };
        }
        if self.cancelled_opening.is_some() {
            Stage::Cancelled
        } else if self.deceased.is_some() {
            Stage::Deceased
        } else if !self.discharged.heads.is_empty() {
            Stage::Discharged
        } else if matches!(self.standing_ready(), Standing::Ready(..)) {
            Stage::DischargeReady
        } else if !self.planning_started.is_empty() || !self.seen_notices().is_empty() {
            Stage::Planning
        } else if self.admitted_at.is_some() {
            Stage::Admitted
        } else {
            Stage::Requested
        }
    }

    /// Receiving units that have seen an admission notice, answered it or started to plan.
    fn seen_notices(&self) -> Vec<&HsaId> {
        let ids: BTreeSet<EventId> = self.notices.iter().map(|notice| notice.id).collect();
        self.seen.keys().filter(|(id, _)| ids.contains(id)).map(|(_, unit)| unit).collect()
    }
}
