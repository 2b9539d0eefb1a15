//! Accounts, sessions, drafts and acts that wait.

use async_trait::async_trait;
use brygga_domain::ids::{CommandId, Digest, HsaId};
use brygga_store::{
    Accounts, Columns as _, Credential, Draft, DraftKey, Drafts, PendingAct, PendingActs, Session,
    StoreError, credential_row, pending_act_row,
};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::SqliteStore;
use crate::columns::{collect, one};
use crate::fault::Fault;

/// Acts that leave in one round at the most.
const DUE_AT_ONCE: u32 = 100;

#[async_trait]
impl Accounts for SqliteStore {
    async fn credential(&self, user_name: &str) -> Result<Option<Credential>, StoreError> {
        let user_name = user_name.to_owned();
        self.read(move |db| {
            let sql = "SELECT user_name, user, hash FROM credential WHERE user_name = ?1";
            one(db, sql, [user_name], |c| credential_row(c))
        })
        .await
    }

    async fn credential_of(&self, user: &HsaId) -> Result<Option<Credential>, StoreError> {
        let user = user.clone();
        self.read(move |db| {
            let sql = "SELECT user_name, user, hash FROM credential WHERE user = ?1
                       ORDER BY user_name LIMIT 1";
            one(db, sql, [user.as_str()], |c| credential_row(c))
        })
        .await
    }

    async fn save_credential(&self, credential: Credential) -> Result<(), StoreError> {
        self.writer
            .write(move |db| {
                db.prepare_cached(
                    "INSERT INTO credential (user_name, user, hash) VALUES (?1, ?2, ?3)
                     ON CONFLICT DO UPDATE SET user = excluded.user, hash = excluded.hash",
                )?
                .execute(params![
                    credential.user_name,
                    credential.user.as_str(),
                    credential.hash
                ])?;
                Ok(())
            })
            .await
    }

    async fn session(&self, token: Digest) -> Result<Option<Session>, StoreError> {
        self.look_up(move |db| {
            let sql = "SELECT user, assignment, locked, demo, created_at, seen_at, expires_at
                       FROM session WHERE token = ?1";
            one(db, sql, [&token.0[..]], |c| {
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
            })
        })
        .await
    }

    async fn save_session(&self, session: Session) -> Result<(), StoreError> {
        self.writer
            .write(move |db| {
                db.prepare_cached(
                    "INSERT INTO session (token, user, assignment, locked, demo, created_at,
                         seen_at, expires_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                     ON CONFLICT DO UPDATE SET user = excluded.user,
                         assignment = excluded.assignment, locked = excluded.locked,
                         demo = excluded.demo, created_at = excluded.created_at,
                         seen_at = excluded.seen_at, expires_at = excluded.expires_at",
                )?
                .execute(params![
                    &session.token.0[..],
                    session.user.as_str(),
                    session.assignment,
                    session.locked,
                    session.demo,
                    session.created_at.as_millisecond(),
                    session.seen_at.as_millisecond(),
                    session.expires_at.as_millisecond(),
                ])?;
                Ok(())
            })
            .await
    }

    async fn end_session(&self, token: Digest) -> Result<(), StoreError> {
        self.writer
            .write(move |db| {
                let sql = "DELETE FROM session WHERE token = ?1";
                db.prepare_cached(sql)?.execute([&token.0[..]])?;
                Ok(())
            })
            .await
    }

    async fn end_sessions_of(&self, user: &HsaId) -> Result<(), StoreError> {
        let user = user.clone();
        self.writer
            .write(move |db| {
                let sql = "DELETE FROM session WHERE user = ?1";
                db.prepare_cached(sql)?.execute([user.as_str()])?;
                Ok(())
            })
            .await
    }

    async fn forget_expired_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.writer
            .write(move |db| {
                let sql = "DELETE FROM session WHERE expires_at <= ?1";
                Ok(db.prepare_cached(sql)?.execute([now.as_millisecond()])? as u64)
            })
            .await
    }

    async fn record_sign_in(&self, unit: &HsaId, at: Timestamp) -> Result<(), StoreError> {
        let unit = unit.clone();
        self.writer
            .write(move |db| {
                db.prepare_cached(
                    "INSERT INTO unit_sign_in (unit, at) VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
                )?
                .execute(params![unit.as_str(), at.as_millisecond()])?;
                Ok(())
            })
            .await
    }

    async fn last_sign_ins(&self, units: &[HsaId]) -> Result<Vec<Option<Timestamp>>, StoreError> {
        // An HSA-id is letters, digits and hyphens: nothing to escape.
        let units: Vec<String> = units.iter().map(|unit| format!("\"{unit}\"")).collect();
        let asked = format!("[{}]", units.join(","));
        self.look_up(move |db| collect(db, LAST_SIGN_INS, [asked.as_str()], |c| c.opt_time())).await
    }
}

