//! Projections: writing the rows that follow from events, and reading them.

mod build;
mod chains;
mod changes;
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
mod stored;

use async_trait::async_trait;
use brygga_domain::ids::{ChainId, Digest, HsaId, PersonId};
use brygga_store::{
    ChainRow, Change, Columns as _, Counters, Cursor, FactMarks, FactPage, FactQuery, FactRow,
    GroupCount, LastRows, MonthNumber, Neighbours, OwnAnswerRow, Page, PartyRow, ProjectionTable,
    ProjectionVersion, Projections, SearchHit, ShownRow, StayRow, StoreError, WorklistQuery,
    WorklistRow,
};
use jiff::Timestamp;

use crate::columns::{collect, one};
use crate::statement::Plain as _;
use crate::store::PostgresStore;

pub(crate) use changes::Changes;
pub(crate) use stored::Asked;
pub(crate) use stored::Stored;

#[async_trait]
impl Projections for PostgresStore {
    async fn worklist(&self, query: WorklistQuery) -> Result<Page<WorklistRow>, StoreError> {
        let db = self.reader().await?;
        Ok(lists::worklist(&db, &query).await?)
    }

    async fn group_counts(&self, query: WorklistQuery) -> Result<Vec<GroupCount>, StoreError> {
        let db = self.reader().await?;
        Ok(lists::group_counts(&db, &query).await?)
    }

    async fn neighbours(&self, query: WorklistQuery) -> Result<Option<Neighbours>, StoreError> {
        let db = self.reader().await?;
        db.snapshot().await?;
        let found = lists::neighbours(&db, &query).await?;
        db.finish().await?;
        Ok(found)
    }

    async fn counters(
        &self,
        unit: &HsaId,
        user: &HsaId,
        user_name: &str,
        now: Timestamp,
    ) -> Result<Counters, StoreError> {
        let db = self.reader().await?;
        Ok(lists::counters(&db, unit, user, user_name, now).await?)
    }

    async fn ours(&self, unit: &HsaId, now: Timestamp) -> Result<u32, StoreError> {
        let db = self.reader().await?;
        Ok(lists::ours(&db, unit, now).await?)
    }

    async fn own_answers(
        &self,
        unit: &HsaId,
        now: Timestamp,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<OwnAnswerRow>, StoreError> {
        let db = self.reader().await?;
        Ok(parties::own_answers(&db, unit, now, after.as_ref(), limit).await?)
    }

    async fn following_registry(
        &self,
        after: Option<ChainId>,
        limit: u32,
    ) -> Result<Vec<ChainId>, StoreError> {
        let db = self.reader().await?;
        Ok(parties::following_registry(&db, after, limit).await?)
    }

    async fn chain_row(&self, chain: ChainId) -> Result<Option<ChainRow>, StoreError> {
        let db = self.reader().await?;
        Ok(chains::row(&db, chain).await?)
    }

    async fn linked_chains(&self, chain: ChainId, limit: u32) -> Result<Vec<ChainId>, StoreError> {
        let db = self.reader().await?;
        Ok(links::linked(&db, chain, limit).await?)
    }

    async fn party_rows(&self, chain: ChainId) -> Result<Vec<PartyRow>, StoreError> {
        let db = self.reader().await?;
        Ok(parties::rows(&db, chain).await?)
    }

    async fn find_by_identifier(
        &self,
        unit: &HsaId,
        system: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<Vec<SearchHit>, StoreError> {
        let db = self.reader().await?;
        Ok(search::by_identifier(&db, unit, system, value, now).await?)
    }

    async fn find_by_name(
        &self,
        unit: &HsaId,
        prefix: &str,
        now: Timestamp,
    ) -> Result<Vec<SearchHit>, StoreError> {
        let db = self.reader().await?;
        Ok(search::by_name(&db, unit, prefix, now).await?)
    }

    async fn person_by_identifier(
        &self,
        system: &str,
        value: &str,
    ) -> Result<Option<PersonId>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT person FROM person_identifier WHERE value = $1 AND system = $2";
        let (system, value) = (system.to_owned().plain(), value.to_owned().plain());
        Ok(one(&db, sql, &[&value, &system], |c| c.person()).await?)
    }

    async fn due_for_projection(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<ChainId>, StoreError> {
        let db = self.reader().await?;
        Ok(chains::due_for_projection(&db, now, limit).await?)
    }

    async fn open_chains_of(&self, person: PersonId) -> Result<Vec<ChainId>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT chain FROM chain WHERE person = $1 AND active ORDER BY chain";
        Ok(collect(&db, sql, &[&&person.bytes()[..]], |c| c.chain()).await?)
    }

    async fn ward_stays(&self, ward: &HsaId, limit: u32) -> Result<Vec<StayRow>, StoreError> {
        let db = self.reader().await?;
        Ok(stays::on_ward(&db, ward, limit).await?)
    }

    async fn are_protected(&self, persons: &[PersonId]) -> Result<Vec<bool>, StoreError> {
        let db = self.reader().await?;
        let persons: Vec<Vec<u8>> = persons.iter().map(|id| id.bytes().to_vec()).collect();
        let sql = "SELECT EXISTS (
                 SELECT 1 FROM chain c WHERE c.person = asked.person AND c.protected
             ) FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (person, place)
             ORDER BY asked.place";
        Ok(collect(&db, sql, &[&persons], |c| c.bool()).await?)
    }

