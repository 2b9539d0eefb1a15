//! From a planned step to an act of somebody in a unit, by what the chain says when its time comes.

use brygga_app::Actor;
use brygga_domain::care_chain::acts::{
    Acknowledge, Act, AnswerMunicipalityReady, AnswerNotice, AnswerOutpatientReady, AnswerQuestion,
    AnswerSipNeed, CallSip, CancelFacts, ChangeEstimate, CloseChain, ConfirmDeceased, ConfirmPhone,
    DeclareReady, Discharge, InformPatient, MoveWard, NameCareContact, Notice, RecordConsent,
    RecordDeceased, RecordFollowUp, RecordPhoneUnanswered, RecordSipHeld, Remind, RequestSip,
    SendCareRequest, SendDischargeInformation, SendMessage, SendNursingReport, SetChecklistItem,
    SharePlanningBasis, StartChain, StartPlanning, TakeOver, TellByPhone, WithdrawReady,
};
use brygga_domain::care_chain::{
    AdmissionNoticeDetailed, CancelReason, CareChain, CareRequestSent, ChecklistItem,
    ChecklistItemDetailed, ConsentRecorded, ConsentValue, DischargeInformationDetailed, Identity,
    ItemState, MessageKind, NursingReportSent, PlanningBasisDetailed, ReadyAnswer, Register,
    Standing, gates,
};
use brygga_domain::envelope::Compartment;
use brygga_domain::ids::{EventId, HsaId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::Role;
use jiff::Timestamp;

use crate::case::{Case, ReadyPlan, What};
use crate::county::County;
use crate::dice::Dice;
use crate::words;

/// Who does what; `None` when the step has lost its meaning, as steps do on a ward.
pub(crate) type Meant = Option<(Actor, Act)>;

const NURSES: &[Role] = &[Role::WardNurse, Role::WardCoordinator];
const COORDINATORS: &[Role] = &[Role::WardCoordinator, Role::WardNurse];
const OUTPATIENT: &[Role] = &[Role::CoordinatingNurse, Role::HeadOfUnit];
const MUNICIPAL: &[Role] =
    &[Role::NeedsAssessor, Role::MunicipalNurse, Role::MunicipalCoordinator, Role::HomeTeam];

fn moment(at: Timestamp) -> Moment {
    Moment::from_instant(at)
}

fn shown<T>(register: Option<&Register<T>>) -> Vec<EventId>
where
    T: Clone + PartialEq,
{
    register.map(Register::shown).unwrap_or_default()
}

/// Anybody in the unit who writes for it.
pub(crate) fn writer<'a>(county: &'a County, chain: &CareChain, unit: &HsaId) -> Option<&'a Actor> {
    let is_ward = chain.ward_unit() == Some(unit);
    let first = if is_ward { COORDINATORS } else { OUTPATIENT };
    county
        .somebody(unit, first)
        .or_else(|| county.somebody(unit, MUNICIPAL))
        .or_else(|| county.somebody(unit, NURSES))
}

