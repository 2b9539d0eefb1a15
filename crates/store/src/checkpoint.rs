//! Signed checkpoints: every 10 000 events a server signs how far the log has come and a digest of
//! everything before (decision 20). A check may begin there, and what was before cannot be exchanged
//! for something else that is signed.

use std::collections::BTreeMap;

use brygga_domain::envelope::{Origin, SigningKey, VerifyingKey};
use brygga_domain::ids::{Digest, EventId};
use ed25519_dalek::{Signature, Signer as _};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{EventLog, Position, StoreError};

/// Events from one checkpoint to the next.
pub const EVENTS_PER_CHECKPOINT: u64 = 10_000;

const DOMAIN: &[u8] = b"brygga-checkpoint1";
/// Events of one read.
const PAGE: u32 = 500;
/// Partition, position and digest of a mark as bytes.
const MARK_BYTES: usize = 2 + 8 + 32;

/// How far a partition has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The last position.
    pub pos: u64,
    /// SHA-256 over the digest before and the id of the event there, beginning with zeroes.
    pub digest: Digest,
}

impl Default for Mark {
    fn default() -> Self {
        Self { pos: 0, digest: Digest([0; 32]) }
    }
}

impl Mark {
    /// With the event at the next position.
    #[must_use]
    pub fn with(self, id: EventId) -> Self {
        let digest = Sha256::new().chain_update(self.digest.0).chain_update(id.0).finalize();
        Self { pos: self.pos + 1, digest: Digest(digest.into()) }
    }
}

/// Marks by partition.
pub type Marks = BTreeMap<u16, Mark>;

/// What a server has signed of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// From 1, dense.
    pub number: u64,
    /// Who signed.
    pub origin: Origin,
    /// When.
    pub at: Timestamp,
    /// How far every partition had come.
    pub marks: Marks,
    /// Ed25519 of the origin's epoch key.
    pub signature: [u8; 64],
}

impl Checkpoint {
    fn sign(number: u64, origin: Origin, at: Timestamp, marks: Marks, key: &SigningKey) -> Self {
        let unsigned = Self { number, origin, at, marks, signature: [0; 64] };
        let signature = key.sign(&unsigned.signed_bytes()).to_bytes();
        Self { signature, ..unsigned }
    }

    /// The key has signed exactly this.
    pub fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let signature = Signature::from_bytes(&self.signature);
        key.verify_strict(&self.signed_bytes(), &signature).is_ok()
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = DOMAIN.to_vec();
        bytes.extend(self.number.to_be_bytes());
        bytes.extend(self.origin.to_bytes());
        bytes.extend(self.at.as_millisecond().to_be_bytes());
        bytes.extend(marks_to_bytes(&self.marks));
        bytes
    }
}

/// Marks as a backend stores them.
pub fn marks_to_bytes(marks: &Marks) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(marks.len() * MARK_BYTES);
    for (part, mark) in marks {
        bytes.extend(part.to_be_bytes());
        bytes.extend(mark.pos.to_be_bytes());
        bytes.extend(mark.digest.0);
    }
    bytes
}

/// Reads [`marks_to_bytes`]; none when it is something else.
pub fn marks_from_bytes(bytes: &[u8]) -> Option<Marks> {
    let mark = |bytes: &[u8]| {
        let (part, rest) = bytes.split_first_chunk::<2>()?;
        let (pos, digest) = rest.split_first_chunk::<8>()?;
        let digest = Digest(digest.try_into().ok()?);
        Some((u16::from_be_bytes(*part), Mark { pos: u64::from_be_bytes(*pos), digest }))
    };
    bytes.chunks(MARK_BYTES).map(mark).collect()
}

/// Writes the next checkpoint when [`EVENTS_PER_CHECKPOINT`] events have come since the last one.
/// False when it is not time yet, or when another server was faster.
///
/// # Errors
/// When the log cannot be read, or has a hole: nothing is signed over a hole.
pub async fn write_checkpoint(
    log: &dyn EventLog,
    origin: Origin,
    key: &SigningKey,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let last = log.last_checkpoint().await?;
    let (number, mut marks) = last.map_or((0, Marks::new()), |last| (last.number, last.marks));
    let ends = log.last().await?;
    let come = |end: &Position| end.pos.saturating_sub(marks.get(&end.part).map_or(0, |m| m.pos));
    if ends.iter().map(come).sum::<u64>() < EVENTS_PER_CHECKPOINT {
        return Ok(false);
    }
    let mut left = EVENTS_PER_CHECKPOINT;
    for end in ends {
        let mark = marks.entry(end.part).or_default();
        while left > 0 && mark.pos < end.pos {
            let at = Position { part: end.part, pos: mark.pos };
            let max = left.min(end.pos - mark.pos).min(PAGE.into());
            for event in log.after(at, u32::try_from(max).unwrap_or(PAGE)).await? {
                if event.position.pos != mark.pos + 1 {
                    return Err(StoreError::Damaged(format!(
                        "event {} {} is missing",
                        end.part,
                        mark.pos + 1
                    )));
                }
                *mark = mark.with(event.id);
                left -= 1;
            }
            if mark.pos == at.pos {
                return Err(StoreError::Damaged(format!(
                    "event {} {} is missing",
                    end.part,
                    mark.pos + 1
                )));
            }
        }
    }
    log.save_checkpoint(Checkpoint::sign(number + 1, origin, at, marks, key)).await
}
