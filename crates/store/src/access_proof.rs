//! How the access log proves itself: each row's hash covers the row before it, and each batch of
//! rows is signed once (decision 24). The bytes are the same on every backend.

use brygga_domain::envelope::{SigningKey, Value, VerifyingKey, to_vec};
use brygga_domain::ids::Digest;
use ed25519_dalek::{Signature, Signer as _};
use sha2::{Digest as _, Sha256};

use crate::AccessEntry;

/// What goes before the bytes of a row in its hash, and before a batch in its signature.
const ROW_DOMAIN: &[u8] = b"brygga-access-row1";
const BATCH_DOMAIN: &[u8] = b"brygga-access-batch1";

/// How far a chain of rows has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessTip {
    /// Number of the last row; 0 before the first.
    pub entry: u64,
    /// Its hash; zeroes before the first.
    pub head: Digest,
    /// Number of the last batch; 0 before the first.
    pub batch: u64,
}

impl Default for AccessTip {
    fn default() -> Self {
        Self { entry: 0, head: Digest([0; 32]), batch: 0 }
    }
}

impl AccessTip {
    /// With one more row.
    #[must_use]
    pub fn with(self, entry: &AccessEntry) -> Self {
        let number = self.entry + 1;
        Self { entry: number, head: row_hash(self.head, number, entry), ..self }
    }

    /// Closes a batch here.
    #[must_use]
    pub fn close(self, key: &SigningKey) -> AccessBatch {
        let tip = Self { batch: self.batch + 1, ..self };
        AccessBatch { tip, signature: key.sign(&batch_bytes(tip)).to_bytes() }
    }
}

/// A closed batch: where it ends, signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessBatch {
    /// Its number, last row and hash.
    pub tip: AccessTip,
    /// Ed25519 of the origin that wrote it.
    pub signature: [u8; 64],
}

impl AccessBatch {
    /// The key has signed exactly this.
    pub fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let signature = Signature::from_bytes(&self.signature);
        key.verify_strict(&batch_bytes(self.tip), &signature).is_ok()
    }
}

/// Checks a chain from its first row. An error says in words what does not hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccessCheck {
    /// The last row and batch that hold.
    pub good: AccessTip,
}

impl AccessCheck {
    /// The row must be the next one and what was hashed.
    pub fn row(
        &mut self,
        number: u64,
        entry: &AccessEntry,
        hash: Digest,
    ) -> Result<(), &'static str> {
        if number != self.good.entry + 1 {
            return Err("the row is missing");
        }
        let next = self.good.with(entry);
        if next.head != hash {
            return Err("the row is not what was hashed");
        }
        self.good = next;
        Ok(())
    }

    /// A batch that ends at the row which was just checked.
    pub fn batch(
        &mut self,
        batch: &AccessBatch,
        key: Option<&VerifyingKey>,
    ) -> Result<(), &'static str> {
        let Some(key) = key else { return Err("the batch is signed by an unknown origin") };
        let next = AccessTip { batch: self.good.batch + 1, ..self.good };
        if batch.tip != next {
            return Err("the batch does not end here");
        }
        if !batch.is_signed_by(key) {
            return Err("the signature of the batch does not hold");
        }
        self.good = next;
        Ok(())
    }

    /// After the last row: `signed` is the last row that any batch covers, `left` whether a batch
    /// was not reached. Gives the row that does not hold, with why.
    pub fn end(&self, signed: u64, left: bool) -> Option<(u64, String)> {
        if signed > self.good.entry || left {
            Some((self.good.entry + 1, "the row is missing".to_owned()))
        } else if signed < self.good.entry {
            Some((signed + 1, "the row is not signed".to_owned()))
        } else {
            None
        }
    }
}

/// SHA-256 over the hash before, the number and everything that the row says.
fn row_hash(before: Digest, number: u64, entry: &AccessEntry) -> Digest {
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let row = Value::Array(vec![
        Value::from(number),
        Value::from(entry.at.as_millisecond()),
        text(entry.user.as_ref().map(|user| user.as_str())),
        text(entry.assignment.as_deref()),
        text(entry.unit.as_ref().map(|unit| unit.as_str())),
        Value::from(entry.what.as_str()),
        Value::from(entry.purpose.as_str()),
        entry.chain.map_or(Value::Null, |chain| Value::Bytes(chain.bytes().to_vec())),
        Value::Array(
            entry.persons.iter().map(|person| Value::Bytes(person.bytes().to_vec())).collect(),
        ),
        Value::from(entry.correlation.as_str()),
    ]);
    let hash = Sha256::new().chain_update(ROW_DOMAIN).chain_update(before.0);
    Digest(hash.chain_update(to_vec(&row)).finalize().into())
}

fn batch_bytes(tip: AccessTip) -> Vec<u8> {
    let mut bytes = BATCH_DOMAIN.to_vec();
    bytes.extend(tip.batch.to_be_bytes());
    bytes.extend(tip.entry.to_be_bytes());
    bytes.extend(tip.head.0);
    bytes
}
