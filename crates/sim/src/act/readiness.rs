//! Utskrivningsklar, the answers to it, and what must be in place.

use brygga_domain::care_chain::acts::{
    AnswerMunicipalityReady, AnswerOutpatientReady, DeclareReady, NotifyReady, SetChecklistItem,
    WithdrawReady,
};
use brygga_domain::care_chain::{
    CareChain, ChecklistItem, ChecklistItemDetailed, ItemState, ReadyAnswer, Standing, gates,
};
use brygga_domain::ids::{EventId, HsaId};

use super::{COORDINATORS, Meant, Scene, acted, moment, shown, writer};
use crate::case::{ReadyPlan, What};
use crate::county::County;
use crate::plan::after;

impl Scene<'_> {
    pub(super) fn readiness(&self, what: &What) -> Meant {
        let Scene { county, case, chain, home, .. } = self;
        match what {
            What::Item { by, item, state, note } => {
                set_item(county, chain, by, *item, *state, *note)
            }
            What::Ready(plan) => self.ready(*plan),
            What::NotifyReady => {
                let of = chain.standing_ready_id().filter(|_| !home)?;
                let untold = chain.active_parties().map(|party| &party.unit).filter(|unit| {
                    chain.ward_unit() != Some(*unit)
                        && !chain.has_declined(unit)
                        && chain.notified_at(unit).is_none()
                });
                let to = untold.cloned().collect();
                acted(self.coordinator(), NotifyReady { of, to })
            }
            What::Withdraw { reason, .. } => {
                let of = chain.standing_ready_id().filter(|_| !home)?;
                let reason = (*reason).to_owned();
                acted(self.coordinator(), WithdrawReady { of, reason, shown: chain.ready.shown() })
            }
            What::MunicipalityReady { by, from } => {
                municipality(county, chain, by, ReadyAnswer::Yes { from: moment(*from) })
            }
            What::MunicipalityNot { by, because } => {
                municipality(county, chain, by, ReadyAnswer::No { because: (*because).to_owned() })
            }
            What::OutpatientReady { from } => {
                let of = Some(chain.standing_ready_id().filter(|_| !home)?);
                let answer = ReadyAnswer::Yes { from: moment(*from) };
                let shown = shown(chain.outpatient_ready.get(&case.outpatient));
                let act = AnswerOutpatientReady { of, answer, shown };
                acted(self.anyone(&case.outpatient), act)
            }
            _ => None,
        }
    }

    fn ready(&self, plan: ReadyPlan) -> Meant {
        let Scene { county, case, chain, now, home, .. } = self;
        let ward = chain.ward_unit()?;
        if matches!(chain.standing_ready(), Standing::Ready(..)) || *home {
            return None;
        }
        let mut to = case.receivers();
        to.retain(|unit| self.takes_part(unit) && !chain.has_declined(unit));
        if chain.protected {
            to.clear();
        }
        let planned_departure = match plan {
            ReadyPlan::Alone { departure } => Some(moment(departure)),
            _ => chain.estimate.heads.first().map(|head| head.value.clone()),
        };
        // The form was opened before readiness was taken back: nobody was shown that.
        let stale = matches!(plan, ReadyPlan::Stale);
        let mut seen: Vec<EventId> = if stale { Vec::new() } else { chain.ready.shown() };
        seen.extend(chain.estimate.shown());
        let act = DeclareReady {
            physician: county.physician(ward),
            judged_at: moment(after(*now, -15).max(case.admitted)),
            planned_departure: planned_departure.filter(|at| at.instant > *now),
            secrecy_hinders: false,
            outpatient_needed: true,
            to,
            shown: seen,
        };
        acted(county.somebody(ward, COORDINATORS).cloned(), act)
    }
}

fn set_item(
    county: &County,
    chain: &CareChain,
    by: &HsaId,
    item: ChecklistItem,
    state: ItemState,
    note: Option<&str>,
) -> Meant {
    let register = chain.checklist.get(&item);
    let stands = register.is_some_and(|r| r.heads.iter().any(|h| h.value.state == state));
    // A move to another ward has taken the item along.
    let inpatient = county.ward(by).is_some();
    let by = if inpatient { chain.ward_unit()? } else { by };
    if stands || !chain.discharged.heads.is_empty() && !inpatient {
        return None;
    }
    let marks = if item == ChecklistItem::Transport && state == ItemState::Done {
        vec!["booked".to_owned(), "told".to_owned()]
    } else {
        Vec::new()
    };
    let medicines = item == ChecklistItem::MedicinesHome && state == ItemState::Done;
    let details = medicines.then_some(ChecklistItemDetailed {
        item,
        doses_until: None,
        prescriptions: true,
        discontinued_marked: true,
        text: None,
    });
    let actor = writer(county, chain, by).cloned()?;
    let act = SetChecklistItem {
        item,
        state,
        note: note.map(str::to_owned),
        unit: (!inpatient && item == ChecklistItem::Aids).then(|| by.clone()),
        marks,
        details,
        shown: shown(register),
    };
    acted(Some(actor), act)
}

fn municipality(county: &County, chain: &CareChain, by: &HsaId, answer: ReadyAnswer) -> Meant {
    let of = chain.standing_ready_id()?;
    let concerned = chain.concerned_units().iter().any(|party| party.unit == *by);
    if !concerned || !chain.discharged.heads.is_empty() {
        return None;
    }
    let yes = matches!(answer, ReadyAnswer::Yes { .. });
    let open = !gates::before_municipality_ready(chain, by).is_empty();
    let act = AnswerMunicipalityReady {
        of: Some(of),
        answer,
        despite: (yes && open).then(|| "Löses vid hemgången, uppgjort med avdelningen".to_owned()),
        shown: shown(chain.municipality_ready.get(by)),
    };
    acted(writer(county, chain, by).cloned(), act)
}
