//! Projections: writing the rows that follow from events, and reading them.

mod build;
mod chains;
mod digest;
mod facts;
mod links;
mod lists;
mod parties;
#[cfg(test)]
mod plans;
mod search;
mod shown;
mod stays;
mod takers;

use async_trait::async_trait;
use brygga_domain::ids::{ChainId, Digest, HsaId, PersonId};
use brygga_store::{
    ChainRow, Change, Columns as _, Counters, Cursor, FactMarks, FactPage, FactQuery, FactRow,
    GroupCount, LastRows, MonthNumber, Neighbours, OwnAnswerRow, Page, PartyRow, ProjectionTable,
    ProjectionVersion, Projections, SearchHit, ShownRow, StayRow, StoreError, WorklistQuery,
    WorklistRow,
};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::SqliteStore;
use crate::columns::{collect, one};
use crate::fault::Fault;
use crate::readers::snapshot;
use crate::{accounts, feed};

pub(crate) use build::Set;

/// Writes one row, as part of a unit of work or of a rebuild.
pub(crate) fn apply(db: &Connection, set: Set, change: &Change) -> Result<(), Fault> {
    match change {
        Change::Chain(row, parties) => chains::save(db, set, row, parties),
        Change::Takers { chain, takers } => takers::save(db, set, *chain, takers),
        Change::Links { chain, others } => links::save(db, set, *chain, others),
        Change::Facts(chain, row) => facts::save(db, set, *chain, row.as_deref()),
        Change::Stay(row) => stays::save(db, set, row),
        Change::StayLinked { visit, chain } => stays::link(db, set, visit, *chain),
        Change::PersonIdentified { person, system, value } => {
            let sql = "INSERT INTO person_identifier (value, system, person) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET person = excluded.person";
            db.prepare_cached(&set.sql(sql))?.execute(params![
                value,
                system,
                &person.bytes()[..]
            ])?;
            Ok(())
        }
        Change::PendingDone(cmd) => accounts::pending_done(db, *cmd).map(drop),
        Change::DraftDone(key) => accounts::drop_draft(db, key),
        Change::FeedAnswered(message) => feed::answered(db, message),
    }
}

#[async_trait]
impl Projections for SqliteStore {
    async fn worklist(&self, query: WorklistQuery) -> Result<Page<WorklistRow>, StoreError> {
        self.read(move |db| lists::worklist(db, &query)).await
    }

    async fn group_counts(&self, query: WorklistQuery) -> Result<Vec<GroupCount>, StoreError> {
        self.read(move |db| lists::group_counts(db, &query)).await
    }

    async fn neighbours(&self, query: WorklistQuery) -> Result<Option<Neighbours>, StoreError> {
        self.read(move |db| snapshot(db, |db| lists::neighbours(db, &query))).await
    }

    async fn counters(
        &self,
        unit: &HsaId,
        user: &HsaId,
        user_name: &str,
        now: Timestamp,
    ) -> Result<Counters, StoreError> {
        let (unit, user, name) = (unit.clone(), user.clone(), user_name.to_owned());
        self.read(move |db| snapshot(db, |db| lists::counters(db, &unit, &user, &name, now))).await
    }

    async fn ours(&self, unit: &HsaId, now: Timestamp) -> Result<u32, StoreError> {
        let unit = unit.clone();
        self.look_up(move |db| snapshot(db, |db| lists::ours(db, &unit, now))).await
    }

