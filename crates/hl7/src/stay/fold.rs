//! The rules: how facts, in their order, make a stay.

use super::{Location, ParkReason, Stay, StayFact, StayState, StayStatus, WardPeriod};
use crate::adt::{AdtEvent, AdtProblem, Protection};
use crate::change::Change;
use crate::identifier::IdentifierKind;
use jiff::Timestamp;

/// Folds the facts of one visit into the state of its stay. Any order and any repetition of
/// the same facts gives the same state.
pub fn fold(facts: &[StayFact]) -> StayState {
    let mut folding = Folding::default();
    for fact in in_order(facts) {
        folding.take(fact);
    }
    folding.finish()
}

/// Tells whether `new` cannot be true beside what is known: a discharge before the admission.
///
/// A discharge that comes before its admission has *arrived* is possible and is parked; so is
/// an admission that arrives after its discharge, whatever their times.
pub fn refusal(known: &[StayFact], new: &StayFact) -> Option<AdtProblem> {
    if new.kind != AdtEvent::Discharge {
        return None;
    }
    let first_admission = known.iter().filter(|fact| fact.admits()).min_by_key(|fact| fact.order());
    let admission = first_admission?;
    (new.latest_discharge() < admission.admission()).then_some(AdtProblem::DischargeBeforeAdmission)
}

fn in_order(facts: &[StayFact]) -> Vec<&StayFact> {
    let mut ordered: Vec<&StayFact> = facts.iter().collect();
    ordered.sort_by(|a, b| a.order().cmp(&b.order()).then_with(|| a.cmp(b)));
    ordered.dedup();
    ordered
}

#[derive(Default)]
struct Folding<'f> {
    status: Option<StayStatus>,
    has_outpatient: bool,
    admitted_at: Timestamp,
    discharged_at: Option<Timestamp>,
    died_at_discharge: bool,
    history: Vec<WardPeriod>,
    /// The history before each transfer, so that A12 can go back.
    before_transfers: Vec<Vec<WardPeriod>>,
    /// Facts whose counterpart has not come yet: a cancel, a return or a discharge.
    waiting: Vec<&'f StayFact>,
    about: About,
}

/// What is known of the person and the visit, apart from where and when.
#[derive(Default)]
struct About {
    patient_class: Option<String>,
    identifier: Option<crate::identifier::IdentifierText>,
    name: Option<crate::adt::PersonName>,
    birth_date: Option<jiff::civil::Date>,
    municipality: Option<String>,
    address: Option<crate::adt::Address>,
    phone: Option<String>,
    is_deceased: Option<bool>,
    protection: Option<Protection>,
}

impl<'f> Folding<'f> {
    fn take(&mut self, fact: &'f StayFact) {
        self.about.learn(fact);
        self.apply(fact);
        // A counterpart with the very same times may have been sorted before this fact, and a
        // discharge may be timed before the registration of the admission that it ends.
        let is_counterpart = |waiting: &StayFact| match waiting.kind {
            AdtEvent::Discharge => fact.admits() && waiting.latest_discharge() >= fact.admission(),
            _ => {
                let same_times =
                    waiting.order().0 == fact.order().0 && waiting.recorded_at == fact.recorded_at;
                waiting.cancels(fact) && same_times
            }
        };
        if let Some(index) = self.waiting.iter().position(|waiting| is_counterpart(waiting)) {
            let waiting = self.waiting.remove(index);
            self.apply(waiting);
        }
    }

    fn apply(&mut self, fact: &'f StayFact) {
        match fact.kind {
            AdtEvent::Admit => self.admit(fact),
            AdtEvent::Register if fact.admits() => self.admit(fact),
            AdtEvent::Register => self.has_outpatient = true,
            AdtEvent::PreAdmit => self.plan(fact),
            AdtEvent::Transfer => self.transfer(fact),
            AdtEvent::CancelTransfer => self.cancel_transfer(fact),
            AdtEvent::Discharge => self.discharge(fact),
            AdtEvent::CancelDischarge => self.cancel_discharge(fact),
            AdtEvent::CancelAdmit => self.cancel_admit(fact),
            AdtEvent::LeaveStarts => self.start_leave(),
            AdtEvent::LeaveEnds => self.end_leave(fact),
            AdtEvent::UpdateVisit
            | AdtEvent::UpdatePerson
            | AdtEvent::MergePatient
            | AdtEvent::MergeIdentifiers => {}
        }
    }

    fn is_in_hospital(&self) -> bool {
        matches!(self.status, Some(StayStatus::Admitted | StayStatus::OnLeave))
    }

    fn admit(&mut self, fact: &StayFact) {
        if self.is_in_hospital() {
            // Told again: a given admission time corrects, a missing one changes nothing.
            self.admitted_at = fact.admitted_at.unwrap_or(self.admitted_at);
            self.move_to(&fact.location, fact.occurred_at);
            return;
        }
        let location = match (&fact.location.ward, self.history.last()) {
            (None, Some(planned)) => planned.location.clone(),
            _ => fact.location.clone(),
        };
        if self.status != Some(StayStatus::Discharged) {
            // The ward of a planned or cancelled admission was never used.
            self.history.clear();
        }
        self.before_transfers.clear();
        self.status = Some(StayStatus::Admitted);
        self.admitted_at = fact.admission();
        self.discharged_at = None;
        self.died_at_discharge = false;
        if location.ward.is_some() {
            self.history.push(WardPeriod { location, from: fact.admission(), until: None });
        }
    }

