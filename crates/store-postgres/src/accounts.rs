//! Accounts, sessions, drafts and acts that wait.

use async_trait::async_trait;
use brygga_domain::ids::{CommandId, Digest, HsaId};
use brygga_store::{
    Accounts, Columns as _, Credential, Draft, DraftKey, Drafts, PendingAct, PendingActs, Session,
    StoreError, credential_row, pending_act_row,
};
use jiff::Timestamp;

use crate::columns::{Columns, collect, one};
use crate::statement::Plain as _;
use crate::store::PostgresStore;

/// Acts that leave in one round at the most.
const DUE_AT_ONCE: i64 = 100;

#[async_trait]
impl Accounts for PostgresStore {
    async fn credential(&self, user_name: &str) -> Result<Option<Credential>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT user_name, user_id, hash FROM credential WHERE user_name = $1";
        Ok(one(&db, sql, &[&user_name.to_owned().plain()], |c| credential_row(c)).await?)
    }

    async fn credential_of(&self, user: &HsaId) -> Result<Option<Credential>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT user_name, user_id, hash FROM credential WHERE user_id = $1
                   ORDER BY user_name LIMIT 1";
        Ok(one(&db, sql, &[&user.as_str()], |c| credential_row(c)).await?)
    }

    async fn save_credential(&self, credential: Credential) -> Result<(), StoreError> {
        let sql = "INSERT INTO credential (user_name, user_id, hash) VALUES ($1, $2, $3)
             ON CONFLICT (user_name) DO UPDATE SET user_id = excluded.user_id,
                 hash = excluded.hash";
        let Credential { user_name, user, hash } = credential;
        let user_name = user_name.plain();
        self.record(sql, &[&user_name, &user.as_str(), &hash]).await.map(drop)
    }

    async fn session(&self, token: Digest) -> Result<Option<Session>, StoreError> {
        let db = self.quick_reader().await?;
        let sql = "SELECT user_id, assignment, locked, demo, created_at, seen_at, expires_at
                   FROM session WHERE token = $1";
        let read = |c: &mut Columns| {
            Ok(Session {
                token,
                user: c.unit()?,
                assignment: c.opt_text()?,
                locked: c.bool()?,
                demo: c.bool()?,
                created_at: c.time()?,
                seen_at: c.time()?,
                expires_at: c.time()?,
            })
        };
        Ok(one(&db, sql, &[&&token.0[..]], read).await?)
    }

    async fn save_session(&self, session: Session) -> Result<(), StoreError> {
        let sql = "INSERT INTO session (token, user_id, assignment, locked, demo, created_at,
                 seen_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (token) DO UPDATE SET user_id = excluded.user_id,
                 assignment = excluded.assignment, locked = excluded.locked,
                 demo = excluded.demo, created_at = excluded.created_at,
                 seen_at = excluded.seen_at, expires_at = excluded.expires_at";
        self.record(
            sql,
            &[
                &&session.token.0[..],
                &session.user.as_str(),
                &session.assignment.plain(),
                &session.locked,
                &session.demo,
                &session.created_at.as_millisecond(),
                &session.seen_at.as_millisecond(),
                &session.expires_at.as_millisecond(),
            ],
        )
        .await
        .map(drop)
    }

    async fn end_session(&self, token: Digest) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE token = $1";
        self.record(sql, &[&&token.0[..]]).await.map(drop)
    }

    async fn end_sessions_of(&self, user: &HsaId) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE user_id = $1";
        self.record(sql, &[&user.as_str()]).await.map(drop)
    }

    async fn forget_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE expires_at <= $1";
        self.record(sql, &[&now.as_millisecond()]).await
    }

    async fn record_sign_in(&self, unit: &HsaId, at: Timestamp) -> Result<(), StoreError> {
        let sql = "INSERT INTO unit_sign_in AS kept (unit, at) VALUES ($1, $2)
             ON CONFLICT (unit) DO UPDATE SET at = greatest(kept.at, excluded.at)";
        self.record(sql, &[&unit.as_str(), &at.as_millisecond()]).await.map(drop)
    }

    async fn last_sign_ins(&self, units: &[HsaId]) -> Result<Vec<Option<Timestamp>>, StoreError> {
        let db = self.reader().await?;
        let units: Vec<&str> = units.iter().map(HsaId::as_str).collect();
        let sql = "SELECT s.at FROM unnest($1::text[]) WITH ORDINALITY AS asked (unit, place)
             LEFT JOIN unit_sign_in s ON s.unit = asked.unit COLLATE \"C\" ORDER BY asked.place";
        Ok(collect(&db, sql, &[&units], |c| c.opt_time()).await?)
    }
}

