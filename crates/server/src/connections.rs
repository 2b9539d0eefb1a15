//! Connections of browsers: one task each, TLS where there is a certificate, HTTP/1.1 inside. Nobody
//! can take more than a bounded share of the server by being many, slow or silent.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_io_timeout::TimeoutWriter;
use tower::ServiceExt as _;

use crate::serving::ended;
use crate::tls::Tls;

/// The largest head of a request, in bytes; cookies and a long address take some hundred.
const LARGEST_HEAD: usize = 32 * 1024;
/// What one connection may hold of what it has sent and we have not read yet, in bytes.
const BUFFER: usize = 64 * 1024;
/// How long one that was answered for the last time is listened to, so that the answer is not lost
/// with what it was still sending.
const LINGER: Duration = Duration::from_secs(2);
/// Connections at a time that are told that there is no place; more are closed without a word.
const TOLD: usize = 64;
/// Without TLS whoever finds no place hears why.
const FULL: &str = "HTTP/1.1 503 Service Unavailable\r\n\
    content-type: text/plain; charset=utf-8\r\n\
    cache-control: no-store\r\n\
    retry-after: 5\r\n\
    connection: close\r\n\r\n\
    Servern har för många anslutningar just nu. Försök igen om en stund.\n\
    Too many connections are open. Try again in a moment.\n";

/// What the connections of a listener may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The listener, in the figures.
    pub(crate) at: &'static str,
    /// Connections at a time. An open stream of changes is one.
    pub(crate) connections: usize,
    /// How long a connection may keep us waiting: for the head of its first or next request, for TLS,
    /// or until it goes on taking its answer. Bodies have a time of their own (`brygga-web`).
    pub(crate) patience: Duration,
}

/// Takes connections until `stop`; then each gives the answer it owes, and this returns. Dropping it
/// cuts those that are left.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let telling = Arc::new(Semaphore::new(TOLD));
    let mut connections = JoinSet::new();
    // Told once until a tenth of the places is free again.
    let mut warned = false;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = ended(&mut stop) => break,
        };
        while connections.try_join_next().is_some() {}
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Such as no free file descriptor: others end, then there is one again.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
            warned &= places.available_permits() < limits.connections / 10;
            let one = one(stream, peer, tls.clone(), router.clone(), limits, stop.clone());
            connections.spawn(async move {
                let _place = (place, Open::count(limits.at));
                one.await;
            });
            continue;
        }
        metrics::counter!("brygga_connections_refused_total", "at" => limits.at).increment(1);
        if !warned {
            warned = true;
            let (at, limit) = (limits.at, limits.connections);
            tracing::warn!(at, limit, "all places are taken: connections are refused");
        }
        if tls.is_none()
            && let Ok(telling) = Arc::clone(&telling).try_acquire_owned()
        {
            connections.spawn(async move {
                let _telling = telling;
                refuse(stream).await;
            });
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// A connection in the figures.
struct Open(metrics::Gauge);

impl Open {
    fn count(at: &'static str) -> Self {
        let gauge = metrics::gauge!("brygga_connections", "at" => at);
        gauge.increment(1);
        Self(gauge)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

async fn refuse(mut stream: TcpStream) {
    if stream.write_all(FULL.as_bytes()).await.is_ok() {
        leave(stream).await;
    }
}

/// Says that nothing more comes, and lets the other end finish its sentence. A socket that is closed
/// with words unread takes the answer back that was on its way.
async fn leave(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    let leaving = async {
        stream.shutdown().await?;
        let mut unread = [0; 4096];
        while stream.read(&mut unread).await? > 0 {}
        Ok::<_, std::io::Error>(())
    };
    // It has gone, or it talks on: both end here.
    let _ = timeout(LINGER, leaving).await;
}

async fn one(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<Tls>,
    router: Router,
    limits: Limits,
    stop: watch::Receiver<bool>,
) {
    // An answer leaves at once; that this could not be asked for is no reason to refuse.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(limits.patience));
    let stream = Box::pin(stream);
    let Some(tls) = tls else { return answer(stream, peer, router, limits, stop).await };
    match tls.accept(stream, limits.patience).await {
        Ok(stream) => answer(stream, peer, router, limits, stop).await,
        Err(error) => tracing::debug!(%error, "no TLS was agreed on"),
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        Box::pin(router.clone().oneshot(request))
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.patience)
        .max_header_size(LARGEST_HEAD)
        .max_buf_size(BUFFER);
    let mut connection = http.serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        ended = poll_fn(|cx| connection.poll_without_shutdown(cx)) => ended,
        () = ended(&mut stop) => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            poll_fn(|cx| connection.poll_without_shutdown(cx)).await
        }
    };
    if let Err(error) = &ended {
        tracing::debug!(%error, "a connection broke");
    }
    if ended.is_ok() || ended.is_err_and(|error| error.is_parse()) {
        leave(connection.into_parts().io.into_inner()).await;
    }
}
