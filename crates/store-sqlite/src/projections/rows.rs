//! Rows as they are read: the columns of each table in the order of its reader.

use brygga_domain::care_chain::{NoticeAnswer, Stage};
use brygga_domain::registry::{Branch, Role};
use brygga_store::{
    Answered, ChainRow, Cursor, Group, OwnAnswerRow, PartyRow, ShownStep, StayRow, StayState,
};

use crate::columns::Columns;
use crate::fault::Fault;

/// The columns that [`chain`] reads, under the table name `c`.
macro_rules! chain_columns {
    () => {
        "c.chain, c.person, c.family, c.given, c.name_folded, c.identifier_system, c.identifier,
         c.birth_date, c.protected, c.municipality, c.area, c.ward, c.place, c.stage,
         c.stage_since, c.admitted_at, c.estimate, c.ready_at, c.municipality_ready,
         c.outpatient_ready, c.discharged_at, c.liability_from, c.prepared, c.prepared_of,
         c.weekend_from, c.weekend_until, c.conflict, c.owner, c.active, c.recompute_at,
         c.changed_at, c.version"
    };
}
pub(super) use chain_columns;

/// The columns that [`party`] reads, under the table name `p`.
macro_rules! party_columns {
    () => {
        "p.unit, p.organisation, p.branch, p.active, p.reads_until, p.group_no, p.step_code,
         p.step_detail, p.step_unit, p.step_role, p.step_due, p.step_statutory, p.unseen,
         p.taken_by, p.is_new, p.municipalities_ready, p.municipalities,
         p.changed_at, p.answer, p.answered_at"
    };
}
pub(super) use party_columns;

/// The columns that [`stay`] reads.
macro_rules! stay_columns {
    () => {
        "visit_key, stay, visit, person, identifier_kind, identifier_system, identifier, name,
         family, given, municipality, address, state, ward_code, ward, place, admitted_at,
         discharged_at, deceased, chain"
    };
}
pub(super) use stay_columns;

pub(super) fn chain(c: &mut Columns) -> Result<ChainRow, Fault> {
    Ok(ChainRow {
        chain: c.chain()?,
        person: c.person()?,
        family: c.text()?,
        given: c.text()?,
        name_folded: c.text()?,
        identifier_system: c.text()?,
        identifier: c.text()?,
        birth_date: c.opt_date()?,
        protected: c.bool()?,
        municipality: c.opt_text()?,
        area: c.opt_text()?,
        ward: c.unit()?,
        place: c.opt_text()?,
        stage: c.word(Stage::parse)?,
        stage_since: c.time()?,
        admitted_at: c.opt_time()?,
        estimate: c.opt_time()?,
        ready_at: c.opt_time()?,
        municipality_ready: c.opt_bool()?,
        outpatient_ready: c.opt_bool()?,
        discharged_at: c.opt_time()?,
        liability_from: c.opt_date()?,
        prepared: c.number()?,
        prepared_of: c.number()?,
        weekend_from: c.opt_time()?,
        weekend_until: c.opt_time()?,
        conflict: c.bool()?,
        owner: c.opt_unit()?,
        active: c.bool()?,
        recompute_at: c.opt_time()?,
        changed_at: c.time()?,
        version: c.int()?.cast_unsigned(),
    })
}

pub(super) fn party(c: &mut Columns) -> Result<PartyRow, Fault> {
    let unit = c.unit()?;
    let organisation = c.unit()?;
    let branch = c.word(Branch::parse)?;
    let active = c.bool()?;
    let reads_until = c.opt_time()?;
    let group = match c.int()? {
        0 => Group::Ours,
        1 => Group::Hospital,
        2 => Group::Municipality,
        3 => Group::PrimaryCare,
        4 => Group::Plan,
        _ => return Err(Fault::Damaged("column group_no is not a group".to_owned())),
    };
    let code = c.opt_text()?;
    let detail = c.opt_text()?;
    let step_unit = c.opt_unit()?;
    let role = match c.opt_str()? {
        None => None,
        Some(word) => Some(
            Role::parse(word)
                .ok_or_else(|| Fault::Damaged("column step_role is not a role".to_owned()))?,
        ),
    };
    let due = c.opt_time()?;
    let statutory = c.opt_bool()?.unwrap_or(false);
    let step = match (code, step_unit) {
        (Some(code), Some(unit)) => Some(ShownStep { code, detail, unit, role, due, statutory }),
        _ => None,
    };
    Ok(PartyRow {
        unit,
        organisation,
        branch,
        active,
        reads_until,
        group,
        step,
        unseen: c.number()?,
        taken_by: c.opt_text()?,
        is_new: c.bool()?,
        municipalities: (c.number()?, c.number()?),
        changed_at: c.time()?,
        answered: answered(c)?,
    })
}

fn answered(c: &mut Columns) -> Result<Option<Answered>, Fault> {
    let (answer, at) = (c.opt_str()?, c.opt_time()?);
    let Some((word, at)) = answer.zip(at) else { return Ok(None) };
    let answer = NoticeAnswer::parse(word)
        .ok_or_else(|| Fault::Damaged("column answer is not an answer".to_owned()))?;
    Ok(Some(Answered { answer, at }))
}

/// Columns: `p.active`, those of [`chain`], `p.answer`, `p.answered_at`.
pub(super) fn own_answer(c: &mut Columns) -> Result<OwnAnswerRow, Fault> {
    let (active, chain) = (c.bool()?, chain(c)?);
    let answered = answered(c)?
        .ok_or_else(|| Fault::Damaged("column answered_at stands without answer".to_owned()))?;
    let due_ms = answered.at.as_millisecond();
    let place = Cursor { key: String::new(), group: 0, due_ms, chain: chain.chain };
    Ok(OwnAnswerRow { chain, active, answered, place })
}

pub(super) fn stay(c: &mut Columns) -> Result<StayRow, Fault> {
    Ok(StayRow {
        visit_key: c.text()?,
        stay: c.stay()?,
        visit: c.text()?,
        person: c.person()?,
        identifier_kind: c.text()?,
        identifier_system: c.text()?,
        identifier: c.text()?,
        name: c.text()?,
        family: c.text()?,
        given: c.text()?,
        municipality: c.opt_text()?,
        address: c.opt_text()?,
        state: c.word(StayState::parse)?,
        ward_code: c.opt_text()?,
        ward: c.opt_unit()?,
        place: c.opt_text()?,
        admitted_at: c.opt_time()?,
        discharged_at: c.opt_time()?,
        deceased: c.bool()?,
        chain: c.opt_chain()?,
    })
}
