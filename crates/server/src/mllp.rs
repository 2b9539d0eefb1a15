//! The listener of the admission feed: MLLP over TCP, one task a connection, one message at a time.
//!
//! AA means durable. Nothing that a sender does harms the listener or another connection: what
//! cannot be read is answered and forgotten, and a sender may stay idle as long as it likes.

use std::sync::Arc;
use std::time::Duration;

use brygga_app::feed::receive_adt;
use brygga_app::{App, random};
use brygga_domain::ids::hex;
use brygga_hl7::adt::AdtProblem;
use brygga_hl7::mllp::{Frame, FrameDecoder, encode_frame};
use brygga_hl7::reading::{Reading, read_frame};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::serving::ended;
use crate::tls::Tls;

/// Connections at a time; a county has a handful of senders.
const CONNECTIONS: usize = 256;
/// The answer comes within 5 s: this much for the work, the rest for the way.
const ANSWER: Duration = Duration::from_millis(4_500);
/// So long may the rest of a message be under way: without its end it is answered within 5 s too.
const REST: Duration = Duration::from_secs(4);
/// A sender that stops in a message that is answered already, or does not take its answer.
const STALLED: Duration = Duration::from_secs(60);
const PACKET_BYTES: usize = 64 * 1024;

/// Takes connections until the server ends; then each finishes the message it is in.
pub(crate) async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    tls: Option<Tls>,
    mut end: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = ended(&mut end) => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                    tracing::warn!(limit = CONNECTIONS, "too many connections to the feed");
                    continue;
                };
                let (app, tls, end) = (Arc::clone(&app), tls.clone(), end.clone());
                connections.spawn(async move {
                    let _place = place;
                    if let Err(error) = accepted_connection(&app, stream, tls, end).await {
                        tracing::info!(%error, "a connection of the feed broke");
                    }
                });
            }
            Err(error) => {
                // Such as no free file descriptor: others end, then there is one again.
                tracing::warn!(%error, "a connection to the feed could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    while connections.join_next().await.is_some() {}
}

async fn accepted_connection(
    app: &App,
    stream: TcpStream,
    tls: Option<Tls>,
    end: watch::Receiver<bool>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    match tls {
        Some(tls) => connection(app, tls.accept(stream, STALLED).await?, end).await,
        None => connection(app, stream, end).await,
    }
}

async fn connection(
    app: &App,
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    mut end: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let mut decoder = FrameDecoder::new();
    let mut packet = vec![0; PACKET_BYTES];
    loop {
        let patience = match (decoder.awaits_rest(), decoder.is_inside_message()) {
            (true, _) => REST,
            (false, true) => STALLED,
            (false, false) => Duration::MAX,
        };
        let read = tokio::select! {
            read = timeout(patience, stream.read(&mut packet)) => read,
            () = ended(&mut end) => return Ok(()),
        };
        let mut is_over = false;
        let frames = match read {
            Ok(count) => match packet.get(..count?) {
                Some(bytes) if !bytes.is_empty() => decoder.push(bytes),
                _ => {
                    is_over = true;
                    decoder.finish().into_iter().collect()
                }
            },
            // The rest of the message does not come: what is missing is not known.
            Err(_) => {
                let broken_off = decoder.break_off();
                is_over = broken_off.is_none();
                broken_off.into_iter().collect()
            }
        };
        for frame in frames {
            let answer = encode_frame(&answer(app, frame).await);
            timeout(STALLED, stream.write_all(&answer)).await??;
            stream.flush().await?;
        }
        if is_over {
            return Ok(());
        }
    }
}

async fn answer(app: &App, frame: Frame) -> Vec<u8> {
    let reading = read_frame(frame);
    match timeout(ANSWER, receive_adt(app, &reading)).await {
        Ok(Ok(answer)) => {
            tracing::debug!(code = answer.code, "a message of the feed was answered");
            answer.bytes
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "a message of the feed could not be received");
            not_stored(app, &reading)
        }
        Err(_) => {
            tracing::error!("a message of the feed was not stored in time");
            not_stored(app, &reading)
        }
    }
}

/// The sender sends it again; the key makes it one act if it was stored after all.
fn not_stored(app: &App, reading: &Reading) -> Vec<u8> {
    let id = hex(&random::<6>(&*app.entropy));
    reading.answer(Some(&AdtProblem::NotStored), app.now(), &id)
}

#[cfg(test)]
mod tests {
    use brygga_testkit::TestSite;
    use tokio::io::duplex;

    use super::*;

    #[tokio::test]
    async fn a_message_without_its_end_is_refused_within_five_seconds_and_the_next_is_read() {
        let site = TestSite::new().await;
        let app = Arc::new(site.app);
        let (mut sender, listener) = duplex(PACKET_BYTES);
        let (_stop, end) = watch::channel(false);
        tokio::time::pause();
        let began = tokio::time::Instant::now();
        let open = tokio::spawn(async move { connection(&app, listener, end).await });
        let head = "MSH|^~\\&|PAS|LAS|||20250310||ADT^A01|7|P|2.5\rPID|1||1^^^X\r";
        sender.write_all(format!("\x0b{head}").as_bytes()).await.unwrap();
        let mut answer = vec![0; PACKET_BYTES];
        let count = sender.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..count]).into_owned();
        assert!(answer.contains("MSA|AR|7|"), "{answer:?}");
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        // The connection is as good as before.
        sender
            .write_all(b"PV1|1\r\x1c\r\x0bMSH|^~\\&|PAS|LAS|||2025||ORU^R01|8|P|2.5\r\x1c\r")
            .await
            .unwrap();
        let mut answer = vec![0; PACKET_BYTES];
        let count = sender.read(&mut answer).await.unwrap();
        assert!(String::from_utf8_lossy(&answer[..count]).contains("MSA|AR|8|"));
        drop(sender);
        open.await.unwrap().unwrap();
    }
}
