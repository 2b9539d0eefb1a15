//! The origin of this server: its node and the key of its epoch, in `origin/<epoch>.key`
//! (decisions 6 and 19).

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use brygga_app::{Entropy, random};
use brygga_domain::envelope::{Origin, SigningKey};
use brygga_domain::ids::{hex, unhex};
use brygga_store::{EventLog, Position, StoreError, StoredEvent};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub(crate) const FOLDER: &str = "origin";
const LAST: &str = "last";

/// Who writes, and with which key.
#[derive(Clone)]
pub(crate) struct OwnOrigin {
    pub(crate) origin: Origin,
    pub(crate) key: SigningKey,
    /// Made from a seed: the folder holds demo data and nothing else (decision 14).
    pub(crate) simulated: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    node: Uuid,
    epoch: String,
    made_at: Timestamp,
    simulated: bool,
    seed: String,
}

impl OwnOrigin {
    /// A new node with chance from the machine.
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        Self::next_of(Uuid::from_bytes(random(entropy)), entropy)
    }

    /// A new epoch of a node.
    pub(crate) fn next_of(node: Uuid, entropy: &dyn Entropy) -> Self {
        let epoch = u64::from_be_bytes(random(entropy));
        let key = SigningKey::from_bytes(&random(entropy));
        Self { origin: Origin { node, epoch }, key, simulated: false }
    }

    /// The origin of a simulated county: the same seed gives the same origin.
    pub(crate) fn of_seed(seed: u64) -> Self {
        let of = |what: &str| -> [u8; 32] {
            Sha256::new().chain_update(what).chain_update(seed.to_be_bytes()).finalize().into()
        };
        let mut node = [0; 16];
        node.copy_from_slice(&of("brygga-demo-node")[..16]);
        let mut epoch = [0; 8];
        epoch.copy_from_slice(&of("brygga-demo-epoch")[..8]);
        Self {
            origin: Origin { node: Uuid::from_bytes(node), epoch: u64::from_be_bytes(epoch) },
            key: SigningKey::from_bytes(&of("brygga-demo-key")),
            simulated: true,
        }
    }

    /// The first 16 bytes of the SHA-256 of the public key.
    pub(crate) fn fingerprint(&self) -> String {
        hex(&Sha256::digest(self.key.verifying_key().to_bytes())[..16])
    }

    /// Writes the key so that only the owner reads it, and syncs before anything is signed.
    pub(crate) fn save(&self, data: &Path, now: Timestamp) -> anyhow::Result<()> {
        let folder = data.join(FOLDER);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let file = KeyFile {
            node: self.origin.node,
            epoch: format!("{:016x}", self.origin.epoch),
            made_at: now,
            simulated: self.simulated,
            seed: hex(&self.key.to_bytes()),
        };
        let path = folder.join(format!("{}.key", file.epoch));
        write_secret(&path, toml::to_string(&file)?.as_bytes())
    }

    /// The newest epoch of the folder; none when no key has been made.
    pub(crate) fn load(data: &Path) -> anyhow::Result<Option<Self>> {
        let mut newest: Option<(Timestamp, Self)> = None;
        for path in key_files(&data.join(FOLDER))? {
            let (made_at, own) =
                Self::read(&path).with_context(|| format!("{} is not a key", path.display()))?;
            if newest.as_ref().is_none_or(|(at, _)| made_at > *at) {
                newest = Some((made_at, own));
            }
        }
        Ok(newest.map(|(_, own)| own))
    }

    fn read(path: &Path) -> anyhow::Result<(Timestamp, Self)> {
        let file: KeyFile = toml::from_str(&fs::read_to_string(path)?)?;
        let Some(seed) = unhex::<32>(&file.seed) else { bail!("the seed is not 32 bytes") };
        let epoch = u64::from_str_radix(&file.epoch, 16).context("the epoch is not a number")?;
        let origin = Origin { node: file.node, epoch };
        let key = SigningKey::from_bytes(&seed);
        Ok((file.made_at, Self { origin, key, simulated: file.simulated }))
    }
}

fn key_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|e| e == "key")).collect())
}

/// Writes a file that only the owner reads, whole or not at all, durable.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let beside = path.with_extension("new");
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .with_context(|| format!("{} cannot be written", beside.display()))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The end of one partition of the log.
#[derive(Serialize, Deserialize)]
struct Place {
    part: u16,
    pos: u64,
    id: String,
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    epoch: String,
    #[serde(flatten)]
    last: Place,
    /// The other partitions, where the log has several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<Place>,
}

async fn place(log: &dyn EventLog, end: Position) -> anyhow::Result<Option<Place>> {
    let before = Position { pos: end.pos.saturating_sub(1), ..end };
    let Some(event) = log.after(before, 1).await?.pop() else { return Ok(None) };
    let Position { part, pos } = event.position;
    Ok(Some(Place { part, pos, id: hex(&event.id.0) }))
}

/// The last event, with several partitions the one that was received last; none in an empty log.
pub(crate) async fn last_event(log: &dyn EventLog) -> anyhow::Result<Option<StoredEvent>> {
    let mut last: Option<StoredEvent> = None;
    for end in log.last().await? {
        let before = Position { pos: end.pos.saturating_sub(1), ..end };
        last = last.into_iter().chain(log.after(before, 1).await?).max_by_key(|e| e.received_at);
    }
    Ok(last)
}

/// Remembers the end of the log outside the database, so that a restored one is noticed.
pub(crate) async fn remember_end(
    data: &Path,
    origin: Origin,
    log: &dyn EventLog,
) -> anyhow::Result<()> {
    let mut places = Vec::new();
    for end in log.last().await? {
        places.extend(place(log, end).await?);
    }
    let Some(last) = places.pop() else { return Ok(()) };
    let epoch = format!("{:016x}", origin.epoch);
    let remembered = Remembered { epoch, last, others: places };
    write_secret(&data.join(FOLDER).join(LAST), toml::to_string(&remembered)?.as_bytes())
}

/// Refuses a database that is behind what this epoch has written already: it was restored, and
/// writing on would give one number to two events (decision 6).
pub(crate) async fn refuse_restored(
    data: &Path,
    origin: Origin,
    log: &dyn EventLog,
) -> anyhow::Result<()> {
    let Some(behind) = behind(data, origin, log).await? else { return Ok(()) };
    bail!(
        "the database is behind what this server has written (position {}): it has been restored. \
         Nothing is written until a new epoch is made: `brygga node enroll --data {}`",
        behind.pos,
        data.display()
    )
}

/// A position that this epoch remembers and the log does not hold as it was.
pub(crate) async fn behind(
    data: &Path,
    origin: Origin,
    log: &dyn EventLog,
) -> anyhow::Result<Option<Position>> {
    let Ok(text) = fs::read_to_string(data.join(FOLDER).join(LAST)) else { return Ok(None) };
    let remembered: Remembered = toml::from_str(&text).context("origin/last cannot be read")?;
    if remembered.epoch != format!("{:016x}", origin.epoch) {
        return Ok(None);
    }
    for known in remembered.others.iter().chain([&remembered.last]) {
        let end = Position { part: known.part, pos: known.pos };
        match place(log, end).await {
            Ok(Some(found)) if found.pos == known.pos && found.id == known.id => {}
            Ok(_) => return Ok(Some(end)),
            // What cannot be read is named by `brygga verify`.
            Err(error) if error.downcast_ref().is_some_and(is_damaged) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn is_damaged(error: &StoreError) -> bool {
    matches!(error, StoreError::Damaged(_))
}
