//! Tables beside those that are read: filled while the servers go on, then switched (decision 15).
//!
//! They lie in a schema of their own under the same names, so that each statement works on them with
//! another search path. One process fills them; when it has been silent for half a minute another
//! one begins anew.

use std::pin::pin;
use std::time::Duration;

use brygga_store::{Change, Columns as _, ProjectionVersion, StoreError};

use super::{Asked, Changes};
use crate::columns::{Columns, one};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::statement::pipelined;
use crate::store::PostgresStore;

/// How long others may wait for their partitions, far below the deadline of a commit.
const HELD_AT_MOST: Duration = Duration::from_secs(2);

/// Takes the build when nobody has it. The columns of a table are copied by LIKE, the rest here.
const BEGIN: &str = "
    DROP SCHEMA IF EXISTS brygga_next CASCADE;
    CREATE SCHEMA brygga_next;
    DO $$
    DECLARE t text; options text; made text;
    BEGIN
        FOREACH t IN ARRAY ARRAY['chain', 'chain_party', 'chain_taker', 'unit_counter', 'stay',
                'person_identifier', 'chain_fact', 'fact_month', 'chain_link'] LOOP
            EXECUTE format('CREATE TABLE brygga_next.%I (LIKE %I)', t, t);
            SELECT array_to_string(reloptions, ', ') INTO options
                FROM pg_class WHERE oid = t::regclass;
            IF options IS NOT NULL THEN
                EXECUTE format('ALTER TABLE brygga_next.%I SET (%s)', t, options);
            END IF;
            FOR made IN SELECT pg_get_indexdef(indexrelid) FROM pg_index
                    WHERE indrelid = t::regclass LOOP
                EXECUTE regexp_replace(made, ' ON \\S+ USING ',
                    format(' ON brygga_next.%I USING ', t));
            END LOOP;
        END LOOP;
    END $$";

/// What was read goes, what was filled comes in its place.
const SWITCH: &str = "
    DROP SCHEMA IF EXISTS brygga_old CASCADE;
    CREATE SCHEMA brygga_old;
    DO $$
    DECLARE t text; ours text := current_schema();
    BEGIN
        FOREACH t IN ARRAY ARRAY['chain', 'chain_party', 'chain_taker', 'unit_counter', 'stay',
                'person_identifier', 'chain_fact', 'fact_month', 'chain_link'] LOOP
            EXECUTE format('ALTER TABLE %I.%I SET SCHEMA brygga_old', ours, t);
            EXECUTE format('ALTER TABLE brygga_next.%I SET SCHEMA %I', t, ours);
        END LOOP;
    END $$;
    DROP SCHEMA brygga_next;
    DELETE FROM projection_build";

const TAKE: &str = "INSERT INTO projection_build (one, holder, state, touched)
     VALUES (1, $1, $2, clock_timestamp())
     ON CONFLICT (one) DO UPDATE
     SET holder = excluded.holder, state = excluded.state, touched = excluded.touched
     WHERE projection_build.holder = excluded.holder
         OR projection_build.touched < clock_timestamp() - interval '30 seconds'";

const ABANDONED: &str = "DELETE FROM projection_build
     WHERE holder <> $1 AND touched < clock_timestamp() - interval '30 seconds'";

const GO_ON: &str = "UPDATE projection_build SET state = $2, touched = clock_timestamp()
     WHERE holder = $1";

fn taken() -> StoreError {
    StoreError::Engine("another process makes the lists anew".into())
}

impl PostgresStore {
    async fn builder(&self) -> Result<Connection, StoreError> {
        if !self.writes {
            return Err(StoreError::Engine("the database was opened for reading".into()));
        }
        Ok(Connection::open(&self.config).await?)
    }

    /// The state of a build that this process may go on with.
    pub(super) async fn own_build(&self) -> Result<Option<String>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT state FROM projection_build WHERE holder = $1";
        Ok(one(&db, sql, &[&self.holder], |c| c.text()).await?)
    }

    pub(super) async fn begin_tables(&self, state: &str) -> Result<(), StoreError> {
        let db = self.builder().await?;
        db.begin("BEGIN").await?;
        if db.execute(TAKE, &[&self.holder, &state]).await? == 0 {
            return Err(taken());
        }
        db.batch(BEGIN).await?;
        Ok(db.commit().await?)
    }

    pub(super) async fn write_beside(
        &self,
        changes: &[Change],
        state: &str,
    ) -> Result<(), StoreError> {
        let db = self.builder().await?;
        db.begin("BEGIN").await?;
        if db.execute(GO_ON, &[&self.holder, &state]).await? == 0 {
            return Err(taken());
        }
        beside(&db, changes).await?;
        Ok(db.commit().await?)
    }

    pub(super) async fn switch_tables(
        &self,
        version: ProjectionVersion,
        last: impl Future<Output = Result<Vec<Change>, StoreError>> + Send,
    ) -> Result<(), StoreError> {
        let db = self.builder().await?;
        db.begin("BEGIN").await?;
        // Shorter than PostgreSQL waits before it ends one of two that wait for each other: a
        // reader never pays for the switch.
        db.batch("SET LOCAL lock_timeout = '400ms'").await?;
        // Whoever writes facts takes one of these first.
        db.rows("SELECT part FROM head ORDER BY part FOR UPDATE", &[]).await?;
        let work = async {
            let last = last.await?;
            let ours = one(&db, "SELECT current_schema()::text", &[], |c: &mut Columns| c.text());
            let ours = ours.await?.unwrap_or_default();
            beside(&db, &last).await?;
            db.batch(&format!("SET LOCAL search_path = \"{}\"", ours.replace('"', "\"\""))).await?;
            db.batch(SWITCH).await?;
            let sql = "INSERT INTO projection_version (one, version) VALUES (1, $1)
                       ON CONFLICT (one) DO UPDATE SET version = excluded.version";
            db.execute(sql, &[&i64::from(version.0)]).await?;
            Ok::<_, StoreError>(db.commit().await?)
        };
        // What is dropped is rolled back with its socket.
        match tokio::time::timeout(HELD_AT_MOST, pin!(work)).await {
            Ok(done) => done,
            Err(_) => Err(StoreError::Engine("the last rows took too long".into())),
        }
    }

    pub(super) async fn sweep_tables(&self) -> Result<bool, StoreError> {
        let db = self.builder().await?;
        db.batch("DROP SCHEMA IF EXISTS brygga_old CASCADE").await?;
        // What a process has left that nobody has heard of for long.
        db.begin("BEGIN").await?;
        if db.execute(ABANDONED, &[&self.holder]).await? > 0 {
            db.batch("DROP SCHEMA IF EXISTS brygga_next CASCADE").await?;
        }
        db.commit().await?;
        Ok(true)
    }
}

/// Writes rows to the tables beside, inside a transaction.
async fn beside(db: &Connection, changes: &[Change]) -> Result<(), Fault> {
    db.batch("SET LOCAL search_path = brygga_next, \"$user\", public").await?;
    let before = Asked::by(changes.iter()).read(db).await?;
    let mut all = Changes::default();
    changes.iter().for_each(|change| all.add(change));
    pipelined(db, &all.writes(before)).await?;
    Ok(())
}