/// Part of the acts that drafts become.
pub(crate) const DROP_DRAFTS: &str = "DELETE FROM draft d
     USING unnest($1::text[], $2::text[], $3::text[]) AS gone (user_id, assignment, form)
     WHERE d.user_id = gone.user_id AND d.assignment = gone.assignment AND d.form = gone.form";

#[async_trait]
impl Drafts for PostgresStore {
    async fn draft(&self, key: &DraftKey) -> Result<Option<Draft>, StoreError> {
        let db = self.quick_reader().await?;
        let sql = "SELECT fields, saved_at FROM draft
                   WHERE user_id = $1 AND assignment = $2 AND form = $3";
        let read = |c: &mut Columns| {
            Ok(Draft { key: key.clone(), fields: c.text()?, saved_at: c.time()? })
        };
        Ok(one(&db, sql, &[&key.user.as_str(), &key.assignment.plain(), &key.form.plain()], read)
            .await?)
    }

    async fn save_draft(&self, draft: Draft) -> Result<(), StoreError> {
        let sql = "INSERT INTO draft (user_id, assignment, form, fields, saved_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (user_id, assignment, form) DO UPDATE SET fields = excluded.fields,
                 saved_at = excluded.saved_at";
        let Draft { key, fields, saved_at } = draft;
        let saved_at = saved_at.as_millisecond();
        self.record(
            sql,
            &[
                &key.user.as_str(),
                &key.assignment.plain(),
                &key.form.plain(),
                &fields.plain(),
                &saved_at,
            ],
        )
        .await
        .map(drop)
    }

    async fn drop_draft(&self, key: &DraftKey) -> Result<(), StoreError> {
        let sql = "DELETE FROM draft WHERE user_id = $1 AND assignment = $2 AND form = $3";
        let params: crate::connection::Params =
            &[&key.user.as_str(), &key.assignment.plain(), &key.form.plain()];
        self.record(sql, params).await.map(drop)
    }
}

#[async_trait]
impl PendingActs for PostgresStore {
    async fn save_pending(&self, act: PendingAct) -> Result<(), StoreError> {
        // An act that has left already does not wait again when its form is sent again.
        let sql = "INSERT INTO pending_act (cmd, user_id, assignment, due_at, payload)
             SELECT $1, $2, $3, $4, $5
             WHERE NOT EXISTS (SELECT 1 FROM command WHERE cmd = $1)
             ON CONFLICT (cmd) DO NOTHING";
        let cmd = act.cmd.bytes();
        let due_at = act.due_at.as_millisecond();
        let user = act.user.as_str();
        self.record(
            sql,
            &[&&cmd[..], &user, &act.assignment.plain(), &due_at, &act.payload.plain()],
        )
        .await
        .map(drop)
    }

    async fn pending(&self, cmd: CommandId) -> Result<Option<PendingAct>, StoreError> {
        let db = self.quick_reader().await?;
        let sql = "SELECT cmd, user_id, assignment, due_at, payload FROM pending_act
                   WHERE cmd = $1";
        Ok(one(&db, sql, &[&&cmd.bytes()[..]], |c| pending_act_row(c)).await?)
    }

    async fn undo_pending(&self, cmd: CommandId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM pending_act WHERE cmd = $1";
        Ok(self.record(sql, &[&&cmd.bytes()[..]]).await? > 0)
    }

    async fn pending_due(&self, now: Timestamp) -> Result<Vec<PendingAct>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT cmd, user_id, assignment, due_at, payload FROM pending_act
                   WHERE due_at <= $1 ORDER BY due_at, cmd LIMIT $2";
        Ok(collect(&db, sql, &[&now.as_millisecond(), &DUE_AT_ONCE], |c| pending_act_row(c))
            .await?)
    }

    async fn pending_of(&self, user: &HsaId) -> Result<Vec<PendingAct>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT cmd, user_id, assignment, due_at, payload FROM pending_act
                   WHERE user_id = $1 ORDER BY due_at, cmd LIMIT $2";
        Ok(collect(&db, sql, &[&user.as_str(), &DUE_AT_ONCE], |c| pending_act_row(c)).await?)
    }
}
