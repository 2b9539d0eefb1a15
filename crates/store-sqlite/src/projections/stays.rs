//! Stays of the admission feed.

use brygga_domain::ids::{ChainId, HsaId, PersonId};
use brygga_store::{StayRow, StayState, stay_columns, stay_row};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::build::Set;
use crate::columns::{collect, one};
use crate::fault::Fault;

const MAX_ROWS: u32 = 1_000;

pub(super) fn save(db: &Connection, set: Set, row: &StayRow) -> Result<(), Fault> {
    let ms = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
    let here = matches!(row.state, StayState::Admitted | StayState::OnLeave);
    let open = here || row.state == StayState::Planned;
    let sql =
        "INSERT INTO stay (visit_key, stay, visit, person, identifier_kind, identifier_system,
             identifier, name, family, given, municipality, address, state, ward_code, ward,
             place, admitted_at, discharged_at, deceased, chain, open, waiting, protected)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23)
         ON CONFLICT DO UPDATE SET stay = excluded.stay, visit = excluded.visit,
             person = excluded.person, identifier_kind = excluded.identifier_kind,
             identifier_system = excluded.identifier_system, identifier = excluded.identifier,
             name = excluded.name, family = excluded.family, given = excluded.given,
             municipality = excluded.municipality, address = excluded.address,
             state = excluded.state, ward_code = excluded.ward_code, ward = excluded.ward,
             place = excluded.place, admitted_at = excluded.admitted_at,
             discharged_at = excluded.discharged_at, deceased = excluded.deceased,
             chain = excluded.chain, open = excluded.open, waiting = excluded.waiting,
             protected = excluded.protected";
    db.prepare_cached(&set.sql(sql))?.execute(params![
        row.visit_key,
        &row.stay.bytes()[..],
        row.visit,
        &row.person.bytes()[..],
        row.identifier_kind,
        row.identifier_system,
        row.identifier,
        row.name,
        row.family,
        row.given,
        row.municipality,
        row.address,
        row.state.as_str(),
        row.ward_code,
        row.ward.as_ref().map(HsaId::as_str),
        row.place,
        ms(row.admitted_at),
        ms(row.discharged_at),
        row.deceased,
        row.chain.map(|chain| chain.bytes().to_vec()),
        open,
        here && row.chain.is_none(),
        row.protected,
    ])?;
    Ok(())
}

pub(super) fn link(db: &Connection, set: Set, visit: &str, chain: ChainId) -> Result<(), Fault> {
    let sql = "UPDATE stay SET chain = ?2, waiting = 0 WHERE visit_key = ?1";
    db.prepare_cached(&set.sql(sql))?.execute(params![visit, &chain.bytes()[..]])?;
    Ok(())
}

/// In the order of the newest admission; without a time last.
pub(super) const ON_WARD: &str = concat!(
    "SELECT ",
    stay_columns!(),
    " FROM stay WHERE ward = ?1 AND waiting = 1
     ORDER BY admitted_at DESC, visit_key DESC LIMIT ?2"
);

pub(super) const OPEN_OF: &str = concat!(
    "SELECT ",
    stay_columns!(),
    " FROM stay WHERE person = ?1 AND open = 1 ORDER BY visit_key LIMIT ?2"
);

pub(super) const DECEASED_OF: &str = concat!(
    "SELECT ",
    stay_columns!(),
    " FROM stay WHERE person = ?1 AND deceased = 1 ORDER BY visit_key"
);

pub(super) const AFTER: &str = concat!(
    "SELECT ",
    stay_columns!(),
    " FROM stay WHERE visit_key > ?1 ORDER BY visit_key LIMIT ?2"
);

pub(super) fn on_ward(db: &Connection, ward: &HsaId, limit: u32) -> Result<Vec<StayRow>, Fault> {
    let params = params![ward.as_str(), limit.min(MAX_ROWS)];
    collect(db, ON_WARD, params, |c| stay_row(c))
}

pub(super) fn row(db: &Connection, visit_key: &str) -> Result<Option<StayRow>, Fault> {
    let sql = concat!("SELECT ", stay_columns!(), " FROM stay WHERE visit_key = ?1");
    one(db, sql, [visit_key], |c| stay_row(c))
}

pub(super) fn open_of(db: &Connection, person: PersonId) -> Result<Vec<StayRow>, Fault> {
    let params = params![&person.bytes()[..], MAX_ROWS];
    collect(db, OPEN_OF, params, |c| stay_row(c))
}

pub(super) fn deceased_of(db: &Connection, persons: &[PersonId]) -> Result<Vec<StayRow>, Fault> {
    let mut found = Vec::new();
    for person in persons {
        found.extend(collect(db, DECEASED_OF, [&person.bytes()[..]], |c| stay_row(c))?);
    }
    Ok(found)
}

pub(super) fn after(
    db: &Connection,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<StayRow>, Fault> {
    // No key is empty, so all come after the empty one.
    let params = params![after.unwrap_or(""), limit.min(MAX_ROWS)];
    collect(db, AFTER, params, |c| stay_row(c))
}