    fn plan(&mut self, fact: &StayFact) {
        if matches!(self.status, None | Some(StayStatus::Planned | StayStatus::Cancelled)) {
            self.status = Some(StayStatus::Planned);
            self.admitted_at = fact.admission();
            self.history.clear();
            self.move_to(&fact.location, fact.admission());
        }
    }

    fn transfer(&mut self, fact: &StayFact) {
        if self.is_in_hospital() {
            self.before_transfers.push(self.history.clone());
            self.move_to(&fact.location, fact.occurred_at);
        }
    }

    fn cancel_transfer(&mut self, fact: &'f StayFact) {
        if !self.is_in_hospital() {
            return;
        }
        match self.before_transfers.pop() {
            Some(history) => self.history = history,
            None => self.waiting.push(fact),
        }
        // PV1-3 of A12 is where the patient is after all.
        self.move_to(&fact.location, fact.occurred_at);
    }

    fn discharge(&mut self, fact: &'f StayFact) {
        match self.status {
            Some(StayStatus::Admitted | StayStatus::OnLeave | StayStatus::Discharged) => {
                self.status = Some(StayStatus::Discharged);
                self.discharged_at = Some(fact.discharge());
                self.died_at_discharge = fact.died;
                if let Some(last) = self.history.last_mut() {
                    last.until = Some(fact.discharge());
                }
            }
            None | Some(StayStatus::Planned) => self.waiting.push(fact),
            Some(StayStatus::Cancelled) => {}
        }
    }

    fn cancel_discharge(&mut self, fact: &'f StayFact) {
        if self.status == Some(StayStatus::Discharged) {
            self.status = Some(StayStatus::Admitted);
            self.reopen();
            self.move_to(&fact.location, fact.occurred_at);
            return;
        }
        // The discharge may be waiting for its admission; then neither happened.
        let order = fact.order();
        let waiting = self
            .waiting
            .iter()
            .rposition(|waiting| waiting.kind == AdtEvent::Discharge && waiting.order() <= order);
        match waiting {
            Some(index) => drop(self.waiting.remove(index)),
            None => self.waiting.push(fact),
        }
    }

    fn cancel_admit(&mut self, fact: &'f StayFact) {
        if self.status.is_some() {
            self.status = Some(StayStatus::Cancelled);
            self.discharged_at = None;
            self.died_at_discharge = false;
        } else {
            self.waiting.push(fact);
        }
    }

    fn start_leave(&mut self) {
        if self.status == Some(StayStatus::Admitted) {
            self.status = Some(StayStatus::OnLeave);
        }
    }

    fn end_leave(&mut self, fact: &'f StayFact) {
        match self.status {
            Some(StayStatus::OnLeave) => {
                self.status = Some(StayStatus::Admitted);
                self.move_to(&fact.location, fact.occurred_at);
            }
            Some(StayStatus::Admitted) => self.waiting.push(fact),
            _ => {}
        }
    }

    fn reopen(&mut self) {
        self.discharged_at = None;
        self.died_at_discharge = false;
        if let Some(last) = self.history.last_mut() {
            last.until = None;
        }
    }

    /// A new ward starts a new period; in the same ward only room and bed change.
    fn move_to(&mut self, location: &Location, at: Timestamp) {
        if location.ward.is_none() {
            return;
        }
        match self.history.last_mut() {
            Some(last) if last.location.ward == location.ward => {
                last.location = location.clone();
            }
            last => {
                if let Some(last) = last {
                    last.until = Some(at);
                }
                let location = location.clone();
                self.history.push(WardPeriod { location, from: at, until: None });
            }
        }
    }

    fn finish(self) -> StayState {
        let Some(status) = self.status else {
            let reason = match self.has_outpatient {
                true => ParkReason::OutpatientOnly,
                false => ParkReason::NoAdmission,
            };
            return StayState::Parked { reason };
        };
        let about = self.about;
        StayState::Stay(Box::new(Stay {
            status,
            patient_class: about.patient_class,
            location: self.history.last().map(|last| last.location.clone()).unwrap_or_default(),
            admitted_at: self.admitted_at,
            discharged_at: self.discharged_at,
            identifier: about.identifier,
            name: about.name,
            birth_date: about.birth_date,
            municipality: about.municipality,
            address: about.address,
            phone: about.phone,
            is_deceased: about.is_deceased.unwrap_or(false) || self.died_at_discharge,
            is_protected: about.protection == Some(Protection::Protected),
            history: self.history,
        }))
    }
}

impl About {
    /// Every message carries what its sender knew when it happened, so the latest wins field
    /// by field; an empty field says nothing.
    fn learn(&mut self, fact: &StayFact) {
        if fact.patient_class.is_some() {
            self.patient_class.clone_from(&fact.patient_class);
        }
        if let Some(new) = &fact.identifier {
            let is_national = |kind| kind != IdentifierKind::Local;
            let known_national =
                self.identifier.as_ref().is_some_and(|known| is_national(known.kind()));
            if is_national(new.kind()) || !known_national {
                self.identifier = Some(new.clone());
            }
        }
        fact.name.apply_to(&mut self.name);
        fact.birth_date.apply_to(&mut self.birth_date);
        fact.municipality.apply_to(&mut self.municipality);
        fact.address.apply_to(&mut self.address);
        fact.phone.apply_to(&mut self.phone);
        fact.is_deceased.apply_to(&mut self.is_deceased);
        // Protection is lifted by an explicit "N" only: a deleted flag fails closed.
        if let Change::Set(_) = fact.protection {
            fact.protection.apply_to(&mut self.protection);
        }
    }
}
