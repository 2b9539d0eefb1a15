//! Rows as they are read: the columns of each table in the order of its reader, for every engine.

use brygga_domain::care_chain::{NoticeAnswer, Stage};
use brygga_domain::registry::{Branch, Role};

use crate::accounts::{Credential, PendingAct};
use crate::columns::Columns;
use crate::jobs::{Job, JobKey, JobState};
use crate::projections::{Answered, ChainRow, Cursor, Group, OwnAnswerRow, PartyRow, ShownStep};
use crate::stays::{StayRow, StayState};

/// The columns that [`chain_row`](crate::chain_row) reads, under the table name `c`.
#[macro_export]
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

/// The columns that [`party_row`](crate::party_row) reads, under the table name `p`.
#[macro_export]
macro_rules! party_columns {
    () => {
        "p.unit, p.organisation, p.branch, p.active, p.reads_until, p.group_no, p.step_code,
         p.step_detail, p.step_unit, p.step_role, p.step_due, p.step_statutory, p.unseen,
         p.taken_by, p.is_new, p.municipalities_ready, p.municipalities,
         p.changed_at, p.answer, p.answered_at"
    };
}

/// The columns that [`stay_row`](crate::stay_row) reads.
#[macro_export]
macro_rules! stay_columns {
    () => {
        "visit_key, stay, visit, person, identifier_kind, identifier_system, identifier, name,
         family, given, municipality, address, state, ward_code, ward, place, admitted_at,
         discharged_at, deceased, protected, chain"
    };
}

/// Reads a chain's row.
///
/// # Errors
/// When a column is damaged.
pub fn chain_row<'r, C: Columns<'r>>(c: &mut C) -> Result<ChainRow, C::Fault> {
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

/// Reads a unit's row.
///
/// # Errors
/// When a column is damaged.
pub fn party_row<'r, C: Columns<'r>>(c: &mut C) -> Result<PartyRow, C::Fault> {
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
        _ => return Err(c.wrong("a group")),
    };
    let code = c.opt_text()?;
    let detail = c.opt_text()?;
    let step_unit = c.opt_unit()?;
    let role = c.opt_word(Role::parse)?;
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

fn answered<'r, C: Columns<'r>>(c: &mut C) -> Result<Option<Answered>, C::Fault> {
    let (answer, at) = (c.opt_word(NoticeAnswer::parse)?, c.opt_time()?);
    Ok(answer.zip(at).map(|(answer, at)| Answered { answer, at }))
}

/// Reads an answer that is left: `p.active`, the columns of the chain, `p.answer`, `p.answered_at`.
///
/// # Errors
/// When a column is damaged.
pub fn own_answer_row<'r, C: Columns<'r>>(c: &mut C) -> Result<OwnAnswerRow, C::Fault> {
    let (active, chain) = (c.bool()?, chain_row(c)?);
    let answered = answered(c)?.ok_or_else(|| c.wrong("a time of an answer"))?;
    let due_ms = answered.at.as_millisecond();
    let place = Cursor { key: String::new(), group: 0, due_ms, chain: chain.chain };
    Ok(OwnAnswerRow { chain, active, answered, place })
}

/// Reads a stay.
///
/// # Errors
/// When a column is damaged.
pub fn stay_row<'r, C: Columns<'r>>(c: &mut C) -> Result<StayRow, C::Fault> {
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
        protected: c.bool()?,
        chain: c.opt_chain()?,
    })
}

/// Reads an account: `user_name`, the user, `hash`.
///
/// # Errors
/// When a column is damaged.
pub fn credential_row<'r, C: Columns<'r>>(c: &mut C) -> Result<Credential, C::Fault> {
    Ok(Credential { user_name: c.text()?, user: c.unit()?, hash: c.text()? })
}

/// Reads an act that waits: `cmd`, the user, `assignment`, `due_at`, `payload`.
///
/// # Errors
/// When a column is damaged.
pub fn pending_act_row<'r, C: Columns<'r>>(c: &mut C) -> Result<PendingAct, C::Fault> {
    Ok(PendingAct {
        cmd: c.command()?,
        user: c.unit()?,
        assignment: c.text()?,
        due_at: c.time()?,
        payload: c.text()?,
    })
}

/// Reads a job: `kind`, `about`, `state`, `attempts`, `due_at`, `why`, `correlation`, `created_at`,
/// `changed_at`.
///
/// # Errors
/// When a column is damaged.
pub fn job_row<'r, C: Columns<'r>>(c: &mut C) -> Result<Job, C::Fault> {
    Ok(Job {
        key: JobKey { kind: c.text()?, about: c.text()? },
        state: c.word(JobState::parse)?,
        attempts: c.number()?,
        due_at: c.time()?,
        why: c.text()?,
        correlation: c.text()?,
        created_at: c.time()?,
        changed_at: c.time()?,
    })
}
