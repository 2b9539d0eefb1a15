//! The last batch of the access log that this server closed, in `origin/access`: whoever cuts the
//! newest rows off together with their batch is found out (decision 24). The batch carries its own
//! signature, so the file cannot be made to fit. Each server remembers its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use brygga_domain::envelope::VerifyingKey;
use brygga_domain::ids::{Digest, hex, unhex};
use brygga_store::{AccessBatch, AccessLog, AccessTip};
use serde::{Deserialize, Serialize};

use crate::origin::{FOLDER, OwnOrigin, write_secret};

const FILE: &str = "access";
/// What no longer fitted when the server started: kept until somebody has looked into it.
const LOST: &str = "access.lost";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remembered {
    epoch: String,
    batch: u64,
    row: u64,
    head: String,
    signature: String,
}

impl Remembered {
    fn new(own: &OwnOrigin, batch: &AccessBatch) -> Self {
        Self {
            epoch: format!("{:016x}", own.origin.epoch),
            batch: batch.tip.batch,
            row: batch.tip.entry,
            head: hex(&batch.tip.head.0),
            signature: hex(&batch.signature),
        }
    }

    fn batch(&self) -> Option<AccessBatch> {
        let head = Digest(unhex(&self.head)?);
        let tip = AccessTip { entry: self.row, head, batch: self.batch };
        Some(AccessBatch { tip, signature: unhex(&self.signature)? })
    }
}

/// What became of the end that is remembered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AccessEnd {
    /// Nothing was remembered by this epoch of this server.
    Unknown,
    /// The log holds the batch that ends with this row.
    Holds(u64),
    /// What is wrong, in words.
    Lost(String),
}

/// Remembers the last batch that this server has closed.
pub(crate) async fn remember(
    data: &Path,
    own: &OwnOrigin,
    log: &dyn AccessLog,
) -> anyhow::Result<()> {
    let Some(batch) = log.last_access_batch(own.origin).await? else { return Ok(()) };
    let text = toml::to_string(&Remembered::new(own, &batch))?;
    let path = data.join(FOLDER).join(FILE);
    if fs::read_to_string(&path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    write_secret(&path, text.as_bytes())
}

/// Looks for the remembered batch in the log; what was found lost at an earlier start counts too.
pub(crate) async fn check(
    data: &Path,
    own: &OwnOrigin,
    log: &dyn AccessLog,
) -> anyhow::Result<AccessEnd> {
    let folder = data.join(FOLDER);
    match check_file(&folder.join(LOST), own, log).await? {
        AccessEnd::Unknown => check_file(&folder.join(FILE), own, log).await,
        AccessEnd::Holds(_) => check_file(&folder.join(FILE), own, log).await,
        lost @ AccessEnd::Lost(_) => Ok(lost),
    }
}

/// At the start of a server: it goes on even when rows are gone, because care does, and what it
/// remembered is put aside so that `brygga verify` goes on to tell.
pub(crate) async fn check_at_start(
    data: &Path,
    own: &OwnOrigin,
    log: &dyn AccessLog,
) -> anyhow::Result<()> {
    let (file, lost) = (data.join(FOLDER).join(FILE), data.join(FOLDER).join(LOST));
    if let AccessEnd::Lost(why) = check_file(&file, own, log).await? {
        tracing::error!(%why, "the access log has been cut off or exchanged: see `brygga verify`");
        if !lost.exists() {
            fs::rename(&file, &lost)?;
        }
    }
    Ok(())
}

async fn check_file(
    path: &PathBuf,
    own: &OwnOrigin,
    log: &dyn AccessLog,
) -> anyhow::Result<AccessEnd> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(AccessEnd::Unknown);
        }
        Err(error) => return Err(error).context(format!("{} cannot be read", path.display())),
    };
    let name = path.display();
    let Ok(remembered) = toml::from_str::<Remembered>(&text) else {
        return Ok(AccessEnd::Lost(format!("{name} is damaged")));
    };
    if remembered.epoch != format!("{:016x}", own.origin.epoch) {
        return Ok(AccessEnd::Unknown);
    }
    let key: VerifyingKey = own.key.verifying_key();
    let Some(known) = remembered.batch().filter(|batch| batch.is_signed_by(&key)) else {
        return Ok(AccessEnd::Lost(format!("{name} was not signed by this server")));
    };
    let AccessTip { entry, batch, .. } = known.tip;
    let found = log.access_batch(own.origin, batch).await?;
    Ok(match found {
        Some(found) if found == known => AccessEnd::Holds(entry),
        Some(_) => AccessEnd::Lost(format!("batch {batch}, up to row {entry}, was exchanged")),
        None => AccessEnd::Lost(format!(
            "the rows up to {entry} are cut off: this server closed batch {batch} there"
        )),
    })
}
