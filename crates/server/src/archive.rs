//! A backup as a file: a tar archive inside age. The last entry is the manifest, which names every
//! other one with its length and SHA-256; a file that was cut off has none.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use age::stream::StreamWriter;
use age::x25519::Recipient;
use age::{DecryptError, Decryptor, Encryptor, IdentityFile};
use anyhow::{Context as _, anyhow, bail};
use brygga_domain::ids::hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The layout of the archive.
const VERSION: u32 = 1;
const MANIFEST: &str = "manifest.json";
const LARGEST_MANIFEST: u64 = 16 * 1024 * 1024;

/// What a backup says about itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Layout of the archive.
    pub(crate) backup: u32,
    pub(crate) made_at: Timestamp,
    /// Version of the program that made it.
    pub(crate) program: String,
    pub(crate) engine: Engine,
    /// Layout of the data folder.
    pub(crate) format: u32,
    pub(crate) schema: u32,
    /// Who wrote the log: the restored folder gets a new epoch of this node.
    pub(crate) node: Uuid,
    pub(crate) epoch: String,
    pub(crate) simulated: bool,
    /// Where the log ends.
    pub(crate) ends: Vec<End>,
    pub(crate) files: Vec<Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// The end of one partition of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    pub(crate) part: u16,
    pub(crate) pos: u64,
    pub(crate) id: String,
}

/// One file of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

impl Manifest {
    pub(crate) const fn version() -> u32 {
        VERSION
    }
}

/// An archive that is being written. Without [`Writer::finish`] nothing is left of it.
pub(crate) struct Writer {
    /// None once it is ended.
    tar: Option<tar::Builder<StreamWriter<BufWriter<File>>>>,
    entries: Vec<Entry>,
    part: PathBuf,
    to: PathBuf,
    whole: bool,
}

impl Writer {
    /// Begins a file beside `to`, which must not exist.
    pub(crate) fn begin(to: &Path, recipients: &[String]) -> anyhow::Result<Self> {
        let recipients = recipients.iter().map(|text| {
            text.parse::<Recipient>().map_err(|_| {
                anyhow!(
                    "{text} is not a public key of age: they begin with age1 (brygga backup-key)"
                )
            })
        });
        let recipients = recipients.collect::<anyhow::Result<Vec<_>>>()?;
        if to.exists() {
            bail!("{} exists already: a backup never overwrites one", to.display());
        }
        let mut part = to.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&part);
        let file = file.with_context(|| format!("{} cannot be written", part.display()))?;
        let encryptor = Encryptor::with_recipients(recipients.iter().map(|it| it as _))?;
        let encrypted = encryptor.wrap_output(BufWriter::new(file))?;
        let tar = Some(tar::Builder::new(encrypted));
        Ok(Self { tar, entries: Vec::new(), part, to: to.to_owned(), whole: false })
    }

    fn add(&mut self, name: &str, bytes: u64, content: impl Read) -> io::Result<()> {
        let tar = self.tar.as_mut().expect("it is there until it is ended");
        tar.append_data(&mut header(bytes), name, content)
    }

    /// Adds a file of the disk.
    pub(crate) fn file(&mut self, name: &str, path: &Path) -> anyhow::Result<()> {
        let file =
            File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let bytes = file.metadata()?.len();
        let mut hashing = Hashing { inner: BufReader::new(file), hash: Sha256::new() };
        self.add(name, bytes, &mut hashing)?;
        let sha256 = hex(&hashing.hash.finalize());
        self.entries.push(Entry { name: name.to_owned(), bytes, sha256 });
        Ok(())
    }

    /// Adds bytes.
    pub(crate) fn bytes(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.add(name, bytes.len() as u64, bytes)?;
        let (bytes, sha256) = (bytes.len() as u64, hex(&Sha256::digest(bytes)));
        self.entries.push(Entry { name: name.to_owned(), bytes, sha256 });
        Ok(())
    }

    /// Writes the manifest, syncs and gives the file its name.
    pub(crate) fn finish(mut self, manifest: Manifest) -> anyhow::Result<Manifest> {
        let manifest = Manifest { files: std::mem::take(&mut self.entries), ..manifest };
        let text = serde_json::to_vec_pretty(&manifest)?;
        self.add(MANIFEST, text.len() as u64, &*text)?;
        let tar = self.tar.take().expect("it is there until it is ended");
        // The last chunk says that there is no other one.
        let mut file = tar.into_inner()?.finish()?;
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(&self.part, &self.to)?;
        self.whole = true;
        let folder = self.to.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(manifest)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.whole {
            let _ = fs::remove_file(&self.part);
        }
    }
}

fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header
}

/// Hashes what passes.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

/// Reads an archive to its end. `each` gets every file but the manifest; nothing that it does may
/// count before this returns. Names come from whoever could write the archive: `each` must know them.
pub(crate) fn read(
    file: &Path,
    identity: &Path,
    mut each: impl FnMut(&str, &mut dyn Read) -> anyhow::Result<()>,
) -> anyhow::Result<Manifest> {
    let shown = file.display();
    let keys = read_keys(identity)?;
    let input = File::open(file).with_context(|| format!("{shown} cannot be read"))?;
    let open = Decryptor::new_buffered(BufReader::new(input))
        .and_then(|sealed| sealed.decrypt(keys.iter().map(|key| &**key as _)));
    let mut plain = match open {
        Ok(plain) => plain,
        Err(DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed) => bail!(
            "{} does not open {shown}: it is another key, or the beginning of the file is damaged",
            identity.display()
        ),
        Err(_) => bail!("{shown} is no backup, or its beginning is damaged: use another copy"),
    };
    let damaged = || format!("{shown} is damaged or was cut off: use another copy");
    let (mut entries, mut manifest) = (Vec::new(), None);
    let mut archive = tar::Archive::new(&mut plain);
    for entry in archive.entries().with_context(damaged)? {
        let mut entry = entry.with_context(damaged)?;
        let name = entry.path().with_context(damaged)?.to_string_lossy().into_owned();
        if name == MANIFEST {
            let mut text = Vec::new();
            let read = entry.take(LARGEST_MANIFEST).read_to_end(&mut text);
            read.with_context(damaged)?;
            manifest = Some(text);
            continue;
        }
        let bytes = entry.size();
        let mut hashing = Hashing { inner: &mut entry, hash: Sha256::new() };
        each(&name, &mut hashing).with_context(damaged)?;
        // What was not wanted is read all the same, so that its hash is that of the whole.
        io::copy(&mut hashing, &mut io::sink()).with_context(damaged)?;
        entries.push(Entry { name, bytes, sha256: hex(&hashing.hash.finalize()) });
    }
    // The end of the last chunk proves that nothing is missing.
    io::copy(&mut plain, &mut io::sink()).with_context(damaged)?;
    let Some(text) = manifest else { bail!(damaged()) };
    let manifest: Manifest = serde_json::from_slice(&text).with_context(|| {
        format!("{shown} was made by another version of brygga, which this one cannot read")
    })?;
    if manifest.backup > VERSION {
        bail!("{shown} was made by brygga {}, which is newer: use that one", manifest.program);
    }
    if manifest.files != entries {
        bail!("{shown} does not hold what its manifest says: use another copy");
    }
    Ok(manifest)
}

fn read_keys(path: &Path) -> anyhow::Result<Vec<Box<dyn age::Identity>>> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("the key {shown} cannot be read"))?;
    let none = || anyhow!("{shown} holds no secret key of age: a line with AGE-SECRET-KEY-1…");
    // Its own words would quote the line, which may be nearly a key.
    let keys = IdentityFile::from_buffer(BufReader::new(file)).map_err(|_| none())?;
    let keys = keys.into_identities().map_err(|_| none())?;
    if keys.is_empty() { Err(none()) } else { Ok(keys) }
}
