//! Stays of the admission feed.

use std::collections::BTreeMap;

use brygga_domain::ids::{ChainId, HsaId, PersonId};
use brygga_store::{StayRow, StayState, stay_columns, stay_row};
use jiff::Timestamp;

use crate::columns::{collect, one};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::statement::{Plain as _, Write, owned};

const MAX_ROWS: u32 = 1_000;

/// What a batch does to one stay.
pub(super) enum StayChange {
    Row(Box<StayRow>),
    Link { visit: String, chain: ChainId },
}

impl StayChange {
    pub(super) fn visit_key(&self) -> &str {
        match self {
            Self::Row(row) => &row.visit_key,
            Self::Link { visit, .. } => visit,
        }
    }

    /// The stay belongs to a chain from now on.
    pub(super) fn link(&mut self, to: ChainId) {
        match self {
            Self::Row(row) => row.chain = Some(to),
            Self::Link { chain, .. } => *chain = to,
        }
    }
}

/// The statements for stays of different keys.
pub(super) fn save(changes: &BTreeMap<String, StayChange>) -> Vec<Write> {
    let mut rows = Vec::new();
    let mut links = (Vec::new(), Vec::new());
    for change in changes.values() {
        match change {
            StayChange::Row(row) => rows.push(&**row),
            StayChange::Link { visit, chain } => {
                links.0.push(visit.clone());
                links.1.push(chain.bytes().to_vec());
            }
        }
    }
    let mut writes = Vec::new();
    if !rows.is_empty() {
        writes.push(save_rows(&rows));
    }
    if !links.0.is_empty() {
        writes.push(Write { sql: LINK, params: owned![links.0, links.1] });
    }
    writes
}

const LINK: &str = "UPDATE stay SET chain = new.chain, waiting = false
     FROM unnest($1::text[], $2::bytea[]) AS new (visit_key, chain)
     WHERE stay.visit_key = new.visit_key";

const SAVE: &str = "INSERT INTO stay (visit_key, stay, visit, person, identifier_kind,
         identifier_system, identifier, name, family, given, municipality, address, state,
         ward_code, ward, place, admitted_at, discharged_at, deceased, chain, open, waiting, protected)
     SELECT * FROM unnest($1::text[], $2::bytea[], $3::text[], $4::bytea[], $5::text[], $6::text[],
         $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
         $14::text[], $15::text[], $16::text[], $17::bigint[], $18::bigint[], $19::boolean[],
         $20::bytea[], $21::boolean[], $22::boolean[], $23::boolean[])
     ON CONFLICT (visit_key) DO UPDATE SET stay = excluded.stay, visit = excluded.visit,
         person = excluded.person, identifier_kind = excluded.identifier_kind,
         identifier_system = excluded.identifier_system, identifier = excluded.identifier,
         name = excluded.name, family = excluded.family, given = excluded.given,
         municipality = excluded.municipality, address = excluded.address, state = excluded.state,
         ward_code = excluded.ward_code, ward = excluded.ward, place = excluded.place,
         admitted_at = excluded.admitted_at, discharged_at = excluded.discharged_at,
         deceased = excluded.deceased, chain = excluded.chain, open = excluded.open,
         waiting = excluded.waiting, protected = excluded.protected";

fn save_rows(rows: &[&StayRow]) -> Write {
    macro_rules! column {
        ($row:ident => $value:expr) => {
            rows.iter().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    let ms = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
    let here = |row: &StayRow| matches!(row.state, StayState::Admitted | StayState::OnLeave);
    let params = owned![
        column!(row => row.visit_key.plain()),
        column!(row => row.stay.bytes().to_vec()),
        column!(row => row.visit.plain()),
        column!(row => row.person.bytes().to_vec()),
        column!(row => row.identifier_kind.plain()),
        column!(row => row.identifier_system.plain()),
        column!(row => row.identifier.plain()),
        column!(row => row.name.plain()),
        column!(row => row.family.plain()),
        column!(row => row.given.plain()),
        column!(row => row.municipality.plain()),
        column!(row => row.address.plain()),
        column!(row => row.state.as_str()),
        column!(row => row.ward_code.plain()),
        column!(row => row.ward.as_ref().map(|ward| HsaId::as_str(ward).to_owned())),
        column!(row => row.place.plain()),
        column!(row => ms(row.admitted_at)),
        column!(row => ms(row.discharged_at)),
        column!(row => row.deceased),
        column!(row => row.chain.map(|chain| chain.bytes().to_vec())),
        column!(row => here(row) || row.state == StayState::Planned),
        column!(row => here(row) && row.chain.is_none()),
        column!(row => row.protected),
    ];
    Write { sql: SAVE, params }
}

/// In the order of the newest admission; without a time last.
pub(super) const ON_WARD: &str = concat!(
    "SELECT ",
    stay_columns!(),
    " FROM stay WHERE ward = $1 AND waiting
     ORDER BY admitted_at DESC NULLS LAST, visit_key DESC LIMIT $2"
);

pub(super) const OPEN_OF: &str = concat!(
    "SELECT ",
    stay_columns!(),
    " FROM stay WHERE person = $1 AND open ORDER BY visit_key LIMIT $2"
);

pub(super) const DECEASED_OF: &str = concat!(
    "SELECT ",
    stay_columns!(),
    " FROM stay WHERE person = ANY($1) AND deceased ORDER BY visit_key"
);

pub(super) const AFTER: &str = concat!(
    "SELECT ",
    stay_columns!(),
    " FROM stay WHERE visit_key > $1 ORDER BY visit_key LIMIT $2"
);

pub(super) async fn on_ward(
    db: &Connection,
    ward: &HsaId,
    limit: u32,
) -> Result<Vec<StayRow>, Fault> {
    let limit = i64::from(limit.min(MAX_ROWS));
    collect(db, ON_WARD, &[&ward.as_str(), &limit], |c| stay_row(c)).await
}

pub(super) async fn row(db: &Connection, visit_key: &str) -> Result<Option<StayRow>, Fault> {
    let sql = concat!("SELECT ", stay_columns!(), " FROM stay WHERE visit_key = $1");
    one(db, sql, &[&visit_key], |c| stay_row(c)).await
}

pub(super) async fn open_of(db: &Connection, person: PersonId) -> Result<Vec<StayRow>, Fault> {
    collect(db, OPEN_OF, &[&&person.bytes()[..], &i64::from(MAX_ROWS)], |c| stay_row(c)).await
}

pub(super) async fn deceased_of(
    db: &Connection,
    persons: &[PersonId],
) -> Result<Vec<StayRow>, Fault> {
    let persons: Vec<Vec<u8>> = persons.iter().map(|person| person.bytes().to_vec()).collect();
    collect(db, DECEASED_OF, &[&persons], |c| stay_row(c)).await
}

pub(super) async fn after(
    db: &Connection,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<StayRow>, Fault> {
    // No key is empty, so all come after the empty one.
    let limit = i64::from(limit.min(MAX_ROWS));
    collect(db, AFTER, &[&after.unwrap_or(""), &limit], |c| stay_row(c)).await
}
