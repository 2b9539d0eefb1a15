//! Admission and planning: the notice and its answers, the care contact, the basis, SIP.

use brygga_domain::care_chain::acts::{
    AnswerNotice, AnswerSipNeed, CallSip, ChangeEstimate, MoveWard, NameCareContact, Notice,
    RecordConsent, RecordSipHeld, RequestSip, SendCareRequest, SendNursingReport,
    SharePlanningBasis, StartChain, StartPlanning,
};
use brygga_domain::care_chain::{
    AdmissionNoticeDetailed, CareChain, CareRequestSent, ConsentRecorded, ConsentValue, Identity,
    NursingReportSent, PlanningBasisDetailed,
};
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Role;
use jiff::Timestamp;

use super::{COORDINATORS, Meant, OUTPATIENT, Scene, acted, moment, shown};
use crate::case::{Case, What};
use crate::county::County;
use crate::dice::Dice;
use crate::plan::after;
use crate::words;

impl Scene<'_> {
    pub(super) fn planning(&self, dice: &mut Dice, what: &What) -> Meant {
        let Scene { county, case, chain, now, ward, home } = self;
        match what {
            What::CareRequest { to } => care_request(county, case, to),
            What::Start => start(county, dice, case, chain, *now),
            What::Answer(unit, answer) => {
                let notice = chain.notices.iter().find(|n| n.value.to.contains(unit))?;
                let shown = shown(chain.answers.get(unit));
                let of = notice.id;
                let act = AnswerNotice { of, answer: *answer, note: None, shown };
                acted(self.anyone(unit), act)
            }
            What::StartPlanning(unit) => {
                if chain.planning_started.contains_key(unit) || !self.takes_part(unit) {
                    return None;
                }
                acted(self.anyone(unit), StartPlanning {})
            }
            What::NameContact => {
                if !chain.care_contact.heads.is_empty() {
                    return None;
                }
                let actor = county.somebody(&case.outpatient, OUTPATIENT).cloned()?;
                let named = county.care_contact(&case.outpatient).unwrap_or(&actor);
                let (name, phone) = (named.name.clone(), county.phone(&case.outpatient));
                acted(Some(actor), NameCareContact { name, phone, shown: Vec::new() })
            }
            What::Basis if !home && chain.planning_basis.is_none() => {
                acted(self.nurse(), SharePlanningBasis { basis: basis() })
            }
            What::Report if !home => {
                let role = &[Role::MunicipalNurse];
                let nurse = county.somebody(case.health.as_ref()?, role).cloned();
                acted(nurse, SendNursingReport { report: nursing_report() })
            }
            What::Estimate(to, reason) if !home => {
                let act = ChangeEstimate {
                    estimated_discharge: moment(*to),
                    reason: Some((*reason).to_owned()),
                    shown: chain.estimate.shown(),
                };
                acted(self.coordinator(), act)
            }
            What::Consent(value) => {
                let shown = chain.consent.shown();
                acted(self.nurse(), RecordConsent { consent: consent(*value), shown })
            }
            What::MoveWard(to, place) => {
                if *home || to == ward {
                    return None;
                }
                let act = MoveWard {
                    ward: county.party(to)?,
                    place: Some(place.clone()),
                    at: moment(after(*now, -10)),
                    shown: chain.ward.shown(),
                };
                acted(self.coordinator(), act)
            }
            _ => self.sip(what),
        }
    }

    fn sip(&self, what: &What) -> Meant {
        let Scene { county, case, chain, now, ward, home } = self;
        match what {
            What::SipNeed(unit, place) => {
                if chain.sip_needed() && place.is_some() || *home {
                    return None;
                }
                let reason = "Insatserna räcker utan gemensam plan".to_owned();
                let reason = place.is_none().then_some(reason);
                let shown = shown(chain.sip_needs.get(unit));
                acted(self.anyone(unit), AnswerSipNeed { place: *place, reason, shown })
            }
            What::RequestSip => {
                let done = chain.sip_requested.is_some() || !chain.sip_called.heads.is_empty();
                if done || chain.sip_declined() || *home {
                    return None;
                }
                acted(self.coordinator(), RequestSip {})
            }
            What::CallSip { meeting, place } => {
                let mut named = chain.care_contact.heads.iter();
                let named = named.any(|head| head.value.unit == case.outpatient);
                if !named || chain.sip_declined() || meeting < now || *home {
                    return None;
                }
                let roles = &[Role::PermanentCareContact, Role::HeadOfUnit];
                let caller = county.somebody(&case.outpatient, roles).cloned();
                let to = [ward.clone()].into_iter().chain(case.receivers());
                let called = |unit: &HsaId| {
                    *unit != case.outpatient && self.takes_part(unit) && !chain.stops_reading(unit)
                };
                let to: Vec<HsaId> = to.filter(called).collect();
                let act = CallSip {
                    meeting_at: moment(*meeting),
                    place: *place,
                    to,
                    venue: Some("Länk skickas".to_owned()),
                    shown: chain.sip_called.shown(),
                };
                acted(caller, act)
            }
            What::SipHeld => {
                if chain.sip_called.heads.is_empty() || chain.sip_held.is_some() {
                    return None;
                }
                let held_at = moment(after(*now, -50));
                let mut present = case.receivers();
                present.retain(|unit| self.takes_part(unit));
                acted(self.anyone(&case.outpatient), RecordSipHeld { held_at, present })
            }
            _ => None,
        }
    }
}

