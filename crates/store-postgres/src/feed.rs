//! What the admission feed leaves behind besides facts.

use async_trait::async_trait;
use brygga_store::{Columns as _, FeedMessage, FeedRecords, ReviewItem, StoreError, UnmappedWard};

use crate::columns::{Columns, collect, one};
use crate::statement::Plain as _;
use crate::store::PostgresStore;

const MAX_REVIEWS: i64 = 200;
const MAX_UNMAPPED: i64 = 1_000;

/// The first answer to a key stays its answer. Also part of the unit of work of a message.
pub(crate) const ANSWERED: &str =
    "INSERT INTO feed_message (key, content, code, reason, at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (key) DO NOTHING";

#[async_trait]
impl FeedRecords for PostgresStore {
    async fn feed_message(&self, key: &str) -> Result<Option<FeedMessage>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT key, content, code, reason, at FROM feed_message WHERE key = $1";
        let read = |c: &mut Columns| {
            Ok(FeedMessage {
                key: c.text()?,
                content: c.digest()?,
                code: c.text()?,
                reason: c.text()?,
                at: c.time()?,
            })
        };
        Ok(one(&db, sql, &[&key.to_owned().plain()], read).await?)
    }

    async fn save_feed_message(&self, message: FeedMessage) -> Result<(), StoreError> {
        let FeedMessage { key, content, code, reason, at } = message;
        let at = at.as_millisecond();
        self.record(ANSWERED, &[&key.plain(), &&content.0[..], &code, &reason.plain(), &at])
            .await
            .map(drop)
    }

    async fn add_review(&self, item: ReviewItem) -> Result<(), StoreError> {
        // A sender that repeats itself does not fill the list.
        let sql = "INSERT INTO feed_review (key, reason, at) VALUES ($1, $2, $3)
                   ON CONFLICT (key, reason) DO NOTHING";
        self.record(sql, &[&item.key.plain(), &item.reason.plain(), &item.at.as_millisecond()])
            .await
            .map(drop)
    }

    async fn reviews(&self) -> Result<Vec<ReviewItem>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT key, reason, at FROM feed_review
                   ORDER BY at DESC, key DESC, reason DESC LIMIT $1";
        let read =
            |c: &mut Columns| Ok(ReviewItem { key: c.text()?, reason: c.text()?, at: c.time()? });
        Ok(collect(&db, sql, &[&MAX_REVIEWS], read).await?)
    }

    async fn unmapped_wards(&self) -> Result<Vec<UnmappedWard>, StoreError> {
        let db = self.reader().await?;
        let sql = "SELECT ward_code, count(*) FROM stay
                   WHERE open AND ward IS NULL AND ward_code IS NOT NULL
                   GROUP BY ward_code ORDER BY ward_code LIMIT $1";
        let read = |c: &mut Columns| Ok(UnmappedWard { code: c.text()?, stays: c.number()? });
        Ok(collect(&db, sql, &[&MAX_UNMAPPED], read).await?)
    }
}