/// One look-up for each unit of a list in JSON, in its order.
pub(crate) const LAST_SIGN_INS: &str = "SELECT s.at FROM json_each(?1) asked
     LEFT JOIN unit_sign_in s ON s.unit = asked.value ORDER BY asked.key";

#[async_trait]
impl Drafts for SqliteStore {
    async fn draft(&self, key: &DraftKey) -> Result<Option<Draft>, StoreError> {
        let key = key.clone();
        self.look_up(move |db| {
            let sql = "SELECT fields, saved_at FROM draft
                       WHERE user = ?1 AND assignment = ?2 AND form = ?3";
            let found = one(db, sql, params![key.user.as_str(), key.assignment, key.form], |c| {
                Ok((c.text()?, c.time()?))
            })?;
            Ok(found.map(|(fields, saved_at)| Draft { key, fields, saved_at }))
        })
        .await
    }

    async fn save_draft(&self, draft: Draft) -> Result<(), StoreError> {
        self.writer
            .write(move |db| {
                db.prepare_cached(
                    "INSERT INTO draft (user, assignment, form, fields, saved_at)
                     VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO UPDATE SET fields = excluded.fields,
                         saved_at = excluded.saved_at",
                )?
                .execute(params![
                    draft.key.user.as_str(),
                    draft.key.assignment,
                    draft.key.form,
                    draft.fields,
                    draft.saved_at.as_millisecond(),
                ])?;
                Ok(())
            })
            .await
    }

    async fn drop_draft(&self, key: &DraftKey) -> Result<(), StoreError> {
        let key = key.clone();
        self.writer.write(move |db| drop_draft(db, &key)).await
    }
}

/// Also part of the act that the draft becomes.
pub(crate) fn drop_draft(db: &Connection, key: &DraftKey) -> Result<(), Fault> {
    db.prepare_cached("DELETE FROM draft WHERE user = ?1 AND assignment = ?2 AND form = ?3")?
        .execute(params![key.user.as_str(), key.assignment, key.form])?;
    Ok(())
}

#[async_trait]
impl PendingActs for SqliteStore {
    async fn save_pending(&self, act: PendingAct) -> Result<(), StoreError> {
        self.writer
            .write(move |db| {
                // An act that has left already does not wait again when its form is sent again.
                db.prepare_cached(
                    "INSERT INTO pending_act (cmd, user, assignment, due_at, payload)
                     SELECT ?1, ?2, ?3, ?4, ?5
                     WHERE NOT EXISTS (SELECT 1 FROM command WHERE cmd = ?1)
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![
                    &act.cmd.bytes()[..],
                    act.user.as_str(),
                    act.assignment,
                    act.due_at.as_millisecond(),
                    act.payload,
                ])?;
                Ok(())
            })
            .await
    }

    async fn pending(&self, cmd: CommandId) -> Result<Option<PendingAct>, StoreError> {
        self.look_up(move |db| {
            let sql = "SELECT cmd, user, assignment, due_at, payload FROM pending_act
                       WHERE cmd = ?1";
            one(db, sql, [&cmd.bytes()[..]], |c| pending_act_row(c))
        })
        .await
    }

    async fn undo_pending(&self, cmd: CommandId) -> Result<bool, StoreError> {
        self.writer.write(move |db| pending_done(db, cmd)).await
    }

    async fn pending_due(&self, now: Timestamp) -> Result<Vec<PendingAct>, StoreError> {
        self.read(move |db| {
            let sql = "SELECT cmd, user, assignment, due_at, payload FROM pending_act
                       WHERE due_at <= ?1 ORDER BY due_at, cmd LIMIT ?2";
            let params = params![now.as_millisecond(), DUE_AT_ONCE];
            collect(db, sql, params, |c| pending_act_row(c))
        })
        .await
    }

    async fn pending_of(&self, user: &HsaId) -> Result<Vec<PendingAct>, StoreError> {
        let user = user.clone();
        self.look_up(move |db| {
            let sql = "SELECT cmd, user, assignment, due_at, payload FROM pending_act
                       WHERE user = ?1 ORDER BY due_at, cmd LIMIT ?2";
            let params = params![user.as_str(), DUE_AT_ONCE];
            collect(db, sql, params, |c| pending_act_row(c))
        })
        .await
    }
}

/// Takes an act off the list: it has left, or it is undone. False when it was not there.
pub(crate) fn pending_done(db: &Connection, cmd: CommandId) -> Result<bool, Fault> {
    let sql = "DELETE FROM pending_act WHERE cmd = ?1";
    Ok(db.prepare_cached(sql)?.execute([&cmd.bytes()[..]])? > 0)
}