fn nursing_report() -> NursingReportSent {
    NursingReportSent {
        health: "Stabil före insjuknandet.".to_owned(),
        ability: "Går med rollator, hjälp vid dusch.".to_owned(),
        home: "Bor i lägenhet med hiss.".to_owned(),
        medication_list: true,
    }
}

fn basis() -> PlanningBasisDetailed {
    PlanningBasisDetailed {
        mobility: "Går med rollator, en person vid behov.".to_owned(),
        personal_care: "Hjälp vid dusch och påklädning.".to_owned(),
        nutrition: "Äter själv, behöver tillsyn.".to_owned(),
        cognition: "Orienterad, förstår och gör sig förstådd.".to_owned(),
        health_care: "Läkemedel i dosett, kontroll av vikt.".to_owned(),
        home: "Bor i lägenhet med hiss, trösklar borttagna.".to_owned(),
    }
}

fn consent(value: ConsentValue) -> ConsentRecorded {
    let assessed = value == ConsentValue::UnableHarmAssessed;
    let note = assessed.then(|| "Bedömt att det inte är till men".to_owned());
    let scope = vec!["sharing".to_owned(), "sip".to_owned()];
    ConsentRecorded { value, scope, form: "oral".to_owned(), valid_to: None, note }
}

fn identity(case: &Case) -> Identity {
    Identity {
        person: case.person.id,
        identifier: case.person.identifier.clone(),
        given: case.person.given.clone(),
        family: case.person.family.clone(),
    }
}

fn care_request(
    county: &County,
    case: &Case,
    to: &brygga_domain::care_chain::acts::PartyUnit,
) -> Meant {
    let own = case.health.as_ref()?;
    let actor = county.somebody(own, &[Role::MunicipalNurse]).cloned()?;
    let request = CareRequestSent {
        reason: "Allmänt försämrad sedan två dygn.".to_owned(),
        health: "Feber och hosta.".to_owned(),
        ability: "Klarar inte förflyttning själv i dag.".to_owned(),
        medication_list: true,
    };
    let act = SendCareRequest {
        identity: identity(case),
        municipality: Some(case.person.municipality.clone()),
        area: case.person.area.clone(),
        own: county.party(own)?,
        to: to.clone(),
        request,
    };
    acted(Some(actor), act)
}

fn start(
    county: &County,
    dice: &mut Dice,
    case: &Case,
    chain: &CareChain,
    now: Timestamp,
) -> Meant {
    if chain.admitted_at.is_some() {
        return None;
    }
    // What a care request asked for begins where it was asked.
    let ward = chain.ward_unit().unwrap_or(&case.ward);
    let actor = county.somebody(ward, COORDINATORS).cloned()?;
    let protected = case.person.protected;
    let opens = case.consent.opens_part_two();
    let to = case.receivers().iter().filter_map(|unit| county.party(unit)).collect();
    let risks = if dice.percent(55) { vec!["fall".to_owned()] } else { Vec::new() };
    let details = opens.then(|| AdmissionNoticeDetailed {
        reason: (*dice.pick(words::REASONS)).to_owned(),
        risks,
        infection: None,
        limits: None,
        interpreter: dice.percent(3).then(|| "Arabiska".to_owned()),
        next_of_kin: dice.percent(50).then(|| "Dotter, får informeras".to_owned()),
    });
    let notice = Notice {
        to,
        judged_by: county.physician(&case.ward),
        judged_at: moment(case.admitted.min(now)),
        judged_at_admission: true,
        estimated_discharge: moment(case.estimate.max(case.admitted)),
        secrecy_hinders: false,
        phone: county.phone(&case.ward),
        details,
    };
    let act = StartChain {
        identity: identity(case),
        address: Some(case.person.address.clone()),
        municipality: Some(case.person.municipality.clone()),
        area: case.person.area.clone(),
        place: Some(case.place.clone()),
        admitted_at: moment(case.admitted),
        protected,
        ward: county.party(ward)?,
        consent: (case.consent != ConsentValue::NotAsked).then(|| consent(case.consent)),
        notice: (!protected && !case.silent).then_some(notice),
    };
    acted(Some(actor), act)
}
