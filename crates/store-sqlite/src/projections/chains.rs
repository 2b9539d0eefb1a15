//! One row per chain, one per (chain, unit), and the counters that follow from them.

use brygga_domain::ids::{ChainId, HsaId};
use brygga_store::{ChainRow, Group, PartyRow};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::rows::{self, chain_columns, party_columns};
use crate::columns::{collect, one};
use crate::fault::Fault;

/// Chains of one round at the most.
const MAX_DUE: u32 = 1_000;
/// The group of closed rows in the order of their own list.
const CLOSED_GROUP: u8 = 5;

/// Which list a row stands on. The numbers are those of the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    None = 0,
    Open = 1,
    Closed = 2,
}

/// Where a row stands and what it counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    list: List,
    group: u8,
    order_ms: i64,
    unseen: bool,
    untaken: bool,
}

impl Place {
    fn of(chain: &ChainRow, party: &PartyRow) -> Self {
        // A unit whose part has ended stands on the lists as long as it may still read.
        let listed = party.active || party.reads_until.is_some();
        let list = match (listed, chain.active) {
            (false, _) => List::None,
            (true, true) => List::Open,
            (true, false) => List::Closed,
        };
        let due = party.step.as_ref().and_then(|step| step.due);
        let (group, order_ms) = match list {
            // Newest first.
            List::Closed => (CLOSED_GROUP, -chain.stage_since.as_millisecond()),
            _ => (party.group as u8, due.map_or(i64::MAX, Timestamp::as_millisecond)),
        };
        let untaken = party.group == Group::Ours && party.taken_by.is_none();
        Self { list, group, order_ms, unseen: party.unseen > 0, untaken }
    }

    fn count(self) -> Count {
        if self.list != List::Open {
            return Count::default();
        }
        Count {
            open: 1,
            ours: i64::from(self.group == Group::Ours as u8),
            unseen: i64::from(self.unseen),
            untaken: i64::from(self.untaken),
        }
    }
}

/// What a row adds to the counters of its unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    open: i64,
    ours: i64,
    unseen: i64,
    untaken: i64,
}

impl Count {
    fn minus(self, other: Self) -> Self {
        Self {
            open: self.open - other.open,
            ours: self.ours - other.ours,
            unseen: self.unseen - other.unseen,
            untaken: self.untaken - other.untaken,
        }
    }
}

pub(super) fn save(db: &Connection, chain: &ChainRow, parties: &[PartyRow]) -> Result<(), Fault> {
    let mut before = counted(db, chain.chain)?;
    save_chain(db, chain)?;
    for party in parties {
        let place = Place::of(chain, party);
        save_party(db, chain, party, place)?;
        let old = before.iter().position(|(unit, _)| unit == party.unit.as_str());
        let old = old.map_or_else(Count::default, |at| before.swap_remove(at).1);
        count(db, party.unit.as_str(), place.count().minus(old))?;
    }
    for (unit, old) in before {
        db.prepare_cached("DELETE FROM chain_party WHERE chain = ?1 AND unit = ?2")?
            .execute(params![&chain.chain.bytes()[..], unit])?;
        count(db, &unit, Count::default().minus(old))?;
    }
    Ok(())
}

/// What the stored rows of a chain count for, by unit.
fn counted(db: &Connection, chain: ChainId) -> Result<Vec<(String, Count)>, Fault> {
    let sql = "SELECT unit, list, order_group, unseen, untaken FROM chain_party WHERE chain = ?1";
    collect(db, sql, [&chain.bytes()[..]], |c| {
        let unit = c.text()?;
        if c.int()? != List::Open as i64 {
            return Ok((unit, Count::default()));
        }
        let ours = i64::from(c.int()? == Group::Ours as i64);
        let unseen = i64::from(c.int()? > 0);
        Ok((unit, Count { open: 1, ours, unseen, untaken: c.int()? }))
    })
}

/// Adds a difference to the unit's counters.
fn count(db: &Connection, unit: &str, difference: Count) -> Result<(), Fault> {
    if difference == Count::default() {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO unit_counter (unit, open, ours, unseen, untaken)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET open = open + excluded.open, ours = ours + excluded.ours,
             unseen = unseen + excluded.unseen, untaken = untaken + excluded.untaken",
    )?
    .execute(params![
        unit,
        difference.open,
        difference.ours,
        difference.unseen,
        difference.untaken
    ])?;
    Ok(())
}

