//! TLS towards browsers and senders: rustls with ring, from version 1.2 on (decision 29). The
//! certificate is read again on SIGHUP and when its files change; one that cannot be used is told and
//! the old one stays.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, bail};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::{interval, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::{Error as PemError, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{Error as TlsError, InconsistentKeys, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::serving::ended;

/// Until both ends agree; who takes longer is no browser.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(30);

/// Where the certificate (with its chain) and its key lie, both PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl FromStr for TlsFiles {
    type Err = &'static str;

    /// As in the environment: `cert.pem,key.pem`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(',') {
            Some((certificate, key)) => {
                Ok(Self { certificate: certificate.into(), key: key.into() })
            }
            None => Err("not two files with a comma between them"),
        }
    }
}

impl fmt::Display for TlsFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.certificate.display(), self.key.display())
    }
}

/// Speaks TLS with the certificate of the moment.
#[derive(Clone)]
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    certificate: Arc<Certificate>,
}

impl Tls {
    /// Reads the files, and says which of them is wrong and how.
    pub(crate) fn read(files: &TlsFiles) -> anyhow::Result<Self> {
        let provider = Arc::new(ring::default_provider());
        let certificate = Arc::new(Certificate::read(files.clone(), Arc::clone(&provider))?);
        let resolver = Arc::clone(&certificate) as Arc<dyn ResolvesServerCert>;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate })
    }

    /// The stream inside, once both ends agree: within `patience`, and within ten seconds.
    pub(crate) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
        patience: Duration,
    ) -> std::io::Result<TlsStream<S>> {
        match timeout(HANDSHAKE.min(patience), self.acceptor.accept(stream)).await {
            Ok(accepted) => accepted,
            Err(_) => Err(std::io::ErrorKind::TimedOut.into()),
        }
    }

    /// Takes a new certificate into use until the server ends.
    pub(crate) async fn keep_fresh(self, mut end: watch::Receiver<bool>) {
        let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
        let mut look = interval(LOOK);
        loop {
            let told = tokio::select! {
                _ = hangup.recv() => true,
                _ = look.tick() => false,
                () = ended(&mut end) => return,
            };
            let certificate = Arc::clone(&self.certificate);
            // Two small files, but a disk may be slow.
            let read = tokio::task::spawn_blocking(move || certificate.read_again(told)).await;
            match read {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => tracing::info!("the certificate was read again"),
                Ok(Err(error)) => {
                    let error = format!("{error:#}");
                    tracing::error!(error, "the new certificate cannot be used: the old one stays");
                }
                Err(error) => tracing::error!(%error, "the certificate was not looked at"),
            }
        }
    }
}

/// When the two files were last changed.
type Changed = [Option<SystemTime>; 2];

#[derive(Debug)]
struct Certificate {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
    changed: Mutex<Changed>,
}

impl Certificate {
    fn read(files: TlsFiles, provider: Arc<CryptoProvider>) -> anyhow::Result<Self> {
        let changed = Mutex::new(changed(&files));
        let current = RwLock::new(Arc::new(read(&files, &provider)?));
        Ok(Self { files, provider, current, changed })
    }

    /// True when the files were read: because somebody said so, or because they changed. A pair that
    /// is half written is looked at again when the other half comes.
    fn read_again(&self, told: bool) -> anyhow::Result<bool> {
        let now = changed(&self.files);
        let before = {
            let mut known = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *known, now)
        };
        if !told && before == now {
            return Ok(false);
        }
        let next = Arc::new(read(&self.files, &self.provider)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(true)
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn changed(files: &TlsFiles) -> Changed {
    let at = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
    [at(&files.certificate), at(&files.key)]
}

fn read(files: &TlsFiles, provider: &CryptoProvider) -> anyhow::Result<CertifiedKey> {
    let (certificate, key) = (files.certificate.display(), files.key.display());
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("the certificate {certificate} cannot be read"))?;
    if chain.is_empty() {
        bail!("{certificate} holds no certificate: it must be PEM, the server's own one first");
    }
    let secret = match PrivateKeyDer::from_pem_file(&files.key) {
        Ok(secret) => secret,
        Err(PemError::NoItemsFound) => bail!("{key} holds no private key: it must be PEM"),
        Err(error) => {
            return Err(error).with_context(|| format!("the key {key} cannot be read"));
        }
    };
    match CertifiedKey::from_der(chain, secret, provider) {
        Ok(pair) => Ok(pair),
        Err(TlsError::InconsistentKeys(InconsistentKeys::KeyMismatch)) => {
            bail!("{key} is not the key of the certificate {certificate}")
        }
        Err(error) => Err(error).with_context(|| format!("{certificate} with {key}")),
    }
}