/// The step as an act, with the chain as it stands.
#[expect(clippy::too_many_lines, reason = "one arm a step; a table would say the same twice")]
pub(crate) fn meant(
    county: &County,
    dice: &mut Dice,
    case: &Case,
    chain: &CareChain,
    what: &What,
    now: Timestamp,
) -> Meant {
    let over = chain.stage().is_over();
    let home = !chain.discharged.heads.is_empty();
    let ward = chain.ward_unit().cloned().unwrap_or_else(|| case.ward.clone());
    let nurse = || county.somebody(&ward, NURSES).cloned();
    let coordinator = || county.somebody(&ward, COORDINATORS).cloned();
    let anyone = |unit: &HsaId| writer(county, chain, unit).cloned();
    let acted = |actor: Option<Actor>, act: Act| actor.map(|actor| (actor, act));
    let takes_part = |unit: &HsaId| chain.party(unit).is_some_and(|party| !party.ended);
    match what {
        What::CareRequest { to } => care_request(county, case, to),
        What::Start => start(county, dice, case, chain, now),
        // What comes when the chain is over has lost its meaning.
        _ if over && !matches!(what, What::ConfirmDeceased | What::Close(_)) => None,
        What::Acknowledge(unit) => {
            let messages: Vec<EventId> = chain.unseen(unit).iter().map(|m| m.id).collect();
            if messages.is_empty() {
                return None;
            }
            acted(anyone(unit), Acknowledge { messages }.into())
        }
        What::Answer(unit, answer) => {
            let notice = chain.notices.iter().find(|n| n.value.to.contains(unit))?;
            let shown = shown(chain.answers.get(unit));
            let act = AnswerNotice { of: notice.id, answer: *answer, note: None, shown };
            acted(anyone(unit), act.into())
        }
        What::TakeOver(unit, step) => {
            if chain.taken.contains_key(&((*step).to_owned(), unit.clone())) {
                return None;
            }
            acted(anyone(unit), TakeOver { what: (*step).to_owned(), message: None }.into())
        }
        What::StartPlanning(unit) => {
            if chain.planning_started.contains_key(unit) || !takes_part(unit) {
                return None;
            }
            acted(anyone(unit), StartPlanning {}.into())
        }
        What::NameContact => {
            if !chain.care_contact.heads.is_empty() {
                return None;
            }
            let actor = county.somebody(&case.outpatient, OUTPATIENT).cloned()?;
            let named = county.care_contact(&case.outpatient).unwrap_or(&actor).name.clone();
            let phone = county.phone(&case.outpatient);
            Some((actor, NameCareContact { name: named, phone, shown: Vec::new() }.into()))
        }
        What::Basis if home || chain.planning_basis.is_some() => None,
        What::Basis => acted(nurse(), SharePlanningBasis { basis: basis() }.into()),
        What::Report if home => None,
        What::Report => {
            let nurse = county.somebody(case.health.as_ref()?, &[Role::MunicipalNurse]).cloned();
            let report = NursingReportSent {
                health: "Stabil före insjuknandet.".to_owned(),
                ability: "Går med rollator, hjälp vid dusch.".to_owned(),
                home: "Bor i lägenhet med hiss.".to_owned(),
                medication_list: true,
            };
            acted(nurse, SendNursingReport { report }.into())
        }
        What::SipNeed(unit, place) => {
            if chain.sip_needed() && place.is_some() || home {
                return None;
            }
            let reason = place.is_none().then(|| "Insatserna räcker utan gemensam plan".to_owned());
            let shown = shown(chain.sip_needs.get(unit));
            acted(anyone(unit), AnswerSipNeed { place: *place, reason, shown }.into())
        }
        What::RequestSip => {
            if chain.sip_requested.is_some() || !chain.sip_called.heads.is_empty() || home {
                return None;
            }
            acted(coordinator(), RequestSip {}.into())
        }
        What::CallSip { meeting, place } => {
            let named = chain.care_contact.heads.iter().any(|h| h.value.unit == case.outpatient);
            if !named || chain.sip_declined() || *meeting < now || home {
                return None;
            }
            let caller =
                county.somebody(&case.outpatient, &[Role::PermanentCareContact, Role::HeadOfUnit]);
            let to = [ward.clone()].into_iter().chain(case.receivers());
            let to: Vec<HsaId> = to.filter(|u| *u != case.outpatient && takes_part(u)).collect();
            let meeting_at = moment(*meeting);
            let shown = chain.sip_called.shown();
            let venue = Some("Länk skickas".to_owned());
            acted(caller.cloned(), CallSip { meeting_at, place: *place, to, venue, shown }.into())
        }
        What::SipHeld => {
            if chain.sip_called.heads.is_empty() || chain.sip_held.is_some() {
                return None;
            }
            let held_at = moment(crate::plan::after(now, -50));
            let mut present = case.receivers();
            present.retain(takes_part);
            acted(anyone(&case.outpatient), RecordSipHeld { held_at, present }.into())
        }
        What::Message { from, to, text } => {
            message(anyone(from)?, to, text, MessageKind::General, takes_part(to))
        }
        What::Question { from, to, text, .. } => {
            message(anyone(from)?, to, text, MessageKind::Question, takes_part(to) && !home)
        }
        What::AnswerQuestion { by, of, text } => {
            chain.open_questions(by).into_iter().find(|question| question.cmd == *of)?;
            acted(anyone(by), AnswerQuestion { of: *of, text: (*text).to_owned() }.into())
        }
        What::Remind { from, to, step } => {
            let act = Remind { step: (*step).to_owned(), to: to.clone() };
            acted(anyone(from).filter(|_| takes_part(to)), act.into())
        }
        What::Estimate(..) if home => None,
        What::Estimate(to, reason) => {
            let act = ChangeEstimate {
                estimated_discharge: moment(*to),
                reason: Some((*reason).to_owned()),
                shown: chain.estimate.shown(),
            };
            acted(coordinator(), act.into())
        }
        What::Consent(value) => {
            let act = RecordConsent { consent: consent(*value), shown: chain.consent.shown() };
            acted(nurse(), act.into())
        }
        What::Item { by, item, state, note } => set_item(county, chain, by, *item, *state, *note),
        What::Ready(plan) => ready(county, case, chain, *plan, now),
        What::Withdraw { reason, .. } => {
            let of = chain.standing_ready_id().filter(|_| !home)?;
            let reason = (*reason).to_owned();
            acted(coordinator(), WithdrawReady { of, reason, shown: chain.ready.shown() }.into())
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
            acted(anyone(&case.outpatient), act.into())
        }
        What::Phone { unit, what, note, .. } => {
            let act = TellByPhone {
                unit: unit.clone(),
                said_by: "Samordnare".to_owned(),
                at: moment(crate::plan::after(now, -4)),
                number: county.phone(unit).unwrap_or_else(|| "0100-00 00 00".to_owned()),
                read_back: true,
                what: *what,
                from: None,
                note: (*note).to_owned(),
            };
            acted(coordinator().filter(|_| takes_part(unit)), act.into())
        }
        What::ConfirmPhone(by) => {
            let open = |note: &&brygga_domain::care_chain::PhoneNote| {
                note.note.value.unit == *by && note.confirmed.is_none()
            };
            let of = chain.phone.iter().find(open)?.note.id;
            acted(anyone(by), ConfirmPhone { of, holds: true, correction: None }.into())
        }
        What::PhoneUnanswered(unit) => {
            let act = RecordPhoneUnanswered { unit: unit.clone() };
            acted(coordinator().filter(|_| takes_part(unit)), act.into())
        }
        What::MoveWard(to, place) => {
            if home || *to == ward {
                return None;
            }
            let act = MoveWard {
                ward: county.party(to)?,
                place: Some(place.clone()),
                at: moment(crate::plan::after(now, -10)),
                shown: chain.ward.shown(),
            };
            acted(coordinator(), act.into())
        }
        What::Discharge { left, to } => discharge(coordinator()?, chain, &ward, *left, *to),
        What::Information => {
            if !home || chain.discharge_information.is_some() || chain.notices.is_empty() {
                return None;
            }
            let mut to = case.receivers();
            to.retain(|unit| takes_part(unit) && !chain.has_declined(unit));
            let details = Some(information());
            let act = SendDischargeInformation { to, secrecy_hinders: false, details };
            acted(nurse().filter(|_| !act.to.is_empty()), act.into())
        }
        What::Inform => {
            if chain.patient_informed.is_some() || !home && chain.standing_ready_id().is_none() {
                return None;
            }
            let next_of_kin = dice.percent(40).then(|| "dotter".to_owned());
            acted(nurse(), InformPatient { in_writing: true, next_of_kin }.into())
        }
        What::FollowUp => {
            if !home || case.person.protected {
                return None;
            }
            let as_planned = dice.percent(88);
            acted(anyone(&case.outpatient), RecordFollowUp { at: moment(now), as_planned }.into())
        }
        What::Close(reason) => close(county, case, chain, *reason, home),
        What::Deceased => {
            let doctor = county.somebody(&ward, &[Role::Physician]).cloned();
            let at = moment(crate::plan::after(now, -40));
            acted(doctor.filter(|_| !home), RecordDeceased { at }.into())
        }
        What::ConfirmDeceased => {
            let recorded = chain.deceased.as_ref().filter(|_| !chain.deceased_confirmed)?;
            let other = county.somebody_else(&ward, COORDINATORS, recorded.who.user.as_ref());
            acted(other.cloned(), ConfirmDeceased { of: recorded.id }.into())
        }
        What::CancelLast => {
            let own = |m: &&brygga_domain::care_chain::Message| {
                m.from.as_ref() == Some(&ward) && m.kind == Some(MessageKind::General)
            };
            let of = vec![chain.messages.iter().rfind(own)?.id];
            let note = "Skrevs i fel ärende".to_owned();
            let (written_by, reason) = (Some(ward.clone()), CancelReason::Mistake);
            acted(coordinator(), CancelFacts { of, written_by, reason, note }.into())
        }
    }
}