    async fn stay(&self, visit_key: &str) -> Result<Option<StayRow>, StoreError> {
        let db = self.reader().await?;
        Ok(stays::row(&db, &visit_key.to_owned().plain()).await?)
    }

    async fn deceased_stays_of(&self, persons: &[PersonId]) -> Result<Vec<StayRow>, StoreError> {
        let db = self.reader().await?;
        Ok(stays::deceased_of(&db, persons).await?)
    }

    async fn open_stays_of(&self, person: PersonId) -> Result<Vec<StayRow>, StoreError> {
        let db = self.reader().await?;
        Ok(stays::open_of(&db, person).await?)
    }

    async fn stays_after(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<StayRow>, StoreError> {
        let db = self.reader().await?;
        Ok(stays::after(&db, after, limit).await?)
    }

    async fn changed_since(
        &self,
        unit: &HsaId,
        since: Timestamp,
    ) -> Result<Vec<ChainId>, StoreError> {
        let db = self.reader().await?;
        Ok(lists::changed_since(&db, unit, since).await?)
    }

    async fn fact_rows(&self, query: FactQuery) -> Result<FactPage, StoreError> {
        let db = self.reader().await?;
        db.snapshot().await?;
        let page = facts::page(&db, &query).await?;
        db.finish().await?;
        Ok(page)
    }

    async fn fact_marks(
        &self,
        from: MonthNumber,
        to: MonthNumber,
    ) -> Result<FactMarks, StoreError> {
        let db = self.reader().await?;
        db.snapshot().await?;
        let marks = facts::marks(&db, from, to).await?;
        db.finish().await?;
        Ok(marks)
    }

    async fn fact_row(&self, chain: ChainId) -> Result<Option<FactRow>, StoreError> {
        let db = self.reader().await?;
        Ok(facts::row(&db, chain).await?)
    }

    async fn projection_digest(&self) -> Result<Digest, StoreError> {
        let db = self.reader().await?;
        db.snapshot().await?;
        let digest = digest::all(&db).await?;
        db.finish().await?;
        Ok(digest)
    }

    async fn projection_version(&self) -> Result<Option<ProjectionVersion>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT version FROM projection_version";
        Ok(one(&db, sql, &[], |c| Ok(ProjectionVersion(c.number()?))).await?)
    }

    async fn save_projection_version(&self, version: ProjectionVersion) -> Result<(), StoreError> {
        let sql = "INSERT INTO projection_version (one, version) VALUES (1, $1)
                   ON CONFLICT (one) DO UPDATE SET version = excluded.version";
        self.record(sql, &[&i64::from(version.0)]).await.map(drop)
    }

    async fn clear_projections(&self) -> Result<(), StoreError> {
        for sql in [
            // First, so that a rebuild that is broken off is seen to be unfinished.
            "DELETE FROM projection_version",
            "DELETE FROM chain",
            "DELETE FROM chain_party",
            "DELETE FROM unit_counter",
            "DELETE FROM chain_taker",
            "DELETE FROM stay",
            "DELETE FROM person_identifier",
            "DELETE FROM chain_fact",
            "DELETE FROM fact_month",
            "DELETE FROM chain_link",
        ] {
            self.record(sql, &[]).await?;
        }
        Ok(())
    }

    async fn write_projections(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.write_rows(changes).await
    }

    async fn build_state(&self) -> Result<Option<String>, StoreError> {
        self.own_build().await
    }

    async fn begin_build(&self, state: String) -> Result<(), StoreError> {
        self.begin_tables(&state).await
    }

    async fn write_build(&self, changes: Vec<Change>, state: String) -> Result<(), StoreError> {
        self.write_beside(&changes, &state).await
    }

    async fn switch_build(
        &self,
        version: ProjectionVersion,
        last: LastRows<'_>,
    ) -> Result<(), StoreError> {
        self.switch_tables(version, last).await
    }

    async fn sweep_build(&self) -> Result<bool, StoreError> {
        self.sweep_tables().await
    }

    async fn projection_rows(
        &self,
        table: ProjectionTable,
        after: Option<Vec<String>>,
        max: u32,
    ) -> Result<Vec<ShownRow>, StoreError> {
        let db = self.reader().await?;
        Ok(shown::rows(&db, table, after.as_deref(), max).await?)
    }
}
