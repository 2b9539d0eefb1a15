//! `control.sock` in the data folder: a second writer sends its orders to the process that holds the
//! lock and prints its answers (decision 19). Frames with a length, CBOR inside, one answer an order.
//!
//! Only processes of the same user are listened to: the folder is theirs, the socket is 0600, and
//! the kernel is asked who is at the other end.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures::{SinkExt as _, StreamExt as _};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::bytes::Bytes;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

use crate::data_folder::only_for_demo;
use crate::orders::{Order, perform};
use crate::serving::ended;
use crate::site::Site;

const NAME: &str = "control.sock";
/// A message of the feed has at most 1 MiB, and CBOR spells a byte with two.
const FRAME_BYTES: usize = 4 * 1024 * 1024;
const CONNECTIONS: usize = 16;
/// Somebody may be typing a password meanwhile.
const IDLE: Duration = Duration::from_secs(600);
const ANSWER: Duration = Duration::from_secs(300);

type Connection = Framed<UnixStream, LengthDelimitedCodec>;

/// What became of an order: the line to print, or why not.
#[derive(Serialize, Deserialize)]
enum Answer {
    Done(String),
    Refused(String),
}

/// The socket of the process that writes; its file goes with it.
pub(crate) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Listens. What a server that was killed left behind is replaced: whoever holds the lock owns
    /// the name.
    pub(crate) fn listen(folder: &Path) -> anyhow::Result<Self> {
        let (path, beside) = (folder.join(NAME), folder.join("control.new"));
        let _ = fs::remove_file(&beside);
        let listener = UnixListener::bind(&beside)?;
        fs::set_permissions(&beside, fs::Permissions::from_mode(0o600))?;
        fs::rename(&beside, &path)?;
        Ok(Self { listener, path })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Does what is asked until the server ends; then each connection finishes the order it is in.
pub(crate) async fn serve(site: Arc<Site>, socket: Socket, mut end: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = socket.listener.accept() => accepted,
            () = ended(&mut end) => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
                let (site, end) = (Arc::clone(&site), end.clone());
                connections.spawn(async move {
                    let _place = place;
                    if let Err(error) = connection(&site, stream, end).await {
                        tracing::info!(%error, "a connection of the control socket broke");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection to the control socket could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(socket);
    while connections.join_next().await.is_some() {}
}

async fn connection(
    site: &Site,
    stream: UnixStream,
    mut end: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    check_peer(&stream)?;
    let mut connection = framed(stream);
    loop {
        let frame = tokio::select! {
            frame = timeout(IDLE, connection.next()) => frame,
            () = ended(&mut end) => return Ok(()),
        };
        let Ok(Some(frame)) = frame else { return Ok(()) };
        let answer = match ciborium::from_reader(&*frame?) {
            Ok(order) => answer(site, order).await,
            Err(_) => Answer::Refused(
                "the process that writes does not know this command: it runs another version of \
                 brygga"
                    .to_owned(),
            ),
        };
        connection.send(Bytes::from(encoded(&answer)?)).await?;
    }
}

async fn answer(site: &Site, order: Order) -> Answer {
    if site.folder.origin.simulated {
        return Answer::Refused(only_for_demo(&site.folder.path));
    }
    match perform(&site.app, order).await {
        Ok(line) => Answer::Done(line),
        Err(error) => Answer::Refused(format!("{error:#}")),
    }
}

/// The process that writes, from a command beside it.
pub(crate) struct Remote(Connection);

impl Remote {
    /// None when nobody listens: the process that holds the lock is no server, or not ready yet.
    pub(crate) async fn connect(folder: &Path) -> anyhow::Result<Option<Self>> {
        let Ok(stream) = UnixStream::connect(folder.join(NAME)).await else { return Ok(None) };
        check_peer(&stream)?;
        Ok(Some(Self(framed(stream))))
    }

    /// Sends one order and gives the line of its answer.
    pub(crate) async fn perform(&mut self, order: &Order) -> anyhow::Result<String> {
        let order = encoded(order)?;
        if order.len() > FRAME_BYTES {
            bail!("it is too large to be sent to the running server: stop that one first");
        }
        self.0.send(Bytes::from(order)).await.context(GONE)?;
        let answered = timeout(ANSWER, self.0.next());
        let answer = answered.await.context("the running server does not answer")?;
        match decoded(&answer.context(GONE)?.context(GONE)?)? {
            Answer::Done(line) => Ok(line),
            Answer::Refused(why) => bail!(why),
        }
    }
}

const GONE: &str = "the running server ended before it answered: what it printed is done, run the \
                    command again for the rest";

fn framed(stream: UnixStream) -> Connection {
    let codec = LengthDelimitedCodec::builder().max_frame_length(FRAME_BYTES).new_codec();
    Framed::new(stream, codec)
}

fn encoded<T: Serialize>(value: &T) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes)?;
    Ok(bytes)
}

fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> anyhow::Result<T> {
    ciborium::from_reader(bytes).context("the running server runs another version of brygga")
}

/// The kernel says whose process is at the other end.
fn check_peer(stream: &UnixStream) -> anyhow::Result<()> {
    let (peer, own) = (stream.peer_cred()?.uid(), rustix::process::geteuid().as_raw());
    if peer == own { Ok(()) } else { bail!("the other end runs as user {peer}, not {own}") }
}
