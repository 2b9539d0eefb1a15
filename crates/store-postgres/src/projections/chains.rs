//! One row per chain.

use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{ChainRow, Columns as _, chain_columns, chain_row};
use jiff::Timestamp;

use crate::columns::{collect, one};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::statement::{Plain as _, Write, owned};

/// Chains of one round at the most.
const MAX_DUE: u32 = 1_000;

/// A change outside the indexes touches none of them: PostgreSQL sees that itself.
const SAVE: &str = "INSERT INTO chain (chain, person, family, given, name_folded, identifier_system,
         identifier, birth_date, protected, municipality, area, ward, place, stage, stage_since,
         admitted_at, estimate, ready_at, municipality_ready, outpatient_ready, discharged_at,
         liability_from, prepared, prepared_of, weekend_from, weekend_until, conflict, owner, active,
         recompute_at, changed_at, version)
     SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[],
         $7::text[], $8::text[], $9::boolean[], $10::text[], $11::text[], $12::text[], $13::text[],
         $14::text[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::boolean[],
         $20::boolean[], $21::bigint[], $22::text[], $23::bigint[], $24::bigint[], $25::bigint[],
         $26::bigint[], $27::boolean[], $28::text[], $29::boolean[], $30::bigint[], $31::bigint[],
         $32::bigint[])
     ON CONFLICT (chain) DO UPDATE SET person = excluded.person, family = excluded.family,
         given = excluded.given, name_folded = excluded.name_folded,
         identifier_system = excluded.identifier_system, identifier = excluded.identifier,
         birth_date = excluded.birth_date, protected = excluded.protected,
         municipality = excluded.municipality, area = excluded.area, ward = excluded.ward,
         place = excluded.place, stage = excluded.stage, stage_since = excluded.stage_since,
         admitted_at = excluded.admitted_at, estimate = excluded.estimate,
         ready_at = excluded.ready_at, municipality_ready = excluded.municipality_ready,
         outpatient_ready = excluded.outpatient_ready, discharged_at = excluded.discharged_at,
         liability_from = excluded.liability_from, prepared = excluded.prepared,
         prepared_of = excluded.prepared_of, weekend_from = excluded.weekend_from,
         weekend_until = excluded.weekend_until, conflict = excluded.conflict,
         owner = excluded.owner, active = excluded.active, recompute_at = excluded.recompute_at,
         changed_at = excluded.changed_at, version = excluded.version";

/// Writes rows of different chains.
pub(super) fn save<'r>(rows: impl Iterator<Item = &'r ChainRow>) -> Write {
    let rows: Vec<&ChainRow> = rows.collect();
    macro_rules! column {
        ($row:ident => $value:expr) => {
            rows.iter().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    let ms = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
    let params = owned![
        column!(row => row.chain.bytes().to_vec()),
        column!(row => row.person.bytes().to_vec()),
        column!(row => row.family.plain()),
        column!(row => row.given.plain()),
        column!(row => row.name_folded.plain()),
        column!(row => row.identifier_system.plain()),
        column!(row => row.identifier.plain()),
        column!(row => row.birth_date.map(|date| date.to_string())),
        column!(row => row.protected),
        column!(row => row.municipality.plain()),
        column!(row => row.area.plain()),
        column!(row => row.ward.as_str().to_owned()),
        column!(row => row.place.plain()),
        column!(row => row.stage.as_str()),
        column!(row => row.stage_since.as_millisecond()),
        column!(row => ms(row.admitted_at)),
        column!(row => ms(row.estimate)),
        column!(row => ms(row.ready_at)),
        column!(row => row.municipality_ready),
        column!(row => row.outpatient_ready),
        column!(row => ms(row.discharged_at)),
        column!(row => row.liability_from.map(|date| date.to_string())),
        column!(row => i64::from(row.prepared)),
        column!(row => i64::from(row.prepared_of)),
        column!(row => ms(row.weekend_from)),
        column!(row => ms(row.weekend_until)),
        column!(row => row.conflict),
        column!(row => row.owner.as_ref().map(|owner| HsaId::as_str(owner).to_owned())),
        column!(row => row.active),
        column!(row => ms(row.recompute_at)),
        column!(row => row.changed_at.as_millisecond()),
        column!(row => row.version.cast_signed()),
    ];
    Write { sql: SAVE, params }
}

pub(super) async fn row(db: &Connection, chain: ChainId) -> Result<Option<ChainRow>, Fault> {
    let sql = concat!("SELECT ", chain_columns!(), " FROM chain c WHERE c.chain = $1");
    one(db, sql, &[&&chain.bytes()[..]], |c| chain_row(c)).await
}

pub(super) const DUE: &str = "SELECT chain FROM chain WHERE active AND recompute_at <= $1
     ORDER BY recompute_at LIMIT $2";

/// Open chains whose steps change their order with time.
pub(super) async fn due_for_projection(
    db: &Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<ChainId>, Fault> {
    let limit = i64::from(limit.min(MAX_DUE));
    collect(db, DUE, &[&now.as_millisecond(), &limit], |c| c.chain()).await
}
