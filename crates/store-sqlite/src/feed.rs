//! What the admission feed leaves behind besides facts.

use async_trait::async_trait;
use brygga_store::{Columns as _, FeedMessage, FeedRecords, ReviewItem, StoreError, UnmappedWard};
use rusqlite::{Connection, params};

use crate::SqliteStore;
use crate::columns::{collect, one};
use crate::fault::Fault;

const MAX_REVIEWS: u32 = 200;
const MAX_UNMAPPED: u32 = 1_000;

#[async_trait]
impl FeedRecords for SqliteStore {
    async fn feed_message(&self, key: &str) -> Result<Option<FeedMessage>, StoreError> {
        let key = key.to_owned();
        self.look_up(move |db| {
            let sql = "SELECT key, content, code, reason, at FROM feed_message WHERE key = ?1";
            one(db, sql, [key], |c| {
                Ok(FeedMessage {
                    key: c.text()?,
                    content: c.digest()?,
                    code: c.text()?,
                    reason: c.text()?,
                    at: c.time()?,
                })
            })
        })
        .await
    }

    async fn save_feed_message(&self, message: FeedMessage) -> Result<(), StoreError> {
        self.writer.write(move |db| answered(db, &message)).await
    }

    async fn add_review(&self, item: ReviewItem) -> Result<(), StoreError> {
        self.writer
            .write(move |db| {
                // A sender that repeats itself does not fill the list.
                db.prepare_cached(
                    "INSERT INTO feed_review (key, reason, at) VALUES (?1, ?2, ?3)
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![
                    item.key,
                    item.reason,
                    item.at.as_millisecond()
                ])?;
                Ok(())
            })
            .await
    }

    async fn reviews(&self) -> Result<Vec<ReviewItem>, StoreError> {
        self.read(|db| {
            let sql = "SELECT key, reason, at FROM feed_review ORDER BY number DESC LIMIT ?1";
            collect(db, sql, [MAX_REVIEWS], |c| {
                Ok(ReviewItem { key: c.text()?, reason: c.text()?, at: c.time()? })
            })
        })
        .await
    }

    async fn unmapped_wards(&self) -> Result<Vec<UnmappedWard>, StoreError> {
        self.read(|db| {
            let sql = "SELECT ward_code, count(*) FROM stay
                       WHERE open = 1 AND ward IS NULL AND ward_code IS NOT NULL
                       GROUP BY ward_code ORDER BY ward_code LIMIT ?1";
            collect(db, sql, [MAX_UNMAPPED], |c| {
                Ok(UnmappedWard { code: c.text()?, stays: c.number()? })
            })
        })
        .await
    }
}

/// The first answer to a key stays its answer. Also part of the unit of work of a message.
pub(crate) fn answered(db: &Connection, message: &FeedMessage) -> Result<(), Fault> {
    db.prepare_cached(
        "INSERT INTO feed_message (key, content, code, reason, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        message.key,
        &message.content.0[..],
        message.code,
        message.reason,
        message.at.as_millisecond(),
    ])?;
    Ok(())
}
