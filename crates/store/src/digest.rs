//! What two logs are compared by (decision 14).

use brygga_domain::ids::{Digest, EventId};
use sha2::{Digest as _, Sha256};

use crate::{EventLog, Position, StoreError};

/// Events of one read.
const PAGE: u32 = 1_000;

/// Two hashes of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogDigest {
    /// Events.
    pub events: u64,
    /// SHA-256 over partition, position and id of each event in their order: equal for two runs of a
    /// county on one backend.
    pub placed: Digest,
    /// SHA-256 over the sorted ids: equal on every backend.
    pub ids: Digest,
}

/// Reads the whole log.
pub async fn log_digest(log: &dyn EventLog) -> Result<LogDigest, StoreError> {
    let mut placed = Sha256::new();
    let mut ids: Vec<EventId> = Vec::new();
    for end in log.last().await? {
        let mut after = Position { pos: 0, ..end };
        while after.pos < end.pos {
            let page = log.after(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.position;
            for event in &page {
                placed.update(event.position.part.to_be_bytes());
                placed.update(event.position.pos.to_be_bytes());
                placed.update(event.id.0);
                ids.push(event.id);
            }
        }
    }
    ids.sort_unstable();
    let mut sorted = Sha256::new();
    ids.iter().for_each(|id| sorted.update(id.0));
    let (placed, sorted) = (placed.finalize().into(), sorted.finalize().into());
    Ok(LogDigest { events: ids.len() as u64, placed: Digest(placed), ids: Digest(sorted) })
}