fn save_chain(db: &Connection, row: &ChainRow) -> Result<(), Fault> {
    let ms = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
    db.prepare_cached(
        "INSERT INTO chain (chain, person, family, given, name_folded, identifier_system,
             identifier, birth_date, protected, municipality, area, ward, place, stage,
             stage_since, admitted_at, estimate, ready_at, municipality_ready, outpatient_ready,
             discharged_at, liability_from, prepared, prepared_of, weekend_from, weekend_until,
             conflict, owner, active, recompute_at, changed_at, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)
         ON CONFLICT DO UPDATE SET person = excluded.person, family = excluded.family,
             given = excluded.given, name_folded = excluded.name_folded,
             identifier_system = excluded.identifier_system, identifier = excluded.identifier,
             birth_date = excluded.birth_date, protected = excluded.protected,
             municipality = excluded.municipality, area = excluded.area, ward = excluded.ward,
             place = excluded.place, stage = excluded.stage, stage_since = excluded.stage_since,
             admitted_at = excluded.admitted_at, estimate = excluded.estimate,
             ready_at = excluded.ready_at, municipality_ready = excluded.municipality_ready,
             outpatient_ready = excluded.outpatient_ready,
             discharged_at = excluded.discharged_at, liability_from = excluded.liability_from,
             prepared = excluded.prepared, prepared_of = excluded.prepared_of,
             weekend_from = excluded.weekend_from, weekend_until = excluded.weekend_until,
             conflict = excluded.conflict, owner = excluded.owner, active = excluded.active,
             recompute_at = excluded.recompute_at, changed_at = excluded.changed_at,
             version = excluded.version",
    )?
    .execute(params![
        &row.chain.bytes()[..],
        &row.person.bytes()[..],
        row.family,
        row.given,
        row.name_folded,
        row.identifier_system,
        row.identifier,
        row.birth_date.map(|date| date.to_string()),
        row.protected,
        row.municipality,
        row.area,
        row.ward.as_str(),
        row.place,
        row.stage.as_str(),
        row.stage_since.as_millisecond(),
        ms(row.admitted_at),
        ms(row.estimate),
        ms(row.ready_at),
        row.municipality_ready,
        row.outpatient_ready,
        ms(row.discharged_at),
        row.liability_from.map(|date| date.to_string()),
        row.prepared,
        row.prepared_of,
        ms(row.weekend_from),
        ms(row.weekend_until),
        row.conflict,
        row.owner.as_ref().map(HsaId::as_str),
        row.active,
        ms(row.recompute_at),
        row.changed_at.as_millisecond(),
        row.version.cast_signed(),
    ])?;
    Ok(())
}

fn save_party(
    db: &Connection,
    chain: &ChainRow,
    row: &PartyRow,
    place: Place,
) -> Result<(), Fault> {
    let ms = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
    let step = row.step.as_ref();
    // A flag without an end stays on.
    let weekend_until = ms(chain.weekend_from).map(|_| ms(chain.weekend_until).unwrap_or(i64::MAX));
    db.prepare_cached(
        "INSERT INTO chain_party (chain, unit, organisation, branch, active, reads_until,
             group_no, step_code, step_detail, step_unit, step_role, step_due, step_statutory,
             unseen, taken_by, is_new, list, order_group, order_ms, untaken, area, weekend_from,
             weekend_until, name_folded, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23, ?24, ?25)
         ON CONFLICT DO UPDATE SET organisation = excluded.organisation,
             branch = excluded.branch, active = excluded.active,
             reads_until = excluded.reads_until, group_no = excluded.group_no,
             step_code = excluded.step_code, step_detail = excluded.step_detail,
             step_unit = excluded.step_unit, step_role = excluded.step_role,
             step_due = excluded.step_due, step_statutory = excluded.step_statutory,
             unseen = excluded.unseen, taken_by = excluded.taken_by, is_new = excluded.is_new,
             list = excluded.list, order_group = excluded.order_group,
             order_ms = excluded.order_ms, untaken = excluded.untaken, area = excluded.area,
             weekend_from = excluded.weekend_from, weekend_until = excluded.weekend_until,
             name_folded = excluded.name_folded, changed_at = excluded.changed_at",
    )?
    .execute(params![
        &chain.chain.bytes()[..],
        row.unit.as_str(),
        row.organisation.as_str(),
        row.branch.as_str(),
        row.active,
        ms(row.reads_until),
        row.group as u8,
        step.map(|step| step.code.as_str()),
        step.and_then(|step| step.detail.as_deref()),
        step.map(|step| step.unit.as_str()),
        step.and_then(|step| step.role).map(|role| role.as_str()),
        ms(step.and_then(|step| step.due)),
        step.map(|step| step.statutory),
        row.unseen,
        row.taken_by,
        row.is_new,
        place.list as u8,
        place.group,
        place.order_ms,
        place.untaken,
        chain.area,
        ms(chain.weekend_from),
        weekend_until,
        chain.name_folded,
        chain.changed_at.as_millisecond(),
    ])?;
    Ok(())
}

pub(super) fn row(db: &Connection, chain: ChainId) -> Result<Option<ChainRow>, Fault> {
    let sql = concat!("SELECT ", chain_columns!(), " FROM chain c WHERE c.chain = ?1");
    one(db, sql, [&chain.bytes()[..]], rows::chain)
}

pub(super) fn parties(db: &Connection, chain: ChainId) -> Result<Vec<PartyRow>, Fault> {
    let sql = concat!(
        "SELECT ",
        party_columns!(),
        " FROM chain_party p WHERE p.chain = ?1 ORDER BY p.unit"
    );
    collect(db, sql, [&chain.bytes()[..]], rows::party)
}

/// Open chains whose steps change their order with time.
pub(super) fn due_for_projection(
    db: &Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<ChainId>, Fault> {
    let sql = "SELECT chain FROM chain WHERE active = 1 AND recompute_at <= ?1
               ORDER BY recompute_at LIMIT ?2";
    let params = params![now.as_millisecond(), limit.min(MAX_DUE)];
    collect(db, sql, params, |c| c.chain())
}
