//! What the admission feed leaves behind besides facts: answers by key, a review list, wards to map.

use async_trait::async_trait;
use brygga_domain::ids::Digest;
use jiff::Timestamp;

use crate::StoreError;

/// A message that has been answered (decision 30).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedMessage {
    /// MSH-3, MSH-4 and MSH-10, joined.
    pub key: String,
    /// SHA-256 of the message bytes.
    pub content: Digest,
    /// `AA`, `AE` or `AR`.
    pub code: String,
    /// Why, without person data.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewItem {
    /// The message's key.
    pub key: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A ward code that the registry does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmappedWard {
    /// Sender and code.
    pub code: String,
    /// Stays that wait for the mapping.
    pub stays: u32,
}

/// Records of the feed.
#[async_trait]
pub trait FeedRecords: Send + Sync {
    /// What was answered to this key.
    async fn feed_message(&self, key: &str) -> Result<Option<FeedMessage>, StoreError>;
    /// Remembers an answer that changed nothing (AE, AR).
    async fn save_feed_message(&self, message: FeedMessage) -> Result<(), StoreError>;
    /// Puts something on the review list.
    async fn add_review(&self, item: ReviewItem) -> Result<(), StoreError>;
    /// The review list, newest first, at most 200.
    async fn reviews(&self) -> Result<Vec<ReviewItem>, StoreError>;
    /// Ward codes of stays without a unit.
    async fn unmapped_wards(&self) -> Result<Vec<UnmappedWard>, StoreError>;
}