    async fn own_answers(
        &self,
        unit: &HsaId,
        now: Timestamp,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<OwnAnswerRow>, StoreError> {
        let unit = unit.clone();
        self.read(move |db| parties::own_answers(db, &unit, now, after.as_ref(), limit)).await
    }

    async fn following_registry(
        &self,
        after: Option<ChainId>,
        limit: u32,
    ) -> Result<Vec<ChainId>, StoreError> {
        self.read(move |db| parties::following_registry(db, after, limit)).await
    }

    async fn chain_row(&self, chain: ChainId) -> Result<Option<ChainRow>, StoreError> {
        self.look_up(move |db| chains::row(db, chain)).await
    }

    async fn linked_chains(&self, chain: ChainId, limit: u32) -> Result<Vec<ChainId>, StoreError> {
        self.look_up(move |db| links::linked(db, chain, limit)).await
    }

    async fn party_rows(&self, chain: ChainId) -> Result<Vec<PartyRow>, StoreError> {
        self.look_up(move |db| parties::rows(db, chain)).await
    }

    async fn find_by_identifier(
        &self,
        unit: &HsaId,
        system: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<Vec<SearchHit>, StoreError> {
        let (unit, system, value) = (unit.clone(), system.to_owned(), value.to_owned());
        self.read(move |db| search::by_identifier(db, &unit, &system, &value, now)).await
    }

    async fn find_by_name(
        &self,
        unit: &HsaId,
        prefix: &str,
        now: Timestamp,
    ) -> Result<Vec<SearchHit>, StoreError> {
        let (unit, prefix) = (unit.clone(), prefix.to_owned());
        self.read(move |db| search::by_name(db, &unit, &prefix, now)).await
    }

    async fn person_by_identifier(
        &self,
        system: &str,
        value: &str,
    ) -> Result<Option<PersonId>, StoreError> {
        let (system, value) = (system.to_owned(), value.to_owned());
        self.look_up(move |db| {
            let sql = "SELECT person FROM person_identifier WHERE value = ?1 AND system = ?2";
            one(db, sql, params![value, system], |c| c.person())
        })
        .await
    }

    async fn due_for_projection(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<ChainId>, StoreError> {
        self.read(move |db| chains::due_for_projection(db, now, limit)).await
    }

    async fn open_chains_of(&self, person: PersonId) -> Result<Vec<ChainId>, StoreError> {
        self.look_up(move |db| {
            let sql = "SELECT chain FROM chain WHERE person = ?1 AND active = 1 ORDER BY chain";
            collect(db, sql, [&person.bytes()[..]], |c| c.chain())
        })
        .await
    }

    async fn ward_stays(&self, ward: &HsaId, limit: u32) -> Result<Vec<StayRow>, StoreError> {
        let ward = ward.clone();
        self.read(move |db| stays::on_ward(db, &ward, limit)).await
    }

    async fn are_protected(&self, persons: &[PersonId]) -> Result<Vec<bool>, StoreError> {
        let persons = persons.to_vec();
        self.look_up(move |db| {
            let sql = "SELECT EXISTS (SELECT 1 FROM chain WHERE person = ?1 AND protected = 1)";
            let protected = |person: &PersonId| one(db, sql, [&person.bytes()[..]], |c| c.bool());
            persons.iter().map(|person| Ok(protected(person)? == Some(true))).collect()
        })
        .await
    }

    async fn stay(&self, visit_key: &str) -> Result<Option<StayRow>, StoreError> {
        let visit_key = visit_key.to_owned();
        self.look_up(move |db| stays::row(db, &visit_key)).await
    }

    async fn deceased_stays_of(&self, persons: &[PersonId]) -> Result<Vec<StayRow>, StoreError> {
        let persons = persons.to_vec();
        self.look_up(move |db| stays::deceased_of(db, &persons)).await
    }

    async fn open_stays_of(&self, person: PersonId) -> Result<Vec<StayRow>, StoreError> {
        self.look_up(move |db| stays::open_of(db, person)).await
    }

    async fn stays_after(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<StayRow>, StoreError> {
        let after = after.map(str::to_owned);
        self.read(move |db| stays::after(db, after.as_deref(), limit)).await
    }

    async fn changed_since(
        &self,
        unit: &HsaId,
        since: Timestamp,
    ) -> Result<Vec<ChainId>, StoreError> {
        let unit = unit.clone();
        self.read(move |db| lists::changed_since(db, &unit, since)).await
    }

    async fn fact_rows(&self, query: FactQuery) -> Result<FactPage, StoreError> {
        self.read(move |db| snapshot(db, |db| facts::page(db, &query))).await
    }

    async fn fact_marks(
        &self,
        from: MonthNumber,
        to: MonthNumber,
    ) -> Result<FactMarks, StoreError> {
        self.read(move |db| snapshot(db, |db| facts::marks(db, from, to))).await
    }

    async fn fact_row(&self, chain: ChainId) -> Result<Option<FactRow>, StoreError> {
        self.look_up(move |db| facts::row(db, chain)).await
    }

    async fn projection_digest(&self) -> Result<Digest, StoreError> {
        self.read(|db| snapshot(db, digest::all)).await
    }

    async fn projection_version(&self) -> Result<Option<ProjectionVersion>, StoreError> {
        self.read(|db| {
            let sql = "SELECT version FROM projection_version";
            one(db, sql, [], |c| Ok(ProjectionVersion(c.number()?)))
        })
        .await
    }

    async fn save_projection_version(&self, version: ProjectionVersion) -> Result<(), StoreError> {
        self.writer.write(move |db| build::save_version(db, version)).await
    }

    async fn clear_projections(&self) -> Result<(), StoreError> {
        self.writer
            .write(|db| {
                for sql in [
                    "DELETE FROM chain",
                    "DELETE FROM chain_party",
                    "DELETE FROM chain_taker",
                    "DELETE FROM unit_counter",
                    "DELETE FROM stay",
                    "DELETE FROM person_identifier",
                    "DELETE FROM chain_fact",
                    "DELETE FROM fact_month",
                    "DELETE FROM chain_link",
                    "DELETE FROM projection_version",
                ] {
                    db.prepare_cached(sql)?.execute([])?;
                }
                Ok(())
            })
            .await
    }

    async fn write_projections(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.writer
            .write(move |db| changes.iter().try_for_each(|change| apply(db, Set::Live, change)))
            .await
    }

    async fn build_state(&self) -> Result<Option<String>, StoreError> {
        self.read(build::state).await
    }

    async fn begin_build(&self, state: String) -> Result<(), StoreError> {
        self.writer.write(move |db| build::begin(db, &state)).await
    }

    async fn write_build(&self, changes: Vec<Change>, state: String) -> Result<(), StoreError> {
        self.writer.write(move |db| build::write(db, &changes, &state)).await
    }

    async fn switch_build(
        &self,
        version: ProjectionVersion,
        last: LastRows<'_>,
    ) -> Result<(), StoreError> {
        let held = self.writer.hold().await?;
        let Ok(changes) = tokio::time::timeout(held.at_most(), last).await else {
            return Err(StoreError::Engine("the last rows took too long".into()));
        };
        let changes = changes?;
        held.write(move |db| build::switch(db, &changes, version)).await
    }

    async fn sweep_build(&self) -> Result<bool, StoreError> {
        self.writer.write(build::sweep).await
    }

    async fn projection_rows(
        &self,
        table: ProjectionTable,
        after: Option<Vec<String>>,
        max: u32,
    ) -> Result<Vec<ShownRow>, StoreError> {
        self.read(move |db| shown::rows(db, table, after.as_deref(), max)).await
    }
}