fn close(
    county: &County,
    case: &Case,
    chain: &CareChain,
    reason: brygga_domain::care_chain::EndReason,
    home: bool,
) -> Meant {
    use brygga_domain::care_chain::EndReason;
    let ward = chain.ward_unit()?;
    if chain.closed.is_some() || reason == EndReason::Completed && !home {
        return None;
    }
    if reason == EndReason::Completed && !case.person.protected {
        let actor = writer(county, chain, &case.outpatient).cloned()?;
        return Some((actor, CloseChain { reason }.into()));
    }
    let actor = county.somebody(ward, COORDINATORS).cloned()?;
    Some((actor, CloseChain { reason }.into()))
}

fn message(actor: Actor, to: &HsaId, text: &str, kind: MessageKind, may: bool) -> Meant {
    let act = SendMessage {
        kind,
        compartment: Compartment::Coordination,
        to: vec![to.clone()],
        text: text.to_owned(),
        ground: None,
    };
    may.then(|| (actor, act.into()))
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
    Some((actor, act.into()))
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
    Some((actor, act.into()))
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
    Some((actor, act.into()))
}

fn ready(
    county: &County,
    case: &Case,
    chain: &CareChain,
    plan: ReadyPlan,
    now: Timestamp,
) -> Meant {
    let ward = chain.ward_unit()?.clone();
    let stands = matches!(chain.standing_ready(), Standing::Ready(..));
    if stands || !chain.discharged.heads.is_empty() {
        return None;
    }
    let mut to = case.receivers();
    to.retain(|u| chain.party(u).is_some_and(|p| !p.ended) && !chain.has_declined(u));
    if chain.protected {
        to.clear();
    }
    let planned_departure = match plan {
        ReadyPlan::Alone { departure } => Some(moment(departure)),
        _ => chain.estimate.heads.first().map(|head| head.value.clone()),
    };
    let mut shown = chain.ready.shown();
    shown.extend(chain.estimate.shown());
    let act = DeclareReady {
        physician: county.physician(&ward),
        judged_at: moment(crate::plan::after(now, -15).max(case.admitted)),
        planned_departure: planned_departure.filter(|at| at.instant > now),
        secrecy_hinders: false,
        outpatient_needed: true,
        to,
        shown,
    };
    let actor = county.somebody(&ward, COORDINATORS).cloned()?;
    Some((actor, act.into()))
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
    Some((writer(county, chain, by).cloned()?, act.into()))
}

fn discharge(
    actor: Actor,
    chain: &CareChain,
    ward: &HsaId,
    left: Timestamp,
    destination: brygga_domain::care_chain::Destination,
) -> Meant {
    if !chain.discharged.heads.is_empty() {
        return None;
    }
    let open = !gates::before_discharge(chain, ward).is_empty();
    let alone = gates::municipality_gate(chain, left).is_some();
    let act = Discharge {
        left_at: moment(left),
        destination,
        despite: open.then(|| "Skickas i efterhand samma dag".to_owned()),
        municipality_contacted: alone,
        shown: Vec::new(),
    };
    Some((actor, act.into()))
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

fn information() -> DischargeInformationDetailed {
    DischargeInformationDetailed {
        summary: "Behandlad enligt plan, förbättrad vid hemgång.".to_owned(),
        follow_up: "Återbesök på vårdcentralen inom två veckor.".to_owned(),
        risks: Some("Fallrisk".to_owned()),
    }
}
